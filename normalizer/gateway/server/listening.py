"""Listen and serve until the process is asked to end: requests that are being answered are finished first."""

from __future__ import annotations

import gc
import socket
import sys
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import uvicorn

from normalizer.gateway.server.app import application
from normalizer.gateway.server.garbage import Collector
from normalizer.gateway.server.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalizer.catalog import Catalog
    from normalizer.gateway.server.settings import Settings

BACKLOG = 2048

GIVE_WAY = 0.001
"""Seconds after which a thread that computes gives way to the event loop; the process is the server's own."""

KEEP_ALIVE = 75
"""Seconds that an idle connection stays open: longer than clients keep theirs, so that no request meets its end."""


def serve(catalog: Catalog, settings: Settings, *, say: Callable[[str], None]) -> None:
    """Serve; `say` is told the address once the server listens. Raises `SettingsError` where it cannot listen."""
    settings.checked()
    taken = listener(settings.host, settings.port)
    collector = Collector(lambda: catalog.held)
    try:
        address = link_of(settings.host, taken.getsockname()[1])
        app = application(catalog, replace(settings, public_url=settings.public_url or address))
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            timeout_keep_alive=KEEP_ALIVE,
            timeout_graceful_shutdown=int(settings.limits.shutdown),
            limit_concurrency=2 * settings.limits.requests,
        )
        say(address)
        sys.setswitchinterval(GIVE_WAY)
        gc.callbacks.append(collector)
        uvicorn.Server(config).run(sockets=[taken])
    finally:
        taken.close()
        with suppress(ValueError):  # it may not have come to that
            gc.callbacks.remove(collector)


def listener(host: str, port: int) -> socket.socket:
    """Take a port, so that the address is known before anything else happens; raises `SettingsError`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        taken = socket.socket(family, socket.SOCK_STREAM)
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        taken.bind((host, port))
        taken.listen(BACKLOG)
    except OSError as error:
        raise SettingsError(f"{host}:{port}: cannot listen there ({error.strerror or 'unknown reason'})") from None
    return taken


def link_of(host: str, port: int) -> str:
    """Give the address at which a host and port are reached from here."""
    name = f"[{host}]" if ":" in host else host
    return f"http://{'127.0.0.1' if host in {'0.0.0.0', '::'} else name}:{port}"  # noqa: S104  compared, not bound
