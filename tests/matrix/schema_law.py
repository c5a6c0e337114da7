"""Whether the schema of a target's requests and the engine say the same: both ways, over a grid of what callers write.

What a schema accepts by lists alone the engine meets exactly, and what the engine meets exactly the schema accepts:
single parameters and pairs.
"""

from __future__ import annotations

from itertools import islice
from random import Random
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

from normalizer import NormalizationError
from normalizer.account import inexact
from normalizer.engine import work_out
from normalizer.request_schema.judge import Judge

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer import Target

    from .requests import Request

LINK = "https://in.test/a.png"
GEOMETRY = ("size", "aspect_ratio", "resolution")
WORDS = (None, "auto", "AUTO", " auto ")
GRID: dict[str, tuple[Any, ...]] = {
    "size": (
        "1024x1024", "1920x1080", "1280×720", "720X1280", " 1536*1024 ", "1024x1536", "512x512", "3840x2160", "2160x3840",
        "2048x2048", "1080x1920", "832x480", "640x360", "1376x768", "16:9", "1:1", "9:16", "21:9", "3:2", "32:18", "1K",
        "2k", "4K", "0.5MP", "1 MP", "720p", "1080 P", "big", "1024 x 1024", "1024x1024\n", "square_hd",
        {"width": 1024, "height": 1024}, {"width": "1280", "height": 720.0}, {"width": 1}, *WORDS,
    ),
    "aspect_ratio": (
        "1:1", "16:9", "9:16", "16/9", "16x9", " 4:3", "3:4", "2:3", "3:2", "21:9", "9:21", "1.5:1", "2.39:1", "4:5",
        "1024:1024", "1.0:1", "wide", 1.5, *WORDS,
    ),
    "resolution": (
        "0.5K", "1K", "2k", "4K", "2.0K", "1 MP", "0.25", "1", 1, 2, 0.25, 1.0, "480p", "720P", "1080 p", "1024x1024",
        "512x512", "1280x720", "720", 1080, "high", *WORDS,
    ),
    "n": (1, 2, "3", 4, 5.0, 10, 0, 11, "03", True, None),
    "seconds": (4, 5, "5", "8s", "8 s", " 10", 6.0, "7.5", 7.5, 12, 20, 1, 0, "05", "5 seconds", *WORDS),
    "duration": (5, "5", 8, "8s", "10", None),
    "fps": (24, "24", 30.0, 25, 50, 60, 1000, None, "auto"),
    "seed": (0, 7, "7", -1, 2147483647, 2**40, None, "auto"),
    "quality": ("low", "HIGH", "hd", "medium", "standard", 1, 2, 1.0, "2", True, None, "auto"),
    "style": ("vivid", "Natural", "anime", None, "auto"),
    "background": ("transparent", "OPAQUE", "auto", None),
    "audio": (True, False, "true", "FALSE", "on", 1, 0, None),
    "output_format": ("png", "jpg", "JPEG", "webp", "avif", "gif", "mp4", "bmp", None),
    "response_format": ("url", "B64_JSON", "file", None),
    "output_compression": (0, 1, 50, "80", 100, "100", 100.0, 101, "007", True, None),
    "prompt": ("a fox", "x" * 5000, None),
    "negative_prompt": ("rain", None),
    "image": (LINK, [LINK], [LINK, LINK], [], None),
    "image_url": (LINK, None),
    "mask": (LINK, None),
    "input_reference": (LINK, [LINK], None),
    "last_frame": (LINK, None),
    "reference_images": ([LINK], [LINK] * 2, LINK, None),
    "reference_videos": (["https://in.test/a.mp4"], None),
    "reference_audios": (["https://in.test/a.mp3"], None),
    "input_video": ("https://in.test/a.mp4", None),
    "video": ("https://in.test/a.mp4",),
    "input_audio": ("https://in.test/a.mp3", None),
    "stream": (True, False, None),
    "partial_images": (0, 1),
    "user": ("u-1",),
    "x_own": ({"deep": [1]}, None),
    "model": ("a",),
    "operation": (None, "b"),
}  # fmt: skip


def values(target: Target, schema: dict[str, Any]) -> dict[str, list[Any]]:
    """Give what is asked under each key: the grid, and what the schema lists."""
    grid = {key: list(asked) for key, asked in GRID.items()}
    for key in target.parameters:
        grid.setdefault(key, ["x", 1, True, None])
    for key in [key for key in target.native if key not in target.names][:6]:
        grid.setdefault(key, ["own"])
    for key, part in schema["properties"].items():
        listed = [way["enum"] for way in (part, *part.get("anyOf", ())) if "enum" in way]
        grid.setdefault(key, []).extend(value for enum in listed for value in enum)
    known = {*target.names, *target.native, "x_own", *(() if target.extras == "pass" else grid)}
    return {key: asked for key, asked in grid.items() if asked and key in known}


def probes(grid: dict[str, list[Any]], singles: int, pairs: int, more: int, seed: str) -> Iterator[Request]:
    """Give single parameters, pairs (half of them about the size), and so many larger requests."""
    chance = Random(seed)  # noqa: S311  the same requests every time
    keys = sorted(grid)
    alone = [{key: value} for key in keys for value in grid[key]]
    yield from alone if len(alone) <= singles else chance.sample(alone, singles)
    sizes = [key for key in GEOMETRY if key in grid]
    for number in range(pairs + more):
        count = 2 if number < pairs else chance.randint(3, 5)
        chosen = chance.sample(sizes if number % 2 and count == 2 else keys, min(count, len(keys)))
        yield {key: chance.choice(grid[key]) for key in chosen}


def breaches(
    target: Target, schema: dict[str, Any] | None = None, *, singles: int = 1000, pairs: int = 60, more: int = 30
) -> Iterator[str]:
    """Name every request about which a schema, by default the target's own, and the engine say different things."""
    schema = target.request_schema() if schema is None else schema
    Draft202012Validator.check_schema(schema)
    valid, base = Draft202012Validator(schema), Judge(target).base
    asked = probes(values(target, schema), singles, pairs, more, repr(target))
    whole = [{**_kept(target, base, request), **request} for request in asked]
    lacking = [{key: value for key, value in base.items() if key != left_out} for left_out in base]
    for full in [*whole, *lacking]:
        exact, accepted = is_exact(target, full), valid.is_valid(full)
        own = [key for key in full if key not in base or full[key] != base[key]]
        if accepted and not exact and all(is_listed(schema, base, key, full) for key in full):
            yield f"{target!r}: accepted and not exact: {_short(full)}"
        elif exact and not accepted and len(own) <= 2:
            yield f"{target!r}: exact and refused: {_short(full)}"


def is_exact(target: Target, request: Request) -> bool:
    """Tell whether the engine meets a request exactly."""
    try:
        return not inexact(work_out(request, target))
    except NormalizationError:
        return False


def _kept(target: Target, base: Request, request: Request) -> Request:
    names = {target.names.get(key, key) for key in request}
    names.update(GEOMETRY if names & set(GEOMETRY) else ())
    return {key: value for key, value in base.items() if key not in names}


def is_listed(schema: dict[str, Any], base: Request, key: str, request: Request) -> bool:
    """Tell whether a property lists all that it accepts: it does not say that it accepts more."""
    part = schema["properties"].get(key)
    if part is None or (key in base and request[key] == base[key]):
        return part is not None
    if "$ref" in part:
        part = schema["properties"][part["$ref"].rpartition("/")[2]]
    return "description" not in part


def _short(request: Request) -> str:
    return str({key: value if len(str(value)) < 60 else "..." for key, value in request.items()})


def first(found: Iterator[str], count: int = 5) -> list[str]:
    """Give the first few."""
    return list(islice(found, count))
