"""What may stand under every other name: choices where the file lists them, else a schema that says its doubt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from normalizer.parameters.base import MISSING, Parameter
from normalizer.parameters.delivery import DELIVERIES, FORMATS
from normalizer.parameters.inputs import InputParameter
from normalizer.parameters.kinds import FixedParameter, NumberParameter, TextParameter, WordsParameter
from normalizer.parameters.offer import Offer
from normalizer.parameters.seconds import SecondsParameter
from normalizer.policy import MAX_N
from normalizer.request import TRIMMED
from normalizer.request_schema import spelling
from normalizer.request_schema.choice import Choice, Offered, auto_choice, whole_text
from normalizer.request_schema.judge import taken
from normalizer.values.grammar import plain
from normalizer.values.number import number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.request_schema.choice import Schema
    from normalizer.target import Target

MOST_LISTED = 64
"""A range of so many numbers is listed, so that texts can be matched too; a longer one is told by its bounds."""

TEXTS = ("prompt", "negative_prompt")
_NUMBERS = "the bounds hold for numbers; in a text, and beyond four decimals, more is accepted than is met exactly"
_INPUT = "whether an input is of a kind that the provider takes is not told"


def offered(target: Target, name: str) -> Offered:
    """Give what may stand under a name that is no size; every listed choice still has to be put to the engine."""
    if name == "n":
        return Offered(tuple(map(_count, range(1, MAX_N[target.media] + 1))))
    if name in {"output_format", "response_format", "output_compression"}:
        return _delivered(name)
    parameter = target.parameters.get(name)
    if parameter is None:
        return Offered()
    found = _declared(parameter)
    if not found.free and not isinstance(parameter, InputParameter):
        return found._replace(choices=(*found.choices, auto_choice(trimmed=name in TRIMMED)))
    return found


def _count(count: int) -> Choice:
    return Choice(count, (count,), (str(count),))


def _delivered(name: str) -> Offered:
    if name == "output_compression":
        return Offered(
            (
                Choice(0, (0,), ("0",)),
                Choice(50, (), ("[1-9][0-9]?",), numbers={"type": "integer", "minimum": 1, "maximum": 99}),
                Choice(100, (100,), ("100",)),
            )
        )
    words: dict[str, list[str]] = {}
    for word, meant in (FORMATS if name == "output_format" else DELIVERIES).items():
        words.setdefault(meant, []).append(word)
    return Offered(
        tuple(Choice(meant, tuple(said), tuple(map(spelling.folded, said))) for meant, said in words.items())
    )


def _declared(parameter: Parameter) -> Offered:
    if isinstance(parameter, WordsParameter):
        return (
            Offered(free=({},), more="values that are not listed pass too") if parameter.is_open else _words(parameter)
        )
    if isinstance(parameter, FixedParameter):
        return Offered((_numeric(parameter, parameter.only),))
    if isinstance(parameter, (SecondsParameter, NumberParameter)):
        return _numbers(parameter)
    if isinstance(parameter, InputParameter):
        return _input(parameter)
    schema: Schema = {"type": "string"} if parameter.name in TEXTS else {}
    if isinstance(parameter, TextParameter):
        schema = {"type": "string", "maxLength": parameter.longest}
    elif parameter.spells and not parameter.each and not schema:
        schema = {"type": ["string", "number", "boolean"]}
    return Offered(free=(schema,), given="x")


def _words(parameter: WordsParameter) -> Offered:
    choices = []
    for word in parameter.words:
        texts = [text for text, meant in parameter.meant.items() if meant == word]
        own = [text for text in (word, *_wire_text(parameter.words[word])) if text.lower() in texts]
        values = [*dict.fromkeys(own), *(value for text in texts for value in _typed(text))]
        choices.append(Choice(word, tuple(values), tuple(map(spelling.folded, texts))))
    return Offered(tuple(choices))


def _wire_text(wire: Any) -> Iterator[str]:
    if isinstance(wire, str):
        yield wire


def _typed(text: str) -> Iterator[Any]:
    """Give the values that are no texts and mean a word: flags, and numbers that look like it."""
    if text in {"true", "false"}:
        yield text == "true"
    elif re.fullmatch(r"-?(?:0|[1-9][0-9]{0,14})", text):
        yield int(text)
    elif re.fullmatch(r"-?(?:0|[1-9][0-9]{0,9})\.[0-9]{0,3}[1-9]", text):
        yield float(text)


def _numbers(parameter: SecondsParameter | NumberParameter) -> Offered:
    offer = parameter.offer
    is_length = isinstance(parameter, SecondsParameter)
    frames = parameter.frames if isinstance(parameter, SecondsParameter) else None
    is_open = isinstance(parameter, SecondsParameter) and parameter.is_open
    listed = None if offer is None or frames is not None or is_open else _points(offer)
    if listed is not None:
        autos = [] if parameter.auto is MISSING or type(parameter.auto) is bool else [number(parameter.auto)]
        units = dict.fromkeys((*listed, *(auto for auto in autos if auto is not None)))
        return Offered(tuple(_numeric(parameter, one) for one in units))
    if is_length:
        schemas: list[Schema] = [_bounded(None if frames is not None or is_open else offer, positive=True)]
        schemas.append({"type": "string", "pattern": whole_text(spelling.ANY_LENGTH)})
        more = "lengths go to the nearest whole count of frames" if frames is not None else _NUMBERS
    elif offer == Offer() and type(parameter) is not NumberParameter:
        return Offered(free=({},), given="x")  # nothing is known: whatever is written travels
    else:
        schemas = [_bounded(offer), {"type": "string", "pattern": whole_text(spelling.ANY_SIGNED)}]
        more = _NUMBERS
    auto = auto_choice(trimmed=parameter.name in TRIMMED)
    schemas.append({"type": "string", "pattern": whole_text(f"(?:{'|'.join(auto.patterns)})")})
    if parameter.auto is not MISSING and not isinstance(parameter.auto, (str, dict, list)):
        schemas.append({"enum": [parameter.auto]})
    return Offered(free=tuple(schemas), more=more)


def _points(offer: Offer) -> tuple[int, ...] | None:
    """List the numbers of an offer, if they are few."""
    if offer.values:
        return offer.values
    if not offer.step or offer.lowest is None or offer.highest is None:
        return None
    points = range(offer.lowest, offer.highest + 1, offer.step)
    return tuple(points) if len(points) <= MOST_LISTED else None


def _bounded(offer: Offer | None, *, positive: bool = False) -> Schema:
    schema: Schema = {"type": "number"}
    if positive:
        schema |= {"exclusiveMinimum": 0, "exclusiveMaximum": 100_000}
    if offer is None:
        return schema
    for key, bound in (("minimum", offer.lowest), ("maximum", offer.highest)):
        if bound is not None:
            schema[key] = plain(bound)
    step = plain(offer.step)
    if step and isinstance(step, int) and (offer.lowest or 0) % offer.step == 0:
        schema["multipleOf"] = step
    return schema


def _numeric(parameter: Parameter, units: int) -> Choice:
    """Give a number as JSON and as text."""
    value = plain(units)
    if parameter.name == "seconds" and units > 0:
        return Choice(value, (value,), (spelling.length(units),))
    return Choice(value, (value,), (spelling.number(units),))


def _input(parameter: InputParameter) -> Offered:
    schema: Schema = {"not": {"type": "null"}, "minItems": 1}
    most = len(parameter.spread) or parameter.most
    if most is not None:
        schema["maxItems"] = most
    return Offered(free=(schema,), more=_INPUT, given=taken(parameter))
