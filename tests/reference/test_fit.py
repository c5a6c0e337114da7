"""The reference's own fitting against brute force in small boxes (R5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from .fit import Box, Fitted, fit, read_box
from .measures import area, distance, shape_of
from .strategies import free_forms

if TYPE_CHECKING:
    from fractions import Fraction

SIDE = 24
SMALL = st.integers(1, SIDE)
WISH = st.tuples(st.integers(1, 60), st.integers(1, 60))
LAWS = settings(max_examples=150, deadline=None)


@st.composite
def small_limits(draw: Any) -> dict[str, Any]:
    """Bound everything around a point of a small grid."""
    step = draw(st.sampled_from((1, 1, 2, 3, 4)))
    width, height = (step * draw(st.integers(1, SIDE // step)) for _ in range(2))
    bounds: dict[str, Any] = {
        "min_width": draw(st.integers(1, width)),
        "max_width": draw(st.integers(width, SIDE)),
        "min_height": draw(st.integers(1, height)),
        "max_height": draw(st.integers(height, SIDE)),
        "min_pixels": draw(st.integers(1, width * height)),
        "max_pixels": draw(st.integers(width * height, SIDE**2)),
        "min_ratio": f"{width}:{height + draw(st.integers(0, 9))}",
        "max_ratio": f"{width + draw(st.integers(0, 9))}:{height}",
    }
    names = draw(st.sets(st.sampled_from(sorted(bounds))))
    return {"max_edge": SIDE, "multiple_of": step} | {name: bounds[name] for name in sorted(names)}


def every_point(box: Box) -> list[tuple[int, int]]:
    """Try all of them."""
    sides = range(1, SIDE + 1)
    return [(width, height) for width in sides for height in sides if box.holds((width, height))]


def around(square: Fraction, step: int) -> set[int]:
    """Find the multiples beside the root of `square` by counting up."""
    below = max((side for side in range(0, 4 * SIDE, step) if side**2 <= square), default=0)
    return {below} if below**2 == square else {below, below + step}


def fit_size(box: Box, wish: tuple[int, int], mode: str = "nearest") -> Fitted:
    """Fit a rectangle of whole pixels."""
    return fit(box, shape_of(wish), area(wish), mode=mode)


@LAWS
@given(small_limits(), WISH)
def test_legal_and_idempotent(limits: dict[str, Any], wish: tuple[int, int]) -> None:
    """R5.1, R5.5: the answer is legal, and a legal wish is its own answer, under every bound."""
    box = read_box(limits)
    for mode in ("nearest", "at_least", "at_most"):
        size = fit_size(box, wish, mode).size
        assert box.holds(size)
        assert fit_size(box, size, mode).size == size
        if box.holds(wish):
            assert size == wish


@LAWS
@given(small_limits(), WISH)
def test_nearest_shape_and_scale(limits: dict[str, Any], wish: tuple[int, int]) -> None:
    """R5.2, R5.3: no legal point is nearer in shape, and none of that shape is nearer in scale."""
    box, shape = read_box(limits), shape_of(wish)
    fitted = fit_size(box, wish)
    bend = distance(fitted.shape, shape)
    off = distance(fitted.pixels, area(wish))
    for point in every_point(box):
        assert distance(shape_of(point), shape) >= bend
        assert shape_of(point) != fitted.shape or distance(area(point), area(wish)) >= off
    low, high = box.scales(fitted.shape)
    assert high is not None
    assert low <= fitted.pixels <= high


@LAWS
@given(small_limits(), WISH)
def test_least_cost(limits: dict[str, Any], wish: tuple[int, int]) -> None:
    """R5.4: no legal neighbour costs less; without one, no point of the first window that has any does."""
    box = read_box(limits)
    fitted = fit_size(box, wish)

    def price(size: tuple[int, int]) -> Fraction:
        return distance(shape_of(size), fitted.shape) ** 16 * distance(area(size), fitted.pixels)

    widths = around(fitted.pixels * fitted.shape, box.step)
    heights = around(fitted.pixels / fitted.shape, box.step)
    for wider in range(17):
        reach = wider * box.step
        legal = [
            (width, height)
            for width, height in every_point(box)
            if min(widths) - reach <= width <= max(widths) + reach
            and min(heights) - reach <= height <= max(heights) + reach
        ]
        if legal:
            assert fitted.size in legal
            assert price(fitted.size) == min(map(price, legal))
            assert fitted.neighbour == (wider == 0)
            return
    assert price(fitted.size) == min(map(price, every_point(box)))


@LAWS
@given(small_limits(), WISH)
def test_turned(limits: dict[str, Any], wish: tuple[int, int]) -> None:
    """R5.6: turned limits and a turned wish give the turned answer, a square wish aside."""
    turned = {turned_name(name): bound for name, bound in limits.items()}
    for name in {"min_ratio", "max_ratio"} & set(turned):
        width, height = turned[name].split(":")
        turned[name] = f"{height}:{width}"
    width, height = fit_size(read_box(limits), wish).size
    if wish[0] != wish[1] or width == height:
        assert fit_size(read_box(turned), (wish[1], wish[0])).size == (height, width)


def turned_name(name: str) -> str:
    """Width for height; and the least ratio, turned, is the greatest."""
    pairs = {"width": "height", "height": "width", "min_ratio": "max_ratio", "max_ratio": "min_ratio"}
    bound, _, what = name.partition("_")
    return pairs.get(name) or f"{bound}_{pairs.get(what, what)}"


@LAWS
@given(free_forms("image"), WISH | st.tuples(st.integers(1, 99999), st.integers(1, 99999)))
def test_total(form: tuple[dict[str, Any], list[str]], wish: tuple[int, int]) -> None:
    """R5.5, with limits as large as those of real targets; a bound holds on both sides wherever limits allow a point."""
    box = read_box(form[0]["limits"])
    assert box.holds(fit_size(box, wish).size)
    for mode, sign in (("at_least", 1), ("at_most", -1)):
        fitted = fit_size(box, wish, mode)
        assert box.holds(fitted.size)
        rounded = [max(s) if sign > 0 else min(s) for s in sides_around(fitted, box.step)]
        if box.holds((rounded[0], rounded[1])):
            assert fitted.size == tuple(rounded)


def sides_around(fitted: Fitted, step: int) -> list[list[int]]:
    """Return floor and ceil of both sides, by floats corrected until the squares agree."""
    found = []
    for square in (fitted.pixels * fitted.shape, fitted.pixels / fitted.shape):
        below = int(float(square) ** 0.5) // step * step
        while below**2 > square:
            below -= step
        while (below + step) ** 2 <= square:
            below += step
        found.append([below, below if below**2 == square else below + step])
    return found


@settings(max_examples=120, deadline=None)
@given(free_forms("image", narrow=True), WISH | st.tuples(st.integers(1, 9999), st.integers(1, 9999)))
def test_narrow(form: tuple[dict[str, Any], list[str]], wish: tuple[int, int]) -> None:
    """R5.4: limits with few legal points, or with one, still have an answer."""
    box = read_box(form[0]["limits"])
    assert box.holds(fit_size(box, wish).size)
