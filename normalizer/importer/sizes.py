"""Recognise what sizes a request offers: by the values of its properties, and the names only where values are none.

Pixels, ratios and tiers are told apart by reading them. What is named like a size and cannot be read is said to be
unclear, never guessed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.importer import words
from normalizer.importer.found import Geometry, todo
from normalizer.importer.limits import box_of, default_of, described_sizes, limits_of, pair_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from normalizer.importer.properties import Property
    from normalizer.importer.words import Word

_SHAPE = frozenset(("aspect", "ratio", "aspectratio"))
_SIZE = frozenset(("size", "sizes", "resolution", "dimensions", "dimension", "megapixels"))
_MARKS = ("{width}*{height}", "{width}:{height}", "{width}×{height}", "{width}X{height}")

Kinds = dict[str, list["Word"]]


def find_geometry(properties: Sequence[Property], presets: Mapping[str, Any], *, video: bool) -> Geometry:
    """Find the forms in which sizes are offered; `presets` are the provider's words for sizes, by ours."""
    geometry = Geometry()
    listed = {p.path: sort(p, presets, video=video) for p in properties}
    named = sorted(properties, key=lambda p: not p.words & (_SHAPE | _SIZE))  # a telling name decides between two
    size = next((p for p in named if "size" in listed[p.path]), None)
    shape = next((p for p in named if "ratio" in listed[p.path]), None)
    scale = next((p for p in named if "tier" in listed[p.path]), None)
    box = next((p for p in properties if box_of(p)), None)
    pair = pair_of(properties)
    if size is not None:
        _take(geometry, size, "size")
        geometry.forms.append(_sizes(size, listed[size.path], presets))
    if shape is not None:
        _take(geometry, shape, "aspect_ratio")
        geometry.forms.append(_ratios(shape, listed[shape.path], scale, listed, video=video))
    if scale is not None:
        _take(geometry, scale, "resolution")
        if shape is None or shape.path == scale.path:
            geometry.forms.append({**_tiers(scale, listed[scale.path], video=video), "shape": "unknown"})
            geometry.forms[-1]["write"] = {scale.path: "{tier}"}
    _free(geometry, box, pair, shape, listed)
    _defaults(geometry, [p for p in (size, shape, scale) if p is not None], listed, box, pair)
    _unread(geometry, properties)
    _needed(geometry)
    return geometry


def sort(prop: Property, presets: Mapping[str, Any], *, video: bool) -> Kinds:
    """Sort the values of a property by kind; nothing where most of them are no size, ratio or tier."""
    if not prop.values:
        return {}
    found: Kinds = {}
    names = {word: size for size, word in presets.items()}
    for value in prop.values:
        word = words.read(value)
        if isinstance(value, str) and value in names:
            word = words.Word("size", names[value], value)
        elif word.kind == "number":
            word = _numbered(prop, value, video=video)
        found.setdefault(word.kind, []).append(word)
    telling = sum(len(found.get(kind, ())) for kind in ("size", "ratio", "tier"))
    others = sum(len(found.get(kind, ())) for kind in ("word", "number"))
    return found if telling and telling > others else {}


def _numbered(prop: Property, value: Any, *, video: bool) -> Word:
    """Read a bare number by what the property says its unit is: megapixels, or the lines of a video."""
    if "megapixel" in f"{prop.name.lower()} {prop.text}":
        return words.Word("tier", f"{value}MP", value)
    lines = int(value) if str(value).isdigit() and len(str(value)) < 6 else 0
    if video and lines in words.FRAME_LINES and prop.words & _SIZE:
        return words.Word("tier", f"{lines}p", value)
    return words.Word("number", "", value)


def _take(geometry: Geometry, prop: Property, half: str) -> None:
    if prop not in geometry.taken:
        geometry.taken.append(prop)
    if prop.required and half not in geometry.required:
        geometry.required.append(half)


def _sizes(prop: Property, kinds: Kinds, presets: Mapping[str, Any]) -> dict[str, Any]:
    """Make a form of listed sizes: the provider's own words where they are those of its file."""
    told = words.offered(kinds["size"])
    template = "{size}"
    if told == dict(presets):
        form: dict[str, Any] = {"sizes": "provider"}
    else:
        template = next((mark for mark in _MARKS if all(_spells(mark, *pair) for pair in told.items())), template)
        form = {"sizes": (told if template == "{size}" else {ours: ours for ours in told}) | _rest(prop, kinds)}
    form["write"] = {prop.path: template}
    return form | ({"open": True} if prop.open else {})


def _spells(template: str, ours: str, theirs: Any) -> bool:
    width, _, height = ours.partition("x")
    return bool(theirs == template.format(width=width, height=height))


def _ratios(
    prop: Property, kinds: Kinds, scale: Property | None, listed: dict[str, Kinds], *, video: bool
) -> dict[str, Any]:
    """Make a form of ratios, with the tiers beside them."""
    form: dict[str, Any] = {"aspect_ratios": words.offered(kinds["ratio"]) | _rest(prop, kinds)}
    write = {prop.path: "{ratio}"}
    if scale is not None and scale.path != prop.path:
        form |= _tiers(scale, listed[scale.path], video=video)
        write[scale.path] = "{tier}"
    form["write"] = write
    return form | ({"open": True} if prop.open else {})


def _tiers(prop: Property, kinds: Kinds, *, video: bool) -> dict[str, Any]:
    told = words.offered(kinds["tier"])
    if video:  # what a K of a video means differs from provider to provider
        told = {todo(f"lines of {ours}") if ours.endswith("K") else ours: theirs for ours, theirs in told.items()}
    return {"tiers": told | _rest(prop, kinds)}


def _rest(prop: Property, kinds: Kinds) -> dict[str, Any]:
    """Mark the values that are none of what the others are."""
    odd = [word.theirs for kind in ("word", "number") for word in kinds.get(kind, ())]
    return {todo(f"what {value} of {prop.path} means"): value for value in odd}


def _free(
    geometry: Geometry,
    box: Property | None,
    pair: tuple[Property, Property] | None,
    shape: Property | None,
    listed: dict[str, Kinds],
) -> None:
    """Add the form of free width and height; a word of the ratio that points to it goes with it."""
    sides = box_of(box) if box is not None else pair
    if sides is None:
        return
    for prop in (box,) if box is not None else sides:
        if prop is not None:
            _take(geometry, prop, "size")
    width, height = sides
    if box is None:
        write: dict[str, Any] = {width.path: "{width}", height.path: "{height}"}
    else:
        write = {box.path: {width.name: "{width}", height.name: "{height}"}}
    beside = listed.get(shape.path, {}).get("beside") if shape is not None else None
    if shape is not None and beside:
        write = {shape.path: beside[0].theirs, **write}
    sizes = described_sizes(box.description) if box is not None else ()
    offer: dict[str, Any] = {"sizes": {size: size for size in sizes}} if sizes else {"limits": limits_of(width, height)}
    geometry.forms.append({**offer, "write": write})


def _defaults(
    geometry: Geometry,
    enumerated: list[Property],
    listed: dict[str, Kinds],
    box: Property | None,
    pair: tuple[Property, Property] | None,
) -> None:
    """Put the default together: a size, or a ratio and a tier; and the word for "you decide"."""
    halves: dict[str, str] = {}
    for prop in dict.fromkeys(enumerated):
        for word in (word for group in listed[prop.path].values() for word in group):
            if word.kind == "auto" and not geometry.auto:
                geometry.auto = {prop.path: word.theirs}
            if prop.default == word.theirs and type(prop.default) is type(word.theirs):
                halves.setdefault(word.kind, word.ours)
    free = default_of(box, pair)
    if "size" in halves:
        geometry.default = halves["size"]
    elif "auto" in halves and "tier" in halves:
        geometry.default = f"auto {halves['tier']}"
    elif "ratio" in halves or "tier" in halves:
        geometry.default = " ".join(halves[kind] for kind in ("ratio", "tier") if kind in halves)
    else:
        geometry.default = free or halves.get("auto")
    if geometry.default and not geometry.forms:
        geometry.default = None


def _needed(geometry: Geometry) -> None:
    """Find a field that every request must have, though not every form writes it: forms are alternatives."""
    for prop in geometry.taken:
        if prop.required and any(prop.path not in form["write"] for form in geometry.forms):
            geometry.unclear = f"{prop.path} is required: what is sent there beside the other field for sizes"


def _unread(geometry: Geometry, properties: Sequence[Property]) -> None:
    """Look at what is named like a size without listing anything; what it takes is unknown, or even of which kind."""
    for prop in properties:
        if prop in geometry.taken or prop.values or not prop.words & (_SHAPE | _SIZE) or prop.only("boolean"):
            continue
        if not prop.words <= _SHAPE | _SIZE | {"image", "video", "output", "target"}:
            continue
        kind = words.read(prop.default).kind if prop.has_default else ""
        if (prop.words & _SHAPE or kind == "ratio") and kind in ("", "ratio", "auto") and not geometry.forms:
            _take(geometry, prop, "aspect_ratio")
            geometry.forms.append({"aspect_ratios": "unknown", "write": {prop.path: "{ratio}"}})
        elif kind == "size" and not geometry.forms:
            _take(geometry, prop, "size")
            geometry.forms.append({"sizes": "unknown", "write": {prop.path: "{size}"}})
        else:
            geometry.taken.append(prop)
            geometry.unclear = f"what {prop.path} takes: {prop.description or 'nothing is said'}"
            continue
        default = words.read(prop.default)
        geometry.default = geometry.default or (default.ours if default.kind in ("ratio", "size") else None)
