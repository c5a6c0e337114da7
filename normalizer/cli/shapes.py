"""Draw the sizes of a target in a terminal: each shape as a box, and the pixels of a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from normalizer.cli.drawing import columns
from normalizer.docs.facts.sizes import size_facts
from normalizer.values import Ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, RenderableType

    from normalizer import Target
    from normalizer.docs.facts.sizes import FormFacts

WIDEST = 120
"""As many columns are drawn at most, also where a pipe has room for more."""

SIDE = 3.2
"""The side of a square in lines; other shapes have the same area."""

MOST_COLUMNS, MOST_LINES = 36, 9
"""Shapes beyond are cut: a file may name any."""

CELL = 2.0
"""How much higher than wide a letter is."""


def pictures(screen: Console, target: Target) -> Iterator[RenderableType]:
    """Give the pictures of every form that lists shapes, and the table where there is one, with blank lines around."""
    found: list[RenderableType] = []
    for form in size_facts(target.geometry.forms):
        if form.shapes:
            names = [name for name, _ in form.shapes]
            found += ["", Text("\n".join(_drawn(names, min(screen.width, WIDEST))), style="dim")]
        if form.table:
            found += ["", _table(form)]
    yield from (*found, "") if found else ()


def _table(form: FormFacts) -> RenderableType:
    rows = form.table or {}
    tiers = list(next(iter(rows.values()), {}))
    table = columns("aspect ratio", *tiers)
    for ratio, cells in rows.items():
        table.add_row(ratio, *(f"{size[0]}x{size[1]}" if (size := cells[tier]) else "-" for tier in tiers))
    return table


def _drawn(names: Sequence[str], width: int) -> Iterator[str]:
    """Draw shapes beside each other, as many as the width has room for, then below each other."""
    row: list[list[str]] = []
    for box in map(box_of, names):
        if row and sum(len(one[0]) + 1 for one in (*row, box)) > width:
            yield from _beside(row)
            row = []
        row.append(box)
    yield from _beside(row)


def _beside(boxes: Sequence[Sequence[str]]) -> Iterator[str]:
    """Put boxes beside each other, all on one ground."""
    height = max(map(len, boxes))
    padded = [[" " * len(box[0])] * (height - len(box)) + list(box) for box in boxes]
    yield from (" ".join(parts).rstrip() for parts in zip(*padded, strict=True))


def box_of(name: str) -> list[str]:
    """Draw one shape with its name below.

    >>> print(*(line.rstrip() for line in box_of("3:4")), sep=chr(10))
    ┌────┐
    │    │
    │    │
    └────┘
     3:4
    """
    ratio = Ratio.parse(name)
    side = (ratio.width / ratio.height) ** 0.5
    width = min(max(round(SIDE * CELL * side) - 2, 1), MOST_COLUMNS)
    height = min(max(round(SIDE / side) - 2, 0), MOST_LINES)
    room = max(width + 2, len(name))
    box = [f"┌{'─' * width}┐", *[f"│{' ' * width}│"] * height, f"└{'─' * width}┘", name]
    return [line.center(room) for line in box]
