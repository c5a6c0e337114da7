"""Serve what a store holds: an ASGI application to be mounted where the store's `base_url` points."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import aclosing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalizer.run.links import LinkName
    from normalizer.run.store import LinkStore, Opened

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_REASONS = {
    403: "the signature of this link is not ours",
    404: "there is nothing behind this link",
    405: "media are read with GET or HEAD",
    410: "this link has expired",
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
    with 404.
    """

    def __init__(self, store: LinkStore) -> None:
        self._store = store

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  as ASGI has it
        """Answer one request."""
        if scope["type"] != "http":
            return
        method = scope["method"]
        if method not in {"GET", "HEAD"}:
            await _refuse(send, 405)
            return
        token = scope["path"].rpartition("/")[2]
        name = self._store.signer.read(token)
        if name is None:
            await _refuse(send, 403 if token else 404)
            return
        left = name.expires - self._store.clock()
        if left <= 0:
            await _refuse(send, 410)
            return
        async with self._store.open(name) as opened:
            if opened is None:
                await _refuse(send, 404)
                return
            await _start(send, 200, [*_headers(name, opened, int(left)), *_HARMLESS])
            if method == "GET":
                async with aclosing(opened.pieces) as pieces:
                    async for piece in pieces:
                        await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b""})


def _headers(name: LinkName, opened: Opened, left: int) -> list[tuple[bytes, bytes]]:
    shown = "attachment" if name.content_type == "application/octet-stream" else "inline"
    file_name = name.text.partition("-")[2]
    return [
        (b"content-type", name.content_type.encode("ascii")),
        (b"content-length", str(opened.length).encode("ascii")),
        (b"content-disposition", f'{shown}; filename="{file_name}"'.encode("ascii")),
        (b"cache-control", f"private, max-age={left}, immutable".encode("ascii")),
    ]


async def _start(send: Send, status: int, headers: list[tuple[bytes, bytes]]) -> None:
    await send({"type": "http.response.start", "status": status, "headers": headers})


async def _refuse(send: Send, status: int) -> None:
    error = {"message": _REASONS[status], "type": "invalid_request_error", "param": None, "code": None}
    body = json.dumps({"error": error}).encode("ascii")
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode("ascii"))]
    if status == 405:
        headers.append((b"allow", b"GET, HEAD"))
    await _start(send, status, [*headers, (b"cache-control", b"no-store"), *_HARMLESS])
    await send({"type": "http.response.body", "body": body})
