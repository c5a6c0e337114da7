"""A target: one model on one provider for one operation, compiled. Immutable; made by `compile`, read by `engine`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.parameters.base import Parameter
    from normalizer.parameters.count import CountParameter
    from normalizer.parameters.delivery import Returns
    from normalizer.parameters.rules import Rule
    from normalizer.quick import Memo, QuickWay
    from normalizer.resolve.choose import Geometry
    from normalizer.resolve.wish import Answer
    from normalizer.write import Field


class Target:
    """One model on one provider for one operation: everything a request needs, prepared.

    `status` is `live`, `deprecated` or `retired`; `upstream_model` is `None` where the id is the caller's own. What
    else is here is for the engine: `names` maps request keys to unified names (`""` for those that chose the target),
    `native` the provider's own top-level fields to the parameters that would write them.
    """

    __slots__ = (
        "auto_words",
        "autos",
        "body",
        "catalog_version",
        "constants",
        "count",
        "extras",
        "extras_under",
        "geometry",
        "left_open",
        "media",
        "memo",
        "model",
        "names",
        "native",
        "operation",
        "parameters",
        "provider",
        "replaced_by",
        "required",
        "returns",
        "rules",
        "standing",
        "status",
        "under",
        "upstream",
        "way",
        "words",
    )

    model: str
    provider: str
    operation: str
    media: str
    status: str
    replaced_by: str | None
    catalog_version: str
    upstream: Field | None
    geometry: Geometry
    standing: Answer | None
    parameters: Mapping[str, Parameter]
    count: CountParameter
    constants: tuple[Field, ...]
    autos: tuple[tuple[Field, frozenset[str]], ...]
    auto_words: Mapping[str, frozenset[str]]
    words: Mapping[str, Mapping[str, Any]]
    names: Mapping[str, str]
    native: Mapping[str, frozenset[str]]
    required: tuple[str, ...]
    left_open: frozenset[str]
    rules: tuple[Rule, ...]
    returns: Returns
    under: tuple[str, ...]
    body: str
    extras: str
    extras_under: tuple[str, ...]
    memo: Memo
    way: QuickWay | None

    def __init__(self, **values: Any) -> None:
        for name, value in values.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "way", None)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a target is immutable: {name}")

    @property
    def upstream_model(self) -> str | None:
        """The provider's id of the model; with the default's tier where the id holds one."""
        return self.upstream_for(None)

    def upstream_for(self, answer: Answer | None) -> str | None:
        """Give the provider's id for an answer: some ids hold the tier."""
        if self.upstream is None:
            return None
        if not self.upstream.template.names:
            return str(self.upstream.template.fill({}))
        chosen = answer if answer is not None and answer.tier is not None else self.standing
        values = {} if chosen is None else chosen.form.fill(chosen)
        return str(self.upstream.template.fill(values)) if "tier" in values else None

    def __repr__(self) -> str:
        return f"<Target {self.provider}/{self.model} {self.operation}>"

    def describe(self) -> dict[str, Any]:
        """Tell what the target takes: per parameter an enumeration, a range, a boolean or free, with its mode."""
        from normalizer.describe import describe

        return describe(self)

    def request_schema(self) -> dict[str, Any]:
        """Give a JSON Schema of the unified request: lists are met exactly, what accepts more says so."""
        from normalizer.request_schema import request_schema

        return request_schema(self)
