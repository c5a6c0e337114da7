"""From folders of files to expanded targets: which file is which model, and which folder's word counts.

It reads and joins; what a file means is checked and compiled elsewhere. Nothing is kept: who holds the result decides
how long it lives.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from normalizer.capability import ModelExtension, ModelFile, ProviderFile, is_operation, validate
from normalizer.capability.unfinished import unfinished
from normalizer.errors import CapabilityError, FileProblem, quote
from normalizer.folders import PROVIDERS, Source, shown
from normalizer.layers import Expanded, Layer, expand
from normalizer.overlay import Common
from normalizer.yaml_tree import MAX_BYTES, Node, parse_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from normalizer.capability.base import Facts

File = TypeVar("File", ModelFile | ModelExtension, ProviderFile)

__all__ = [
    "LoadedModel",
    "ModelDocument",
    "ProviderDocument",
    "Providers",
    "Source",
    "expand_all",
    "load_model",
    "open_model",
    "read_model",
    "read_provider",
    "try_load_model",
]


@dataclass(frozen=True, slots=True)
class ModelDocument:
    """One model file as it was read."""

    id: str
    tree: Node
    file: ModelFile | ModelExtension


@dataclass(frozen=True, slots=True)
class ProviderDocument:
    """One provider's file as it was read."""

    id: str
    tree: Node
    file: ProviderFile


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """One model with all folders and layers applied: its facts, and its targets by provider and operation.

    `tree` is its file (of all folders together), to say where a fact stands.
    """

    id: str
    file: ModelFile
    targets: Mapping[tuple[str, str], Expanded]
    tree: Node


class Providers:
    """The providers' files of some folders, later over earlier; each is read once for as long as this lives."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self._sources = tuple(sources)
        self._read: dict[str, ProviderDocument | CapabilityError | None] = {}
        # models say of many parameters only what the provider's file says: these parts are the same for all of them
        self.alike: dict[tuple[type[Facts], str], Facts] = {}

    def get(self, provider_id: str) -> ProviderDocument | None:
        """Give a provider's file, nothing where there is none; CapabilityError where it is wrong."""
        if provider_id not in self._read:
            self._read[provider_id] = self._find(provider_id)
        found = self._read[provider_id]
        if isinstance(found, CapabilityError):
            raise CapabilityError(found.problems)
        return found

    def _find(self, provider_id: str) -> ProviderDocument | CapabilityError | None:
        for source in reversed(self._sources):
            path = source.provider_path(provider_id)
            if path is not None:
                try:
                    return read_provider(path, source.root, source.label)
                except CapabilityError as error:
                    return error
        return None


def read_model(path: Path, root: Path, label: str = "") -> ModelDocument:
    """Read one model's file by itself, or raise CapabilityError with everything that is wrong with it."""
    tree = read_tree(path, root, label)
    extend = tree.get("extend")
    kind: type[ModelFile | ModelExtension] = ModelExtension if extend and extend.value is True else ModelFile
    return ModelDocument(path.stem, tree, _finished(kind, tree))


def read_provider(path: Path, root: Path, label: str = "") -> ProviderDocument:
    """Read one provider's file by itself, or raise CapabilityError with everything that is wrong with it."""
    tree = read_tree(path, root, label)
    return ProviderDocument(path.stem, tree, _finished(ProviderFile, tree))


def _finished(kind: type[File], tree: Node) -> File:
    """Make a model of a whole file; what is still to do in it is told before what a marker makes wrong."""
    open_points: list[FileProblem] = list(unfinished(tree))
    try:
        file = validate(kind, tree)
    except CapabilityError as error:
        marked = {(problem.line, problem.key) for problem in open_points}
        open_points += [problem for problem in error.problems if (problem.line, problem.key) not in marked]
        raise CapabilityError(open_points) from None
    if open_points:
        raise CapabilityError(open_points)
    return file


def read_tree(path: Path, root: Path, label: str = "") -> Node:
    """Read a file below a folder into a tree; no more of it than a capability file may hold."""
    name = shown(path, root, label)
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        sentence = f"the file cannot be read: {quote(error.strerror or 'unknown reason')[1:-1]}"
        raise CapabilityError([FileProblem(name, 0, "", sentence)]) from None
    return parse_tree(data, name)


class Targets(Mapping[tuple[str, str], Expanded]):
    """The targets of a model by provider and operation, each put together when it is first asked for.

    Asking for one raises CapabilityError with what is wrong with it, or with its provider's file.
    """

    def __init__(self, model_id: str, file: ModelFile, layer: Layer, providers: Providers) -> None:
        self._model_id, self._file, self._layer, self._providers = model_id, file, layer, providers
        self._names = dict.fromkeys(layer.names())
        self._common = Common(providers.alike)
        self._common.keep_file(join(layer), file)
        self._made: dict[tuple[str, str], Expanded] = {}

    def __getitem__(self, name: tuple[str, str]) -> Expanded:
        found = self._made.get(name)
        if found is None:
            expanded, problems = self.expand(name)
            if expanded is None:
                raise CapabilityError([problem for problem in problems if problem.level == "error"])
            found = self._made.setdefault(name, expanded)  # a lost race costs a second one that is equal
            if len(self._made) == len(self._names):
                self._common = Common(self._providers.alike)  # what they were made of is not needed any more
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._names

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def expand(self, name: tuple[str, str]) -> tuple[Expanded | None, list[FileProblem]]:
        """Put one target together, and list what was found on the way; nothing comes where an error was."""
        if name not in self._names:
            raise KeyError(name)
        try:
            document = self._providers.get(name[0])
        except CapabilityError as error:
            return None, list(error.problems)
        tree = document.tree if document else None
        return expand(self._model_id, self._file, self._layer, name, tree, common=self._common)


def open_model(sources: Sequence[Source], model_id: str, providers: Providers) -> LoadedModel:
    """Read one model from folders, later over earlier, and put each target together when it is asked for.

    CapabilityError comes at once where the file is wrong, and with a target where its parts do not fit together.
    """
    layer, file = _layers(sources, model_id)
    return LoadedModel(model_id, file, Targets(model_id, file, layer, providers), join(layer))


def load_model(sources: Sequence[Source], model_id: str, providers: Providers | None = None) -> LoadedModel:
    """Read one model from folders, later over earlier; CapabilityError with everything that is wrong with it.

    `providers` may be shared between calls, so that a provider's file is read once.
    """
    loaded, problems = try_load_model(sources, model_id, providers)
    if loaded is None or any(problem.level == "error" for problem in problems):
        raise CapabilityError([problem for problem in problems if problem.level == "error"])
    return loaded


def try_load_model(
    sources: Sequence[Source], model_id: str, providers: Providers | None = None
) -> tuple[LoadedModel | None, list[FileProblem]]:
    """Read one model as far as that is possible, and list everything that was found on the way."""
    try:
        layer, file = _layers(sources, model_id)
    except CapabilityError as error:
        return None, list(error.problems)
    targets, problems = expand_all(model_id, file, layer, providers or Providers(sources))
    return LoadedModel(model_id, file, targets, join(layer)), problems


def expand_all(
    model_id: str, file: ModelFile, layer: Layer, providers: Providers
) -> tuple[dict[tuple[str, str], Expanded], list[FileProblem]]:
    """Expand every target of a model that can be expanded, and list what is wrong with the others."""
    targets: dict[tuple[str, str], Expanded] = {}
    problems: list[FileProblem] = []
    lazily = Targets(model_id, file, layer, providers)
    for name in lazily:
        expanded, found = lazily.expand(name)
        problems += found
        if expanded is not None:
            targets[name] = expanded
    return targets, list(dict.fromkeys(problems))


def _layers(sources: Sequence[Source], model_id: str) -> tuple[Layer, ModelFile]:
    """Lay the files of one id over each other, from the last one that stands alone upwards."""
    layer: Layer | None = None
    file: ModelFile | None = None
    for source in sources:
        path = source.model_path(model_id)
        if path is None:
            continue
        document = read_model(path, source.root, source.label)
        if isinstance(document.file, ModelFile):
            layer, file = Layer(document.tree), document.file
        elif layer is None:
            line = document.tree.key_lines["extend"]
            sentence = f"no earlier folder has a model {quote(model_id)} that could be extended"
            raise CapabilityError([FileProblem(document.tree.file, line, "extend", sentence)])
        else:
            layer = Layer(document.tree, layer)
            file = validate(ModelFile, join(layer))
    if layer is None or file is None:
        raise CapabilityError([FileProblem(model_id, 0, "", "no folder has a file of this model")])
    return layer, file


def join(layer: Layer) -> Node:
    """Make one model file of all layers, as a tree."""
    if layer.below is None:
        return layer.tree
    joined = join(layer.below).copy()
    for key, node in layer.tree.items():
        if key not in ("extend", PROVIDERS):
            joined.put(key, node, layer.tree.key_lines[key])
    line = joined.key_lines[PROVIDERS]
    entries = Node({}, joined.file, line)
    for provider, operation in layer.names():
        found = layer.block(provider, operation)
        if found is not None:
            entry = entries.get(provider) or _entry(layer, provider)
            entries.put(provider, entry, entry.line)
            entry.put(operation, found[0], found[1].entry(provider).key_lines[operation])
    joined.put(PROVIDERS, entries, line)
    return joined


def _entry(layer: Layer, provider: str) -> Node:
    """Begin a provider's entry with the facts about its facts, the latest file's first."""
    result: Node | None = None
    at: Layer | None = layer
    while at is not None:
        entry = at.entry(provider)
        if entry.items() and result is None:
            result = Node({}, entry.file, at.line(provider))
        for key, node in entry.items():
            if result is not None and not is_operation(key) and result.get(key) is None:
                result.put(key, node, entry.key_lines[key])
        at = at.below
    return result or Node({}, layer.tree.file, 0)
