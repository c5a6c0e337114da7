"""What a finished draft comes to, before any of it is put into words: changes, distances, loss, size (R6, R10.1).

Changes nothing: an account says it all to callers, a log counts it.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

from normalizer.draft import Change, Draft, Entry
from normalizer.geometry import autos_of
from normalizer.geometry_report import report
from normalizer.resolve.wish import SCALE, SHAPE
from normalizer.values.measure import UNKNOWN, log_cost
from normalizer.values.number import seconds

if TYPE_CHECKING:
    from collections.abc import Collection

    from normalizer.resolve.wish import Answer

UNSUPPORTED_LOSS = 1.0
"""What one parameter that could not be kept adds to the loss."""

UNKNOWN_LOSS = 0.1
"""What one value sent without known bounds adds to the loss."""

BESIDE_PARTS = ("seconds", "unsupported", "unknown", "values")
"""The parts of a loss that are not the size's."""

RETIRED = {"retired": "model_retired", "deprecated": "model_deprecated"}


class Summed(NamedTuple):
    """What became of the geometry, before it is put into words: what decides a plan's adjustments, loss and size.

    `standing` is what comes out, `open_halves` what of it nobody can know; `size` comes from the provider, `expected`
    after all steps, both in pixels.
    """

    entries: list[Entry]
    changes: list[Change]
    notes: list[Change]
    standing: Answer | None
    open_halves: set[str]
    size: tuple[int, int] | None
    expected: tuple[int, int] | None
    parts: dict[str, float]
    unsupported: int
    unverified: int


class Beside(NamedTuple):
    """What became of everything else; `exact` says that all of it is met in value."""

    changes: list[Change]
    exact: bool
    seconds: float
    unsupported: int
    unverified: int
    values: float


def summed(draft: Draft) -> Summed:
    """Sum up what became of size, aspect ratio and resolution."""
    became, standing = report(draft), _standing(draft)
    open_halves = _open_halves(draft, standing)
    size = None if standing is None or open_halves else standing.size
    return Summed(
        became.entries,
        [*_status(draft, "retired"), *became.changes],
        [*_status(draft, "deprecated"), *became.notes],
        standing,
        open_halves,
        size,
        draft.resized or size,
        _geometry_loss(draft),
        sum(entry[1] == "unsupported" for entry in became.entries),
        int(draft.answer is not None and draft.answer.unverified),
    )


def beside(draft: Draft, lost: Collection[str] = ()) -> Beside:
    """Sum up what became of everything but size, aspect ratio and resolution, and but those that are `lost`."""
    items, entries, changes = draft.items, draft.entries, draft.changes
    if lost:
        entries = [entry for entry in entries if entry[0] not in lost]
        changes = [change for change in changes if change.parameter not in lost]
    return Beside(
        changes,
        all(entry[4] for entry in entries) and all(item.exact for item in items.values()),
        _seconds_loss(draft),
        sum(entry[1] == "unsupported" for entry in entries),
        draft.unverified,
        sum(not item.exact for name, item in items.items() if name != "seconds") * UNKNOWN_LOSS,
    )


def _status(draft: Draft, wanted: str) -> list[Change]:
    target = draft.target
    if target.status != wanted:
        return []
    because = f"use {target.replaced_by} instead" if target.replaced_by else None
    return [Change("model", RETIRED[wanted], target.model, None, "R11.3", because=because)]


def losses(seconds: float, unsupported: int, unverified: int, values: float) -> dict[str, float]:
    """Give what is added to the loss of a size, in this order; what costs nothing is left out."""
    parts = zip(BESIDE_PARTS, costs(seconds, unsupported, unverified, values), strict=True)
    return {name: loss for name, loss in parts if loss}


def costs(seconds: float, unsupported: int, unverified: int, values: float) -> tuple[float, ...]:
    """Give each part of what is added to the loss of a size, in the order of their names."""
    return seconds, unsupported * UNSUPPORTED_LOSS, unverified * UNKNOWN_LOSS, values


def _standing(draft: Draft) -> Answer | None:
    """Give what comes out: the answer, or what the default gives where nothing of it is sent."""
    standing = draft.target.standing
    if draft.input_size is not None and standing is not None and standing.form.follows_input:
        standing = draft.target.geometry.standing(draft.input_size)
    if draft.answer is None or (not draft.carried and standing is not None and standing.form.fields):
        return standing
    return draft.answer


def _open_halves(draft: Draft, answer: Answer | None) -> set[str]:
    """Tell which halves nobody can know: left to the provider, omitted by a condition, or without a default."""
    if "geometry" in draft.native:
        return {SHAPE, SCALE}
    halves = draft.omitted & {SHAPE, SCALE}
    for key in draft.autos:  # the provider's word leaves a half open; without one the default comes out (R1.5)
        if autos_of(draft, key):
            halves |= {SHAPE, SCALE} if key == "size" else {key}
    if answer is None:
        return halves
    if answer is not draft.answer:
        if answer.assumed is not None:
            # where one field takes both halves, one of them alone cannot be asked for again
            both = answer.assumed == "size" or answer.form.mixes
            halves |= {SHAPE, SCALE} if both else {answer.assumed}
        geometry = draft.target.geometry
        if len(geometry.forms) > 1:  # which of them the provider takes, only a default says
            default = geometry.default
            halves |= {half for half, known in ((SHAPE, default.shape), (SCALE, default.scale)) if known is None}
    return halves - answer.form.certain - (draft.carried - draft.omitted)


def _geometry_loss(draft: Draft) -> dict[str, float]:
    """Add up how far the size is from the wish (R10.1)."""
    parts: dict[str, float] = {}
    answer, wish = draft.answer, draft.wish
    if answer is None:
        return parts
    if draft.resized is not None:
        if draft.enlarged and answer.size is not None:
            parts["enlarged"] = log(max(draft.resized[0] / answer.size[0], draft.resized[1] / answer.size[1]))
        return parts
    # what a condition leaves unsent cannot be known (R3.6)
    shape = UNKNOWN if SHAPE in draft.omitted else answer.shape_distance
    scale = UNKNOWN if SCALE in draft.omitted else answer.scale_distance
    if wish.shape is not None and shape is not None and shape[0] != shape[1]:
        parts["shape"] = log_cost(shape[0] / shape[1], 1)
    if wish.scale is not None and scale is not None and scale[0] != scale[1]:
        parts["scale"] = log_cost(1, scale[0] / scale[1])
    return parts


def _seconds_loss(draft: Draft) -> float:
    item = draft.items.get("seconds")
    asked = None if item is None or item.asked is None else seconds(item.asked)
    if item is not None and asked and type(item.value) is int and item.value > 0 and item.value != asked:
        return abs(log(item.value / asked))
    return 0.0
