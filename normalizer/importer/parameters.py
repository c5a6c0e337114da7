"""Recognise everything that is neither a size, a length nor an input: prompts, counts, seeds, formats, words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from normalizer.importer.found import Parameter, todo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from normalizer.importer.properties import Property

FORMATS = {"png": "png", "jpeg": "jpeg", "jpg": "jpeg", "webp": "webp", "gif": "gif", "avif": "avif"}
_TELLING = frozenset(("mode", "quality", "duration", "length"))
_GENERAL = frozenset(("image", "video", "output", "generation", "render", "rendering", "model", "service"))
"""A choice named by these words alone may be one of ours; by any other word it is the provider's own."""
_SQUEEZED = frozenset(("compression", "level", "quality", "output", "image", "file", *FORMATS))
_DELIVERIES = {"url": "url", "b64_json": "b64_json", "base64": "b64_json", "b64": "b64_json"}
_COUNTED = r"(?:images?|pictures?|outputs?|videos?|variations?|samples?|results?|generations?)"
_COUNT = re.compile(rf"(?:number|#|amount) of (?:\w+ )?{_COUNTED}\b|how many {_COUNTED}\b")
_COUNT_WORDS = frozenset(("num", "number", "count", "n", "batch", "max", "sample"))
_THINGS = frozenset(
    ("images", "outputs", "videos", "variations", "samples", "results", "generations", "count", "image")
)
_OTHER_COUNTS = frozenset(
    ("steps", "frames", "step", "seed", "seeds", "input", "reference", "inference", "width", "height")
)


def find_parameters(properties: Sequence[Property]) -> list[Parameter]:
    """Find the parameters by our names, in the order in which files list them; each property is taken once."""
    found: list[Parameter] = []
    taken: set[str] = set()
    for name, read in _READERS:
        for prop in sorted(properties, key=lambda p: (p.name.lower() != name, p.path.count("."))):
            facts = None if prop.path in taken else read(prop)
            if facts is not None:
                found.append(Parameter(name, prop, facts, several=prop.is_a("array")))
                taken.add(prop.path)
                break
    return found


def _is_text(prop: Property) -> bool:
    return not prop.values and prop.is_a("string") if prop.types else not prop.values


def _prompt(prop: Property) -> dict[str, Any] | None:
    telling = prop.words <= {"prompt", "text", "positive", "input", "description"} and "prompt" in prop.words
    return _text(prop) if _is_text(prop) and telling else None


def _negative_prompt(prop: Property) -> dict[str, Any] | None:
    return _text(prop) if _is_text(prop) and "negative" in prop.words else None


def _text(prop: Property) -> dict[str, Any]:
    return {"max_length": prop.max_length} if prop.max_length else {}


def _seed(prop: Property) -> dict[str, Any] | None:
    if prop.words - {"random", "noise", "value", "number"} == {"seeds"} and prop.is_a("array"):
        return {"as": "one_per_result"}
    if prop.words - {"random", "noise", "value", "number"} != {"seed"} or prop.only("boolean"):
        return None
    bounds = [_whole(prop.minimum), _whole(prop.maximum)]
    facts: dict[str, Any] = {} if bounds == [None, None] else {"range": bounds}
    if isinstance(prop.default, int) and prop.default == -1:
        facts["auto"] = -1
    return facts


def _n(prop: Property) -> dict[str, Any] | None:
    """Read a count of results by its type and description; a name alone must hold both a count and a thing."""
    said = prop.words
    if said & _OTHER_COUNTS or (prop.types and not prop.is_a("integer", "number")):
        return None
    if said != {"n"} and not (said & _COUNT_WORDS and said & _THINGS) and not (prop.types and _COUNT.search(prop.text)):
        return None
    counts = [value for value in prop.values if isinstance(value, int)]
    facts: dict[str, Any] = (
        {"values": {str(c): c for c in counts}} if counts else {"max": _whole(prop.maximum) or "unknown"}
    )
    least = min(counts, default=_whole(prop.minimum))
    if least is not None and least > 1:
        facts["max"] = todo(f"{prop.path} begins with {least}, so that a single result cannot be asked for")
    if prop.has_default and prop.default != 1:
        facts["default"] = prop.default
    return facts


def _output_format(prop: Property) -> dict[str, Any] | None:
    """Read a list of picture formats, bare or as media types."""
    named = {_bare(value): value for value in prop.values if isinstance(value, str)}
    known = {FORMATS[bare]: value for bare, value in reversed(named.items()) if bare in FORMATS}
    if not known or len(known) * 2 < len(named):
        return None
    ordered: dict[str, Any] = {FORMATS[bare]: known[FORMATS[bare]] for bare in named if bare in FORMATS}
    ordered |= {
        todo(f"what {value} of {prop.path} means"): value for bare, value in named.items() if bare not in FORMATS
    }
    facts = {"values": ordered}
    default = FORMATS.get(_bare(prop.default)) if isinstance(prop.default, str) else None
    return facts | ({"default": default} if default else {})


def _bare(value: str) -> str:
    return value.lower().removeprefix("image/").removeprefix(".")


def _output_compression(prop: Property) -> dict[str, Any] | None:
    squeezed = "compression" in prop.words and prop.words <= _SQUEEZED  # tones may be compressed as well
    named = squeezed or prop.words >= {"output", "quality"} or prop.words >= {"jpeg", "quality"}
    if not named or not prop.is_a("integer", "number"):
        return None
    bounds = [_whole(prop.minimum), _whole(prop.maximum)]
    facts: dict[str, Any] = {"range": bounds if bounds != [None, None] else "unknown"}
    return facts | ({"default": prop.default} if prop.has_default else {})


def _response_format(prop: Property) -> dict[str, Any] | None:
    """Read how results are delivered: words, or a switch whose description says what it does."""
    told = {_DELIVERIES[v.lower()]: v for v in prop.values if isinstance(v, str) and v.lower() in _DELIVERIES}
    if told and len(told) * 2 >= len(prop.values):
        default = _DELIVERIES.get(str(prop.default).lower()) if prop.has_default else None
        return {"values": told} | ({"default": default} if default else {})
    inline = "data uri" in prop.text or "data url" in prop.text or "base64" in prop.text
    if prop.only("boolean") and inline and not prop.words & {"image", "input"}:
        return {"values": {"b64_json": True, "url": False}}
    return None


def _words_of(*names: str) -> Callable[[Property], dict[str, Any] | None]:
    """Make the reader of a parameter that is one of some words of the provider's own."""

    def read(prop: Property) -> dict[str, Any] | None:
        listed = all(isinstance(value, str) for value in prop.values)
        if prop.name.lower() not in names or not listed or not (prop.is_a("string") or not prop.types):
            return None
        facts: dict[str, Any] = {}
        if prop.values:
            facts["values"] = {"_".join(value.lower().split()): value for value in prop.values}
            facts |= {"open": True} if prop.open else {}
        if prop.has_default and (not prop.values or prop.default in prop.values):
            facts["default"] = "_".join(str(prop.default).lower().split()) if prop.values else prop.default
        return facts

    return read


def _audio(prop: Property) -> dict[str, Any] | None:
    made = prop.words <= {"generate", "enable", "with", "audio", "sound"} and prop.words & {"audio", "sound"}
    if not made or not (prop.only("boolean") or not prop.types):
        return None
    return {"default": prop.default} if prop.has_default else {}


def _user(prop: Property) -> dict[str, Any] | None:
    return {} if prop.name.lower() in ("user", "user_id", "enduserid") and _is_text(prop) else None


def _whole(number: float | None) -> int | float | None:
    return int(number) if number is not None and float(number).is_integer() else number


_READERS: tuple[tuple[str, Callable[[Property], dict[str, Any] | None]], ...] = (
    ("prompt", _prompt),
    ("negative_prompt", _negative_prompt),
    ("seed", _seed),
    ("n", _n),
    ("quality", _words_of("quality")),
    ("style", _words_of("style", "style_type", "style_preset")),
    ("background", _words_of("background")),
    ("audio", _audio),
    ("user", _user),
    ("output_format", _output_format),
    ("output_compression", _output_compression),
    ("response_format", _response_format),
)


def unclear(properties: Sequence[Property]) -> Iterator[tuple[Property, str]]:
    """Give what is named like one of our parameters and could not be read as one, with the question it leaves."""
    for prop in properties:
        ratio = "ratio" in prop.words and ("aspect" in prop.words or not prop.only("integer", "number"))
        if (ratio or prop.words & {"resolution", "tier"}) and not prop.only("boolean", "array", "object"):
            said = ", ".join(map(str, prop.values[:12])) or prop.description or "nothing is said"
            yield prop, f"what {prop.path} takes: {said}"
        elif len(prop.values) > 1 and prop.words & _TELLING and prop.words <= _TELLING | _GENERAL:
            listed = ", ".join(map(str, prop.values[:12]))
            yield prop, f"{listed}: which of our parameters is it, if any"
