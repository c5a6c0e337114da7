"""The JSON Schema of capability files, for editors: made from the models, in the dialect that editors read (draft 7).

It accepts what the loader accepts as far as a schema can say it, short forms included; the descriptions are the
docstrings of the models.
"""

from __future__ import annotations

import json
from typing import Any

from pydantic.json_schema import models_json_schema

from normalizer.capability import NONE_WORD, ModelExtension, ModelFile, ProviderFile

DIALECT = "http://json-schema.org/draft-07/schema#"
_BY_NAME = frozenset({"properties", "patternProperties"})
_WORD_OF_ITS_OWN = frozenset({"default", "auto"})


def json_schema() -> dict[str, Any]:
    """Make the schema: one document for both kinds of file, told apart by their keys.

    >>> sorted(json_schema())
    ['$schema', 'definitions', 'description', 'else', 'if', 'then', 'title']
    """
    models = [(model, "validation") for model in (ModelFile, ModelExtension, ProviderFile)]
    _, document = models_json_schema(models, by_alias=True, ref_template="#/definitions/{model}")  # type: ignore[arg-type]  # pydantic's own parameter is narrower
    definitions = {name: _draft7(part) for name, part in document["$defs"].items()}
    _allow_none(definitions["Parameter"])
    return {
        "$schema": DIALECT,
        "title": "Capability file",
        "description": "What an image or video model accepts at each provider, or how a provider spells things.",
        "if": {"anyOf": [{"required": [key]} for key in ("providers", "media", "maker", "extend")]},
        "then": {
            "if": {"required": ["extend"], "properties": {"extend": {"const": True}}},
            "then": {"$ref": "#/definitions/ModelExtension"},
            "else": {"$ref": "#/definitions/ModelFile"},
        },
        "else": {"$ref": "#/definitions/ProviderFile"},
        "definitions": definitions,
    }


def schema_text() -> str:
    """Write the schema as it stands in the repository."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _draft7(part: Any) -> Any:
    """Rewrite newer keywords, and leave out what helps nobody in an editor."""
    if isinstance(part, list):
        return [_draft7(item) for item in part]
    if not isinstance(part, dict):
        return part
    kept = {key: value for key, value in part.items() if key not in ("title", "default", "discriminator")}
    done = {key: _named(value) if key in _BY_NAME else _draft7(value) for key, value in kept.items()}
    if "oneOf" in done:  # the alternatives of a file may overlap: {min: , max: } is a map, too
        done["anyOf"] = done.pop("oneOf")
    if "patternProperties" in done:
        done.setdefault("additionalProperties", False)
    if "$ref" in done and len(done) > 1:  # draft 7 ignores what stands beside a reference
        done["allOf"] = [{"$ref": done.pop("$ref")}]
    if "description" in done:
        done["description"] = " ".join(str(done["description"]).split())
    return done


def _named(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: _said(_draft7(value)) for name, value in properties.items()}


def _said(part: dict[str, Any]) -> dict[str, Any]:
    """Leave out that a key may be null: in a file it is then left out."""
    choices = [choice for choice in part.get("anyOf", ()) if choice != {"type": "null"}]
    if len(choices) == len(part.get("anyOf", ())):
        return part
    rest = {key: value for key, value in part.items() if key != "anyOf"}
    if len(choices) == 1 and "$ref" in choices[0] and rest:
        return {**rest, "allOf": choices}
    return {**rest, **choices[0]} if len(choices) == 1 else {**rest, "anyOf": choices}


def _allow_none(parameter: dict[str, Any]) -> None:
    """Let `none` take a parameter's key away."""
    for name, part in parameter["properties"].items():
        if name not in _WORD_OF_ITS_OWN:
            described = {"description": part.pop("description")} if "description" in part else {}
            parameter["properties"][name] = {**described, "anyOf": [part, {"const": NONE_WORD}]}
