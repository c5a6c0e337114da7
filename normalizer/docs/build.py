"""Build a site: every model's pages, then the pages about all of them, then all at once into its place."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches
from importlib.resources import files
from typing import TYPE_CHECKING

from normalizer.docs.errors import SiteError
from normalizer.docs.folder import replacing
from normalizer.docs.html import template_engine
from normalizer.docs.machine import catalogue, document, for_language_models, script
from normalizer.docs.maker import Maker, make_models
from normalizer.docs.pages.changes import changes_page
from normalizer.docs.pages.parameters import parameter_names, parameter_page, parameters_page
from normalizer.docs.pages.playground import playground_page
from normalizer.docs.pages.providers import names_of, provider_page, providers_page
from normalizer.docs.pages.rules import codes_page, rules_page
from normalizer.docs.pages.shape_map import shape_map_page
from normalizer.docs.pages.start import search_data, start_page
from normalizer.docs.site import Site
from normalizer.errors import CapabilityError, quote

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

    from normalizer.catalog import Catalog
    from normalizer.changes import Edition
    from normalizer.docs.content import Page
    from normalizer.docs.facts.summary import Summary
    from normalizer.docs.maker import Made
    from normalizer.errors import FileProblem

ASSETS = ("site.css", "site.js", "icon.svg")

PLAIN = Site()


@dataclass(frozen=True, slots=True)
class Built:
    """What was built: how many models and pages, and what is wrong with the files of models that were left out."""

    directory: Path
    models: int
    pages: int
    problems: tuple[FileProblem, ...]


def build(
    catalog: Catalog,
    directory: Path,
    *,
    site: Site = PLAIN,
    against: Edition | None = None,
    force: bool = False,
    processes: int = 1,
    progress: Callable[[int, int], None] | None = None,
) -> Built:
    """Build the site of a catalogue into a directory, which is replaced as a whole when everything is written.

    A model whose files are wrong is left out, and told under `problems`; the catalogue need not have been checked.
    `against` adds a page of what changed; `progress` is called with how many models of how many are done. With several
    `processes` the calling script needs the usual guard (`if __name__ == "__main__"`). Raises `SiteError` where the
    directory is no place for a site, or the site would show nothing; `CapabilityError` where every file is wrong.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from normalizer import Catalog
    >>> with TemporaryDirectory() as folder:
    ...     site = Site(format="markdown", models=frozenset({"sora-2"}))
    ...     build(Catalog.bundled(), Path(folder) / "wiki", site=site).models
    1
    """
    if site.format == "html":
        template_engine()  # says at once where the extra is missing
    models = _chosen(catalog, site)
    with replacing(directory, force=force, keep=[source.root for source in catalog.sources]) as folder:
        logo = None if site.logo is None else f"assets/logo{site.logo.suffix.lower()}"
        maker = Maker(catalog.sources, site, folder, logo, against is not None)
        made: list[Made] = []
        for one in make_models(maker, models, processes):
            made.append(one)
            if progress is not None:
                progress(len(made), len(models))
        summaries = [one.summary for one in made if one.summary is not None]
        problems = dict.fromkeys(_problems(catalog, made))
        if problems and not summaries:
            raise CapabilityError(list(problems))
        _check_providers(site, summaries)
        pages = sum(one.pages for one in made)
        pages += sum(maker.page(page) for page in _common_pages(maker, summaries, against))
        if site.format == "html":
            _write_files(maker, summaries)
    return Built(directory, len(summaries), pages, tuple(problems))


def _chosen(catalog: Catalog, site: Site) -> list[str]:
    """List the models that the site is to show."""
    there = catalog.models()
    unknown = sorted((site.models or frozenset()) - set(there))
    if unknown:
        near = get_close_matches(unknown[0][:64], there, 1)
        raise SiteError(f"no such model: {quote(unknown[0])}" + (f"; did you mean {near[0]}" if near else ""))
    return [model for model in there if site.models is None or model in site.models]


def _problems(catalog: Catalog, made: Iterable[Made]) -> Iterator[FileProblem]:
    for source in catalog.sources:
        yield from (problem for problem in source.problems() if problem.level == "error")
    for one in made:
        yield from one.problems


def _check_providers(site: Site, models: Sequence[Summary]) -> None:
    """Refuse a provider that nothing is shown of, and a site that would show nothing."""
    there = names_of(models)
    unknown = sorted((site.providers or frozenset()) - set(there))
    if unknown:
        near = get_close_matches(unknown[0][:64], there, 1)
        raise SiteError(f"no model to show at {quote(unknown[0])}" + (f"; did you mean {near[0]}" if near else ""))
    if not models:
        raise SiteError("there is no model to show")


def _common_pages(maker: Maker, models: Sequence[Summary], against: Edition | None) -> Iterator[Page]:
    """Give the pages about all models."""
    yield start_page(maker.site, models, maker.catalog.version)
    yield shape_map_page(models)
    yield parameters_page(models)
    yield from (parameter_page(name, models) for name in parameter_names(models))
    yield providers_page(models)
    for provider in names_of(models):
        yield provider_page(provider, maker.providers.get(provider), models)
    yield playground_page(maker.site, maker.catalog, models)
    yield rules_page()
    yield codes_page()
    if against is not None:
        yield _changes(maker, models, against)


def _changes(maker: Maker, models: Sequence[Summary], against: Edition) -> Page:
    from normalizer.changes import Edition, compare

    try:
        found = compare(against, Edition("this", maker.sources))
    except CapabilityError as error:
        raise SiteError(f"no comparison with {quote(against.name)}: {error.problems[0]}") from None
    return changes_page(found, against.name, models)


def _write_files(maker: Maker, models: Sequence[Summary]) -> None:
    """Write what is no page: for machines, for the search, and how it looks."""
    version = maker.catalog.version
    maker.write("catalogue.json", document(catalogue(maker.site, models, version)))
    maker.write("llms.txt", for_language_models(maker.site, models, version))
    maker.write("assets/catalogue.js", script(search_data(models)))
    for name in ASSETS:
        maker.write(f"assets/{name}", files("normalizer.docs").joinpath("assets", name).read_text(encoding="utf-8"))
    if maker.site.logo is not None and maker.logo is not None:
        (maker.folder / maker.logo).write_bytes(maker.site.logo.read_bytes())
