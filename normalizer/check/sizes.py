"""Check the numbers of the forms: that they can be read, fit each other, and leave something to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.capability import Limits, RatioRange
from normalizer.check.offers import ratios_of, rectangles, sizes_of, tiers_of
from normalizer.check.report import NOTE, WARNING, finding
from normalizer.errors import FileProblem, escape, quote
from normalizer.fit import grid_points
from normalizer.values import Ratio, Size, Tier
from normalizer.values.measure import distance, less, orientation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from normalizer.capability import Form
    from normalizer.layers import Expanded

CELL_TOLERANCE = (103, 100)
"""How far a table's cell may be from the ratio of its row (R3.1)."""

Text = tuple[tuple[str, ...], str, "Callable[[str], object]", str]
_SIZE = "WIDTHxHEIGHT such as 1024x768"
_RATIO = "WIDTH:HEIGHT such as 16:9"
_TIER = "a tier such as 1K, 0.25MP or 720p"


def unreadable(target: Expanded) -> Iterator[FileProblem]:
    """Find texts that are no size, ratio or tier."""
    for index, form in enumerate(target.block.dimensions):
        for path, text, read, expected in (*_listed_texts(form), *_single_texts(form)):
            if read(text) is None:
                yield finding(target, ("dimensions", index, *path), f"expected {expected}, got {quote(text)}")


def _listed_texts(form: Form) -> Iterator[Text]:
    sizes, ratios, tiers = form.sizes, form.aspect_ratios, form.tiers
    yield from ((("sizes", text), text, Size.read, _SIZE) for text in (sizes if isinstance(sizes, dict) else ()))
    yield from (
        (("aspect_ratios", text), text, Ratio.read, _RATIO) for text in (ratios if isinstance(ratios, dict) else ())
    )
    for text in tiers if isinstance(tiers, dict) else ():
        if not _is_bare(text):
            yield ("tiers", text), text, Tier.read, _TIER
    for ratio, row in (form.table or {}).items():
        yield ("table", ratio), ratio, Ratio.read, _RATIO
        for cell in row:
            if cell is not None:
                yield ("table", ratio, cell), cell, Size.read, f"{_SIZE}, or none"


def _single_texts(form: Form) -> Iterator[Text]:
    if isinstance(form.aspect_ratios, RatioRange):
        yield ("aspect_ratios", "min"), form.aspect_ratios.min, Ratio.read, _RATIO
        yield ("aspect_ratios", "max"), form.aspect_ratios.max, Ratio.read, _RATIO
    if isinstance(form.limits, Limits):
        for key in ("min_ratio", "max_ratio"):
            if (text := getattr(form.limits, key)) is not None:
                yield ("limits", key), text, Ratio.read, _RATIO
    if form.fixed is not None:
        yield ("fixed",), form.fixed, Size.read, _SIZE
    if form.pixels is not None:
        yield ("pixels",), form.pixels, Tier.read, _TIER
    if form.shape is not None and form.shape not in ("input", "unknown"):
        yield ("shape",), form.shape, Ratio.read, f"{_RATIO}, input or unknown"


def limits(target: Expanded) -> Iterator[FileProblem]:
    """Find limits that admit nothing, that have no upper end, or that a size beside them breaks."""
    for index, form in enumerate(target.block.dimensions):
        if not isinstance(form.limits, Limits):
            continue
        path = ("dimensions", index, "limits")
        law = rectangles(form.limits)
        if law is None:
            continue
        if next(grid_points(law), None) is None:
            yield finding(target, path, "no rectangle is inside these limits and on their grid")
            continue
        said = form.limits
        sides = said.max_edge is not None or (said.max_width is not None and said.max_height is not None)
        if not sides and said.max_pixels is None:
            yield finding(target, path, "no upper bound: max_pixels, max_edge or max_width and max_height", WARNING)
        for text, size in sizes_of(form):
            if not law.admits(*size):
                yield finding(target, ("dimensions", index, "sizes", text), "the size is outside the limits beside it")


def cells(target: Expanded) -> Iterator[FileProblem]:
    """Find cells of a table that are too far from the ratio of their row."""
    for index, form in enumerate(target.block.dimensions):
        for ratio_text, row in (form.table or {}).items():
            ratio = Ratio.read(ratio_text)
            for cell in row:
                size = Size.read(cell) if cell is not None else None
                if ratio is not None and size is not None and less(CELL_TOLERANCE, distance(*size, *ratio)):
                    path = ("dimensions", index, "table", ratio_text, str(size))
                    sentence = f"{quote(str(size))} is more than 3 % away from {quote(ratio_text)}"
                    yield finding(target, path, sentence, WARNING)


def tier_words(target: Expanded) -> Iterator[FileProblem]:
    """Find tiers that do not say their unit, and K tiers where the medium counts lines."""
    for index, form in enumerate(target.block.dimensions):
        for text in form.tiers if isinstance(form.tiers, dict) else ():
            path = ("dimensions", index, "tiers", text)
            if _is_bare(text):
                shown = escape(text, 20)
                yield finding(
                    target, path, f"a bare number is no tier; write {shown}MP or {shown}p, whichever is meant"
                )
            elif target.model.media == "video" and text.upper().endswith("K"):
                lines = {"2K": "1440p", "4K": "2160p", "8K": "4320p"}.get(text.upper(), "1080p")
                sentence = f"say in lines what it means in video, such as {{{lines}: {escape(text, 20)}}}"
                yield finding(target, path, sentence, WARNING)


def _is_bare(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).isdigit()


def twice(target: Expanded) -> Iterator[FileProblem]:
    """Find ratios, sizes or tiers that stand twice in different words."""
    for index, form in enumerate(target.block.dimensions):
        sizes = sizes_of(form) if isinstance(form.sizes, dict) else []
        for key, named in (
            ("table" if form.table else "aspect_ratios", ratios_of(form)),
            ("tiers", tiers_of(form)),
            ("sizes", sizes),
        ):
            first: dict[object, str] = {}
            for text, value in named:
                if value in first:
                    sentence = f"{quote(text)} is {quote(first[value])} once more"
                    yield finding(target, ("dimensions", index, key, text), sentence, WARNING)
                first.setdefault(value, text)


def one_sided(target: Expanded) -> Iterator[FileProblem]:
    """Find ratio lists with one orientation only, which often are an oversight."""
    for index, form in enumerate(target.block.dimensions):
        turned = {orientation(*ratio) for _, ratio in ratios_of(form)}
        if len(turned - {0}) == 1 and len(ratios_of(form)) > 1:
            kind = "landscape" if 1 in turned else "portrait"
            key = "table" if form.table else "aspect_ratios"
            yield finding(target, ("dimensions", index, key), f"only {kind} ratios are listed", NOTE)
