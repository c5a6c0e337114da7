"""Exact values at the edges of numbers, ratios, sizes, tiers and limits (R1.1, R1.2, R3, R5), errors word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from normalizer import NormalizationError
from normalizer.fit import Limits, fit, is_neighbour, with_points
from normalizer.resolve.shapes import Shapes
from normalizer.values import Ratio, Size, Tier
from normalizer.values.grammar import trimmed
from normalizer.values.measure import least
from normalizer.values.number import number, seconds, whole_number

if TYPE_CHECKING:
    from normalizer.fit import Direction


@pytest.mark.parametrize(
    ("kind", "value", "expected", "got"),
    [
        (Ratio, "wide", "aspect_ratio: not_a_ratio, WIDTH:HEIGHT such as 16:9", "'wide'"),
        (Ratio, 9, "aspect_ratio: not_a_ratio, WIDTH:HEIGHT such as 16:9", "9"),
        (Size, "big", "size: not_a_size, WIDTHxHEIGHT such as 1024x1536", "'big'"),
        (Size, None, "size: not_a_size, WIDTHxHEIGHT such as 1024x1536", "None"),
        (Tier, "K", "resolution: not_a_resolution, a tier such as 2K, 0.25MP, 720p or 1024x1024", "'K'"),
        (Tier, True, "resolution: not_a_resolution, a tier such as 2K, 0.25MP, 720p or 1024x1024", "True"),
    ],
)
def test_r11_what_is_none_is_told_word_for_word(kind: Any, value: Any, expected: str, got: str) -> None:
    """The one problem names the parameter, what was expected and what was got."""
    with pytest.raises(NormalizationError) as caught:
        kind.parse(value)
    (problem,) = caught.value.problems
    assert f"{problem.parameter}: {problem.code}, {problem.expected}" == expected
    assert (problem.got, problem.suggestion) == (got, None)


@pytest.mark.parametrize("text", ["X1024x768", "1024x768X", "x1024x768", "\t1024x768", "\u00a01024x768"])
def test_r1_1_only_spaces_are_trimmed(text: str) -> None:
    """Nothing but U+0020 is taken away outside."""
    assert trimmed(text) == text
    assert Size.read(text) is None


@pytest.mark.parametrize(
    ("value", "whole", "units", "length"),
    [
        (0, 0, 0, None),
        (0.0, 0, 0, None),
        ("0", 0, 0, None),
        (1.0, 1, 10_000, 10_000),
        (0.5, None, 5_000, 5_000),
        (2**64, 2**64, 2**64 * 10_000, None),
        (2**64 + 1, None, None, None),
        (float(2**64), 2**64, 2**64 * 10_000, None),
        (99_999, 99_999, 999_990_000, 999_990_000),
        (100_000, 100_000, 1_000_000_000, None),
        ("99999", 99_999, 999_990_000, 999_990_000),
        ("100000", None, 1_000_000_000, None),
        (-1, None, -10_000, None),
        ("-1.5", None, -15_000, None),
        (0.0001, None, 1, 1),
        (0.00001, None, None, None),
        ("8s", None, None, 80_000),
        ("8 s", None, None, 80_000),
        ("8  s", None, None, None),
    ],
)
def test_r1_2_numbers_at_their_edges(value: Any, whole: int | None, units: int | None, length: int | None) -> None:
    """A whole number from 0, any number in ten-thousandths, a length above 0."""
    assert (whole_number(value), number(value), seconds(value)) == (whole, units, length)


@pytest.mark.parametrize("turned", [False, True])
def test_r3_5_of_one_shape_and_cost_the_smaller_one(*, turned: bool) -> None:
    """Half and twice the scale cost the same; the order of the list does not decide."""
    wide = [(1024, 64), (2048, 128)]
    for rectangles in (wide, wide[::-1]):
        sides = [(high, width) for width, high in rectangles] if turned else rectangles
        shape = (1, 16) if turned else (16, 1)
        assert least(sides, shape, (131_072, 1)) == ((64, 1024) if turned else (1024, 64))


def test_r3_6_the_least_of_nothing() -> None:
    """At least one rectangle is needed."""
    with pytest.raises(ValueError, match=r"^no rectangle to choose from$"):
        least([], (1, 1), (1, 1))


NEARLY_SQUARE = [(999_999_999 - i, 999_999_998 - i) for i in range(5)]
"""Ratios whose quotients are one and the same number in floating point."""


def test_r3_8_quotients_that_are_equal_are_decided_by_whole_numbers() -> None:
    """Each of five ratios that no quotient can tell apart is found, among others and alone."""
    names = [f"{width / 10_000:.4f}:{height / 10_000:.4f}" for width, height in NEARLY_SQUARE]
    assert len({width / height for width, height in NEARLY_SQUARE}) == 1
    for others in ((), ("1:1", "2:1"), ("1:2", "3:2"), ("1:2",), ("2:1",)):
        for left_out in range(5):
            offered = [name for index, name in enumerate(names) if index != left_out]
            shapes = Shapes.of(dict.fromkeys((*others, *offered)))
            for name, shape in zip(names, NEARLY_SQUARE, strict=True):
                found = shapes.names[shapes.closest(shape, None)]
                if name in offered:
                    assert found == name
                else:
                    at = names.index(name)
                    assert found in {*names[max(at - 1, 0) : at], *names[at + 1 : at + 2], "1:1"}


def test_r3_8_of_two_ratios_with_one_quotient_the_closer_one() -> None:
    """The second of five is next to the first, not to the fourth, though all have one quotient."""
    names = [f"{width / 10_000:.4f}:{height / 10_000:.4f}" for width, height in NEARLY_SQUARE]
    shapes = Shapes.of(dict.fromkeys((names[0], names[3])))
    assert [shapes.names[shapes.closest(shape, None)] for shape in NEARLY_SQUARE] == [names[i] for i in (0, 0, 3, 3, 3)]


@pytest.mark.parametrize(
    ("point", "step", "is_one"),
    [
        ((1365, 768), 1, True),
        ((1366, 768), 1, True),
        ((1365, 769), 1, False),
        ((1364, 768), 1, False),
        ((1367, 768), 1, False),
        ((1366, 767), 1, False),
        ((1360, 768), 16, True),
        ((1376, 768), 16, True),
        ((1392, 768), 16, False),
        ((1360, 784), 16, False),
    ],
)
def test_r5_4_the_neighbours_of_1k_at_16_9(point: tuple[int, int], step: int, *, is_one: bool) -> None:
    """1365.33 x 768 has two neighbours, as the height is whole."""
    assert is_neighbour(point, (16, 9), (1024 * 1024, 1), step) is is_one


NARROW = with_points(Limits.of(width=(960, 1600), height=(64, 1600), ratio=((5, 1), (5, 1)), step=64))


@pytest.mark.parametrize(
    ("size", "direction", "answer"),
    [
        ((1000, 200), "nearest", (960, 192)),
        ((1000, 200), "at_least", (1280, 256)),
        ((1000, 200), "at_most", (960, 192)),
        ((1280, 256), "at_least", (1280, 256)),
        ((1280, 256), "at_most", (1280, 256)),
        ((1281, 256), "at_most", (1280, 256)),
        ((1599, 320), "at_least", (1600, 320)),
    ],
)
def test_r9_1_bounds_among_listed_points(size: tuple[int, int], direction: Direction, answer: tuple[int, int]) -> None:
    """Exactly 5:1 in multiples of 64: three rectangles, and a bound keeps to its side of the wish."""
    assert fit(size, (size[0] * size[1], 1), NARROW, direction=direction) == answer


@pytest.mark.parametrize(("default", "answer"), [((127, 21), (127, 21)), ((21, 127), (21, 127)), (None, (127, 21))])
def test_r5_4_of_all_points_the_default_shape_settles_a_tie(
    default: tuple[int, int] | None, answer: tuple[int, int]
) -> None:
    """Exactly 2667 pixels leave two rectangles, far from a square; without a default it is landscape (R3.4)."""
    two = with_points(Limits.of(width=(1, 178), height=(1, 300), pixels=(2667, 2667)))
    assert fit((50, 50), (2500, 1), two, default=default) == answer


def test_r5_4_the_nearest_of_listed_points_may_be_above() -> None:
    """Exactly 101:100: of 101x100 and 202x200 the larger one is nearer to 150x149, more than 16 steps away."""
    few = with_points(Limits.of(width=(1, 505), height=(1, 500), ratio=((101, 100), (101, 100))))
    assert fit((150, 149), (150 * 149, 1), few) == (202, 200)


@pytest.mark.parametrize("direction", ["nearest", "at_least", "at_most"])
def test_r9_1_a_bound_holds_on_both_sides_or_not_at_all(direction: Direction) -> None:
    """Of 2104 to 2106 pixels no rectangle is above or below 31.9 x 66 on both sides: the limits come first."""
    few = with_points(Limits.of(width=(1, 200), height=(1, 300), pixels=(2104, 2106)))
    assert fit((154, 318), (154 * 318, 1), few, direction=direction) == (39, 54)
