"""A grid of requests over every target: sizes, ratios, tiers, counts, file types and lengths in combination.

`sample` gives some of them, in which every value of every axis occurs, and which differ from target to target; the
tests go through these. `whole` is what `python -m tests.matrix grid` goes through: every combination where a rule of the
target may bind one axis to another, and every pair of a size with another value where there is no rule.
"""

from __future__ import annotations

from itertools import product as every
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from .cases import Case
    from .requests import Request

SIZES = (
    *("512x512", "768x768", "1024x1024", "1440x1440", "2048x2048", "4096x4096", "960x960", "256x256", "640x640"),
    *("1280x720", "720x1280", "1920x1080", "1080x1920", "854x480", "480x854", "2560x1440", "1440x2560", "3840x2160"),
    *("2160x3840", "4096x2160", "7680x4320", "1920x1088", "1088x1920", "832x480", "480x832", "960x544", "1366x768"),
    *("1536x1024", "1024x1536", "1792x1024", "1024x1792", "1024x768", "768x1024", "1152x896", "896x1152", "1216x832"),
    *("832x1216", "1344x768", "768x1344", "1536x640", "640x1536", "1182x886", "1376x768", "1312x736", "2304x1728"),
    *("1080x1350", "1350x1080", "1200x628", "628x1200", "800x600", "1000x1500", "1707x2560", "3000x1000", "1000x3000"),
    *("3000x100", "100x3000", "65x65", "99999x1", "1x99999", "8191x6143"),
)
"""Sixty sizes: what people ask for, what models are trained on, primes, and what nobody should ask for."""

RATIOS = (
    *("1:1", "16:9", "9:16", "4:3", "3:4", "3:2", "2:3", "21:9", "9:21", "4:5", "5:4", "2:1", "1:4", "2.39:1"),
    None,
)
TIERS = (
    *("0.25MP", "0.5K", "1K", "1 MP", "2K", "4K", "480p", "540p", "720p", "1080p", "1440p", "2160p", "1024x1024"),
    None,
)
COUNTS = {"image": (None, 1, 2, 3, 4, 6, 10), "video": (None, 1, 2, 4)}
FORMATS = {"image": (None, "png", "jpeg", "webp", "gif", "avif"), "video": (None, "gif")}
LENGTHS = {"image": (None,), "video": (None, 1, 2.5, 4, 5, "6s", 7.5, 8, 10, 12, 15, 20, 60)}


def axes(case: Case) -> dict[str, Sequence[Any]]:
    """Give the values of every axis for a target; `None` is what is not asked."""
    media = case.media
    return {
        "size": (*SIZES, None),
        "aspect_ratio": RATIOS,
        "resolution": TIERS,
        "n": COUNTS[media],
        "output_format": FORMATS[media],
        "seconds": LENGTHS[media],
    }


def sample(case: Case) -> Iterator[Request]:
    """Give every size once, and without one every ratio and every tier; all else goes round beside them.

    Where the rounds begin depends on the target, so that other values meet on other targets.
    """
    values = axes(case)
    start = crc32(case.name.encode())
    for turn, size in enumerate((*SIZES, *[None] * max(len(RATIOS), len(TIERS)))):
        # the rounds of the halves begin anew where they decide, and so come to every value
        step = turn if size else turn - len(SIZES)
        request = {"size": size, **{name: _round(values[name], start, step) for name in ("aspect_ratio", "resolution")}}
        for pace, name in enumerate(("n", "output_format", "seconds")):
            axis = values[name]
            request[name] = _round(axis, start, turn + turn // len(axis) * pace)
        yield _filled(case, request)


def _round(axis: Sequence[Any], start: int, step: int) -> Any:
    return axis[(start // len(axis) + step) % len(axis)]


def whole(case: Case) -> Iterator[Request]:
    """Give all that may make a difference for a target."""
    return product(case) if case.block.rules else pairs(case)


def product(case: Case) -> Iterator[Request]:
    """Give every combination there is; what a size overrides is combined with it only pair by pair."""
    for geometry in _geometries():
        for rest in every(*_others(case)):
            yield _combined(case, geometry, rest)


def pairs(case: Case) -> Iterator[Request]:
    """Give every geometry with every value of every other axis, and every combination of the others somewhere."""
    others = _others(case)
    for number, geometry in enumerate(_geometries()):
        for turn in range(max(map(len, others))):
            rest = [axis[(turn + place * number) % len(axis)] for place, axis in enumerate(others)]
            yield _combined(case, geometry, rest)


def _geometries() -> list[tuple[Any, ...]]:
    halves = list(every(RATIOS, TIERS))
    sized = [(size, *halves[number % len(halves)]) for number, size in enumerate(SIZES)]
    return [*sized, *((None, *pair) for pair in halves)]


def _others(case: Case) -> list[Sequence[Any]]:
    values = axes(case)
    return [values[name] for name in ("n", "output_format", "seconds")]


def _combined(case: Case, geometry: Sequence[Any], rest: Sequence[Any]) -> Request:
    return _filled(case, dict(zip(axes(case), (*geometry, *rest), strict=True)))


def _filled(case: Case, request: Request) -> Request:
    prompt = {"prompt": "<prompt>"} if "prompt" in case.block.parameters else {}
    return case.filled({**prompt, **{name: value for name, value in request.items() if value is not None}})
