"""`normalizer drift`: where the catalogue and the types of the providers' own SDKs differ."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path  # noqa: TC003  typer reads annotations at run time
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from normalizer.cli import output
from normalizer.cli.catalogs import open_catalog
from normalizer.cli.ending import FINDINGS, FINE, UNREADABLE, CommandError
from normalizer.cli.options import CatalogFolder, OverFolder, Provider  # noqa: TC001  typer reads annotations at run time
from normalizer.cli.story import counted
from normalizer.errors import escape, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.capability import Sdk
    from normalizer.cli.catalogs import Opened
    from normalizer.drift import Comparison, Finding

LARGEST_FILE = 32 * 1024 * 1024
"""The most bytes of a file of types."""


def drift(
    *,
    provider: Provider = None,
    types: Annotated[
        Path | None,
        typer.Option("--types", metavar="FILE", help="The TypeScript declarations (.d.ts) of the provider's SDK."),
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Show what the files explain, and what could not be compared.")
    ] = False,
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", help="One line per finding, or one JSON document.")
    ] = "text",
    catalog: CatalogFolder = None,
    over: OverFolder = None,
) -> int:
    """Compare what is sent with the types of the providers' SDKs.

    Every target is probed; what an SDK refuses, does not know, or allows and we lack is a finding, unless a file
    explains it. The SDKs have to be installed, and are imported. Exits with 1 where there are findings.
    """
    from normalizer.drift import compare

    opened = open_catalog(catalog, over)
    sdks = _sdks(opened)
    if provider is not None and provider not in sdks:
        near = get_close_matches(provider[:64], sdks, 1, 0.5)
        hint = f"did you mean {near[0]}" if near else "one of " + ", ".join(sdks)
        raise CommandError(f"--provider: expected a provider whose file names an SDK, got {quote(provider)}; {hint}")
    found = compare(
        opened.catalog, opened.sources, provider=provider, declarations=_declarations(provider, sdks, types)
    )
    if not found.compared:
        reasons = "; ".join(list(found.skipped)[:3]) or "no provider's file names an SDK"
        raise CommandError(f"nothing could be compared: {reasons}", UNREADABLE)
    if format_ == "json":
        output.document(_document(found))
    else:
        output.text_document("".join(f"{line}\n" for line in _lines(found, everything=everything)))
        output.aside(_summary(found))
    return FINDINGS if found.open else FINE


def _sdks(opened: Opened) -> dict[str, Sdk]:
    """List the SDKs that the providers' files name."""
    from normalizer.loader import Providers

    providers = Providers(opened.sources)
    names = sorted({name for source in opened.sources for name in source.provider_ids()})
    documents = {name: providers.get(name) for name in names}
    return {name: one.file.sdk for name, one in documents.items() if one is not None and one.file.sdk is not None}


def _declarations(provider: str | None, sdks: dict[str, Sdk], types: Path | None) -> dict[str, str]:
    """Read the file of types, for the provider that is meant or the only one whose SDK is in TypeScript."""
    if types is None:
        return {}
    fitting = [name for name, sdk in sdks.items() if sdk.language == "typescript" and provider in {None, name}]
    if len(fitting) != 1:
        expected = "a provider whose SDK is in TypeScript" if not fitting else "one of " + ", ".join(fitting)
        raise CommandError(f"--types: expected {expected} by --provider, got {quote(provider)}")
    name = escape(str(types), 100)
    try:
        with types.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
        if len(data) > LARGEST_FILE:
            raise CommandError(f"{name}: larger than {LARGEST_FILE // 1024 // 1024} MiB", UNREADABLE)
        return {fitting[0]: data.decode("utf-8-sig")}
    except OSError as error:
        raise CommandError(f"{name}: {escape((error.strerror or 'cannot be read').lower())}", UNREADABLE) from None
    except UnicodeDecodeError:
        raise CommandError(f"{name}: expected UTF-8 text", UNREADABLE) from None


def _document(found: Comparison) -> dict[str, Any]:
    return {
        "summary": {
            "targets": sum(found.compared.values()),
            "payloads": found.payloads,
            "findings": len(found.open),
            "explained": len(found.findings) - len(found.open),
            "skipped": sum(map(len, found.skipped.values())),
        },
        "packages": found.versions,
        "compared": found.compared,
        "findings": [finding.to_dict() for finding in found.findings],
        "skipped": [{"reason": reason, "targets": list(names)} for reason, names in found.skipped.items()],
        "not_understood": list(found.unread),
        "explains_nothing": [{"file": file, "line": line, "path": path} for file, line, path in found.unused],
    }


def _lines(found: Comparison, *, everything: bool) -> Iterator[str]:
    for finding in found.open:
        yield f"{finding.provider}: {finding}"
        yield f"  {_targets(finding)}"
    if not everything:
        return
    for finding in found.findings:
        if finding.because is not None:
            yield f"{finding.provider}: explained: {finding}"
            yield f"  {_targets(finding)}"
            yield f"  {escape(finding.because, 300)}"
    for reason, names in found.skipped.items():
        yield f"not compared: {reason}"
        yield f"  {', '.join(names)}"


def _targets(finding: Finding) -> str:
    shown = ", ".join(finding.targets[:4])
    return shown + (f" and {len(finding.targets) - 4} more" if len(finding.targets) > 4 else "")


def _summary(found: Comparison) -> str:
    lines = [f"note: not understood, so that anything is allowed: {escape(part, 200)}" for part in found.unread]
    lines += [
        f"note: {escape(file, 200)}:{line}: drift.{escape(path, 100)} explains nothing that differs"
        for file, line, path in found.unused
    ]
    packages = ", ".join(f"{package} {version}" for package, version in found.versions.items())
    explained = len(found.findings) - len(found.open)
    skipped = sum(map(len, found.skipped.values()))
    sent = f"{counted(sum(found.compared.values()), 'target')} and {counted(found.payloads, 'payload')}"
    told = [
        f"{sent} compared with {packages}",
        f"{counted(len(found.open), 'finding')}, {explained} explained, {counted(skipped, 'target')} not compared",
    ]
    told[-1] += "" if not (explained or skipped) else " (--all shows them)"
    return "".join(f"{line}\n" for line in (*lines, *told))
