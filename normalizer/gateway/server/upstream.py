"""A real upstream: any server that speaks the OpenAI API. The key travels in a header and is never shown."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import anyio
import httpx

from normalizer.gateway.refused import RefusedError
from normalizer.media_type import UNKNOWN, media_type_of_bytes
from normalizer.run import Fetcher, Media, ResultError, SendError
from normalizer.run.errors import kind_of

if TYPE_CHECKING:
    from normalizer.gateway.server.settings import Upstream
    from normalizer.parts import Call
    from normalizer.plan import Plan
    from normalizer.run import Fetched

MOST_BYTES = 128 * 1024 * 1024
"""Of an answer: ten large images as base64 stay below."""

OURS_TO_TELL = frozenset({400, 404, 413, 422, 429})
"""What a provider answers that callers can do something about; all else is a failure of the upstream."""

POLL_SECONDS = 1.0
PATIENCE = 10
"""So many answers in a row may fail before a video that is being made is given up."""


class OpenAiUpstream:
    """Sends calls to an upstream, and asks again for a video until it is there."""

    def __init__(self, upstream: Upstream, *, timeout: float, poll: float = POLL_SECONDS) -> None:
        self.name: str | None = upstream.provider
        self.poll = poll
        self.fetch = Fetcher(max_bytes=MOST_BYTES)
        # nothing of the environment: no proxy, no password file; and no redirect that would take the key elsewhere
        self._client = httpx.AsyncClient(
            headers={"authorization": f"Bearer {upstream.key}"},
            timeout=timeout,
            trust_env=False,
            follow_redirects=False,
        )
        self._base = upstream.base_url

    def exchange(self, plan: Plan, media: str) -> UpstreamExchange:
        """Begin the calls of a plan."""
        return UpstreamExchange(self, plan, is_video=media == "video")

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def ask(self, method: str, path: str, call: Call | None = None) -> bytes:
        """Ask for one thing, and give the body; raises `RefusedError` or `SendError`."""
        try:
            async with self._client.stream(method, self._base + path, **_encoded(call)) as response:
                body = bytearray()
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > MOST_BYTES:
                        raise SendError("send", "too_large", f"at most {MOST_BYTES} bytes", "more")
        except (httpx.HTTPError, OSError, ValueError) as error:
            raise SendError("send", "send_failed", "an answer of the upstream", kind_of(error)) from None
        if response.status_code in OURS_TO_TELL:
            raise _refused(response.status_code, bytes(body))
        if response.status_code != 200:
            raise SendError("send", "send_failed", "status 200 of the upstream", str(response.status_code))
        return bytes(body)


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
        answer = _object(await self._upstream.ask("POST", route, call))
        entries = answer.get("data")
        if not isinstance(entries, list):
            raise ResultError("result", "not_media", "a list of images", "something else")
        return [_media(entry) for entry in entries]

    async def fetch(self, url: str) -> Fetched | bytes:
        """Give what is behind a link."""
        return await self._upstream.fetch(url)

    async def _video(self, call: Call) -> Media:
        job = _object(await self._upstream.ask("POST", "/videos", call))
        name = job.get("id")
        if not isinstance(name, str) or not name.replace("-", "").replace("_", "").isalnum() or not name.isascii():
            raise ResultError("result", "not_media", "the id of a video", "something else")
        while job.get("status") in {"queued", "in_progress"}:
            await anyio.sleep(self._upstream.poll)
            job = _object(await self._ask_again(f"/videos/{name}"))
        if job.get("status") != "completed":
            raise RefusedError(502, [(None, _said(job))])
        return Media(await self._ask_again(f"/videos/{name}/content"), content_type="video/mp4")

    async def _ask_again(self, path: str) -> bytes:
        """Ask for what is paid for already: a failure that may pass is no reason to lose it."""
        left = PATIENCE
        while True:
            try:
                return await self._upstream.ask("GET", path)
            except SendError as error:
                left -= 1
                status = error.status if isinstance(error, RefusedError) else None
                if not left or error.code == "too_large" or status not in {None, 429}:
                    raise
            await anyio.sleep(self._upstream.poll)


def _encoded(call: Call | None) -> dict[str, Any]:
    if call is None:
        return {}
    if call.encoding != "multipart":
        # as ASCII, which carries half a character of a prompt too
        return {"content": json.dumps(call.payload, allow_nan=False), "headers": {"content-type": "application/json"}}
    files: list[tuple[str, Any]] = []
    for key, value in call.payload.items():
        items = value if isinstance(value, list) else [value]
        name = f"{key}[]" if isinstance(value, list) else key
        files += [(name, _part(key, item)) for item in items if item is not None]
    return {"files": files}


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
    from normalizer.strict_json import RepeatedKeyError, strict_json

    try:
        answer = strict_json(body.decode())
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
