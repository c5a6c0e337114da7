"""The rows of a batch as combinations: values become codes, codes one number, and equal numbers are one combination.

Codes are kept from batch to batch, so that a number means the same until everything is forgotten. What is only carried
(texts, seeds) has one code for each class of lengths or amounts, which is known by its span, so that what is out of the
ordinary in one row says nothing of others. The size has the lowest bits.
"""

from __future__ import annotations

from typing import Any

from normalizer.batch.column import FIRST, MORE_BITS, SIZE, Coded, Column, is_text, numbers_in, there_in

CARRIED_TEXTS = frozenset({"prompt", "negative_prompt", "user"})
CARRIED_NUMBERS = frozenset({"seed"})
"""Numbers from 1 on are carried; 0 and below may be a provider's word for something."""

LENGTHS = (1000, 2000, 4000, 8000, 16_000, 64_000)
"""The classes of carried texts end with so many bytes: bounds of providers lie there, or a little below."""

AMOUNTS = (1 << 30, (1 << 31) - 64, (1 << 32) - 64, 1 << 53)
"""The classes of carried numbers end there: ranges of seeds end a little above."""

MOST_VALUES = 1 << 17
"""So many values of one column are known; then all are forgotten."""

BITS = 62
"""Bits of a number, shared by all columns."""

FEW_BITS = 32
"""So few bits are summed in half the memory."""

MOST_SMALL = 64
"""Whole numbers that lie closer together than this are read as places in a list."""

STEP = 64
"""Spans of texts grow by so many bytes, and those of numbers by whole bits, so that they soon stop to grow."""


class Combiner:
    """Finds the combinations of batches with the same columns.

    `changed` tells that numbers given before mean nothing any more, or that a span has grown; `rest_changed` that this
    holds above the bits of the size too.
    """

    def __init__(self, schema: Any, pa: Any, pc: Any, np: Any) -> None:
        self._pa, self._pc, self._np = pa, pc, np
        self._schema = schema
        self._room: dict[Any, Any] = {}
        self._most: dict[tuple[str, int], int] = {}
        """The greatest length or amount that came so far, by name and code of its class."""
        self.changed = self.rest_changed = True
        names = schema.names
        # the size comes first, so that all above its bits is the rest
        self._order = sorted(range(len(names)), key=lambda place: names[place] != SIZE)
        self._columns = [
            Column(names[place], pa, pc, np, carries=names[place] in CARRIED_TEXTS | CARRIED_NUMBERS)
            for place in self._order
        ]
        self.size = next((column for column in self._columns if column.name == SIZE), None)

    def combine(self, batch: Any) -> Any:
        """Give each row's combination a number; nothing where there are too many, or values cannot be compared.

        The numbers are good until the next batch: new memory for each would cost more than all else.
        """
        columns = self._columns
        for column in columns:
            if len(column) > MOST_VALUES:
                column.forget()
                self._change(column)
        arrays = [batch.column(place) for place in self._order]
        try:
            coded = [self._coded(column, array) for column, array in zip(columns, arrays, strict=True)]
        except Exception:  # noqa: BLE001  values that cannot be compared, or held by Python, raise errors of many kinds
            return None
        for column in columns:
            while (len(column) - 1) >> column.bits:
                column.bits += MORE_BITS
                self._change(column)
        if sum(column.bits for column in columns) > BITS:
            return None
        return self._summed(coded, batch.num_rows)

    def _summed(self, coded: list[tuple[Coded, ...]], rows: int) -> Any:
        """Make one number of the codes of a row: the size has the lowest bits, and all else is summed in few."""
        np, sizes = self._np, 0 if self.size is None else 1
        rest = self._columns[sizes:]
        few = np.uint32 if sum(column.bits for column in rest) <= FEW_BITS else np.int64
        total, room, _ = self._rooms(rows, few)
        *_, at = self._rooms(rows, np.int64)
        total[:] = low = 0
        for column, parts in zip(rest, coded[sizes:], strict=True):
            for part in parts:
                part.add_to(total, low, room, at, np)
            low += column.bits
        if self.size is None:
            return total.astype(np.int64)
        numbers, room, _ = self._rooms(rows, np.int64)
        np.left_shift(total, self.size.bits, out=numbers, dtype=np.int64)
        for part in coded[0]:
            part.add_to(numbers, 0, room, at, np)
        return numbers

    def _rooms(self, rows: int, kind: Any) -> Any:
        """Give room for three numbers of a kind for each row."""
        room = self._room.get(kind)
        if room is None or room.shape[1] < rows:
            room = self._room[kind] = self._np.empty((3, rows), kind)
        return room[:, :rows]

    def _change(self, column: Column) -> None:
        self.changed = True
        self.rest_changed = self.rest_changed or column is not self.size

    def row(self, number: int) -> tuple[dict[str, Any], dict[str, tuple[Any, Any]]]:
        """Give the row of a combination, in which the most of a class stands for all of it; and the spans of those."""
        row: dict[str, Any] = {}
        spans: dict[str, tuple[Any, Any]] = {}
        for column in self._columns:
            code, name = number & ((1 << column.bits) - 1), column.name
            number >>= column.bits
            if code >= column.first:
                row[name] = column.value(code)
            elif code:
                most = self._most[name, code]
                spans[name] = ("", "x" * most) if name in CARRIED_TEXTS else (1, most)
                row[name] = spans[name][1]
        # in the order of the batch, in which a row of it has its keys
        return {name: row[name] for name in self._schema.names if name in row}, spans

    def _coded(self, column: Column, array: Any) -> tuple[Coded, ...]:
        """Give the codes of all rows, 0 for null, to be added up; nothing where all are null."""
        pa, kind = self._pa, array.type
        if array.null_count == len(array):
            return ()
        texts = array.dictionary if pa.types.is_dictionary(kind) else array
        if column.name in CARRIED_TEXTS and is_text(texts.type):
            return (self._texts(column.name, array, texts),)
        if column.name in CARRIED_NUMBERS and pa.types.is_integer(kind):
            return self._numbers(column, array)
        return (self._told_apart(column, array),)

    def _texts(self, name: str, array: Any, texts: Any) -> Coded:
        """Give the codes of carried texts; most logs have one class alone, which is told by the longest of all."""
        longest = self._longest(texts)
        if longest <= LENGTHS[0]:
            return self._carried(name, array, min(_roomy(longest), LENGTHS[0]))
        if texts is not array:
            array = array.dictionary_decode()
        lengths = self._pc.fill_null(self._pc.binary_length(array), 0).to_numpy()
        return self._classes(name, lengths, there_in(array, self._np), LENGTHS)

    def _longest(self, texts: Any) -> int:
        """Give the most bytes of a text, which are at least as many as characters; where null stands counts too."""
        ends = texts.buffers()[1] if str(texts.type) == "string" and len(texts) else None
        if ends is None:
            return self._pc.max(self._pc.binary_length(texts)).as_py() or 0
        return int(self._np.diff(self._np.frombuffer(ends, self._np.int32, len(texts) + 1, 4 * texts.offset)).max())

    def _numbers(self, column: Column, array: Any) -> tuple[Coded, ...]:
        """Read numbers that are carried from 1 on, by their classes; the others by their values."""
        pa, pc, name = self._pa, self._pc, column.name
        if pa.types.is_signed_integer(array.type) and not self._has_few(array):
            most = self._span(array)[1]
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

    def _has_few(self, array: Any) -> bool:
        """Tell whether a number is below 1."""
        few, there = numbers_in(array, self._np) < 1, there_in(array, self._np)
        return bool((few if there is None else few & there).any())

    def _span(self, array: Any) -> tuple[int, int]:
        """Give the least and the most of whole numbers, where null is 0."""
        np, numbers, there = self._np, numbers_in(array, self._np), there_in(array, self._np)
        if there is not None:
            numbers = np.multiply(numbers, there, out=self._rooms(len(numbers), np.int64)[0])
        return int(numbers.min()), int(numbers.max())

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
        np, (least, most) = self._np, self._span(array)
        if most - least >= MOST_SMALL:
            return None
        values = self._pa.array(np.arange(most - least + 1) + least).cast(array.type)
        return Coded(column.codes_of_dictionary(values), numbers_in(array, np), there_in(array, np), least)

    def _widen(self, name: str, code: int, most: int) -> None:
        if most > self._most.get((name, code), -1):
            self._most[name, code] = most
            self.changed = self.rest_changed = True


def _roomy(length: int) -> int:
    """Round a length up, so that the span of a log soon stops to grow."""
    return -(-length // STEP) * STEP


def _above(number: int) -> int:
    """Round a number up to the last one of as many bits."""
    return (1 << number.bit_length()) - 1
