"""What a plan says about itself: reports, adjustments, loss, bill (R6, R10).

Made from a finished draft, which it never changes: it may be made twice.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, Any

from normalizer.draft import Change, Draft, Entry
from normalizer.errors import Problem, shown
from normalizer.geometry import autos_of
from normalizer.geometry_report import report
from normalizer.parameters.base import MISSING, mode_of
from normalizer.parts import Billed, ParameterReport, Resolved
from normalizer.resolve.wish import SCALE, SHAPE
from normalizer.values.grammar import plain
from normalizer.values.measure import log_cost
from normalizer.values.number import seconds

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.resolve.wish import Answer

UNSUPPORTED_LOSS = 1.0
"""What one parameter that could not be kept adds to the loss."""

UNKNOWN_LOSS = 0.1
"""What one value sent without known bounds adds to the loss."""

RETIRED = {"retired": "model_retired", "deprecated": "model_deprecated"}


def account(draft: Draft) -> Mapping[str, Any]:
    """Make everything that a plan says about itself."""
    became = report(draft)
    entries, changes = [*became.entries, *draft.entries], became.changes
    entries += [_item_entry(draft, name) for name in draft.items]
    order = {key: index for index, key in enumerate(draft.request)}
    entries += [
        (key, "passthrough", value, {_extra_path(draft, key): value}, True) for key, value in draft.extras.items()
    ]
    entries.sort(key=lambda entry: order.get(entry[0], len(order)))
    entries += [(path, "constant", None, {path: value}, True) for path, value in draft.fixed]
    under = "".join(f"{step}." for step in draft.target.under)
    if under:
        entries = [
            (*entry[:3], {under + path: value for path, value in entry[3].items()}, entry[4]) for entry in entries
        ]
    parts = _loss(draft)
    return {
        "parameters": tuple(map(ParameterReport._make, entries)),
        "adjustments": tuple(change.rendered() for change in (*_status(draft, "retired"), *changes, *draft.changes)),
        "notes": tuple(change.rendered() for change in (*_status(draft, "deprecated"), *became.notes, *draft.notes)),
        "resolved": _resolved(draft),
        "expected_size": _expected(draft),
        "billed": _billed(draft),
        "loss": sum(parts.values()),
        "loss_parts": parts,
    }


def _extra_path(draft: Draft, key: str) -> str:
    below = draft.target.extras_under
    stays = not below or below[0] in draft.extras or key in draft.target.native
    return key if stays else ".".join((*below, key))


def inexact(draft: Draft) -> list[Problem]:
    """Name everything that is not met in value, for a strict policy (R9.2)."""
    became = report(draft)
    entries = became.entries
    reasons = {change.parameter: change for change in (*became.changes, *draft.changes)}
    problems = []
    for name, _, asked, _, exact in [*entries, *draft.entries, *(_item_entry(draft, name) for name in draft.items)]:
        if exact:
            continue
        change = reasons.get(name)
        got, near = shown(name, asked), None
        if change is not None:
            adjustment = change.rendered()
            got += f", nearest {adjustment.used}" + "".join(f", {said}" for said in adjustment.distances)
            below = [text for text in adjustment.alternatives if text]
            near = f"offered: {' or '.join(below)}" if below else None
        problems.append(Problem(name, "not_exact", "a value the target meets exactly", got, near))
    return problems


def _item_entry(draft: Draft, name: str) -> Entry:
    item = draft.items[name]
    sent = draft.sent.get(name, {})
    mode = item.mode or mode_of(item.key, name, item.asked, sent)
    return item.key, mode, item.asked, sent, item.exact


def _status(draft: Draft, wanted: str) -> list[Change]:
    target = draft.target
    if target.status != wanted:
        return []
    because = f"use {target.replaced_by} instead" if target.replaced_by else None
    return [Change("model", RETIRED[wanted], target.model, None, "R11.3", because=because)]


def _standing(draft: Draft) -> Answer | None:
    """Give what comes out: the answer, or what the default gives where nothing of it is sent."""
    standing = draft.target.standing
    if draft.answer is None or (not draft.carried and standing is not None and standing.form.fields):
        return standing
    return draft.answer


def _open_halves(draft: Draft) -> set[str]:
    """Tell which halves nobody can know: left to the provider, omitted by a condition, or without a default."""
    if "geometry" in draft.native:
        return {SHAPE, SCALE}
    halves = set(draft.omitted)
    for key in draft.autos:  # the provider's word leaves a half open; without one the default comes out (R1.5)
        if autos_of(draft, key):
            halves |= {SHAPE, SCALE} if key == "size" else {key}
    answer = _standing(draft)
    if answer is None:
        return halves
    if answer is draft.target.standing and answer is not draft.answer:
        if answer.assumed is not None:
            # where one field takes both halves, one of them alone cannot be asked for again
            both = answer.assumed == "size" or answer.form.mixes
            halves |= {SHAPE, SCALE} if both else {answer.assumed}
        geometry = draft.target.geometry
        if len(geometry.forms) > 1:  # which of them the provider takes, only a default says
            default = geometry.default
            halves |= {half for half, known in ((SHAPE, default.shape), (SCALE, default.scale)) if known is None}
    return halves - answer.form.certain - (draft.carried - draft.omitted)


def _expected(draft: Draft) -> tuple[int, int] | None:
    return draft.resized or _native_size(draft)


def _native_size(draft: Draft) -> tuple[int, int] | None:
    answer = _standing(draft)
    if answer is None or _open_halves(draft):
        return None
    if answer.form.follows_input and answer.size is None and not answer.form.fields:
        return draft.input_size
    return answer.size


def _resolved(draft: Draft) -> Resolved:
    answer, length, unknown = _standing(draft), _length(draft), _open_halves(draft)
    if answer is None:
        return Resolved(seconds=length)
    size = _native_size(draft)
    return Resolved(
        None if SHAPE in unknown else answer.form.ratio_text(answer),
        None if SCALE in unknown else answer.form.tier_text(answer),
        None if size is None else f"{size[0]}x{size[1]}",
        length,
    )


def _length(draft: Draft) -> float | None:
    item = draft.items.get("seconds")
    if item is not None:
        return plain(item.value) if type(item.value) is int else None
    parameter = draft.target.parameters.get("seconds")
    if parameter is None or parameter.default is MISSING or "seconds" in draft.native or "seconds" in draft.omitted:
        return None
    units = seconds(parameter.default)
    return None if units is None else plain(units)


def _billed(draft: Draft) -> Billed:
    size = _native_size(draft)
    return Billed(None if size is None else size[0] * size[1], _resolved(draft).tier, sum(draft.counts), _length(draft))


def _loss(draft: Draft) -> dict[str, float]:
    """Add up how far the plan is from the wish (R10.1)."""
    parts: dict[str, float] = {}
    answer = draft.answer
    wish = draft.wish
    if answer is not None and draft.resized is None:
        same = (1, 1)
        if wish.shape is not None and answer.shape_distance is not None and not answer.shape_is_exact:
            parts["shape"] = log_cost(answer.shape_distance, same)
        if wish.scale is not None and answer.scale_distance is not None and not answer.scale_is_exact:
            parts["scale"] = log_cost(same, answer.scale_distance)
    if answer is not None and draft.resized is not None and draft.enlarged and answer.size is not None:
        parts["enlarged"] = log(max(draft.resized[0] / answer.size[0], draft.resized[1] / answer.size[1]))
    item = draft.items.get("seconds")
    asked = None if item is None or item.asked is None else seconds(item.asked)
    if item is not None and asked and type(item.value) is int and item.value > 0 and item.value != asked:
        parts["seconds"] = abs(log(item.value / asked))
    unsupported = sum(entry[1] == "unsupported" for entry in (*report(draft).entries, *draft.entries))
    if unsupported:
        parts["unsupported"] = unsupported * UNSUPPORTED_LOSS
    unknown = draft.unverified + (answer is not None and answer.unverified)
    if unknown:
        parts["unknown"] = unknown * UNKNOWN_LOSS
    others = sum(not item.exact for name, item in draft.items.items() if name != "seconds")
    if others:
        parts["values"] = others * UNKNOWN_LOSS
    return parts
