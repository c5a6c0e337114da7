"""Write pages as Markdown whose tables render on GitHub. Data is escaped: it never becomes markup."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from normalizer.docs.content import (
    Code,
    Facts,
    Folded,
    Heading,
    Items,
    Link,
    Paragraph,
    Prose,
    Raw,
    Region,
    Sample,
    Shapes,
    Table,
    Widget,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizer.docs.content import Block, Line, Page, Span

_SIGNS = re.compile(r"[\\`*_{}\[\]#|~<>&]")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
_LINE_START = re.compile(r"(\d+(?=[.)])|(?=[-+])|(?==+$))")


def markdown(page: Page) -> str:
    r"""Write one page.

    >>> from normalizer.docs.content import Page, Paragraph
    >>> print(markdown(Page("toy", "A | B", "", [Paragraph(["a <b>"])])))
    # A \| B
    <BLANKLINE>
    a &lt;b&gt;
    <BLANKLINE>
    """
    writer = _Writer(posixpath.dirname(page.path))
    parts = [f"# {escaped(page.title)}"]
    if page.trail:
        parts.append(" / ".join(writer.span(link) for link in page.trail))
    parts += writer.blocks(page.blocks)
    return "\n\n".join(part for part in parts if part) + "\n"


def escaped(text: str) -> str:
    r"""Write a text so that nothing in it is markup.

    >>> escaped("a_b|c <script>")
    'a\\_b\\|c &lt;script&gt;'
    """
    flat = " ".join(text.split("\n"))
    return _SIGNS.sub(lambda found: _ENTITIES.get(found[0], f"\\{found[0]}"), flat)


def code(text: str, *, in_cell: bool = False) -> str:
    r"""Write a word of a machine; fences grow with the ticks in it, and in a cell of a table pipes are escaped.

    >>> code("a|b"), code("a|b", in_cell=True), code("x`y")
    ('`a|b`', '`a\\|b`', '``x`y``')
    """
    flat = text.replace("\n", " ")
    if not flat.strip():
        return ""
    ticks = "`" * (1 + max((len(run) for run in re.findall("`+", flat)), default=0))
    pad = " " if flat[0] in "` " or flat[-1] in "` " else ""
    word = f"{ticks}{pad}{flat}{pad}{ticks}"
    return word.replace("|", "\\|") if in_cell else word


def _strong(text: str) -> str:
    return f"<strong>{text}</strong>" if text else ""


class _Writer:
    """Writes the blocks of a page that lies in this folder."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def blocks(self, blocks: Sequence[Block]) -> list[str]:
        """Write blocks one after the other."""
        return [part for block in blocks for part in self._block(block)]

    def line(self, line: Line) -> str:
        """Write the spans of a line; what would begin a list or a title there is escaped."""
        text = "".join(map(self.span, line)).strip()
        begin = _LINE_START.match(text)
        return text if begin is None else f"{begin[0]}\\{text[begin.end() :]}"

    def cell(self, line: Line) -> str:
        """Write the spans of a cell of a table."""
        return "".join(
            code(span.text, in_cell=True) if isinstance(span, Code) else self.span(span) for span in line
        ).strip()

    def span(self, span: Span) -> str:
        """Write one span."""
        if isinstance(span, str):
            return escaped(span)
        if isinstance(span, Code):
            return code(span.text)
        if isinstance(span, Link):
            anchor = f"#{span.anchor}" if span.anchor else ""
            return f"[{escaped(span.text)}]({self._relative(f'{span.page}.md')}{anchor})"
        if isinstance(span, Raw):
            return f"[{escaped(span.text)}]({self._relative(span.file)})"
        # stars count only beside letters, or where blanks are around
        inside = escaped(span.text)
        return f"**{inside}**" if span.text[:1].isalnum() and span.text[-1:].isalnum() else _strong(inside)

    def _relative(self, path: str) -> str:
        return posixpath.relpath(path, self._folder or ".")

    def _block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Heading):
            # GitHub makes anchors of its own from headings; ours are the same on every page
            anchor = f'<a id="{block.anchor}"></a>\n\n' if block.anchor else ""
            beside = f" {self.line(block.beside)}" if block.beside else ""
            yield f"{anchor}{'#' * block.level} {escaped(block.text)}{beside}"
        elif isinstance(block, Paragraph):
            yield self.line(block.line)
        elif isinstance(block, Prose):
            yield block.markdown.strip()
        elif isinstance(block, Items):
            yield "\n".join(f"- {self.line(line)}" for line in block.lines)
        elif isinstance(block, Facts):
            yield "\n".join(f"- **{escaped(name)}**: {self.line(line)}" for name, line in block.rows)
        elif isinstance(block, Table):
            yield self._table(block)
        elif isinstance(block, Sample):
            fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", block.text)), default=0))
            yield f"{escaped(block.title)}:\n\n{fence}{block.language}\n{block.text}\n{fence}"
        elif isinstance(block, Shapes):
            said = "; ".join(f"{escaped(shape.name)} {escaped(shape.says)}".strip() for shape in block.shapes)
            yield f"{escaped(block.caption)}: {said}"
        elif isinstance(block, Region):
            yield f"{escaped(block.caption)}: {escaped(block.says)}"
        elif isinstance(block, Folded):
            yield f"**{escaped(block.title)}**"
            yield from self.blocks(block.blocks)
        elif isinstance(block, Widget):
            yield from self.blocks(block.blocks)

    def _table(self, table: Table) -> str:
        anchors = [f'<a id="{anchor}"></a>' for anchor in table.anchors] or [""] * len(table.rows)
        rows = [
            f"| {anchor}{' | '.join(self.cell(cell) for cell in row)} |"
            for anchor, row in zip(anchors, table.rows, strict=True)
        ]
        head = f"| {' | '.join(map(escaped, table.head))} |\n|{'---|' * len(table.head)}"
        return "\n".join((f"{escaped(table.caption)}:\n", head, *rows))
