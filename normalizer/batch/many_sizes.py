"""What is said of many sizes at one target: `sizes` on whole columns, bit by bit the same."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.many_picks import NONE, ManyPicks
from normalizer.quick.sides import LARGEST
from normalizer.resolve.rough import NEAR
from normalizer.values.measure import UNKNOWN

if TYPE_CHECKING:
    from normalizer.batch.many_picks import Picked
    from normalizer.batch.sizes import Comes, Key, Sizes, Sort

EXACT = 1 << 53
"""Whole numbers below are the same in floating point, so that their quotients are rounded once, as in Python."""

MOST_LESSONS = 2
"""So often what is not known of a column is learnt: first what comes out of an offer, then how it is told."""


class Said(NamedTuple):
    """A place among the sorts for each size (`NONE`: only the way of single sizes can tell), distances and pixels.

    No pixels are 0.
    """

    sort: Any
    shape: Any
    scale: Any
    wide: Any
    high: Any


class Learnt(NamedTuple):
    """What single sizes taught, by the number of the offer: pairs as in `Comes`, 0 for what is absent or not known.

    `lowest` and `highest` are the ends of the limits; `places` are those of sorts, eight for each offer.
    """

    named: Any
    shape: Any
    scale: Any
    size: Any
    lowest: Any
    highest: Any
    places: Any


class ManySizes:
    """Says what columns of sizes come to. Sorts and offers that nobody met before are learnt from single ones."""

    def __init__(self, sizes: Sizes, np: Any) -> None:
        self._np = np
        self._sizes = sizes
        self._picks = ManyPicks(sizes.picker, np)
        self._count = 0, 0
        self._learnt = self._learn()
        self.sorts: list[Sort] = []

    def of(self, width: Any, height: Any) -> Said:
        """Say what sizes come to, given as columns of whole numbers up to `LARGEST`."""
        np = self._np
        picked = self._picks.of(width, height)
        said, key = self._measured(picked, width, height)
        for _ in range(MOST_LESSONS):
            new = np.flatnonzero((said.sort == NONE) & (key != NONE))
            if not len(new):
                break
            # one size of each offer, and then of each sort, tells of all others
            for at in new[np.unique(key[new], return_index=True)[1]].tolist():
                self._sizes.of(((int(width[at]), int(height[at])),))
            said, key = self._measured(picked, width, height)
        return said

    def _measured(self, picked: Picked, width: Any, height: Any) -> tuple[Said, Any]:
        """Measure as `Comes.measured` does; gives each sort's key too, `NONE` where only a single size can tell."""
        np, sizes = self._np, self._sizes
        if self._count != (len(sizes.comes), len(sizes.sorts)):
            self._count = len(sizes.comes), len(sizes.sorts)
            self._learnt = self._learn()
            self.sorts = sorted(sizes.sorts.values(), key=lambda sort: sort.place or 0)
        learnt = self._learnt
        known = picked.number < len(learnt.named)
        at = np.where(known, np.maximum(picked.number, 0), 0)
        fitted, size, named = picked.wide > 0, learnt.size[at].T, learnt.named[at].T
        wide, high = np.where(fitted, picked.wide, size[0]), np.where(fitted, picked.high, size[1])
        shape = np.where(fitted, [picked.wide, picked.high], learnt.shape[at].T)
        scale = np.where(fitted, [wide * high, np.ones_like(wide)], learnt.scale[at].T)
        far = self._distance(shape[0] * height, shape[1] * width)
        far = np.where((named[0] > 0) & (named[0] * height == named[1] * width), 1.0, far)
        off = self._distance(scale[0], scale[1] * width * height)
        bends = fitted & ((wide != width) | (high != height))
        ratio, low, high_end = width / height, learnt.lowest[at], learnt.highest[at]
        close = (np.abs(ratio - low) <= NEAR * low) | (np.abs(ratio - high_end) <= NEAR * ratio)
        bent = bends & ((ratio < low) | (high_end < ratio))
        key = picked.number * 8 + (far == 1) * 4 + (off == 1) * 2 + bent
        key = np.where((picked.number == NONE) | (bends & close), NONE, key)
        sort = np.where(known & (key != NONE), learnt.places[at * 8 + np.maximum(key, 0) % 8], NONE)
        return Said(sort, far, off, wide, high), key

    def _distance(self, one: Any, other: Any) -> Any:
        """Give the larger over the smaller of whole numbers; the distance of what is not known where one is 0."""
        np = self._np
        more, less = np.maximum(one, other), np.minimum(one, other)
        return np.where(less == 0, UNKNOWN[0] / UNKNOWN[1], more / np.maximum(less, 1))

    def _learn(self) -> Learnt:
        """Make columns of the offers and sorts that single sizes taught."""
        np, sizes = self._np, self._sizes
        every = [sizes.comes.get(number) for number in range(max(sizes.comes, default=0) + 1)]
        places = np.full(8 * len(every), NONE)
        for key, sort in sizes.sorts.items():
            comes = every[key[0]]
            if comes is not None and _is_small(comes):
                places[_number(key)] = sort.place
        ends = np.array([_ends(comes) for comes in every])
        named, shape, scale, size = (
            self._column([None if comes is None else comes[part] for comes in every]) for part in range(4)
        )
        return Learnt(named, shape, scale, size, ends[:, 0], ends[:, 1], places)

    def _column(self, pairs: list[Any]) -> Any:
        small = [(0, 0) if pair is None or max(pair) >= EXACT else tuple(pair) for pair in pairs]
        return self._np.array(small, self._np.int64)


def _number(key: Key) -> int:
    number, shape, scale, bent = key
    return number * 8 + shape * 4 + scale * 2 + bent


def _ends(comes: Comes | None) -> tuple[float, float]:
    limits = None if comes is None else comes.limits
    if limits is None:
        return 0.0, inf
    return limits.lowest[0] / limits.lowest[1], limits.highest[0] / limits.highest[1]


def _is_small(comes: Comes) -> bool:
    """Tell whether everything that is compared with sizes is exact in floating point."""
    pairs = [(comes.named, LARGEST), (comes.shape, LARGEST), (comes.scale, LARGEST * LARGEST)]
    return all(pair is None or max(pair) * by < EXACT for pair, by in pairs)
