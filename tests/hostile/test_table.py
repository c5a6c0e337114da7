"""The hostile requests, each with the answer that is written down for it (R1, R6, R7, R11)."""

from __future__ import annotations

import pytest

from hostile import table_requests, table_texts, table_values
from hostile.cases import Bad, Good, judge

CASES: list[Bad | Good] = [*table_texts.cases(), *table_values.cases(), *table_requests.cases()]


def test_the_table_is_long_and_no_name_stands_twice() -> None:
    """The table keeps its rows, and a failing row can be found by its name."""
    names = [case.name for case in CASES]
    assert len(names) > 1000
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_each_hostile_request_has_its_answer(case: Bad | Good) -> None:
    """The very problems, or the very payload and modes; and whatever is said of it is safe to print and to send."""
    judge(case)
