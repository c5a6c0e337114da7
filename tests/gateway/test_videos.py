"""Videos through the official SDK and through a shell: begun, looked at until finished, read, forgotten."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import time
from typing import TYPE_CHECKING, Any

import av
import httpx
import openai
import pytest
from openai import OpenAI

from gateway.servers import command
from matrix.cases import catalog
from normalizer.gateway.sandbox.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Iterator

# the SDK says so of one model's maker at each of these calls
pytestmark = pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Run the command, with quick videos."""
    with command("--video-seconds", "0.4") as made:
        yield made


@pytest.fixture(scope="module")
def client(address: str) -> Iterator[OpenAI]:
    """Give the SDK's client."""
    with OpenAI(base_url=f"{address}/v1", api_key="unused", max_retries=0) as made:
        yield made


def measured(file: bytes) -> tuple[int, int, float]:
    """Decode a video: width, height, seconds."""
    with av.open(io.BytesIO(file)) as container:
        stream = container.streams.video[0]
        assert container.format.name.startswith("mov,mp4")
        frames = sum(1 for _ in container.decode(video=0))
        return stream.width, stream.height, float(frames / (stream.average_rate or 1))


def finished(client: OpenAI, video: Any) -> tuple[Any, list[str]]:
    """Look at a video until it is finished; gives the states on the way too."""
    seen = [video.status]
    until = time.monotonic() + 60
    while video.status in {"queued", "in_progress"}:
        assert time.monotonic() < until
        time.sleep(0.05)
        video = client.videos.retrieve(video.id)
        seen += [video.status] if video.status != seen[-1] else []
    return video, seen


@pytest.mark.parametrize(
    ("model", "more"),
    [
        ("sora-2", {"size": "1280x720", "seconds": "8"}),
        ("fal/veo-3.1", {"extra_body": {"aspect_ratio": "9:16", "resolution": "720p"}, "seconds": "4"}),
        ("wan-2.2-a14b", {"extra_body": {"aspect_ratio": "1:1"}, "seconds": "3"}),
        ("ltx-2.5-fast", {"size": "1920x1080", "seconds": "6", "extra_body": {"fps": 25}}),
        ("fal/hunyuan-video", {}),
    ],
)
def test_a_video_is_made_while_nobody_waits(client: OpenAI, model: str, more: dict[str, Any]) -> None:
    """Queued, in progress, completed; what is downloaded decodes with the planned size and length."""
    flat = {**{key: value for key, value in more.items() if key != "extra_body"}, **more.get("extra_body", {})}
    plan = catalog().plan({"model": model, "prompt": "a fox", **flat})
    video, seen = finished(client, client.videos.create(model=model, prompt="a fox", **more))  # type: ignore[arg-type]  # typed options, given as a map
    assert seen == ["queued", "in_progress", "completed"]
    width, height, seconds = measured(client.videos.download_content(video.id).content)
    assert plan.verify(width, height)
    assert video.size == f"{width}x{height}"
    assert (video.object, video.model, video.progress, video.prompt) == ("video", model, 100, "a fox")
    if plan.resolved.seconds is not None:
        assert abs(seconds - plan.resolved.seconds) < 0.15
        assert video.seconds == f"{plan.resolved.seconds:g}"
    assert video.completed_at is not None
    assert video.expires_at == video.completed_at + 3600


def test_several_videos_come_together(client: OpenAI) -> None:
    """Two of a provider that makes one a call: both have a link, and their seeds make them differ."""
    asked = {"n": 2, "seed": 7, "response_format": "url"}
    video, _ = finished(
        client, client.videos.create(model="fal/veo-3.1", prompt="a fox", seconds="4", extra_body=asked)
    )
    files = [httpx.get(link, trust_env=False).content for link in video.output["urls"]]
    assert video.output["url"] == video.output["urls"][0]
    assert len({measured(file) for file in files}) == 1
    assert len(set(files)) == 2


def test_a_reference_is_uploaded(client: OpenAI) -> None:
    """An image as a file makes it a video from an image; polling is the SDK's own."""
    image = ("fox.png", picture((1280, 720), ("fox",), "png", ""))
    video = client.videos.create_and_poll(
        model="sora-2", prompt="it runs", input_reference=image, size="1280x720", seconds="4", poll_interval_ms=50
    )
    assert (video.status, video.size) == ("completed", "1280x720")


def test_videos_are_listed_and_forgotten(client: OpenAI) -> None:
    """The newest first, page by page; one that was forgotten is gone, and so is what its link led to."""
    videos = [finished(client, client.videos.create(model="sora-2", prompt=name))[0] for name in ("a", "b", "c")]
    names = [one.id for one in client.videos.list(limit=2)]  # goes through all pages
    assert names[:3] == [one.id for one in reversed(videos)]
    assert [one.id for one in client.videos.list(limit=1, order="desc", after=names[0]).data] == [names[1]]
    link = videos[0].output["url"]
    assert httpx.get(link, trust_env=False).status_code == 200
    assert client.videos.delete(videos[0].id).deleted
    assert httpx.get(link, trust_env=False).status_code == 404
    with pytest.raises(openai.NotFoundError):
        client.videos.retrieve(videos[0].id)
    with pytest.raises(openai.NotFoundError):
        client.videos.delete(videos[0].id)


def test_what_is_not_finished_cannot_be_read(client: OpenAI) -> None:
    """It conflicts; and a video that is forgotten before its end is never finished."""
    video = client.videos.create(model="sora-2", prompt="a fox")
    with pytest.raises(openai.ConflictError):
        client.videos.download_content(video.id)
    client.videos.delete(video.id)


@pytest.mark.parametrize(
    ("more", "param"),
    [
        ({"seconds": "soon"}, "seconds"),
        ({"size": "big"}, "size"),
        ({"model": "flux-dev"}, "model"),
        ({"input_reference": ("fox.png", b"no image")}, "input_reference"),
        ({"input_reference": ("fox.png", b"")}, "input_reference"),
        ({"input_reference": ("fox.png", b"\x89PNG\r\n\x1a\n broken")}, "input_reference"),
    ],
)
def test_an_error_names_its_parameter(client: OpenAI, more: dict[str, Any], param: str) -> None:
    """Errors arrive as the SDK's own."""
    with pytest.raises(openai.BadRequestError) as caught:
        client.videos.create(**{"model": "sora-2", "prompt": "a fox", **more})
    assert caught.value.param == param


SUBMIT = r"""
# Step 1: Submit video generation request
VIDEO_ID=$(curl -s -X POST \
  https://api.lumenfall.ai/v1/videos \
  -H "Authorization: Bearer $LUMENFALL_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{
    "model": "sora-2",
    "prompt": "A serene mountain landscape at sunset",
    "size": "1024x1024"
  }' | jq -r '.id')
echo "Video ID: $VIDEO_ID"
"""
POLL = r"""
# Step 2: Poll for completion
while true; do
  RESULT=$(curl -s \
    https://api.lumenfall.ai/v1/videos/$VIDEO_ID \
    -H "Authorization: Bearer $LUMENFALL_API_KEY")
  STATUS=$(echo $RESULT | jq -r '.status')
  echo "Status: $STATUS"
  if [ "$STATUS" = "completed" ]; then
    echo $RESULT | jq -r '.output.url'
    break
  elif [ "$STATUS" = "failed" ]; then
    echo $RESULT | jq -r '.error.message'
    break
  fi
  sleep 5
done
"""


def shell(script: str, address: str) -> list[str]:
    """Run a script of the public page with nothing but the host changed."""
    for tool in ("bash", "curl", "jq"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed")
    local = script.replace("https://api.lumenfall.ai", address)
    done = subprocess.run(["bash", "-c", local], capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.splitlines()


def test_the_public_snippets_work_with_another_host(address: str) -> None:
    """A video is submitted, polled, and its link printed; behind the link is the video."""
    (submitted,) = shell(SUBMIT, address)
    assert re.fullmatch(r"Video ID: video_[0-9a-f]{32}", submitted)
    first, *_, last, link = shell(f"VIDEO_ID={submitted.split()[-1]}\n{POLL}", address)
    assert first in {"Status: queued", "Status: in_progress", "Status: completed"}
    assert last == "Status: completed"
    assert measured(httpx.get(link, trust_env=False).content) == (720, 1280, 4.0)


def test_a_failure_is_told_by_the_snippet(address: str) -> None:
    """A video that the provider refuses ends as failed, with its message."""
    body = {"model": "fal/wan-2.2-a14b", "prompt": "a fox", "num_frames": "many"}
    answer = httpx.post(f"{address}/v1/videos", json=body, trust_env=False).json()
    lines = shell(f"VIDEO_ID={answer['id']}\n{POLL.replace('sleep 5', 'sleep 0.2')}", address)
    assert lines[-2:] == ["Status: failed", "seconds is no number of frames"]
