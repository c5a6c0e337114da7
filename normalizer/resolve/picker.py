"""Which offer answers a wish in pixels, without measuring how far it is: two sizes of one pick get the same fields.

A picker decides what `Geometry.resolve` decides, for pixels and the nearest scale. It compares quotients in floating
point and gives nothing wherever two of them are close, so that the exact way has the last word (R3.8).
"""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable
from math import log, sqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.fit import fit
from normalizer.resolve.free import FreeForm
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.sizes import FixedForm, FollowsForm, SizesForm
from normalizer.resolve.tiers import FRAMES
from normalizer.values.measure import SHAPE_WEIGHT, least

if TYPE_CHECKING:
    from normalizer.fit import Limits
    from normalizer.resolve.choose import Geometry
    from normalizer.resolve.forms import Form
    from normalizer.values import Tier
    from normalizer.values.measure import Fraction2

NEAR = 1e-9
"""Quotients this close, relatively, are decided by whole numbers."""

UNKNOWN = 2.0
"""The distance of a scale that cannot be known (R3.6)."""


class Pick(NamedTuple):
    """An offer: a key for what is written, and the shape and the pixels that come out (`None`: not known)."""

    key: Any
    shape: Fraction2 | None
    pixels: float | None


NAMED = frozenset((*FRAMES, *((height, width) for width, height in FRAMES)))
"""Sizes that may meet a tier by its name (R3.7)."""

Picking = Callable[["Fraction2"], "Pick | None"]


class Picker:
    """Picks among the forms of a target."""

    def __init__(self, geometry: Geometry) -> None:
        self._geometry = geometry
        picks = [_picking(form, geometry) for form in geometry.forms]
        self._picks = [picking for picking in picks if picking is not None]
        self._knows_all = bool(picks) and len(self._picks) == len(picks)
        # pixels are these forms' own words, so that they come first where nothing else decides (R4.6)
        self._order = sorted(range(len(picks)), key=lambda index: not geometry.forms[index].speaks_pixels)

    @property
    def picking(self) -> Callable[[Fraction2], tuple[int, Any] | None] | None:
        """The function that picks: the form and the offer in it, or nothing where only the exact way can tell."""
        if not self._knows_all:
            return None
        return _alone(self._picks[0]) if len(self._picks) == 1 else self._among

    def _among(self, size: Fraction2) -> tuple[int, Any] | None:
        return None if size in NAMED else self._hit(size) or self._cheapest(size)

    def _hit(self, size: Fraction2) -> tuple[int, Any] | None:
        """Give the form that lists these very pixels (R4.1), else a free one that takes them as they are."""
        forms = self._geometry.forms
        for index in self._order:
            form = forms[index]
            if not (form.carries_shape or form.carries_scale):
                continue
            if isinstance(form, SizesForm) and size in form.offered:
                return index, size
            if isinstance(form, RatiosForm) and size in form.back:
                return index, form.back[size]
        for index in self._order:
            form = forms[index]
            if isinstance(form, FixedForm):
                return None
            if isinstance(form, FreeForm) and form.passes(size):
                return index, size
        return None

    def _cheapest(self, size: Fraction2) -> tuple[int, Any] | None:
        """Give the form whose answer costs least (R3.6, R4.6); nothing where two are close."""
        best: tuple[int, Any] | None = None
        lowest = second = float("inf")
        for index in self._order:
            form = self._geometry.forms[index]
            if not (form.carries_shape or form.carries_scale):
                return None
            found = self._picks[index](size)
            if found is None:
                return None
            cost = _cost(found, size)
            if cost < lowest:
                best, lowest, second = (index, found.key), cost, lowest
            elif cost < second:
                second = cost
        return None if second <= lowest * (1 + NEAR) else best


def _alone(picking: Picking) -> Callable[[Fraction2], tuple[int, Any] | None]:
    def pick(size: Fraction2) -> tuple[int, Any] | None:
        found = None if size in NAMED else picking(size)
        return None if found is None else (0, found[0])

    return pick


def _cost(found: Pick, size: Fraction2) -> float:
    shape = found.shape
    far = UNKNOWN if shape is None else shape[0] * size[1] / (shape[1] * size[0])
    off = UNKNOWN if found.pixels is None else found.pixels / (size[0] * size[1])
    return (far if far >= 1 else 1 / far) ** SHAPE_WEIGHT * (off if off >= 1 else 1 / off)


def _picking(form: Form, geometry: Geometry) -> Picking | None:
    default = geometry.default.shape
    if isinstance(form, FreeForm):
        return _free(form, default)
    if isinstance(form, SizesForm):
        return _sizes(form, default) if form.is_known and not form.is_open and form.offered else None
    if isinstance(form, FollowsForm):
        return (lambda size: Pick(None, size, None)) if len(geometry.forms) == 1 else None
    if isinstance(form, FixedForm):
        only = Pick(None, form.size, float(form.size[0] * form.size[1]))
        return lambda _: only
    if isinstance(form, RatiosForm):
        return _ratios(form, default, geometry.default.scale)
    return None


def _free(form: FreeForm, default: Fraction2 | None) -> Picking:
    limits = form.limits
    near = _Fit(limits)

    def pick(size: Fraction2) -> Pick:
        width, height = size
        if not form.passes(size):
            size = near.fit(width, height) or fit(size, (width * height, 1), limits, default=default)
        return Pick(size, size, size[0] * size[1])

    return pick


class _Fit:
    """The fit of R5 in floating point, where one grid point around the rectangle is clearly the best."""

    __slots__ = ("_highest", "_limits", "_lowest", "_step")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._step = limits.step
        # shapes near the ends are bent by the exact way
        self._lowest = limits.lowest[0] / limits.lowest[1] * (1 + NEAR)
        self._highest = limits.highest[0] / limits.highest[1] * (1 - NEAR)

    def fit(self, width: int, height: int) -> Fraction2 | None:
        """Give the fitted rectangle; nothing where only the exact way can tell."""
        shape, scale, limits, step = width / height, float(width * height), self._limits, self._step
        if not self._lowest < shape < self._highest:
            return None
        fewest = max(limits.min_pixels, limits.min_width**2 / shape, limits.min_height**2 * shape)
        most = min(limits.max_pixels, limits.max_width**2 / shape, limits.max_height**2 * shape)
        scale = fewest if scale < fewest else min(scale, most)
        best: Fraction2 | None = None
        lowest = second = float("inf")
        for wide in _beside(sqrt(scale * shape) / step):
            for high in _beside(sqrt(scale / shape) / step):
                point = wide * step, high * step
                if limits.admits(*point):
                    far, big = point[0] / (point[1] * shape), point[0] * point[1] / scale
                    cost = (far if far >= 1 else 1 / far) ** SHAPE_WEIGHT * (big if big >= 1 else 1 / big)
                    if cost < lowest:
                        best, lowest, second = point, cost, lowest
                    elif cost < second:
                        second = cost
        return None if second <= lowest * (1 + NEAR) else best


def _beside(side: float) -> tuple[int, ...]:
    """Give the whole numbers beside a side; the one that it nearly is, which then costs least by far."""
    below = int(side)
    if side - below < NEAR:
        return (below,)
    return (below + 1,) if below + 1 - side < NEAR else (below, below + 1)


def _sizes(form: SizesForm, default: Fraction2 | None) -> Picking:
    offered = form.offered
    rows = [(SHAPE_WEIGHT * log(size[0] / size[1]), log(size[0] * size[1]), size) for size in offered]

    def pick(size: Fraction2) -> Pick:
        if size not in offered:
            # the logarithm of the cost: what differs clearly there differs
            shape, scale = SHAPE_WEIGHT * log(size[0] / size[1]), log(size[0] * size[1])
            best = second = float("inf")
            found = size
            for one, other, rival in rows:
                price = abs(one - shape) + abs(other - scale)
                if price < best:
                    best, second, found = price, best, rival
                elif price < second:
                    second = price
            size = found if second - best > NEAR else least(offered, size, (size[0] * size[1], 1), default)
        return Pick(size, size, size[0] * size[1])

    return pick


def _ratios(form: RatiosForm, default: Fraction2 | None, scale: Tier | None) -> Picking | None:
    shapes, tiers = form.shapes, form.tiers
    if tiers is not None and not (tiers.is_known and tiers.names):
        return None
    if shapes is None:
        return _tiers(form)
    if not shapes.is_known or shapes.lowest is not None or not shapes.names:
        return None
    only = form.pixels or scale
    if tiers is None and only is not None and only.lines:
        return None  # its pixels may depend on the shape
    alone = None if only is None else only.numerator / only.denominator
    back, ratios, cells = form.back, shapes.ratios, form.cells
    closest = _Nearest({row: ratio.width / ratio.height for row, ratio in enumerate(ratios)})
    rows = [_columns(form, row) for row in range(len(ratios))] if tiers is not None else []

    def pick(size: Fraction2) -> Pick | None:
        cell = back.get(size)
        if cell is not None:
            return Pick(cell, size, size[0] * size[1])
        row = closest.nearest(size[0] / size[1])
        if row is None:
            row = shapes.closest(size, default)
        if not rows:
            return Pick((row, None), ratios[row], alone)
        column = rows[row].nearest(size[0] * size[1])
        if column is None:
            return None
        came = cells[row][column] if cells else None
        if came is None or ratios[row][0] * size[1] == ratios[row][1] * size[0]:
            came = ratios[row]  # the very shape of the row is met by its name
        return Pick((row, column), came, rows[row].values[column])

    return pick


def _tiers(form: RatiosForm) -> Picking:
    columns = _columns(form, None)
    shape = None if form.follows_input else form.shape

    def pick(size: Fraction2) -> Pick | None:
        column = columns.nearest(size[0] * size[1])
        return None if column is None else Pick((None, column), shape, columns.values[column])

    return pick


def _columns(form: RatiosForm, row: int | None) -> _Nearest:
    """Prepare the tiers of a row by their pixels; holes are left out."""
    if form.tiers is None:
        return _Nearest({})
    offered = form.tiers.pixels(form.shape if row is None or form.shapes is None else form.shapes.ratios[row])
    if form.cells and row is not None:
        offered = [None if cell is None else (cell[0] * cell[1], 1) for cell in form.cells[row]]
    return _Nearest({column: scale[0] / scale[1] for column, scale in enumerate(offered) if scale is not None})


class _Nearest:
    """Numbers with the bounds between them: where the quotients to both are equal, at the root of their product."""

    __slots__ = ("_bounds", "_names", "values")

    def __init__(self, values: dict[int, float]) -> None:
        self.values = values
        self._names = sorted(values, key=lambda name: values[name])
        ordered = [values[name] for name in self._names]
        self._bounds = [low * high for low, high in itertools.pairwise(ordered)]

    def nearest(self, asked: float) -> int | None:
        """Give the name of the nearest number; nothing where two are about as near."""
        square, bounds = asked * asked, self._bounds
        place = bisect_left(bounds, square)
        if place < len(bounds) and bounds[place] - square <= square * NEAR:
            return None
        if place and square - bounds[place - 1] <= square * NEAR:
            return None
        return self._names[place] if self._names else None
