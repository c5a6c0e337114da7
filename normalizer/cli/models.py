"""`normalizer models`: which models there are, and where."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from normalizer.cli import output
from normalizer.cli.catalogs import open_catalog
from normalizer.cli.ending import FINE, CommandError
from normalizer.cli.options import CatalogFolder, Operation, OverFolder, Provider, TableOrJson  # noqa: TC001  typer reads annotations at run time
from normalizer.errors import quote

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalizer import Catalog, Target


def models(
    *,
    provider: Provider = None,
    operation: Operation = None,
    media: Annotated[
        Literal["image", "video"] | None, typer.Option("--media", help="Only models that make this.")
    ] = None,
    status: Annotated[
        Literal["live", "deprecated", "retired"] | None, typer.Option("--status", help="Only models of this status.")
    ] = None,
    format_: TableOrJson = "table",
    catalog: CatalogFolder = None,
    over: OverFolder = None,
) -> int:
    """List the models, with their providers and operations."""
    opened = open_catalog(catalog, over).catalog
    targets = opened.targets()
    _known("--provider", provider, (target.provider for target in targets))
    _known("--operation", operation, (target.operation for target in targets))
    chosen: dict[str, list[Target]] = {}
    for target in targets:
        if provider in {None, target.provider} and operation in {None, target.operation}:
            chosen.setdefault(target.model, []).append(target)
    entries = [_entry(opened, model, found) for model, found in chosen.items()]
    entries = [e for e in entries if media in {None, e["media"]} and status in {None, e["status"]}]
    if format_ == "json":
        output.document(entries)
        return FINE
    if not entries:
        output.note("no model is like that")
        return FINE
    from normalizer.cli import models_table

    screen = output.console()
    output.show(screen, models_table.parts(screen, entries))
    return FINE


def _known(option: str, wanted: str | None, there: Iterable[str]) -> None:
    if wanted is None:
        return
    names = sorted(set(there))
    if wanted not in names:
        near = get_close_matches(wanted[:64], names, 3, 0.5)
        hint = f"did you mean {', '.join(near)}" if near else "one of " + ", ".join(names)
        raise CommandError(f"{option}: no model has {quote(wanted)}; {hint}")


def _entry(catalog: Catalog, model: str, targets: list[Target]) -> dict[str, Any]:
    file = catalog.capability(model)
    # a provider may have withdrawn what others still serve
    statuses = {target.status for target in targets}
    return {
        "id": model,
        "name": file.name,
        "maker": file.maker,
        "media": file.media,
        "status": statuses.pop() if len(statuses) == 1 else file.status,
        "aliases": list(file.aliases),
        "providers": list(dict.fromkeys(target.provider for target in targets)),
        "operations": list(dict.fromkeys(target.operation for target in targets)),
    }
