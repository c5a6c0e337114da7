"""`normalizer docs`: the capability site, or the same as Markdown."""

from __future__ import annotations

import os
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from normalizer.cli import output
from normalizer.cli.catalogs import sources_of
from normalizer.cli.ending import BAD_DATA, FINE, USAGE, CommandError
from normalizer.cli.options import CatalogFolder, OverFolder  # noqa: TC001  typer reads annotations at run time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from normalizer.docs import Built


Output = Annotated[
    Path, typer.Option("--output", "-o", metavar="DIR", help="Where the site goes; it is replaced as a whole.")
]
Format = Annotated[
    Literal["html", "markdown"],
    typer.Option("--format", help="A site for browsers, with Markdown and JSON beside each page; or Markdown alone."),
]
Name = Annotated[str | None, typer.Option("--name", metavar="TEXT", help="What the site is called.")]
Logo = Annotated[Path | None, typer.Option("--logo", metavar="FILE", help="A picture beside the name.")]
BaseUrl = Annotated[str | None, typer.Option("--base-url", metavar="URL", help="Where the site will be published.")]
Api = Annotated[
    str | None, typer.Option("--api", metavar="PATH", help="Where the host plans, such as /v1: the playground asks it.")
]
Models = Annotated[list[str] | None, typer.Option("--model", metavar="ID", help="Show this model alone; repeatable.")]
Providers = Annotated[
    list[str] | None, typer.Option("--provider", metavar="ID", help="Show this provider alone; repeatable.")
]
Against = Annotated[
    str | None, typer.Option("--against", metavar="OLD", help="Tell what changed since: a folder, a wheel, or bundled.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace a folder that holds something else.")]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", metavar="N", min=1, max=64, help="So many processes; one a processor if not said."),
]


def docs(
    directory: Output,
    *,
    format_: Format = "html",
    name: Name = None,
    logo: Logo = None,
    base_url: BaseUrl = None,
    api: Api = None,
    models: Models = None,
    providers: Providers = None,
    against: Against = None,
    force: Force = False,
    jobs: Jobs = None,
    catalog: CatalogFolder = None,
    over: OverFolder = None,
) -> int:
    """Write documentation of what models can do, made by asking the engine.

    A model whose file is wrong is left out and told; the exit code is then 4. The pages need no server.
    """
    from normalizer.catalog import Catalog
    from normalizer.cli.editions import edition
    from normalizer.docs import Site, SiteError, build

    try:
        site = Site(
            **({} if name is None else {"name": name}),
            logo=logo,
            base_url=base_url,
            api=api,
            models=frozenset(models) if models else None,
            providers=frozenset(providers) if providers else None,
            format=format_,
        )
        with ExitStack() as stack, _bar() as progress:
            built = build(
                Catalog(sources_of(catalog, over)),
                directory,
                site=site,
                against=None if against is None else edition(against, None, stack),
                force=force,
                processes=jobs or os.cpu_count() or 1,
                progress=progress,
            )
    except SiteError as error:
        raise CommandError(str(error), USAGE) from None
    return _told(built)


def _told(built: Built) -> int:
    for problem in built.problems:
        output.error(str(problem))
    output.note(f"{built.pages} pages about {built.models} models in {built.directory}")
    return BAD_DATA if built.problems else FINE


@contextmanager
def _bar() -> Iterator[Callable[[int, int], None]]:
    """Draw a progress bar on stderr, where that is a terminal."""
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True, disable=not Console(stderr=True).is_terminal) as bar:
        task = bar.add_task("models", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
