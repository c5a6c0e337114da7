"""Whether the provider's door, as its file describes it, lets a plan in; the engine has no part in the judgement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.gateway.sandbox.message import Message
from normalizer.gateway.sandbox.validator import refusals
from normalizer.gateway.sandbox.values import PLAIN
from normalizer.request import INPUTS

from .reading import body_of, parameter_found, payload_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer import Plan
    from normalizer.capability import Block

    from .requests import Request


def refused(block: Block, plan: Plan) -> Iterator[str]:
    """Name everything in a payload that its own file does not allow."""
    for number, call in enumerate(plan.calls):
        yield from map(str, refusals(block, payload_of(plan, number), call.upstream_model))
        written = Message(block, body_of(block, call), call.upstream_model).count
        if written != call.count:
            yield f"n: {written} results are written for {call.count}"


def withheld(block: Block, plan: Plan, request: Request) -> Iterator[str]:
    """Name every value that was not sent as asked although the file does not know the bounds (R4.9)."""
    body = body_of(block, plan.calls[0])
    gave_way = {one.parameter for one in plan.adjustments if one.code in {"omitted", "restricted", "set_by_rule"}}
    for name, given in block.parameters.items():
        asked, facts = request.get(name), given or PLAIN
        is_unknown = "unknown" in (facts.values, facts.range)
        if not is_unknown or asked is None or asked == "auto" or name in gave_way or name in INPUTS or name == "n":
            continue
        sent = [str(one.holes.get("value")) for one in parameter_found(name, facts, body)]
        if str(asked).removesuffix("s").strip() not in sent and str(asked) not in sent:
            yield f"{name} is not sent as asked, though its bounds are not known"
        elif not any((note.parameter, note.code) == (name, "unverified") for note in plan.notes):
            yield f"{name} is sent without a note that it is unverified"
