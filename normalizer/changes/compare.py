"""Two catalogues beside each other: which targets are new, gone or changed, and what a provider's file touches.

Files are compared as bytes first, so that only what changed is read and compiled.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from normalizer.changes.differences import differences
from normalizer.changes.offer import offer_of
from normalizer.changes.parts import Comparison, ModelChange, TargetChange
from normalizer.compile import compile_target
from normalizer.errors import CapabilityError
from normalizer.loader import Providers, load_model

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from normalizer.changes.offer import Facts
    from normalizer.changes.parts import Change, Edition, Name
    from normalizer.folders import Source
    from normalizer.layers import Expanded
    from normalizer.loader import LoadedModel


def compare(old: Edition, new: Edition) -> Comparison:
    """Compare two catalogues by meaning: where something is written, and in which order, says nothing.

    Raises `CapabilityError` with the problems of a file that would have to be compared and is wrong.

    >>> from normalizer.bundled import bundled_root
    >>> from normalizer.changes.parts import Edition
    >>> from normalizer.folders import Source
    >>> bundled = Edition("bundled", (Source(bundled_root()),))
    >>> bool(compare(bundled, bundled))
    False
    """
    return _Comparing(old, new).comparison()


@dataclass
class _Comparing:
    old: Edition
    new: Edition

    @cached_property
    def providers(self) -> tuple[Providers, Providers]:
        """The providers' files of both, each read once."""
        return Providers(self.old.sources), Providers(self.new.sources)

    @cached_property
    def changed_files(self) -> frozenset[str]:
        """The providers whose file is another one."""
        names = {name for edition in (self.old, self.new) for one in edition.sources for name in one.provider_ids()}
        return frozenset(name for name in names if self._differs(_provider_bytes, name))

    def _differs(self, read: Callable[[Sequence[Source], str], list[bytes]], name: str) -> bool:
        return read(self.old.sources, name) != read(self.new.sources, name)

    def comparison(self) -> Comparison:
        """Compare model by model."""
        for edition in (self.old, self.new):
            problems = [p for source in edition.sources for p in source.problems() if p.level == "error"]
            if problems:
                raise CapabilityError(problems)
        before, after = (
            {model for source in edition.sources for model in source.model_ids()} for edition in (self.old, self.new)
        )
        models: list[ModelChange] = []
        targets: list[TargetChange] = []
        for model in sorted(before | after):
            if not self.changed_files and not self._differs(_model_bytes, model):
                continue
            one = load_model(self.old.sources, model, self.providers[0]) if model in before else None
            other = load_model(self.new.sources, model, self.providers[1]) if model in after else None
            models += _model(model, one, other)
            targets += self._targets(model, one, other)
        touched = {provider: _touched(provider, targets) for provider in sorted(self.changed_files)}
        return Comparison(tuple(models), tuple(targets), touched)

    def _targets(self, model: str, old: LoadedModel | None, new: LoadedModel | None) -> Iterator[TargetChange]:
        before, after = (loaded.targets if loaded is not None else {} for loaded in (old, new))
        for provider, operation in {**before, **after}:
            name, key = (model, provider, operation), (provider, operation)
            if key not in before:
                yield TargetChange(name, "new")
            elif key not in after:
                yield TargetChange(name, "gone")
            else:
                same_files = provider not in self.changed_files and not self._differs(_model_bytes, model)
                changes = () if same_files else differences(_facts(before[key]), _facts(after[key]))
                if changes:
                    yield TargetChange(name, "changed", changes, by_provider=self._by_provider(name, after[key]))

    def _by_provider(self, name: Name, now: Expanded) -> bool:
        """Tell whether the provider's file alone makes a difference: the new model with the old file is another."""
        model, provider, operation = name
        if provider not in self.changed_files:
            return False
        try:
            mixed = load_model(self.new.sources, model, self.providers[0]).targets[provider, operation]
            return bool(differences(_facts(mixed), _facts(now)))
        except (CapabilityError, KeyError):  # the new block does not fit the old file
            return True


def _facts(expanded: Expanded) -> Facts:
    return offer_of(compile_target(expanded, ""), expanded.block.also)


def _touched(provider: str, targets: Sequence[TargetChange]) -> tuple[Name, ...]:
    return tuple(target.name for target in targets if target.by_provider and target.name[1] == provider)


def _model(model: str, old: LoadedModel | None, new: LoadedModel | None) -> Iterator[ModelChange]:
    if old is None or new is None:
        yield ModelChange(model, "new" if old is None else "gone")
        return
    changes: tuple[Change, ...] = differences(_about(old), _about(new))
    if changes:
        yield ModelChange(model, "changed", changes)


def _about(loaded: LoadedModel) -> Facts:
    """Give the facts of the model itself: its names, and the provider that serves it if none is named."""
    return {
        ("name", ""): loaded.file.name,
        ("maker", ""): loaded.file.maker,
        ("aliases", ""): sorted(loaded.file.aliases),
        ("usual provider", ""): next((provider for provider, _ in loaded.targets), None),
    }


def _model_bytes(sources: Sequence[Source], model: str) -> list[bytes]:
    return _bytes(source.model_path(model) for source in sources)


def _provider_bytes(sources: Sequence[Source], provider: str) -> list[bytes]:
    return _bytes(source.provider_path(provider) for source in sources)


def _bytes(paths: Iterator[Path | None]) -> list[bytes]:
    found = []
    for path in paths:
        if path is not None:
            try:
                found.append(path.read_bytes())
            except OSError:
                found.append(b"")  # reading it again says what is wrong with it
    return found
