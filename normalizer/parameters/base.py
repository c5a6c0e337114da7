"""What all parameters share: where a value goes, and how what was sent is reported (R6)."""

from __future__ import annotations

from typing import Any

from normalizer.draft import Draft, Item
from normalizer.honest import Stranger, honest
from normalizer.request import AUTO, is_auto
from normalizer.values.number import number
from normalizer.write import Field, FieldWord, add_text, place_of, put

MISSING = object()
"""Stands for "the file does not say", where `None` would say something."""

MOST_DIGITS = 100
"""Longer whole numbers are not written out: it takes quadratic time, or Python refuses."""

_TOO_LONG: int = 10**MOST_DIGITS


class Parameter:
    """A declared parameter that travels as it is. Kinds that read their value override `take`.

    `fields` are written together for one value; `spread` takes one item of a list each; with `each` the fields are
    written once for every item. `order` is the place in the file; `spells` says that values become parts of texts.
    """

    carries = True
    """The caller's own object travels; kinds that read their value are given an honest one."""

    in_units = False
    """Whole numbers of an item are ten-thousandths."""

    def __init__(self, name: str, order: int, fields: tuple[Field, ...] = ()) -> None:
        self.name = name
        self.order = order
        self.fields = fields
        self.spells = any(field.adds or field.template.spells for field in fields)
        self.spread: tuple[Field, ...] = ()
        self.each = False
        self.as_list = False
        self.as_text = False
        self.default: Any = MISSING
        self.auto: Any = MISSING
        self.is_unverified = False
        self.refuses = False

    @property
    def paths(self) -> tuple[Field, ...]:
        """Every field this parameter may write."""
        return self.fields + self.spread

    def take(self, draft: Draft, key: str, value: Any) -> None:
        """Read a value of the caller's: leave an item to send, or say why not."""
        if self.is_unverified:
            draft.unverified += 1
            draft.note(key, "unverified", value, "R4.9")
        self.pass_on(draft, key, value)

    def pass_on(self, draft: Draft, key: str, value: Any) -> None:
        """Send what the caller wrote, where it can be written: into a text only texts and numbers can."""
        value = value.own if type(value) is Stranger else value
        wire = self._written(value) if self.spells or self.as_text else value
        if wire is MISSING:
            draft.problem(key, "wrong_type", f"a text, or a number of at most {MOST_DIGITS} digits", value)
            return
        self.send(draft, key, value, value, wire)
        if self.spells:
            # what becomes of it depends on the value, so that it must not be taken for one that only travels
            draft.items[self.name].mode = "converted"

    def _written(self, value: Any) -> Any:
        """Give a value as a text can be made of it; `MISSING` where none can."""
        wire = honest(value)
        if not self.spells:
            if type(wire) is int and not _can_spell(wire):
                return MISSING
            return wire if type(wire) in {int, float} else value
        if type(wire) is list and self.each:
            items = list(map(honest, wire))
            return items if all(map(_can_spell, items)) else MISSING
        return wire if _can_spell(wire) else MISSING

    def force(self, draft: Draft, key: str, value: Any) -> None:
        """Take a value that a condition demands."""
        self.take(draft, key, value)

    def take_auto(self, draft: Draft, key: str, value: Any) -> bool:
        """Let the provider decide where the caller says `auto` (R1.5); tell whether that was said."""
        if not is_auto(value, self.name):
            return False
        if self.auto is MISSING:
            draft.entries.append((key, "met", value, {}, True))
        else:
            self.send(draft, key, value, AUTO, self.auto)
        return True

    def send(self, draft: Draft, key: str, asked: Any, value: Any, wire: Any, *, exact: bool = True) -> None:
        """Leave an item to send: `value` in our terms, `wire` in the provider's."""
        draft.items[self.name] = Item(self, key, asked, value, self.packed(wire), exact=exact)

    def only_value(self) -> Any:
        """Give the only value there is to ask for, in our terms; `MISSING` where there are more, or none is known."""
        return MISSING

    def send_default(self, draft: Draft) -> None:
        """Leave the declared default to send, in the provider's words."""
        self.send(draft, self.name, None, self.default, self.default)

    def packed(self, wire: Any) -> Any:
        """Put a value into the type the provider wants."""
        if type(wire) is FieldWord:
            return wire
        if self.as_text and type(wire) in {int, float}:
            wire = str(wire)
        return [wire] if self.as_list and type(honest(wire)) is not list else wire

    def constrain(self, draft: Draft, item: Item | None, allowed: Allowed, because: str | None) -> None:
        """Give way to a condition (R6.5): what cannot be judged stays as it is."""

    def write(self, payload: dict[str, Any], wire: Any) -> dict[str, Any]:
        """Write a value, and give what was written by path."""
        sent: dict[str, Any] = {}
        if type(wire) is FieldWord:
            for field in wire:
                _write(payload, field, {}, sent)
        elif self.spread:
            for field, one in zip(self.spread, _items(wire), strict=False):
                _write(payload, field, self.filling(one), sent)
        elif self.each:
            for one in _items(wire):
                for field in self.fields:
                    _write(payload, field, self.filling(one), sent)
        else:
            values = self.filling(wire)
            for field in self.fields:
                _write(payload, field, values, sent)
        return sent

    def filling(self, wire: Any) -> dict[str, Any]:
        """Give the values for the placeholders of one item."""
        return {"value": wire}


class Allowed:
    """What a condition leaves of a parameter: listed words or numbers, or a span of ten-thousandths."""

    __slots__ = ("highest", "lowest", "values")

    def __init__(self, values: tuple[Any, ...] | None, lowest: int | None, highest: int | None) -> None:
        self.values = values
        self.lowest = lowest
        self.highest = highest

    def takes(self, units: int) -> bool:
        """Tell whether a number of ten-thousandths is left."""
        return (
            (self.values is None or units in {number(value) for value in self.values})
            and (self.lowest is None or units >= self.lowest)
            and (self.highest is None or units <= self.highest)
        )


def _can_spell(wire: Any) -> bool:
    return -_TOO_LONG < wire < _TOO_LONG if type(wire) is int else isinstance(wire, (str, float, bool))


def _items(wire: Any) -> list[Any]:
    plain = honest(wire)
    return plain if type(plain) is list else [wire]


def _write(payload: dict[str, Any], field: Field, values: dict[str, Any], sent: dict[str, Any]) -> None:
    value = field.template.fill(values)
    if field.adds:
        add_text(payload, field.path, str(value))
        sent[field.text] = value
    else:
        sent[place_of(payload, field)] = value
        put(payload, field.path, value)


def mode_of(key: str, name: str, asked: Any, sent: dict[str, Any]) -> str:
    """Tell how a value travelled: under its own name, renamed, or converted (R6)."""
    if len(sent) != 1:
        return "converted"
    [(path, value)] = sent.items()
    if value is asked or (type(value) is type(asked) and isinstance(value, (str, int, float)) and value == asked):
        return "passthrough" if path in (key, name) else "renamed"
    return "converted"
