"""Fit a rectangle into limits (R5): shape first, then scale, then the grid. Total and exact; knows pixels only.

A wish is a shape and a scale, both fractions: its sides are square roots and are never written down as floats.
`floor(sqrt(p / q) / m)` is `isqrt(p // (q * m * m))`, so every decision here is one of whole numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from math import isqrt
from typing import TYPE_CHECKING, Literal

from normalizer.values.measure import Fraction2, least, less

if TYPE_CHECKING:
    from collections.abc import Iterator

ENDLESS = 10**9
"""Stands for a side without an upper bound: far above the 99999 a request can ask for."""

STEPS = 16
"""How far the search widens around the fitted rectangle before the limits count as narrow (R5.4)."""

MOST_POINTS = 250_000
"""How many legal points of narrow limits are listed at the most."""

PROBED = ((1, 1), (16, 9), (9, 16), (3, 1), (1, 3))
"""Shapes with which limits are tried when they are compiled, beside the extreme ones."""

LARGEST = 10**10
"""Up to so many pixels limits are tried: 99999x99999 is below."""

ROOM = 4
"""Twice the sides: so far from the ends of the scale there is a point beyond, unless the limits are narrow."""

Direction = Literal["nearest", "at_least", "at_most"]


@dataclass(frozen=True, slots=True)
class Limits:
    """The rectangles a target takes: sides and pixels in whole numbers, ratios as fractions, all inclusive.

    `step` is the multiple of both sides (1: whole pixels). `lowest` and `highest` bound the shapes that have a
    rectangle inside; `points` lists the legal grid points where the limits are narrow (R5.4). Build it with `of`.
    """

    min_width: int
    max_width: int
    min_height: int
    max_height: int
    min_pixels: int
    max_pixels: int
    min_ratio: Fraction2
    max_ratio: Fraction2
    step: int
    lowest: Fraction2
    highest: Fraction2
    points: tuple[Fraction2, ...] = ()

    @classmethod
    def of(
        cls,
        *,
        width: tuple[int | None, int | None] = (None, None),
        height: tuple[int | None, int | None] = (None, None),
        pixels: tuple[int | None, int | None] = (None, None),
        ratio: tuple[Fraction2 | None, Fraction2 | None] = (None, None),
        step: int = 1,
    ) -> Limits:
        """Build limits; a bound that is `None` does not bound. A side is at least one step (R5.2)."""
        left, right = max(width[0] or 1, step), width[1] or ENDLESS
        low, high = max(height[0] or 1, step), height[1] or ENDLESS
        fewest, most = pixels[0] or 1, pixels[1] or ENDLESS * ENDLESS
        narrowest, widest = ratio[0] or (1, ENDLESS), ratio[1] or (ENDLESS, 1)
        # the shapes for which the intervals of scale below overlap, each a bound on width : height
        lowest = _largest(narrowest, (left, high), (left * left, most), (fewest, high * high))
        highest = _smallest(widest, (right, low), (most, low * low), (right * right, fewest))
        return cls(left, right, low, high, fewest, most, narrowest, widest, step, lowest, highest)

    def admits(self, width: int, height: int) -> bool:
        """Tell whether a rectangle is legal: inside every bound and on the grid."""
        return (
            self.min_width <= width <= self.max_width
            and self.min_height <= height <= self.max_height
            and self.min_pixels <= width * height <= self.max_pixels
            and width % self.step == 0
            and height % self.step == 0
            and width * self.min_ratio[1] >= height * self.min_ratio[0]
            and width * self.max_ratio[1] <= height * self.max_ratio[0]
        )

    def heights(self, width: int) -> tuple[int, int]:
        """Give the lowest and the highest legal height beside a width, the grid aside; none where they cross."""
        low = max(self.min_height, -(-self.min_pixels // width), -(-width * self.max_ratio[1] // self.max_ratio[0]))
        high = min(self.max_height, self.max_pixels // width, width * self.min_ratio[1] // self.min_ratio[0])
        return low, high

    def bend(self, shape: Fraction2) -> Fraction2:
        """Give the nearest shape that has a rectangle inside the limits; the same where it has one (R5.2)."""
        if less(shape, self.lowest):
            return self.lowest
        return self.highest if less(self.highest, shape) else shape

    def capped(self, most: int) -> Limits | None:
        """Give the limits with at most so many pixels; nothing where that leaves no grid point."""
        limits = Limits.of(
            width=(self.min_width, self.max_width),
            height=(self.min_height, self.max_height),
            pixels=(self.min_pixels, min(self.max_pixels, most)),
            ratio=(self.min_ratio, self.max_ratio),
            step=self.step,
        )
        return None if next(grid_points(limits), None) is None else limits

    def scales(self, shape: Fraction2) -> tuple[Fraction2, Fraction2]:
        """Give the fewest and the most pixels a rectangle of this shape may have inside the limits (R5.3)."""
        a, b = shape
        fewest = _largest(
            (self.min_pixels, 1), (self.min_width * self.min_width * b, a), (self.min_height * self.min_height * a, b)
        )
        most = _smallest(
            (self.max_pixels, 1), (self.max_width * self.max_width * b, a), (self.max_height * self.max_height * a, b)
        )
        return fewest, most


def _largest(*fractions: Fraction2) -> Fraction2:
    best = fractions[0]
    for fraction in fractions[1:]:
        if less(best, fraction):
            best = fraction
    return best


def _smallest(*fractions: Fraction2) -> Fraction2:
    best = fractions[0]
    for fraction in fractions[1:]:
        if less(fraction, best):
            best = fraction
    return best


def clamp(shape: Fraction2, scale: Fraction2, limits: Limits) -> tuple[Fraction2, Fraction2]:
    """Bend the shape, then move the scale with that shape held: the real rectangle of R5.3 as (shape, scale).

    >>> clamp((3000, 100), (300000, 1), Limits.of(width=(320, 4096), height=(320, 4096), ratio=((1, 4), (4, 1))))
    ((4, 1), (409600, 1))
    """
    shape = limits.bend(shape)
    fewest, most = limits.scales(shape)
    if less(scale, fewest):
        return shape, fewest
    return shape, most if less(most, scale) else scale


def fit(
    shape: Fraction2,
    scale: Fraction2,
    limits: Limits,
    *,
    direction: Direction = "nearest",
    default: Fraction2 | None = None,
) -> Fraction2:
    """Give the legal rectangle, `(width, height)`, for a shape and a number of pixels (R5).

    `direction` is the policy for scale (R9.1), `default` the target's own shape for ties (R3.4).

    >>> fit((16, 9), (1024 * 1024, 1), Limits.of())
    (1365, 768)
    >>> fit((1920, 1080), (1920 * 1080, 1), Limits.of(step=16))
    (1920, 1088)
    """
    shape, scale = clamp(shape, scale, limits)
    if direction != "nearest":
        bounded = _search(shape, scale, limits, direction, default)
        if bounded is not None:
            return bounded
        kept = [point for point in limits.points if _keeps(point, shape, scale, direction)]
        if kept:
            return least(kept, shape, scale, default)
    found = _search(shape, scale, limits, "nearest", default)
    if found is not None:
        return found
    # limits derived later (a policy's cap) have no list: only the ones of files were tried when compiled
    points = limits.points or tuple(islice(grid_points(limits), MOST_POINTS))
    if not points:
        raise ValueError("the limits admit no grid point")
    return least(points, shape, scale, default)


def is_neighbour(point: Fraction2, shape: Fraction2, scale: Fraction2, step: int) -> bool:
    """Tell whether a grid point is one of the four around a real rectangle.

    >>> is_neighbour((1365, 768), (16, 9), (1024 * 1024, 1), 1)
    True
    """
    wide, high = _sides(shape, scale)
    return point[0] // step in _neighbours(wide, step) and point[1] // step in _neighbours(high, step)


def _keeps(point: Fraction2, shape: Fraction2, scale: Fraction2, direction: Direction) -> bool:
    """Tell whether a point is not below, or not above, a real rectangle on either side (R9.1)."""
    wide, high = _sides(shape, scale)
    if direction == "at_least":
        return point[0] ** 2 * wide[1] >= wide[0] and point[1] ** 2 * high[1] >= high[0]
    return point[0] ** 2 * wide[1] <= wide[0] and point[1] ** 2 * high[1] <= high[0]


def _sides(shape: Fraction2, scale: Fraction2) -> tuple[Fraction2, Fraction2]:
    # the squares of width and height
    (a, b), (n, d) = shape, scale
    return (n * a, d * b), (n * b, d * a)


def _neighbours(square: Fraction2, step: int) -> tuple[int, int]:
    """Give floor and ceil, in steps, of the side whose square is given."""
    below = isqrt(square[0] // (square[1] * step * step))
    exact = below * below * square[1] * step * step == square[0]
    return below, below if exact else below + 1


def _search(
    shape: Fraction2, scale: Fraction2, limits: Limits, direction: Direction, default: Fraction2 | None
) -> Fraction2 | None:
    """Look at the grid points around a real rectangle, wider and wider, for the legal one of least cost (R5.4)."""
    wide, high = _sides(shape, scale)
    (left, right), (low, top) = _neighbours(wide, limits.step), _neighbours(high, limits.step)
    if direction == "at_least":
        left, low = right, top
    elif direction == "at_most":
        right, top = left, low
    down, up = direction != "at_least", direction != "at_most"
    for widened in range(STEPS + 1):
        legal = [
            (i * limits.step, j * limits.step)
            for i in range(max(left - widened * down, 1), right + widened * up + 1)
            for j in range(max(low - widened * down, 1), top + widened * up + 1)
            if limits.admits(i * limits.step, j * limits.step)
        ]
        if legal:
            return legal[0] if len(legal) == 1 else least(legal, shape, scale, default)
    return None


def grid_points(limits: Limits) -> Iterator[Fraction2]:
    """List the legal grid points, narrow widths first; of no more widths than there are points that are kept."""
    step = limits.step
    first = -(-max(limits.min_width, 1) // step)
    last = min(limits.max_width // step, first + MOST_POINTS)
    for i in range(first, last + 1):
        width = i * step
        low, high = limits.heights(width)
        for j in range(-(-low // step), high // step + 1):
            yield width, j * step


def with_points(limits: Limits) -> Limits:
    """Give the limits with their legal points listed where a search of 16 steps may not suffice (R5.4).

    Raises `ValueError` where no grid point is legal at all (R5.5). Wishes over the whole range of legal shapes
    and scales are tried; the first that finds nothing makes the limits narrow.
    """
    if next(grid_points(limits), None) is None:
        raise ValueError("the limits admit no grid point")
    if all(_is_found(shape, scale, limits) for shape, scale in _probes(limits)):
        return limits
    return replace(limits, points=tuple(islice(grid_points(limits), MOST_POINTS)))


def _is_found(shape: Fraction2, scale: Fraction2, limits: Limits) -> bool:
    """Tell whether the search finds a point for a wish; away from the ends of the scale in both directions too."""
    fewest, most = limits.scales(shape)
    return (
        _search(shape, scale, limits, "nearest", None) is not None
        and (not less((scale[0] * ROOM, scale[1]), most) or _search(shape, scale, limits, "at_least", None) is not None)
        and (
            not less((fewest[0] * ROOM, fewest[1]), scale) or _search(shape, scale, limits, "at_most", None) is not None
        )
    )


def _probes(limits: Limits) -> Iterator[tuple[Fraction2, Fraction2]]:
    shapes = {limits.lowest, limits.highest, *map(limits.bend, PROBED)}
    for shape in sorted(shapes):
        fewest, most = limits.scales(shape)
        scale = fewest
        while less(scale, most) and scale[0] < LARGEST * scale[1]:
            yield shape, scale
            scale = (scale[0] * 17, scale[1] * 10)
        if most[0] <= LARGEST * most[1]:
            yield shape, most
