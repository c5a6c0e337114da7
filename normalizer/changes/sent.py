"""Requests under two catalogues: which would be sent differently, and how. Never tells a prompt or an input."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.changes.values import same
from normalizer.errors import SHOWN, NormalizationError, escape
from normalizer.search import diff

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from normalizer.catalog import Catalog
    from normalizer.plan import Plan
    from normalizer.policy import Policy

MOST_EXAMPLES = 10
"""So many of the requests that differ are told in full."""

OUTCOMES = ("same", "different", "refused_now", "accepted_now", "refused")
"""What becomes of a request: sent as before or not, refused by the new catalogue alone or by the old one, by both."""


class Example(NamedTuple):
    """One request that would be sent differently: its line, its targets by title, and what differs in words."""

    line: int
    outcome: str
    old: str
    new: str
    says: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Give the example as JSON values."""
        return {**self._asdict(), "says": list(self.says)}


@dataclass(slots=True)
class Sent:
    """What became of all requests: how many of each outcome, how many differ at which target, some examples."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    targets: dict[str, int] = field(default_factory=dict)
    examples: list[Example] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """How many requests there were."""
        return sum(self.counts.values())

    @property
    def differ(self) -> int:
        """How many would be sent differently, or are refused by one of the catalogues alone."""
        return self.rows - self.counts["same"] - self.counts["refused"]

    def to_dict(self) -> dict[str, Any]:
        """Give the counts and examples as JSON values."""
        return {
            "rows": self.rows,
            "differ": self.differ,
            **self.counts,
            "targets": self.targets,
            "examples": [example.to_dict() for example in self.examples],
        }


def compare_requests(
    requests: Iterable[tuple[int, Mapping[str, Any]]], old: Catalog, new: Catalog, *, policy: Policy | None = None
) -> Sent:
    """Plan requests, each with the number of its line, under both catalogues, and tell which would be sent differently.

    Two plans are one where their fingerprints are: the same calls to the same model, with the same steps around them.
    """
    sent = Sent()
    for line, request in requests:
        plans = [_planned(request, catalog, policy) for catalog in (old, new)]
        outcome = _outcome(*plans)
        sent.counts[outcome] += 1
        if outcome in {"same", "refused"}:
            continue
        titles = [_title(plan) for plan in plans]
        title = titles[0] if isinstance(plans[1], NormalizationError) else titles[1]
        sent.targets[title] = sent.targets.get(title, 0) + 1
        if len(sent.examples) < MOST_EXAMPLES:
            sent.examples.append(Example(line, outcome, titles[0], titles[1], tuple(_says(*plans))))
    return sent


def _planned(request: Mapping[str, Any], catalog: Catalog, policy: Policy | None) -> Plan | NormalizationError:
    try:
        return catalog.plan(request, policy=policy)
    except NormalizationError as error:
        return error


def _outcome(old: Plan | NormalizationError, new: Plan | NormalizationError) -> str:
    if isinstance(old, NormalizationError):
        return "refused" if isinstance(new, NormalizationError) else "accepted_now"
    if isinstance(new, NormalizationError):
        return "refused_now"
    return "same" if _is_same(old, new) else "different"


def _is_same(old: Plan, new: Plan) -> bool:
    if old.provider != new.provider:  # equal payloads for two providers are two things
        return False
    prints = old.fingerprint, new.fingerprint
    if None in prints:  # what is no JSON has no fingerprint
        return (old.calls, old.steps) == (new.calls, new.steps)
    return prints[0] == prints[1]


def _title(plan: Plan | NormalizationError) -> str:
    return "refused" if isinstance(plan, NormalizationError) else f"{plan.provider}/{plan.model} {plan.operation}"


def _says(old: Plan | NormalizationError, new: Plan | NormalizationError) -> list[str]:
    """Say in words what differs: fields of parameters whose values may be shown, the names of the others."""
    for plan in (new, old):
        if isinstance(plan, NormalizationError):
            return [problem.message for problem in plan.problems[:5]]
    if isinstance(old, NormalizationError) or isinstance(new, NormalizationError):
        return []
    rows = [f"{row.name}: {_short(row.one)} -> {_short(row.other)}" for row in diff(old, new) if _is_plain(row.name)]
    sent = [{entry.name: dict(entry.sent) for entry in plan.parameters} for plan in (old, new)]
    for name in {**sent[0], **sent[1]}:
        before, after = sent[0].get(name, {}), sent[1].get(name, {})
        if not _equal(before, after):
            words = f"{_short(before)} -> {_short(after)}" if name in SHOWN else "sent otherwise"
            rows.append(f"{escape(name, 40)}: {words}")
    return rows


def _is_plain(name: str) -> bool:
    """Leave out what the fields say better: how a parameter travels, and the sentences about it."""
    return not name.startswith(("parameters.", "adjustments.")) and name != "loss"


def _equal(one: Any, other: Any) -> bool:
    try:
        return same(one, other)
    except (TypeError, ValueError, RecursionError):
        return bool(one == other)


def _short(value: Any) -> str:
    if value is None or value == {}:
        return "nothing"
    if isinstance(value, dict):
        return escape(", ".join(f"{path}: {item}" for path, item in value.items()), 80)
    if isinstance(value, tuple):
        return "x".join(map(str, value))
    return escape(str(value), 80)
