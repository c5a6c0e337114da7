"""The options of `normalizer validate`, one name each."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from normalizer.cli.catalogs import complete_provider

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILES...",
        help="JSONL, NDJSON, CSV or Parquet, also .gz and .zst; folders; patterns; - for stdin.",
        show_default=False,
    ),
]
RequestField = Annotated[
    str | None,
    typer.Option("--request-field", metavar="NAME", help="Where the request lies in a row, such as data.body."),
]
ModelField = Annotated[
    str | None, typer.Option("--model-field", metavar="NAME", help="Where the model's name lies in a row.")
]
Rules = Annotated[
    list[str] | None,
    typer.Option("--policy", metavar="KEY=VALUE", help="Plan the requests with this rule of the gateway."),
]
FailOn = Annotated[
    Literal["error", "unmet", "adjusted"],
    typer.Option("--fail-on", help="Exit with 1 where a row is as bad as this, or worse."),
]
MaxErrors = Annotated[
    int | None, typer.Option("--max-errors", min=0, help="Tell so many findings; all rows are counted.")
]
Sample = Annotated[
    float, typer.Option("--sample", metavar="SHARE", help="Look at this share of the rows, evenly spread.")
]
Against = Annotated[
    str | None,
    typer.Option(
        "--against", metavar="ID", help="Tell what would change at this provider.", autocompletion=complete_provider
    ),
]
AgainstCatalogue = Annotated[
    str | None,
    typer.Option(
        "--against-catalogue", metavar="DIR", help="Tell which requests these capability files send differently."
    ),
]
Rank = Annotated[bool, typer.Option("--rank", help="Tell how the requests would fare at each provider.")]
WithPrompts = Annotated[
    bool, typer.Option("--with-prompts", help="Keep the whole request in each finding, prompts included.")
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", min=1, max=64, help="So many processes; several by themselves where it pays."),
]
Output = Annotated[str | None, typer.Option("-o", "--output", metavar="FILE", help="Write there instead of to stdout.")]
Format = Annotated[
    Literal["table", "json", "jsonl", "parquet", "github"],
    typer.Option("--format", help="A summary for people, one JSON document, or a finding per row."),
]
