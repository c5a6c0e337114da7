"""What all forms share in which a target offers sizes (R4): each gives its own answer to a wish.

Exact sizes are in `sizes`, ratios and tiers in `ratios`, width and height inside limits in `free`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

from normalizer.resolve.wish import SCALE
from normalizer.values import Ratio
from normalizer.values.grammar import UNIT, plain
from normalizer.values.tier import SIDE
from normalizer.write import Field

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet

    from normalizer.resolve.wish import Answer, Setting, Wish
    from normalizer.values.measure import Fraction2

MEGAPIXEL = SIDE * SIDE
SELDOM = frozenset({"ratio", "ratio_width", "ratio_height", "megapixels"})
"""Placeholders that forms of exact pixels seldom have: filled only where a template asks for them."""

OwnFields = tuple[tuple[frozenset[str], tuple[Field, ...]], ...]
"""For each word with fields of its own: the halves it stands for, and the fields."""


class Form(ABC):
    """One way in which a target offers sizes: its fields, and the answer it gives.

    `mixes` says that one field carries both halves; `speaks_pixels` that its words are width and height, not ratios
    and tiers (R4.1).
    """

    speaks_pixels = False
    follows_input = False

    def __init__(self, fields: tuple[Field, ...], *, short_edge: bool = False, tier_elsewhere: bool = False) -> None:
        self.fields = fields
        self.short_edge = short_edge
        self.tier_elsewhere = tier_elsewhere
        self.names = frozenset().union(*(field.template.names for field in fields))
        self.mixes = any(field.needs_shape and field.needs_scale for field in fields)
        self.carries_shape = any(field.needs_shape for field in fields)
        self.carries_scale = tier_elsewhere or any(field.needs_scale for field in fields)

    @abstractmethod
    def answer(self, wish: Wish, setting: Setting) -> Answer:
        """Choose what comes closest to the wish."""

    def speaks(self, wish: Wish) -> bool:
        """Tell whether the wish is in the words of this form (R4.1)."""
        return self.speaks_pixels and wish.size is not None

    @property
    def certain(self) -> AbstractSet[str]:
        """Name the halves that are known whatever is asked."""
        return {SCALE} if self.tier_elsewhere else frozenset()

    def carries(self, wish: Wish) -> bool:
        """Tell whether a field could take anything of the wish."""
        return (self.carries_shape and wish.shape is not None) or (self.carries_scale and wish.scale is not None)

    def fill(self, answer: Answer) -> Mapping[str, Any]:
        """Give the values for the placeholders of the fields."""
        if answer.size is None:
            return {}
        width, height = answer.size
        values: dict[str, Any] = {"width": width, "height": height, "size": f"{width}x{height}"}
        if not self.names.isdisjoint(SELDOM):
            ratio = Ratio.of(width, height)
            values |= {"ratio": str(ratio), "ratio_width": ratio.width, "ratio_height": ratio.height}
            values["megapixels"] = plain(width * height * UNIT // MEGAPIXEL)
        return values

    def own_fields(self, answer: Answer) -> OwnFields:
        """Give the fields that the chosen words bring with them, in place of the template's for those halves."""
        del answer
        return ()

    def field_words(self) -> list[tuple[Field, ...]]:
        """List the words that bring fields of their own."""
        return []

    def ratio_text(self, answer: Answer) -> str | None:
        """Name the chosen shape as the file lists it, or in lowest terms."""
        return None if answer.shape is None else str(Ratio.of(*answer.shape))

    def tier_text(self, answer: Answer) -> str | None:
        """Name the chosen tier as the file lists it."""
        del answer
        return None

    def named(self, answer: Answer) -> Fraction2 | None:
        """Give the shape by whose name the answer is made, whatever pixels come out of it."""
        del answer
        return None

    def rivals(self, answer: Answer, wish: Wish) -> list[Fraction2]:
        """List the shapes on offer that are just as close as the chosen one: ties that R3.4 settled."""
        del answer, wish
        return []

    def shapes_on_offer(self) -> list[Fraction2]:
        """List the shapes this form can make, as far as they are listed; for suggestions."""
        return []

    def scales(self, answer: Answer) -> list[tuple[Fraction2, str]]:
        """List the scales on offer at the chosen shape, each with its name; for suggestions."""
        del answer
        return []

    @abstractmethod
    def narrowed(self, allowed: Narrowing) -> Form | None:
        """Give the form with less to choose from, itself where nothing changes, nothing where none is left."""


class Narrowing:
    """What a condition or a policy leaves of an offer: predicates on tiers, shapes and sizes, and a cap on pixels."""

    __slots__ = ("cap", "shape", "size", "tier")

    def __init__(self, *, tier: Any = None, shape: Any = None, size: Any = None, cap: int | None = None) -> None:
        self.tier = tier
        self.shape = shape
        self.size = size
        self.cap = cap

    def takes_size(self, size: Fraction2) -> bool:
        """Tell whether a size of a list is left."""
        return (
            (self.size is None or self.size(size))
            and (self.shape is None or self.shape(size))
            and (self.cap is None or size[0] * size[1] <= self.cap)
        )
