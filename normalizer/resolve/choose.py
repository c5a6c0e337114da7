"""Choose among the forms of a target (R4.1, R4.6): a literal hit first, else the form whose answer costs least."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalizer.resolve.wish import Answer, Default, Setting, Wish
from normalizer.values import Tier
from normalizer.values.measure import SAME, Fraction2, cost, less, prefers

if TYPE_CHECKING:
    from normalizer.fit import Direction
    from normalizer.resolve.forms import Form, Narrowing


class Geometry(NamedTuple):
    """All that a target offers of shape and scale: its forms in file order, its default, what it refuses to miss.

    `fallback` is the size that stands in for an unknown default (R2.4).
    """

    forms: tuple[Form, ...]
    default: Default
    fallback: Fraction2
    needs_shape: bool = False
    needs_scale: bool = False

    def resolve(
        self, wish: Wish, *, direction: Direction = "nearest", input_size: Fraction2 | None = None
    ) -> Answer | None:
        """Give the answer to a wish; nothing where the target has no form at all (R4.11)."""
        forms = self.forms
        if not forms:
            return None
        setting = Setting(self.default, self.fallback, direction, input_size, self.needs_shape, self.needs_scale)
        if len(forms) == 1:
            return forms[0].answer(wish, setting).settled()
        return choose([form.answer(wish, setting) for form in forms], wish, setting).settled()

    def standing(self, input_size: Fraction2 | None = None) -> Answer | None:
        """Give what comes out when nothing is asked: the answer to the default's own wish.

        Its `assumed` tells where the default does not say one half.
        """
        default = self.default
        scale = default.scale if default.size is None else None
        wish = Wish(default.size, default.size or default.shape, scale or _tier(default), default.word)
        if default.size is not None and not (self.needs_shape or self.needs_scale):
            # nothing is sent, so that a form without fields may be the one that makes it
            setting = Setting(default, self.fallback, input_size=input_size)
            for form in self.forms:
                answer = form.answer(wish, setting)
                if answer.size == default.size:
                    return answer.settled()
        return self.resolve(wish, input_size=input_size)

    def narrowed(self, allowed: Narrowing) -> Geometry | None:
        """Give the geometry with less to choose from; nothing where no form is left."""
        forms = tuple(form for form in (form.narrowed(allowed) for form in self.forms) if form is not None)
        return self._replace(forms=forms) if forms else None


def choose(answers: list[Answer], wish: Wish, setting: Setting) -> Answer:
    """Choose one answer out of one for each form, in file order (R4.6)."""
    if wish.shape is None and wish.scale is None:
        return answers[0]
    carrying = [answer for answer in answers if _carries(answer, wish)] or answers
    # the caller's own words first; the sort is stable, so file order decides the rest
    own = sorted(carrying, key=lambda answer: not answer.form.speaks(wish))
    for answer in own:
        if answer.literal:
            return answer
    kept = [answer for answer in own if _keeps_bound(answer, setting.direction)] or own
    best = kept[0]
    for answer in kept[1:]:
        if _is_better(answer, best, wish, setting):
            best = answer
    return best


def _tier(default: Default) -> Tier | None:
    return None if default.size is None else Tier(default.size[0] * default.size[1], 1)


def _carries(answer: Answer, wish: Wish) -> bool:
    """Tell whether an answer sends anything of the wish, or meets it by sending nothing (R2.4)."""
    return answer.form.carries(wish) and (answer.sends or answer.scale_is_exact)


def _keeps_bound(answer: Answer, direction: Direction) -> bool:
    """Tell whether an answer keeps the policy's bound on scale (R9.1)."""
    if direction == "nearest" or answer.scale_is_exact:
        return True
    if answer.scale is None or answer.asked_scale is None:
        return False
    below = less(answer.scale, answer.asked_scale)
    return below if direction == "at_most" else not below


def _is_better(one: Answer, other: Answer, wish: Wish, setting: Setting) -> bool:
    """Tell whether an answer costs less than another; ties by R3.4, then the smaller one (R3.5)."""
    first = cost(one.shape_distance or SAME, one.scale_distance or SAME)
    second = cost(other.shape_distance or SAME, other.scale_distance or SAME)
    if first[0] * second[1] != second[0] * first[1]:
        return less(first, second)
    if one.shape is not None and other.shape is not None and wish.shape is not None:
        preferred = prefers(one.shape, other.shape, wish.shape, setting.default.shape)
        if preferred:
            return preferred == 1
    if one.scale is None or other.scale is None or wish.scale is None:
        return False
    return less(one.scale, other.scale)
