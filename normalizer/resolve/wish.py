"""What is wished and what is answered, in pixels alone: the words that all of `resolve` shares (R2.5).

A wish keeps up to three facts until the end: exact pixels, a shape, a scale. It is never turned into another
form and back on the way.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalizer.values.measure import SAME, UNKNOWN, Fraction2, distance

if TYPE_CHECKING:
    from normalizer.fit import Direction
    from normalizer.resolve.forms import Form
    from normalizer.values import Tier

SHAPE, SCALE = "aspect_ratio", "resolution"
"""The two halves of a wish go by the names of their parameters."""

BOTH = frozenset({SHAPE, SCALE})


class Wish(NamedTuple):
    """What the caller wants: `size` in pixels, `shape` in lowest terms, `scale` in pixels.

    `word` is the scale as the caller wrote it, where it was asked by a unit or a word; `shape_by` and `scale_by`
    name the request keys that decided (R2).
    """

    size: Fraction2 | None = None
    shape: Fraction2 | None = None
    scale: Tier | None = None
    word: str | None = None
    shape_by: str | None = None
    scale_by: str | None = None

    @property
    def pixels(self) -> Fraction2 | None:
        """The asked scale in pixels, where it depends on no shape."""
        return None if self.scale is None else (self.scale.numerator, self.scale.denominator)


class Default(NamedTuple):
    """What comes out when nothing is asked; a half that is unknown, or left to the provider, is `None`."""

    shape: Fraction2 | None = None
    scale: Tier | None = None
    word: str | None = None
    size: Fraction2 | None = None


class Setting(NamedTuple):
    """What a choice depends on beside the wish: the target's default, the medium's fallback, policy, input.

    `needs_shape` and `needs_scale` say that the provider refuses to miss that half.
    """

    default: Default
    fallback: Fraction2
    direction: Direction = "nearest"
    input_size: Fraction2 | None = None
    needs_shape: bool = False
    needs_scale: bool = False


class Answer:
    """One form's answer to a wish: what comes out, how far it is from the wish, and how it came about.

    `shape` and `scale` are what comes out, `None` where that cannot be known. `ratio` and `tier` point into the
    form's lists. The distances are `None` where that half was not asked; in the halves of `whole` they come from
    rounding to whole pixels alone. `unverified` says that nobody knows whether it is legal: the scale where there is a
    `word`, the shape where it is `unsure`, else the size.
    """

    __slots__ = (
        "adjusted",
        "asked_scale",
        "assumed",
        "form",
        "literal",
        "ratio",
        "rounded",
        "scale",
        "scale_distance",
        "sends",
        "shape",
        "shape_distance",
        "size",
        "tier",
        "unsure",
        "unverified",
        "whole",
        "word",
    )

    def __init__(self, form: Form, shape: Fraction2 | None, scale: Fraction2 | None) -> None:
        self.form = form
        self.shape = shape
        self.scale = scale
        self.size: Fraction2 | None = None
        self.ratio: int | None = None
        self.tier: int | None = None
        self.shape_distance: Fraction2 | None = None
        self.scale_distance: Fraction2 | None = None
        self.literal = False
        self.sends = True
        self.rounded = False
        self.whole: frozenset[str] = frozenset()
        self.word: str | None = None
        self.unverified = False
        self.unsure = False
        self.assumed: str | None = None
        self.adjusted: str | None = None
        self.asked_scale: Fraction2 | None = None

    def measure(self, wish: Wish, asked_scale: Fraction2 | None) -> Answer:
        """Fill in the distances from a wish; an unknown half counts as distance 2 (R3.6)."""
        if wish.shape is not None:
            self.shape_distance = UNKNOWN if self.shape is None else distance(*self.shape, *wish.shape)
        if asked_scale is not None:
            self.asked_scale = asked_scale
            self.scale_distance = UNKNOWN if self.scale is None else distance(*self.scale, *asked_scale)
        return self

    def settled(self) -> Answer:
        """Count whole pixels as what was asked where the file names no multiple (R6.6): once the choice is made."""
        if SHAPE in self.whole and self.shape_distance is not None:
            self.shape_distance = SAME
        if SCALE in self.whole and self.scale_distance is not None:
            self.scale_distance = SAME
        return self

    @property
    def shape_is_exact(self) -> bool:
        """Tell whether the asked shape comes out, or none was asked."""
        return self.shape_distance is None or self.shape_distance[0] == self.shape_distance[1]

    @property
    def scale_is_exact(self) -> bool:
        """Tell whether the asked scale comes out, or none was asked."""
        return self.scale_distance is None or self.scale_distance[0] == self.scale_distance[1]


def asked_pixels(wish: Wish, shape: Fraction2 | None, *, short_edge: bool) -> Fraction2 | None:
    """Give the asked scale in pixels, at a shape where a p tier depends on it (R3.2)."""
    if wish.scale is None or shape is None or wish.size is not None:
        return wish.pixels
    return wish.scale.pixels_at(*shape, short_edge=short_edge)
