"""The facts of a target's sizes: one form after the other, each with what it lists and what it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.changes.values import wire_value, written
from normalizer.fit import ENDLESS, Limits
from normalizer.resolve.free import FreeForm
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.sizes import FixedForm, FollowsForm, SizesForm
from normalizer.values import Ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizer.resolve.forms import Form
    from normalizer.resolve.shapes import Shapes
    from normalizer.resolve.tiers import Tiers
    from normalizer.values import Tier
    from normalizer.values.measure import Fraction2

UNKNOWN = "unknown"


def form_facts(forms: Sequence[Form]) -> dict[tuple[str, str], Any]:
    """Give the facts of all forms; a part that a second form has too is told apart by the form's number."""
    found: dict[tuple[str, str], Any] = {("forms of sizes", ""): [form_name(form) for form in forms]}
    for number, form in enumerate(forms, 1):
        own = list(_form(form))
        twice = any((part, "") in found for (part, _), _ in own)
        for (part, aspect), value in own:
            found[f"{part} (form {number})" if twice else part, aspect] = value
    return found


def form_name(form: Form) -> str:
    """Name the kind of a form as the documents do."""
    if isinstance(form, RatiosForm):
        return "tiers" if form.shapes is None else "table" if form.cells else "ratios"
    kinds: tuple[tuple[type[Form], str], ...] = (
        (SizesForm, "sizes"),
        (FreeForm, "free"),
        (FixedForm, "fixed"),
        (FollowsForm, "follows"),
    )
    return next(name for kind, name in kinds if isinstance(form, kind))


def _form(form: Form) -> Iterator[tuple[tuple[str, str], Any]]:
    if isinstance(form, RatiosForm):
        yield from _ratios(form)
    elif isinstance(form, SizesForm):
        yield ("sizes", ""), _listed({_pixels(size): word for size, word in form.offered.items()}, known=form.is_known)
        yield ("sizes", "others pass"), form.is_open
        yield from _limits("limits of other sizes", form.limits)
    elif isinstance(form, FreeForm):
        yield ("limits", ""), True if form.is_known else UNKNOWN
        yield from _limits("limits", form.limits)
        yield ("limits", "multiple of"), UNKNOWN if form.is_even else form.limits.step
    elif isinstance(form, FixedForm):
        yield ("fixed size", ""), _pixels(form.size)
    elif isinstance(form, FollowsForm):
        yield ("size follows", ""), form.source
    yield (f"{form_name(form)} written", ""), written(form.fields)
    yield (f"{form_name(form)} written", "p tiers by the short edge"), form.short_edge
    yield (f"{form_name(form)} written", "tier in the upstream id"), form.tier_elsewhere


def _ratios(form: RatiosForm) -> Iterator[tuple[tuple[str, str], Any]]:
    if form.shapes is not None:
        yield ("aspect_ratios", ""), _shapes(form.shapes)
        yield ("aspect_ratios", "others pass"), form.shapes.is_open
        yield from _limits("limits of other ratios", form.limits)
    if form.tiers is not None:
        yield ("tiers", ""), _tiers(form.tiers)
        yield ("tiers", "others pass"), form.tiers.is_open
    if form.shapes is not None and form.tiers is not None and form.cells:
        rows = zip(form.shapes.names, form.cells, strict=True)
        names = form.tiers.names
        cells = {
            f"{ratio} {tier}": _pixels(cell)
            for ratio, row in rows
            for tier, cell in zip(names, row, strict=True)
            if cell is not None
        }
        yield ("table", ""), cells
    yield ("pixels", ""), _tier(form.pixels)
    yield ("shape", ""), "input" if form.follows_input else None if form.shape is None else str(Ratio.of(*form.shape))


def _listed(words: dict[str, Any], *, known: bool) -> Any:
    return {name: wire_value(word) for name, word in words.items()} if known else UNKNOWN


def _shapes(shapes: Shapes) -> Any:
    if shapes.lowest is not None and shapes.highest is not None:
        return f"{shapes.lowest} to {shapes.highest}"
    return _listed(dict(zip(shapes.names, shapes.words, strict=True)), known=shapes.is_known)


def _tiers(tiers: Tiers) -> Any:
    return _listed(dict(zip(tiers.names, tiers.words, strict=True)), known=tiers.is_known)


def _tier(tier: Tier | None) -> str | None:
    if tier is None:
        return None
    return f"{tier.lines}p" if tier.lines else f"{tier.numerator / tier.denominator:g} pixels"


def _pixels(size: Fraction2) -> str:
    return f"{size[0]}x{size[1]}"


def _limits(part: str, limits: Limits | None) -> Iterator[tuple[tuple[str, str], Any]]:
    if limits is None:
        return
    endless = ENDLESS * ENDLESS
    yield (part, "smallest width"), limits.min_width
    yield (part, "largest width"), None if limits.max_width >= ENDLESS else limits.max_width
    yield (part, "smallest height"), limits.min_height
    yield (part, "largest height"), None if limits.max_height >= ENDLESS else limits.max_height
    yield (part, "fewest pixels"), limits.min_pixels
    yield (part, "most pixels"), None if limits.max_pixels >= endless else limits.max_pixels
    yield (part, "tallest ratio"), None if limits.min_ratio == (1, ENDLESS) else str(Ratio.of(*limits.min_ratio))
    yield (part, "widest ratio"), None if limits.max_ratio == (ENDLESS, 1) else str(Ratio.of(*limits.max_ratio))
