"""The look that all tables share: how columns are drawn, what a status looks like, when there is room beside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.table import Table

if TYPE_CHECKING:
    from rich.console import Console

WIDE = 100
"""From so many columns on there is room for sentences beside what they are about."""

STATUS_STYLES = {"live": "green", "deprecated": "yellow", "retired": "red"}


def is_wide(screen: Console) -> bool:
    """Tell whether there is room for one more column of sentences."""
    return screen.width >= WIDE


def columns(*headers: str) -> Table:
    """Begin a table without frame: a line below the headers, long words folded and never cut."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for header in headers:
        table.add_column(header, overflow="fold")
    return table
