"""What of a value decides a plan: a token to remember it by, or nothing where only the engine can tell.

A value that is merely carried has no token; at most it is looked at whether it may be. Types come first: `True`, `1`
and `1.0` are equal keys and different requests, and a subclass may lie.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.parameters.count import CountParameter, SeedParameter
from normalizer.parameters.delivery import DELIVERIES, FORMATS, NAMES
from normalizer.parameters.inputs import InputParameter, kind_of
from normalizer.parameters.kinds import FixedParameter, NumberParameter, TextParameter, WordsParameter
from normalizer.parameters.seconds import SecondsParameter
from normalizer.policy import MAX_N
from normalizer.quick.sides import pixels
from normalizer.request import GEOMETRY, Scale, fact_of
from normalizer.resolve.wish import SHAPE
from normalizer.values import Ratio, Size
from normalizer.values.grammar import UNIT
from normalizer.values.number import number, seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from normalizer.parameters.base import Parameter
    from normalizer.target import Target

LONGEST = 8
"""Longer texts of numbers are left to the engine."""

MOST_RESULTS = 10
"""Seeds are counted up by at most so many results; the range must have room for them."""


class Reader(NamedTuple):
    """How a parameter is read. `read` gives a token, or `None`; where it is `None` itself, any value will do.

    `carries` says that the value itself is handed on, so that it is no part of what is remembered.
    """

    read: Callable[[Any], Any] | None
    carries: bool


ANYTHING = Reader(None, carries=True)
NEVER = Reader(lambda _: None, carries=False)


def readers_of(target: Target) -> Mapping[str, Reader]:
    """Give a reader for every request key that the target knows."""
    return {key: _reader(target, key, name) for key, name in target.names.items()}


def _reader(target: Target, key: str, name: str) -> Reader:
    if name in GEOMETRY:
        return _pixels(target) if name == "size" else _half(target, name)
    if name == "":
        return ANYTHING
    if key != name:
        return NEVER
    if name in NAMES:
        return _delivery(name)
    if name == "n":
        return _count(MAX_N[target.media])
    parameter = target.parameters.get(name)
    if parameter is None:
        return _numeric(seconds) if name == "seconds" else ANYTHING
    return _declared(parameter)


def _pixels(target: Target) -> Reader:
    # where the provider's word for something looks like other pixels, the engine reads it
    words = ((Size.read(word), fact) for word, fact in target.words["size"].items())
    others = {tuple(size) for size, fact in words if size is not None and size != fact}
    if not others:
        return Reader(pixels, carries=False)

    def read(value: Any) -> tuple[int, int] | None:
        size = pixels(value)
        return None if size in others else size

    return Reader(read, carries=False)


def _half(target: Target, name: str) -> Reader:
    autos, kind = target.auto_words.get(name, frozenset()), Ratio if name == SHAPE else Scale

    def read(value: Any) -> Any:
        if type(value) not in {str, int, float} or (type(value) is str and value.lower() in autos):
            return None
        fact = fact_of(target, name, value)
        return fact if isinstance(fact, kind) else None

    return Reader(read, carries=False)


def _declared(parameter: Parameter) -> Reader:
    if parameter.is_unverified or parameter.spread or type(parameter) is CountParameter:
        return NEVER
    if type(parameter) is SeedParameter:
        return _seed(parameter)
    if isinstance(parameter, (SecondsParameter, FixedParameter, NumberParameter)):
        return _numeric(seconds if parameter.name == "seconds" else number)
    if isinstance(parameter, WordsParameter):
        return _word(parameter)
    if isinstance(parameter, InputParameter):
        return _input(parameter)
    if parameter.as_text or parameter.as_list:
        return NEVER
    if isinstance(parameter, TextParameter):
        return _text(parameter.longest)
    # items of a list are written one by one
    return _text(None) if parameter.each else ANYTHING


def _text(longest: int | None) -> Reader:
    if longest is None:
        return Reader(lambda value: 0 if type(value) is str else None, carries=True)
    return Reader(lambda value: 0 if type(value) is str and len(value) <= longest else None, carries=True)


def _count(most: int) -> Reader:
    tokens = {count: count for count in range(1, most + 1)}
    return Reader(lambda value: tokens.get(value) if type(value) is int else None, carries=False)


def _numeric(read_number: Callable[[Any], int | None]) -> Reader:
    def read(value: Any) -> Any:
        kind = type(value)
        if kind is int:
            return value * UNIT if 0 < value < 100_000 else None
        if kind is float or (kind is str and len(value) <= LONGEST):
            units = read_number(value)
            return None if units is None else (value if kind is str else float, units)
        return None

    return Reader(read, carries=False)


def _seed(parameter: SeedParameter) -> Reader:
    offer, auto = parameter.offer, parameter.auto
    lowest = (offer.lowest or 0) // UNIT
    highest = (2**31 if offer.highest is None else offer.highest // UNIT) - MOST_RESULTS
    if offer.values or offer.step not in {0, UNIT} or parameter.wires or parameter.one_per_result or parameter.as_text:
        return NEVER

    def read(value: Any) -> int | None:
        return 0 if type(value) is int and lowest <= value <= highest and value != auto else None

    return Reader(read, carries=True)


def _word(parameter: WordsParameter) -> Reader:
    # spelled exactly as the file does: other spellings are the engine's to read
    words = {word: word for word in (*parameter.words, *parameter.meant)}
    truths = {truth: (bool, truth) for truth in (True, False) if parameter.meaning(truth) is not None}

    def read(value: Any) -> Any:
        if type(value) is str:
            return words.get(value)
        return truths.get(value) if type(value) is bool else None

    return Reader(read, carries=False)


def _delivery(name: str) -> Reader:
    words = {"output_format": FORMATS, "response_format": DELIVERIES}.get(name)
    if words is None:
        return _numeric(number)
    same = {word: word for word in words}
    return Reader(lambda value: same.get(value) if type(value) is str else None, carries=False)


def _input(parameter: InputParameter) -> Reader:
    accepts = parameter.accepts

    def read(value: Any) -> str | None:
        if type(value) is not str:
            return None
        # a link that is not taken has to be fetched first, which is a step of the plan
        kind = "url" if value.startswith("https://") else kind_of(value)[0]
        return kind if not accepts or kind in accepts or kind == "url" else None

    return Reader(read, carries=True)
