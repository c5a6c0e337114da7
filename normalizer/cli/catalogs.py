"""Open the catalogue that the options name, and list names for shell completion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from normalizer.bundled import bundled_root
from normalizer.catalog import Catalog
from normalizer.cli.ending import UNREADABLE, CommandError
from normalizer.errors import escape

if TYPE_CHECKING:
    from pathlib import Path

    from normalizer.folders import Source

BUNDLED = "capabilities"
"""How the bundled folder is called in places."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A catalogue, and the folders it was made of; later over earlier."""

    catalog: Catalog
    sources: tuple[Source, ...]


def open_catalog(alone: Path | None, over: Path | None) -> Opened:
    """Open a folder of capability files alone, or the bundled ones; lay another folder over it."""
    sources = sources_of(alone, over)
    catalog = Catalog.bundled() if alone is None else Catalog.from_directory(alone)
    if over is not None:
        catalog = catalog.with_directory(over)
    return Opened(catalog, sources)


def sources_of(alone: Path | None, over: Path | None) -> tuple[Source, ...]:
    """Give the folders that the options name, later over earlier; nothing in them is read."""
    from normalizer.folders import Source

    for folder in (alone, over):
        if folder is not None and not folder.is_dir():
            raise CommandError(f"{escape(str(folder), 100)}: no such folder", UNREADABLE)
    first = Source(bundled_root(), BUNDLED) if alone is None else Source(alone, str(alone))
    return (first,) if over is None else (first, Source(over, str(over)))


def complete_model(incomplete: str) -> list[str]:
    """List the bundled models that begin like this."""
    return [name for name in Catalog.bundled().models() if name.startswith(incomplete)]


def complete_provider(incomplete: str) -> list[str]:
    """List the bundled providers that begin like this; by their files, which is quick."""
    from normalizer.folders import Source

    return [name for name in Source(bundled_root()).provider_ids() if name.startswith(incomplete)]


def complete_operation(incomplete: str) -> list[str]:
    """List the operations that begin like this."""
    from normalizer.capability.operations import OPERATIONS

    return [name for name in OPERATIONS if name.startswith(incomplete)]


def complete_code(incomplete: str) -> list[str]:
    """List the codes that begin like this."""
    from normalizer.codes import CODES

    return [name for name in CODES if name.startswith(incomplete)]
