"""The summary of a log: parts that are merged, bounds, and the page that describes it all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from batch.requests import CATALOG, requests
from normalizer.batch.judge import Judge
from normalizer.batch.summary import OTHERS, Summary
from normalizer.batch.verdict import Verdict
from normalizer.cli.program import app

PAGE = Path(__file__).parents[2] / "docs" / "validation.md"
JUDGE = Judge(CATALOG)


def summed_up(verdicts: list[Verdict], first: int = 1) -> Summary:
    """Count verdicts, each on a line of its own."""
    summary = Summary()
    for line, verdict in enumerate(verdicts, first):
        summary.add(verdict, "log", line)
    return summary


@settings(max_examples=30)
@given(st.lists(requests(), max_size=12), st.integers(0, 12))
def test_parts_that_are_merged_are_the_whole(rows: list[dict[str, object]], cut: int) -> None:
    """Wherever a log is cut, the parts come to what the whole comes to."""
    verdicts = [JUDGE.verdict(row) for row in rows]
    whole, part = summed_up(verdicts), summed_up(verdicts[:cut])
    part.merge(summed_up(verdicts[cut:], len(verdicts[:cut]) + 1))
    assert part.to_dict() == whole.to_dict()
    assert whole.rows == len(rows)


@settings(max_examples=30)
@given(st.lists(requests(), max_size=12), st.sets(st.integers(0, 11)))
def test_rows_may_be_dealt_out(rows: list[dict[str, object]], there: set[int]) -> None:
    """Whoever judges which rows, the parts come to what the whole comes to, and name the rows that come first."""
    verdicts = [JUDGE.verdict(row) for row in rows]
    files = ["b", "a"]
    placed = [(verdict, files[at * 2 // len(verdicts)], at) for at, verdict in enumerate(verdicts)]
    whole, one, other = Summary(), Summary(), Summary()
    for at, (verdict, file, line) in enumerate(placed):
        for summary in (whole, other if at in there else one):
            summary.add(verdict, file, line)
    one.merge(other, {"b": 0, "a": 1})
    assert one.to_dict() == whole.to_dict()


def test_names_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A log that names new parameters in every row does not make the summary grow for ever."""
    monkeypatch.setattr("normalizer.batch.summary.MOST_NAMES", 5)
    summary = summed_up([Verdict("error", (None, None, None), ((f"own_{i}", "unknown_parameter"),)) for i in range(20)])
    assert len(summary.parameters) == 6
    assert summary.parameters[OTHERS] == 15


def test_a_row_counts_once_among_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many of its parameters have no place of their own."""
    monkeypatch.setattr("normalizer.batch.summary.MOST_NAMES", 5)
    codes = tuple((f"own_{i}", code) for i in range(20) for code in ("one", "two"))
    summary = summed_up([Verdict("error", (None, None, None), codes)] * 3)
    assert dict(summary.parameters) == {**{f"own_{i}": 3 for i in range(5)}, OTHERS: 3}


def test_examples_of_the_page_run() -> None:
    """Every block of Python on the page runs, that for a cluster aside."""
    pytest.importorskip("polars", reason="the extra batch is not installed")
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    here = [block for block in blocks if "pyspark" not in block]
    assert len(here) == 3
    assert len(blocks) == 4
    exec("\n".join(here), {})  # noqa: S102  our own page


def test_options_of_the_page_are_there() -> None:
    """The page names no option that the command does not have."""
    named = set(re.findall(r"--[a-z][a-z-]+", PAGE.read_text(encoding="utf-8")))
    help_text = CliRunner().invoke(app, ["validate", "--help"], terminal_width=300).stdout
    assert named - {option for option in named if option in help_text} == set()
