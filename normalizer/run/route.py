"""Serve what a store holds: an ASGI application to be mounted where the store's `base_url` points."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from normalizer.run.ranges import wanted

if TYPE_CHECKING:
    from normalizer.run.links import LinkName
    from normalizer.run.store import LinkStore, Opened

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

_REASONS = {
    403: "the signature of this link is not ours",
    404: "there is nothing behind this link",
    405: "media are read with GET or HEAD",
    410: "this link has expired",
    412: "what is behind this link is not what the request means",
    416: "there are no such bytes behind this link",
}
# what a provider made is foreign: a browser shows it as a picture or clip, and never runs it
_HARMLESS = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; sandbox"),
    (b"referrer-policy", b"no-referrer"),
)


class MediaRoute:
    """An ASGI application: `app.mount("/media", MediaRoute(store))`.

    A link that has expired is answered with 410, a forged one with 403, before the store is asked, an unknown one
    with 404. Players may ask for a part (`Range`), and clients for nothing where they have it (`If-None-Match`).
    """

    def __init__(self, store: LinkStore) -> None:
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        if scope["method"] not in {"GET", "HEAD"}:
            await _refuse(send, 405, [(b"allow", b"GET, HEAD")])
            return
        token = scope["path"].rpartition("/")[2]
        name = self._store.signer.read(token)
        if name is None:
            await _refuse(send, 403 if token else 404)
            return
        await Stored(self._store, name)(scope, receive, send)


class Stored:
    """An ASGI application that answers GET and HEAD with what is kept under one name of a store."""

    def __init__(self, store: LinkStore, name: LinkName) -> None:
        self._store = store
        self._name = name

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  as ASGI has it
        """Answer one request."""
        left = self._name.expires - self._store.clock()
        if left <= 0:
            await _refuse(send, 410)
            return
        async with self._store.open(self._name) as opened:
            if opened is None:
                await _refuse(send, 404)
            else:
                await self._answer(opened, int(left), scope, send)

    async def _answer(self, opened: Opened, left: int, scope: Scope, send: Send) -> None:
        tag = f'"{self._name.text}"'  # a name is never used again, so that what it names never changes
        status, start, stop = wanted(scope["method"], scope.get("headers", ()), tag, opened.length)
        if status == 416:
            await _refuse(send, status, [(b"content-range", f"bytes */{opened.length}".encode("ascii"))])
            return
        if status == 412:
            await _refuse(send, status)
            return
        headers = [
            (b"etag", tag.encode("ascii")),
            (b"cache-control", f"private, max-age={left}, immutable".encode("ascii")),
            (b"accept-ranges", b"bytes"),
            *_HARMLESS,
        ]
        if status != 304:
            headers += [*_described(self._name), (b"content-length", str(stop - start).encode("ascii"))]
        if status == 206:
            headers.append((b"content-range", f"bytes {start}-{stop - 1}/{opened.length}".encode("ascii")))
        await send({"type": "http.response.start", "status": status, "headers": headers})
        if scope["method"] == "GET":
            async with aclosing(opened.between(start, stop)) as pieces:
                async for piece in pieces:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _described(name: LinkName) -> Headers:
    shown = "attachment" if name.content_type == "application/octet-stream" else "inline"
    file_name = name.text.partition("-")[2]
    return [
        (b"content-type", name.content_type.encode("ascii")),
        (b"content-disposition", f'{shown}; filename="{file_name}"'.encode("ascii")),
    ]


async def _refuse(send: Send, status: int, more: Headers | None = None) -> None:
    error = {"message": _REASONS[status], "type": "invalid_request_error", "param": None, "code": None}
    body = json.dumps({"error": error}).encode("ascii")
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode("ascii")),
        (b"cache-control", b"no-store"),
        *(more or ()),
        *_HARMLESS,
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
