"""Tiers: K, megapixel and p words on one scale, a number of pixels (R3.2)."""

from __future__ import annotations

import re
from math import gcd
from typing import NamedTuple

from normalizer.errors import NormalizationError, Problem, quote
from normalizer.values.grammar import NUMBER, PIXELS, UNIT, ten_thousandths, trimmed
from normalizer.values.size import Size

SIDE = 1024
"""1K is the square of this side; a megapixel is its square too (R3.2)."""

BARE_MEGAPIXELS = 64 * UNIT
"""A number without a unit means megapixels up to here (R1)."""

_SCALED = re.compile(rf"({NUMBER}) ?([kK]|[mM][pP])", re.ASCII)
_LINES = re.compile(rf"({PIXELS}) ?[pP]", re.ASCII)
_BARE = re.compile(NUMBER, re.ASCII)


class Tier(NamedTuple):
    """A scale: `pixels` is `numerator / denominator`, in lowest terms; `lines` is N of `Np`, else 0.

    Only tiers in p have lines: under the short edge rule their pixels depend on the shape.

    >>> Tier.parse("1K") == Tier.parse("1MP") == Tier.parse("1024x1024"), Tier.parse("720p")
    (True, Tier(numerator=921600, denominator=1, lines=720))
    """

    numerator: int
    denominator: int
    lines: int = 0

    @classmethod
    def of(cls, numerator: int, denominator: int, lines: int = 0) -> Tier:
        """Reduce a positive number of pixels."""
        divisor = gcd(numerator, denominator)
        return cls(numerator // divisor, denominator // divisor, lines)

    @classmethod
    def read(cls, text: str) -> Tier | None:
        """Read `2K`, `0.25MP`, `0.25`, `720p` or `1024x1024`; nothing where the text is not a tier (R1.1)."""
        cut = trimmed(text)
        if cut is None:
            return None
        if found := _SCALED.fullmatch(cut):
            amount = ten_thousandths(found[1])
            return cls._scaled(amount, found[2]) if amount else None
        if found := _LINES.fullmatch(cut):
            lines = int(found[1])
            return cls.of(16 * lines * lines, 9, lines)
        if _BARE.fullmatch(cut):
            amount = ten_thousandths(cut)
            return cls._scaled(amount, "MP") if 0 < amount <= BARE_MEGAPIXELS else None
        size = Size.read(cut)
        return None if size is None else cls(size.pixels, 1)

    @classmethod
    def _scaled(cls, amount: int, unit: str) -> Tier:
        if unit in {"k", "K"}:
            return cls.of((SIDE * amount) ** 2, UNIT * UNIT)
        return cls.of(SIDE * SIDE * amount, UNIT)

    @classmethod
    def parse(cls, text: str) -> Tier:
        """Read a tier as `read` does, or raise `NormalizationError` naming `resolution`."""
        tier = cls.read(text) if isinstance(text, str) else None
        if tier is None:
            expected = "a tier such as 2K, 0.25MP, 720p or 1024x1024"
            raise NormalizationError([Problem("resolution", "not_a_resolution", expected, quote(text))])
        return tier

    def pixels_at(self, width: int, height: int, *, short_edge: bool) -> tuple[int, int]:
        """Give the pixels at a shape as a fraction: only p tiers under the short edge rule depend on it (R3.2).

        >>> Tier.parse("720p").pixels_at(1, 1, short_edge=True)
        (518400, 1)
        """
        if self.lines and short_edge:
            longer, shorter = (width, height) if width >= height else (height, width)
            return self.lines * self.lines * longer, shorter
        return self.numerator, self.denominator
