"""Places by number, found with a table of slots that is kept: Arrow's lookup builds its own anew for each batch."""

from __future__ import annotations

from typing import Any

ROOM = 4
"""So many slots there are for each number at least: most have one of their own then."""

LEAST_BITS = 12
"""The least table has two to the power of so many slots."""

FACTOR = 0x9E3779B97F4A7C15
"""Knuth's multiplicative hash: the high bits of the product tell numbers apart that differ in few places."""

NOBODY = -1
"""A number of no combination; they are 0 and above."""

ROWS = 1 << 14
"""So many rows are worked on at a time, so that what is worked out of them stays near the processor."""


class Lookup:
    """What is known of numbers from 0 on: a place for each. Of those that share a slot the first has it."""

    def __init__(self, pa: Any, pc: Any, np: Any) -> None:
        self._pa, self._pc, self._np = pa, pc, np
        self._room = np.empty(ROWS, np.uint64), np.empty(ROWS, np.int32), np.empty(ROWS, np.int64)
        self.clear()

    def clear(self) -> None:
        """Forget all numbers."""
        np = self._np
        self._numbers, self._places = np.array([NOBODY], np.int64), np.array([NOBODY], np.int32)
        self._set_up(LEAST_BITS)

    def __len__(self) -> int:
        return len(self._numbers) - 1

    def number(self, order: int) -> int:
        """Give the number that came as the so many-th, from 0 on."""
        return int(self._numbers[order + 1])

    def add(self, numbers: Any, places: Any) -> None:
        """Take in numbers that are new, none of them twice."""
        np, first = self._np, len(self._numbers)
        self._numbers, self._places = np.concatenate([self._numbers, numbers]), np.concatenate([self._places, places])
        if len(self._numbers) * ROOM > len(self._slots):
            self._set_up((len(self._numbers) * ROOM).bit_length())
            first = 1
        self._put(first)

    def find(self, numbers: Any) -> tuple[Any, Any]:
        """Give the places of numbers, and which rows have none: what stands there means nothing."""
        np, places = self._np, self._np.empty(len(numbers), self._np.int32)
        others = [self._find(numbers, places, begin) for begin in range(0, len(numbers), ROWS)]
        other = np.concatenate(others) if others else np.empty(0, np.int64)
        if not len(other):
            return places, other
        found = self._pc.index_in(self._pa.array(numbers[other]), self._pa.array(self._numbers[self._others]))
        is_new = found.is_null().to_numpy(zero_copy_only=False)
        places[other[~is_new]] = self._places[self._others][found.drop_null().to_numpy()]
        return places, other[is_new]

    def _find(self, numbers: Any, places: Any, begin: int) -> Any:
        """Look up some of the numbers; gives the rows of those that do not stand in their slots."""
        np, some = self._np, numbers[begin : begin + ROWS]
        at, held, known = (room[: len(some)] for room in self._room)
        np.multiply(some.view(np.uint64), np.uint64(FACTOR), out=at)
        np.right_shift(at, self._shift, out=at)
        np.take(self._slots, at.view(np.int64), mode="clip", out=held)
        np.take(self._places, held, mode="clip", out=places[begin : begin + ROWS])
        other = np.flatnonzero(np.take(self._numbers, held, mode="clip", out=known) != some)
        return other + begin

    def _set_up(self, bits: int) -> None:
        np = self._np
        self._shift = np.uint64(64 - bits)
        self._slots = np.zeros(1 << bits, np.int32)
        self._others = np.empty(0, np.int64)

    def _put(self, first: int) -> None:
        """Give a slot to each number from a place on whose slot is free, and put the others aside."""
        np = self._np
        at = (self._numbers[first:].view(np.uint64) * np.uint64(FACTOR) >> self._shift).view(np.int64)
        new = np.arange(first, len(self._numbers))
        free = self._slots[at] == 0
        # backwards, since of several for one slot the last that is written stays
        self._slots[at[free][::-1]] = new[free][::-1]
        self._others = np.concatenate([self._others, new[self._slots[at] != new]])
