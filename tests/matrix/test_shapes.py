"""Every shape that was met has a target, shows itself, and stands on the page as it is today."""

from __future__ import annotations

from collections import Counter

import pytest

from .shapes import Shape, shapes
from .shapes_page import PAGE, render
from .shown import answer, case_of, misses
from .snapshot import UPDATE


def _name(shape: Shape) -> str:
    return f"{shape.kind}: {shape.shape}"


def test_every_shape_has_a_row() -> None:
    """A shape without a target is a hole of the catalogue."""
    assert [f"{_name(shape)}, seen at {shape.seen}" for shape in shapes() if shape.at is None] == []


def test_no_shape_stands_twice() -> None:
    """One name, one row."""
    assert [name for name, times in Counter(map(_name, shapes())).items() if times > 1] == []


@pytest.mark.parametrize("shape", [shape for shape in shapes() if shape.at is not None], ids=_name)
def test_a_row_shows_its_shape(shape: Shape) -> None:
    """What is sent is what the name of the shape says."""
    case = case_of(shape)
    assert case is not None, f"{shape.at} is no target"
    assert shape.claims, "the row does not say how its shape shows"
    assert list(misses(shape, answer(shape, case))) == []


def test_the_page_is_fresh() -> None:
    """`docs/shapes.md` is what the list and the catalogue say today."""
    assert PAGE.read_text(encoding="utf-8") == render(), f"run `{UPDATE}` and read the diff"
