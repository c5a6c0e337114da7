"""The catalogue: which models there are, and their targets, compiled when first asked for (R11.3). Immutable."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalizer.bundled import bundled_root
from normalizer.errors import (
    CapabilityError,
    FileProblem,
    NormalizationError,
    Problem,
    UnknownModelError,
    UnknownProviderError,
    noted,
    quote,
)
from normalizer.honest import honest
from normalizer.names import Names, other_ids, unknown
from normalizer.operation import operation_of
from normalizer.request import snapshot

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from normalizer.capability import ModelFile, ProviderFile
    from normalizer.layers import Expanded
    from normalizer.loader import LoadedModel, Source
    from normalizer.plan import Plan
    from normalizer.policy import Policy
    from normalizer.quick import Memo
    from normalizer.target import Target

MOST_ROUTES = 4096
"""So many of the names that led to a target are remembered."""


class Catalog:
    """All models of some folders of capability files. Build it once and share it; to reload, build a new one.

    >>> from normalizer import Catalog
    >>> Catalog.bundled().target("sora-2", provider="openai").operation
    'generate'
    """

    def __init__(self, sources: tuple[Source, ...]) -> None:
        from normalizer.loader import Providers

        self._sources = sources
        self._providers = Providers(sources)
        # filled as models are asked for; a lost race costs a second compilation of equal things
        self._loaded: dict[str, LoadedModel] = {}
        self._targets: dict[tuple[str, str, str], Target] = {}
        self._names = Names(self.models, self._load)
        self._routes: dict[tuple[Any, ...], Target] = {}
        self._version: str | None = None
        self._memo: Memo | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Catalog, (self._sources,)  # another process reads the same files, when it needs them

    @classmethod
    def bundled(cls) -> Catalog:
        """Give the catalogue that comes with the library; files are read when first asked for."""
        from normalizer.loader import Source

        return cls((Source(bundled_root(), "capabilities"),))

    @classmethod
    def from_directory(cls, path: str | Path) -> Catalog:
        """Read and check a folder at once; raises `CapabilityError` with every problem of every file."""
        from normalizer.loader import Source

        return cls((Source(Path(path), str(path)),)).checked()

    def with_directory(self, path: str | Path) -> Catalog:
        """Lay a folder over this catalogue and check it at once: its models replace those of the same id.

        A file with `extend: true` replaces or adds only the providers' operations that it names.
        """
        from normalizer.loader import Source

        return Catalog((*self._sources, Source(Path(path), str(path)))).checked(last=True)

    def checked(self, *, last: bool = False) -> Catalog:
        """Read and compile all models, or those of the last folder; raise what is wrong, else give the catalogue."""
        problems: list[FileProblem] = []
        source = self._sources[-1]
        if not source.root.is_dir():
            problems.append(FileProblem(str(source.root), 0, "", "this is no folder of capability files"))
            raise CapabilityError(problems)
        problems.extend(problem for problem in source.problems() if problem.level == "error")
        problems.extend(self._compile_all(source.model_ids() if last else self.models()))
        for provider in source.provider_ids():
            noted(problems, self._providers.get, provider)
        if problems:
            raise CapabilityError(list(dict.fromkeys(problems)))
        return self

    def _compile_all(self, models: Iterable[str]) -> list[FileProblem]:
        problems: list[FileProblem] = []
        for model in models:
            loaded = noted(problems, self._load, model)
            for name in loaded.targets if loaded else ():
                noted(problems, self._target, model, *name)
        return problems

    def preload(self) -> Catalog:
        """Read and compile everything now; raises `CapabilityError` with every problem. Gives the catalogue back."""
        if problems := self._compile_all(self.models()):
            raise CapabilityError(list(dict.fromkeys(problems)))
        return self

    @property
    def held(self) -> int:
        """How many models and targets have been read by now; it only ever grows."""
        return len(self._loaded) + len(self._targets)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The folders that this catalogue is made of, later over earlier."""
        return self._sources

    @property
    def version(self) -> str:
        """A stable hash of all files: plans carry it, so that a log line says which facts it was made with."""
        if self._version is None:
            digest = hashlib.sha256()
            for source in self._sources:
                for path in source.files():
                    digest.update(path.relative_to(source.root).as_posix().encode() + b"\0")
                    digest.update(path.read_bytes() + b"\0")
            self._version = digest.hexdigest()[:12]
        return self._version

    def models(self) -> tuple[str, ...]:
        """List the ids of all models, sorted."""
        return tuple(sorted({model for source in self._sources for model in source.model_ids()}))

    def providers(self) -> tuple[str, ...]:
        """List the ids of all providers that serve a model, sorted. Reads every file."""
        return tuple(sorted({provider for model in self.models() for provider, _ in self._load_or_nothing(model)}))

    def capability(self, model: str) -> ModelFile:
        """Give what the file of a model says, as it was read."""
        return self._load(self._names.find(model)[0]).file

    def expanded(self, model: str, provider: str, operation: str) -> Expanded:
        """Give what the files say of one target, with all layers applied; raises as `target` does."""
        found = self.target(model, provider, operation)
        return self._load(found.model).targets[found.provider, found.operation]

    def provider_file(self, provider: str) -> ProviderFile | None:
        """Give what the file of a provider says, as it was read; nothing where it has none."""
        document = self._providers.get(provider)
        return None if document is None else document.file

    def target(self, model: str, provider: str | None = None, operation: str | None = None) -> Target:
        """Give one target; without a provider or an operation the first one listed.

        `model` is an id, an alias, `provider/model`, or an upstream id that only one model has. Raises
        `UnknownModelError` or `UnknownProviderError`, which name what there is.
        """
        model, provider, operation = honest(model), honest(provider), honest(operation)
        for name, value in (("provider", provider), ("operation", operation)):
            if value is not None and not isinstance(value, str):
                raise UnknownModelError([Problem(name, f"unknown_{name}", "a text", quote(value))])
        found, named = self._names.find(model, provider)
        targets = self._load(found).targets
        provider = provider or named
        providers = list(dict.fromkeys(name for name, _ in targets))
        if provider is not None and provider not in providers:
            raise UnknownProviderError([unknown("provider", "unknown_provider", provider, providers)])
        if operation is None and found != model:
            for name, offered, other in other_ids(targets):
                if provider in {None, name} and model == other:
                    return self._target(found, name, offered)
        # a second endpoint (`edit.inpaint`) stands in where the plain operation is not offered
        for exactly in (True, False):
            for name, offered in targets:
                plain = offered if exactly else offered.partition(".")[0]
                if provider in {None, name} and operation in {None, plain}:
                    return self._target(found, name, offered)
        offered_here = [offered for name, offered in targets if provider in {None, name}]
        raise UnknownModelError([unknown("operation", "unknown_operation", operation, offered_here)])

    def targets(
        self, model: str | None = None, provider: str | None = None, operation: str | None = None
    ) -> tuple[Target, ...]:
        """List all targets that match, retired ones included; files that are wrong are left out of a full listing."""
        if model is None:
            rows = [(name, *key) for name in self.models() for key in self._load_or_nothing(name)]
        else:
            found, named = self._names.find(model, provider)
            provider = provider or named
            rows = [(found, *key) for key in self._load(found).targets]
        targets = []
        for name, at, does in rows:
            if provider in {None, at} and operation in {None, does}:
                try:
                    targets.append(self._target(name, at, does))
                except CapabilityError:
                    if model is not None:
                        raise
        return tuple(targets)

    def plan(
        self,
        request: Mapping[str, Any],
        policy: Policy | None = None,
        operation: str | None = None,
        input_size: tuple[int, int] | None = None,
    ) -> Plan:
        """Find the target from `model`, `provider` and the operation that follows from the request, and normalize.

        >>> from normalizer import Catalog
        >>> plan = Catalog.bundled().plan({"model": "fal/flux-dev", "prompt": "a fox", "size": "1920x1080", "n": 6})
        >>> [call.count for call in plan.calls]
        [4, 2]
        """
        from normalizer.engine import normalize

        target = self._known_target(request, operation)
        if target is None:
            items = snapshot(request)
            target = self._asked_target(items, operation)
            return normalize(items, target, policy=policy, input_size=input_size)
        return normalize(request, target, policy=policy, input_size=input_size)

    def asked_target(self, request: Mapping[str, Any], operation: str | None = None) -> Target:
        """Find the target that a request names, as `plan` does; raises `NormalizationError`."""
        return self._known_target(request, operation) or self._asked_target(snapshot(request), operation)

    def _known_target(self, request: Mapping[str, Any], operation: str | None) -> Target | None:
        """Give the target that the same three names led to before; nothing where they have to be looked into."""
        if type(request) is not dict:
            return None
        try:
            names = request.get("model"), request.get("provider"), operation or request.get("operation")
            return self._routes.get((*names[:2], names[2] or operation_of(request)))
        except Exception:  # noqa: BLE001  a caller's own names and keys may raise anything: they are looked into
            return None

    def _asked_target(self, items: Mapping[str, Any], operation: str | None) -> Target:
        """Find the target that a request names."""
        asked = {key: honest(items.get(key)) for key in ("model", "provider", "operation")}
        problems = [
            Problem(key, "wrong_type", "a text", quote(value))
            for key, value in asked.items()
            if value is not None and not isinstance(value, str)
        ]
        if asked["model"] is None:
            problems.append(Problem("model", "missing", "the name of a model", "nothing"))
        if problems:
            raise NormalizationError(problems)
        wanted = honest(operation)
        if wanted is None or (type(wanted) is str and not wanted):
            wanted = asked["operation"] or operation_of(items)
        names = asked["model"], asked["provider"], wanted
        target = self.target(*names)
        if len(self._routes) < MOST_ROUTES and all(type(name) in {str, type(None)} for name in names):
            self._routes[names] = target
        return target

    def find(
        self,
        *,
        operation: str | None = None,
        provider: str | None = None,
        media: str | None = None,
        include_retired: bool = False,
        **wishes: Any,
    ) -> tuple[Target, ...]:
        """List the targets that meet every wish exactly, such as `size="2048x2048"` or `n=4, output_format="webp"`.

        A size is met where these very pixels are known to come out. Retired targets are left out unless asked for.
        """
        from normalizer.search import meets

        return tuple(
            target
            for target in self.targets(provider=provider, operation=operation)
            if (include_retired or target.status != "retired")
            and media in {None, target.media}
            and meets(target, wishes)
        )

    def _load(self, model: str) -> LoadedModel:
        loaded = self._loaded.get(model)
        if loaded is None:
            from normalizer.loader import open_model

            loaded = self._loaded.setdefault(model, open_model(self._sources, model, self._providers))
        return loaded

    def _load_or_nothing(self, model: str) -> Iterable[tuple[str, str]]:
        try:
            return self._load(model).targets
        except CapabilityError:
            return ()

    def _target(self, model: str, provider: str, operation: str) -> Target:
        key = model, provider, operation
        target = self._targets.get(key)
        if target is None:
            from normalizer.compile import compile_target
            from normalizer.quick import Memo

            if self._memo is None:
                self._memo = Memo()
            expanded = self._load(model).targets[provider, operation]
            target = self._targets.setdefault(key, compile_target(expanded, self.version, self._memo))
        return target
