"""Sizes of a column read as `quick.sides` reads them, from Arrow's views of texts, all rows at once."""

from __future__ import annotations

from typing import Any

from normalizer.batch.slots import ROWS
from normalizer.batch.texts import BEGIN, BYTES_OF_A_VIEW
from normalizer.quick.sides import LARGEST
from normalizer.request import SMALL_SIDE

X, ZERO = b"x0"
HEAD, TAIL = 5, 4
"""So many bytes from the first on tell a width, whatever follows, and so many from the last one back a height."""

DIGITS = range(2, 5)
"""Usual sides have so many digits."""


def sides_of(views: Any, np: Any) -> tuple[Any, Any]:
    """Read widths and heights from texts' views; 0 where a text is no two usual sides with an `x` between them.

    >>> import numpy, pyarrow
    >>> from normalizer.batch.texts import views_of
    >>> texts = pyarrow.array(["1024x768", "1024X768", "01024x768"])
    >>> [side.tolist() for side in sides_of(views_of(texts, pyarrow, numpy), numpy)]
    [[1024, 0, 0], [768, 0, 0]]
    """
    count = len(views)
    sides = np.zeros((2, count), np.uint16)
    room = np.empty((HEAD + TAIL, min(count, ROWS)), np.uint8)
    for begin in range(0, count, ROWS):
        some = views[begin : begin + ROWS]
        sides[:, begin : begin + ROWS] = _read(some, room[:, : len(some)], np)
    return sides[0], sides[1]


def _read(views: Any, taken: Any, np: Any) -> tuple[Any, Any]:
    """Read the sides of some texts, each from its first byte and from its last."""
    each = np.ascontiguousarray(views).view(np.uint8)
    length = each.view(np.int32)[:, 0]
    taken[:HEAD] = each[:, BEGIN : BEGIN + HEAD].T
    last = np.arange(BEGIN - 1, each.size, BYTES_OF_A_VIEW) + length
    for place in range(TAIL):
        np.take(each, last - place, mode="clip", out=taken[HEAD + place])
    digits = taken - np.uint8(ZERO)  # below zero becomes large
    good, wide = digits <= 9, digits.astype(np.uint16)
    width, before, some = wide[0] * 10 + wide[1], good[0] & good[1], np.zeros_like(wide[0])
    places, begun = np.zeros(len(length), np.uint8), before & (digits[0] > 0)
    for place in DIGITS:  # of the x
        here = begun & (taken[place] == X)  # once at most; to multiply is quicker than to choose where nothing repeats
        some += width * here
        places += here * np.uint8(place + 1)
        if place < HEAD - 1:
            begun &= good[place]
            width = width * 10 + wide[place]
    more = length - places
    high, height, begun = np.zeros_like(some), np.zeros_like(some), np.ones_like(before)
    for place in range(TAIL):
        begun &= good[HEAD + place]
        height += wide[HEAD + place] * np.uint16(10**place)
        if place + 1 in DIGITS:
            high += height * (begun & (more == place + 1) & (digits[HEAD + place] > 0))
    usual = (length <= HEAD + TAIL) & (places > 0)
    usual &= (some > SMALL_SIDE) & (some <= LARGEST) & (high > SMALL_SIDE) & (high <= LARGEST)
    return some * usual, high * usual
