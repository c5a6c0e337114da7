"""Aspect ratios, tiers, and tables of both (R4.2, R4.5): the closest shape first, then the nearest tier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any

from normalizer.resolve.forms import MEGAPIXEL, Form, Narrowing, OwnFields
from normalizer.resolve.tiers import Tiers, nearest
from normalizer.resolve.wish import SCALE, SHAPE, Answer, Default, Setting, Wish, asked_pixels
from normalizer.values import Ratio, Tier
from normalizer.values.grammar import UNIT, plain
from normalizer.values.measure import SAME, Fraction2, distance, less

if TYPE_CHECKING:
    from normalizer.fit import Limits
    from normalizer.resolve.shapes import Shapes
    from normalizer.write import Field

Cells = Sequence[Sequence[Fraction2 | None]]
"""The published pixels: a row for each ratio in the order of `Shapes`, a size or a hole for each tier."""


class RatiosForm(Form):
    """Aspect ratios, maybe with tiers, maybe with the pixels that come out; or tiers alone (`shapes` absent).

    `shape` is what comes out where there are tiers alone (`None`: the input's, or not known); `pixels` is the scale
    that comes out where there are ratios alone.
    """

    def __init__(
        self,
        shapes: Shapes | None,
        tiers: Tiers | None,
        fields: tuple[Field, ...],
        *,
        cells: Cells,
        pixels: Tier | None,
        shape: Fraction2 | None,
        follows: bool,
        tier_elsewhere: bool,
        limits: Limits | None,
    ) -> None:
        short_edge = tiers is not None and tiers.short_edge
        super().__init__(fields, short_edge=short_edge, tier_elsewhere=tier_elsewhere and tiers is not None)
        self.shapes = shapes
        self.tiers = tiers
        self.cells = cells
        self.pixels = pixels
        self.shape = shape
        self.follows_input = follows
        self.limits = limits
        self.back = {
            size: (row, column) for row, sizes in enumerate(cells) for column, size in enumerate(sizes) if size
        }
        self.carries_shape = self.carries_shape or _brings_fields(shapes)
        self.carries_scale = self.carries_scale or _brings_fields(tiers)

    def answer(self, wish: Wish, setting: Setting) -> Answer:
        """Choose the closest shape, then the nearest tier of that shape."""
        if wish.size is not None and (cell := self.back.get(wish.size)):
            return self._cell(wish.size, cell, wish)
        answer = Answer(self, None, None)
        shape_hit = self._choose_shape(answer, wish, setting)
        scale_hit = self._choose_tier(answer, wish, setting)
        if answer.ratio is not None and answer.tier is not None and self.cells:
            answer.size = self.cells[answer.ratio][answer.tier]
        answer.adjusted = "closest_ratio"
        if wish.size is None:
            answer.literal = (
                shape_hit
                and scale_hit
                and (wish.shape is None or (self.carries_shape and answer.ratio is not None))
                and (wish.scale is None or (self.carries_scale and answer.tier is not None))
            )
        asked = asked_pixels(wish, answer.shape, short_edge=self.short_edge)
        if wish.size is not None and answer.size is not None and not shape_hit:
            answer.shape = answer.size  # other pixels are compared with those that come out, not with the row's name
        answer.measure(wish, asked)
        if scale_hit and wish.scale is not None:
            answer.scale_distance = SAME
        if answer.shape_is_exact:
            answer.adjusted = "nearest_tier"
        return answer

    def _cell(self, size: Fraction2, cell: tuple[int, int], wish: Wish) -> Answer:
        """Read the table backwards: the very pixels of a cell are asked (R4.1)."""
        answer = Answer(self, size, (size[0] * size[1], 1))
        answer.size = size
        answer.ratio, answer.tier = cell
        answer.literal = True
        return answer.measure(wish, wish.pixels)

    def _choose_shape(self, answer: Answer, wish: Wish, setting: Setting) -> bool:
        """Set ratio and shape; tell whether the asked shape is offered as it is."""
        shapes = self.shapes
        if shapes is None:
            answer.shape = setting.input_size if self.follows_input else self.shape
            return wish.shape is None or (answer.shape is not None and _equal(answer.shape, wish.shape))
        shape = wish.shape or setting.default.shape or shapes.only
        if shape is None:
            if not (self.mixes or setting.needs_shape):
                return True
            shape, answer.assumed = setting.fallback, "aspect_ratio"
        if not shapes.is_known:
            answer.shape = Ratio.of(*shape)
            answer.unsure = answer.unverified = wish.shape is not None
            return True
        if shapes.lowest is not None and shapes.highest is not None:
            answer.shape = _inside(shape, shapes.lowest, shapes.highest)
            return wish.shape is None  # a span lists no ratio that could be hit (R4.1)
        index = shapes.closest(shape, setting.default.shape)
        listed = shapes.ratios[index]
        passes = wish.shape is not None and wish.size is None and shapes.is_open and self._is_inside(shape)
        if passes and not _equal(listed, shape):
            answer.shape = shape
            answer.unsure = answer.unverified = True
            return True
        answer.ratio, answer.shape = index, listed
        return wish.shape is None or _equal(listed, shape)

    def _is_inside(self, shape: Fraction2) -> bool:
        """Tell whether an unlisted ratio lies inside the limits beside the list (R4.9)."""
        return self.limits is None or self.limits.bend(shape) == shape

    def _choose_tier(self, answer: Answer, wish: Wish, setting: Setting) -> bool:
        """Set tier and scale at the chosen shape; tell whether the asked scale is offered as it is."""
        tiers = self.tiers
        if tiers is None:
            answer.scale = self._only_scale(answer.shape, setting.default)
            return wish.scale is None
        offered = self._scales(tiers, answer)
        if wish.scale is None:
            return self._default_tier(tiers, answer, offered, setting)
        index = tiers.named(wish, by_pixels=not self.cells or answer.ratio is None)
        hit = index is not None and offered[index] is not None
        unlisted = not tiers.is_known or (tiers.is_open and not (self.cells and self.mixes))
        if not hit and wish.word is not None and unlisted:
            answer.scale = wish.scale.pixels_at(*(answer.shape or (16, 9)), short_edge=self.short_edge)
            answer.word, answer.unverified = wish.word, True
            return True
        if not tiers.names:
            answer.scale = self._only_scale(answer.shape, setting.default)
            return False
        if not hit:
            asked = asked_pixels(wish, answer.shape, short_edge=self.short_edge) or (1, 1)
            index = nearest(offered, asked, setting.direction)
        answer.tier = index
        answer.scale = None if index is None else offered[index]
        return hit

    def _scales(self, tiers: Tiers, answer: Answer) -> Sequence[Fraction2 | None]:
        """Give the pixels of each tier at the chosen shape: those of its cells, where a table says them."""
        if self.cells and answer.ratio is not None:
            return [cell and (cell[0] * cell[1], 1) for cell in self.cells[answer.ratio]]
        return tiers.pixels(answer.shape)

    def _only_scale(self, shape: Fraction2 | None, default: Default) -> Fraction2 | None:
        """Give the scale that comes out where none can be chosen: the stated one, else the default's."""
        scale = self.pixels or default.scale
        return None if scale is None else scale.pixels_at(*(shape or (16, 9)), short_edge=self.short_edge)

    def _default_tier(
        self, tiers: Tiers, answer: Answer, offered: Sequence[Fraction2 | None], setting: Setting
    ) -> bool:
        if not tiers.names:
            return True
        default, must = setting.default, self.mixes or setting.needs_scale
        index = tiers.named(Wish(scale=default.scale, word=default.word))
        if index is not None and offered[index] is not None:
            answer.tier = index
        elif tiers.is_single:
            answer.tier = 0 if offered[0] is not None else None
        elif must and default.scale is not None:
            shape = answer.shape or (16, 9)
            answer.tier = nearest(offered, default.scale.pixels_at(*shape, short_edge=self.short_edge))
        elif must:
            width, height = setting.fallback
            answer.tier, answer.assumed = nearest(offered, (width * height, 1)), "resolution"
        if answer.tier is not None:
            answer.scale = offered[answer.tier]
        return True

    @property
    def certain(self) -> AbstractSet[str]:
        """Add the only ratio and the only tier."""
        lone = self.shape if self.shapes is None else self.shapes.only
        single = self.tiers is not None and self.tiers.is_single
        return {half for half, known in ((SHAPE, lone), (SCALE, single or self.tier_elsewhere)) if known}

    def speaks(self, wish: Wish) -> bool:
        """Tell whether ratios or tiers alone were asked, and these are the words of this form."""
        return wish.size is None and (self.shapes is not None) is (wish.shape is not None)

    def fill(self, answer: Answer) -> Mapping[str, Any]:
        """Give the chosen words: the file's where a list has them, else what was asked."""
        values: dict[str, Any] = dict(super().fill(answer))
        shape = self.shapes.ratios[answer.ratio] if self.shapes and answer.ratio is not None else answer.shape
        if shape is not None and self.shapes is not None:
            values["ratio_width"], values["ratio_height"] = shape
            listed = answer.ratio is not None
            values["ratio"] = self.shapes.words[answer.ratio or 0] if listed else self.ratio_text(answer)
        if answer.tier is not None and self.tiers is not None:
            values["tier"] = self.tiers.words[answer.tier]
        elif answer.word is not None:
            values["tier"] = answer.word
        if answer.scale is not None:
            values["megapixels"] = plain(answer.scale[0] * UNIT // (answer.scale[1] * MEGAPIXEL))
        return values

    def own_fields(self, answer: Answer) -> OwnFields:
        """Give the fields that the chosen ratio and tier bring with them."""
        words: list[tuple[str, Any]] = []
        if answer.ratio is not None and self.shapes is not None:
            words.append((SHAPE, self.shapes.words[answer.ratio]))
        if answer.tier is not None and self.tiers is not None:
            words.append((SCALE, self.tiers.words[answer.tier]))
        return tuple((frozenset({half}), word) for half, word in words if isinstance(word, tuple))

    def field_words(self) -> list[tuple[Field, ...]]:
        """List the words of ratios and tiers that bring fields of their own."""
        words = [*(self.shapes.words if self.shapes else ()), *(self.tiers.words if self.tiers else ())]
        return [word for word in words if isinstance(word, tuple)]

    def ratio_text(self, answer: Answer) -> str | None:
        """Name the ratio as the file lists it."""
        if answer.ratio is not None and self.shapes is not None:
            return self.shapes.names[answer.ratio]
        return super().ratio_text(answer)

    def tier_text(self, answer: Answer) -> str | None:
        """Name the tier as the file lists it, or as the caller wrote it where the list is not known."""
        if answer.word is not None:
            return answer.word
        return None if answer.tier is None or self.tiers is None else self.tiers.names[answer.tier]

    def named(self, answer: Answer) -> Fraction2 | None:
        """Give the chosen ratio of the list."""
        return None if answer.ratio is None or self.shapes is None else self.shapes.ratios[answer.ratio]

    def rivals(self, answer: Answer, wish: Wish) -> list[Fraction2]:
        """List the other ratios at the same distance."""
        if self.shapes is None or answer.ratio is None or wish.shape is None or answer.shape is None:
            return []
        near = distance(*answer.shape, *wish.shape)
        far = [
            (ratio, distance(*ratio, *wish.shape)) for ratio in self.shapes.ratios if not _equal(ratio, answer.shape)
        ]
        return [ratio for ratio, away in far if away[0] * near[1] == near[0] * away[1]]

    def shapes_on_offer(self) -> list[Fraction2]:
        """List the ratios, or the ends of a range."""
        if self.shapes is None:
            return []
        return [*self.shapes.ratios, *(end for end in (self.shapes.lowest, self.shapes.highest) if end is not None)]

    def scales(self, answer: Answer) -> list[tuple[Fraction2, str]]:
        """List the tiers at the chosen shape."""
        if self.tiers is None:
            return []
        offered, names = self._scales(self.tiers, answer), self.tiers.names
        return [(scale, names[column]) for column, scale in enumerate(offered) if scale is not None]

    def narrowed(self, allowed: Narrowing) -> Form | None:
        """Leave the allowed ratios, tiers and cells."""
        shapes, tiers, cells = self.shapes, self.tiers, self.cells
        if shapes is not None and shapes.names and allowed.shape is not None:
            rows = [row for row, ratio in enumerate(shapes.ratios) if allowed.shape(ratio)]
            shapes, cells = shapes.kept(rows), [cells[row] for row in rows] if cells else ()
        if tiers is not None and tiers.names:
            columns = [column for column in range(len(tiers.names)) if self._takes_tier(tiers, column, allowed)]
            tiers, cells = tiers.kept(columns), [[row[column] for column in columns] for row in cells]
        if allowed.cap is not None or allowed.size is not None:
            cells = [[size if size is None or allowed.takes_size(size) else None for size in row] for row in cells]
        if (shapes is not None and shapes.is_empty) or (tiers is not None and tiers.is_empty):
            return None
        if cells and shapes is not None:
            rows = [row for row, sizes in enumerate(cells) if any(sizes)]
            shapes, cells = shapes.kept(rows), [cells[row] for row in rows]
        if shapes is not None and shapes.is_empty:
            return None
        if allowed.cap is not None and self.pixels and self.pixels.numerator > allowed.cap * self.pixels.denominator:
            return None
        return RatiosForm(
            shapes,
            tiers,
            self.fields,
            cells=cells,
            pixels=self.pixels,
            shape=self.shape,
            follows=self.follows_input,
            tier_elsewhere=self.tier_elsewhere,
            limits=self.limits,
        )

    def _takes_tier(self, tiers: Tiers, column: int, allowed: Narrowing) -> bool:
        tier = tiers.tiers[column]
        if allowed.tier is not None and not allowed.tier(tiers.names[column]):
            return False
        # a table says each cell's own pixels, which count instead
        return allowed.cap is None or bool(self.cells) or tier.numerator <= allowed.cap * tier.denominator


def _inside(shape: Fraction2, lowest: Fraction2, highest: Fraction2) -> Fraction2:
    if less(shape, lowest):
        return lowest
    return highest if less(highest, shape) else shape


def _equal(one: Fraction2, other: Fraction2) -> bool:
    return one[0] * other[1] == other[0] * one[1]


def _brings_fields(listed: Shapes | Tiers | None) -> bool:
    return listed is not None and any(isinstance(word, tuple) for word in listed.words)
