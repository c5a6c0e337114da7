"""The examples that the rules state, and one case for each sentence of them that decides something."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from reference import answer

from .plain_blocks import FREE, free, ratios


@pytest.mark.parametrize(
    ("ratio", "resolution", "size"),
    [
        ("16:9", "1K", (1365, 768)),
        ("3:2", "1K", (1254, 836)),
        ("4:5", "1K", (916, 1145)),
        ("4:3", "1K", (1183, 887)),
        ("1:1", "1K", (1024, 1024)),
        ("16:9", "2K", (2731, 1536)),
    ],
)
def test_whole_pixels(ratio: str, resolution: str, size: tuple[int, int]) -> None:
    """R5, no limits: the neighbouring whole pixels, and they are exact (R6.6)."""
    got = answer(FREE, "image", {"aspect_ratio": ratio, "resolution": resolution})
    assert got.size == got.expected_size == size
    assert got.exact == {"aspect_ratio": True, "resolution": True}


@pytest.mark.parametrize(
    ("multiple", "asked", "size"),
    [
        (16, "1920x1080", (1920, 1088)),
        (16, "1080x1350", (1088, 1360)),
        (64, "800x600", (768, 576)),
    ],
)
def test_multiples(multiple: int, asked: str, size: tuple[int, int]) -> None:
    """R5: the grid point of least cost."""
    got = answer(free(multiple_of=multiple), "image", {"size": asked})
    assert got.size == size
    assert got.exact == {"size": False}


def test_multiple_and_pixels() -> None:
    """R5: multiple 32 and at most 1,048,576 pixels."""
    got = answer(free(multiple_of=32, max_pixels=1048576), "image", {"aspect_ratio": "4:3", "resolution": "1K"})
    assert got.size == (1152, 864)
    assert not got.bent


def test_bent_shape() -> None:
    """R5.2: the nearest shape that has a rectangle, then the nearest scale."""
    limits = {
        "min_edge": 320, "max_edge": 4096, "multiple_of": 16, "min_ratio": "1:4", "max_ratio": "4:1",
        "max_pixels": 4194304,
    }  # fmt: skip
    got = answer(free(**limits), "image", {"size": "3000x100"})
    assert got.size == (1280, 320)
    assert got.bent
    assert got.shape_distance == Fraction(30, 4)


def test_extreme_wish() -> None:
    """R5.5: every positive wish has an answer."""
    got = answer(free(max_pixels=1048576, multiple_of=8), "image", {"size": "99999x1"})
    assert got.size == (131072, 8)
    assert answer(free(min_edge=64, max_edge=64), "image", {"size": "99999x1"}).size == (64, 64)


def test_unknown_multiple() -> None:
    """R5.7: even sides."""
    got = answer(free(multiple_of="unknown"), "image", {"aspect_ratio": "16:9", "resolution": "1K"})
    assert got.size == (1366, 768)


def test_shape_is_not_reduced() -> None:
    """R3.1: 1344x768 is 16:9 among {1:1, 16:9}."""
    assert answer(ratios("1:1", "16:9"), "image", {"size": "1344x768"}).ratio == "16:9"


@pytest.mark.parametrize(
    ("default", "ratio"), [(None, "16:9"), ("16:9 1K", "16:9"), ("9:16 1K", "9:16"), ("auto", "16:9")]
)
def test_square_between_two(default: str | None, ratio: str) -> None:
    """R3.4: a square wish on {16:9, 9:16} takes the default's shape, then landscape."""
    for listed in (("16:9", "9:16"), ("9:16", "16:9")):
        block = ratios(*listed, tiers=("1K",), default=default)
        assert answer(block, "image", {"size": "1024x1024"}).ratio == ratio


def test_orientation_before_square() -> None:
    """R3.4: 4:3 is as far from 1:1 as from 16:9, and is landscape."""
    assert answer(ratios("1:1", "16:9"), "image", {"aspect_ratio": "4:3"}).ratio == "16:9"
    assert answer(ratios("1:1", "9:16"), "image", {"aspect_ratio": "3:4"}).ratio == "9:16"


def test_closer_to_square() -> None:
    """R3.4: among two of one orientation the one closer to square; with R4.2: 7:1 of {4:1, 8:1} is 8:1."""
    assert answer(ratios("4:1", "9:1"), "image", {"aspect_ratio": "6:1"}).ratio == "4:1"
    assert answer(ratios("4:1", "8:1"), "image", {"aspect_ratio": "7:1"}).ratio == "8:1"


@pytest.mark.parametrize(
    ("asked", "tier"),
    [("0.5K", "0.25MP"), ("1MP", "1K"), ("2K", "4MP"), ("1", "1K"), (0.25, "0.25MP"), ("2MP", "1K"), ("720p", "1K")],
)
def test_scales(asked: Any, tier: str) -> None:
    """R3.2, and R3.5: 2 MP is as far from 1K as from 2K, and the smaller is taken."""
    block = ratios("1:1", tiers=("4MP", "1K", "0.25MP"))
    assert answer(block, "image", {"aspect_ratio": "1:1", "resolution": asked}).tier == tier


def test_short_edge() -> None:
    """R3.2: 720p is its 16:9 frame, or the short edge."""
    request = {"aspect_ratio": "1:1", "resolution": "720p"}
    assert answer(FREE, "video", request).size == (960, 960)
    short: dict[str, Any] = {"dimensions": [{"limits": {}, "tier_rule": "short_edge"}]}
    assert answer(short, "video", request).size == (720, 720)


@pytest.mark.parametrize("size", ["3840x2160", "2160x3840", "4096x2160", "7680x4320"])
def test_named_frames(size: str) -> None:
    """R3.7: a frame meets the tier of its name."""
    got = answer(ratios("16:9", "9:16", tiers=("2K", "4K", "8K")), "image", {"size": size})
    assert got.tier == ("8K" if size == "7680x4320" else "4K")
    assert got.scale_distance == 1
    assert got.exact == {"size": not size.startswith("4096")}


def test_priority() -> None:
    """R2.1, R2.2: what lost is reported, and whether it agreed."""
    got = answer(FREE, "image", {"size": "1920x1080", "aspect_ratio": "16:9", "resolution": "4K"})
    assert (got.size, got.overridden) == ((1920, 1080), ("aspect_ratio", "resolution"))
    assert got.exact == {"size": True, "aspect_ratio": True, "resolution": False}
    got = answer(FREE, "image", {"size": "1:1", "aspect_ratio": "16:9", "resolution": "1K"})
    assert (got.size, got.overridden) == ((1024, 1024), ("aspect_ratio",))
    got = answer(FREE, "image", {"size": "2K", "aspect_ratio": "1:1", "resolution": "1K"})
    assert (got.size, got.overridden) == ((2048, 2048), ("resolution",))


def test_missing_halves() -> None:
    """R2.3, R2.4: the default's half, else the one of 1024x1024 or 1280x720; alone where it has a field."""
    assert answer({**FREE, "default": "2048x2048"}, "image", {"aspect_ratio": "4:1"}).size == (4096, 1024)
    assert answer(FREE, "image", {"resolution": "2K"}).size == (2048, 2048)
    assert answer(FREE, "video", {"resolution": "1080p"}).size == (1920, 1080)
    got = answer(ratios("1:1", "16:9", tiers=("1K", "2K"), default="auto"), "image", {"resolution": "2K"})
    assert (got.ratio, got.tier) == (None, "2K")
    required = ratios("1:1", "16:9", tiers=("1K", "2K"), default="auto", required=["aspect_ratio"])
    assert answer(required, "image", {"resolution": "2K"}).ratio == "1:1"
    assert answer(required, "video", {"resolution": "2K"}).ratio == "16:9"
