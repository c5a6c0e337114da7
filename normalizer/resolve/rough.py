"""Nearest numbers and fitted rectangles in floating point: an answer where one is clearly the best, else nothing.

Whatever is close is left to the exact way (R3.8); what is given here is what the exact way gives.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from math import inf, sqrt
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

    def fit(size: Fraction2) -> Fraction2 | None:
        width, height = size
        shape, scale = width / height, float(width * height)
        if not lowest <= shape <= highest:  # bent (R5.2)
            shape = lowest if shape < lowest else highest
        elif left <= width <= right and low <= height <= top and fewest <= scale <= most:
            return nearest(width / step, height / step)
        # the scale moves with the shape held (R5.3)
        least = max(fewest, left * left / shape, low * low * shape)
        scale = least if scale < least else min(scale, most, right * right / shape, top * top * shape)
        return nearest(sqrt(scale * shape) / step, sqrt(scale / shape) / step)

    def nearest(wide: float, high: float) -> Fraction2 | None:
        points = [(i, j) for i in _beside(wide) for j in _beside(high)]
        best = _cheapest(points, wide, high)
        if best is None or not admits(best[0] * step, best[1] * step):
            best = _cheapest([(i, j) for i, j in points if admits(i * step, j * step)], wide, high)
        return None if best is None else (best[0] * step, best[1] * step)

    return fit


def _cheapest(points: list[Fraction2], wide: float, high: float) -> Fraction2 | None:
    """Give the point of least cost for a rectangle, all in steps; nothing where two cost about the same (R3.6)."""
    best: Fraction2 | None = None
    lowest = second = inf
    for point in points:
        x, y = point[0] / wide, point[1] / high
        big = x * y
        cost = (x / y if x >= y else y / x) ** SHAPE_WEIGHT * (big if big >= 1 else 1 / big)
        if cost < lowest:
            best, lowest, second = point, cost, lowest
        elif cost < second:
            second = cost
    return None if second <= lowest * (1 + NEAR) else best


def _beside(side: float) -> tuple[int, ...]:
    """Give the whole numbers beside a side; the one that it nearly is, which then costs least by far."""
    below = int(side)
    if side - below < NEAR:
        return (below,)
    return (below + 1,) if below + 1 - side < NEAR or not below else (below, below + 1)
