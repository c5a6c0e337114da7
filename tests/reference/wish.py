"""What is asked, after priority (R2.1, R2.2), as up to three facts: pixels, shape, scale (R2.5)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, TypeVar

from . import words
from .measures import Scale, Size, area, shape_of

Form = dict[str, Any]
Block = dict[str, Any]
Fact = Size | Fraction | Scale
T = TypeVar("T")


class Malformed(ValueError):  # noqa: N818 - the name is the word of the rules
    """A value outside the grammar of R1.1."""

    def __init__(self, parameter: str) -> None:
        super().__init__(f"{parameter}: malformed")
        self.parameter = parameter


class Missing(ValueError):  # noqa: N818 - the name is the word of the rules
    """A required parameter that nobody gave and no default fills (R1.6)."""

    def __init__(self, parameter: str) -> None:
        super().__init__(f"{parameter}: required")
        self.parameter = parameter


@dataclass(frozen=True, slots=True)
class Wish:
    """The facts, the parameters they came from, and the weaker parameters that lost."""

    size: Size | None = None
    shape: Fraction | None = None
    scale: Scale | None = None
    shape_from: str = ""
    scale_from: str = ""
    overridden: tuple[tuple[str, Fact], ...] = ()

    @property
    def empty(self) -> bool:
        """Nothing was asked."""
        return self.shape is None and self.scale is None

    @property
    def asked(self) -> frozenset[str]:
        """The halves that were asked."""
        halves = {"shape": self.shape, "scale": self.scale}
        return frozenset(half for half, fact in halves.items() if fact is not None)

    def halves(self) -> dict[str, frozenset[str]]:
        """Return the halves that each deciding parameter asks for."""
        if self.size is not None:
            return {"size": frozenset({"shape", "scale"})}
        asked = ((self.shape_from, "shape", self.shape), (self.scale_from, "scale", self.scale))
        return {name: frozenset({half}) for name, half, fact in asked if fact is not None}


def read_wish(request: Mapping[str, Any], block: Block) -> Wish:
    """Read all three, also those that lose (R1.7), then let the stronger decide."""
    size = _read_size(request.get("size"), block)
    shape = _read_shape(request.get("aspect_ratio"), block)
    scale = _read_resolution(request.get("resolution"), block)
    weaker: dict[str, Fact | None] = {"aspect_ratio": shape, "resolution": scale}
    if isinstance(size, tuple):
        lost = tuple((name, fact) for name, fact in weaker.items() if fact is not None)
        return Wish(size, shape_of(size), Scale("WxH", area(size), ""), "size", "size", lost)
    if isinstance(size, Fraction):
        lost = (("aspect_ratio", shape),) if shape is not None else ()
        return Wish(None, size, scale, "size", "resolution", lost)
    if isinstance(size, Scale):
        lost = (("resolution", scale),) if scale is not None else ()
        return Wish(None, shape, size, "aspect_ratio", "size", lost)
    return Wish(None, shape, scale, "aspect_ratio", "resolution")


def _read_size(value: Any, block: Block) -> Fact | None:
    if value is None:
        return None
    if isinstance(value, Mapping):
        return _or_malformed(words.read_size_map(value), "size")
    text = _text(value, "size")
    if words.fold(text) == "auto":
        return None
    own = (_own_ratio(text, block), _own_tier(text, block))
    ratio = words.read_ratio(text) if words.has_ratio_mark(text) else None  # with an x it is pixels, or nothing
    pixels = (_own_size(text, block), words.read_size(text))  # R2.1: also where a tier goes by such a name
    facts: tuple[Fact | None, ...] = (*pixels, *own, ratio, words.read_scale(text))
    read = next((fact for fact in facts if fact is not None), None)
    if read is None:
        raise Malformed("size")
    return read


def _read_shape(value: Any, block: Block) -> Fraction | None:
    if value is None:
        return None
    text = _text(value, "aspect_ratio")
    if words.fold(text) == "auto":
        return None
    return _or_malformed(_own_ratio(text, block) or words.read_ratio(text), "aspect_ratio")


def _read_resolution(value: Any, block: Block) -> Scale | None:
    if value is None:
        return None
    text = words.number_text(value) or _text(value, "resolution")
    if words.fold(text) == "auto":
        return None
    read = _own_tier(text, block) or words.read_scale(text) or words.read_bare(text)
    return _or_malformed(read, "resolution")


def _text(value: Any, parameter: str) -> str:
    return _or_malformed(words.trimmed(value), parameter)


def _or_malformed(read: T | None, parameter: str) -> T:
    if read is None:
        raise Malformed(parameter)
    return read


def _own_size(text: str, block: Block) -> Size | None:
    for ours, wire in _listed(block, "sizes"):
        if says(text, wire):
            return words.read_size(ours)
    return None


def _own_ratio(text: str, block: Block) -> Fraction | None:
    for ours, wire in _listed(block, "aspect_ratios"):
        if says(text, wire):
            return words.read_ratio(ours)
    return None


def _own_tier(text: str, block: Block) -> Scale | None:
    for ours, wire in _listed(block, "tiers"):
        meant = words.read_scale(ours)
        if says(text, wire) and meant:
            return Scale(meant.unit, meant.number, text)
    return None


def _listed(block: Block, key: str) -> Iterator[tuple[str, Any]]:
    for form in block["dimensions"]:
        listing = form.get(key)
        if isinstance(listing, dict) and not (key == "aspect_ratios" and is_range(listing)):
            yield from listing.items()


def is_range(listing: Any) -> bool:
    """Any ratio between two, rather than a list."""
    return isinstance(listing, dict) and set(listing) == {"min", "max"}


def says(text: str, wire: Any) -> bool:
    """Whether the text is the provider's own word, case aside."""
    if isinstance(wire, bool) or not isinstance(wire, str | int | float):
        return False
    return words.fold(text) == words.fold(str(wire))
