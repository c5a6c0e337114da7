"""What a file says about combinations: rules of one level (R6.5)."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from normalizer.capability.base import Count, Facts, Fields, Flag, Number, Scalar, Text, Words, as_words, wrong
from normalizer.errors import quote


class Condition(Facts):
    """What a value is compared with: one of some values, or between two numbers, both included."""

    values: tuple[Any, ...] | None = None
    """The words or numbers, one of which it must be."""
    min: Number | None = None
    """The lowest number that fits."""
    max: Number | None = None
    """The highest number that fits."""


def _condition(value: Any) -> Any:
    """Write a condition in full: a word is a list of one, a list holds the values."""
    if isinstance(value, dict):
        if not value or value.keys() - {"min", "max"}:
            raise wrong("expected a word, a list of words, or {min: , max: }")
        return value
    if isinstance(value, Condition):
        return value
    items = value if isinstance(value, list) else [value]
    for item in items:
        if not isinstance(item, Scalar):
            raise wrong(f"expected a word, a list of words, or {{min: , max: }}, got {quote(item)}")
    return {"values": tuple(items)}


def _when_tag(value: Any) -> str:
    return "(names)" if isinstance(value, tuple) else "(condition)"


def _when(value: Any) -> Any:
    """`given` and `missing` hold names, every other key a condition."""
    if not isinstance(value, dict):
        return value
    if not value:
        raise wrong("when is empty; leave it out where the rule always holds")
    return {key: as_words(item) if key in PRESENCE else item for key, item in value.items()}


PRESENCE = ("given", "missing")
"""The keys of `when` that hold names instead of a condition."""

ShortCondition = Annotated[
    Condition,
    BeforeValidator(_condition, json_schema_input_type=Condition | list[Scalar] | Scalar),
]
When = Annotated[
    dict[
        Text,
        Annotated[
            Annotated[ShortCondition, Tag("(condition)")] | Annotated[tuple[Text, ...], Tag("(names)")],
            Discriminator(_when_tag),
        ],
    ],
    BeforeValidator(_when, json_schema_input_type=dict[Text, ShortCondition]),
]


class Rule(Facts):
    """What holds for combinations.

    Rules run once, top to bottom, on what would be sent (or on the declared default if nothing is). Names and words
    are ours; a provider's own field may be named where we have no name for it.
    """

    model_config = ConfigDict(json_schema_extra={"dependencies": {"count": ["max"], "max": ["count"]}})

    when: When = Field(default_factory=dict)
    """When the rule holds: `tier`, `aspect_ratio`, `size` or a parameter with a word, a list of words or
    {min: , max: }; `given` and `missing` with names. Several conditions must all hold; without any the rule always
    holds."""
    restrict: dict[Text, ShortCondition] = Field(default_factory=dict)
    """What is then allowed, such as {seconds: {max: 10}} or {tier: [720p]}; the restricted one gives way."""
    omit: Words = ()
    """Names that are then not sent."""
    set_: Fields = Field(default_factory=dict, alias="set")
    """Our parameters that then get a value of ours, such as {seconds: 8}."""
    send: Fields = Field(default_factory=dict)
    """The provider's fields that are then sent with a value, such as {sequential_image_generation: auto}."""
    require: Words = ()
    """Names without which the request is then an error."""
    refuse: Flag = False
    """Whether the request is then an error."""
    count: Words = ()
    """Names of inputs (and `n`) whose numbers are added up and together may be at most `max`."""
    max: Count | None = None
    """The most that the names under `count` may come to."""
    because: Text | None = None
    """The sentence that the plan shows. Alone with `when` it is a note."""

    @model_validator(mode="after")
    def _does_something(self) -> Rule:
        if bool(self.count) != (self.max is not None):
            raise wrong(
                "count and max stand together: the names, and the most they may come to",
                "count" if self.count else "max",
            )
        acts = (self.restrict, self.omit, self.set_, self.send, self.require, self.refuse, self.count, self.because)
        if not any(acts):
            raise wrong(
                "the rule does nothing: restrict, omit, set, send, require, refuse, count or because is missing"
            )
        return self


def _as_tuple(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


Rules = Annotated[tuple[Rule, ...], BeforeValidator(_as_tuple, json_schema_input_type=list[Rule])]
