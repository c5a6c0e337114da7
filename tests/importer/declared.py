"""Requests out of declarations in TypeScript: of each model one document, shaped as an OpenAPI document is."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEFAULT = re.compile(r"\bDefault value: `(.*)`\s*$", re.DOTALL)
_LOCAL = "#/definitions/"


def documents(schema: dict[str, Any], field: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Give the id of each model of a map from ids to types, with a document whose request is the type of `field`.

    A document holds what its request refers to and nothing else. What a comment calls the default value is one.
    """
    defined = schema["definitions"]
    for model, request in _requests(schema, field):
        body = {"content": {"application/json": {"schema": _told(request)}}}
        yield (
            model,
            {
                "info": {"x-metadata": {"endpointId": model}},
                "paths": {f"/{model}": {"post": {"requestBody": body}}},
                "definitions": {name: _told(defined[name]) for name in _reached(request, defined)},
            },
        )


def sharing(schema: dict[str, Any], field: str) -> set[str]:
    """List the models whose request is, under another name, the type of another model too."""
    found: dict[int, list[str]] = {}
    for model, request in _requests(schema, field):
        found.setdefault(id(_meant(request, schema["definitions"])), []).append(model)
    return {model for models in found.values() if len(models) > 1 for model in models}


def _requests(schema: dict[str, Any], field: str) -> Iterator[tuple[str, Any]]:
    defined = schema["definitions"]
    for model, entry in _meant(schema, defined)["properties"].items():
        yield model, _meant(entry, defined)["properties"][field]


def _meant(schema: dict[str, Any], defined: dict[str, Any]) -> dict[str, Any]:
    """Follow a name to the type that it stands for."""
    while "$ref" in schema:
        schema = defined[unquote(schema["$ref"]).removeprefix(_LOCAL)]
    return schema


def _reached(request: Any, defined: dict[str, Any]) -> dict[str, None]:
    """List the names that a schema leads to."""
    found: dict[str, None] = {}
    left = [request]
    while left:
        for pointer in re.findall(rf'"{_LOCAL}([^"]+)"', json.dumps(left.pop())):
            name = unquote(pointer)
            if name not in found:
                found[name] = None
                left.append(defined[name])
    return found


def _told(schema: Any) -> Any:
    """Add the defaults that comments tell."""
    if isinstance(schema, list):
        return [_told(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    told = {key: _told(value) for key, value in schema.items()}
    said = _DEFAULT.search(told["description"]) if isinstance(told.get("description"), str) else None
    if said is not None:
        try:
            told["default"] = json.loads(said[1])
        except ValueError:  # a bare word
            told["default"] = said[1]
    return told
