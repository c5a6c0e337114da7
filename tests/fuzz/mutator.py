"""Change a request as JSON, so that most of what the fuzzer tries is a request: words for words, names for names."""

from __future__ import annotations

import json
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = (
    "size", "aspect_ratio", "resolution", "n", "seconds", "duration", "seed", "fps", "prompt", "negative_prompt",
    "quality", "style", "background", "audio", "user", "stream", "partial_images", "output_format", "response_format",
    "output_compression", "image", "image_url", "mask", "input_reference", "last_frame", "reference_images",
    "reference_videos", "input_video", "video_url", "input_audio", "model", "provider", "operation", "metadata", "wild",
    "guidance", "strength", "steps", "image_size", "ratio", "megapixels", "width", "height", "cfg", "options", "input",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    "1024x1024", "1536x1024", "1920x1080", "3840x2160", "99999x1", "1x99999", "16x9", "1280:720", "16:9", "9:16", "7:1",
    "1:1", "2.39:1", "21:9", "auto", "match", "custom", "0.5K", "1K", "1.5K", "2K", "4K", "8K", "720p", "1080p", "0.25MP",
    "1MP", "64", "8s", "7.5", "std", "pro", "high", "low", "hd", "square_hd", "webp", "jpg", "png", "gif", "avif", "url",
    "b64_json", "https://example.com/1.png", "data:image/png;base64,iVBORw0KGgo=", "upload-1", "x" * 300, "", " ", "\ud800",
    "\u202e", 0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 16, 24, 50, 60, 64, 97, 100, 101, 720, 969, 2**31, 2**63, 2**64 + 1,
    10**40, -1, -(2**63), 0.5, 0.1, 2.5, 5.9375, 7.33333, 1e300, float("inf"), float("nan"), True, False, None, [], {},
    ["https://example.com/1.png", "a"], [None], {"width": 1920, "height": 1080}, {"width": 1, "height": 99999},
    {"url": "https://example.com/1.png"}, {"$object": "image"}, {"a": {"b": [1, {"c": None}]}},
)  # fmt: skip


def mutate(data: bytes, max_size: int, seed: int, blindly: Callable[[bytes, int], bytes]) -> bytes:
    """Change a request at one to three places, or bytes that are no request blindly."""
    random = Random(seed)  # noqa: S311  nothing secret
    try:
        request = json.loads(data[2:])
    except (ValueError, RecursionError):
        request = None
    if not isinstance(request, dict) or random.random() < 0.2:
        return blindly(data, max_size)
    head = bytearray(data[:2])
    for _ in range(random.randint(1, 3)):
        _change(request, head, random)
    changed = bytes(head) + json.dumps(request).encode()
    return changed if len(changed) <= max_size else data[:max_size]


def _change(request: dict[str, Any], head: bytearray, random: Random) -> None:
    kind = random.random()
    keys = list(request)
    if kind < 0.15:
        head[0] = random.randrange(256)
    elif kind < 0.25:
        head[1] = random.randrange(256)
    elif kind < 0.4 and keys:
        del request[random.choice(keys)]
    elif kind < 0.6 and keys:
        request[random.choice(keys)] = random.choice(VALUES)
    elif kind < 0.7 and keys:
        request[random.choice(keys)] = _near(request[random.choice(keys)], random)
    else:
        request[random.choice(NAMES)] = random.choice(VALUES)


def _near(value: Any, random: Random) -> Any:
    """Give a value that is nearly this one."""
    if isinstance(value, bool) or value is None:
        return random.choice(VALUES)
    if isinstance(value, (int, float)):
        return value + random.choice((-1, 1, 0.25, 0.0001))
    if isinstance(value, str):
        at = random.randint(0, len(value))
        return value[:at] + random.choice("0123456789x:.kKpP s") + value[at + random.randint(0, 1) :]
    if isinstance(value, list):
        return [*value, random.choice(VALUES)]
    return {**value, random.choice(NAMES): random.choice(VALUES)}
