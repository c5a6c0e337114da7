"""What a target takes, as data: per parameter an enumeration, a range, a boolean or free."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.account import sized
from normalizer.draft import Draft
from normalizer.parameters.base import MISSING, Parameter
from normalizer.parameters.inputs import InputParameter
from normalizer.parameters.kinds import NumberParameter, TextParameter, WordsParameter
from normalizer.parameters.seconds import SecondsParameter
from normalizer.policy import DEFAULT, MAX_N
from normalizer.resolve.free import FreeForm
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.sizes import FixedForm, SizesForm
from normalizer.resolve.wish import BOTH, SCALE, SHAPE
from normalizer.values.grammar import plain

if TYPE_CHECKING:
    from normalizer.parameters.offer import Offer
    from normalizer.resolve.forms import Form
    from normalizer.target import Target

BOOLEANS = {"true", "false"}


def describe(target: Target) -> dict[str, Any]:
    """Tell per parameter what is taken: `kind` (enum, range, boolean, free), the values, the usual mode.

    A range with `values` lists what one form offers beside the bounds of another, in pixels.
    """
    rows: dict[str, Any] = {}
    usual = defaults(target)
    for name, offered in _geometry(target).items():
        rows[name] = {"kind": "enum" if offered.keys() == {"values"} else "range", **offered, "mode": "converted"}
        if name in usual:
            rows[name]["default"] = usual[name]
    for name, parameter in target.parameters.items():
        if name != "n":
            rows[name] = {**_parameter(parameter), "mode": _usual_mode(name, parameter)}
    most = MAX_N[target.media]
    native = bool(target.count.fields)
    rows["n"] = {
        "kind": "range",
        "min": 1,
        "max": most,
        "per_call": target.count.most,
        "mode": _usual_mode("n", target.count) if native else "emulated",
    }
    if target.media == "image":
        for name in ("output_format", "response_format"):
            rows.setdefault(name, {"kind": "enum", "values": _emulated(name), "mode": "emulated"})
    return {
        "model": target.model,
        "provider": target.provider,
        "operation": target.operation,
        "media": target.media,
        "status": target.status,
        "upstream_model": target.upstream_model,
        "required": list(target.required),
        "parameters": rows,
    }


def defaults(target: Target) -> dict[str, str]:
    """Tell what size, shape and scale come out when nothing is asked, as far as that is known.

    `auto` is what the file leaves to the provider.

    >>> from normalizer import Catalog
    >>> defaults(Catalog.bundled().target("veo-3.1", provider="fal", operation="image_to_video"))
    {'aspect_ratio': 'auto', 'resolution': '720p'}
    """
    comes = sized(Draft(target, DEFAULT))
    known = {"size": comes.size, SHAPE: comes.ratio, SCALE: comes.tier}
    left_open = {half for half in target.left_open if known[half] is None}
    known |= dict.fromkeys(left_open | {"size"} if left_open == BOTH else left_open, "auto")
    return {name: value for name, value in known.items() if value is not None}


def _emulated(name: str) -> list[str]:
    return ["png", "jpeg", "gif", "webp", "avif"] if name == "output_format" else ["url", "b64_json"]


def _geometry(target: Target) -> dict[str, dict[str, Any]]:
    """Collect sizes, ratios and tiers over all forms: what is listed, and the limits of what is free."""
    rows: dict[str, dict[str, Any]] = {}
    for form in target.geometry.forms:
        for name, offered in _form(form).items():
            row = rows.setdefault(name, {})
            if isinstance(offered, list):
                row["values"] = list(dict.fromkeys((*row.get("values", ()), *offered)))
            else:
                row |= offered
    return rows


def _form(form: Form) -> dict[str, Any]:
    if isinstance(form, SizesForm):
        return {"size": [f"{width}x{height}" for width, height in form.offered]} if form.offered else {}
    if isinstance(form, FixedForm):
        return {"size": [f"{form.size[0]}x{form.size[1]}"]}
    if isinstance(form, FreeForm):
        limits = form.limits
        return {
            "size": {
                "width": [limits.min_width, _bound(limits.max_width)],
                "height": [limits.min_height, _bound(limits.max_height)],
                "pixels": [limits.min_pixels, _bound(limits.max_pixels)],
                "multiple_of": limits.step,
            }
        }
    if isinstance(form, RatiosForm):
        return _ratios(form)
    return {}


def _bound(value: int) -> int | None:
    return value if value < 10**9 else None


def _ratios(form: RatiosForm) -> dict[str, Any]:
    rows: dict[str, Any] = {}
    if form.shapes is not None and form.shapes.names:
        rows["aspect_ratio"] = list(form.shapes.names)
    elif form.shapes is not None and form.shapes.lowest is not None:
        rows["aspect_ratio"] = {"min": str(form.shapes.lowest), "max": str(form.shapes.highest)}
    if form.tiers is not None and form.tiers.names:
        rows["resolution"] = list(form.tiers.names)
    if form.back:
        rows["size"] = [f"{width}x{height}" for width, height in form.back]
    return rows


def _parameter(parameter: Parameter) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": "free"}
    if isinstance(parameter, WordsParameter):
        row = (
            {"kind": "boolean"} if set(parameter.words) == BOOLEANS else {"kind": "enum", "values": [*parameter.words]}
        )
    elif isinstance(parameter, (NumberParameter, SecondsParameter)):
        row = _offer(parameter.offer) if parameter.offer is not None else row
    elif isinstance(parameter, TextParameter):
        row["max_length"] = parameter.longest
    elif isinstance(parameter, InputParameter):
        row |= {"max_items": parameter.most, "accepts": list(parameter.accepts)}
    if parameter.default is not MISSING:
        row["default"] = parameter.default
    return row


def _offer(offer: Offer) -> dict[str, Any]:
    if offer.values:
        return {"kind": "enum", "values": [plain(value) for value in offer.values]}
    row: dict[str, Any] = {"kind": "range"}
    for name, bound in (("min", offer.lowest), ("max", offer.highest), ("step", offer.step or None)):
        if bound is not None:
            row[name] = plain(bound)
    return row if len(row) > 1 else {"kind": "free"}


def _usual_mode(name: str, parameter: Parameter) -> str:
    """Tell how a value usually travels: unchanged under its name, renamed, or converted."""
    paths = parameter.paths
    renames = not (len(paths) == 1 and paths[0].text == name)
    converts = parameter.each or parameter.as_list or parameter.as_text or bool(parameter.spread)
    if isinstance(parameter, WordsParameter):
        converts = converts or any(word != wire for word, wire in parameter.words.items())
    if converts or len(paths) != 1 or (isinstance(parameter, SecondsParameter) and parameter.frames):
        return "converted"
    return "renamed" if renames else "passthrough"
