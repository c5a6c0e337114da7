"""What a plan says about itself: reports, adjustments, loss, bill (R6, R10). Made from a finished draft, which it never
changes: it may be made twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import Any

from normalizer import geometry
from normalizer.draft import Change, Draft
from normalizer.errors import Problem, quote
from normalizer.numbers import seconds
from normalizer.parameters.base import MISSING, mode_of
from normalizer.parts import Billed, ParameterReport, Resolved
from normalizer.resolve.tiers import FRAMES
from normalizer.resolve.wish import SCALE, SHAPE, Answer
from normalizer.values import Ratio, Size, Tier
from normalizer.values.grammar import plain
from normalizer.values.measure import log_cost

UNSUPPORTED_LOSS = 1.0
"""What one parameter that could not be kept adds to the loss."""

UNKNOWN_LOSS = 0.1
"""What one value sent without known bounds adds to the loss."""

RETIRED = {"retired": "model_retired", "deprecated": "model_deprecated"}

Entry = tuple[str, str, Any, dict[str, Any], bool]


def account(draft: Draft) -> Mapping[str, Any]:
    """Make everything that a plan says about itself."""
    entries, changes = _geometry(draft)
    entries += draft.entries
    entries += [_item_entry(draft, name) for name in draft.items]
    order = {key: index for index, key in enumerate(draft.request)}
    entries += [(key, "passthrough", value, {key: value}, True) for key, value in draft.extras.items()]
    entries.sort(key=lambda entry: order.get(entry[0], len(order)))
    entries += [(path, "constant", None, {path: value}, True) for path, value in draft.fixed]
    parts = _loss(draft)
    return {
        "parameters": tuple(map(ParameterReport._make, entries)),
        "adjustments": tuple(change.rendered() for change in (*_status(draft, "retired"), *changes, *draft.changes)),
        "notes": tuple(change.rendered() for change in (*_status(draft, "deprecated"), *draft.notes)),
        "resolved": _resolved(draft),
        "expected_size": _expected(draft),
        "billed": _billed(draft),
        "loss": sum(parts.values()),
        "loss_parts": parts,
    }


def inexact(draft: Draft) -> list[Problem]:
    """Name everything that is not met in value, for a strict policy (R9.2)."""
    entries, changes = _geometry(draft)
    reasons = {change.parameter: change for change in (*changes, *draft.changes)}
    problems = []
    for name, _, asked, _, exact in [*entries, *draft.entries, *(_item_entry(draft, name) for name in draft.items)]:
        if exact:
            continue
        change = reasons.get(name)
        got, near = quote(asked), None
        if change is not None:
            adjustment = change.rendered()
            far = [d for d in (adjustment.shape_distance, adjustment.scale_distance) if d is not None and d != 1]
            got += f", nearest {adjustment.used}" + "".join(f", distance {d:.4g}" for d in far)
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


def _geometry(draft: Draft) -> tuple[list[Entry], list[Change]]:
    """Report size, aspect ratio and resolution, and the fields of their halves that nobody asked for."""
    entries: list[Entry] = []
    changes: list[Change] = []
    sent: dict[str, dict[str, Any]] = {}
    for path, key, value in draft.owners:
        sent.setdefault(key, {})[path] = value
    winners = (draft.wish.shape_by, draft.wish.scale_by)
    for key in geometry.KEYS:
        if key not in draft.asked:
            continue
        value = draft.asked[key][1]
        if "geometry" in draft.native:
            entries.append((key, "overridden", value, {}, False))
            changes.append(Change(key, "native_field", value, None, "R7.3"))
        elif key in draft.autos:
            mine = sent.pop(key, {})
            entries.append((key, mode_of(key, key, value, mine) if mine else "met", value, mine, True))
        elif key in winners:
            entry, change = _winner(draft, key, value, sent.pop(key, {}))
            entries.append(entry)
            changes += change
        else:
            agrees = _agrees(draft, key, value)
            entries.append((key, "overridden", value, {}, agrees))
            if not agrees:
                winner = draft.wish.shape_by if key == SHAPE else draft.wish.scale_by
                used = None if winner is None else draft.asked[winner][1]
                changes.append(Change(key, "overridden", value, used, "R2.1" if winner == "size" else "R2"))
    changes += _company(draft)
    assumed = None if draft.answer is None else draft.answer.assumed
    for key, fields in sent.items():
        entries.append((key, "assumed" if assumed == key else "defaulted", None, fields, True))
    if assumed is not None and assumed not in sent and assumed not in draft.asked and draft.carried:
        entries.append((assumed, "assumed", None, {}, True))
    return entries, changes


def _winner(draft: Draft, key: str, value: Any, sent: dict[str, Any]) -> tuple[Entry, list[Change]]:
    """Report the parameter that decided shape, scale or both."""
    answer = draft.answer
    if answer is None:
        return (key, "unsupported", value, {}, False), [Change(key, "unsupported", value, None, "R4.11")]
    halves = {half for half, by in ((SHAPE, draft.wish.shape_by), (SCALE, draft.wish.scale_by)) if by == key}
    shape = answer.shape_distance if SHAPE in halves else None
    scale = answer.scale_distance if SCALE in halves else None
    exact = all(far is None or far[0] == far[1] for far in (shape, scale)) and not halves & draft.omitted
    carried = bool(sent) or bool(halves & draft.carried)
    if draft.resized is not None and key == "size":
        if not draft.enlarged:
            return (key, "emulated", value, sent, True), []
        change = Change(key, "enlarged", value, geometry.used_text(answer, key), "R8.6", shape, scale)
        return (key, "emulated", value, sent, False), [change]
    if exact:
        mode = mode_of(key, key, value, sent) if carried else "met"
        return (key, mode, value, sent, True), []
    mode = mode_of(key, key, value, sent) if carried else "unsupported"
    code, rule = _reason(draft, answer, halves, carried=carried)
    because = draft.because if code in {"restricted", "omitted"} else None
    used = geometry.used_text(answer, key) if carried or answer.scale or answer.shape else None
    near = (lambda: geometry.around(answer)) if SCALE in halves else None
    return (key, mode, value, sent, False), [Change(key, code, value, used, rule, shape, scale, near, because)]


def _reason(draft: Draft, answer: Answer, halves: set[str], *, carried: bool) -> tuple[str, str]:
    """Give code and rule of why a parameter of the geometry is not met."""
    if halves & draft.omitted:
        return "omitted", "R6.5"
    if draft.restricted:
        return "restricted", "R6.5"
    if draft.limited:
        return "policy_limit", "R9.3"
    if not carried:
        return "unsupported", "R4.11"
    code = answer.adjusted or "closest_size"
    if code == "closest_ratio" and (SHAPE not in halves or answer.shape_is_exact):
        code = "nearest_tier"
    if code == "bent" and (SHAPE not in halves or answer.shape_is_exact):
        code = "fitted"
    rule = {"closest_ratio": "R4.2", "nearest_tier": "R4.2", "closest_size": "R4.3", "bent": "R5.2", "fitted": "R5"}[
        code
    ]
    return code, rule


def _company(draft: Draft) -> list[Change]:
    """Name the shape that came with a scale asked for alone (R2.3)."""
    answer, wish = draft.answer, draft.wish
    if answer is None or wish.scale is None or wish.shape is not None or answer.shape is None or SHAPE in draft.autos:
        return []
    if answer.form.follows_input or (answer.ratio is None and answer.size is None and answer.form.carries_shape):
        return []
    return [Change(SHAPE, "default_shape", None, answer.form.ratio_text(answer), "R2.3")]


def _agrees(draft: Draft, key: str, value: Any) -> bool:
    """Tell whether a weaker parameter says the same as the one that decided (R6.6)."""
    wish = draft.wish
    text = value if isinstance(value, str) else ""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        text = str(value)
    word = draft.target.words[key].get(text.strip(" ").lower()) if key in draft.target.words else None
    if key == SHAPE:
        ratio = word or Ratio.read(text)
        return ratio is not None and wish.shape is not None and ratio == Ratio.of(*wish.shape)
    if key == SCALE:
        tier = word[0] if word else Tier.read(text)
        if tier is None or wish.scale is None:
            return False
        if wish.size is not None and draft.answer is not None and _is_frame(draft, text):
            return True
        return (tier.numerator, tier.denominator) == (wish.scale.numerator, wish.scale.denominator)
    return isinstance(word, Size) and wish.size == tuple(word)


def _is_frame(draft: Draft, text: str) -> bool:
    """Tell whether a tier's name is the one of the asked frame, as `4K` for 3840x2160 (R3.7)."""
    size = draft.wish.size
    return size is not None and text.strip(" ").lower() in {FRAMES.get(size), FRAMES.get((size[1], size[0]))}


def _standing(draft: Draft) -> Answer | None:
    return draft.answer or draft.target.standing


def _expected(draft: Draft) -> tuple[int, int] | None:
    if draft.resized is not None:
        return draft.resized
    return _native_size(draft)


def _native_size(draft: Draft) -> tuple[int, int] | None:
    answer = _standing(draft)
    if answer is None or "geometry" in draft.native or draft.autos or draft.omitted:
        return None
    if answer.form.follows_input and draft.answer is None:
        return draft.input_size
    return answer.size


def _resolved(draft: Draft) -> Resolved:
    answer = _standing(draft)
    length = _length(draft)
    if answer is None or "geometry" in draft.native or (draft.autos and draft.answer is None):
        return Resolved(seconds=length)
    size = _native_size(draft)
    ratio = answer.form.ratio_text(answer)
    return Resolved(ratio, answer.form.tier_text(answer), None if size is None else f"{size[0]}x{size[1]}", length)


def _length(draft: Draft) -> float | None:
    item = draft.items.get("seconds")
    if item is not None:
        return plain(item.value) if type(item.value) is int else None
    parameter = draft.target.parameters.get("seconds")
    if parameter is None or parameter.default is MISSING or "seconds" in draft.native:
        return None
    units = seconds(parameter.default)
    return None if units is None else plain(units)


def _billed(draft: Draft) -> Billed:
    size, answer = _native_size(draft), _standing(draft)
    tier = None if answer is None or "geometry" in draft.native else answer.form.tier_text(answer)
    return Billed(None if size is None else size[0] * size[1], tier, sum(draft.counts), _length(draft))


def _loss(draft: Draft) -> dict[str, float]:
    """Add up how far the plan is from the wish (R10.1)."""
    parts: dict[str, float] = {}
    answer = draft.answer
    if answer is not None and draft.resized is None:
        same = (1, 1)
        if answer.shape_distance is not None and not answer.shape_is_exact:
            parts["shape"] = log_cost(answer.shape_distance, same)
        if answer.scale_distance is not None and not answer.scale_is_exact:
            parts["scale"] = log_cost(same, answer.scale_distance)
    item = draft.items.get("seconds")
    asked = None if item is None or item.asked is None else seconds(item.asked)
    if item is not None and asked and type(item.value) is int and item.value > 0 and item.value != asked:
        parts["seconds"] = abs(log(item.value / asked))
    entries, _ = _geometry(draft)
    unsupported = sum(entry[1] == "unsupported" for entry in (*entries, *draft.entries))
    if unsupported:
        parts["unsupported"] = unsupported * UNSUPPORTED_LOSS
    unknown = draft.unverified + (answer is not None and answer.unverified)
    if unknown:
        parts["unknown"] = unknown * UNKNOWN_LOSS
    others = sum(not item.exact for name, item in draft.items.items() if name != "seconds")
    if others:
        parts["values"] = others * UNKNOWN_LOSS
    return parts
