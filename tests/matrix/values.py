"""What a plan sends, in the words of the file: the value of every name that a rule or a wish may speak of."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from normalizer.gateway.sandbox.message import default_of, ours
from normalizer.gateway.sandbox.sizes import Said, cells, read
from normalizer.gateway.sandbox.values import PLAIN

from .reading import body_of, parameter_found

if TYPE_CHECKING:
    from normalizer import Call
    from normalizer.capability import Block, Condition, Parameter

    from .requests import Request

NOTHING = object()
ALIASES = {"duration": "seconds", "image_url": "image", "video": "input_video"}


@dataclass(frozen=True, slots=True)
class Sent:
    """One call, read backwards: what would be sent for a name, or the file's default where nothing is (R6.5)."""

    block: Block
    call: Call
    request: Request
    said: Said | None

    @classmethod
    def of(cls, block: Block, call: Call, request: Request) -> Sent:
        """Read a call."""
        return cls(block, call, request, read(block, body_of(block, call), call.upstream_model))

    def value(self, name: str) -> Any:
        """Give the value of a name in our words; NOTHING where there is none."""
        if name == "n":
            return self.call.count
        if name in {"tier", "resolution", "aspect_ratio", "size", "width", "height", "pixels"}:
            return self._size_value(name)
        if name in self.block.parameters:
            return self._parameter(name, self.block.parameters[name] or PLAIN)
        return self.request.get(name, NOTHING)

    def number_of(self, name: str) -> int:
        """Count the inputs that were written under a name."""
        found = parameter_found(name, self.block.parameters.get(name) or PLAIN, body_of(self.block, self.call))
        values = [one.holes.get("value") for one in found]
        return sum(len(value) if isinstance(value, list) else 1 for value in values)

    def _parameter(self, name: str, facts: Parameter) -> Any:
        for one in parameter_found(name, facts, body_of(self.block, self.call)):
            if "word" in one.holes:
                return one.holes["word"]
            if "value" in one.holes:
                return self._ours(facts, one.holes["value"])
        return facts.default if "default" in facts.model_fields_set else NOTHING

    @staticmethod
    def _ours(facts: Parameter, wire: Any) -> Any:
        if facts.frames is not None and isinstance(wire, int):
            return Fraction(wire) / Fraction(str(facts.frames.fps))
        return ours(facts, wire)[0]

    def _size_value(self, name: str) -> Any:
        ratio, tier, size = default_of(self.block)
        if self.said is not None and not self.said.says_nothing:
            ratio, tier, size = self.said.ratio or ratio, self.said.tier or tier, self.said.size
        size = size or cell_of(self.said, ratio, tier)
        if name == "aspect_ratio":
            return ratio if ratio is not None else NOTHING
        if name in {"tier", "resolution"}:
            return tier if tier is not None else NOTHING
        if size is None:
            return NOTHING
        sides = {"width": size[0], "height": size[1], "pixels": size[0] * size[1], "size": f"{size[0]}x{size[1]}"}
        return sides[name]


def cell_of(said: Said | None, ratio: str | None, tier: str | None) -> tuple[int, int] | None:
    """Give the pixels of a ratio and a tier, where the form has a table with both."""
    of_form = [] if said is None else cells(said.form)
    return next((cell for row, column, cell in of_form if (row, column) == (ratio, tier)), None)


def holds(condition: Condition, value: Any) -> bool | None:
    """Tell whether a value meets a condition; nothing where it cannot be compared."""
    if value is NOTHING or value is None:
        return False
    if condition.values is not None:
        return plain(value) in {plain(word) for word in condition.values}
    number = as_number(value)
    if number is None:
        return None
    low = None if condition.min is None else Fraction(str(condition.min))
    high = None if condition.max is None else Fraction(str(condition.max))
    return (low is None or number >= low) and (high is None or number <= high)


def plain(value: Any) -> Any:
    """Make words comparable: numbers as numbers, texts in lower case."""
    if isinstance(value, bool):
        return "true" if value else "false"
    number = as_number(value)
    return number if number is not None else str(value).lower()


def as_number(value: Any) -> Fraction | None:
    """Read a number, also out of a text."""
    if isinstance(value, bool):
        return None
    try:
        return Fraction(str(value).removesuffix("s"))
    except (ValueError, ZeroDivisionError):
        return None
