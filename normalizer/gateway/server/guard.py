"""What every request passes first: the right host, no foreign page, the key, a bounded body; then it is counted."""

from __future__ import annotations

import logging
import time
from hmac import compare_digest
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from normalizer.gateway.server.answers import AnswerError, failed
from normalizer.run.errors import kind_of

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from normalizer.gateway.server.metrics import Metrics
    from normalizer.gateway.server.settings import Settings

log = logging.getLogger(__name__)

HEALTH, MEDIA = "/healthz", "/media/"
"""What needs no key: whether the server lives, and links that are signed."""

ROUTES = frozenset(("images", "videos", "models", "plan", "rank", "validate"))


class Guard:
    """An ASGI application around another one. Answers of it are JSON, as all errors are."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._running = 0
        metrics.watch(lambda: [("normalizer_requests_in_progress", (), self._running)])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Judge a request, hand it on, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        route = _route(scope["path"])
        self._running += 1
        try:
            self._judge(scope["path"], Headers(scope=scope))
            await self._app(scope, _Bounded(receive, self._settings.limits.body_bytes), noted)
        except AnswerError as error:
            await failed(error)(scope, receive, noted)
        except Exception as error:  # noqa: BLE001  it was answered inside; a traceback outside may show a prompt
            log.error("a request could not be answered: %s", kind_of(error))  # noqa: TRY400  no traceback, as said
        finally:
            self._running -= 1
            self._metrics.count("normalizer_requests_total", route=route, status=f"{status // 100}xx")
            self._metrics.count("normalizer_request_seconds_total", time.perf_counter() - began, route=route)

    def _judge(self, path: str, headers: Headers) -> None:
        settings = self._settings
        if not settings.allows_host(headers.get("host", "")):
            raise AnswerError(403, "host: expected a name of this server, got another", code="host_not_allowed")
        origin = headers.get("origin")
        if origin is not None and not _is_own(origin, headers.get("host", ""), settings.public_url):
            # a page of somebody else's in a browser that can reach this server
            raise AnswerError(403, "origin: expected no page of another site, got one", code="origin_not_allowed")
        is_free = path == HEALTH or path.startswith(MEDIA)
        if settings.key is not None and not is_free and not _is_key(headers.get("authorization", ""), settings.key):
            said = {"www-authenticate": "Bearer"}
            raise AnswerError(401, "expected the server's key as a bearer token", code="invalid_api_key", headers=said)
        if self._running > settings.limits.requests and not is_free:
            said = {"retry-after": "1"}
            raise AnswerError(429, "too many requests at a time; try again", code="too_many_requests", headers=said)
        length = headers.get("content-length", "0")
        if not (length.isascii() and length.isdigit()) or len(length) > 15 or int(length) > settings.limits.body_bytes:
            raise _too_large(settings.limits.body_bytes)


class _Bounded:
    """Gives the pieces of a body up to a limit, whatever its head says."""

    def __init__(self, receive: Receive, most: int) -> None:
        self._receive = receive
        self._left = most
        self._most = most

    async def __call__(self) -> Any:
        message = await self._receive()
        if message["type"] == "http.request":
            self._left -= len(message.get("body", b""))
            if self._left < 0:
                raise _too_large(self._most)
        return message


def _too_large(most: int) -> AnswerError:
    return AnswerError(413, f"body: expected at most {most} bytes, got more", code="too_large", param="body")


def _is_own(origin: str, host: str, public_url: str) -> bool:
    """Tell whether a page is one of this server's: another port of the same machine is somebody else's."""
    asked, own = urlsplit(origin), urlsplit(public_url)
    return asked.netloc.lower() == host.lower() or (asked.scheme, asked.netloc) == (own.scheme, own.netloc)


def _is_key(given: str, key: str) -> bool:
    kind, _, token = given.partition(" ")
    return kind.lower() == "bearer" and compare_digest(token.strip().encode(), key.encode())


def _route(path: str) -> str:
    """Name the route of a path: few names, whatever is asked for."""
    first, _, rest = path.strip("/").partition("/")
    if first in {"healthz", "metrics", "media"}:
        return first
    name = rest.partition("/")[0]
    return name if first == "v1" and name in ROUTES else "other"
