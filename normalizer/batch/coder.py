"""The codes of one column of a batch, whatever its type: values are told apart, or only known by a class.

What is only carried (texts, seeds) has one code for each class of lengths or amounts, which is known by its span, so
that what is out of the ordinary in one row says nothing of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.batch.column import FIRST, Coded, numbers_in, there_in
from normalizer.batch.slots import ROWS
from normalizer.batch.texts import bytes_of, is_text, without_views

if TYPE_CHECKING:
    from normalizer.batch.column import Column

CARRIED_TEXTS = frozenset({"prompt", "negative_prompt", "user"})
CARRIED_NUMBERS = frozenset({"seed"})
"""Numbers from 1 on are carried; 0 and below may be a provider's word for something."""

LENGTHS = (1000, 2000, 4000, 8000, 16_000, 64_000)
"""The classes of carried texts end with so many bytes: bounds of providers lie there, or a little below."""

AMOUNTS = (1 << 30, (1 << 31) - 64, (1 << 32) - 64, 1 << 53)
"""The classes of carried numbers end there: ranges of seeds end a little above."""

MOST_SMALL = 64
"""Whole numbers that lie closer together than this are read as places in a list."""

STEP = 64
"""Spans of texts grow by so many bytes, and those of numbers by whole bits, so that they soon stop to grow."""


class Coder:
    """Gives codes to the rows of columns. `grown` tells that a span has grown, so that what was said of it is void."""

    def __init__(self, pa: Any, pc: Any, np: Any) -> None:
        self._pa, self._pc, self._np = pa, pc, np
        self._room = np.empty(ROWS, np.int64)
        self._most: dict[tuple[str, int], int] = {}
        """The greatest length or amount that came so far, by name and code of its class."""
        self.grown = False

    def span(self, name: str, code: int) -> tuple[Any, Any]:
        """Give the least and the most that a class of a column stands for."""
        most = self._most[name, code]
        return ("", "x" * most) if name in CARRIED_TEXTS else (1, most)

    def coded(self, column: Column, array: Any) -> tuple[Coded, ...]:
        """Give the codes of all rows, 0 for null, to be added up; nothing where all are null."""
        pa = self._pa
        if array.null_count == len(array):
            return ()
        if column.name not in CARRIED_TEXTS or pa.types.is_dictionary(array.type):
            array = without_views(array, pa)
        kind = array.type
        texts = array.dictionary if pa.types.is_dictionary(kind) else array
        if column.name in CARRIED_TEXTS and is_text(texts.type):
            return (self._texts(column.name, array, texts),)
        if column.name in CARRIED_NUMBERS and pa.types.is_integer(kind):
            return self._numbers(column, array)
        return (self._told_apart(column, array),)

    def _texts(self, name: str, array: Any, texts: Any) -> Coded:
        """Give the codes of carried texts; most logs have one class alone, which is told by the longest of all."""
        np, lengths = self._np, bytes_of(texts, self._np)
        longest = int(lengths.max(initial=0))  # where null stands counts too; at least as many bytes as characters
        if longest <= LENGTHS[0]:
            return self._carried(name, array, min(_roomy(longest), LENGTHS[0]))
        if texts is not array:
            array = array.dictionary_decode()
            lengths = bytes_of(array, np)
        return self._classes(name, lengths, there_in(array, np), LENGTHS)

    def _numbers(self, column: Column, array: Any) -> tuple[Coded, ...]:
        """Read numbers that are carried from 1 on, by their classes; the others by their values."""
        pa, pc, name = self._pa, self._pc, column.name
        if pa.types.is_signed_integer(array.type):
            _, most, few = self._span(array)
            if few == array.null_count:
                if most <= AMOUNTS[0]:
                    return (self._carried(name, array, min(_above(most), AMOUNTS[0])),)
                return (self._classes(name, numbers_in(array, self._np), there_in(array, self._np), AMOUNTS),)
        usual = pc.fill_null(pc.greater_equal(array, pa.scalar(1, array.type)), fill_value=False)
        carried = pc.if_else(usual, array, pa.scalar(None, array.type))
        parts = [self._told_apart(column, pc.if_else(usual, pa.scalar(None, array.type), array))]
        if carried.null_count < len(carried):
            numbers, there = numbers_in(carried, self._np), there_in(carried, self._np)
            parts.append(self._classes(name, numbers, there, AMOUNTS))
        return tuple(parts)

    def _span(self, array: Any) -> tuple[int, int, int]:
        """Give the least and the most of whole numbers, and how many are below 1; null is 0."""
        np, numbers, there = self._np, numbers_in(array, self._np), there_in(array, self._np)
        spans = []
        for begin in range(0, len(numbers), ROWS):
            some = numbers[begin : begin + ROWS]
            if there is not None:
                some = np.multiply(some, there[begin : begin + ROWS], out=self._room[: len(some)])
            spans.append((int(some.min()), int(some.max()), int(np.count_nonzero(some < 1))))
        least, most, few = zip(*spans, strict=True)
        return min(least), max(most), sum(few)

    def _carried(self, name: str, array: Any, most: int) -> Coded:
        """Give the code of the first class wherever something is."""
        if self._pa.types.is_dictionary(array.type) and array.dictionary.null_count:
            array = array.dictionary_decode()
        self._widen(name, FIRST, most)
        return Coded(self._np.int64(FIRST), there=there_in(array, self._np))

    def _classes(self, name: str, amounts: Any, there: Any, ends: tuple[int, ...]) -> Coded:
        """Give the code of the class in which each amount lies."""
        np = self._np
        codes = np.searchsorted(np.array(ends, np.uint64 if amounts.dtype.kind == "u" else np.int64), amounts) + FIRST
        if there is not None:
            codes *= there
        for code in np.unique(codes[codes > 0]).tolist():
            known = ends[code - FIRST : code - FIRST + 1]
            self._widen(name, code, known[0] if known else int(amounts[codes == code].max()))
        return Coded(codes)

    def _told_apart(self, column: Column, array: Any) -> Coded:
        """Give the code of each value."""
        types, np = self._pa.types, self._np
        if types.is_dictionary(array.type) and (array.dictionary.null_count or len(array.dictionary) > len(array)):
            array = array.dictionary_decode()  # it is for more than this batch, or null in two ways
        if types.is_dictionary(array.type):
            indices = array.indices
            return Coded(column.codes_of_dictionary(array.dictionary), numbers_in(indices, np), there_in(indices, np))
        small = self._small(column, array) if types.is_signed_integer(array.type) else None
        return small or Coded(column.codes(array))

    def _small(self, column: Column, array: Any) -> Coded | None:
        """Read whole numbers that lie close together as places in a list of all that might be there."""
        np, (least, most, _) = self._np, self._span(array)
        if most - least >= MOST_SMALL:
            return None
        values = self._pa.array(np.arange(most - least + 1) + least).cast(array.type)
        return Coded(column.codes_of_dictionary(values), numbers_in(array, np), there_in(array, np), least)

    def _widen(self, name: str, code: int, most: int) -> None:
        if most > self._most.get((name, code), -1):
            self._most[name, code] = most
            self.grown = True


def _roomy(length: int) -> int:
    """Round a length up, so that the span of a log soon stops to grow."""
    return -(-length // STEP) * STEP


def _above(number: int) -> int:
    """Round a number up to the last one of as many bits."""
    return (1 << number.bit_length()) - 1
