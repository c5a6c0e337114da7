"""The table of fitted rectangles is what the slow reading says (R5, R9.1); of each case a part, as it is slow."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from normalizer.yaml_tree import parse_tree

from .fit import fit, read_box

FILE = Path(__file__).parents[1] / "data" / "fitted.yaml"
TABLE = parse_tree(FILE.read_bytes(), FILE.name).plain()
WISHES = TABLE["wishes"].split()


@pytest.mark.parametrize("index", range(len(TABLE["cases"])), ids=list(TABLE["cases"]))
def test_the_table_holds_what_is_read_slowly(index: int) -> None:
    """Each case has other wishes of the list, so that all of them are looked at."""
    case = list(TABLE["cases"].values())[index]
    box = read_box(case["limits"])
    for at in range(index % 5, len(WISHES), 5):
        width, height = map(int, WISHES[at].split("x"))
        for mode in ("nearest", "at_least", "at_most"):
            size = fit(box, Fraction(width, height), Fraction(width * height), mode=mode).size
            assert f"{size[0]}x{size[1]}" == case[mode].split()[at]
