"""One target in full: sizes, parameters, conditions, typical requests, where the facts are from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.docs.content import Badge, Code, Facts, Folded, Heading, Items, Paragraph, Sample, Strong, Table
from normalizer.docs.pages.phrases import (
    anchor,
    between,
    code_of,
    comes_out,
    fields,
    listed,
    mapped,
    mode_badge,
    parameter_link,
    provider_link,
    request_text,
    status_badge,
    text_of,
    verdict_badge,
)
from normalizer.docs.pages.sizes import size_blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.docs.content import Block, Line, Span
    from normalizer.docs.facts.parameters import ParameterFacts
    from normalizer.docs.facts.requests import Outcome
    from normalizer.docs.facts.target import TargetFacts


def target_blocks(target: TargetFacts, level: int) -> Iterator[Block]:
    """Give all that is shown of a target; `level` is that of its heading."""
    name = f"{target.provider} · {target.operation}"
    yield Heading(level, name, anchor(target.provider, target.operation), [status_badge(target.status)])
    yield Facts(list(_facts(target)))
    yield from (Paragraph([note], quiet=True) for note in target.notes)
    yield Heading(level + 1, "Size, aspect ratio and resolution")
    yield from size_blocks(target)
    yield Heading(level + 1, "Parameters")
    yield _parameters(target)
    yield from _conditions(target, level + 1)
    yield Heading(level + 1, "What happens to typical requests")
    yield _requests(target)
    yield Folded(
        f"All that the files say of {name}",
        [Sample("Value, and the file and line that says it", "yaml", _listing(target))],
    )


def _facts(target: TargetFacts) -> Iterator[tuple[str, Line]]:
    yield "provider", [provider_link(target.provider)]
    yield "sent as", [Code(target.upstream)] if target.upstream else ["the id of the caller's own deployment"]
    if target.also:
        yield "also", listed(target.also)
    if target.unless_asked:
        words: list[Span] = []
        for name, value in target.unless_asked.items():
            words += [", " if words else "", Strong(name), " ", Code(value)]
        yield "unless asked", words
    comes = [word for word in (target.delivery, target.file_type) if word]
    if comes:
        yield "results come as", listed(comes)
    if target.required:
        yield "required", listed(target.required)
    if target.constants:
        yield "always sent", fields(target.constants)
    if target.absent:
        yield "does not exist here", listed(target.absent)
    yield (
        "unknown fields",
        [{"pass": "travel unchanged", "drop": "are dropped", "refuse": "are refused"}[target.extras]],
    )
    for word, day in (("deprecated on", target.deprecated_on), ("retired on", target.retired_on)):
        if day:
            yield word, [day]
    if target.replaced_by:
        yield "replaced by", [Code(target.replaced_by)]
    if target.starts_from:
        yield "described like", [Code(target.starts_from)]
    yield "sources", [f"{'; '.join(target.sources) or 'not stated'}"]
    checked, confidence = target.checked or "on a day not stated", target.confidence or "confidence not stated"
    yield "checked", [f"{checked}, {confidence}"]


def _parameters(target: TargetFacts) -> Table:
    head = ["parameter", "mode", "the provider's field", "values", "default"]
    rows = [_parameter(one) for one in target.parameters]
    return Table(f"Parameters of {target.provider} {target.operation}", head, rows)


def _parameter(one: ParameterFacts) -> list[Line]:
    name: list[Span] = [parameter_link(one.name)]
    if one.required:
        name += [" ", Badge("required", "quiet")]
    default: list[Span] = [] if one.default is None else [code_of(one.default)]
    if one.auto is not None:
        default += ["; " if default else "", "auto: ", code_of(one.auto)]
    return [name, [mode_badge(one.mode)], fields(one.fields) or ["none"], values_line(one), default or ["not stated"]]


def values_line(one: ParameterFacts) -> Line:
    """Tell what a parameter takes: words, numbers, how many, in which form."""
    found: list[Span] = list(mapped(one.values))
    for words in (*one.takes, *one.notes):
        found += ["; " if found else "", words]
    return found or ["free"]


def _conditions(target: TargetFacts, level: int) -> Iterator[Block]:
    if target.rules:
        yield Heading(level, "Conditions")
        yield Items([[rule] for rule in target.rules])


def _requests(target: TargetFacts) -> Table:
    caption = f"Typical requests to {target.provider} {target.operation}, answered by the engine"
    head = ["asked", "met", "comes out", "what differs", "sent for it"]
    return Table(caption, head, [_request(found) for found in target.requests], look="requests")


def _request(found: Outcome) -> list[Line]:
    sent = between((Code(f"{path}: {text_of(value)}") for path, value in found.sent.items()), ", ")
    says = "; ".join(found.says) or ("nothing" if found.verdict == "exact" else "")
    return [[request_text(found.asked)], [verdict_badge(found)], comes_out(found), [says], sent or ["nothing"]]


def _listing(target: TargetFacts) -> str:
    lines = [(f"{said.path}: {text_of(said.value)}", f"{said.file}:{said.line}") for said in target.says]
    width = max((len(text) for text, _ in lines if len(text) < 60), default=0)
    return "\n".join(f"{text.ljust(width)}  # {place}" for text, place in lines)
