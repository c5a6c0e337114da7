"""What a payload says about everything but the size, and whether the file allows just that."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from normalizer.capability import Block, Frames, Parameter
from normalizer.request import INPUTS

from .reading import Found, Inside, body_of, parameter_found
from .sizes_law import same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer import Call, Plan

    from .requests import Request

PLAIN = Parameter()


def broken(block: Block, call: Call, body: dict[str, Any]) -> Iterator[str]:
    """Name every written value that its own file does not allow."""
    for name, given in block.parameters.items():
        facts = given or PLAIN
        found = parameter_found(name, facts, body)
        if name == "n":
            yield from _count(facts, found, call)
        elif name in INPUTS:
            yield from _inputs(name, facts, found)
        else:
            for one in found:
                if "word" not in one.holes and "value" in one.holes:
                    said = _value(name, facts, one.holes["value"], call)
                    if said:
                        yield f"{name}: {said}"


def withheld(block: Block, plan: Plan, request: Request) -> Iterator[str]:
    """Name every value that was not sent as asked although the file does not know the bounds (R4.9)."""
    body = body_of(block, plan.calls[0])
    gave_way = {one.parameter for one in plan.adjustments if one.code in {"omitted", "restricted", "set_by_rule"}}
    for name, given in block.parameters.items():
        asked, facts = request.get(name), given or PLAIN
        is_unknown = "unknown" in (facts.values, facts.range)
        if not is_unknown or asked is None or asked == "auto" or name in gave_way or name in INPUTS or name == "n":
            continue
        sent = [str(one.holes.get("value")) for one in parameter_found(name, facts, body)]
        if str(asked).removesuffix("s").strip() not in sent and str(asked) not in sent:
            yield f"{name} is not sent as asked, though its bounds are not known"
        elif not any((note.parameter, note.code) == (name, "unverified") for note in plan.notes):
            yield f"{name} is sent without a note that it is unverified"


def _count(facts: Parameter, found: list[Found], call: Call) -> Iterator[str]:
    usual = facts.default if isinstance(facts.default, int) else 1
    for one in found:
        written = one.holes.get("value")
        if not isinstance(written, int if facts.as_ != "text" else str) or int(written) != call.count:
            yield f"n: {written!r} is written for {call.count} results"
    if not found and call.count != usual:
        yield f"n: nothing is written for {call.count} results"
    if isinstance(facts.values, dict):
        if str(call.count) not in facts.values:
            yield f"n: {call.count} is none of {list(facts.values)}"
    elif isinstance(facts.max, int) and call.count > facts.max:
        yield f"n: {call.count} is more than {facts.max}"


def _inputs(name: str, facts: Parameter, found: list[Found]) -> Iterator[str]:
    count = sum(_number_of(one.holes.get("value")) for one in found)
    if isinstance(facts.max, int) and count > facts.max:
        yield f"{name}: {count} inputs, at most {facts.max}"
    if facts.as_ == "list" and not isinstance(facts.write, dict):
        for one in found:
            if not isinstance(one.holes.get("value"), list):
                yield f"{name}: one item stands outside of a list"
    for one in found:
        value = one.holes.get("value")
        for item in value if isinstance(value, list) else [value]:
            kind = _kind(item)
            if facts.accepts and kind is not None and kind not in facts.accepts:
                # a link may stand where the plan fetches it first
                fetched = kind == "url" and not {"data_url", "base64", "file"}.isdisjoint(facts.accepts)
                if not fetched:
                    yield f"{name}: {kind} is not accepted"


def _number_of(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


def _kind(item: Any) -> str | None:
    if isinstance(item, bytes):
        return "file"
    if not isinstance(item, str):
        return None
    return "url" if item.startswith("https://") else "data_url" if item.startswith("data:") else None


def _value(name: str, facts: Parameter, wire: Any, call: Call) -> str | None:
    """Say what is wrong with one written value, if anything."""
    said = facts.model_fields_set
    if ("auto" in said and _is(facts, facts.auto, wire)) or ("default" in said and _is(facts, facts.default, wire)):
        return None
    if facts.as_ == "one_per_result":
        if not isinstance(wire, list) or len(wire) != call.count:
            return f"{wire!r} for {call.count} results"
        return next((wrong for one in wire if (wrong := _number(facts, one))), None)
    if facts.as_ == "list":
        if not isinstance(wire, list):
            return f"{wire!r} is no list"
        return next((wrong for one in wire if (wrong := _offered(name, facts, one))), None)
    return _offered(name, facts, wire)


def _offered(name: str, facts: Parameter, wire: Any) -> str | None:
    if facts.frames is not None:
        return _frames(facts, facts.frames, wire)
    if isinstance(facts.values, dict):
        if facts.open or any(_is(facts, word, wire) for word in facts.values.values()):
            return None
        return f"{wire!r} is not listed"
    if isinstance(facts.range, tuple):
        return _number(facts, wire, whole=name == "seconds")
    if facts.max_length is not None and isinstance(wire, str) and len(wire) > facts.max_length:
        return f"{len(wire)} characters, at most {facts.max_length}"
    return None


def _is(facts: Parameter, word: Any, wire: Any) -> bool:
    if facts.as_ == "text" and isinstance(word, (int, float)) and not isinstance(word, bool):
        word = str(word)
    return same(word, wire)


def _number(facts: Parameter, wire: Any, *, whole: bool = False) -> str | None:
    """Hold a number against its range and step; its type must be the one the provider wants."""
    as_text = facts.as_ == "text"
    if isinstance(wire, bool) or not isinstance(wire, str if as_text or isinstance(wire, Inside) else (int, float)):
        return f"{wire!r} is of another type"
    if not isinstance(facts.range, tuple):
        return None
    low, high = facts.range
    value = Fraction(str(wire))
    if (low is not None and value < Fraction(str(low))) or (high is not None and value > Fraction(str(high))):
        return f"{wire!r} is not between {low} and {high}"
    step = facts.step or (1 if whole else None)
    if step and (value - Fraction(str(low or 0))) % Fraction(str(step)):
        return f"{wire!r} is off the step of {step}"
    return None


def _frames(facts: Parameter, grid: Frames, wire: Any) -> str | None:
    if not isinstance(wire, str if facts.as_ == "text" else int) or isinstance(wire, bool):
        return f"{wire!r} is no number of frames"
    wire = int(wire)
    if grid.values is not None:
        return None if wire in grid.values else f"{wire} frames are not listed"
    if isinstance(grid.range, tuple):
        low, high = grid.range
        if (low is not None and wire < low) or (high is not None and wire > high):
            return f"{wire} frames are not between {low} and {high}"
    return f"{wire} frames are off the grid" if (wire - (grid.plus or 0)) % (grid.multiple_of or 1) else None
