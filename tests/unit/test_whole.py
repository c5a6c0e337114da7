"""Whole answers: for each row of `tests/data/whole` everything that a plan, or a refusal, says about a request.

A row that fails shows which fact is another one. The rows stand by rule; `whole.py` says how a fact is written.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from unit.whole import whole

FOLDER = Path(__file__).parents[1] / "data" / "whole"
FILES = sorted(FOLDER.glob("*.yaml"))
ROWS: list[tuple[str, dict[str, str]]] = [
    (f"{path.stem}: {row['says']}", row)
    for path in FILES
    for row in yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506  texts alone
]


def test_the_tables_are_there() -> None:
    """No row says what another one says, and none is lost."""
    assert len(FILES) >= 3
    assert len({name for name, _ in ROWS}) == len(ROWS) >= 100


@pytest.mark.parametrize("row", [pytest.param(row, id=name) for name, row in ROWS])
def test_all_that_is_said(row: dict[str, str]) -> None:
    """The calls, the reports, the adjustments, the notes and the loss, or the problems, are these and no others."""
    options: dict[str, Any] = json.loads(row.get("options", "{}"))
    assert whole(row["block"], json.loads(row["request"]), **options) == row["answer"].splitlines()
