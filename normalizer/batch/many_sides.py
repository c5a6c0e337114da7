"""Sizes of a column read as `quick.sides` reads them, from the bytes of Arrow's buffers, all rows at once."""

from __future__ import annotations

from typing import Any

from normalizer.batch.lookup import ROWS
from normalizer.batch.texts import OFFSETS
from normalizer.quick.sides import LARGEST
from normalizer.request import SMALL_SIDE

X, ZERO = b"x0"
HEAD, TAIL = 5, 4
"""So many bytes from the first on tell a width, whatever follows, and so many from the last one back a height."""

DIGITS = range(2, 5)
"""Usual sides have so many digits."""


def sides_of(texts: Any, np: Any) -> tuple[Any, Any]:
    """Read widths and heights; 0 where a text is no two usual sides with an `x` between them, anything where null is.

    >>> import numpy, pyarrow
    >>> [side.tolist() for side in sides_of(pyarrow.array(["1024x768", "1024X768", "01024x768"]), numpy)]
    [[1024, 0, 0], [768, 0, 0]]
    """
    count = len(texts)
    sides = np.zeros((2, count), np.uint16)
    kind, buffers = OFFSETS.get(str(texts.type)), texts.buffers()
    if kind is None or not count or not buffers[2]:
        return sides[0], sides[1]
    ends = np.frombuffer(buffers[1], kind, count + 1, texts.offset * np.dtype(kind).itemsize)
    data = np.frombuffer(buffers[2], np.uint8)
    if len(data) < HEAD:
        data = np.concatenate([data, np.zeros(HEAD, np.uint8)])
    room = np.empty((HEAD + TAIL, min(count, ROWS)), np.uint8)
    for begin in range(0, count, ROWS):
        some = ends[begin : begin + ROWS + 1].astype(np.int64)
        sides[:, begin : begin + ROWS] = _read(data, some, room[:, : len(some) - 1], np)
    return sides[0], sides[1]


def _read(data: Any, ends: Any, taken: Any, np: Any) -> tuple[Any, Any]:
    """Read the sides of some texts, each from its first byte and from its last."""
    first, last = ends[:-1], ends[1:]
    for place in range(HEAD):
        np.take(data[place:], first, mode="clip", out=taken[place])
    for place in range(TAIL):
        np.take(data, last - (place + 1), mode="clip", out=taken[HEAD + place])
    digits = taken - np.uint8(ZERO)  # below zero becomes large
    good, wide = digits <= 9, digits.astype(np.uint16)
    width, before, some = wide[0] * 10 + wide[1], good[0] & good[1], np.zeros_like(wide[0])
    places, begun = np.zeros(len(first), np.uint8), before & (digits[0] > 0)
    for place in DIGITS:  # of the x
        here = begun & (taken[place] == X)  # once at most; to multiply is quicker than to choose where nothing repeats
        some += width * here
        places += here * np.uint8(place + 1)
        if place < HEAD - 1:
            begun &= good[place]
            width = width * 10 + wide[place]
    more = last - first - places
    high, height, begun = np.zeros_like(some), np.zeros_like(some), np.ones_like(before)
    for place in range(TAIL):
        begun &= good[HEAD + place]
        height += wide[HEAD + place] * np.uint16(10**place)
        if place + 1 in DIGITS:
            high += height * (begun & (more == place + 1) & (digits[HEAD + place] > 0))
    usual = (places > 0) & (some > SMALL_SIDE) & (some <= LARGEST) & (high > SMALL_SIDE) & (high <= LARGEST)
    return some * usual, high * usual
