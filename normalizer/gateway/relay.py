"""Hand a plan's fields to a gateway that maps requests once more, so that they come out of it as they went in.

Knows where the gateway takes which field, from the provider's file; knows nothing of how it is called.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.gateway.report import is_extra
from normalizer.request import ALIASES, INPUTS
from normalizer.write import path_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from normalizer.capability import Relay
    from normalizer.plan import Plan

OWN = frozenset(("model", "provider", "operation", "prompt", *INPUTS))
"""What the gateway writes itself: these stay in its request as the caller gave them."""


class Carried(NamedTuple):
    """The fields as the gateway takes them, and the paths of the payload for which it has no way."""

    fields: dict[str, Any]
    lost: tuple[str, ...]


def carried(plan: Plan, relay: Relay, settings: Collection[str] = ()) -> Carried:
    """Say what to put into the gateway's request for the first call of a plan.

    Fields nobody declared are not among them: they stay where the caller put them. None becomes one of the gateway's
    own `settings`.
    """
    fields: dict[str, Any] = {}
    lost: list[str] = []
    payload = plan.calls[0].payload
    for report in plan.parameters:
        is_own = ALIASES.get(report.name, report.name) in OWN or is_extra(report)
        for path, told in report.sent.items():
            if _is_one_of(path, relay.drops):
                lost.append(path)
            elif not is_own and not _is_one_of(path, relay.writes):
                place, value = _place(path, relay), _word(path, _at(payload, path, told), relay)
                if place is None or value is None or place[0] in settings or not _put(fields, place, value):
                    lost.append(path)
    return Carried(fields, tuple(lost))


def _is_one_of(path: str, prefixes: Collection[str]) -> bool:
    return any(_below(path, prefix) is not None for prefix in prefixes)


def _place(path: str, relay: Relay) -> tuple[str, ...] | None:
    """Give the place of a field in the gateway's request; nothing where it has none."""
    place = path
    for prefix, name in relay.lift.items():
        rest = _below(path, prefix)
        if rest is not None:
            place = rest if name == "." else f"{name}.{rest}" if rest else name
            break
    else:
        if path.partition(".")[0] in {prefix.partition(".")[0] for prefix in relay.lift}:
            return None  # what lies beside a field that is lifted is not taken at all
    steps = tuple(place.split("."))
    if not place or (relay.keeps is not None and steps[0] not in relay.keeps):
        return None
    return steps


def _word(path: str, value: Any, relay: Relay) -> Any:
    """Give a value as the gateway's table wants it; nothing where its table does not lead to the value."""
    return relay.words[path].get(str(value)) if path in relay.words else value


def _below(path: str, prefix: str) -> str | None:
    """Give what follows a prefix of a path: nothing of it where it is the whole, `None` where it is no prefix."""
    if path == prefix:
        return ""
    return path[len(prefix) + 1 :] if path.startswith(prefix + ".") else None


def _put(fields: dict[str, Any], place: tuple[str, ...], value: Any) -> bool:
    """Write a value at a place made of names alone; tell whether there is such a place."""
    node = fields
    for step in place[:-1]:
        if step.isdigit():
            return False
        node = node.setdefault(step, {})
    node[place[-1]] = value
    return not place[-1].isdigit()


def _at(payload: Any, path: str, told: Any) -> Any:
    """Give what the call really has at a path: calls of one plan differ in number and seed."""
    node = payload
    for step in path_of(path):
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            return told
    return node
