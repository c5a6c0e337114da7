"""A bounded memory for all targets of a catalogue together. Keys are values that were read, never what callers sent."""

from __future__ import annotations

from typing import Any

MOST = 4096
"""So many things are remembered in all; then everything is forgotten, and the present is learnt anew."""

CAME = 4093
"""So many of the last sizes that came once are known again; a prime, so that similar sizes get places of their own."""

Shelf = dict[Any, Any]


class Memo:
    """What the targets of one catalogue remember. Threads may share it: a lost race costs a second look.

    >>> memo = Memo()
    >>> shelf = {}
    >>> memo.put(shelf, (1024, 768), "an outcome")
    >>> shelf[1024, 768], len(memo)
    ('an outcome', 1)
    """

    __slots__ = ("_below", "_came", "_count", "_filled", "_numbers")

    def __init__(self) -> None:
        self._filled: list[Shelf] = []
        self._count = 0
        self._below: Memo | None = None
        self._came: list[Any] = []
        self._numbers = 0

    @property
    def below(self) -> Memo:
        """A memory for more fleeting things, which do not push out what is here."""
        if self._below is None:
            self._below = Memo()
        return self._below

    @property
    def came(self) -> list[Any]:
        """The last sizes that came, for all targets, each at a place that it and the kind of request choose."""
        if not self._came:
            self._came = [None] * CAME
        return self._came

    def number(self) -> int:
        """Give a number that nothing else in this memory has."""
        self._numbers += 1
        return self._numbers

    def __len__(self) -> int:
        return self._count

    def put(self, shelf: Shelf, key: Any, value: Any) -> None:
        """Remember one thing in a shelf, to be read from directly; where there is no room, everything else goes."""
        if self._count >= MOST:
            for other in self._filled:
                other.clear()
            self._filled = []
            self._count = 0
        if not shelf:
            self._filled.append(shelf)
        shelf[key] = value
        self._count += 1
