"""Draw a ranking of providers: how much each loses, what comes out, and what differs first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from normalizer.cli import story
from normalizer.cli.drawing import STATUS_STYLES, columns, is_wide

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import Console, RenderableType

    from normalizer.search import Ranked


def parts(screen: Console, ranked: Sequence[Ranked]) -> Iterator[RenderableType]:
    """Give the parts of the picture from top to bottom."""
    if not ranked:
        return
    first = ranked[0].target
    yield Text.assemble(
        (f"{story.printable(first.model)} / {first.operation}", "bold"),
        (f" / {story.counted(len(ranked), 'provider')}, least loss first", "dim"),
    )
    yield ""
    wide = is_wide(screen)
    table = columns("provider", "status", "loss", "comes out", *(("first difference",) if wide else ()))
    for entry in ranked:
        status = entry.target.status
        loss = "-" if entry.plan is None else f"{entry.loss:.3g}"
        comes = Text("nothing" if entry.plan is None else story.outcome(entry.plan))
        difference = _difference(entry)
        if not wide:
            comes = Text("\n").join((comes, difference))
        beside = (difference,) if wide else ()
        table.add_row(entry.target.provider, Text(status, style=STATUS_STYLES[status]), loss, comes, *beside)
    yield table


def _difference(entry: Ranked) -> Text:
    """Tell the first thing that differs, and how many more there are."""
    if entry.error is not None:
        return Text(entry.error.problems[0].message, style="red")
    if entry.plan is None:
        return Text()
    changes, notes = entry.plan.adjustments, story.notes(entry.plan)
    if not changes:
        return Text("; ".join(("as asked", *notes[:1])), style="green")
    more = f"; {len(changes) - 1} more" if len(changes) > 1 else ""
    return Text(story.printable(str(changes[0])) + more, style="yellow")
