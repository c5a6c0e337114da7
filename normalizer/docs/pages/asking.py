"""How a size may be asked for: three parameters, and which of them decides. The same for every model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.docs.content import Code, Folded, Link, Paragraph, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.docs.content import Block, Line, Span

_ROWS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("size", "exact pixels: shape and scale", ("1920x1080",)),
    ("aspect_ratio", "the shape alone, at the target's default scale", ("16:9",)),
    ("resolution", "the scale alone, in the target's default shape", ("2K", "0.5MP", "720p")),
)


def asking_blocks() -> Iterator[Block]:
    """Say what each parameter decides, and which is stronger."""
    rows: list[list[Line]] = [
        [[Code(name)], [says], [part for word in words for part in (Code(word), " ")][:-1]]
        for name, says, words in _ROWS
    ]
    stronger: list[Span] = [
        Code("size"),
        " decides over ",
        Code("aspect_ratio"),
        " with ",
        Code("resolution"),
        ", that over ",
    ]
    stronger += [
        Code("aspect_ratio"),
        " alone, that over ",
        Code("resolution"),
        " alone (R2). Where what was asked is not ",
    ]
    stronger += [
        "offered, the closest shape is taken, then the nearest scale; limits keep the shape and move both sides "
    ]
    stronger += ["together. Every difference is told, as below. ", Link("All rules", "rules")]
    table = Table("Three parameters for the size, all optional", ["parameter", "decides", "such as"], rows)
    yield Folded("How a size is asked for, and what decides", [table, Paragraph(stronger)])
