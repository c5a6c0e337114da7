"""The shape map: which models meet which shapes and scales, as a heat map and as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from normalizer.docs.content import Heading, Link, Page, Paragraph, Table
from normalizer.docs.facts.requests import SCALES, SHAPES
from normalizer.docs.pages.phrases import model_link
from normalizer.docs.pages.start import trail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizer.docs.content import Block, Line
    from normalizer.docs.facts.summary import Summary


_MEANS = (
    "Each number says how many models have a target that meets the shape and the scale exactly, when it is asked for "
    "one and for the other; a number leads to those models."
)


def shape_map_page(models: Sequence[Summary]) -> Page:
    """Give the shape map."""
    blocks: list[Block] = [
        Paragraph([_MEANS]),
    ]
    for media in SCALES:
        made = [model for model in models if model.media == media]
        if made:
            blocks += _map(media, made)
    says = "Which models make 21:9, 9:16, 4K and other shapes and scales"
    return Page("shape-map", "Shape map", says, blocks, trail())


def _map(media: str, models: Sequence[Summary]) -> Iterator[Block]:
    yield Heading(2, f"{media.capitalize()}s", media)
    scales = SCALES[media]
    rows: list[list[Line]] = [
        [
            [shape],
            _count(models, media, shape=shape),
            *(_count(models, media, shape=shape, scale=one) for one in scales),
        ]
        for shape in SHAPES
    ]
    rows.append([["any shape"], [str(len(models))], *(_count(models, media, scale=scale) for scale in scales)])
    yield Table(f"How many {media} models meet a shape and a scale", ["shape", "any scale", *scales], rows, look="heat")
    head = ["model", "shapes met", "scales met"]
    listed: list[list[Line]] = [
        [
            [model_link(model.id, model.name)],
            *([", ".join(model.met(facet)) or "none"] for facet in ("shapes", "scales")),
        ]
        for model in models
    ]
    yield Heading(3, f"Every {media} model")
    yield Table(f"What each {media} model meets exactly", head, listed)


def _count(models: Sequence[Summary], media: str, **wish: str) -> Line:
    """Count the models of which one target meets all of it; the number opens the start page with that filter."""
    number = sum(
        any(
            ("shape" not in wish or wish["shape"] in target.shapes)
            and ("scale" not in wish or wish["scale"] in target.scales)
            for target in model.targets
        )
        for model in models
    )
    return [Link(str(number), "index", state=urlencode({"media": media, **wish}))] if number else ["0"]
