"""Check files and folders: read them, expand every target, and run all checks on what was expanded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.check import defaults, facts, fields, provider, rules, sizes
from normalizer.check.report import ERROR
from normalizer.compile import compile_target
from normalizer.errors import CapabilityError, FileProblem
from normalizer.loader import LoadedModel, Providers, Source, read_provider, try_load_model

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import date
    from pathlib import Path

    from normalizer.check.report import Check
    from normalizer.layers import Expanded

CHECKS: tuple[Check, ...] = (
    sizes.unreadable,
    sizes.limits,
    sizes.cells,
    sizes.tier_words,
    sizes.twice,
    sizes.one_sided,
    defaults.default_size,
    defaults.default_values,
    defaults.counts,
    fields.form_fields,
    fields.templates,
    fields.one_writer,
    fields.parameters,
    fields.single_inputs,
    rules.names,
    rules.words,
    rules.combinations,
    facts.grounds,
    facts.reach,
)
"""What is looked at in every target."""


def check_paths(
    paths: Iterable[Path], today: date | None = None, below: Sequence[Source] = (), *, touched: bool = False
) -> list[FileProblem]:
    """Check folders of capability files, or single files with the folder they stand in.

    `today` is the day against which the age of facts is counted; without it age is not looked at. `below` are
    folders over which those of the paths are laid, such as the library's own; they are not checked themselves. With
    `touched` a provider's file is checked with the models that it spells, for the errors that it brings to them.
    Sorted by file and line.
    """
    found: list[FileProblem] = []
    for path in paths:
        if path.is_dir():
            found += check_source(Source(path, str(path)), None, today, below)
        else:
            found += _check_file(path, today, below, touched=touched)
    return sorted(dict.fromkeys(found), key=lambda p: (p.file, p.line, p.key, p.problem))


def check_source(
    source: Source, only: Path | None, today: date | None, below: Sequence[Source] = (), *, touched: bool = False
) -> list[FileProblem]:
    """Check one folder, laid over others; `only` looks at one file of it."""
    sources = [*below, source]
    problems = list(source.problems())
    providers = Providers(sources)
    known = {name for one in sources for name in one.provider_ids()}
    loaded: list[LoadedModel] = []
    for path in source.files():
        if only is not None and path != only:
            continue
        if source.provider_path(path.stem) == path:
            problems += _check_provider(path, source)
            continue
        model, found = try_load_model(sources, path.stem, providers)
        problems += found
        if model is not None:
            loaded.append(model)
    if touched and only is not None and source.provider_path(only.stem) == only:
        problems += _spelled_by(only.stem, sources, providers)
    own = {source.name_of(path) for path in source.files()}
    found = [*check_loaded(loaded, today), *(p for model in loaded for p in facts.strangers(model, known))]
    # what stands in a file of the folders below is told where that folder is checked
    return [*problems, *(problem for problem in found if problem.file in own)]


def _spelled_by(provider_id: str, sources: Sequence[Source], providers: Providers) -> Iterator[FileProblem]:
    """Find the errors that a provider's file brings to the models it spells for."""
    for model_id in sorted({model for source in sources for model in source.model_ids()}):
        model, found = try_load_model(sources, model_id, providers)
        own = [] if model is None else [one for one in model.targets.values() if one.provider == provider_id]
        problems = [*found, *(problem for target in own for problem in _check_target(target, None))]
        start = f"providers.{provider_id}."
        yield from (problem for problem in problems if problem.level == ERROR and problem.key.startswith(start))


def check_loaded(models: Iterable[LoadedModel], today: date | None = None) -> list[FileProblem]:
    """Run every check on models that could be loaded."""
    models = list(models)
    problems: list[FileProblem] = []
    for model in models:
        said: set[tuple[str, int, str, str]] = set()  # what several targets inherit is said once
        for target in model.targets.values():
            for problem in _check_target(target, today):
                inside = problem.key.removeprefix(f"providers.{target.provider}.{target.operation}")
                if (problem.file, problem.line, inside, problem.problem) not in said:
                    said.add((problem.file, problem.line, inside, problem.problem))
                    problems.append(problem)
        problems += facts.taken_over(model)
    return [*problems, *facts.names(models)]


def _check_target(target: Expanded, today: date | None) -> Iterator[FileProblem]:
    found = [problem for check in CHECKS for problem in check(target)]
    yield from found
    if not any(problem.level == ERROR for problem in found):
        yield from compiles(target)
    if today is not None:
        yield from facts.age(target, today)


def compiles(target: Expanded) -> Iterator[FileProblem]:
    """Find what keeps a target from being compiled, where no check has a better word for it."""
    try:
        compile_target(target, "")
    except CapabilityError as error:
        yield from error.problems


def _check_provider(path: Path, source: Source) -> list[FileProblem]:
    try:
        return list(provider.provider_file(read_provider(path, source.root, source.label)))
    except CapabilityError as error:
        return list(error.problems)


def _check_file(path: Path, today: date | None, below: Sequence[Source], *, touched: bool) -> list[FileProblem]:
    """Check one file within its catalogue, the nearest folder above it that has providers; else by itself."""
    if not path.is_file():
        return [FileProblem(str(path), 0, "", "no such file")]
    root = next((parent for parent in path.parents if (parent / "providers").is_dir()), None)
    source = Source(root, str(root)) if root else Source(path.parent, str(path.parent), [path])
    return check_source(source, path, today, below, touched=touched)
