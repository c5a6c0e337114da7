"""Rows that were read one by one as a batch of columns, where that loses nothing."""

from __future__ import annotations

import re
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

from normalizer.batch.codes import BITS
from normalizer.batch.column import MORE_BITS
from normalizer.batch.layout import MARKS
from normalizer.extras import needed
from normalizer.request import ALIASES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MOST_COLUMNS = BITS // MORE_BITS
"""Rows of logs with more different keys are judged one by one: so many columns can be told apart in one number."""

MOST_BITS = 63

_HALF = re.compile("[\ud800-\udfff]")
_NOTHING = type(None)
_KINDS: dict[type | None, str] = {str: "string", int: "int64", float: "float64", bool: "bool_", None: "null"}


def _is_name(key: str) -> bool:
    """Tell whether a column may have this name.

    What has half of a character may not; nor may the marks of rows that are no requests themselves.
    """
    return key not in MARKS and not _is_cut(key)


def _is_cut(text: str) -> bool:
    """Tell whether a text has half of a character, which JSON can write."""
    return not text.isascii() and _HALF.search(text) is not None


class Turner:
    """Turns rows into batches of the same columns: each key that ever came has one, in the order in which they came.

    >>> turner = Turner()
    >>> batch, left = turner.turned([{"model": "sora-2", "n": 1}, {"model": "veo-3.1"}, {"model": None}])
    >>> batch.to_pylist(), left
    ([{'model': 'sora-2', 'n': 1}, {'model': 'veo-3.1', 'n': None}], [2])
    """

    def __init__(self) -> None:
        self._kinds: dict[str, type | None] = {}

    def block(self, parts: Iterable[tuple[Sequence[int], Sequence[Any]]]) -> tuple[Any, Any, list[tuple[int, Any]]]:
        """Turn rows that come with their numbers; gives a batch, the numbers of its rows, and all other rows in order.

        No batch where nothing is turned. Other rows are those that `turned` leaves out.
        """
        np = needed("numpy")
        self._kinds = dict.fromkeys(self._kinds)  # a later block may say a key with values of another kind
        batches, kept, others = [], [np.empty(0, np.int64)], list[tuple[int, Any]]()
        for numbers, rows in parts:
            batch, left = self.turned(rows)
            if batch is None:
                others += zip(numbers, rows, strict=True)
                continue
            each = np.arange(numbers.start, numbers.stop) if type(numbers) is range else np.array(numbers)
            kept.append(np.delete(each, left) if left else each)
            others += [(numbers[place], rows[place]) for place in left]
            batches.append(batch)
        return self._joined(batches), np.concatenate(kept), others

    def _joined(self, batches: list[Any]) -> Any:
        """Make one batch of some, of which later ones may have more columns."""
        if not batches:
            return None
        pa = needed("pyarrow")
        table = pa.concat_tables([pa.Table.from_batches([one]) for one in batches], promote_options="default")
        return table.combine_chunks().to_batches()[0]

    def turned(self, rows: Sequence[Any]) -> tuple[Any, list[int]]:
        """Give the rows as an Arrow batch, and the places of those that are left out; no batch where most would be.

        Left out is what a column would not say as the row says it: a value of another kind than the others under its
        key, lists and objects, numbers beyond 63 bits, half of a character, and null, which is another thing than a key
        that is not there; and what is no object, or holds a request instead of being one. Nothing is turned where two
        other names of one parameter came, of which the first in a row counts.
        """
        before, left = dict(self._kinds), list[int]()
        batch = self._batch(rows)
        if batch is None:
            left = [place for place, row in enumerate(rows) if not self._fits(row)]
            if 0 < 2 * len(left) < len(rows):
                out = set(left)
                batch = self._batch([row for place, row in enumerate(rows) if place not in out])
        others = [ALIASES[name] for name in self._kinds if name in ALIASES]
        if batch is not None and len(others) == len(set(others)):
            return batch, left
        self._kinds = before  # rows that are not turned decide nothing of others
        return None, []

    def _fits(self, row: Any) -> bool:
        """Tell whether columns say what a row says; a key that comes for the first time makes one."""
        kinds, new = self._kinds, dict[str, type | None]()
        if type(row) is not dict:
            return False
        for name, value in row.items():
            kind, known = type(value), kinds.get(name)
            if known is None and kind in _KINDS:
                new[name] = known = kind
            if (
                kind is not known
                or (kind is int and value.bit_length() > MOST_BITS)
                or (kind is str and _is_cut(value))
            ):
                return False
        names = new.keys() - kinds.keys()
        if len(kinds) + len(names) > MOST_COLUMNS or not all(map(_is_name, names)):
            return False
        kinds |= new
        return True

    def _batch(self, rows: Sequence[Any]) -> Any:
        """Give the rows as a batch; nothing unless columns say all of it."""
        if {*map(type, rows)} != {dict}:
            return None
        said = sum(map(len, rows))
        arrays = self._columns(rows, said)
        if arrays is None:
            came = dict.fromkeys(chain.from_iterable(rows))
            new = [name for name in came if name not in self._kinds]
            if not new or len(self._kinds) + len(new) > MOST_COLUMNS or not all(map(_is_name, new)):
                return None
            self._kinds |= dict.fromkeys(new)
            arrays = self._columns(rows, said)
        return None if arrays is None else needed("pyarrow").RecordBatch.from_arrays(arrays, list(self._kinds))

    def _columns(self, rows: Sequence[dict[str, Any]], said: int) -> list[Any] | None:
        """Make a column of each key that is known; nothing unless these have all that is said."""
        pa, arrays = needed("pyarrow"), []
        for name, known in self._kinds.items():
            values = list(map(dict.get, rows, repeat(name)))
            # a column of texts takes nothing but texts; one of numbers would take some for others
            kinds = {str} if known is str else {*map(type, values), known} - {None, _NOTHING}
            kind = kinds.pop() if kinds else None
            if kinds or kind not in _KINDS:
                return None
            self._kinds[name] = kind
            try:
                array = pa.array(values, getattr(pa, _KINDS[kind])())
            except (TypeError, ValueError, OverflowError):
                return None
            arrays.append(array)
            said -= len(values) - array.null_count
        return arrays if said == 0 and arrays else None
