"""The libraries of the extras `batch` and `spark`: imported when needed, with one sentence where they are not there."""

from __future__ import annotations

from importlib import import_module
from typing import Any

EXTRAS = {"pyarrow": "batch", "polars": "batch", "zstandard": "batch", "pyspark": "spark"}


class MissingExtraError(ImportError):
    """A library is not installed; the message names the extra that brings it."""


def needed(name: str) -> Any:
    """Import a library, or a module of one; raises `MissingExtraError`, which names the extra.

    >>> needed("pyarrow.nothing")
    Traceback (most recent call last):
    normalizer.batch.extra.MissingExtraError: this needs the extra batch; try pip install 'param-normalizer[batch]'
    """
    try:
        return import_module(name)
    except ImportError:
        extra = EXTRAS[name.partition(".")[0]]
        raise MissingExtraError(f"this needs the extra {extra}; try pip install 'param-normalizer[{extra}]'") from None
