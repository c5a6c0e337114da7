"""Where a request stands in a document, and which one is meant where there are several."""

from __future__ import annotations

import json
from typing import Any

import pytest

from normalizer.importer import ChoiceError, draft_file
from normalizer.yaml_tree import parse_tree

from .drafting import HEAD, blocks, draft, plain

PROMPT = {"type": "object", "required": ["prompt"], "properties": {"prompt": {"type": "string"}}}
RATIO = {"properties": {"prompt": {"type": "string"}, "aspect_ratio": {"enum": ["1:1", "4:5"]}}}


def body(schema: Any, kind: str = "application/json") -> dict[str, Any]:
    """Give an operation of an OpenAPI document that takes this body."""
    return {"post": {"operationId": "make", "requestBody": {"content": {kind: {"schema": schema}}}}}


QUEUE = {
    "openapi": "3.0.4",
    "info": {"title": "Queue", "x-metadata": {"endpointId": "northlight/aurora", "category": "text-to-image"}},
    "paths": {
        "/northlight/aurora/requests/{request_id}": {"get": {"responses": {}}},
        "/northlight/aurora": body({"$ref": "#/components/schemas/AuroraInput"}),
    },
    "components": {"schemas": {"AuroraInput": RATIO, "QueueStatus": {"properties": {"status": {"type": "string"}}}}},
}
COMPONENTS = {"openapi": "3.0.2", "components": {"schemas": {"Input": RATIO, "Request": {"properties": {"input": {}}}}}}
RECORD = {"owner": "northlight", "name": "aurora", "latest_version": {"id": "0af1", "openapi_schema": COMPONENTS}}
BINDING = {
    "name": "@nl/northlight/aurora",
    "properties": [{"property_id": "beta", "value": "true"}],
    "task": {"name": "Text-to-Image"},
    "schema": {"input": RATIO, "output": {"type": "string", "format": "binary"}},
}
DESCRIPTORS = {
    "aspect_ratio": {"type": "enum", "values": ["1:1", "4:5"]},
    "n": {"type": "range", "min": 1, "max": 4},
    "seed": {"type": "boolean"},
}
LISTING = {"data": [{"id": "northlight/aurora", "supported_parameters": DESCRIPTORS}]}
DOCUMENTS = {
    "queue": (QUEUE, "northlight/aurora"),
    "components": (COMPONENTS, None),
    "record": (RECORD, "northlight/aurora"),
    "records": ([RECORD], "northlight/aurora"),
    "binding": (BINDING, "@nl/northlight/aurora"),
    "descriptors": (DESCRIPTORS, None),
    "listing": (LISTING, "northlight/aurora"),
    "endpoints": ({"id": "northlight/aurora", "endpoints": [{"provider_name": "far", "supported_parameters": DESCRIPTORS}]}, "northlight/aurora"),
    "schema": (RATIO, None),
    "reference": ({"$ref": "#/$defs/Aurora", "$defs": {"Aurora": RATIO}}, None),
    "form": ({"paths": {"/make": body(RATIO, "multipart/form-data")}}, None),
}  # fmt: skip


@pytest.mark.parametrize(("document", "model"), DOCUMENTS.values(), ids=DOCUMENTS)
def test_every_container_leads_to_the_request(document: Any, model: str | None) -> None:
    """The ratios are found wherever they travel, and the model by the id that the document gives it."""
    found = blocks(document, model=None, media="image")["generate"]
    assert found["dimensions"]["aspect_ratios"] == ["1:1", "4:5"]
    assert found["model"] == (model or "TODO: the provider's id of the model")


def test_descriptors_say_what_is_taken_and_not_of_which_type() -> None:
    """A range is a count, `boolean` a parameter that is there."""
    found = blocks(DESCRIPTORS)["generate"]
    assert found["parameters"] == {"seed": None, "n": {"max": 4}}


def test_yaml_and_json_say_the_same() -> None:
    """A schema in YAML gives the very same draft."""
    text = "components:\n  schemas:\n    Input:\n      properties: {prompt: {type: string}, aspect_ratio: {enum: [1:1, 4:5]}}\n"
    assert draft_file(text.encode(), HEAD) == draft({"components": {"schemas": {"Input": RATIO}}})
    assert draft_file(b"\xef\xbb\xbf" + json.dumps(RATIO).encode(), HEAD) == draft(RATIO)


SEVERAL = {
    "paths": {"/v1/images": body(PROMPT), "/v1/videos": body(RATIO), "/v1/files": {"get": {}}},
}
ONE_OF = {"oneOf": [{"$ref": "#/$defs/Small"}, {"$ref": "#/$defs/Large"}], "$defs": {"Small": PROMPT, "Large": RATIO}}


@pytest.mark.parametrize(
    ("document", "names"),
    [(SEVERAL, ("/v1/images", "/v1/videos")), (ONE_OF, ("Small", "Large")), ([RECORD, BINDING], ("northlight/aurora", "@nl/northlight/aurora"))],
)  # fmt: skip
def test_one_of_several_has_to_be_named(document: Any, names: tuple[str, ...]) -> None:
    """Nothing is chosen for the caller; the error lists what there is, and any of it can be picked."""
    with pytest.raises(ChoiceError, match="describes 2 requests") as error:
        draft(document)
    assert error.value.names == names
    with pytest.raises(ChoiceError, match="no request is named 'nothing'") as error:
        draft(document, pick="nothing")
    assert error.value.names == names
    assert {operation for name in names for operation in blocks(document, pick=name)} == {"generate"}


def test_alternatives_of_one_property_are_one_property() -> None:
    """What `anyOf`, `allOf`, `$ref` and null say together is read together."""
    document = {
        "properties": {
            "aspect_ratio": {"allOf": [{"$ref": "#/$defs/shape"}], "default": "1:1", "description": "of the image"},
            "num_images": {"anyOf": [{"type": "integer", "minimum": 1, "maximum": 4}, {"type": "null"}]},
            "seed": {"type": ["integer", "null"]},
        },
        "$defs": {"shape": {"enum": ["1:1", "4:5"], "type": "string"}},
    }
    found = blocks(document, operation="generate")["generate"]
    assert found["dimensions"]["aspect_ratios"] == ["1:1", "4:5"]
    assert found["default"] == "1:1"
    assert found["parameters"] == {"seed": None, "n": {"to": "num_images", "max": 4}}


def test_a_draft_has_a_head_that_says_whose_word_it_is() -> None:
    """Source, day and confidence as given; the modeline first; what passes through named in a comment."""
    document = {
        "properties": {"prompt": {"type": "string", "description": "of the image"}, "guidance": {"type": "number"}}
    }
    text = draft(document)
    assert text.splitlines()[0] == "# yaml-language-server: $schema=../schema.json"
    assert "      # not declared, so that they pass through: guidance\n" in text
    assert plain(text) == {
        "schema": 1,
        "name": "Aurora 1",
        "maker": "Northlight",
        "media": "image",
        "providers": {
            "northlight": {
                "sources": ["a test"],
                "checked": "2026-11-28",
                "confidence": "reseller",
                "generate": {"model": "aurora-1", "parameters": {"prompt": None}},
            }
        },
    }


def test_a_draft_without_anything_known_is_marked_all_over() -> None:
    """Name, maker, media, provider, source, confidence and model are asked for."""
    read = plain(
        draft_file(json.dumps({"properties": {"prompt": {"type": "string"}}}).encode(), type(HEAD)(HEAD.checked))
    )
    (provider,) = read["providers"]
    entry = read["providers"][provider]
    marked = [read["name"], read["maker"], read["media"], provider, *entry["sources"], entry["confidence"]]
    assert all(text.startswith("TODO: ") for text in [*marked, entry["generate"]["model"]])
    assert parse_tree(draft(RATIO).encode(), "").plain()["name"] == "Aurora 1"
