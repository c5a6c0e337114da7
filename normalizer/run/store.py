"""Where media are kept that a link leads to: what every store has to do, and one that keeps them in memory.

Quotas are never met by throwing away what is still valid: a full store refuses. What has expired is swept before that.
"""

from __future__ import annotations

import io
import secrets
import threading
import time
from abc import ABC, abstractmethod
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial
from typing import TYPE_CHECKING, NamedTuple, Protocol

import anyio
from anyio.to_thread import run_sync

from normalizer.run.errors import StoreError, kind_of
from normalizer.run.links import Clock, LinkName, LinkSigner, new_name

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Sequence

LINK_MINUTES = 60
"""For so long a link is valid (R8.4)."""

PIECE = 256 * 1024
"""Bytes that are read and sent at a time."""


class Store(Protocol):
    """What a run needs of a store. Any object will do that has this one method."""

    async def put(self, data: bytes, content_type: str) -> str:
        """Keep media, and give a link to them that is valid for 60 minutes. Raises `StoreError` where it cannot."""


class Opened(NamedTuple):
    """Stored media about to be read: their length in bytes, and how the bytes between two places are read in pieces."""

    length: int
    between: Callable[[int, int], AsyncGenerator[bytes]]

    @property
    def pieces(self) -> AsyncGenerator[bytes]:
        """All bytes, piece by piece."""
        return self.between(0, self.length)

    async def whole(self) -> bytes:
        """All bytes at once."""
        read = io.BytesIO()  # gives its bytes without a copy
        async for piece in self.pieces:
            read.write(piece)
        return read.getvalue()


class LinkStore(ABC):
    """A store with signed links of its own; `MediaRoute` serves it at `base_url`. Safe to share between threads.

    `keys` are secrets of at least 16 bytes: the last one signs, all are believed. Quotas: `max_objects`, `max_bytes`
    for all together, `max_object_bytes` for one.
    """

    def __init__(
        self,
        base_url: str,
        *,
        keys: Sequence[str | bytes],
        max_objects: int = 10_000,
        max_bytes: int = 4 * 1024**3,
        max_object_bytes: int = 512 * 1024**2,
        clock: Clock = time.time,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self.signer = LinkSigner(keys)
        self.clock = clock
        self.max_objects = max_objects
        self.max_bytes = max_bytes
        self.max_object_bytes = max_object_bytes
        self._lengths: dict[LinkName, int] = {}
        self._lock = threading.Lock()

    async def put(self, data: bytes, content_type: str) -> str:
        """Keep media, and give a link to them. Raises `StoreError` where there is no room or they cannot be written."""
        name = await run_sync(self._put, data, content_type)
        return f"{self.base_url}/{self.signer.sign(name.text)}"

    async def discard(self, link: str) -> None:
        """Throw away what a link of this store leads to before its time; nothing happens where it leads nowhere."""
        name = self.signer.read(link.rpartition("/")[2])
        if name is not None:
            self._forget(name)
            await run_sync(self._remove, name)

    async def sweep(self) -> int:
        """Throw away what has expired; gives how many that were. Each `put` does so too."""
        return await run_sync(self._sweep)

    async def sweep_every(self, seconds: float) -> None:
        """Sweep again and again, until cancelled; for a background task of the host."""
        while True:
            await anyio.sleep(seconds)
            await self.sweep()

    @property
    def held(self) -> tuple[int, int]:
        """How many media are kept, and their bytes together."""
        with self._lock:
            return len(self._lengths), sum(self._lengths.values())

    def _put(self, data: bytes, content_type: str) -> LinkName:
        name = new_name(content_type, self.clock() + LINK_MINUTES * 60)
        self._sweep()
        self._reserve(name, len(data))
        try:
            self._write(name, data)
        except OSError as error:
            self._forget(name)
            raise StoreError("store", "not_stored", "a place that can be written", kind_of(error)) from None
        except BaseException:
            self._forget(name)
            raise
        return name

    def _reserve(self, name: LinkName, length: int) -> None:
        with self._lock:
            used = sum(self._lengths.values())
            for most, got, what in (
                (self.max_object_bytes, length, "bytes in one object"),
                (self.max_bytes, used + length, "bytes in all"),
                (self.max_objects, len(self._lengths) + 1, "objects"),
            ):
                if got > most:
                    raise StoreError("store", "store_full", f"at most {most} {what}", str(got))
            self._lengths[name] = length

    def _forget(self, name: LinkName) -> None:
        with self._lock:
            self._lengths.pop(name, None)

    def _sweep(self) -> int:
        now = self.clock()
        with self._lock:
            over = [name for name in self._lengths if name.expires <= now]
            for name in over:
                del self._lengths[name]
        for name in over:
            self._remove(name)
        return len(over)

    @abstractmethod
    def _write(self, name: LinkName, data: bytes) -> None:
        """Keep the bytes, wholly or not at all."""

    @abstractmethod
    def _remove(self, name: LinkName) -> None:
        """Throw the bytes away; nothing happens where they are gone already."""

    @abstractmethod
    def open(self, name: LinkName) -> AbstractAsyncContextManager[Opened | None]:
        """Read what is kept under a name; nothing where there is nothing."""


class MemoryStore(LinkStore):
    """Keeps media in memory: for tests, and for servers that may forget on a restart. Keys are random by default.

    >>> MemoryStore().held
    (0, 0)
    """

    def __init__(
        self,
        base_url: str = "/media",
        *,
        keys: Sequence[str | bytes] | None = None,
        max_objects: int = 1000,
        max_bytes: int = 256 * 1024**2,
        max_object_bytes: int = 64 * 1024**2,
        clock: Clock = time.time,
    ) -> None:
        super().__init__(
            base_url,
            keys=keys or [secrets.token_bytes(32)],
            max_objects=max_objects,
            max_bytes=max_bytes,
            max_object_bytes=max_object_bytes,
            clock=clock,
        )
        self._kept: dict[LinkName, bytes] = {}

    def _write(self, name: LinkName, data: bytes) -> None:
        self._kept[name] = bytes(data)

    def _remove(self, name: LinkName) -> None:
        self._kept.pop(name, None)

    @asynccontextmanager
    async def open(self, name: LinkName) -> AsyncIterator[Opened | None]:
        """Read what is kept under a name; nothing where there is nothing."""
        data = self._kept.get(name)
        yield None if data is None else Opened(len(data), partial(_between, data))


async def _between(data: bytes, start: int, stop: int) -> AsyncGenerator[bytes]:
    for at in range(start, stop, PIECE):
        yield data[at : min(at + PIECE, stop)]
