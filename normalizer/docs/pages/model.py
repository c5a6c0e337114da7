"""A model's page: what it is, its targets side by side, how to ask for it, and each target in full."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.docs.content import Code, Facts, Heading, Link, Page, Paragraph, Raw, Table
from normalizer.docs.pages.asking import asking_blocks
from normalizer.docs.pages.examples import examples
from normalizer.docs.pages.phrases import (
    anchor,
    listed,
    provider_link,
    size_text,
    status_badge,
    target_link,
)
from normalizer.docs.pages.target import target_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.docs.content import Block, Line
    from normalizer.docs.facts.model import ModelFacts
    from normalizer.docs.facts.sizes import FormFacts
    from normalizer.docs.facts.target import TargetFacts

_TRAIL = (Link("Models", "index"),)
FEW = 4
"""So many ratios or tiers are named in the overview; of more the number is."""


def model_page(facts: ModelFacts) -> Page:
    """Give a model's page with all of its targets in full."""
    parts = [block for target in facts.targets for block in target_blocks(target, 2)]
    return _page(facts, [*_head(facts, split=False), *parts])


def split_pages(facts: ModelFacts) -> Iterator[Page]:
    """Give the same for a model with very many targets: each target in full on a page of its own."""
    yield _page(facts, list(_head(facts, split=True)))
    trail = (*_TRAIL, Link(facts.name, f"models/{facts.id}"))
    for target in facts.targets:
        title = f"{facts.name} at {target.provider}: {target.operation}"
        says = f"What {facts.name} takes at {target.provider} for {target.operation}"
        yield Page(_own_page(target), title, says, list(target_blocks(target, 2)), trail, _files(facts))


def _own_page(target: TargetFacts) -> str:
    return f"models/{target.model}/{anchor(target.provider, target.operation)}"


def _page(facts: ModelFacts, blocks: list[Block]) -> Page:
    says = f"What {facts.name} by {facts.maker} takes at each provider: sizes, parameters, limits, and what is adjusted"
    return Page(f"models/{facts.id}", facts.name, says, blocks, _TRAIL, _files(facts))


def _files(facts: ModelFacts) -> tuple[Raw, ...]:
    return (Raw("this model as JSON", f"models/{facts.id}.json"), Raw("as Markdown", f"models/{facts.id}.md"))


def _head(facts: ModelFacts, *, split: bool) -> Iterator[Block]:
    yield Facts(list(_facts(facts)))
    yield from (Paragraph([note], quiet=True) for note in facts.notes)
    yield Heading(2, "Where and how", "targets")
    yield _overview(facts, split=split)
    yield from asking_blocks()
    yield Heading(2, "Ask for it", "examples")
    yield from examples(facts)


def _facts(facts: ModelFacts) -> Iterator[tuple[str, Line]]:
    yield "model", [Code(facts.id), " by ", facts.maker]
    yield "makes", [facts.media]
    yield "status", [status_badge(facts.status)]
    if facts.aliases:
        yield "aliases", listed(facts.aliases)
    for word, day in (("deprecated on", facts.deprecated_on), ("retired on", facts.retired_on)):
        if day:
            yield word, [day]
    if facts.replaced_by:
        yield "replaced by", [Code(facts.replaced_by)]
    yield "catalogue", [Code(facts.catalog_version)]


def _overview(facts: ModelFacts, *, split: bool) -> Table:
    head = ["target", "provider", "status", "sizes", "lengths", "results a call", "checked"]
    rows = [_row(target, split=split) for target in facts.targets]
    if facts.media == "image":
        head, rows = [*head[:4], *head[5:]], [[*row[:4], *row[5:]] for row in rows]
    anchors = [anchor(target.provider, target.operation) for target in facts.targets] if split else []
    return Table("All targets of this model", head, rows, anchors)


def _row(target: TargetFacts, *, split: bool) -> list[Line]:
    text = target.operation
    link = target_link(target.model, target.provider, target.operation, text)
    if split:
        link = Link(text, _own_page(target))
    count = target.parameter("n")
    most = "unknown" if count is None or count.most is None else str(count.most)
    return [
        [link],
        [provider_link(target.provider)],
        [status_badge(target.status)],
        ["; ".join(map(sizes_in_short, target.sizes)) or "no choice"],
        [_lengths(target)],
        [most],
        [target.checked or "not stated"],
    ]


def sizes_in_short(form: FormFacts) -> str:
    """Tell a form in a few words, such as `16:9, 9:16 at 720p, 1080p`."""
    facts = form.facts
    if form.kind in {"sizes", "fixed"}:
        sizes = [size for _, sizes in form.shapes for size in sizes]
        if not sizes:
            return "sizes not known"
        if len(sizes) <= FEW - 1:
            return ", ".join(map(size_text, sizes))
        largest = max(sizes, key=lambda size: size[0] * size[1])
        return f"{len(sizes)} sizes, up to {size_text(largest)}"
    if form.kind == "free" and not form.spans:
        return "any size, limits not known"
    if form.kind == "free":
        bounds = (("most pixels", "pixels"), ("largest width", "wide"))
        most = next(
            (f"up to {facts[f'limits: {name}']} {word}" for name, word in bounds if f"limits: {name}" in facts), ""
        )
        return f"any size {most}".strip()
    if form.kind == "follows":
        return f"as the {facts.get('size follows', 'input')}"
    parts = [
        _some(facts[name], word) for name, word in (("aspect_ratios", "ratios"), ("tiers", "tiers")) if name in facts
    ]
    return " at ".join(parts)


def _some(value: Any, word: str) -> str:
    if not isinstance(value, dict):
        return f"{word} not known" if value == "unknown" else str(value)
    return ", ".join(value) if len(value) <= FEW else f"{len(value)} {word}"


def _lengths(target: TargetFacts) -> str:
    seconds = target.parameter("seconds")
    if seconds is None:
        return "no choice"
    said = ", ".join(seconds.values) or ", ".join(seconds.takes[:1]) or "not known"
    return f"{said} s" if seconds.values else said
