"""Texts as Arrow has them: with offsets into one buffer, or, as polars gives them, as views."""

from __future__ import annotations

from typing import Any

OFFSETS = {"string": "int32", "large_string": "int64"}
VIEW = "string_view"
WORDS_OF_A_VIEW = 4
"""So many numbers of 32 bits make up a view; the first of them is the length in bytes."""


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
        words = np.frombuffer(place, np.int32, WORDS_OF_A_VIEW * count, WORDS_OF_A_VIEW * 4 * begin)
        return words[::WORDS_OF_A_VIEW]
    kind = np.dtype(OFFSETS[str(texts.type)])
    return np.diff(np.frombuffer(place, kind, count + 1, kind.itemsize * begin))


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
