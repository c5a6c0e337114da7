"""A rectangle into limits (R5): the shape first, then the scale, then the grid."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from normalizer import fit as fitting
from normalizer.fit import ENDLESS, Limits, clamp, fit, grid_points, with_points

if TYPE_CHECKING:
    from normalizer.fit import Direction

K1, K2 = 1024 * 1024, 2048 * 2048

NO_LIMITS = Limits.of()
EDGES = Limits.of(width=(256, 2048), height=(256, 2048), step=32)
SPEC = Limits.of(width=(320, 4096), height=(320, 4096), pixels=(None, 4_194_304), ratio=((1, 4), (4, 1)), step=16)
NARROW = Limits.of(width=(None, 300), ratio=((64, 35), (64, 35)))
"""64x35, 128x70, 192x105 and 256x140 alone are legal here."""


def fitted(width: int, height: int, limits: Limits, **more: Any) -> tuple[int, int]:
    """Fit a rectangle in pixels."""
    return fit((width, height), (width * height, 1), limits, **more)


@pytest.mark.parametrize(
    ("shape", "scale", "answer"),
    [
        ((16, 9), K1, (1365, 768)),
        ((3, 2), K1, (1254, 836)),
        ((4, 5), K1, (916, 1145)),
        ((4, 3), K1, (1183, 887)),
        ((1, 1), K1, (1024, 1024)),
        ((16, 9), K2, (2731, 1536)),
        ((9, 16), K1, (768, 1365)),
    ],
)
def test_r5_vectors_without_limits(shape: tuple[int, int], scale: int, answer: tuple[int, int]) -> None:
    """Shape and scale become whole pixels, as the rules list them."""
    assert fit(shape, (scale, 1), NO_LIMITS) == answer


@pytest.mark.parametrize(
    ("wish", "limits", "answer"),
    [
        ((1920, 1080), Limits.of(step=16), (1920, 1088)),
        ((1080, 1350), Limits.of(step=16), (1088, 1360)),
        ((800, 600), Limits.of(step=64), (768, 576)),
        ((3000, 100), SPEC, (1280, 320)),
        ((100, 3000), SPEC, (320, 1280)),
    ],
)
def test_r5_vectors_with_a_multiple(wish: tuple[int, int], limits: Limits, answer: tuple[int, int]) -> None:
    """The rectangles that the rules list."""
    assert fitted(*wish, limits) == answer


def test_r5_vector_with_a_cap() -> None:
    """1K at 4:3, in multiples of 32 and at most 1,048,576 pixels, is 1152x864."""
    assert fit((4, 3), (K1, 1), Limits.of(pixels=(None, 1_048_576), step=32)) == (1152, 864)


@pytest.mark.parametrize(
    ("limits", "legal", "illegal"),
    [
        (Limits.of(width=(100, None)), (100, 7), (99, 7)),
        (Limits.of(width=(None, 100)), (100, 7), (101, 7)),
        (Limits.of(height=(100, None)), (7, 100), (7, 99)),
        (Limits.of(height=(None, 100)), (7, 100), (7, 101)),
        (Limits.of(pixels=(1000, None)), (100, 10), (111, 9)),
        (Limits.of(pixels=(None, 1000)), (100, 10), (91, 11)),
        (Limits.of(ratio=((1, 2), None)), (50, 100), (49, 100)),
        (Limits.of(ratio=(None, (2, 1))), (100, 50), (101, 50)),
        (Limits.of(step=8), (16, 24), (17, 24)),
        (Limits.of(step=8), (24, 16), (24, 17)),
        (Limits.of(step=8), (8, 8), (4, 8)),
        (NO_LIMITS, (1, 1), (0, 1)),
        (NO_LIMITS, (99_999, 99_999), (1, 0)),
    ],
)
def test_r5_bounds_are_inclusive(limits: Limits, legal: tuple[int, int], illegal: tuple[int, int]) -> None:
    """What stands on a bound is legal, one step beyond it is not."""
    assert limits.admits(*legal)
    assert not limits.admits(*illegal)


def test_r5_2_a_side_is_at_least_one_multiple() -> None:
    """No bound is as good as one multiple below and none above."""
    limits = Limits.of(step=64)
    assert (limits.min_width, limits.min_height, limits.max_width, limits.max_height) == (64, 64, ENDLESS, ENDLESS)
    assert (limits.min_pixels, limits.max_pixels) == (1, ENDLESS * ENDLESS)
    assert Limits.of(width=(100, None), height=(10, None), step=64).min_width == 100
    assert Limits.of(width=(100, None), height=(10, None), step=64).min_height == 64
    assert fitted(1, 1, limits) == (64, 64)


@pytest.mark.parametrize(
    "wish", [(1920, 1088), (64, 4096), (1024, 1024), (16, 16), (99_984, 16)], ids=lambda wish: f"{wish[0]}x{wish[1]}"
)
def test_r5_1_a_legal_wish_is_unchanged(wish: tuple[int, int]) -> None:
    """Fitting twice is the same as fitting once."""
    assert fitted(*wish, Limits.of(step=16)) == wish


@pytest.mark.parametrize(
    ("limits", "lowest", "highest"),
    [
        # width : height at most 2048 : 256 and at least 256 : 2048
        (EDGES, (256, 2048), (2048, 256)),
        # the ratio limit is the narrower one
        (SPEC, (1, 4), (4, 1)),
        # a side of 100 and at most 20,000 pixels: the other is at most 200
        (Limits.of(width=(100, None), pixels=(None, 20_000)), (10_000, 20_000), None),
        (Limits.of(height=(100, None), pixels=(None, 20_000)), None, (20_000, 10_000)),
        # a side of at most 100 and at least 20,000 pixels: the other is at least 200
        (Limits.of(height=(None, 100), pixels=(20_000, None)), (20_000, 10_000), None),
        (Limits.of(width=(None, 100), pixels=(20_000, None)), None, (10_000, 20_000)),
        (Limits.of(width=(100, None), height=(None, 50)), (100, 50), None),
        (Limits.of(width=(None, 50), height=(100, None)), None, (50, 100)),
    ],
)
def test_r5_2_shapes_that_have_a_rectangle(
    limits: Limits, lowest: tuple[int, int] | None, highest: tuple[int, int] | None
) -> None:
    """The narrowest and the widest shape follow from sides, pixels and ratios together."""
    assert lowest in {None, limits.lowest}
    assert highest in {None, limits.highest}


@pytest.mark.parametrize(
    ("shape", "bent"),
    [((5, 1), (4, 1)), ((4, 1), (4, 1)), ((39, 10), (39, 10)), ((1, 5), (1, 4)), ((1, 4), (1, 4)), ((1, 1), (1, 1))],
)
def test_r5_2_the_nearest_shape_that_has_one(shape: tuple[int, int], bent: tuple[int, int]) -> None:
    """A shape between the two stays, any other goes to the nearer one."""
    assert SPEC.bend(shape) == bent


@pytest.mark.parametrize(
    ("shape", "scale", "result"),
    [
        ((3000, 100), 300_000, ((4, 1), (409_600, 1))),  # both sides at least 320: 1280x320
        ((1, 1), 1, ((1, 1), (102_400, 1))),  # 320x320
        ((1, 1), 10**8, ((1, 1), (4_194_304, 1))),  # the pixels bind before the sides
        ((4, 1), 10**8, ((4, 1), (4_194_304, 1))),  # 4096x1024
        ((2, 1), 500_000, ((2, 1), (500_000, 1))),
        ((1, 2), 204_800, ((1, 2), (204_800, 1))),  # 320x640, on the bound
        ((1, 2), 204_799, ((1, 2), (204_800, 1))),
    ],
)
def test_r5_3_the_scale_moves_with_the_shape_held(
    shape: tuple[int, int], scale: int, result: tuple[tuple[int, int], tuple[int, int]]
) -> None:
    """One factor for both sides, up or down to the nearest scale the limits allow."""
    bent, moved = clamp(shape, (scale, 1), SPEC)
    assert bent == result[0]
    assert moved[0] * result[1][1] == result[1][0] * moved[1]


@pytest.mark.parametrize(
    ("limits", "shape", "fewest", "most"),
    [
        (Limits.of(width=(100, 200), height=(100, 300)), (1, 1), 10_000, 40_000),
        (Limits.of(width=(100, 200), height=(100, 300)), (1, 2), 20_000, 45_000),  # 100x200, 150x300
        (Limits.of(width=(100, 200), height=(100, 300)), (2, 1), 20_000, 20_000),  # 200x100 alone
        (Limits.of(width=(10, 200), height=(10, 300), pixels=(900, 30_000)), (1, 1), 900, 30_000),
    ],
)
def test_r5_3_the_scales_a_shape_may_have(limits: Limits, shape: tuple[int, int], fewest: int, most: int) -> None:
    """Sides and pixels bound the scale of a shape from both sides."""
    low, high = limits.scales(shape)
    assert low[0] == fewest * low[1]
    assert high[0] == most * high[1]


@pytest.mark.parametrize(
    ("wish", "limits", "answer"),
    [
        ((99_999, 1), EDGES, (2048, 256)),
        ((1, 99_999), EDGES, (256, 2048)),
        ((10, 10), EDGES, (256, 256)),
        ((5000, 5000), EDGES, (2048, 2048)),
        # 2:1 with a million pixels is 1414.2 x 707.1; of the four grid points only 1414x707 has no more
        ((2000, 1000), Limits.of(pixels=(None, 1_000_000)), (1414, 707)),
        # at least a million: 1415x707 is the nearest in shape of those that have it
        ((100, 50), Limits.of(pixels=(1_000_000, None)), (1415, 707)),
        # 3:1 bends to 2:1; 1448x724 is that shape exactly
        ((1774, 591), Limits.of(ratio=((1, 2), (2, 1))), (1448, 724)),
        ((591, 1774), Limits.of(ratio=((1, 2), (2, 1))), (724, 1448)),
        ((99_999, 99_999), NO_LIMITS, (99_999, 99_999)),
        ((99_999, 1), NO_LIMITS, (99_999, 1)),
        ((1, 1), Limits.of(width=(7, 7), height=(9, 9)), (7, 9)),
    ],
)
def test_r5_5_every_wish_has_an_answer(wish: tuple[int, int], limits: Limits, answer: tuple[int, int]) -> None:
    """Extreme wishes come out at the bounds, with the shape as near as it can be."""
    assert fitted(*wish, limits) == answer


def test_r5_4_the_nearest_legal_multiple() -> None:
    """The limits decide which of the neighbouring multiples counts."""
    # at most 97 wide: the multiple of 7 below is 91, the one above illegal
    assert fitted(100, 100, Limits.of(width=(50, 97), height=(50, 400), step=7)) == (91, 91)
    # 102 is the only multiple of 51 between 100 and 110
    assert fitted(110, 110, Limits.of(width=(100, 110), height=(100, 110), step=51)) == (102, 102)


@pytest.mark.parametrize(
    ("direction", "answer"), [("nearest", (50, 10)), ("at_least", (55, 11)), ("at_most", (50, 10))]
)
def test_r5_4_without_a_legal_neighbour_the_search_widens(direction: Direction, answer: tuple[int, int]) -> None:
    """Of exactly 5:1 nothing lies around 52 x 10.4; two steps on there are 50x10 and 55x11."""
    # 540.8 pixels: 500 are 1.08 away, 605 are 1.12
    limits = Limits.of(ratio=((5, 1), (5, 1)))
    assert fit((5, 1), (5408, 10), limits, direction=direction) == answer


def test_r5_6_a_turned_wish_has_the_turned_answer() -> None:
    """Limits that treat width and height alike turn with the wish."""
    for width, height in ((1920, 1080), (3000, 100), (777, 333), (4096, 320), (99_999, 1)):
        wide, high = fitted(width, height, SPEC)
        assert fitted(height, width, SPEC) == (high, wide)


@pytest.mark.parametrize(
    ("direction", "answer"), [("nearest", (1008, 1008)), ("at_least", (1008, 1008)), ("at_most", (992, 992))]
)
def test_r9_1_at_least_and_at_most_on_a_grid(direction: Direction, answer: tuple[int, int]) -> None:
    """1000x1000 in multiples of 16: no side below, or no side above."""
    assert fitted(1000, 1000, Limits.of(step=16), direction=direction) == answer


@pytest.mark.parametrize(
    ("direction", "answer"), [("nearest", (1365, 768)), ("at_least", (1366, 768)), ("at_most", (1365, 768))]
)
def test_r9_1_a_side_that_is_whole_stays(direction: Direction, answer: tuple[int, int]) -> None:
    """1K at 16:9 is 1365.33 x 768: only the width has to move."""
    assert fit((16, 9), (K1, 1), NO_LIMITS, direction=direction) == answer


def test_r9_1_both_sides_keep_the_bound() -> None:
    """800x600 in multiples of 64 lies between 768x576 and 832x640."""
    limits = Limits.of(step=64)
    assert fitted(800, 600, limits, direction="at_least") == (832, 640)
    assert fitted(800, 600, limits, direction="at_most") == (768, 576)


@pytest.mark.parametrize(("direction", "answer"), [("at_least", (1024, 1024)), ("at_most", (1024, 1024))])
def test_r9_1_limits_come_first(direction: Direction, answer: tuple[int, int]) -> None:
    """Where the limits leave nothing on the right side of the wish, the nearest legal point is the answer."""
    assert fitted(3000, 3000, Limits.of(width=(None, 1024), step=64), direction="at_least") == answer
    assert fitted(100, 100, Limits.of(width=(1024, None), step=64), direction=direction) == answer


def test_r9_1_a_bound_that_no_neighbour_keeps_is_dropped() -> None:
    """At least 1000 wide and at most 1000: 64 does not divide it, 960 is the nearest legal width."""
    assert fitted(1000, 1000, Limits.of(width=(None, 1000), step=64), direction="at_least") == (960, 960)
    assert fitted(1000, 1000, Limits.of(width=(1000, None), step=64), direction="at_most") == (1024, 1024)


def test_r5_4_the_default_settles_a_tie_of_shapes() -> None:
    """A square wish without a square answer goes to landscape, or to the default's side."""
    limits = Limits.of(width=(100, 200), height=(100, 200), pixels=(None, 19_999), step=100)
    # 100x100 alone is legal here; with 20,000 pixels 200x100 and 100x200 are too
    assert fitted(141, 141, limits) == (100, 100)
    both = Limits.of(width=(100, 200), height=(100, 200), pixels=(20_000, 20_000), step=100)
    assert fitted(141, 141, both) == (200, 100)
    assert fitted(141, 141, both, default=(1, 2)) == (100, 200)
    assert fitted(141, 141, both, default=(2, 1)) == (200, 100)


# R5.4, R5.5: narrow limits


def test_r5_4_legal_points_in_order() -> None:
    """Narrow widths first; every bound counts."""
    limits = Limits.of(width=(64, 200), height=(64, 200), pixels=(None, 16_384), ratio=((1, 2), (2, 1)), step=64)
    assert list(grid_points(limits)) == [(64, 64), (64, 128), (128, 64), (128, 128)]
    more = Limits.of(width=(64, 200), height=(64, 200), pixels=(8192, 16_384), ratio=((1, 2), (2, 1)), step=64)
    assert list(grid_points(more)) == [(64, 128), (128, 64), (128, 128)]
    high = Limits.of(width=(65, 128), height=(65, 128), step=64)
    assert list(grid_points(high)) == [(128, 128)]
    tall = Limits.of(width=(1, 1), height=(3, 5))
    assert list(grid_points(tall)) == [(1, 3), (1, 4), (1, 5)]


def test_r5_4_narrow_limits_have_their_points_listed() -> None:
    """Where 16 steps may not suffice all legal points are known, and the cheapest of all is the answer."""
    limits = with_points(NARROW)
    assert limits.points == ((64, 35), (128, 70), (192, 105), (256, 140))
    assert with_points(SPEC) is SPEC
    assert with_points(EDGES) is EDGES
    assert with_points(NO_LIMITS) is NO_LIMITS


@pytest.mark.parametrize("limits", [with_points(NARROW), NARROW], ids=["compiled", "derived"])
@pytest.mark.parametrize(
    ("shape", "scale", "answer"),
    [
        ((64, 35), 5040, (128, 70)),  # 2,240 pixels are 2.25 away, 8,960 are 1.78
        ((64, 35), 4480, (64, 35)),  # exactly in the middle: the smaller (R3.5)
        ((64, 35), 4481, (128, 70)),
        ((1, 1), 1, (64, 35)),
        ((1, 9), 10**9, (256, 140)),
    ],
)
def test_r5_4_answers_of_narrow_limits(
    limits: Limits, shape: tuple[int, int], scale: int, answer: tuple[int, int]
) -> None:
    """The least cost of all legal points, also for limits that were derived later."""
    # around 96x52 there are no grid points within 16 steps; at the ends the search itself finds them
    assert fit(shape, (scale, 1), limits) == answer


@pytest.mark.parametrize(
    ("scale", "direction", "answer"),
    [
        (5040, "at_least", (128, 70)),
        (5040, "at_most", (64, 35)),
        (8960, "at_least", (128, 70)),
        (8960, "at_most", (128, 70)),
        (8961, "at_least", (192, 105)),
        (8959, "at_most", (64, 35)),
        (1000, "at_most", (64, 35)),  # nothing is that small: limits first
        (10**9, "at_least", (256, 140)),
    ],
)
def test_r9_1_bounds_in_narrow_limits(scale: int, direction: Direction, answer: tuple[int, int]) -> None:
    """The listed points keep the bound on both sides where any does."""
    assert fit((64, 35), (scale, 1), with_points(NARROW), direction=direction) == answer


def test_r5_5_limits_without_a_grid_point_are_refused() -> None:
    """Nothing between 100 and 110 is a multiple of 64."""
    empty = Limits.of(width=(100, 110), step=64)
    with pytest.raises(ValueError, match=r"^the limits admit no grid point$"):
        with_points(empty)
    with pytest.raises(ValueError, match=r"^the limits admit no grid point$"):
        fitted(105, 105, empty)


def test_r9_3_a_cap_lowers_the_pixels() -> None:
    """Limits with a cap keep everything else; nothing where no grid point is left."""
    capped = SPEC.capped(1_000_000)
    assert capped is not None
    assert (capped.max_pixels, capped.min_width, capped.max_width, capped.step) == (1_000_000, 320, 4096, 16)
    assert (capped.min_ratio, capped.max_ratio, capped.min_height, capped.max_height) == ((1, 4), (4, 1), 320, 4096)
    assert fitted(2048, 2048, capped) == (1000 // 16 * 16, 1000 // 16 * 16)
    unchanged = SPEC.capped(10**9)
    assert unchanged is not None
    assert unchanged.max_pixels == 4_194_304
    assert Limits.of(step=64).capped(4096) is not None
    assert Limits.of(step=64).capped(4095) is None


def test_r5_4_more_scale_never_gives_less() -> None:
    """Asked pixels by pixels, the answer of one shape never shrinks."""
    answers = [fit((3, 2), (scale, 1), Limits.of(step=8)) for scale in range(10_000, 20_000, 37)]
    assert all(one[0] * one[1] <= other[0] * other[1] for one, other in pairwise(answers))


def test_limits_are_frozen() -> None:
    """Limits are values: they are shared by all requests to a target."""
    with pytest.raises(AttributeError):
        SPEC.step = 1  # type: ignore[misc]  # wrong on purpose
    assert fitting.STEPS == 16
