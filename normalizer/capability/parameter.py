"""What a file says about one parameter that is no size: how it is spelled, what is allowed, what it is by default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from normalizer.capability.base import (
    NONE_WORD,
    Count,
    CountOrUnknown,
    Facts,
    Fields,
    Flag,
    Number,
    OfferedOrUnknown,
    RangeOrUnknown,
    Text,
    Whole,
    Words,
    as_words,
    shape_tag,
    wrong,
)
from normalizer.capability.form import LimitsOrUnknown  # noqa: TC001  pydantic reads annotations at run time
from normalizer.errors import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

OFFERS = ("values", "range", "frames", "fixed")
"""The ways to say what is allowed: one of them at a time, the later layer's wins."""


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _template_tag(value: Any) -> str:
    return "(fields)" if isinstance(value, dict) else "(word)"


Paths = Annotated[
    Annotated[Text, Tag("(word)")]
    | Annotated[
        tuple[Text, ...],
        BeforeValidator(_as_tuple, json_schema_input_type=Annotated[list[Text], Field(min_length=1)]),
        Tag("(facts)"),
    ],
    Discriminator(shape_tag),
]
Template = Annotated[
    Annotated[Text, Tag("(word)")] | Annotated[Fields, Tag("(fields)")],
    Discriminator(_template_tag),
]
Accepted = Literal["url", "data_url", "base64", "file", "id"]
Counts = Annotated[tuple[Count, ...], BeforeValidator(_as_tuple, json_schema_input_type=list[Count])]


class Frames(Facts):
    """A length in seconds that travels as a number of frames."""

    fps: Number
    """Frames per second, such as 16 or 24. An `fps` that is sent replaces it."""
    multiple_of: Count | None = None
    """The number of frames is a multiple of this one (plus `plus`), such as 4."""
    plus: Annotated[Whole, Field(ge=0)] | None = None
    """Added to the multiple: with multiple_of 4 and plus 1 the counts are 1, 5, 9, ... 81."""
    range: RangeOrUnknown | None = None
    """The fewest and the most frames, such as [17, 161]; `unknown` if nobody knows."""
    values: Counts | None = None
    """The only counts that are allowed, such as [97, 129]."""

    @model_validator(mode="after")
    def _one_offer(self) -> Frames:
        if self.fps <= 0:
            raise wrong(f"expected a number above 0, got {quote(self.fps)}", "fps")
        if self.values is not None and self.range is not None:
            raise wrong("values and range exclude each other", "values")
        return self


class Parameter(Facts):
    """One parameter of a target. Nothing at all means: as the provider's file spells it, else under its own name."""

    may_be_null: ClassVar[frozenset[str]] = frozenset({"default", "auto"})

    to: Paths | None = None
    """The provider's field: `duration`, `input.prompt` (nested), or a list of fields that take one item each such as
    [input_image, input_image_2]."""
    write: Template | None = None
    """How the value is written: a template such as "{value}s", or fields with templates such as
    {contents.0.parts.+: {text: "{value}"}}; of a list, one item at a time."""
    values: OfferedOrUnknown | None = None
    """What is allowed: a list such as [low, high], a map to the provider's words such as {jpeg: image/jpeg}, or
    `unknown`."""
    range: RangeOrUnknown | None = None
    """The lowest and the highest number, such as [3, 15]; an empty side is open. `unknown` if nobody knows."""
    fixed: Number | None = None
    """The only value there is, which needs no field, such as 5 seconds: it is met, everything else is unsupported."""
    step: Number | None = None
    """The distance of allowed numbers, counted from the lowest: 0.5, or 1 for whole ones."""
    open: Flag = False
    """Whether values that are not listed pass too, with a note."""
    max: CountOrUnknown | None = None
    """For `n`: the most results of one call. For inputs: the most items. `unknown` if nobody knows."""
    default: Any = None
    """What the provider takes when nothing is sent."""
    auto: Any = None
    """The provider's word for "you decide", such as auto or -1; `auto: null` sends null."""
    as_: Literal["text", "list", "one_per_result"] | None = Field(default=None, alias="as")
    """How the value is packed: `text` ("5" instead of 5), `list` (even a single one), `one_per_result` (one seed for
    each result)."""
    frames: Frames | None = None
    """For seconds that travel as frames: {fps: 16, multiple_of: 4, plus: 1, range: [17, 161]}."""
    accepts: Annotated[
        tuple[Accepted, ...], BeforeValidator(as_words, json_schema_input_type=list[Accepted] | Accepted)
    ] = ()
    """What an input may be: url, data_url, base64, file, id."""
    limits: LimitsOrUnknown | None = None
    """How large an input may be: the words of free sizes, and max_mb."""
    max_length: Count | None = None
    """The most characters of a text, such as 2500."""
    may_return_fewer: Flag = False
    """For `n`: the provider may give fewer results than it was asked for."""
    append: Fields = Field(default_factory=dict)
    """Text that is added to a text already written, such as {content.0.text: " --ratio {ratio}"}."""
    refuse: Flag = False
    """Whether a value that is not offered is an error, because the provider would refuse it, instead of being left
    out."""
    notes: Words = ()
    """Remarks for people, one sentence or a list of them."""

    @model_validator(mode="before")
    @classmethod
    def _without_taken(cls, value: Any) -> Any:
        taken = taken_away(value) if isinstance(value, dict) else ()
        return {key: item for key, item in value.items() if key not in taken} if taken else value

    @model_validator(mode="after")
    def _consistent(self) -> Parameter:
        offers = [name for name in OFFERS if getattr(self, name) is not None]
        if len(offers) > 1:
            raise wrong(f"{offers[0]} and {offers[1]} exclude each other", offers[1])
        if self.to is not None and isinstance(self.write, dict):
            raise wrong("to and a write with fields exclude each other", "write")
        if self.step is not None and self.step <= 0:
            raise wrong(f"expected a number above 0, got {quote(self.step)}", "step")
        return self


def taken_away(parameter: Mapping[str, Any]) -> tuple[str, ...]:
    """List the keys that are taken away by `none`; as a default it is a word where the values have that word.

    >>> taken_away({"as": "none", "default": "none"}), taken_away({"default": "none", "values": ["none", "auto"]})
    (('as', 'default'), ())
    """
    if NONE_WORD not in parameter.values():
        return ()
    values = parameter.get("values")
    a_word = {"auto", "default"} if isinstance(values, list | dict) and NONE_WORD in values else {"auto"}
    return tuple(key for key, value in parameter.items() if value == NONE_WORD and key not in a_word)


def expand(value: Any) -> Any:
    """Write a short form of one parameter in full; `none` gives nothing, which takes the parameter away.

    >>> expand("num_images"), expand(None), expand([1, 2]), expand("none")
    ({'to': 'num_images'}, {}, {'values': [1, 2]}, None)
    """
    if value is None:
        return {}
    if isinstance(value, str):
        return None if value == NONE_WORD else {"to": value}
    return {"values": value} if isinstance(value, list) else value


def _named(value: Any) -> Any:
    """Read a list of names as a map of parameters about which nothing more is said."""
    if not isinstance(value, list):
        return value
    for name in value:
        if not isinstance(name, str):
            raise wrong(f"a list of parameters holds names, got {quote(name)}")
        if value.count(name) > 1:
            raise wrong(f"{quote(name)} is named twice")
    return dict.fromkeys(value)


ShortParameter = Annotated[
    Parameter | None,
    BeforeValidator(expand, json_schema_input_type=Parameter | list[str | int | float | bool] | Text | None),
]
Parameters = Annotated[
    dict[Text, ShortParameter],
    BeforeValidator(_named, json_schema_input_type=dict[Text, ShortParameter] | list[Text]),
]
