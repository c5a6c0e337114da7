"""Recognise free width and height: two numbers beside each other, or an object of the two, with their bounds."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any

from normalizer.importer.found import todo

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from normalizer.importer.properties import Property

_MULTIPLE = re.compile(r"(?:multiples? of|divisible by|rounded (?:down )?to) (\d{1,4})\b", re.ASCII)
_OBJECT = re.compile(r'\{\s*"width"\s*:\s*(\d{2,5})\s*,\s*"height"\s*:\s*(\d{2,5})\s*\}', re.ASCII)
_SIDES = (("width", "height"), ("w", "h"))


def pair_of(properties: Sequence[Property]) -> tuple[Property, Property] | None:
    """Find two numbers that are a width and a height of the same thing."""
    known = {p.path: p for p in properties if _is_side(p)}
    for path, prop in known.items():
        if "width" in prop.name.lower():
            other = known.get(path[: -len(prop.name)] + prop.name.replace("width", "height").replace("Width", "Height"))
            if other is not None:
                return prop, other
    return None


def box_of(prop: Property) -> tuple[Property, Property] | None:
    """Find the two sides of an object that is a size."""
    for width, height in _SIDES:
        sides = prop.members.get(width), prop.members.get(height)
        if sides[0] is not None and sides[1] is not None and len(prop.members) <= 3 and all(map(_is_side, sides)):
            return sides[0], sides[1]
    return None


def _is_side(prop: Property | None) -> bool:
    return prop is not None and (prop.is_a("integer", "number") or (not prop.types and not prop.values))


def limits_of(width: Property, height: Property) -> dict[str, Any] | str:
    """Give the bounds of two sides under the keys of the files; `unknown` where none is stated."""
    for side in (width, height):
        if not _is_regular(_listed(side)):
            return todo(f"{side.path} takes {', '.join(map(str, _listed(side)))}")
    told: dict[str, Any] = {}
    for end, choose in (("min", min), ("max", max)):
        sides = [_bound(side, end, choose) for side in (width, height)]
        if sides[0] == sides[1] and sides[0] is not None:
            told[f"{end}_edge"] = sides[0]
        else:
            told |= {f"{end}_{name}": side for name, side in zip(("width", "height"), sides, strict=True) if side}
    multiple = _multiple(width) or _multiple(height)
    if multiple is not None and multiple > 1:
        told["multiple_of"] = multiple
    return told or "unknown"


def _bound(side: Property, end: str, choose: Any) -> int | None:
    """Give a bound in whole pixels; the least that is possible anyway says nothing."""
    listed = _listed(side)
    bound = choose(listed) if listed else side.minimum if end == "min" else side.maximum
    return int(bound) if bound is not None and bound > 1 else None


def _multiple(side: Property) -> int | None:
    """Give the step of a side: as stated, as described, or as the values that are listed have it."""
    if side.multiple_of and float(side.multiple_of).is_integer():
        return int(side.multiple_of)
    if (said := _MULTIPLE.search(side.text)) is not None:
        return int(said[1])
    listed = _listed(side)
    return math.gcd(*listed) if len(listed) > 1 else None


def _listed(side: Property) -> list[int]:
    return sorted({int(value) for value in side.values if isinstance(value, (int, float))})


def _is_regular(listed: list[int]) -> bool:
    """Tell whether numbers are all the multiples of one between the least and the greatest."""
    step = math.gcd(*listed)
    return len(listed) < 2 or len(listed) == (listed[-1] - listed[0]) // step + 1


def default_of(box: Property | None, pair: tuple[Property, Property] | None) -> str | None:
    """Give the default size of an object, or of two sides; what an object's sides are if it is sent is no default."""
    if box is not None and isinstance(box.default, dict):
        given: Mapping[str, Any] = box.default
        sides = [given.get(name) for names in _SIDES for name in names if name in given]
    else:
        sides = [side.default for side in (pair or ())]
    if len(sides) != 2 or not all(isinstance(side, int) and not isinstance(side, bool) and side > 0 for side in sides):
        return None
    return f"{sides[0]}x{sides[1]}"


def described_sizes(description: str) -> tuple[str, ...]:
    """List the sizes that a description writes as objects of width and height.

    >>> described_sizes('one of {"width": 2048, "height": 2048} and { "width": 1344, "height": 768 }')
    ('2048x2048', '1344x768')
    """
    return tuple(dict.fromkeys(f"{width}x{height}" for width, height in _OBJECT.findall(description)))
