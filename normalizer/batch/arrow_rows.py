"""Rows of Arrow batches: as requests, and whether their texts are what they are taken for."""

from __future__ import annotations

from typing import Any

from normalizer.batch.coder import CARRIED_TEXTS
from normalizer.batch.json_rows import Broken
from normalizer.errors import escape
from normalizer.extras import needed


def rows_of(batch: Any) -> list[Any]:
    """Give the rows of a batch as requests, in which null says nothing; `Broken` where Python cannot hold a value."""
    try:
        rows = batch.to_pylist()
    except Exception as error:  # noqa: BLE001  times, decimals and wrong bytes raise errors of many kinds
        if batch.num_rows == 1:
            return [Broken("not_json", f"a value cannot be read: {escape(str(error), 60)}")]
        return [row for place in range(batch.num_rows) for row in rows_of(batch.slice(place, 1))]
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


def is_utf8(batch: Any) -> bool:
    """Tell whether carried texts are UTF-8: a file may say so of anything, and nobody else reads them."""
    try:
        for name in CARRIED_TEXTS.intersection(batch.schema.names):
            batch.column(name).validate(full=True)
    except needed("pyarrow").ArrowInvalid:
        return False
    return True
