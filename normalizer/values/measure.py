"""Distance, cost and preference: every comparison is decided by whole numbers (R3).

A distance is a fraction of at least 1, `(numerator, denominator)`; 1 means equal. The larger of two positive
fractions over the smaller is the same measure for shapes and for scales.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SHAPE_WEIGHT = 16
"""Shape errors are seen, scale errors are not: cost is shape distance to this power times scale distance (R3.6)."""

UNKNOWN = (2, 1)
"""The distance of a half of the answer that cannot be known (R3.6)."""

SAME = (1, 1)

Fraction2 = tuple[int, int]


def distance(a: int, b: int, c: int, d: int) -> Fraction2:
    """Give the distance of a/b and c/d: the larger over the smaller, not reduced.

    >>> distance(16, 9, 4, 3)
    (48, 36)
    """
    left, right = a * d, c * b
    return (left, right) if left >= right else (right, left)


def less(one: Fraction2, other: Fraction2) -> bool:
    """Tell whether one positive fraction is smaller than another."""
    return one[0] * other[1] < other[0] * one[1]


def cost(shape: Fraction2, scale: Fraction2) -> Fraction2:
    """Give the cost of an answer, exact: shape distance to the sixteenth times scale distance (R3.6)."""
    return shape[0] ** SHAPE_WEIGHT * scale[0], shape[1] ** SHAPE_WEIGHT * scale[1]


def log_cost(shape: float, scale: float) -> float:
    """Give the natural logarithm of the cost of two distances as quotients: what `loss` adds up."""
    return SHAPE_WEIGHT * log(shape) + log(scale)


def added(losses: Iterable[float]) -> float:
    """Add up losses from the left, which `sum` does on some versions of Python and improves on others."""
    whole: float = 0
    for loss in losses:
        whole += loss
    return whole


def orientation(width: int, height: int) -> int:
    """Give 1 for landscape, 0 for square, -1 for portrait."""
    return (width > height) - (width < height)


def prefers(one: Fraction2, other: Fraction2, wish: Fraction2, default: Fraction2 | None) -> int:
    """Settle a tie of two shapes (R3.4): 1 for the first, -1 for the second, 0 where they are the same shape.

    Same orientation as the wish; then the shape closer to square; then the default's; then landscape. Shapes are
    `(width, height)`; never does the order of a list decide.

    >>> prefers((9, 16), (16, 9), wish=(1, 1), default=(9, 16))
    1
    """
    return settle(one, other, wish, default)[0]


def settle(one: Fraction2, other: Fraction2, wish: Fraction2, default: Fraction2 | None) -> tuple[int, str]:
    """Settle a tie as `prefers` does, and say in words what decided."""
    if one[0] * other[1] == other[0] * one[1]:
        return 0, "it is the same shape"
    turned = orientation(*wish)
    first, second = orientation(*one) == turned, orientation(*other) == turned
    if first != second:
        return (1 if first else -1), "it has the orientation that was asked for"
    square, rival = distance(*one, 1, 1), distance(*other, 1, 1)
    if square[0] * rival[1] != rival[0] * square[1]:
        return (1 if less(square, rival) else -1), "it is closer to square"
    if default is not None:
        for shape, sign in ((one, 1), (other, -1)):
            if shape[0] * default[1] == default[0] * shape[1]:
                return sign, "it is the target's default shape"
    return orientation(*one), "it is landscape"


NEAR = 1e-11
"""Costs in floating point this close, relatively, are decided by whole numbers instead."""


def least(
    rectangles: Iterable[Fraction2], shape: Fraction2, scale: Fraction2, default: Fraction2 | None = None
) -> Fraction2:
    """Give the rectangle of least cost for a shape and a scale (R3.6); ties by R3.4, then the smaller one (R3.5).

    Rectangles are `(width, height)`; at least one. Costs are compared in floating point first, which decides all
    but near ties; those are decided by whole numbers.

    >>> least([(768, 512), (768, 576), (832, 640)], shape=(4, 3), scale=(480000, 1))
    (768, 576)
    """
    a, b = shape
    n, d = scale
    best: Fraction2 | None = None
    lowest = 0.0
    for rectangle in rectangles:
        width, height = rectangle
        far = width * b / (height * a)
        big = width * height * d / n
        price = (far if far >= 1 else 1 / far) ** SHAPE_WEIGHT * (big if big >= 1 else 1 / big)
        if (
            best is None
            or price < lowest * (1 - NEAR)
            or (price <= lowest * (1 + NEAR) and _beats(rectangle, best, shape, scale, default))
        ):
            best, lowest = rectangle, price
    if best is None:
        raise ValueError("no rectangle to choose from")
    return best


def _beats(one: Fraction2, other: Fraction2, shape: Fraction2, scale: Fraction2, default: Fraction2 | None) -> bool:
    first = cost(distance(*one, *shape), distance(one[0] * one[1], 1, *scale))
    second = cost(distance(*other, *shape), distance(other[0] * other[1], 1, *scale))
    if first[0] * second[1] != second[0] * first[1]:
        return less(first, second)
    preferred = prefers(one, other, shape, default)
    return preferred > 0 or (preferred == 0 and one[0] * one[1] < other[0] * other[1])
