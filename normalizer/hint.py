"""Guess what was meant by a value that cannot be read (R1.1, R11): a suggestion beside the error, never a reading.

Suggested is only what the strict grammar takes. Texts beyond its length are not looked at.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any

from normalizer.errors import quote
from normalizer.values import Ratio, Size, Tier
from normalizer.values.grammar import LONGEST, UNIT, decimal, plain, whole
from normalizer.values.number import LARGEST, number, seconds, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

LONGEST_WORD = 64
MOST_WORDS = 100
"""So many words of a list are compared with what was written."""

CLOSE_ENOUGH = 0.6
LINES = frozenset({360, 480, 540, 576, 720, 1080, 1440, 2160, 4320})
"""Bare numbers that are heights of frames; others that are sides of pictures are multiples of `SIDE_STEP`."""

SIDE_STEP, SMALLEST_SIDE = 8, 64
MOST_LINES = 4320

_LEADING_ZEROS = re.compile(r"(?<![0-9.])0+(?=[1-9])", re.ASCII)
_UNIT_BEHIND = re.compile(r"(?<=[0-9])(?:px|pixels?)\b", re.ASCII)
_INTERLACED = re.compile(r"(?<=[0-9])i$", re.ASCII)
_LENGTH = re.compile(r"0*([0-9]+(?:[.,][0-9]+)?)(s|secs?|seconds?)?", re.ASCII)

_NUMBER = re.compile(r"[+]?(-?)0*([0-9]+)(?:[.,]([0-9]+))?(?:%|fps|hz)?", re.ASCII)

_SIXTIES = {
    a * 60 + b: f"{a}:{b}"
    for a, b in ((16, 9), (9, 16), (4, 3), (3, 4), (1, 1), (3, 2), (2, 3), (21, 9), (9, 21), (4, 5), (5, 4))
}


def of_size(value: Any) -> str | None:
    """Suggest a size, a shape or a scale.

    >>> of_size("1920x1080px"), of_size("16/9"), of_size("480i"), of_size(1024), of_size("big")
    ('did you mean 1920x1080', 'did you mean 16:9', 'did you mean 480p', 'did you mean 1024x1024', None)
    """
    text = _tidied(value)
    if text is None:
        return _sixty(value)
    if (count := whole(text)) is not None:
        return _sixty(value) or _side(count)
    return _first((text, text.replace("/", ":"), text.replace("-", "x"), text.replace("-", ":")), _is_size)


def of_ratio(value: Any) -> str | None:
    """Suggest a shape.

    >>> of_ratio("2.39"), of_ratio("16-9"), of_ratio("16 : 9"), of_ratio(969)
    ('did you mean 2.39:1', 'did you mean 16:9', 'did you mean 16:9', \
'this looks like an unquoted 16:9 read by YAML 1.1; write it as text')
    """
    text = _tidied(value)
    if text is None or whole(text) is not None:
        return _sixty(value)
    if decimal(text) is not None:
        return f"did you mean {text}:1"
    return _first((text, text.replace("-", ":")), Ratio.read)


def of_resolution(value: Any) -> str | None:
    """Suggest a scale with its unit (R1.9).

    >>> of_resolution(1024), of_resolution("720"), of_resolution("64.1"), of_resolution(65)
    ('did you mean 1K', 'did you mean 720p', 'did you mean 64.1MP', 'write the unit: 65MP or 65p')
    """
    text = _tidied(value)
    if text is None:
        return None
    if (count := whole(text)) is not None and count * UNIT > 64 * UNIT:
        if count in {512, 1024, 2048, 4096}:
            return f"did you mean {plain(count * UNIT // 1024)}K"
        if count > MOST_LINES:
            return "write a scale with its unit, such as 4K or 2160p"
        return f"did you mean {count}p" if count >= 100 else f"write the unit: {count}MP or {count}p"
    return _first((text, f"{text}mp", text.replace("-", "x")), Tier.read)


def of_length(value: Any) -> str | None:
    """Suggest a length in seconds.

    >>> of_length("5sec"), of_length("05"), of_length("7,5 S"), of_length("soon")
    ('did you mean 5s', 'did you mean 5', 'did you mean 7.5s', None)
    """
    text = _squeezed(value)
    found = None if text is None else _LENGTH.fullmatch(text)
    if found is None:
        return None
    return _first((found[1].replace(",", ".") + ("s" if found[2] else ""),), seconds)


def of_count(value: Any, most: int) -> str:
    """Suggest a number of results.

    >>> of_count("03", 10), of_count(11, 10), of_count(True, 4)
    ('did you mean 3', 'try a number from 1 to 10', 'try a number from 1 to 4')
    """
    text = _tidied(value)
    count = None if text is None else whole_number(text)
    if count is not None and 1 <= count <= most:
        return f"did you mean {count}"
    return f"try a number from 1 to {most}"


def of_number(value: Any, nearest: Callable[[int], int], otherwise: str) -> str:
    """Suggest a number: the one that was meant, or the legal one nearest to it; where none was meant, something else.

    >>> of_number("24 fps", lambda meant: meant, "30"), of_number(-1, lambda meant: 0, "30")
    ('did you mean 24', 'try 0')
    >>> of_number("fast", lambda meant: meant, "30")
    'try 30'
    """
    meant = _meant(value)
    if meant is None:
        return f"try {otherwise}"
    near = nearest(meant)
    return of_near(near) if near != meant or isinstance(value, int) else f"did you mean {plain(near)}"


def of_near(nearest: int) -> str:
    """Suggest the nearest legal number, in ten-thousandths.

    >>> of_near(80000)
    'try 8'
    """
    return f"try {plain(nearest)}"


def _meant(value: Any) -> int | None:
    """Tell the number that was probably meant, in ten-thousandths: without zeros, signs and units, and rounded."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if value != value:  # noqa: PLR0124  only NaN differs from itself
            return None
        return round(max(min(value, LARGEST), -LARGEST) * UNIT)
    if not isinstance(value, str) or len(value) > LONGEST or not value.isascii():
        return None
    found = _NUMBER.fullmatch("".join(value.split()).lower())
    return None if found is None else number(f"{found[1]}{found[2]}.{(found[3] or '0')[:4]}")


def of_word(value: Any, words: Iterable[str], usual: str | None = None) -> str | None:
    """Suggest the closest of some words, else the usual one, else the first of them.

    >>> of_word("b64", ["url", "b64_json"]), of_word("hihg", ["low", "high"]), of_word("tiff", ["png", "jpeg"])
    ('did you mean b64_json', 'did you mean high', 'try png')
    """
    known = {word.lower(): word for word in islice(words, MOST_WORDS)}
    if isinstance(value, str) and 0 < len(value) <= LONGEST_WORD and value.isascii():
        text = value.strip().lower()
        starts = [word for word in known if text and (word.startswith(text) or text.startswith(word))]
        for word in starts or get_close_matches(text, known, 1, CLOSE_ENOUGH):
            return f"did you mean {_shown(known[word])}"
    first = next(iter(known.values()), None) if usual is None else usual
    return None if first is None else f"try {_shown(first)}"


def _shown(word: str) -> str:
    return quote(word)[1:-1]


def _sixty(value: Any) -> str | None:
    """Tell a ratio that was read as a number to the base of 60."""
    if type(value) is int and value in _SIXTIES:
        return f"this looks like an unquoted {_SIXTIES[value]} read by YAML 1.1; write it as text"
    return None


def _side(count: int) -> str | None:
    if count in LINES:
        return f"did you mean {count}p"
    return None if count < SMALLEST_SIDE or count % SIDE_STEP else f"did you mean {count}x{count}"


def _is_size(text: str) -> bool:
    shape = ":" in text and Ratio.read(text) is not None
    return shape or Size.read(text) is not None or (text[-1:] in {"k", "p"} and Tier.read(text) is not None)


def _first(candidates: Iterable[str], read: Callable[[str], object]) -> str | None:
    """Suggest the first text that would be read."""
    return next((f"did you mean {_spelled(text)}" for text in candidates if read(text)), None)


def _spelled(text: str) -> str:
    """Write units as the documents do."""
    return text.replace("mp", "MP").replace("k", "K")


def _squeezed(value: Any) -> str | None:
    """Give a short text, or a number, as a text without blanks and capitals."""
    if isinstance(value, str):
        return "".join(value.split()).lower() if len(value) <= LONGEST and value.isascii() else None
    units = number(value) if isinstance(value, (int, float)) else None
    return None if units is None or not 0 < units < 100_000 * UNIT else str(plain(units))


def _tidied(value: Any) -> str | None:
    """Give a text in the grammar's own characters, as far as slips of habit go."""
    text = _squeezed(value)
    if text is None:
        return None
    text = _UNIT_BEHIND.sub("", _LEADING_ZEROS.sub("", text.replace("by", "x").replace(",", "x")))
    return _INTERLACED.sub("p", text)
