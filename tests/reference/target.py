"""What a target is when nothing is asked, and the answer of one form with its distances (R3.6, R4.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from . import words
from .measures import ONE, UNKNOWN, WIDE, Scale, Size, area, cost, distance, shape_of

if TYPE_CHECKING:
    from fractions import Fraction

    from .wish import Block, Form, Wish

MIXING = ("{width}", "{height}", "{size}")
OF_RATIO = ("{ratio}", "{ratio_width}", "{ratio_height}")
OF_TIER = ("{tier}", "{megapixels}")


@dataclass(frozen=True, slots=True)
class Default:
    """What comes out when nothing is asked, as far as it is known."""

    shape: Fraction | None = None
    scale: Scale | None = None
    size: Size | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """A block and all that decides beside the wish."""

    block: Block
    media: str
    default: Default
    mode: str = "nearest"
    input_size: Size | None = None

    @property
    def assumed(self) -> Default:
        """R2.4: stands in for a half of the default that is not known."""
        if self.media == "video":
            return Default(WIDE, Scale("WxH", area((1280, 720)), ""), (1280, 720))
        return Default(ONE, Scale("WxH", area((1024, 1024)), ""), (1024, 1024))

    def missing_shape(self) -> Fraction:
        """Return the shape of a rectangle of which only the scale was asked."""
        return self.default.shape or self.assumed.shape or ONE

    def missing_scale(self) -> Scale:
        """Return the scale of a rectangle of which only the shape was asked."""
        return self.default.scale or self.assumed.scale or Scale("MP", ONE, "")

    def must_write(self, parameter: str, form: Form) -> bool:
        """R2.4: whether this half is written though nobody asked for it."""
        required = self.block.get("required") or ()
        return mixes(form) or parameter in required or "size" in required


def read_default(text: str | None, forms: list[Form]) -> Default:
    """`1:1 1K`, `1024x768`, `2K`, `auto`, `auto 720p`; a word that is `auto` is not known.

    A tier alone has the shape that its form declares (R4.5).
    """
    parts = (text or "auto").split(" ")
    if len(parts) == 1:
        size = words.read_size(parts[0])
        if size:
            return Default(shape_of(size), Scale("WxH", area(size), ""), size)
    shape, scale = None, None
    for part in parts:
        shape = shape or words.read_ratio(part) if "x" not in part else shape
        scale = scale or words.read_scale(part)
    declared = [form["shape"] for form in forms if "shape" in form and parts[0] in form["tiers"]]
    if shape is None and declared:
        shape = words.read_ratio(declared[0])
    return Default(shape, scale)


def mixes(form: Form) -> bool:
    """R2.4, R4.8: whether shape and scale go into one text, or into width and height."""
    return any(_mixes(template) for template in _templates(form.get("write")))


def _mixes(template: str) -> bool:
    whole = any(word in template for word in MIXING)
    both = any(word in template for word in OF_RATIO) and any(word in template for word in OF_TIER)
    return whole or both


def _templates(tree: Any) -> list[str]:
    if isinstance(tree, dict):
        return [text for branch in tree.values() for text in _templates(branch)]
    if isinstance(tree, list):
        return [text for branch in tree for text in _templates(branch)]
    return [tree] if isinstance(tree, str) else []


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one form would give. `shape` and `scale` are what comes out; None where that cannot be known."""

    form: int
    ratio: str | None = None
    tier: str | None = None
    size: Size | None = None
    shape: Fraction | None = None
    scale: Fraction | None = None
    asked_pixels: Fraction | None = None  # the asked scale, as this form counts it
    meets_scale: bool = False  # the tier was named, so its pixels do not matter (R4.2, R3.7)
    carries: frozenset[str] = frozenset()  # the halves this form has a field for
    sends: bool = True
    met: bool = False  # R2.4: what was asked comes out though nothing is sent
    hit: bool = False  # R4.1
    rounded: frozenset[str] = field(default=frozenset())  # halves off by whole pixels alone (R6.6)
    bent: bool = False

    def shape_distance(self, wish: Wish) -> Fraction | None:
        """Return None when no shape was asked."""
        if wish.shape is None:
            return None
        return UNKNOWN if self.shape is None else distance(self.shape, wish.shape)

    def scale_distance(self, wish: Wish) -> Fraction | None:
        """Return None when no scale was asked."""
        if wish.scale is None:
            return None
        if self.meets_scale:
            return ONE
        if self.scale is None or self.asked_pixels is None:
            return UNKNOWN
        return distance(self.scale, self.asked_pixels)

    def cost(self, wish: Wish) -> Fraction:
        """Between forms a half that nobody asked for counts 1."""
        return cost(self.shape_distance(wish) or ONE, self.scale_distance(wish) or ONE)

    def keeps(self, mode: str) -> bool:
        """R9.1, R4.6: whether the answer is not below, or not above, the asked scale."""
        if self.meets_scale:
            return True
        if self.scale is None or self.asked_pixels is None:
            return False
        return self.scale >= self.asked_pixels if mode == "at_least" else self.scale <= self.asked_pixels
