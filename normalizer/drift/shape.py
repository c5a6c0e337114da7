"""What a type allows, in terms that every language of types shares. It does not know where a type was read."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Scalar = str | int | float | bool
OTHERS = "*"
"""Among the fields of a record: every other field."""

Kind = Literal["text", "whole", "number", "flag", "file", "nothing"]


@dataclass(frozen=True, slots=True)
class Anything:
    """Every value is allowed. `unread` says what of the type was not understood; empty where it really is open."""

    unread: str = ""


@dataclass(frozen=True, slots=True)
class Plain:
    """Any value of one kind; a file is bytes or something that gives them."""

    kind: Kind


@dataclass(frozen=True, slots=True)
class Words:
    """Nothing but these values; a text is never a number, and `true` never 1."""

    values: tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list in which every item is like this."""

    item: Shape


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with any keys, in which every value is like this."""

    item: Shape


@dataclass(frozen=True)
class OneOf:
    """What one of these allows; made by `one_of`, so that none of them is a choice itself."""

    options: tuple[Shape, ...]

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """The object types among them."""
        return tuple(one for one in self.options if isinstance(one, Record))

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """The fields that tell the object types apart: each lists words there, and not all the same."""
        first, *others = self.records or (None,)
        if first is None or not others:
            return ()
        return tuple(
            name
            for name, member in first.fields.items()
            if isinstance(member.shape, Words)
            and all(name in one.fields and isinstance(one.fields[name].shape, Words) for one in others)
            and any(one.fields[name].shape != member.shape for one in others)
        )


@dataclass(frozen=True, slots=True)
class Member:
    """One field of a record."""

    shape: Shape
    required: bool = False


class Record:
    """An object with known fields. They are read when first asked for: types may hold each other in a circle."""

    __slots__ = ("_fields", "_read", "name")

    def __init__(self, name: str, read: Callable[[], Mapping[str, Member]]) -> None:
        self.name = name
        self._read = read
        self._fields: Mapping[str, Member] | None = None

    @property
    def fields(self) -> Mapping[str, Member]:
        """The fields by the names under which they are sent; `OTHERS` where there may be more."""
        if self._fields is None:
            self._fields = self._read()
        return self._fields


Shape = Anything | Plain | Words | ListOf | MapOf | OneOf | Record


def one_of(options: Iterable[Shape]) -> Shape:
    """Join choices: choices of choices become one, lists of words one list.

    >>> one_of([Words(("a",)), one_of([Words(("b",)), Plain("text")])])
    OneOf(options=(Words(values=('a', 'b')), Plain(kind='text')))
    """
    flat = [part for option in options for part in parts(option)]
    words = [value for part in flat if isinstance(part, Words) for value in part.values]
    kept: list[Shape] = [Words(_distinct(words))] if words else []
    for part in flat:
        if not isinstance(part, Words) and part not in kept:
            kept.append(part)
    return kept[0] if len(kept) == 1 else OneOf(tuple(kept))


def loosened(shape: Shape) -> Shape:
    """Keep names and kinds alone: words become any value of their kind, and no field has to be there.

    >>> loosened(Words(("a", 1)))
    OneOf(options=(Plain(kind='text'), Plain(kind='number')))
    """
    match shape:
        case Words(values):
            return one_of(_kind_of(value) for value in values)
        case ListOf(item):
            return ListOf(loosened(item))
        case MapOf(item):
            return MapOf(loosened(item))
        case OneOf(options):
            return one_of(map(loosened, options))
        case Record():
            return Record(shape.name, lambda: {key: Member(loosened(one.shape)) for key, one in shape.fields.items()})
        case _:
            return shape


def _kind_of(value: Scalar) -> Plain:
    if isinstance(value, bool):
        return Plain("flag")
    return Plain("text" if isinstance(value, str) else "number")


def parts(shape: Shape) -> tuple[Shape, ...]:
    """Give the choices of a shape; one that is no choice is its own only one."""
    return shape.options if isinstance(shape, OneOf) else (shape,)


def same(one: object, other: object) -> bool:
    """Tell whether two plain values are one: `true` is not 1, and 1 is 1.0.

    >>> same(1, True), same(1, 1.0), same("1", 1)
    (False, True, False)
    """
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _distinct(values: Iterable[Scalar]) -> tuple[Scalar, ...]:
    kept: list[Scalar] = []
    for value in values:
        if not any(same(value, other) for other in kept):
            kept.append(value)
    return tuple(kept)


def spelled(shape: Shape, most: int = 8) -> str:
    """Say in words what is allowed.

    >>> spelled(one_of([Words(("4", "8")), Plain("nothing")])), spelled(ListOf(Plain("whole")))
    ("'4', '8' or nothing", 'a list of a whole number')
    """
    match shape:
        case Words(values):
            more = f" and {len(values) - most} more" if len(values) > most else ""
            return ", ".join(repr(value) for value in values[:most]) + more
        case Plain(kind):
            return _KINDS[kind]
        case ListOf(item):
            return f"a list of {spelled(item)}"
        case OneOf(options):
            return " or ".join(spelled(option) for option in options[:most])
        case Record():
            return f"an object like {shape.name}"
        case MapOf():
            return "an object"
        case Anything():
            return "anything"


_KINDS: dict[str, str] = {
    "text": "a text",
    "whole": "a whole number",
    "number": "a number",
    "flag": "true or false",
    "file": "a file",
    "nothing": "nothing",
}
