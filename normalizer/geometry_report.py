"""What became of size, aspect ratio and resolution, as reports and adjustments (R2, R6). Changes nothing."""

from __future__ import annotations

from typing import Any, NamedTuple

from normalizer import geometry
from normalizer.draft import Change, Draft, Entry
from normalizer.parameters.base import mode_of
from normalizer.resolve.tiers import FRAMES
from normalizer.resolve.wish import SCALE, SHAPE, Answer
from normalizer.values import Ratio, Size, Tier
from normalizer.values.measure import settle


class Became(NamedTuple):
    """What became of the geometry: reports, adjustments, notes."""

    entries: list[Entry]
    changes: list[Change]
    notes: list[Change]


def report(draft: Draft) -> Became:
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
            entries.append((key, _auto_mode(draft, key, value, mine), value, mine, True))
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
                # pixels decide both halves, a word in `size` one
                rule = "R2.1" if draft.wish.size is not None else "R2.2"
                changes.append(Change(key, "overridden", value, used, rule))
    changes += _company(draft)
    changes += _forced(draft)
    assumed = None if draft.answer is None else draft.answer.assumed
    for key, fields in sent.items():
        entries.append((key, "assumed" if assumed == key else "defaulted", None, fields, True))
    if assumed is not None and assumed not in sent and assumed not in draft.asked and draft.carried:
        entries.append((assumed, "assumed", None, {}, True))
    return Became(entries, changes, _notes(draft))


def _auto_mode(draft: Draft, key: str, value: Any, sent: dict[str, Any]) -> str:
    """Tell how `auto` travelled: as the provider's word, unsent, or as the default where that is required (R1.5)."""
    if not sent:
        return "met"
    if sent.keys() <= {field.text for field, _ in draft.target.autos}:
        return mode_of(key, key, value, sent)
    return "defaulted"


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
    because = draft.because if code in {"restricted", "omitted"} else _tie(draft, answer)
    if because is not None and because is not draft.because:
        rule = "R3.4"
    used = geometry.used_text(answer, key) if code != "omitted" else None
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
    if code == "nearest_tier" and SCALE not in draft.carried:
        return "scale_fixed", "R4.11"
    if code == "bent" and (SHAPE not in halves or answer.shape_is_exact):
        code = "fitted"
    rule = {"closest_ratio": "R4.2", "nearest_tier": "R4.2", "closest_size": "R4.3", "bent": "R5.2", "fitted": "R5"}[
        code
    ]
    return code, rule


def _tie(draft: Draft, answer: Answer) -> str | None:
    """Say what decided where another shape is just as close (R3.4)."""
    wish = draft.wish
    rivals = answer.form.rivals(answer, wish)
    if not rivals or wish.shape is None or answer.shape is None:
        return None
    _, why = settle(answer.shape, rivals[0], wish.shape, draft.geometry.default.shape)
    other = Ratio.of(*rivals[0]) if answer.size is None or answer.ratio is not None else Size(*rivals[0])
    return f"a tie with {other}: {why}"


def _notes(draft: Draft) -> list[Change]:
    """Note what was sent without known bounds, and sides rounded for want of a known multiple."""
    answer, wish = draft.answer, draft.wish
    if answer is None:
        return []
    key = wish.shape_by or wish.scale_by or "size"
    notes = []
    if answer.unverified:
        unsure = [wish.shape_by] if answer.unsure else []
        unsure += [wish.scale_by] if answer.word is not None else []
        names = dict.fromkeys(name for name in unsure or [key] if name is not None)
        asked = {name: value for name, (_, value) in draft.asked.items()}
        notes += [Change(name, "unverified", asked.get(name), None, "R4.9") for name in names]
    if wish.size is not None and answer.size is not None and answer.shape_is_exact and answer.scale_is_exact:
        comes = f"{answer.size[0]}x{answer.size[1]}"
        if answer.size != wish.size:
            notes.append(Change(key, "named_frame", draft.asked[key][1], comes, "R3.7"))
    if answer.rounded:
        notes.append(Change(key, "even_sides", None, geometry.used_text(answer, key), "R5.7"))
    return notes


def _forced(draft: Draft) -> list[Change]:
    """Say what had to be sent although nobody asked: the default is not allowed (R6.5, R9.3)."""
    answer = draft.answer
    if answer is None:
        return []
    code, rule = ("restricted", "R6.5") if draft.restricted else ("policy_limit", "R9.3")
    because = draft.because if draft.restricted else None
    winners = (draft.wish.shape_by, draft.wish.scale_by)
    return [
        Change(half, code, None, geometry.used_text(answer, half), rule, because=because)
        for half, winner in zip((SHAPE, SCALE), winners, strict=True)
        if half in draft.forced and winner is None
    ]


def _company(draft: Draft) -> list[Change]:
    """Name the shape that came with a scale asked for alone (R2.3)."""
    answer, wish = draft.answer, draft.wish
    if answer is None or wish.scale is None or wish.shape is not None or answer.shape is None:
        return []
    if SHAPE in draft.autos or SHAPE in draft.forced:  # left open on purpose, or told by what forced it
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
    if wish.size is not None and draft.answer is not None and _is_frame(draft, text):
        return True
    tier = word.tier if word else Tier.read(text)
    short_edge = draft.answer is not None and draft.answer.form.short_edge
    pixels = None if tier is None else tier.pixels_at(*(wish.shape or (16, 9)), short_edge=short_edge)
    scale = wish.scale
    return pixels is not None and scale is not None and pixels[0] * scale.denominator == scale.numerator * pixels[1]


def _is_frame(draft: Draft, text: str) -> bool:
    """Tell whether a tier's name is the one of the asked frame, as `4K` for 3840x2160 (R3.7)."""
    size = draft.wish.size
    return size is not None and text.strip(" ").lower() in {FRAMES.get(size), FRAMES.get((size[1], size[0]))}
