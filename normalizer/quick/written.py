"""What is written of pixels that a free form takes: made from the two sides, without the engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.quick.builder import SizeHole
from normalizer.quick.carried import leaves
from normalizer.resolve.picker import Picker
from normalizer.write import get

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from normalizer.resolve.forms import Form
    from normalizer.resolve.picks import Offer
    from normalizer.target import Target
    from normalizer.values.measure import Fraction2
    from normalizer.write import Field, Fill, Path

    Makers = Mapping[Path, SizeHole]

SIDES = frozenset({"width", "height", "size"})
_WIDTH, _HEIGHT, _SIZE = object(), object(), object()
_MARKED = {"width": _WIDTH, "height": _HEIGHT, "size": _SIZE}
_MAKERS = {_WIDTH: SizeHole(0), _HEIGHT: SizeHole(1), _SIZE: SizeHole(0, "%dx%d".__mod__)}


class Writer:
    """Picks among the offers of a target; `makers` write the pixels of its free forms, by the number of the offer."""

    __slots__ = ("makers", "pick")

    makers: dict[int, Makers]
    pick: Callable[[Fraction2], Offer | None] | None

    def __init__(self, target: Target, *, looks: bool) -> None:
        picker, forms = Picker(target.geometry), target.geometry.forms
        free = [(number, forms[place]) for number, place in picker.free.items()]
        self.makers = {number: _makers(form) for number, form in free if form.names <= SIDES}
        # conditions may look at the very pixels, which differ inside one offer of a free form
        knows = len(self.makers) == len(free) and not (looks and free)
        self.pick = picker.picking if knows else None


def _makers(form: Form) -> Makers:
    return {path: maker for field in form.fields for path, maker in _makers_of(field)}


def _makers_of(field: Field) -> Iterator[tuple[Path, SizeHole]]:
    """List the ends of a field that say something of the size, each with what makes it."""
    fill = field.template.fill
    if not field.template.spells:
        for inner, mark in leaves(fill(_MARKED)):
            if type(mark) is object:
                yield (*field.path, *inner), _MAKERS[mark]
        return
    for inner, _ in leaves(fill(_sides((2, 1)))):
        yield (*field.path, *inner), SizeHole(0, _made(fill, inner))


def _made(fill: Fill, inner: Path) -> Callable[[Fraction2], Any]:
    return lambda size: get(fill(_sides(size)), inner)


def _sides(size: Fraction2) -> Mapping[str, Any]:
    width, height = size
    return {"width": width, "height": height, "size": f"{width}x{height}"}
