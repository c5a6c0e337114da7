"""What a page says, before anybody decides how it looks: blocks of text, tables, pictures and code.

Both writers, HTML and Markdown, are given the same blocks, so that neither can say less than the other. Texts are data
of files and are never markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Tone = Literal["good", "changed", "bad", "quiet", "passthrough", "renamed", "converted", "emulated"]


class Code(NamedTuple):
    """A word of a machine: a field, a value, an id."""

    text: str


class Badge(NamedTuple):
    """A short word with a colour; the word alone says all of it."""

    text: str
    tone: Tone


class Strong(NamedTuple):
    """An emphasized word."""

    text: str


class Link(NamedTuple):
    """A word that leads to a page of the site, named without its ending."""

    text: str
    page: str
    anchor: str = ""
    state: str = ""
    """The filters with which the start page opens; a format without a browser leaves it out."""


class Raw(NamedTuple):
    """A link to a file of the site as it is."""

    text: str
    file: str


Span = str | Code | Badge | Strong | Link | Raw
Line = Sequence[Span]
"""Text with parts that look otherwise."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a part; `anchor` is where links lead."""

    level: int
    text: str
    anchor: str = ""
    beside: Line = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    line: Line
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Items:
    """A list of lines; `inline` ones may stand beside each other."""

    lines: Sequence[Line]
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of lines below a head; `caption` names the table for those who do not see it."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[Line]]
    anchors: Sequence[str] = ()
    """One name for each row to which links lead."""
    look: Literal["plain", "heat", "requests"] = "plain"
    """`heat` shades numbers by their size; `requests` are put below each other on a phone."""


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with what belongs to them."""

    rows: Sequence[tuple[str, Line]]


@dataclass(frozen=True, slots=True)
class Sample:
    """A text to copy."""

    title: str
    language: str
    text: str


class Rectangle(NamedTuple):
    """One size, in pixels."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape with the sizes in which it comes, all drawn to the scale of their neighbours."""

    name: str
    says: str
    sizes: Sequence[Rectangle]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Shapes beside each other, drawn to one scale; `caption` says what they are."""

    caption: str
    shapes: Sequence[Shape]


@dataclass(frozen=True, slots=True)
class Region:
    """The widths and heights that are legal: for each width the lowest and the highest height, in pixels."""

    caption: str
    says: str
    edge: int
    """The longest side that is drawn."""
    spans: Sequence[tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Folded:
    """Parts that are shown when asked for."""

    title: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Widget:
    """A part that the script brings to life; where there is none, `blocks` stand in its place."""

    kind: Literal["search", "playground"]
    blocks: Sequence[Block] = ()


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of ours, written in Markdown."""

    markdown: str


Block = Prose | Heading | Paragraph | Items | Table | Facts | Sample | Shapes | Region | Folded | Widget


@dataclass(frozen=True, slots=True)
class Page:
    """One page: `path` is its place in the site without an ending, such as `models/toy`."""

    path: str
    title: str
    says: str
    blocks: Sequence[Block]
    trail: Sequence[Link] = ()
    files: Sequence[Raw] = field(default=())
    """The same for machines."""
