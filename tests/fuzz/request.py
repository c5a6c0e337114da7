"""Requests in JSON, to targets of every form: a plan or the library's own error, and a plan that adds up.

The first byte says which target, the second which policy, the rest is the request.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalizer import Catalog, NormalizationError, Plan, Policy, normalize
from normalizer.conformance import target_of
from normalizer.errors import MESSAGE_LIMIT, QUOTE_LIMIT
from normalizer.wire import REPORT_LIMIT
from normalizer.yaml_tree import parse_tree

if TYPE_CHECKING:
    from normalizer import Target

LABELS = ("plan", "adjusted", "split", "problems")
BUNDLED = ("gpt-image-1.5", "gemini-3-pro-image", "flux-dev", "sora-2", "seedream-4.0", "ltx-2.5-fast", "kling-3.0")
BLOCKS = Path(__file__).parents[1] / "conformance" / "blocks.yaml"
POLICIES: tuple[dict[str, Any], ...] = (
    {},
    {"scale": "at_least", "seconds": "at_most"},
    {"scale": "at_most", "seconds": "at_least"},
    {"strict": True},
    {"exact_size": "cover"},
    {"exact_size": "contain", "scale": "at_least"},
    {"exact_size": "stretch", "max_shape_distance": 1.5, "max_scale_distance": 3},
    {"max_n": 2, "max_pixels": 1_000_000, "max_seconds": 5, "output_formats": ["png"]},
    {"max_n": 20, "max_pixels": 1, "max_seconds": 0.5, "over_cap": "error"},
    {"extras": "drop", "reserved": ["metadata", "user"]},
    {"extras": "refuse", "reserved": ["size"]},
)
UNASKED = ("constant", "defaulted", "assumed")
INPUT_SIZES = (None, (1200, 800), (1, 99_999))
_LINE = re.compile(r"[ -~]+", re.ASCII)


def _targets() -> list[Target]:
    groups = parse_tree(BLOCKS.read_bytes(), BLOCKS.name).plain()
    made = [target_of(block, media) for media, blocks in groups.items() for block in blocks.values()]
    catalog = Catalog.bundled()
    known = set(catalog.models())
    return made + [target for model in BUNDLED if model in known for target in catalog.targets(model)]


TARGETS = _targets()
NAMES = [f"{target.provider}/{target.model} {target.operation}" for target in TARGETS]


def check(data: bytes) -> set[str]:
    """Put a request to a target; give what came of it, nothing where the bytes are no JSON."""
    if len(data) < 2:
        return set()
    try:
        request = json.loads(data[2:])
    except (ValueError, RecursionError):
        return set()
    target = TARGETS[data[0] % len(TARGETS)]
    policy = Policy(**POLICIES[data[1] % len(POLICIES)])
    before = json.dumps(request)
    try:
        plan = normalize(request, target, policy=policy, input_size=INPUT_SIZES[data[1] % len(INPUT_SIZES)])
    except NormalizationError as error:
        _check_error(error, request)
        return {"problems"}
    assert json.dumps(request) == before
    _check_plan(plan, request)
    reached = {"plan": True, "adjusted": bool(plan.adjustments), "split": len(plan.calls) > 1}
    return {label for label, is_so in reached.items() if is_so}


def _check_error(error: NormalizationError, request: Any) -> None:
    assert error.problems
    texts = [text for text in request.values() if isinstance(text, str)] if isinstance(request, dict) else []
    # one more than may be shown of a text (R11.2)
    told = [text[: QUOTE_LIMIT + 1] for text in texts if len(text) > QUOTE_LIMIT]
    json.dumps(error.as_openai(), allow_nan=False)
    for problem in error.problems:
        assert _LINE.fullmatch(problem.message)
        assert len(problem.message) <= MESSAGE_LIMIT
        assert not any(text in problem.message for text in told)


def _check_plan(plan: Plan, request: dict[str, Any]) -> None:
    written = plan.to_dict()
    text = json.dumps(written, allow_nan=False)
    assert len(json.dumps(plan.report())) <= REPORT_LIMIT
    # a field nobody asked for may go by the name of a key: of a null, or of `model`
    names = [entry.name for entry in plan.parameters if entry.mode not in UNASKED or entry.asked is not None]
    for key in request:
        assert names.count(key) == 1, (key, names)
    changed = {change.parameter for change in plan.adjustments}
    asked = {change.parameter for change in plan.adjustments if change.asked is not None} - {"model"}
    inexact = {parameter.name for parameter in plan.parameters if not parameter.exact}
    # what came along unasked has an adjustment too, under a name that may stand in the request as null
    assert asked <= inexact <= changed, (inexact, changed)
    assert all(call.count >= 1 for call in plan.calls)
    assert plan.billed.results == sum(call.count for call in plan.calls)
    assert plan.loss >= 0
    for change in (*plan.adjustments, *plan.notes):
        assert _LINE.fullmatch(str(change)), str(change)
    if '"$object"' not in text:
        assert Plan.from_dict(json.loads(text)).to_dict() == json.loads(text)
