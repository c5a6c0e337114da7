"""A bounded memory for all targets of a catalogue together. Keys are values that were read, never what callers sent."""

from __future__ import annotations

from typing import Any

MOST = 4096
"""So many things are remembered in all; then everything is forgotten, and the present is learnt anew."""

Shelf = dict[Any, Any]


class Memo:
    """What the targets of one catalogue remember. Threads may share it: a lost race costs a second look.

    >>> memo = Memo()
    >>> shelf = memo.shelf()
    >>> memo.put(shelf, (1024, 768), "an outcome")
    >>> shelf[1024, 768], len(memo)
    ('an outcome', 1)
    """

    __slots__ = ("_below", "_count", "_shelves")

    def __init__(self) -> None:
        self._shelves: list[Shelf] = []
        self._count = 0
        self._below: Memo | None = None

    @property
    def below(self) -> Memo:
        """A memory for more fleeting things, which do not push out what is here."""
        if self._below is None:
            self._below = Memo()
        return self._below

    def __len__(self) -> int:
        return self._count

    def shelf(self) -> Shelf:
        """Give a target a place of its own, to read from directly."""
        shelf: Shelf = {}
        self._shelves.append(shelf)
        return shelf

    def put(self, shelf: Shelf, key: Any, value: Any) -> None:
        """Remember one thing; where there is no room, everything else goes."""
        if self._count >= MOST:
            for other in self._shelves:
                other.clear()
            self._count = 0
        shelf[key] = value
        self._count += 1
