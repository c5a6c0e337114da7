"""The table form: aspect ratios by tiers with the pixels that come out, read both ways (R4.1, R4.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import words
from .fit import read_box
from .lists import Shape, Tier, choose_tier, nearest_shape
from .measures import Size, area, distance, shape_of
from .pixels import BOTH, short_edge
from .target import Candidate, Default, Target, mixes

if TYPE_CHECKING:
    from .wish import Form, Wish

Rows = dict[str, dict[str, Size]]
Cell = tuple[str, str]


def of_table(index: int, form: Form, wish: Wish, target: Target) -> Candidate:
    """Choose the closest row, then the nearest tier that has a cell in it."""
    rows = read_rows(form)
    back = _cell_of(rows, wish.size)
    if back is None and wish.size is not None and form.get("open") and mixes(form) and _legal(form, wish.size):
        size = wish.size
        return Candidate(
            index, size=size, shape=shape_of(size), scale=area(size), asked_pixels=area(size), carries=BOTH
        )
    default = table_default(rows, target)
    shape, writes_ratio = _row(form, rows, back, wish, default=default, target=target)
    cells = rows.get(shape.text) if shape.text else None
    if back is not None:
        tier, writes_tier = Tier(back[1], area(rows[back[0]][back[1]]), meets=True, listed=True), True
    else:
        tier, writes_tier = _tier(form, cells, shape, wish, default=default, target=target)
    size_out = cells.get(tier.text) if cells and tier.text else None
    all_listed = (wish.shape is None or shape.listed) and (wish.scale is None or tier.listed)
    return Candidate(
        index,
        ratio=shape.text if writes_ratio else None,
        tier=tier.text if writes_tier else None,
        size=size_out,
        shape=shape_of(size_out) if wish.size and size_out and shape.value != wish.shape else shape.value,
        scale=area(size_out) if size_out else tier.pixels,
        asked_pixels=wish.scale.pixels(shape.value, short_edge=short_edge(form)) if wish.scale else None,
        meets_scale=tier.meets and wish.scale is not None,
        carries=BOTH,
        hit=back is not None or (wish.size is None and all_listed),
    )


def read_rows(form: Form) -> Rows:
    """Return the sizes by ratio and tier, without the holes."""
    rows: Rows = {}
    for ratio, sizes in form["table"].items():
        cells = zip(form["tiers"], sizes, strict=True)
        rows[ratio] = {tier: size for tier, text in cells if text and (size := words.read_size(text))}
    return rows


def table_default(rows: Rows, target: Target) -> Default:
    """Read a default size that stands in the table backwards, as its ratio and tier."""
    cell = _cell_of(rows, target.default.size)
    if cell is None:
        return target.default
    return Default(words.read_ratio(cell[0]), words.read_scale(cell[1]), target.default.size)


def _cell_of(rows: Rows, size: Size | None) -> Cell | None:
    if size is None:
        return None
    found = [(ratio, tier) for ratio, cells in rows.items() for tier, cell in cells.items() if cell == size]
    return min(
        found, key=lambda cell: distance(words.read_ratio(cell[0]) or shape_of(size), shape_of(size)), default=None
    )


def _row(
    form: Form, rows: Rows, back: Cell | None, wish: Wish, *, default: Default, target: Target
) -> tuple[Shape, bool]:
    """Return the row, and whether its ratio is written; a row nobody asked for is the default's."""
    if back is not None:
        return Shape(back[0], words.read_ratio(back[0]), listed=True), True
    offered = [ratio for ratio, cells in rows.items() if cells]
    if wish.shape is not None:
        passes = bool(form.get("open")) and wish.size is None and not mixes(form)
        return nearest_shape(offered, wish.shape, default.shape, passes=passes), True
    must = target.must_write("aspect_ratio", form)
    asked = default.shape or (target.assumed.shape if must or len(rows) == 1 else None)
    if asked is None:
        return Shape(None, None), False
    return nearest_shape(offered, asked, default.shape, passes=False), must


def _tier(
    form: Form, cells: dict[str, Size] | None, shape: Shape, wish: Wish, *, default: Default, target: Target
) -> tuple[Tier, bool]:
    """Return the tier, and whether it is written; one nobody asked for is the default's, where the row has it."""
    if wish.scale is not None:
        return choose_tier(form, wish.scale, shape.value, wish=wish, mode=target.mode, cells=cells), True
    if target.must_write("resolution", form):
        return choose_tier(form, default.scale or target.missing_scale(), shape.value, cells=cells), True
    if default.scale is not None:
        tier = choose_tier(form, default.scale, shape.value, cells=cells)
        if tier.meets:
            return tier, False
    only = next(iter(form["tiers"])) if len(form["tiers"]) == 1 else None
    return Tier(only, area(cells[only]) if cells and only in cells else None), False


def _legal(form: Form, size: Size) -> bool:
    limits = form.get("limits", {})
    return limits == "unknown" or read_box(limits).holds(size)
