"""The schema of a request and the engine say the same, on generated targets (design: `Target.request_schema`)."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from matrix.schema_law import GEOMETRY, GRID, is_exact, is_listed
from normalizer.request_schema.judge import Judge

from .parameters import full_requests, full_samples
from .strategies import Draw, Request, Sample, examples, wishes

LARGEST = 2


def agrees(drawn: Sample, request: Request) -> None:
    """Compare what the schema says of a request with what the engine says."""
    target = drawn.target
    schema = target.request_schema()
    Draft202012Validator.check_schema(schema)
    base = Judge(target).base
    names = {target.names.get(key, key) for key in request}
    names.update(GEOMETRY if names & set(GEOMETRY) else ())
    full = {**{key: value for key, value in base.items() if key not in names}, **request}
    exact, accepted = is_exact(target, full), Draft202012Validator(schema).is_valid(full)
    if accepted and all(is_listed(schema, base, key, full) for key in full):
        assert exact, full
    if exact and len(request) <= LARGEST and is_json(request):
        assert accepted, full


def is_json(value: Any) -> bool:
    """Tell whether a value can be written as JSON: a schema is about nothing else."""
    if isinstance(value, dict):
        return all(isinstance(key, str) for key in value) and all(map(is_json, value.values()))
    if isinstance(value, list):
        return all(map(is_json, value))
    return value is None or isinstance(value, (str, int, float, bool))


@st.composite
def cases(draw: Draw) -> tuple[Sample, Request]:
    """Give a full target, and one or two of the things that one may ask of it."""
    drawn = draw(full_samples())
    asked = {**draw(full_requests(drawn)), **{key: draw(st.sampled_from(GRID[key])) for key in draw(keys())}}
    if draw(st.booleans()):
        chosen = draw(st.lists(st.sampled_from(sorted(asked)), max_size=LARGEST, unique=True)) if asked else []
        asked = {key: asked[key] for key in chosen}
    return drawn, asked


def keys() -> st.SearchStrategy[list[str]]:
    """Give some names of the grid."""
    return st.lists(st.sampled_from(sorted(GRID)), max_size=3, unique=True)


@examples(40)
@given(cases())
def test_schema_and_engine_say_the_same(case: tuple[Sample, Request]) -> None:
    """Lists accept only what is met exactly; what is met exactly, alone or in pairs, is accepted."""
    agrees(*case)


@examples(40)
@given(wishes())
def test_schema_and_engine_say_the_same_of_sizes(case: tuple[Sample, Request]) -> None:
    """All forms of sizes, words that lie, ties and multiples included."""
    drawn, request = case
    agrees(drawn, request)
