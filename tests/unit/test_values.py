"""Numbers, ratios, sizes and tiers as they are read (R1.1, R1.2), and the measures between them (R3)."""

from __future__ import annotations

import enum
from math import inf, log, nan
from typing import Any

import pytest

from normalizer import NormalizationError
from normalizer.values import Ratio, Size, Tier
from normalizer.values.grammar import decimal, plain, ten_thousandths, trimmed, whole
from normalizer.values.measure import (
    cost,
    distance,
    least,
    less,
    log_cost,
    orientation,
    prefers,
    settle,
)
from normalizer.values.number import number, seconds, whole_number

FULL_WIDTH = "\uff11\uff16:\uff19"
ARABIC = "١٦:٩"


class Text(str):
    """A text of a caller's own class."""

    __slots__ = ()


class Level(enum.IntEnum):
    """A number of a caller's own class."""

    THREE = 3


# R1.1: what a text may be


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        (" 16:9 ", "16:9"),
        ("   1", "1"),
        ("16:9", "16:9"),
        (" " * 32, None),
        ("", None),
        ("9" * 32, "9" * 32),
        ("9" * 33, None),
        (" " * 28 + "16:9", "16:9"),
        (" " * 29 + "16:9", None),  # the blanks count
        ("\t16:9", "\t16:9"),
        ("16:9\n", "16:9\n"),
        ("\u00a016:9", "\u00a016:9"),
    ],
)
def test_r1_1_blanks_are_cut_and_long_texts_refused(text: str, cut: str | None) -> None:
    """U+0020 alone is cut off, and at most 32 characters are looked at."""
    assert trimmed(text) == cut


@pytest.mark.parametrize(
    ("digits", "units"),
    [
        ("2.39", 23_900),
        ("16", 160_000),
        ("0.25", 2_500),
        ("0.0001", 1),
        ("99999.9999", 999_999_999),
        ("0", 0),
        ("0.0", 0),
    ],
)
def test_r1_1_numbers_are_kept_as_ten_thousandths(digits: str, units: int) -> None:
    """Four digits after the point are all the grammar allows, so whole numbers hold them."""
    assert ten_thousandths(digits) == units


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("7.5", 75_000),
        ("1", 10_000),
        ("99999", 999_990_000),
        ("0.5", 5_000),
        ("0.0001", 1),
        ("100000", None),
        ("1.00001", None),
        ("1.", None),
        (".5", None),
        ("07", None),
        ("00.5", None),
        ("0", None),
        ("0.0", None),
        ("0.0000", None),
        ("1e3", None),
        ("+1", None),
        ("-1", None),
        ("1_0", None),
        ("1 ", None),
        ("", None),
        ("1\n", None),
        ("\u0661", None),
        ("1" * 33, None),
    ],
)
def test_r1_1_decimal_numbers(text: str, units: int | None) -> None:
    """A decimal number is positive, without sign, exponent or leading zero."""
    assert decimal(text) == units


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1024", 1024),
        ("1", 1),
        ("99999", 99_999),
        ("100000", None),
        ("0", None),
        ("010", None),
        ("1.0", None),
        ("²", None),
        ("-1", None),
        ("", None),
    ],
)
def test_r1_1_pixels_have_no_point(text: str, count: int | None) -> None:
    """Pixels are whole numbers of at most five digits from 1."""
    assert whole(text) == count


def test_r1_1_a_whole_number_is_shown_without_a_point() -> None:
    """Ten-thousandths become an int where there is no fraction."""
    assert [plain(80_000), plain(75_000), plain(1), plain(0)] == [8, 7.5, 0.0001, 0]
    assert type(plain(80_000)) is int


# R1.2: whole numbers


@pytest.mark.parametrize(
    ("value", "count"),
    [
        (3, 3),
        (0, 0),
        (3.0, 3),
        ("3", 3),
        ("0", 0),
        ("99999", 99_999),
        (2**64, 2**64),
        (float(2**64), 2**64),
        (Level.THREE, 3),
        (Text("3"), 3),
        (True, None),
        (False, None),
        (-1, None),
        (-1.0, None),
        (3.5, None),
        (nan, None),
        (inf, None),
        (-inf, None),
        (2**64 + 1, None),
        (float(2**65), None),
        pytest.param(10**5000, None, id="huge"),
        ("03", None),
        ("3.0", None),
        ("+3", None),
        ("-3", None),
        (" 3", None),
        ("100000", None),
        ("3" * 33, None),
        ("٣", None),
        ("", None),
        (None, None),
        ([3], None),
        (b"3", None),
    ],
)
def test_r1_2_whole_numbers(value: Any, count: int | None) -> None:
    """An int, a float without fraction or a text of digits; `True` is never a number."""
    read = whole_number(value)
    assert read == count
    assert type(read) in (int, type(None))


@pytest.mark.parametrize(
    ("value", "units"),
    [
        (2.5, 25_000),
        (7, 70_000),
        (-7, -70_000),
        (0, 0),
        (0.1, 1_000),
        (0.0001, 1),
        (0.00001, None),
        (1 / 3, None),
        (-0.5, -5_000),
        ("2.5", 25_000),
        ("-1", -10_000),
        ("-1.25", -12_500),
        ("0", 0),
        ("-0.5", -5_000),
        ("12345678901234567890", 12_345_678_901_234_567_890 * 10_000),
        ("123456789012345678901", None),
        ("1.23456", None),
        ("--1", None),
        ("+1", None),
        ("01", None),
        ("1.", None),
        ("1" * 33, None),
        ("", None),
        (2**64, 2**64 * 10_000),
        (-(2**64), -(2**64) * 10_000),
        (2**64 + 1, None),
        (-(2**64) - 1, None),
        (float(2**64), 2**64 * 10_000),
        (-float(2**64), -(2**64) * 10_000),
        (2.0**65, None),
        (-(2.0**65), None),
        (nan, None),
        (inf, None),
        (True, None),
        (False, None),
        (None, None),
        ([1], None),
    ],
)
def test_r1_2_numbers_of_parameters(value: Any, units: int | None) -> None:
    """Any number of at most four decimals; texts may have a minus sign, for provider's words such as -1."""
    assert number(value) == units


@pytest.mark.parametrize(
    ("value", "units"),
    [
        ("8s", 80_000),
        ("8", 80_000),
        (" 8 ", 80_000),
        ("8 s", 80_000),
        (" 8s ", 80_000),
        ("7.5s", 75_000),
        (8, 80_000),
        (8.0, 80_000),
        (7.5, 75_000),
        (99_999, 999_990_000),
        (99_999.5, 999_995_000),
        (100_000, None),
        (0.0001, 1),
        (0, None),
        ("0", None),
        (-8, None),
        ("-8", None),
        ("8  s", None),
        ("8S", None),
        ("s", None),
        ("08", None),
        ("8sec", None),
        ("1e1", None),
        ("", None),
        ("   ", None),
        (nan, None),
        (True, None),
        (None, None),
        (1 / 3, None),
        ("8" * 33, None),
    ],
)
def test_r1_lengths_in_seconds(value: Any, units: int | None) -> None:
    """A positive number, or a text with one and maybe an `s` behind it."""
    assert seconds(value) == units


# R1.1: ratios, sizes, tiers


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("16:9", (16, 9)),
        ("16/9", (16, 9)),
        ("16x9", (16, 9)),
        (" 16:9 ", (16, 9)),
        ("2.39:1", (239, 100)),
        ("0.5:1", (1, 2)),
        ("1.7778:1", (8889, 5000)),
        ("32:18", (16, 9)),
        ("1920:1080", (16, 9)),
        ("99999:1", (99_999, 1)),
        ("99999.9999:99999.9999", (1, 1)),
        ("0.0001:99999", (1, 999_990_000)),
        ("100000:1", None),
        ("1.00001:1", None),
        ("0:9", None),
        ("16:0", None),
        ("0.0:1", None),
        ("016:9", None),
        ("16:09", None),
        ("+16:9", None),
        ("-16:9", None),
        ("1e1:9", None),
        ("16 : 9", None),
        ("16:9:4", None),
        ("16", None),
        ("16:", None),
        (":9", None),
        ("16:9\n", None),
        ("2.39x1", None),
        ("0x9", None),
        (FULL_WIDTH, None),
        (ARABIC, None),
        ("16\uff1a9", None),
        ("16\u22369", None),
        ("", None),
        ("1" * 33, None),
        ("nan:1", None),
    ],
)
def test_r1_1_ratios(text: str, pair: tuple[int, int] | None) -> None:
    """`W:H`, `W/H`, `WxH`, decimals too, reduced to lowest whole numbers."""
    assert Ratio.read(text) == pair


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("1920x1080", (1920, 1080)),
        ("1920X1080", (1920, 1080)),
        ("1920*1080", (1920, 1080)),
        ("1920×1080", (1920, 1080)),
        (" 1x1 ", (1, 1)),
        ("99999x99999", (99_999, 99_999)),
        ("100000x1", None),
        ("0x1", None),
        ("1x0", None),
        ("01x1", None),
        ("1.5x2", None),
        ("-1x1", None),
        ("1024 x 768", None),
        ("1024x768x3", None),
        ("1024", None),
        ("x", None),
        ("1e3x1e3", None),
        ("0x0x10", None),
        ("1_024x768", None),
        ("1024\u0445768", None),  # a Cyrillic letter
        ("\uff11\uff10\uff12\uff14x1024", None),
        ("²x²", None),
        ("1024x1024\n", None),
        ("\u00a01024x1024", None),
        ("", None),
        pytest.param("9" * 10_000 + "x1", None, id="long"),
    ],
)
def test_r1_1_sizes(text: str, pair: tuple[int, int] | None) -> None:
    """`WxH` with `x`, `X`, `*` or `×`, whole pixels of at most five digits."""
    assert Size.read(text) == pair


@pytest.mark.parametrize(
    ("text", "tier"),
    [
        ("1K", (1_048_576, 1, 0)),
        ("2k", (4_194_304, 1, 0)),
        ("0.5K", (262_144, 1, 0)),
        ("1.5K", (2_359_296, 1, 0)),
        ("2 K", (4_194_304, 1, 0)),
        ("1MP", (1_048_576, 1, 0)),
        ("0.25MP", (262_144, 1, 0)),
        ("4 mp", (4_194_304, 1, 0)),
        ("4Mp", (4_194_304, 1, 0)),
        ("0.25", (262_144, 1, 0)),
        ("1", (1_048_576, 1, 0)),
        ("64", (67_108_864, 1, 0)),
        ("0.0001", (65_536, 625, 0)),  # 1048576 / 10000
        ("720p", (921_600, 1, 720)),
        ("720 P", (921_600, 1, 720)),
        ("1080p", (2_073_600, 1, 1080)),
        ("2160p", (8_294_400, 1, 2160)),
        ("500p", (4_000_000, 9, 500)),  # 500 * 500 * 16 / 9
        ("1024x1024", (1_048_576, 1, 0)),
        (" 1K ", (1_048_576, 1, 0)),
        ("64.0001", None),
        ("65", None),
        ("720", None),
        ("0", None),
        ("0K", None),
        ("0.0K", None),
        ("0MP", None),
        ("0p", None),
        ("01K", None),
        ("1.5p", None),
        ("1  K", None),
        ("K", None),
        ("1M", None),
        ("1KP", None),
        ("-1K", None),
        ("infK", None),
        ("1\u212a", None),  # the sign for kelvin, which lower-cases to k
        ("1K\n", None),
        ("", None),
        ("1" * 33, None),
    ],
)
def test_r1_1_r3_2_tiers(text: str, tier: tuple[int, int, int] | None) -> None:
    """`nK` is (1024 n) squared, `m MP` m times 1024 squared, `Np` the frame of N lines at 16:9."""
    assert Tier.read(text) == tier


@pytest.mark.parametrize(
    ("lines", "shape", "short_edge", "pixels"),
    [
        ("720p", (1, 1), True, 518_400),
        ("720p", (16, 9), True, 921_600),
        ("720p", (9, 16), True, 921_600),
        ("720p", (2, 1), True, 1_036_800),
        ("720p", (1, 2), True, 1_036_800),
        ("720p", (1, 1), False, 921_600),
        ("1K", (1, 1), True, 1_048_576),
        ("1K", (9, 16), True, 1_048_576),
    ],
)
def test_r3_2_short_edge(lines: str, shape: tuple[int, int], *, short_edge: bool, pixels: int) -> None:
    """Under the short edge rule `Np` is N squared times the longer over the shorter side; other tiers do not care."""
    numerator, denominator = Tier.parse(lines).pixels_at(*shape, short_edge=short_edge)
    assert numerator == pixels * denominator


@pytest.mark.parametrize(("kind", "parameter"), [(Ratio, "aspect_ratio"), (Size, "size"), (Tier, "resolution")])
@pytest.mark.parametrize("value", ["big", 7, None, ["16:9"]])
def test_r11_parse_raises_with_the_parameters_name(kind: Any, parameter: str, value: Any) -> None:
    """What `read` gives nothing for, `parse` refuses with a problem."""
    with pytest.raises(NormalizationError) as caught:
        kind.parse(value)
    (problem,) = caught.value.problems
    code = {"aspect_ratio": "not_a_ratio", "size": "not_a_size", "resolution": "not_a_resolution"}[parameter]
    assert (problem.parameter, problem.code) == (parameter, code)


def test_values_have_parts_and_texts() -> None:
    """Ratio, size and tier know their parts, their turned selves and their text."""
    assert Ratio.parse("16/9").turned == (9, 16)
    assert str(Ratio.parse("32:18")) == "16:9"
    assert Ratio.of(768, 1344) == (4, 7)
    size = Size.parse("1920*1080")
    assert (str(size), size.pixels, size.ratio, size.turned) == ("1920x1080", 2_073_600, (16, 9), (1080, 1920))
    assert Tier.of(6, 4) == (3, 2, 0)
    assert Tier.parse("2K") == Tier.parse("4MP") == Tier.parse("4") == Tier.parse("2048x2048")


def test_r3_1_ratios_are_in_order_of_their_shape() -> None:
    """Narrow shapes are less than wide ones, whatever their terms."""
    wide, narrow, same = Ratio(16, 9), Ratio(2, 3), Ratio(16, 9)
    assert narrow < wide
    assert wide > narrow
    assert not wide < narrow
    assert not narrow > wide
    assert wide <= same
    assert wide >= same
    assert not wide <= narrow
    assert not narrow >= wide
    assert not wide < same
    assert not wide > same
    assert sorted([Ratio(3, 1), Ratio(1, 3), Ratio(1, 1)]) == [(1, 3), (1, 1), (3, 1)]
    assert not wide < (1, 99)  # only ratios compare
    assert not wide > (1, 99)


# the measures of R3


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ((16, 9), (4, 3), (48, 36)),
        ((4, 3), (16, 9), (48, 36)),
        ((16, 9), (9, 16), (256, 81)),
        ((1, 1), (2, 2), (2, 2)),
        ((7, 1), (8, 1), (8, 7)),
        ((7, 1), (4, 1), (7, 4)),
    ],
)
def test_r3_1_distance(one: tuple[int, int], other: tuple[int, int], far: tuple[int, int]) -> None:
    """Shape distance is the larger over the smaller, at least 1, and the same both ways."""
    assert distance(*one, *other) == far


def test_r3_3_scale_distance_is_the_same_measure() -> None:
    """Twice as large and half as large are equally far."""
    assert distance(200, 1, 100, 1) == (200, 100)
    assert distance(50, 1, 100, 1) == (100, 50)


@pytest.mark.parametrize(
    ("one", "other", "is_less"), [((1, 2), (2, 3), True), ((2, 3), (1, 2), False), ((2, 4), (1, 2), False)]
)
def test_r3_8_fractions_are_compared_crosswise(one: tuple[int, int], other: tuple[int, int], *, is_less: bool) -> None:
    """Whole numbers decide which fraction is smaller."""
    assert less(one, other) is is_less


def test_r3_6_cost_is_shape_to_the_sixteenth_times_scale() -> None:
    """Twice the scale weighs about four percent of shape."""
    assert cost((2, 1), (3, 1)) == (65_536 * 3, 1)
    assert cost((3, 2), (5, 4)) == (3**16 * 5, 2**16 * 4)
    assert log_cost(2, 1) == pytest.approx(16 * log(2))
    assert log_cost(1, 1.5) == pytest.approx(log(1.5))
    # 2 ** (1 / 16) is 1.0443: a shape 4.4 % off costs less than twice the scale, one 4.5 % off more
    assert less(cost((1044, 1000), (1, 1)), cost((1, 1), (2, 1)))
    assert less(cost((1, 1), (2, 1)), cost((1045, 1000), (1, 1)))


def test_r3_4_orientation() -> None:
    """Landscape is 1, square 0, portrait -1."""
    assert [orientation(2, 1), orientation(1, 1), orientation(1, 2)] == [1, 0, -1]


@pytest.mark.parametrize(
    ("one", "other", "wish", "default", "wins", "why"),
    [
        ((16, 9), (32, 18), (1, 1), None, 0, "it is the same shape"),
        # 1. the orientation of the wish
        ((16, 9), (9, 16), (4, 3), (9, 16), 1, "it has the orientation that was asked for"),
        ((16, 9), (9, 16), (3, 4), (16, 9), -1, "it has the orientation that was asked for"),
        ((1, 1), (4, 1), (2, 1), None, -1, "it has the orientation that was asked for"),
        ((4, 1), (1, 1), (2, 1), None, 1, "it has the orientation that was asked for"),
        ((2, 1), (1, 1), (1, 1), None, -1, "it has the orientation that was asked for"),
        # 2. closer to square
        ((4, 3), (16, 9), (3, 2), (16, 9), 1, "it is closer to square"),
        ((16, 9), (4, 3), (3, 2), (16, 9), -1, "it is closer to square"),
        ((3, 4), (9, 16), (2, 3), (9, 16), 1, "it is closer to square"),
        ((4, 3), (9, 16), (1, 1), (9, 16), 1, "it is closer to square"),
        # 3. the target's default
        ((16, 9), (9, 16), (1, 1), (9, 16), -1, "it is the target's default shape"),
        ((9, 16), (16, 9), (1, 1), (9, 16), 1, "it is the target's default shape"),
        ((16, 9), (9, 16), (1, 1), (32, 18), 1, "it is the target's default shape"),
        # 4. landscape
        ((16, 9), (9, 16), (1, 1), (1, 1), 1, "it is landscape"),
        ((9, 16), (16, 9), (1, 1), None, -1, "it is landscape"),
    ],
)
def test_r3_4_ties(
    one: tuple[int, int],
    other: tuple[int, int],
    wish: tuple[int, int],
    default: tuple[int, int] | None,
    wins: int,
    *,
    why: str,
) -> None:
    """Orientation of the wish, closer to square, the default, landscape: in this order, never that of a list."""
    assert settle(one, other, wish, default) == (wins, why)
    assert prefers(one, other, wish, default) == wins
    assert prefers(other, one, wish, default) == -wins


@pytest.mark.parametrize(
    ("offered", "shape", "scale", "default", "best"),
    [
        ([(768, 512), (768, 576), (832, 640)], (4, 3), 480_000, None, (768, 576)),
        # an exact shape at half the scale beats one five percent off at the right scale
        ([(1024, 1024), (1400, 1333)], (1, 1), 2_097_152, None, (1024, 1024)),
        # a shape two percent off (1.02 ** 16 = 1.37) beats an exact one at half the scale
        ([(1000, 1000), (1428, 1400)], (1, 1), 2_000_000, None, (1428, 1400)),
        ([(1024, 576), (576, 1024)], (1, 1), 589_824, None, (1024, 576)),  # R3.4: landscape
        ([(1024, 576), (576, 1024)], (1, 1), 589_824, (9, 16), (576, 1024)),  # R3.4: the default
        ([(1024, 1024), (2048, 2048)], (1, 1), 2_097_152, None, (1024, 1024)),  # R3.5: half and twice
        ([(2048, 2048), (1024, 1024)], (1, 1), 2_097_152, None, (1024, 1024)),
        ([(2048, 2048), (1024, 1024)], (1, 1), 2_097_153, None, (2048, 2048)),
        ([(2048, 2048), (1024, 1024)], (1, 1), 2_097_151, None, (1024, 1024)),
        ([(10, 10)], (99_999, 1), 1, None, (10, 10)),
        # near ties that floating point cannot tell: a pixel more or less in 10 ** 10
        ([(99_998, 99_999), (99_999, 99_998)], (99_999, 99_998), 99_999 * 99_998, None, (99_999, 99_998)),
        ([(99_999, 99_998), (99_998, 99_999)], (99_998, 99_999), 99_999 * 99_998, None, (99_998, 99_999)),
    ],
)
def test_r3_6_least_cost(
    offered: list[tuple[int, int]],
    shape: tuple[int, int],
    scale: int,
    default: tuple[int, int] | None,
    best: tuple[int, int],
) -> None:
    """The rectangle of least cost wins in any order of the list; ties by R3.4, then the smaller one."""
    assert least(offered, shape, (scale, 1), default) == best
    assert least(reversed(offered), shape, (scale, 1), default) == best


def test_r3_8_near_ties_are_decided_by_whole_numbers() -> None:
    """Two costs that agree to a dozen digits are still told apart."""
    # squares of 10 ** 6 - 1 and 10 ** 6 + 1 around a scale: (10 ** 6) ** 2 is nearer to the upper one by 1e-12
    low, high = (999_999, 999_999), (1_000_001, 1_000_001)
    middle = 999_999 * 1_000_001  # the exact geometric mean of both: a tie, the smaller wins
    assert least([low, high], (1, 1), (middle, 1)) == low
    assert least([high, low], (1, 1), (middle, 1)) == low
    assert least([low, high], (1, 1), (middle + 1, 1)) == high
    assert least([high, low], (1, 1), (middle + 1, 1)) == high


def test_least_needs_a_rectangle() -> None:
    """Nothing to choose from is a mistake of the caller."""
    with pytest.raises(ValueError, match="no rectangle"):
        least([], (1, 1), (1, 1))
