"""Two sets of facts beside each other: each fact that differs as one change, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.changes.offer import RULES
from normalizer.changes.parts import Change
from normalizer.changes.values import said, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalizer.changes.offer import Facts

_NOT_THERE = object()
MOST_LISTED = 12
"""So many of the words that came or went are named, the rest is counted."""


def differences(old: Facts, new: Facts) -> tuple[Change, ...]:
    """List what differs. A part that only one of them has is said once, not fact by fact.

    >>> [change.says for change in differences({("n", "at most"): 4}, {("n", "at most"): 10})]
    ['n: at most 4 -> 10']
    """
    found: list[Change] = []
    parts = ({part for part, _ in old}, {part for part, _ in new})
    for part, aspect in {**old, **new}:
        if aspect and (part in parts[0]) is not (part in parts[1]):
            continue
        before, after = old.get((part, aspect), _NOT_THERE), new.get((part, aspect), _NOT_THERE)
        if before is _NOT_THERE and aspect:
            before = None
        if after is _NOT_THERE and aspect:
            after = None
        found += _compared(part, aspect, before, after)
    return tuple(found)


def _compared(part: str, aspect: str, before: Any, after: Any) -> Iterator[Change]:
    if before is _NOT_THERE or after is _NOT_THERE:
        there = after if before is _NOT_THERE else before
        if there is not None and there not in ([], {}):
            end = "" if there is True else f" ({_summary(there)})"
            old, new = (None if value is _NOT_THERE else value for value in (before, after))
            yield Change(part, aspect, old, new, f"{part}: {'new' if before is _NOT_THERE else 'gone'}{end}")
    elif part == RULES:
        yield from _rules(before, after)
    elif not _alike(before, after):
        yield Change(part, aspect, before, after, f"{part}: {_words(aspect, before, after)}")


def _alike(before: Any, after: Any) -> bool:
    if _is_unset(before) and _is_unset(after):
        return True
    return same(before, after)


def _is_unset(value: Any) -> bool:
    return value is None or value is False or value in ([], {})


def _words(aspect: str, before: Any, after: Any) -> str:
    start = f"{aspect} " if aspect else ""
    if _is_listing(before) and _is_listing(after) and (before or after):
        return start + _listed(_as_map(before), _as_map(after))
    if isinstance(before, bool) or isinstance(after, bool):
        return start + f"{said(before or False)} -> {said(after or False)}"
    return start + f"{_summary(before)} -> {_summary(after)}"


def _is_listing(value: Any) -> bool:
    return value is None or isinstance(value, (dict, list))


def _as_map(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    return {str(item): item for item in value or ()}


def _listed(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Name what came, what went, and what goes by another word of the provider."""
    pieces = [f"+{_entry(word, after[word])}" for word in after if word not in before]
    pieces += [f"-{_entry(word, before[word])}" for word in before if word not in after]
    pieces += [
        f"{said(word)} ({said(wire)} -> {said(after[word])})"
        for word, wire in before.items()
        if word in after and not same(wire, after[word])
    ]
    rest = len(pieces) - MOST_LISTED
    return ", ".join(pieces[:MOST_LISTED]) + (f" and {rest} more" if rest > 0 else "")


def _entry(word: str, wire: Any) -> str:
    return said(word) if str(wire) == word else f"{said(word)} ({said(wire)})"


def _summary(value: Any) -> str:
    if isinstance(value, dict) and value:
        names = [_entry(word, wire) for word, wire in value.items()]
        rest = len(names) - MOST_LISTED
        return ", ".join(names[:MOST_LISTED]) + (f" and {rest} more" if rest > 0 else "")
    return said(value)


def _rules(before: list[str], after: list[str]) -> Iterator[Change]:
    """Compare rules as sentences; they run from top to bottom, so that their order counts."""
    gone = [rule for rule in before if rule not in after]
    come = [rule for rule in after if rule not in before]
    yield from (Change(RULES, "", rule, None, f"{RULES}: -{rule}") for rule in gone)
    yield from (Change(RULES, "", None, rule, f"{RULES}: +{rule}") for rule in come)
    if not gone and not come and before != after:
        yield Change(RULES, "", before, after, f"{RULES}: in another order")
