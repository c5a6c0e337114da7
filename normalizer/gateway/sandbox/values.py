"""What a payload says about everything but the size, and whether the file allows just that."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from normalizer.capability import Frames, Parameter
from normalizer.gateway.sandbox.reading import Found, Inside, number_of, same
from normalizer.request import INPUTS

if TYPE_CHECKING:
    from collections.abc import Iterator

PLAIN = Parameter()
"""A parameter about which the file says nothing."""

TEXTS = frozenset({"prompt", "negative_prompt", "user"})
NUMBERS = frozenset({"seed", "fps", "seconds"})
"""What these names of ours are, where the file does not say more."""

MEGABYTE = 1_000_000
_LINKS = ("https://", "http://", "gs://", "s3://")

Complaint = tuple[Found, str]


def wrong_with(name: str, facts: Parameter, found: list[Found], count: int) -> Iterator[Complaint]:
    """Name every written value that the file does not allow; `count` results are asked for."""
    if name == "n":
        yield from _counts(facts, found)
    elif name in INPUTS or facts.accepts:
        yield from _inputs(facts, found)
    else:
        for one in found:
            if "value" in one.holes:
                said = _value(name, facts, one.holes["value"], count)
                if said:
                    yield one, said


def count_of(facts: Parameter | None, found: list[Found]) -> int:
    """Give how many results are asked for; the usual number where nothing is written."""
    for one in found:
        value = number_of(_unpacked(one.holes.get("value")))
        if value is not None and value.denominator == 1:
            return int(value)
    usual = None if facts is None else number_of(facts.default)
    return int(usual) if usual else 1


def _unpacked(value: Any) -> Any:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _counts(facts: Parameter, found: list[Found]) -> Iterator[Complaint]:
    for one in found:
        value = _unpacked(one.holes.get("value"))
        is_typed = isinstance(value, str) if facts.as_ == "text" else type(value) is int
        count = number_of(value) if is_typed or isinstance(value, Inside) else None
        if count is None or count.denominator != 1 or count < 1:
            yield one, "is no whole number above 0"
        elif isinstance(facts.values, dict):
            if str(count) not in facts.values:
                yield one, "is none of the numbers on offer"
        elif isinstance(facts.max, int) and count > facts.max:
            yield one, f"is above {facts.max}"
        elif isinstance(facts.range, tuple) and facts.range[1] is not None and count > Fraction(str(facts.range[1])):
            yield one, f"is above {facts.range[1]}"


def _inputs(facts: Parameter, found: list[Found]) -> Iterator[Complaint]:
    total = 0
    is_single = facts.max == 1 or not (facts.as_ == "list" or facts.max is not None)
    for one in found:
        value = one.holes.get("value")
        items = value if isinstance(value, list) else [value]
        total += len(items)
        in_fields = isinstance(facts.write, dict) or isinstance(facts.to, tuple)
        if isinstance(value, list) and (in_fields or (is_single and facts.as_ != "list")):
            yield one, "is a list where one input stands"
        elif facts.as_ == "list" and not in_fields and not isinstance(value, list):
            yield one, "is no list"
        for item in items:
            said = _input(facts, item)
            if said:
                yield one, said
    if isinstance(facts.max, int) and total > facts.max:
        yield found[-1], f"has {total} inputs, at most {facts.max}"


def _input(facts: Parameter, item: Any) -> str | None:
    if not item or not isinstance(item, (str, bytes, dict)):
        return "is no input"
    kinds = _kinds(item)
    if facts.accepts and kinds.isdisjoint({*facts.accepts, "object"}):
        return "is not given as " + " or ".join(facts.accepts)
    most = facts.limits.max_mb if facts.limits is not None and not isinstance(facts.limits, str) else None
    if most is not None and _bytes_of(item) > most * MEGABYTE:
        return f"is larger than {most} MB"
    return None


def _kinds(item: str | bytes | dict[str, Any]) -> frozenset[str]:
    """Tell what an input may be: a text without a head is base64 or the id of an upload."""
    if isinstance(item, bytes):
        return frozenset({"file"})
    if isinstance(item, dict):
        return frozenset({"object"})
    head = item[:16].lower()
    if head.startswith("data:"):
        return frozenset({"data_url"})
    return frozenset({"url"}) if head.startswith(_LINKS) else frozenset({"base64", "id"})


def _bytes_of(item: str | bytes | dict[str, Any]) -> int:
    if isinstance(item, bytes):
        return len(item)
    return len(item) * 3 // 4 if isinstance(item, str) and not item.startswith(_LINKS) else 0


def _value(name: str, facts: Parameter, wire: Any, count: int) -> str | None:
    """Say what is wrong with one written value, if anything."""
    said = facts.model_fields_set
    if ("auto" in said and _is(facts, facts.auto, wire)) or ("default" in said and _is(facts, facts.default, wire)):
        return None
    if facts.as_ == "one_per_result":
        if not isinstance(wire, list) or len(wire) != count:
            return "has not one item for each result"
        return next((wrong for one in wire if (wrong := _number(name, facts, one))), None)
    if facts.as_ == "list":
        if not isinstance(wire, list):
            return "is no list"
        return next((wrong for one in wire if (wrong := _offered(name, facts, one))), None)
    return _offered(name, facts, wire)


def _offered(name: str, facts: Parameter, wire: Any) -> str | None:
    if facts.frames is not None:
        return _frames(facts, facts.frames, wire)
    if isinstance(facts.values, dict):
        if any(_is(facts, word, wire) for word in facts.values.values()):
            return None
        if not facts.open or not isinstance(wire, (str, int, float)):
            return "is none of the values on offer"
        return None
    if "unknown" in (facts.values, facts.range):
        return None
    if isinstance(facts.range, tuple) or name in NUMBERS:
        return _number(name, facts, wire)
    if (facts.max_length is not None or name in TEXTS) and not isinstance(wire, str):
        return "is no text"
    if facts.max_length is not None and len(wire) > facts.max_length:
        return f"is longer than {facts.max_length} characters"
    return None


def _is(facts: Parameter, word: Any, wire: Any) -> bool:
    if facts.as_ == "text" and isinstance(word, (int, float)) and not isinstance(word, bool):
        word = str(word)
    return same(word, wire)


def _number(name: str, facts: Parameter, wire: Any) -> str | None:
    """Hold a number against its range and step; its type must be the one the provider wants."""
    is_typed = isinstance(wire, str if facts.as_ == "text" or isinstance(wire, Inside) else (int, float))
    value = number_of(wire) if is_typed else None
    if value is None:
        return "is no number of the wanted type"
    if not isinstance(facts.range, tuple):
        return "is no whole number" if name == "seed" and value.denominator != 1 else None
    low, high = facts.range
    if (low is not None and value < Fraction(str(low))) or (high is not None and value > Fraction(str(high))):
        return f"is not between {_bound(low)} and {_bound(high)}"
    step = facts.step or (1 if name in {"seconds", "seed"} else None)
    if step and (value - Fraction(str(low or 0))) % Fraction(str(step)):
        return f"is off the step of {step}"
    return None


def _bound(value: float | None) -> str:
    return "any" if value is None else str(value)


def _frames(facts: Parameter, grid: Frames, wire: Any) -> str | None:
    is_typed = isinstance(wire, str) if facts.as_ == "text" else type(wire) is int
    count = number_of(wire) if is_typed or isinstance(wire, Inside) else None
    if count is None or count.denominator != 1:
        return "is no number of frames"
    if grid.values is not None:
        return None if int(count) in grid.values else "is none of the numbers of frames on offer"
    if isinstance(grid.range, tuple):
        low, high = grid.range
        if (low is not None and count < Fraction(str(low))) or (high is not None and count > Fraction(str(high))):
            return f"is not between {_bound(low)} and {_bound(high)} frames"
    return "is off the grid of frames" if (count - (grid.plus or 0)) % (grid.multiple_of or 1) else None
