"""The operations that a block may be about."""

from __future__ import annotations

import re
from functools import lru_cache

OPERATIONS = (
    "generate",
    "edit",
    "image_to_video",
    "first_last_frame",
    "reference_to_video",
    "video_to_video",
    "extend",
    "reframe",
    "remix",
    "audio_to_video",
)
OPERATION_PATTERN = "^(" + "|".join(OPERATIONS) + r")(\.[a-z0-9][a-z0-9_-]*)?$"


@lru_cache(256)
def is_operation(name: str) -> bool:
    """Tell whether this names an operation, maybe with a word after a dot.

    >>> is_operation("edit.inpaint"), is_operation("model")
    (True, False)
    """
    return re.fullmatch(OPERATION_PATTERN, name, re.ASCII) is not None
