"""What a plan says about itself: reports, adjustments, loss, bill (R6, R10).

Made from a finished draft, which it never changes: it may be made twice.
"""

from __future__ import annotations

from math import log
from typing import TYPE_CHECKING, NamedTuple

from normalizer.draft import Change, Draft, Entry
from normalizer.errors import Problem, shown
from normalizer.geometry import autos_of, beside
from normalizer.geometry_report import report
from normalizer.parameters.base import MISSING, mode_of
from normalizer.parts import Account, Adjustment, Billed, ParameterReport, Resolved, show
from normalizer.resolve.wish import SCALE, SHAPE
from normalizer.values.grammar import plain
from normalizer.values.measure import UNKNOWN, log_cost
from normalizer.values.number import seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalizer.resolve.wish import Answer

UNSUPPORTED_LOSS = 1.0
"""What one parameter that could not be kept adds to the loss."""

UNKNOWN_LOSS = 0.1
"""What one value sent without known bounds adds to the loss."""

RETIRED = {"retired": "model_retired", "deprecated": "model_deprecated"}


class Sized(NamedTuple):
    """What became of the geometry, in all that an account says: made of an answer, whatever stands beside it."""

    entries: list[Entry]
    adjustments: list[Adjustment]
    notes: list[Adjustment]
    ratio: str | None
    tier: str | None
    size: str | None
    expected: tuple[int, int] | None
    pixels: int | None
    parts: dict[str, float]
    unsupported: int
    unverified: int


class Said(NamedTuple):
    """What there is to say beside the geometry. `unasked` are the entries that answer to no key of the request."""

    entries: list[Entry]
    unasked: list[Entry]
    adjustments: list[Adjustment]
    notes: list[Adjustment]
    seconds: float | None
    results: int
    seconds_loss: float
    values_loss: float
    unsupported: int
    unverified: int


def account(draft: Draft) -> Account:
    """Make everything that a plan says about itself."""
    geometry, rest = sized(draft), said(draft)
    keys = draft.request.keys()
    order = {key: index for index, key in enumerate(draft.request)}
    entries = [entry for entry in (*geometry.entries, *rest.entries) if entry[0] in keys]
    entries.sort(key=lambda entry: order[entry[0]])
    unasked = [entry for entry in geometry.entries if entry[0] not in keys]
    return told(
        geometry,
        rest,
        [*entries, *unasked, *rest.unasked],
        [*geometry.adjustments, *rest.adjustments],
        [*geometry.notes, *rest.notes],
    )


def told(
    geometry: Sized, rest: Said, entries: list[Entry], adjustments: list[Adjustment], notes: list[Adjustment]
) -> Account:
    """Put together what the geometry says and the rest."""
    parts = dict(geometry.parts)
    if rest.seconds_loss:
        parts["seconds"] = rest.seconds_loss
    if unsupported := geometry.unsupported + rest.unsupported:
        parts["unsupported"] = unsupported * UNSUPPORTED_LOSS
    if unknown := geometry.unverified + rest.unverified:
        parts["unknown"] = unknown * UNKNOWN_LOSS
    if rest.values_loss:
        parts["values"] = rest.values_loss
    return Account(
        tuple(map(ParameterReport._make, entries)),
        tuple(adjustments),
        tuple(notes),
        Resolved(geometry.ratio, geometry.tier, geometry.size, rest.seconds),
        geometry.expected,
        Billed(geometry.pixels, geometry.tier, rest.results, rest.seconds),
        sum(parts.values()),
        parts,
    )


def sized(draft: Draft, render: Callable[[Change], Adjustment] = Change.rendered) -> Sized:
    """Say what became of size, aspect ratio and resolution; `render` makes the adjustments."""
    became = report(draft)
    under = _under(draft)
    answer, unknown, size = _standing(draft), _open_halves(draft), _native_size(draft)
    ratio = None if answer is None or SHAPE in unknown else answer.form.ratio_text(answer)
    return Sized(
        [_placed(entry, under) for entry in became.entries],
        [render(change) for change in (*_status(draft, "retired"), *became.changes)],
        [render(change) for change in (*_status(draft, "deprecated"), *became.notes)],
        ratio,
        None if answer is None or SCALE in unknown else answer.form.tier_text(answer),
        None if size is None else f"{size[0]}x{size[1]}",
        draft.resized or size,
        None if size is None else size[0] * size[1],
        _geometry_loss(draft),
        sum(entry[1] == "unsupported" for entry in became.entries),
        int(draft.answer is not None and draft.answer.unverified),
    )


def said(draft: Draft) -> Said:
    """Say what became of everything else."""
    under = _under(draft)
    entries = [*draft.entries, *(_item_entry(draft, name) for name in draft.items)]
    entries += [
        (key, "passthrough", value, {_extra_path(draft, key): value}, True) for key, value in draft.extras.items()
    ]
    constants: list[Entry] = [(path, "constant", None, {path: value}, True) for path, value in draft.fixed]
    asked = [entry for entry in entries if entry[0] in draft.request]
    unasked = [entry for entry in entries if entry[0] not in draft.request] + constants
    return Said(
        [_placed(entry, under) for entry in asked],
        [_placed(entry, under) for entry in unasked],
        [change.rendered() for change in draft.changes],
        [change.rendered() for change in draft.notes],
        _length(draft),
        sum(draft.counts),
        _seconds_loss(draft),
        sum(not item.exact for name, item in draft.items.items() if name != "seconds") * UNKNOWN_LOSS,
        sum(entry[1] == "unsupported" for entry in draft.entries),
        draft.unverified,
    )


def _under(draft: Draft) -> str:
    return "".join(f"{step}." for step in draft.target.under)


def _placed(entry: Entry, under: str) -> Entry:
    """Give an entry with the whole paths of what it sent."""
    if not under:
        return entry
    return (*entry[:3], {under + path: value for path, value in entry[3].items()}, entry[4])


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
        got, near = shown(name, asked), None
        change = reasons.get(name)
        if change is not None:
            adjustment = change.rendered()
            if adjustment.used is not None:
                got += f", nearest {show(name, adjustment.used)}"
            got += "".join(f", {said}" for said in adjustment.distances)
            offered = [text for text in adjustment.alternatives if text]
            if not offered and adjustment.shape_distance not in {None, 1}:
                offered = [text for text in beside(draft) if text]
            near = f"offered: {' or '.join(offered)}" if offered else None
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
    if draft.input_size is not None and standing is not None and standing.form.follows_input:
        standing = draft.target.geometry.standing(draft.input_size)
    if draft.answer is None or (not draft.carried and standing is not None and standing.form.fields):
        return standing
    return draft.answer


def _open_halves(draft: Draft) -> set[str]:
    """Tell which halves nobody can know: left to the provider, omitted by a condition, or without a default."""
    if "geometry" in draft.native:
        return {SHAPE, SCALE}
    halves = draft.omitted & {SHAPE, SCALE}
    for key in draft.autos:  # the provider's word leaves a half open; without one the default comes out (R1.5)
        if autos_of(draft, key):
            halves |= {SHAPE, SCALE} if key == "size" else {key}
    answer = _standing(draft)
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


def _native_size(draft: Draft) -> tuple[int, int] | None:
    answer = _standing(draft)
    if answer is None or _open_halves(draft):
        return None
    return answer.size


def _length(draft: Draft) -> float | None:
    item = draft.items.get("seconds")
    if item is not None:
        return plain(item.value) if type(item.value) is int else None
    parameter = draft.target.parameters.get("seconds")
    if parameter is None or parameter.default is MISSING or "seconds" in draft.native or "seconds" in draft.omitted:
        return None
    units = seconds(parameter.default)
    return None if units is None else plain(units)


def _geometry_loss(draft: Draft) -> dict[str, float]:
    """Add up how far the size is from the wish (R10.1)."""
    parts: dict[str, float] = {}
    answer, wish, same = draft.answer, draft.wish, (1, 1)
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
        parts["shape"] = log_cost(shape, same)
    if wish.scale is not None and scale is not None and scale[0] != scale[1]:
        parts["scale"] = log_cost(same, scale)
    return parts


def _seconds_loss(draft: Draft) -> float:
    item = draft.items.get("seconds")
    asked = None if item is None or item.asked is None else seconds(item.asked)
    if item is not None and asked and type(item.value) is int and item.value > 0 and item.value != asked:
        return abs(log(item.value / asked))
    return 0.0
