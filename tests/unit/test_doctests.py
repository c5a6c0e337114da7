"""Every example in a docstring of the library is run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

import normalizer

MODULES = sorted(
    module.name
    for module in pkgutil.walk_packages(normalizer.__path__, "normalizer.")
    if not module.name.endswith("__main__")
)


@pytest.mark.parametrize("name", ["normalizer", *MODULES])
def test_examples(name: str) -> None:
    """The examples of one module give what they say."""
    assert doctest.testmod(importlib.import_module(name)).failed == 0


def test_there_are_examples() -> None:
    """The collection does not quietly come to nothing."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = [test for name in MODULES for test in finder.find(importlib.import_module(name)) if test.examples]
    assert len(MODULES) > 50
    assert len(found) > 30
