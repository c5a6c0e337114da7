"""Draw a plan: its target, a table of parameters, the payloads, what comes out. What it says comes from `story`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.highlighter import JSONHighlighter
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from normalizer.cli import story
from normalizer.cli.drawing import STATUS_STYLES, columns, is_wide
from normalizer.cli.payload import pretty, shortened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console, RenderableType

    from normalizer import Plan, Target

PAYLOAD_LINES = 36
"""All payloads together take no more lines than this."""

PAYLOAD_WIDTH = 100
"""How wide a payload is written at most: longer lines are hard to read."""

MOST_OF_CHANGE = 0.35
"""The part of the screen that changes may take with the reasons beside them."""

STYLES = {"plain": "", "quiet": "dim", "changed": "yellow", "lost": "red"}


def parts(
    screen: Console, plan: Plan, target: Target, *, stand_in: str | None, providers: int
) -> Iterator[RenderableType]:
    """Give the parts of the picture from top to bottom; `providers` is how many have the model."""
    yield title(target, plan.upstream_model)
    if providers > 1:
        yield Text(f"one of {providers} providers: --provider chooses, --all-providers ranks them", style="dim")
    yield ""
    yield _parameters(screen, plan, stand_in)
    yield ""
    yield from (Text(f"! {change}\n", style="yellow") for change in story.loose_changes(plan))
    yield from (Text(f"note: {note}\n", style="dim") for note in story.notes(plan))
    yield from _payloads(screen, plan)
    for number, step in enumerate(plan.steps, 1):
        yield Text.assemble((f"step {number}  ", "bold"), story.step(step))
    if plan.steps:
        yield ""
    yield _outcome(plan)


def title(target: Target, upstream: str | None) -> Text:
    """Name a target: provider, model, operation, status, the provider's id."""
    sent_as = "id is the caller's own" if upstream is None else story.printable(upstream)
    return Text.assemble(
        (f"{target.provider} / {story.printable(target.model)} / {target.operation}", "bold"),
        (" / ", "dim"),
        (target.status, STATUS_STYLES[target.status]),
        (" / upstream ", "dim"),
        sent_as,
    )


def _parameters(screen: Console, plan: Plan, stand_in: str | None) -> Table:
    """Draw one row per parameter; the reasons stand below where there is no room for them beside."""
    rows = story.rows(plan, stand_in)
    folded = screen.is_terminal
    changes = [row.change(folded=folded) for row in rows]
    longest = max((len(line) for change in changes for line in change.splitlines()), default=0)
    beside = is_wide(screen) and longest <= screen.width * MOST_OF_CHANGE
    table = columns("parameter", "mode", *(("asked -> sent", "why") if beside else ("asked -> sent, and why",)))
    for row, change in zip(rows, changes, strict=True):
        style = STYLES[row.tone]
        why = Text("\n".join(row.why), style=style or "dim")
        said = Text(change, style="dim" if row.tone == "quiet" else "")
        cells = [said, why] if beside else [Text("\n").join((said, why)) if row.why else said]
        table.add_row(Text(row.parameter, style=style), Text(row.mode, style=style), *cells)
    return table


def _payloads(screen: Console, plan: Plan) -> Iterator[RenderableType]:
    """Draw each payload that differs from the one before, as far as there is room."""
    groups = story.payloads(plan)
    room = PAYLOAD_LINES
    for number, group in enumerate(groups, 1):
        lines = pretty(shortened(group.call.payload), min(screen.width, PAYLOAD_WIDTH) - 2)
        if number > 1 and len(lines) > room:
            yield Text(f"and {story.counted(len(groups) - number + 1, 'more payload')}: --format json", style="dim")
            yield ""
            return
        which = f" {number} of {len(groups)}" if len(groups) > 1 else ""
        encoding = "" if group.call.encoding == "json" else f", as {group.call.encoding}"
        yield Text.assemble((f"payload{which}", "bold"), (f"  {_calls(group)}{encoding}", "dim"))
        yield Padding(_json(lines[:room]), (0, 0, 0, 2), expand=False)
        if len(lines) > room:
            yield Text(f"  and {story.counted(len(lines) - room, 'more line')}: --format json", style="dim")
        room -= len(lines)
        yield ""


def _calls(group: story.Payload) -> str:
    each = " each" if len(group.counts) > 1 else ""
    return f"{story.counted(len(group.counts), 'call')}, {story.counted(group.counts[0], 'result')}{each}"


def _json(lines: list[str]) -> Text:
    return JSONHighlighter()(Text("\n".join(lines)))


def _outcome(plan: Plan) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, text in (("comes out", story.outcome(plan)), ("billed", story.bill(plan)), ("loss", story.loss(plan))):
        grid.add_row(Text(name, style="bold"), Text(text))
    return grid
