"""The strict grammar of sizes, ratios and scales (R1.1, R1.2). Knows no target."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .measures import Scale, Size, area

if TYPE_CHECKING:
    from collections.abc import Mapping

NUMBER = r"(?:0|[1-9][0-9]{0,4})(?:\.[0-9]{1,4})?"
PIXELS = r"[1-9][0-9]{0,4}"
TIMES = "\u00d7"  # the one letter outside ASCII
SIZE = re.compile(rf"({PIXELS})[x{TIMES}*]({PIXELS})")
RATIO = re.compile(rf"({NUMBER})([:/x{TIMES}*])({NUMBER})")
UNIT = re.compile(rf"({NUMBER}) ?(k|mp)|({PIXELS}) ?(p)")
BARE = re.compile(NUMBER)
LONGEST = 32
BARE_CEILING = 64


def trimmed(value: Any) -> str | None:
    """Return the text without outer spaces, or None where it is no text the grammar looks at."""
    if not isinstance(value, str) or len(value) > LONGEST:
        return None
    if any(not letter.isascii() and letter != TIMES for letter in value):
        return None
    return value.strip(" ")


def fold(text: str) -> str:
    """Lower-case ASCII; callers have checked that it is ASCII."""
    return text.lower()


def read_size(text: str) -> Size | None:
    """`1920x1080`: whole pixels, no point."""
    found = SIZE.fullmatch(fold(text))
    return (int(found[1]), int(found[2])) if found else None


def read_size_map(value: Mapping[Any, Any]) -> Size | None:
    """`{"width": .., "height": ..}` with these two keys and no other."""
    if len(value) != 2 or "width" not in value or "height" not in value:
        return None
    width, height = read_whole(value["width"]), read_whole(value["height"])
    return (width, height) if width and height else None


def read_whole(value: Any) -> int | None:
    """R1.2, from 1 to 99999: an int, a float without fraction, or digits."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        return int(value) if re.fullmatch(PIXELS, value) else None
    if isinstance(value, int | float) and 1 <= value <= 99999 and value == int(value):
        return int(value)
    return None


def read_ratio(text: str) -> Fraction | None:
    """`16:9`, `16/9`, `16x9`, `2.39:1`."""
    found = RATIO.fullmatch(fold(text))
    if not found:
        return None
    width, height = Fraction(found[1]), Fraction(found[3])
    return width / height if width and height else None


def has_ratio_mark(text: str) -> bool:
    """Whether a `size` means a shape (R2.2)."""
    return ":" in text or "/" in text


def read_scale(text: str) -> Scale | None:
    """`1K`, `0.25 MP`, `720p`, `1024x1024`."""
    size = read_size(text)
    if size:
        return Scale("WxH", area(size), text)
    found = UNIT.fullmatch(fold(text))
    if not found:
        return None
    number, unit = Fraction(found[1] or found[3]), found[2] or found[4]
    return Scale({"k": "K", "mp": "MP", "p": "p"}[unit], number, text) if number else None


def read_bare(text: str) -> Scale | None:
    """`0.25`, `1`: megapixels, up to 64 (R1.9)."""
    if not BARE.fullmatch(text):
        return None
    number = Fraction(text)
    return Scale("MP", number, text) if 0 < number <= BARE_CEILING else None


def number_text(value: Any) -> str | None:
    """Write a number of the caller's as text, so that one grammar reads both."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if not 0 < value <= 99999:
        return None
    text = repr(value)
    return text.removesuffix(".0")
