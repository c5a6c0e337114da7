"""From a request to the blocks of a file: which operations it serves, and what each of them takes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from normalizer.importer.found import Geometry, Parameter, todo
from normalizer.importer.inputs import find_inputs
from normalizer.importer.lengths import find_length, find_rate
from normalizer.importer.limits import box_of
from normalizer.importer.operations import operations_of
from normalizer.importer.parameters import find_parameters, unclear
from normalizer.importer.sizes import find_geometry
from normalizer.importer.yaml_text import Remark

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from normalizer.importer.properties import Property
    from normalizer.importer.spelling import Spelling

DEEPEST = 3
"""How many objects inside each other are looked into for fields."""

_CONDITION = re.compile(r"\b(only|ignored?|must|cannot|not supported|overrides?|required|when|if)\b")
_IGNORED = re.compile(r"\bignored (?:if|when|with|for)\b[^.]*\b(?:image|frame|img2img)")
_MATCHES = re.compile(r"\b(?:aspect ratio|shape|dimensions|size) of (?:your|the) output will match\b")
_VIDEO = re.compile(r"\bvideos?\b")
_PICTURE = re.compile(r"\b(images?|pictures?|photos?)\b")
_WRITABLE = re.compile(r"[^.+{}\s]{1,64}")
_PASSING = ("prompt", "seed", "negative_prompt", "quality", "style", "background", "user", "fps", "audio")
"""Our names that travel under their own where nothing is said of them."""
LONGEST_REMARK = 100
_WHICH = "the provider's id of the model"


@dataclass(slots=True)
class Drafted:
    """What a block file says of one request: the media, the id by which the schema calls the model, the blocks."""

    media: str | None
    model: str | None
    blocks: dict[str, dict[str, Any]] = field(default_factory=dict)


def draft_blocks(
    request: Property, spelling: Spelling, *, about: str = "", media: str | None = None, operation: str | None = None
) -> Drafted:
    """Draft the blocks of one request: the first with all that is recognised, the others with what they add."""
    under, properties = _fields(request, spelling.under)
    media = media or _media(properties, about)
    video = media == "video"
    rest, model, constants = _constants(properties, spelling)
    geometry = find_geometry(rest, spelling.presets, video=video)
    rest = [p for p in rest if p not in geometry.taken]
    parameters, rest = _named(rest, about, video=video)
    inputs = [found for found in find_inputs(rest, video=video) if found.source in rest]
    taken = {found.source.path for found in inputs}
    rest = [p for p in rest if p.path not in taken]
    base: dict[str, Any] = {"under": under} if under else {}
    base |= _dimensions(geometry, spelling)
    base["required"] = [*(found.name for found in parameters if found.source.required), *geometry.required]
    spelled: dict[str, Any] = {found.name: spelling.parameter(found) for found in parameters}
    for prop, question in unclear(rest):
        spelled[prop.path] = todo(question)
        rest = [other for other in rest if other is not prop]
    constants |= {p.path: todo(f"required: {p.description}") for p in rest if p.required and not p.has_default}
    if constants:
        base["constants"] = constants
    if absent := _absent(parameters, request, spelling):
        base["absent"] = absent
    base["parameters"] = spelled
    told = {found.name: spelling.parameter(found) for found in inputs}
    needed = {one.name for one in inputs if one.source.required}
    wordless = not any(found.name == "prompt" for found in parameters)
    if wordless and len(inputs) == 1 and not inputs[0].source.only("integer"):
        needed = {inputs[0].name}  # without words there is nothing else to work on
    blocks = operations_of(base, told, needed, video=video, only=operation)
    if _follows(geometry, inputs):
        _take_shape(blocks, geometry, spelling, video=video)
    first = next(iter(blocks.values()))
    first |= dict.fromkeys(_remarks(geometry.taken, [p for p in rest if not p.required or p.has_default]))
    return Drafted(media, model, blocks)


def _named(properties: list[Property], about: str, *, video: bool) -> tuple[list[Parameter], list[Property]]:
    """Find all parameters that are no inputs, in the order of the files, and the properties that are left."""
    rate = find_rate(properties) if video else None
    length = find_length(properties, rate, about) if video else None
    found = [one for one in (length, rate) if one is not None]
    left = [p for p in properties if p not in [one.source for one in found]]
    others = find_parameters(left)
    place = sum(not one.name.startswith(("output_", "response_")) for one in others)  # formats stand last
    return [*others[:place], *found, *others[place:]], [p for p in left if p not in [one.source for one in others]]


def _fields(request: Property, known: str | None) -> tuple[str | None, list[Property]]:
    """List the fields of a request; what all of them lie under is said once, unless the provider's file does."""
    properties = list(_flat(request.members, 0))
    inside = {p.path.partition(".")[0] for p in properties if "." in p.path}
    if known is not None and known in inside:
        return None, [_moved(p, known) for p in properties if p.path.startswith(f"{known}.")]
    prompts = [p for p in properties if "prompt" in p.words and "." in p.path]
    outside = [p for p in properties if p.required and "." not in p.path and p.name != "model"]
    if len(inside) == 1 and prompts and not outside and known is None:
        (under,) = inside
        return under, [_moved(p, under) for p in properties if p.path.startswith(f"{under}.")]
    return None, properties


def _moved(prop: Property, under: str) -> Property:
    members = {name: _moved(member, under) for name, member in prop.members.items()}
    return replace(prop, path=prop.path.removeprefix(f"{under}."), members=members)


def _flat(members: Mapping[str, Property], depth: int) -> Iterator[Property]:
    """List fields; an object is looked into where it is no size and no file."""
    for name, prop in members.items():
        if _WRITABLE.fullmatch(name) is None:  # no path leads there; it passes through as what nobody described
            continue
        if depth < DEEPEST and _holds_settings(prop):
            inner = _flat(prop.members, depth + 1)
            # what an optional object needs, a request does not
            yield from inner if prop.required else (replace(one, required=False) for one in inner)
        else:
            yield prop


def _holds_settings(prop: Property) -> bool:
    """Tell whether an object is but a group of fields; one that may be a text instead is a thing, such as a file."""
    if not prop.members or prop.values or prop.is_a("string") or box_of(prop) is not None:
        return False
    if prop.words & {"settings", "options", "config", "parameters"}:
        return True
    return not prop.words & {"image", "images", "video", "mask", "frame", "reference", "style", "lora", "loras"}


def _media(properties: Sequence[Property], about: str) -> str | None:
    """Tell what comes out, by what is counted, by what the document calls itself, by what is spoken of."""
    rate = find_rate(properties)
    if rate is not None or find_length(properties, rate, about) is not None:
        return "video"
    for text in (about.lower(), " ".join(p.text for p in properties if "prompt" in p.words), _all_text(properties)):
        videos, pictures = len(_VIDEO.findall(text)), len(_PICTURE.findall(text))
        if videos and ("to-video" in text or "text-to-video" in text or videos >= pictures):
            return "video"
        if pictures:
            return "image"
    return None


def _all_text(properties: Sequence[Property]) -> str:
    return " ".join(f"{' '.join(sorted(p.words))} {p.text}" for p in properties)


def _constants(properties: list[Property], spelling: Spelling) -> tuple[list[Property], str | None, dict[str, Any]]:
    """Find the field of the model's id, and what can only have one value."""
    rest, model = [], None
    constants: dict[str, Any] = {}
    for prop in properties:
        if _is_model(prop):
            several = ", ".join(map(str, prop.values))
            model = str(prop.values[0]) if len(prop.values) == 1 else todo(f"one of {several}" if several else _WHICH)
            if spelling.constants.get(prop.path) != "{model}":
                constants[prop.path] = "{model}"
            continue
        if prop.required and len(prop.values) == 1 and not prop.open and spelling.constants.get(prop.path) is None:
            constants[prop.path] = prop.values[0]
            continue
        rest.append(prop)
    return rest, model, constants


def _absent(parameters: Sequence[Parameter], request: Property, spelling: Spelling) -> list[str]:
    """List our names that a request does not have: a name on which a block is silent passes through (R6.2).

    A closed request would refuse each of them; of an open one only the prompt is known to go nowhere.
    """
    known = {*(found.name for found in parameters), *request.members}
    sent = _PASSING if request.closed else ("prompt",)
    more = [name for name in sent if name not in known and name not in spelling.absent]
    usual = [name for name in spelling.absent if name not in known]
    return [*usual, *more] if more else []  # a block's list stands in the place of the provider's


def _is_model(prop: Property) -> bool:
    """Tell whether a property holds the id of the model; one that is optional among several is a choice of its own."""
    named = prop.name.lower() in ("model", "model_id", "modelid", "model_name") and not prop.only("array", "object")
    return named and (prop.required or len(prop.values) < 2)


def _dimensions(geometry: Geometry, spelling: Spelling) -> dict[str, Any]:
    told: dict[str, Any] = {}
    forms = [spelling.form(form) for form in geometry.forms]
    if geometry.unclear:
        told["dimensions"] = [*forms, todo(geometry.unclear)] if forms else todo(geometry.unclear)
    elif forms:
        told["dimensions"] = forms[0] if len(forms) == 1 else forms
    if geometry.default:
        told["default"] = geometry.default
    return told | ({"auto": geometry.auto} if geometry.auto else {})


def _follows(geometry: Geometry, inputs: Sequence[Parameter]) -> bool:
    """Tell whether the shape of an input is said to win over the one that is asked for."""
    ignored = any(_IGNORED.search(p.text) for p in geometry.taken)
    return ignored or any(_MATCHES.search(one.source.text) for one in inputs)


def _take_shape(blocks: dict[str, dict[str, Any]], geometry: Geometry, spelling: Spelling, *, video: bool) -> None:
    """Let the operations that start from a picture take its shape; a scale beside the ratio stays."""
    shaped = next((form for form in geometry.forms if "aspect_ratios" in form or "sizes" in form), None)
    for name, block in blocks.items():
        if shaped is None or name not in ("edit", "image_to_video") or "like" not in block:
            continue
        tier = {path: text for path, text in shaped["write"].items() if text == "{tier}"}
        if "tiers" in shaped and tier:
            form = spelling.form({"tiers": shaped["tiers"], "shape": "input", "write": tier})
        else:
            form = {"follows": "input_reference" if video else "image"}
        scale = (geometry.default or "").split()[1:] if tier else []
        block |= {"dimensions": form, "default": " ".join(["auto", *scale])}


def _remarks(sizes: Sequence[Property], rest: Sequence[Property]) -> Iterator[Remark]:
    """Quote the conditions that a description states, and name what passes through without being declared."""
    for prop in sizes:
        if _CONDITION.search(prop.text):
            yield Remark(_short(f"{prop.path}: {prop.description}"))
    names = sorted({p.path for p in rest})
    if names:
        yield Remark(_short(f"not declared, so that they pass through: {', '.join(names)}", 400))


def _short(text: str, longest: int = LONGEST_REMARK) -> str:
    clean = "".join(c if c.isprintable() else " " for c in " ".join(text.split()))
    return clean if len(clean) <= longest else f"{clean[: longest - 3]}..."
