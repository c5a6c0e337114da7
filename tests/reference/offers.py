"""Random blocks that a capability file may hold.

Every block is valid by the format: limits admit a grid point, defaults are offered, cells keep within 3 % of their
ratio, no list says one value twice. Everything is plain data, so that whoever compares turns it into its own objects.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from .measures import SAME_SHAPE, Size, distance, shape_of
from .words import read_ratio, read_scale

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Form = dict[str, Any]
Block = dict[str, Any]
Draw = Any

RATIOS = (
    "1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "5:4", "4:5", "21:9", "9:21", "2:1", "1:2", "3:1", "1:3", "4:1",
    "1:4", "8:1", "1:8", "7:4", "4:7", "64:27", "27:64",
)  # fmt: skip
IMAGE_TIERS = ("0.25MP", "0.5MP", "1K", "2MP", "2K", "3K", "4K", "8K", "1280x720", "720p", "1080p")
VIDEO_TIERS = ("360p", "480p", "540p", "720p", "1080p", "1440p", "2160p", "1280x704")
SIZES = (
    "256x256", "512x512", "1024x1024", "2048x2048", "4096x4096", "1344x768", "768x1344", "1376x768", "768x1376",
    "1536x1024", "1024x1536", "1792x1024", "1024x1792", "1280x720", "720x1280", "1920x1080", "1080x1920", "3840x2160",
    "1152x896", "896x1152", "640x480", "480x640", "2048x1152", "1152x2048", "832x1216",
)  # fmt: skip
MULTIPLES = (None, 2, 8, 16, 32, 64, "unknown")


def _value(text: str) -> Fraction:
    ratio, scale = read_ratio(text), read_scale(text)
    return (
        ratio if ratio is not None and ":" in text else scale.pixels(None, short_edge=False) if scale else Fraction(0)
    )


def _several(pool: Iterable[str], most: int = 6) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(tuple(pool)), min_size=1, max_size=most, unique_by=_value)


@st.composite
def spelled(draw: Draw, texts: list[str]) -> dict[str, Any]:
    """Map our words to the provider's: the same, or its own."""
    style = draw(st.sampled_from(("same", "own", "mixed")))
    own = {text: f"own_{text.replace(':', '_')}" for text in texts}
    if style == "mixed":
        return {text: own[text] if draw(st.booleans()) else text for text in texts}
    return {text: text if style == "same" else own[text] for text in texts}


def tier_pool(media: str) -> tuple[str, ...]:
    """Return the tiers that a file of this kind of media may name."""
    return VIDEO_TIERS if media == "video" else IMAGE_TIERS


@st.composite
def sizes_forms(draw: Draw, media: str) -> tuple[Form, list[str]]:  # noqa: ARG001 - one signature for all forms
    """List sizes; now and then the list is open."""
    own = st.tuples(st.integers(8, 512), st.integers(8, 512)).map(lambda pair: f"{8 * pair[0]}x{8 * pair[1]}")
    listed = draw(st.lists(st.sampled_from(SIZES) | own, min_size=1, max_size=7, unique=True))
    form: Form = {"sizes": draw(spelled(listed))}
    if draw(st.integers(0, 5)) == 0:
        form |= {"open": True, "limits": {"max_edge": 4096}}
    return form, listed


@st.composite
def table_forms(draw: Draw, media: str) -> tuple[Form, list[str]]:
    """Rows of cells near their ratio and their tier, with holes; no cell stands in it twice."""
    tiers = draw(_several(tier_pool(media), 4))
    ratios = draw(_several(RATIOS, 5))
    step = draw(st.sampled_from((1, 8, 16, 32)))
    table: dict[str, list[str | None]] = {}
    seen: set[Size] = set()
    for ratio in ratios:
        row: list[str | None] = []
        for tier in tiers:
            size = _cell(_value(ratio), _value(tier), step)
            hole = size in seen or (bool(row) and draw(st.integers(0, 7)) == 0)
            row.append(None if hole else f"{size[0]}x{size[1]}")
            seen.add(size)
        if any(row):
            table[ratio] = row
    form: Form = {"tiers": draw(spelled(tiers)), "table": table}
    form |= draw(
        st.sampled_from(({}, {}, {"write": {"size": "{width}x{height}"}}, {"write": {"a": "{ratio}", "b": "{tier}"}}))
    )
    return form, [
        f"{ratio} {tier}" for ratio, row in table.items() for tier, cell in zip(tiers, row, strict=True) if cell
    ]


def _cell(ratio: Fraction, pixels: Fraction, step: int) -> Size:
    width, height = isqrt(int(pixels * ratio)), isqrt(int(pixels / ratio))
    size = max(step, width // step * step), max(step, height // step * step)
    return size if distance(shape_of(size), ratio) <= SAME_SHAPE else _cell(ratio, pixels, max(1, step // 2))


@st.composite
def ratios_forms(draw: Draw, media: str) -> tuple[Form, list[str]]:
    """List ratios, or allow any between two; with tiers, with stated pixels, or with neither."""
    ratios = draw(_several(RATIOS, 8))
    form: Form = {"aspect_ratios": draw(spelled(ratios))}
    if draw(st.integers(0, 4)) == 0:
        reach = (*ratios, "1:1", "3:2")
        form = {"aspect_ratios": {"min": min(reach, key=_value), "max": max(reach, key=_value)}}
        ratios = ["1:1"]
    kind = draw(st.sampled_from(("tiers", "tiers", "tiers", "pixels", "alone")))
    if kind == "pixels":
        form["pixels"] = draw(st.sampled_from(("1MP", "0.5MP", "4MP")))
        return form, [f"{ratio} {form['pixels']}" for ratio in ratios]
    if kind == "alone":
        return form, []
    tiers = draw(_several(tier_pool(media), 4))
    form["tiers"] = draw(spelled(tiers))
    if draw(st.integers(0, 4)) == 0:
        form["write"] = {"mode": "{ratio} at {tier}"}
    if media == "video" and all(tier.endswith("p") for tier in tiers) and draw(st.booleans()):
        form["tier_rule"] = "short_edge"
    return form, [f"{ratio} {tier}" for ratio in ratios for tier in tiers]


@st.composite
def tiers_forms(draw: Draw, media: str) -> tuple[Form, list[str]]:
    """Offer scale alone, with the shape that comes out."""
    tiers = draw(_several(tier_pool(media), 4))
    wires: dict[str, Any] = draw(spelled(tiers))
    if media == "video" and {"1440p", "2160p"} <= set(tiers) and draw(st.booleans()):
        wires |= {"1440p": "2K", "2160p": "4k"}
    return {"tiers": wires, "shape": draw(st.sampled_from(("16:9", "9:16", "1:1", "input", "unknown")))}, tiers


@st.composite
def free_forms(draw: Draw, media: str, *, narrow: bool = False) -> tuple[Form, list[str]]:  # noqa: ARG001 - as above
    """Draw limits around a grid point, which is therefore legal; `narrow` ones may have few legal points or one."""
    multiple = draw(st.sampled_from(MULTIPLES))
    step = 2 if multiple == "unknown" else multiple or 1
    sides = st.integers(1, 4096 // step) | st.integers(max(1, 512 // step), max(1, 2048 // step))
    width, height = step * draw(sides), step * draw(sides)
    slack = draw(st.sampled_from((1, Fraction(101, 100), 2))) if narrow else draw(st.sampled_from((2, 3, 8)))
    pixels = width * height
    bounds: dict[str, Any] = {
        "min_width": int(width / slack), "max_width": int(width * slack),
        "min_height": int(height / slack), "max_height": int(height * slack),
        "min_edge": int(min(width, height) / slack), "max_edge": int(max(width, height) * slack),
        "min_pixels": int(pixels / slack), "max_pixels": int(pixels * slack),
        "min_ratio": f"{width}:{height * int(slack)}", "max_ratio": f"{width * int(slack)}:{height}",
    }  # fmt: skip
    names = draw(st.sets(st.sampled_from(sorted(bounds)), max_size=7)) | {
        draw(st.sampled_from(("max_edge", "max_pixels")))
    }
    limits = {name: bound for name, bound in sorted(bounds.items()) if name in names and bound}
    if multiple is not None:
        limits["multiple_of"] = multiple
    return {"limits": limits}, [f"{width}x{height}"]


@st.composite
def settled_forms(draw: Draw, media: str) -> tuple[Form, list[str]]:  # noqa: ARG001 - as above
    """Leave nothing to choose."""
    size = draw(st.sampled_from(SIZES))
    if draw(st.booleans()):
        return {"fixed": size}, [size]
    return {"follows": "image"}, []


@st.composite
def unknown_forms(draw: Draw, media: str) -> tuple[Form, list[str]]:
    """Offer a field of which no list and no bound is known (R4.9)."""
    tiers = {"tiers": draw(spelled(draw(_several(tier_pool(media), 4))))}
    forms: tuple[Form, ...] = (
        {"sizes": "unknown"}, {"limits": "unknown"}, {"tiers": "unknown", "shape": "unknown"}, {"aspect_ratios": "unknown"},
        {"aspect_ratios": "unknown", "tiers": "unknown"}, {"aspect_ratios": "unknown", **tiers},
    )  # fmt: skip
    return draw(st.sampled_from(forms)), []


OFFERS: dict[str, Callable[[str], st.SearchStrategy[tuple[Form, list[str]]]]] = {
    "sizes": sizes_forms, "table": table_forms, "ratios": ratios_forms, "tiers": tiers_forms, "free": free_forms,
    "settled": settled_forms, "unknown": unknown_forms,
}  # fmt: skip
KINDS = ("sizes", "table", "ratios", "tiers", "free", "settled")  # what is not known has to be asked for


@st.composite
def blocks(draw: Draw, media: str = "image", kinds: tuple[str, ...] = KINDS, most: int = 3) -> Block:
    """Up to `most` forms of these kinds, with a default that one of them offers, known whole, by half, or not at all."""
    drawn = [draw(OFFERS[kind](media)) for kind in draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=most))]
    offered = [default for _, defaults in drawn for default in defaults]
    default = draw(st.sampled_from(offered)) if offered else None
    blur = draw(st.sampled_from(("whole", "whole", "whole", "half", "auto", "absent")))
    if default and blur == "half" and " " in default:
        default = f"auto {default.split(' ')[1]}"
    block: Block = {
        "dimensions": [form for form, _ in drawn],
        "default": {"auto": "auto", "absent": None}.get(blur, default),
    }
    required = {"sizes": ["size"], "aspect_ratios": ["aspect_ratio"], "tiers": ["resolution"]}
    if len(drawn) == 1 and draw(st.integers(0, 4)) == 0:
        block["required"] = next((names for key, names in required.items() if key in drawn[0][0]), [])
    return block
