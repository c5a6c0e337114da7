"""Verdicts by what is written in a row: most rows of a log came before, so that their sizes need not be read again."""

from __future__ import annotations

from typing import Any

from normalizer.batch.column import there_in
from normalizer.batch.distinct import distinct
from normalizer.batch.slots import Slots
from normalizer.batch.texts import LONGEST_INSIDE, is_text, views_of

MOST = (1 << 15) - 1
"""So many combinations are remembered, those that came first: their orders fit into 16 bits, the tables into caches."""

WORTH_LEARNING = 64
"""Of fewer rows of a batch nothing is learnt, which has a price of its own."""

NULL = 1 << 62
"""Tells null from an empty text; numbers of what stands beside the size are below."""


class Written:
    """Knows the places of combinations by numbers of what stands beside the size, and by the size as it is written."""

    def __init__(self, pa: Any, np: Any) -> None:
        self._pa, self._np = pa, np
        self._slots = Slots(np, 3)
        self.clear()

    def clear(self) -> None:
        """Forget all."""
        self._slots.clear()
        self._places = self._np.zeros(1, self._np.int32)

    def keys(self, rests: Any, sizes: Any) -> list[Any] | None:
        """Give the keys of rows, column by column; nothing where sizes are no texts, or are told apart already."""
        np = self._np
        if not is_text(sizes.type):
            return None
        try:
            views, there = views_of(sizes, self._pa, np), there_in(sizes, np)
        except self._pa.ArrowException:  # more bytes than views can tell of
            return None
        if there is not None:
            rests = rests.copy()
            rests[np.flatnonzero(there == 0)] |= NULL
        return [rests.view(np.uint64), views[:, 0], views[:, 1]]

    def find(self, keys: list[Any]) -> tuple[Any, Any]:
        """Give the places of rows, and which rows are not known: what stands there means nothing."""
        places = self._np.empty(len(keys[0]), self._np.int32)
        return places, self._slots.find(keys, self._places, places)

    def learn(self, keys: list[Any], rows: Any, numbers: Any, places: Any) -> None:
        """Remember some rows, of which equal numbers tell that their keys are equal."""
        np, room = self._np, MOST - len(self._slots)
        if room <= 0 or len(rows) < WORTH_LEARNING:
            return
        first = distinct(numbers, self._pa, np).first
        length = keys[1][rows[first]].astype(np.uint32)  # the lower half; all that is known has short sizes
        first = first[length <= LONGEST_INSIDE][:room]
        self._slots.add([key[rows[first]] for key in keys])
        self._places = np.concatenate([self._places, places[first]])
