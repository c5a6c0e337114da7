"""The rows of a batch as combinations: values become codes, codes one number, and equal numbers are one combination.

Codes are kept from batch to batch, so that a number means the same until everything is forgotten. What is only carried
(texts of any length, seeds) has one code for all of it, and is known by its span. The size has the lowest bits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.quick.sides import LARGEST
from normalizer.request import SMALL_SIDE

if TYPE_CHECKING:
    from collections.abc import Callable

    Placed = Callable[[int], Any]

CARRIED_TEXTS = frozenset({"prompt", "negative_prompt", "user"})
CARRIED_NUMBERS = frozenset({"seed"})
"""Numbers from 1 on are carried; 0 and below may be a provider's word for something."""

SIZE = "size"

MOST_VALUES = 1 << 17
"""So many values of one column are known; then all are forgotten."""

BITS = 62
"""Bits of a number, shared by all columns."""

ROOM = 3
"""So many bits a column grows by when its codes need more, so that numbers seldom change."""

FIRST = 2
"""The code of the first value: those below are for null, and for what is carried."""

MOST_SMALL = 64
"""Whole numbers that lie closer together than this are read as places in a list."""

STEP = 64
LARGE = 1 << 30


class Column:
    """What is known of one column: a code for each value that came. 0 is null, 1 stands for whatever is carried.

    `sides` gives, by code, the width and height of a size, 0 where it is written otherwise than `1024x768`.
    """

    def __init__(self, name: str, pa: Any, pc: Any, np: Any) -> None:
        self._pa, self._pc, self._np = pa, pc, np
        self.name = name
        self.bits = ROOM
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._known: Any = None
        self._values: list[Any] = []
        self._last: tuple[Any, Any] | None = None
        self.sides = self._np.zeros((FIRST, 2), self._np.int64)

    def __len__(self) -> int:
        return FIRST + (0 if self._known is None else len(self._known))

    def value(self, code: int) -> Any:
        """Give the value of a code; `CARRIED` for what is carried."""
        return CARRIED if code < FIRST else self._values[code - FIRST]

    def codes_of_dictionary(self, values: Any) -> Any:
        """Give the codes of the values of a dictionary: Parquet has the same one for many batches."""
        if self._last is None or not self._last[0].equals(values):
            self._last = values, self.codes(values)
        return self._last[1]

    def codes(self, values: Any) -> Any:
        """Give the code of each value."""
        pc = self._pc
        if self._known is None:
            self._known = values[:0]
        found, known = pc.index_in(values, self._known), len(self)
        codes = pc.fill_null(found, -FIRST).to_numpy().astype(self._np.int64) + FIRST
        if found.null_count > values.null_count:
            is_new = pc.and_(pc.is_null(found), pc.is_valid(values))
            new = values.filter(is_new).dictionary_encode()
            codes[is_new.to_numpy(zero_copy_only=False)] = new.indices.to_numpy() + known
            self._known = self._pa.concat_arrays([self._known, new.dictionary])
            self._values += new.dictionary.to_pylist()
            if self.name == SIZE:
                self.sides = self._np.concatenate([self.sides, sides_of(new.dictionary, self._pc, self._np)])
        return codes


def sides_of(texts: Any, pc: Any, np: Any) -> Any:
    """Read sizes as `quick.sides` does, as pairs; 0 where a text is none.

    >>> import numpy, pyarrow, pyarrow.compute
    >>> sides_of(pyarrow.array(["1024x768", "1024X768", "01024x768"]), pyarrow.compute, numpy).tolist()
    [[1024, 768], [0, 0], [0, 0]]
    """
    if not is_text(texts.type):
        return np.zeros((len(texts), 2), np.int64)
    plain = pc.match_substring_regex(texts, "^[1-9][0-9]{0,3}x[1-9][0-9]{0,3}$").to_numpy(zero_copy_only=False)
    sides = np.zeros((len(texts), 2), np.int64)
    pairs = pc.split_pattern(texts.filter(plain), "x").flatten().cast("int64").to_numpy().reshape(-1, 2)
    usual = ((pairs > SMALL_SIDE) & (pairs <= LARGEST)).all(axis=1)
    sides[plain] = np.where(usual[:, None], pairs, 0)
    return sides


class Combiner:
    """Finds the combinations of batches with the same columns.

    `spans` gives, by name, the least and the most of what was carried so far. `changed` tells that numbers given before
    mean nothing any more, or that a span has grown; `rest_changed` that this holds above the bits of the size too.
    """

    def __init__(self, schema: Any, pa: Any, pc: Any, np: Any) -> None:
        self._pa, self._pc, self._np = pa, pc, np
        self._schema = schema
        self.spans: dict[str, tuple[Any, Any]] = {}
        self.changed = self.rest_changed = True
        names = schema.names
        # the size comes first, so that all above its bits is the rest
        self._order = sorted(range(len(names)), key=lambda place: names[place] != SIZE)
        self._columns = [Column(names[place], pa, pc, np) for place in self._order]
        self.size = next((column for column in self._columns if column.name == SIZE), None)

    def combine(self, batch: Any) -> Any:
        """Give each row's combination a number; nothing where there are too many, or Arrow cannot compare values."""
        columns = self._columns
        for column in columns:
            if len(column) > MOST_VALUES:
                column.forget()
                self._change(column)
        arrays = [batch.column(place) for place in self._order]
        try:
            coded = [self._coded(column, array) for column, array in zip(columns, arrays, strict=True)]
        except self._pa.ArrowNotImplementedError:
            return None
        for column in columns:
            while len(column) >> column.bits:
                column.bits += ROOM
                self._change(column)
        if sum(column.bits for column in columns) > BITS:
            return None
        numbers, low = self._np.zeros(batch.num_rows, self._np.int64), 0
        for column, placed in zip(columns, coded, strict=True):
            if placed is not None:
                numbers += placed(low)
            low += column.bits
        return numbers

    def _change(self, column: Column) -> None:
        self.changed = True
        self.rest_changed = self.rest_changed or column is not self.size

    def row(self, number: int) -> dict[str, Any]:
        """Give the row of a combination; the most of what is carried stands for all of it."""
        row = {}
        for column in self._columns:
            code = number & ((1 << column.bits) - 1)
            number >>= column.bits
            if code:
                value = column.value(code)
                row[column.name] = self.spans[column.name][1] if value is CARRIED else value
        # in the order of the batch, in which a row of it has its keys
        return {name: row[name] for name in self._schema.names if name in row}

    def _coded(self, column: Column, array: Any) -> Placed | None:
        """Give what places the code of each row, 0 for null, at some bits of its number; nothing where all are null."""
        pa, kind = self._pa, array.type
        if array.null_count == len(array):
            return None
        texts = array.dictionary if pa.types.is_dictionary(kind) else array
        if column.name in CARRIED_TEXTS and is_text(texts.type):
            self._widen(column.name, "", "x" * _roomy(self._longest(texts)))
            return self._carried(array)
        if column.name in CARRIED_NUMBERS and pa.types.is_integer(kind):
            return self._numbers(column, array)
        return self._told_apart(column, array)

    def _longest(self, texts: Any) -> int:
        """Give the most bytes of a text, which are at least as many as characters; where null stands counts too."""
        ends = texts.buffers()[1] if str(texts.type) == "string" and len(texts) else None
        if ends is None:
            return self._pc.max(self._pc.binary_length(texts)).as_py() or 0
        return int(self._np.diff(self._np.frombuffer(ends, self._np.int32, len(texts) + 1, 4 * texts.offset)).max())

    def _numbers(self, column: Column, array: Any) -> Placed:
        pa, pc = self._pa, self._pc
        span = pc.min_max(array)
        if span["min"].as_py() >= 1:
            self._widen(column.name, 1, _above(span["max"].as_py()))
            return self._carried(array)
        if span["max"].as_py() < 1:
            return self._told_apart(column, array)
        self._widen(column.name, 1, _above(span["max"].as_py()))
        usual = pc.fill_null(pc.greater_equal(array, pa.scalar(1, array.type)), fill_value=False)
        carried = self._carried(pc.if_else(usual, array, pa.scalar(None, array.type)))
        few = self._told_apart(column, pc.if_else(usual, pa.scalar(None, array.type), array))
        return lambda low: carried(low) + few(low)

    def _carried(self, array: Any) -> Placed:
        """Place the one code of what is carried wherever something is."""
        if self._pa.types.is_dictionary(array.type) and array.dictionary.null_count:
            array = array.dictionary_decode()
        if not array.null_count:
            return lambda low: 1 << low
        there = self._pc.cast(self._pc.is_valid(array), self._pa.int64()).to_numpy()
        return lambda low: there << low

    def _told_apart(self, column: Column, array: Any) -> Placed:
        """Place the code of each value."""
        types = self._pa.types
        if types.is_dictionary(array.type) and (array.dictionary.null_count or len(array.dictionary) > len(array)):
            array = array.dictionary_decode()  # it is for more than this batch, or null in two ways
        if types.is_signed_integer(array.type):
            array = self._small(array)
        if not types.is_dictionary(array.type):
            codes = column.codes(array)
            return lambda low: codes << low
        codes, indices = self._np.append(column.codes_of_dictionary(array.dictionary), 0), array.indices
        if indices.null_count:
            indices = self._pc.fill_null(indices.cast(self._pa.int32()), len(codes) - 1)
        return lambda low: self._pa.array(codes << low).take(indices).to_numpy()

    def _small(self, array: Any) -> Any:
        """Give whole numbers that lie close together as a dictionary of all that might be there: it is quicker read."""
        pa, pc = self._pa, self._pc
        span = pc.min_max(array)
        least, most = span["min"].as_py(), span["max"].as_py()
        if most - least >= MOST_SMALL:
            return array
        indices = pc.subtract(array, pa.scalar(least, array.type)).cast(pa.int32(), safe=False)
        values = pa.array(self._np.arange(most - least + 1) + least).cast(array.type)
        return pa.DictionaryArray.from_arrays(indices, values, safe=False)

    def _widen(self, name: str, least: Any, most: Any) -> None:
        low, high = self.spans.get(name, (least, most))
        # texts are all of the same letter: the longer one is the larger
        span = min(low, least), max(high, most)
        if self.spans.get(name) != span:
            self.spans[name] = span
            self.changed = self.rest_changed = True


def _roomy(length: int) -> int:
    """Round a length up, so that the span of a log soon stops to grow."""
    return -(-length // STEP) * STEP


def _above(number: int) -> int:
    """Round a number up to the last one of as many bits; large ones are left, since ranges of seeds end among them."""
    return number if number >= LARGE else (1 << number.bit_length()) - 1


def is_text(kind: Any) -> bool:
    """Tell whether a type of Arrow is that of texts."""
    return str(kind) in {"string", "large_string"}


CARRIED = object()
"""Stands for whatever is carried."""
