"""A store in a folder: each file is there wholly or not at all, and a restart loses nothing that is still valid."""

from __future__ import annotations

import os
import secrets
import time
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from anyio.to_thread import run_sync

from normalizer.run.errors import StoreError, kind_of
from normalizer.run.links import Clock, LinkName, name_of
from normalizer.run.store import PIECE, LinkStore, Opened

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Sequence

_PART = ".part"
_KEY_FILE = "link-key"
_ABANDONED = 3600
"""An unfinished file older than this, in seconds, was left by a process that is gone."""

# not everywhere: Windows has no such links, and tells binary files apart
_SAFELY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class LocalStore(LinkStore):
    """Keeps media as files in a folder of its own, which is made if need be. Only its owner may read them.

    Without `keys` a key is made and kept in the folder, so that links outlive a restart. Several processes may share a
    folder: each serves the files of all, and counts its quotas by what it has written or found at its start.
    """

    def __init__(
        self,
        directory: str | os.PathLike[str],
        base_url: str = "/media",
        *,
        keys: Sequence[str | bytes] | None = None,
        max_objects: int = 10_000,
        max_bytes: int = 4 * 1024**3,
        max_object_bytes: int = 512 * 1024**2,
        clock: Clock = time.time,
    ) -> None:
        self.directory = Path(directory)
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            known = keys or [self._kept_key()]
        except OSError as error:
            raise StoreError("store", "not_stored", "a folder that can be written", kind_of(error)) from None
        super().__init__(
            base_url,
            keys=known,
            max_objects=max_objects,
            max_bytes=max_bytes,
            max_object_bytes=max_object_bytes,
            clock=clock,
        )
        self._find()

    def _kept_key(self) -> bytes:
        """Read the folder's key, or make one: of several processes that do so at once, one wins."""
        kept = self.directory / _KEY_FILE
        if not kept.exists():
            part = self._part()
            try:
                self._write_new(part, secrets.token_hex(32).encode("ascii"))
                try:
                    os.link(part, kept)
                except FileExistsError:
                    pass  # another process was first
                except OSError:
                    part.replace(kept)  # not every file system has such links
            finally:
                part.unlink(missing_ok=True)
        return kept.read_bytes()

    def _find(self) -> None:
        """Count what is there already, and remove what a process that is gone left unfinished."""
        with os.scandir(self.directory) as entries:
            for entry in entries:
                with suppress(FileNotFoundError):  # another process may sweep at the same time
                    name = name_of(entry.name)
                    if name is not None and entry.is_file(follow_symlinks=False):
                        self._lengths[name] = entry.stat(follow_symlinks=False).st_size
                    elif entry.name.endswith(_PART) and time.time() - entry.stat().st_mtime > _ABANDONED:
                        Path(entry.path).unlink(missing_ok=True)
        self._sweep()

    def _part(self) -> Path:
        return self.directory / f"{secrets.token_hex(16)}{_PART}"

    def _write(self, name: LinkName, data: bytes) -> None:
        part = self._part()
        try:
            self._write_new(part, data)
            part.replace(self.directory / name.text)
        finally:
            part.unlink(missing_ok=True)

    def _write_new(self, path: Path, data: bytes) -> None:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _SAFELY, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())

    def _remove(self, name: LinkName) -> None:
        with suppress(OSError):
            (self.directory / name.text).unlink(missing_ok=True)

    @asynccontextmanager
    async def open(self, name: LinkName) -> AsyncIterator[Opened | None]:
        """Read what is kept under a name; nothing where there is no file."""
        try:
            descriptor = await run_sync(os.open, self.directory / name.text, os.O_RDONLY | _SAFELY)
        except OSError:
            yield None
            return
        try:
            yield Opened(os.fstat(descriptor).st_size, partial(_between, descriptor))
        finally:
            os.close(descriptor)


async def _between(descriptor: int, start: int, stop: int) -> AsyncGenerator[bytes]:
    await run_sync(os.lseek, descriptor, start, os.SEEK_SET)
    left = stop - start
    while left > 0 and (piece := await run_sync(os.read, descriptor, min(left, PIECE))):
        left -= len(piece)
        yield piece
