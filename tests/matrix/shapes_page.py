"""Write `docs/shapes.md`: for every shape a target that has it, a request, and what is sent for it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .shapes import Shape, shapes
from .shown import answer, case_of
from .snapshot import UPDATE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .rows import Row

PAGE = Path(__file__).parents[2] / "docs" / "shapes.md"

_HEAD = f"""\
<!-- Written by `{UPDATE}` from tests/matrix/shapes.yaml; changes made here are lost. -->

# The shapes

Providers take the same few wishes in hundreds of ways. This page shows every way that was met when the interfaces of 491
image and 639 video models were collected in November 2026 from SDKs, specifications and documentation pages, and for each
of them what the library sends: the payload of the first call to a real target of the bundled catalogue.

The number behind a shape says how many of those interfaces have it, where they were counted. A request is shown without
what the target requires anyway (`<prompt>`, an input image); the payload is shown in full. Several calls are written as
the results of each (`4+4+2`), steps around them by their names, adjustments and notes as parameter and
[code](codes.md).
"""


def render() -> str:
    """Give the page."""
    return "\n".join((_HEAD, *_sections()))


def _sections() -> Iterator[str]:
    kind = None
    for shape in shapes():
        if shape.kind != kind:
            kind = shape.kind
            yield f"\n## {kind[0].upper()}{kind[1:]}\n\n| shape | met | target | request | what is sent |\n|---|---|---|---|---|"
        yield _line(shape)


def _line(shape: Shape) -> str:
    case = case_of(shape)
    met = "" if shape.met is None else str(shape.met)
    if case is None:
        seen = "" if shape.seen is None else f", seen at {shape.seen}"
        return f"| {_plain(shape.shape)} | {met} | no target yet{seen} | | |"
    target = f"{case.target.provider}/{case.target.model} {case.target.operation}"
    return f"| {_plain(shape.shape)} | {met} | {target} | {_code(shape.ask)} | {_sent(answer(shape, case))} |"


def _sent(asked: Row) -> str:
    plan = asked.plan
    if plan is None:
        return "error: " + ", ".join(f"{problem.parameter} `{problem.code}`" for problem in asked.problems)
    parts = [_code(plan.calls[0].payload)]
    if plan.calls[0].upstream_model and "{tier}" in (asked.case.block.model or ""):
        parts.append(f"to `{plan.calls[0].upstream_model}`")
    if len(plan.calls) > 1:
        parts.append("calls " + "+".join(str(call.count) for call in plan.calls))
    if plan.steps:
        parts.append("steps " + ", ".join(step.kind for step in plan.steps))
    said = (*plan.adjustments, *plan.notes)
    if said:
        parts.append(", ".join(f"{one.parameter} `{one.code}`" for one in said))
    return " · ".join(parts)


def _plain(text: str) -> str:
    return text.replace("|", "\\|").replace("*", "\\*")


def _code(value: Any) -> str:
    if value == {}:
        return ""
    text = json.dumps(value, ensure_ascii=False, default=lambda one: f"<{type(one).__name__}>")
    return f"`{text}`".replace("|", "\\|")
