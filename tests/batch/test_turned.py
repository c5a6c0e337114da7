"""Rows of lines are judged as columns where nothing is lost by it, and the same is said of them either way."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.requests import CATALOG, requests
from normalizer.batch.blocks import blocks_of
from normalizer.batch.files import files_of
from normalizer.batch.judge import Judge
from normalizer.batch.log import parts_of
from normalizer.batch.turned import MOST_COLUMNS, Turner
from normalizer.batch.worker import Counts, Finding, Wanted, Worker

if TYPE_CHECKING:
    from pathlib import Path

VALUES = st.one_of(
    st.text(max_size=5),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False),
    st.booleans(),
    st.none(),
    st.lists(st.integers(), max_size=1),
)
ROWS = st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3), max_size=4)


def spelled(rows: Any) -> str:
    """Write rows so that 1, 1.0 and true differ, and the order of keys does not."""
    return json.dumps(rows, sort_keys=True)


@settings(max_examples=300)
@given(st.lists(ROWS, max_size=4))
def test_columns_say_what_the_rows_say(blocks: list[list[dict[str, Any]]]) -> None:
    """What is turned comes back as it was, and all others are named; most fit, or nothing is turned."""
    turner = Turner()
    for rows in blocks:
        batch, left = turner.turned(rows)
        if batch is None:
            continue
        back = [{key: value for key, value in row.items() if value is not None} for row in batch.to_pylist()]
        assert spelled(back) == spelled([row for place, row in enumerate(rows) if place not in left])
        assert not left or 2 * len(left) < len(rows)


def test_what_fits_is_turned() -> None:
    """One row that columns cannot hold takes no other one with it, and later blocks have the same columns."""
    rows: list[dict[str, Any]] = [{"model": "a", "n": 1}, {"model": "b", "own": 0.5}, {"model": "c", "n": 2}]
    for odd in (None, [1], {"a": 1}, "1", 2.0, True, 2**63, -(2**63) - 1, "\ud800"):
        turner = Turner()
        batch, left = turner.turned([*rows, {"model": "d", "n": odd}])
        assert left == [3]
        assert batch.to_pylist() == [
            {"model": "a", "n": 1, "own": None},
            {"model": "b", "n": None, "own": 0.5},
            {"model": "c", "n": 2, "own": None},
        ]
        assert turner.turned([{"n": 3}])[0].schema == batch.schema


def test_columns_stay_as_they_came() -> None:
    """A key that is missing from a block keeps its column and its kind, and too many keys make none."""
    turner = Turner()
    first, _ = turner.turned([{"model": "a", "n": 1}])
    assert turner.turned([{"n": 2}])[0].schema == first.schema
    assert turner.turned([{"size": "1x1"}, {"model": "b"}])[0].schema.names == ["model", "n", "size"]
    assert turner.turned([{f"key {number}": 1 for number in range(MOST_COLUMNS)}])[0] is None
    assert Turner().turned([]) == (None, [])


def test_rows_that_are_not_turned_decide_nothing() -> None:
    """Neither the kind of a key that they alone have, nor which columns there are."""
    turner = Turner()
    usual = [{"model": "a", "n": 1}] * 3
    for odd in (
        [{"model": "a", "n": "2"}, *usual],
        [{f"own_{place}": 1 for place in range(MOST_COLUMNS)}] * 3,
        [{"video": "x"}, {"video_url": "x"}],
    ):
        assert turner.turned(odd) == (None, [])
        assert turner.turned(usual)[0].schema.names == ["model", "n"]


def test_of_two_other_names_the_first_counts() -> None:
    """`video` and `video_url` are one parameter, and the first in a row is it: columns would not tell which."""
    turner = Turner()
    assert turner.turned([{"model": "a", "video": "x"}])[0] is not None
    assert turner.turned([{"model": "a", "video_url": "x"}, {"model": "a", "video": "x"}])[0] is None


@settings(max_examples=200)
@given(
    requests(),
    st.dictionaries(st.sampled_from(["duration", "image_url", "video"]), st.sampled_from(["5", 6])),
    st.randoms(use_true_random=False),
)
def test_the_order_of_keys_says_nothing(row: dict[str, Any], more: dict[str, Any], chance: random.Random) -> None:
    """Columns have one order for all rows, so that a verdict must not depend on it."""
    row |= more
    keys = list(row)
    chance.shuffle(keys)
    assert Judge(CATALOG).verdict({key: row[key] for key in keys}) == Judge(CATALOG).verdict(row)


def judged(path: Path, wanted: Wanted, monkeypatch: pytest.MonkeyPatch, *, turn: bool) -> tuple[Any, list[Finding]]:
    """Judge a log as columns or row by row."""
    monkeypatch.setattr("normalizer.batch.worker.WORTH_TURNING", 0 if turn else 1 << 40)
    counts = Counts()
    parts = list(parts_of(files_of([str(path)])[0], CATALOG, wanted, counts))
    found = [finding for part in parts for finding in part.findings]
    return (counts.summary.to_dict(), counts.switch.to_dict(), counts.ranking.to_dict()), found


LOG: list[Any] = [
    {"model": "recraft-v3", "prompt": "a fox", "size": "2000x300", "own": None},
    {"model": "recraft-v3", "prompt": "a fox", "size": "2000x300"},
    {"model": "fal/flux-dev", "prompt": "a fox", "size": "1000x600", "n": 2},
    {"size": "1920x1080", "prompt": "a fox", "model": "fal/flux-dev", "seed": 7},
    {"model": "fal/flux-dev", "prompt": "a fox", "size": "big"},
    {"model": "veo-3.1", "prompt": "a fox", "seconds": 7, "user": "u"},
    {"model": "no-such-model", "prompt": "a fox"},
    {"model": "recraft-v3", "prompt": "a fox", "size": "640x481", "own": 2.5},
    {"model": "recraft-v3", "prompt": "a fox", "size": {"width": 640, "height": 481}, "own": None},
    {"model": "cloudflare/seedream-4.5", "prompt": "a fox", "a:dropped b": 1},
    {"model": "cloudflare/seedream-4.5", "prompt": "a fox", "a": 1, "b": 1},
    {"model": "fal/flux-dev", "prompt": "a fox", "\ud800": 1},
]
BROKEN = ["{", "[]", "7", '"text"']


@pytest.mark.parametrize(
    "wanted",
    [
        Wanted(findings=-1),
        Wanted(findings=3, requests=True),
        Wanted(findings=5, bad=("error",), share=0.5),
        Wanted(against="replicate", findings=-1),
        Wanted(rank=True),
    ],
    ids=repr,
)
@pytest.mark.parametrize("size", [200, 1 << 20])
def test_lines_are_judged_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wanted: Wanted, size: int) -> None:
    """Counts, examples and findings are the same, in the same order, whether lines are turned into columns or not."""
    chance = random.Random(5)  # noqa: S311  not a secret
    texts = [json.dumps(chance.choice(LOG)) if chance.random() < 0.8 else chance.choice(BROKEN) for _ in range(300)]
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(texts), encoding="utf-8")
    monkeypatch.setattr("normalizer.batch.lines.BLOCK", size)
    turned = judged(path, wanted, monkeypatch, turn=True)
    assert turned == judged(path, wanted, monkeypatch, turn=False)
    assert turned[0][0]["rows"] == (300 if wanted.share == 1 else 150)


@settings(max_examples=60)
@given(rows=st.lists(requests(), min_size=1, max_size=12))
def test_any_lines_are_judged_alike(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> None:
    """The same for logs of any requests, in which values of several kinds stand under one key."""
    path = tmp_path_factory.mktemp("log") / "log.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        turned = judged(path, Wanted(findings=-1), patch, turn=True)
        assert turned == judged(path, Wanted(findings=-1), patch, turn=False)


def test_the_worst_is_the_first_of_equal_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that is no column may stand before those of the columns that are as far off."""
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in [*LOG[:2], *LOG[1:2] * 4]), encoding="utf-8")
    turned = judged(path, Wanted(), monkeypatch, turn=True)
    assert turned == judged(path, Wanted(), monkeypatch, turn=False)
    assert turned[0][0]["worst"]["shape"]["line"] == 1


def test_what_differs_in_each_row_is_not_turned_for_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where each row has an id of its own, columns cost more than rows: they are given up after the first block."""
    asked: list[int] = []
    turned = Turner.turned
    monkeypatch.setattr(Turner, "turned", lambda self, rows: asked.append(len(rows)) or turned(self, rows))
    monkeypatch.setattr("normalizer.batch.worker.WORTH_TURNING", 0)
    monkeypatch.setattr("normalizer.batch.lines.BLOCK", 4000)
    path = tmp_path / "log.jsonl"
    for own, often in (({"size": "{}x700"}, True), ({"request_id": "{}"}, False)):
        asked.clear()
        rows = [{**LOG[1], **{key: text.format(300 + at) for key, text in own.items()}} for at in range(400)]
        path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
        counts = Counts()
        assert sum(part.rows for part in parts_of(files_of([str(path)])[0], CATALOG, Wanted(), counts)) == 400
        assert (len(asked) > 1) is often


def test_few_lines_are_not_turned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small log needs no columns: what makes them is not even loaded, nor where each row is asked about."""
    asked: list[int] = []
    monkeypatch.setattr(Turner, "turned", lambda _, rows: (asked.append(len(rows)), []))
    monkeypatch.setattr("normalizer.batch.worker.WORTH_TURNING", 100_000)
    for count in (100, 3000):
        path = tmp_path / f"{count}.jsonl"
        path.write_text(f"{json.dumps(LOG[0])}\n" * count, encoding="utf-8")
        for wanted in (Wanted(), Wanted(rank=True), Wanted(against="replicate")):
            worker = Worker(CATALOG, wanted, Counts())
            for block in blocks_of(files_of([str(path)])[0][0]):
                assert worker.judge(block).rows == count
    assert sum(asked) == 3000
