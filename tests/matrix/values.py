"""What a plan sends, in the words of the file: the value of every name that a rule or a wish may speak of."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from .parameters_law import PLAIN
from .reading import body_of, parameter_found
from .sizes_law import Said, fraction, pair, read, same

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
        for word, theirs in facts.values.items() if isinstance(facts.values, dict) else ():
            packed = str(theirs) if facts.as_ == "text" and isinstance(theirs, (int, float)) else theirs
            if same(packed, wire):
                return word
        return wire

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


def default_of(block: Block) -> tuple[str | None, str | None, tuple[int, int] | None]:
    """Give the default's ratio, tier and size as the file names them."""
    ratio = tier = size = None
    for word in (block.default or "auto").split():
        if "x" in word and fraction(word) is not None:
            size = pair(word)
        elif ":" in word:
            ratio = word
        elif word != "auto":
            tier = next((name for form in block.dimensions for name in _names(form.tiers, word)), word)
    return ratio, tier, size


def _names(tiers: Any, word: str) -> list[str]:
    words = tiers.items() if isinstance(tiers, dict) else ()
    return [name for name, wire in words if word.lower() in {name.lower(), str(wire).lower()}]


def cell_of(said: Said | None, ratio: str | None, tier: str | None) -> tuple[int, int] | None:
    """Give the pixels of a ratio and a tier, where the form has a table with both."""
    if said is None or said.form.table is None or not isinstance(said.form.tiers, dict) or ratio is None:
        return None
    row = said.form.table.get(ratio)
    tiers = list(said.form.tiers)
    cell = row[tiers.index(tier)] if row is not None and tier in tiers else None
    return None if cell is None else pair(cell)


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
