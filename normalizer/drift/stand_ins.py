"""A value for everything without which no plan of a target can be made: a prompt, inputs, and what has no default."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.capability import Parameter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.capability import Block

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

_ENDINGS = (("video", "mp4"), ("audio", "mp3"), ("", "png"))


def stand_ins(block: Block, operation: str) -> dict[str, Any]:
    """Give a value for everything without which no plan can be made: a prompt, inputs, and what has no default."""
    wanted = dict.fromkeys((*block.required, *_BY_OPERATION.get(operation.partition(".")[0], ())))
    found: dict[str, Any] = {}
    for name in wanted:
        if name in GEOMETRY:
            if set((block.default or "auto").split()) == {"auto"}:
                found.update(_stand_in_geometry(name, block))
        elif name == "prompt":
            found[name] = "<prompt>"
        elif name in block.parameters:
            facts = block.parameters[name] or Parameter()
            if "default" not in facts.model_fields_set:
                found[name] = item_of(name, facts)
    for rule in block.rules:  # what an input that is always there needs beside it
        if set(rule.when) == {"given"} and set(_names(rule.when["given"])) <= found.keys():
            found.update({name: "own" for name in rule.require if name not in block.parameters})
    return found


def _names(given: Any) -> tuple[str, ...]:
    return tuple(given)


def _stand_in_geometry(name: str, block: Block) -> dict[str, Any]:
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


def item_of(name: str, facts: Parameter) -> Any:
    """Give one value that a parameter takes: a listed one, the lowest, or an input of an accepted kind."""
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


def filled(stand_ins: Mapping[str, Any], request: Mapping[str, Any]) -> dict[str, Any]:
    """Lay a request over the stand-ins; any word about size replaces the stand-in for one.

    >>> filled({"prompt": "p", "size": "1x1", "seconds": 5}, {"resolution": "1K", "duration": 8})
    {'prompt': 'p', 'resolution': '1K', 'duration': 8}
    """
    says_size = any(request.get(key) is not None for key in GEOMETRY)
    says_length = "duration" in request
    kept = {
        key: value
        for key, value in stand_ins.items()
        if not (key in GEOMETRY and says_size) and not (key == "seconds" and says_length)
    }
    return {**kept, **request}
