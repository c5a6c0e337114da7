"""Tell what the values of an enumeration are: sizes, ratios, tiers, or words for "you decide".

A value is read by itself, never by the name of the property it stands in: a field called resolution may hold pixels,
one called ratio too, and one called size may hold a scale.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.values import Ratio, Size, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable

AUTO = frozenset(
    ("auto", "automatic", "adaptive", "match_input_image", "match_input", "match input image", "keep_ratio", "original")
)
"""Words that leave the shape to the provider or to the input; they are looked for whatever their case."""
NOTHING = frozenset(("none", "null", "", "default", "not_specified", "unspecified", "disabled"))
"""Words by which a provider says that the field is not used."""
BESIDE = frozenset(("custom",))
"""Words that point to other fields."""

FEWEST_PIXELS = 64
"""A pair of numbers with a colon between them is a ratio below this, and pixels from here on."""
FRAME_LINES = range(144, 4321)
"""What a bare number of lines can be."""

_PAIR = re.compile(r"(\d{1,5})\s?([x×*X:/_-])\s?(\d{1,5})", re.ASCII)
_DECIMAL = re.compile(r"\d{1,2}\.\d{1,2}:\d{1,2}(?:\.\d{1,2})?|\d{1,2}:\d{1,2}\.\d{1,2}", re.ASCII)
_IN_WORDS = re.compile(
    r"(?:portrait|landscape|square|vertical|horizontal|ratio)?[_ -]*(\d{1,2})[_:x-](\d{1,2})", re.ASCII
)
_FREE_SHAPE = re.compile(r"^auto[_ -](?=\d)", re.IGNORECASE)
"""What some write before a scale of which they choose the shape."""
_TURNED = ("portrait", "vertical")


class Word(NamedTuple):
    """One value: what kind it is, our word for it, and the provider's."""

    kind: str
    ours: str
    theirs: Any


def read(value: Any) -> Word:
    """Read one value of an enumeration: its kind, our word for it, and theirs.

    The kinds are `size`, `ratio`, `tier`, `number`, `auto`, `nothing`, `beside` (other fields count) and `word`.

    >>> read("1280:720")[:2], read("16:9")[:2], read("1080P")[:2], read("1024*768")[:2], read("portrait_16_9")[:2]
    (('size', '1280x720'), ('ratio', '16:9'), ('tier', '1080p'), ('size', '1024x768'), ('ratio', '9:16'))
    >>> read("9:19.5")[:2]
    ('ratio', '9:19.5')
    """
    if not isinstance(value, str):
        return Word("number", "", value)
    text = value.strip()
    lower = text.lower()
    for kind, words in (("auto", AUTO), ("nothing", NOTHING), ("beside", BESIDE)):
        if lower in words:
            return Word(kind, "auto" if kind == "auto" else lower, value)
    if (pair := _PAIR.fullmatch(text)) is not None:
        return _pair(int(pair[1]), pair[2], int(pair[3]), value)
    if _DECIMAL.fullmatch(text) and Ratio.read(text) is not None:
        return Word("ratio", text, value)
    if (named := _IN_WORDS.fullmatch(lower)) is not None and named[1] != "0" != named[2]:
        sides = (named[1], named[2])
        turned = lower.startswith(_TURNED) and int(sides[0]) > int(sides[1])
        return Word("ratio", ":".join(reversed(sides) if turned else sides), value)
    bare = _FREE_SHAPE.sub("", text)
    tier = Tier.read(bare) if not text.replace(".", "").isdigit() else None
    if tier is not None:
        return Word("tier", _tier(bare), value)
    return Word("number", "", value) if text.replace(".", "", 1).isdigit() else Word("word", "", value)


def _pair(first: int, mark: str, second: int, value: str) -> Word:
    """Read two numbers: pixels where one of them is too large for a ratio."""
    large = max(first, second) >= FEWEST_PIXELS
    ours = f"{first}x{second}" if large else f"{first}:{second}"
    readable = Size.read(ours) is not None if large else Ratio.read(ours) is not None
    unlikely = not large and mark in "*-"
    return Word("word", "", value) if not readable or unlikely else Word("size" if large else "ratio", ours, value)


def _tier(text: str) -> str:
    """Spell a tier as capability files do: 1K, 720p, 0.5MP.

    >>> _tier("2k"), _tier("720P"), _tier("1 mp")
    ('2K', '720p', '1MP')
    """
    compact = text.replace(" ", "").upper()
    return compact.lower() if compact.endswith("P") and not compact.endswith("MP") else compact


def kinds(values: Iterable[Any]) -> dict[str, list[Word]]:
    """Sort the values of an enumeration by their kinds.

    >>> {kind: [word.ours for word in words] for kind, words in kinds(["auto", "16:9", "1024x1024"]).items()}
    {'auto': ['auto'], 'ratio': ['16:9'], 'size': ['1024x1024']}
    """
    found: dict[str, list[Word]] = {}
    for value in values:
        word = read(value)
        found.setdefault(word.kind, []).append(word)
    return found


def offered(words: Iterable[Word]) -> dict[str, Any]:
    """Give the map from our words to the provider's; of two of theirs for the same one of ours, the first."""
    told: dict[str, Any] = {}
    for word in words:
        told.setdefault(word.ours, word.theirs)
    return told
