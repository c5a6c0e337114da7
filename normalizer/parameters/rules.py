"""Conditions of a target (R6.5): they run once, top to bottom, on what would be sent, or on the declared default.

What stands in `when` stays; what stands in `restrict` gives way. Rules of geometry narrow the offer and choose anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer import geometry
from normalizer.errors import quote
from normalizer.honest import honest
from normalizer.parameters import delivery, length
from normalizer.parameters.base import MISSING, Allowed
from normalizer.parameters.count import CountParameter
from normalizer.parameters.kinds import default_of
from normalizer.parameters.refused import GEOMETRY, PIXELS, hold_sum, key_of, names_in, refuse, require
from normalizer.request import LONGEST_WORD
from normalizer.resolve.forms import Narrowing
from normalizer.resolve.wish import SCALE, SHAPE
from normalizer.values import Ratio, Size
from normalizer.values.grammar import UNIT, plain
from normalizer.values.number import number

if TYPE_CHECKING:
    from normalizer.draft import Draft, Item
    from normalizer.parameters.base import Parameter
    from normalizer.resolve.wish import Answer
    from normalizer.values.measure import Fraction2
    from normalizer.write import Field

SIZES = GEOMETRY | PIXELS


class Condition(NamedTuple):
    """One of some values, or a number between two (ten-thousandths), both included."""

    values: frozenset[str] | None
    lowest: int | None
    highest: int | None
    allowed: Allowed

    @classmethod
    def of(cls, values: tuple[Any, ...] | None, lowest: Any, highest: Any) -> Condition:
        """Compile a condition of a file."""
        low = number(lowest)
        high = number(highest)
        words = None if values is None else frozenset(_word(value) for value in values)
        return cls(words, low, high, Allowed(values, low, high))

    def holds(self, value: Any) -> bool:
        """Tell whether a value in our terms meets the condition."""
        if value is None:
            return False
        value = honest(value)
        if self.values is not None:
            return _word(value) in self.values
        units = value * UNIT if type(value) is int else number(value)
        return (
            units is not None
            and (self.lowest is None or units >= self.lowest)
            and (self.highest is None or units <= self.highest)
        )


class Rule(NamedTuple):
    """One condition of a file, compiled; see `docs/capability-files.md` for what each part says."""

    when: tuple[tuple[str, Condition], ...] = ()
    given: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    restrict: tuple[tuple[str, Condition], ...] = ()
    omit: tuple[str, ...] = ()
    set_: tuple[tuple[str, Any], ...] = ()
    send: tuple[Field, ...] = ()
    require: tuple[str, ...] = ()
    refuse: bool = False
    summed: tuple[str, ...] = ()
    most: int = 0
    because: str | None = None

    @property
    def names_n(self) -> bool:
        """Tell whether the rule is judged for each call."""
        return any(name == "n" for name, _ in self.when)


def names_of(rules: tuple[Rule, ...]) -> frozenset[str]:
    """Give every name that stands in any condition."""
    return frozenset(
        name
        for rule in rules
        for name in (
            *(name for name, _ in (*rule.when, *rule.restrict, *rule.set_)),
            *(*rule.given, *rule.missing, *rule.omit, *rule.require, *rule.summed),
        )
    )


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return quote(int(value) if isinstance(value, float) and value == value // 1 else value)
    if not isinstance(value, str) or len(value) > LONGEST_WORD:
        return ""
    return value.lower() if value.isascii() else value


def run(draft: Draft) -> None:
    """Run all rules of the target once; afterwards the draft is legal."""
    for rule in draft.target.rules:
        if not rule.names_n and holds(draft, rule, None):
            _apply_counting(draft, rule, draft.held)


def run_per_call(draft: Draft, count: int) -> list[Field]:
    """Run the rules that name `n` for one call of so many results; give the fields they send."""
    fields: list[Field] = []
    held = list(draft.held)
    for rule in draft.target.rules:
        if rule.names_n and holds(draft, rule, count):
            _apply_counting(draft, rule._replace(send=()), held)
            fields.extend(rule.send)
    return fields


def _apply_counting(draft: Draft, rule: Rule, held: list[Rule]) -> None:
    """Apply a rule that holds; where it changes how many frames make a second, a length is counted anew (R6.4).

    The rules that held before say again what they say of lengths.
    """
    before = length.rate(draft)
    _apply(draft, rule)
    held.append(rule)
    if length.rate(draft) in {None, before}:
        return
    length.take_again(draft)
    for one in held:
        for name, condition in one.restrict:
            if name == length.NAME:
                _constrain(draft, name, condition, one.because)
        for name, value in one.set_:
            if name == length.NAME:
                _set(draft, name, value, one)


def holds(draft: Draft, rule: Rule, count: int | None) -> bool:
    """Tell whether all conditions of a rule hold."""
    return (
        all(condition.holds(value_of(draft, name, count)) for name, condition in rule.when)
        and (not rule.given or any(_is_given(draft, name) for name in rule.given))
        and (not rule.missing or not all(_is_given(draft, name) for name in rule.missing))
    )


def _is_given(draft: Draft, name: str) -> bool:
    if name in {"tier", "resolution"}:
        return draft.wish.scale is not None
    if name == "aspect_ratio":
        return draft.wish.shape is not None
    return draft.has(name) or name in draft.extras


def value_of(draft: Draft, name: str, count: int | None) -> Any:
    """Give what would be sent for a name, in our terms; the declared default where nothing would be, or nothing."""
    if name == "n":
        return max(draft.counts) if count is None else count
    if name in GEOMETRY or name in PIXELS:
        return _geometry_value(draft.answer or draft.target.standing, name)
    item = _item(draft, name)
    if item is not None:
        return plain(item.value) if item.parameter.in_units and type(item.value) is int else item.value
    parameter = draft.target.parameters.get(name)
    if parameter is not None and parameter.default is not MISSING and name not in draft.native:
        return default_of(parameter)
    return draft.extras.get(name)


def _item(draft: Draft, name: str) -> Item | None:
    """Give what is sent for a name, also where another parameter asks for it."""
    return delivery.source(draft) if name == "output_format" and name not in draft.items else draft.items.get(name)


def _geometry_value(answer: Answer | None, name: str) -> Any:
    if answer is None:
        return None
    if name in {"tier", "resolution"}:
        return answer.form.tier_text(answer)
    if name == "aspect_ratio":
        return answer.form.ratio_text(answer)
    if answer.size is None:
        return None
    width, height = answer.size
    return {"size": f"{width}x{height}", "width": width, "height": height, "pixels": width * height}[name]


def _apply(draft: Draft, rule: Rule) -> None:
    if rule.refuse:
        names = names_in(rule)
        refuse(draft, rule, value_of(draft, names[0], None) if names else None)
        return
    require(draft, rule)
    if rule.summed:
        hold_sum(draft, rule)
    _restrict(draft, rule)
    for name in rule.omit:
        _omit(draft, name, rule)
    for name, value in rule.set_:
        _set(draft, name, value, rule)
    draft.sends.extend(rule.send)
    if not (rule.restrict or rule.omit or rule.set_ or rule.send or rule.require or rule.summed) and rule.because:
        names = names_in(rule)
        draft.note(key_of(draft, names[0] if names else "request"), "because", None, "R6.5", rule.because)


def _restrict(draft: Draft, rule: Rule) -> None:
    for name, condition in rule.restrict:
        if name in GEOMETRY:
            if not (_is_unknown_default(draft, name) or condition.holds(value_of(draft, name, None))):
                geometry.narrow(draft, _narrowing(name, condition), name, rule.because)
        else:
            _constrain(draft, name, condition, rule.because)


def _constrain(draft: Draft, name: str, condition: Condition, because: str | None) -> None:
    parameter, item = draft.target.parameters.get(name), _item(draft, name)
    if parameter is None or name in draft.native:
        return
    if item is not None and item.mode == "emulated":
        delivery.constrain(draft, item, condition.allowed)
        return
    parameter.constrain(draft, item, condition.allowed, because)


def _is_unknown_default(draft: Draft, name: str) -> bool:
    """Tell whether nobody asked for a half, or knows what the provider takes then: it stays unsent (R6.5)."""
    halves = (SHAPE, SCALE) if name == "size" else (SHAPE,) if name == SHAPE else (SCALE,)
    asked = {SHAPE: draft.want.shape, SCALE: draft.want.scale}
    default = draft.geometry.default
    known = {SHAPE: default.shape, SCALE: default.scale or default.size}
    return all(asked[half] is None and known[half] is None for half in halves)


def _narrowing(name: str, condition: Condition) -> Narrowing:
    values = condition.values or frozenset()
    if name in {"tier", "resolution"}:
        return Narrowing(tier=lambda text: text.lower() in values)
    if name == "aspect_ratio":
        ratios = {ratio for ratio in map(Ratio.read, values) if ratio is not None}

        def takes_shape(shape: Fraction2) -> bool:
            return Ratio.of(*shape) in ratios

        return Narrowing(shape=takes_shape)
    sizes = {size for size in map(Size.read, values) if size is not None}
    return Narrowing(size=lambda size: size in sizes)


def _omit(draft: Draft, name: str, rule: Rule) -> None:
    """Take a parameter away because of the others."""
    if name in GEOMETRY:
        geometry.omit(draft, name, rule.because)
        return
    again = name in draft.omitted
    draft.omitted.add(name)
    item = draft.items.pop(name, None)
    if item is not None and again:
        return  # said for an earlier call
    if item is not None:
        draft.forget(item.key)
        draft.unsupport(item.key, item.asked, "omitted", "R6.5", because=rule.because)
    elif name in draft.extras:
        draft.unsupport(name, draft.extras.pop(name), "omitted", "R6.5", because=rule.because)


def _set(draft: Draft, name: str, value: Any, rule: Rule) -> None:
    """Send our value because of the others."""
    if name in GEOMETRY:
        geometry.narrow(draft, _narrowing(name, Condition.of((value,), None, None)), name, rule.because, force=True)
        return
    parameter = draft.target.parameters.get(name)
    if parameter is None or name in draft.native:
        return
    before = draft.items.get(name)
    changes, notes, unverified = len(draft.changes), len(draft.notes), draft.unverified
    parameter.force(draft, name if before is None else before.key, value)
    after = draft.items.get(name)
    del draft.changes[changes:], draft.notes[notes:]
    draft.unverified = unverified  # the file says the value itself
    if after is None:
        return
    if before is None or before.key not in draft.request:
        after.key, after.asked, after.mode = name, None, "constant"
        draft.forget(name)
        if not _is_default(parameter, after):
            draft.change(name, "set_by_rule", None, value, "R6.5", because=rule.because)
    else:
        same = _are_same(honest(before.value), after.value)
        after.asked, after.exact = before.asked, before.exact and same
        if not same:
            draft.forget(before.key)
            draft.change(before.key, "set_by_rule", before.asked, value, "R6.5", because=rule.because)


def _is_default(parameter: Parameter, item: Item) -> bool:
    """Tell whether what a condition sends is what comes anyway, as far as the file says."""
    if isinstance(parameter, CountParameter):
        return bool(item.value == parameter.usual)
    if parameter.default is MISSING:
        return False
    default = default_of(parameter)
    ours = plain(item.value) if parameter.in_units and type(item.value) is int else item.value
    units = number(ours)
    return _are_same(ours, default) or (units is not None and units == number(default))


def _are_same(one: Any, other: Any) -> bool:
    plain_ones = isinstance(one, (str, int, float)) and isinstance(other, (str, int, float))
    return one is other or (plain_ones and bool(one == other))
