"""The playground: a place to try a request; without a server how to start one, and requests that were tried."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.docs.content import Heading, Page, Paragraph, Sample, Table, Widget
from normalizer.docs.pages.phrases import model_link, request_text, target_link
from normalizer.docs.pages.start import trail
from normalizer.errors import CapabilityError, NormalizationError
from normalizer.search import STAND_IN, rank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizer.catalog import Catalog
    from normalizer.docs.content import Block, Line
    from normalizer.docs.facts.summary import Summary
    from normalizer.docs.site import Site
    from normalizer.search import Ranked

EXAMPLES: dict[str, tuple[dict[str, Any], ...]] = {
    "image": ({"size": "1920x1080", "n": 4}, {"aspect_ratio": "21:9", "resolution": "2K", "output_format": "webp"}),
    "video": ({"size": "1024x1024", "seconds": 7}, {"aspect_ratio": "9:16", "resolution": "1080p", "seconds": 8}),
}


def playground_page(site: Site, catalog: Catalog, models: Sequence[Summary]) -> Page:
    """Give the playground."""
    how: list[Block] = [
        Paragraph(
            ["Type a request, and see how every provider of a model would be asked: payload, adjustments, loss."]
        ),
    ]
    if site.api is None:
        how += [
            Paragraph(["These pages alone cannot plan. Start the server, which shows them with a form here:"]),
            Sample("Install and start", "bash", "pip install 'param-normalizer[cli,serve,docs]'\nnormalizer serve"),
        ]
    blocks: list[Block] = [Widget("playground", how), Heading(2, "Requests that were tried", "examples")]
    for media in EXAMPLES:
        blocks += _tried(site, catalog, [model for model in models if model.media == media], media)
    says = "Type a request and see what every provider would be sent"
    return Page("playground", "Playground", says, blocks, trail())


def _tried(site: Site, catalog: Catalog, models: Sequence[Summary], media: str) -> Iterator[Block]:
    """Try the examples on the model with the most providers."""
    if not models:
        return
    model = max(models, key=lambda one: (len(one.providers), one.id))
    for request in EXAMPLES[media]:
        yield Paragraph(
            [model_link(model.id, model.name), f", asked for {request_text(request)}; the least loss first:"]
        )
        try:
            targets = [one for one in catalog.targets(model.id, operation="generate") if site.shows(one.provider)]
        except (CapabilityError, NormalizationError):
            targets = []
        ranked = rank({"prompt": STAND_IN, **request}, targets, include_retired=True)
        head = ["provider", "loss", "comes out", "what differs"]
        yield Table(f"{model.name}, asked for {request_text(request)}", head, [_row(entry) for entry in ranked])


def _row(entry: Ranked) -> list[Line]:
    target = entry.target
    name: Line = [target_link(target.model, target.provider, target.operation, target.provider)]
    if entry.plan is None:
        problems = entry.error.problems if entry.error is not None else ()
        return [name, ["none"], ["no plan"], ["; ".join(problem.message for problem in problems)]]
    plan = entry.plan
    size = "x".join(map(str, plan.expected_size)) if plan.expected_size else plan.resolved.ratio or "not known"
    says = "; ".join(str(change) for change in plan.adjustments if change.parameter != "model")
    return [name, [f"{entry.loss:.3g}"], [size], [says or "nothing"]]
