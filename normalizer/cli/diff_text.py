"""Write a comparison of two catalogues for people: as plain text, and as a section for a changelog."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalizer.changes.parts import KINDS, title
from normalizer.cli.story import counted, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from normalizer.changes.parts import Comparison, Name, TargetChange
    from normalizer.changes.sent import Sent

MARKDOWN_HEADING = "### Data"
"""Changed facts have their own heading in a changelog: plans differ with them although no code changed."""


class Group(NamedTuple):
    """Targets of which the same is said."""

    titles: tuple[str, ...]
    sentences: tuple[str, ...]


class Section(NamedTuple):
    """A heading, and what stands below it."""

    heading: str
    groups: tuple[Group, ...]


def text(found: Comparison, sent: Sent | None) -> str:
    """Write plain text: each heading, then the targets, then indented what is different about them."""
    lines = [_count(found)]
    for heading, groups in _sections(found, sent):
        lines += ["", heading]
        for titles, sentences in groups:
            lines += [f"  {printable(line)}" for line in titles]
            lines += [f"    {printable(line)}" for line in sentences]
    return "\n".join(lines) + "\n"


def markdown(found: Comparison, sent: Sent | None) -> str:
    """Write a section for a changelog; what many targets share is said once."""
    lines = [MARKDOWN_HEADING, "", f"{_count(found)}."]
    for heading, groups in _sections(found, sent):
        lines += ["", f"#### {heading}", ""]
        for titles, sentences in groups:
            lines.append(f"- {', '.join(map(_code, titles))}{':' if sentences else ''}")
            lines += [f"  - {_escaped(line)}" for line in sentences]
    return "\n".join(lines) + "\n"


def _count(found: Comparison) -> str:
    if not found:
        return "no target changed"
    kinds = ((kind, len(found.of_kind(kind))) for kind in KINDS)
    said = [f"{counted(number, 'target')} {kind}" for kind, number in kinds if number]
    said += [f"{counted(len(found.models), 'model')} new, gone or named otherwise"] if found.models else []
    return ", ".join(said)


def _sections(found: Comparison, sent: Sent | None) -> Iterator[Section]:
    for heading, kind in (("New models", "new"), ("Models that are gone", "gone")):
        yield from _section(heading, [Group((model.model,), ()) for model in found.models if model.kind == kind])
    renamed = [Group((m.model,), tuple(c.says for c in m.changes)) for m in found.models if m.kind == "changed"]
    yield from _section("Models", renamed)
    yield from _section("New targets", [Group((target.title,), ()) for target in found.of_kind("new")])
    yield from _section("Targets that are gone", [Group((target.title,), ()) for target in found.of_kind("gone")])
    yield from _section("Changed targets", _grouped(found.of_kind("changed")))
    files = [Group((f"providers/{p}.yaml",), tuple(_touches(names))) for p, names in found.providers.items()]
    yield from _section("Providers' files", files)
    if sent is not None:
        yield Section("Requests", tuple(_requests(sent)))


def _section(heading: str, groups: Sequence[Group]) -> Iterator[Section]:
    if groups:
        yield Section(heading, tuple(groups))


def _grouped(targets: Iterable[TargetChange]) -> list[Group]:
    """Put targets together of which the very same is said."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for target in targets:
        groups.setdefault(tuple(change.says for change in target.changes), []).append(target.title)
    return [Group(tuple(titles), sentences) for sentences, titles in groups.items()]


def _touches(names: Sequence[Name]) -> Iterator[str]:
    yield f"touches {counted(len(names), 'target')}"
    yield from map(title, names)


def _requests(sent: Sent) -> Iterator[Group]:
    yield Group(
        (f"{sent.differ} of {counted(sent.rows, 'request')} would be sent differently",),
        tuple(f"{outcome.replace('_', ' ')}: {count}" for outcome, count in sent.counts.items() if count),
    )
    if sent.targets:
        most_first = sorted(sent.targets.items(), key=lambda row: -row[1])
        yield Group(("by target",), tuple(f"{name}: {count}" for name, count in most_first))
    for example in sent.examples:
        head = example.new if example.old == example.new else f"{example.old} -> {example.new}"
        yield Group((f"line {example.line}, {example.outcome.replace('_', ' ')}: {head}",), example.says)


def _code(words: str) -> str:
    return f"`{printable(words)}`"


def _escaped(sentence: str) -> str:
    """Keep markup of Markdown out of a sentence: facts may hold any character."""
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|" else letter for letter in printable(sentence))
