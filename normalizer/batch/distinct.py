"""The distinct ones of a column of numbers."""

from __future__ import annotations

from typing import Any, NamedTuple


class Distinct(NamedTuple):
    """The distinct values in the order of coming, the row in which each came first, and for each row which it has."""

    values: Any
    first: Any
    which: Any


def distinct(numbers: Any, pa: Any, np: Any) -> Distinct:
    """Tell numbers apart by their hashes, which is several times as quick as to sort them.

    >>> import numpy, pyarrow
    >>> [column.tolist() for column in distinct(numpy.array([7, 3, 7, 3, 5]), pyarrow, numpy)]
    [[7, 3, 5], [0, 1, 4], [0, 1, 0, 1, 2]]
    """
    told = pa.array(numbers).dictionary_encode()
    which = told.indices.to_numpy()
    first = np.empty(len(told.dictionary), np.int64)
    first[which[::-1]] = np.arange(len(which))[::-1]  # of several rows the last that is written stays
    return Distinct(told.dictionary.to_numpy(), first, which)
