"""Find a type in an installed package by its dotted name. Importing a package runs its code: see SECURITY.md."""

from __future__ import annotations

import importlib
import importlib.util
import types
import warnings
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalizer.drift.finding import NotComparedError
from normalizer.errors import quote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.capability import Sdk


def version_of(sdk: Sdk) -> str:
    """Give the version of the installed package; raises `NotComparedError` where it is not installed."""
    try:
        return metadata.version(sdk.package)
    except (metadata.PackageNotFoundError, ValueError):
        raise NotComparedError(f"{quote(sdk.package)[1:-1]} is not installed: pip install {sdk.package}") from None


def type_named(sdk: Sdk, name: str) -> Any:
    """Import the module of an installed package and give one of its types.

    `name` lies below the module that the file states (`capability.outside` holds this when a file is read); every
    step is a public name, every module on the way belongs to the package.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what a package deprecates inside itself is not ours to say
        module = _import(sdk, sdk.import_name)
        found: Any = module
        for step in name.removeprefix(f"{sdk.import_name}.").split("."):
            found = _step(sdk, found, step, name)
    return found


def _step(sdk: Sdk, holder: Any, step: str, name: str) -> Any:
    if not isinstance(holder, types.ModuleType):
        raise NotComparedError(f"{sdk.package} has no type {quote(name)}: {quote(step)} is no name of a module")
    found = getattr(holder, step, None)
    if found is None and hasattr(holder, "__path__"):
        module = f"{holder.__name__}.{step}"
        with _told(sdk):
            found = importlib.import_module(module) if importlib.util.find_spec(module) else None
    if found is None:
        raise NotComparedError(f"{sdk.package} has no type {quote(name)}: no {quote(step)}")
    if isinstance(found, types.ModuleType) and not found.__name__.startswith(f"{sdk.import_name}."):
        raise NotComparedError(f"{quote(name)} leads out of {sdk.import_name}")
    return found


def _import(sdk: Sdk, name: str) -> types.ModuleType:
    """Import a module if it is the installed package's own: another of its name may lie in the current folder."""
    relative = Path(*name.split("."))
    with _told(sdk):
        spec = importlib.util.find_spec(name)
    distribution = metadata.distribution(sdk.package)
    files = (file for file in distribution.files or () if file.suffix == ".py")
    own = {Path(str(distribution.locate_file(file))).resolve() for file in files if _begins(file, relative)}
    if spec is None or spec.origin is None or (own and Path(spec.origin).resolve() not in own):
        raise NotComparedError(f"{quote(name)} is no module of the installed package {sdk.package}")
    with _told(sdk):
        return importlib.import_module(name)


@contextmanager
def _told(sdk: Sdk) -> Iterator[None]:
    """Turn whatever a package's own code raises into one reason."""
    try:
        yield
    except (Exception, SystemExit) as error:  # noqa: BLE001  packages may raise anything
        raise NotComparedError(f"{sdk.package} cannot be imported: {type(error).__name__}") from None


def _begins(file: metadata.PackagePath, module: Path) -> bool:
    """Tell whether this is the file with which a module begins."""
    return file.with_suffix("").parts in {module.parts, (*module.parts, "__init__")}
