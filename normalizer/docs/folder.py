"""Where a site goes: never half of one, and never over what somebody else keeps there."""

from __future__ import annotations

import secrets
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from normalizer.docs.errors import SiteError
from normalizer.errors import escape

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MARKER = ".normalizer-site"
"""A folder with this file was written by us, and may be written again."""

_MARK = "written by normalizer docs; the whole folder is replaced when the site is made again\n"


@contextmanager
def replacing(directory: Path, *, force: bool, keep: Iterable[Path] = ()) -> Iterator[Path]:
    """Give an empty folder beside the directory, and put it in its place when all went well.

    Raises `SiteError` where the directory is no place for a site: a folder with something else in it (unless `force`
    says to replace that), one that holds the work of somebody (`keep`), or one that cannot be written.
    """
    directory = Path(directory).absolute()
    place = directory.resolve()
    _check(place, force=force, keep=keep)
    staging = place.parent / f".{place.name}.{secrets.token_hex(4)}"
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        staging.mkdir()
    except OSError as error:
        raise SiteError(_unwritable(place, error)) from None
    try:
        (staging / MARKER).write_text(_MARK, encoding="utf-8")
        yield staging
        _swap(staging, place)
    except OSError as error:
        raise SiteError(_unwritable(place, error)) from None
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _check(place: Path, *, force: bool, keep: Iterable[Path]) -> None:
    shown = escape(str(place), 100)
    for kept in (Path.cwd(), Path.home(), *keep):
        if kept.resolve().is_relative_to(place):
            raise SiteError(
                f"{shown}: a folder with {escape(str(kept), 100)} in it is not replaced; choose another one"
            )
    if not place.exists():
        return
    if not place.is_dir():
        raise SiteError(f"{shown}: expected a folder, got a file; choose another name")
    try:
        is_foreign = any(place.iterdir()) and not (place / MARKER).is_file()
    except OSError as error:
        raise SiteError(_unwritable(place, error)) from None
    if is_foreign and not force:
        raise SiteError(f"{shown}: not empty and not a site of ours; --force replaces it with all that is in it")


def _swap(staging: Path, place: Path) -> None:
    """Put one folder in the place of another; the old one comes back where that fails."""
    if not place.exists():
        staging.rename(place)
        return
    old = place.parent / f".{place.name}.{secrets.token_hex(4)}.old"
    place.rename(old)
    try:
        staging.rename(place)
    except OSError:
        old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _unwritable(place: Path, error: OSError) -> str:
    reason = escape((error.strerror or "it cannot be written").lower())
    return f"{escape(str(place), 100)}: {reason}; choose a folder that can be written"
