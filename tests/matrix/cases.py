"""The targets of the bundled catalogue, each with the facts of its file, and stand-ins for what it refuses to miss."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from normalizer.capability import Block, Parameter
from normalizer.catalog import Catalog, bundled_root
from normalizer.loader import Providers, Source, load_model

from .requests import BY_MEDIA, Request

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.target import Target

GEOMETRY = ("size", "aspect_ratio", "resolution")

_BY_OPERATION = {
    "edit": ("image",),
    "image_to_video": ("input_reference",),
    "first_last_frame": ("input_reference", "last_frame"),
    "reference_to_video": ("reference_images",),
    "video_to_video": ("input_video",),
    "extend": ("input_video",),
    "reframe": ("input_video",),
    "remix": ("input_video",),
    "audio_to_video": ("input_audio",),
}
"""The input that an operation is about, whether or not the file lists it as required."""


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
        says_size = any(request.get(key) is not None for key in GEOMETRY)
        says_length = "duration" in request
        kept = {
            key: value
            for key, value in self.stand_ins.items()
            if not (key in GEOMETRY and says_size) and not (key == "seconds" and says_length)
        }
        return {**kept, **request}


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


def stand_ins(block: Block, operation: str) -> Request:
    """Give a value for everything without which no plan can be made: a prompt, inputs, and what has no default."""
    wanted = dict.fromkeys((*block.required, *_BY_OPERATION.get(operation.partition(".")[0], ())))
    filled: Request = {}
    for name in wanted:
        if name in GEOMETRY:
            if set((block.default or "auto").split()) == {"auto"}:
                filled.update(_stand_in_geometry(name, block))
        elif name == "prompt":
            filled[name] = "<prompt>"
        elif name in block.parameters:
            facts = block.parameters[name] or Parameter()
            if "default" not in facts.model_fields_set:
                filled[name] = _stand_in(name, facts)
    for rule in block.rules:  # what an input that is always there needs beside it
        if set(rule.when) == {"given"} and set(_names(rule.when["given"])) <= filled.keys():
            filled.update({name: "own" for name in rule.require if name not in block.parameters})
    return filled


def _names(given: Any) -> tuple[str, ...]:
    return tuple(given)


def _stand_in_geometry(name: str, block: Block) -> Request:
    form = block.dimensions[0]
    if form.table is not None:
        row = next(iter(form.table.values()))
        return {"size": next(cell for cell in row if cell is not None)}
    if isinstance(form.sizes, dict):
        return {"size": next(iter(form.sizes))}
    ratios = form.aspect_ratios if isinstance(form.aspect_ratios, dict) else {"1:1": None}
    tiers = form.tiers if isinstance(form.tiers, dict) else {"1K": None}
    half = {"aspect_ratio": next(iter(ratios)), "resolution": next(iter(tiers))}
    if name != "size":
        return {name: half[name]}
    return half if form.tiers else {"size": "1024x1024"}


_ENDINGS = (("video", "mp4"), ("audio", "mp3"), ("", "png"))


def _stand_in(name: str, facts: Parameter) -> Any:
    if isinstance(facts.values, dict):
        first = next(iter(facts.values))
        return int(first) if first.isdigit() else first
    if isinstance(facts.range, tuple):
        return facts.range[0]
    ending = next(ending for word, ending in _ENDINGS if word in name)
    if not facts.accepts or "url" in facts.accepts:
        item = f"https://in.test/1.{ending}"
    elif facts.accepts == ("id",):
        item = "upload-1"
    else:
        item = "data:image/png;base64,iVBORw0KGgo="
    return [item] if name.startswith("reference_") else item


def native_fields(block: Block) -> set[str]:
    """List the provider's own top-level fields for the size that are no unified names here."""
    tops = {path.partition(".")[0]: None for form in block.dimensions for path in form.write}
    return tops.keys() - {*GEOMETRY, *block.parameters, "n", "seconds", "prompt"}
