"""Everything a page shows of one model, and the short form of it that lists and searches use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from normalizer.compile import compile_target
from normalizer.docs.facts.target import TargetFacts, target_facts
from normalizer.drift.stand_ins import filled
from normalizer.engine import normalize
from normalizer.errors import NormalizationError
from normalizer.policy import DEFAULT
from normalizer.quick import Memo

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.docs.facts.requests import Request
    from normalizer.docs.site import Site
    from normalizer.loader import LoadedModel
    from normalizer.target import Target
    from normalizer.yaml_tree import Node


EXAMPLE: Mapping[str, Request] = {"image": {"aspect_ratio": "16:9"}, "video": {"aspect_ratio": "9:16"}}
"""What the examples ask for besides what a target refuses to miss."""


class Example(NamedTuple):
    """A request to the first target, and the payload of its first call."""

    request: Request
    payload: Request


@dataclass(frozen=True, slots=True)
class ModelFacts:
    """One model with all of its targets that are shown, in the order of its file."""

    id: str
    name: str
    maker: str
    media: str
    status: str
    aliases: tuple[str, ...]
    deprecated_on: str | None
    retired_on: str | None
    replaced_by: str | None
    notes: tuple[str, ...]
    catalog_version: str
    targets: tuple[TargetFacts, ...]
    example: Example


def model_facts(loaded: LoadedModel, catalog_version: str, site: Site) -> ModelFacts:
    """Find out all of a model, as far as the site shows it; raises `CapabilityError` where a file is wrong."""
    file = loaded.file
    memo = Memo()
    compiled = [
        (compile_target(expanded, catalog_version, memo), expanded)
        for (provider, _), expanded in loaded.targets.items()
        if site.shows(provider)
    ]
    targets = tuple(target_facts(target, expanded, _like(loaded, target)) for target, expanded in compiled)
    entries = [entry for provider, entry in file.providers.items() if entry is not None and site.shows(provider)]
    notes = (*file.notes, *(note for entry in entries for note in entry.notes))
    return ModelFacts(
        id=loaded.id,
        name=file.name,
        maker=file.maker,
        media=file.media,
        status=file.status,
        aliases=file.aliases,
        deprecated_on=file.deprecated_on,
        retired_on=file.retired_on,
        replaced_by=file.replaced_by,
        notes=notes,
        catalog_version=catalog_version,
        targets=targets,
        example=_example(compiled[0][0], targets[0]),
    )


def _like(loaded: LoadedModel, target: Target) -> str | None:
    node: Node | None = loaded.tree
    for key in ("providers", target.provider, target.operation, "like"):
        node = None if node is None else node.get(key)
    return None if node is None else str(node.value)


def _example(target: Target, facts: TargetFacts) -> Example:
    """Ask the first target for what people ask first; for nothing but the needful where it refuses that."""
    needed = facts.stand_ins if "prompt" not in facts.stand_ins else {**facts.stand_ins, "prompt": "a fox in the snow"}
    for wish in (EXAMPLE[facts.media], {}):
        request = filled(needed, wish)
        try:
            return Example(request, normalize(request, target, policy=DEFAULT).calls[0].payload)
        except NormalizationError:
            continue
    return Example(dict(needed), {})
