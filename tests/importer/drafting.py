"""Draft from plain data, and read back what a draft says: what all tests of the importer share."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

from normalizer.capability import ProviderFile, validate
from normalizer.importer import Head, draft_file
from normalizer.yaml_tree import parse_tree

if TYPE_CHECKING:
    from pathlib import Path

TODAY = date(2026, 11, 28)
HEAD = Head(
    TODAY,
    name="Aurora 1",
    maker="Northlight",
    provider="northlight",
    model="aurora-1",
    sources=("a test",),
    confidence="reseller",
)


def head(**more: Any) -> Head:
    """Give a head with everything said, but for what `more` changes."""
    told = {name: getattr(HEAD, name) for name in Head.__slots__}
    return Head(**{**told, **more})


def draft(document: Any, pick: str | None = None, provider: ProviderFile | None = None, **more: Any) -> str:
    """Draft the text of a file from a document."""
    return draft_file(json.dumps(document).encode(), head(**more), pick, provider)


def plain(text: str) -> dict[str, Any]:
    """Read a draft as plain data."""
    read: dict[str, Any] = parse_tree(text.encode(), "draft.yaml").plain()
    return read


def blocks(document: Any, pick: str | None = None, provider: ProviderFile | None = None, **more: Any) -> dict[str, Any]:
    """Draft, and give the blocks by operation."""
    (entry,) = plain(draft(document, pick, provider, **more))["providers"].values()
    return {name: block for name, block in entry.items() if isinstance(block, dict)}


def block(*, media: str = "image", provider: ProviderFile | None = None, **properties: Any) -> dict[str, Any]:
    """Draft the one block of a request with these properties, without its model."""
    (found,) = blocks({"properties": properties}, provider=provider, media=media, operation="generate").values()
    return {key: value for key, value in found.items() if key != "model"}


def provider_file(text: str) -> ProviderFile:
    """Read a provider's file from text; the head of it is put before."""
    return validate(ProviderFile, parse_tree(f"schema: 1\nname: x\n{text}".encode(), "x.yaml"))


def catalogue(folder: Path, text: str, provider_id: str, provider_text: str, model_id: str = "draft") -> Path:
    """Write a catalogue of one provider and one model."""
    (folder / "providers").mkdir(parents=True, exist_ok=True)
    (folder / "providers" / f"{provider_id}.yaml").write_text(provider_text, encoding="utf-8")
    (folder / f"{model_id}.yaml").write_text(text, encoding="utf-8")
    return folder
