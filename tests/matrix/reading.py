"""Read a payload backwards: which words of the file stand where, and what is in their holes.

The reading itself is that of the sandbox, in which nothing of the engine takes part: a field written wrongly is not read
wrongly in the same way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.gateway.sandbox.reading import (
    Found,
    Inside,
    Path,
    flags,
    holes_of,
    leaves,
    located,
    parameter_fields,
    parameter_found,
    word_found,
)

if TYPE_CHECKING:
    from normalizer import Call, Plan
    from normalizer.capability import Block

    from .requests import Request

FETCHED = {"data_url": "data:image/png;base64,iVBORw0KGgo=", "base64": "iVBORw0KGgo=", "file": b"\x89PNG\r\n\x1a\n"}
"""What stands in a payload for a link after the plan's step has fetched it."""

__all__ = [
    "Found",
    "Inside",
    "Path",
    "body_of",
    "flags",
    "holes_of",
    "leaves",
    "located",
    "other_found",
    "parameter_fields",
    "parameter_found",
    "payload_of",
    "word_found",
]


def body_of(block: Block, call: Call) -> dict[str, Any]:
    """Give the part of a payload below which all fields go."""
    body: Any = call.payload
    for step in block.under.split(".") if block.under else ():
        body = body[step]
    return dict(body)


def other_found(block: Block, body: dict[str, Any], request: Request, unified: frozenset[str]) -> list[Found]:
    """Find what is neither size nor parameter: constants, what rules send, the caller's own fields."""
    fields = [("constant", path, raw) for path, raw in block.constants.items()]
    fields += [("rule", path, raw) for rule in block.rules for path, raw in rule.send.items()]
    found = [
        Found(owner, at, holes)
        for owner, path, raw in fields
        for at, node in located(body, path)
        if (holes := holes_of(raw, node)) is not None
    ]
    own = [key for key in request if key not in unified]
    found += [Found("caller", (key,)) for key in own if key in body]
    below = tuple(block.extras_under.split(".")) if block.extras_under else ()
    return found + [Found("caller", (*below, key)) for key in own if below and key not in body]


def payload_of(plan: Plan, number: int) -> dict[str, Any]:
    """Give the payload of a call as it is sent, after the steps that fetch inputs."""
    payload = plan.calls[number].payload
    for step in plan.steps:
        if step.kind == "fetch" and "parameter" in step.options:
            payload = _replaced(payload, FETCHED[step.options["into"]])
    return payload


def _replaced(value: Any, fetched: Any) -> Any:
    """Put what was fetched in the place of every link of the stand-ins."""
    if isinstance(value, dict):
        return {key: _replaced(item, fetched) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, fetched) for item in value]
    return fetched if isinstance(value, str) and value.startswith("https://in.test/") else value
