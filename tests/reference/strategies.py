"""Requests for a block: literal hits, near hits, ties, extremes, every spelling, and values that are malformed."""

from __future__ import annotations

from itertools import combinations
from math import isqrt
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from .measures import ratio_text
from .offers import KINDS, OFFERS, RATIOS, SIZES, Block, Draw, blocks, free_forms, tier_pool
from .wish import is_range
from .words import read_ratio, read_scale, read_size

if TYPE_CHECKING:
    from fractions import Fraction

__all__ = ["KINDS", "OFFERS", "blocks", "cases", "free_forms", "malformed_requests", "requests"]

SIDES = st.integers(1, 99999) | st.integers(64, 4096)
EXTREMES = ("99999x1", "1x99999", "1x1", "99999x99999", "16x9", "3840x2160", "2160x3840", "4096x2160", "7680x4320")
DECIMALS = ("2.39:1", "1.78:1", "1:1.91", "0.5:1", "1.7778:1", "99999:1", "1:99999", "0.0001:1", "32:18", "1920/1080")
SCALES = (
    "0.5K",
    "1K",
    "2k",
    "4K",
    "8K",
    "0.25MP",
    "1 MP",
    "2MP",
    "64",
    "0.25",
    "1",
    "480p",
    "720P",
    "1080 p",
    "3840x2160",
)
ASKED = (  # alone and together, nothing once
    ("size",), ("size",), ("aspect_ratio",), ("aspect_ratio",), ("resolution",), ("resolution",),
    ("aspect_ratio", "resolution"), ("aspect_ratio", "resolution"), ("aspect_ratio", "resolution"),
    ("size", "resolution"), ("size", "aspect_ratio"), ("size", "aspect_ratio", "resolution"), (),
)  # fmt: skip
MALFORMED: dict[str, tuple[Any, ...]] = {
    "size": (
        "",
        "big",
        "0x10",
        "01x1",
        "1024 x 768",
        "1.5x2",
        "100000x1",
        "1024",
        {"width": 1},
        True,
        1024,
        [1, 1],
        "1e3x1",
    ),
    "aspect_ratio": ("", "0:1", "16 : 9", "16:", "1.23456:1", "wide", 1.5, True, "-1:2", "1:2:3", "01:1"),
    "resolution": (
        "",
        "0K",
        "720",
        1080,
        64.5,
        True,
        "1  MP",
        "720.5p",
        "K",
        "4 K ultra",
        "-1K",
        "1e3",
        "0.00001K",
        "512",
    ),
}


def _listed(block: Block, key: str) -> list[str]:
    """Return our words, and the provider's."""
    found: list[str] = []
    for form in block["dimensions"]:
        listing = form.get(key)
        if isinstance(listing, dict) and not is_range(listing):
            found += [*listing, *map(str, listing.values())]
    return found


def _cells(block: Block) -> list[str]:
    rows = (row for form in block["dimensions"] for row in form.get("table", {}).values())
    return [cell for row in rows for cell in row if cell]


def _ties(block: Block) -> list[str]:
    """Return the ratios exactly between two offered ones."""
    ratios = {ratio for text in _listed(block, "aspect_ratios") if (ratio := read_ratio(text))}
    ratios |= {ratio for form in block["dimensions"] for text in form.get("table", ()) if (ratio := read_ratio(text))}
    means = (_root(a * b) for a, b in combinations(sorted(ratios), 2))
    return [ratio_text(mean) for mean in means if mean is not None and max(mean.as_integer_ratio()) <= 99999]


def _root(square: Fraction) -> Fraction | None:
    width, height = isqrt(square.numerator), isqrt(square.denominator)
    return square.__class__(width, height) if (width**2, height**2) == square.as_integer_ratio() else None


@st.composite
def asked_sizes(draw: Draw, block: Block) -> Any:
    """Pixels: listed, near a listed one, anywhere, extreme; as text or as a map."""
    known = [*_listed(block, "sizes"), *_cells(block), *SIZES, *EXTREMES]
    text = draw(st.sampled_from(known) | st.tuples(SIDES, SIDES).map(lambda pair: f"{pair[0]}x{pair[1]}"))
    size = read_size(text)
    if size is None:
        return text
    if draw(st.integers(0, 3)) == 0:
        shift = st.integers(-40, 40)
        size = tuple(min(99999, max(1, side + draw(shift))) for side in size)
    mark = draw(st.sampled_from(("x", "x", "x", "X", "*", "\u00d7")))
    width, height = size
    return draw(st.sampled_from((f"{width}{mark}{height}", f"{width}x{height}", {"width": width, "height": height})))


def asked_ratios(block: Block) -> st.SearchStrategy[str]:
    """Shapes: listed, between two listed ones, common, decimal, any."""
    rows = [text for form in block["dimensions"] for text in form.get("table", ())]
    known = [*_listed(block, "aspect_ratios"), *rows, *_ties(block), *RATIOS, *DECIMALS]
    small = st.integers(1, 40)
    return st.sampled_from(known) | st.tuples(small, small).map(lambda pair: f"{pair[0]}:{pair[1]}")


@st.composite
def asked_scales(draw: Draw, block: Block, media: str) -> Any:
    """Scales: listed, the same in another unit, common, any."""
    known = [*_listed(block, "tiers"), *tier_pool(media), *SCALES]
    any_megapixels = st.integers(1, 250000).map(
        lambda hundreds: f"{hundreds / 10000:.4f}".rstrip("0").rstrip(".") + "MP"
    )
    any_lines = st.integers(64, 4400).map(lambda lines: f"{lines}p")
    text = draw(st.sampled_from(known) | any_megapixels | any_lines)
    scale = read_scale(text)
    if scale and scale.unit == "K" and draw(st.integers(0, 3)) == 0:
        megapixels = scale.number**2
        return f"{float(megapixels):g}MP" if (megapixels * 10000).denominator == 1 and megapixels < 99999 else text
    return text


@st.composite
def requests(draw: Draw, block: Block, media: str = "image") -> dict[str, Any]:
    """At most the three parameters, each well-formed, some of them `auto`."""
    names = draw(st.sampled_from(ASKED))
    request: dict[str, Any] = {}
    if "size" in names:
        request["size"] = draw(asked_sizes(block) | st.sampled_from(RATIOS) | st.sampled_from(tier_pool(media)))
    if "aspect_ratio" in names:
        request["aspect_ratio"] = draw(asked_ratios(block))
    if "resolution" in names:
        request["resolution"] = draw(asked_scales(block, media))
    for name in names:
        if draw(st.integers(0, 11)) == 11:
            request[name] = "auto"
    return request


@st.composite
def malformed_requests(draw: Draw, block: Block, media: str = "image") -> tuple[dict[str, Any], str]:
    """Spoil one value of a request; return it with the parameter that is malformed."""
    parameter = draw(st.sampled_from(sorted(MALFORMED)))
    return draw(requests(block, media)) | {parameter: draw(st.sampled_from(MALFORMED[parameter]))}, parameter


@st.composite
def cases(draw: Draw, kinds: tuple[str, ...] = KINDS, most: int = 3) -> dict[str, Any]:
    """Everything one answer depends on, as the arguments of `answer`."""
    media = draw(st.sampled_from(("image", "image", "video")))
    block = draw(blocks(media, kinds, most))
    return {
        "block": block,
        "media": media,
        "request": draw(requests(block, media)),
        "policy": draw(st.sampled_from((None, None, None, {"scale": "at_least"}, {"scale": "at_most"}))),
        "input_size": draw(st.sampled_from((None, (1200, 800), (1080, 1920), (1024, 1024)))),
    }
