"""Ask a shape's request of its target, and tell whether the answer shows the shape."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from .cases import Case, cases, catalog
from .reading import located
from .rows import Row, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer import Plan

    from .shapes import Shape


def case_of(shape: Shape) -> Case | None:
    """Find the target of a shape; nothing where it names none, or one that is not there."""
    provider, model, operation = shape.target
    if model not in _models():
        return None
    found = (case for case in cases(model) if (case.target.provider, case.target.operation) == (provider, operation))
    return next(found, None)


@cache
def _models() -> frozenset[str]:
    return frozenset(catalog().models())


def answer(shape: Shape, case: Case) -> Row:
    """Ask the request, with what the target requires filled in."""
    return row(case, shape.shape, case.filled(shape.ask))


def misses(shape: Shape, asked: Row) -> Iterator[str]:
    """Name everything by which an answer does not show its shape."""
    plan = asked.plan
    said = [f"{problem.parameter}:{problem.code}" for problem in asked.problems]
    if plan is None or shape.error:
        if said != shape.error:
            yield f"error {said}"
        return
    payload = plan.calls[0].payload
    for path, pattern in shape.sends.items():
        values = [compact(value) for _, value in located(payload, path)]
        if not any(re.fullmatch(pattern, value) for value in values):
            yield f"{path} is {', '.join(values) or 'not sent'}, not {pattern}"
    for path in shape.lacks:
        if any(True for _ in located(payload, path)):
            yield f"{path} is sent"
    yield from _misses_in_plan(shape, asked, plan)


def _misses_in_plan(shape: Shape, asked: Row, plan: Plan) -> Iterator[str]:
    returns = asked.case.block.returns
    got: dict[str, Any] = {
        "calls": [call.count for call in plan.calls],
        "steps": [step.kind for step in plan.steps],
        "gives": None if plan.expected_size is None else "x".join(map(str, plan.expected_size)),
        "comes": None if returns is None else returns.delivery,
    }
    for name, value in got.items():
        wanted = getattr(shape, name)
        if wanted and wanted != value:
            yield f"{name} {value}, not {wanted}"
    for one in shape.says:
        if one not in [f"{a.parameter}:{a.code}" for a in (*plan.adjustments, *plan.notes)]:
            yield f"{one} is not said"
    modes = {parameter.name: parameter.mode for parameter in plan.parameters}
    for name, mode in shape.modes.items():
        if modes.get(name) != mode:
            yield f"{name} is {modes.get(name)}, not {mode}"
    upstream = plan.calls[0].upstream_model or ""
    if shape.to is not None and not re.fullmatch(shape.to, upstream):
        yield f"the upstream id is {upstream}, not {shape.to}"


def compact(value: Any) -> str:
    """Write a value as JSON on one line; what JSON cannot carry by its kind."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=lambda one: f"<{type(one).__name__}>")
