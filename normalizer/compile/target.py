"""Compile one expanded block into a target: everything a request needs is prepared here, once."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from normalizer.compile.forms import default_of, form_of, only_size
from normalizer.compile.located import Findings
from normalizer.compile.parameters import parameter_of
from normalizer.compile.places import Written, check_fields
from normalizer.compile.rules import rules_of
from normalizer.compile.shared import MOST, one, shared_field
from normalizer.errors import CapabilityError
from normalizer.parameters.count import CountParameter
from normalizer.parameters.delivery import FORMATS, Returns
from normalizer.quick import Memo
from normalizer.request import ACCOUNTED, ALIASES, GEOMETRY, INPUTS, NEVER_RAW, Scale
from normalizer.resolve.choose import Geometry
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.sizes import SizesForm
from normalizer.resolve.wish import BOTH, SCALE, SHAPE
from normalizer.target import Target
from normalizer.values import Ratio, Size
from normalizer.write import path_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalizer.layers import Expanded
    from normalizer.parameters.base import Parameter
    from normalizer.parameters.rules import Rule
    from normalizer.resolve.forms import Form
    from normalizer.resolve.wish import Answer
    from normalizer.write import Field

FALLBACKS = {"image": (1024, 1024), "video": (1280, 720)}
"""Stands in for an unknown default (R2.4)."""

NOBODY: frozenset[str] = frozenset()

REFERENCE, REFERENCES = "input_reference", "reference_images"

CALLER = "caller"
"""Written as `model` where the id is the caller's own deployment."""


def compile_target(expanded: Expanded, catalog_version: str, memo: Memo | None = None) -> Target:
    """Compile a target that remembers in a memo, maybe shared with others.

    Raises `CapabilityError` with every problem found, each with its file and line.
    """
    block = expanded.block
    findings = Findings(expanded)
    forms = tuple(_forms(findings))
    parameters = dict(_parameters(findings))
    geometry = _geometry(findings, forms)
    rules = tuple(rules_of(findings))
    constants = tuple(_fields(findings, "constants", block.constants))
    upstream: Field | None = None
    with findings.at("model"):
        upstream = None if block.model in {None, CALLER} else shared_field("model", block.model)
    autos = tuple((field, _halves(field.text, forms)) for field in _fields(findings, "auto", block.auto))
    under, extras_under = (
        _below(findings, key, path) for key, path in (("under", block.under), ("extras_under", block.extras_under))
    )
    written = Written(forms, parameters, rules, constants, autos, upstream, extras_under)
    if not findings.problems:
        check_fields(findings, written)
    if findings.problems:
        raise CapabilityError(findings.problems)
    count = parameters.get("n")
    return Target(
        model=expanded.model_id,
        provider=expanded.provider,
        operation=expanded.operation,
        media=expanded.model.media,
        status=block.status or expanded.model.status,
        replaced_by=block.replaced_by or expanded.model.replaced_by,
        catalog_version=catalog_version,
        memo=Memo() if memo is None else memo,
        upstream=upstream,
        geometry=geometry,
        standing=_standing(geometry),
        parameters=parameters,
        count=count if isinstance(count, CountParameter) else CountParameter(len(parameters)),
        constants=constants,
        autos=autos,
        auto_words=_auto_words(block.auto, forms),
        words=_words(forms),
        names=_names(tuple(parameters), _tops(geometry, parameters), block.absent),
        native=_native(geometry, parameters, constants, block.auto, rules),
        required=block.required,
        left_open=_left_open(block.default),
        rules=rules,
        returns=_returns(expanded),
        under=under,
        body=block.body or "json",
        extras=block.extras or "pass",
        extras_under=extras_under,
    )


def _geometry(findings: Findings, forms: tuple[Form, ...]) -> Geometry:
    block, fallback = findings.expanded.block, FALLBACKS[findings.expanded.model.media]
    needs_shape = "size" in block.required or SHAPE in block.required
    needs_scale = "size" in block.required or SCALE in block.required
    with findings.at("default"):
        stated = block.default
        if stated is None and not block.auto and (needs_shape or needs_scale):
            stated = only_size(forms)  # there is nothing else to say
        return _offer(forms, stated, fallback, needs_shape, needs_scale)
    return Geometry((), default_of(None, ()), fallback)


@lru_cache(MOST)
def _offer(
    forms: tuple[Form, ...],
    stated: str | None,
    fallback: tuple[int, int],
    needs_shape: bool,  # noqa: FBT001  keys of a cache have no names
    needs_scale: bool,  # noqa: FBT001  as above
) -> Geometry:
    return Geometry(forms, default_of(stated, forms), fallback, needs_shape=needs_shape, needs_scale=needs_scale)


@lru_cache(MOST)
def _standing(geometry: Geometry) -> Answer | None:
    return geometry.standing()


def _below(findings: Findings, key: str, path: str | None) -> tuple[str, ...]:
    """Split the path of what others go below."""
    with findings.at(key):
        return () if path is None else tuple(map(str, path_of(path)))
    return ()


def _fields(findings: Findings, key: str, write: Mapping[str, Any]) -> Iterator[Field]:
    for path, raw in write.items():
        with findings.at(key, path):
            yield shared_field(path, raw)


def _forms(findings: Findings) -> Iterator[Form]:
    block = findings.expanded.block
    tier_in_model = "{tier}" in (block.model or "")
    for index, facts in enumerate(block.dimensions):
        with findings.at("dimensions", index):
            yield form_of(facts, tier_in_model=tier_in_model)


def _parameters(findings: Findings) -> Iterator[tuple[str, Parameter]]:
    for order, (name, facts) in enumerate(findings.expanded.block.parameters.items()):
        if facts is None:
            continue
        with findings.at("parameters", name):
            yield name, parameter_of(name, order, facts, is_required=name in findings.expanded.block.required)


def _returns(expanded: Expanded) -> Returns:
    returns = expanded.block.returns
    if returns is None:
        return Returns()
    return Returns(returns.delivery, None if returns.format is None else FORMATS.get(returns.format, returns.format))


def _halves(field: str, forms: tuple[Form, ...]) -> frozenset[str]:
    """Tell which halves a field carries in any form; both where no form writes it."""
    halves = {
        half
        for form in forms
        for own in form.fields
        if own.text == field
        for half, needed in ((SHAPE, own.needs_shape), (SCALE, own.needs_scale))
        if needed
    }
    return one(frozenset(halves)) or BOTH


def _auto_words(auto: Mapping[str, Any], forms: tuple[Form, ...]) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {}
    for path, raw in auto.items():
        if isinstance(raw, str):
            for key in ("size", *_halves(path, forms)):
                words.setdefault(key, set()).add(raw.lower())
    return {key: one(frozenset(found)) for key, found in words.items()}


def _left_open(default: str | None) -> frozenset[str]:
    """Tell which halves the stated default leaves to the provider: `auto` both, beside a word the other one."""
    words = (default or "").split()
    if "auto" not in words:
        return frozenset()
    said = {SHAPE if Ratio.read(word) and not Size.read(word) else SCALE for word in words if word != "auto"}
    return BOTH - said


@lru_cache(MOST)
def _words(forms: tuple[Form, ...]) -> dict[str, dict[str, Any]]:
    """Collect the provider's own words for sizes, ratios and tiers, in lower case."""
    size: dict[str, Any] = {}
    shape: dict[str, Any] = {}
    scale: dict[str, Any] = {}
    for form in reversed(forms):
        if isinstance(form, RatiosForm):
            if form.tiers is not None:
                named = {name.lower(): index for index, name in enumerate(form.tiers.names)}
                meant = {word: index for word, index in form.tiers.meant.items() if isinstance(word, str)}
                scale |= {word: Scale(form.tiers.tiers[index], word) for word, index in {**meant, **named}.items()}
            if form.shapes is not None:
                shape |= {word: form.shapes.ratios[index] for word, index in form.shapes.meant.items()}
        elif isinstance(form, SizesForm):
            size |= {word: Size(*pixels) for word, pixels in form.meant.items()}
    # pixels in `size` are pixels, also where a tier or a ratio goes by such a name (R2.1)
    halves = {word: fact for word, fact in {**scale, **shape}.items() if Size.read(word) is None}
    return {"size": {**halves, **size}, SHAPE: shape, SCALE: scale}


def _tops(geometry: Geometry, parameters: Mapping[str, Parameter]) -> frozenset[str]:
    """Give the provider's own top-level fields that an alias of ours is the name of."""
    fields = [field for form in geometry.forms for field in form.fields]
    fields += [field for parameter in parameters.values() for field in parameter.paths]
    return frozenset(str(field.path[0]) for field in fields if field.path[0] in ALIASES)


@lru_cache(MOST)
def _names(parameters: tuple[str, ...], tops: frozenset[str], absent: tuple[str, ...]) -> Mapping[str, str]:
    """Map request keys to unified names; an alias that is the provider's own field for something else stays that."""
    names = {name: name for name in (*GEOMETRY, *NEVER_RAW, *INPUTS, *parameters, *absent)}
    for alias, name in ALIASES.items():
        if alias not in names and (name in parameters or alias not in tops):
            names[alias] = name
    if REFERENCES in parameters and REFERENCE not in parameters and REFERENCE not in absent:
        names[REFERENCE] = REFERENCES  # what has no place of its own is one of the references (R1.8)
    return {**names, **dict.fromkeys(ACCOUNTED, "")}


def _native(
    geometry: Geometry,
    parameters: Mapping[str, Parameter],
    constants: tuple[Field, ...],
    auto: Mapping[str, Any],
    rules: tuple[Rule, ...],
) -> dict[str, frozenset[str]]:
    """Map the provider's top-level fields to what would be written there (R7.3)."""
    owners: dict[str, frozenset[str]] = {}
    for form in geometry.forms:
        _own(owners, "geometry", form.fields)
        for word in form.field_words():
            _own(owners, "geometry", word)
    for path in auto:
        top = path.partition(".")[0]
        owners[top] = _joined(owners.get(top, NOBODY), "geometry")
    for name, parameter in parameters.items():
        _own(owners, name, parameter.paths)
    for field in (*constants, *(field for rule in rules for field in rule.send)):
        owners.setdefault(str(field.path[0]), NOBODY)
    return owners


def _own(owners: dict[str, frozenset[str]], name: str, fields: Iterable[Field]) -> None:
    for field in fields:
        top = str(field.path[0])
        owners[top] = _joined(owners.get(top, NOBODY), name)


@lru_cache(MOST)
def _joined(names: frozenset[str], name: str) -> frozenset[str]:
    return one(names | {name})
