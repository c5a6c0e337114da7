"""Which operations one request serves, by the inputs it needs and by those it merely takes (R1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_BY_NEED = (
    ("video_to_video", "input_video"),
    ("first_last_frame", "last_frame"),
    ("image_to_video", "input_reference"),
    ("reference_to_video", "reference_images"),
    ("reference_to_video", "reference_videos"),
    ("audio_to_video", "input_audio"),
)
"""The operation of a video that needs an input, the most telling first."""

_BY_CHOICE = (
    ("image_to_video", "generate", ("input_reference",), ("input_reference",)),
    ("first_last_frame", "image_to_video", ("input_reference", "last_frame"), ("last_frame",)),
    (
        "reference_to_video",
        "generate",
        ("reference_images",),
        ("reference_images", "reference_videos", "reference_audios"),
    ),
    ("video_to_video", "generate", ("input_video",), ("input_video",)),
)
"""The operations that a video offers beside the first: their basis, what they need, what may come along."""


def operations_of(
    base: dict[str, Any], inputs: Mapping[str, Any], needed: set[str], *, video: bool, only: str | None = None
) -> dict[str, dict[str, Any]]:
    """Give the blocks of a request by operation.

    `base` is what all of them share, `inputs` what is said of each input, `needed` those that every request must have.
    With `only` there is one block of that name, with all inputs.
    """
    asked = [name for name in inputs if name in needed]
    if only is not None:
        return {only: _with(base, asked, dict(inputs))}
    first = _first(asked, video=video)
    along = {name: inputs[name] for name in inputs if name in needed or (not video and first == "edit")}
    blocks = {first: _with(base, asked, along)}
    required = blocks[first].get("required", [])
    if not video:
        if "image" in inputs and first == "generate":
            blocks["edit"] = _like("generate", [*required, "image"], dict(inputs))
        return blocks
    for name, basis, needs, brings in _BY_CHOICE:
        new = {one: inputs[one] for one in brings if one in inputs and one not in along}
        if not new or not all(one in inputs for one in needs) or first in (name, "video_to_video"):
            continue
        start = basis if basis in blocks else first
        have = blocks[start].get("required", [])
        blocks[name] = _like(start, [*have, *(one for one in needs if one not in have)], new)
    return blocks


def _first(needed: list[str], *, video: bool) -> str:
    if not video:
        return "edit" if needed else "generate"
    return next((operation for operation, name in _BY_NEED if name in needed), "generate")


def _with(base: dict[str, Any], needed: list[str], inputs: dict[str, Any]) -> dict[str, Any]:
    block = {**base, "parameters": {**base["parameters"], **inputs}}
    block["required"] = [*base["required"], *needed]
    if not block["required"]:
        del block["required"]
    return block


def _like(basis: str, required: list[str], inputs: dict[str, Any]) -> dict[str, Any]:
    return {"like": basis, "required": required, "parameters": inputs}
