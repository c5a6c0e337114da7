"""What is kept of every model for the pages that show many: small, and able to travel between processes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from normalizer.docs.facts.requests import SCALES, SHAPES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from normalizer.docs.facts.model import ModelFacts
    from normalizer.docs.facts.parameters import ParameterFacts
    from normalizer.docs.facts.target import TargetFacts

Size = tuple[int, int]

_BOUNDS = (
    "smallest width",
    "largest width",
    "smallest height",
    "largest height",
    "fewest pixels",
    "most pixels",
    "multiple of",
    "tallest ratio",
    "widest ratio",
)


MOST_DRAWN = 8
"""So many shapes stand in a small picture."""


@dataclass(frozen=True, slots=True)
class TargetSummary:
    """One target: what it meets of what everybody is asked for, and what it lists.

    `limits` are those of free sizes, in the order of `_BOUNDS`: smallest and largest width and height, fewest and most
    pixels, multiple, and the tallest and widest ratio as texts; nothing where a bound is not stated.
    """

    provider: str
    operation: str
    status: str
    shapes: tuple[str, ...]
    scales: tuple[str, ...]
    sizes: tuple[Size, ...]
    limits: tuple[tuple[Any, ...], ...]
    seconds: tuple[float, ...]
    seconds_range: tuple[float | None, float | None] | None
    results: int | None
    formats: tuple[str, ...]
    parameters: tuple[ParameterFacts, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """One model."""

    id: str
    name: str
    maker: str
    media: str
    status: str
    aliases: tuple[str, ...]
    drawn: tuple[str, ...]
    """The shapes that it lists, as ratios, for a small picture."""
    targets: tuple[TargetSummary, ...]

    @property
    def providers(self) -> tuple[str, ...]:
        """The providers, in the order of the file."""
        return tuple(dict.fromkeys(target.provider for target in self.targets))

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations, in the order of the file."""
        return tuple(dict.fromkeys(target.operation for target in self.targets))

    def met(self, facet: str) -> tuple[str, ...]:
        """Give the shapes or scales that at least one target meets."""
        wanted = SHAPES if facet == "shapes" else SCALES[self.media]
        return tuple(one for one in wanted if any(one in getattr(target, facet) for target in self.targets))


def summary(facts: ModelFacts) -> Summary:
    """Shorten the facts of a model."""
    drawn = dict.fromkeys(name for target in facts.targets for form in target.sizes for name, _ in form.shapes)
    return Summary(
        id=facts.id,
        name=facts.name,
        maker=facts.maker,
        media=facts.media,
        status=facts.status,
        aliases=facts.aliases,
        drawn=tuple(drawn)[:MOST_DRAWN],
        targets=tuple(_target(target) for target in facts.targets),
    )


def _target(target: TargetFacts) -> TargetSummary:
    sizes = {size for form in target.sizes for _, listed in form.shapes for size in listed}
    seconds, count, formats = (target.parameter(name) for name in ("seconds", "n", "output_format"))
    return TargetSummary(
        provider=target.provider,
        operation=target.operation,
        status=target.status,
        shapes=tuple(shape for shape in SHAPES if target.meets(aspect_ratio=shape)),
        scales=tuple(scale for scale in SCALES[target.media] if target.meets(resolution=scale)),
        sizes=tuple(sorted(sizes)),
        limits=tuple(_limits(form.facts) for form in target.sizes if form.spans),
        seconds=tuple(sorted(float(word) for word in seconds.values)) if seconds is not None else (),
        seconds_range=None if seconds is None else seconds.numbers,
        results=None if count is None else count.most,
        formats=tuple(formats.values) if formats is not None and formats.fields else (),
        parameters=target.parameters,
    )


def _limits(facts: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(facts.get(f"limits: {name}") for name in _BOUNDS)


def targets_of(summaries: Iterable[Summary]) -> Iterable[tuple[Summary, TargetSummary]]:
    """Give every target with its model."""
    return ((model, target) for model in summaries for target in model.targets)
