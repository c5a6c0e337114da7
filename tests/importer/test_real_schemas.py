"""Drafts of real schemas against the files that people wrote by hand from the same packages: the test of truth.

Compared is what counts: the payloads of both for the same requests, not the words of the files.
"""

from __future__ import annotations

import importlib
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import TypeAdapter

from normalizer import NormalizationError, Target
from normalizer.importer import ChoiceError

from .by_hand import INPUTS, bundled, differences, opened, text_of
from .packages import from_npm
from .test_laws import breaches

if TYPE_CHECKING:
    from pathlib import Path

# --- a catalogue of some thousand models, each with its OpenAPI document

MODELS = "all-the-public-replicate-models@1.352.0"
EXPLAINED = {
    "luma/ray extend": "starts from the id of an earlier result, which the importer does not take for a video",
    "tencent/hunyuan-video generate": "the file has an upper bound from the model's own page",
    "thudm/cogvideox-i2v": "still to do: the schema does not say how many frames make a second",
    "thudm/cogvideox-t2v": "still to do: the schema does not say how many frames make a second",
}
"""Where a draft says less than the file, and why."""


@cache
def records() -> dict[str, Any]:
    """Read the records of all models, by their ids."""
    return {f"{record['owner']}/{record['name']}": record for record in from_npm(MODELS, "models.json")}


def drafted_targets() -> dict[str, list[Target]]:
    """List the targets of the bundled catalogue whose model has a record."""
    found: dict[str, list[Target]] = {}
    for target in bundled().targets(provider="replicate"):
        if target.upstream_model in records():
            found.setdefault(target.upstream_model, []).append(target)
    return found


def test_drafts_send_what_files_written_by_hand_send(tmp_path: Path) -> None:
    """For all models of the package that the catalogue has: the same payloads, or an explained difference."""
    found, same = set(), 0
    for model, targets in drafted_targets().items():
        text = text_of(records()[model], "replicate")
        if "TODO" in text:
            found.add(model)
            continue
        drafted = opened(tmp_path / model.replace("/", "-"), text, "replicate")
        for target in targets:
            operation = target.operation.partition(".")[0]
            try:
                other = drafted.target("draft", operation=operation)
            except NormalizationError:
                found.add(f"{model} {target.operation}")
                continue
            if differences(target, other):
                found.add(f"{model} {target.operation}")
            else:
                same += 1
    assert sorted(found) == sorted(EXPLAINED)
    assert same >= 60


def closed(record: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give a record whose input takes no other fields, and the schema of that input."""
    document = record["latest_version"]["openapi_schema"]
    schemas = document["components"]["schemas"]
    schema = {**schemas["Input"], "additionalProperties": False}
    components = {"schemas": {**schemas, "Input": schema}}
    return {**record, "latest_version": {"openapi_schema": {"components": components}}}, {
        **schema,
        "components": components,
    }


def test_drafts_send_nothing_that_their_schema_refuses(tmp_path: Path) -> None:
    """Every payload of every draft validates against the schema it was drafted from."""
    found = []
    for model in drafted_targets():
        record, schema = closed(records()[model])
        text = text_of(record, "replicate")
        if "TODO" in text:
            continue
        for target in opened(tmp_path / model.replace("/", "-"), text, "replicate").targets("draft"):
            inputs = {name: INPUTS[name] for name in target.required if name in INPUTS}
            found += [f"{model}: {breach}" for breach in breaches(target, schema, "input", **inputs)]
    assert found == []


def test_every_twentieth_model_gives_a_draft_or_a_clear_error() -> None:
    """Language models, upscalers, trainers: what is no picture is at worst a draft full of questions."""
    errors = []
    for record in list(records().values())[::20]:
        try:
            assert text_of(record, "replicate").startswith("# yaml-language-server")
        except Exception as error:  # noqa: BLE001  whatever leaves is shown
            errors.append(repr(error))
    assert errors == []


# --- an OpenAPI document of several requests, in which sizes stand in a description


def test_a_document_of_several_requests(tmp_path: Path) -> None:
    """Sizes out of a description, the count and the lengths of texts, as the file written by hand has them."""
    document = from_npm("@adobe/firefly-apis@2.0.1", "oas/FFApiOpenApi3.json")
    with pytest.raises(ChoiceError) as error:
        text_of(document, "adobe")
    assert "/v3/images/generate" in error.value.names
    text = text_of(document, "adobe", pick="/v3/images/generate", operation="generate")
    (question,) = [line.strip() for line in text.splitlines() if "TODO" in line and "model:" not in line]
    assert question.startswith("image: {to: structure.imageReference")
    text = text.replace(f"        {question}\n", "").replace(
        '"TODO: the provider\'s id of the model"', "v3/images/generate"
    )
    drafted = opened(tmp_path, text, "adobe").target("draft")
    (hand,) = bundled().targets("firefly-image-3", provider="adobe", operation="generate")
    assert differences(hand, drafted) == []


# --- types of an SDK, which pydantic turns into one JSON Schema of many requests

SDK_EXPLAINED = {
    "ideogram_4_5 generate": "the file knows from the type's description which sizes are those beside images",
    "kling3.0_standard image_to_video": "three requests of the type are the tiers of one file",
    "klingO3_standard image_to_video": "three requests of the type are the tiers of one file",
    "wan3 image_to_video": "the file knows from the type's description that beside a first frame only the tiers count",
    "wan3_prime image_to_video": "the file knows from the type's description that beside a first frame only the tiers count",
}
"""Where the file of a model says something else than the type, and why."""


def camel(name: str) -> str:
    """Write a name of Python as it travels."""
    first, *others = name.split("_")
    return first + "".join(word.title() for word in others)


def as_it_travels(schema: Any) -> Any:
    """Give the properties of a schema the names that are sent."""
    if isinstance(schema, list):
        return [as_it_travels(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    told = {key: as_it_travels(value) for key, value in schema.items()}
    if isinstance(told.get("properties"), dict):
        told["properties"] = {camel(name): value for name, value in told["properties"].items()}
        told["required"] = [camel(name) for name in told.get("required", ())]
    return told


@pytest.mark.parametrize(
    ("module", "name", "operation", "fewest"),
    [
        ("text_to_image", "TextToImageCreateParams", "generate", 16),
        ("image_to_video", "ImageToVideoCreateParams", "image_to_video", 16),
    ],
)
def test_types_of_an_sdk(module: str, name: str, operation: str, fewest: int, tmp_path: Path) -> None:
    """A field called ratio that holds pixels gives the very sizes that the files list for the same models."""
    pytest.importorskip("runwayml", reason="needs runwayml, for the types of its requests")
    types = importlib.import_module(f"runwayml.types.{module}_create_params")
    document = as_it_travels(TypeAdapter(getattr(types, name)).json_schema())
    with pytest.raises(ChoiceError) as error:
        text_of(document, "runway")
    hands = {t.upstream_model: t for t in bundled().targets(provider="runway", operation=operation)}
    found, same = set(), 0
    for pick in error.value.names:
        text = text_of(document, "runway", pick=pick, operation=operation)
        if "TODO" in text:
            continue
        hand = hands.get(next(line for line in text.splitlines() if " model: " in line).split()[1])
        if hand is None:
            continue
        drafted = opened(tmp_path / pick.lower(), text, "runway").target("draft")
        if sizes(hand) == sizes(drafted):
            same += 1
        else:
            found.add(f"{hand.upstream_model} {operation}")
    assert sorted(found) == sorted(told for told in SDK_EXPLAINED if told.endswith(f" {operation}"))
    assert same >= fewest


def sizes(target: Target) -> dict[str, Any]:
    """Give what a target says of sizes."""
    told = target.describe()["parameters"]
    return {name: told.get(name, {}).get("values", told.get(name)) for name in ("size", "aspect_ratio", "resolution")}
