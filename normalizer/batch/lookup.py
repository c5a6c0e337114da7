"""Places by number; the few numbers that find no slot are looked up by Arrow."""

from __future__ import annotations

from typing import Any

from normalizer.batch.slots import Slots


class Lookup:
    """What is known of numbers from 0 on: a place for each."""

    def __init__(self, pa: Any, pc: Any, np: Any) -> None:
        self._pa, self._pc, self._np = pa, pc, np
        self._slots = Slots(np, 1)
        self.clear()

    def clear(self) -> None:
        """Forget all numbers."""
        self._slots.clear()
        self._places = self._np.zeros(1, self._np.int32)  # of nobody

    def __len__(self) -> int:
        return len(self._slots)

    def number(self, order: int) -> int:
        """Give the number that came as the so many-th, from 0 on."""
        return int(self._slots.keys[0][order + 1])

    def add(self, numbers: Any, places: Any) -> None:
        """Take in numbers that are new, none of them twice."""
        self._slots.add([numbers.view(self._np.uint64)])
        self._places = self._np.concatenate([self._places, places])

    def find(self, numbers: Any) -> tuple[Any, Any]:
        """Give the places of numbers, and which rows have none: what stands there means nothing."""
        np, slots, places = self._np, self._slots, self._np.empty(len(numbers), self._np.int32)
        keys = numbers.view(np.uint64)
        other = slots.find([keys], self._places, places)
        if not len(other):
            return places, other
        lost = slots.lost
        if not len(lost):
            return places, other
        found = self._pc.index_in(self._pa.array(keys[other]), self._pa.array(slots.keys[0][lost]))
        is_new = found.is_null().to_numpy(zero_copy_only=False)
        places[other[~is_new]] = self._places[lost][found.drop_null().to_numpy()]
        return places, other[is_new]
