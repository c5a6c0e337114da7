"""What is written of a size, found without working out how far it is from the wish."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.quick.carried import CONTAINERS
from normalizer.resolve.free import FreeForm
from normalizer.resolve.picker import Picker

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalizer.plan import Head
    from normalizer.quick.memo import Memo
    from normalizer.quick.outcome import Outcome
    from normalizer.target import Target
    from normalizer.values.measure import Fraction2
    from normalizer.write import Field, Fill

SIDES = frozenset({"width", "height", "size"})


class Written(NamedTuple):
    """The values of the fields that carry a size, the sign of the recipe they go with, and what plans say of both.

    `is_shared` says that one of the values holds something inside, so that every payload needs a copy.
    """

    values: list[Any]
    sign: object
    head: Head
    upstream: str | None
    is_shared: bool


class Writer:
    """Writes the sizes of one target: what was worked out for one offer goes for all sizes that it answers."""

    __slots__ = ("_forms", "_free", "_memo", "_offers", "_pick", "_work_out")

    def __init__(self, target: Target, memo: Memo, work_out: Callable[[Any], Outcome], *, looks: bool) -> None:
        self._memo = memo
        self._offers: dict[Any, Written] = memo.shelf()
        self._work_out = work_out
        self._forms = target.geometry.forms
        self._free = {index: _fills(form) for index, form in enumerate(self._forms) if isinstance(form, FreeForm)}
        # conditions may look at the very pixels, which differ inside one offer of a free form
        self._pick = None if looks and self._free else Picker(target.geometry).picking

    def write(self, size: Fraction2) -> Written:
        """Give what is written for pixels."""
        picked = None if self._pick is None else self._pick(size)
        if picked is None:
            return _written(self._work_out(size))
        index, offer = picked
        fills = self._free.get(index)
        known = self._offers.get(picked if fills is None else index)
        if known is None:
            known = _written(self._work_out(size))
            self._memo.put(self._offers, picked if fills is None else index, known)
            return known
        if fills is None:
            return known
        width, height = offer
        filled = {"width": width, "height": height, "size": f"{width}x{height}"}
        _, sign, head, upstream, _ = known
        return Written([fill(filled) for fill in fills], sign, head, upstream, is_shared=False)


def _written(outcome: Outcome) -> Written:
    shared = any(type(value) in CONTAINERS for value in outcome.values)
    return Written(outcome.values, outcome.sign, outcome.head, outcome.upstream, shared)


def _fills(form: FreeForm) -> list[Fill] | None:
    """List what makes the values, those that say nothing of a size last; nothing where more than pixels is said."""
    if not form.names <= SIDES:
        return None
    return [field.template.fill for field in sorted(form.fields, key=_says_nothing)]


def _says_nothing(field: Field) -> bool:
    return not (field.needs_shape or field.needs_scale)
