"""Drafts of every model in the declarations of SDKs in TypeScript, against the files that people wrote by hand.

Declarations know less than an OpenAPI document: no bounds, and beside a free text no list. So a draft may say that it
does not know, and leave a question; it may not say something else than the file, unless the reason stands here.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest

from normalizer.importer import ChoiceError, SchemaError

from .by_hand import bundled, differences, opened, text_of
from .declared import documents, sharing
from .drafting import plain
from .packages import schema_of_types

if TYPE_CHECKING:
    from pathlib import Path

SHARED = "inputs with the same names share one type, with the words of one of the models"
EXPLAINED = {
    SHARED: [
        "fal-ai/bytedance/seedance/v1/pro/fast/text-to-video generate",
        "fal-ai/bytedance/seedance/v1/pro/text-to-video generate",
        "fal-ai/flux-2/klein/9b generate",
        "fal-ai/gpt-image-1-mini generate",
        "fal-ai/gpt-image-1/text-to-image generate",
        "fal-ai/kling-video/o1/image-to-video first_last_frame",
        "fal-ai/kling-video/o1/image-to-video image_to_video",
        "fal-ai/kling-video/o1/video-to-video/reference video_to_video",
        "fal-ai/longcat-image generate",
        "fal-ai/qwen-image-edit-plus edit",
        "fal-ai/vidu/q3/text-to-video/turbo generate",
        "fal-ai/wan-25-preview/text-to-video generate",
        "imagineart/imagineart-1.5-preview/text-to-image generate",
        "imagineart/imagineart-1.5-pro-preview/text-to-image generate",
        "wan/v2.6/image-to-video/flash image_to_video",
        "xai/grok-imagine-image generate",
    ],
    "the type makes an input optional without which the draft makes no such operation": [
        "fal-ai/kling-video/o1/reference-to-video reference_to_video",
        "fal-ai/kling-video/o1/standard/reference-to-video reference_to_video.standard",
        "fal-ai/kling-video/o3/standard/reference-to-video reference_to_video",
        "fal-ai/pixverse/v4.5/transition first_last_frame",
        "fal-ai/pixverse/v5/transition first_last_frame",
        "fal-ai/pixverse/v5.5/transition first_last_frame",
        "fal-ai/pixverse/v5.6/transition first_last_frame",
        "fal-ai/pixverse/v6/transition first_last_frame",
        "fal-ai/wan/v2.7/reference-to-video reference_to_video",
        "wan/v2.6/reference-to-video/flash reference_to_video",
        "xai/grok-imagine-image/edit edit",
    ],
    "the file knows more from texts: a rule, or how the lines of this provider make pixels": [
        "fal-ai/ltx-2-19b/distilled/extend-video extend",
        "fal-ai/ltx-2-19b/distilled/video-to-video video_to_video",
        "fal-ai/ltx-2-19b/extend-video extend",
        "fal-ai/ltx-2-19b/video-to-video video_to_video",
        "fal-ai/pixverse/v3.5/text-to-video generate",
        "fal-ai/pixverse/v4/text-to-video generate",
        "fal-ai/pixverse/v4.5/text-to-video generate",
        "fal-ai/pixverse/v5/text-to-video generate",
        "fal-ai/pixverse/v5.5/text-to-video generate",
        "fal-ai/pixverse/v5.6/text-to-video generate",
        "fal-ai/pixverse/v6/text-to-video generate",
        "fal-ai/sana-video generate",
    ],
    "one field stands for several of the file's, or under a name that tells nothing": [
        "bria/fibo-edit/edit edit",
        "fal-ai/luma-dream-machine/ray-2-flash/reframe reframe",
        "fal-ai/luma-dream-machine/ray-2/reframe reframe",
        "fal-ai/pika/v2.2/pikaframes first_last_frame",
        "fal-ai/pixverse/extend extend",
        "fal-ai/pixverse/extend/fast extend.fast",
        "fal-ai/pixverse/swap edit",
        "fal-ai/pixverse/swap video_to_video",
    ],
}
"""Where the file of a model says something else than the draft of its type, by the reason."""
QUESTION = ": which of our parameters is it, if any"
SIZES = ("size", "aspect_ratio", "resolution")


@cache
def fal() -> dict[str, Any]:
    """Read the types of all inputs of fal's client."""
    schema: dict[str, Any] = schema_of_types("@fal-ai/client@1.10.1", "src/types/endpoints.d.ts", "EndpointTypeMap")
    return schema


def answered(document: Any, operation: str) -> str:
    """Draft and say what a person would: that no field is one of ours by mere words, and which operation it is."""
    for said in ({}, {"operation": operation}):
        text = text_of(document, "fal", **said)
        text = "".join(line for line in text.splitlines(keepends=True) if QUESTION not in line)
        if f"\n    {operation}:" in text:
            break
    return text


def unknown(text: str) -> set[str]:
    """List the parameters of which a draft says that it does not know what they take."""
    found: set[str] = set()
    for block in plain(text)["providers"]["fal"].values():
        if isinstance(block, dict):
            found.update(SIZES if "unknown" in json.dumps(block.get("dimensions")) else ())
            found.update(name for name, said in block["parameters"].items() if "unknown" in json.dumps(said))
    return found


def test_drafts_of_types_never_contradict_a_file(tmp_path: Path) -> None:
    """The same payloads, or the draft says that it does not know, or asks; what else differs has its reason."""
    known = dict(documents(fal(), "input"))
    told: Counter[str] = Counter()
    found = set()
    for target in bundled().targets(provider="fal"):
        if target.upstream_model not in known:
            continue
        operation = target.operation.partition(".")[0]
        text = answered(known[target.upstream_model], operation)
        if "TODO" in text:
            told["asks"] += 1
            continue
        name = f"{target.upstream_model} {target.operation}"
        draft = opened(tmp_path / name.replace("/", "-"), text, "fal").target("draft", operation=operation)
        differ = differences(target, draft)
        if not differ:
            told["same"] += 1
        elif {key for asked in differ for key in json.loads(asked.replace("'", '"'))} <= unknown(text):
            told["does not know"] += 1
        else:
            found.add(name)
    assert sorted(found) == sorted(name for names in EXPLAINED.values() for name in names)
    assert told["same"] >= 330
    assert told["does not know"] <= 70
    assert told["asks"] <= 70


def test_what_is_said_to_share_a_type_does() -> None:
    """The reason that needs no trust: another model has the very same type."""
    shared = sharing(fal(), "input")
    assert [name for name in EXPLAINED[SHARED] if name.split()[0] not in shared] == []


def outcome(document: Any, provider: str) -> str:
    """Draft whatever it is; only our own errors leave."""
    try:
        assert text_of(document, provider).startswith("# yaml-language-server")
    except (ChoiceError, SchemaError) as error:
        return type(error).__name__
    return "draft"


def test_every_model_of_fal_gives_a_draft_or_a_clear_error() -> None:
    """Sound, speech, three dimensions, training: 1,207 inputs, of which 3 list more than a file can hold."""
    assert Counter(outcome(document, "fal") for _, document in documents(fal(), "input")) == {
        "draft": 1204,
        "SchemaError": 3,
    }


PICTURES = {
    "@cf/black-forest-labs/flux-1-schnell": {"prompt"},
    "@cf/leonardo/lucid-origin": {"prompt", "seed"},
    "@cf/leonardo/phoenix-1.0": {"prompt", "negative_prompt", "seed"},
    "@cf/stabilityai/stable-diffusion-xl-base-1.0": {"prompt", "negative_prompt", "seed"},
}
"""What some models take beside a size, by the declarations."""


@pytest.fixture(scope="module")
def workers() -> dict[str, Any]:
    """Read the inputs of all models that run on Cloudflare's workers."""
    schema = schema_of_types("@cloudflare/workers-types@5.20261117.1", "index.ts", "AiModels")
    return dict(documents(schema, "inputs"))


def test_every_model_of_cloudflare_gives_a_draft_or_a_clear_error(workers: dict[str, Any]) -> None:
    """Most are language models; where one takes several kinds of requests, the error lists them."""
    assert Counter(outcome(document, "cloudflare") for document in workers.values()) == {
        "draft": 81,
        "ChoiceError": 18,
    }


@pytest.mark.parametrize("model", PICTURES)
def test_pictures_of_cloudflare(model: str, workers: dict[str, Any]) -> None:
    """Prompt, seed, and a width and a height without a stated bound."""
    (entry,) = plain(text_of(workers[model], "cloudflare"))["providers"].values()
    block = entry["generate"]
    assert block["model"] == model
    assert set(block["parameters"]) == PICTURES[model]
    assert block.get("dimensions") == ({"limits": "unknown"} if "seed" in PICTURES[model] else None)
