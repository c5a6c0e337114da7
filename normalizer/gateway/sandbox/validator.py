"""Stand in for a provider at its door: accept what its file says it accepts, refuse the rest.

It reads the facts of one block as data and knows nothing of how plans are made: neither the engine nor what is compiled
for it takes part, so that a payload the engine writes wrongly is refused here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.errors import escape, one_line
from normalizer.gateway.sandbox import rules, sizes, values
from normalizer.gateway.sandbox.message import GEOMETRY, Message
from normalizer.gateway.sandbox.reading import Path, holes_of, leaves, located, parameter_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.capability import Block

CALLERS_OWN = "caller"
"""Stands in a file for the id of a deployment that is the caller's own."""


class Refusal(NamedTuple):
    """One thing that the provider does not accept: a field of its own or a name of ours, and what is wrong with it."""

    field: str
    problem: str

    def __str__(self) -> str:
        return one_line(f"{escape(self.field, 80)} {self.problem}")


def refusals(block: Block, payload: Any, upstream: str | None) -> list[Refusal]:
    """List what a provider does not accept of a call; empty where it accepts it.

    `upstream` is the id that the call goes to, `payload` its body as it is sent.
    """
    if not isinstance(payload, dict):
        return [Refusal("body", "is no object")]
    if not _is_id(block, upstream):
        return [Refusal("model", "is no model of this provider")]
    body, stray = _inside(block, payload)
    if body is None or stray:
        return [Refusal(stray or str(block.under), "is unknown here" if stray else "is missing")]
    message = Message(block, body, upstream)
    found = [*_of_size(message), *_of_values(message), *_of_constants(message, upstream)]
    found += [Refusal(name, problem) for name, problem in rules.wrong_with(message)]
    found += _missing(message)
    return list(dict.fromkeys([*found, *_unclaimed(message)]))


def _is_id(block: Block, upstream: str | None) -> bool:
    if block.model is None or block.model == CALLERS_OWN:
        return True
    if upstream in {block.model, *block.also}:
        return "{tier}" not in block.model or upstream in block.also
    tier = (holes_of(block.model, upstream) or {}).get("tier") if "{tier}" in block.model else None
    words = [str(word) for form in block.dimensions if isinstance(form.tiers, dict) for word in form.tiers.values()]
    return tier in words


def _inside(block: Block, payload: dict[str, Any]) -> tuple[dict[str, Any] | None, str | None]:
    """Give the part below which all fields go, and a field beside it."""
    body: Any = payload
    for step in block.under.split(".") if block.under else ():
        if not isinstance(body, dict) or not isinstance(body.get(step), dict):
            return None, None
        if len(body) > 1:
            return body, next(key for key in body if key != step)
        body = body[step]
    return body, None


def _of_size(message: Message) -> Iterator[Refusal]:
    if message.said is not None:
        yield from (Refusal(name, problem) for name, problem in message.said.complaints)


def _of_values(message: Message) -> Iterator[Refusal]:
    """Judge every parameter; of two that share a field one that fits is enough."""
    fits: set[Path] = set()
    wrong: list[tuple[Path, Refusal]] = []
    for name, found in message.found.items():
        complaints = list(values.wrong_with(name, message.facts(name) or values.PLAIN, found, message.count))
        wrong += [(one.path, Refusal(name, problem)) for one, problem in complaints]
        fits |= {one.path for one in found} - {one.path for one, _ in complaints}
    yield from (refusal for path, refusal in wrong if path not in fits)


def _of_constants(message: Message, upstream: str | None) -> Iterator[Refusal]:
    """Hold the fields that are always sent; what a rule sends may stand in their place."""
    sent = [(path, raw) for rule in message.block.rules for path, raw in rule.send.items()]
    for path, raw in message.block.constants.items():
        options = [raw, *(other for at, other in sent if at == path)]
        places = list(located(message.body, path))
        if not any(_is_constant(message.block, one, node, upstream) for one in options for _, node in places):
            yield Refusal(path, "has another value" if places else "is missing")


def _is_constant(block: Block, raw: Any, node: Any, upstream: str | None) -> bool:
    holes = holes_of(raw, node)
    if holes is None:
        return False
    asked = holes.get("model")
    if block.model in {None, CALLERS_OWN}:
        return "model" not in holes or (isinstance(asked, str) and bool(asked))
    return "model" not in holes or asked == upstream


def _missing(message: Message) -> Iterator[Refusal]:
    """Name what the provider refuses to miss; what the rules take away is not missed."""
    omitted = {name for rule in message.block.rules if rules.applies(rule, message) for name in rule.omit}
    for name in message.block.required:
        facts = message.facts(name)
        if name in omitted or (facts is not None and facts.fixed is not None):
            continue
        is_left_open = name in GEOMETRY and (message.said is None or bool(message.said.autos))
        if not is_left_open and not message.gives(name):
            yield Refusal(name, "is missing")


def _unclaimed(message: Message) -> Iterator[Refusal]:
    """Name the fields that nobody described, where the provider refuses those, and malformed ones of its own."""
    block = message.block
    claimed = {one.path for found in message.found.values() for one in found}
    said = message.said
    claimed |= said.read | said.strange if said is not None else set()
    raws = [*block.constants.items(), *(item for rule in block.rules for item in rule.send.items())]
    claimed |= {at for path, raw in raws for at, node in located(message.body, path) if holes_of(raw, node) is not None}
    known = [path.split(".") for path in _paths(block)]
    below = tuple(block.extras_under.split(".")) if block.extras_under else ()
    for at, _ in leaves(message.body):
        if not at or any(at[: len(one)] == one for one in claimed):
            continue
        name = ".".join(map(str, at))
        if any(_meets(at, path) for path in known):
            yield Refusal(name, "has a value that is not understood")
        elif at[-1] in block.absent or not _is_extra(block, at, below):
            yield Refusal(name, "is an unknown field")


def _is_extra(block: Block, at: Path, below: Path) -> bool:
    return block.extras in {None, "pass"} and at[: len(below)] == below


def _paths(block: Block) -> Iterator[str]:
    """List every path that the file may write."""
    yield from sizes.fields(block)
    yield from block.constants
    for rule in block.rules:
        yield from rule.send
    for name, given in block.parameters.items():
        facts = given or values.PLAIN
        yield from (path for path, _ in parameter_fields(name, facts))
        yield from facts.append
        for wire in facts.values.values() if isinstance(facts.values, dict) else ():
            yield from wire if isinstance(wire, dict) else ()


def _meets(at: Path, path: list[str]) -> bool:
    """Tell whether a place is that of a path, above it, or below it."""
    return all(step == "+" or str(here) == step for here, step in zip(at, path, strict=False))
