"""A rectangle into limits (R5), against brute force over small limits.

- The answer is legal, and a legal wish is its own answer; so fitting is idempotent.
- No legal neighbour of R5.4 costs less; with none legal, nothing found by widening does.
- The shape bends no further than it must, and the scale moves no further.
- Limits that treat width and height alike give a turned wish the turned answer.
- Every positive wish has an answer; limits without a grid point are refused.
- A larger scale never gives a smaller answer.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from normalizer.fit import Limits, clamp, fit, with_points
from normalizer.values.measure import less
from reference.measures import Size, cost, distance, shape_of, shape_ties

from .strategies import examples

MOST = 64
"""No side of these limits is longer: few enough points to try them all."""

SIDES = st.integers(1, MOST)
WISHES = st.tuples(st.integers(1, 99999), st.integers(1, 99999)) | st.tuples(SIDES, SIDES)
MODES = st.sampled_from(("nearest", "nearest", "at_least", "at_most"))


@st.composite
def limits(draw: Any, *, alike: bool = False) -> Limits:
    """Limits that admit a grid point, which they are drawn around."""
    step = draw(st.sampled_from((1, 1, 2, 3, 8)))
    width, height = (step * draw(st.integers(1, MOST // step)) for _ in range(2))
    if alike:
        height = width
    wide = draw(st.integers(1, width)), draw(st.integers(width, MOST))
    high = wide if alike else (draw(st.integers(1, height)), draw(st.integers(height, MOST)))
    pixels = draw(st.integers(1, width * height)), draw(st.integers(width * height, MOST * MOST))
    slack = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    lowest, highest = (
        (width * slack[0], height * (slack[0] + draw(st.integers(0, 3)))),
        (width * (slack[1] + draw(st.integers(0, 3))), height * slack[1]),
    )
    ratio = ((lowest[0], lowest[1]), (lowest[1], lowest[0])) if alike else (lowest, highest)
    return with_points(
        Limits.of(
            width=wide,
            height=high,
            pixels=draw(st.sampled_from((pixels, (None, None)))),
            ratio=draw(st.sampled_from((ratio, (None, None)))),
            step=step,
        )
    )


def legal_points(bounds: Limits) -> list[Size]:
    """Every legal point, by trying all."""
    sides = range(1, MOST + 1)
    return [(width, height) for width in sides for height in sides if is_legal(bounds, width, height)]


def is_legal(bounds: Limits, width: int, height: int) -> bool:
    """Give the limits as the rules say them, without the engine's own test."""
    shape = Fraction(width, height)
    return (
        width % bounds.step == height % bounds.step == 0
        and bounds.min_width <= width <= bounds.max_width
        and bounds.min_height <= height <= bounds.max_height
        and bounds.min_pixels <= width * height <= bounds.max_pixels
        and Fraction(*bounds.min_ratio) <= shape <= Fraction(*bounds.max_ratio)
    )


def asked(wish: Size) -> tuple[tuple[int, int], tuple[int, int]]:
    """Give the shape and the scale of a wish in pixels."""
    return wish, (wish[0] * wish[1], 1)


def side_range(square: Fraction, step: int, steps: int) -> range:
    """Give the multiples of `step` around a root: its floor and its ceiling, and so many more on each side."""
    below = isqrt(square.numerator // (square.denominator * step * step))
    above = below if Fraction(below * step) ** 2 == square else below + 1
    return range(max(1, below - steps) * step, (above + steps) * step + 1, step)


@examples(300)
@given(bounds=limits(), wish=WISHES, mode=MODES)
def test_legal(bounds: Limits, wish: Size, mode: Any) -> None:
    """Whatever is asked, the answer is legal (R5.5)."""
    assert is_legal(bounds, *fit(*asked(wish), bounds, direction=mode))


@examples(200)
@given(bounds=limits(), data=st.data(), mode=MODES)
def test_legal_is_unchanged(bounds: Limits, data: st.DataObject, mode: Any) -> None:
    """A legal wish is its own answer, whatever the policy (R5.1)."""
    wish = data.draw(st.sampled_from(legal_points(bounds)))
    assert fit(*asked(wish), bounds, direction=mode) == wish


@examples(300)
@given(bounds=limits(), wish=WISHES, default=st.none() | st.tuples(SIDES, SIDES))
@example(bounds=Limits.of(width=(None, 64), height=(31, 64), pixels=(None, 3000), step=8), wish=(27, 64), default=None)
def test_no_neighbour_costs_less(bounds: Limits, wish: Size, default: Size | None) -> None:
    """Around the rectangle of R5.3 nothing legal costs less, ties by R3.4 and R3.5; wider only where nothing is legal."""
    (a, b), (n, d) = clamp(*asked(wish), bounds)
    shape, scale = Fraction(a, b), Fraction(n, d)
    chosen = fit(*asked(wish), bounds, default=default)

    def key(size: Size) -> tuple[Any, ...]:
        price = cost(distance(shape_of(size), shape), distance(Fraction(size[0] * size[1]), scale))
        return price, *shape_ties(shape_of(size), shape, default and shape_of(default)), size[0] * size[1]

    for steps in range(17):
        widths, heights = side_range(scale * shape, bounds.step, steps), side_range(scale / shape, bounds.step, steps)
        legal = [(width, height) for width in widths for height in heights if is_legal(bounds, width, height)]
        if legal:
            assert key(chosen) == min(map(key, legal))
            return
    assert key(chosen) == min(map(key, legal_points(bounds)))


@examples(200)
@given(bounds=limits(), wish=WISHES)
def test_bends_no_further(bounds: Limits, wish: Size) -> None:
    """The shape of R5.2 has a rectangle, one nearer to the wish has none; the scale of R5.3 moves only if it must."""
    shape, scale = clamp(*asked(wish), bounds)
    assert has_rectangle(bounds, Fraction(*shape))
    bent = Fraction(*shape)
    if bent != shape_of(wish):
        nearer = bent + (shape_of(wish) - bent) / 1000
        assert not has_rectangle(bounds, nearer)
    fewest, most = scales(bounds, bent)
    assert Fraction(*scale) == min(max(Fraction(wish[0] * wish[1]), fewest), most)


def scales(bounds: Limits, shape: Fraction) -> tuple[Fraction, Fraction]:
    """Give the fewest and the most pixels that a real rectangle of this shape may have, one bound at a time."""
    low = [Fraction(bounds.min_pixels), bounds.min_width**2 / shape, bounds.min_height**2 * shape]
    high = [Fraction(bounds.max_pixels), bounds.max_width**2 / shape, bounds.max_height**2 * shape]
    return max(low), min(high)


def keeps(size: Size, squares: tuple[Fraction, Fraction], mode: str) -> bool:
    """Tell whether no side is below, or above, the side whose square stands beside it (R9.1)."""
    sides = zip(size, squares, strict=True)
    return all(side**2 >= square if mode == "at_least" else side**2 <= square for side, square in sides)


def has_rectangle(bounds: Limits, shape: Fraction) -> bool:
    """Tell whether some real rectangle of this shape is inside the limits, the grid aside."""
    fewest, most = scales(bounds, shape)
    return fewest <= most and Fraction(*bounds.min_ratio) <= shape <= Fraction(*bounds.max_ratio)


@examples(250)
@given(bounds=limits(alike=True), wish=WISHES, mode=MODES)
def test_turned(bounds: Limits, wish: Size, mode: Any) -> None:
    """Limits that treat both sides alike give a turned wish the turned answer, a square wish without one aside (R5.6)."""
    width, height = fit(*asked(wish), bounds, direction=mode)
    assume(wish[0] != wish[1] or width == height)
    assert fit(*asked((wish[1], wish[0])), bounds, direction=mode) == (height, width)


@examples(250)
@given(
    bounds=limits(), shape=st.tuples(SIDES, SIDES), less_=st.integers(1, 9000), more=st.integers(1, 9000), mode=MODES
)
def test_more_is_not_less(bounds: Limits, shape: Size, less_: int, more: int, mode: Any) -> None:
    """A larger scale at the same shape never gives fewer pixels, as long as the limits let a bound be kept."""
    low, high = sorted((less_, more))
    small, large = (fit(shape, (scale, 1), bounds, direction=mode) for scale in (low, high))
    bent, scale = clamp(shape, (low, 1), bounds)
    assume(
        mode == "nearest"
        or keeps(small, (Fraction(*scale) * Fraction(*bent), Fraction(*scale) / Fraction(*bent)), mode)
    )
    assert small[0] * small[1] <= large[0] * large[1]


@examples(250)
@given(bounds=limits(), wish=WISHES, mode=st.sampled_from(("at_least", "at_most")))
def test_bounds_are_kept(bounds: Limits, wish: Size, mode: Any) -> None:
    """`at_least` is below on no side and `at_most` above on none, wherever the limits have such a point nearby (R9.1)."""
    shape, scale = clamp(*asked(wish), bounds)
    squares = Fraction(*scale) * Fraction(*shape), Fraction(*scale) / Fraction(*shape)
    chosen = fit(*asked(wish), bounds, direction=mode)
    widths, heights = (side_range(square, bounds.step, 16) for square in squares)
    near = [(w, h) for w in widths for h in heights if is_legal(bounds, w, h) and keeps((w, h), squares, mode)]
    assert keeps(chosen, squares, mode) or not near


@examples(150)
@given(low=SIDES, high=SIDES, step=st.integers(2, 40))
def test_limits_without_a_point(low: int, high: int, step: int) -> None:
    """Limits between two multiples are refused when the file is compiled (R5.5)."""
    assume(low <= high and low // step == high // step and low % step)
    with pytest.raises(ValueError, match="no grid point"):
        with_points(Limits.of(width=(low, high), step=step))


@given(bounds=limits())
def test_shapes_are_ordered(bounds: Limits) -> None:
    """The lowest shape inside limits is not above the highest."""
    assert not less(bounds.highest, bounds.lowest)
