"""A verdict put together of two: what a size comes to, and what is said of everything else.

Where no condition of the target binds the two, neither decides anything about the other. Where one does, it looks at
what is sent of a size, so that the rest is remembered beside that. Either way their combinations are many more than
they are themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalizer.batch.verdict import Codes, Status, Verdict, codes_of, distances_of, status_of
from normalizer.resolve.wish import BOTH
from normalizer.sums import beside, costs
from normalizer.values.measure import added, log_cost

if TYPE_CHECKING:
    from normalizer.batch.sizes import Sizes, Sort
    from normalizer.draft import Draft
    from normalizer.quick.kind import Tokens

MOST = 4096
"""So many are remembered of what is said beside sizes; then all are forgotten."""

NOTHING_OFF = (1.0, 1.0)
"""The distances where nothing is known to be off."""


class Frame(NamedTuple):
    """All of a verdict but the distances and pixels of its size. `losses` are added to those of the size, in order."""

    status: Status
    codes: Codes
    distances: tuple[float, float]
    losses: tuple[float, ...]
    calls: int


class Rest(NamedTuple):
    """What is said of everything but the size; `frames` are what it comes to with each sort of sizes."""

    codes: Codes
    inexact: bool
    distances: tuple[float, float]
    seconds: float
    unsupported: int
    unverified: int
    values: float
    calls: int
    frames: dict[tuple[int, Codes], Frame]

    def frame(self, sort: Sort, lost: Codes) -> Frame:
        """Put a frame together, with what is said of parameters that are left out whatever else is asked."""
        known = None if sort.place is None else self.frames.get((sort.place, lost))
        if known is not None:
            return known
        unsupported = sort.unsupported + self.unsupported + len(lost)
        unverified = sort.unverified + self.unverified
        made = Frame(
            status_of(sort.inexact or self.inexact or bool(lost), unsupported > 0),
            tuple(sorted({*sort.codes, *self.codes, *lost})),
            self.distances,
            tuple(filter(None, costs(self.seconds, unsupported, unverified, self.values))),
            self.calls,
        )
        if sort.place is not None:
            self.frames[sort.place, lost] = made
        return made


class Apart:
    """The verdicts on requests of one group, in two halves. `bound` says that a condition looks at what is sent."""

    __slots__ = ("_bound", "_rests", "_where", "sizes")

    def __init__(self, sizes: Sizes, *, bound: bool) -> None:
        target = sizes.target
        self.sizes = sizes
        self._bound = bound
        self._where = target.model, target.provider, target.operation
        self._rests: dict[tuple[Tokens, int | None], Rest] = {}

    def learn(self, sizes: Tokens, rest: Tokens, lost: Codes, draft: Draft) -> None:
        """Take what a finished draft says beside its size and what is lost, unless a condition changed the size."""
        if draft.restricted or not draft.omitted.isdisjoint(BOTH):
            return
        offer = self.sizes.of(sizes)[0].offer if self._bound else None
        if self._bound and offer is None:
            return
        said = beside(draft, dict(lost))
        if len(self._rests) >= MOST:
            self._rests.clear()
        self._rests[rest, offer] = Rest(
            codes_of(said.changes),
            bool(said.changes) or not said.exact,
            distances_of(said.changes),
            said.seconds,
            said.unsupported,
            said.unverified,
            said.values,
            len(draft.counts),
            {},
        )

    def knows(self, rest: Tokens) -> bool:
        """Tell whether the rest was seen before, where the size beside it does not matter."""
        return (rest, None) in self._rests

    def rest(self, rest: Tokens, sort: Sort) -> Rest | None:
        """Give what was said of the rest beside sizes of a sort; nothing where it was not seen before."""
        if not self._bound:
            return self._rests.get((rest, None))
        return None if sort.offer is None else self._rests.get((rest, sort.offer))

    def verdict(self, sizes: Tokens, rest: Tokens, lost: Codes) -> Verdict | None:
        """Put a verdict together; nothing where the rest was not seen before."""
        sort, shape, scale, expected = self.sizes.of(sizes)
        other = self.rest(rest, sort)
        if other is None:
            return None
        status, codes, distances, more, calls = other.frame(sort, lost)
        if scale != 1:
            more = (log_cost(1, scale), *more)
        if shape != 1:
            more = (log_cost(shape, 1), *more)
        if distances != NOTHING_OFF:
            shape, scale = max(shape, distances[0]), max(scale, distances[1])
        return Verdict(status, self._where, codes, (shape, scale), expected, added(more), calls)
