"""A real upstream: any server that speaks the OpenAI API. The key travels in a header and is never shown."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from normalizer.gateway.long_json import json_pieces, read_json
from normalizer.gateway.refused import RefusedError
from normalizer.media_type import UNKNOWN, media_type_of_bytes
from normalizer.run import Fetcher, Media, ResultError, SendError
from normalizer.run.errors import kind_of
from normalizer.run.work import in_thread
from normalizer.strict_json import RepeatedKeyError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from normalizer.gateway.server.settings import Upstream
    from normalizer.parts import Call
    from normalizer.plan import Plan
    from normalizer.run import Fetched, Store

MOST_BYTES = 128 * 1024 * 1024
"""Of an answer: ten large images as base64 stay below."""

OURS_TO_TELL = frozenset({400, 404, 413, 422, 429})
"""What a provider answers that callers can do something about; all else is a failure of the upstream."""

POLL_SECONDS = 1.0
PATIENCE = 10
"""So many answers in a row may fail before a video that is being made is given up."""


class OpenAiUpstream:
    """Sends calls to an upstream, and asks again for a video until it is there.

    `timeout` is in seconds, for each answer; `video_bytes` is how large one video may be.
    """

    at_once: int | None = None

    def __init__(self, upstream: Upstream, *, timeout: float, video_bytes: int, poll: float = POLL_SECONDS) -> None:
        self.name: str | None = upstream.provider
        self.poll = poll
        self.video_bytes = video_bytes
        self.fetch = Fetcher(max_bytes=max(MOST_BYTES, video_bytes))
        # nothing of the environment: no proxy, no password file; and no redirect that would take the key elsewhere
        self._client = httpx.AsyncClient(
            headers={"authorization": f"Bearer {upstream.key}", "accept-encoding": "identity"},
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
        )
        self._base = upstream.base_url

    def exchange(self, plan: Plan, media: str, store: Store) -> UpstreamExchange:  # noqa: ARG002  all is handed on
        """Begin the calls of a plan."""
        return UpstreamExchange(self, plan, is_video=media == "video")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ask(self, method: str, path: str, call: Call | None = None, *, most: int = MOST_BYTES) -> bytes:
        """Ask for one thing, and give the body; raises `RefusedError` or `SendError`."""
        sent = await in_thread(_encoded, call)
        try:
            async with self._client.stream(method, self._base + path, **sent) as response:
                body = await _body(response, most)
        except (httpx.HTTPError, OSError, ValueError) as error:
            raise SendError("send", "send_failed", "an answer of the upstream", kind_of(error)) from None
        if response.status_code in OURS_TO_TELL:
            raise await in_thread(_refused, response.status_code, body)
        if response.status_code != 200:
            raise SendError("send", "send_failed", "status 200 of the upstream", str(response.status_code))
        return body


class UpstreamExchange:
    """The calls of one plan at an upstream."""

    def __init__(self, upstream: OpenAiUpstream, plan: Plan, *, is_video: bool) -> None:
        self._upstream = upstream
        self._plan = plan
        self._is_video = is_video

    async def send(self, call: Call) -> list[Media]:
        """Make one call, and give its media."""
        if self._is_video:
            return [await self._video(call)]
        route = "/images/edits" if self._plan.operation.partition(".")[0] == "edit" else "/images/generations"
        answer = await in_thread(_object, await self._upstream.ask("POST", route, call))
        entries = answer.get("data")
        if not isinstance(entries, list):
            raise ResultError("result", "not_media", "a list of images", "something else")
        return [_media(entry) for entry in entries]

    async def fetch(self, url: str) -> Fetched | bytes:
        """Give what is behind a link."""
        return await self._upstream.fetch(url)

    async def _video(self, call: Call) -> Media:
        job = await in_thread(_object, await self._upstream.ask("POST", "/videos", call))
        name = job.get("id")
        if not isinstance(name, str) or not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
            raise ResultError("result", "not_media", "the id of a video", "something else")
        while job.get("status") in {"queued", "in_progress"}:
            await anyio.sleep(self._upstream.poll)
            job = await in_thread(_object, await self._ask_again(f"/videos/{name}", MOST_BYTES))
        if job.get("status") != "completed":
            raise RefusedError(502, [(None, _said(job))])
        video = await self._ask_again(f"/videos/{name}/content", self._upstream.video_bytes)
        return Media(video, content_type="video/mp4")

    async def _ask_again(self, path: str, most: int) -> bytes:
        """Ask for what is paid for already: a failure that may pass is no reason to lose it."""
        left = PATIENCE
        while True:
            try:
                return await self._upstream.ask("GET", path, most=most)
            except SendError as error:
                left -= 1
                status = error.status if isinstance(error, RefusedError) else None
                if not left or error.code in {"too_large", "encoded"} or status not in {None, 429}:
                    raise
            await anyio.sleep(self._upstream.poll)


async def _body(response: httpx.Response, most: int) -> bytes:
    """Read a body as it is sent, up to a limit: a few packed bytes may unpack to anything."""
    coding = response.headers.get("content-encoding", "identity")
    if coding.strip().lower() not in {"identity", ""}:
        raise SendError("send", "encoded", "an answer that is not packed", "a packed one")
    body = io.BytesIO()  # gives its bytes without a copy
    async for piece in response.aiter_bytes():
        body.write(piece)
        if body.tell() > most:
            raise SendError("send", "too_large", f"at most {most} bytes", "more")
    return body.getvalue()


def _encoded(call: Call | None) -> dict[str, Any]:
    if call is None:
        return {}
    if call.encoding != "multipart":
        # as ASCII, which carries half a character of a prompt too
        pieces = json_pieces(call.payload)
        length = str(sum(map(len, pieces)))
        return {"content": _each(pieces), "headers": {"content-type": "application/json", "content-length": length}}
    files: list[tuple[str, Any]] = []
    for key, value in call.payload.items():
        items = value if isinstance(value, list) else [value]
        name = f"{key}[]" if isinstance(value, list) else key
        files += [(name, _part(key, item)) for item in items if item is not None]
    return {"files": files}


async def _each(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece


def _part(key: str, item: Any) -> tuple[str | None, Any] | tuple[str, bytes, str]:
    """Give a field of a form: a file with the type that its first bytes tell, or a text."""
    if not isinstance(item, (bytes, bytearray)):
        return None, _text(item)
    data = bytes(item)
    media_type = media_type_of_bytes(data) or UNKNOWN
    ending = media_type.rpartition("/")[2] if media_type != UNKNOWN else "bin"
    return f"{key}.{ending}", data, media_type


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, allow_nan=False)


def _object(body: bytes) -> dict[str, Any]:
    try:
        answer = read_json(body)
    except (ValueError, RecursionError, RepeatedKeyError):
        answer = None
    if not isinstance(answer, dict):
        raise ResultError("result", "not_media", "a JSON object", "something else")
    return answer


def _media(entry: Any) -> Media:
    if isinstance(entry, dict):
        told = {name: entry[name] for name in ("revised_prompt",) if isinstance(entry.get(name), str)}
        for name in ("b64_json", "url"):
            if isinstance(entry.get(name), str):
                return Media(**{name: entry[name]}, metadata=told)
    raise ResultError("result", "not_media", "an image with b64_json or url", "something else")


def _refused(status: int, body: bytes) -> RefusedError:
    try:
        answer: dict[str, Any] = _object(body)
    except ResultError:
        answer = {}
    error = answer.get("error")
    param = error.get("param") if isinstance(error, dict) else None
    return RefusedError(status, [(param if isinstance(param, str) else None, _said(answer))])


def _said(answer: dict[str, Any]) -> str:
    error = answer.get("error")
    message = error.get("message") if isinstance(error, dict) else None
    return message if isinstance(message, str) else "the upstream gave no reason"
