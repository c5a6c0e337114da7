"""A rectangle into limits (R5), by rational arithmetic and integer square roots.

A wish is a shape r and a number of pixels s, both rational; its sides √(s·r) and √(s/r) need not be. A limit on a side
is therefore compared through squares, and rounding goes through `isqrt`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import count
from math import ceil, isqrt
from typing import Any

from . import words
from .measures import Size, area, cost, distance, shape_of, shape_ties

STEPS = 16  # R5.4
Accept = Callable[[Size], bool]
Key = Callable[[Size], tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Box:
    """Limits as numbers; None is no bound. `named` says whether the file names a multiple, and which."""

    min_width: Fraction
    max_width: Fraction | None
    min_height: Fraction
    max_height: Fraction | None
    min_pixels: Fraction
    max_pixels: Fraction | None
    min_ratio: Fraction
    max_ratio: Fraction | None
    step: int = 1
    named: bool = False

    def holds(self, size: Size) -> bool:
        """Whether this grid point is legal."""
        return (
            all(side > 0 and side % self.step == 0 for side in size)
            and _within(Fraction(size[0]), self.min_width, self.max_width)
            and _within(Fraction(size[1]), self.min_height, self.max_height)
            and _within(area(size), self.min_pixels, self.max_pixels)
            and _within(shape_of(size), self.min_ratio, self.max_ratio)
        )

    def shapes(self) -> tuple[Fraction, Fraction | None]:
        """Return the least and the greatest shape of a real rectangle inside (R5.2).

        In logarithms the limits are half planes of w, h, w+h and w-h; the extremes of w-h lie where two of them meet.
        """
        low = [self.min_ratio]
        high = [self.max_ratio]
        if self.max_height is not None:
            low += [self.min_width / self.max_height, self.min_pixels / self.max_height**2]
        if self.max_width is not None:
            high += [self.max_width / self.min_height]
            high += [self.max_width**2 / self.min_pixels] if self.min_pixels else []
        if self.max_pixels is not None:
            low += [self.min_width**2 / self.max_pixels]
            high += [self.max_pixels / self.min_height**2]
        return max(low), _least(high)

    def scales(self, shape: Fraction) -> tuple[Fraction, Fraction | None]:
        """Return the least and the greatest number of pixels at this shape (R5.3)."""
        low = max(self.min_pixels, self.min_width**2 / shape, self.min_height**2 * shape)
        high = [
            self.max_pixels,
            None if self.max_width is None else self.max_width**2 / shape,
            None if self.max_height is None else self.max_height**2 * shape,
        ]
        return low, _least(high)

    def points(self) -> Iterator[Size]:
        """List every legal grid point; only for limits with an upper bound."""
        widest, step = self.widest(), self.step
        if widest is None:
            return
        for width in range(step * ceil(self.min_width / step), int(widest) + 1, step):
            low = max(self.min_height, self.min_pixels / width)
            low = low if self.max_ratio is None else max(low, width / self.max_ratio)
            high = [self.max_height, None if self.max_pixels is None else self.max_pixels / width]
            high += [width / self.min_ratio] if self.min_ratio else []
            highest = _least(high)
            if highest is None:
                return
            for height in range(step * ceil(low / step), int(highest) + 1, step):
                if self.holds((width, height)):
                    yield width, height

    def widest(self) -> Fraction | None:
        """No legal rectangle is wider."""
        by_pixels = None if self.max_pixels is None else self.max_pixels / self.min_height
        by_ratio = None if self.max_height is None or self.max_ratio is None else self.max_height * self.max_ratio
        bounded = self.max_height is not None or self.max_pixels is not None or self.min_ratio > 0
        return _least([self.max_width, by_pixels, by_ratio]) if bounded else None


@dataclass(frozen=True, slots=True)
class Fitted:
    """The answer, the rectangle of R5.3 it is measured from, and what R5.2 and R5.3 did to the wish."""

    size: Size
    shape: Fraction
    pixels: Fraction
    bent: bool
    scaled: bool
    neighbour: bool  # one of the four grid points around the rectangle


def read_box(limits: dict[str, Any]) -> Box:
    """Read the limits of a free form; an unknown multiple means even sides (R5.7)."""

    def number(name: str) -> Fraction | None:
        value = limits.get(name)
        if value is None or value == "unknown":
            return None
        return words.read_ratio(value) if isinstance(value, str) else Fraction(str(value))

    multiple = limits.get("multiple_of")
    step = 2 if multiple == "unknown" else int(multiple or 1)
    floor = Fraction(step)  # R5.2: a side is at least one multiple
    edge = number("min_edge") or floor
    return Box(
        min_width=max(number("min_width") or floor, edge, floor),
        max_width=_least([number("max_width"), number("max_edge")]),
        min_height=max(number("min_height") or floor, edge, floor),
        max_height=_least([number("max_height"), number("max_edge")]),
        min_pixels=number("min_pixels") or Fraction(0),
        max_pixels=number("max_pixels"),
        min_ratio=number("min_ratio") or Fraction(0),
        max_ratio=number("max_ratio"),
        step=step,
        named=multiple not in (None, "unknown"),
    )


def fit(
    box: Box, shape: Fraction, scale: Fraction, *, mode: str = "nearest", default: Fraction | None = None
) -> Fitted:
    """R5.2, R5.3, R5.4 in this order; R5.1 follows, as a legal point costs 1 from itself and stands alone."""
    held = _clamp(shape, *box.shapes())
    pixels = _clamp(scale, *box.scales(held))

    def key(size: Size) -> tuple[Any, ...]:
        price = cost(distance(shape_of(size), held), distance(area(size), pixels))
        return price, *shape_ties(shape_of(size), held, default), area(size)

    found = _search(box, held, pixels, range(STEPS + 1), accept=_bound(mode, held, pixels), key=key)
    if found is None and mode != "nearest":
        found = _farther(box, held, pixels, mode=mode, key=key)
        if found is None:  # R9.1: limits first
            found = _search(box, held, pixels, range(STEPS + 1), accept=_any, key=key)
    if found is None and box.widest() is not None:
        found = min(box.points(), key=key), STEPS + 1
    if found is None:
        found = _search(box, held, pixels, count(STEPS + 1), accept=_any, key=key)
    if found is None:
        raise ValueError("limits admit no grid point")
    size, steps = found
    return Fitted(size, held, pixels, held != shape, pixels != scale, steps == 0)


def _search(
    box: Box, shape: Fraction, pixels: Fraction, widening: Iterable[int], *, accept: Accept, key: Key
) -> tuple[Size, int] | None:
    """Widen by one step after the other until some point is legal; of those the least."""
    for steps in widening:
        legal = [size for size in window(box.step, shape, pixels, steps) if accept(size) and box.holds(size)]
        if legal:
            return min(legal, key=key), steps
    return None


def _farther(box: Box, shape: Fraction, pixels: Fraction, *, mode: str, key: Key) -> tuple[Size, int] | None:
    """R9.1: of all points that keep the bound, however far, the least."""
    (left, right), (low, top) = _neighbours(pixels * shape, box.step), _neighbours(pixels / shape, box.step)
    if mode == "at_least":
        width, height = max(box.min_width, Fraction(right)), max(box.min_height, Fraction(top))
        part = replace(box, min_width=width, min_height=height)
    else:
        wide, high = _least([box.max_width, Fraction(left)]), _least([box.max_height, Fraction(low)])
        part = replace(box, max_width=wide, max_height=high)
    best = min(part.points(), key=key, default=None) if part.widest() is not None else None
    return None if best is None else (best, STEPS + 1)


def _any(_: Size) -> bool:
    return True


def window(step: int, shape: Fraction, pixels: Fraction, steps: int) -> Iterator[Size]:
    """Return the grid points around a rectangle, each side widened by so many steps either way."""
    widths, heights = _neighbours(pixels * shape, step), _neighbours(pixels / shape, step)
    for width in range(min(widths) - steps * step, max(widths) + steps * step + 1, step):
        for height in range(min(heights) - steps * step, max(heights) + steps * step + 1, step):
            yield width, height


def _neighbours(square: Fraction, step: int) -> tuple[int, int]:
    """Floor and ceil, to the step, of the root of `square`."""
    steps = square / step**2
    floor = isqrt(steps.numerator // steps.denominator)
    return floor * step, (floor if floor**2 == steps else floor + 1) * step


def _bound(mode: str, shape: Fraction, pixels: Fraction) -> Accept:
    """R9.1 in a free form: not below, or not above, the rectangle of R5.3 on either side."""
    width2, height2 = pixels * shape, pixels / shape
    if mode == "at_least":
        return lambda size: size[0] ** 2 >= width2 and size[1] ** 2 >= height2
    if mode == "at_most":
        return lambda size: size[0] ** 2 <= width2 and size[1] ** 2 <= height2
    return _any


def _clamp(value: Fraction, low: Fraction, high: Fraction | None) -> Fraction:
    return max(low, value if high is None else min(value, high))


def _within(value: Fraction, low: Fraction, high: Fraction | None) -> bool:
    return low <= value and (high is None or value <= high)


def _least(bounds: Iterable[Fraction | None]) -> Fraction | None:
    known = [bound for bound in bounds if bound is not None]
    return min(known) if known else None
