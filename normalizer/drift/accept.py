"""Hold a value against a shape: what is refused and where, and which words a type lists at each place of the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.drift.shape import (
    OTHERS,
    Anything,
    ListOf,
    MapOf,
    OneOf,
    Plain,
    Record,
    Words,
    one_of,
    parts,
    same,
    spelled,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.drift.shape import Scalar, Shape

ITEM = "+"
"""How a path names any item of a list, as the capability files do."""

Path = tuple[str, ...]


REFUSED, UNKNOWN, MISSING = "refused", "unknown field", "missing"


class Refusal(NamedTuple):
    """One thing that a type does not allow: its `kind` is refused, unknown field, or missing."""

    path: Path
    kind: str
    value: Any
    expected: str


class Place(NamedTuple):
    """One place of a value with what the type says there; `record` is the innermost object type around it."""

    path: Path
    value: Any
    shape: Shape
    record: Record | None


def refusals(shape: Shape, value: Any, path: Path = ()) -> list[Refusal]:
    """List what a shape does not allow in a value; empty where the value is accepted.

    Of several object types the one is meant that the value fits best, above all in the words that tell them apart.

    >>> refusals(ListOf(Plain("whole")), [1, "2"])
    [Refusal(path=('+',), kind='refused', value='2', expected='a whole number')]
    """
    match shape:
        case Anything():
            return []
        case OneOf():
            return _of_choice(shape, value, path)
        case Record() if isinstance(value, dict):
            return _of_record(shape, value, path)
        case ListOf(item) if isinstance(value, (list, tuple)):
            return [found for one in value for found in refusals(item, one, (*path, ITEM))]
        case MapOf(item) if isinstance(value, dict):
            return [found for key, one in value.items() for found in refusals(item, one, (*path, str(key)))]
        case Words() if _is_word(shape, value):
            return []
        case Plain(kind) if _is_plain(kind, value):
            return []
    return [Refusal(path, REFUSED, value, spelled(shape))]


def places(shape: Shape, value: Any, path: Path = (), record: Record | None = None) -> Iterator[Place]:
    """Give every plain value inside a value, with what the type says at its place; fields it does not have aside."""
    chosen = _chosen(shape, value)
    match chosen:
        case Record(fields=fields) if isinstance(value, dict):
            for key, one in value.items():
                if key in fields:
                    yield from places(fields[key].shape, one, (*path, key), chosen)
        case ListOf(item) if isinstance(value, (list, tuple)):
            for one in value:
                yield from places(item, one, (*path, ITEM), record)
        case Anything():
            yield Place(path, value, chosen, record)
        case _ if not isinstance(value, (dict, list, tuple)):
            yield Place(path, value, shape, record)


def meant(shape: Shape, value: Any) -> Record | None:
    """Give the object type that a value is meant to be, with the words that tell types apart; nothing where none is."""
    chosen = _chosen(shape, value)
    if not isinstance(chosen, Record) or (isinstance(shape, OneOf) and _wrong_tags(shape, chosen, value)):
        return None
    return chosen


def words_of(shape: Shape, path: Path) -> tuple[Scalar, ...]:
    """List the words that any of the choices allows at a path.

    >>> words_of(Words((1, 2)), ()), words_of(Plain("text"), ("size",))
    ((1, 2), ())
    """
    found = [part for choice in parts(shape) for part in _at(choice, path)]
    together = one_of(found) if found else Anything()
    return tuple(value for part in parts(together) if isinstance(part, Words) for value in part.values)


def _at(shape: Shape, path: Path) -> Iterator[Shape]:
    if not path:
        yield shape
        return
    inside: Shape | None = None
    if isinstance(shape, Record):
        member = shape.fields.get(path[0])
        inside = member.shape if member else None
    elif isinstance(shape, ListOf) and path[0] == ITEM:
        inside = shape.item
    if inside is not None:
        for choice in parts(inside):
            yield from _at(choice, path[1:])


def _chosen(shape: Shape, value: Any) -> Shape:
    """Of several choices, give the one for objects or lists that a value fits best."""
    if not isinstance(shape, OneOf):
        return shape
    if isinstance(value, dict) and shape.records:
        wrong = [len(_wrong_tags(shape, one, value)) for one in shape.records]
        nearest = [one for one, count in zip(shape.records, wrong, strict=True) if count == min(wrong)]
        return nearest[0] if len(nearest) == 1 else min(nearest, key=lambda one: len(_of_record(one, value, ())))
    lists = [one for one in shape.options if isinstance(one, ListOf)]
    if isinstance(value, (list, tuple)) and lists:
        return min(lists, key=lambda one: len(refusals(one, value)))
    return shape


def _of_choice(shape: OneOf, value: Any, path: Path) -> list[Refusal]:
    chosen = _chosen(shape, value)
    alone = [one for one in shape.options if one is not chosen and not isinstance(one, Record)]
    if any(not refusals(one, value) for one in alone):
        return []
    if chosen is shape:
        return [Refusal(path, REFUSED, value, spelled(shape))]
    if isinstance(chosen, Record):
        # of a type that is not there at all, nothing else is worth saying
        tags = _wrong_tags(shape, chosen, value)
        if tags:
            listed = {tag: spelled(Words(words_of(shape, (tag,)))) for tag in tags}
            return [Refusal((*path, tag), REFUSED, value[tag], expected) for tag, expected in listed.items()]
    return refusals(chosen, value, path)


def _wrong_tags(shape: OneOf, record: Record, value: dict[str, Any]) -> list[str]:
    """List the fields that tell the types apart and are wrong for this one."""
    return [key for key in shape.tags if key in value and not _is_word(record.fields[key].shape, value[key])]


def _is_word(shape: Shape, value: Any) -> bool:
    return isinstance(shape, Words) and any(same(value, word) for word in shape.values)


def _of_record(record: Record, value: dict[str, Any], path: Path) -> list[Refusal]:
    found: list[Refusal] = []
    for key, one in value.items():
        member = record.fields.get(key) or record.fields.get(OTHERS)
        if member is None:
            found.append(Refusal((*path, str(key)), UNKNOWN, one, f"no such field in {record.name}"))
        else:
            found += refusals(member.shape, one, (*path, str(key)))
    for key, member in record.fields.items():
        if member.required and key not in value:
            found.append(Refusal((*path, key), MISSING, None, spelled(member.shape)))
    return found


def _is_plain(kind: str, value: Any) -> bool:
    if kind == "text":
        return isinstance(value, str)
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "whole":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, (int, float)) and not isinstance(value, bool)
    return value is None if kind == "nothing" else isinstance(value, bytes)
