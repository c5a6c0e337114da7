"""What a size comes to on one target: the fields that carry it, and what there is to say about it. Knows no request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer import geometry
from normalizer.account import Sized, sized
from normalizer.draft import ASKED, Draft
from normalizer.parameters import rules
from normalizer.policy import DEFAULT
from normalizer.quick.carried import CONTAINERS, leaves

if TYPE_CHECKING:
    from normalizer.resolve.wish import Wish
    from normalizer.target import Target
    from normalizer.write import Field

Paths = tuple[tuple[str | int, ...], ...]


def worked_out(target: Target, wish: Wish) -> tuple[Draft, list[tuple[Field, Any]]]:
    """Choose for a wish under the default policy, and give what is written for it."""
    draft = Draft(target, DEFAULT)
    draft.wish = wish
    for key in (wish.shape_by, wish.scale_by):
        if key is not None:
            draft.asked[key] = key, ASKED
    geometry.choose(draft, None)
    return draft, geometry.fields(draft)


class Outcome:
    """The answer to a wish under the default policy.

    `paths` and `values` are what is written, containers taken apart; `head` is what a plan knows of its target, `sign`
    what a recipe depends on.
    """

    __slots__ = ("_draft", "_shown", "head", "paths", "sign", "upstream", "values")

    def __init__(self, target: Target, wish: Wish, looks: tuple[str, ...], signs: dict[Any, object]) -> None:
        draft, written = worked_out(target, wish)
        self.upstream = target.upstream_for(draft.answer)
        self.head = (target.model, target.provider, target.operation, self.upstream, target.catalog_version)
        ends = [((*field.path, *inner), value) for field, whole in written for inner, value in leaves(whole)]
        hollow = tuple([(path, type(value)) for path, value in ends if type(value) in CONTAINERS])  # empty ones
        self.paths: Paths = tuple([path for path, value in ends if type(value) not in CONTAINERS])
        self.values = tuple([value for _, value in ends if type(value) not in CONTAINERS])
        seen = (self.paths, hollow, self.upstream, *(rules.value_of(draft, name, None) for name in looks))
        # one object for equal ones: it is looked up by at every request, and never means anything else
        self.sign = signs.setdefault(seen, object())
        self._draft = draft
        self._shown: Sized | None = None

    @property
    def shown(self) -> Sized:
        """What an account says about it; made when the first plan is asked."""
        if self._shown is None:
            self._shown = sized(self._draft)
        return self._shown
