"""The schema of a request and the engine say the same: for some of the catalogue, and by a command for all of it."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from .cases import catalog
from .schema_law import breaches, first

if TYPE_CHECKING:
    from collections.abc import Callable

EVERY = 24
"""One target in so many; `python -m tests.matrix schema` looks at all of them, and longer."""

PARTS = 4

TARGETS = catalog().targets()


@pytest.mark.parametrize("part", range(PARTS))
def test_schema_and_engine_say_the_same(part: int) -> None:
    """What is accepted by lists alone is met exactly; what is met exactly, alone or in pairs, is accepted."""
    chosen = TARGETS[::EVERY][part::PARTS]
    found = [said for target in chosen for said in first(breaches(target, singles=60, pairs=40, more=20))]
    assert not found, "\n".join(found)


def _take(schema: dict[str, Any], name: str, value: Any) -> None:
    schema["properties"][name] = {"allOf": [schema["properties"][name], {"not": {"const": value}}]}


def _give(schema: dict[str, Any], name: str, value: Any) -> None:
    schema["properties"][name] = {"anyOf": [schema["properties"][name], {"const": value}]}


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (lambda schema: schema.pop("allOf"), "accepted and not exact"),
        (lambda schema: _give(schema, "aspect_ratio", "3:2"), "accepted and not exact"),
        (lambda schema: _give(schema, "seconds", 5), "accepted and not exact"),
        (lambda schema: _take(schema, "aspect_ratio", "16x9"), "exact and refused"),
        (lambda schema: _take(schema, "seconds", "8s"), "exact and refused"),
        (lambda schema: schema.update(additionalProperties=False), "exact and refused"),
    ],
)
def test_the_law_sees_damage(damage: Callable[[dict[str, Any]], Any], said: str) -> None:
    """A law that finds nothing is only worth something if it would have found this."""
    target = catalog().target("veo-3.1", "google", "generate")
    schema = copy.deepcopy(target.request_schema())
    assert first(breaches(target, schema)) == []
    damage(schema)
    assert any(said in line for line in breaches(target, schema))
