"""Find the catalogue that OLD or NEW names: the bundled one, a folder, a wheel. Nothing is fetched."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from normalizer.bundled import MARKER, bundled_root
from normalizer.changes.parts import Edition
from normalizer.cli.catalogs import BUNDLED
from normalizer.cli.ending import UNREADABLE, CommandError
from normalizer.errors import escape
from normalizer.folders import MAX_FILES, Source
from normalizer.yaml_tree import MAX_BYTES

if TYPE_CHECKING:
    from contextlib import ExitStack

BUNDLED_WORD = "bundled"
_INSIDE = PurePosixPath("normalizer/capabilities")
"""Where an installed version, and a wheel, keeps its files."""


def edition(name: str, over: Path | None, stack: ExitStack) -> Edition:
    """Open a catalogue by its name; what has to be unpacked stays as long as the stack.

    A folder may be one of capability files, a checkout, or one into which the library was installed or unpacked.
    """
    sources = [_source(name, stack)]
    if over is not None:
        if not over.is_dir():
            raise CommandError(f"{escape(str(over), 100)}: no such folder", UNREADABLE)
        sources.append(Source(over, str(over)))
    return Edition(name, tuple(sources))


def _source(name: str, stack: ExitStack) -> Source:
    path = Path(name)
    if name == BUNDLED_WORD:
        return Source(bundled_root(), BUNDLED)
    if path.is_dir():
        inside = next((folder for folder in (path / _INSIDE, path / BUNDLED) if _is_library(folder)), path)
        return Source(inside, str(inside))
    if path.is_file():
        return Source(_unpacked(path, Path(stack.enter_context(TemporaryDirectory()))), path.name)
    own = f"the library's own files are {BUNDLED_WORD}"
    raise CommandError(f"{escape(name, 100)}: no such folder or wheel; {own}", UNREADABLE)


def _is_library(folder: Path) -> bool:
    return (folder / MARKER).is_file()


def _unpacked(wheel: Path, into: Path) -> Path:
    """Write the capability files of a wheel into a folder; nothing else of it is looked at."""
    shown = escape(str(wheel), 100)
    try:
        with zipfile.ZipFile(wheel) as archive:
            members = [member for member in archive.infolist() if _is_ours(PurePosixPath(member.filename))]
            if not members or len(members) > MAX_FILES:
                raise CommandError(f"{shown}: expected a wheel with files below {_INSIDE}", UNREADABLE)
            for member in members:
                place = into / PurePosixPath(member.filename).relative_to(_INSIDE)
                place.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(member) as packed:
                    # one byte more than a file may have, so that the reader says what is wrong with it
                    place.write_bytes(packed.read(MAX_BYTES + 1))
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
        raise CommandError(f"{shown}: expected a folder or a wheel", UNREADABLE) from None
    except OSError as error:
        raise CommandError(f"{shown}: {escape((error.strerror or 'cannot be read').lower())}", UNREADABLE) from None
    return into


def _is_ours(name: PurePosixPath) -> bool:
    return name.is_relative_to(_INSIDE) and ".." not in name.parts and name.suffix == ".yaml"
