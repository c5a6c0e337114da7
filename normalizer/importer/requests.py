"""Find the requests that a document describes: in an OpenAPI document, a JSON Schema, or a list of descriptors.

It knows the containers in which such schemas travel, not what a request says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from normalizer.errors import escape
from normalizer.importer.descriptors import are_descriptors, read_descriptors
from normalizer.importer.problem import ChoiceError, SchemaError
from normalizer.importer.references import Schemas, read_request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.importer.properties import Property

MOST = 2_000
"""How many requests one document may hold."""

DEEPEST = 6
"""How many containers may lie inside each other."""
ALONE = "the file"

_CONTAINERS = (
    "latest_version",
    "openapi_schema",
    "openapi",
    "schema",
    "input_schema",
    "input",
    "request",
    "parameters",
)
_LISTS = ("data", "models", "endpoints")
_COMBINED = ("$ref", "allOf", "anyOf", "oneOf")
_BODIES = ("json", "form")
_ENDINGS = ("input", "inputs", "request")
"""How the names of schemas for input end, the most telling first."""

_ID_KEYS = ("endpoint_id", "endpointId", "slug", "id", "provider_slug", "provider_name", "name")


@dataclass(frozen=True, slots=True)
class Request:
    """One request that a document describes: the names it may be chosen by, and where its schema is.

    `model` is the id by which the document itself calls the model, `about` what else it says in words.
    """

    names: tuple[str, ...]
    document: Any
    schema: Any
    model: str = ""
    about: str = ""

    def read(self) -> Property:
        """Read the schema, with everything it refers to."""
        if are_descriptors(self.schema):
            return read_descriptors(self.schema)
        return read_request(self.document, self.schema)


def choose(document: Any, name: str | None) -> Request:
    """Give the one request of a document, or the one of this name; ChoiceError names all where that is none or many."""
    found = []
    for request in _find(document, "", "", 0):
        found.append(request)
        if len(found) > MOST:
            raise SchemaError(f"the file holds more than {MOST} requests; give a part of it")
    if not found:
        raise SchemaError("no request is described here: expected an OpenAPI document, a JSON Schema, or descriptors")
    chosen = found if name is None else [request for request in found if name in request.names]
    if len(chosen) == 1:
        return chosen[0]
    names = tuple(request.names[0] for request in (chosen or found))
    if name is None:
        raise ChoiceError(f"the file describes {len(found)} requests", names)
    said = f"{len(chosen)} requests are" if chosen else "no request is"
    raise ChoiceError(f"{said} named '{escape(name)}'", names)


def _find(value: Any, name: str, model: str, depth: int) -> Iterator[Request]:
    """Walk through containers to whatever describes a request; `model` is the id of the record around it."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for index, item in enumerate(value):
            own = _id_of(item)
            yield from _find(item, own or f"{name}{index}", model or own, depth + 1)
    if not isinstance(value, dict):
        return
    model = model or _id_of(value)
    name = name or model
    if isinstance(value.get("paths"), dict) or isinstance(value.get("components"), dict):
        described = list(_openapi(value))
        own_name = (name,) if name and len(described) == 1 else ()
        yield from (replace(r, names=(*own_name, *r.names), model=r.model or model) for r in described)
    elif are_descriptors(value.get("supported_parameters")):
        yield Request(
            (name or ALONE,), value, value["supported_parameters"], model, str(value.get("architecture") or "")
        )
    elif isinstance(value.get("properties"), dict) or any(key in value for key in _COMBINED):
        title = str(value.get("title") or "")
        for label, schema in _alternatives(value, value, name or title or ALONE):
            yield Request((label,), value, schema, model, title)
    elif are_descriptors(value):
        yield Request((name or ALONE,), value, value, model)
    else:
        yield from _inside(value, name, model, depth)


def _inside(value: dict[str, Any], name: str, model: str, depth: int) -> Iterator[Request]:
    """Look into the first container that holds a request, or into all items of a list."""
    words = " ".join(str(value[key]) for key in ("category", "description", "task", "title") if value.get(key))[:1000]
    for key in (*_CONTAINERS, *_LISTS):
        if not isinstance(value.get(key), (dict, list)):
            continue
        found = [replace(r, about=f"{r.about} {words}".strip()) for r in _find(value[key], name, model, depth + 1)]
        if found:
            yield from found
            return


def _id_of(value: Any) -> str:
    """Give the id by which a record calls itself; with its owner where it has one."""
    if not isinstance(value, dict):
        return ""
    found = next((value[key] for key in _ID_KEYS if isinstance(value.get(key), str) and "/" in value[key]), "")
    found = found or next((value[key] for key in _ID_KEYS if isinstance(value.get(key), str)), "")
    owner = value.get("owner")
    return f"{owner}/{found}" if isinstance(owner, str) and "/" not in found and found else str(found)


def _openapi(document: dict[str, Any]) -> Iterator[Request]:
    """List the requests of an OpenAPI document: the bodies of its paths, or else its schemas for input."""
    information = document.get("info")
    info = information if isinstance(information, dict) else {}
    about = " ".join(str(info.get(key) or "") for key in ("title", "description"))[:1000]
    own = next((str(v["endpointId"]) for v in info.values() if isinstance(v, dict) and v.get("endpointId")), "")
    category = next((str(v["category"]) for v in info.values() if isinstance(v, dict) and v.get("category")), "")
    found = []
    paths = document.get("paths")
    for path, operations in paths.items() if isinstance(paths, dict) else ():
        for method in ("post", "put", "patch"):
            operation = operations.get(method) if isinstance(operations, dict) else None
            body = _body(operation) if isinstance(operation, dict) else None
            if body is None or not isinstance(operation, dict):
                continue
            called = str(operation.get("operationId") or path)
            words = f"{about} {category} {path} {operation.get('summary', '')} {operation.get('description', '')}"
            split = _alternatives(document, body, "")
            for label, schema in split:
                names = (f"{path} {label}".strip(), called, label) if len(split) > 1 else (str(path), called)
                found.append(Request(names, document, schema, own, words[:2000]))
    yield from found or (Request((label,), document, schema, own, about) for label, schema in _input_schemas(document))


def _body(operation: dict[str, Any]) -> Any:
    body = operation.get("requestBody")
    content = body.get("content") if isinstance(body, dict) else None
    for kind, part in content.items() if isinstance(content, dict) else ():
        if (
            any(word in str(kind) for word in _BODIES)
            and isinstance(part, dict)
            and isinstance(part.get("schema"), dict)
        ):
            return part["schema"]
    return None


def _alternatives(document: Any, schema: dict[str, Any], name: str) -> list[tuple[str, Any]]:
    """Split a schema that is one of several objects into these, each with its name: they are requests of their own."""
    seen = []
    while isinstance(schema, dict) and "$ref" in schema and len(schema) == 1 and schema not in seen:
        seen.append(schema)
        schema = Schemas(document).follow(schema["$ref"], name)
    parts: list[Any] = next((schema[key] for key in ("anyOf", "oneOf") if isinstance(schema.get(key), list)), [])
    objects = [(_label(part, str(index)), part) for index, part in enumerate(parts) if isinstance(part, dict)]
    objects = [(label, part) for label, part in objects if "$ref" in part or isinstance(part.get("properties"), dict)]
    return objects if len(objects) > 1 and not schema.get("properties") else [(name, schema)]


def _label(schema: dict[str, Any], otherwise: str) -> str:
    pointer = schema.get("$ref")
    return pointer.rpartition("/")[2] if isinstance(pointer, str) else str(schema.get("title") or otherwise)


def _input_schemas(document: dict[str, Any]) -> list[tuple[str, Any]]:
    """List the schemas whose name says that they are for input; the one of just that name alone, if it is there."""
    schemas = (document.get("components") or {}).get("schemas")
    objects = {
        name: schema
        for name, schema in (schemas.items() if isinstance(schemas, dict) else ())
        if isinstance(schema, dict) and isinstance(schema.get("properties"), dict)
    }
    for ending in _ENDINGS:
        exact = [(name, schema) for name, schema in objects.items() if name.lower() == ending]
        if exact:
            return exact
    return [(name, schema) for name, schema in objects.items() if name.lower().endswith(_ENDINGS)]
