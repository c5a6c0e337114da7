"""Say once what a schema says several times: long parts that repeat move into `$defs`. Changes no meaning."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from normalizer.request_schema.choice import Schema

SHORTEST = 80
"""A part of fewer characters is repeated: a reference would hardly be shorter, and harder to read."""

_ONE = ("if", "then", "not")
_LISTS = ("anyOf", "allOf")
_MAPS = ("properties", "dependentSchemas")


def shared(schema: Schema) -> Schema:
    """Give the schema with its repeated parts in `$defs`.

    >>> part = {"type": "string", "pattern": "x" * 200}
    >>> shared({"properties": {}, "allOf": [part, part]})["allOf"]
    [{'$ref': '#/$defs/part-1'}, {'$ref': '#/$defs/part-1'}]
    """
    # every part lives as long as the schema, so that its place tells it
    texts = {id(part): json.dumps(part, sort_keys=True) for part in _parts(schema)}
    counts = Counter(text for part in _parts(schema) if len(text := texts[id(part)]) >= SHORTEST)
    names: dict[str, str] = {}
    definitions: dict[str, Schema] = {}

    def replaced(part: Schema, outer: int = 1) -> Schema:
        """Refer to a part that repeats, and not only because what holds it does: `outer` is how often that stands."""
        text = texts[id(part)]
        if counts[text] <= outer:
            return _mapped(part, lambda inner: replaced(inner, outer))
        if text not in names:
            names[text] = f"{_first_word(part)}-{len(names) + 1}"
            definitions[names[text]] = _mapped(part, lambda inner: replaced(inner, counts[text]))
        return {"$ref": f"#/$defs/{names[text]}"}

    done = _mapped(schema, replaced)
    # the properties themselves stay where readers look for them
    done["properties"] = {key: _mapped(part, replaced) for key, part in schema["properties"].items()}
    return {**done, "$defs": definitions} if definitions else done


def _first_word(part: Schema) -> str:
    """Name a part by the first value that it lists, in letters that may stand in a reference."""
    listed = [way["enum"][0] for way in (part, *part.get("anyOf", ())) if way.get("enum")]
    return re.sub(r"[^A-Za-z0-9]+", "_", str(listed[0]))[:20].strip("_") or "part" if listed else "part"


def _parts(schema: Schema) -> Iterator[Schema]:
    """Give every schema inside a schema."""
    for part in _inside(schema):
        yield part
        yield from _parts(part)


def _inside(schema: Schema) -> Iterator[Schema]:
    yield from (schema[key] for key in _ONE if key in schema)
    yield from (part for key in _LISTS for part in schema.get(key, ()))
    yield from (part for key in _MAPS for part in schema.get(key, {}).values())


def _mapped(schema: Schema, change: Callable[[Schema], Schema]) -> Schema:
    """Give a schema with another part in place of each part of it."""
    done: dict[str, Any] = dict(schema)
    done.update({key: change(schema[key]) for key in _ONE if key in schema})
    done.update({key: [change(part) for part in schema[key]] for key in _LISTS if key in schema})
    done.update({key: {name: change(part) for name, part in schema[key].items()} for key in _MAPS if key in schema})
    return done
