"""Which offer answers each of many sizes: `resolve.picker` on whole columns.

Compares as that does, in floating point with a margin; where two are close, a size is on a list or has a name, nothing
is said, and the way of single sizes decides. Needs numpy, which is handed in.
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.resolve.picker import NAMED, UNKNOWN
from normalizer.resolve.rough import NEAR
from normalizer.values.measure import SHAPE_WEIGHT

if TYPE_CHECKING:
    from normalizer.resolve.free import FreeForm
    from normalizer.resolve.picker import Picker
    from normalizer.resolve.picks import Pick, Prepared
    from normalizer.resolve.rough import Nearest

NONE = -1
"""Stands for no offer: only the way of single sizes can tell."""


class Picked(NamedTuple):
    """The number of each size's offer, the pixels fitted for it (0: none), and what comes out (NaN: not known)."""

    number: Any
    wide: Any
    high: Any
    shape: Any
    pixels: Any


class ManyPicks:
    """Picks for columns of sizes at one target."""

    def __init__(self, picker: Picker, np: Any) -> None:
        self._np = np
        self._picker = picker
        listed = {size for one in picker.prepared for size in (*(one.sizes or ()), *one.cells)} | NAMED
        self._listed = np.array(sorted(width << 32 | height for width, height in listed), np.int64)

    def of(self, width: Any, height: Any) -> Picked:
        """Pick for sizes given as columns of whole numbers."""
        np, prepared = self._np, self._picker.prepared
        if self._picker.picking is None:
            zero = np.zeros(len(width), np.int64)
            return Picked(np.full(len(width), NONE), zero, zero, zero, zero)
        found = [self._in_form(one, width, height) for one in prepared]
        best = found[0] if len(found) == 1 else self._among(found, width, height)
        key = width << 32 | height
        at = np.minimum(np.searchsorted(self._listed, key), len(self._listed) - 1)
        return best._replace(number=np.where(self._listed[at] == key, NONE, best.number))

    def _among(self, found: list[Picked], width: Any, height: Any) -> Picked:
        """Choose the cheapest; a free form that takes a size as it is comes before."""
        np = self._np
        ratio, pixels = width / height, (width * height).astype(np.float64)
        costs = []
        for one in found:
            far = np.where(np.isnan(one.shape), UNKNOWN, one.shape / ratio)
            off = np.where(np.isnan(one.pixels), UNKNOWN, one.pixels / pixels)
            cost = np.maximum(far, 1 / far) ** SHAPE_WEIGHT * np.maximum(off, 1 / off)
            costs.append(np.where(one.number == NONE, np.nan, cost))
        every = np.array(costs)
        place = np.argmin(every, axis=0)  # the first that is not a number counts as the least
        lowest = np.take_along_axis(every, place[None], 0)[0]
        np.put_along_axis(every, place[None], inf, 0)
        clear = (np.min(every, axis=0) > lowest * (1 + NEAR)) & self._picker.compares
        for index in reversed(range(len(found))):
            as_it_is = (found[index].wide == width) & (found[index].high == height)
            taken = as_it_is & np.isin(found[index].number, list(self._picker.first))
            place, clear = np.where(taken, index, place), clear | taken
        chosen = [np.choose(place, columns) for columns in zip(*found, strict=True)]
        return Picked(np.where(clear, chosen[0], NONE), *chosen[1:])

    def _in_form(self, one: Prepared, width: Any, height: Any) -> Picked:
        np = self._np
        if one.free is not None:
            return self._free(*one.free, width, height)
        if one.only is not None:
            return self._told([one.only], np.zeros(len(width), np.int64))
        if one.sizes is not None:
            return self._of_sizes(list(one.sizes.items()), width, height)
        pixels = (width * height).astype(np.float64)
        if one.scales is not None:
            return self._told(*self._nearest([one.scales], np.zeros(len(width), np.int64), pixels))
        rows: Any = one.rows
        at = np.searchsorted(np.array(rows.edges), width / height)
        row = np.where(at % 2 == 0, at // 2, NONE)
        told = self._told(*self._nearest(list(rows.answers[::2]), row, pixels))
        if not one.names:
            return told
        ratio = width / height
        named = np.isin(ratio, [shape[0] / shape[1] for shape in one.names])
        return told._replace(shape=np.where(named, ratio, told.shape))

    def _nearest(self, rows: list[Nearest[Pick] | None], row: Any, pixels: Any) -> tuple[list[Pick | None], Any]:
        """Search each row's own numbers; give all answers of all rows, and the place of each size's among them."""
        np = self._np
        most = max((len(one.edges) for one in rows if one is not None), default=0)
        edges = np.full((len(rows), most), inf)
        answers: list[Pick | None] = []
        first = []
        for index, one in enumerate(rows):
            first.append(len(answers))
            answers += [None] if one is None else one.answers
            if one is not None:
                edges[index, : len(one.edges)] = one.edges
        at = np.array(first)[row]
        for column in range(most):
            at += edges[row, column] < pixels
        return answers, np.where(row == NONE, NONE, at)

    def _told(self, picks: list[Pick | None], at: Any) -> Picked:
        np = self._np
        number = np.array([NONE if pick is None else pick.offer[0] for pick in picks])[at]
        shapes = [np.nan if pick is None or pick.shape is None else pick.shape for pick in picks]
        pixels = [np.nan if pick is None or pick.pixels is None else pick.pixels for pick in picks]
        zero = np.zeros(len(at), np.int64)
        return Picked(np.where(at == NONE, NONE, number), zero, zero, np.array(shapes)[at], np.array(pixels)[at])

    def _of_sizes(self, sizes: list[Any], width: Any, height: Any) -> Picked:
        """Choose the listed size of least cost, by the logarithms of the costs."""
        np = self._np
        wide, high = np.array([size for size, _ in sizes], np.float64).T
        shape, scale = SHAPE_WEIGHT * np.log(width / height), np.log(width * height)
        costs = np.abs(SHAPE_WEIGHT * np.log(wide / high)[:, None] - shape) + np.abs(
            np.log(wide * high)[:, None] - scale
        )
        place = np.argmin(costs, axis=0)
        least = np.take_along_axis(costs, place[None], 0)[0]
        np.put_along_axis(costs, place[None], inf, 0)
        return self._told([pick for _, pick in sizes], np.where(np.min(costs, axis=0) - least > NEAR, place, NONE))

    def _free(self, form: FreeForm, number: int, width: Any, height: Any) -> Picked:
        """Fit into limits as `rough_fit` does."""
        np, limits = self._np, form.limits
        step = limits.step
        shape, scale = width / height, (width * height).astype(np.float64)
        passes = self._admits(limits, width, height) if form.is_known else scale <= limits.max_pixels
        lowest, highest = limits.lowest[0] / limits.lowest[1], limits.highest[0] / limits.highest[1]
        inside = (lowest <= shape) & (shape <= highest)
        inside &= (limits.min_width <= width) & (width <= limits.max_width) & (limits.min_height <= height)
        inside &= (height <= limits.max_height) & (limits.min_pixels <= scale) & (scale <= limits.max_pixels)
        shape = np.clip(shape, lowest, highest)
        fewest = np.maximum(limits.min_pixels, np.maximum(limits.min_width**2 / shape, limits.min_height**2 * shape))
        most = np.minimum(limits.max_pixels, np.minimum(limits.max_width**2 / shape, limits.max_height**2 * shape))
        scale = np.where(scale < fewest, fewest, np.minimum(scale, most))
        wide = np.where(inside, width / step, np.sqrt(scale * shape) / step)
        high = np.where(inside, height / step, np.sqrt(scale / shape) / step)
        x, y, clear = self._nearest_point(limits, wide, high)
        x, y = np.where(passes, width, step * x), np.where(passes, height, step * y)
        return Picked(np.where(passes | clear, number, NONE), x, y, x / np.maximum(y, 1), (x * y).astype(np.float64))

    def _nearest_point(self, limits: Any, wide: Any, high: Any) -> tuple[Any, Any, Any]:
        """Give the nearest legal grid point around each rectangle, in steps, and where it is clearly the nearest."""
        np, step = self._np, limits.step
        i, j = np.floor(wide + NEAR).astype(np.int64), np.floor(high + NEAR).astype(np.int64)
        real = (i > 0) & (j > 0)
        i, j = np.maximum(i, 1), np.maximum(j, 1)
        with np.errstate(divide="ignore", invalid="ignore"):
            west, east, south, north = (
                np.log(i / wide),
                np.log((i + 1) / wide),
                np.log(j / high),
                np.log((j + 1) / high),
            )
        held_x, held_y = wide - i < NEAR, high - j < NEAR  # on the grid, where they stay
        costs = np.array(
            [
                SHAPE_WEIGHT * np.abs(west - south) - west - south,
                SHAPE_WEIGHT * np.abs(east - north) + east + north,
                SHAPE_WEIGHT * (north - west) + np.abs(north + west),
                SHAPE_WEIGHT * (east - south) + np.abs(east + south),
            ]
        )
        # a side on the grid: the nearer of the two beside the other one, by its quotient
        one_side = np.where(held_x, np.abs([south, north, north, south]), np.abs([west, east, west, east]))
        costs = np.where(held_x | held_y, one_side, costs)
        costs[1] = np.where(held_x | held_y, inf, costs[1])
        costs[2] = np.where(held_y, inf, costs[2])
        costs[3] = np.where(held_x, inf, costs[3])
        order = np.argsort(costs, axis=0)
        costs = np.take_along_axis(costs, order, 0)
        x, y, found = i, j, np.zeros(len(i), bool)
        clear = real
        for place in range(4):
            east_side, north_side = (order[place] == 1) | (order[place] == 3), (order[place] == 1) | (order[place] == 2)
            here_x, here_y = i + east_side, j + north_side
            with np.errstate(invalid="ignore"):
                close = costs[place + 1] - costs[place] < NEAR if place < 3 else np.zeros(len(i), bool)
            clear = clear & (found | ~close)
            takes = clear & ~found & np.isfinite(costs[place]) & self._admits(limits, step * here_x, step * here_y)
            x, y, found = np.where(takes, here_x, x), np.where(takes, here_y, y), found | takes
        return x, y, found

    @staticmethod
    def _admits(limits: Any, width: Any, height: Any) -> Any:
        pixels = width * height
        lowest, highest = limits.min_ratio, limits.max_ratio
        return (
            (limits.min_width <= width)
            & (width <= limits.max_width)
            & (limits.min_height <= height)
            & (height <= limits.max_height)
            & (limits.min_pixels <= pixels)
            & (pixels <= limits.max_pixels)
            & (width % limits.step == 0)
            & (height % limits.step == 0)
            & (width * lowest[1] >= height * lowest[0])
            & (width * highest[1] <= height * highest[0])
        )
