"""Compile what a file says about one parameter that is no size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.compile.forms import appended, fields_of, word_of
from normalizer.compile.shared import shared, shared_field
from normalizer.errors import quote
from normalizer.parameters.base import MISSING, Parameter
from normalizer.parameters.count import CountParameter, SeedParameter
from normalizer.parameters.delivery import FORMATS
from normalizer.parameters.inputs import InputParameter
from normalizer.parameters.kinds import (
    FixedParameter,
    FreeNumberParameter,
    NumberParameter,
    TextParameter,
    WordsParameter,
)
from normalizer.parameters.offer import Offer
from normalizer.parameters.seconds import FrameGrid, SecondsParameter
from normalizer.request import INPUTS
from normalizer.values.grammar import UNIT
from normalizer.values.number import number, whole_number

if TYPE_CHECKING:
    from normalizer.capability import Frames
    from normalizer.capability import Parameter as Facts
    from normalizer.write import Field


def parameter_of(name: str, order: int, facts: Facts, *, is_required: bool = False) -> Parameter:
    """Compile one parameter; raises `ValueError` with a sentence where the facts make no sense."""
    key = name, order, is_required, facts.said
    return shared(key, lambda: _made(name, order, facts, is_required=is_required))


def _made(name: str, order: int, facts: Facts, *, is_required: bool) -> Parameter:
    fields, each = _fields(name, facts)
    parameter = _kind(name, order, fields, facts)
    parameter.each = each
    if isinstance(parameter, CountParameter):
        parameter.is_required = is_required
    if isinstance(facts.to, tuple):
        parameter.spread = tuple(shared_field(path, "{value}") for path in facts.to)
        parameter.fields = ()
    parameter.as_text = facts.as_ == "text"
    parameter.as_list = facts.as_ == "list"
    parameter.refuses = facts.refuse
    if "default" in facts.model_fields_set:
        parameter.default = facts.default
    if "auto" in facts.model_fields_set:
        parameter.auto = facts.auto
    elif is_required and parameter.default is MISSING:
        parameter.default = parameter.only_value()  # there is nothing else to say
    return parameter


def _fields(name: str, facts: Facts) -> tuple[tuple[Field, ...], bool]:
    """Give the fields of a parameter, and whether they are written once for each item of a list."""
    added = appended(facts.append)
    if isinstance(facts.write, dict) and facts.write:
        return fields_of(facts.write) + added, True
    if isinstance(facts.to, tuple):
        return (), False
    if added and facts.to is None and facts.write is None:
        return added, False
    template = facts.write if isinstance(facts.write, str) else "{value}"
    return (shared_field(facts.to or name, template), *added), False


def _kind(name: str, order: int, fields: tuple[Field, ...], facts: Facts) -> Parameter:
    if facts.fixed is not None:
        return FixedParameter(name, order, _units(facts.fixed))
    if name == "n":
        return _count(order, fields, facts)
    if name == "seconds":
        return _seconds(order, fields, facts)
    if name == "seed":
        seed = SeedParameter(name, order, fields, _range(facts))
        seed.one_per_result = facts.as_ == "one_per_result"
        seed.is_unverified = facts.values == "unknown" or facts.range == "unknown"
        return seed
    if name in INPUTS or facts.accepts:
        return _input(name, order, fields, facts)
    if isinstance(facts.values, dict):
        numbers = _numbers(facts.values)
        if numbers is not None and name not in {"output_format", "response_format"}:
            return NumberParameter(name, order, fields, Offer(tuple(sorted(numbers))), numbers)
        return WordsParameter(name, order, fields, _words(name, facts.values), is_open=facts.open)
    if facts.range is not None and facts.range != "unknown":
        return NumberParameter(name, order, fields, _range(facts))
    if facts.max_length is not None:
        return TextParameter(name, order, fields, facts.max_length)
    # frames are counted with it, so that it is read even where nothing is said about it
    parameter = FreeNumberParameter(name, order, fields, Offer()) if name == "fps" else Parameter(name, order, fields)
    parameter.is_unverified = facts.values == "unknown" or facts.range == "unknown"
    return parameter


def _words(name: str, values: dict[str, Any]) -> dict[str, Any]:
    words = {key: word_of(wire) for key, wire in values.items()}
    if name == "output_format":
        # `jpg` in a file is our jpeg, spelled the provider's way
        return {FORMATS.get(key.lower(), key): wire for key, wire in words.items()}
    return words


def _numbers(values: dict[str, Any]) -> dict[int, Any] | None:
    """Give the list as numbers, if all of it is numbers: our number to the provider's word."""
    read = [(number(key), word_of(wire)) for key, wire in values.items()]
    if any(units is None for units, _ in read):
        return None
    return {units: wire for units, wire in read if units is not None}


def _range(facts: Facts) -> Offer:
    if facts.range is None or facts.range == "unknown" or isinstance(facts.range, str):
        return Offer()
    low, high = (None if bound is None else _units(bound) for bound in facts.range)
    return Offer((), low, high, 0 if facts.step is None else _units(facts.step))


def _units(value: float) -> int:
    """Give a number of the file as ten-thousandths."""
    units = number(value)
    if units is None:
        raise ValueError(f"{quote(value)} has more than four decimals")
    return units


def _count(order: int, fields: tuple[Field, ...], facts: Facts) -> CountParameter:
    allowed: tuple[int, ...] = ()
    most: int | None = None if facts.max is None or facts.max == "unknown" else int(facts.max)
    if isinstance(facts.values, dict):
        allowed = tuple(sorted(count for count in map(whole_number, facts.values) if count))
        most = allowed[-1] if allowed else None
        if 1 not in allowed:
            raise ValueError("n: the allowed counts do not have 1, so that not every number can be made")
    elif facts.max is None and isinstance(facts.range, tuple):
        low, high = (None if bound is None else whole_number(bound) for bound in facts.range)
        if (facts.range[0] is not None and low != 1) or (facts.range[1] is not None and not high):
            raise ValueError("n: a range of results is whole numbers and begins with 1")
        most = high
    return CountParameter(order, fields, most=most, allowed=allowed, may_return_fewer=facts.may_return_fewer)


def _seconds(order: int, fields: tuple[Field, ...], facts: Facts) -> SecondsParameter:
    offer: Offer | None = None
    wires: dict[int, Any] = {}
    if isinstance(facts.values, dict):
        numbers = _numbers(facts.values)
        if numbers is None:
            raise ValueError("seconds: the values are numbers of seconds")
        offer, wires = Offer(tuple(sorted(numbers))), numbers
    elif facts.range is not None and facts.range != "unknown":
        plain = _range(facts)
        step = plain.step or UNIT
        offer = plain._replace(step=step, lowest=step if plain.lowest is None else plain.lowest)
    if offer is not None and min(offer.values, default=offer.lowest or 0) <= 0:
        raise ValueError("seconds: a length is above 0")
    parameter = SecondsParameter(order, fields, offer, None if facts.frames is None else _frames(facts.frames))
    parameter.wires = wires
    parameter.is_open = facts.open
    parameter.is_range_unknown = (
        facts.frames is not None and facts.frames.range == "unknown" and not facts.frames.values
    )
    return parameter


def _frames(facts: Frames) -> FrameGrid:
    bounds = facts.range if isinstance(facts.range, tuple) else (None, None)
    low, high = (None if bound is None else int(bound) for bound in bounds)
    grid = FrameGrid(
        _units(facts.fps), facts.multiple_of or 1, facts.plus or 0, low, high, tuple(sorted(facts.values or ()))
    )
    fewest = grid.nearest(UNIT, UNIT)[0]
    if fewest < 1 or (high is not None and fewest > high):
        raise ValueError("seconds: no count of frames inside the range is on the grid")
    return grid


def _input(name: str, order: int, fields: tuple[Field, ...], facts: Facts) -> InputParameter:
    if facts.max is None:
        several = facts.as_ == "list" or isinstance(facts.to, tuple) or (isinstance(facts.write, dict) and facts.write)
        most = None if several else 1
    else:
        most = None if facts.max == "unknown" else int(facts.max)
    parameter = InputParameter(name, order, fields, accepts=facts.accepts, most=most)
    parameter.is_most_unknown = facts.max == "unknown" and not isinstance(facts.to, tuple)
    return parameter
