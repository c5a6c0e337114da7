"""The files of a log by what was typed: files, folders, patterns, stdin; and what opens each of them."""

from __future__ import annotations

import gzip
import io
import sys
import zlib
from contextlib import contextmanager
from glob import glob
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from normalizer.errors import escape
from normalizer.extras import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

STDIN = "-"
FORMATS = {".jsonl": "json", ".ndjson": "json", ".json": "json", ".csv": "csv", ".parquet": "parquet", ".pq": "parquet"}
PACKED = frozenset({".gz", ".zst"})

PACKED_AT_A_TIME = 1024
"""Bytes that are unpacked at once: of this format 4 may stand for 128 KiB."""

READING_ERRORS: tuple[type[Exception], ...] = (OSError, EOFError, zlib.error)
"""What reading a packed file may raise; a library for zstandard has its own, which is an `OSError` here."""


class LogFile(NamedTuple):
    """One file: its name as it is shown, where it lies (nothing for stdin), how it is packed, and what it holds."""

    name: str
    path: Path | None
    packed: str
    format: str

    @property
    def size(self) -> int:
        """How many bytes it has; 0 where that is not known."""
        try:
            return 0 if self.path is None else self.path.stat().st_size
        except OSError:
            return 0

    @contextmanager
    def open(self) -> Iterator[tuple[IO[bytes], Callable[[], int]]]:
        """Open it for reading what is inside, with what tells how many of its own bytes were read.

        This, and reading, raise `READING_ERRORS`.
        """
        if self.path is None:
            yield sys.stdin.buffer, lambda: 0
            return
        with self.path.open("rb") as raw:
            yield _unpacked(raw, self.packed), raw.tell if raw.seekable() else lambda: 0  # a pipe has no places


def _unpacked(raw: IO[bytes], packed: str) -> IO[bytes]:
    if packed == ".gz":
        return gzip.GzipFile(fileobj=raw)  # type: ignore[return-value]  # it is read alone
    if packed != ".zst":
        return raw
    try:
        from compression import zstd  # type: ignore[import-not-found,unused-ignore]  # from Python 3.14 on
    except ImportError:
        return io.BufferedReader(_Zstandard(raw))
    return zstd.open(raw)  # type: ignore[no-any-return,unused-ignore]  # as above


class _Zstandard(io.RawIOBase):
    """What is inside a file packed with zstandard; the errors of the library are errors of reading.

    The library's own reader takes a file that ends early for a whole one. It unpacks little at a time, so that no file
    becomes large at once.
    """

    def __init__(self, raw: IO[bytes]) -> None:
        self._library = needed("zstandard")
        self._file = raw
        self._frame: Any = None
        self._packed = b""
        self._ready = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        while not self._ready:
            packed = self._packed or self._file.read(PACKED_AT_A_TIME)
            if not packed:
                if self._frame is not None and not self._frame.eof:
                    raise EOFError
                return 0
            if self._frame is None or self._frame.eof:
                self._frame = self._library.ZstdDecompressor().decompressobj()
            try:
                self._ready = memoryview(self._frame.decompress(packed))
            except self._library.ZstdError:
                raise OSError(None, "no zstandard, or damaged") from None
            self._packed = self._frame.unused_data
        piece, self._ready = self._ready[: len(buffer)], self._ready[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)


def files_of(names: list[str]) -> tuple[list[LogFile], list[str]]:
    """Give the files that names stand for, in order, and the names that stand for none.

    A folder stands for all files below it that end like a log; a pattern for what it matches.
    """
    found: list[LogFile] = []
    lost: list[str] = []
    for name in names:
        paths = _paths(name)
        found += [_file(path) for path in paths]
        if name == STDIN:
            found.append(LogFile("stdin", None, "", "json"))
        elif not paths:
            lost.append(name)
    return found, lost


def why_lost(name: str) -> str:
    """Tell why a name stands for no file."""
    return "no log in this folder" if Path(name).is_dir() else "no such file"


def _paths(name: str) -> list[Path]:
    path = Path(name)
    if name == STDIN:
        return []
    if path.is_dir():
        return sorted(inside for inside in path.rglob("*") if inside.is_file() and _kind(inside)[1])
    if path.exists():
        return [path]
    return [Path(match) for match in sorted(glob(name, recursive=True)) if Path(match).is_file()]  # noqa: PTH207  patterns may be absolute


def _kind(path: Path) -> tuple[str, str]:
    packed = path.suffix.lower() if path.suffix.lower() in PACKED else ""
    inner = Path(path.stem) if packed else path
    return packed, FORMATS.get(inner.suffix.lower(), "")


def _file(path: Path) -> LogFile:
    packed, kind = _kind(path)
    return LogFile(escape(str(path), 200), path, packed, kind or "json")
