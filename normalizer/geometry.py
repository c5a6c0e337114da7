"""Size, aspect ratio and resolution of one request: choose, narrow, write, report (R2-R5, R8.6, R9).

`resolve` decides in pixels; here its answer becomes fields of the provider and reports to the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.errors import Problem, quote
from normalizer.parts import Step
from normalizer.resolve.forms import Narrowing
from normalizer.resolve.wish import SCALE, SHAPE, Answer, Wish
from normalizer.values import Ratio, Tier
from normalizer.values.measure import Fraction2, less

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from normalizer.draft import Draft
    from normalizer.resolve.choose import Geometry
    from normalizer.write import Field

KEYS = ("size", "aspect_ratio", "resolution")


def choose(draft: Draft, input_size: Fraction2 | None) -> Step | None:
    """Answer the wish under the policy; give the resize step where the policy wants the very pixels."""
    target, policy, wish = draft.target, draft.policy, draft.wish
    draft.geometry = target.geometry
    draft.input_size = input_size
    draft.want = wish
    if not target.geometry.forms or "geometry" in draft.native:
        return None
    if policy.max_pixels is not None:
        _cap(draft, policy.max_pixels)
    elif wish.shape is not None or wish.scale is not None:
        draft.answer = target.geometry.resolve(wish, direction=policy.scale, input_size=input_size)
    if policy.exact_size and wish.size is not None and target.media == "image" and target.returns.has_pixels:
        return _exact_size(draft, wish.size)
    return None


def _cap(draft: Draft, cap: int) -> None:
    """Take what is above the policy's cap out of the offer before choosing (R9.3)."""
    wish, direction = draft.wish, draft.policy.scale
    plain = draft.geometry.resolve(wish, direction=direction, input_size=draft.input_size)
    asked = wish.shape is not None or wish.scale is not None
    if plain is None or plain.scale is None or plain.scale[0] <= cap * plain.scale[1]:
        draft.answer = plain if asked else None
        return
    key = wish.scale_by or wish.shape_by or "size"
    capped = draft.geometry.narrowed(Narrowing(cap=cap))
    if draft.policy.over_cap == "error" or capped is None:
        got = f"{plain.scale[0] // plain.scale[1]} pixels"
        draft.problems.append(Problem(key, "over_cap", f"at most {cap} pixels", got))
        return
    draft.geometry = capped
    draft.limited = True
    if asked:
        draft.answer = capped.resolve(wish, direction=direction, input_size=draft.input_size)
    if wish.scale is None and not _comes_below(draft, cap):
        draft.want = _with_default(draft, SCALE)
        draft.forced.add(SCALE)
        draft.answer = capped.resolve(draft.want, direction=direction, input_size=draft.input_size)


def _comes_below(draft: Draft, cap: int) -> bool:
    """Tell whether the provider's own default scale keeps a cap of pixels at the chosen shape."""
    answer = draft.answer
    if answer is None or answer.shape is None:
        return False
    by_itself = draft.target.geometry.resolve(Wish(shape=answer.shape))
    return by_itself is not None and by_itself.scale is not None and by_itself.scale[0] <= cap * by_itself.scale[1]


def _with_default(draft: Draft, half: str) -> Wish:
    """Ask for the default's half, which has to be sent although nobody asked for it."""
    default, fallback = draft.target.geometry.default, draft.target.geometry.fallback
    if half == SHAPE:
        return draft.want._replace(shape=default.shape or fallback)
    if default.scale is not None:
        return draft.want._replace(scale=default.scale, word=default.word)
    return draft.want._replace(scale=Tier(fallback[0] * fallback[1], 1))


def narrow(draft: Draft, allowed: Narrowing, name: str, because: str | None, *, force: bool = False) -> None:
    """Let the geometry give way to a condition (R6.5): choose anew from what it leaves."""
    if "geometry" in draft.native:
        return
    geometry: Geometry | None = draft.geometry.narrowed(allowed)
    if geometry is None:
        return
    draft.geometry = geometry
    draft.because = because
    draft.restricted = True
    halves = (SHAPE, SCALE) if name == "size" else (SHAPE,) if name == SHAPE else (SCALE,)
    for half in halves:
        if (draft.want.shape if half == SHAPE else draft.want.scale) is None:
            draft.want = _with_default(draft, half)
            draft.forced.add(half)
        elif force:
            draft.forced.add(half)
    draft.answer = geometry.resolve(draft.want, direction=draft.policy.scale, input_size=draft.input_size)


def omit(draft: Draft, name: str, because: str | None) -> None:
    """Leave a half unsent because of other parameters (R6.5)."""
    draft.because = because
    draft.omitted.update((SHAPE, SCALE) if name == "size" else (SHAPE,) if name == SHAPE else (SCALE,))


def _exact_size(draft: Draft, wanted: Fraction2) -> Step | None:
    """Ask for a native size that covers the asked one, and scale what comes to the very pixels (R8.6)."""
    how = draft.policy.exact_size
    if draft.answer is None or draft.answer.size == wanted:
        return None
    if how != "stretch":
        covering = draft.geometry.narrowed(Narrowing(size=lambda size: size[0] >= wanted[0] and size[1] >= wanted[1]))
        for geometry, direction in ((covering, "nearest"), (draft.geometry, "at_least")):
            if geometry is None:
                continue
            answer = geometry.resolve(draft.wish, direction="at_least" if direction == "at_least" else "nearest")
            if answer is not None and answer.size and answer.size[0] >= wanted[0] and answer.size[1] >= wanted[1]:
                draft.answer = answer
                break
    options: dict[str, Any] = {"size": f"{wanted[0]}x{wanted[1]}", "how": how}
    size = draft.answer.size
    if size is not None:
        sides = (wanted[0] / size[0], wanted[1] / size[1])
        options["factor"] = round(min(sides) if how == "contain" else max(sides), 4)
    draft.resized = wanted
    draft.enlarged = bool(size and (wanted[0] > size[0] or wanted[1] > size[1]))
    return Step("resize", options)


def fields(draft: Draft) -> list[tuple[Field, Any]]:
    """Decide which fields carry the geometry, and note to which half each of them belongs."""
    target, answer = draft.target, draft.answer
    written: list[tuple[Field, Any]] = []
    if "geometry" in draft.native:
        return written
    asked_nothing = answer is None
    if answer is None:
        answer = target.standing
        if answer is None or not (target.geometry.needs_shape or target.geometry.needs_scale):
            return _auto_fields(draft, written)
    want = {half for half in (SHAPE, SCALE) if _is_wanted(draft, half)}
    if asked_nothing:
        want -= {half for key in draft.autos for _, halves in autos_of(draft, key) for half in halves}
    if want and (answer.sends or draft.forced):
        _fill(draft, answer, want, written)
    elif want and (target.geometry.needs_shape or target.geometry.needs_scale):
        # the default goes out because the provider refuses to miss it: it carries nobody's wish
        _fill(draft, answer, want, written)
        draft.owners = [(path, SHAPE, value) for path, _, value in draft.owners]
        draft.carried.clear()
    return _auto_fields(draft, written)


def _fill(draft: Draft, answer: Answer, want: set[str], written: list[tuple[Field, Any]]) -> None:
    """Write the fields of the wanted halves; those that say neither half go with any of them."""
    form = answer.form
    values = form.fill(answer)
    own = form.own_fields(answer)
    replaced: frozenset[str] = frozenset().union(*(halves for halves, _ in own))
    for field in form.fields:
        halves = _halves(field)
        if halves & want and not halves & replaced and field.template.names <= values.keys():
            _add(draft, written, field, values, halves)
    for stands_for, word in own:
        if stands_for & want:
            for field in word:
                _add(draft, written, field, values, stands_for)
    if written:
        for field in form.fields:
            if not _halves(field):
                _add(draft, written, field, values, want)
    if form.tier_elsewhere and answer.tier is not None:
        draft.carried.add(SCALE)


def autos_of(draft: Draft, key: str) -> list[tuple[Field, frozenset[str]]]:
    """List the fields that take a word for "you decide" about what a key asks."""
    return [(field, halves) for field, halves in draft.target.autos if key == "size" or key in halves]


def _is_wanted(draft: Draft, half: str) -> bool:
    if half in draft.omitted:
        return False
    geometry = draft.target.geometry
    if half == SHAPE:
        return draft.want.shape is not None or geometry.needs_shape or half in draft.forced
    return draft.want.scale is not None or geometry.needs_scale or half in draft.forced


def _halves(field: Field) -> set[str]:
    return {half for half, needed in ((SHAPE, field.needs_shape), (SCALE, field.needs_scale)) if needed}


def _add(
    draft: Draft, written: list[tuple[Field, Any]], field: Field, values: Mapping[str, Any], halves: AbstractSet[str]
) -> None:
    """Fill a field, and note which request key it answers to; one field has one origin."""
    wish = draft.wish
    if SHAPE in halves and wish.shape_by is not None:
        key = wish.shape_by
    elif SCALE in halves and wish.scale_by is not None:
        key = wish.scale_by
    else:
        key = SHAPE if SHAPE in halves else SCALE
    value = field.template.fill(values)
    written.append((field, value))
    draft.owners.append((field.text, key, value))
    draft.carried.update(halves)


def _auto_fields(draft: Draft, written: list[tuple[Field, Any]]) -> list[tuple[Field, Any]]:
    """Add the provider's word for "you decide" where the caller left that half open on purpose (R1.5)."""
    taken = {field.text for field, _ in written}
    for key in draft.autos:
        for field, _ in autos_of(draft, key):
            if field.text in taken:
                continue
            taken.add(field.text)
            value = field.template.fill({})
            draft.owners.append((field.text, key, value))
            written.append((field, value))
    return written


def too_far(draft: Draft) -> None:
    """Hold the policy's tolerances (R9.2)."""
    answer, policy = draft.answer, draft.policy
    if answer is None or draft.resized is not None:
        return
    for half, limit, far, key in (
        ("shape", policy.max_shape_distance, answer.shape_distance, draft.wish.shape_by),
        ("scale", policy.max_scale_distance, answer.scale_distance, draft.wish.scale_by),
    ):
        if limit is None or far is None or key is None or far[0] <= limit * far[1]:
            continue
        got = f"{quote(draft.asked[key][1])}, {half} distance {far[0] / far[1]:.4g} to {used_text(answer, key)}"
        near = " or ".join(text for text in (around(answer) if half == "scale" else beside(draft)) if text)
        suggestion = f"nearest: {near}" if near else None
        draft.problems.append(Problem(key, "too_far", f"a {half} distance of at most {limit:g}", got, suggestion))


def used_text(answer: Answer, key: str) -> str | None:
    """Name what is used in place of what a key asked for."""
    form = answer.form
    if key == SHAPE:
        return form.ratio_text(answer)
    tier = form.tier_text(answer)
    size = None if answer.size is None else f"{answer.size[0]}x{answer.size[1]}"
    if key == SCALE:
        return tier or size
    if tier is None:
        return size or form.ratio_text(answer)
    ratio = form.ratio_text(answer)
    return f"{ratio} {tier}" if ratio else tier


def beside(draft: Draft) -> tuple[str | None, str | None]:
    """Name the nearest shapes on offer on both sides of the asked one."""
    wish = draft.wish.shape
    if wish is None:
        return None, None
    shapes = sorted(Ratio.of(*shape) for form in draft.geometry.forms for shape in form.shapes_on_offer())
    taller = [shape for shape in shapes if less(shape, wish)]
    wider = [shape for shape in shapes if less(wish, shape)]
    return (str(taller[-1]) if taller else None), (str(wider[0]) if wider else None)


def around(answer: Answer) -> tuple[str | None, str | None]:
    """Name the nearest legal scales below and above the asked one, at the chosen shape."""
    asked = answer.asked_scale
    if asked is None:
        return None, None
    below: tuple[Fraction2, str] | None = None
    above: tuple[Fraction2, str] | None = None
    for scale, text in answer.form.scales(answer):
        if less(scale, asked):
            if below is None or less(below[0], scale):
                below = scale, text
        elif less(asked, scale) and (above is None or less(scale, above[0])):
            above = scale, text
    return None if below is None else below[1], None if above is None else above[1]
