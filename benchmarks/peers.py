"""The same requests through this library and through LiteLLM's own mapping functions, side by side.

`python benchmarks/peers.py` prints the comparison. With `--write` it first runs LiteLLM, which must be installed, and
keeps its answers in `peers.json`; without, that file stands for LiteLLM. Nothing is sent anywhere.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer import Catalog
from normalizer.codes import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from normalizer import Plan

KEPT = Path(__file__).with_name("peers.json")
PROMPT = "a fox"
FUNCTIONS = {
    "options of images": "litellm.utils.get_optional_params_image_gen, with drop_params=True",
    "body of images": "transform_image_generation_request of "
    "litellm.utils.ProviderConfigManager.get_provider_image_generation_config",
    "body at Bedrock": "transform_request_body of litellm.BedrockImageGeneration.get_config_class",
    "options of videos": "litellm.videos.utils.VideoGenerationRequestUtils.get_optional_params_video_generation",
    "body of videos": "transform_video_create_request of litellm.utils.ProviderConfigManager.get_provider_video_config",
}
"""What makes LiteLLM's side. `drop_params` is what gateways set: without it many requests are refused as a whole."""

NOTHING = "nothing of it"


class Case(NamedTuple):
    """One request: where it goes in our words and in LiteLLM's, and what is asked of both in the same words."""

    title: str
    model: str
    peer: str
    asked: dict[str, Any]
    media: str = "image"
    front: bool = False
    """Whether the README shows it."""


CASES = (
    Case("Gemini 3 Pro Image at OpenRouter", "openrouter/gemini-3-pro-image", "openrouter/google/gemini-3-pro-image",
         {"size": "1280x720"}, front=True),
    Case("Gemini 3 Pro Image at Google", "google/gemini-3-pro-image", "gemini/gemini-3-pro-image",
         {"size": "3840x2160", "n": 3}, front=True),
    Case("FLUX1.1 [pro] at BFL", "bfl/flux-1.1-pro", "black_forest_labs/flux-pro-1.1",
         {"size": "1024x1536", "n": 2}, front=True),
    Case("Recraft V3", "recraft/recraft-v3", "recraft/recraftv3", {"size": "1920x1080", "n": 8}, front=True),
    Case("Stable Image Ultra", "stability/stable-image-ultra", "stability/stable-image-ultra",
         {"size": "1920x1080", "n": 2}, front=True),
    Case("Veo 3.1 at Google", "google/veo-3.1", "gemini/veo-3.1-generate-preview",
         {"size": "1920x1080", "seconds": "5"}, media="video", front=True),
    Case("Imagen 4 at Vertex", "vertex/imagen-4.0", "vertex_ai/imagen-4.0-generate-001", {"size": "1280x720"}),
    Case("Nova Canvas at Bedrock", "bedrock/nova-canvas", "bedrock/amazon.nova-canvas-v1:0",
         {"size": "1000x1500", "n": 8}),
    Case("FLUX.1 [dev] at fal", "fal/flux-dev", "fal_ai/fal-ai/flux/dev",
         {"size": "1920x1080", "n": 6, "response_format": "b64_json"}),
    Case("FLUX.1 [dev] at fal", "fal/flux-dev", "fal_ai/fal-ai/flux/dev", {"size": "1024x1024", "n": 2}),
    Case("FLUX1.1 [pro] ultra at fal", "fal/flux-1.1-pro-ultra", "fal_ai/fal-ai/flux-pro/v1.1-ultra",
         {"size": "1920x1080"}),
    Case("Gemini 2.5 Flash Image at fal", "fal/gemini-2.5-flash-image", "fal_ai/fal-ai/nano-banana",
         {"size": "1024x1536", "n": 2}),
    Case("Gemini 2.5 Flash Image at Google", "google/gemini-2.5-flash-image", "gemini/gemini-2.5-flash-image",
         {"size": "1024x1536"}),
)  # fmt: skip


def peer_body(case: Case, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Make the body that LiteLLM would post for a case."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"  # else importing it fetches a file
    import litellm
    from litellm.types.router import GenericLiteLLMParams
    from litellm.types.utils import LlmProviders
    from litellm.utils import ProviderConfigManager, get_optional_params_image_gen
    from litellm.videos.utils import VideoGenerationRequestUtils

    provider, _, model = case.peer.partition("/")
    name = LlmProviders(provider)
    if case.media == "video":
        config = ProviderConfigManager.get_provider_video_config(model=model, provider=name)
        options = VideoGenerationRequestUtils.get_optional_params_video_generation(model, config, dict(asked))
        body, _, _ = config.transform_video_create_request(
            model=model, prompt=PROMPT, api_base="", video_create_optional_request_params=options,
            litellm_params=GenericLiteLLMParams(), headers={},
        )  # fmt: skip
        return dict(body)
    config = ProviderConfigManager.get_provider_image_generation_config(model=model, provider=name)
    options = get_optional_params_image_gen(
        model=model, custom_llm_provider=provider, provider_config=config, drop_params=True, **asked
    )
    if config is None:
        shape = litellm.BedrockImageGeneration.get_config_class(model=model)
        return dict(shape.transform_request_body(text=PROMPT, optional_params=options))
    return dict(
        config.transform_image_generation_request(
            model=model, prompt=PROMPT, optional_params=options, litellm_params={}, headers={}
        )
    )


def ask_peer() -> dict[str, Any]:
    """Run all cases through LiteLLM: the body of each, and the body when only a prompt is given."""
    from importlib.metadata import version

    cases = [
        {"peer": case.peer, "asked": case.asked, "bare": peer_body(case, {}), "body": peer_body(case, case.asked)}
        for case in CASES
    ]
    return {"litellm": version("litellm"), "functions": FUNCTIONS, "cases": cases}


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """List what stands at the ends of a body, each with its path."""
    pairs: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        pairs = value.items()
    elif isinstance(value, list):
        pairs = enumerate(value)
    else:
        yield path, value
    for key, inner in pairs:
        yield from leaves(inner, (*path, str(key)))


def added(body: Mapping[str, Any], bare: Mapping[str, Any]) -> dict[str, Any]:
    """Give the fields that are there because of what was asked: those that a bare prompt does not bring."""
    before = dict(leaves(dict(bare)))
    return {path[-1]: value for path, value in leaves(dict(body)) if path not in before or before[path] != value}


def text_of(value: Any) -> str:
    """Write a value as it stands in JSON, texts without their quotes."""
    return value if isinstance(value, str) else json.dumps(value)


def fields(bodies: list[dict[str, Any]]) -> str:
    """Write what all calls add; what differs from call to call is written for each."""
    parts = []
    for name in dict.fromkeys(name for body in bodies for name in body):
        values = list(dict.fromkeys(text_of(body.get(name)) for body in bodies))
        parts.append(f"`{name}: {', then '.join(values)}`")
    text = " ".join(parts) or NOTHING
    return f"{text} in {len(bodies)} calls" if len(bodies) > 1 else text


def said(plan: Plan) -> str:
    """Write what a plan reports: its adjustments, and the steps around the calls."""
    parts = [f"{change.parameter}: {change.because or CODES[change.code].title}" for change in plan.adjustments]
    return "; ".join([*parts, *(f"then {step.kind}" for step in plan.steps)]) or "met as asked"


def table(kept: Mapping[str, Any], cases: Iterable[Case] = CASES) -> str:
    """Draw the comparison as Markdown; ours is made now, LiteLLM's is what was kept."""
    catalog = Catalog.bundled()
    peers = {(entry["peer"], json.dumps(entry["asked"])): entry for entry in kept["cases"]}
    rows = [f"| you ask | LiteLLM {kept['litellm']} sends | this library sends | and reports |", "|---|---|---|---|"]
    for case in cases:
        entry = peers[case.peer, json.dumps(case.asked)]
        plan = catalog.plan({"model": case.model, "prompt": PROMPT, **case.asked})
        bare = catalog.plan({"model": case.model, "prompt": PROMPT}).calls[0].payload
        asked = " ".join(f"`{name}: {value}`" for name, value in case.asked.items())
        theirs = fields([added(entry["body"], entry["bare"])])
        ours = fields([added(call.payload, bare) for call in plan.calls])
        rows.append(f"| {case.title}: {asked} | {theirs} | {ours} | {said(plan)} |")
    return "\n".join(rows) + "\n"


def main(arguments: list[str]) -> None:
    """Print the comparison, after `--write [FILE]` with the answers of today, which are kept."""
    kept = KEPT
    if arguments[:1] == ["--write"]:
        kept = Path(arguments[1]) if len(arguments) > 1 else KEPT
        kept.write_text(json.dumps(ask_peer(), indent=1) + "\n", encoding="utf-8")
    print(table(json.loads(kept.read_text(encoding="utf-8"))), end="")


if __name__ == "__main__":
    main(sys.argv[1:])
