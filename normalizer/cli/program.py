"""The program: its commands, and the one place where errors become lines and exit codes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer
from typer.core import TyperGroup

from normalizer._version import __version__
from normalizer.cli import output
from normalizer.cli.check import check
from normalizer.cli.conformance import conformance
from normalizer.cli.diff import diff
from normalizer.cli.docs import docs
from normalizer.cli.drift import drift
from normalizer.cli.ending import FAILURES, FINE, INTERRUPTED, USAGE, Failure, failure_lines, usage_line
from normalizer.cli.explain import explain
from normalizer.cli.import_schema import import_schema
from normalizer.cli.models import models
from normalizer.cli.plan import plan
from normalizer.cli.schema import schema
from normalizer.cli.serve import serve
from normalizer.cli.show import show
from normalizer.cli.validate import validate

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "normalizer"

# what the argument parser raises; only some versions of typer give the class itself a public name
COMPLAINT = cast("type[Exception]", typer.BadParameter.__mro__[2])


class Program(TyperGroup):
    """The group of all commands. A command gives its exit code back, or raises what went wrong."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002  the signature of the base
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002  click's own signature
        **extra: Any,
    ) -> Any:
        """Run one command and exit with its code; without `standalone_mode` give the code back."""
        try:
            result = super().main(
                args,
                prog_name or NAME,
                complete_var,
                standalone_mode=False,
                windows_expand_args=windows_expand_args,
                **extra,
            )
            code = result if isinstance(result, int) else FINE
        except FAILURES as error:
            code = _failed(error)
        except COMPLAINT as error:
            code = _misused(error)
        except typer.Abort:
            code = INTERRUPTED
        if standalone_mode:
            sys.exit(code)
        return code


def _failed(error: Failure) -> int:
    code, lines = failure_lines(error)
    for line in lines:
        output.error(line)
    return code


def _misused(error: Any) -> int:
    """Say in one line what the argument parser did not understand."""
    context = getattr(error, "ctx", None)
    output.error(usage_line(error.format_message(), context.command_path if context else NAME))
    return USAGE


def _examples(*lines: str) -> str:
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))


def _version(wanted: bool) -> None:  # noqa: FBT001  typer calls it with the value alone
    if wanted:
        output.text_document(f"{NAME} {__version__}\n")
        raise typer.Exit


app = typer.Typer(
    cls=Program,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog=_examples(
        "normalizer plan sora-2 -p size=1024x1024 -p seconds=7",
        "normalizer plan flux-dev -p size=1920x1080 -p n=6 --all-providers",
        "normalizer show flux-dev --provider fal",
        "normalizer explain closest_size",
    ),
)


@app.callback(invoke_without_command=True)
def root(
    context: typer.Context,
    *,
    version: Annotated[  # noqa: ARG001  its callback has done the work
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> int:
    """Turn one image or video request into what each model on each provider accepts.

    Exit codes: 0 fine, 1 findings, 2 usage, 3 unreadable input, 4 bad capability data.
    """
    if context.invoked_subcommand is None:
        output.aside(context.get_help() + "\n")
        return USAGE
    return FINE


app.command(
    epilog=_examples(
        "normalizer plan sora-2 -p size=1024x1024 -p seconds=7",
        "normalizer plan gemini-3-pro-image -p size=3840x2160 -p n=3 --format json",
        "normalizer plan fal/flux-dev -p aspect_ratio=7:1 --policy max_shape_distance=1.2",
        "normalizer plan flux-dev -p size=2048x2048 --all-providers",
        "normalizer plan flux-dev --request - < request.json",
    )
)(plan)
app.command(
    epilog=_examples(
        "normalizer models --media video --operation image_to_video",
        "normalizer models --provider replicate --format json",
    )
)(models)
app.command(
    epilog=_examples(
        "normalizer show gemini-3-pro-image",
        "normalizer show fal/flux-dev --operation edit",
        "normalizer show sora-2 --format json",
        "normalizer show flux-dev --provider fal --format schema",
        "normalizer show gemini-3-pro-image --format openrouter",
    )
)(show)
app.command(
    epilog=_examples(
        "normalizer check",
        "normalizer check my-models --strict",
        "normalizer check my-models/acme/fast.yaml --notes",
        "normalizer check my-models --over-bundled --format github",
    )
)(check)
app.command(
    epilog=_examples(
        "normalizer diff bundled bundled",
        "normalizer diff <param_normalizer-0.1.0-py3-none-any.whl> bundled --format markdown",
        "normalizer diff <capabilities> bundled --requests <requests.jsonl>",
    )
)(diff)
app.command(
    epilog=_examples(
        "normalizer docs -o site",
        "normalizer docs -o site --name 'Acme models' --logo logo.svg --provider fal --provider openai",
        "normalizer docs -o wiki --format markdown --with my-models",
    )
)(docs)
app.command(
    epilog=_examples("normalizer explain", "normalizer explain closest_size", "normalizer explain R4.2"),
)(explain)
app.command(
    epilog=_examples(
        "normalizer validate <requests.jsonl>",
        "normalizer validate <logs> --format jsonl -o findings.jsonl --fail-on adjusted",
        "normalizer validate - --request-field data.body --model-field route < <rows.jsonl>",
        "normalizer validate <requests.jsonl.gz> --against replicate --rank",
    )
)(validate)
app.command(epilog=_examples("normalizer schema > capabilities/schema.json"))(schema)
app.command(
    epilog=_examples(
        "normalizer conformance --only R4",
        "normalizer conformance --command 'node <program.js>'",
        "normalizer conformance --vectors > conformance.json",
    )
)(conformance)
app.command(
    "import",
    epilog=_examples(
        "normalizer import schema.json --provider replicate --maker Acme -o my-models/acme/fast.yaml",
        "normalizer import - --pick /v1/images --model fast-1 < openapi.yaml",
    ),
)(import_schema)

app.command(
    epilog=_examples(
        "normalizer drift --provider openai --all",
        "normalizer drift --provider fal --types <endpoints.d.ts> --format json",
    )
)(drift)
app.command(epilog=_examples("normalizer serve --port 8080", "normalizer serve --port 0 --media <folder>"))(serve)


def program() -> int:
    """Run the command line on the arguments of this process; gives the exit code."""
    # the name is said, so that help and completion are the same under `python -m`
    code: int = app(prog_name=NAME, standalone_mode=False)
    return code
