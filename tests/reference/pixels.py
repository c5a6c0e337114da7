"""Forms that take or state pixels: sizes, free, fixed, follows (R4.3, R4.4, R4.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import words
from .fit import fit, read_box
from .measures import SAME_SHAPE, Scale, Size, area, cost, distance, shape_of, shape_ties
from .target import Candidate, Target

if TYPE_CHECKING:
    from fractions import Fraction

    from .wish import Form, Wish

BOTH = frozenset({"shape", "scale"})


def short_edge(form: Form) -> bool:
    """R3.2."""
    return bool(form.get("tier_rule") == "short_edge")


def of_sizes(index: int, form: Form, wish: Wish, target: Target) -> Candidate:
    """R4.3: the listed size of least cost."""
    if form["sizes"] == "unknown":
        return _unlisted(index, form, wish)
    sizes = [size for size in map(words.read_size, form["sizes"]) if size]
    passes = bool(form.get("open")) and wish.size is not None and read_box(_limits(form)).holds(wish.size)
    if wish.size is not None and (wish.size in sizes or passes):
        return _made(index, wish.size, area(wish.size), hit=wish.size in sizes)
    if wish.shape is None and wish.scale is not None and _lonely(sizes, target):
        return _nothing(index, form, wish.scale, target)
    shape = wish.shape or target.missing_shape()
    scale = wish.scale or target.missing_scale()
    pixels = scale.pixels(shape, short_edge=short_edge(form))
    mode = target.mode if wish.scale is not None else "nearest"

    def key(size: Size) -> tuple[Any, ...]:
        price = cost(distance(shape_of(size), shape), distance(area(size), pixels))
        return price, *shape_ties(shape_of(size), shape, target.default.shape), area(size)

    if mode == "nearest":
        return _made(index, min(sizes, key=key), pixels)

    def closeness(size: Size) -> tuple[Any, ...]:
        return distance(shape_of(size), shape), *shape_ties(shape_of(size), shape, target.default.shape)

    chosen = shape_of(min(sizes, key=closeness))
    alike = [size for size in sizes if distance(shape_of(size), chosen) <= SAME_SHAPE]
    area_of_choice = keep_bound([area(size) for size in alike], pixels, mode)
    return _made(index, min((size for size in alike if area(size) == area_of_choice), key=key), pixels)


def _unlisted(index: int, form: Form, wish: Wish) -> Candidate:
    """R4.9: where the list is not known only pixels can be sent as asked."""
    if wish.size is not None:
        return _made(index, wish.size, area(wish.size), hit=True)
    asked = wish.scale.pixels(wish.shape, short_edge=short_edge(form)) if wish.scale else None
    return Candidate(index, asked_pixels=asked, sends=False)


def keep_bound(offered: list[Fraction], asked: Fraction, mode: str) -> Fraction:
    """R9.1: the smallest not below the asked one, the largest if all are below; or the other way round."""
    if mode == "at_least":
        return min((value for value in offered if value >= asked), default=max(offered))
    return max((value for value in offered if value <= asked), default=min(offered))


def of_free(index: int, form: Form, wish: Wish, target: Target) -> Candidate:
    """R4.4: the wish as a rectangle, fitted into the limits."""
    limits = _limits(form)
    if wish.size is not None and form["limits"] == "unknown":
        return _made(index, wish.size, area(wish.size))  # R4.9: sent as asked
    shape = wish.shape or target.missing_shape()
    scale = wish.scale or target.missing_scale()
    pixels = scale.pixels(shape, short_edge=short_edge(form))
    box = read_box(limits)
    mode = target.mode if wish.scale is not None else "nearest"
    fitted = fit(box, shape, pixels, mode=mode, default=target.default.shape)
    rounded = set()
    if not box.named and fitted.neighbour and wish.size is None:
        rounded = {half for half, off in (("shape", fitted.bent), ("scale", fitted.scaled)) if not off}
    made = _made(index, fitted.size, pixels, rounded=frozenset(rounded))
    return made if not fitted.bent else _bend(made)


def of_fixed(index: int, form: Form, wish: Wish, _target: Target) -> Candidate:
    """R4.5: nothing to choose; the shape that comes out is known."""
    size = words.read_size(form["fixed"])
    shape = shape_of(size) if size else None
    asked = wish.scale.pixels(shape, short_edge=short_edge(form)) if wish.scale else None
    return Candidate(index, size=size, shape=shape, scale=area(size) if size else None, asked_pixels=asked, sends=False)


def of_follows(index: int, form: Form, wish: Wish, target: Target) -> Candidate:
    """R2.6: what comes out is the input's size, where that is known."""
    size = target.input_size
    if size is None:
        return Candidate(index, sends=False)
    return of_fixed(index, {**form, "fixed": f"{size[0]}x{size[1]}"}, wish, target)


def _limits(form: Form) -> dict[str, Any]:
    """Return the limits beside or instead of a list; unknown ones are none, their multiple unknown too (R5.7)."""
    limits = form.get("limits", {})
    return {"multiple_of": "unknown"} if limits == "unknown" else dict(limits)


def _made(
    index: int, size: Size, asked: Fraction, *, hit: bool = False, rounded: frozenset[str] = frozenset()
) -> Candidate:
    return Candidate(
        index, size=size, shape=shape_of(size), scale=area(size), asked_pixels=asked, carries=BOTH, hit=hit,
        rounded=rounded,
    )  # fmt: skip


def _bend(made: Candidate) -> Candidate:
    return Candidate(
        made.form, size=made.size, shape=made.shape, scale=made.scale, asked_pixels=made.asked_pixels, carries=BOTH,
        rounded=made.rounded, bent=True,
    )  # fmt: skip


def _lonely(sizes: list[Size], target: Target) -> bool:
    """R2.4: no size but the default has the default's shape."""
    default = target.default
    if default.shape is None:
        return False
    pixels = default.scale.pixels(default.shape, short_edge=False) if default.scale else None
    alike = [size for size in sizes if distance(shape_of(size), default.shape) <= SAME_SHAPE]
    return all(shape_of(size) == default.shape and area(size) == pixels for size in alike)


def listed_default(form: Form, target: Target) -> Size | None:
    """Return the listed size that the default names by shape and scale."""
    default = target.default
    if default.shape is None or default.scale is None:
        return None
    pixels = default.scale.pixels(default.shape, short_edge=short_edge(form))
    sizes = (words.read_size(text) for text in form["sizes"])
    return next((size for size in sizes if size and shape_of(size) == default.shape and area(size) == pixels), None)


def _nothing(index: int, form: Form, asked: Scale, target: Target) -> Candidate:
    """R2.4: nothing is sent, the default comes out; where the field is required, the default is sent (R1.6)."""
    default = target.default
    rule = short_edge(form)
    required = "size" in (target.block.get("required") or ())
    pixels = default.scale.pixels(default.shape, short_edge=rule) if default.scale else None
    wanted = asked.pixels(default.shape, short_edge=rule)
    return Candidate(
        index,
        size=default.size or listed_default(form, target),
        shape=default.shape,
        scale=pixels,
        asked_pixels=wanted,
        sends=required and default.size is not None,
        met=pixels == wanted,
    )
