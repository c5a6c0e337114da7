"""In front of a real upstream: what is sent, and what becomes of every way in which it can fail."""

from __future__ import annotations

import copy
import json
import pickle
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import openai
import pytest
from openai import OpenAI

from gateway import upstreams
from gateway.servers import command, threaded
from gateway.test_videos import measured
from matrix.cases import catalog
from normalizer.gateway.refused import RefusedError
from normalizer.gateway.sandbox.pictures import picture
from normalizer.gateway.server.settings import Limits, Upstream
from normalizer.gateway.server.upstream import PATIENCE, OpenAiUpstream
from normalizer.run import MemoryStore, SendError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

KEY = "a key of sixteen letters or more"
MODEL = "gpt-image-1.5"


@pytest.fixture(scope="module")
def doubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[Any], Path]]:
    """Run a server in front of the double: its address, what the double was sent, the folder of its media."""
    folder = tmp_path_factory.mktemp("media")
    with upstreams.upstream() as (base_url, seen):
        behind = Upstream(base_url, upstreams.KEY, "openai")
        limits = Limits(deadline=4)
        with threaded(upstream=behind, key=KEY, media=folder, limits=limits) as address:
            yield address, seen, folder


def ask(address: str, prompt: str, **more: Any) -> httpx.Response:
    """Ask for images."""
    body = {"model": MODEL, "prompt": prompt, "size": "1024x1024", **more}
    headers = {"authorization": f"Bearer {KEY}"}
    return httpx.post(f"{address}/v1/images/generations", json=body, headers=headers, trust_env=False, timeout=30)


def test_what_is_sent_is_the_plan(doubled: tuple[str, list[Any], Path]) -> None:
    """The payload as planned, the upstream's key and not the caller's; images come back as they were asked for."""
    address, seen, _ = doubled
    seen.clear()
    answer = ask(address, "good", n=2, output_format="gif", response_format="url", quality="hd")
    assert answer.status_code == 200
    links = [image["url"] for image in answer.json()["data"]]
    assert [httpx.get(link, trust_env=False).headers["content-type"] for link in links] == ["image/gif"] * 2
    [(path, body)] = seen
    assert path == "/v1/images/generations"
    assert json.loads(body) == {"model": MODEL, "prompt": "good", "size": "1024x1024", "n": 2, "quality": "high"}
    assert "output_format=emulated" in answer.headers["x-normalized"]
    assert "mismatches=2" in answer.headers["x-normalized"]  # the double's images are small


FAILURES = [
    ("fails", 502, "send_failed"),
    ("refuses", 400, "provider_refused"),
    ("limits", 429, "provider_refused"),
    ("stalls", 504, "deadline"),
    ("truncates", 502, "not_a_picture"),
    ("wrongs", 502, "not_a_picture"),
    ("bombs", 502, "too_large"),
    ("lacks", 502, "too_few_results"),
    ("babbles", 502, "not_media"),
    ("packs", 502, "encoded"),
    ("redirects", 502, "send_failed"),
    ("closes", 502, "send_failed"),
]


@pytest.mark.parametrize(("prompt", "status", "code"), FAILURES)
def test_each_failure_has_its_error(doubled: tuple[str, list[Any], Path], prompt: str, status: int, code: str) -> None:
    """The documented status and code; never a secret; nothing half-written is left."""
    address, _, folder = doubled
    answer = ask(address, prompt, n=2, output_format="gif", response_format="url")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (status, code)
    assert upstreams.KEY not in answer.text
    assert KEY not in answer.text
    assert not [path for path in folder.iterdir() if path.suffix == ".part"]
    if prompt == "refuses":
        assert (error["message"], error["param"]) == ("no hats, please", "prompt")


def test_other_requests_are_unharmed(doubled: tuple[str, list[Any], Path]) -> None:
    """While some fail in every way, all others get their images."""
    address, _, _ = doubled
    prompts = [name for name, _, _ in FAILURES for name in (name, "good")]
    with ThreadPoolExecutor(len(prompts)) as pool:
        answers = list(pool.map(lambda prompt: ask(address, prompt, n=2, output_format="gif"), prompts))
    assert {answer.status_code for answer, name in zip(answers, prompts, strict=True) if name == "good"} == {200}
    assert all(answer.status_code != 200 for answer, name in zip(answers, prompts, strict=True) if name != "good")


def test_only_the_provider_of_the_upstream_is_meant(doubled: tuple[str, list[Any], Path]) -> None:
    """Its models alone are listed and planned; a request that names another provider is refused."""
    address, _, _ = doubled
    with OpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0) as client:
        models = [model.id for model in client.models.list()]
        assert MODEL in models
        assert "flux-dev" not in models
        with pytest.raises(openai.BadRequestError) as caught:
            client.images.generate(model=MODEL, prompt="good", extra_body={"provider": "fal"})
        assert caught.value.param == "provider"
        with pytest.raises(openai.NotFoundError):
            client.images.generate(model="flux-dev", prompt="good")


def test_edits_go_as_forms(doubled: tuple[str, list[Any], Path]) -> None:
    """A file stays a file."""
    address, seen, _ = doubled
    seen.clear()
    file = picture((64, 64), ("fox",), "png", "")
    with OpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0) as client:
        answer = client.images.edit(model=MODEL, image=("fox.png", file), prompt="a hat")
    assert len(answer.data or []) == 1
    [(path, body)] = seen
    assert path == "/v1/images/edits"
    assert file in body
    assert b'name="model"\r\n\r\ngpt-image-1.5' in body


def test_a_file_says_what_it_is(doubled: tuple[str, list[Any], Path]) -> None:
    """By its first bytes, whatever the caller called it."""
    address, seen, _ = doubled
    seen.clear()
    file = picture((64, 64), ("fox",), "jpeg", "")
    with OpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0) as client:
        client.images.edit(model=MODEL, image=("fox.png", file), prompt="a hat")
    [(_, body)] = seen
    assert b'filename="image.jpeg"' in body
    assert b"Content-Type: image/jpeg" in body


def test_half_a_character_of_a_prompt_is_no_failure(doubled: tuple[str, list[Any], Path]) -> None:
    """JSON can carry it, so that the upstream decides."""
    address, seen, _ = doubled
    seen.clear()
    body = json.dumps({"model": MODEL, "prompt": "good \ud800", "size": "1024x1024"})
    headers = {"authorization": f"Bearer {KEY}", "content-type": "application/json"}
    answer = httpx.post(f"{address}/v1/images/generations", content=body, headers=headers, trust_env=False, timeout=30)
    assert answer.status_code == 200
    assert json.loads(seen[0][1])["prompt"] == "good \ud800"


@pytest.mark.parametrize(("failures", "comes"), [(PATIENCE - 1, True), (PATIENCE, False)])
def test_a_video_survives_answers_that_fail(failures: int, *, comes: bool) -> None:
    """It is being made, and paid for: asking again costs nothing."""
    asked = {"status": 0, "content": 0}

    def answered(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"id": "video_1", "status": "queued"})
        kind = "content" if request.url.path.endswith("/content") else "status"
        asked[kind] += 1
        if asked[kind] <= failures:
            return httpx.Response((503, 429)[asked[kind] % 2])
        return (
            httpx.Response(200, content=b"mp4")
            if kind == "content"
            else httpx.Response(200, json={"status": "completed"})
        )

    async def made() -> bytes | None:
        sender = OpenAiUpstream(Upstream("https://a.test/v1", KEY, "openai"), timeout=5, video_bytes=1000, poll=0.001)
        await sender.close()
        sender._client = httpx.AsyncClient(transport=httpx.MockTransport(answered))
        plan = catalog().plan({"model": "openai/sora-2", "prompt": "a fox"})
        async with sender._client:
            [media] = await sender.exchange(plan, "video", MemoryStore()).send(plan.calls[0])
        return media.data

    if comes:
        assert anyio.run(made) == b"mp4"
        return
    with pytest.raises(SendError):
        anyio.run(made)


def test_a_video_that_is_too_large_is_asked_for_once() -> None:
    """It would not become smaller."""
    asked: list[str] = []

    def answered(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path.rpartition("/")[2])
        if asked[-1] == "content":
            return httpx.Response(200, content=b"mp4" * 1000)
        return httpx.Response(200, json={"id": "video_1", "status": "completed"})

    async def made() -> None:
        sender = OpenAiUpstream(Upstream("https://a.test/v1", KEY, "openai"), timeout=5, video_bytes=2999, poll=0.001)
        await sender.close()
        sender._client = httpx.AsyncClient(transport=httpx.MockTransport(answered))
        plan = catalog().plan({"model": "openai/sora-2", "prompt": "a fox"})
        async with sender._client:
            await sender.exchange(plan, "video", MemoryStore()).send(plan.calls[0])

    with pytest.raises(SendError, match="expected at most 2999 bytes") as caught:
        anyio.run(made)
    assert caught.value.code == "too_large"
    assert asked == ["videos", "content"]


def test_a_refusal_can_be_copied_and_pickled() -> None:
    """Hosts hand errors on between processes."""
    error = RefusedError(400, [("size", "no")]).at(2)
    for twin in (copy.copy(error), pickle.loads(pickle.dumps(error))):  # noqa: S301  made here
        assert (twin.status, twin.problems, twin.call) == (400, [("size", "no")], 2)


@pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")
def test_servers_stand_in_front_of_each_other() -> None:
    """The sandbox as the upstream of another server: images and a video come through both."""
    with command("--video-seconds", "0.2", NORMALIZER_API_KEY=KEY) as behind:
        settings = {
            "NORMALIZER_API_KEY": KEY,
            "NORMALIZER_UPSTREAM_BASE_URL": f"{behind}/v1",
            "NORMALIZER_UPSTREAM_API_KEY": KEY,
            "NORMALIZER_UPSTREAM_PROVIDER": "openai",
        }
        with command(**settings) as address, OpenAI(base_url=f"{address}/v1", api_key=KEY, max_retries=0) as client:
            images = client.images.generate(model=MODEL, prompt="a fox", n=3, output_format="webp", size="1536x1024")
            assert len(images.data or []) == 3
            video = client.videos.create_and_poll(
                model="sora-2", prompt="a fox", size="1280x720", seconds="4", poll_interval_ms=100
            )
            assert video.status == "completed"
            assert measured(client.videos.download_content(video.id).content) == (1280, 720, 4.0)
