"""The one friendly error for a package that embedding needs and that is not installed."""

from __future__ import annotations

import importlib
from typing import Any


class MissingPackageError(ImportError):
    """A package is not installed that this part of the library needs; the message says what brings it."""


def package(name: str, *, brought_by: str = "param-normalizer[serve]") -> Any:
    """Import a module that is no dependency of the core; raises `MissingPackageError` where it is not installed.

    >>> package("no_such_package")
    Traceback (most recent call last):
    normalizer.gateway.extra.MissingPackageError: no_such_package is missing; pip install 'param-normalizer[serve]'
    """
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        top = name.partition(".")[0]
        if (error.name or "").partition(".")[0] != top:
            raise
        raise MissingPackageError(f"{top} is missing; pip install '{brought_by}'") from None
