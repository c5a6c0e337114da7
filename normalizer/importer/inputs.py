"""Recognise the inputs: pictures, masks, frames, videos and sounds that a request brings along."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.importer.found import Parameter, todo

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizer.importer.properties import Property

_LINKS = frozenset(("uri", "url", "uris", "urls", "binary", "byte", "data", "base64", "b64", "file", "files", "path"))
_FORMATS = frozenset(("uri", "url", "binary", "byte", "data-url", "data-uri"))
_PICTURES = frozenset(("image", "images", "photo", "picture", "frame", "img", "references", "reference", "keyframe"))
_FIRST = frozenset(("start", "first", "begin", "head"))
_LAST = frozenset(("end", "last", "tail", "final"))
_ASIDE = frozenset(
    (
        "style",
        "control",
        "pose",
        "depth",
        "lora",
        "ip",
        "adapter",
        "face",
        "strength",
        "weight",
        "scale",
        "conditioning",
    )
)
"""What a picture may be for that we have no name for."""
_NO_INPUT = frozenset(
    ("settings", "size", "format", "count", "num", "number", "quality", "type", "mode", "seed", "strength", "weight")
)
_KINDS = ("string", "array", "object")


def find_inputs(properties: Sequence[Property], *, video: bool) -> list[Parameter]:
    """Find the inputs by our names; of two for one name the first is taken."""
    found: dict[str, Parameter] = {}
    for prop in properties:
        if not _is_input(prop):
            continue
        name = _name(prop, video=video, taken=found)
        if name is not None and name not in found:
            found[name] = Parameter(name, prop, _facts(prop), several=_is_list(prop))
    return list(found.values())


def _is_input(prop: Property) -> bool:
    """Tell whether a property holds a file, or a list of them."""
    if prop.values or prop.words & _NO_INPUT or (prop.types and not prop.is_a(*_KINDS)):
        # a range of descriptors counts the items of a list
        return prop.words >= {"input", "references"} and prop.only("integer")
    formats = {prop.format.lower(), prop.item.format.lower() if prop.item is not None else ""}
    about = prop.words & (_PICTURES | {"mask", "video", "videos", "audio", "audios"})
    linked = bool(prop.words & _LINKS) or bool(formats & _FORMATS)
    return bool(about or formats & _FORMATS) and (
        linked or (bool(about and len(prop.words) <= 3) and not prop.has_default)
    )


def _name(prop: Property, *, video: bool, taken: dict[str, Parameter]) -> str | None:
    """Give our name for an input; nothing where we have none, or it cannot be told."""
    said, several = prop.words, _is_list(prop)
    if "mask" in said:
        return "mask"
    if said & {"audio", "audios"}:
        return "reference_audios" if several else "input_audio"
    if said & {"video", "videos"}:
        return None if said & {"id"} else "reference_videos" if several else "input_video"
    if said & _ASIDE:
        return None
    if not video:
        return "image"
    if said & _LAST:
        return "last_frame"
    if several and not said & _FIRST:
        return "reference_images"
    if said & {"reference", "references", "subject", "character"} or "input_reference" in taken:
        return "last_frame" if said & _LAST else None
    return "input_reference"


def _is_list(prop: Property) -> bool:
    """Tell whether a field holds a list and nothing simpler."""
    return prop.only("integer") or (prop.is_a("array") and not prop.is_a("string"))


def _facts(prop: Property) -> dict[str, Any]:
    """Say how many there may be, and how a list of them is written."""
    if prop.only("integer"):
        most = int(prop.maximum) if prop.maximum else "unknown"
        return {"max": most, "write": todo(f"how the items of {prop.path} look")}
    if prop.item is not None and prop.item.is_a("integer", "number"):
        return {"write": todo(f"{prop.path} takes numbers, so how is a file put there")}
    if not _is_list(prop):
        return {"max": 1} if prop.is_a("string") or not prop.types else {"write": todo(f"how {prop.path} looks")}
    write: Any = {f"{prop.path}.+": "{value}"}
    if prop.item is not None and prop.item.members:
        shape = _item(prop.item)
        write = todo(f"how the items of {prop.path} look") if shape is None else {f"{prop.path}.+": shape}
    return {"max": prop.max_items or "unknown", "write": write}


def _item(item: Property) -> dict[str, Any] | None:
    """Write one item that is an object: its one field for the file, beside those that can only have one value."""
    needed = {name: member for name, member in item.members.items() if member.required}
    fixed = {name: member.values[0] for name, member in needed.items() if len(member.values) == 1 and not member.open}
    links = [name for name in needed if name not in fixed]
    return {**fixed, links[0]: "{value}"} if len(links) == 1 and not needed[links[0]].members else None
