"""Videos that come to nothing, take long or are too large; and nothing of them stays behind."""

from __future__ import annotations

import time
from typing import Any

import anyio
import httpx
import pytest

from gateway.doubles import CLIP, IMAGE, Double
from gateway.servers import threaded
from normalizer.gateway.server.settings import Limits

TWO = {"model": "openai/sora-2", "prompt": "a fox", "n": 2, "response_format": "url"}
TWO_LINKS = {"model": "fal/veo-3.1", "prompt": "a fox", "n": 2}
ONE = {"model": "sora-2", "prompt": "a fox"}


def post(address: str, path: str, body: dict[str, Any]) -> httpx.Response:
    """Send JSON."""
    return httpx.post(address + path, json=body, trust_env=False, timeout=60)


def objects(address: str) -> int:
    """Tell how many media are kept."""
    text = httpx.get(f"{address}/metrics", trust_env=False).text
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("normalizer_media_objects "))


def kept(address: str, count: int) -> None:
    """Wait until so many media are kept."""
    until = time.monotonic() + 30
    while objects(address) != count:
        assert time.monotonic() < until
        time.sleep(0.02)


def finished(address: str, video: dict[str, Any]) -> dict[str, Any]:
    """Wait until a video is finished."""
    until = time.monotonic() + 30
    while video["status"] not in {"completed", "failed"}:
        assert time.monotonic() < until
        time.sleep(0.02)
        video = httpx.get(f"{address}/v1/videos/{video['id']}", trust_env=False).json()
    return video


async def first_only(number: int, _: Any) -> bytes:
    """Give the first result, and never the second."""
    if number:
        await anyio.sleep_forever()
    return CLIP


async def first_as_a_link(number: int, store: Any) -> Any:
    """Give the first result as a link, as a provider does that hands out such, and never the second."""
    if number:
        await anyio.sleep_forever()
    return await store.put(CLIP, "video/mp4")


@pytest.mark.parametrize(("body", "does"), [(TWO, first_only), (TWO_LINKS, first_as_a_link)])
def test_a_video_forgotten_while_it_is_made_leaves_nothing(body: dict[str, Any], does: Any) -> None:
    """One of its two results is in the store already: it goes with the video."""
    with threaded(provider=Double(does), video_seconds=0) as address:
        video = post(address, "/v1/videos", body).json()
        kept(address, 1)
        answer = httpx.delete(f"{address}/v1/videos/{video['id']}", trust_env=False)
        assert answer.json() == {"id": video["id"], "object": "video.deleted", "deleted": True}
        kept(address, 0)


def test_images_of_a_request_that_fails_leave_nothing() -> None:
    """Three of them are in the store when the fourth fails."""

    async def last_fails(number: int, store: Any) -> bytes:
        if number == 3:
            while len(store._links) < 3:  # noqa: ASYNC110  what is waited for is the storing itself
                await anyio.sleep(0.01)
            raise ConnectionError
        return IMAGE

    with threaded(provider=Double(last_fails)) as address:
        body = {
            "model": "bfl/flux-1.1-pro",
            "prompt": "a fox",
            "n": 4,
            "output_format": "gif",
            "response_format": "url",
        }
        answer = post(address, "/v1/images/generations", body)
        assert (answer.status_code, answer.json()["error"]["code"]) == (502, "send_failed")
        assert objects(address) == 0


async def takes_long(_: int, __: Any) -> bytes:
    """Give a video after half a second."""
    await anyio.sleep(0.5)
    return CLIP


@pytest.mark.parametrize(
    ("limits", "status", "code"),
    [
        (Limits(deadline=0.1, video_deadline=30), "completed", None),
        (Limits(deadline=30, video_deadline=0.1), "failed", "deadline"),
        (Limits(video_bytes=50), "failed", "too_long"),
    ],
)
def test_videos_have_limits_of_their_own(limits: Limits, status: str, code: str | None) -> None:
    """The time of images is not theirs; beyond their own time or size they fail, and say so."""
    with threaded(provider=Double(takes_long), limits=limits, video_seconds=0) as address:
        video = finished(address, post(address, "/v1/videos", ONE).json())
        assert (video["status"], (video["error"] or {}).get("code")) == (status, code)
        assert objects(address) == (status == "completed")


def test_the_store_takes_what_the_limit_allows() -> None:
    """A video larger than any image may be."""

    async def large(_: int, __: Any) -> bytes:
        return CLIP + bytes(65 * 1024 * 1024)

    with threaded(provider=Double(large), video_seconds=0) as address:
        video = finished(address, post(address, "/v1/videos", ONE).json())
        assert video["status"] == "completed"
        answer = httpx.head(f"{address}/v1/videos/{video['id']}/content", trust_env=False)
        assert int(answer.headers["content-length"]) == len(CLIP) + 65 * 1024 * 1024


def test_a_video_is_read_in_parts() -> None:
    """As players do, by its route and by its link; after an hour it has expired."""
    with threaded(provider=Double(takes_long), video_seconds=0) as address:
        video = finished(address, post(address, "/v1/videos", ONE).json())
        for place in (f"{address}/v1/videos/{video['id']}/content", video["output"]["url"]):
            whole = httpx.get(place, trust_env=False)
            part = httpx.get(place, headers={"range": "bytes=4-11"}, trust_env=False)
            assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, CLIP, "video/mp4")
            assert (part.status_code, part.content) == (206, b"ftypisom")
            assert part.headers["content-range"] == f"bytes 4-11/{len(CLIP)}"
            head = httpx.head(place, trust_env=False)
            assert (head.status_code, head.content, head.headers["accept-ranges"]) == (200, b"", "bytes")
            assert httpx.get(place, headers={"range": "bytes=900-"}, trust_env=False).status_code == 416
            again = httpx.get(place, headers={"if-none-match": whole.headers["etag"]}, trust_env=False)
            assert (again.status_code, again.content) == (304, b"")


def test_of_a_prompt_the_beginning_is_kept() -> None:
    """A thousand videos are known: whole bodies of each would fill the memory."""
    with threaded(provider=Double(takes_long)) as address:
        video = post(address, "/v1/videos", {**ONE, "prompt": "fox " * 100_000}).json()
        assert video["prompt"] == "fox " * 8_000


@pytest.mark.parametrize(
    ("query", "status", "param"),
    [
        ("after=video_unknown", 404, "after"),
        ("after=", 404, "after"),
        ("limit=0", 400, "limit"),
        ("limit=101", 400, "limit"),
        ("limit=two", 400, "limit"),
        ("limit=%D9%A3", 400, "limit"),
        ("order=up", 400, "order"),
        ("order=asc&limit=1", 200, None),
    ],
)
def test_a_list_goes_on_only_after_a_video_that_is_there(query: str, status: int, param: str | None) -> None:
    """An unknown one would otherwise begin the list anew, and a caller go round for ever."""
    with threaded() as address:
        answer = httpx.get(f"{address}/v1/videos?{query}", trust_env=False)
        assert answer.status_code == status
        assert answer.json().get("error", {}).get("param") == param
