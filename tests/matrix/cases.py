"""The targets of the bundled catalogue, each with the facts of its file, and stand-ins for what it refuses to miss."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from normalizer.bundled import bundled_root
from normalizer.catalog import Catalog
from normalizer.drift.stand_ins import GEOMETRY, filled, stand_ins
from normalizer.loader import Providers, Source, load_model

from .requests import BY_MEDIA, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.capability import Block
    from normalizer.target import Target


@dataclass(frozen=True, slots=True)
class Case:
    """One target and what its file says, with all layers applied. The facts are read, never compiled."""

    target: Target
    block: Block
    media: str
    maker: str
    stand_ins: Request

    @property
    def name(self) -> str:
        """The target as people name it."""
        return f"{self.target.provider}/{self.target.model} {self.target.operation}"

    def requests(self) -> Iterator[tuple[str, Request]]:
        """Give every request of the matrix by name, the stand-ins filled in where it does not say them itself."""
        yield from ((name, self.filled(request)) for name, request in BY_MEDIA[self.media].items())
        for native in sorted(native_fields(self.block))[:1]:
            yield "native", self.filled({native: "own", "size": "1024x1024", "aspect_ratio": "1:1"})

    def filled(self, request: Request) -> Request:
        """Lay a request over the stand-ins; any word about size replaces the stand-in for one."""
        return filled(self.stand_ins, request)


@cache
def catalog() -> Catalog:
    """Give the bundled catalogue, read once a run."""
    return Catalog.bundled()


@cache
def cases(model: str) -> tuple[Case, ...]:
    """Give the targets of a model in the order of its file."""
    sources = (Source(bundled_root(), "capabilities"),)
    loaded = load_model(sources, model, _providers())
    found = []
    for (provider, operation), expanded in loaded.targets.items():
        target = catalog().target(model, provider, operation)
        media = loaded.file.media
        found.append(Case(target, expanded.block, media, expanded.model.maker, stand_ins(expanded.block, operation)))
    return tuple(found)


def every_case() -> tuple[Case, ...]:
    """Give the targets of all models."""
    return tuple(case for model in catalog().models() for case in cases(model))


@cache
def _providers() -> Providers:
    return Providers((Source(bundled_root(), "capabilities"),))


def native_fields(block: Block) -> set[str]:
    """List the provider's own top-level fields for the size that are no unified names here."""
    tops = {path.partition(".")[0]: None for form in block.dimensions for path in form.write}
    return tops.keys() - {*GEOMETRY, *block.parameters, "n", "seconds", "prompt"}


def wrote_natively(case: Case, request: Request) -> bool:
    """Tell whether a caller wrote a field of the provider's own, knowingly or not: that is sent as it is (R7.3)."""
    own = case.target.native.keys() - {*case.block.parameters, "size", "aspect_ratio", "resolution"}
    return not own.isdisjoint(request)
