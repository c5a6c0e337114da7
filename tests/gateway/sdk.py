"""What the official SDK gets back, held against what was asked and what the plan expects."""

from __future__ import annotations

import base64
import io
from itertools import product
from typing import TYPE_CHECKING, Any

import httpx
from PIL import Image

from matrix.cases import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openai import OpenAI

MODELS = (
    *("fal/flux-dev", "fal/aura-flow", "bfl/flux-1.1-pro", "bfl/flux-1.1-pro-ultra", "fal/flux-2-turbo"),
    *("google/gemini-3-pro-image", "openrouter/gpt-5-image", "openai/gpt-image-1.5", "openai/gpt-image-2"),
    *("xai/grok-imagine-image", "higgsfield/higgsfield-soul", "tencent/hy-image-3.5-preview"),
    *("ideogram/ideogram-v3", "vertex/imagen-3.0", "kling/kling-image-o1", "azure/mai-image-2.5"),
    *("minimax/minimax-image-01", "fireworks/ssd-1b", "recraft/recraft-v3", "replicate/sdxl-lightning"),
    *("byteplus/seedream-4.0", "stability/stable-image-core", "bedrock/titan-image-generator-v1"),
    *("dashscope/wan-2.7-image", "deepinfra/sdxl-turbo", "replicate/flux-dev-lora"),
)
"""Every form of sizes, kind of delivery and limit of results, JSON and forms, with and without file types."""

FORMATS = ("png", "jpeg", "gif", "webp", "avif")
DELIVERIES = ("url", "b64_json")
QUALITIES = (None, 1, 50, 100)
COUNTS = range(1, 11)
SIZE = "512x512"

Asked = dict[str, Any]


def pairs() -> Iterator[tuple[str, Asked]]:
    """Give every pair of a number, a delivery and a file type, going round over the models and the qualities."""
    for turn, (count, file_type) in enumerate(product(COUNTS, FORMATS)):
        delivery = DELIVERIES[(count + FORMATS.index(file_type)) % 2]
        yield MODELS[turn % len(MODELS)], asked(count, delivery, file_type, QUALITIES[turn // 2 % len(QUALITIES)])


def small() -> Iterator[tuple[str, Asked]]:
    """Give all combinations for two models, with images so small that it takes seconds.

    One takes several images a call and any size, the other makes one a call in steps of 32 pixels.
    """
    for model, size in ((MODELS[0], "64x48"), ("bfl/flux-1.1-pro", "256x256")):
        for turn, combination in enumerate(product(COUNTS, DELIVERIES, FORMATS)):
            yield model, {**asked(*combination, QUALITIES[turn % len(QUALITIES)]), "size": size}


def every(models: list[str]) -> Iterator[tuple[str, Asked]]:
    """Give every number, delivery and file type for some models, the qualities in turn: each type meets each of them."""
    for first, model in enumerate(models):
        for turn, combination in enumerate(product(COUNTS, DELIVERIES, FORMATS), first):
            yield model, asked(*combination, QUALITIES[turn % len(QUALITIES)])


def asked(count: int, delivery: str, file_type: str, quality: int | None) -> Asked:
    """Write the arguments of a call."""
    said: Asked = {"prompt": "a fox", "n": count, "response_format": delivery, "output_format": file_type, "size": SIZE}
    return said if quality is None else {**said, "output_compression": quality}


def wrong_with(client: OpenAI, model: str, request: Asked) -> str | None:
    """Say what is wrong with the answer to a request, if anything."""
    plan = catalog().plan({"model": model, **request})
    answer = client.images.generate(model=model, **request)
    images = answer.data or []
    if len(images) != request["n"]:
        return f"{len(images)} images for {request['n']}"
    for image in images:
        data, other = (
            (image.b64_json, image.url) if request["response_format"] == "b64_json" else (image.url, image.b64_json)
        )
        if data is None or other is not None:
            return f"not delivered as {request['response_format']}"
        file = base64.b64decode(data) if request["response_format"] == "b64_json" else _behind(data, request)
        with Image.open(io.BytesIO(file)) as opened:
            opened.load()
            if (opened.format or "").lower() != request["output_format"]:
                return f"a file of {opened.format}"
            if not plan.verify(*opened.size):
                return f"{opened.size} where {plan.expected_size} was planned"
            if answer.size != f"{opened.size[0]}x{opened.size[1]}":
                return f"{opened.size} is called {answer.size}"
    return None


def _behind(link: str, request: Asked) -> bytes:
    """Read a link, which is served as what it is."""
    answer = httpx.get(link, trust_env=False)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == f"image/{request['output_format']}"
    assert answer.headers["x-content-type-options"] == "nosniff"
    return answer.content
