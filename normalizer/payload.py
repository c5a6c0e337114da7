"""Settle and write the payloads of a plan, one for each call (R6-R8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer import geometry
from normalizer.honest import honest
from normalizer.parameters import rules
from normalizer.parameters.count import CountParameter, SeedParameter
from normalizer.parts import Call
from normalizer.write import add_text, get, put

if TYPE_CHECKING:
    from normalizer.draft import Draft, Item
    from normalizer.write import Field


class Share(NamedTuple):
    """What one call has to say: each item with the value it is sent with, and the fields that conditions send."""

    results: int
    items: list[tuple[Item, Any]]
    sends: list[Field]


def settle(draft: Draft) -> tuple[list[Share], list[tuple[Field, Any]]]:
    """Decide what each call says, and which fields carry the size; nothing more is decided when that is written."""
    settled = _settled(draft)
    shares: list[Share] = []
    before = 0
    for count in draft.counts:
        items, sends = settled[count]
        shares.append(Share(count, [(item, _wire(draft, item, before, count)) for item in items], sends))
        before += count
    return shares, geometry.fields(draft)


def calls(draft: Draft) -> tuple[Call, ...]:
    """Write one payload for each call."""
    target = draft.target
    shares, written = settle(draft)
    made: list[Call] = []
    upstream = target.upstream_for(draft.answer)
    for count, items, sends in shares:
        body: dict[str, Any] = {}
        for field in target.constants:
            if field.path[0] not in draft.extras:
                _constant(draft, body, field, upstream, first=not made)
        for field, value in written:
            if not field.adds:
                put(body, field.path, value)
        for item, wire in items:
            sent = _write_item(body, item, wire, count)
            if not made:
                draft.sent[item.parameter.name] = sent
        for field, value in written:
            if field.adds:
                add_text(body, field.path, str(value))
        for field in (*draft.sends, *sends):
            if field.path[0] not in draft.extras:
                _constant(draft, body, field, upstream, first=not made)
        _put_extras(draft, body)
        for step in reversed(target.under):
            body = {step: body}
        made.append(Call(body, count, target.body, upstream))
    return tuple(made)


def _settled(draft: Draft) -> dict[int, tuple[list[Item], list[Field]]]:
    """Give the items to write and the fields that conditions send, for each count of results a call may ask for.

    Conditions that name `n` are judged per call (R6.5): what gives way in one call stands in the others. The report
    is that of the first call, or of the first in which the value is not what was asked.
    """
    common = draft.items
    if not any(rule.names_n for rule in draft.target.rules):
        ordered = _in_order(common)
        return {count: (ordered, []) for count in draft.counts}
    settled: dict[int, tuple[list[Item], list[Field]]] = {}
    reported: dict[str, Item] = {}
    for count in dict.fromkeys(draft.counts):
        draft.items = dict(common)
        sends = rules.run_per_call(draft, count)
        settled[count] = _in_order(draft.items), sends
        for name, item in draft.items.items():
            if name not in reported or (reported[name].exact and not item.exact):
                reported[name] = item
    draft.items = {name: item for name, item in reported.items() if name not in draft.omitted}
    return settled


def _in_order(items: dict[str, Item]) -> list[Item]:
    """Put items in the order of the file, those that add to a text written before last."""
    return sorted(items.values(), key=lambda item: (any(f.adds for f in item.parameter.fields), item.parameter.order))


def _put_extras(draft: Draft, body: dict[str, Any]) -> None:
    """Hand on what nobody knows where the provider wants it; its own top-level fields stay on top (R7)."""
    below = draft.target.extras_under
    if not below or below[0] in draft.extras:
        body.update(draft.extras)
        return
    native = draft.target.native
    body.update({key: value for key, value in draft.extras.items() if key in native})
    rest = {key: value for key, value in draft.extras.items() if key not in native}
    if rest:
        home = get(body, below)
        if type(home) is not dict:
            home = {}
            put(body, below, home)
        home.update(rest)  # by their very keys, which are no paths (R7.2)


def _constant(draft: Draft, body: dict[str, Any], field: Field, upstream: str | None, *, first: bool) -> None:
    if "model" in field.template.names and upstream is None:
        asked = honest(draft.request.get("model"))
        if not isinstance(asked, str):
            return
        value = field.template.fill({"model": asked.rpartition("/")[2]})
    else:
        value = field.template.fill({"model": upstream, "value": None})
    put(body, field.path, value)
    if first:
        draft.fixed.append((field.text, value))


def _wire(draft: Draft, item: Item, before: int, count: int) -> Any:
    """Give the value with which an item is sent in one call, after so many results of others."""
    parameter = item.parameter
    return parameter.for_call(draft, item, before, count) if isinstance(parameter, SeedParameter) else item.wire


def _write_item(body: dict[str, Any], item: Any, wire: Any, count: int) -> dict[str, Any]:
    parameter = item.parameter
    if isinstance(parameter, CountParameter):
        return parameter.write(body, parameter.packed(count)) if parameter.is_sent(count) else {}
    if item.mode == "emulated" and wire is None:
        return {}
    sent: dict[str, Any] = parameter.write(body, wire)
    return sent
