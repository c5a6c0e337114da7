"""The rows of a batch as combinations: values become codes, codes one number, and equal numbers are one combination.

Codes are kept from batch to batch, so that a number means the same until everything is forgotten. What is only carried
(texts of any length, seeds) has one code for all of it, and is known by its span.
"""

from __future__ import annotations

from typing import Any, NamedTuple

CARRIED_TEXTS = frozenset({"prompt", "negative_prompt", "user"})
CARRIED_NUMBERS = frozenset({"seed"})
"""Numbers from 1 on are carried; 0 and below may be a provider's word for something."""

MOST_VALUES = 1 << 17
"""So many values of one column are known; then all are forgotten."""

BITS = 62
"""Bits of a number, shared by all columns."""

LEAST_ROOM = 4
STEP = 64
LARGE = 1 << 30


class Batch(NamedTuple):
    """The combinations of one batch by their numbers, and for each row the place of its own among them."""

    numbers: list[int]
    places: Any


class Column:
    """What is known of one column: a code for each value that came, and one more for null."""

    __slots__ = ("bits", "codes", "name", "values")

    def __init__(self, name: str) -> None:
        self.name = name
        self.codes: dict[Any, int] = {}
        self.values: list[Any] = []
        self.bits = LEAST_ROOM

    def places(self, values: list[Any]) -> list[int]:
        """Give the codes of values; code 0 is null."""
        known = self.codes
        for value in values:
            if value not in known:
                self.values.append(value)
                known[value] = len(self.values)
        return [known[value] for value in values]


class Combiner:
    """Finds the combinations of batches with the same columns.

    `spans` gives, by name, the least and the most of what was carried so far. `changed` tells that numbers given before
    mean nothing any more, or that a span has grown.
    """

    def __init__(self, schema: Any, pa: Any, pc: Any) -> None:
        self._pa, self._pc = pa, pc
        self._schema = schema
        self.spans: dict[str, tuple[Any, Any]] = {}
        self.changed = False
        self._columns: list[Column] = []
        self._forget()

    def _forget(self) -> None:
        self._columns = [Column(name) for name in self._schema.names]
        self.changed = True

    def combine(self, batch: Any) -> Batch | None:
        """Give the combinations of a batch; nothing where its columns have too many values to be numbered."""
        if any(len(column.values) > MOST_VALUES for column in self._columns):
            self._forget()
        pa, pc = self._pa, self._pc
        coded = [self._coded(column, array) for column, array in zip(self._columns, batch.columns, strict=True)]
        for column in self._columns:
            while len(column.values) >> column.bits:
                column.bits += 1
                self.changed = True
        if sum(column.bits for column in self._columns) > BITS:
            return None
        number, low = None, 0
        for column, codes in zip(self._columns, coded, strict=True):
            if codes is not None:
                shifted = pc.shift_left(codes, low) if low else codes
                number = shifted if number is None else pc.bit_wise_or(number, shifted)
            low += column.bits
        if number is None:
            return Batch([0], pa.array([0] * batch.num_rows, pa.int32()))
        distinct = number.dictionary_encode()
        return Batch(distinct.dictionary.to_pylist(), distinct.indices)

    def row(self, number: int) -> dict[str, Any]:
        """Give the row of a combination; the most of what is carried stands for all of it."""
        row = {}
        for column in self._columns:
            code = number & ((1 << column.bits) - 1)
            number >>= column.bits
            if code:
                value = column.values[code - 1]
                row[column.name] = self.spans[column.name][1] if value is _CARRIED else value
        return row

    def _coded(self, column: Column, array: Any) -> Any:
        """Give the code of each row, 0 for null; nothing where all are null."""
        pa, pc, kind = self._pa, self._pc, array.type
        if array.null_count == len(array):
            return None
        texts = array.dictionary if pa.types.is_dictionary(kind) else array
        if column.name in CARRIED_TEXTS and (pa.types.is_string(texts.type) or pa.types.is_large_string(texts.type)):
            # bytes are at least as many as characters
            self._widen(column.name, "", "x" * _roomy(pc.max(pc.binary_length(texts)).as_py()))
            return self._carried(column, array)
        if column.name in CARRIED_NUMBERS and pa.types.is_integer(kind):
            return self._numbers(column, array)
        return self._told_apart(column, array)

    def _numbers(self, column: Column, array: Any) -> Any:
        pa, pc = self._pa, self._pc
        usual = pc.greater_equal(array, pa.scalar(1, array.type))
        span = pc.min_max(array)
        if span["min"].as_py() >= 1:
            self._widen(column.name, 1, _above(span["max"].as_py()))
            return self._carried(column, array)
        if span["max"].as_py() < 1:
            return self._told_apart(column, array)
        self._widen(column.name, 1, _above(span["max"].as_py()))
        [code] = column.places([_CARRIED])
        few = self._told_apart(column, pc.if_else(usual, pa.scalar(None, array.type), array))
        return pc.if_else(pc.fill_null(usual, fill_value=False), code, few)

    def _carried(self, column: Column, array: Any) -> Any:
        """Give the one code of what is carried wherever something is."""
        if self._pa.types.is_dictionary(array.type) and array.dictionary.null_count:
            array = array.dictionary_decode()
        [code] = column.places([_CARRIED])
        return self._pc.multiply(self._pc.cast(self._pc.is_valid(array), self._pa.int64()), code)

    def _told_apart(self, column: Column, array: Any) -> Any:
        """Give each value its code."""
        types = self._pa.types
        if types.is_dictionary(array.type) and array.dictionary.null_count:
            array = array.dictionary_decode()
        if not types.is_dictionary(array.type):
            array = array.dictionary_encode()
        codes = self._pa.array(column.places(array.dictionary.to_pylist()), self._pa.int64()).take(array.indices)
        return self._pc.fill_null(codes, 0) if codes.null_count else codes

    def _widen(self, name: str, least: Any, most: Any) -> None:
        low, high = self.spans.get(name, (least, most))
        # texts are all of the same letter: the longer one is the larger
        span = min(low, least), max(high, most)
        if self.spans.get(name) != span:
            self.spans[name] = span
            self.changed = True


def _roomy(length: int) -> int:
    """Round a length up, so that the span of a log soon stops to grow."""
    return -(-length // STEP) * STEP


def _above(number: int) -> int:
    """Round a number up to the last one of as many bits; large ones are left, since ranges of seeds end among them."""
    return number if number >= LARGE else (1 << number.bit_length()) - 1


_CARRIED = object()
"""Stands for whatever is carried."""
