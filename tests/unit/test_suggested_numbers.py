"""What is suggested for a number that cannot be read, or that the provider refuses (R11): the nearest legal one."""

from __future__ import annotations

from math import inf, nan
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.blocks import plan, problems

BLOCK = """
parameters:
  seed: {range: [0, 100000]}
  fps: [24, 30]
  quality: {range: [1, 10], step: 0.5, default: 4}
  guidance: {to: g, range: [1, 10], refuse: true}
  steps: {values: [10, 20], refuse: true}
  strength: {range: [null, 1]}
  output_compression: {range: [0, 100]}
  seconds: {values: [4, 8], refuse: true}
  style: {fixed: 3}
"""

SUGGESTED: list[tuple[str, Any, str]] = [
    ("seed", "x", "try a number from 0 to 100000"),
    ("seed", "", "try a number from 0 to 100000"),
    ("seed", True, "try a number from 0 to 100000"),
    ("seed", [1], "try a number from 0 to 100000"),
    ("seed", nan, "try a number from 0 to 100000"),
    ("seed", " 7", "did you mean 7"),
    ("seed", "007", "did you mean 7"),
    ("seed", "+7", "did you mean 7"),
    ("seed", "-07", "try 0"),
    ("seed", "1" * 40, "try a number from 0 to 100000"),
    ("seed", 2**70, "try 100000"),
    ("seed", inf, "try 100000"),
    ("seed", -inf, "try 0"),
    ("seed", 1 / 3, "did you mean 0.3333"),
    ("fps", "fast", "try 24"),
    ("fps", "24fps", "did you mean 24"),
    ("fps", "30 Hz", "did you mean 30"),
    ("fps", "29.97002997", "try 30"),
    ("fps", 24.00001, "did you mean 24"),
    ("quality", "best", "try 4"),
    ("quality", "3,5", "did you mean 3.5"),
    ("quality", "12.50000", "try 10"),
    ("strength", "high", "try a number to 1"),
    ("guidance", 0, "try 1"),
    ("guidance", 10.5, "try 10"),
    ("guidance", "x", "try a number from 1 to 10"),
    ("steps", 16, "try 20"),
    ("steps", 15, "try 10"),
    ("steps", "many", "try 10"),
    ("seconds", 7, "try 8"),
    ("seconds", 5, "try 4"),
    ("output_compression", "80%", "did you mean 80"),
    ("output_compression", "050", "did you mean 50"),
    ("output_compression", "high", "try a number from 0 to 100"),
    ("output_compression", True, "try a number from 0 to 100"),
    ("output_compression", 50.5, "try 51"),
    ("output_compression", -1, "try 0"),
    ("output_compression", 101, "try 100"),
    ("output_compression", 2**63, "try 100"),
    ("style", "calm", "try 3"),
    ("style", "003", "did you mean 3"),
]


@pytest.mark.parametrize(("name", "value", "wanted"), SUGGESTED)
def test_r11_a_number_is_suggested(name: str, value: Any, wanted: str) -> None:
    """What was meant where it is legal, else the legal number nearest to it, else the default or what is allowed."""
    (problem,) = problems(BLOCK, {name: value}, media="video")
    assert (problem.parameter, problem.suggestion) == (name, wanted)


@pytest.mark.parametrize("value", ["soon", [], "x" * 33])
def test_r11_a_length_that_cannot_be_chosen(value: Any) -> None:
    """Of a length that is the only one, that one is suggested."""
    (problem,) = problems("parameters: {seconds: {fixed: 5}}", {"seconds": value}, media="video")
    assert problem.suggestion == "try 5"


NUMBERS = ["seed", "fps", "quality", "guidance", "steps", "output_compression"]
VALUES = st.one_of(
    st.text(max_size=40), st.integers(), st.floats(), st.from_regex(r"[+-]?[0-9]{1,6}([.,][0-9]{0,6})?( ?(fps|%))?")
)


@given(st.sampled_from(NUMBERS), VALUES)
def test_r11_what_is_suggested_is_taken(name: str, value: Any) -> None:
    """Whoever follows a suggestion that names a number has no problem left."""
    from normalizer import NormalizationError

    try:
        plan(BLOCK, {name: value}, media="video")
    except NormalizationError as error:
        (problem,) = error.problems
        assert problem.suggestion is not None
        word = problem.suggestion.rpartition(" ")[2] if " number " not in problem.suggestion else None
        if word is not None:
            plan(BLOCK, {name: word}, media="video")
