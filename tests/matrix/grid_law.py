"""What holds for the grid: a plan comes out, legal by the target's own file, and what was resolved leads back to it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer import NormalizationError, normalize
from normalizer.values import Size

from . import accounts_law, door_law, rules_law
from .cases import GEOMETRY
from .rows import POLICY
from .snapshot import flat

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer import Plan

    from .cases import Case
    from .requests import Request


def breaches(case: Case, request: Request, legal: set[str] | None = None) -> Iterator[str]:
    """Name what is wrong with a request of the grid; any exception is.

    `legal` remembers what was sent and found legal: many requests to one target come to the same.
    """
    try:
        plan = normalize(request, case.target, policy=POLICY)
        yield from dict.fromkeys(_illegal(case, plan, request, set() if legal is None else legal))
        yield from accounts_law.miscalled(plan, request)
        yield from rules_law.broken(case.block, plan, request)
        yield from moved(case, plan, request)
    except NormalizationError as error:
        refuses = any(rule.refuse for rule in case.block.rules)
        if not refuses or {problem.code for problem in error.problems} != {"refused"}:
            yield f"{type(error).__name__}: {error}"
    except Exception as error:  # noqa: BLE001  nothing of the grid is malformed, and nothing may crash
        yield f"{type(error).__name__}: {error}"


def _illegal(case: Case, plan: Plan, request: Request, legal: set[str]) -> Iterator[str]:
    sent = repr([(call.payload, call.upstream_model, call.count) for call in plan.calls])
    if sent in legal:
        return
    found = [*door_law.refused(case.block, plan), *accounts_law.unknown_fields(case.block, plan, request)]
    if not found:
        legal.add(sent)
    yield from found


def moved(case: Case, first: Plan, request: Request) -> Iterator[str]:
    """Name what is sent otherwise when the plan's own resolved values are asked (R12)."""
    again = _again(case, first, request)
    if again is None:
        return
    sent, anew = _sent(first), _sent(again)
    for path, value in sent.items():
        if anew.get(path) != value:
            yield f"{path} was {value!r}, asked again it is {anew.get(path)!r}"
    if anew.keys() - sent.keys():
        # what came by default is asked by its name now, and then for good
        third = _again(case, again, request)
        if third is not None and _sent(third) != anew:
            yield f"asked a third time it is {_sent(third)}, after {anew}"


def _again(case: Case, plan: Plan, request: Request) -> Plan | None:
    kept = {key: value for key, value in request.items() if key not in {*GEOMETRY, "seconds"}}
    resolved = plan.resolved
    asked: dict[str, Any] = {"seconds": resolved.seconds}
    if resolved.tier is not None:
        asked |= {"aspect_ratio": resolved.ratio, "resolution": resolved.tier}
    elif resolved.size is not None:
        asked |= {"size": resolved.size}
    else:
        asked |= {"aspect_ratio": resolved.ratio}
    wanted = {key: value for key, value in asked.items() if value is not None}
    # a side of more than five digits is legal where a file has no bound, but nobody can ask for it (R1.1)
    can_ask = "size" not in wanted or Size.read(wanted["size"]) is not None
    return normalize({**kept, **wanted}, case.target, policy=POLICY) if wanted and can_ask else None


def _sent(plan: Plan) -> dict[str, Any]:
    leaves = [(number, flat(call.payload)) for number, call in enumerate(plan.calls)]
    return {f"{number} {path}": value for number, one in leaves for path, value in one.items() if value != {}}
