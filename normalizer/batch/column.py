"""One column of batches: a code for each of its values, kept from batch to batch, and where a batch has which.

Values lie in Arrow's buffers and are read there with numpy; both are handed in.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from normalizer.batch.many_sides import sides_of
from normalizer.batch.slots import ROWS
from normalizer.batch.texts import is_text, views_of, without_nulls
from normalizer.quick.sides import LARGEST

SIZE = "size"

MORE_BITS = 3
"""So many bits a column grows by when its codes need more, so that numbers seldom change."""

FIRST = 1
"""The code of the first value: 0 is for null."""

SIDE_BITS = LARGEST.bit_length()
"""Bits of one side of a size."""

SPARSE = 2
"""Where less than one value in so many is there, nulls are left out before the others are looked up."""

MOST_CLASSES = 7
"""In so many classes lies what is carried, by its length or amount; their codes are below those of values."""


class Coded(NamedTuple):
    """The codes of the rows of a batch: `codes` by `places` (by row where there are none), 0 where not `there`.

    The first place is `least`; what is absent in `there` may have any. One code may stand for all rows.
    """

    codes: Any
    places: Any = None
    there: Any = None
    least: int = 0

    def rows(self, begin: int) -> Coded:
        """Give `ROWS` rows from one on, or as many as are left."""
        codes, places, there, least = self
        some = slice(begin, begin + ROWS)
        if places is None and codes.ndim:
            codes = codes[some]
        return Coded(codes, places if places is None else places[some], there if there is None else there[some], least)

    def add_to(self, total: Any, low: int, room: Any, at: Any, np: Any) -> None:
        """Add each row's code to its number, so many bits up.

        `room` holds as many numbers of the same kind, `at` as many places: new memory would cost more than all else.
        """
        codes, places, there, least = self
        each = room if places is None and codes.ndim else None
        codes = np.left_shift(codes, low, out=each, dtype=total.dtype, casting="unsafe")
        if places is not None:
            codes = np.take(codes, np.subtract(places, least, out=at) if least else places, mode="clip", out=room)
        if there is not None:
            codes = np.multiply(codes, there, out=room)
        total += codes


class Column:
    """What is known of one column: a code for each value that came. 0 is null, others below `first` are for classes."""

    def __init__(self, name: str, pa: Any, pc: Any, np: Any, *, carries: bool) -> None:
        self._pa, self._pc, self._np = pa, pc, np
        self.name = name
        self.first = FIRST + (MOST_CLASSES if carries else 0)
        self.bits = MORE_BITS
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self._known: Any = None
        self._values: list[Any] = []
        self._last: tuple[Any, Any] | None = None

    def __len__(self) -> int:
        return self.first + (0 if self._known is None else len(self._known))

    def value(self, code: int) -> Any:
        """Give the value of a code that stands for one."""
        return self._values[code - self.first]

    def codes_of_dictionary(self, values: Any) -> Any:
        """Give the codes of the values of a dictionary: Parquet has the same one for many batches."""
        if self._last is None or not self._last[0].equals(values):
            self._last = values, self.codes(values)
        return self._last[1]

    def codes(self, values: Any) -> Any:
        """Give the code of each value."""
        if values.null_count * SPARSE <= len(values) or not is_text(values.type):
            return self._looked_up(values)
        np = self._np
        there = np.flatnonzero(there_in(values, np).view(bool))
        codes = np.zeros(len(values), np.int32)
        codes[there] = self._looked_up(without_nulls(values, there, self._pa, np))
        return codes

    def _looked_up(self, values: Any) -> Any:
        pc = self._pc
        if self._known is None:
            self._known = values[:0]
        found, known = pc.index_in(values, self._known), len(self)
        codes = numbers_in(found, self._np) + self._np.int32(self.first)
        if found.null_count:
            codes *= there_in(found, self._np)
        if found.null_count > values.null_count:
            is_new = pc.and_(pc.is_null(found), pc.is_valid(values))
            new = values.filter(is_new).dictionary_encode()
            codes[is_new.to_numpy(zero_copy_only=False)] = new.indices.to_numpy() + known
            self._learn(new.dictionary)
        return codes

    def _learn(self, new: Any) -> None:
        """Take in values, or none of them: some cannot be held by Python, which raises errors of many kinds."""
        values, known = new.to_pylist(), self._pa.concat_arrays([self._known, new])
        self._values += values
        self._known = known


class SizeColumn(Column):
    """The column of sizes. Those that are written as `1024x768` are codes of their own: nothing is kept of them."""

    def __init__(self, name: str, pa: Any, pc: Any, np: Any) -> None:
        super().__init__(name, pa, pc, np, carries=False)
        self.bits = 2 * SIDE_BITS + 1

    def value(self, code: int) -> Any:
        """Give the text of a code."""
        pixels = self.pixels(code)
        return f"{pixels[0]}x{pixels[1]}" if pixels else super().value(code)

    def pixels(self, code: int) -> tuple[int, int] | None:
        """Give width and height of a code; nothing where they are written otherwise."""
        width, height = self.sides(self._np.array([code], self._np.int64))
        return (int(width[0]), int(height[0])) if width[0] else None

    def sides(self, codes: Any) -> tuple[Any, Any]:
        """Give widths and heights of codes, 0 where they are written otherwise."""
        there, side = codes >> (2 * SIDE_BITS), (1 << SIDE_BITS) - 1
        return (codes >> SIDE_BITS & side) * there, (codes & side) * there

    def codes(self, values: Any) -> Any:
        """Give the code of each value."""
        np, pa = self._np, self._pa
        if not is_text(values.type):
            return super().codes(values)
        width, height = sides_of(views_of(values, pa, np), np)
        codes = np.left_shift(width, SIDE_BITS, dtype=np.int32)
        codes |= height
        codes |= np.int32(1 << 2 * SIDE_BITS)
        there, is_other = there_in(values, np), width == 0
        if there is not None:
            codes *= there
            is_other &= there.view(bool)
        other = np.flatnonzero(is_other)
        if len(other):
            codes[other] = super().codes(values.take(pa.array(other)))
        return codes


def numbers_in(array: Any, np: Any) -> Any:
    """Give the whole numbers of an array as they lie there; anything where null stands."""
    kind = np.dtype(str(array.type))  # whole numbers have the same names there
    return np.frombuffer(array.buffers()[1], kind, len(array), array.offset * kind.itemsize)


def there_in(array: Any, np: Any) -> Any:
    """Tell of each row whether it is not null, as 0 and 1; nothing where none is."""
    if not array.null_count:
        return None
    skipped, begins = divmod(array.offset, 8)
    bits = np.frombuffer(array.buffers()[0], np.uint8, offset=skipped)
    return np.unpackbits(bits, count=begins + len(array), bitorder="little")[begins:]
