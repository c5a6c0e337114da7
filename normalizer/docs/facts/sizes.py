"""The sizes of a target, form by form: what is listed, the pixels that come out, and the region that limits leave."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt
from typing import TYPE_CHECKING, Any

from normalizer.changes.forms import form_facts, form_name
from normalizer.fit import ENDLESS
from normalizer.resolve.free import FreeForm
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.sizes import FixedForm, SizesForm
from normalizer.values import Ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from normalizer.fit import Limits
    from normalizer.resolve.forms import Form

Size = tuple[int, int]

ONE_SHAPE = 1.03
"""Sizes whose shapes differ by no more are drawn as one shape (R2.4)."""

SAMPLES = 48
"""So many widths of a region are looked at."""

OPEN_EDGE = 4096
"""As far as a region is drawn that has no upper bound."""


@dataclass(frozen=True, slots=True)
class FormFacts:
    """One form of sizes. `facts` are its parts in words, as catalogues are compared by; sizes are in pixels.

    `shapes` are the shapes with the sizes in which each comes (a size may be unknown), `table` is pixels by ratio and
    tier, `scales` the pixels that a tier means, `spans` the lowest and highest legal height for a width.
    """

    kind: str
    facts: Mapping[str, Any]
    shapes: tuple[tuple[str, tuple[Size, ...]], ...] = ()
    table: Mapping[str, Mapping[str, Size | None]] | None = None
    scales: Mapping[str, int] | None = None
    spans: tuple[tuple[int, int, int], ...] = ()
    edge: int = 0
    is_bounded: bool = True


def size_facts(forms: Sequence[Form]) -> tuple[FormFacts, ...]:
    """Give the facts of every form, in the order of the file."""
    return tuple(_facts(form) for form in forms)


def _facts(form: Form) -> FormFacts:
    facts = {
        part if not aspect else f"{part}: {aspect}": value
        for (part, aspect), value in form_facts([form]).items()
        if part != "forms of sizes" and value not in (None, False, [], {})
    }
    kind = form_name(form)
    if isinstance(form, RatiosForm):
        return _ratios(form, kind, facts)
    if isinstance(form, SizesForm):
        return FormFacts(kind, facts, shapes=tuple(grouped(form.offered)))
    if isinstance(form, FixedForm):
        return FormFacts(kind, facts, shapes=tuple(grouped([form.size])))
    if isinstance(form, FreeForm) and form.is_known:
        edge, is_bounded = _edge(form.limits)
        spans = tuple(straightened(list(_spans(form.limits, edge))))
        return FormFacts(kind, facts, spans=spans, edge=edge, is_bounded=is_bounded)
    return FormFacts(kind, facts)


def _ratios(form: RatiosForm, kind: str, facts: Mapping[str, Any]) -> FormFacts:
    names = form.shapes.names if form.shapes is not None else ()
    tiers = form.tiers.names if form.tiers is not None else ()
    if form.cells:
        table = {
            name: {tier: _whole(cell) for tier, cell in zip(tiers, row, strict=True)}
            for name, row in zip(names, form.cells, strict=True)
        }
        shapes = tuple((name, tuple(size for size in row.values() if size)) for name, row in table.items())
        return FormFacts(kind, facts, shapes=shapes, table=table)
    scales = None
    if form.tiers is not None and tiers:
        known = zip(tiers, form.tiers.pixels(None), strict=True)
        scales = {name: pixels[0] // pixels[1] for name, pixels in known if pixels is not None}
    return FormFacts(kind, facts, shapes=tuple((name, ()) for name in names), scales=scales)


def _whole(cell: tuple[int, int] | None) -> Size | None:
    return None if cell is None else (cell[0], cell[1])


def grouped(sizes: Iterator[Size] | Any) -> Iterator[tuple[str, tuple[Size, ...]]]:
    """Put sizes of one shape together, tall ones first; a group is named by the simplest ratio in it.

    >>> list(grouped([(1024, 1024), (1344, 768), (672, 384), (512, 512)]))
    [('1:1', ((512, 512), (1024, 1024))), ('7:4', ((672, 384), (1344, 768)))]
    """
    groups: list[list[Size]] = []
    for size in sorted(sizes, key=lambda one: (one[0] / one[1], one)):
        if groups and size[0] * groups[-1][0][1] <= ONE_SHAPE * groups[-1][0][0] * size[1]:
            groups[-1].append(size)
        else:
            groups.append([size])
    for group in groups:
        ratio = min((Ratio.of(*size) for size in group), key=lambda one: one.width + one.height)
        yield str(ratio), tuple(sorted(group, key=lambda one: one[0] * one[1]))


def _edge(limits: Limits) -> tuple[int, bool]:
    """Give the longest legal side, and whether there is one."""
    edge = max(_widest(limits), min(limits.max_height, _side(limits.max_pixels, limits.min_ratio[::-1])))
    if edge < ENDLESS:
        return edge, True
    least = max(limits.min_width, limits.min_height, isqrt(limits.min_pixels))
    return max(OPEN_EDGE, 2 * least), False


def _widest(limits: Limits) -> int:
    by_height = limits.max_height * limits.max_ratio[0] // limits.max_ratio[1]
    return min(limits.max_width, by_height, _side(limits.max_pixels, limits.max_ratio))


def _narrowest(limits: Limits) -> int:
    by_height = -(-limits.min_height * limits.min_ratio[0] // limits.min_ratio[1])
    return max(limits.min_width, by_height, isqrt(limits.min_pixels * limits.min_ratio[0] // limits.min_ratio[1]))


def _side(pixels: int, ratio: tuple[int, int]) -> int:
    """Give the longer side of so many pixels at the most extreme ratio."""
    return ENDLESS if pixels >= ENDLESS * ENDLESS else isqrt(pixels * ratio[0] // ratio[1])


def _spans(limits: Limits, edge: int) -> Iterator[tuple[int, int, int]]:
    """Give for some widths the lowest and the highest legal height, the grid aside."""
    left, right = _narrowest(limits), min(_widest(limits), edge)
    for index in range(SAMPLES + 1):
        width = left + (right - left) * index // SAMPLES
        low, high = limits.heights(width)
        high = min(high, edge)
        if low <= high:
            yield width, low, high


def straightened(spans: list[tuple[int, int, int]]) -> Iterator[tuple[int, int, int]]:
    """Leave out what lies on a level line between its neighbours.

    >>> list(straightened([(1, 5, 9), (2, 5, 9), (3, 5, 9), (4, 6, 9)]))
    [(1, 5, 9), (3, 5, 9), (4, 6, 9)]
    """
    for index, span in enumerate(spans):
        around = spans[max(index - 1, 0) : index + 2]
        if len(around) < 3 or {one[1:] for one in around} != {span[1:]}:
            yield span
