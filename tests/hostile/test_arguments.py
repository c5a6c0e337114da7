"""Hostile arguments beside the request: policies, sizes of inputs, saved plans (R2.6, R9, R10.2)."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest

from hostile import liars
from hostile.cases import ALL, PROMPT, is_sound_error, is_sound_plan
from normalizer import NormalizationError, Plan, Policy, normalize
from unit.blocks import target

HUGE = 10**5000
POLICIES: list[tuple[str, Any]] = [
    *(("scale", value) for value in ("", "Nearest", "closest", None, 1, [], {}, b"nearest", liars.Colour.HIGH)),
    *(("seconds", value) for value in ("at least", None, True, object())),
    *(("extras", value) for value in ("", "ignore", True, ["pass"])),
    *(("exact_size", value) for value in ("crop", "\x1b[2J", False, 0)),
    *(("over_cap", value) for value in (None, "", "refuse", 1)),
    *(("strict", value) for value in (None, 1, "true", [])),
    *(("max_n", value) for value in (0, -1, 1.0, "3", True, nan, [], HUGE * -1)),
    *(("max_pixels", value) for value in (0, -1, 1e6, "1000000", True, inf)),
    *(("max_seconds", value) for value in (-1, nan, inf, "8", True, [], HUGE)),
    *(("max_shape_distance", value) for value in (0, 0.99, -1, nan, inf, "2", True, HUGE)),
    *(("max_scale_distance", value) for value in (0, nan, -inf, "2", False, HUGE)),
    *(("reserved", value) for value in ("metadata", 5, None, [[]], [{}], object())),
    *(("output_formats", value) for value in ("png", 5, [[]], [None], [5])),
]


@pytest.mark.parametrize(("name", "value"), POLICIES, ids=[f"{name} {i}" for i, (name, _) in enumerate(POLICIES)])
def test_a_malformed_policy_is_one_problem(name: str, value: Any) -> None:
    """A policy is looked at when it is made, and nothing but the library's own error leaves it."""
    with pytest.raises(NormalizationError) as caught:
        Policy(**{name: value})
    is_sound_error(caught.value)
    assert [(problem.parameter, problem.code) for problem in caught.value.problems] == [
        (f"policy.{name}", "bad_policy")
    ]


SIZES = [(HUGE, 1), (True, 1), (0, 1), (-1, 1), (1.0, 1), (nan, 1), ("1", "1"), (1,), (1, 1, 1), (), "11", b"11", 11]
SIZES += [{1: 1, 2: 2}, {1, 2}, iter([1, 2]), object(), (100_000, 1), (liars.Number.THREE, 1), [[1], [1]]]  # type: ignore[list-item]  # wrong on purpose


@pytest.mark.parametrize("value", SIZES, ids=range(len(SIZES)))
def test_a_malformed_input_size_is_one_problem(value: Any) -> None:
    """The size of an input is two whole numbers of pixels."""
    with pytest.raises(NormalizationError) as caught:
        normalize({"prompt": PROMPT}, target(ALL), input_size=value)
    is_sound_error(caught.value)
    assert [(problem.parameter, problem.code) for problem in caught.value.problems] == [("input_size", "wrong_type")]


def saved() -> dict[str, Any]:
    """Give a plan as it is kept."""
    return normalize({"prompt": PROMPT, "size": "1920x1080", "n": 6}, target(ALL)).to_dict()


WHOLES: list[Any] = [None, 5, "plan", b"{}", [], [1], {}, object(), {"calls": []}, {"calls": None}, HUGE]


@pytest.mark.parametrize("data", WHOLES, ids=range(len(WHOLES)))
def test_what_is_no_saved_plan_is_refused(data: Any) -> None:
    """Whatever is read as a plan, a plan or the library's own error comes out."""
    with pytest.raises(NormalizationError) as caught:
        Plan.from_dict(data)
    is_sound_error(caught.value)
    assert [(problem.parameter, problem.code) for problem in caught.value.problems] == [("plan", "bad_request")]


@pytest.mark.parametrize("key", ["calls", "steps", "parameters", "adjustments", "notes", "resolved", "billed"])
@pytest.mark.parametrize("value", ["missing", 5, [5], [None], [{"x": 1}]], ids=range(5))
def test_a_damaged_part_of_a_saved_plan_is_refused(key: str, value: Any) -> None:
    """A part that is missing, or that is something else, is found when the plan is read."""
    data = saved()
    data[key] = value
    if value == "missing":
        del data[key]
    with pytest.raises(NormalizationError) as caught:
        Plan.from_dict(data)
    is_sound_error(caught.value)


@pytest.mark.parametrize(
    "value", [nan, object(), HUGE, {"$object": "x"}, {1: 2}, b"x", {"a": [{"$object": 1}]}], ids=range(7)
)
def test_a_plan_that_was_no_json_is_not_sent(value: Any) -> None:
    """What stands for a value that JSON cannot carry is found again, however deep (R10.2)."""
    plan = normalize({"prompt": PROMPT, "unknown": value}, target(ALL))
    is_sound_plan(plan)
    with pytest.raises(NormalizationError) as caught:
        Plan.from_dict(plan.to_dict())
    assert [problem.code for problem in caught.value.problems] == ["not_json"]
