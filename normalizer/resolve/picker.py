"""Which offer answers a wish in pixels, without measuring how far it is: two sizes of one pick get the same fields.

A picker decides what `Geometry.resolve` decides, for pixels and the nearest scale. It compares quotients in floating
point and gives nothing wherever two of them are close, so that the exact way has the last word (R3.8).
"""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING

from normalizer.resolve.free import FreeForm
from normalizer.resolve.picks import Offer, Picking, Picks
from normalizer.resolve.rough import NEAR
from normalizer.resolve.sizes import FixedForm
from normalizer.resolve.tiers import FRAMES
from normalizer.values.measure import SHAPE_WEIGHT

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalizer.resolve.choose import Geometry
    from normalizer.values.measure import Fraction2

UNKNOWN = 2.0
"""The distance of a scale that cannot be known (R3.6)."""

NAMED = frozenset((*FRAMES, *((height, width) for width, height in FRAMES)))
"""Sizes that may meet a tier by its name (R3.7)."""


class Picker:
    """Picks among the forms of a target."""

    def __init__(self, geometry: Geometry) -> None:
        # pixels are these forms' own words, so that they come first where nothing else decides (R4.6)
        ordered = sorted(enumerate(geometry.forms), key=lambda one: not one[1].speaks_pixels)
        forms = [form for _, form in ordered]
        prepared = Picks(geometry)
        picks = [prepared.of(form, index) for index, form in ordered]
        self._picks: list[Picking] = [picking for picking in picks if picking is not None]
        self._knows_all = bool(picks) and len(self._picks) == len(picks)
        self._listed: dict[Fraction2, Offer] = {}
        for index, form in reversed(ordered):
            self._listed |= prepared.listed(form, index)
        fixed = next((place for place, form in enumerate(forms) if isinstance(form, FixedForm)), len(forms))
        free = [(index, form) for index, form in ordered[:fixed] if isinstance(form, FreeForm)]
        self._free = [(form.passes, prepared.number(index)) for index, form in free]
        # the places of free forms in the file, by their numbers
        self.free = {prepared.number(index): index for index, form in ordered if isinstance(form, FreeForm)}
        self.prepared = prepared.prepared
        # those of the forms before one that sends nothing take what they can as it is
        self.first = frozenset(number for _, number in self._free)
        self.compares = all(form.carries_shape or form.carries_scale for form in forms)

    @property
    def picking(self) -> Callable[[Fraction2], Offer | None] | None:
        """The function that picks the offer, or nothing where only the exact way can tell."""
        if not self._knows_all:
            return None
        return _alone(self._picks[0]) if len(self._picks) == 1 else self._among

    def _among(self, size: Fraction2) -> Offer | None:
        """Give what lists these very pixels (R4.1), else a free form that takes them as they are, else the cheapest."""
        offer = self._listed.get(size)
        if offer is not None:
            return offer
        if size in NAMED:
            return None
        for passes, number in self._free:
            if passes(size):
                return number, size
        return self._cheapest(size) if self.compares else None

    def _cheapest(self, size: Fraction2) -> Offer | None:
        """Give the offer that costs least (R3.6, R4.6); nothing where two are close."""
        width, height = size
        ratio, pixels = width / height, width * height
        best: Offer | None = None
        lowest = second = inf
        for picking in self._picks:
            found = picking(size)
            if found is None:
                return None
            offer, shape, scale = found
            far = UNKNOWN if shape is None else shape / ratio
            off = UNKNOWN if scale is None else scale / pixels
            cost = (far if far >= 1 else 1 / far) ** SHAPE_WEIGHT * (off if off >= 1 else 1 / off)
            if cost < lowest:
                best, lowest, second = offer, cost, lowest
            elif cost < second:
                second = cost
        return None if second <= lowest * (1 + NEAR) else best


def _alone(picking: Picking) -> Callable[[Fraction2], Offer | None]:
    def pick(size: Fraction2) -> Offer | None:
        found = None if size in NAMED else picking(size)
        return None if found is None else found[0]

    return pick
