"""Texts as Arrow has them: with offsets into one buffer, or, as polars gives them, as views."""

from __future__ import annotations

from typing import Any

OFFSETS = {"string": "int32", "large_string": "int64"}
VIEW = "string_view"
BYTES_OF_A_VIEW, BEGIN = 16, 4
"""So many bytes make up a view: first the length, and from so many on the text, if it is short enough for the rest."""

LONGEST_INSIDE = BYTES_OF_A_VIEW - BEGIN
"""Of longer texts, counted in bytes, a view says where they lie, and no more than how they begin."""


def is_text(kind: Any) -> bool:
    """Tell whether a type of Arrow is that of texts."""
    return str(kind) in OFFSETS or str(kind) == VIEW


def bytes_of(texts: Any, np: Any) -> Any:
    """Give the length of each text in bytes; where null stands, anything.

    >>> import numpy, pyarrow
    >>> [bytes_of(pyarrow.array(["fox", "été"], kind), numpy).tolist() for kind in ("string", "string_view")]
    [[3, 5], [3, 5]]
    """
    count, begin, place = len(texts), texts.offset, texts.buffers()[1]
    if not count or place is None:
        return np.zeros(count, np.int64)
    if str(texts.type) == VIEW:
        return np.frombuffer(place, np.int32, 4 * count, BYTES_OF_A_VIEW * begin)[::4]
    kind = np.dtype(OFFSETS[str(texts.type)])
    return np.diff(np.frombuffer(place, kind, count + 1, kind.itemsize * begin))


def views_of(texts: Any, pa: Any, np: Any) -> Any:
    """Give each text's view as two numbers of 64 bits; anything where null stands.

    >>> import numpy, pyarrow
    >>> views = views_of(pyarrow.array(["fox", "fox", "red fox"]), pyarrow, numpy)
    >>> [list(view) == list(views[0]) for view in views]
    [True, True, False]
    """
    views = texts if str(texts.type) == VIEW else texts.cast(pa.string_view())
    count, place = len(views), views.buffers()[1]
    if not count or place is None:
        return np.zeros((count, 2), np.uint64)
    return np.frombuffer(place, np.uint64, 2 * count, BYTES_OF_A_VIEW * views.offset).reshape(count, 2)


def without_nulls(texts: Any, there: Any, pa: Any, np: Any) -> Any:
    """Give those texts that are `there`, which all others are not; not copied where nothing lies between them.

    >>> import numpy, pyarrow
    >>> without_nulls(pyarrow.array([None, "fox", None]), numpy.array([1]), pyarrow, numpy).to_pylist()
    ['fox']
    """
    kind = OFFSETS.get(str(texts.type))
    if kind is None or not len(there):
        return texts.drop_null()
    _, place, data = texts.buffers()
    ends = np.frombuffer(place, kind, len(texts) + 1, np.dtype(kind).itemsize * texts.offset)
    kept = np.append(ends[there], ends[there[-1] + 1])
    if not np.array_equal(kept[1:], ends[there + 1]):
        return texts.drop_null()
    return pa.Array.from_buffers(texts.type, len(there), [None, pa.py_buffer(kept), data])


def without_views(array: Any, pa: Any) -> Any:
    """Give an array in which texts are no views, which Arrow neither looks up nor picks from.

    >>> import pyarrow
    >>> str(without_views(pyarrow.array(["fox"], "string_view"), pyarrow).type)
    'large_string'
    """
    kind = array.type
    if pa.types.is_dictionary(kind) and str(kind.value_type) == VIEW:
        return pa.DictionaryArray.from_arrays(array.indices, array.dictionary.cast(pa.large_string()))
    return array.cast(pa.large_string()) if str(kind) == VIEW else array
