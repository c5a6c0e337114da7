"""The sandbox against the types of the providers' own SDKs: what a type refuses, the sandbox refuses too."""

from __future__ import annotations

from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from matrix.cases import Case, cases, catalog
from matrix.reading import payload_of
from normalizer.bundled import bundled_root
from normalizer.drift.accept import UNKNOWN, places, refusals
from normalizer.drift.belongs import Described, Types
from normalizer.drift.finding import NotComparedError
from normalizer.drift.shape import Words, parts
from normalizer.folders import Source
from normalizer.gateway.sandbox import validator
from normalizer.loader import Providers

from .neighbours import plans_beside

if TYPE_CHECKING:
    from collections.abc import Iterator


@cache
def types_of(provider: str) -> Types | None:
    """Give the types of a provider's SDK in Python; nothing where it has none."""
    document = Providers((Source(bundled_root(), "capabilities"),)).get(provider)
    sdk = None if document is None else document.file.sdk
    return None if sdk is None or sdk.language != "python" else Types(sdk, None)


def compared() -> Iterator[tuple[Case, Types]]:
    """Give the targets whose provider has an SDK in Python."""
    for model in catalog().models():
        for case in cases(model):
            types = types_of(case.target.provider)
            if types is not None:
                yield case, types


def disagreements(case: Case, types: Types) -> tuple[list[str], int]:
    """Name what an SDK's type refuses and the sandbox accepts, and count what both refuse."""
    found: dict[str, None] = {}
    refused = 0
    expanded = catalog().expanded(case.target.model, case.target.provider, case.target.operation)
    for plan in plans_beside(case):
        payload, upstream = payload_of(plan, 0), plan.calls[0].upstream_model
        try:
            described = types.of(expanded, upstream)
        except NotComparedError:
            return [], 0
        for one in described:
            before = _refused(one, payload)
            for what, changed in _changed(one, payload):
                if _refused(one, changed) <= before:
                    continue
                if validator.refusals(case.block, changed, upstream):
                    refused += 1
                else:
                    found[f"{case.name}: {what}"] = None
    return list(found), refused


def _refused(described: Described, payload: dict[str, Any]) -> set[tuple[tuple[str, ...], str]]:
    """Give what a type refuses, unknown fields aside: that they pass is what the files say."""
    said = refusals(described.shape, described.part(payload))
    return {(one.path, one.kind) for one in said if one.kind != UNKNOWN}


def _changed(described: Described, payload: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give payloads in which one word is another, or another type, or missing."""
    if described.names:
        return  # what is renamed on the way cannot be put back
    for place in places(described.shape, described.part(payload)):
        if "+" in place.path:
            continue
        words = [word for part in parts(place.shape) if isinstance(part, Words) for word in part.values]
        others = {f"{place.value}0", 5, True, *(str(word).swapcase() for word in words[:3])} if words else set()
        for other in sorted(others - set(words), key=str):
            yield f"{'.'.join(place.path)} is {other!r}", _with(payload, (*described.at, *place.path), other)
        yield f"{'.'.join(place.path)} is missing", _with(payload, (*described.at, *place.path), None)


def _with(payload: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    changed = deepcopy(payload)
    node = changed
    for step in path[:-1]:
        node = node[step]
    if value is None:
        del node[path[-1]]
    else:
        node[path[-1]] = value
    return changed
