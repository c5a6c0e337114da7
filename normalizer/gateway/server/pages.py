"""The documentation at `/`: made in a process of its own when somebody first asks for a page, then read from disk."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import anyio
from anyio.to_process import run_sync
from starlette.responses import HTMLResponse
from starlette.staticfiles import StaticFiles

from normalizer.gateway.server.answers import AnswerError, failed

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

    from normalizer.loader import Source

WAIT_SECONDS = 3

_WAITING = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>One moment</title>
<meta http-equiv="refresh" content="{WAIT_SECONDS}"></head>
<body><p>The pages are being made, which takes some seconds. This one loads again by itself.</p></body></html>"""


class Pages:
    """An ASGI application that shows a site that was made before, or the one of a catalogue.

    Of a catalogue nothing is made before somebody asks for it.
    """

    def __init__(self, sources: tuple[Source, ...], folder: Path | None = None) -> None:
        self._sources = sources
        self._asked = anyio.Event()
        self._site: ASGIApp | None = None if folder is None else StaticFiles(directory=folder, html=True)
        is_missing = folder is None and find_spec("jinja2") is None
        self._problem = "the extra docs is not installed" if is_missing else None

    async def make(self) -> None:
        """Wait until somebody asks, make the pages, and keep them until this is cancelled."""
        await self._asked.wait()
        with TemporaryDirectory(prefix="normalizer-pages-") as folder:
            place = Path(folder) / "site"
            try:
                await run_sync(write_pages, self._sources, place, cancellable=True)
            except Exception as error:  # noqa: BLE001  the server lives on without its pages
                self._problem = str(error)
                return
            self._site = StaticFiles(directory=place, html=True)
            await anyio.sleep_forever()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a page, or that it has to be waited for."""
        is_page = (
            scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and not scope["path"].startswith("/v1/")
        )
        if not is_page or self._problem is not None:
            said = f"there are no pages: {self._problem}" if is_page else "not found"
            await failed(AnswerError(404, said, code="not_found"))(scope, receive, send)
        elif self._site is not None:
            await self._site(scope, receive, send)
        else:
            self._asked.set()
            waiting = HTMLResponse(_WAITING, 503, {"retry-after": str(WAIT_SECONDS)})
            await waiting(scope, receive, send)


def write_pages(sources: tuple[Source, ...], place: Path) -> None:
    """Write the site of some folders of capability files; runs in a process of its own."""
    from normalizer.catalog import Catalog
    from normalizer.docs import Site, build

    build(Catalog(sources), place, site=Site(api="/v1"))
