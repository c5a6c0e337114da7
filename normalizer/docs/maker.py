"""Make the pages of one model after the other, in this process or in several."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from multiprocessing import get_context
from typing import TYPE_CHECKING, NamedTuple

from normalizer.catalog import Catalog
from normalizer.docs.facts.model import model_facts
from normalizer.docs.facts.summary import Summary, summary
from normalizer.docs.html import HtmlWriter
from normalizer.docs.machine import document
from normalizer.docs.markdown import markdown
from normalizer.docs.pages.model import model_page, split_pages
from normalizer.errors import CapabilityError, FileProblem
from normalizer.loader import Providers, load_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from normalizer.docs.content import Page
    from normalizer.docs.site import Site
    from normalizer.folders import Source

MOST_BYTES = 140_000
"""A page that would be larger is divided."""

FEW = 24
"""For so few models more processes cost more than they bring."""


class Made(NamedTuple):
    """What came of one model: its short form, or what is wrong with its files; neither where nothing of it is shown."""

    summary: Summary | None
    problems: tuple[FileProblem, ...] = ()
    pages: int = 0


@dataclass
class Maker:
    """Makes pages below a folder. It travels to other processes before it has read anything."""

    sources: tuple[Source, ...]
    site: Site
    folder: Path
    logo: str | None
    has_changes: bool

    @cached_property
    def catalog(self) -> Catalog:
        """The catalogue, as this process reads it."""
        return Catalog(self.sources)

    @cached_property
    def providers(self) -> Providers:
        """The providers' files, each read once."""
        return Providers(self.sources)

    @cached_property
    def _html(self) -> HtmlWriter:
        return HtmlWriter(self.site, logo=self.logo, has_changes=self.has_changes)

    def model(self, model_id: str) -> Made:
        """Make all that one model gets; what is wrong with its files is told and stops nobody else."""
        try:
            loaded = load_model(self.sources, model_id, self.providers)
            if not any(self.site.shows(provider) for provider, _ in loaded.targets):
                return Made(None)
            facts = model_facts(loaded, self.catalog.version, self.site)
        except CapabilityError as error:
            return Made(None, tuple(error.problems))
        pages = self._pages(model_page(facts), lambda: list(split_pages(facts)))
        if self.site.format == "html":
            self.write(f"models/{model_id}.json", document(facts))
        return Made(summary(facts), (), pages)

    def page(self, page: Page) -> int:
        """Write one page, as HTML with its Markdown or as Markdown alone; gives their number."""
        return self._pages(page, lambda: [page])

    def _pages(self, whole: Page, divided: Callable[[], Sequence[Page]]) -> int:
        if self.site.format == "markdown":
            self.write(f"{whole.path}.md", markdown(whole))
            return 1
        text = self._html.page(whole)
        pages = [whole] if len(text.encode()) <= MOST_BYTES else divided()
        for page in pages:
            self.write(f"{page.path}.html", text if page is whole else self._html.page(page))
            self.write(f"{page.path}.md", markdown(page))
        return len(pages)

    def write(self, path: str, text: str) -> None:
        """Write a file of the site, the same bytes on every system."""
        place = self.folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(text.encode("utf-8", errors="backslashreplace"))


def make_models(maker: Maker, models: Sequence[str], processes: int) -> Iterator[Made]:
    """Make the pages of all models, in their order."""
    if processes < 2 or len(models) <= FEW:
        yield from map(maker.model, models)
        return
    # a fork would copy locks that threads of the host may hold
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin, (maker,)) as pool:
        yield from pool.map(_make, models, chunksize=4)


_AT_WORK: list[Maker] = []
"""The maker of this process, where this is a process of a pool."""


def _begin(maker: Maker) -> None:
    _AT_WORK.append(maker)


def _make(model_id: str) -> Made:
    return _AT_WORK[-1].model(model_id)
