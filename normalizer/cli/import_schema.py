"""`normalizer import`: a capability file drafted from a provider's schema; what could not be told is marked in it."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from normalizer.cli import output
from normalizer.cli.catalogs import complete_operation, complete_provider, open_catalog
from normalizer.cli.ending import FINE, UNREADABLE, USAGE, CommandError
from normalizer.cli.options import CatalogFolder, OverFolder  # noqa: TC001  typer reads annotations at run time
from normalizer.cli.reading import STDIN
from normalizer.cli.story import counted
from normalizer.errors import escape, quote

if TYPE_CHECKING:
    from normalizer.capability import ProviderFile

MOST_NAMES = 40
"""How many requests are listed where one has to be chosen."""


Schema = Annotated[
    str, typer.Argument(metavar="FILE", help="The schema, JSON or YAML; - is stdin.", show_default=False)
]
Target = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write the draft here, never over another file."),
]
Pick = Annotated[
    str | None,
    typer.Option("--pick", metavar="NAME", help="Which request of the file: a path, an operationId or an id."),
]
Served = Annotated[
    str | None,
    typer.Option(
        "--provider",
        metavar="ID",
        help="Who serves the model; what its file spells is left out.",
        autocompletion=complete_provider,
    ),
]
ModelId = Annotated[
    str | None, typer.Option("--model", metavar="ID", help="The provider's id of the model, if the file has none.")
]
OneOperation = Annotated[
    str | None,
    typer.Option(
        "--operation",
        metavar="NAME",
        help="One block of this operation, instead of those that the inputs suggest.",
        autocompletion=complete_operation,
    ),
]
Maker = Annotated[str | None, typer.Option("--maker", metavar="NAME", help="Who made the model.")]
Name = Annotated[str | None, typer.Option("--name", metavar="NAME", help="The model's name for people.")]
Media = Annotated[Literal["image", "video"] | None, typer.Option("--media", help="What comes out.")]
Sources = Annotated[
    list[str] | None, typer.Option("--source", metavar="TEXT", help="Where the schema comes from; may be repeated.")
]
Confidence = Annotated[
    Literal["first-party", "reseller", "secondary"] | None,
    typer.Option("--confidence", help="Whose word the schema is."),
]


def import_schema(
    file: Schema,
    *,
    to: Target = None,
    pick: Pick = None,
    provider: Served = None,
    model: ModelId = None,
    operation: OneOperation = None,
    maker: Maker = None,
    name: Name = None,
    media: Media = None,
    source: Sources = None,
    confidence: Confidence = None,
    catalog: CatalogFolder = None,
    over: OverFolder = None,
) -> int:
    """Draft a capability file from an OpenAPI document, a JSON Schema, or capability descriptors.

    What the schema does not tell is marked with TODO, and `normalizer check` refuses the draft until it is filled in.
    Nothing is fetched, and no file is overwritten.
    """
    from normalizer.importer import ChoiceError, Head, SchemaError, draft_file

    _sensible(to, provider, operation)
    head = Head(
        datetime.now(UTC).date(),
        name=name,
        maker=maker,
        media=media,
        provider=provider,
        model=model,
        operation=operation,
        sources=tuple(source or ()),
        confidence=confidence,
    )
    known = None if provider is None else _provider_file(provider, catalog, over)
    data = _bytes(file)
    try:
        text = draft_file(data, head, pick, known)
    except SchemaError as error:
        raise CommandError(f"{_shown(file)}: {error}", UNREADABLE) from None
    except ChoiceError as error:
        raise CommandError(f"{_shown(file)}: {error}; choose one with --pick: {_listed(error.names)}", USAGE) from None
    if to is None:
        output.text_document(text)
    else:
        _write_new(to, text)
    _tell(text, to)
    return FINE


def _listed(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else ""
    return ", ".join(escape(name, 80) for name in names[:MOST_NAMES]) + more


def _sensible(to: Path | None, provider: str | None, operation: str | None) -> None:
    """Refuse what would make a draft that no catalogue can hold."""
    from normalizer.capability import ID_PATTERN, is_operation

    rule = "lower-case letters, digits, dots and hyphens"
    if to is not None and (to.suffix != ".yaml" or re.fullmatch(ID_PATTERN, to.stem, re.ASCII) is None):
        raise CommandError(f"-o: the file name is the model's id, {rule}, and .yaml, got {quote(to.name)}")
    if to is not None and to.exists():
        raise CommandError(f"-o: {_shown(str(to))} exists already; nothing is overwritten")
    if to is not None and not to.parent.is_dir():
        raise CommandError(f"-o: {_shown(str(to.parent))}: no such folder", UNREADABLE)
    if provider is not None and re.fullmatch(ID_PATTERN, provider, re.ASCII) is None:
        raise CommandError(f"--provider: expected an id, {rule}, got {quote(provider)}")
    if operation is not None and not is_operation(operation):
        raise CommandError(f"--operation: expected one such as generate or edit.inpaint, got {quote(operation)}")


def _provider_file(provider: str, alone: Path | None, over: Path | None) -> ProviderFile | None:
    """Find the provider's file in the catalogue; without one everything goes by our own names, which is said."""
    from normalizer.loader import Providers

    document = Providers(open_catalog(alone, over).sources).get(provider)
    if document is None:
        output.note(f"no file providers/{provider}.yaml: every field is written out")
    return None if document is None else document.file


def _bytes(source: str) -> bytes:
    from normalizer.importer.reading import MAX_BYTES

    try:
        if source == STDIN:
            return sys.stdin.buffer.read(MAX_BYTES + 1)
        with Path(source).open("rb") as file:
            return file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "cannot be read"
        raise CommandError(f"{_shown(source)}: {escape(reason.lower())}", UNREADABLE) from None


def _shown(source: str) -> str:
    return "stdin" if source == STDIN else escape(source, 100)


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet; what could not be written whole is taken away again."""
    try:
        file = path.open("x", encoding="utf-8", newline="\n")
    except OSError as error:
        reason = "exists already; nothing is overwritten" if isinstance(error, FileExistsError) else error.strerror
        raise CommandError(f"-o: {_shown(str(path))}: {escape(str(reason).lower())}") from None
    try:
        with file:
            file.write(text)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        reason = escape(str(error.strerror or "cannot be written").lower())
        raise CommandError(f"-o: {_shown(str(path))}: {reason}", UNREADABLE) from None


def _tell(text: str, to: Path | None) -> None:
    """Say how much is left to do."""
    from normalizer.capability.unfinished import unfinished
    from normalizer.yaml_tree import parse_tree

    left = len(list(unfinished(parse_tree(text.encode(), ""))))
    where = "the draft" if to is None else _shown(str(to))
    if left:
        output.note(f"{where} has {counted(left, 'point')} still to do, marked TODO; normalizer check lists them")
    else:
        output.note(f"{where} has nothing marked; compare it with the source, and run normalizer check")
