"""Forms of words without pixels: ratios and tiers (R4.2, R4.5), and the choice of a tier for tables too."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from . import words
from .measures import Scale, Size, area, distance, frame_name, ratio_text, shape_of, shape_ties
from .pixels import keep_bound, short_edge
from .target import Candidate, Target, mixes
from .wish import Form, Wish, is_range, says

if TYPE_CHECKING:
    from fractions import Fraction

Cells = Mapping[str, Size]


@dataclass(frozen=True, slots=True)
class Shape:
    """A ratio as it would be written; the value alone where nothing is written."""

    text: str | None
    value: Fraction | None
    listed: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier as it would be written. `meets`: it is what was asked, whatever its pixels; `listed`: by its name."""

    text: str | None = None
    pixels: Fraction | None = None
    meets: bool = False
    listed: bool = False


def of_ratios(index: int, form: Form, wish: Wish, target: Target) -> Candidate:
    """R4.2: the closest shape, then the nearest tier."""
    shape = _shape(form, wish, target)
    tiers = form.get("tiers")
    tier, asked = Tier(), None
    if wish.scale is not None:
        asked = wish.scale.pixels(shape.value, short_edge=short_edge(form))
    if tiers is not None and wish.scale is not None:
        tier = choose_tier(form, wish.scale, shape.value, wish=wish, mode=target.mode)
    elif tiers is not None and target.must_write("resolution", form):
        tier = choose_tier(form, target.missing_scale(), shape.value)
    pixels = words.read_scale(form["pixels"]) if "pixels" in form else target.default.scale  # R2.3
    only = pixels.pixels(shape.value, short_edge=short_edge(form)) if pixels and tiers is None else None
    scale = only if tiers is None else tier.pixels
    carries = frozenset({"shape"} if tiers is None else {"shape", "scale"})
    listed = (wish.shape is None or shape.listed) and (wish.scale is None or tier.listed)
    return Candidate(
        index,
        ratio=shape.text,
        tier=tier.text,
        shape=shape.value,
        scale=scale,
        asked_pixels=asked,
        meets_scale=tier.meets and wish.scale is not None,
        carries=carries,
        sends=shape.text is not None or tier.text is not None,
        hit=listed and wish.size is None,
    )


def of_tiers(index: int, form: Form, wish: Wish, target: Target) -> Candidate:
    """R4.5: scale alone; the file declares the shape that comes out."""
    declared = form.get("shape", "unknown")
    if declared == "input":
        shape = shape_of(target.input_size) if target.input_size else None
    else:
        shape = words.read_ratio(declared)
    tier, asked = Tier(), None
    if wish.scale is not None:
        asked = wish.scale.pixels(shape, short_edge=short_edge(form))
        tier = choose_tier(form, wish.scale, shape, wish=wish, mode=target.mode)
    elif target.must_write("resolution", form):
        tier = choose_tier(form, target.missing_scale(), shape)
    return Candidate(
        index,
        tier=tier.text,
        shape=shape,
        scale=tier.pixels,
        asked_pixels=asked,
        meets_scale=tier.meets and wish.scale is not None,
        carries=frozenset({"scale"} if tier.text or wish.scale is None else ()),
        sends=tier.text is not None,
        hit=wish.shape is None and tier.listed,
    )


def choose_tier(
    form: Form,
    scale: Scale,
    shape: Fraction | None,
    *,
    wish: Wish | None = None,
    mode: str = "nearest",
    cells: Cells | None = None,
) -> Tier:
    """R4.2: by true pixels where there are cells, by R3.2 otherwise; `wish` is absent for a half nobody asked for."""
    rule = short_edge(form)
    asked = scale.pixels(shape, short_edge=rule)
    if form["tiers"] == "unknown":
        if wish and wish.size:
            return Tier()  # pixels are no word of a tier
        return Tier(scale.text or None, asked, meets=True)
    offered: dict[str, Fraction] = {}
    for text in form["tiers"]:
        ours = words.read_scale(text)
        if cells is None and ours:
            offered[text] = ours.pixels(shape, short_edge=rule)
        elif cells and text in cells:
            offered[text] = area(cells[text])
    named = _named(form, scale, shape, wish, by_pixels=cells is None)
    if named in offered:
        return Tier(named, offered[named], meets=True, listed=True)
    if named is None and form.get("open") and wish and wish.size is None and not (cells and mixes(form)):
        return Tier(scale.text, asked, meets=True)
    if mode == "nearest":
        chosen = min(offered, key=lambda text: (distance(offered[text], asked), offered[text]))
    else:
        bound = keep_bound(list(offered.values()), asked, mode)
        chosen = next(text for text, pixels in offered.items() if pixels == bound)
    return Tier(chosen, offered[chosen])


def _named(form: Form, scale: Scale, shape: Fraction | None, wish: Wish | None, *, by_pixels: bool) -> str | None:
    """Find the tier asked by a word, as a named frame (R3.7), or by an equal unit (R4.2), in this order."""
    tiers: dict[str, object] = form["tiers"]
    texts = [scale.text]
    if wish and wish.size:
        texts = [name for name in [frame_name(wish.size)] if name]
    for text in texts:
        by_wire = (ours for ours, wire in tiers.items() if wish and says(text, wire))
        by_name = (ours for ours in tiers if says(text, ours))
        named = next(by_wire, None) or next(by_name, None)
        if named:
            return named
    if wish and wish.size:
        return None
    asked = scale.pixels(shape, short_edge=short_edge(form))
    for ours in tiers:
        tier = words.read_scale(ours)
        comparable = tier and (by_pixels or scale.unit != "WxH" or tier.unit == "WxH")
        if tier and comparable and tier.pixels(shape, short_edge=short_edge(form)) == asked:
            return ours
    return None


def _shape(form: Form, wish: Wish, target: Target) -> Shape:
    """Choose the ratio to write; without a wish only where it must be written (R2.4), else the default's value."""
    listing = form["aspect_ratios"]
    asked = wish.shape
    if asked is None:
        if not target.must_write("aspect_ratio", form):
            return Shape(None, target.default.shape or _only(form))
        asked = target.missing_shape()
    if listing == "unknown":
        return Shape(ratio_text(asked), asked)
    if is_range(listing):
        low, high = words.read_ratio(listing["min"]), words.read_ratio(listing["max"])
        held = min(max(asked, low or asked), high or asked)
        return Shape(ratio_text(held), held)
    passes = bool(form.get("open")) and wish.shape is not None and wish.size is None
    return nearest_shape(list(listing), asked, target.default.shape, passes=passes)


def _only(form: Form) -> Fraction | None:
    """Give a single ratio comes out whatever is asked."""
    listing = form["aspect_ratios"]
    single = isinstance(listing, dict) and len(listing) == 1 and not form.get("open")
    return words.read_ratio(next(iter(listing))) if single else None


def nearest_shape(listing: list[str], asked: Fraction, default: Fraction | None, *, passes: bool) -> Shape:
    """R4.2 with the ties of R3.4; an open list lets an unlisted ratio pass (R4.9)."""
    values = {text: value for text in listing if (value := words.read_ratio(text))}
    text = min(values, key=lambda text: (distance(values[text], asked), *shape_ties(values[text], asked, default)))
    if passes and values[text] != asked:
        return Shape(ratio_text(asked), asked)
    return Shape(text, values[text], listed=values[text] == asked)
