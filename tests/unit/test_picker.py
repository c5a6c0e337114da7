"""What is picked without measuring (R3.8): the very offer that the exact way chooses, wherever nothing is close.

Each block is asked for many sizes. What is picked is compared with what `Geometry.resolve` chooses; where nothing is
picked the exact way has the last word, which costs time, so that those sizes are listed.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from normalizer.fit import Limits, fit
from normalizer.resolve import Wish, picks
from normalizer.resolve.picker import Picker
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.rough import rough_fit
from normalizer.resolve.sizes import FixedForm, FollowsForm
from normalizer.values import Ratio, Tier
from unit.blocks import target

if TYPE_CHECKING:
    from normalizer import Target

Size = tuple[int, int]

SIDES = (65, 96, 255, 480, 512, 640, 720, 768, 1000, 1024, 1080, 1280, 1536, 1920, 2048, 2160, 2731, 3840, 4096, 7680)
SIZES = tuple(product(SIDES, SIDES))


def chosen(made: Target, size: Size) -> tuple[int, Any]:
    """Give what the exact way chooses: the form, and the offer in it."""
    answer = made.geometry.resolve(Wish(size, Ratio.of(*size), Tier(size[0] * size[1], 1), None, "size", "size"))
    if answer is None:
        raise AssertionError(size)
    form = next(index for index, form in enumerate(made.geometry.forms) if form is answer.form)
    if isinstance(answer.form, RatiosForm):
        return form, (answer.ratio, answer.tier)
    return form, None if isinstance(answer.form, (FixedForm, FollowsForm)) else answer.size


def check(made: Target, picked: dict[Size, tuple[int, Size | None]]) -> None:
    """Every number stands for one choice and every choice for one number; pixels of free forms are those chosen."""
    known: dict[int, Any] = {}
    for size, (number, pixels) in picked.items():
        form, offer = chosen(made, size)
        assert pixels in {None, offer}, size
        choice = (form, offer if pixels is None else "pixels")
        assert known.setdefault(number, choice) == choice, size
    assert len(set(known.values())) == len(known)


@pytest.mark.parametrize(
    ("dimensions", "left_open"),
    [
        pytest.param("{limits: {min_edge: 320, max_edge: 2048, multiple_of: 16}}", 4, id="a grid"),
        pytest.param(
            "{limits: {min_edge: 256, max_edge: 4096, multiple_of: 32, max_pixels: 4194304, min_ratio: '1:4', max_ratio: '4:1'}}",
            4,
            id="a grid, shapes and pixels",
        ),
        pytest.param("{limits: {min_pixels: 600000, max_pixels: 2000000}}", 4, id="pixels alone"),
        pytest.param("{limits: unknown}", 4, id="no known limits"),
        pytest.param(
            "{limits: {multiple_of: 64, min_width: 512, max_width: 1024, min_height: 256, max_height: 2048}}",
            4,
            id="sides that differ",
        ),
        pytest.param("{limits: {multiple_of: 512, max_edge: 8192}}", 4, id="a wide grid"),
        pytest.param("{sizes: [1024x1024, 1536x1024, 1024x1536, 512x512]}", 4, id="sizes"),
        pytest.param("{sizes: [1280x720, 720x1280]}\ndefault: 720x1280", 4, id="sizes that are turned"),
        pytest.param("{aspect_ratios: [1:1, 16:9, 9:16, 21:9]}", 4, id="ratios"),
        pytest.param("{aspect_ratios: [16:9, 9:16]}\ndefault: '9:16'", 4, id="ratios that are turned"),
        pytest.param("{aspect_ratios: [1:1, 16:9, 9:16, 21:9], tiers: [1K, 2K, 4K]}", 10, id="ratios and tiers"),
        pytest.param("{aspect_ratios: [1:1, 16:9, 9:16, 21:9], tiers: [2K]}", 4, id="ratios and one tier"),
        pytest.param("{aspect_ratios: [1:1, 16:9, 9:16, 21:9], pixels: 1MP}", 4, id="ratios of known pixels"),
        pytest.param("{aspect_ratios: [1:1, 16:9, 9:16, 21:9]}\ndefault: 16:9 2K", 4, id="ratios with a default scale"),
        pytest.param(
            "{aspect_ratios: [1:1, 16:9, 9:16, 21:9], tiers: [480p, 720p, 1080p], tier_rule: short_edge}",
            7,
            id="ratios and short edges",
        ),
        pytest.param("{tiers: [1K, 2K, 4K], shape: 16:9}", 10, id="tiers of one shape"),
        pytest.param("{tiers: [1K, 2K]}", 8, id="tiers alone"),
        pytest.param("{tiers: [480p, 720p], shape: 1:1, tier_rule: short_edge}", 6, id="short edges of one shape"),
        pytest.param("{tiers: [1K, 1MP, 4MP], shape: 1:1}", 270, id="tiers of equal pixels"),
        pytest.param(
            "{tiers: [1K, 2K], table: {1:1: [1024x1024, 2048x2048], 16:9: [1376x768, 2752x1536], 9:16: [768x1376, null]}}",
            4,
            id="a table",
        ),
        pytest.param("{fixed: 1024x1024}", 4, id="one size"),
        pytest.param("{follows: image}", 4, id="the input"),
        pytest.param(
            "[{sizes: [1024x1024, 1536x1024, 1024x1536, 512x512]}, {limits: {multiple_of: 16, min_edge: 512}}]",
            8,
            id="sizes or a grid",
        ),
        pytest.param(
            "[{limits: {multiple_of: 16, min_edge: 512, max_edge: 1536}}, {sizes: [600x600, 2000x1000]}]",
            4,
            id="a grid or sizes",
        ),
        pytest.param(
            "[{aspect_ratios: [1:1, 16:9, 9:16, 21:9], tiers: [1K, 2K]}, {limits: {min_edge: 1024, max_edge: 2048}}]",
            20,
            id="ratios or a grid",
        ),
        pytest.param(
            "[{aspect_ratios: [1:1, 16:9, 9:16, 21:9]}, {sizes: [1024x1024, 1536x1024, 1024x1536, 512x512]}]",
            4,
            id="ratios or sizes",
        ),
        pytest.param(
            "[{tiers: [1K, 2K], table: {1:1: [1024x1024, 2048x2048], 16:9: [1376x768, 2752x1536], 9:16: [768x1376, null]}}, {sizes: [1024x1024, 1536x1024, 1024x1536, 512x512]}]",
            20,
            id="a table or sizes",
        ),
        pytest.param(
            "[{tiers: [1K, 4K], shape: 1:1}, {sizes: [1024x1024, 1536x1024, 1024x1536, 512x512]}]",
            29,
            id="tiers or sizes",
        ),
        pytest.param(
            "[{fixed: 1024x1024}, {sizes: [1024x1024, 1536x1024, 1024x1536, 512x512]}]", 396, id="one size or several"
        ),
        pytest.param(
            "[{aspect_ratios: [1:1, 16:9, 9:16, 21:9], pixels: 1MP}, {aspect_ratios: [1:1, 16:9, 9:16, 21:9], tiers: [2K, 4K]}]",
            10,
            id="ratios or ratios and tiers",
        ),
        pytest.param("[{tiers: [1K, 2K], shape: 4:3}, {tiers: [1K]}]", 15, id="tiers of a shape or of none"),
        pytest.param(
            "[{limits: {multiple_of: 64, max_edge: 1024}}, {limits: {multiple_of: 8, min_edge: 1024}}]",
            7,
            id="two grids",
        ),
        pytest.param(
            "[{tiers: [1K, 2K], table: {1:1: [1024x1024, 2048x2048], 16:9: [1376x768, 2752x1536], 9:16: [768x1376, null]}}, {limits: {multiple_of: 16, max_edge: 1024}}]",
            6,
            id="a table or a grid",
        ),
        pytest.param(
            "[{aspect_ratios: [1:1, 16:9], pixels: 1MP}, {aspect_ratios: [1:1, 9:16], pixels: 0.3MP}]",
            4,
            id="ratios of two known scales",
        ),
        pytest.param(
            "[{tiers: [1K], table: {1:1: [1024x1024]}}, {sizes: [1024x1024, 512x512]}]",
            270,
            id="a cell that is a size too",
        ),
        pytest.param("[{fixed: 1024x1024}, {limits: {multiple_of: 16}}]", 400, id="one size or a grid"),
        pytest.param("{sizes: [2000x1000, 500x1000]}", 4, id="sizes of one cost that are turned"),
        pytest.param("[{sizes: [512x512]}, {sizes: [1024x1024]}, {sizes: [2048x2048]}]", 10, id="three lists"),
        pytest.param(
            "[{tiers: [1K, 2K], table: {1:1: [1024x1024, 2048x2048], 16:9: [1376x768, 2752x1536]}}, {sizes: [1328x747]}]",
            6,
            id="a table by the names of its ratios",
        ),
        pytest.param("[{sizes: [2048x2048]}, {sizes: [1024x1024]}, {sizes: [512x512]}]", 10, id="three lists, turned"),
    ],
)
def test_r3_8_what_is_picked_is_what_is_chosen(dimensions: str, left_open: int) -> None:
    """Whatever size is asked, the pick is the choice; only so many sizes are left to the exact way."""
    made = target(f"dimensions: {dimensions}")
    pick = Picker(made.geometry).picking
    assert pick is not None
    picked = {size: pick(size) for size in SIZES}
    check(made, {size: found for size, found in picked.items() if found is not None})
    assert sum(found is None for found in picked.values()) == left_open


@pytest.mark.parametrize(
    "dimensions",
    [
        pytest.param("{sizes: [1024x1024], open: true}", id="sizes that are open"),
        pytest.param("{sizes: unknown}", id="sizes that nobody knows"),
        pytest.param("{aspect_ratios: unknown}", id="ratios that nobody knows"),
        pytest.param("{aspect_ratios: {min: 1:4, max: 4:1}}", id="any ratio"),
        pytest.param("{aspect_ratios: [1:1, 16:9], pixels: 720p}", id="ratios whose pixels depend on the shape"),
        pytest.param("{tiers: unknown}", id="tiers that nobody knows"),
        pytest.param("[{follows: image}, {sizes: [1024x1024]}]", id="the input or sizes"),
        pytest.param("[{tiers: unknown}, {sizes: [1024x1024]}]", id="one form that nobody knows"),
    ],
)
def test_r3_8_what_only_the_exact_way_can_tell(dimensions: str) -> None:
    """Where a list is open or not known, nothing is picked at all."""
    assert Picker(target(f"dimensions: {dimensions}").geometry).picking is None


def test_r4_11_nothing_to_pick_from() -> None:
    """A target without any form has nothing to pick."""
    assert Picker(target("parameters: {prompt: }").geometry).picking is None


@pytest.mark.parametrize(
    ("exact_way", "dimensions", "times"),
    [
        pytest.param("fit", "{limits: {min_pixels: 600000, max_pixels: 2000000}}", 0, id="whole pixels"),
        pytest.param("fit", "{limits: {min_edge: 320, max_edge: 2048, multiple_of: 16}}", 0, id="a grid"),
        pytest.param(
            "fit",
            "{limits: {min_edge: 256, max_edge: 4096, multiple_of: 32, max_pixels: 4194304, min_ratio: '1:4', max_ratio: '4:1'}}",
            0,
            id="a grid, shapes and pixels",
        ),
        pytest.param(
            "fit",
            "{limits: {multiple_of: 64, min_width: 512, max_width: 1024, min_height: 256, max_height: 2048}}",
            0,
            id="sides that differ",
        ),
        pytest.param("fit", "{limits: {multiple_of: 512, max_edge: 8192}}", 0, id="a wide grid"),
        pytest.param("least", "{sizes: [1024x1024, 1536x1024, 1024x1536, 512x512]}", 0, id="sizes"),
        pytest.param("least", "{sizes: [1280x720, 720x1280]}", 20, id="squares of two sizes"),
    ],
)
def test_r3_8_the_exact_way_is_seldom_needed(
    monkeypatch: pytest.MonkeyPatch, exact_way: str, dimensions: str, times: int
) -> None:
    """Whole numbers decide squares and other ties; everything else is clear without them."""
    made, asked = target(f"dimensions: {dimensions}"), []
    exact = getattr(picks, exact_way)
    monkeypatch.setattr(picks, exact_way, lambda *given, **more: (asked.append(given), exact(*given, **more))[1])
    pick = Picker(made.geometry).picking
    assert pick is not None
    for size in SIZES:
        pick(size)
    assert len(asked) == times


@pytest.mark.parametrize("size", [(47525, 38804), (10681, 8721), (38804, 47525), (8721, 10681)])
def test_r3_8_a_shape_at_the_very_middle_is_left_to_whole_numbers(size: Size) -> None:
    """The square of 47525:38804 is 1.5 to nine digits, so that 1:1 and 3:2 are about as near."""
    made = target("dimensions: {aspect_ratios: [2:3, 1:1, 3:2]}")
    pick = Picker(made.geometry).picking
    assert pick is not None
    check(made, {asked: pick(asked) for asked in (size, (1000, 1001), (1500, 1000), (1000, 1500))})


@pytest.mark.parametrize(
    ("size", "picked"),
    [
        ((45139, 70619), None),  # 40 * 76 * 1024 * 1024 pixels and one more
        ((42021, 75859), None),  # and one less
        ((45139, 70620), 1),
        ((42021, 75858), 0),
    ],
)
def test_r3_8_a_scale_at_the_very_middle_is_left_open(size: Size, picked: int | None) -> None:
    """Between two tiers a size whose pixels are about as near to both is not picked."""
    made = target("dimensions: {tiers: [40K, 76K], shape: '1:1'}")
    pick = Picker(made.geometry).picking
    assert pick is not None
    assert (pick(size) is None) is (picked is None)
    if picked is not None:
        assert chosen(made, size) == (0, (None, picked))
        check(made, {asked: pick(asked) for asked in (size, (40000, 1024), (99000, 99000))})


def test_r3_8_two_points_of_a_grid_about_as_near_are_left_to_whole_numbers() -> None:
    """The side 50001 is next to 50000 and 50002, whose costs differ by less than a billionth; of 40001 it is clear."""
    limits = target("dimensions: {limits: {max_edge: 99998, multiple_of: 2}}").geometry.forms[0].limits
    roughly = rough_fit(limits)
    assert roughly((50_001, 50_001)) is None
    assert fit((50_001, 50_001), (50_001**2, 1), limits) == (50_002, 50_002)
    assert roughly((99_997, 99_957)) is None
    assert fit((99_997, 99_957), (99_997 * 99_957, 1), limits) == (99_998, 99_958)
    assert roughly((40_001, 40_001)) == fit((40_001, 40_001), (40_001**2, 1), limits) == (40_002, 40_002)
    # one side on the grid, where it stays, and the other next to two points
    assert roughly((50_000, 50_001)) is roughly((50_001, 50_000)) is None
    assert fit((50_000, 50_001), (50_000 * 50_001, 1), limits) == (50_000, 50_002)
    assert roughly((20_000, 20_001)) == fit((20_000, 20_001), (20_000 * 20_001, 1), limits) == (20_000, 20_002)


def test_r3_8_of_two_points_that_mirror_each_other_whole_numbers_decide() -> None:
    """The squares beside 21x21 have too few and too many pixels; 20x22 and 22x20 are as near."""
    limits = target("dimensions: {limits: {min_pixels: 417, max_pixels: 466, multiple_of: 2}}").geometry.forms[0].limits
    assert rough_fit(limits)((21, 21)) is None
    assert fit((21, 21), (441, 1), limits) == (22, 20)


@pytest.mark.parametrize("size", [(243, 297), (427, 301), (117, 405)])
def test_r5_1_limits_that_contradict_each_other_are_left_to_the_exact_way(size: Size) -> None:
    """So many pixels do not fit between such sides; a side shorter than a step has no quotient to the point below."""
    limits = Limits.of(width=(21, 31), height=(34, 45), pixels=(14386, 16771), step=16)
    assert rough_fit(limits)(size) is None


@pytest.mark.parametrize(
    ("limits", "default", "size", "answer"),
    [
        ("{max_edge: 99998, multiple_of: 2}", "auto", (50_001, 50_001), (50_002, 50_002)),
        ("{max_edge: 99998, multiple_of: 2}", "auto", (99_997, 99_957), (99_998, 99_958)),
        ("{min_pixels: 20000, max_pixels: 20000, multiple_of: 100}", "100x200", (141, 141), (100, 200)),
        ("{min_pixels: 20000, max_pixels: 20000, multiple_of: 100}", "200x100", (141, 141), (200, 100)),
    ],
)
def test_r5_4_what_is_not_clear_is_fitted_exactly(limits: str, default: str, size: Size, answer: Size) -> None:
    """A pick is the rectangle that whole numbers decide on, and the target's default shape where they do not (R3.4)."""
    pick = Picker(target(f"default: {default}\ndimensions: {{limits: {limits}}}").geometry).picking
    assert pick is not None
    assert pick(size) == (0, answer)


def test_r4_1_a_cell_is_met_by_its_pixels() -> None:
    """1100x1000 stands for 16:9 in this table, though it is closer to 1:1."""
    made = target("dimensions: {tiers: [1K], table: {1:1: [1024x1024], 16:9: [1100x1000]}}")
    pick = Picker(made.geometry).picking
    assert pick is not None
    assert chosen(made, (1100, 1000)) == (0, (1, 0))
    check(made, {size: pick(size) for size in ((1100, 1000), (1101, 1000), (1920, 1080), (1024, 1024))})


def test_r4_6_free_forms_are_known_by_their_place() -> None:
    """The number of a pick in a free form leads to that form of the file."""
    picker = Picker(target("dimensions: [{aspect_ratios: [1:1]}, {limits: {multiple_of: 16}}]").geometry)
    assert picker.picking is not None
    number, pixels = picker.picking((1600, 800)) or (None, None)
    assert (picker.free, pixels) == ({number: 1}, (1600, 800))


def test_r4_6_pixels_are_first_of_all_those_of_a_list() -> None:
    """1376x768 is met by the list, whose words are pixels; 1920x1080 by the name 16:9 of the table."""
    made = target("dimensions: [{tiers: [1K], table: {16:9: [1376x768], 1:1: [1024x1024]}}, {sizes: [1376x768]}]")
    pick = Picker(made.geometry).picking
    assert pick is not None
    assert [chosen(made, size)[0] for size in ((1376, 768), (1920, 1080))] == [1, 0]
    check(made, {size: pick(size) for size in ((1376, 768), (1920, 1080))})
