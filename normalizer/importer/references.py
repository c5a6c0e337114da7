"""Follow what a schema refers to inside its own document, and put together what its parts say.

Nothing outside the document is ever looked at; a schema that leads back to itself, or that unfolds without end, is an
error.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from normalizer.errors import quote
from normalizer.importer.problem import SchemaError
from normalizer.importer.properties import MISSING, Property, together

MOST_SCHEMAS = 5_000
"""How many schemas one request may unfold to."""
LONGEST_CHAIN = 40
"""How many schemas may lie inside each other."""
LONGEST_LIST = 1_000
"""How many values an enumeration, and properties an object, may have."""
LONGEST_TEXT = 4_000
"""Characters of a description that are looked at; nothing that is recognised stands further behind."""

_TOGETHER = ("allOf",)
_EITHER = ("anyOf", "oneOf")


class Schemas:
    """The schemas of one document, read by need."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._left = MOST_SCHEMAS

    def read(self, schema: Any, path: str, *, required: bool = False, chain: tuple[str, ...] = ()) -> Property:
        """Read a schema as one property; what it refers to is put in its place."""
        self._left -= 1
        if self._left < 0 or len(chain) > LONGEST_CHAIN:
            raise SchemaError(f"{path or 'the request'}: the schema unfolds to more than a request can hold")
        if not isinstance(schema, dict):
            return Property(path, required)
        parts = []
        if "$ref" in schema:
            pointer = schema["$ref"]
            target = self.follow(pointer, path)
            if pointer in chain:
                raise SchemaError(f"{path or 'the request'}: {quote(pointer)} leads back to itself")
            parts.append(self.read(target, path, required=required, chain=(*chain, pointer)))
        inner = (*chain, "")
        parts += [self.read(part, path, required=required, chain=inner) for part in _list(schema, _TOGETHER)]
        either = [self.read(part, path, required=required, chain=inner) for part in _list(schema, _EITHER)]
        if either:
            parts.append(together([p for p in either if not p.only("null")] or either, alternatives=True))
        own = self._own(schema, path, required=required, chain=inner)
        return together([own, *parts], alternatives=False) if parts else own

    def follow(self, pointer: Any, path: str) -> Any:
        """Find what a reference names in this document; SchemaError where that is elsewhere or nowhere."""
        where = path or "the request"
        if not isinstance(pointer, str) or not pointer.startswith("#"):
            sentence = f"{where}: refers to {quote(pointer)}, outside this document"
            raise SchemaError(f"{sentence}; nothing is fetched, put the schema itself there")
        found = self._document
        for step in pointer[1:].split("/")[1:]:
            name = unquote(step).replace("~1", "/").replace("~0", "~")
            if isinstance(found, list) and name.isascii() and name.isdigit() and int(name[:6]) < len(found):
                found = found[int(name[:6])]
            elif isinstance(found, dict) and name in found:
                found = found[name]
            else:
                raise SchemaError(f"{where}: refers to {quote(pointer)}, which is not in this document")
        return found

    def _own(self, schema: dict[str, Any], path: str, *, required: bool, chain: tuple[str, ...]) -> Property:
        """Read what a schema says by itself."""
        given = schema.get("enum", [schema["const"]] if "const" in schema else [])
        values = tuple(v for v in given if v is not None) if isinstance(given, list) else ()
        if len(values) > LONGEST_LIST:
            raise SchemaError(f"{path}: lists more than {LONGEST_LIST} values")
        values = tuple(v for v in values if isinstance(v, (str, int, float)))
        stated = schema.get("type")
        several = stated if isinstance(stated, list) else [stated]
        types = {name for name in several if isinstance(name, str)}
        items = schema.get("items")
        return Property(
            path,
            required,
            types=frozenset((types - {"null"}) or _types_of(values) or types),
            values=values,
            minimum=_bound(schema, "minimum", "exclusiveMinimum", 1, whole="integer" in types),
            maximum=_bound(schema, "maximum", "exclusiveMaximum", -1, whole="integer" in types),
            multiple_of=_number(schema.get("multipleOf")),
            max_length=_count(schema.get("maxLength")),
            max_items=_count(schema.get("maxItems")),
            default=schema.get("default", MISSING),
            format=_text(schema.get("format")),
            description=_text(schema.get("description")) or _text(schema.get("title")),
            members=self.members(schema, path, chain),
            item=self.read(items, path, chain=chain) if isinstance(items, dict) else None,
            closed=schema.get("additionalProperties") is False,
        )

    def members(self, schema: dict[str, Any], path: str, chain: tuple[str, ...] = ()) -> dict[str, Property]:
        """Read the properties that an object lists itself."""
        properties = schema.get("properties")
        if not isinstance(properties, dict):
            return {}
        if len(properties) > LONGEST_LIST:
            raise SchemaError(f"{path or 'the request'}: has more than {LONGEST_LIST} properties")
        needed = schema.get("required")
        required = needed if isinstance(needed, list) else []
        return {
            name: self.read(inner, f"{path}.{name}".lstrip("."), required=name in required, chain=chain)
            for name, inner in sorted(properties.items(), key=_order)
            if isinstance(name, str) and not (isinstance(inner, dict) and inner.get("readOnly") is True)
        }


def read_request(document: Any, schema: Any) -> Property:
    """Read the schema of a request; SchemaError where it has no properties."""
    found = Schemas(document).read(schema, "")
    if not found.members:
        raise SchemaError("the request has no properties")
    return replace(found, required=True)


def _order(item: tuple[str, Any]) -> float:
    """Sort by the order that a schema states for people, if it does; Python's sort keeps all else as it stands."""
    order = item[1].get("x-order") if isinstance(item[1], dict) else None
    return order if isinstance(order, int) and not isinstance(order, bool) else math.inf


def _list(schema: dict[str, Any], keys: tuple[str, ...]) -> list[Any]:
    return [part for key in keys if isinstance(schema.get(key), list) for part in schema[key]]


def _types_of(values: tuple[Any, ...]) -> set[str]:
    names = {bool: "boolean", int: "integer", float: "number", str: "string"}
    return {names[type(value)] for value in values}


def _number(value: Any) -> float | None:
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _bound(schema: dict[str, Any], name: str, exclusive: str, step: int, *, whole: bool) -> float | None:
    """Read a bound; an exclusive one of whole numbers is the next number inside."""
    bound, beyond = _number(schema.get(name)), schema.get(exclusive)
    if beyond is True and bound is not None and whole:
        return bound + step
    edge = _number(beyond)
    if edge is not None:
        return edge + step if whole else edge
    return bound


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _text(value: Any) -> str:
    return value[:LONGEST_TEXT] if isinstance(value, str) else ""
