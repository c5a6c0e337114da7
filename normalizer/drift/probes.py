"""The requests with which a target is probed: all that it offers, and awkward wishes, over each other."""

from __future__ import annotations

from itertools import count, product
from typing import TYPE_CHECKING, Any

from normalizer.drift.stand_ins import GEOMETRY, filled, item_of, stand_ins
from normalizer.engine import normalize
from normalizer.errors import NormalizationError
from normalizer.request import INPUTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalizer.capability import Block
    from normalizer.plan import Plan
    from normalizer.target import Target

Request = dict[str, Any]

_WISHES: tuple[Request, ...] = (
    {},
    *({"size": size} for size in ("auto", "1024x1024", "1920x1080", "720x1280", "3000x100", "200x4000", "8192x6144")),
    *({"aspect_ratio": ratio} for ratio in ("auto", "1:1", "16:9", "9:16", "2.39:1", "1:7")),
    *({"resolution": tier} for tier in ("auto", "0.5K", "1K", "4K", "720p", "2160p", "0.5MP")),
    {"aspect_ratio": "4:5", "resolution": "2K"},
)
"""What callers ask for whatever a target offers."""

_AWKWARD: dict[str, tuple[Any, ...]] = {
    "n": (1, 2, 3, 10),
    "seed": (0, 7, 4294967290),
    "seconds": (0.5, 7.5, 60),
    "quality": ("hd",),
    "output_format": ("png", "jpeg", "webp", "avif"),
    "output_compression": (0, 50, 100),
    "response_format": ("url", "b64_json"),
}
_FREE: dict[str, tuple[Any, ...]] = {"audio": (True, False), "fps": (24,)}
"""What is asked of a parameter for which no values are stated; of others nothing, as their values are the caller's."""

_MOST_STEPS = 60
"""A range of no more whole numbers than this is probed at each of them, a longer one at its ends and in between."""


def callers_own(block: Block, operation: str) -> frozenset[str]:
    """Give the fields of the provider without which nothing can be planned, and whose values only a caller knows."""
    told = {
        name for name, facts in block.parameters.items() if facts and (facts.values or facts.range or name in INPUTS)
    }
    return frozenset(stand_ins(block, operation).keys() - {*GEOMETRY, "prompt", *told})


def plans(
    target: Target, block: Block, more: Mapping[str, tuple[Any, ...]] | None = None
) -> Iterator[tuple[Request, Plan]]:
    """Plan every probe that can be planned, and give the plan with what was asked.

    `more` are further values to ask for, by parameter.
    """
    given = stand_ins(block, target.operation)
    for request in _requests(target, block, more or {}):
        try:
            yield request, normalize(filled(given, request), target)
        except NormalizationError:
            continue


def _requests(target: Target, block: Block, more: Mapping[str, tuple[Any, ...]]) -> Iterator[Request]:
    """Ask for each value alone, then for every size together with the ends of the lengths and a turn of the others."""
    rows: Mapping[str, Mapping[str, Any]] = target.describe()["parameters"]
    offered = [*_offered(rows)]
    wishes = [*_WISHES, *({name: value} for name in GEOMETRY for value in more.get(name, ()))]
    axes = {name: _values(name, row, block) for name, row in rows.items() if name not in GEOMETRY}
    for name, values in more.items():
        if name not in GEOMETRY:
            axes[name] = [*axes.get(name, ()), *values]
    yield from (*offered, *wishes)
    yield from ({name: value} for name, values in axes.items() for value in values)
    lengths = axes.pop("seconds", [None])
    tiers = rows.get("resolution", {}).get("values", [])
    yield from ({"resolution": tier, "seconds": length} for tier, length in product(tiers, lengths) if length)
    inputs = [name for name, row in rows.items() if "max_items" in row]
    turning = {name: values for name, values in axes.items() if values and name not in inputs}
    turn = count()
    for wish, seconds in product(offered or wishes, dict.fromkeys((lengths[0], lengths[-1]))):
        turned = next(turn)
        # steps of different lengths, so that no two axes turn together
        others = {name: values[turned * step % len(values)] for step, (name, values) in enumerate(turning.items(), 1)}
        yield {**others, **wish} if seconds is None else {**others, **wish, "seconds": seconds}


def _offered(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[Request]:
    size, ratio, tier = (rows.get(name, {}).get("values", []) for name in GEOMETRY)
    yield from ({"size": value} for value in size)
    yield from ({"aspect_ratio": value} for value in ratio)
    yield from ({"resolution": value} for value in tier)
    yield from ({"aspect_ratio": one, "resolution": other} for one, other in product(ratio, tier))


def _values(name: str, row: Mapping[str, Any], block: Block) -> list[Any]:
    facts = block.parameters.get(name)
    if row["kind"] == "enum":
        found = list(row["values"])
    elif row["kind"] == "boolean":
        found = [True, False]
    elif row["kind"] == "range":
        found = _between(row)
    elif "max_items" in row and facts is not None:
        found = [item_of(name, facts)]
    else:
        found = ["x"] if "max_length" in row else list(_FREE.get(name, ()))
    if facts is not None and "auto" in facts.model_fields_set:
        found.append("auto")
    return [*found, *(value for value in _AWKWARD.get(name, ()) if value not in found)]


def _between(row: Mapping[str, Any]) -> list[Any]:
    low, high, step = row.get("min", row.get("max")), row.get("max", row.get("min")), row.get("step", 1)
    if (high - low) / step <= _MOST_STEPS:
        return [low + step * index for index in range(int((high - low) / step) + 1)]
    return [low, low + step, (low + high) // 2, high]
