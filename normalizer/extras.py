"""Packages that the core does not need: imported when they are, with one sentence where they are not installed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

BROUGHT_BY = {
    **dict.fromkeys(("PIL", "anyio", "httpx", "itsdangerous"), "param-normalizer[run]"),
    **dict.fromkeys(("starlette", "uvicorn", "python_multipart", "av"), "param-normalizer[serve]"),
    **dict.fromkeys(("pyarrow", "numpy", "polars", "zstandard"), "param-normalizer[batch]"),
    **dict.fromkeys(("jinja2", "markdown_it"), "param-normalizer[docs]"),
    "pyspark": "param-normalizer[spark]",
    "litellm": "litellm[proxy]",
}
"""What to install for each package."""


class MissingExtraError(ImportError):
    """A package is not installed; the message says what brings it."""


def needed(name: str) -> Any:
    """Import a package of an extra, or a module of one; raises `MissingExtraError` where it is not installed.

    >>> needed("pyarrow.nothing")
    Traceback (most recent call last):
    normalizer.extras.MissingExtraError: pyarrow is missing; pip install 'param-normalizer[batch]'
    """
    top = name.partition(".")[0]
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != top:
            raise  # something else is broken inside, which installing an extra would not mend
        raise MissingExtraError(f"{top} is missing; pip install '{BROUGHT_BY[top]}'") from None
