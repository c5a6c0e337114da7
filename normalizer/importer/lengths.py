"""Recognise how long a video may be: seconds in any spelling, or frames with the rate that makes seconds of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from normalizer.importer.found import Parameter, todo
from normalizer.importer.words import AUTO

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizer.importer.properties import Property

_LENGTH = frozenset(("duration", "seconds", "length", "secs"))
_ELSEWHERE = frozenset(
    ("start", "end", "offset", "timeout", "interval", "prompt", "max", "focal", "audio", "trim", "skip")
)
_OTHER_FRAMES = frozenset(("rate", "fps", "per", "load", "interpolated"))
_NUMBER = re.compile(r"\d{1,4}", re.ASCII)
_SECONDS = re.compile(r"(\d{1,4}(?:\.\d{1,3})?)\s?(s|sec|seconds)?", re.ASCII | re.IGNORECASE)
_RATE = re.compile(r"(\d{1,3})\s?(?:fps\b|frames per second)", re.ASCII)
_GRID = re.compile(r"\b(\d{1,3})\s?[*x]?\s?[kn]\s?\+\s?(\d{1,3})\b", re.ASCII)


def find_rate(properties: Sequence[Property]) -> Parameter | None:
    """Find how many frames a second has."""
    for prop in properties:
        named = "fps" in prop.words or prop.words >= {"frame", "rate"} or prop.words >= {"frames", "per", "second"}
        if (
            not named
            or not (prop.is_a("integer", "number") or not prop.types or _are_numbers(prop.values))
            or prop.words & {"interpolation", "force"}
        ):
            continue
        if prop.values:
            facts: dict[str, Any] = {"values": {str(value): _number(value) for value in prop.values}} | _as_text(prop)
        elif prop.minimum is None and prop.maximum is None:
            facts = {"range": "unknown"}
        else:
            facts = {"range": [_plain(prop.minimum), _plain(prop.maximum)]}
        default = {"default": _number(prop.default)} if prop.has_default else {}
        return Parameter("fps", prop, facts | default)
    return None


def _are_numbers(values: Sequence[Any]) -> bool:
    """Tell whether all that is listed are numbers written as text."""
    return bool(values) and all(isinstance(value, str) and _NUMBER.fullmatch(value) for value in values)


def _as_text(prop: Property) -> dict[str, Any]:
    return {"as": "text"} if _are_numbers(prop.values) else {}


def _number(value: Any) -> Any:
    """Read a number that is written as text."""
    return int(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else value


def find_length(properties: Sequence[Property], rate: Parameter | None, about: str) -> Parameter | None:
    """Find the length: a property that counts seconds, else one that counts frames."""
    near = [p for p in properties if not p.words & _ELSEWHERE and not p.only("boolean", "array", "object")]
    for prop in near:
        if prop.values and not any(_length(value) or str(value).lower() in AUTO for value in prop.values):
            continue  # short and long, of a text or a day
        if not _counts_frames(prop) and (prop.words & _LENGTH or "number of seconds" in prop.text):
            return Parameter("seconds", prop, _seconds(prop))
    for prop in near:
        if _counts_frames(prop):
            return Parameter("seconds", prop, {"frames": _frames(prop, rate, about)} | _as_text(prop))
    return None


def _counts_frames(prop: Property) -> bool:
    """Tell whether a property is a number of frames of the result."""
    numbers = prop.is_a("integer", "number") or not prop.types or _are_numbers(prop.values)
    if not numbers or prop.words & _OTHER_FRAMES:
        return False
    counted = prop.words >= {"num", "frames"} or "number of frames" in prop.text or prop.words == {"frames"}
    return counted or bool(prop.words & _LENGTH and "frames" in prop.text)


def _seconds(prop: Property) -> dict[str, Any]:
    """Say which lengths there are, and how they are spelled."""
    facts: dict[str, Any] = {}
    if "millisecond" in prop.text:
        return {"values": todo(f"{prop.path} counts milliseconds: {prop.description}")}
    listed: dict[str, Any] = {"values": {}}
    for value in prop.values:
        _add_length(listed, prop, value)
    told = {str(read[0]): value for value in prop.values if (read := _length(value)) is not None}
    if len({(type(value), (_length(value) or (0, ""))[1]) for value in told.values()}) > 1:
        listed["values"] |= told  # no one template spells them all, so each has its own word
        listed = {key: listed[key] for key in ("values", "auto") if key in listed}
    if listed["values"]:
        facts |= listed
    else:  # all that is listed is a word for "you decide"
        facts |= _range(prop) | {key: value for key, value in listed.items() if key == "auto"}
    if prop.open and "values" in facts:
        facts["open"] = True
    if prop.has_default and prop.default == facts.get("auto"):
        facts["default"] = prop.default
    elif prop.has_default and (read := _length(prop.default)) is not None:
        facts["default"] = read[0]
    return facts


def _range(prop: Property) -> dict[str, Any]:
    """Say between which lengths all are taken; how one is spelled, the default shows."""
    if prop.minimum is None and prop.maximum is None:
        read = _length(prop.default) if prop.only("string") else None
        if read is not None and read[1]:
            return {"range": "unknown", "write": _template(prop.default, read[0])}
        return {"range": "unknown"} | ({"as": "text"} if prop.only("string") else {})
    step = {"step": _plain(prop.multiple_of)} if prop.multiple_of and prop.multiple_of != 1 else {}
    return {"range": [_plain(prop.minimum), _plain(prop.maximum)], **step}


def _add_length(facts: dict[str, Any], prop: Property, value: Any) -> None:
    """Add one listed length; how the provider spells it is said once for all."""
    read = _length(value)
    if read is None:
        if isinstance(value, str) and value.lower() in AUTO:
            facts["auto"] = value
        else:
            facts["values"][todo(f"what {value} of {prop.path} means")] = value
        return
    seconds, unit = read
    if not seconds:  # no length is 0: what is written so leaves it to the provider or to the input
        facts["auto"] = value
        return
    facts["values"][str(seconds)] = seconds
    if unit:
        facts["write"] = _template(value, seconds)
    elif isinstance(value, str):
        facts["as"] = "text"


def _template(value: str, seconds: float) -> str:
    """Give the template that spells a length as this one is spelled."""
    return "{value}" + value[len(str(seconds)) :]


def _length(value: Any) -> tuple[int | float, str] | None:
    """Read a length and its unit.

    >>> _length(5), _length("5"), _length("8s"), _length("long")
    ((5, ''), (5, ''), (8, 's'), None)
    """
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value, ""
    found = _SECONDS.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    number = float(found[1])
    return (int(number) if number.is_integer() else number), found[2] or ""


def _frames(prop: Property, rate: Parameter | None, about: str) -> dict[str, Any]:
    """Say how frames make seconds: at the rate of the request, or the one that is described."""
    described = _RATE.search(prop.text) or _RATE.search(about.lower())
    if rate is not None and rate.source.has_default:
        fps: Any = _number(rate.source.default)
    else:
        fps = int(described[1]) if described else todo(f"frames per second, in which {prop.path} is counted")
    facts: dict[str, Any] = {"fps": fps}
    if prop.values:
        return facts | {"values": [frames for value in prop.values if isinstance(frames := _number(value), int)]}
    if (grid := _GRID.search(prop.text)) is not None:
        facts |= {"multiple_of": int(grid[1]), "plus": int(grid[2])}
    bounds = [_plain(prop.minimum), _plain(prop.maximum)]
    return facts | {"range": bounds if bounds != [None, None] else "unknown"}


def _plain(number: float | None) -> int | float | None:
    return int(number) if number is not None and float(number).is_integer() else number
