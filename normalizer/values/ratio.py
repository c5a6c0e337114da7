"""Aspect ratios: width to height, exact, in lowest whole numbers. Knows pixels only."""

from __future__ import annotations

import re
from math import gcd
from typing import NamedTuple

from normalizer.errors import NormalizationError, Problem, quote
from normalizer.values.grammar import NUMBER, PIXELS, ten_thousandths, trimmed

_RATIO = re.compile(rf"({NUMBER})[:/]({NUMBER})", re.ASCII)
_CROSSED = re.compile(rf"({PIXELS})x({PIXELS})", re.ASCII)


class Ratio(NamedTuple):
    """A shape: width to height in lowest whole numbers. Build it with `of` or `parse`, which reduce.

    >>> Ratio.parse("2.39:1"), Ratio.of(1920, 1080), Ratio.parse("16:9") < Ratio.parse("2:1")
    (Ratio(width=239, height=100), Ratio(width=16, height=9), True)
    """

    width: int
    height: int

    @classmethod
    def of(cls, width: int, height: int) -> Ratio:
        """Reduce a pair of positive whole numbers."""
        divisor = gcd(width, height)
        return cls(width // divisor, height // divisor)

    @classmethod
    def read(cls, text: str) -> Ratio | None:
        """Read `16:9`, `16/9`, `16x9` or `2.39:1`; nothing where the text is not a ratio (R1.1)."""
        cut = trimmed(text)
        if cut is None:
            return None
        found = _RATIO.fullmatch(cut) or _CROSSED.fullmatch(cut)
        if found is None:
            return None
        width, height = ten_thousandths(found[1]), ten_thousandths(found[2])
        return cls.of(width, height) if width and height else None

    @classmethod
    def parse(cls, text: str) -> Ratio:
        """Read a ratio as `read` does, or raise `NormalizationError` naming `aspect_ratio`."""
        ratio = cls.read(text) if isinstance(text, str) else None
        if ratio is None:
            raise NormalizationError([Problem("aspect_ratio", "not_a_ratio", "WIDTH:HEIGHT such as 16:9", quote(text))])
        return ratio

    @property
    def turned(self) -> Ratio:
        """The same shape on its side."""
        return Ratio(self.height, self.width)

    def __str__(self) -> str:
        return f"{self.width}:{self.height}"

    def __lt__(self, other: tuple[object, ...]) -> bool:
        return isinstance(other, Ratio) and self.width * other.height < other.width * self.height

    def __gt__(self, other: tuple[object, ...]) -> bool:
        return isinstance(other, Ratio) and self.width * other.height > other.width * self.height

    def __le__(self, other: tuple[object, ...]) -> bool:
        return not self > other

    def __ge__(self, other: tuple[object, ...]) -> bool:
        return not self < other
