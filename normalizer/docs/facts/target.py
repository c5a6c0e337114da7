"""Everything a page shows of one target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from normalizer.changes.offer import offer_of
from normalizer.changes.rules import rule_text
from normalizer.describe import defaults
from normalizer.docs.facts.parameters import ParameterFacts, parameter_facts
from normalizer.docs.facts.requests import TYPICAL, Outcome, outcome
from normalizer.docs.facts.sizes import FormFacts, size_facts
from normalizer.drift.stand_ins import stand_ins
from normalizer.origins import leaves, plain_block

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalizer.layers import Expanded
    from normalizer.target import Target


@dataclass(frozen=True, slots=True)
class Said:
    """One value of the files, and where it stands."""

    path: str
    value: Any
    file: str
    line: int


@dataclass(frozen=True, slots=True)
class TargetFacts:
    """One model on one provider for one operation; dates are texts such as 2026-11-22.

    `upstream` is the provider's id, with `{tier}` where a tier stands in it; nothing where the id is the caller's own.
    """

    model: str
    provider: str
    operation: str
    media: str
    status: str
    upstream: str | None
    also: tuple[str, ...]
    starts_from: str | None
    deprecated_on: str | None
    retired_on: str | None
    replaced_by: str | None
    sources: tuple[str, ...]
    checked: str | None
    confidence: str | None
    notes: tuple[str, ...]
    unless_asked: Mapping[str, str]
    sizes: tuple[FormFacts, ...]
    parameters: tuple[ParameterFacts, ...]
    rules: tuple[str, ...]
    required: tuple[str, ...]
    absent: tuple[str, ...]
    constants: Mapping[str, Any]
    delivery: str | None
    file_type: str | None
    extras: str
    requests: tuple[Outcome, ...]
    stand_ins: Mapping[str, Any]
    says: tuple[Said, ...]

    def parameter(self, name: str) -> ParameterFacts | None:
        """Give one parameter."""
        return next((one for one in self.parameters if one.name == name), None)

    def meets(self, **wish: Any) -> bool:
        """Tell whether one of the typical requests is met for certain."""
        return any(one.asked == wish and one.is_met for one in self.requests)


def target_facts(target: Target, expanded: Expanded, starts_from: str | None) -> TargetFacts:
    """Find out all of a target; `starts_from` is the block that its own is laid over."""
    block = expanded.block
    filled, offer = stand_ins(block, target.operation), offer_of(target)
    return TargetFacts(
        model=target.model,
        provider=target.provider,
        operation=target.operation,
        media=target.media,
        status=target.status,
        upstream=None if target.upstream is None else offer["target", "upstream id"],
        also=block.also,
        starts_from=starts_from,
        deprecated_on=block.deprecated_on,
        retired_on=block.retired_on,
        replaced_by=target.replaced_by,
        sources=block.sources,
        checked=block.checked,
        confidence=block.confidence,
        notes=(*block.notes, *(note for form in block.dimensions for note in form.notes)),
        unless_asked=defaults(target),
        sizes=size_facts(target.geometry.forms),
        parameters=parameter_facts(target, block),
        rules=tuple(rule_text(rule) for rule in target.rules),
        required=target.required,
        absent=tuple(offer["absent", ""]),
        constants=dict(block.constants),
        delivery=target.returns.delivery,
        file_type=target.returns.format,
        extras=target.extras,
        requests=tuple(outcome(target, filled, dict(asked)) for asked in TYPICAL[target.media]),
        stand_ins=filled,
        says=tuple(_said(expanded)),
    )


def _said(expanded: Expanded) -> Iterator[Said]:
    plain = plain_block(expanded)
    for path, (file, line) in leaves(expanded):
        value: Any = plain
        for step in path:
            value = value[step]
        yield Said(".".join(map(str, path)), value, file, line)
