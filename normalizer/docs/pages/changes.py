"""What changed against another catalogue, target by target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.docs.content import Code, Heading, Items, Page, Paragraph
from normalizer.docs.pages.phrases import model_link, target_link
from normalizer.docs.pages.start import trail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizer.changes import Comparison
    from normalizer.changes.parts import TargetChange
    from normalizer.docs.content import Block, Line
    from normalizer.docs.facts.summary import Summary

_TITLES = (("new", "New"), ("gone", "Gone"), ("changed", "Changed"))


def changes_page(found: Comparison, against: str, models: Sequence[Summary]) -> Page:
    """Give the page; what the site does not show is left out, but for what is gone."""
    shown = {(model.id, target.provider, target.operation) for model in models for target in model.targets}
    blocks = list(_blocks(found, shown)) or [Paragraph(["Nothing changed."])]
    says = f"What changed against {against}"
    return Page("changes", "Changes", says, [Paragraph(["Compared with ", Code(against), "."]), *blocks], trail())


def _blocks(found: Comparison, shown: set[tuple[str, str, str]]) -> Iterator[Block]:
    for kind, title in _TITLES:
        changes = [one for one in found.targets if one.kind == kind and (kind == "gone" or one.name in shown)]
        if changes:
            yield Heading(2, f"{title}: {len(changes)}", kind)
            yield Items([_line(one, linked=kind != "gone") for one in changes])
    ids = {model for model, _, _ in shown}
    told = [one for one in found.models if one.kind == "changed" and one.model in ids]
    if told:
        yield Heading(2, "Models described otherwise", "models")
        lines = ((model_link(one.model), ": ", "; ".join(change.says for change in one.changes)) for one in told)
        yield Items(list(lines))


def _line(change: TargetChange, *, linked: bool) -> Line:
    says = "; ".join(one.says for one in change.changes)
    name = target_link(*change.name, change.title) if linked else Code(change.title)
    return [name, f": {says}" if says else ""]
