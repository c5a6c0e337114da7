"""Read capability descriptors: a parameter with `enum` and its values, `range` with its ends, or `boolean`.

A descriptor says what is taken, not of which type it is; `boolean` says only that the parameter is accepted.
"""

from __future__ import annotations

from typing import Any, TypeGuard

from normalizer.errors import quote
from normalizer.importer.problem import SchemaError
from normalizer.importer.properties import Property

KINDS = ("enum", "range", "boolean")


def are_descriptors(value: Any) -> TypeGuard[dict[str, Any]]:
    """Tell whether this is a map of descriptors.

    >>> are_descriptors({"n": {"type": "range", "min": 1, "max": 4}}), are_descriptors({"n": {"type": "integer"}})
    (True, False)
    """
    if not isinstance(value, dict) or not value:
        return False
    kinds = [item.get("type") for item in value.values() if isinstance(item, dict)]
    told = [kind for kind in kinds if kind in KINDS]
    return len(kinds) == len(value) and any(_says_more(item) for item in value.values()) and len(told) * 2 >= len(kinds)


def _says_more(item: dict[str, Any]) -> bool:
    """Tell a descriptor from a schema: `boolean` is a type of schemas, too."""
    return item.get("type") in ("enum", "range")


def read_descriptors(descriptors: dict[str, Any]) -> Property:
    """Read a map of descriptors as the request they stand for; SchemaError for a kind that nobody knows."""
    return Property("", required=True, members={name: _read(name, item) for name, item in descriptors.items()})


def _read(name: str, item: dict[str, Any]) -> Property:
    kind = item.get("type")
    if kind == "enum":
        values = item.get("values")
        if not isinstance(values, list) or not values or not all(isinstance(v, (str, int, float)) for v in values):
            raise SchemaError(f"{name}: an enum needs values, words or numbers")
        return Property(name, values=tuple(values))
    if kind == "range":
        ends = item.get("min"), item.get("max")
        if not all(isinstance(end, (int, float)) and not isinstance(end, bool) for end in ends):
            raise SchemaError(f"{name}: a range needs numbers for min and max")
        return Property(name, types=frozenset({"integer"}), minimum=ends[0], maximum=ends[1])
    if kind == "boolean":
        return Property(name)
    raise SchemaError(f"{name}: a descriptor is one of {', '.join(KINDS)}, got {quote(kind)}")
