"""Compare targets: which one loses least (R10.1), which meet a wish exactly, what a failover would change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.engine import normalize
from normalizer.errors import NormalizationError
from normalizer.request import snapshot
from normalizer.values import Size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from normalizer.plan import Plan
    from normalizer.policy import Policy
    from normalizer.target import Target

STAND_IN = "<prompt>"
"""Asked in place of the texts and inputs that a target requires and a search does not state."""


class Ranked(NamedTuple):
    """One target's place: its plan, or the error that one bad target gives; `loss` is infinite for an error."""

    loss: float
    target: Target
    plan: Plan | None
    error: NormalizationError | None


def rank(
    request: Mapping[str, Any],
    targets: Iterable[Target],
    *,
    key: Callable[[Ranked], Any] | None = None,
    policy: Policy | None = None,
    input_size: tuple[int, int] | None = None,
    include_retired: bool = False,
) -> tuple[Ranked, ...]:
    """Order targets by how much a request loses on them, least first; errors come last.

    `key` orders the entries instead, say by a price made from `entry.plan.billed`; entries with an error come last all
    the same. Never raises for one bad target; retired ones are left out unless asked for (R11.3).
    """
    items = snapshot(request)
    good: list[Ranked] = []
    bad: list[Ranked] = []
    for target in targets:
        if target.status == "retired" and not include_retired:
            continue
        try:
            plan = normalize(items, target, policy=policy, input_size=input_size)
            good.append(Ranked(plan.loss, target, plan, None))
        except NormalizationError as error:
            bad.append(Ranked(float("inf"), target, None, error))
    good.sort(key=key or (lambda entry: entry.loss))
    return (*good, *bad)


class Difference(NamedTuple):
    """One thing that two plans say differently."""

    name: str
    one: Any
    other: Any


_FACTS = ("model", "provider", "operation", "upstream_model")
_RESOLVED = ("ratio", "tier", "size", "seconds")


def diff(one: Plan, other: Plan) -> tuple[Difference, ...]:
    """Tell what a failover from one plan to another would change for the caller: sizes, lengths, counts, losses.

    Payloads are compared as a whole, because providers spell the same thing differently.
    """
    modes = [{parameter.name: parameter.mode for parameter in plan.parameters} for plan in (one, other)]
    said = [{change.parameter: str(change) for change in plan.adjustments} for plan in (one, other)]
    rows: list[tuple[str, Any, Any]] = [
        *((name, getattr(one, name), getattr(other, name)) for name in _FACTS),
        *((f"resolved.{name}", getattr(one.resolved, name), getattr(other.resolved, name)) for name in _RESOLVED),
        ("expected_size", one.expected_size, other.expected_size),
        ("calls", [call.count for call in one.calls], [call.count for call in other.calls]),
        ("steps", [step.kind for step in one.steps], [step.kind for step in other.steps]),
        *((f"parameters.{name}", modes[0].get(name), modes[1].get(name)) for name in {**modes[0], **modes[1]}),
        *((f"adjustments.{name}", said[0].get(name), said[1].get(name)) for name in {**said[0], **said[1]}),
        ("loss", one.loss, other.loss),
    ]
    return tuple(Difference(name, left, right) for name, left, right in rows if left != right)


def meets(target: Target, wishes: Mapping[str, Any]) -> bool:
    """Tell whether a target meets every wish exactly; a size only where these very pixels are known to come out."""
    request = {name: STAND_IN for name in target.required if name not in _STATED}
    try:
        plan = normalize({**request, **wishes}, target)
    except NormalizationError:
        return False
    if "unknown" in plan.loss_parts:
        return False  # sent as asked, but nobody knows whether it is taken
    if any(not parameter.exact for parameter in plan.parameters if parameter.name in wishes):
        return False
    size = wishes.get("size")
    wanted = Size.read(size) if isinstance(size, str) else None
    if isinstance(size, Mapping):
        wanted = Size(int(size["width"]), int(size["height"]))
    return wanted is None or plan.expected_size == tuple(wanted)


_STATED = frozenset({"size", "aspect_ratio", "resolution", "seconds", "n", "fps", "output_format", "quality"})
