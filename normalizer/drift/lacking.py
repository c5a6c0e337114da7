"""Find what an SDK has and the catalogue has not: fields that we know by a name of ours, and ids of models."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from normalizer.drift.tally import LACKING, Difference
from normalizer.names import upstream_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.drift.belongs import Described
    from normalizer.drift.shape import Record
    from normalizer.drift.subject import Subject
    from normalizer.drift.tally import Tally
    from normalizer.layers import Expanded
    from normalizer.loader import ProviderDocument


def lacking_fields(
    tally: Tally, document: ProviderDocument, subjects: Iterable[Subject]
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """Find fields of a type that a file calls absent, or that the provider's file spells and no target of it names.

    A name on which the files are silent is no finding: it passes through as the caller wrote it.
    """
    shared: dict[int, tuple[Record, Described, list[Subject]]] = {}
    for subject in subjects:
        for record, described in tally.records[subject.name]:
            shared.setdefault(id(record), (record, described, []))[2].append(subject)
    for record, described, members in shared.values():
        offered = {name for subject in members for name in subject.expanded.block.parameters}
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for subject in members:
            for name, path in _not_offered(document, subject.expanded):
                at = ".".join((*described.at, "")) if described.at else ""
                inside = path.removeprefix(at)
                field = described.names.get(inside, inside)
                if name not in offered and field in record.fields and path.startswith(at):
                    found[name, path].append(subject.name)
        for (name, path), names in found.items():
            yield Difference(LACKING, path, record.name, f"it has this field, our {name}"), tuple(names)


def lacking_ids(tally: Tally, targets: Iterable[Expanded]) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """Find ids of models that a type lists and no target of the provider has."""
    ours = {name for target in targets for name in upstream_ids(target.block)}
    for field in tally.ids.values():
        missed = tuple(word for word in field.words.values() if word not in ours)
        if missed:
            yield Difference(LACKING, field.path, field.type, "ids without a target", missed), tuple(field.targets)


def _not_offered(document: ProviderDocument, target: Expanded) -> Iterator[tuple[str, str]]:
    """Give our names that a target lacks, each with the field that the provider would call so."""
    spelled = document.file.parameters
    for name in dict.fromkeys((*spelled, *target.block.absent)):
        if name in target.block.parameters:
            continue
        facts = spelled.get(name)
        paths = [] if facts is None else [*(facts.to or ()), *(facts.write if isinstance(facts.write, dict) else ())]
        if paths and not paths[0].count("+"):
            yield name, paths[0]
        elif name in target.block.absent:
            yield name, name
