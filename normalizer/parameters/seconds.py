"""How long a video is (R6.4): the nearest length on offer, written as the provider wants, or as frames."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer import hint
from normalizer.honest import honest
from normalizer.parameters.base import MISSING, Allowed, Parameter
from normalizer.parameters.offer import FRAME, Offer, frame_grid
from normalizer.request import AUTO, LENGTH
from normalizer.values.grammar import UNIT, plain
from normalizer.values.number import number, seconds

if TYPE_CHECKING:
    from normalizer.draft import Draft, Item
    from normalizer.fit import Direction
    from normalizer.write import Field


class FrameGrid(NamedTuple):
    """Lengths that travel as frames: `fps` in ten-thousandths; listed counts, or `multiple_of * k + plus`."""

    fps: int
    multiple_of: int = 1
    plus: int = 0
    lowest: int | None = None
    highest: int | None = None
    values: tuple[int, ...] = ()

    def nearest(self, asked: int, fps: int, direction: Direction = "nearest") -> tuple[int, bool]:
        """Give the count of frames nearest to a length, and whether that is the length to the whole frame."""
        wanted = asked * fps
        # a bound is kept by whole frames too: the one below, or the one above
        upward = {"nearest": FRAME // 2, "at_most": 0, "at_least": FRAME - 1}[direction]
        whole = (wanted + upward) // FRAME
        if self.values:
            offer = Offer(tuple(value * FRAME for value in self.values))
            chosen = offer.nearest(whole * FRAME if whole in self.values else wanted, direction) // FRAME
        else:
            wanted = whole * FRAME if (whole - self.plus) % self.multiple_of == 0 else wanted
            chosen = frame_grid(wanted, self.multiple_of, self.plus, self.lowest, self.highest, direction)
        return chosen, chosen == whole

    @property
    def only(self) -> int | None:
        """The one count there is, where there is just one."""
        lowest, highest = (self.values[0], self.values[-1]) if self.values else (self.lowest, self.highest)
        return lowest if lowest == highest else None

    def length(self, count: int, fps: int) -> int:
        """Give how long so many frames are, in ten-thousandths of a second, half of one going up."""
        return (2 * count * FRAME + fps) // (2 * fps)

    def around(self, asked: int, fps: int, span: Offer) -> tuple[str | None, str | None]:
        """Name the nearest lengths below and above that are counts of the grid, inside a span.

        >>> FrameGrid(16 * UNIT, 4, 1, 17, 161).around(6 * UNIT, 16 * UNIT, Offer())
        ('5.8125', '6.0625')
        """
        below, above = (
            self.length(self.nearest(span.nearest(asked, way), fps, "nearest" if span.values else way)[0], fps)
            for way in ("at_most", "at_least")
        )
        return (
            str(plain(below)) if below < asked else None,
            str(plain(above)) if above > asked and (span.highest is None or above <= span.highest) else None,
        )


class SecondsParameter(Parameter):
    """The length of a video. `offer` is `None` where the bounds are not known; lengths are ten-thousandths."""

    carries = False
    in_units = True
    is_open = False
    is_range_unknown = False

    def __init__(self, order: int, fields: tuple[Field, ...], offer: Offer | None, frames: FrameGrid | None) -> None:
        super().__init__("seconds", order, fields)
        self.offer = offer
        self.frames = frames
        self.wires: dict[int, Any] = {}

    def take(self, draft: Draft, key: str, value: Any) -> None:
        """Choose the nearest length; a malformed one is an error even where a stronger name decided."""
        if self.take_auto(draft, key, value):
            return
        asked = seconds(value)
        if asked is None:
            if self.auto is not None and type(self.auto) in (int, float) and number(value) == number(self.auto):
                self.send(draft, key, value, AUTO, self.auto)
                return
            draft.problem(key, "not_a_number", LENGTH, value, hint.of_length(value))
            return
        cap = draft.policy.max_seconds
        limited = asked if cap is None else min(asked, int(cap * UNIT))
        if limited != asked and draft.policy.over_cap == "error":
            draft.problem(key, "over_cap", f"at most {plain(limited)} seconds", value)
            return
        self.settle(draft, key, value, asked, self.capped(cap), limited=limited)

    def force(self, draft: Draft, key: str, value: Any) -> None:
        """Take what a condition demands: the policy's cap does not shorten it, it refuses it afterwards."""
        length = seconds(value)
        if length is None:
            self.take(draft, key, value)
        else:
            self.settle(draft, key, value, length, self.offer)

    def capped(self, cap: float | None) -> Offer | None:
        """Give the offer without what the policy does not allow; whole where that would leave nothing."""
        if cap is None or self.offer is None:
            return self.offer
        return self.offer.narrowed(None, None, int(cap * UNIT)) or self.offer

    def settle(
        self, draft: Draft, key: str, value: Any, asked: int, offer: Offer | None, *, limited: int | None = None
    ) -> None:
        """Send the nearest length of an offer, and say so where it is another one."""
        wish = asked if limited is None else limited
        if self.frames is not None:
            self._settle_frames(self.frames, draft, key, value, asked, wish=wish)
            return
        used = wish if offer is None else offer.nearest(wish, draft.policy.seconds)
        if offer is None or (self.is_open and used != wish):
            draft.unverified += 1
            draft.note(key, "unverified", value, "R4.9")
            used = wish
        if used != asked:
            if self.refuses:
                self._refuse(draft, key, value, used)
                return
            whole, code = self.offer or Offer(), "nearest_seconds"
            if draft.policy.max_seconds is not None and whole.nearest(asked, draft.policy.seconds) != used:
                code = "policy_limit"
            rule = "R9.3" if code == "policy_limit" else "R6.4"
            # only what the policy's cap leaves is an alternative; of unlisted lengths, all up to it
            left = Offer(highest=wish) if offer is None or self.is_open else offer
            draft.change(key, code, value, plain(used), rule, alternatives=lambda: left.around(asked))
        self.send(draft, key, value, used, self.wires.get(used, plain(used)), exact=used == asked)

    def _refuse(self, draft: Draft, key: str, value: Any, nearest: int) -> None:
        draft.problem(key, "refused_value", f"an offered length such as {plain(nearest)}", value, hint.of_near(nearest))

    def _settle_frames(self, frames: FrameGrid, draft: Draft, key: str, value: Any, asked: int, *, wish: int) -> None:
        fps, cap = self.fps(draft), draft.policy.max_seconds
        count, whole = frames.nearest(wish, fps, draft.policy.seconds)
        limited = cap is not None and count * FRAME > int(cap * UNIT) * fps
        if limited and cap is not None:
            count, whole = frames.nearest(int(cap * UNIT), fps, "at_most")
        exact = whole and wish == asked and not limited
        used = asked if exact else frames.length(count, fps)
        if not exact and self.refuses:
            self._refuse(draft, key, value, used)
            return
        if not exact:
            code = "policy_limit" if limited or wish != asked else "nearest_seconds"
            rule, around = "R9.3" if code == "policy_limit" else "R6.4", frames.around
            left = Offer(highest=None if cap is None else int(cap * UNIT))
            draft.change(key, code, value, plain(used), rule, alternatives=lambda: around(asked, fps, left))
        if self.is_range_unknown:
            draft.unverified += 1
            draft.note(key, "unverified", value, "R4.9")
        self.send(draft, key, value, used, count, exact=exact)

    def fps(self, draft: Draft) -> int:
        """Give the frames per second: a sent `fps` replaces the stated one, also in the provider's own field."""
        item = draft.items.get("fps")
        stated = self.frames.fps if self.frames is not None else UNIT
        if item is None:
            own = [value for key, value in draft.extras.items() if "fps" in draft.target.native.get(key, ())]
            sent = number(honest(own[0])) if own else None
        elif item.parameter.in_units and type(item.value) is int:
            sent = item.value
        else:
            sent = number(honest(item.value))
        return stated if sent is None or sent <= 0 else sent

    def only_value(self) -> Any:
        """Give the only length, or that of the only count of frames."""
        if self.frames is not None:
            count = self.frames.only
            return MISSING if count is None else plain(self.frames.length(count, self.frames.fps))
        only = None if self.offer is None or self.is_open else self.offer.only
        return MISSING if only is None else plain(only)

    def send_default(self, draft: Draft) -> None:
        """Leave the default to send, as the provider wants it."""
        used = seconds(self.default)
        if used is None:
            super().send_default(draft)
        else:
            self._send_length(draft, used)

    def _send_length(self, draft: Draft, used: int) -> None:
        if self.frames is not None:
            self.send(draft, "seconds", None, used, self.frames.nearest(used, self.fps(draft))[0])
        else:
            self.send(draft, "seconds", None, used, self.wires.get(used, plain(used)))

    def constrain(self, draft: Draft, item: Item | None, allowed: Allowed, because: str | None) -> None:
        """Move to the nearest length that the condition leaves."""
        current = seconds(self.default) if item is None else item.value
        if type(current) is not int:
            return
        if self.frames is not None:
            self._constrain_frames(draft, item, current, allowed, because)
            return
        if self.offer is None:
            return
        values = None if allowed.values is None else tuple(u for u in map(number, allowed.values) if u is not None)
        standing = draft.offers.get(self.name) or self.capped(draft.policy.max_seconds) or self.offer
        offer = standing.narrowed(values, allowed.lowest, allowed.highest)
        if offer is None and self.name not in draft.offers:
            # nothing under the policy's cap: what the condition demands stands above it, which is refused later
            offer = self.offer.narrowed(values, allowed.lowest, allowed.highest)
        if offer is None or (self.is_open and item is not None and allowed.takes(current)):
            return
        draft.offers[self.name] = offer
        if item is None:
            used = offer.nearest(current)
            if used != current:
                self._send_length(draft, used)
                draft.items[self.name].mode = "defaulted"
                draft.give_way(self.name, plain(used), because)
            return
        asked = seconds(item.asked)
        used = offer.nearest(current if asked is None else asked, draft.policy.seconds)
        if used == current:
            return
        draft.forget(item.key)
        around, wish = offer.around, current if asked is None else asked
        draft.change(
            item.key, "restricted", item.asked, plain(used), "R6.5", because=because, alternatives=lambda: around(wish)
        )
        self.send(draft, item.key, item.asked, used, self.wires.get(used, plain(used)), exact=False)

    def _constrain_frames(
        self, draft: Draft, item: Item | None, current: int, allowed: Allowed, because: str | None
    ) -> None:
        """Move to the nearest count of frames whose length the condition leaves."""
        if self.frames is None or allowed.takes(current):
            return
        values = tuple(sorted(u for u in map(number, allowed.values or ()) if u is not None))
        span = Offer(values) if values else Offer(lowest=allowed.lowest, highest=allowed.highest)
        wanted = span.nearest(current)
        bound: Direction = "nearest" if values else "at_most" if wanted < current else "at_least"
        fps = self.fps(draft)
        count, _ = self.frames.nearest(wanted, fps, bound)
        used = self.frames.length(count, fps)
        key = self.name if item is None else item.key
        draft.forget(key)
        if item is None:
            draft.give_way(key, plain(used), because)
        else:
            around, asked = self.frames.around, seconds(item.asked)
            wish = current if asked is None else asked
            near = {"because": because, "alternatives": lambda: around(wish, fps, span)}
            draft.change(key, "restricted", item.asked, plain(used), "R6.5", **near)
        self.send(draft, key, None if item is None else item.asked, used, count, exact=item is None)
        if item is None:
            draft.items[self.name].mode = "defaulted"
