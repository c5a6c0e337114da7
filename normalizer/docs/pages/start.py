"""The start page: every model, with what the script needs to search them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.docs.content import Items, Link, Page, Paragraph, Raw, Widget
from normalizer.docs.facts.requests import SCALES, SHAPES
from normalizer.docs.pages.phrases import model_link
from normalizer.values import Ratio

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizer.docs.content import Block, Line
    from normalizer.docs.facts.summary import Summary, TargetSummary
    from normalizer.docs.site import Site


def start_page(site: Site, models: Sequence[Summary], version: str) -> Page:
    """Give the start page."""
    providers = {target.provider for model in models for target in model.targets}
    targets = sum(len(model.targets) for model in models)
    counts = f"{len(models)} models at {len(providers)} providers, {targets} targets. Catalogue "
    blocks: list[Block] = [
        Paragraph([counts, version, ". Everything here is what the engine answers; nothing is written by hand."]),
        Widget("search", [Items([_entry(model) for model in models])]),
    ]
    says = "What image and video models take at each provider: sizes, parameters, limits, and what is adjusted"
    return Page("index", site.name, says, blocks, (), (Raw("as Markdown", "index.md"),))


def _entry(model: Summary) -> Line:
    providers = ", ".join(model.providers[:3])
    more = f" and {len(model.providers) - 3} more" if len(model.providers) > 3 else ""
    status = "" if model.status == "live" else f", {model.status}"
    return [model_link(model.id, model.name), f" {model.maker}, {model.media}{status}, at {providers}{more}"]


def search_data(models: Sequence[Summary]) -> dict[str, Any]:
    """Give what the search needs. Lists that many targets share stand once, under `sizes`."""
    sizes: dict[tuple[tuple[int, int], ...], int] = {}
    entries = [
        {
            "id": model.id,
            "name": model.name,
            "maker": model.maker,
            "media": model.media,
            "words": " ".join((model.id, model.name, model.maker, *model.aliases, *model.providers)).lower(),
            "drawn": [[ratio.width, ratio.height] for ratio in map(Ratio.parse, model.drawn)],
            "targets": [_target(target, sizes) for target in model.targets],
        }
        for model in models
    ]
    return {
        "shapes": list(SHAPES),
        "scales": list(dict.fromkeys(scale for scales in SCALES.values() for scale in scales)),
        "sizes": [[f"{width}x{height}" for width, height in one] for one in sizes],
        "models": entries,
    }


def _target(target: TargetSummary, sizes: dict[tuple[tuple[int, int], ...], int]) -> dict[str, Any]:
    return {
        "provider": target.provider,
        "operation": target.operation,
        "status": target.status,
        "shapes": target.shapes,
        "scales": target.scales,
        "sizes": sizes.setdefault(target.sizes, len(sizes)),
        "limits": [[*bounds[:7], *map(_sides, bounds[7:])] for bounds in target.limits],
        "seconds": target.seconds,
        "range": target.seconds_range,
        "results": target.results,
        "formats": target.formats,
    }


def _sides(ratio: str | None) -> list[int] | None:
    return None if ratio is None else [*Ratio.parse(ratio)]


def trail() -> tuple[Link, ...]:
    """Lead back to the start page."""
    return (Link("Models", "index"),)
