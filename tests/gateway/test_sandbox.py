"""What the sandbox reads out of single payloads, and the images and videos that it makes."""

from __future__ import annotations

import base64
import io
from fractions import Fraction
from typing import Any

import av
import pytest
from PIL import Image

from matrix.cases import Case, cases
from normalizer.capability import Block
from normalizer.gateway.sandbox.clips import clip
from normalizer.gateway.sandbox.order import order_of
from normalizer.gateway.sandbox.pictures import FORMATS, TooLargeError, measured, picture
from normalizer.gateway.sandbox.sizes import cells
from normalizer.gateway.sandbox.validator import refusals

WORDS = ("flux-dev", "16:9 1K", "1366x767")


def case_of(model: str, provider: str, operation: str) -> Case:
    """Find one bundled target."""
    return next(one for one in cases(model) if one.name == f"{provider}/{model} {operation}")


def refused(case: Case, payload: Any, upstream: str | None = None) -> list[str]:
    """Say what is refused of a payload."""
    return [str(one) for one in refusals(case.block, payload, upstream or case.target.upstream_model)]


SORA = case_of("sora-2", "openai", "generate")
LEGAL = {"model": "sora-2", "prompt": "a fox", "size": "1280x720", "seconds": "8"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"size": "1281x720"}, ["size is none of the sizes on offer"]),
        ({"size": "1280X720"}, ["size is none of the sizes on offer"]),
        ({"size": 1280}, ["size is none of the sizes on offer"]),
        ({"seconds": 8}, ["seconds is none of the values on offer"]),
        ({"seconds": "9"}, ["seconds is none of the values on offer"]),
        ({"prompt": 5}, ["prompt is no text"]),
        ({"seed": 5}, ["seed is an unknown field"]),
        ({"model": "sora-2-pro"}, ["model has another value"]),
        ({"own": {"deep": [1]}}, []),
    ],
)
def test_one_thing_is_wrong(changes: dict[str, Any], said: list[str]) -> None:
    """The name and what is wrong with it, once; the provider's unknown extras pass."""
    assert refused(SORA, {**LEGAL, **changes}) == said


def test_what_is_missing_is_named() -> None:
    """A required prompt, a constant, and the id that the call goes to."""
    assert refused(SORA, {"size": "1280x720"}) == ["model is missing", "prompt is missing"]
    assert refused(SORA, LEGAL, "sora-1") == ["model is no model of this provider"]
    assert refused(SORA, [LEGAL]) == ["body is no object"]


def test_nothing_stands_beside_what_everything_is_below() -> None:
    """Where all goes below one field, that field is there and alone."""
    case = next(one for one in cases("flux-dev") if one.target.provider == "replicate")
    assert refused(case, {"input": {"prompt": "a fox"}}) == []
    assert refused(case, {"prompt": "a fox"}) == ["input is missing"]
    assert refused(case, {"input": {"prompt": "a fox"}, "seed": 1}) == ["seed is unknown here"]


HOSTILE = [
    10**400,
    -(10**400),
    float("inf"),
    float("nan"),
    "9" * 5000,
    "1" * 5000 + "x1",
    [[]],
    {"a": {}},
    b"x",
    "\ud800",
]


@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_nothing_hostile_gets_through(value: Any) -> None:
    """Wherever it stands, it is refused in words, and nothing is raised."""
    for case in (SORA, case_of("flux-dev", "fal", "generate"), case_of("wan-2.2-a14b", "fal", "generate")):
        names = [name for name, facts in case.block.parameters.items() if name != "prompt" and facts is not None]
        for key in ("size", "image_size", "seconds", "num_frames", "num_images", *names):
            for said in refused(case, {"prompt": "a fox", key: value}):
                assert len(said) <= 300
                assert said.isascii()


def order(case: Case, payload: dict[str, Any]) -> Any:
    """Read what is ordered."""
    assert refusals(case.block, payload, case.target.upstream_model) == []
    return order_of(case.block, case.media, payload, case.target.upstream_model, measured)


def test_an_order_is_read_from_the_payload() -> None:
    """Size, number, file type, delivery, length, as the provider would understand them."""
    read = order(SORA, LEGAL)
    assert (read.size, read.results, read.seconds, read.format, read.delivery) == ((1280, 720), 1, 8, "mp4", "bytes")
    assert order(SORA, {"model": "sora-2", "prompt": "p"}).size == (720, 1280)
    fal = case_of("flux-dev", "fal", "generate")
    read = order(fal, {"prompt": "p", "image_size": {"width": 640, "height": 480}, "num_images": 3, "sync_mode": True})
    assert (read.size, read.results, read.delivery) == ((640, 480), 3, "b64_json")


def test_what_follows_its_input_has_the_size_of_its_input() -> None:
    """The size is read from the image in the payload."""
    made = picture((300, 200), ("x",), "png", "")
    link = "data:image/png;base64," + base64.b64encode(made).decode()
    facts = {
        "dimensions": {"follows": "image"},
        "required": ["image"],
        "parameters": {"image": {"accepts": ["url", "data_url"]}},
    }
    block = Block.model_validate(facts)
    assert order_of(block, "image", {"image": link}, "m", measured).size == (300, 200)


def test_a_provider_that_decides_takes_a_size_of_its_own() -> None:
    """Of a list the one nearest to the shape of the input, or a square; of a table in the tier of the default."""
    made = picture((300, 200), ("x",), "png", "")
    gpt = case_of("gpt-image-1.5", "openai", "edit")
    assert order(gpt, {"model": "gpt-image-1.5", "prompt": "p", "image": [made]}).size == (1536, 1024)
    gemini = case_of("gemini-3-pro-image", "google", "edit")
    part = {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(made).decode()}}
    body = {
        "contents": [{"parts": [{"text": "p"}, part]}],
        "generationConfig": {"responseModalities": ["IMAGE"]},
    }
    width, height = order(gemini, body).size
    assert (width, height) in {pair for _, _, pair in cells(gemini.block.dimensions[0])}
    assert 1.4 < width / height < 1.6


@pytest.mark.parametrize("file_type", sorted(FORMATS))
def test_an_image_has_its_size_and_type(file_type: str) -> None:
    """The very pixels, odd ones too, in the file type that was ordered; alike for one seed, different for another."""
    made = picture((1366, 767), WORDS, file_type, "7")
    with Image.open(io.BytesIO(made)) as image:
        assert (image.size, image.format) == ((1366, 767), file_type.upper())
        assert len(set(image.convert("L").resize((64, 64)).get_flattened_data())) > 2  # words are drawn on it
    assert made == picture((1366, 767), WORDS, file_type, "7")
    assert made != picture((1366, 767), WORDS, file_type, "8")


def test_a_drawing_is_bounded() -> None:
    """More than is drawn is an error of its own, before memory is asked for."""
    for size in ((99999, 1), (16000, 16000)):
        with pytest.raises(TooLargeError):
            picture(size, WORDS, "png", "")
    with pytest.raises(TooLargeError):
        clip((64, 64), Fraction(601), Fraction(8), WORDS, "")


@pytest.mark.parametrize(
    ("size", "seconds", "rate"),
    [
        ((1280, 720), Fraction(4), Fraction(24)),
        ((131, 77), Fraction(5, 2), Fraction(8)),
        ((64, 64), Fraction(81, 16), Fraction(16)),
    ],
)
def test_a_video_has_its_size_and_length(size: tuple[int, int], seconds: Fraction, rate: Fraction) -> None:
    """A real mp4 that decodes frame by frame; odd sides too."""
    made = clip(size, seconds, rate, WORDS, "7")
    with av.open(io.BytesIO(made)) as container:
        stream = container.streams.video[0]
        assert (stream.width, stream.height, stream.average_rate) == (*size, rate)
        assert sum(1 for _ in container.decode(video=0)) == seconds * rate
        assert abs(Fraction(container.duration or 0, 1_000_000) - seconds) < Fraction(1, 100)
    assert made == clip(size, seconds, rate, WORDS, "7")


def test_a_video_of_too_many_pixels_is_refused_at_once() -> None:
    """Each bound alone would let through what takes hours to make."""
    with pytest.raises(TooLargeError):
        clip((4728, 3546), Fraction(600), Fraction(60), ("fox",), "")
