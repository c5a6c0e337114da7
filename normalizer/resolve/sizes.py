"""Exact sizes (R4.3), and the forms with nothing to choose (R4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.resolve.forms import Form, Narrowing, OwnFields
from normalizer.resolve.shapes import Shapes
from normalizer.resolve.tiers import nearest
from normalizer.resolve.wish import BOTH, Answer, Setting, Wish, asked_pixels
from normalizer.values import Ratio
from normalizer.values.measure import Fraction2, cost, distance, least, less

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.fit import Limits
    from normalizer.write import Field

SAME_SHAPE = (103, 100)
"""Two sizes of a list have one shape up to this distance (R2.4)."""


class SizesForm(Form):
    """A list of exact sizes; `words` are the provider's, `meant` finds a size by its word (R4.3)."""

    speaks_pixels = True

    def __init__(
        self,
        offered: Mapping[Fraction2, Any],
        fields: tuple[Field, ...],
        *,
        short_edge: bool,
        is_open: bool = False,
        is_known: bool = True,
        limits: Limits | None = None,
        is_narrowed: bool = False,
    ) -> None:
        super().__init__(fields, short_edge=short_edge)
        self.offered = dict(sorted(offered.items()))
        self.is_narrowed = is_narrowed
        self.is_open = is_open
        self.is_known = is_known
        self.limits = limits
        self.meant = {str(word).lower(): size for size, word in offered.items() if not isinstance(word, (bool, tuple))}
        if any(isinstance(word, tuple) for word in offered.values()):
            self.carries_shape = self.carries_scale = self.mixes = True

    def answer(self, wish: Wish, setting: Setting) -> Answer:
        """Give the listed size, or the one of least cost; a missing half of the wish is the default's."""
        if wish.size is not None:
            if wish.size in self.offered:
                return self._chosen(wish.size, wish, literal=True)
            if self._passes(wish.size):
                answer = self._chosen(wish.size, wish)
                answer.unverified = True
                return answer
        if not self.offered:
            answer = Answer(self, None, None)
            answer.sends = False
            return answer.measure(wish, asked_pixels(wish, wish.shape, short_edge=self.short_edge))
        default, assumed = setting.default, None
        shape, scale = wish.shape or default.shape, self._default_scale(setting)
        if wish.shape is None and wish.scale is not None and default.shape is not None and self._is_lone(setting):
            return self._nothing(wish, default.shape, scale, setting)
        if shape is None or (wish.scale is None and scale is None):
            # not that of an offered size: one that is not chosen would then change the answer (R12)
            known = wish.scale is not None or scale is not None
            assumed = "resolution" if shape is not None else "aspect_ratio" if known else "size"
        shape, last = shape or setting.fallback, (setting.fallback[0] * setting.fallback[1], 1)
        asked = asked_pixels(wish, shape, short_edge=self.short_edge) or scale or last
        if setting.direction != "nearest" and wish.scale is not None:
            best = self._bounded(shape, asked, setting)
        else:
            best = least(self.offered, shape, asked, default.shape)
        answer = self._chosen(best, wish)
        answer.assumed = assumed
        return answer

    def _passes(self, size: Fraction2) -> bool:
        if not self.is_known:
            return True
        return self.is_open and (self.limits is None or self.limits.admits(*size))

    def _default_scale(self, setting: Setting) -> Fraction2 | None:
        if setting.default.size is not None:
            return setting.default.size[0] * setting.default.size[1], 1
        scale = setting.default.scale
        if scale is None or setting.default.shape is None:
            return None if scale is None else (scale.numerator, scale.denominator)
        return scale.pixels_at(*setting.default.shape, short_edge=self.short_edge)

    def _default_size(self, setting: Setting) -> Fraction2 | None:
        """Give the listed size that is the default, stated as a size or as shape and scale."""
        default, scale = setting.default, self._default_scale(setting)
        if default.shape is None or scale is None:
            return None
        for size in self.offered:
            if size[0] * default.shape[1] == default.shape[0] * size[1] and size[0] * size[1] * scale[1] == scale[0]:
                return size
        return None

    def _is_lone(self, setting: Setting) -> bool:
        """Tell whether no other size has the default's shape (R2.4); one that was taken away must not come out."""
        shape, own = setting.default.shape, self._default_size(setting)
        if shape is None or (own is None and self.is_narrowed):
            return False
        return not any(size != own and _one_shape(size, shape) for size in self.offered)

    def _nothing(self, wish: Wish, shape: Fraction2, scale: Fraction2 | None, setting: Setting) -> Answer:
        """Answer a scale alone that no other size of the default's shape could meet: the default comes out."""
        answer = Answer(self, shape, scale)
        answer.size = setting.default.size or self._default_size(setting)
        answer.adjusted, answer.sends = "closest_size", False
        return answer.measure(wish, asked_pixels(wish, shape, short_edge=self.short_edge))

    def _bounded(self, shape: Fraction2, asked: Fraction2, setting: Setting) -> Fraction2:
        """Keep the policy's bound on scale among the sizes of the closest shape (R9.1)."""
        # every size counts with the asked scale here, so that the shape alone decides
        closest = Shapes.of({f"{width}:{height}": None for width, height in self.offered})
        chosen = closest.ratios[closest.closest(shape, setting.default.shape)]
        group = [size for size in self.offered if _one_shape(size, chosen)]
        best = group[nearest([(size[0] * size[1], 1) for size in group], asked, setting.direction) or 0]
        even = [size for size in group if size[0] * size[1] == best[0] * best[1]]
        return least(even, shape, asked, setting.default.shape)

    def _chosen(self, size: Fraction2, wish: Wish, *, literal: bool = False) -> Answer:
        answer = Answer(self, size, (size[0] * size[1], 1))
        answer.size = size
        answer.literal = literal
        answer.adjusted = "closest_size"
        return answer.measure(wish, asked_pixels(wish, size, short_edge=self.short_edge))

    def fill(self, answer: Answer) -> Mapping[str, Any]:
        """Add the provider's word for the size."""
        values = dict(super().fill(answer))
        if answer.size is not None and answer.size in self.offered:
            values["size"] = self.offered[answer.size]
        return values

    def own_fields(self, answer: Answer) -> OwnFields:
        """Give the fields that stand for the chosen size as a whole."""
        word = None if answer.size is None else self.offered.get(answer.size)
        return ((BOTH, word),) if isinstance(word, tuple) else ()

    def field_words(self) -> list[tuple[Field, ...]]:
        """List the sizes' words that bring fields of their own."""
        return [word for word in self.offered.values() if isinstance(word, tuple)]

    def rivals(self, answer: Answer, wish: Wish) -> list[Fraction2]:
        """List the other sizes of the same cost."""
        if answer.size is None or wish.shape is None:
            return []
        shape, scale = wish.shape, answer.asked_scale or (answer.size[0] * answer.size[1], 1)

        def price(size: Fraction2) -> Fraction2:
            return cost(distance(*size, *shape), distance(size[0] * size[1], 1, *scale))

        chosen, others = price(answer.size), [size for size in self.offered if size != answer.size]
        return [size for size in others if not less(chosen, price(size)) and not less(price(size), chosen)]

    def shapes_on_offer(self) -> list[Fraction2]:
        """List the shapes of the sizes."""
        return list(self.offered)

    def scales(self, answer: Answer) -> list[tuple[Fraction2, str]]:
        """List the sizes of the chosen shape."""
        return [
            ((size[0] * size[1], 1), f"{size[0]}x{size[1]}")
            for size in self.offered
            if answer.size is not None and _one_shape(size, answer.size)
        ]

    def ratio_text(self, answer: Answer) -> str | None:
        """Name the shape of the chosen size in lowest terms."""
        return None if answer.size is None else str(Ratio.of(*answer.size))

    def narrowed(self, allowed: Narrowing) -> Form | None:
        """Leave the allowed sizes."""
        left = {size: word for size, word in self.offered.items() if allowed.takes_size(size)}
        if len(left) == len(self.offered) and not self.is_open and self.is_known:
            return self
        if not left:
            return None
        return SizesForm(left, self.fields, short_edge=self.short_edge, is_narrowed=True)


class FixedForm(Form):
    """One size, whatever is asked (R4.5)."""

    speaks_pixels = True

    def __init__(self, size: Fraction2) -> None:
        super().__init__(())
        self.size = size

    def answer(self, wish: Wish, setting: Setting) -> Answer:
        """Give the only size there is."""
        del setting
        answer = Answer(self, self.size, (self.size[0] * self.size[1], 1))
        answer.size = self.size
        answer.sends = False
        return answer.measure(wish, wish.pixels)

    def scales(self, answer: Answer) -> list[tuple[Fraction2, str]]:
        """List the only size."""
        del answer
        return [((self.size[0] * self.size[1], 1), f"{self.size[0]}x{self.size[1]}")]

    def narrowed(self, allowed: Narrowing) -> Form | None:
        """Give itself, unless its size is not allowed."""
        return self if allowed.takes_size(self.size) else None


class FollowsForm(Form):
    """The output takes the shape of an input (R2.6, R4.5)."""

    follows_input = True

    def __init__(self, source: str) -> None:
        super().__init__(())
        self.source = source

    def answer(self, wish: Wish, setting: Setting) -> Answer:
        """Give the input's size where it is known."""
        size = setting.input_size
        answer = Answer(self, size, None if size is None else (size[0] * size[1], 1))
        answer.size = size
        answer.sends = False
        return answer.measure(wish, wish.pixels)

    def narrowed(self, allowed: Narrowing) -> Form | None:
        """Give itself: conditions do not concern the input; nothing under a cap, which it cannot be made to keep."""
        return self if allowed.cap is None else None


def _one_shape(one: Fraction2, other: Fraction2) -> bool:
    return not less(SAME_SHAPE, distance(*one, *other))
