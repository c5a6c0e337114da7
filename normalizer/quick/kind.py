"""The requests that say the same parameters in the same order: how each is read, and what was learnt of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.quick.builder import Hole, reader
from normalizer.request import GEOMETRY, Scale
from normalizer.resolve.wish import SCALE, SHAPE, Wish
from normalizer.values import Ratio, Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from normalizer.quick.readers import Reader
    from normalizer.quick.ready import Offered, Ready
    from normalizer.quick.recipe import Recipe
    from normalizer.resolve.picks import Offer
    from normalizer.values.measure import Fraction2

    Picker = Callable[[Fraction2], Offer | None]

Tokens = tuple[Any, ...]


class Case:
    """What was learnt of requests that decide the same beside their size.

    `recipes` are kept by what is written of a size, `sources` by the offer that answers it.
    """

    __slots__ = ("recipes", "sources")

    def __init__(self) -> None:
        self.recipes: dict[object, Recipe] = {}
        self.sources: dict[int, Offered] = {}


class Kind:
    """One kind. Values are known by their place; `read` reads what decides, `None` for what is the engine's to read.

    `carried` are handed on as they are, `handed` too, though the target does not declare them. `cases` are kept by what
    decides beside the size, `ready` by all that decides. `pick` finds the offer for pixels, where they are asked.
    """

    __slots__ = ("carried", "cases", "handed", "names", "number", "pick", "read", "ready")

    def __init__(self, names: tuple[str, ...], readers: Mapping[str, Reader], pick: Picker | None, number: int) -> None:
        known = [(place, name, readers[name]) for place, name in enumerate(names) if name in readers]
        holes = [(name in GEOMETRY, Hole(place, one.read)) for place, name, one in known if one.read is not None]
        self.names = names
        self.number = number
        # what is said of the size, and what else decides
        self.read = reader([[hole for of_size, hole in holes if of_size is wanted] for wanted in (True, False)])
        self.carried = frozenset(name for _, name, one in known if one.carries)
        self.handed = tuple(name for name in names if name not in readers)
        self.cases: dict[Tokens, Case] = {}
        self.pick = pick if "size" in names else None
        self.ready: dict[tuple[Tokens, ...], Ready] = {}


def wish_of(sizes: Sequence[Any]) -> Wish:
    """Make a wish of what was read of the size.

    >>> wish_of(((1024, 768),)).shape, wish_of(()).size
    ((1024, 768), None)
    """
    ratio = tier = word = None
    for token in sizes:
        if isinstance(token, Ratio):
            ratio = token
        elif isinstance(token, Scale):
            tier, word = token
        else:
            return Wish(token, token, Tier(token[0] * token[1], 1), None, "size", "size")
    return Wish(None, ratio, tier, word, SHAPE if ratio else None, SCALE if tier else None)
