"""The sandbox against the engine: it accepts what is sent over the grid, and refuses what stands beside it."""

from __future__ import annotations

import ast
from pathlib import Path
from zlib import crc32

import pytest

from gateway.agreement import compared, disagreements
from gateway.contract import breaches, plans
from gateway.neighbours import neighbours
from matrix.cases import Case, every_case
from normalizer.gateway import sandbox
from normalizer.gateway.sandbox.validator import refusals

FEWEST = 20
SOME = 24
"""One of so many targets is tried in each run; `PYTHONPATH=tests python -m gateway contract` tries all."""

FEWER = {
    "replicate/p-image generate": 18,
    "bedrock/stable-image-ultra generate": 17,
    "vmodel/seedream-4.0 generate": 16,
    "wavespeed/flux-2-klein-4b generate": 16,
    "wavespeed/flux-2-klein-9b generate": 16,
    "wavespeed/flux-srpo generate": 16,
}
"""Targets whose file says so little that there are not twenty payloads it does not allow: so many there are."""


def drawn() -> list[Case]:
    """Draw targets by their names, so that a new one changes nothing about the others."""
    return [case for case in every_case() if crc32(case.name.encode()) % SOME == 0]


@pytest.mark.parametrize("case", drawn(), ids=lambda case: case.name)
def test_it_accepts_what_the_engine_sends_and_makes_what_is_expected(case: Case) -> None:
    """Every payload of the matrix and the grid passes; its size, number and length are those of the plan."""
    met = list(plans(case))
    assert met
    assert [found for plan in met for found in breaches(case, plan)] == []


@pytest.mark.parametrize("case", drawn(), ids=lambda case: case.name)
def test_it_refuses_what_stands_beside(case: Case) -> None:
    """At least twenty payloads that differ in one thing from a legal one, each refused."""
    beside = neighbours(case)
    assert len(beside) >= FEWER.get(case.name, FEWEST)
    assert [what for what, payload, upstream in beside if not refusals(case.block, payload, upstream)] == []


def test_it_refuses_what_the_types_of_the_sdks_refuse() -> None:
    """Whatever word, type or gap an SDK's own type does not allow, the sandbox does not allow either."""
    both, found = 0, []
    for case, types in compared():
        if crc32(case.name.encode()) % SOME == 1:
            said, refused = disagreements(case, types)
            found += said
            both += refused
    assert found == []
    assert both > 500


def test_the_validator_knows_nothing_of_the_engine() -> None:
    """What decides in the engine is out of its reach: it could not repeat the same mistake."""
    folder = Path(str(sandbox.__file__)).parent
    modules = {
        name
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        for name in [str(node.module)]
    }
    assert not {name.split(".")[1] for name in modules if name.startswith("normalizer.")} & {
        *(
            "resolve",
            "fit",
            "parameters",
            "quick",
            "compile",
            "geometry",
            "engine",
            "target",
            "payload",
            "draft",
            "write",
        )
    }
