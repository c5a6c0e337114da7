"""Hostile values after everyday ones: what a target remembers of plans changes no answer (R7.2, R11.1, R12)."""

from __future__ import annotations

from typing import Any

import pytest

from hostile import liars, table_requests
from hostile.cases import ALL, NOTHING
from hostile.table_values import nested
from normalizer import NormalizationError, normalize
from unit.blocks import target

WAYS: dict[str, tuple[str, dict[str, Any]]] = {
    "in a template": (table_requests.MIXED, {"guidance": 7}),
    "as text": (table_requests.TEXT, {"guidance": 7}),
    "in an open list": (table_requests.OPEN, {"guidance": "a"}),
    "counted with": (table_requests.FPS, {"fps": 5, "seconds": 4}),
    "a seed": (table_requests.SPLIT, {"seed": 7, "n": 2}),
    "anything": (ALL, {"negative_prompt": "x", "size": "1024x1024"}),
    "unknown": (NOTHING, {"guidance": 7}),
    "below": (table_requests.PLUS, {"guidance": 7}),
}
"""A block and an everyday request: the first value is the one that turns hostile."""

VALUES: dict[str, Any] = {
    "5000 digits": 10**5000,
    "another number": 10,
    "text": "x",
    "tuple": (1, 2),
    "object": object(),
    "deep list": nested(100_000),
    "liar": liars.TEXTS["__len__ raises"]("x"),
    "no class": liars.NoClass(),
}


def said(made: Any, request: dict[str, Any]) -> Any:
    """Give payloads and modes, or the problems."""
    try:
        plan = normalize(request, made)
    except NormalizationError as error:
        return [(problem.parameter, problem.code) for problem in error.problems]
    return [call.payload for call in plan.calls], [(entry.name, entry.mode) for entry in plan.parameters]


def alike(one: Any, other: Any) -> bool:
    """Compare answers: containers by what they hold, everything else by identity or as plain values."""
    if type(one) is not type(other) or one is other:
        return one is other
    if isinstance(one, dict):
        return list(one) == list(other) and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(alike, one, other))
    return isinstance(one, (str, int, float)) and one == other


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("way", WAYS)
def test_a_hostile_value_after_everyday_ones(way: str, value: str) -> None:
    """The answer is that of a target that has never planned anything."""
    block, everyday = WAYS[way]
    hostile = {**everyday, next(iter(everyday)): VALUES[value]}
    used, new = target.__wrapped__(block), target.__wrapped__(block)
    for _ in range(4):
        said(used, everyday)
    assert alike(said(used, hostile), said(new, hostile))
