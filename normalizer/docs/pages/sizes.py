"""The sizes of a target as blocks: drawn shapes, the table of pixels, the region that limits leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.docs.content import Code, Facts, Paragraph, Rectangle, Region, Shape, Shapes, Table
from normalizer.docs.pages.phrases import UNKNOWN, fields, mapped, size_text, text_of
from normalizer.values import Ratio

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalizer.docs.content import Block, Line
    from normalizer.docs.facts.sizes import FormFacts
    from normalizer.docs.facts.target import TargetFacts

_KINDS: Mapping[str, str] = {
    "sizes": "A list of exact sizes",
    "table": "Aspect ratios and tiers, with the pixels that come out",
    "ratios": "Aspect ratios; the provider picks the pixels",
    "tiers": "Tiers; the shape is not chosen",
    "free": "Any width and height inside limits",
    "fixed": "One size, whatever is asked",
    "follows": "The size of the input",
}
MOST_PIXELS_TOLD = 3
"""So many sizes of one shape are named beside its drawing; the others are in the lists."""

BY_SHORT_EDGE, IN_THE_ID = ": p tiers by the short edge", ": tier in the upstream id"
"""What the facts of forms are called that read better otherwise."""

SAME_AREA = 1000.0


def size_blocks(target: TargetFacts) -> Iterator[Block]:
    """Give the blocks of all forms of a target."""
    if not target.sizes:
        yield Paragraph(["Nothing about the size can be chosen here."])
    for number, form in enumerate(target.sizes, 1):
        which = f"Way {number}: " if len(target.sizes) > 1 else ""
        yield Paragraph([f"{which}{_KINDS[form.kind]}."])
        if form.shapes:
            yield _drawn(form)
        if form.table:
            yield _pixels(form)
        if form.spans:
            yield _region(form)
        if rows := list(_facts(form)):
            yield Facts(rows)


def _drawn(form: FormFacts) -> Shapes:
    has_pixels = any(sizes for _, sizes in form.shapes)
    caption = "The shapes, to scale" if has_pixels else "The shapes, drawn with the same area"
    return Shapes(caption, [_shape(name, sizes) for name, sizes in form.shapes])


def _shape(name: str, sizes: tuple[tuple[int, int], ...]) -> Shape:
    if not sizes:
        ratio = Ratio.parse(name)
        side = (ratio.width / ratio.height) ** 0.5
        return Shape(name, "", [Rectangle(SAME_AREA * side, SAME_AREA / side)])
    told = [size_text(size) for size in sizes[:MOST_PIXELS_TOLD]]
    more = f" and {len(sizes) - len(told)} more" if len(sizes) > len(told) else ""
    return Shape(name, ", ".join(told) + more, [Rectangle(*size) for size in sizes])


def _pixels(form: FormFacts) -> Table:
    table = form.table or {}
    tiers = list(next(iter(table.values()), {}))
    rows: list[list[Line]] = [
        [[Code(ratio)], *([size_text(cell)] if (cell := row[tier]) else ["not offered"] for tier in tiers)]
        for ratio, row in table.items()
    ]
    return Table("Pixels by aspect ratio and tier", ["aspect ratio", *tiers], rows)


def _region(form: FormFacts) -> Region:
    facts = form.facts
    said = [
        f"{name} {facts[f'limits: {name}']}"
        for name in ("smallest width", "largest width", "smallest height", "largest height")
        if facts.get(f"limits: {name}") not in (None, 1)
    ]
    pixels = [
        f"{name} {facts[f'limits: {name}']}"
        for name in ("fewest pixels", "most pixels", "tallest ratio", "widest ratio")
        if facts.get(f"limits: {name}") not in (None, 1)
    ]
    open_end = (
        "" if form.is_bounded else " There is no upper bound that is known: the picture ends, the region does not."
    )
    said_all = ", ".join((*said, *pixels)) or "no bound is stated"
    step = facts.get("limits: multiple of")
    grid = "" if step in (None, 1) else f" Both sides are multiples of {text_of(step)}."
    return Region("Legal width and height", f"{said_all}.{grid}{open_end}", form.edge, form.spans)


def _facts(form: FormFacts) -> Iterator[tuple[str, Line]]:
    """Give what the drawings do not say: the words of the provider, what a tier means, where it is written."""
    for name, value in form.facts.items():
        if name == "limits" and value == UNKNOWN:
            yield "limits", ["not known: a size is sent as it is asked (R4.9)"]
        if name in {"table", "limits"} or name.startswith("limits: "):
            continue  # drawn and told beside the drawing, where they are known
        if name.endswith(" written"):
            yield "written to", fields(value)
        elif name.endswith(BY_SHORT_EDGE):
            yield "tiers in p", ["count the shorter side, whatever the shape"]
        elif name.endswith(IN_THE_ID):
            yield "the tier", ["stands in the provider's id of the model"]
        elif name == "tiers" and isinstance(value, dict):
            at = " at 16:9" if any(part.endswith(BY_SHORT_EDGE) for part in form.facts) else ""
            yield "tiers", _tiers(value, form.scales or {}, at)
        elif isinstance(value, dict):
            yield name.replace("_", " "), mapped(value)
        else:
            yield name.replace("_", " "), [_said(value)]


def _tiers(words: Mapping[str, Any], scales: Mapping[str, int], at: str) -> Line:
    found: list[Any] = []
    for name, word in words.items():
        found += [", "] if found else []
        found += mapped({name: word})
        if name in scales:
            found.append(f" (about {scales[name] / 1_000_000:.2g} million pixels{at})")
    return found


def _said(value: Any) -> str:
    if value is True:
        return "yes"
    return "not known" if value == UNKNOWN else text_of(value)
