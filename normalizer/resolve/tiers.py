"""A target's list of tiers, compiled: which tier is meant, and which is nearest (R3.2, R3.3, R3.5, R3.7, R4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.values import Size, Tier
from normalizer.values.measure import Fraction2, less

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizer.fit import Direction
    from normalizer.resolve.wish import Wish

FRAMES = {(3840, 2160): "4k", (4096, 2160): "4k", (7680, 4320): "8k"}
"""Sizes that meet a tier of this name exactly, turned or not (R3.7)."""


class Tiers(NamedTuple):
    """The tiers on offer: our names, the provider's words, and the pixels of each.

    `meant` finds a tier by our name, the provider's word (both in lower case) or its pixels; `None` stands for a
    list that is not known.
    """

    names: tuple[str, ...]
    words: tuple[Any, ...]
    tiers: tuple[Tier, ...]
    meant: dict[str | tuple[int, int], int]
    short_edge: bool
    is_open: bool = False
    is_known: bool = True

    @classmethod
    def of(
        cls, offered: dict[str, Any], *, short_edge: bool = False, is_open: bool = False, is_known: bool = True
    ) -> Tiers:
        """Compile `{our name: the provider's word}`."""
        names = tuple(offered)
        tiers = tuple(Tier.parse(name) for name in names)
        meant: dict[str | tuple[int, int], int] = {}
        for index, tier in enumerate(tiers):
            meant.setdefault((tier.numerator, tier.denominator), index)
        for index, word in enumerate(offered.values()):
            if type(word) in {str, int, float}:
                meant[str(word).lower()] = index
        for index, name in enumerate(names):
            meant[name.lower()] = index
        return cls(names, tuple(offered.values()), tiers, meant, short_edge, is_open, is_known)

    def kept(self, columns: list[int]) -> Tiers:
        """Leave some tiers of the list, and nothing unlisted."""
        return Tiers.of({self.names[c]: self.words[c] for c in columns}, short_edge=self.short_edge)

    @property
    def is_single(self) -> bool:
        """Tell whether just one tier comes out whatever is asked."""
        return len(self.names) == 1 and self.is_known and not self.is_open

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is left to choose."""
        return self.is_known and not self.names

    def named(self, wish: Wish, *, by_pixels: bool = True) -> int | None:
        """Give the tier that is the asked one by name, by an equal unit, or as a named frame; else nothing.

        `by_pixels` is false where a table says each cell's own pixels: a scale asked as `1024x1024` goes by those.
        """
        if wish.size is not None:
            frame = FRAMES.get(wish.size) or FRAMES.get((wish.size[1], wish.size[0]))
            return None if frame is None else self.meant.get(frame)
        if wish.word is None or wish.scale is None:
            return None
        index = self.meant.get(wish.word.lower())
        if index is not None:
            return index
        index = self.meant.get((wish.scale.numerator, wish.scale.denominator))
        pixels = index is not None and not by_pixels and Size.read(wish.word) and not Size.read(self.names[index])
        return None if pixels else index

    def pixels(self, shape: Fraction2 | None) -> list[Fraction2 | None]:
        """Give every tier's pixels at a shape; at 16:9 where the shape is not known (R3.2)."""
        width, height = shape or (16, 9)
        return [tier.pixels_at(width, height, short_edge=self.short_edge) for tier in self.tiers]


def nearest(offered: Sequence[Fraction2 | None], asked: Fraction2, direction: Direction = "nearest") -> int | None:
    """Give the index of the scale that is nearest, the smaller on a tie (R3.5); holes are `None`.

    `at_least` takes the smallest that is not below (the largest where all are), `at_most` the other way (R9.1).

    >>> nearest([(1, 1), (4, 1), None], (2, 1)), nearest([(1, 1), (4, 1)], (2, 1), "at_least")
    (0, 1)
    """
    below: tuple[int, Fraction2] | None = None
    above: tuple[int, Fraction2] | None = None
    for index, scale in enumerate(offered):
        if scale is None:
            continue
        if less(asked, scale):
            if above is None or less(scale, above[1]):
                above = index, scale
        elif below is None or less(below[1], scale):
            below = index, scale
    if below is None or above is None:
        only = above if below is None else below
        return None if only is None else only[0]
    (lower, low), (higher, high) = below, above
    if direction == "at_most" or low[0] * asked[1] == asked[0] * low[1]:
        return lower
    if direction == "at_least":
        return higher
    # asked / low against high / asked
    return lower if asked[0] ** 2 * low[1] * high[1] <= asked[1] ** 2 * low[0] * high[0] else higher
