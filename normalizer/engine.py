"""From a request and a target to a plan: where the parts meet. Pure (R1-R10).

The order matters: geometry and parameters are chosen, conditions then let some of them give way, the results are
divided over calls, and only at the end is anything written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer import geometry, payload, required
from normalizer import request as requests
from normalizer.account import account, inexact
from normalizer.draft import Draft
from normalizer.errors import NormalizationError, Problem, quote, shown
from normalizer.honest import honest
from normalizer.parameters import delivery, length, rules
from normalizer.plan import Plan, Told, plan_of
from normalizer.policy import DEFAULT, Policy
from normalizer.quick import QuickWay
from normalizer.values.grammar import UNIT, plain
from normalizer.values.number import whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.target import Target

_ELSEWHERE = frozenset((*requests.GEOMETRY, *delivery.NAMES))
_STREAMING = ("stream", "partial_images")


def normalize(
    request: Mapping[str, Any],
    target: Target,
    *,
    policy: Policy | None = None,
    input_size: tuple[int, int] | None = None,
) -> Plan:
    """Turn a unified request into what a target accepts, with every difference reported.

    `input_size` is the width and height in pixels of the input image, where the output follows it (R2.6).
    The request is not changed; values of unknown parameters are the caller's own objects. Raises
    `NormalizationError` with all problems of the request at once.

    >>> from normalizer import Catalog
    >>> target = Catalog.bundled().target("sora-2", provider="openai")
    >>> plan = normalize({"prompt": "a fox", "size": "1024x1024", "seconds": 7}, target)
    >>> plan.calls[0].payload["size"], plan.calls[0].payload["seconds"]
    ('720x1280', '8')
    """
    if policy is None and input_size is None and type(request) is dict:
        way = target.way or QuickWay.begin(target)
        plan = way.plan(request)
        if plan is not None:
            return plan
        draft = work_out(request, target)
        plan = planned(draft)
        way.learn(request, draft, plan)
        return plan
    return planned(work_out(request, target, _checked_policy(policy), input_size))


def work_out(
    request: Mapping[str, Any],
    target: Target,
    policy: Policy = DEFAULT,
    input_size: tuple[int, int] | None = None,
    *,
    writes: bool = True,
) -> Draft:
    """Decide everything about a request; raises `NormalizationError` with all problems at once.

    Whoever only sums the draft up lets no payloads be written: `calls` stay empty, `counts` tell of them.
    """
    draft = Draft(target, policy)
    draft.request = requests.snapshot(request)
    requests.sort_out(draft, draft.request)
    draft.wish = requests.read_wish(draft)
    resize = geometry.choose(draft, _checked_size(draft, input_size))
    _take_parameters(draft)
    delivery.settle(draft, resize)
    if target.rules:
        rules.run(draft)
    required.settle(draft)
    _hold_length(draft)
    draft.offers.get("n", target.count).divide(draft)  # a condition may have lowered what one call gives
    if "n" in draft.native:
        _count_natively(draft)
    _stream(draft)
    _settle_extras(draft)
    if len(draft.counts) > 1 and "seed" in draft.extras:
        draft.note("seed", "same_seed", None, "R8.2")
    geometry.too_far(draft)
    if not draft.problems:
        if writes:
            draft.calls = payload.calls(draft)
        else:
            payload.settle(draft)
    if draft.policy.strict and not draft.problems:
        draft.problems.extend(inexact(draft))
    if draft.problems:
        raise NormalizationError(draft.problems)
    return draft


def planned(draft: Draft) -> Plan:
    """Give the plan of a finished draft."""
    target, calls = draft.target, draft.calls
    head = (target.model, target.provider, target.operation, calls[0].upstream_model, target.catalog_version)
    return plan_of((Told(head, tuple(draft.steps), account), calls, draft))


def _checked_policy(policy: Policy | None) -> Policy:
    if policy is None:
        return DEFAULT
    if not issubclass(type(policy), Policy):
        raise NormalizationError([Problem("policy", "bad_policy", "a Policy", quote(policy))])
    return policy


def _checked_size(draft: Draft, size: tuple[int, int] | None) -> tuple[int, int] | None:
    if size is None:
        return None
    size = honest(size)
    if (
        isinstance(size, (tuple, list))
        and len(size) == 2
        and all(type(side) is int and 0 < side < 100_000 for side in size)
    ):
        return size[0], size[1]
    draft.problem("input_size", "wrong_type", "width and height in pixels such as (1200, 800)", size)
    return None


def _take_parameters(draft: Draft) -> None:
    """Let every asked parameter read its value; lengths last, because frames depend on `fps`."""
    declared = draft.target.parameters
    for name, (key, value) in draft.asked.items():
        if name in draft.native and name not in _ELSEWHERE:
            draft.entries.append((key, "overridden", value, {}, False))
            draft.change(key, "native_field", value, None, "R7.3")
        elif name == "n":
            draft.target.count.take(draft, key, value)
        elif name not in _ELSEWHERE and name != length.NAME:
            if name in declared:
                declared[name].take(draft, key, value)
            else:
                draft.unsupport(key, value, rule="R6.2")
    length.take(draft)


def _hold_length(draft: Draft) -> None:
    """Refuse what a condition of the target made longer than the policy allows (R9.3)."""
    cap, item = draft.policy.max_seconds, draft.items.get("seconds")
    if cap is None or item is None or type(item.value) is not int or item.value <= cap * UNIT:
        return
    got = f"{plain(item.value)} seconds, which the target demands"
    draft.problems.append(Problem(item.key, "over_cap", f"at most {plain(int(cap * UNIT))} seconds", got))


def _count_natively(draft: Draft) -> None:
    """Expect as many results as the caller asks for in the provider's own field (R7.3)."""
    for key, value in draft.extras.items():
        count = whole_number(value) if "n" in draft.target.native.get(key, ()) else None
        if count:
            draft.counts = (count,)


def _stream(draft: Draft) -> None:
    """Take streaming away where it cannot be kept (R8.7)."""
    if len(draft.counts) == 1 and not any(step.kind in {"convert", "resize"} for step in draft.steps):
        return
    for name in _STREAMING:
        if name in draft.extras:
            value = draft.extras.pop(name)
        elif name in draft.items:
            value = draft.items.pop(name).asked
        else:
            continue
        if value is False or (type(value) is int and value == 0):
            draft.entries.append((name, "met", value, {}, True))  # nothing streams
        else:
            draft.unsupport(name, value, "stream_unsupported", "R8.7")


def _settle_extras(draft: Draft) -> None:
    """Pass, drop or refuse what nobody knows (R7.1); the provider's own fields pass (R7.3)."""
    rule = draft.policy.extras or draft.target.extras
    if rule == "pass" or not draft.extras:
        return
    for name in [name for name in draft.extras if name not in draft.target.native]:
        value = draft.extras[name]
        if rule == "refuse":
            draft.problems.append(Problem(name, "unknown_parameter", "a parameter of this target", shown(name, value)))
        else:
            del draft.extras[name]
            draft.unsupport(name, value, "dropped", "R7.1")
