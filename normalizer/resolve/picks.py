"""How each form picks an offer for pixels, prepared so that a pick is little more than a search in sorted numbers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from math import inf, log
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.fit import fit
from normalizer.resolve.free import FreeForm
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.rough import NEAR, Nearest, rough_fit
from normalizer.resolve.sizes import FixedForm, FollowsForm, SizesForm
from normalizer.values import Ratio
from normalizer.values.measure import SHAPE_WEIGHT, least

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from normalizer.resolve.choose import Geometry
    from normalizer.resolve.forms import Form
    from normalizer.resolve.shapes import Shapes
    from normalizer.resolve.tiers import Tiers
    from normalizer.values import Tier
    from normalizer.values.measure import Fraction2

Offer = tuple[int, "Fraction2 | None"]
"""What answers: a number for all sizes that get the same fields, and the pixels where the fields hold just these."""


class Pick(NamedTuple):
    """An offer, with the shape (width over height) and the pixels that come out (`None`: not known)."""

    offer: Offer
    shape: float | None
    pixels: float | None


class Prepared(NamedTuple):
    """What is searched in a form, for those who search for many sizes at once; all but one of the first five is absent.

    `only` comes whatever is asked, `free` is fitted into limits, `sizes` are listed, `scales` are found by pixels
    alone, `rows` by the shape and then in the row found by pixels, unless they are among `cells`. Sizes of a shape
    among `names` are met by its name.
    """

    only: Pick | None = None
    free: tuple[FreeForm, int] | None = None
    sizes: dict[Fraction2, Pick] | None = None
    scales: Nearest[Pick] | None = None
    rows: Nearest[Nearest[Pick]] | None = None
    names: frozenset[Ratio] = frozenset()
    cells: frozenset[Fraction2] = frozenset()


_new = tuple.__new__
Picking = Callable[["Fraction2"], Pick | None]


class Picks:
    """The picks of one target, in numbered offers; each method prepares a form, the `index`-th of the file.

    `prepared` has one item for each form whose function was made, in their order.
    """

    def __init__(self, geometry: Geometry) -> None:
        self._geometry = geometry
        self.prepared: list[Prepared] = []
        self._numbers: dict[Any, int] = {}

    def number(self, *key: Any) -> int:
        """Give the number of what gets the same fields."""
        return self._numbers.setdefault(key, len(self._numbers))

    def of(self, form: Form, index: int) -> Picking | None:
        """Give the function that picks in a form; nothing where only the exact way can."""
        if isinstance(form, FreeForm):
            return self._free(form, index)
        if isinstance(form, SizesForm):
            return self._sizes(form, index) if form.offered and not form.is_open else None
        if isinstance(form, (FixedForm, FollowsForm)):
            # sends nothing, so that it is compared with no other form
            only = self._pick(None, None, index)
            self.prepared.append(Prepared(only=only))
            return (lambda _: only) if isinstance(form, FixedForm) or len(self._geometry.forms) == 1 else None
        return self._ratios(form, index) if isinstance(form, RatiosForm) else None

    def listed(self, form: Form, index: int) -> dict[Fraction2, Offer]:
        """List the pixels that a form names (R4.1)."""
        if not (form.carries_shape or form.carries_scale):
            return {}
        if isinstance(form, SizesForm):
            return {size: (self.number(index, size), None) for size in form.offered}
        back = form.back if isinstance(form, RatiosForm) else {}
        return {size: (self.number(index, *cell), None) for size, cell in back.items()}

    def _pick(self, shape: Fraction2 | None, pixels: float | None, *key: Any) -> Pick:
        return Pick((self.number(*key), None), None if shape is None else shape[0] / shape[1], pixels)

    def _free(self, form: FreeForm, index: int) -> Picking:
        limits, passes, default = form.limits, form.passes, self._geometry.default.shape
        roughly, number = rough_fit(limits), self.number(index)
        self.prepared.append(Prepared(free=(form, number)))

        def pick(size: Fraction2) -> Pick:
            if not passes(size):
                size = roughly(size) or fit(size, (size[0] * size[1], 1), limits, default=default)
            return _new(Pick, ((number, size), size[0] / size[1], size[0] * size[1]))

        return pick

    def _sizes(self, form: SizesForm, index: int) -> Picking:
        offered, default = form.offered, self._geometry.default.shape
        picks = {size: self._pick(size, size[0] * size[1], index, size) for size in offered}
        self.prepared.append(Prepared(sizes=picks))
        # the logarithm of the cost, in two parts: what differs clearly there differs
        rows = sorted((SHAPE_WEIGHT * log(size[0] / size[1]), log(size[0] * size[1]), size) for size in offered)
        shapes = [row[0] for row in rows]

        def pick(size: Fraction2) -> Pick:
            found = picks.get(size)
            if found is not None:
                return found
            width, height = size
            shape, scale = SHAPE_WEIGHT * log(width / height), log(width * height)
            best = second = inf
            middle = bisect_left(shapes, shape)
            # outwards from the asked shape, until the shape alone costs more
            for beside in (rows[middle:], rows[:middle][::-1]):
                for one, other, rival in beside:
                    off = abs(one - shape)
                    if off > second:
                        break
                    price = off + abs(other - scale)
                    if price < best:
                        best, second, size = price, best, rival
                    elif price < second:
                        second = price
            if second - best > NEAR:
                return picks[size]
            return picks[least(offered, (width, height), (width * height, 1), default)]

        return pick

    def _ratios(self, form: RatiosForm, index: int) -> Picking | None:
        shapes, tiers, default = form.shapes, form.tiers, self._geometry.default
        if tiers is not None and not tiers.names:
            return None
        if shapes is None:
            scales = [] if tiers is None else _columns(tiers, form.shape)
            nearest = Nearest((p, self._pick(form.shape, p, index, column)) for column, p in scales)
            self.prepared.append(Prepared(scales=nearest))
            return _by_pixels(nearest)
        if not shapes.names:
            return None
        only = form.pixels or default.scale
        if tiers is None and only is not None and only.lines:
            return None  # its pixels may depend on the shape
        rows = [self._row(form, ratio, index, row, only) for row, ratio in enumerate(shapes.ratios)]
        cells = {size: self._pick(size, size[0] * size[1], index, *cell) for size, cell in form.back.items()}
        closest = Nearest((quotient, rows[row]) for row, quotient in enumerate(shapes.quotients))
        by_name = bool(cells) and len(self._geometry.forms) > 1
        ratios = frozenset(Ratio.of(*ratio) for ratio in shapes.ratios) if by_name else frozenset()
        self.prepared.append(Prepared(rows=closest, names=ratios, cells=frozenset(cells)))
        pick = _by_shape(rows, closest, shapes, cells, default.shape)
        return _by_name(pick, ratios) if by_name else pick

    def _row(self, form: RatiosForm, ratio: Ratio, index: int, row: int, only: Tier | None) -> Nearest[Pick]:
        """Prepare the tiers of a ratio by their pixels."""
        if form.tiers is None:
            alone = None if only is None else only.numerator / only.denominator
            return Nearest([(1.0, self._pick(ratio, alone, index, row))])
        cells = form.cells[row] if form.cells else None
        return Nearest(
            (pixels, self._pick(ratio if cells is None else cells[column], pixels, index, row, column))
            for column, pixels in _columns(form.tiers, ratio, cells)
        )


def _by_pixels(tiers: Nearest[Pick]) -> Picking:
    return lambda size: tiers.nearest(size[0] * size[1])


def _by_shape(
    rows: list[Nearest[Pick]],
    closest: Nearest[Nearest[Pick]],
    shapes: Shapes,
    cells: Mapping[Fraction2, Pick],
    default: Fraction2 | None,
) -> Picking:
    """Pick the closest ratio, then the nearest of its tiers."""

    def pick(size: Fraction2) -> Pick | None:
        found = cells.get(size)
        if found is not None:
            return found
        width, height = size
        row = closest.answers[bisect_left(closest.edges, width / height)]
        if row is None:
            row = rows[shapes.closest(size, default)]
        return row.answers[bisect_left(row.edges, width * height)]

    return pick


def _by_name(picking: Picking, ratios: frozenset[Ratio]) -> Picking:
    """Pick as before; pixels of the very shape of a ratio are met by its name, whatever comes out (R3.2)."""

    def pick(size: Fraction2) -> Pick | None:
        found = picking(size)
        if found is None or Ratio.of(*size) not in ratios:
            return found
        return found._replace(shape=size[0] / size[1])

    return pick


def _columns(
    tiers: Tiers, shape: Fraction2 | None, cells: Sequence[Fraction2 | None] | None = None
) -> list[tuple[int, float]]:
    """List the tiers at a shape by their pixels, or by those of their cells; holes are left out."""
    offered = tiers.pixels(shape) if cells is None else [cell and (cell[0] * cell[1], 1) for cell in cells]
    return [(column, scale[0] / scale[1]) for column, scale in enumerate(offered) if scale is not None]
