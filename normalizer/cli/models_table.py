"""Draw the list of models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text

from normalizer.cli.drawing import STATUS_STYLES, columns, is_wide
from normalizer.cli.story import counted, printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from rich.console import Console, RenderableType


def parts(screen: Console, entries: Sequence[Mapping[str, Any]]) -> Iterator[RenderableType]:
    """Give the parts of the picture; on a narrow screen the names for people stand below the ids."""
    wide = is_wide(screen)
    apart = ("model", "name", "maker", "media", "status", "providers", "operations")
    table = columns(*(apart if wide else ("model", "media", "status", "providers and operations")))
    for entry in entries:
        model = Text(printable(entry["id"]), style="bold")
        name, maker = Text(printable(entry["name"])), Text(printable(entry["maker"]))
        media, status = entry["media"], Text(entry["status"], style=STATUS_STYLES[entry["status"]])
        providers, operations = Text(", ".join(entry["providers"])), Text(", ".join(entry["operations"]), style="dim")
        if wide:
            table.add_row(model, name, maker, media, status, providers, operations)
        else:
            whose = Text(f"{name}, {maker}", style="dim")
            table.add_row(_below(model, whose), media, status, _below(providers, operations))
    yield table
    yield ""
    yield Text(counted(len(entries), "model"), style="dim")


def _below(first: Text, second: Text) -> Text:
    return Text("\n").join((first, second))
