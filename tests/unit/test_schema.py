"""The JSON Schema for editors: fresh, in their dialect, and of one mind with the loader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema
import pytest

from normalizer.capability import ModelExtension, ModelFile, ProviderFile, validate
from normalizer.errors import CapabilityError
from normalizer.schema import json_schema, schema_text
from normalizer.yaml_tree import parse_tree

CAPABILITIES = Path(__file__).parents[2] / "capabilities"
FILES = sorted(CAPABILITIES.rglob("*.yaml"))
VALIDATOR = jsonschema.Draft7Validator(json_schema())


def accepts(text: str) -> bool:
    """Ask the schema, on the text as our reader reads it."""
    return VALIDATOR.is_valid(parse_tree(text.encode(), "x.yaml").plain())


def loads(text: str) -> bool:
    """Ask the models."""
    tree = parse_tree(text.encode(), "x.yaml")
    kind = ModelExtension if tree.get("extend") else ModelFile if tree.get("providers") else ProviderFile
    try:
        validate(kind, tree)  # type: ignore[type-var]  # one of two kinds
    except CapabilityError:
        return False
    return True


def test_the_schema_in_the_repository_is_fresh() -> None:
    """`capabilities/schema.json` is what the models say today; `normalizer schema` writes it."""
    assert (CAPABILITIES / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_the_schema_is_of_draft_7() -> None:
    """Editors read draft 7: no later keyword, nothing beside a reference."""
    schema = json_schema()
    jsonschema.Draft7Validator.check_schema(schema)
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            assert not {"$defs", "prefixItems", "unevaluatedProperties", "dependentRequired", "oneOf"} & part.keys()
            assert "$ref" not in part or len(part) == 1
            list(map(walk, part.values()))
        elif isinstance(part, list):
            list(map(walk, part))

    walk({key: value for key, value in schema.items() if key != "definitions"})
    for definition in schema["definitions"].values():
        properties = definition.get("properties", {})
        walk({key: value for key, value in definition.items() if key != "properties"})
        list(map(walk, properties.values()))


def test_every_key_has_a_tooltip() -> None:
    """Who writes a file reads these sentences in the editor: every key has one, on one line."""
    bare = [
        f"{name}.{key}"
        for name, definition in json_schema()["definitions"].items()
        for key, part in definition.get("properties", {}).items()
        if not part.get("description") or "\n" in part["description"]
    ]
    assert bare == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CAPABILITIES)))
def test_every_capability_file_passes(path: Path) -> None:
    """The schema accepts what the repository holds."""
    found = [error.message for error in VALIDATOR.iter_errors(parse_tree(path.read_bytes(), path.name).plain())]
    assert found == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(CAPABILITIES)))
def test_every_capability_file_names_the_schema(path: Path) -> None:
    """The first line ties the file to the schema, so that editors find it."""
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first == "# yaml-language-server: $schema=../schema.json"


HEAD = "schema: 1\nname: M\nmaker: Y\nmedia: image\nproviders:\n  a:\n    generate:\n      "

GOOD = [
    "schema: 1\nname: P\n",
    "schema: 1\nname: P\nwrite: {sizes: {a: '{size}'}}\nsizes: [1x1]\nparameters: {n: count, seed: , x: [1, 2]}\n",
    "schema: 1\nextend: true\nproviders: {a: none, b: {edit: none, edit.more: {model: x}}}\n",
    HEAD + "model: x",
    HEAD + "{parameters: {prompt, seed}}",
    HEAD + "{parameters: [prompt, seed]}",
    HEAD + "{parameters: {n: none, a: word, b: [1, true, x], c: {values: unknown}, d: {range: [1, null]}}}",
    HEAD + "{parameters: {n: {as: none, default: null, auto: null}}}",
    HEAD + "{dimensions: {sizes: provider}}",
    HEAD + "{dimensions: [{sizes: unknown}, {limits: unknown}, {aspect_ratios: {min: 9:21, max: 21:9}}]}",
    HEAD + "{dimensions: {aspect_ratios: {1:1: square}, tiers: {1K: {a: 1}}}}",
    HEAD + "{dimensions: {tiers: [1K], table: {1:1: [none]}}}",
    HEAD + "{rules: [{when: {a: 1, b: [x, y], c: {min: 1}, given: d}, restrict: {e: {max: 3}}, set: {f: g}}]}",
    HEAD + "{rules: [{count: [image, n], max: 15}], notes: [a, b], sources: one}",
]
BAD = [
    "schema: 2\nname: P\n",
    "schema: 1\n",
    "schema: 1\nname: P\nwrong: 1\n",
    "schema: 1\nname: P\nwrite: {shapes: {}}\n",
    "schema: 1\nextend: true\nproviders: {a: {generat: none}}\n",
    "schema: 1\nname: M\nmaker: Y\nmedia: text\nproviders: {a: {}}\n",
    "schema: 1\nname: M\nmaker: Y\nmedia: image\nproviders: {A_: {}}\n",
    "schema: 1\nname: M\nmaker: Y\nmedia: image\nproviders: {}\n",
    HEAD + "modle: x",
    HEAD + "model: ",
    HEAD + "{dimensions: {write: {a: b}}}",
    HEAD + "{dimensions: {sizes: []}}",
    HEAD + "{dimensions: {table: {1:1: [1x1]}}}",
    HEAD + "{dimensions: {limits: {}}}",
    HEAD + "{dimensions: {limits: {max_edge: '9'}}}",
    HEAD + "{parameters: {n: 5}}",
    HEAD + "{parameters: {n: {range: [1]}}}",
    HEAD + "{parameters: {n: {as: number}}}",
    HEAD + "{parameters: {n: {frames: {plus: 1}}}}",
    HEAD + "{rules: [{count: n}]}",
    HEAD + "{checked: yesterday}",
]


@pytest.mark.parametrize("text", GOOD)
def test_what_the_loader_accepts_the_schema_accepts(text: str) -> None:
    """Short forms included."""
    assert loads(text)
    assert accepts(text)


@pytest.mark.parametrize("text", BAD)
def test_what_the_schema_refuses_the_loader_refuses(text: str) -> None:
    """An editor shows the same mistakes as the check, as far as a schema can say them."""
    assert not loads(text)
    assert not accepts(text)
