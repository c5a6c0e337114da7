"""Images through the official SDK, unmodified, from a running server."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import openai
import pytest
from openai import OpenAI
from PIL import Image

from gateway import sdk
from gateway.servers import command
from matrix.cases import catalog
from normalizer.gateway.sandbox.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="module")
def client() -> Iterator[OpenAI]:
    """Give the SDK's client of a server that the command has started."""
    with command() as address, OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0) as made:
        yield made


REQUESTS = [*sdk.pairs(), *sdk.small()]


@pytest.mark.parametrize("turn", range(10))
def test_every_combination_comes_as_asked(client: OpenAI, turn: int) -> None:
    """Number, size, file type and delivery are right, over numbers 1 to 10, both deliveries and all five types."""
    requests = REQUESTS[turn::10]
    wrong = [(model, request, sdk.wrong_with(client, model, request)) for model, request in requests]
    assert [one for one in wrong if one[2] is not None] == []


def test_the_models_are_of_many_shapes() -> None:
    """Over the requests every model of the list is asked, with every pair of values."""
    requests = list(sdk.pairs())
    assert {model for model, _ in requests} == set(sdk.MODELS)
    assert len({(one["n"], one["output_format"]) for _, one in requests}) == 50
    assert len({(one["n"], one["response_format"]) for _, one in requests}) == 20
    assert len({(one["response_format"], one["output_format"]) for _, one in requests}) == 10
    assert {one.get("output_compression") for _, one in requests} == set(sdk.QUALITIES)
    combinations = {(model, one["n"], one["response_format"], one["output_format"]) for model, one in sdk.small()}
    assert len(combinations) == 2 * 10 * 2 * 5
    assert {(one["output_format"], one.get("output_compression")) for _, one in sdk.small()} == {
        (file_type, quality) for file_type in sdk.FORMATS for quality in sdk.QUALITIES
    }
    kinds = {form.kind for model in sdk.MODELS for form in _block(model).dimensions}
    assert kinds == {"sizes", "free", "ratios", "table", "tiers"}
    assert {(_block(model).returns or _block("fal/flux-dev").returns).delivery for model in sdk.MODELS} >= {
        *("url", "b64_json", "data_url", "bytes")
    }


def _block(model: str) -> Any:
    target = catalog().target(model)
    return catalog().expanded(target.model, target.provider, target.operation).block


def test_the_quality_of_a_file_is_heard(client: OpenAI) -> None:
    """A lower quality makes a smaller file."""
    sizes = []
    for quality in (1, 50, 100):
        answer = client.images.generate(
            model="fal/flux-dev",
            prompt="a fox",
            output_format="jpeg",
            output_compression=quality,
            response_format="b64_json",
        )
        sizes.append(len((answer.data or [])[0].b64_json or ""))
    assert sizes[0] < sizes[1] < sizes[2]


def test_an_edit_takes_files(client: OpenAI) -> None:
    """One file, or several and a mask; as JSON too."""
    fox, mask = (io.BytesIO(picture((640, 480), ("fox",), "png", name)) for name in "ab")
    fox.name, mask.name = "fox.png", "mask.png"
    one = client.images.edit(model="gpt-image-1.5", image=fox, mask=mask, prompt="a hat", n=2, size="1024x1024")
    assert [size_of(image) for image in one.data or []] == [(1024, 1024)] * 2
    fox.seek(0)
    files = [("fox.png", fox.read()), ("b.png", picture((64, 64), ("b",), "png", ""))]
    two = client.images.edit(model="google/gemini-3-pro-image", image=files, prompt="both", size="1024x1024")
    assert [size_of(image) for image in two.data or []] == [(1024, 1024)]


def size_of(image: Any) -> tuple[int, int]:
    """Decode an image that came as base64."""
    with Image.open(io.BytesIO(sdk.base64.b64decode(image.b64_json))) as opened:
        return opened.size


def test_the_same_seed_gives_the_same_image(client: OpenAI) -> None:
    """Twice the same, byte by byte; another seed gives another one."""

    def made(seed: int) -> str | None:
        more = {"seed": seed, "response_format": "b64_json"}
        return (client.images.generate(model="fal/aura-flow", prompt="a fox", extra_body=more).data or [])[0].b64_json

    assert made(7) == made(7) != made(8)


@pytest.mark.parametrize(
    ("request_", "param", "code"),
    [
        ({"n": 11}, "n", "out_of_range"),
        ({"size": "big"}, "size", "not_a_size"),
        ({"output_format": "bmp"}, "output_format", "not_a_word"),
        ({"extra_body": {"prompt": None}}, "prompt", "missing"),
        ({"extra_body": {"api_base": "https://evil.test"}}, "api_base", "transport_setting"),
        ({"extra_body": {"own": {"deep": [{"Api-Base": 1}]}}}, "own.deep.0.Api-Base", "transport_setting"),
        ({"extra_body": {"extra_body[api_base]": "https://evil.test"}}, "extra_body[api_base]", "transport_setting"),
        ({"extra_body": {"own": {"litellm_params.API-Base": 1}}}, "own.litellm_params.API-Base", "transport_setting"),
        ({"model": "sora-2"}, "model", "unknown_model"),
        ({"extra_body": {"num_images": "own"}}, "n", "provider_refused"),
    ],
)
def test_an_error_names_its_parameter(client: OpenAI, request_: dict[str, Any], param: str, code: str) -> None:
    """Errors arrive as the SDK's own, with the parameter and a stable code."""
    with pytest.raises(openai.BadRequestError) as caught:
        client.images.generate(**{"model": "fal/flux-dev", "prompt": "a fox", **request_})
    assert (caught.value.param, caught.value.code) == (param, code)


def test_an_unknown_model_is_not_found(client: OpenAI) -> None:
    """With the nearest names."""
    with pytest.raises(openai.NotFoundError, match="flux-dev"):
        client.images.generate(model="flux-devv", prompt="a fox")


def test_models_are_listed(client: OpenAI) -> None:
    """All of them, and one by its name."""
    assert [model.id for model in client.models.list()] == list(catalog().models())
    assert client.models.retrieve("sora-2").owned_by == "OpenAI"
    with pytest.raises(openai.NotFoundError):
        client.models.retrieve("no-such-model")
