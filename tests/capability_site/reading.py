"""Read a built site: the text of its pages, their links, and the tables of their Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    from pathlib import Path

REFERRING = {"href", "src", "srcset", "action", "poster", "data", "xlink:href"}


@dataclass
class PageRead(HTMLParser):
    """One HTML page: its text, what it refers to, the names of its places, and its tags."""

    text: str = ""
    links: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, what it refers to, and its name."""
        given = dict(attrs)
        self.tags.append((tag, given))
        self.links += [str(value) for name, value in attrs if name in REFERRING]
        if given.get("id"):
            self.names.append(str(given["id"]))

    def handle_data(self, data: str) -> None:
        """Note a text."""
        self.text += data


def read(path: Path) -> PageRead:
    """Read one page."""
    page = PageRead()
    page.feed(path.read_text(encoding="utf-8"))
    page.close()
    return page


def target_of(page: Path, link: str, root: Path) -> tuple[Path, str]:
    """Give the file and the place that a relative link leads to."""
    parts = urlsplit(link)
    file = page if not parts.path else (page.parent / unquote(parts.path)).resolve()
    assert file.is_relative_to(root), f"{page}: {link} leads out of the site"
    return file, parts.fragment


def pages_of(site: Path, model: str, ending: str) -> list[Path]:
    """List the pages of a model: its own, and those of its targets where they have some."""
    return [site / f"models/{model}.{ending}", *sorted((site / "models" / model).glob(f"*.{ending}"))]
