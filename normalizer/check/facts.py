"""Check the facts about the facts: sources and age, names, reach, and what was taken over from elsewhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from normalizer.capability.base import did_you_mean
from normalizer.capability.problems import locate
from normalizer.check.report import ERROR, NOTE, WARNING, finding
from normalizer.errors import FileProblem, quote
from normalizer.layers import like_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from normalizer.layers import Expanded
    from normalizer.loader import LoadedModel

STALE = timedelta(days=180)

_REACHED_BY: dict[str, frozenset[str]] = {
    "edit": frozenset({"image", "mask"}),
    "image_to_video": frozenset({"input_reference"}),
    "first_last_frame": frozenset({"last_frame"}),
    "reference_to_video": frozenset({"input_reference", "reference_images", "reference_videos", "reference_audios"}),
    "video_to_video": frozenset({"input_video", "reference_videos"}),
}
"""The inputs by which a request finds its operation (R1.8); all other operations are asked for by name."""


def grounds(target: Expanded) -> Iterator[FileProblem]:
    """Find targets without an upstream id, a source or the day of the last look."""
    block = target.block
    if block.model is None:
        yield finding(target, (), "no model: write the provider's id, or caller where it is the caller's own")
    for key in ("sources", "checked", "confidence"):
        if not getattr(block, key):
            yield finding(target, (), f"no {key}: at the block or at the provider", WARNING)


def age(target: Expanded, today: date) -> Iterator[FileProblem]:
    """Find facts that nobody has looked at for long, or that were looked at in the future."""
    if target.block.checked is None:
        return
    checked = date.fromisoformat(target.block.checked)
    if checked > today + timedelta(days=1):
        yield finding(target, ("checked",), f"{quote(target.block.checked)} is in the future", WARNING)
    elif today - checked > STALE:
        yield finding(target, ("checked",), f"the facts were last checked {(today - checked).days} days ago", NOTE)


def reach(target: Expanded) -> Iterator[FileProblem]:
    """Find targets to which no request leads by itself: it would be another operation (R1.8)."""
    inputs = _REACHED_BY.get(target.operation)
    taken = set(target.block.parameters)
    if inputs is not None and not inputs & taken:
        sentence = f"only reached by naming the operation: it takes none of {', '.join(sorted(inputs))}"
        yield finding(target, ("parameters",), sentence, NOTE if taken & _INPUTS else WARNING)
    for name in target.block.required:
        elsewhere = _LEADS_TO.get(name)
        if elsewhere is not None and target.operation in _LEFT_BY.get(elsewhere, ()):
            yield finding(target, ("required", name), f"a request with {name} is {elsewhere}, not this", WARNING)


_INPUTS = frozenset().union(*_REACHED_BY.values())
_LEADS_TO = {
    "image": "edit",
    "mask": "edit",
    "input_reference": "image_to_video",
    "last_frame": "first_last_frame",
    "reference_images": "reference_to_video",
    "input_video": "video_to_video",
}
_LEFT_BY = {
    "edit": ("generate",),
    "image_to_video": ("generate",),
    "first_last_frame": ("generate", "image_to_video"),
    "reference_to_video": ("generate",),
    "video_to_video": ("generate", "image_to_video"),
}
"""The operations that a required input turns into another one."""


def taken_over(model: LoadedModel) -> Iterator[FileProblem]:
    """Find pixels that came by `like` from another provider, which may render others."""
    for (provider, operation), target in model.targets.items():
        entry = model.file.providers.get(provider)
        block = entry.operations.get(operation) if entry else None
        if block is None or block.like is None or block.dimensions:
            continue
        source = next((name[0] for name in like_names(provider, block.like) if name in model.targets), provider)
        pixels = any(form.table or isinstance(form.sizes, dict) for form in target.block.dimensions)
        if pixels and source != provider:
            sentence = f"the pixels were taken over from provider {quote(source)}"
            yield _at(model, ("providers", provider, operation, "like"), sentence, NOTE)


def names(models: Iterable[LoadedModel]) -> Iterator[FileProblem]:
    """Find names that two models claim, whatever their case, and successors that do not exist."""
    models = list(models)
    owners: dict[str, str] = {model.id: model.id for model in models}
    for model in models:
        for alias in model.file.aliases:
            owner = owners.setdefault(alias.lower(), model.id)
            if owner != model.id:
                yield _at(model, ("aliases",), f"the alias {quote(alias)} is also a name of {quote(owner)}")
    for model in models:
        successor = model.file.replaced_by
        if successor is not None and len(models) > 1 and successor.lower() not in owners:
            yield _at(model, ("replaced_by",), f"no such model: {quote(successor)}", WARNING)


def strangers(model: LoadedModel, known: Collection[str]) -> Iterator[FileProblem]:
    """Find providers without a file: then every field goes by our own name. What is nearly one that has is a slip."""
    for provider in model.file.providers:
        if provider not in known:
            meant = did_you_mean(provider, known, at_least=0.8)
            sentence = f"no file providers/{provider}.yaml: all fields go by our own names{meant}"
            yield _at(model, ("providers", provider), sentence, WARNING if meant else NOTE)


def _at(model: LoadedModel, path: tuple[str, ...], sentence: str, level: str = ERROR) -> FileProblem:
    _, file, line = locate(model.tree, path)
    return FileProblem(file, line, ".".join(path), sentence, level)
