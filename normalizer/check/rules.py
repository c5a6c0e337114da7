"""Check rules: that they can fire, that they name what is offered, and that something legal is left."""

from __future__ import annotations

from itertools import product
from math import prod
from typing import TYPE_CHECKING, Any

from normalizer.capability import Condition
from normalizer.capability.base import Scalar, text_of
from normalizer.check.fields import GEOMETRY
from normalizer.check.report import NOTE, WARNING, finding
from normalizer.errors import FileProblem, escape, quote
from normalizer.values import Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalizer.capability import Form, Parameter, Rule
    from normalizer.layers import Expanded

OUR_NAMES = frozenset(
    {
        *("prompt", "negative_prompt", "seed", "quality", "style", "background", "user", "n", "response_format"),
        *("output_format", "output_compression", "seconds", "fps", "audio", "image", "mask", "input_reference"),
        *("last_frame", "reference_images", "reference_videos", "reference_audios", "input_video", "input_audio"),
    }
)
"""Names that are ours; any other name in a rule may be a provider's own field."""

PIXELS = frozenset({"width", "height", "pixels"})
MEASURES = GEOMETRY | PIXELS | {"tier"}
"""Names of what comes out, which a rule may speak of without a parameter."""

MOST_COMBINED = 200
"""How many values of one parameter are tried in combinations."""

MOST_TRIED = 10_000
"""How many combinations of values that behave differently are tried."""

Choice = tuple[str, Any]
"""Our word and the provider's."""

Marks = tuple[bool, ...]
"""Which conditions a value meets."""


def names(target: Expanded) -> Iterator[FileProblem]:
    """Find rules that name what the target does not offer: about that, nothing ever holds."""
    block = target.block
    given = {*block.parameters, "tier"} | (GEOMETRY if block.dimensions else frozenset())
    told = {*block.parameters}.union(*(_told_by(form) for form in block.dimensions))
    for index, rule in enumerate(block.rules):
        for key, found, has_value in _named(rule):
            for name in found:
                if name in OUR_NAMES | MEASURES and name not in (told if has_value else given | PIXELS):
                    sentence = f"{quote(name)} is not offered here"
                    yield finding(target, ("rules", index, *key), sentence, WARNING)


def _named(rule: Rule) -> Iterator[tuple[tuple[str, ...], list[str], bool]]:
    """List what a rule names, and whether it speaks of the value there: anything may be given, or left unsent."""
    for name, condition in rule.when.items():
        has_value = isinstance(condition, Condition)
        yield ("when", name), [name] if isinstance(condition, Condition) else list(condition), has_value
    yield ("restrict",), list(rule.restrict), True
    yield ("omit",), list(rule.omit), False
    yield ("set",), list(rule.set_), True
    yield ("require",), list(rule.require), False
    yield ("count",), list(rule.count), False


def _told_by(form: Form) -> frozenset[str]:
    """Name what a form tells of a size that it made: pixels, shape, tier."""
    told = {"size", *PIXELS} if form.kind not in ("ratios", "tiers") else set()
    if form.kind != "tiers" or form.shape not in (None, "unknown"):
        told.add("aspect_ratio")
    return frozenset(told | ({"tier", "resolution"} if form.tiers is not None else set()))


def words(target: Expanded) -> Iterator[FileProblem]:
    """Find words that are not offered: such a rule never fires, leaves nothing, or sets what cannot be sent."""
    for index, rule in enumerate(target.block.rules):
        for name, condition in rule.when.items():
            choices = _choices(target, name)
            if isinstance(condition, Condition) and choices and not any(_meets(name, c, condition) for c in choices):
                path = ("rules", index, "when", name)
                sentence = f"the rule never fires: no {escape(name, 40)} that is offered is meant"
                yield finding(target, path, sentence, WARNING)
        for name, condition in rule.restrict.items():
            choices = _choices(target, name)
            if choices and not any(_meets(name, choice, condition) for choice in choices):
                sentence = f"leaves no {escape(name, 40)} that is offered"
                yield finding(target, ("rules", index, "restrict", name), sentence)
        for name, value in rule.set_.items():
            choices = _choices(target, name)
            same = Condition(values=(value,)) if isinstance(value, Scalar) else None
            if choices and (same is None or not any(_meets(name, choice, same) for choice in choices)):
                sentence = f"sets {escape(name, 40)} to {quote(value)}, which is not offered"
                yield finding(target, ("rules", index, "set", name), sentence)


def combinations(target: Expanded) -> Iterator[FileProblem]:
    """Find tiers, lengths and frame rates with which no combination of the others is legal."""
    tried: dict[str, list[Choice | None]] = {
        name: [*_choices(target, name)] or [None] for name in ("tier", "seconds", "fps")
    }
    rules = {index: rule for index, rule in enumerate(target.block.rules) if _is_plain(rule, tried)}
    if not rules:
        return
    first = ("rules", next(iter(rules)))
    for index, rule in rules.items():
        if rule.refuse and not rule.when:
            yield finding(target, ("rules", index), "no legal request is left: the rule always refuses")
            return
    alike = {name: _alike(name, choices, rules.values()) for name, choices in tried.items()}
    if prod(map(len, alike.values())) > MOST_TRIED:
        sentence = f"more than {MOST_TRIED} combinations behave differently; they are not tried"
        yield finding(target, first, sentence, NOTE)
        return
    alive: dict[str, set[Marks]] = {name: set() for name in tried}
    for combination in product(*alike.values()):
        chosen = {name: alike[name][marks][0] for name, marks in zip(tried, combination, strict=True)}
        if all(_allows(rule, chosen) for rule in rules.values()):
            for name, marks in zip(tried, combination, strict=True):
                alive[name].add(marks)
    for name, groups in alike.items():
        for choice in (choice for marks, group in groups.items() if marks not in alive[name] for choice in group):
            if choice is not None:
                sentence = f"the rules leave no legal combination with {name} {quote(choice[0])}"
                yield finding(target, first, sentence)


def _alike(name: str, choices: list[Choice | None], rules: Iterable[Rule]) -> dict[Marks, list[Choice | None]]:
    """Group values of which every condition says the same: one of each group stands for all."""
    conditions = [part[name] for rule in rules for part in (rule.when, rule.restrict) if name in part]
    tested = [condition for condition in conditions if isinstance(condition, Condition)]
    groups: dict[Marks, list[Choice | None]] = {}
    for choice in choices:
        marks = tuple(choice is not None and _meets(name, choice, condition) for condition in tested)
        groups.setdefault(marks, []).append(choice)
    return groups


def _is_plain(rule: Rule, tried: Mapping[str, Any]) -> bool:
    """Tell whether a rule speaks of the combined parameters alone."""
    return set(rule.when) <= set(tried) and (rule.refuse or bool(set(rule.restrict) & set(tried)))


def _allows(rule: Rule, chosen: Mapping[str, Choice | None]) -> bool:
    for name, condition in rule.when.items():
        choice = chosen[name]
        if choice is None or (isinstance(condition, Condition) and not _meets(name, choice, condition)):
            return True
    if rule.refuse:
        return False
    for name, condition in rule.restrict.items():
        choice = chosen.get(name)
        if choice is not None and not _meets(name, choice, condition):
            return False
    return True


def _choices(target: Expanded, name: str) -> list[Choice]:
    """List what is offered under a name; nothing where that is not a closed list."""
    if name in ("tier", "aspect_ratio", "size"):
        return _measures(target, name)
    parameter = target.block.parameters.get(name)
    if parameter is None or parameter.open:
        return []
    if parameter.fixed is not None:
        return [(text_of(parameter.fixed), parameter.fixed)]
    if isinstance(parameter.values, dict):
        auto = [(text_of(parameter.auto), parameter.auto)] if parameter.auto is not None else []
        return [*parameter.values.items(), *auto][:MOST_COMBINED]
    return _steps(parameter)


def _measures(target: Expanded, name: str) -> list[Choice]:
    key = {"tier": "tiers", "aspect_ratio": "aspect_ratios", "size": "sizes"}[name]
    found: list[Choice] = []
    for form in target.block.dimensions:
        part = form.table if key == "aspect_ratios" and form.table is not None else getattr(form, key)
        cells = [cell for row in (form.table or {}).values() for cell in row if cell] if key == "sizes" else []
        if form.open or not (isinstance(part, dict) or cells):
            return []
        found += [(text, text) for text in cells] or [(text, part[text]) for text in part]
    return found


def _steps(parameter: Parameter) -> list[Choice]:
    if not isinstance(parameter.range, tuple):
        return []
    low, high = parameter.range
    step = parameter.step or 1
    if low is None or high is None or (high - low) / step > MOST_COMBINED:
        return []
    numbers = [low + index * step for index in range(int((high - low) / step) + 1)]
    return [(text_of(number), number) for number in numbers]


def _meets(name: str, choice: Choice, condition: Condition) -> bool:
    ours, theirs = choice
    if condition.values is not None:
        wanted = [text_of(value).lower() for value in condition.values]
        if ours.lower() in wanted or (isinstance(theirs, str) and theirs.lower() in wanted):
            return True
        tier = Tier.read(ours) if name == "tier" else None
        return tier is not None and any(Tier.read(word) == tier for word in wanted)
    number = _number(ours)
    if number is None:
        return True
    low, high = condition.min, condition.max
    return (low is None or number >= low) and (high is None or number <= high)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None
