"""Keys found by their hashes, a whole column at once; the table is kept, while Arrow builds its own for each batch."""

from __future__ import annotations

from typing import Any

ROOM = 4
"""So many slots there are for each key at least: most have one of their own then."""

LEAST_BITS = 12
"""The least table has two to the power of so many slots."""

FACTORS = (
    (0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9),
    (0xD6E8FEB86659FD93, 0xA0761D6478BD642F, 0xE7037ED1A0B428DB),
    (0x8EBC6AF09C88C6E3, 0x589965CC75374CC3, 0x1D8E4E27C47D124F),
    (0xA5CB9243D9B4BD5B, 0xF1357AEA2E62A9C5, 0x8CB92BA72F3D8DD7),
)
"""For each word of a key, table by table: the high bits of the products tell keys apart that differ in few places."""

NOBODY = (1 << 64) - 1
"""A word of no key."""

ROWS = 1 << 14
"""So many rows are worked on at a time, so that what is worked out of them stays near the processor."""


class Slots:
    """Knows keys of one to three words of 64 bits in the order of coming, from 1 on.

    Keys are given as columns, one for each word. Of those that share a slot one has it, and the others go into a
    further table; what shares its slots in all of them is lost.
    """

    def __init__(self, np: Any, words: int, table: int = 0) -> None:
        self._np = np
        self._factors = [np.uint64(factor) for factor in FACTORS[table][:words]]
        self._room = np.empty((2, ROWS), np.uint64), np.empty(ROWS, np.int64), np.empty((2, ROWS), bool)
        self._further = Slots(np, words, table + 1) if table + 1 < len(FACTORS) else None
        self.clear()

    def clear(self) -> None:
        """Forget all keys."""
        self.keys = [self._np.array([NOBODY], self._np.uint64) for _ in self._factors]
        self._set_up(LEAST_BITS)

    def __len__(self) -> int:
        return len(self.keys[0]) - 1

    @property
    def lost(self) -> Any:
        """The orders of those keys that are not found."""
        return self._others[1:] if self._further is None else self._others[self._further.lost]

    def add(self, keys: list[Any]) -> None:
        """Take in keys that are not found, none of them twice; one that is lost may come again, and is lost again."""
        np, first = self._np, len(self.keys[0])
        self.keys = [np.concatenate(pair) for pair in zip(self.keys, keys, strict=True)]
        count = len(self.keys[0])
        if count * ROOM > len(self._slots):
            self._set_up((count * ROOM).bit_length())
            first = 1
        self._put(first)

    def find(self, keys: list[Any], values: Any, found: Any) -> Any:
        """Write into `found` what stands among values in the order of each row's key; gives the rows of the others."""
        np = self._np
        parts = [self._find(keys, values, found, begin) for begin in range(0, len(found), ROWS)]
        rows = np.concatenate(parts) if parts else np.empty(0, np.int64)
        if self._further is None or not len(self._further) or not len(rows):
            return rows
        again = np.empty(len(rows), found.dtype)
        still = self._further.find([key[rows] for key in keys], values[self._others], again)
        found[rows] = again
        return rows[still]

    def _find(self, keys: list[Any], values: Any, found: Any, begin: int) -> Any:
        np, some = self._np, [key[begin : begin + ROWS] for key in keys]
        room, held, flags = (each[..., : len(some[0])] for each in self._room)
        at, known = room
        self._hash(some, at, known)
        held[:] = np.take(self._slots, at.view(np.int64), mode="clip")
        np.take(values, held, mode="clip", out=found[begin : begin + ROWS])
        other, flags = flags
        for word, (key, asked) in enumerate(zip(self.keys, some, strict=True)):
            np.not_equal(np.take(key, held, mode="clip", out=known), asked, out=flags if word else other)
            if word:
                np.logical_or(other, flags, out=other)
        return np.flatnonzero(other) + begin

    def _hash(self, keys: list[Any], at: Any, room: Any) -> None:
        np = self._np
        np.multiply(keys[0], self._factors[0], out=at)
        for key, factor in zip(keys[1:], self._factors[1:], strict=True):
            np.add(at, np.multiply(key, factor, out=room), out=at)
        np.right_shift(at, self._shift, out=at)

    def _set_up(self, bits: int) -> None:
        np = self._np
        self._shift = np.uint64(64 - bits)
        self._slots = np.zeros(1 << bits, np.int16 if (1 << bits) // ROOM <= 1 << 15 else np.int32)
        self._others = np.zeros(1, np.int64)  # the first is for nobody, as everywhere
        if self._further is not None:
            self._further.clear()

    def _put(self, first: int) -> None:
        """Give a slot to each key from an order on whose slot is free, and put the others elsewhere."""
        np, keys = self._np, [key[first:] for key in self.keys]
        at, room = np.empty((2, len(keys[0])), np.uint64)
        self._hash(keys, at, room)
        at, new = at.view(np.int64), np.arange(first, len(self.keys[0]))
        free = self._slots[at] == 0
        # backwards, since of several for one slot the last that is written stays
        self._slots[at[free][::-1]] = new[free][::-1]
        others = new[self._slots[at] != new]
        self._others = np.concatenate([self._others, others])
        if self._further is not None and len(others):
            self._further.add([key[others] for key in self.keys])
