"""How the pages are written: links lead somewhere, nobody else is asked for anything, no page is heavy."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from markdown_it import MarkdownIt

from normalizer import Catalog

from .reading import PageRead, read, target_of

if TYPE_CHECKING:
    from pathlib import Path

    from .conftest import Whole

MOST_BYTES = 150_000
SECONDS, PROCESSORS = 20, 2


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, PageRead]:
    """Read every HTML page."""
    return {path.resolve(): read(path) for path in sorted(site.rglob("*.html"))}


def test_every_model_has_its_pages(whole: Whole) -> None:
    """Nothing is left out and nothing is wrong; each model has HTML, Markdown and JSON."""
    built = whole.built
    assert built.problems == ()
    assert built.models == len(Catalog.bundled().models())
    for model in Catalog.bundled().models():
        for ending in ("html", "md", "json"):
            assert (built.directory / f"models/{model}.{ending}").is_file()


def test_building_is_quick(whole: Whole) -> None:
    """The whole site takes less than 20 seconds of two processors, whoever else is at work."""
    assert whole.seconds < SECONDS * PROCESSORS


def test_links_lead_to_files_and_places_of_the_site(site: Path, pages: dict[Path, PageRead]) -> None:
    """Every link of every page leads to a file of the site, and to a place that is there."""
    root = site.resolve()
    broken = []
    for path, page in pages.items():
        for link in page.links:
            file, place = target_of(path, link, root)
            if not file.is_file() or (
                place and file.suffix == ".html" and file.name != "index.html" and place not in pages[file].names
            ):
                broken.append(f"{path.name}: {link}")
    assert broken == []


def test_no_page_asks_another_host(pages: dict[Path, PageRead]) -> None:
    """No page refers to an address of another host, and none carries script or style of its own."""
    for path, page in pages.items():
        assert [link for link in page.links if urlsplit(link).scheme or urlsplit(link).netloc] == [], path
        inline = [tag for tag, given in page.tags if tag == "style" or (tag == "script" and "src" not in given)]
        handlers = [name for _, given in page.tags for name in given if name.startswith("on") or name == "style"]
        assert (inline, handlers) == ([], []), path


def test_no_page_is_heavy_and_names_stand_once(pages: dict[Path, PageRead]) -> None:
    """A page has at most 150 KB, and each name of a place stands once."""
    for path, page in pages.items():
        assert path.stat().st_size <= MOST_BYTES, path
        assert len(page.names) == len(set(page.names)), path


def test_markdown_renders_without_loose_markup(site: Path) -> None:
    """Every table of the Markdown is one, with as many cells in each row as in its head; links lead to files."""
    writer = MarkdownIt("commonmark", {"html": True}).enable("table")
    paths = sorted(site.rglob("*.md"))
    assert len(paths) == len(list(site.rglob("*.html")))
    for path in paths[::9]:
        page = PageRead()
        page.feed(writer.render(path.read_text(encoding="utf-8")))
        assert "|---" not in page.text, path
        for link in page.links:
            file, _ = target_of(path.resolve(), link, site.resolve())
            assert file.is_file(), (path, link)
