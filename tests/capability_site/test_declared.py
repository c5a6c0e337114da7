"""Every value that a capability file declares stands on the pages, in HTML and in Markdown."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from normalizer.bundled import bundled_root
from normalizer.docs.pages.phrases import text_of
from normalizer.folders import Source
from normalizer.yaml_tree import Node, parse_tree

from .reading import pages_of, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SOURCE = Source(bundled_root())
NOT_FACTS = {"schema", "none"}
"""The version of the format, and what only takes something away."""


def declared(node: Node) -> Iterator[str]:
    """Give every word of a file: values, and keys that are not those of the format."""
    if isinstance(node.value, dict):
        for key, child in node.items():
            if key != "schema":
                yield from declared(child)
                if re.fullmatch(r"[0-9.]+[:x][0-9.]+", key):  # ratios and sizes are keys of maps
                    yield key
    elif isinstance(node.value, list):
        for child in node.value:
            yield from declared(child)
    elif node.value is not None and node.value not in NOT_FACTS:
        yield text_of(node.value)


def tree_of(path: Path) -> Node:
    """Read a file as a tree."""
    return parse_tree(path.read_bytes(), path.name)


@pytest.mark.parametrize("ending", ["html", "md"])
def test_every_value_of_every_model_is_shown(site: Path, ending: str) -> None:
    """No value of a model's file is missing on the pages of the model."""
    missing = []
    for model in SOURCE.model_ids():
        path = SOURCE.model_path(model)
        assert path is not None
        pages = pages_of(site, model, ending)
        text = "\n".join(read(page).text if ending == "html" else plain_markdown(page) for page in pages)
        missing += [f"{model}: {word}" for word in set(declared(tree_of(path))) if word not in text]
    assert missing == []


@pytest.mark.parametrize("ending", ["html", "md"])
def test_every_value_of_every_provider_is_shown(site: Path, ending: str) -> None:
    """No value of a provider's file is missing on its page, if a model is there."""
    missing = []
    for provider in SOURCE.provider_ids():
        path, page = SOURCE.provider_path(provider), site / f"providers/{provider}.{ending}"
        assert path is not None
        if not page.exists():
            continue
        text = read(page).text if ending == "html" else plain_markdown(page)
        missing += [f"{provider}: {word}" for word in set(declared(tree_of(path))) if word not in text]
    assert missing == []


def plain_markdown(page: Path) -> str:
    """Give the text of a Markdown page with its escapes undone, beside the text as it stands in samples."""
    text = page.read_text(encoding="utf-8")
    return f"{text}\n{html.unescape(text.replace(chr(92), ''))}"
