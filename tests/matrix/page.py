"""Pages that are written from the catalogue, and are held to it by tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def written(page: Path, text: str) -> bool:
    """Write a page, and tell whether it changed."""
    if page.exists() and page.read_text(encoding="utf-8") == text:
        return False
    page.write_text(text, encoding="utf-8")
    return True
