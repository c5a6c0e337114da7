"""`normalizer diff`: what changed between two catalogues, and which requests would be sent differently."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from normalizer.cli import output, reading
from normalizer.cli.ending import FINDINGS, FINE
from normalizer.cli.options import OverFolder  # noqa: TC001  typer reads annotations at run time

if TYPE_CHECKING:
    from normalizer.changes.parts import Comparison, Edition
    from normalizer.changes.sent import Sent

WHICH = "A folder of capability files, of a checkout or of an installed version, a wheel, or the word bundled."


def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help=WHICH, show_default=False)],
    new: Annotated[str, typer.Argument(metavar="NEW", help="The same.", show_default=False)],
    *,
    requests: Annotated[
        str | None,
        typer.Option(
            "--requests",
            metavar="FILE",
            help="Tell which of these requests would be sent differently: one JSON object a line, - for stdin.",
        ),
    ] = None,
    policy: Annotated[
        list[str] | None,
        typer.Option("--policy", metavar="KEY=VALUE", help="Plan the requests with this rule of the gateway."),
    ] = None,
    format_: Annotated[
        Literal["text", "json", "markdown"],
        typer.Option("--format", help="Text, one JSON document, or a changelog's section on data."),
    ] = "text",
    over: OverFolder = None,
) -> int:
    """Show what changed between two catalogues, target by target.

    Meanings are compared, not texts. A change of a provider's file names every target it touches. Exits with 1 where
    anything changed.
    """
    from normalizer.changes import compare
    from normalizer.cli import diff_text
    from normalizer.cli.editions import edition

    with ExitStack() as stack:
        editions = edition(old, over, stack), edition(new, over, stack)
        found = compare(*editions)
        sent = None if requests is None else _sent(requests, *editions, policy or [])
        versions = [_version(one) for one in editions]
    if format_ == "json":
        document = {
            "old": {"name": old, "version": versions[0]},
            "new": {"name": new, "version": versions[1]},
            "summary": _summary(found),
            **found.to_dict(),
        }
        output.document(document if sent is None else {**document, "requests": sent.to_dict()})
    else:
        write = diff_text.markdown if format_ == "markdown" else diff_text.text
        output.text_document(write(found, sent))
    return FINDINGS if found or (sent is not None and sent.differ) else FINE


def _sent(requests: str, old: Edition, new: Edition, policy: list[str]) -> Sent:
    from normalizer.catalog import Catalog
    from normalizer.changes import compare_requests

    rules = reading.policy_of(policy)
    return compare_requests(reading.requests_of(requests), Catalog(old.sources), Catalog(new.sources), policy=rules)


def _version(one: Edition) -> str:
    from normalizer.catalog import Catalog

    return Catalog(one.sources).version


def _summary(found: Comparison) -> dict[str, int]:
    from normalizer.changes.parts import KINDS

    touched = {name for names in found.providers.values() for name in names}
    return {
        "models": len(found.models),
        **{kind: len(found.of_kind(kind)) for kind in KINDS},
        "touched_by_provider_files": len(touched),
    }
