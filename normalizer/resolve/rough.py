"""Nearest numbers and fitted rectangles in floating point: an answer where one is clearly the best, else nothing.

Whatever is close is left to the exact way (R3.8); what is given here is what the exact way gives.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from math import log, sqrt
from typing import TYPE_CHECKING, Generic, TypeVar

from normalizer.values.measure import SHAPE_WEIGHT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from normalizer.fit import Limits
    from normalizer.values.measure import Fraction2

T = TypeVar("T")

NEAR = 1e-9
"""Quotients this close, relatively, are decided by whole numbers."""


class Nearest(Generic[T]):
    """Numbers, each with its answer. The bounds between are where the quotients to both neighbours are equal.

    >>> tiers = Nearest([(1.0, "1MP"), (4.0, "4MP")])
    >>> tiers.nearest(1.9), tiers.nearest(2.1), tiers.nearest(2.0)
    ('1MP', '4MP', None)
    """

    __slots__ = ("answers", "edges")

    def __init__(self, pairs: Iterable[tuple[float, T]]) -> None:
        known: dict[float, T | None] = {}
        for number, answer in pairs:
            known[number] = None if number in known else answer  # of equals only the exact way knows which
        ordered = sorted(known)
        bounds = [sqrt(low) * sqrt(high) for low, high in itertools.pairwise(ordered)]
        # around each bound lies a gap, in which two numbers are about as near
        self.edges = [edge for bound in bounds for edge in (bound * (1 - NEAR), bound * (1 + NEAR))]
        self.answers: list[T | None] = [None] * max(2 * len(ordered) - 1, 1)
        self.answers[::2] = [known[number] for number in ordered] or [None]

    def nearest(self, asked: float) -> T | None:
        """Give the answer of the nearest number; nothing where two are about as near."""
        return self.answers[bisect_left(self.edges, asked)]


def rough_fit(limits: Limits) -> Callable[[Fraction2], Fraction2 | None]:
    """Make the function that fits a size into limits (R5), where one grid point around it is clearly the best.

    >>> from normalizer.fit import Limits
    >>> fit = rough_fit(Limits.of(width=(256, 1440), height=(256, 1440), step=32))
    >>> fit((1920, 1080)), fit((1024, 768)), fit((9000, 100))
    ((1440, 800), (1024, 768), (1440, 256))
    """
    left, right, low, top = limits.min_width, limits.max_width, limits.min_height, limits.max_height
    fewest, most, step, admits = limits.min_pixels, limits.max_pixels, limits.step, limits.admits
    lowest, highest = limits.lowest[0] / limits.lowest[1], limits.highest[0] / limits.highest[1]
    narrowest, widest, flattest, tallest = left * left, right * right, low * low, top * top

    def fit(size: Fraction2) -> Fraction2 | None:
        width, height = size
        shape, scale = width / height, float(width * height)
        if not lowest <= shape <= highest:  # bent (R5.2)
            shape = lowest if shape < lowest else highest
        elif left <= width <= right and low <= height <= top and fewest <= scale <= most:
            return nearest(width / step, height / step)
        # the scale moves with the shape held (R5.3)
        if scale < fewest or scale * shape < narrowest or scale < flattest * shape:
            scale = max(fewest, narrowest / shape, flattest * shape)
        else:
            scale = min(scale, most, widest / shape, tallest * shape)
        return nearest(sqrt(scale * shape) / step, sqrt(scale / shape) / step)

    def nearest(wide: float, high: float) -> Fraction2 | None:
        i, j = int(wide + NEAR), int(high + NEAR)
        if not i or not j:
            return None
        if wide - i < NEAR:  # on the grid, where it stays
            points = [(i, y) for y in _beside(high, j)]
        elif high - j < NEAR:
            points = [(x, j) for x in _beside(wide, i)]
        else:
            points = _around(wide, high, i, j)
        for x, y in points:
            if admits(step * x, step * y):
                return step * x, step * y
        return None

    return fit


def _beside(side: float, below: int) -> tuple[int, ...]:
    """Give the whole numbers around a side, the nearer one by its quotient first; nothing where they are as near."""
    if side - below < NEAR:
        return (below,)
    off = side * side - below * (below + 1)
    if abs(off) < NEAR * side * side:
        return ()
    return (below, below + 1) if off < 0 else (below + 1, below)


def _around(wide: float, high: float, i: int, j: int) -> list[Fraction2]:
    """List the points around a rectangle by their costs (R3.6), those before the first two that are close."""
    # how far each side moves, as a logarithm
    west, east, south, north = log(i / wide), log((i + 1) / wide), log(j / high), log((j + 1) / high)
    points = sorted(
        [
            (SHAPE_WEIGHT * abs(west - south) - west - south, i, j),
            (SHAPE_WEIGHT * abs(east - north) + east + north, i + 1, j + 1),
            (SHAPE_WEIGHT * (north - west) + abs(north + west), i, j + 1),
            (SHAPE_WEIGHT * (east - south) + abs(east + south), i + 1, j),
        ]
    )
    (a, *_), (b, *_), (c, *_), (d, *_) = points
    clear = 0 if b - a < NEAR else 1 if c - b < NEAR else 2 if d - c < NEAR else 4
    return [(x, y) for _, x, y in points[:clear]]
