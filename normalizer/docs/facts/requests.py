"""Typical requests, and what really happens to each of them on a target: the engine's own answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from normalizer.drift.stand_ins import filled
from normalizer.engine import normalize
from normalizer.errors import NormalizationError
from normalizer.policy import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.plan import Plan
    from normalizer.target import Target

Request = dict[str, Any]
Verdict = Literal["exact", "not verified", "adjusted", "not met", "refused"]

SHAPES = ("21:9", "16:9", "3:2", "4:3", "1:1", "3:4", "2:3", "9:16")
"""The shapes that the start page and the shape map ask every target for."""

SCALES: Mapping[str, tuple[str, ...]] = {"image": ("0.5K", "1K", "2K", "4K"), "video": ("480p", "720p", "1080p", "4K")}
"""The scales that they ask for, by medium."""

_EVERYWHERE: tuple[Request, ...] = (
    {},
    *({"aspect_ratio": shape} for shape in SHAPES),
    {"size": "1024x1024", "aspect_ratio": "16:9"},
    {"size": "3000x100"},
)
_IMAGE: tuple[Request, ...] = (
    *_EVERYWHERE,
    *({"resolution": scale} for scale in SCALES["image"]),
    *({"size": size} for size in ("1920x1080", "1080x1350", "3840x2160")),
    {"aspect_ratio": "16:9", "resolution": "2K"},
    {"aspect_ratio": "9:16", "resolution": "4K"},
    {"n": 4},
    {"n": 6, "seed": 7},
    {"output_format": "webp", "output_compression": 80},
    {"response_format": "url"},
    {"response_format": "b64_json"},
)
_VIDEO: tuple[Request, ...] = (
    *_EVERYWHERE,
    *({"resolution": scale} for scale in SCALES["video"]),
    *({"size": size} for size in ("1280x720", "1920x1080", "720x1280")),
    {"aspect_ratio": "9:16", "resolution": "720p"},
    *({"seconds": seconds} for seconds in (5, 8, 10)),
    {"seconds": 7.5, "resolution": "1080p"},
    {"n": 2, "seed": 7},
    {"audio": True},
    {"fps": 24},
)
TYPICAL: Mapping[str, tuple[Request, ...]] = {"image": _IMAGE, "video": _VIDEO}
"""What callers write, by medium; what a target refuses to miss is filled in."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happens to one request; sizes are width and height in pixels.

    `sent` maps the provider's fields to values for what was asked; `says` are the sentences of the plan: every
    difference, or every problem. `is_met` tells whether all that was asked is met for certain, whatever came with it.
    """

    asked: Request
    verdict: Verdict
    is_met: bool
    says: tuple[str, ...]
    sent: Mapping[str, Any] = field(default_factory=dict)
    size: tuple[int, int] | None = None
    ratio: str | None = None
    tier: str | None = None
    seconds: float | None = None
    calls: tuple[int, ...] = ()
    steps: tuple[str, ...] = ()
    loss: float | None = None


def outcome(target: Target, stand_ins: Mapping[str, Any], asked: Request) -> Outcome:
    """Ask the engine one request, with a value for everything without which the target plans nothing."""
    try:
        # with a policy of its own a request is not learned: it is asked once
        plan = normalize(filled(stand_ins, asked), target, policy=DEFAULT)
    except NormalizationError as error:
        problems = tuple(problem.message for problem in error.problems)
        return Outcome(asked, "refused", is_met=False, says=problems)
    sent = {path: value for report in plan.parameters if report.name in asked for path, value in report.sent.items()}
    known = plan.resolved
    # that a model is retired or deprecated is a fact of the target, and stands there
    says = (str(change) for change in (*plan.adjustments, *plan.notes) if change.parameter != "model")
    return Outcome(
        asked,
        _verdict(plan, asked),
        _is_met(plan, asked),
        tuple(says),
        sent,
        plan.expected_size,
        known.ratio,
        known.tier,
        known.seconds,
        tuple(call.count for call in plan.calls),
        tuple(step.kind for step in plan.steps),
        round(plan.loss, 4),
    )


def _verdict(plan: Plan, asked: Request) -> Verdict:
    asked_for = [report for report in plan.parameters if report.name in asked]
    if any(report.mode == "unsupported" for report in asked_for):
        return "not met"
    if any(change.parameter != "model" for change in plan.adjustments):
        return "adjusted"
    return "not verified" if asked and "unknown" in plan.loss_parts else "exact"


def _is_met(plan: Plan, asked: Request) -> bool:
    """Tell what `Catalog.find` would: everything that was asked is met, and known to be."""
    exact = all(report.exact for report in plan.parameters if report.name in asked)
    return exact and "unknown" not in plan.loss_parts
