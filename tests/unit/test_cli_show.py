"""`normalizer show` for machines: everything, a schema, capability descriptors."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner, Result

from normalizer import Catalog
from normalizer.cli.program import app
from normalizer.descriptors import descriptor, endpoints
from unit.blocks import target, video


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, ["show", *arguments])


def test_json_has_all_that_a_machine_may_want() -> None:
    """The model, and of each target what it takes, where that stands, and who says so."""
    document = json.loads(run("gemini-3-pro-image", "--format", "json").stdout)
    assert (document["model"], document["media"]) == ("gemini-3-pro-image", "image")
    targets = Catalog.bundled().targets("gemini-3-pro-image")
    assert [(t["provider"], t["operation"]) for t in document["targets"]] == [
        (t.provider, t.operation) for t in targets
    ]
    for told, one in zip(document["targets"], targets, strict=True):
        assert told["describes"] == json.loads(json.dumps(one.describe()))
        assert (told["status"], told["upstream_model"]) == (one.status, one.upstream_model)
        assert told["sources"]
        assert told["checked"]
        assert told["confidence"] in {"first-party", "reseller", "secondary"}


def test_the_schema_is_the_targets_own() -> None:
    """One document; of several targets the first, and it is said that there are others."""
    result = run("flux-dev", "--provider", "fal", "--operation", "generate", "--format", "schema")
    schema = json.loads(result.stdout)
    Draft202012Validator.check_schema(schema)
    assert schema == Catalog.bundled().target("flux-dev", "fal", "generate").request_schema()
    assert result.stderr == ""
    assert "--provider and --operation choose others" in run("flux-dev", "--format", "schema").stderr


def test_descriptors_are_of_three_types() -> None:
    """Every endpoint says of its parameters what they take, and nothing of another kind."""
    document = json.loads(run("veo-3.1", "--format", "openrouter").stdout)
    assert document["id"] == "veo-3.1"
    assert len(document["endpoints"]) == len(Catalog.bundled().targets("veo-3.1"))
    for endpoint in document["endpoints"]:
        for found in endpoint["supported_parameters"].values():
            keys = {"enum": {"type", "values"}, "range": {"type", "min", "max"}, "boolean": {"type"}}[found["type"]]
            assert keys <= found.keys() <= keys | {"step"}
            assert all(isinstance(value, str) for value in found.get("values", ()))


BLOCK = """
dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K]}
parameters:
  prompt:
  seconds: {range: [3, 15]}
  audio: {values: {true: on, false: off}}
  quality: {values: {low: 1, high: 2}}
  seed: {range: [0, null]}
  stream:
"""


def test_descriptors_of_a_target() -> None:
    """Listed values as texts, ranges with both ends and their step, flags; what is free passes through."""
    (endpoint,) = endpoints("m", [video(BLOCK)])["endpoints"]
    assert endpoint["supported_parameters"] == {
        "aspect_ratio": {"type": "enum", "values": ["1:1", "16:9"]},
        "resolution": {"type": "enum", "values": ["1K"]},
        "seconds": {"type": "range", "min": 3, "max": 15, "step": 1},
        "audio": {"type": "boolean"},
        "quality": {"type": "enum", "values": ["low", "high"]},
        "n": {"type": "range", "min": 1, "max": 4},
    }
    assert endpoint["allowed_passthrough_parameters"] == ["prompt", "stream"]
    assert (endpoint["provider_slug"], endpoint["operation"], endpoint["status"]) == ("one", "generate", "live")
    assert endpoint["supports_streaming"] is True
    assert endpoints("m", [target("{}")])["endpoints"][0]["supports_streaming"] is False


@pytest.mark.parametrize(
    "row", [{"kind": "free"}, {"kind": "range", "min": "1:2", "max": "2:1"}, {"kind": "range", "max": 3}]
)
def test_what_no_descriptor_can_say(row: dict[str, Any]) -> None:
    """Ratios between two, ranges with one end, and what is free have none."""
    assert descriptor(row) is None
