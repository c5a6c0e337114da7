"""What a payload says about the size, and whether the file offers just that. Sees the file's facts and the payload."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from normalizer.capability import Limits, RatioRange
from normalizer.gateway.sandbox.reading import Path, flags, holes_of, located, same, word_found

if TYPE_CHECKING:
    from normalizer.capability import Block, Form

Size = tuple[int, int]

_PAIR = re.compile(r"([0-9]{1,18}(?:\.[0-9]{1,18})?)[:x/*_]([0-9]{1,18}(?:\.[0-9]{1,18})?)", re.ASCII)


@dataclass(slots=True)
class Said:
    """What a payload says about the size in the words of one form, and what is wrong with that.

    `read` are the places that were understood, those left to the provider (`autos`) included; `strange` those that were
    not. A tier may also be said by the model's id: then nothing of it `is_written`.
    """

    form: Form
    ratio: str | None = None
    tier: str | None = None
    size: Size | None = None
    complaints: list[tuple[str, str]] = field(default_factory=list)
    read: set[Path] = field(default_factory=set)
    autos: set[Path] = field(default_factory=set)
    strange: set[Path] = field(default_factory=set)
    is_written: bool = False

    @property
    def says_nothing(self) -> bool:
        """Tell whether no word about the size was written."""
        return self.ratio is None and self.tier is None and self.size is None

    def complain(self, name: str, sentence: str) -> None:
        """Note what the form does not allow."""
        self.complaints.append((name, sentence))


def fraction(text: Any) -> Fraction | None:
    """Read a ratio or a size as width over height.

    >>> fraction("16:9"), fraction("1024x768"), fraction("16:0")
    (Fraction(16, 9), Fraction(4, 3), None)
    """
    found = _PAIR.fullmatch(text) if isinstance(text, str) else None
    if found is None or not (Fraction(found[1]) and Fraction(found[2])):
        return None
    return Fraction(found[1]) / Fraction(found[2])


def pair(text: str) -> Size:
    """Read a size of a file."""
    width, _, height = text.partition("x")
    return int(width), int(height)


def read(block: Block, body: dict[str, Any], upstream: str | None) -> Said | None:
    """Read what is written in the words of the form it fits best; nothing where the file has no form."""
    readings = [_read_form(block, form, body, upstream) for form in block.dimensions]
    return min(readings, key=lambda said: (len(said.complaints), said.says_nothing), default=None)


def fields(block: Block) -> list[str]:
    """List the path of every field that carries size anywhere in the block, or the word for "you decide"."""
    paths = [path for form in block.dimensions for path in (*form.write, *form.append)]
    paths += [path for form in block.dimensions for words in _word_fields(form) for path in words]
    return [*paths, *block.auto]


def _word_fields(form: Form) -> list[dict[str, Any]]:
    lists = [listed for listed in (form.sizes, form.aspect_ratios, form.tiers) if isinstance(listed, dict)]
    return [wire for listed in lists for wire in listed.values() if isinstance(wire, dict)]


def _read_form(block: Block, form: Form, body: dict[str, Any], upstream: str | None) -> Said:
    said, holes = Said(form), dict[str, Any]()
    _read_words(said, form, body)
    autos = [(at, raw, node) for path, raw in block.auto.items() for at, node in located(body, path)]
    said.autos = {at for at, raw, node in autos if holes_of(raw, node) == {}}
    for path, raw in form.write.items():
        for at, node in located(body, path):
            # a word's own field stands in the template's place, the word for "you decide" in that of any
            found = None if at in said.read or at in said.autos else holes_of(raw, node)
            if found is not None:
                holes.update(found)
                said.read.add(at)
    said.read |= said.autos
    for path, texts in form.append.items():
        for _, node in located(body, path):
            holes.update(flags(texts, node)[0])
    added = {path for one in block.dimensions for path in one.append}
    said.strange = {at for path in fields(block) if path not in added for at, _ in located(body, path)} - said.read
    for at in sorted(said.strange, key=str):
        said.complain(".".join(map(str, at)), "is no value that is offered")
    said.is_written = bool(holes or said.read)
    if block.model and "{tier}" in block.model and form.tiers is not None:
        holes.update(holes_of(block.model, upstream) or {})
    if holes:
        _judge(said, form, holes)
    return said


def _read_words(said: Said, form: Form, body: dict[str, Any]) -> None:
    """Read the words that stand for fields of their own."""
    for half, listed in (("size", form.sizes), ("ratio", form.aspect_ratios), ("tier", form.tiers)):
        items = listed.items() if isinstance(listed, dict) else ()
        # a word of more fields says more than one of some of them
        for word, wire in sorted(items, key=lambda item: len(item[1]) if isinstance(item[1], dict) else 0):
            found = word_found("size", word, wire, body) if isinstance(wire, dict) else []
            if found:
                setattr(said, half, pair(word) if half == "size" else word)
                said.read |= {one.path for one in found}


def _judge(said: Said, form: Form, holes: dict[str, Any]) -> None:
    """Find the words that were written in the lists of the form, and the sides inside its limits."""
    width, height, wire = holes.get("width"), holes.get("height"), holes.get("size")
    if (width is None) != (height is None):
        said.complain("size", "has one side without the other")
    elif width is not None:
        if type(width) is int and type(height) is int and width > 0 and height > 0:
            said.size = width, height
        else:
            said.complain("size", "has a side that is no whole number above 0")
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
    if isinstance(wire, str) and re.fullmatch("[1-9][0-9]{0,17}x[1-9][0-9]{0,17}", wire):
        said.size = pair(wire)
    else:
        said.complain("size", "is none of the sizes on offer")


def _judge_ratio(said: Said, form: Form, holes: dict[str, Any]) -> None:
    wire = holes.get("ratio", f"{holes.get('ratio_width')}:{holes.get('ratio_height')}")
    listed = form.aspect_ratios if form.table is None else {name: name for name in form.table}
    value = fraction(wire)
    if isinstance(listed, dict):
        names = [name for name, word in listed.items() if same(word, wire)]
        if "ratio" not in holes:
            names = [name for name in listed if fraction(name) == value]
        if names:
            said.ratio = names[0]
            return
        if not form.open or value is None:
            said.complain("aspect_ratio", "is none of the ratios on offer")
        elif isinstance(form.limits, Limits) and not _between(value, form.limits.min_ratio, form.limits.max_ratio):
            said.complain("aspect_ratio", "is outside of the limits")
    elif isinstance(listed, RatioRange) and (value is None or not _between(value, listed.min, listed.max)):
        said.complain("aspect_ratio", f"is not between {listed.min} and {listed.max}")
    elif not isinstance(wire, str):
        said.complain("aspect_ratio", "is no text")
    said.ratio = str(wire)


def _between(value: Fraction, low: str | None, high: str | None) -> bool:
    lowest, highest = fraction(low), fraction(high)
    return (lowest is None or value >= lowest) and (highest is None or value <= highest)


def _judge_tier(said: Said, form: Form, wire: Any) -> None:
    if isinstance(form.tiers, dict):
        names = [name for name, word in form.tiers.items() if same(word, wire)]
        if names:
            said.tier = names[0]
            return
        if not form.open:
            said.complain("resolution", "is none of the tiers on offer")
    if isinstance(wire, (str, int, float)) and not isinstance(wire, bool):
        said.tier = str(wire)
    else:
        said.complain("resolution", "is neither a text nor a number")


def _judge_cell(said: Said, form: Form) -> None:
    """Hold written pixels, ratio and tier against the rows of a table."""
    fits = [
        (ratio, tier, cell)
        for ratio, tier, cell in cells(form)
        if said.ratio in {None, ratio} and said.tier in {None, tier} and said.size in {None, cell}
    ]
    if not fits:
        said.complain("size", "is no size of the table")
    elif len(fits) == 1:
        said.ratio, said.tier, said.size = fits[0]


def cells(form: Form) -> list[tuple[str, str, Size]]:
    """List the cells of a table: ratio, tier, and the pixels that come out."""
    tiers = list(form.tiers) if isinstance(form.tiers, dict) else []
    rows = (form.table or {}).items()
    return [(ratio, tier, pair(cell)) for ratio, row in rows for tier, cell in zip(tiers, row, strict=True) if cell]


def _judge_pixels(said: Said, form: Form, size: Size) -> None:
    limits = form.limits if isinstance(form.limits, Limits) else None
    if isinstance(form.sizes, dict) and size in map(pair, form.sizes):
        return
    if isinstance(form.sizes, dict) and not form.open:
        said.complain("size", "is none of the sizes on offer")
    elif limits is not None and (wrong := outside(limits, size)):
        said.complain("size", wrong)


def outside(limits: Limits, size: Size) -> str | None:
    """Say which limit a size breaks, if any."""
    width, height = size
    sides = {"width": width, "height": height, "pixels": width * height}
    for name, value in (*sides.items(), ("edge", min(size)), ("edge", max(size))):
        low, high = getattr(limits, f"min_{name}"), getattr(limits, f"max_{name}")
        if (low is not None and value < low) or (high is not None and value > high):
            return f"breaks the limit of {name}"
    if not _between(Fraction(width, height), limits.min_ratio, limits.max_ratio):
        return "breaks the limit of its ratio"
    step = limits.multiple_of if isinstance(limits.multiple_of, int) else 1
    return f"is no multiple of {step}" if width % step or height % step else None
