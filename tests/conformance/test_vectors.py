"""The conformance vectors: whole, fresh, of all rules, right by this library and by the plain reading of the rules."""

from __future__ import annotations

import json
import re
from copy import deepcopy
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from normalizer import conformance
from normalizer.capability import ModelFile
from normalizer.codes import CODES
from reference import Malformed, Missing, answer

from . import source

RULES = Path(__file__).parents[2] / "docs" / "rules.md"
VECTORS = conformance.vectors()
BY_ID = {vector.id: vector for vector in VECTORS}
GEOMETRY = ("size", "aspect_ratio", "resolution")


@pytest.mark.parametrize("vector", VECTORS, ids=[vector.id for vector in VECTORS])
def test_the_library_gives_the_rules_answer(vector: conformance.Vector) -> None:
    """Every vector is answered as it demands."""
    assert conformance.differences(vector.expected, conformance.answer(vector.question)) == []


def test_the_file_is_fresh() -> None:
    """`normalizer/conformance.json` is what the readable source says; `python -m tests.conformance update` writes it."""
    assert conformance.text() == source.text()


def test_the_file_keeps_its_schema() -> None:
    """Whoever reads the vectors can rely on their schema."""
    jsonschema.Draft202012Validator.check_schema(conformance.schema())
    jsonschema.validate(json.loads(conformance.text()), conformance.schema())


def test_the_vectors_are_broad() -> None:
    """Each has an id of its own; every numbered rule from R1 to R9 is there, and every form."""
    assert len(BY_ID) == len(VECTORS) >= 300
    numbered = set(re.findall(r"^- \*\*(R[1-9]\.\d+)\*\*", RULES.read_text(encoding="utf-8"), re.MULTILINE))
    assert len(numbered) > 50
    assert sorted(numbered - {vector.rule for vector in VECTORS}) == []
    forms = [form for vector in VECTORS for form in dimensions(vector.question["block"])]
    for kind in ("sizes", "table", "aspect_ratios", "tiers", "limits", "fixed", "follows"):
        assert any(kind in form for form in forms), kind
    assert {vector.question["media"] for vector in VECTORS} == {"image", "video"}


def test_the_vectors_speak_in_public_codes() -> None:
    """Codes of adjustments, notes and problems are those of the table, each in its place."""
    for vector in VECTORS:
        plan = vector.expected.get("plan", {})
        for key, kind in (("adjustments", "adjustment"), ("notes", "note")):
            assert {CODES[entry["code"]].kind for entry in plan.get(key, ())} <= {kind}, vector.id
        assert {CODES[entry["code"]].kind for entry in vector.expected.get("problems", ())} <= {"problem"}


def test_every_key_is_accounted_for_once() -> None:
    """The law of R6 and R6.6 in the vectors themselves: one entry a key, and a difference exactly where one is said."""
    for vector in VECTORS:
        if "plan" not in vector.expected:
            continue
        plan, request = vector.expected["plan"], vector.question["request"]
        names = [entry["name"] for entry in plan["parameters"]]
        assert len(set(names)) == len(names), vector.id
        assert request.keys() <= set(names), vector.id
        changed = {entry["parameter"] for entry in plan["adjustments"]}
        inexact = {entry["name"] for entry in plan["parameters"] if not entry["exact"]}
        assert inexact == changed & request.keys(), vector.id


def dimensions(block: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the forms of a block as a list."""
    forms = block.get("dimensions", [])
    return forms if isinstance(forms, list) else [forms]


def asks_geometry_alone(vector: conformance.Vector) -> bool:
    """Tell whether the plain reading of the geometry has all it needs: no condition, native field or other policy."""
    question = vector.question
    block, policy = question["block"], question["policy"]
    return (
        bool(dimensions(block))
        and any(question["request"].get(key) is not None for key in GEOMETRY)
        and not block.get("rules")
        and not policy.keys() - {"scale"}
        and vector.rule not in {"R1.10", "R7.3"}
        and vector.id != "size-with-a-slash"  # the plain reading is of the rules alone, this is one of the readings
    )


@pytest.mark.parametrize("vector", [pytest.param(v, id=v.id) for v in VECTORS if asks_geometry_alone(v)])
def test_the_plain_reading_agrees(vector: conformance.Vector) -> None:
    """The slow reading of the rules finds the same ratio, tier and pixels, or the same malformed parameter."""
    question = vector.question
    request = {key: value for key, value in question["request"].items() if key in GEOMETRY and value is not None}
    facts = facts_of(question["block"], question["media"])
    size = question["input_size"] and tuple(question["input_size"])
    if "problems" in vector.expected:
        with pytest.raises((Malformed, Missing)) as caught:
            answer(facts, question["media"], request, policy=question["policy"], input_size=size)
        named = {problem["parameter"] for problem in vector.expected["problems"]}
        assert str(caught.value).partition(":")[0] in named
        return
    found = answer(facts, question["media"], request, policy=question["policy"], input_size=size)
    plan = vector.expected["plan"]
    assert found.ratio in {None, plan["resolved"]["ratio"]}
    assert found.tier in {None, plan["resolved"]["tier"]}
    assert (found.expected_size and list(found.expected_size)) == plan["expected_size"]
    exact = {entry["name"]: entry["exact"] for entry in plan["parameters"]}
    assert all(exact[name] is is_exact for name, is_exact in found.exact.items())


def facts_of(block: dict[str, Any], media: str) -> dict[str, Any]:
    """Give the facts of a block in full, as the plain reading wants them."""
    providers = {"one": {"generate": block}}
    file = ModelFile.model_validate({"schema": 1, "name": "M", "maker": "Y", "media": media, "providers": providers})
    facts = file.providers["one"].operations["generate"].model_dump(by_alias=True, exclude_none=True)
    return {
        "dimensions": [plain_form(form) for form in facts["dimensions"]],
        "default": facts.get("default"),
        "required": list(facts.get("required", ())),
    }


def plain_form(form: dict[str, Any]) -> dict[str, Any]:
    """Drop what a form does not say, so that its keys tell its kind."""
    plain = {key: value for key, value in form.items() if value not in ({}, (), False)}
    return {**plain, "limits": form["limits"]} if "limits" in form else plain


def spoil(value: Any) -> list[Any]:
    """Give copies of a JSON value, each wrong at one place."""
    if isinstance(value, dict):
        return [{**value, key: wrong} for key, item in value.items() for wrong in spoil(item)]
    if isinstance(value, list):
        shorter = [value[:-1]] if value else []
        return shorter + [[*value[:i], wrong, *value[i + 1 :]] for i, item in enumerate(value) for wrong in spoil(item)]
    if isinstance(value, bool):
        return [not value]
    return [value + 1] if isinstance(value, (int, float)) else [f"{value}!"]


@pytest.mark.parametrize("vector", [pytest.param(v, id=v.id) for v in VECTORS[::4]])
def test_a_spoiled_answer_is_noticed(vector: conformance.Vector) -> None:
    """Whatever part of an answer is wrong, it is found; the answer itself has no difference."""
    right = deepcopy(dict(vector.expected))
    assert conformance.differences(vector.expected, right) == []
    spoiled = spoil(right)
    assert spoiled
    for wrong in spoiled:
        assert conformance.differences(vector.expected, wrong) != [], wrong


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"problems": []}, "expected a plan, got []"),
        ({"plan": 7}, "expected a plan, got null"),
        ({"plan": {}}, "calls: expected "),
        ({"plan": {"parameters": [1]}}, "parameters: expected a list of objects, got [1]"),
    ],
)
def test_an_answer_that_is_none_is_told(wrong: dict[str, Any], said: str) -> None:
    """What is not even the shape of an answer is a difference, never an exception."""
    found = conformance.differences(BY_ID["ratio-alone"].expected, wrong)
    assert any(line.startswith(said) for line in found)


def test_the_order_of_reports_is_of_no_account() -> None:
    """Reports may come in any order and say more; what is said twice or was not expected is a difference."""
    expected = BY_ID["size-beats-both"].expected
    plan = expected["plan"]
    turned = {**plan, "parameters": [{**entry, "asked": 1} for entry in plan["parameters"][::-1]], "loss": 1.0}
    assert conformance.differences(expected, {"plan": turned}) == []
    twice = {**plan, "parameters": [*plan["parameters"], plan["parameters"][0]]}
    assert conformance.differences(expected, {"plan": twice}) == ['parameters: "size" stands twice']
    more = {**plan, "notes": [{"parameter": "size", "code": "even_sides", "rule": "R5.7"}]}
    assert conformance.differences(expected, {"plan": more}) == ['notes: "size even_sides" was not expected']


def test_a_number_is_equal_with_or_without_a_point() -> None:
    """Other languages know one kind of number; none of them takes true for 1."""
    expected = BY_ID["n-integer"].expected
    (call,) = expected["plan"]["calls"]
    for count, same in ((3.0, True), (True, False), ("3", False)):
        answer_ = {"plan": {**expected["plan"], "calls": [{**call, "count": count}]}}
        assert (conformance.differences(expected, answer_) == []) is same


def test_the_page_shows_a_vector_as_it_is() -> None:
    """The example of `docs/conformance.md` is a vector of the file, and its Python runs."""
    page = (RULES.parent / "conformance.md").read_text(encoding="utf-8")
    (shown,) = re.findall(r"^```json\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    vectors = json.loads(conformance.text())["vectors"]
    assert json.loads(shown) in vectors
    (code,) = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "docs/conformance.md", "exec"), names)  # noqa: S102  the page's own example
    assert isinstance(names["differences"], list)
