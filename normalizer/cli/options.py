"""The options that several commands share, so that they read and complete alike everywhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from normalizer.cli.catalogs import complete_model, complete_operation, complete_provider

Model = Annotated[
    str,
    typer.Argument(
        metavar="MODEL",
        help="An id, an alias, PROVIDER/MODEL, or the provider's own id.",
        show_default=False,
        autocompletion=complete_model,
    ),
]
OptionalModel = Annotated[
    str | None,
    typer.Argument(
        metavar="MODEL",
        help="An id, an alias, PROVIDER/MODEL, or the provider's own id; the request file may name it instead.",
        show_default=False,
        autocompletion=complete_model,
    ),
]
Provider = Annotated[
    str | None, typer.Option("--provider", metavar="ID", help="Only this provider.", autocompletion=complete_provider)
]
Operation = Annotated[
    str | None,
    typer.Option(
        "--operation",
        metavar="NAME",
        help="Only this operation, such as generate or edit.",
        autocompletion=complete_operation,
    ),
]
TableOrJson = Annotated[
    Literal["table", "json"], typer.Option("--format", help="A table for people, or one JSON document.")
]
CatalogFolder = Annotated[
    Path | None,
    typer.Option("--catalog", metavar="DIR", help="Use this folder of capability files instead of the bundled one."),
]
OverFolder = Annotated[
    Path | None,
    typer.Option("--with", metavar="DIR", help="Lay this folder of capability files over the others."),
]
