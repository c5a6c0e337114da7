"""`normalizer show`: what the files say about a model's targets, every value with its place; and exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from normalizer.cli import output
from normalizer.cli.catalogs import open_catalog
from normalizer.cli.ending import FINE
from normalizer.cli.options import CatalogFolder, Model, Operation, OverFolder, Provider  # noqa: TC001  typer reads annotations at run time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizer import Target
    from normalizer.layers import Expanded
    from normalizer.loader import LoadedModel


def show(
    model: Model,
    *,
    provider: Provider = None,
    operation: Operation = None,
    format_: Annotated[
        Literal["table", "json", "schema", "openrouter"],
        typer.Option(
            "--format",
            help="A table for people; all that is known as JSON; the JSON Schema of a request to the first target that "
            "matches; or capability descriptors in the manner of OpenRouter.",
        ),
    ] = "table",
    catalog: CatalogFolder = None,
    over: OverFolder = None,
) -> int:
    """Show what the files say, each value with its file and line.

    All layers are applied: the provider's file, what a block starts from, the block itself. Without a provider or an
    operation the first target is shown, and the others are named; as JSON all are.
    """
    from normalizer.loader import load_model

    opened = open_catalog(catalog, over)
    first = opened.catalog.target(model, provider, operation)
    targets = opened.catalog.targets(model, provider, operation) or (first,)
    loaded = load_model(opened.sources, first.model)
    expanded = [loaded.targets[target.provider, target.operation] for target in targets]
    if format_ == "json":
        output.document(_everything(loaded, targets, expanded))
    elif format_ == "schema":
        output.document(first.request_schema())
        if len(targets) > 1:
            output.note(f"the schema of {first.provider} {first.operation}; --provider and --operation choose others")
    elif format_ == "openrouter":
        from normalizer.descriptors import endpoints

        output.document(endpoints(first.model, targets))
    else:
        from normalizer.cli import show_table

        chosen = provider is not None or operation is not None or len({t.provider for t in targets}) == 1
        screen = output.console()
        output.show(screen, show_table.parts(screen, loaded.file, targets, expanded, everything=chosen))
    return FINE


def _everything(loaded: LoadedModel, targets: Sequence[Target], expanded: Sequence[Expanded]) -> dict[str, Any]:
    """Give all a machine may want to know of a model: what it is, and each of its targets with where that is said."""
    from normalizer.describe import defaults
    from normalizer.origins import leaves, plain_block

    entries = [
        {
            "provider": one.provider,
            "operation": one.operation,
            "status": target.status,
            "unless_asked": defaults(target),
            "upstream_model": target.upstream_model,
            "sources": list(one.block.sources),
            "checked": one.block.checked,
            "confidence": one.block.confidence,
            "describes": target.describe(),
            "block": plain_block(one),
            "origins": {".".join(map(str, path)): f"{file}:{line}" for path, (file, line) in leaves(one)},
        }
        for target, one in zip(targets, expanded, strict=True)
    ]
    file = loaded.file
    return {
        "model": loaded.id,
        "name": file.name,
        "maker": file.maker,
        "media": file.media,
        "status": file.status,
        "aliases": list(file.aliases),
        "replaced_by": file.replaced_by,
        "targets": entries,
    }
