"""The arguments that are prepared for an SDK: the real one, unmodified, sends exactly the payload of the plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import openai
import pytest

from e2e.upstream import Upstream
from normalizer import Catalog, NormalizationError, normalize
from normalizer.gateway.body import Upload
from normalizer.gateway.sdk_arguments import sdk_arguments
from normalizer.parts import Call
from unit import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
FOX = Upload(PNG, filename="fox.png", media_type="image/png")
IMAGES: tuple[dict[str, Any], ...] = (
    {"model": "openai/gpt-image-1", "size": "1920x1080", "n": 3, "output_format": "webp", "output_compression": 40},
    {"model": "openai/gpt-image-2", "size": "2000x1000", "quality": "hd", "background": "opaque"},
    {"model": "openai/dall-e-3", "size": "16:9", "response_format": "b64_json", "style": "vivid", "user": "u-1"},
    {"model": "recraft/recraft-v3", "size": "16:9", "seed": 7, "n": 2, "controls": {"no_text": True}},
    {"model": "xai/grok-imagine-image", "aspect_ratio": "3:2", "n": 4},
    {"model": "together/flux-1-schnell", "size": "1000x600", "seed": 3, "steps": 4},
    {"model": "openai/gpt-image-1", "timeout": 1, "extra_headers": {"x-evil": "1"}, "extra_query": {"a": "b"}},
)
VIDEOS: tuple[dict[str, Any], ...] = (
    {"model": "openai/sora-2", "size": "1024x1024", "seconds": 7},
    {"model": "openai/sora-2-pro", "size": "1080p", "seconds": "8", "own": "x"},
)


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    """Listen for the time of one test."""
    with Upstream() as listening:
        yield listening


@pytest.fixture
def client(upstream: Upstream) -> Iterator[openai.OpenAI]:
    """Point the SDK at it."""
    with openai.OpenAI(api_key="k", base_url=upstream.url, max_retries=0) as sdk:
        yield sdk


@pytest.mark.parametrize("request_", IMAGES, ids=lambda request: str(request["model"]))
def test_images_are_sent_as_planned(client: openai.OpenAI, upstream: Upstream, request_: dict[str, Any]) -> None:
    """Named or not, every field arrives as it is; fields with names of the SDK's settings set nothing."""
    plan = Catalog.bundled().plan({"prompt": "a fox", **request_})
    for call in plan.calls:
        client.images.generate(**sdk_arguments(call, client.images.generate))
        assert upstream.seen[-1].body == {"model": call.upstream_model, **call.payload}
        assert upstream.seen[-1].path == "/images/generations"


@pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")  # the SDK announces the end of this API
@pytest.mark.parametrize("request_", VIDEOS, ids=lambda request: str(request["model"]))
def test_videos_are_sent_as_planned(client: openai.OpenAI, upstream: Upstream, request_: dict[str, Any]) -> None:
    """As a form, whose values are texts."""
    (call,) = Catalog.bundled().plan({"prompt": "a fox", **request_}).calls
    client.videos.create(**sdk_arguments(call, client.videos.create))
    assert upstream.seen[-1].body == {name: [str(value)] for name, value in call.payload.items()}


@pytest.mark.parametrize(("image", "names"), [(FOX, ["image[]"]), ([FOX, FOX], ["image[]", "image[]"])])
def test_edits_are_sent_with_their_files(
    client: openai.OpenAI, upstream: Upstream, image: Any, names: list[str]
) -> None:
    """With name and type, one or several, and a mask."""
    request = {"model": "openai/gpt-image-1", "prompt": "a hat", "image": image, "mask": FOX, "size": "3:2"}
    (call,) = Catalog.bundled().plan(request).calls
    arguments = sdk_arguments(call, client.images.edit)
    assert arguments["mask"] == ("fox.png", PNG, "image/png")
    client.images.edit(**arguments)
    body = upstream.seen[-1].body
    files = [(name, value) for name, values in body.items() if name != "mask" for value in values if value == PNG]
    assert files == [(name, PNG) for name in names]
    assert body["mask"] == [PNG]
    assert body["size"] == [call.payload["size"]]


def test_a_file_where_the_sdk_has_no_field_is_an_error(client: openai.OpenAI) -> None:
    """It would be sent as nonsense."""
    call = Call({"model": "m", "prompt": "p", "control": [{"image": FOX}], "size": "1x1"})
    with pytest.raises(NormalizationError) as caught:
        sdk_arguments(call, client.images.generate)
    assert [(problem.parameter, problem.code) for problem in caught.value.problems] == [("control", "input_kind")]


def test_the_model_is_named_where_the_payload_has_none() -> None:
    """Its id at the provider; a method without such a parameter gets none."""
    target = blocks.target("model: up/one\nparameters: {prompt: text}")
    (call,) = normalize({"prompt": "p"}, target).calls

    def with_model(*, model: str, **more: Any) -> None: ...

    def without(**more: Any) -> None: ...

    assert sdk_arguments(call, with_model) == {"model": "up/one", "extra_body": {"text": "p"}}
    assert sdk_arguments(call, without) == {"extra_body": {"text": "p"}}
