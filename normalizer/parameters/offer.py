"""What numbers a target takes: a list, or a range with steps; and which of them is nearest (R6.3, R6.4).

All numbers are whole numbers of ten-thousandths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalizer.values.grammar import UNIT, plain

if TYPE_CHECKING:
    from normalizer.fit import Direction


class Offer(NamedTuple):
    """Allowed numbers: `values` in order, or everything from `lowest` to `highest` in steps (0: any number)."""

    values: tuple[int, ...] = ()
    lowest: int | None = None
    highest: int | None = None
    step: int = 0

    def nearest(self, asked: int, direction: Direction = "nearest") -> int:
        """Give the nearest allowed number; a tie goes down (R6.4).

        >>> Offer((40000, 60000, 80000)).nearest(70000), Offer(lowest=30000, highest=150000, step=10000).nearest(75000)
        (60000, 80000)
        """
        if self.values:
            return self._of_list(asked, direction)
        value = asked if not self.step else self._stepped(asked, direction)
        if self.highest is not None:
            value = min(value, self._floor(self.highest) if self.step else self.highest)
        return value if self.lowest is None else max(value, self.lowest)

    def _of_list(self, asked: int, direction: Direction) -> int:
        below = max((value for value in self.values if value <= asked), default=None)
        above = min((value for value in self.values if value >= asked), default=None)
        if below is None or above is None:
            return self.values[0] if below is None else self.values[-1]
        if direction != "nearest":
            return above if direction == "at_least" else below
        return below if asked - below <= above - asked else above

    def _stepped(self, asked: int, direction: Direction) -> int:
        start = self.lowest or 0
        if direction == "at_most":
            return self._floor(asked)
        if direction == "at_least":
            return start - (start - asked) // self.step * self.step
        # half a step goes up
        return start + (2 * (asked - start) + self.step) // (2 * self.step) * self.step

    def _floor(self, asked: int) -> int:
        start = self.lowest or 0
        return start + (asked - start) // self.step * self.step

    def around(self, asked: int) -> tuple[str | None, str | None]:
        """Name the nearest allowed numbers below and above."""
        below, above = self.nearest(asked, "at_most"), self.nearest(asked, "at_least")
        return (
            str(plain(below)) if below < asked else None,
            str(plain(above)) if above > asked else None,
        )

    @property
    def only(self) -> int | None:
        """The one number there is, where there is just one."""
        lowest, highest = (self.values[0], self.values[-1]) if self.values else (self.lowest, self.highest)
        return lowest if lowest == highest else None

    def said(self) -> str:
        """Say in words what is allowed, the first of a list.

        >>> Offer((240000, 300000)).said(), Offer((), 0, 10**6).said(), Offer().said()
        ('24', 'a number from 0 to 100', 'a number')
        """
        if self.values:
            return str(plain(self.values[0]))
        bounds = (("from", self.lowest), ("to", self.highest))
        return " ".join(["a number", *(f"{word} {plain(bound)}" for word, bound in bounds if bound is not None)])

    def narrowed(self, values: tuple[int, ...] | None, lowest: int | None, highest: int | None) -> Offer | None:
        """Leave only listed numbers, or those between two; nothing where none is left."""
        low = max((bound for bound in (self.lowest, lowest) if bound is not None), default=None)
        high = min((bound for bound in (self.highest, highest) if bound is not None), default=None)
        if self.values or values is not None:
            left = [
                value
                for value in (self.values or values or ())
                if (values is None or value in values)
                and (low is None or value >= low)
                and (high is None or value <= high)
                and (self.values or not self.step or (value - (self.lowest or 0)) % self.step == 0)
            ]
            return Offer(tuple(left)) if left else None
        if self.step and self.lowest is not None and low is not None:
            low = self.lowest - (self.lowest - low) // self.step * self.step
        return None if low is not None and high is not None and low > high else Offer((), low, high, self.step)


FRAME = UNIT * UNIT
"""A frame, where lengths and frame rates are both in ten-thousandths."""


def frame_grid(  # noqa: PLR0917  the grid is five numbers, and splitting them hides that
    asked: int, multiple_of: int, plus: int, lowest: int | None, highest: int | None, direction: Direction
) -> int:
    """Give the point of `multiple_of * k + plus` nearest to a number of frames, `asked / FRAME`; a tie goes down.

    >>> frame_grid(97 * FRAME, 4, 1, 17, 161, "nearest"), frame_grid(98 * FRAME, 4, 1, 17, 161, "at_least")
    (97, 101)
    """
    first = -(-((lowest or plus or multiple_of) - plus) // multiple_of)
    below = max((asked - plus * FRAME) // (multiple_of * FRAME), first)
    if highest is not None:
        below = min(below, (highest - plus) // multiple_of)
    here, there = below * multiple_of + plus, (below + 1) * multiple_of + plus
    if direction == "at_most" or here * FRAME >= asked or (highest is not None and there > highest):
        return here
    if direction == "at_least":
        return there
    return here if asked - here * FRAME <= there * FRAME - asked else there
