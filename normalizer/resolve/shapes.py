"""A target's list of aspect ratios, compiled: which one is closest (R3.1, R3.4). Never by list order."""

from __future__ import annotations

from bisect import bisect_left
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.values import Ratio
from normalizer.values.measure import Fraction2, prefers

if TYPE_CHECKING:
    from collections.abc import Mapping


class Shapes(NamedTuple):
    """The aspect ratios on offer, narrow ones first: the text of the file, the provider's word, the exact ratio.

    Either a list, or any ratio between `lowest` and `highest`, or nothing known (`is_known` false).
    """

    names: tuple[str, ...] = ()
    words: tuple[Any, ...] = ()
    ratios: tuple[Ratio, ...] = ()
    quotients: tuple[float, ...] = ()
    meant: Mapping[str, int] = MappingProxyType({})
    lowest: Ratio | None = None
    highest: Ratio | None = None
    is_open: bool = False
    is_known: bool = True

    @classmethod
    def of(cls, offered: dict[str, Any], *, is_open: bool = False, is_known: bool = True) -> Shapes:
        """Compile `{our ratio: the provider's word}`; equal ratios are told apart by their text alone."""
        # no name stands twice, so that words are never compared
        rows = sorted((Ratio.parse(name), name, word) for name, word in offered.items())
        meant: dict[str, int] = {}
        for index, (_, _, word) in enumerate(rows):
            if type(word) in {str, int, float}:
                meant[str(word).lower()] = index
        for index, (_, name, _) in enumerate(rows):
            meant[name] = index
        return cls(
            tuple(name for _, name, _ in rows),
            tuple(word for _, _, word in rows),
            tuple(ratio for ratio, _, _ in rows),
            tuple(ratio.width / ratio.height for ratio, _, _ in rows),
            meant,
            is_open=is_open,
            is_known=is_known,
        )

    @classmethod
    def between(cls, lowest: Ratio, highest: Ratio) -> Shapes:
        """Compile a range: any ratio from `lowest` to `highest`, both included."""
        return cls(lowest=lowest, highest=highest)

    def kept(self, rows: list[int]) -> Shapes:
        """Leave some ratios of the list, and nothing unlisted."""
        return Shapes.of({self.names[row]: self.words[row] for row in rows})

    @property
    def only(self) -> Ratio | None:
        """The one ratio that comes out whatever is asked, where there is just one."""
        return self.ratios[0] if len(self.ratios) == 1 and self.is_known and not self.is_open else None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is left to choose."""
        return self.is_known and not self.names and self.lowest is None

    def closest(self, shape: Fraction2, default: Fraction2 | None) -> int:
        """Give the index of the closest ratio of the list; ties by R3.4.

        Quotients of whole numbers are correctly rounded, hence in order; only equal ones need whole numbers.

        >>> shapes = Shapes.of({"4:1": "4:1", "8:1": "8:1"})
        >>> shapes.names[shapes.closest((7, 1), None)]
        '8:1'
        """
        a, b = shape
        ratios = self.ratios
        right = bisect_left(self.quotients, a / b)
        # where the quotients are equal the exact order is still open: step on until it holds
        while right < len(ratios) and ratios[right][0] * b < a * ratios[right][1]:
            right += 1
        if right == 0:
            return 0
        if right == len(ratios):
            return right - 1
        low, high = ratios[right - 1], ratios[right]
        # shape / low against high / shape
        left, rest = a * a * low[1] * high[1], b * b * low[0] * high[0]
        if left != rest:
            return right - 1 if left < rest else right
        return right - 1 if prefers(low, high, shape, default) == 1 else right
