"""What a plan says about itself: reports, adjustments, loss, bill (R6, R10).

Made from a finished draft, which it never changes: it may be made twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalizer import sums
from normalizer.errors import Problem, shown
from normalizer.geometry import beside
from normalizer.geometry_report import report
from normalizer.parameters.base import MISSING, mode_of
from normalizer.parts import Account, Adjustment, Billed, ParameterReport, Resolved, show
from normalizer.resolve.wish import SCALE, SHAPE
from normalizer.values.grammar import plain
from normalizer.values.measure import added
from normalizer.values.number import seconds

if TYPE_CHECKING:
    from normalizer.draft import Draft, Entry


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
    unsupported, unverified = geometry.unsupported + rest.unsupported, geometry.unverified + rest.unverified
    parts = geometry.parts | sums.losses(rest.seconds_loss, unsupported, unverified, rest.values_loss)
    return Account(
        tuple(map(ParameterReport._make, entries)),
        tuple(adjustments),
        tuple(notes),
        Resolved(geometry.ratio, geometry.tier, geometry.size, rest.seconds),
        geometry.expected,
        Billed(geometry.pixels, geometry.tier, rest.results, rest.seconds),
        added(parts.values()),
        parts,
    )


def sized(draft: Draft) -> Sized:
    """Say what became of size, aspect ratio and resolution."""
    became, under = sums.summed(draft), _under(draft)
    answer, unknown, size = became.standing, became.open_halves, became.size
    ratio = None if answer is None or SHAPE in unknown else answer.form.ratio_text(answer)
    return Sized(
        [_placed(entry, under) for entry in became.entries],
        [change.rendered() for change in became.changes],
        [change.rendered() for change in became.notes],
        ratio,
        None if answer is None or SCALE in unknown else answer.form.tier_text(answer),
        None if size is None else f"{size[0]}x{size[1]}",
        became.expected,
        None if size is None else size[0] * size[1],
        became.parts,
        became.unsupported,
        became.unverified,
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
    became = sums.beside(draft)
    return Said(
        [_placed(entry, under) for entry in asked],
        [_placed(entry, under) for entry in unasked],
        [change.rendered() for change in became.changes],
        [change.rendered() for change in draft.notes],
        _length(draft),
        sum(draft.counts),
        became.seconds,
        became.values,
        became.unsupported,
        became.unverified,
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


def _length(draft: Draft) -> float | None:
    item = draft.items.get("seconds")
    if item is not None:
        return plain(item.value) if type(item.value) is int else None
    parameter = draft.target.parameters.get("seconds")
    if parameter is None or parameter.default is MISSING or "seconds" in draft.native or "seconds" in draft.omitted:
        return None
    units = seconds(parameter.default)
    return None if units is None else plain(units)
