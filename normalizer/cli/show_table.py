"""Draw expanded targets: a listing like the file's, the place of each value beside it."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from normalizer.cli.drawing import STATUS_STYLES, columns, is_wide
from normalizer.cli.expanded import listing
from normalizer.cli.plan_table import title
from normalizer.cli.shapes import pictures
from normalizer.cli.story import printable
from normalizer.describe import defaults
from normalizer.origins import leaves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, RenderableType

    from normalizer import Target
    from normalizer.capability import ModelFile
    from normalizer.layers import Expanded, Place

NARROWEST = 24
WIDEST = 140
"""A listing takes no fewer columns and no more: far away a place would not be seen with what it is about."""


def parts(
    screen: Console, file: ModelFile, targets: Sequence[Target], expanded: Sequence[Expanded], *, everything: bool
) -> Iterator[RenderableType]:
    """Give the parts of the picture: the model, its targets where there is a choice, then one listing each."""
    yield Text.assemble((printable(file.name), "bold"), f" by {printable(file.maker)}, {file.media}, {file.status}")
    yield from (Text(printable(remark), style="dim") for remark in file.notes)
    if len(targets) > 1 and not everything:
        yield ""
        yield _overview(targets, expanded)
        yield ""
        yield Text("the first one; --provider and --operation choose others", style="dim")
    for target, one in zip(targets, expanded, strict=True):
        yield ""
        yield title(target, target.upstream_model)
        if usual := defaults(target):
            said = ", ".join(f"{name} {printable(value)}" for name, value in usual.items())
            yield Text(f"unless asked: {said}", style="dim")
        yield from pictures(screen, target)
        yield _listing(screen, one)
        if not everything:
            return


def _overview(targets: Sequence[Target], expanded: Sequence[Expanded]) -> Table:
    table = columns("provider", "operation", "status", "checked", "confidence", "upstream model")
    for column in table.columns[:-1]:
        column.no_wrap = True  # the ids are the long ones, and fold instead
    for target, one in zip(targets, expanded, strict=True):
        status = Text(target.status, style=STATUS_STYLES[target.status])
        upstream = Text(printable(target.upstream_model or one.block.model or ""))
        known = one.block.checked or "", one.block.confidence or ""
        table.add_row(target.provider, target.operation, status, *known, upstream)
    return table


def _listing(screen: Console, target: Expanded) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column()
    grid.add_column(style="dim", no_wrap=True)
    longest = max((len(_where(screen, place)) for _, place in leaves(target)), default=0)
    room = max(min(screen.width, WIDEST) - longest - 3, NARROWEST)
    for text, place in listing(target, room):
        hang = " " * (len(text) - len(text.lstrip()) + 4)
        # a pipe gets one line per value
        folded = wrap(text, room, subsequent_indent=hang, break_on_hyphens=False) if screen.is_terminal else [text]
        grid.add_row(Text("\n".join(folded)), Text("" if place is None else _where(screen, place)))
    return grid


def _where(screen: Console, place: Place) -> str:
    """Write a place: the file in full where there is room, else its last part (with its folder for a provider's)."""
    file, line = place
    if not is_wide(screen):
        *folders, file = file.split("/")
        file = f"providers/{file}" if folders[-1:] == ["providers"] else file
    return f"{printable(file)}:{line}"
