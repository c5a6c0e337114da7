"""The providers: a list of them, and for each one how it spells things and what it serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.docs.content import Heading, Link, Page, Paragraph, Sample, Table
from normalizer.docs.pages.phrases import (
    between,
    model_link,
    provider_link,
    status_badge,
    target_link,
    text_of,
)
from normalizer.docs.pages.start import trail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizer.docs.content import Block, Line
    from normalizer.docs.facts.summary import Summary
    from normalizer.loader import ProviderDocument
    from normalizer.yaml_tree import Node


def providers_page(models: Sequence[Summary]) -> Page:
    """Give the list of all providers."""
    rows: list[list[Line]] = []
    for provider in names_of(models):
        served = [model for model in models if provider in model.providers]
        kinds = [f"{sum(model.media == media for model in served)} {media}" for media in ("image", "video")]
        targets = sum(target.provider == provider for model in served for target in model.targets)
        rows.append([[provider_link(provider)], [", ".join(kinds)], [str(targets)]])
    table = Table("All providers", ["provider", "models", "targets"], rows)
    return Page("providers", "Providers", "All providers and how many models each serves", [table], trail())


def names_of(models: Sequence[Summary]) -> list[str]:
    """List the providers of all models, sorted."""
    return sorted({target.provider for model in models for target in model.targets})


def provider_page(provider: str, document: ProviderDocument | None, models: Sequence[Summary]) -> Page:
    """Give a provider's page; `document` is its file, where it has one."""
    served = [model for model in models if provider in model.providers]
    blocks: list[Block] = [
        Heading(2, "Models", "models"),
        Table(f"Models at {provider}", ["model", "maker", "makes", "operations"], [_row(provider, m) for m in served]),
        Heading(2, "How it spells things", "spelling"),
    ]
    title = provider if document is None else document.file.name
    if document is None:
        blocks.append(Paragraph(["It has no file of its own: fields go by our names."]))
    else:
        blocks += [Paragraph([note]) for note in document.file.notes]
        lines = "\n".join(f"{path}: {text}  # {place}" for path, text, place in _leaves(document.tree, ()))
        blocks.append(Sample("All that its file says, with file and line", "yaml", lines))
    says = f"Which models {title} serves, and how it spells parameters"
    return Page(f"providers/{provider}", title, says, blocks, (*trail(), Link("Providers", "providers")))


def _row(provider: str, model: Summary) -> list[Line]:
    targets = [target for target in model.targets if target.provider == provider]
    links = between((target_link(model.id, provider, one.operation, one.operation) for one in targets), ", ")
    states = dict.fromkeys(target.status for target in targets)
    name: Line = [model_link(model.id, model.name), *(part for state in states for part in (" ", status_badge(state)))]
    return [name, [model.maker], [model.media], links]


def _leaves(node: Node, path: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    """Give every value of a file by its path, with its place."""
    if isinstance(node.value, dict) and node.value:
        for key, child in node.items():
            yield from _leaves(child, (*path, key))
    elif isinstance(node.value, list) and any(isinstance(child.value, (dict, list)) for child in node.value):
        for index, child in enumerate(node.value):
            yield from _leaves(child, (*path, str(index)))
    else:
        plain = node.plain()
        text = ", ".join(map(text_of, plain)) if isinstance(plain, list) else "" if plain is None else text_of(plain)
        yield ".".join(path), text, f"{node.file}:{node.line}"
