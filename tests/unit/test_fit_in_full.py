"""Fitted rectangles over a grid of limits and wishes (R5, R9.1): the answers of `tests/data/fitted.yaml`.

The limits are small, so that everything that bounds them bounds some wish.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from normalizer.fit import Limits, fit, grid_points, with_points
from normalizer.yaml_tree import parse_tree

if TYPE_CHECKING:
    from normalizer.fit import Direction

FILE = Path(__file__).parents[1] / "data" / "fitted.yaml"
TABLE: dict[str, Any] = parse_tree(FILE.read_bytes(), FILE.name).plain()

Pair = tuple[int, int]


def pairs(text: str, between: str = "x") -> list[Pair]:
    """Read sizes or ratios."""
    return [(int(one), int(other)) for one, _, other in (word.partition(between) for word in text.split())]


def compiled(facts: dict[str, Any]) -> Limits:
    """Compile limits as a file's are."""
    low, high = facts.get("min_edge"), facts.get("max_edge")
    ratios = [pairs(facts[name], ":")[0] if name in facts else None for name in ("min_ratio", "max_ratio")]
    return with_points(
        Limits.of(
            width=(facts.get("min_width", low), facts.get("max_width", high)),
            height=(facts.get("min_height", low), facts.get("max_height", high)),
            pixels=(facts.get("min_pixels"), facts.get("max_pixels")),
            ratio=(ratios[0], ratios[1]),
            step=facts.get("multiple_of", 1),
        )
    )


@pytest.mark.parametrize("direction", ["nearest", "at_least", "at_most"])
@pytest.mark.parametrize("name", TABLE["cases"])
def test_r5_every_wish_has_its_answer(name: str, direction: Direction) -> None:
    """Whatever is wished, in every direction, the answer is the one that was found by the slow reading; it is legal."""
    case = TABLE["cases"][name]
    limits = compiled(case["limits"])
    for wish, answer in zip(pairs(TABLE["wishes"]), pairs(case[direction]), strict=True):
        assert fit(wish, (wish[0] * wish[1], 1), limits, direction=direction) == answer, wish
        assert limits.admits(*answer)


@pytest.mark.parametrize("name", TABLE["cases"])
def test_r5_4_which_limits_are_narrow(name: str) -> None:
    """The points of narrow limits are listed, all of them; others need no list."""
    case = TABLE["cases"][name]
    limits = compiled(case["limits"])
    assert len(limits.points) == case["listed"]
    if limits.points:
        assert limits.points == tuple(grid_points(limits))
