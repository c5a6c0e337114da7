"""Compile one expanded block into a target: everything a request needs is prepared here, once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.capability import PRESENCE
from normalizer.capability import Condition as ConditionFacts
from normalizer.capability import Rule as RuleFacts
from normalizer.compile.forms import default_of, fields_of, form_of
from normalizer.compile.parameters import parameter_of
from normalizer.errors import CapabilityError, FileProblem, NormalizationError
from normalizer.parameters.count import CountParameter
from normalizer.parameters.delivery import FORMATS, Returns
from normalizer.parameters.rules import Condition, Rule
from normalizer.request import ACCOUNTED, ALIASES, GEOMETRY, INPUTS, NEVER_RAW, Scale
from normalizer.resolve.choose import Geometry
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.sizes import SizesForm
from normalizer.resolve.wish import BOTH, SCALE, SHAPE
from normalizer.target import Target
from normalizer.values import Size
from normalizer.write import Field, field_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from normalizer.layers import Expanded
    from normalizer.parameters.base import Parameter
    from normalizer.resolve.forms import Form

FALLBACKS = {"image": (1024, 1024), "video": (1280, 720)}
"""Stands in for an unknown default (R2.4)."""

CALLER = "caller"
"""Written as `model` where the id is the caller's own deployment."""


def compile_target(expanded: Expanded, catalog_version: str) -> Target:
    """Compile a target; raises `CapabilityError` with every problem found, each with its file and line."""
    block = expanded.block
    problems: list[FileProblem] = []
    forms = tuple(_forms(expanded, problems))
    parameters = dict(_parameters(expanded, problems))
    geometry = Geometry((), default_of(None, ()), FALLBACKS[expanded.model.media])
    with _Located(expanded, problems, "default"):
        geometry = Geometry(
            forms,
            default_of(block.default, forms),
            FALLBACKS[expanded.model.media],
            needs_shape=not {"size", SHAPE}.isdisjoint(block.required),
            needs_scale=not {"size", SCALE}.isdisjoint(block.required),
        )
    rules: tuple[Rule, ...] = ()
    with _Located(expanded, problems, "rules"):
        rules = tuple(map(_rule, block.rules))
    constants = fields_of(block.constants)
    _clashes(expanded, (*constants, *(f for p in parameters.values() for f in p.paths)), problems)
    if problems:
        raise CapabilityError(problems)
    count = parameters.get("n")
    if isinstance(count, CountParameter):
        count.is_required = "n" in block.required
    status = block.status or expanded.model.status
    return Target(
        model=expanded.model_id,
        provider=expanded.provider,
        operation=expanded.operation,
        media=expanded.model.media,
        status=status,
        replaced_by=block.replaced_by or expanded.model.replaced_by,
        catalog_version=catalog_version,
        upstream=None if block.model in {None, CALLER} else field_of("model", block.model),
        geometry=geometry,
        parameters=parameters,
        count=count if isinstance(count, CountParameter) else CountParameter(len(parameters)),
        constants=constants,
        autos=_autos(block.auto, forms),
        auto_words=_auto_words(block.auto, forms),
        words=_words(forms),
        names=_names(parameters, _tops(geometry, parameters), block.absent),
        native=_native(geometry, parameters, constants, block.auto, rules),
        required=block.required,
        rules=rules,
        returns=_returns(expanded),
        under=tuple(block.under.split(".")) if block.under else (),
        body=block.body or "json",
        extras=block.extras or "pass",
        extras_under=tuple(block.extras_under.split(".")) if block.extras_under else (),
    )


class _Located:
    """Turns a `ValueError` of compiling one key into a problem with the line of that key."""

    def __init__(self, expanded: Expanded, problems: list[FileProblem], *path: str | int) -> None:
        self.expanded, self.problems, self.path = expanded, problems, path

    def __enter__(self) -> None:
        return

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        del kind, trace
        if not isinstance(error, ValueError):
            return False
        file, line = self.expanded.origin(*self.path)
        said = error.problems[0].message if isinstance(error, NormalizationError) else str(error)
        self.problems.append(FileProblem(file, line, _key(self.expanded, self.path), said))
        return True


def _key(expanded: Expanded, path: tuple[str | int, ...]) -> str:
    return ".".join(map(str, ("providers", expanded.provider, expanded.operation, *path)))


def _forms(expanded: Expanded, problems: list[FileProblem]) -> Iterable[Form]:
    tier_in_model = "{tier}" in (expanded.block.model or "")
    for index, facts in enumerate(expanded.block.dimensions):
        with _Located(expanded, problems, "dimensions", index):
            yield form_of(facts, tier_in_model=tier_in_model)


def _parameters(expanded: Expanded, problems: list[FileProblem]) -> Iterable[tuple[str, Parameter]]:
    for order, (name, facts) in enumerate(expanded.block.parameters.items()):
        if facts is None:
            continue
        with _Located(expanded, problems, "parameters", name):
            yield name, parameter_of(name, order, facts)


def _clashes(expanded: Expanded, fields: tuple[Field, ...], problems: list[FileProblem]) -> None:
    """Refuse a field below another one that holds a plain value: one of them could not be written."""
    paths = {field.path for field in fields if not field.adds}
    for path in paths:
        if any(path[:end] in paths for end in range(1, len(path))):
            file, line = expanded.origin()
            said = f"{'.'.join(map(str, path))} lies below a field that is written too"
            problems.append(FileProblem(file, line, _key(expanded, ("parameters",)), said))


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
    return frozenset(halves) or BOTH


def _autos(auto: Mapping[str, Any], forms: tuple[Form, ...]) -> tuple[tuple[Field, frozenset[str]], ...]:
    return tuple((field_of(path, raw), _halves(path, forms)) for path, raw in auto.items())


def _auto_words(auto: Mapping[str, Any], forms: tuple[Form, ...]) -> dict[str, frozenset[str]]:
    words: dict[str, set[str]] = {key: set() for key in GEOMETRY}
    for path, raw in auto.items():
        if isinstance(raw, str):
            for key in ("size", *_halves(path, forms)):
                words[key].add(raw.lower())
    return {key: frozenset(found) for key, found in words.items()}


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


def _tops(geometry: Geometry, parameters: Mapping[str, Parameter]) -> set[str]:
    fields = [field for form in geometry.forms for field in form.fields]
    fields += [field for parameter in parameters.values() for field in parameter.paths]
    return {str(field.path[0]) for field in fields}


def _names(parameters: Mapping[str, Parameter], tops: set[str], absent: tuple[str, ...]) -> dict[str, str]:
    """Map request keys to unified names; an alias that is the provider's own field for something else stays that."""
    names = {name: name for name in (*GEOMETRY, *NEVER_RAW, *INPUTS, *parameters, *absent)}
    for alias, name in ALIASES.items():
        if alias not in names and (name in parameters or alias not in tops):
            names[alias] = name
    return {**names, **dict.fromkeys(ACCOUNTED, "")}


def _native(
    geometry: Geometry,
    parameters: Mapping[str, Parameter],
    constants: tuple[Field, ...],
    auto: Mapping[str, Any],
    rules: tuple[Rule, ...],
) -> dict[str, frozenset[str]]:
    """Map the provider's top-level fields to what would be written there (R7.3)."""
    owners: dict[str, set[str]] = {}
    for form in geometry.forms:
        for field in (*form.fields, *(f for word in form.field_words() for f in word)):
            owners.setdefault(str(field.path[0]), set()).add("geometry")
    for path in auto:
        owners.setdefault(path.partition(".")[0], set()).add("geometry")
    for name, parameter in parameters.items():
        for field in parameter.paths:
            owners.setdefault(str(field.path[0]), set()).add(name)
    for field in (*constants, *(field for rule in rules for field in rule.send)):
        owners.setdefault(str(field.path[0]), set())
    return {top: frozenset(names) for top, names in owners.items()}


def _rule(facts: RuleFacts) -> Rule:
    when: list[tuple[str, Condition]] = []
    presence: dict[str, tuple[str, ...]] = {}
    for name, condition in facts.when.items():
        if name in PRESENCE:
            presence[name] = tuple(str(word) for word in condition)
        elif isinstance(condition, ConditionFacts):
            when.append((name, Condition.of(condition.values, condition.min, condition.max)))
    restrict = tuple((name, Condition.of(c.values, c.min, c.max)) for name, c in facts.restrict.items())
    return Rule(
        when=tuple(when),
        given=presence.get("given", ()),
        missing=presence.get("missing", ()),
        restrict=restrict,
        omit=facts.omit,
        set_=tuple(facts.set_.items()),
        send=fields_of(facts.send),
        require=facts.require,
        refuse=facts.refuse,
        summed=facts.count,
        most=facts.max,
        because=facts.because,
    )
