"""What all parts of a capability file share: the strict base of the models, and the small kinds of value.

It knows how one value may be written (a word or a list, a list or a map, a date), not what any key means.
Every complaint is a finished sentence; `problems.py` adds the place.
"""

from __future__ import annotations

import difflib
import re
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Strict,
    Tag,
    model_validator,
)
from pydantic_core import PydanticCustomError

from normalizer.errors import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

NONE_WORD = "none"
UNKNOWN_WORD = "unknown"
ID_PATTERN = r"^[a-z0-9][a-z0-9.-]*$"
DATE_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"

Word = Literal["unknown"]


class Facts(BaseModel):
    """A part of a capability file: its keys are closed, its values are never guessed at, nothing changes later."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)
    may_be_null: ClassVar[frozenset[str]] = frozenset()
    """The keys for which `null` says something; for all others it is a forgotten value."""

    @cached_property
    def said(self) -> str:
        """All that was said, as JSON text: equal where two parts of files say the same in the same order."""
        return self.model_dump_json(exclude_unset=True)

    @model_validator(mode="before")
    @classmethod
    def _no_forgotten_value(cls, value: Any) -> Any:
        if isinstance(value, dict):
            for key, item in value.items():
                if item is None and key not in cls.may_be_null:
                    raise wrong("nothing stands after the colon; write a value or leave the key out", key)
        return value


def wrong(sentence: str, *at: str) -> PydanticCustomError:
    """Make the exception for one wrong value; the sentence is shown as it is, `at` leads to a key inside the value."""
    return PydanticCustomError("capability", "{sentence}", {"sentence": sentence, "at": at})


def did_you_mean(name: str, known: Iterable[str], *, at_least: float = 0.6) -> str:
    """Offer the nearest known name as the end of a sentence, or nothing; `at_least` is how much of it must be alike.

    >>> did_you_mean("generat", ["generate", "edit"])
    "; did you mean 'generate'"
    """
    near = difflib.get_close_matches(name[:64], list(known), n=1, cutoff=at_least)
    return f"; did you mean {quote(near[0])}" if near else ""


def text_of(value: object) -> str:
    """Spell a scalar as the text that a key of a map would have.

    >>> text_of(True), text_of(5), text_of(0.25), text_of("1:1")
    ('true', '5', '0.25', '1:1')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def as_words(value: Any) -> Any:
    """Read one word as a list of one.

    >>> as_words("prompt"), as_words(["prompt", "image"])
    (('prompt',), ('prompt', 'image'))
    """
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def as_map(value: Any) -> Any:
    """Read a list as a map in which our words are the provider's; the provider's side keeps its type.

    >>> as_map(["low", 5, True])
    {'low': 'low', '5': 5, 'true': True}
    """
    if not isinstance(value, list):
        return _filled(value)
    listed: dict[str, Any] = {}
    for item in value:
        if not isinstance(item, (str, int, float, bool)):
            raise wrong(f"a list holds words or numbers, got {quote(item)}; a map ('ours: theirs') may hold more")
        if text_of(item) in listed:
            raise wrong(f"{quote(text_of(item))} is listed twice")
        listed[text_of(item)] = item
    return _filled(listed)


def _filled(value: Any) -> Any:
    if value == {}:
        raise wrong("the list is empty; leave the key out, or write unknown where the values are not known")
    return value


def _wire(value: Any) -> Any:
    if value is None:
        raise wrong("the provider's word on the right is missing; write a list where the words are the same")
    if isinstance(value, (str, int, float, bool, dict)):
        return value
    raise wrong(f"expected the provider's word (text, a number, true or false, or a map of fields), got {quote(value)}")


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise wrong(f"expected a plain decimal number, got {quote(value)}")
    return value


def _date(value: Any) -> Any:
    if isinstance(value, str) and re.fullmatch(DATE_PATTERN, value, re.ASCII):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise wrong(f"{quote(value)} is no day of the calendar") from None
        return value
    raise wrong(f"expected a date such as 2026-11-22, got {quote(value)}")


def shape_tag(value: Any) -> str:
    """Tell a word such as `unknown` from the list or map that could stand in its place."""
    return "(word)" if isinstance(value, str) else "(facts)"


Text = Annotated[str, Strict(), Field(min_length=1)]
Whole = Annotated[int, Strict()]
Count = Annotated[int, Strict(), Field(ge=1)]
Flag = Annotated[bool, Strict()]
Number = Annotated[int | float, PlainValidator(_number, json_schema_input_type=float)]
Date = Annotated[str, PlainValidator(_date, json_schema_input_type=Annotated[str, Field(pattern=DATE_PATTERN)])]
Words = Annotated[tuple[Text, ...], BeforeValidator(as_words, json_schema_input_type=list[Text] | Text)]
Scalar = str | int | float | bool
Wire = Annotated[Any, PlainValidator(_wire, json_schema_input_type=Scalar | dict[str, Any])]
Fields = dict[Text, Any]
Offered = Annotated[
    dict[str, Wire],
    BeforeValidator(
        as_map,
        json_schema_input_type=Annotated[list[Scalar], Field(min_length=1)]
        | Annotated[dict[str, Wire], Field(min_length=1)],
    ),
]
"""Words of ours with the provider's words: `[a, b]`, or `{a: theirs, b: theirs}`."""

OfferedOrUnknown = Annotated[
    Annotated[Offered, Tag("(facts)")] | Annotated[Word, Tag("(word)")], Discriminator(shape_tag)
]
CountOrUnknown = Annotated[Annotated[Count, Tag("(facts)")] | Annotated[Word, Tag("(word)")], Discriminator(shape_tag)]


def _pair(value: Any) -> Any:
    if not isinstance(value, list | tuple) or len(value) != 2:
        raise wrong(f"expected two numbers, lowest and highest, such as [1, 10], got {quote(value)}")
    low, high = value
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        raise wrong(f"the lowest value stands first, got [{quote(low)}, {quote(high)}]")
    return tuple(value)


Range = Annotated[
    tuple[Number | None, Number | None],
    BeforeValidator(
        _pair,
        json_schema_input_type=Annotated[list[Number | None], Field(min_length=2, max_length=2)],
    ),
]
RangeOrUnknown = Annotated[Annotated[Range, Tag("(facts)")] | Annotated[Word, Tag("(word)")], Discriminator(shape_tag)]
