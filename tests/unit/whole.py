"""A whole plan as lines of text: whatever is said about a request, in full, for tables of exact answers.

One line a fact, so that a table shows what a request comes to, and anything else that is said shows as a difference.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer import NormalizationError, Policy, normalize
from unit.blocks import target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from normalizer import Adjustment, Plan, Target


def whole(
    block: str | Target,
    request: Mapping[str, Any],
    *,
    media: str = "image",
    input_size: Sequence[int] | None = None,
    **policy: Any,
) -> list[str]:
    """Give all that is said about a request on a block: the lines of its plan, or of its problems."""
    made = target(block, media=media) if isinstance(block, str) else block
    try:
        size = None if input_size is None else (input_size[0], input_size[1])
        plan = normalize(request, made, policy=Policy(**policy) if policy else None, input_size=size)
    except NormalizationError as error:
        return [
            f"problem {p.parameter}: {p.code}, expected {p.expected}, got {p.got}{f'; {p.suggestion}' * bool(p.suggestion)}"
            for p in error.problems
        ]
    return list(_lines(plan))


def _lines(plan: Plan) -> Iterator[str]:
    for call in plan.calls:
        yield f"call for {call.count}: {call.payload!r}"
    for step in plan.steps:
        yield f"step {step.kind}: {dict(step.options)!r}"
    for row in plan.parameters:
        yield f"{row.name}: {row.mode}, {row.asked!r} -> {dict(row.sent)!r}, exact {row.exact!r}"
    for change in plan.adjustments:
        yield f"changed {_change(change)}"
    for note in plan.notes:
        yield f"noted {_change(note)}"
    resolved = {name: value for name, value in plan.resolved._asdict().items() if value is not None}
    if resolved or plan.expected_size:
        yield f"comes: {resolved!r}, {plan.expected_size!r}"
    if plan.loss:
        yield f"loss: { {name: round(value, 4) for name, value in plan.loss_parts.items()}!r}"


def _change(change: Adjustment) -> str:
    text = f"{change.parameter}: {change.code}, {change.asked!r} -> {change.used!r}, {change.rule}"
    if change.shape_distance is not None:
        text += f", shape {change.shape_distance:.6g}"
    if change.scale_distance is not None:
        text += f", scale {change.scale_distance:.6g}"
    if change.alternatives:
        text += f", beside {change.alternatives!r}"
    return text if change.because is None else f"{text}, because {change.because}"
