"""Which file below a folder is which model or provider. Reads no file: a name and a place are all it needs."""

from __future__ import annotations

import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from normalizer.capability.base import ID_PATTERN
from normalizer.errors import FileProblem, quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_FILES = 10_000
PROVIDERS = "providers"


class Source:
    """One folder of capability files. Its directories are listed when first asked for, then kept.

    `label` is put before the names of its files in messages, to tell several folders apart; with `paths` the folder
    is not listed and has these files alone.
    """

    def __init__(self, root: Path, label: str = "", paths: Sequence[Path] | None = None) -> None:
        self.root = root
        self.label = label
        self._paths = paths
        self._listing: _Listing | None = None

    def model_ids(self) -> tuple[str, ...]:
        """List the ids of all models, sorted."""
        return tuple(sorted(self._listed().models))

    def provider_ids(self) -> tuple[str, ...]:
        """List the ids of all providers that have a file, sorted."""
        return tuple(sorted(self._listed().providers))

    def model_path(self, model_id: str) -> Path | None:
        """Find a model's file."""
        return self._listed().models.get(model_id)

    def provider_path(self, provider_id: str) -> Path | None:
        """Find a provider's file."""
        return self._listed().providers.get(provider_id)

    def files(self) -> tuple[Path, ...]:
        """List all capability files, sorted by path."""
        listing = self._listed()
        return tuple(sorted([*listing.models.values(), *listing.providers.values()]))

    def problems(self) -> tuple[FileProblem, ...]:
        """Tell what is wrong with the folder itself: names, links, files that claim one id."""
        return tuple(self._listed().problems)

    def name_of(self, path: Path) -> str:
        """Name a file for messages: below the root, after the label."""
        return shown(path, self.root, self.label)

    def _listed(self) -> _Listing:
        if self._listing is None:
            self._listing = _scan(self, self._paths)
        return self._listing


@dataclass(slots=True)
class _Listing:
    models: dict[str, Path] = field(default_factory=dict)
    providers: dict[str, Path] = field(default_factory=dict)
    problems: list[FileProblem] = field(default_factory=list)


def shown(path: Path, root: Path, label: str) -> str:
    """Name a file for messages: below the root, after the label, with forward slashes everywhere."""
    try:
        name = path.relative_to(root).as_posix()
    except ValueError:
        name = path.as_posix()
    return f"{label.rstrip('/')}/{name}" if label else name


def _scan(source: Source, paths: Sequence[Path] | None) -> _Listing:
    """Sort the files of a folder into models and providers; links to folders are not followed."""
    listing = _Listing()
    root = source.root.resolve()
    if not root.is_dir():
        listing.problems.append(FileProblem(source.label or str(source.root), 0, "", "no such folder"))
        return listing
    count = 0
    for path in _walk(source, listing) if paths is None else paths:
        count += 1
        if count > MAX_FILES:
            listing.problems.append(FileProblem(source.label, 0, "", f"more than {MAX_FILES} capability files"))
            break
        problem = _unfit(path, root)
        if problem:
            listing.problems.append(FileProblem(source.name_of(path), 0, "", problem))
            continue
        is_provider = path.parent == source.root / PROVIDERS
        known = listing.providers if is_provider else listing.models
        if path.stem in known:
            sentence = f"the id {quote(path.stem)} is also that of {quote(source.name_of(known[path.stem]))}"
            listing.problems.append(FileProblem(source.name_of(path), 0, "", sentence))
        else:
            known[path.stem] = path
    return listing


def _walk(source: Source, listing: _Listing) -> Iterator[Path]:
    for folder, folders, files in os.walk(source.root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in folders:
            if (Path(folder) / name).is_symlink():
                where = source.name_of(Path(folder) / name)
                listing.problems.append(FileProblem(where, 0, "", "links to folders are not followed"))
        for name in sorted(files):
            if name.startswith(".") or not name.lower().endswith((".yaml", ".yml")):
                continue
            yield Path(folder) / name


def _unfit(path: Path, root: Path) -> str | None:
    """Say why a file cannot be a capability file, without opening it."""
    try:
        target = path.resolve(strict=True)
        mode = target.stat().st_mode
    except (OSError, RuntimeError):
        return "the file cannot be read"
    if not target.is_relative_to(root):
        return "the link leads out of the folder"
    if not stat.S_ISREG(mode):
        return "not a regular file"
    if path.suffix != ".yaml":
        return "the name must end in .yaml"
    if not re.fullmatch(ID_PATTERN, path.stem, re.ASCII):
        return "the file name is the id: lower-case letters, digits, dots and hyphens"
    return None
