"""Sizes: a width and a height in whole pixels."""

from __future__ import annotations

import re
from typing import NamedTuple

from normalizer.errors import NormalizationError, Problem, quote
from normalizer.values.grammar import PIXELS, trimmed
from normalizer.values.ratio import Ratio

_SIZE = re.compile(rf"({PIXELS})[xX*×]({PIXELS})")


class Size(NamedTuple):
    """A rectangle of whole pixels, width before height.

    >>> Size.parse("1920×1080"), Size(1024, 768).ratio, Size(1024, 768).pixels
    (Size(width=1920, height=1080), Ratio(width=4, height=3), 786432)
    """

    width: int
    height: int

    @classmethod
    def read(cls, text: str) -> Size | None:
        """Read `1920x1080` (also `X`, `*`, `×`); nothing where the text is not a size (R1.1)."""
        cut = trimmed(text)
        found = None if cut is None else _SIZE.fullmatch(cut)
        return None if found is None else cls(int(found[1]), int(found[2]))

    @classmethod
    def parse(cls, text: str) -> Size:
        """Read a size as `read` does, or raise `NormalizationError` naming `size`."""
        size = cls.read(text) if isinstance(text, str) else None
        if size is None:
            raise NormalizationError([Problem("size", "not_a_size", "WIDTHxHEIGHT such as 1024x1536", quote(text))])
        return size

    @property
    def ratio(self) -> Ratio:
        """The shape, reduced."""
        return Ratio.of(self.width, self.height)

    @property
    def pixels(self) -> int:
        """Width times height."""
        return self.width * self.height

    @property
    def turned(self) -> Size:
        """The same rectangle on its side."""
        return Size(self.height, self.width)

    def __str__(self) -> str:
        return f"{self.width}x{self.height}"
