"""How many results, and by how many calls (R8.1); seeds over several calls (R8.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer import hint
from normalizer.draft import Draft, Item
from normalizer.parameters.base import MISSING, Allowed, Parameter
from normalizer.parameters.kinds import FreeNumberParameter, NumberParameter
from normalizer.values.grammar import UNIT
from normalizer.values.number import number, whole_number

if TYPE_CHECKING:
    from normalizer.write import Field


def split(total: int, most: int | None, allowed: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Divide results over calls: full calls first, the remainder last; the fewest calls of allowed counts (R8.1).

    `most` is `None` where the maximum is not known. Where only certain counts are allowed, 1 must be among them.

    >>> split(10, 4), split(3, 1), split(7, None), split(6, None, (1, 4)), split(6, None, (1, 3, 4))
    ((4, 4, 2), (1, 1, 1), (7,), (4, 1, 1), (3, 3))
    """
    if not allowed:
        if most is None:
            return (total,)
        full, rest = divmod(total, most)
        return (most,) * full + ((rest,) if rest else ())
    fewest: list[tuple[int, ...]] = [()]
    for wanted in range(1, total + 1):
        options = [(count, *fewest[wanted - count]) for count in allowed if count <= wanted]
        # of equally few calls the fuller ones first
        fewest.append(min(options, key=lambda calls: (len(calls), tuple(-count for count in calls))))
    return tuple(sorted(fewest[total], reverse=True))


class CountParameter(Parameter):
    """`n`: how many results. Without fields one result a call; `most` is `None` where the maximum is not known."""

    carries = False

    def __init__(
        self,
        order: int,
        fields: tuple[Field, ...] = (),
        *,
        most: int | None = 1,
        allowed: tuple[int, ...] = (),
        may_return_fewer: bool = False,
    ) -> None:
        super().__init__("n", order, fields)
        self.most = most
        self.allowed = allowed
        self.may_return_fewer = may_return_fewer
        self.is_required = False

    @property
    def usual(self) -> int:
        """How many results come when nothing is sent."""
        return (whole_number(self.default) if self.default is not MISSING else None) or 1

    def take(self, draft: Draft, key: str, value: Any) -> None:
        """Read the number of results; how they are split is decided when the conditions are known."""
        asked = whole_number(value)
        ceiling = draft.policy.ceiling(draft.target.media)
        if asked is None or not 1 <= asked <= ceiling:
            code = "not_a_number" if asked is None else "out_of_range"
            draft.problem(key, code, f"a whole number from 1 to {ceiling}", value, hint.of_count(value, ceiling))
            return
        cap = draft.policy.max_n
        used = asked if cap is None else min(asked, cap)
        if used != asked:
            if draft.policy.over_cap == "error":
                draft.problem(key, "over_cap", f"at most {used}", value)
                return
            draft.change(key, "policy_limit", value, used, "R9.3")
        draft.total = used
        draft.items["n"] = Item(self, key, value, used, used, exact=used == asked)

    def divide(self, draft: Draft) -> None:
        """Decide the calls, and say how `n` travels."""
        item = draft.items.get("n")
        if draft.total is None or item is None:
            draft.counts = (self.usual,)
            return
        most = self.most
        if most is None and not self.allowed and draft.total > 1:
            draft.unverified += 1
            draft.note(item.key, "unknown_maximum", item.asked, "R8.1")
        if self.may_return_fewer and draft.total > 1:
            draft.note(item.key, "may_return_fewer", item.asked, "R8.1")
        draft.counts = split(draft.total, most, self.allowed)
        if item.mode == "defaulted":
            return
        if len(draft.counts) > 1:
            item.mode = "emulated"
        elif not self.is_sent(draft.counts[0]):
            item.mode = "met"

    def takes(self, count: int) -> bool:
        """Tell whether one call may give so many results."""
        return count in self.allowed if self.allowed else self.most is None or count <= self.most

    def is_sent(self, count: int) -> bool:
        """Tell whether a call for so many results has to say so."""
        return bool(self.fields) and (count != 1 or self.usual != 1 or self.is_required)

    def constrain(self, draft: Draft, item: Item | None, allowed: Allowed, because: str | None) -> None:
        """Lower the most results of one call; more calls make up for it."""
        lowered: CountParameter = draft.offers.get("n", self).copy()
        if allowed.values is not None:
            left = sorted(count for count in map(whole_number, allowed.values) if count and lowered.takes(count))
            lowered.allowed = tuple(left)
        if allowed.highest is not None:
            highest = allowed.highest // UNIT
            lowered.most = highest if lowered.most is None else min(lowered.most, highest)
            lowered.allowed = tuple(count for count in lowered.allowed if count <= highest)
        draft.offers["n"] = lowered
        if item is not None:
            item.parameter = lowered
        elif self.usual not in lowered.allowed and (lowered.allowed or self.usual > (lowered.most or self.usual)):
            lowered.send_default(draft)
            draft.give_way("n", self.usual, because)

    def send_default(self, draft: Draft) -> None:
        """Say how many results come although nobody asked: as many as usual, or as one call may give."""
        draft.total = self.usual
        draft.items["n"] = Item(self, "n", None, self.usual, self.usual, mode="defaulted")

    def copy(self) -> CountParameter:
        """Give the same parameter, to be lowered."""
        twin = CountParameter(
            self.order, self.fields, most=self.most, allowed=self.allowed, may_return_fewer=self.may_return_fewer
        )
        twin.default, twin.as_text, twin.as_list = self.default, self.as_text, self.as_list
        twin.is_required = self.is_required
        return twin


class SeedParameter(FreeNumberParameter):
    """A seed: each call of several gets its own, counted up by the results before it (R8.2)."""

    one_per_result = False

    def take(self, draft: Draft, key: str, value: Any) -> None:
        """Read a seed; anything that is no whole number travels as it is where the range is not known."""
        if self.offer.lowest is None and self.offer.highest is None and number(value) is None:
            super().take(draft, key, value)
            return
        NumberParameter.take(self, draft, key, value)
        item = draft.items.get("seed")
        if self.is_unverified and item is not None and type(item.value) is int:
            draft.unverified += 1
            draft.note(key, "unverified", value, "R4.9")

    def for_call(self, draft: Draft, item: Item, before: int, count: int) -> Any:
        """Give what one call sends as its seed: the asked one plus the results before it, wrapped in the range."""
        if type(item.value) is not int or item.value % UNIT:
            return item.wire
        seed = item.value // UNIT
        if self.one_per_result:
            return [self._wrapped(draft, item, seed + before + index) for index in range(count)]
        if not before:
            return item.wire
        return self.packed(self._wrapped(draft, item, seed + before))

    def _wrapped(self, draft: Draft, item: Item, seed: int) -> int:
        lowest, highest = self.offer.lowest, self.offer.highest
        if highest is None or seed * UNIT <= highest:
            return seed
        start = 0 if lowest is None else max(lowest // UNIT, 0)
        end = highest // UNIT
        wrapped = start + (seed - start) % (end - start + 1)
        if item.exact:
            draft.change(item.key, "seed_wrapped", item.asked, wrapped, "R8.2")
            item.exact = False
        return wrapped
