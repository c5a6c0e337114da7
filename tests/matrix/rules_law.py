"""The conditions of a file, held against what is sent in the end: after the rules the plan is legal (R6.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.capability import PRESENCE, Block, Condition, Rule

from .reading import body_of, holes_of, located
from .values import ALIASES, NOTHING, Sent, holds, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer import Plan

    from .requests import Request


def broken(block: Block, plan: Plan, request: Request) -> Iterator[str]:
    """Name every condition that a plan does not keep."""
    for call in plan.calls:
        sent = Sent.of(block, call, request)
        for number, rule in enumerate(block.rules):
            if _applies(rule, sent):
                yield from (f"rule {number}: {said}" for said in _kept(rule, sent, plan))


def _applies(rule: Rule, sent: Sent) -> bool:
    for name, condition in rule.when.items():
        if isinstance(condition, Condition):
            if not holds(condition, sent.value(name)):
                return False
        elif name in PRESENCE:
            given = [_is_given(one, sent.request) for one in condition]
            if not all(given) if name == "given" else any(given):
                return False
    return True


def _is_given(name: str, request: Request) -> bool:
    keys = {name, *(alias for alias, meant in ALIASES.items() if meant == name)}
    if name == "tier":
        keys |= {"resolution", "size"}
    return any(request.get(key) is not None for key in keys)


def _kept(rule: Rule, sent: Sent, plan: Plan) -> Iterator[str]:
    body = body_of(sent.block, sent.call)
    if rule.refuse:
        yield "a refused combination has a plan"
    for name, condition in rule.restrict.items():
        value = sent.value(name)
        if value is not NOTHING and holds(condition, value) is False:
            yield f"{name} is {value}, which the condition does not leave"
    for name in rule.omit:
        facts = sent.block.parameters.get(name)
        if facts is not None and sent.number_of(name):
            yield f"{name} is sent all the same"
        if name in {"size", "aspect_ratio", "resolution", "tier"} and sent.said is not None:
            half = {"aspect_ratio": sent.said.ratio, "size": sent.said.size}.get(name, sent.said.tier)
            if half is not None:
                yield f"{name} is sent all the same"
    for name, wanted in rule.set_.items():
        if plain(sent.value(name)) != plain(wanted):
            yield f"{name} is {sent.value(name)}, not {wanted}"
    for path, raw in rule.send.items():
        if not any(holes_of(raw, node) is not None for _, node in located(body, path)):
            yield f"{path} is not sent"
    for name in rule.require:
        if not _is_given(name, sent.request):
            yield f"{name} is missing, and there is a plan"
    if rule.max is not None:
        total = sum(sent.call.count if name == "n" else sent.number_of(name) for name in rule.count)
        if total > rule.max:
            yield f"{' + '.join(rule.count)} is {total}, at most {rule.max}"
    is_note = bool(rule.because) and not rule.model_fields_set - {"when", "because"}
    if is_note and not any(note.because == rule.because for note in plan.notes):
        yield "the note is missing"
