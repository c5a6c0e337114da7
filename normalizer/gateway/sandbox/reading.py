"""Read a payload backwards: lay the templates of a file over what was sent, and see what is in their holes.

Nothing of the engine takes part, so that a field written wrongly is not read wrongly in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import isfinite
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalizer.capability import Parameter

Path = tuple[str | int, ...]

_HOLE = re.compile(r"\{([a-z_]+)\}")
_NUMBERS = frozenset({"width", "height", "ratio_width", "ratio_height"})
_DIGITS = "[0-9]{1,18}"
_PLAIN_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?", re.ASCII)


class Inside(str):
    """What was read out of the middle of a text, where a number has no type of its own."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Found:
    """A field of the file that was found in a payload: whose it is, where, and what stands in the holes."""

    owner: str
    path: Path
    holes: Mapping[str, Any] = field(default_factory=dict)


def located(body: Any, path: str) -> Iterator[tuple[Path, Any]]:
    """Give every place that a path of a file may mean: `+` is any item of a list.

    >>> list(located({"parts": ["a", "b"]}, "parts.+"))
    [(('parts', 0), 'a'), (('parts', 1), 'b')]
    """
    found: list[tuple[Path, Any]] = [((), body)]
    for step in path.split("."):
        deeper: list[tuple[Path, Any]] = []
        for at, node in found:
            if isinstance(node, list):
                numbers = range(len(node)) if step == "+" else [int(step)] if step.isdigit() else []
                deeper += [((*at, number), node[number]) for number in numbers if number < len(node)]
            elif isinstance(node, dict) and step in node:
                deeper.append(((*at, step), node[step]))
        found = deeper
    yield from found


def holes_of(raw: Any, value: Any) -> dict[str, Any] | None:
    """Lay a template over a value: what stands in its holes, or nothing where the value is something else.

    >>> holes_of({"w": "{width}"}, {"w": 16}), holes_of("{value}s", "8s"), holes_of("{value}s", 8)
    ({'width': 16}, {'value': '8'}, None)
    """
    if isinstance(raw, str):
        return _text_holes(raw, value)
    if isinstance(raw, Mapping):
        if not isinstance(value, dict) or raw.keys() != value.keys():
            return None
        return _together(holes_of(raw[key], value[key]) for key in raw)
    if isinstance(raw, (list, tuple)):
        if not isinstance(value, list) or len(raw) != len(value):
            return None
        return _together(holes_of(one, other) for one, other in zip(raw, value, strict=True))
    return {} if type(raw) is type(value) and raw == value else None


def _together(parts: Iterator[dict[str, Any] | None]) -> dict[str, Any] | None:
    holes: dict[str, Any] = {}
    for part in parts:
        if part is None or any(name in holes and holes[name] != value for name, value in part.items()):
            return None
        holes.update(part)
    return holes


def _text_holes(raw: str, value: Any) -> dict[str, Any] | None:
    pieces = _HOLE.split(raw)
    if len(pieces) == 1:
        return {} if value == raw and isinstance(value, str) else None
    if len(pieces) == 3 and not pieces[0] and not pieces[2]:
        return {pieces[1]: value}
    if not isinstance(value, str):
        return None
    found = re.fullmatch(pattern_of(raw), value)
    return None if found is None else numbered(found.groupdict())


def pattern_of(raw: str) -> str:
    """Give the pattern of a text with holes."""
    pieces = _HOLE.split(raw)
    return "".join(
        (f"(?P<{piece}>{_DIGITS if piece in _NUMBERS else '[^ ]+?'})") if index % 2 else re.escape(piece)
        for index, piece in enumerate(pieces)
    )


def numbered(holes: Mapping[str, str]) -> dict[str, Any]:
    """Turn the sides that were read out of a text into numbers."""
    return {name: int(text) if name in _NUMBERS else Inside(text) for name, text in holes.items()}


def flags(texts: Any, text: Any) -> tuple[dict[str, Any], bool]:
    """Read flags added to a text: what stands in their holes, and whether there are any."""
    holes: dict[str, Any] = {}
    for raw in texts if isinstance(texts, (list, tuple)) else [texts]:
        found = re.search(pattern_of(raw) + r"(?= |$)", text) if isinstance(text, str) else None
        holes.update({} if found is None else numbered(found.groupdict()))
    return holes, bool(holes)


def parameter_fields(name: str, facts: Parameter) -> list[tuple[str, Any]]:
    """List the fields of a parameter with their templates, those that it adds text to aside."""
    if facts.fixed is not None:
        return []
    if isinstance(facts.write, dict):
        return list(facts.write.items())
    if isinstance(facts.to, tuple):
        return [(path, "{value}") for path in facts.to]
    if facts.append and facts.to is None and facts.write is None:
        return []
    return [(facts.to or name, facts.write or "{value}")]


def parameter_found(name: str, facts: Parameter, body: dict[str, Any]) -> list[Found]:
    """Find what a parameter wrote: its fields, the fields that its words bring along, its flags."""
    found = []
    for path, raw in parameter_fields(name, facts):
        for at, node in located(body, path):
            holes = holes_of(raw, node)
            if holes is not None:
                found.append(Found(name, at, holes))
    for word, wire in facts.values.items() if isinstance(facts.values, dict) else ():
        if isinstance(wire, dict):
            found += word_found(name, word, wire, body)
    for path, texts in facts.append.items():
        for at, node in located(body, path):
            holes, said = flags(texts, node)
            found += [Found(name, at, holes)] if said else []
    return found


def word_found(owner: str, word: str, wire: Mapping[str, Any], body: dict[str, Any]) -> list[Found]:
    """Find the fields that one word brings along; all of them or none."""
    places = [(at, raw, node) for path, raw in wire.items() for at, node in located(body, path)]
    if len(places) != len(wire) or any(holes_of(raw, node) is None for _, raw, node in places):
        return []
    return [Found(owner, at, {"word": word}) for at, _, _ in places]


def leaves(value: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Give every leaf of a payload; empty containers are leaves."""
    if isinstance(value, dict) and value:
        for key, item in value.items():
            yield from leaves(item, (*at, key))
    elif isinstance(value, list) and value:
        for number, item in enumerate(value):
            yield from leaves(item, (*at, number))
    else:
        yield at, value


def same(word: Any, wire: Any) -> bool:
    """Tell whether a word of the file is what was written: equal and of one type; inside a text all is text.

    >>> same(5, 5), same(5, "5"), same(1, True), same(5, Inside("5"))
    (True, False, False, True)
    """
    if isinstance(wire, Inside):
        return not isinstance(word, dict) and str(word) == wire
    return type(word) is type(wire) and bool(word == wire)


def number_of(value: Any) -> Fraction | None:
    """Read a plain number, also one read out of a text; nothing where it is none, or beyond what anybody sends."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Fraction(value) if value.bit_length() <= 64 else None
    if isinstance(value, float):
        return Fraction(str(value)) if isfinite(value) else None
    if isinstance(value, str) and _PLAIN_NUMBER.fullmatch(value):
        return Fraction(value)
    return None
