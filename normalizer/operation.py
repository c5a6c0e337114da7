"""Which operation a request asks for (R1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.honest import honest

if TYPE_CHECKING:
    from collections.abc import Mapping


_LOOKED_AT = frozenset(
    (
        *("mask", "image", "image_url", "input_video", "video", "video_url"),
        *("input_reference", "reference_images", "reference_videos"),
    )
)


def operation_of(request: Mapping[str, Any]) -> str:
    """Tell the operation from the inputs that are given.

    >>> operation_of({"prompt": "a fox", "mask": "data:..."}), operation_of({"input_reference": ["a", "b"]})
    ('edit', 'reference_to_video')
    """
    if _LOOKED_AT.isdisjoint(request):
        return "generate"

    def given(*names: str) -> bool:
        return any(request.get(name) is not None for name in names)

    if given("mask", "image", "image_url"):
        return "edit"
    if given("input_video", "video", "video_url"):
        return "video_to_video"
    reference = honest(request.get("input_reference"))
    if given("reference_images", "reference_videos") or (isinstance(reference, (list, tuple)) and len(reference) > 1):
        return "reference_to_video"
    if reference is not None:
        return "first_last_frame" if given("last_frame") else "image_to_video"
    return "generate"
