"""Find a model by what people call it: id, alias, `provider/model`, upstream id; suggest where nothing matches."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from normalizer.errors import CapabilityError, Problem, UnknownModelError, UnknownProviderError, quote
from normalizer.honest import honest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from normalizer.capability import Block
    from normalizer.layers import Expanded
    from normalizer.loader import LoadedModel

LONGEST_NAME = 200
"""Names beyond this length are not looked up at all."""

CLOSE_ENOUGH = 0.4
"""How alike a name must be to be suggested, from 0 to 1."""


class Names:
    """The names of a catalogue's models. `load` reads one model; aliases are read from all files, once, if needed."""

    def __init__(self, models: Callable[[], tuple[str, ...]], load: Callable[[str], LoadedModel]) -> None:
        self._models = models
        self._load = load
        self._others: Mapping[str, Mapping[str, str | None]] | None = None

    def find(self, name: str, provider: str | None = None) -> tuple[str, str | None]:
        """Give a model's id, and the provider where the name holds one; raises where nothing matches."""
        name = honest(name)
        if not isinstance(name, str) or len(name) > LONGEST_NAME:
            raise UnknownModelError([Problem("model", "unknown_model", "the name of a model", quote(name))])
        known = self._models()
        if name in known:
            return name, None
        head, slash, tail = name.partition("/")
        if slash and tail in known:
            providers = list(dict.fromkeys(at for at, _ in self._load(tail).targets))
            if head not in providers:
                if not self._other_names().keys().isdisjoint((name, _folded(name))):
                    return self._find_by_other_name(name, provider)  # an upstream id that looks like one of ours
                raise UnknownProviderError([unknown("provider", "unknown_provider", head, providers)])
            return tail, head
        return self._find_by_other_name(name, provider)

    def providers(self, model: str) -> list[str]:
        """List the providers of a model, in file order; nothing where its file is wrong."""
        try:
            return list(dict.fromkeys(provider for provider, _ in self._load(model).targets))
        except CapabilityError:
            return []

    def _find_by_other_name(self, name: str, provider: str | None) -> tuple[str, str | None]:
        others = self._other_names()
        head, _, tail = name.partition("/")
        # upstream ids may differ in case alone, so that the very spelling comes first
        spellings = [(name, None), (_folded(name), None), (tail, head), (_folded(tail), head)]
        for wanted, at in spellings:
            homes = others.get(wanted, {})
            models = tuple(homes)
            if at is not None or (provider is not None and len(models) > 1):
                models = tuple(model for model in models if (at or provider) in self.providers(model))
            if len(models) == 1:
                return models[0], at or homes[models[0]]
            if len(models) > 1:
                several = "one of " + ", ".join(models[:5])
                problem = Problem("model", "ambiguous_model", "a name of one model", quote(name), several)
                raise UnknownModelError([problem])
        raise UnknownModelError(
            [Problem("model", "unknown_model", "the name of a model", quote(name), self._suggestion(name))]
        )

    def _suggestion(self, name: str) -> str | None:
        others = self._other_names()
        close = get_close_matches(_folded(name[:64]), [*self._models(), *others], 12, CLOSE_ENOUGH)
        ids = list(dict.fromkeys(model for match in close for model in others.get(match, (match,))))[:3]
        return "did you mean " + ", ".join(ids) if ids else None

    def _other_names(self) -> Mapping[str, Mapping[str, str | None]]:
        """Map aliases and upstream ids, also in lower case, to models, each with the one provider that has this id."""
        if self._others is None:
            names: dict[str, dict[str, str | None]] = {}
            for model in self._models():
                try:
                    loaded = self._load(model)
                except CapabilityError:
                    continue  # the rest of the catalogue still works
                for other, provider in _other_names_of(loaded):
                    for spelling in {other, _folded(other)}:
                        homes = names.setdefault(spelling, {})
                        homes[model] = provider if homes.get(model, provider) == provider else None
            self._others = names
        return self._others


def _folded(name: str) -> str:
    # letters of other scripts would fold into ours
    return name.lower() if name.isascii() else name


def _other_names_of(loaded: LoadedModel) -> Iterable[tuple[str, str | None]]:
    for alias in loaded.file.aliases:
        yield alias, None
    for provider, _, other in other_ids(loaded.targets):
        yield other, provider


def other_ids(targets: Mapping[tuple[str, str], Expanded]) -> Iterator[tuple[str, str, str]]:
    """Give the provider, the operation and an upstream id, for each such id of a model; wrong targets have none."""
    for name in targets:
        try:
            block = targets[name].block
        except CapabilityError:
            continue  # the others still work
        for other in upstream_ids(block):
            yield *name, other


def upstream_ids(block: Block) -> Iterable[str]:
    """Give the provider's ids of a block: one for each tier where the id holds it."""
    yield from block.also
    if block.model is None or "{" not in block.model:
        yield from () if block.model is None else (block.model,)
        return
    for form in block.dimensions:
        for word in form.tiers.values() if isinstance(form.tiers, dict) else ():
            yield block.model.replace("{tier}", str(word))


def unknown(parameter: str, code: str, got: object, there: Iterable[str]) -> Problem:
    """Say that a name is not there, what is, and which of it is the closest."""
    names = list(dict.fromkeys(there))
    close = get_close_matches(got[:64].lower(), names, 1, CLOSE_ENOUGH) if isinstance(got, str) else []
    suggestion = f"did you mean {close[0]}" if close else None
    return Problem(parameter, code, "one of " + ", ".join(names), quote(got), suggestion)
