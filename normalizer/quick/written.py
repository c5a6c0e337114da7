"""What is written of pixels that a free form takes: made from the two sides, without the engine."""

from __future__ import annotations

from operator import itemgetter
from typing import TYPE_CHECKING, Any

from normalizer.resolve.picker import Picker

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from normalizer.resolve.forms import Form
    from normalizer.resolve.picks import Offer
    from normalizer.target import Target
    from normalizer.values.measure import Fraction2
    from normalizer.write import Field, Template

    Make = Callable[[Fraction2], Any]

SIDES = frozenset({"width", "height", "size"})


class Writer:
    """Picks among the offers of a target; `makers` write the pixels of its free forms, by the number of the offer."""

    __slots__ = ("makers", "pick")

    makers: dict[int, tuple[Make, ...]]
    pick: Callable[[Fraction2], Offer | None] | None

    def __init__(self, target: Target, *, looks: bool) -> None:
        picker, forms = Picker(target.geometry), target.geometry.forms
        free = [(number, forms[place]) for number, place in picker.free.items()]
        self.makers = {number: _makers(form) for number, form in free if form.names <= SIDES}
        # conditions may look at the very pixels, which differ inside one offer of a free form
        knows = len(self.makers) == len(free) and not (looks and free)
        self.pick = picker.picking if knows else None


def _makers(form: Form) -> tuple[Make, ...]:
    """List what makes the values, those that say nothing of a size last."""
    return tuple(_maker(field.template) for field in sorted(form.fields, key=_says_nothing))


def _says_nothing(field: Field) -> bool:
    return not (field.needs_shape or field.needs_scale)


def _maker(template: Template) -> Make:
    """Make a value of pixels; one side alone, and both as a text, are what nearly all providers take."""
    fill = template.fill
    if not template.spells:
        for place, side in enumerate(("width", "height")):
            if template.names == {side} and isinstance(fill, itemgetter):
                return itemgetter(place)
        if template.names == {"size"} and isinstance(fill, itemgetter):
            return "%dx%d".__mod__
    return lambda size: fill(_sides(size))


def _sides(size: Fraction2) -> Mapping[str, Any]:
    width, height = size
    return {"width": width, "height": height, "size": f"{width}x{height}"}
