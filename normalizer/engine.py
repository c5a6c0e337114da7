"""From a request and a target to a plan: where the parts meet. Pure (R1-R10).

The order matters: geometry and parameters are chosen, conditions then let some of them give way, the results are
divided over calls, and only at the end is anything written.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from normalizer import geometry
from normalizer import request as requests
from normalizer.account import account, inexact
from normalizer.draft import Draft
from normalizer.errors import NormalizationError, Problem, shown
from normalizer.parameters import delivery, rules
from normalizer.parameters.base import MISSING, Allowed, Parameter
from normalizer.parameters.count import CountParameter, SeedParameter
from normalizer.parameters.seconds import SecondsParameter
from normalizer.parts import Call
from normalizer.plan import Plan
from normalizer.policy import DEFAULT, Policy
from normalizer.resolve.wish import SCALE, SHAPE
from normalizer.values.grammar import UNIT, plain
from normalizer.write import Field, add_text, put

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
    draft = Draft(target, policy or DEFAULT)
    draft.request = requests.snapshot(request)
    requests.sort_out(draft, draft.request)
    draft.wish = requests.read_wish(draft)
    resize = geometry.choose(draft, _checked_size(draft, input_size))
    _take_parameters(draft)
    delivery.settle(draft, resize)
    if target.rules:
        rules.run(draft)
    _require(draft)
    _hold_length(draft)
    target_count = draft.items["n"].parameter if "n" in draft.items else target.count
    if isinstance(target_count, CountParameter):
        target_count.divide(draft)
    _stream(draft)
    _settle_extras(draft)
    if len(draft.counts) > 1 and "seed" in draft.extras:
        draft.note("seed", "same_seed", None, "R8.2")
    geometry.too_far(draft)
    calls = () if draft.problems else _calls(draft)
    if draft.policy.strict and not draft.problems:
        draft.problems.extend(inexact(draft))
    if draft.problems:
        raise NormalizationError(draft.problems)
    facts = (
        target.model,
        target.provider,
        target.operation,
        calls[0].upstream_model,
        target.catalog_version,
        calls,
        tuple(draft.steps),
    )
    return Plan(partial(account, draft), facts)


def _checked_size(draft: Draft, size: tuple[int, int] | None) -> tuple[int, int] | None:
    if size is None:
        return None
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
    later: tuple[str, Any] | None = None
    for name, (key, value) in draft.asked.items():
        if name in draft.native and name not in _ELSEWHERE:
            draft.entries.append((key, "overridden", value, {}, False))
            draft.change(key, "native_field", value, None, "R7.3")
        elif name == "seconds":
            later = key, value
        elif name == "n":
            draft.target.count.take(draft, key, value)
        elif name not in _ELSEWHERE:
            if name in declared:
                declared[name].take(draft, key, value)
            else:
                draft.unsupport(key, value, rule="R6.2")
    if later is not None:
        _take_seconds(draft, *later)
    elif draft.policy.max_seconds is not None and "seconds" in declared:
        cap = Allowed(None, None, int(draft.policy.max_seconds * UNIT))
        declared["seconds"].constrain(draft, None, cap, None)


def _take_seconds(draft: Draft, key: str, value: Any) -> None:
    parameter = draft.target.parameters.get("seconds")
    if parameter is not None:
        parameter.take(draft, key, value)
        return
    # read all the same: a malformed value is an error whatever becomes of it (R1.7)
    before, unverified = len(draft.problems), draft.unverified
    SecondsParameter(0, (), None, None).take(draft, key, value)
    draft.items.pop("seconds", None)
    draft.unverified = unverified
    draft.notes = [note for note in draft.notes if note.parameter != key]
    if len(draft.problems) == before:
        draft.entries = [entry for entry in draft.entries if entry[0] != key]
        draft.unsupport(key, value, rule="R4.11")


def _hold_length(draft: Draft) -> None:
    """Refuse what a condition of the target made longer than the policy allows (R9.3)."""
    cap, item = draft.policy.max_seconds, draft.items.get("seconds")
    if cap is None or item is None or type(item.value) is not int or item.value <= cap * UNIT:
        return
    got = f"{plain(item.value)} seconds, which the target demands"
    draft.problems.append(Problem(item.key, "over_cap", f"at most {plain(int(cap * UNIT))} seconds", got))


def _require(draft: Draft) -> None:
    """Send the default of what the provider refuses to miss; without one its absence is an error (R1.6)."""
    target = draft.target
    for name in target.required:
        if name in requests.GEOMETRY:
            _require_geometry(draft, name)
            continue
        if name in draft.items or name in draft.native or name in draft.extras or _is_met(draft, name):
            continue
        parameter = target.parameters.get(name)
        if parameter is None or parameter.default is MISSING:
            if isinstance(parameter, CountParameter):
                parameter.send_default(draft)
            elif not _is_refused(draft, name):
                _missing(draft, name)
        else:
            _send_default(draft, name, parameter)


def _is_refused(draft: Draft, name: str) -> bool:
    """Tell whether a parameter was given and something is said about it already; leaving it open says nothing."""
    if name not in draft.asked:
        return False
    key = draft.asked[name][0]
    return not any(entry[0] == key and entry[1] == "met" for entry in draft.entries)


def _missing(draft: Draft, name: str) -> None:
    draft.problems.append(Problem(name, "missing", "a value, which the provider refuses to miss", "nothing"))


def _send_default(draft: Draft, name: str, parameter: Parameter) -> None:
    parameter.send_default(draft)
    item = draft.items[name]
    item.mode = "defaulted"
    if name in draft.asked:  # it was left to the provider, who refuses to decide
        item.key, item.asked = draft.asked[name]
        draft.entries = [entry for entry in draft.entries if entry[0] != item.key]


def _is_met(draft: Draft, name: str) -> bool:
    """Tell whether a parameter is met unsent; one left to the provider is not, where it is required."""
    key = draft.asked[name][0] if name in draft.asked else name
    return name in delivery.NAMES and any(entry[0] == key and entry[1] == "met" for entry in draft.entries)


def _require_geometry(draft: Draft, name: str) -> None:
    """Take as a required half the asked one, the default's, or the provider's word for "you decide"."""
    default, want = draft.target.geometry.default, draft.want
    left_open = draft.autos and draft.target.autos
    if want.shape is not None or want.scale is not None or left_open or "geometry" in draft.native:
        return  # a missing half is the default's, or assumed (R2.4)
    have = {"size": default.shape or default.scale, SHAPE: default.shape, SCALE: default.scale}[name]
    if have is None:
        problem_before = any(problem.parameter in requests.GEOMETRY for problem in draft.problems)
        if not problem_before and draft.target.geometry.forms:
            _missing(draft, name)


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


def _calls(draft: Draft) -> tuple[Call, ...]:
    """Write one payload for each call."""
    target = draft.target
    per_call = (
        {count: rules.run_per_call(draft, count) for count in dict.fromkeys(draft.counts)} if target.rules else {}
    )
    items = sorted(
        draft.items.values(), key=lambda item: (any(f.adds for f in item.parameter.fields), item.parameter.order)
    )
    written = geometry.fields(draft)
    calls: list[Call] = []
    before = 0
    upstream = target.upstream_for(draft.answer)
    for count in draft.counts:
        body: dict[str, Any] = {}
        for field in target.constants:
            if field.path[0] not in draft.extras:
                _constant(draft, body, field, upstream, first=not calls)
        for field, value in written:
            if not field.adds:
                put(body, field.path, value)
        for item in items:
            sent = _write_item(draft, body, item, before, count)
            if not calls:
                draft.sent[item.parameter.name] = sent
        for field, value in written:
            if field.adds:
                add_text(body, field.path, str(value))
        for field in (*draft.sends, *per_call.get(count, ())):
            if field.path[0] not in draft.extras:
                _constant(draft, body, field, upstream, first=not calls)
        _put_extras(draft, body)
        for step in reversed(target.under):
            body = {step: body}
        calls.append(Call(body, count, target.body, upstream))
        before += count
    return tuple(calls)


def _put_extras(draft: Draft, body: dict[str, Any]) -> None:
    """Hand on what nobody knows where the provider wants it; its own top-level fields stay on top (R7)."""
    below = draft.target.extras_under
    if not below or below[0] in draft.extras:
        body.update(draft.extras)
        return
    for key, value in draft.extras.items():
        if key in draft.target.native:
            body[key] = value
        else:
            put(body, (*below, key), value)


def _constant(draft: Draft, body: dict[str, Any], field: Field, upstream: str | None, *, first: bool) -> None:
    if "model" in field.template.names and upstream is None:
        asked = draft.request.get("model")
        if not isinstance(asked, str):
            return
        value = field.template.fill({"model": asked.rpartition("/")[2]})
    else:
        value = field.template.fill({"model": upstream, "value": None})
    put(body, field.path, value)
    if first:
        draft.fixed.append((field.text, value))


def _write_item(draft: Draft, body: dict[str, Any], item: Any, before: int, count: int) -> dict[str, Any]:
    parameter = item.parameter
    if isinstance(parameter, CountParameter):
        return parameter.write(body, parameter.packed(count)) if parameter.is_sent(count) else {}
    if item.mode == "emulated" and item.wire is None:
        return {}
    wire = item.wire
    if isinstance(parameter, SeedParameter):
        wire = parameter.for_call(draft, item, before, count)
    sent: dict[str, Any] = parameter.write(body, wire)
    return sent
