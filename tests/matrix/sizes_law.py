"""What a payload says about the size, and whether the file offers just that. Sees the file's facts and the payload."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from normalizer.capability import Block, Form, Limits, RatioRange

from .reading import Inside, Path, flags, holes_of, located, word_found

Size = tuple[int, int]


@dataclass(slots=True)
class Said:
    """What a payload says about the size in the words of one form, and what is wrong with that."""

    form: Form
    ratio: str | None = None
    tier: str | None = None
    size: Size | None = None
    complaints: list[str] = field(default_factory=list)

    @property
    def says_nothing(self) -> bool:
        """Tell whether nothing was written at all."""
        return self.ratio is None and self.tier is None and self.size is None


def fraction(text: str) -> Fraction | None:
    """Read a ratio or a size as width over height."""
    for mark in (":", "x", "/", "*", "_"):
        left, found, right = text.partition(mark)
        if found:
            try:
                return Fraction(left) / Fraction(right)
            except (ValueError, ZeroDivisionError):
                return None
    return None


def pair(text: str) -> Size:
    """Read a size of a file."""
    width, _, height = text.partition("x")
    return int(width), int(height)


def read(block: Block, body: dict[str, Any], upstream: str | None) -> Said | None:
    """Read what is written in the words of the form it fits best; nothing where the file has no form."""
    readings = [_read_form(block, form, body, upstream) for form in block.dimensions]
    return min(readings, key=lambda said: (len(said.complaints), said.says_nothing), default=None)


def _fields(block: Block) -> list[tuple[str, Any]]:
    """List every field that carries size anywhere in the block, with the word for "you decide" where it is one."""
    fields: list[tuple[str, Any]] = [(path, None) for form in block.dimensions for path in form.write]
    fields += [(path, None) for form in block.dimensions for words in _word_fields(form) for path in words]
    return fields + list(block.auto.items())


def _word_fields(form: Form) -> list[dict[str, Any]]:
    lists = [listed for listed in (form.sizes, form.aspect_ratios, form.tiers) if isinstance(listed, dict)]
    return [wire for listed in lists for wire in listed.values() if isinstance(wire, dict)]


def _read_form(block: Block, form: Form, body: dict[str, Any], upstream: str | None) -> Said:
    said, holes = Said(form), dict[str, Any]()
    read = _read_words(said, form, body)
    for path, raw in form.write.items():
        for at, node in located(body, path):
            found = holes_of(raw, node)
            if found is not None and at not in read:  # a word's own field stands in the template's place
                holes.update(found)
                read.add(at)
    for path, texts in form.append.items():
        for _, node in located(body, path):
            holes.update(flags(texts, node)[0])
    autos = {at for path, raw in block.auto.items() for at, node in located(body, path) if holes_of(raw, node) == {}}
    strange = {at for path, _ in _fields(block) for at, _ in located(body, path)} - read - autos
    said.complaints += [f"{'.'.join(map(str, at))} is no value of this form" for at in sorted(strange, key=str)]
    if block.model and "{tier}" in block.model and form.tiers is not None:
        holes.update(holes_of(block.model, upstream) or {})
    # a word for "you decide" is no value of the list
    holes = {name: value for name, value in holes.items() if value not in block.auto.values() or name == "width"}
    if holes:
        _judge(said, form, holes)
    return said


def _read_words(said: Said, form: Form, body: dict[str, Any]) -> set[Path]:
    """Read the words that stand for fields of their own."""
    read: set[Path] = set()
    for half, listed in (("size", form.sizes), ("ratio", form.aspect_ratios), ("tier", form.tiers)):
        items = listed.items() if isinstance(listed, dict) else ()
        # a word of more fields says more than one of some of them
        for word, wire in sorted(items, key=lambda item: len(item[1]) if isinstance(item[1], dict) else 0):
            found = word_found("size", word, wire, body) if isinstance(wire, dict) else []
            if found:
                setattr(said, half, pair(word) if half == "size" else word)
                read |= {one.path for one in found}
    return read


def _judge(said: Said, form: Form, holes: dict[str, Any]) -> None:
    """Find the words that were written in the lists of the form, and the sides inside its limits."""
    width, height, wire = holes.get("width"), holes.get("height"), holes.get("size")
    if (width is None) != (height is None):
        said.complaints.append("one side is written without the other")
    elif width is not None and height is not None:
        said.size = int(width), int(height)
    if wire is not None:
        _judge_size_word(said, form, wire)
    if "ratio" in holes or "ratio_width" in holes:
        _judge_ratio(said, form, holes)
    if "tier" in holes:
        _judge_tier(said, form, holes["tier"])
    if form.table is not None:
        _judge_cell(said, form)
    elif said.size is not None:
        _judge_pixels(said, form, said.size)


def _judge_size_word(said: Said, form: Form, wire: Any) -> None:
    if isinstance(form.sizes, dict):
        names = [name for name, word in form.sizes.items() if same(word, wire)]
        if names:
            said.size = pair(names[0])
            return
    text = str(wire)
    if re.fullmatch("[0-9]+x[0-9]+", text):
        said.size = pair(text)
    else:
        said.complaints.append(f"size word {text} is not listed")


def _judge_ratio(said: Said, form: Form, holes: dict[str, Any]) -> None:
    wire = holes.get("ratio", f"{holes.get('ratio_width')}:{holes.get('ratio_height')}")
    listed = form.aspect_ratios if form.table is None else {name: name for name in form.table}
    if isinstance(listed, RatioRange):
        value, low, high = fraction(str(wire)), fraction(listed.min), fraction(listed.max)
        said.ratio = str(wire)
        if value is None or low is None or high is None or not low <= value <= high:
            said.complaints.append(f"ratio {wire} is not between {listed.min} and {listed.max}")
        return
    if isinstance(listed, dict):
        names = [name for name, word in listed.items() if same(word, wire)]
        if "ratio" not in holes:
            names = [name for name in listed if fraction(name) == fraction(str(wire))]
        if names:
            said.ratio = names[0]
            return
        if not form.open:
            said.complaints.append(f"ratio {wire} is not listed")
    said.ratio = str(wire)


def _judge_tier(said: Said, form: Form, wire: Any) -> None:
    if isinstance(form.tiers, dict):
        names = [name for name, word in form.tiers.items() if same(word, wire)]
        if names:
            said.tier = names[0]
            return
        if not form.open:
            said.complaints.append(f"tier {wire} is not listed")
    said.tier = str(wire)


def _judge_cell(said: Said, form: Form) -> None:
    """Hold written pixels, ratio and tier against the rows of a table."""
    tiers = list(form.tiers) if isinstance(form.tiers, dict) else []
    cells = {
        (ratio, tier): None if cell is None else pair(cell)
        for ratio, row in (form.table or {}).items()
        for tier, cell in zip(tiers, row, strict=True)
    }
    fits = [
        (ratio, tier, cell)
        for (ratio, tier), cell in cells.items()
        if cell is not None and said.ratio in {None, ratio} and said.tier in {None, tier} and said.size in {None, cell}
    ]
    if not fits:
        said.complaints.append(f"no cell of the table has {said.ratio} {said.tier} {said.size}")
    elif len(fits) == 1:
        said.ratio, said.tier, said.size = fits[0]


def _judge_pixels(said: Said, form: Form, size: Size) -> None:
    limits = form.limits if isinstance(form.limits, Limits) else None
    if isinstance(form.sizes, dict) and size not in map(pair, form.sizes):
        if not form.open:
            said.complaints.append(f"size {size} is not listed")
        elif limits is not None and (wrong := outside(limits, size)):
            said.complaints.append(wrong)
    elif form.kind == "free" and limits is not None and (wrong := outside(limits, size)):
        said.complaints.append(wrong)


def outside(limits: Limits, size: Size) -> str | None:
    """Say which limit a size breaks, if any."""
    width, height = size
    shape = Fraction(width, height)
    sides = {"width": width, "height": height, "pixels": width * height}
    for name, value in (*sides.items(), ("edge", min(size)), ("edge", max(size))):
        low, high = getattr(limits, f"min_{name}"), getattr(limits, f"max_{name}")
        if (low is not None and value < low) or (high is not None and value > high):
            return f"{width}x{height} breaks the limit of {name}"
    for bound, name in ((limits.min_ratio, "least"), (limits.max_ratio, "largest")):
        edge = fraction(bound) if bound else None
        if edge is not None and (shape < edge if name == "least" else shape > edge):
            return f"{width}x{height} breaks the {name} ratio {bound}"
    step = limits.multiple_of if isinstance(limits.multiple_of, int) else 1
    if width % step or height % step:
        return f"{width}x{height} is off the grid of {step}"
    return None


def same(word: Any, wire: Any) -> bool:
    """Tell whether a word of the file is what was written: equal and of one type; inside a text all is text."""
    if isinstance(wire, Inside):
        return not isinstance(word, dict) and str(word) == wire
    return type(word) is type(wire) and bool(word == wire)
