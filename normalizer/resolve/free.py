"""Any width and height inside limits (R4.4): the form that fits a rectangle instead of choosing from a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.fit import Limits, clamp, fit, is_neighbour
from normalizer.resolve.forms import Form, Narrowing
from normalizer.resolve.wish import SCALE, SHAPE, Answer, Setting, Wish, asked_pixels

if TYPE_CHECKING:
    from normalizer.fit import Direction
    from normalizer.values.measure import Fraction2
    from normalizer.write import Field


class FreeForm(Form):
    """Width and height inside `limits`; `is_even` says that the multiple is not known (R5.7)."""

    speaks_pixels = True

    def __init__(
        self,
        limits: Limits,
        fields: tuple[Field, ...],
        *,
        short_edge: bool,
        is_even: bool,
        is_known: bool,
    ) -> None:
        super().__init__(fields, short_edge=short_edge)
        self.limits = limits
        self.is_even = is_even
        self.is_known = is_known

    def answer(self, wish: Wish, setting: Setting) -> Answer:
        """Fit the wish; a missing half is the default's, or assumed where that is not known (R2.4)."""
        if wish.size is not None and self.passes(wish.size):
            return self._chosen(wish.size, wish)
        default, fallback = setting.default, setting.fallback
        shape = wish.shape or default.shape or fallback
        scale = asked_pixels(wish, shape, short_edge=self.short_edge)
        assumed = "aspect_ratio" if wish.shape is None and default.shape is None else None
        if scale is None:
            if default.size is not None:
                scale = default.size[0] * default.size[1], 1
            elif default.scale is not None:
                scale = default.scale.pixels_at(*shape, short_edge=self.short_edge)
            else:
                scale, assumed = (fallback[0] * fallback[1], 1), "resolution" if assumed is None else "size"
        direction = "nearest" if wish.scale is None else setting.direction
        size = fit(shape, scale, self.limits, direction=direction, default=default.shape)
        answer = self._chosen(size, wish)
        answer.assumed = assumed
        answer.rounded = self.is_even
        inside = clamp(shape, scale, self.limits)
        if inside[0] != shape:
            answer.adjusted = "bent"
        names_no_multiple = self.limits.step == 1 or self.is_even
        if wish.size is None and names_no_multiple and is_neighbour(size, *inside, self.limits.step):
            held = ((SHAPE, inside[0] == shape), (SCALE, inside[1] == scale))
            answer.whole = frozenset(half for half, is_held in held if is_held)
        return answer

    def passes(self, size: Fraction2) -> bool:
        """Tell whether a size goes as it is; where the limits are not known, only a policy's cap holds (R4.9)."""
        if self.is_known:
            return self.limits.admits(*size)
        return size[0] * size[1] <= self.limits.max_pixels

    def _chosen(self, size: Fraction2, wish: Wish) -> Answer:
        answer = Answer(self, size, (size[0] * size[1], 1))
        answer.size = size
        answer.adjusted = "fitted"
        answer.unverified = not self.is_known
        return answer.measure(wish, asked_pixels(wish, wish.shape or size, short_edge=self.short_edge))

    def scales(self, answer: Answer) -> list[tuple[Fraction2, str]]:
        """List the nearest sizes of the shape that comes out, below and above the asked scale."""
        if answer.size is None or answer.asked_scale is None or self.limits.points:
            return []  # narrow limits have to be searched point by point
        sides: tuple[Direction, ...] = ("at_most", "at_least")
        found = [fit(answer.size, answer.asked_scale, self.limits, direction=side) for side in sides]
        return [((width * height, 1), f"{width}x{height}") for width, height in found]

    def narrowed(self, allowed: Narrowing) -> Form | None:
        """Lower the limit of pixels; conditions on tiers and shapes do not concern free sizes."""
        if allowed.cap is None or self.limits.max_pixels <= allowed.cap:
            return self
        limits = self.limits.capped(allowed.cap)
        if limits is None:
            return None
        return FreeForm(limits, self.fields, short_edge=self.short_edge, is_even=self.is_even, is_known=self.is_known)
