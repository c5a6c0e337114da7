"""`normalizer show`: what the files say about a model's targets, every value with its place."""

from __future__ import annotations

from typing import Any

from normalizer.cli import output
from normalizer.cli.catalogs import open_catalog
from normalizer.cli.ending import FINE
from normalizer.cli.options import CatalogFolder, Model, Operation, OverFolder, Provider, TableOrJson  # noqa: TC001  typer reads annotations at run time


def show(
    model: Model,
    *,
    provider: Provider = None,
    operation: Operation = None,
    format_: TableOrJson = "table",
    catalog: CatalogFolder = None,
    over: OverFolder = None,
) -> int:
    """Show what the files say, each value with its file and line.

    All layers are applied: the provider's file, what a block starts from, the block itself. Without a provider or an
    operation the first target is shown, and the others are named; as JSON all are.
    """
    from normalizer.cli.expanded import leaves, plain_block
    from normalizer.describe import defaults
    from normalizer.loader import load_model

    opened = open_catalog(catalog, over)
    first = opened.catalog.target(model, provider, operation)
    targets = opened.catalog.targets(model, provider, operation)
    loaded = load_model(opened.sources, first.model)
    expanded = [loaded.targets[target.provider, target.operation] for target in targets]
    if format_ == "json":
        entries: list[dict[str, Any]] = [
            {
                "provider": one.provider,
                "operation": one.operation,
                "status": target.status,
                "unless_asked": defaults(target),
                "block": plain_block(one),
                "origins": {".".join(map(str, path)): f"{file}:{line}" for path, (file, line) in leaves(one)},
            }
            for target, one in zip(targets, expanded, strict=True)
        ]
        output.document({"model": first.model, "targets": entries})
        return FINE
    from normalizer.cli import show_table

    chosen = provider is not None or operation is not None or len({t.provider for t in targets}) == 1
    screen = output.console()
    output.show(screen, show_table.parts(screen, loaded.file, targets, expanded, everything=chosen))
    return FINE
