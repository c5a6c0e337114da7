"""`normalizer serve`: a server that speaks the OpenAI API, in front of the sandbox or of a real upstream."""

from __future__ import annotations

import os
from pathlib import Path  # noqa: TC003  typer reads annotations at run time
from typing import Annotated

import typer

from normalizer.cli import output
from normalizer.cli.catalogs import open_catalog
from normalizer.cli.ending import FINE, USAGE, CommandError
from normalizer.cli.options import CatalogFolder, OverFolder  # noqa: TC001  typer reads annotations at run time


def serve(
    *,
    host: Annotated[str, typer.Option("--host", metavar="NAME", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="N", min=0, max=65535, help="0 is a free one.")] = 8080,
    public_url: Annotated[
        str, typer.Option("--public-url", metavar="URL", help="How callers reach the server, if not by its address.")
    ] = "",
    allow_host: Annotated[
        list[str] | None, typer.Option("--allow-host", metavar="NAME", help="Another name of this server; repeatable.")
    ] = None,
    media: Annotated[
        Path | None, typer.Option("--media", metavar="DIR", help="Keep media in this folder, over a restart too.")
    ] = None,
    site: Annotated[
        Path | None, typer.Option("--site", metavar="DIR", help="Show these pages of normalizer docs at /.")
    ] = None,
    video_seconds: Annotated[
        float, typer.Option("--video-seconds", metavar="N", min=0, help="How long a video of the sandbox takes.")
    ] = 2.0,
    video_deadline: Annotated[
        float, typer.Option("--video-deadline", metavar="N", min=1, help="Seconds after which a video is given up.")
    ] = 3600.0,
    video_mib: Annotated[
        int, typer.Option("--video-mib", metavar="N", min=1, help="How large one video may be, in MiB.")
    ] = 256,
    catalog: CatalogFolder = None,
    over: OverFolder = None,
) -> int:
    """Serve the OpenAI API for images and videos of every model; without keys, in front of a sandbox.

    The environment names a real upstream (NORMALIZER_UPSTREAM_BASE_URL, NORMALIZER_UPSTREAM_API_KEY,
    NORMALIZER_UPSTREAM_PROVIDER) and the key that callers have to send (NORMALIZER_API_KEY).
    """
    from normalizer.gateway.server.listening import serve as listen
    from normalizer.gateway.server.settings import KEY, Limits, Settings, SettingsError, upstream_of

    opened = open_catalog(catalog, over)
    try:
        settings = Settings(
            host=host,
            port=port,
            public_url=public_url.rstrip("/"),
            hosts=tuple(allow_host or ()),
            key=os.environ.get(KEY) or None,
            upstream=upstream_of(os.environ),
            media=media,
            site=site,
            limits=Limits(video_deadline=video_deadline, video_bytes=video_mib * 1024 * 1024),
            video_seconds=video_seconds,
        )
        listen(opened.catalog, settings, say=lambda address: output.text_document(f"{address}\n"))
    except SettingsError as error:
        raise CommandError(str(error), USAGE) from None
    return FINE
