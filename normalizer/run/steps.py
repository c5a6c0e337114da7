"""The steps of a plan done to one result, in the plan's order (R8.5): fetch, convert and resize, store or encode."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from normalizer.base64_text import base64_of
from normalizer.errors import quote
from normalizer.run.errors import CallError, FetchError, PictureError, RunError, StoreError, kind_of
from normalizer.run.fetch import Fetched
from normalizer.run.host import call_host
from normalizer.run.links import ENDINGS
from normalizer.run.media import Media, bytes_in, type_of
from normalizer.run.picture import FORMATS, header_of
from normalizer.run.pixels import PixelWork, make
from normalizer.run.scaling import WAYS
from normalizer.run.work import in_thread

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizer.parts import Step
    from normalizer.run.picture import PictureSettings
    from normalizer.run.store import Store

Fetch = Callable[[str], Awaitable[Fetched | bytes] | Fetched | bytes]
"""Fetches a link; a plain function runs in a worker thread."""

_SIZE = re.compile(r"([1-9][0-9]{0,4})x([1-9][0-9]{0,4})", re.ASCII)
_NAMES = frozenset(name.lower() for name in FORMATS)
_INTO = frozenset({"b64_json", "data_url"})


class Work(NamedTuple):
    """What is to be done to each result."""

    pixels: PixelWork | None = None
    fetches: bool = False
    stores: bool = False
    encodes: str | None = None

    @property
    def needs_bytes(self) -> bool:
        """Tell whether a link alone is not enough."""
        return any(self)


class Tools(NamedTuple):
    """What the steps work with."""

    fetch: Fetch
    store: Store | None
    pictures: PictureSettings


def work_of(steps: Sequence[Step]) -> Work:
    """Read the steps of a plan that are done to results. Raises `RunError` for a step that nobody can do."""
    work = Work()
    for kind, options in steps:
        if "parameter" in options:
            continue  # prepares an input
        pixels = work.pixels or PixelWork()
        match kind, dict(options):
            case "fetch", _:
                work = work._replace(fetches=True)
            case "convert", {"format": str(form), **rest} if form in _NAMES and _is_quality(rest.get("quality")):
                work = work._replace(pixels=pixels._replace(format=form, quality=rest.get("quality")))
            case "resize", {"size": str(size), "how": str(how)} if how in WAYS and (found := _SIZE.fullmatch(size)):
                work = work._replace(pixels=pixels._replace(size=(int(found[1]), int(found[2])), how=how))
            case "store", _:
                work = work._replace(stores=True)
            case "encode", {"into": str(into)} if into in _INTO:
                work = work._replace(encodes=into)
            case _:
                raise RunError("steps", "unknown_step", "steps as a plan has them", quote(kind))
    return work


def _is_quality(quality: object) -> bool:
    return quality is None or (type(quality) is int and 1 <= quality <= 100)


@contextmanager
def during(step: str) -> Iterator[None]:
    """Say of an error in which step it came up."""
    try:
        yield
    except CallError as error:
        error.step = step
        raise


async def finish(media: Media, work: Work, tools: Tools) -> Media:
    """Do the work to one result. Raises a `CallError` that says in which step it failed."""
    most = tools.pictures.max_bytes
    if not work.needs_bytes:
        is_told = media.size is not None and media.content_type is not None
        return media if media.data is None or is_told else await in_thread(_described, media, media.data)
    data = await in_thread(bytes_in, media, most)
    if data is None:
        with during("fetch"):
            data = await fetched(media.url or "", tools)
            if len(data) > most:
                raise FetchError("fetch", "too_large", f"at most {most} bytes", f"{len(data)} bytes")
    done = replace(media, data=data, url=None, b64_json=None)
    if work.pixels is not None:
        with during("convert" if work.pixels.format else "resize"):
            made = await in_thread(make, data, work.pixels, tools.pictures)
        width, height = made.size
        done = replace(done, data=made.data, content_type=f"image/{made.format}", width=width, height=height)
    else:
        with during("store" if work.stores else "encode" if work.encodes else "fetch"):
            done = await in_thread(_described, done, data)
            if done.content_type is None:
                raise PictureError("result", "not_media", "a picture or a clip", "bytes of another kind")
    return await _handed_over(done, work, tools)


async def _handed_over(media: Media, work: Work, tools: Tools) -> Media:
    data, content_type = media.data or b"", media.content_type or ""
    if work.stores:
        with during("store"):
            return replace(media, data=None, url=await _stored(data, content_type, tools.store))
    if work.encodes is not None:
        text = await in_thread(base64_of, data)
        if work.encodes == "data_url":
            return replace(media, url=f"data:{content_type};base64,{text}")
        return replace(media, b64_json=text)
    return media


async def fetched(url: str, tools: Tools) -> bytes:
    """Fetch a link with the host's function or ours; raises `FetchError`."""
    try:
        given = await call_host(tools.fetch, url)
    except CallError:
        raise
    except Exception as error:  # noqa: BLE001  a host's function may raise anything
        raise FetchError("fetch", "fetch_failed", "the bytes behind a link", kind_of(error), cause=error) from None
    data = given.data if isinstance(given, Fetched) else given
    if not isinstance(data, (bytes, bytearray, memoryview)):
        raise FetchError("fetch", "fetch_failed", "bytes from the host's own fetch", quote(data))
    return bytes(data)


async def _stored(data: bytes, content_type: str, store: Store | None) -> str:
    if store is None:
        raise StoreError("store", "no_store", "a store", "none")
    try:
        link = await call_host(store.put, data, content_type)
    except CallError:
        raise
    except Exception as error:  # noqa: BLE001  a host's store may raise anything
        raise StoreError("store", "not_stored", "a link from the store", kind_of(error), cause=error) from None
    if not isinstance(link, str):
        raise StoreError("store", "not_stored", "a link from the store", quote(link))
    return link


def _told(content_type: str | None) -> str | None:
    """Give the type that a host told, unless the bytes would have shown it."""
    return None if content_type is None or content_type.lower() in ENDINGS else content_type


def _described(media: Media, data: bytes) -> Media:
    """Say of which type the bytes are and, of a picture, how large; what the host told counts where they do not."""
    content_type = type_of(data)
    if content_type is None or content_type.rpartition("/")[2] not in _NAMES:
        return replace(media, content_type=content_type or _told(media.content_type))
    header = header_of(data)
    if header is None:  # begins like a picture and is none
        return replace(media, content_type=None)
    return replace(media, content_type=content_type, width=header.size[0], height=header.size[1])
