"""How far apart two shapes or two scales are, exactly, and who wins a tie (R3)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

Size = tuple[int, int]

ONE = Fraction(1)
UNKNOWN = Fraction(2)  # R3.6: a half of the answer that cannot be known
SAME_SHAPE = Fraction(103, 100)  # R2.4: sizes this close have one shape
WIDE = Fraction(16, 9)
FRAMES = {(3840, 2160): "4k", (4096, 2160): "4k", (7680, 4320): "8k"}  # R3.7


@dataclass(frozen=True, slots=True)
class Scale:
    """A number of pixels as it was written: `text` is kept for words, `number` counts in `unit`."""

    unit: str  # "K", "MP", "p", or "WxH" for a plain number of pixels
    number: Fraction
    text: str

    def pixels(self, shape: Fraction | None, *, short_edge: bool) -> Fraction:
        """R3.2; without a known shape a tier in lines is its 16:9 frame."""
        if self.unit == "K":
            return (1024 * self.number) ** 2
        if self.unit == "MP":
            return self.number * 1024**2
        if self.unit == "p":
            frame = WIDE if shape is None or not short_edge else max(shape, 1 / shape)
            return self.number**2 * frame
        return self.number


def distance(a: Fraction, b: Fraction) -> Fraction:
    """R3.1 for shapes, R3.3 for scales; 1 is the same."""
    return max(a / b, b / a)


def cost(shape_distance: Fraction, scale_distance: Fraction) -> Fraction:
    """R3.6."""
    return shape_distance**16 * scale_distance


def shape_of(size: Size) -> Fraction:
    """Width to height."""
    return Fraction(size[0], size[1])


def area(size: Size) -> Fraction:
    """How many pixels a rectangle has."""
    return Fraction(size[0] * size[1])


def shape_ties(shape: Fraction, wish: Fraction, default: Fraction | None) -> tuple[bool, Fraction, bool, bool]:
    """R3.4 as a key, the smallest wins: the wish's orientation, near square, the default's shape, landscape."""
    return (
        _orientation(shape) != _orientation(wish),
        max(shape, 1 / shape),
        shape != default,
        shape < 1,
    )


def _orientation(shape: Fraction) -> int:
    return (shape > 1) - (shape < 1)


def frame_name(size: Size) -> str | None:
    """R3.7: the tier a named frame meets, turned frames too."""
    return FRAMES.get(size) or FRAMES.get((size[1], size[0]))


def ratio_text(shape: Fraction) -> str:
    """Lowest whole numbers."""
    return f"{shape.numerator}:{shape.denominator}"
