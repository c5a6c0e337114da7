"""Compile what a file says about sizes: its forms, and what comes out when nothing is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.capability import Form as FormFacts
from normalizer.capability import Limits as LimitFacts
from normalizer.capability import RatioRange
from normalizer.compile.shared import shared, shared_field
from normalizer.fit import Limits, with_points
from normalizer.resolve.free import FreeForm
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.shapes import Shapes
from normalizer.resolve.sizes import FixedForm, FollowsForm, SizesForm
from normalizer.resolve.tiers import Tiers
from normalizer.resolve.wish import Default
from normalizer.values import Ratio, Size, Tier
from normalizer.write import Field, FieldWord

if TYPE_CHECKING:
    from normalizer.resolve.forms import Form
    from normalizer.values.measure import Fraction2

UNKNOWN_MULTIPLE = 2
"""Sides are rounded to even numbers where the multiple is not known (R5.7)."""


def form_of(facts: FormFacts, *, tier_in_model: bool) -> Form:
    """Compile one form; raises `ValueError` with a sentence where the facts make no sense."""
    key = tier_in_model, facts.said
    return shared(key, lambda: _made(facts, tier_in_model=tier_in_model))


def _made(facts: FormFacts, *, tier_in_model: bool) -> Form:
    fields = fields_of(facts.write) + appended(facts.append)
    short_edge = facts.tier_rule == "short_edge"
    if facts.kind == "sizes":
        return _sizes(facts, fields, short_edge=short_edge)
    if facts.kind == "free":
        return _free(facts, fields, short_edge=short_edge)
    if facts.kind == "fixed":
        return FixedForm(tuple(Size.parse(str(facts.fixed))))  # type: ignore[arg-type]  # a Size is a pair
    if facts.kind == "follows":
        return FollowsForm(str(facts.follows))
    return _ratios(facts, fields, short_edge=short_edge, tier_in_model=tier_in_model)


def fields_of(write: dict[str, Any]) -> tuple[Field, ...]:
    """Compile a `write` map."""
    return tuple(shared_field(path, raw) for path, raw in write.items())


def appended(append: dict[str, Any]) -> tuple[Field, ...]:
    """Compile an `append` map: each text is one field of its own."""
    return tuple(
        shared_field(path, raw, adds=True)
        for path, texts in append.items()
        for raw in (texts if isinstance(texts, (list, tuple)) else [texts])
    )


def word_of(wire: Any) -> Any:
    """Give the provider's word; a map of fields becomes the fields that stand for the word."""
    return FieldWord(fields_of(wire)) if isinstance(wire, dict) else wire


def _sizes(facts: FormFacts, fields: tuple[Field, ...], *, short_edge: bool) -> Form:
    listed = facts.sizes if isinstance(facts.sizes, dict) else {}
    offered: dict[Fraction2, Any] = {tuple(Size.parse(name)): word_of(wire) for name, wire in listed.items()}  # type: ignore[misc]  # a pair
    limits = limits_of(facts.limits)[0] if isinstance(facts.limits, LimitFacts) else None
    known = facts.sizes != "unknown"
    return SizesForm(offered, fields, short_edge=short_edge, is_open=facts.open, is_known=known, limits=limits)


def _free(facts: FormFacts, fields: tuple[Field, ...], *, short_edge: bool) -> Form:
    if not isinstance(facts.limits, LimitFacts):
        limits = Limits.of(step=UNKNOWN_MULTIPLE)
        return FreeForm(limits, fields, short_edge=short_edge, is_even=True, is_known=False)
    limits, is_even = limits_of(facts.limits)
    return FreeForm(with_points(limits), fields, short_edge=short_edge, is_even=is_even, is_known=True)


def limits_of(facts: LimitFacts) -> tuple[Limits, bool]:
    """Compile limits; the second value tells that the multiple is not known."""
    is_even = facts.multiple_of == "unknown"
    step = UNKNOWN_MULTIPLE if is_even else facts.multiple_of or 1
    low, high = facts.min_edge, facts.max_edge
    limits = Limits.of(
        width=(_larger(facts.min_width, low), _smaller(facts.max_width, high)),
        height=(_larger(facts.min_height, low), _smaller(facts.max_height, high)),
        pixels=(facts.min_pixels, facts.max_pixels),
        ratio=(_ratio(facts.min_ratio), _ratio(facts.max_ratio)),
        step=int(step),
    )
    return limits, is_even


def _larger(one: int | None, other: int | None) -> int | None:
    return max((bound for bound in (one, other) if bound is not None), default=None)


def _smaller(one: int | None, other: int | None) -> int | None:
    return min((bound for bound in (one, other) if bound is not None), default=None)


def _ratio(text: str | None) -> Fraction2 | None:
    return None if text is None else tuple(Ratio.parse(text))  # type: ignore[return-value]  # a Ratio is a pair


def _ratios(facts: FormFacts, fields: tuple[Field, ...], *, short_edge: bool, tier_in_model: bool) -> Form:
    tiers = None
    if facts.tiers is not None:
        offered = facts.tiers if isinstance(facts.tiers, dict) else {}
        words = {name: word_of(wire) for name, wire in offered.items()}
        tiers = Tiers.of(words, short_edge=short_edge, is_open=facts.open, is_known=facts.tiers != "unknown")
    shapes, cells = _shapes(facts)
    declared = None if facts.shape in {None, "input", "unknown"} else Ratio.parse(str(facts.shape))
    return RatiosForm(
        shapes,
        tiers,
        fields,
        cells=cells,
        pixels=None if facts.pixels is None else Tier.parse(facts.pixels),
        shape=declared,
        follows=facts.shape == "input",
        tier_elsewhere=tier_in_model,
        limits=limits_of(facts.limits)[0] if isinstance(facts.limits, LimitFacts) else None,
    )


def _shapes(facts: FormFacts) -> tuple[Shapes | None, list[list[Fraction2 | None]]]:
    if facts.table is not None:
        shapes = Shapes.of({name: name for name in facts.table}, is_open=facts.open)
        rows = [facts.table[name] for name in shapes.names]
        return shapes, [[None if cell is None else tuple(Size.parse(cell)) for cell in row] for row in rows]  # type: ignore[misc]  # a pair
    offered = facts.aspect_ratios
    if offered is None:
        return None, []
    if isinstance(offered, RatioRange):
        lowest, highest = Ratio.parse(offered.min), Ratio.parse(offered.max)
        if lowest > highest:
            raise ValueError(f"the tallest ratio stands first, got {lowest} to {highest}")
        return Shapes.between(lowest, highest), []
    if isinstance(offered, dict):
        return Shapes.of({name: word_of(wire) for name, wire in offered.items()}, is_open=facts.open), []
    return Shapes.of({}, is_known=False), []


def default_of(text: str | None, forms: tuple[Form, ...]) -> Default:
    """Compile `1:1 1K`, `1024x768`, `2K`, `auto`, `auto 720p`; absent or `auto` halves stay open (R2.4)."""
    shape: Fraction2 | None = None
    scale: Tier | None = None
    word: str | None = None
    size: Size | None = None
    parts = (text or "").split()
    for part in parts:
        if part == "auto":
            continue
        # beside a shape, pixels are the name of a tier
        size = Size.read(part) if len(parts) == 1 else None
        if size is not None:
            shape, scale = tuple(size.ratio), Tier(size.pixels, 1)  # type: ignore[assignment]  # a pair
            continue
        ratio = None if Size.read(part) else Ratio.read(part)
        if ratio is not None:
            shape = ratio
            continue
        scale, word = _offered_tier(part, forms), part
        if scale is None:
            raise ValueError(f"default: {part} is neither a size, a ratio nor a tier")
    if shape is None:
        shape = next((form.shape for form in forms if isinstance(form, RatiosForm) and form.shape is not None), None)
    return Default(shape, scale, word, None if size is None else tuple(size))  # type: ignore[arg-type]  # a pair


def only_size(forms: tuple[Form, ...]) -> str | None:
    """Name the size that is the only one on offer; nothing where there are more, or not all are known."""
    form = forms[0] if len(forms) == 1 else None
    if not isinstance(form, SizesForm) or form.is_open or not form.is_known or len(form.offered) != 1:
        return None
    width, height = next(iter(form.offered))
    return f"{width}x{height}"


def _offered_tier(word: str, forms: tuple[Form, ...]) -> Tier | None:
    for form in forms:
        tiers = form.tiers if isinstance(form, RatiosForm) else None
        if tiers is not None and word.lower() in tiers.meant:
            return tiers.tiers[tiers.meant[word.lower()]]
    return Tier.read(word)
