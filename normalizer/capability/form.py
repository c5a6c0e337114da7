"""What a file says about sizes: the forms in which a target offers them (R4).

A form is known by its keys. Texts stay texts here: that `16:9` is a ratio is found out where it is compiled.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag, model_validator

from normalizer.capability.base import (
    NONE_WORD,
    CountOrUnknown,
    Facts,
    Fields,
    Flag,
    Number,
    Offered,
    Text,
    Whole,
    Word,
    Words,
    shape_tag,
    wrong,
)
from normalizer.errors import quote

if TYPE_CHECKING:
    from collections.abc import Collection

FormKind = Literal["sizes", "table", "ratios", "tiers", "free", "fixed", "follows"]
TierRule = Literal["short_edge", "area"]

_BESIDE: dict[str, frozenset[str]] = {
    "sizes": frozenset({"sizes", "limits"}),
    "table": frozenset({"table", "tiers"}),
    "ratios": frozenset({"aspect_ratios", "tiers", "limits", "pixels"}),
    "tiers": frozenset({"tiers", "shape"}),
    "free": frozenset({"limits"}),
    "fixed": frozenset({"fixed"}),
    "follows": frozenset({"follows"}),
}
_KIND_OF_KEY: tuple[tuple[str, FormKind], ...] = (
    ("sizes", "sizes"),
    ("table", "table"),
    ("aspect_ratios", "ratios"),
    ("tiers", "tiers"),
    ("limits", "free"),
    ("fixed", "fixed"),
    ("follows", "follows"),
)
_TELLING = frozenset().union(*_BESIDE.values())


def form_kind(keys: Collection[str]) -> FormKind | None:
    """Tell the kind of a form by its keys; nothing if no key says it.

    >>> form_kind(["aspect_ratios", "tiers"]), form_kind(["tiers", "table"]), form_kind(["write"])
    ('ratios', 'table', None)
    """
    return next((kind for key, kind in _KIND_OF_KEY if key in keys), None)


class Limits(Facts):
    """The rectangle of the law: every width and height inside these bounds is legal. All bounds are inclusive."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})

    min_width: Whole | None = None
    """The smallest width in pixels, such as 256."""
    max_width: Whole | None = None
    """The largest width in pixels, such as 2048."""
    min_height: Whole | None = None
    """The smallest height in pixels, such as 256."""
    max_height: Whole | None = None
    """The largest height in pixels, such as 2048."""
    min_edge: Whole | None = None
    """The smallest length in pixels of either side; short for min_width and min_height of the same number."""
    max_edge: Whole | None = None
    """The largest length in pixels of either side; short for max_width and max_height of the same number."""
    min_pixels: Whole | None = None
    """The smallest width x height in pixels, such as 921600 (which is 1280x720)."""
    max_pixels: Whole | None = None
    """The largest width x height in pixels, such as 4194304 (which is 2048x2048)."""
    min_ratio: Text | None = None
    """The tallest shape as width:height, such as 1:4 or 9:21."""
    max_ratio: Text | None = None
    """The widest shape as width:height, such as 4:1 or 21:9."""
    multiple_of: CountOrUnknown | None = None
    """Width and height must be multiples of this number of pixels, such as 8 or 64; `unknown` if there is such a rule
    but nobody knows the number."""
    max_mb: Number | None = None
    """Only for inputs: the largest file in megabytes, such as 10."""

    @model_validator(mode="after")
    def _consistent(self) -> Limits:
        said = self.model_dump(exclude_none=True)
        if not said:
            raise wrong("no bound is named; write at least one, or unknown instead of the map")
        for name, value in said.items():
            if isinstance(value, (int, float)) and value < 1 and name != "max_mb":
                raise wrong(f"expected 1 or more, got {quote(value)}", name)
        for what in ("width", "height", "edge", "pixels"):
            low, high = said.get(f"min_{what}"), said.get(f"max_{what}")
            if low is not None and high is not None and low > high:
                raise wrong(f"min_{what} {quote(low)} is above max_{what} {quote(high)}", f"min_{what}")
        return self


class RatioRange(Facts):
    """Any aspect ratio between two, both included."""

    min: Text
    """The tallest ratio as width:height, such as 9:21."""
    max: Text
    """The widest ratio as width:height, such as 21:9."""


def _row(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise wrong(f"expected one size per tier, such as [1024x1024, 2048x2048], got {quote(value)}")
    return tuple(None if item == NONE_WORD else item for item in value)


def _ratio_tag(value: Any) -> str:
    if isinstance(value, RatioRange) or (isinstance(value, dict) and value.keys() <= {"min", "max"}):
        return "(range)"
    return shape_tag(value)


def _forms(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else (value,) if isinstance(value, dict | Form) else value


Row = Annotated[tuple[Text | None, ...], BeforeValidator(_row, json_schema_input_type=list[Text])]
Sizes = Annotated[
    Annotated[Offered, Tag("(facts)")] | Annotated[Literal["unknown", "provider"], Tag("(word)")],
    Discriminator(shape_tag),
]
Ratios = Annotated[
    Annotated[Offered, Tag("(facts)")] | Annotated[RatioRange, Tag("(range)")] | Annotated[Word, Tag("(word)")],
    Discriminator(_ratio_tag),
]
Tiers = Annotated[Annotated[Offered, Tag("(facts)")] | Annotated[Word, Tag("(word)")], Discriminator(shape_tag)]
LimitsOrUnknown = Annotated[
    Annotated[Limits, Tag("(facts)")] | Annotated[Word, Tag("(word)")], Discriminator(shape_tag)
]


class Form(Facts):
    """One way in which a target offers sizes.

    Its keys say which: a list of sizes, a table, aspect ratios, tiers, free width and height, one fixed size, or the
    size of the input.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": [key]} for key, _ in _KIND_OF_KEY],
            "dependencies": {"table": ["tiers"], "shape": ["tiers"], "pixels": ["aspect_ratios"]},
        }
    )

    sizes: Sizes | None = None
    """The exact sizes that are offered: a list such as [1024x1024, 1536x1024], a map to the provider's words such as
    {1024x1024: square_hd}, `provider` for the list in the provider's file, or `unknown`."""
    table: Annotated[dict[Text, Row], Field(min_length=1)] | None = None
    """The pixels that come out, one row per aspect ratio, one size per tier in the order of `tiers`:
    16:9: [1376x768, 2752x1536]. Write `none` where a combination is not offered."""
    aspect_ratios: Ratios | None = None
    """The aspect ratios that are offered as width:height: a list such as [16:9, 1:1, 9:16], a map to the provider's
    words such as {16:9: landscape}, {min: 9:21, max: 21:9} for any between two, or `unknown`."""
    tiers: Tiers | None = None
    """The scales that are offered: a list such as [1K, 2K], [720p, 1080p], [0.25MP, 1MP], a map to the provider's
    words such as {720p: std, 1080p: pro}, or `unknown`. In video, say what 2K means: {1440p: 2K}."""
    limits: LimitsOrUnknown | None = None
    """The bounds of free width and height, such as {min_edge: 256, max_edge: 2048, multiple_of: 32}, or `unknown`.
    Beside sizes or aspect_ratios only with `open: true`, as the bounds of unlisted values."""
    fixed: Text | None = None
    """The one size that comes out, whatever is asked, such as 1280x720."""
    follows: Text | None = None
    """The input whose shape the output takes, such as image or input_reference."""
    shape: Text | None = None
    """Beside tiers alone: the shape that comes out, such as 16:9, `input` (that of the input) or `unknown`."""
    pixels: Text | None = None
    """Beside aspect_ratios without tiers: the scale that comes out, such as 1MP."""
    write: Fields = Field(default_factory=dict)
    """The provider's fields with templates, such as {aspect_ratio: "{ratio}", resolution: "{tier}"}. Without it the
    provider's file has the word, by form."""
    append: Fields = Field(default_factory=dict)
    """Text that is added to a text already written, instead of fields, such as
    {content.0.text: [" --ratio {ratio}", " --resolution {tier}"]}; of a list, what is asked for."""
    open: Flag = False
    """Whether the provider also takes values that are not listed: then a well-formed one passes with a note."""
    tier_rule: TierRule | None = None
    """What a tier such as 720p counts: `short_edge` for the shorter side at any shape, `area` for the pixels of its
    16:9 frame (which is also what silence means)."""
    notes: Words = ()
    """Remarks for people, one sentence or a list of them."""

    @property
    def kind(self) -> FormKind:
        """Which form this is."""
        kind = form_kind({name for name in _TELLING if getattr(self, name) is not None})
        if kind is None:
            raise ValueError("a form without a kind")
        return kind

    @model_validator(mode="after")
    def _one_kind(self) -> Form:
        said = {name for name in _TELLING if getattr(self, name) is not None}
        kind = form_kind(said)
        if kind is None:
            raise wrong(
                "the form says no sizes: write one of sizes, aspect_ratios, tiers (with table), limits, fixed, follows"
            )
        stray = sorted(said - _BESIDE[kind])
        if stray:
            raise wrong(
                f"{stray[0]} cannot stand beside {_key_of(kind)}; either this or that: two forms in a list", stray[0]
            )
        if kind in ("sizes", "ratios") and self.limits is not None and not self.open:
            raise wrong(
                f"limits beside {_key_of(kind)} need open: true; either this or that: two forms in a list", "limits"
            )
        if self.pixels is not None and self.tiers is not None:
            raise wrong("pixels cannot stand beside tiers: the tiers say the scale", "pixels")
        if self.table is not None:
            self._full_rows(self.table)
        return self

    def _full_rows(self, table: dict[str, tuple[str | None, ...]]) -> None:
        if not isinstance(self.tiers, dict):
            raise wrong("a table needs tiers, a list or a map with one tier per column", "table")
        for ratio, row in table.items():
            if len(row) != len(self.tiers):
                sentence = f"the row has {len(row)} sizes for {len(self.tiers)} tiers; write none for a hole"
                raise wrong(sentence, "table", ratio)


def _key_of(kind: str) -> str:
    return next(key for key, known in _KIND_OF_KEY if known == kind)


Forms = Annotated[tuple[Form, ...], BeforeValidator(_forms, json_schema_input_type=Form | list[Form])]
