"""The rows of a batch as combinations: values become codes, codes one number, and equal numbers are one combination.

Codes are kept from batch to batch, so that a number means the same until everything is forgotten. The size has the
lowest bits. What is worked out of some rows stays near the processor until the next are begun.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.batch.coder import CARRIED_NUMBERS, CARRIED_TEXTS, Coder
from normalizer.batch.column import MORE_BITS, SIZE, Column, SizeColumn
from normalizer.batch.distinct import distinct
from normalizer.batch.lookup import Lookup
from normalizer.batch.slots import ROWS

if TYPE_CHECKING:
    from normalizer.batch.column import Coded

MOST_VALUES = 1 << 17
"""So many values of one column are known; then all are forgotten."""

BITS = 62
"""Bits of a number, shared by all columns; if that is too few, all but the size is numbered in the order of coming."""

FEW_BITS = 32
"""So few bits are summed in half the memory."""


class Combiner:
    """Finds the combinations of batches with the same columns.

    After `rests`, `changed` tells that numbers given before mean nothing any more, or that a span has grown;
    `rest_changed` that this holds above the bits of the size too.
    """

    def __init__(self, schema: Any, pa: Any, pc: Any, np: Any) -> None:
        self._pa, self._np = pa, np
        self._schema = schema
        self._coder = Coder(pa, pc, np)
        self._numbers = np.empty(0, np.int64)
        self._room = {kind: np.empty((3, ROWS), kind) for kind in (np.uint32, np.int64)}
        self._rests = Lookup(pa, pc, np)
        self.changed = self.rest_changed = True
        names = schema.names
        self.size = SizeColumn(SIZE, pa, pc, np) if SIZE in names else None
        self._rest = [
            Column(name, pa, pc, np, carries=name in CARRIED_TEXTS | CARRIED_NUMBERS) for name in names if name != SIZE
        ]

    def rests(self, batch: Any) -> Any:
        """Give each row a number of what stands beside its size; nothing where values cannot be compared or told apart.

        The numbers are good until the next batch: new memory for each would cost more than all else.
        """
        for column in [*self._rest, *([] if self.size is None else [self.size])]:
            if len(column) > MOST_VALUES:
                column.forget()
                self._change(column)
        if len(self._rests) > MOST_VALUES:
            self._rests.clear()
            self.changed = self.rest_changed = True
        try:
            coded = [self._coder.coded(column, batch.column(column.name)) for column in self._rest]
        except Exception:  # noqa: BLE001  values that cannot be compared, or held by Python, raise errors of many kinds
            return None
        if self._coder.grown:
            self.changed = self.rest_changed = True
            self._coder.grown = False
        for column in self._rest:
            while (len(column) - 1) >> column.bits:
                column.bits += MORE_BITS
                self._change(column)
        bits, rows = sum(column.bits for column in self._rest), batch.num_rows
        if bits > BITS:
            return None
        if len(self._numbers) < rows:
            self._numbers = self._np.empty(rows, self._np.int64)
        numbers, room = self._numbers[:rows], self._room[self._np.uint32 if bits <= FEW_BITS else self._np.int64]
        for begin in range(0, rows, ROWS):
            some = numbers[begin : begin + ROWS]
            self._sum(coded, begin, some, room[:, : len(some)])
        return numbers

    def combined(self, rests: Any, sizes: Any) -> Any:
        """Make each row's number one of its size too, in the same memory; nothing where values cannot be compared."""
        if self.size is None:
            return rests
        try:
            coded = self._coder.coded(self.size, sizes)
        except Exception:  # noqa: BLE001  as above
            return None
        if sum(column.bits for column in self._rest) + self.size.bits > BITS:
            rests[:] = self._numbered(rests)
        np = self._np
        for begin in range(0, len(rests), ROWS):
            some = rests[begin : begin + ROWS]
            each, _, at = self._room[np.int64][:, : len(some)]
            np.left_shift(some, self.size.bits, out=some)
            for part in coded:
                part.rows(begin).add_to(some, 0, each, at, np)
        return rests

    def _sum(self, coded: list[tuple[Coded, ...]], begin: int, numbers: Any, room: Any) -> None:
        """Sum the codes of some rows, without those of the size."""
        np, (total, each, _) = self._np, room
        at = self._room[np.int64][2, : len(numbers)]
        total[:] = low = 0
        for column, parts in zip(self._rest, coded, strict=False):
            for part in parts:
                part.rows(begin).add_to(total, low, each, at, np)
            low += column.bits
        numbers[:] = total

    def _numbered(self, rests: Any) -> Any:
        """Give numbers to combinations without their sizes, in the order of coming."""
        np, (places, new) = self._np, self._rests.find(rests)
        if len(new):
            others, _, which = distinct(rests[new], self._pa, np)
            first = len(self._rests)
            self._rests.add(others, np.arange(first, first + len(others), dtype=np.int32))
            places[new] = which + first
        return places

    def _change(self, column: Column) -> None:
        self.changed = True
        if column is not self.size:
            self.rest_changed = True
            self._rests.clear()

    def row(self, number: int) -> tuple[dict[str, Any], dict[str, tuple[Any, Any]]]:
        """Give the row of a combination, in which the most of a class stands for all of it; and the spans of those."""
        row: dict[str, Any] = {}
        spans: dict[str, tuple[Any, Any]] = {}
        if self.size is not None:
            code, number = number & ((1 << self.size.bits) - 1), number >> self.size.bits
            if code:
                row[SIZE] = self.size.value(code)
        if len(self._rests):
            number = self._rests.number(number)
        for column in self._rest:
            code, name = number & ((1 << column.bits) - 1), column.name
            number >>= column.bits
            if code >= column.first:
                row[name] = column.value(code)
            elif code:
                spans[name] = self._coder.span(name, code)
                row[name] = spans[name][1]
        # in the order of the batch, in which a row of it has its keys
        return {name: row[name] for name in self._schema.names if name in row}, spans
