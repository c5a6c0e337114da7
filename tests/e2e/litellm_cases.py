"""What is sent through the LiteLLM proxy: models in its words and in ours, requests, and what is known not to arrive."""

from __future__ import annotations

from typing import Any, NamedTuple


class Deployment(NamedTuple):
    """A model of the proxy: our name, LiteLLM's, the route, and the paths of the payload that never arrive."""

    ours: str
    litellm: str
    route: str = "images/generations"
    lost: tuple[str, ...] = ()
    more: tuple[dict[str, Any], ...] = ()


SIZES: tuple[dict[str, Any], ...] = (
    {"size": "1920x1080"},
    {"size": "1000x1500", "n": 2},
    {"aspect_ratio": "3:4"},
    {"size": "1:1", "seed": 7, "output_format": "jpeg"},
    {},
)
LENGTHS: tuple[dict[str, Any], ...] = (
    {"size": "1080x1920", "seconds": 8},
    {"size": "1024x1024", "seconds": "5"},
    {"aspect_ratio": "16:9", "resolution": "720p"},
)

DEPLOYMENTS = (
    Deployment("openai/gpt-image-1", "openai/gpt-image-1", more=({"output_format": "webp", "output_compression": 50},)),
    Deployment("openai/dall-e-3", "openai/dall-e-3", more=({"size": "16:9", "response_format": "b64_json"},)),
    Deployment("openai/sora-2", "openai/sora-2", "videos"),
    Deployment("recraft/recraft-v3", "recraft/recraftv3", more=({"size": "16:9", "response_format": "url"},)),
    Deployment("bfl/flux-1.1-pro", "black_forest_labs/flux-pro-1.1"),
    Deployment("bfl/flux-1.1-pro-ultra", "black_forest_labs/flux-pro-1.1-ultra"),
    Deployment("bfl/flux-kontext-pro", "black_forest_labs/flux-kontext-pro"),
    Deployment("stability/stable-image-ultra", "stability/stable-image-ultra"),
    Deployment("stability/stable-diffusion-3.5-large", "stability/sd3.5-large", lost=("model",)),
    Deployment("fal/flux-dev", "fal_ai/fal-ai/flux/dev", more=({"size": "1024x1024", "guidance_scale": 4.5},)),
    Deployment("fal/flux-1.1-pro-ultra", "fal_ai/fal-ai/flux-pro/v1.1-ultra"),
    Deployment("fal/gemini-2.5-flash-image", "fal_ai/fal-ai/nano-banana"),
    Deployment("fal/kling-2.1-master", "fal_ai/fal-ai/kling-video/v2.1/master/text-to-video", "videos"),
    Deployment("google/gemini-3-pro-image", "gemini/gemini-3-pro-image", lost=("generationConfig.seed",)),
    Deployment(
        "google/imagen-4.0",
        "gemini/imagen-4.0-generate-001",
        lost=("parameters.sampleImageSize", "parameters.seed", "parameters.outputOptions.mimeType"),
    ),
    Deployment("google/veo-3.1", "gemini/veo-3.1-generate-preview", "videos"),
    Deployment("vertex/imagen-4.0", "vertex_ai/imagen-4.0-generate-001"),
    Deployment("vertex/veo-3.1", "vertex_ai/veo-3.1-generate-preview", "videos"),
    Deployment("vertex/gemini-3-pro-image", "vertex_ai/gemini-3-pro-image", lost=("generationConfig.seed",)),
    Deployment("openrouter/gemini-3-pro-image", "openrouter/google/gemini-3-pro-image", lost=("modalities",)),
    Deployment("runway/gen4.5", "runwayml/gen4.5", "videos", more=({"size": "16:9", "seconds": 7},)),
)


class Edit(NamedTuple):
    """A request with a file: our name of the model, what is asked, and the paths of the payload that never arrive."""

    ours: str
    asked: dict[str, str]
    lost: tuple[str, ...] = ()
    litellm: str = ""
    """Its name in LiteLLM, where it is not the one for generating."""


RATIO, TIER = "generationConfig.imageConfig.aspectRatio", "generationConfig.imageConfig.imageSize"

EDITS = (
    Edit("openai/gpt-image-1", {"size": "1920x1080", "n": "2", "output_format": "webp", "input_fidelity": "high"}),
    Edit("google/gemini-3-pro-image", {"size": "1920x1080"}),
    Edit("google/gemini-3-pro-image", {"aspect_ratio": "3:4", "resolution": "2K"}),
    Edit("fal/seedream-4.0", {"size": "1920x1080", "n": "2"}, litellm="fal_ai/fal-ai/bytedance/seedream/v4/edit"),
    Edit("fal/seedream-4.0", {"aspect_ratio": "3:4"}, litellm="fal_ai/fal-ai/bytedance/seedream/v4/edit"),
    Edit(
        "fal/gemini-3-pro-image",
        {"size": "16:9"},
        ("aspect_ratio",),
        litellm="fal_ai/fal-ai/nano-banana-pro/edit",
    ),
    Edit("bfl/flux-kontext-pro", {"size": "1920x1080", "seed": "7"}),
    Edit("vertex/gemini-3-pro-image", {"size": "1920x1080"}, (TIER,)),
    Edit("vertex/gemini-3-pro-image", {"aspect_ratio": "3:4"}),
    Edit("vertex/gemini-3-pro-image", {"size": "1000x1500"}, (RATIO, TIER)),
)
