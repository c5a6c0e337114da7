"""What is said of sizes at one target, whatever stands beside them.

Sizes that the same offer answers differ in their distances and pixels alone: those are measured, and all else is what
was said of the first of their sort.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalizer.batch.verdict import Codes, codes_of, distances_of
from normalizer.quick.kind import wish_of
from normalizer.quick.outcome import worked_out
from normalizer.resolve.free import FreeForm
from normalizer.resolve.picker import Picker
from normalizer.sums import summed
from normalizer.values.measure import SAME, UNKNOWN, distance

if TYPE_CHECKING:
    from normalizer.fit import Limits
    from normalizer.quick.kind import Tokens
    from normalizer.resolve.picks import Offer
    from normalizer.resolve.wish import Answer
    from normalizer.target import Target
    from normalizer.values.measure import Fraction2

MOST = 4096
"""So many sizes that are no pixels, or close, are remembered; then all are forgotten."""


class Sort(NamedTuple):
    """What many sizes have in common. `place` tells the sorts of a target apart, where a sort may be met again.

    `offer` is the number of what is sent, where that does not depend on the size.
    """

    place: int | None
    codes: Codes
    inexact: bool
    unsupported: int
    unverified: int
    offer: int | None


NOT_ASKED = -1
"""Stands for the number of an offer where no size is asked: what is sent then is always the same."""

Key = tuple[int, bool, bool, bool]
"""What a sort is known by: the number of its offer, whether shape and scale are met, whether the shape is bent."""

Geometry = tuple[Sort, float, float, "Fraction2 | None"]
"""What is said of a size: its sort, the distances of shape and scale (1: none), the pixels that come out."""


class Comes(NamedTuple):
    """What comes out of an offer, exactly; `None` is not known. Pixels of the shape `named` are met by its name (R3.2).

    A free form has `limits`, and nothing else: what comes is fitted into them.
    """

    named: Fraction2 | None
    shape: Fraction2 | None
    scale: Fraction2 | None
    size: Fraction2 | None
    limits: Limits | None

    @classmethod
    def of(cls, answer: Answer, fitted: Fraction2 | None) -> Comes:
        """Tell from the answer to one size what comes of its offer for every other."""
        if isinstance(answer.form, FreeForm) and fitted is not None:
            return cls(None, None, None, None, answer.form.limits)
        size = answer.size
        return cls(answer.form.named(answer), size or answer.shape, answer.scale, size, None)

    def measured(self, asked: Fraction2, fitted: Fraction2 | None) -> tuple[float, float, bool]:
        """Give the distances of shape and scale from the asked pixels, and whether the shape is bent (R5.2).

        Quotients of whole numbers are correctly rounded: 1 is given for equal ones, and for no others of these sizes.
        """
        named, shape, scale, _, limits = self
        width, height = asked
        bent = False
        if fitted is not None:
            if fitted == asked:
                return 1.0, 1.0, False
            shape, scale = fitted, (fitted[0] * fitted[1], 1)
            bent = limits is not None and limits.bend(asked) != asked
        far = UNKNOWN if shape is None else distance(shape[0], shape[1], width, height)
        if named is not None and named[0] * height == width * named[1]:
            far = SAME
        off = UNKNOWN if scale is None else distance(scale[0], scale[1], width * height, 1)
        return far[0] / far[1], off[0] / off[1], bent


class Sizes:
    """What is said of sizes at one target: what comes out of the offers that were met, and what is said of each sort.

    What is kept is bounded.
    """

    __slots__ = ("_known", "_pick", "comes", "picker", "sorts", "target")

    def __init__(self, target: Target) -> None:
        self.target = target
        self.picker = Picker(target.geometry)
        self.comes: dict[int, Comes] = {}
        self.sorts: dict[Key, Sort] = {}
        self._pick = self.picker.picking
        self._known: dict[Tokens, Geometry] = {}

    def of(self, sizes: Tokens) -> Geometry:
        """Say what a size comes to."""
        size = sizes[0] if len(sizes) == 1 else None
        if self._pick is not None and type(size) is tuple and (offer := self._pick(size)) is not None:
            number, fitted = offer
            comes = self.comes.get(number)
            if comes is not None:
                shape, scale, bent = comes.measured(size, fitted)
                sort = self.sorts.get((number, shape == 1, scale == 1, bent))
                if sort is not None:
                    return sort, shape, scale, fitted or comes.size
            return self._worked_out(sizes, offer)
        known = self._known.get(sizes)
        if known is None:
            if len(self._known) >= MOST:
                self._known.clear()
            known = self._known[sizes] = self._worked_out(sizes, None)
        return known

    def _worked_out(self, sizes: Tokens, offer: Offer | None) -> Geometry:
        """Let the engine choose, and remember what it says of the sort."""
        draft, _ = worked_out(self.target, wish_of(sizes))
        told = summed(draft)
        sends = None if sizes else NOT_ASKED
        if offer is not None and offer[1] is None:
            sends = offer[0]
        sort = Sort(
            None if offer is None else len(self.sorts),
            codes_of(told.changes),
            bool(told.changes) or any(not entry[4] for entry in told.entries),
            told.unsupported,
            told.unverified,
            sends,
        )
        if offer is not None and draft.answer is not None:
            number, fitted = offer
            comes = self.comes.setdefault(number, Comes.of(draft.answer, fitted))
            shape, scale, bent = comes.measured(sizes[0], fitted)
            self.sorts[number, shape == 1, scale == 1, bent] = sort
        return sort, *distances_of(told.changes), told.expected
