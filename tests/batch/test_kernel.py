"""The Arrow kernel says what the row path says, on every row."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.requests import CATALOG, NAMES, requests
from normalizer import Policy
from normalizer.batch.judge import Judge

pa = pytest.importorskip("pyarrow", reason="the extra batch is not installed")

from normalizer.batch.kernel import Kernel  # noqa: E402  only now is pyarrow known to be there
from normalizer.batch.table import NUMBERS, TEXTS  # noqa: E402  only now is pyarrow known to be there


def by_rows(batch: Any, judge: Judge) -> list[dict[str, Any]]:
    """Judge each row as a dict by itself."""
    told = []
    for row in batch.to_pylist():
        verdict = judge.verdict({name: value for name, value in row.items() if value is not None})
        wide, high = verdict.expected_size or (None, None)
        wrong = verdict.status == "error"
        told.append(
            {
                "ok": not wrong,
                **{name: getattr(verdict, name) for name in TEXTS if name != "codes"},
                "codes": verdict.text,
                "shape_distance": None if wrong else verdict.shape_distance,
                "scale_distance": None if wrong else verdict.scale_distance,
                "expected_width": wide,
                "expected_height": high,
                "loss": verdict.loss,
                "calls": verdict.calls,
            }
        )
    return told


def batch_of(rows: list[dict[str, Any]]) -> Any:
    """Make a batch; a column of several types keeps those values that are text, as text columns do."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = {}
    for name in names:
        values = [row.get(name) for row in rows]
        kinds = {type(value) for value in values if value is not None}
        if len(kinds) > 1:
            values = [
                None if value is None else value if isinstance(value, str) else json.dumps(value) for value in values
            ]
        columns[name] = pa.array(values)
    return pa.RecordBatch.from_pydict(columns)


def same(got: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    """Compare row by row; where an error's target is, only one of them may know."""
    places = ("model", "provider", "operation")
    for pair in zip(got, wanted, strict=True):
        one, other = (row if row["ok"] else {**row, **dict.fromkeys(places)} for row in pair)
        assert one == other


@settings(max_examples=150)
@given(st.lists(requests(), min_size=1, max_size=12))
def test_the_kernel_says_what_the_row_path_says(rows: list[dict[str, Any]]) -> None:
    """Whatever stands in a batch, each row has the verdict that it has alone."""
    batch = batch_of([*rows, *rows])
    same(Kernel(Judge(CATALOG))(batch).to_pylist(), by_rows(batch, Judge(CATALOG)))


@settings(max_examples=40)
@given(st.lists(requests(), min_size=1, max_size=6))
def test_under_a_policy_and_with_payloads(rows: list[dict[str, Any]]) -> None:
    """A policy decides in both alike, and payloads are the same."""
    batch, policy = batch_of(rows), Policy(scale="at_least", max_n=2)
    kernel = Kernel(Judge(CATALOG, policy, payloads=True))
    same(kernel(batch).to_pylist(), by_rows(batch, Judge(CATALOG, policy, payloads=True)))


def test_many_batches_with_one_memory() -> None:
    """Sizes, seeds and prompts of all lengths, batch after batch: the memory of one serves the next."""
    chance = random.Random(5)  # noqa: S311  not a secret
    kernel, judge = Kernel(Judge(CATALOG)), Judge(CATALOG)
    for _ in range(6):
        rows = [
            {
                "model": chance.choice(NAMES[:40]),
                "prompt": "é" * chance.choice([0, 5, 30, 900, 1100, 5000]),
                "size": f"{chance.randint(300, 2000)}x{chance.randint(300, 2000)}",
                "seed": chance.choice([None, -1, 0, 1, 77, 2**31 - 3, 2**32, 2**40]),
                "n": chance.choice([None, 1, 2, 5]),
            }
            for _ in range(300)
        ]
        batch = pa.RecordBatch.from_pylist(rows)
        same(kernel(batch).to_pylist(), by_rows(batch, judge))


WRITTEN = st.sampled_from(["", "512x512", "1024x1024", "0x0", "2K", "auto", "123456789012", "no size at all", None])


@settings(max_examples=60)
@given(st.lists(st.tuples(WRITTEN, st.sampled_from([None, 1, 3])), min_size=1, max_size=30), st.data())
def test_rows_that_came_before_are_known_by_what_is_written(rows: list[tuple[Any, Any]], data: st.DataObject) -> None:
    """The same rows in another order, batch after batch: nobody is taken for another, null for an empty text neither."""
    kernel, judge, rows = Kernel(Judge(CATALOG)), Judge(CATALOG), [*rows, ("", None), (None, None)]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("normalizer.batch.written.WORTH_LEARNING", 1)
        for _ in range(4):
            mixed = data.draw(st.permutations(rows))
            columns = {"model": ["fal/flux-dev"] * len(rows), "prompt": ["a"] * len(rows)}
            size, count = zip(*mixed, strict=True)
            kind = data.draw(st.sampled_from(["string", "large_string", "string_view"]))
            columns |= {"size": pa.array(size, kind), "n": pa.array(count, pa.int64())}
            batch = pa.RecordBatch.from_pydict(columns)
            same(kernel(batch).to_pylist(), by_rows(batch, judge))


def test_long_sizes_are_not_known_by_where_they_lie() -> None:
    """Texts that begin alike, at the same place of their batches, are told apart by all that they say."""
    kernel, judge = Kernel(Judge(CATALOG)), Judge(CATALOG)
    for size in ("1024x1024" + " " * 9, "1024x1024, or so!!", "1024x1024" + " " * 9):
        for _ in range(3):
            batch = pa.RecordBatch.from_pydict({"model": ["fal/flux-dev"] * 100, "size": [size] * 100})
            same(kernel(batch).to_pylist(), by_rows(batch, judge))


def test_rows_judged_by_themselves_stay_so_when_much_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A seed that may decide is looked at in each row, also after combinations were numbered anew."""
    monkeypatch.setattr("normalizer.batch.codes.MOST_VALUES", 3)
    monkeypatch.setattr("normalizer.batch.codes.BITS", 40)
    kernel, judge, chance = Kernel(Judge(CATALOG)), Judge(CATALOG), random.Random(3)  # noqa: S311  not a secret
    for _ in range(8):
        rows = [
            {
                "model": chance.choice(NAMES[:40]),
                "prompt": "a" * chance.choice([1, 1200]),
                "size": chance.choice(["512x512", "1024x1024", "big"]),
                "seed": chance.choice([None, -1, 0, 1, 2**31 - 3, 2**32, 2**40]),
            }
            for _ in range(150)
        ]
        batch = pa.RecordBatch.from_pylist(rows)
        same(kernel(batch).to_pylist(), by_rows(batch, judge))


def test_no_rows() -> None:
    """A batch without rows gives one without rows, whatever its columns."""
    kernel = Kernel(Judge(CATALOG))
    for kind in ("string", "string_view", "int64"):
        assert kernel(pa.RecordBatch.from_pydict({"size": pa.array([], kind)})).num_rows == 0


def test_dictionaries_and_strange_columns() -> None:
    """Dictionary-encoded columns, nulls inside dictionaries, lists, structures and large strings are read."""
    size = pa.DictionaryArray.from_arrays(pa.array([0, 1, 2, None, 0], pa.int32()), pa.array(["1024x1024", None, "2K"]))
    batch = pa.RecordBatch.from_arrays(
        [
            pa.array(["fal/flux-dev"] * 5).dictionary_encode(),
            pa.array(["a", "b", None, "d", "e" * 9000], pa.large_string()),
            size,
            pa.array([["a"], None, [], ["b", "c"], None]),
            pa.array([{"x": 1}, None, {"x": None}, None, None]),
            pa.array([1.0, 2.0, None, 3.5, float("nan")]),
            pa.nulls(5),
            pa.DictionaryArray.from_arrays(pa.array([0, 1, None, 1, 0], pa.int8()), pa.array(["me", None])),
        ],
        names=["model", "prompt", "size", "tags", "own", "n", "quality", "user"],
    )
    same(Kernel(Judge(CATALOG))(batch).to_pylist(), by_rows(batch, Judge(CATALOG)))


def test_carried_texts_may_be_dictionaries() -> None:
    """Users and prompts that come as dictionaries are one combination, nulls aside; too long ones are told apart."""
    texts = pa.array(["a", None, "b" * 9000, "c"])
    places = pa.array([0, 1, 2, 3, None, 0], pa.int16())
    batch = pa.RecordBatch.from_arrays(
        [
            pa.array(["recraft-v3"] * 6),
            pa.DictionaryArray.from_arrays(places, texts),
            pa.array(["u"] * 6).dictionary_encode(),
        ],
        names=["model", "prompt", "user"],
    )
    same(Kernel(Judge(CATALOG))(batch).to_pylist(), by_rows(batch, Judge(CATALOG)))


def test_many_columns_do_not_overflow() -> None:
    """Combinations of more columns than fit into one number are told apart."""
    chance = random.Random(1)  # noqa: S311  not a secret
    rows = [{"model": "fal/flux-dev", **{f"own_{i}": f"{chance.random()}" for i in range(12)}} for _ in range(60)]
    batch = pa.RecordBatch.from_pylist(rows * 2)
    same(Kernel(Judge(CATALOG))(batch).to_pylist(), by_rows(batch, Judge(CATALOG)))


def test_many_columns_leave_room_for_the_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the other columns leave too few bits, combinations of theirs are numbered; they may be forgotten, too."""
    chance, kernel, judge = random.Random(2), Kernel(Judge(CATALOG)), Judge(CATALOG)  # noqa: S311  not a secret
    monkeypatch.setattr("normalizer.batch.codes.MOST_VALUES", 120)
    others = [f"own_{i}" for i in range(10)]
    for _ in range(6):
        rows = [
            {"model": "fal/flux-dev", "prompt": "p", "size": chance.choice(["1024x1024", "900x700", "big", None])}
            | {name: chance.choice([1, None]) for name in others}
            for _ in range(60)
        ]
        batch = pa.RecordBatch.from_pylist(
            rows, pa.schema({**dict.fromkeys(rows[0], "string"), **dict.fromkeys(others, "int64")})
        )
        same(kernel(batch).to_pylist(), by_rows(batch, judge))
    assert kernel.made < 6 * 60


def test_views_are_read_as_texts_are() -> None:
    """Texts as polars has them, plain and in dictionaries, short and long, are read like any others."""
    chance, kernel, judge = random.Random(3), Kernel(Judge(CATALOG)), Judge(CATALOG)  # noqa: S311  not a secret
    for _ in range(4):
        rows = [
            {
                "model": chance.choice(["fal/flux-dev", "recraft-v3", None]),
                "prompt": "é" * chance.choice([0, 3, 700, 9000]) if chance.random() < 0.9 else None,
                "size": chance.choice(["1024x1024", "900x700", "big", None]),
                "user": chance.choice(["me", None]),
                "quality": chance.choice(["high", None]),
            }
            for _ in range(50)
        ]
        columns = {name: pa.array([row[name] for row in rows], "string_view") for name in rows[0]}
        for name in ("model", "user"):
            columns[name] = columns[name].dictionary_encode()
        batch = pa.RecordBatch.from_pydict(columns).slice(1)
        same(kernel(batch).to_pylist(), by_rows(batch, judge))
    assert kernel.made < 4 * 49


@pytest.mark.parametrize("plain", [True, False])
def test_the_schema_is_always_the_same(*, plain: bool) -> None:
    """Batches of any shape, empty ones too, come out with the schema that is promised."""
    kernel = Kernel(Judge(CATALOG), plain=plain)
    for batch in (
        pa.RecordBatch.from_pylist([{"model": "fal/flux-dev"}]),
        pa.RecordBatch.from_pylist([{"model": "fal/flux-dev"}]).slice(0, 0),
        pa.RecordBatch.from_pylist([{}, {}]),
        pa.RecordBatch.from_pydict({"size": pa.nulls(3)}),
    ):
        out = kernel(batch)
        assert out.schema == kernel.schema
        assert out.num_rows == batch.num_rows
    assert kernel.schema.names == ["ok", *TEXTS, *NUMBERS]


def test_everything_may_be_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever a memory is full it begins anew, and says the same."""
    monkeypatch.setattr("normalizer.batch.codes.MOST_VALUES", 50)
    monkeypatch.setattr("normalizer.batch.kernel.MOST_VERDICTS", 70)
    kernel, judge = Kernel(Judge(CATALOG)), Judge(CATALOG)
    for start in range(300, 900, 40):
        rows = [{"model": "bfl/flux-1.1-pro", "prompt": "p", "size": f"{start + i}x700"} for i in range(40)]
        batch = pa.RecordBatch.from_pylist(rows)
        same(kernel(batch).to_pylist(), by_rows(batch, judge))


def test_columns_may_change_their_type() -> None:
    """A column that is whole numbers in one batch and texts or decimals in the next is told apart."""
    kernel, judge = Kernel(Judge(CATALOG)), Judge(CATALOG)
    for values in ([1, 2], [1.0, 2.5], ["1", "2"], [True, False], [1, 0]):
        batch = pa.RecordBatch.from_pydict({"model": ["fal/flux-dev"] * 2, "prompt": ["a", "b"], "n": values})
        same(kernel(batch).to_pylist(), by_rows(batch, judge))


KINDS: list[Any] = [
    ([1, -128, 127], pa.int8()),
    ([2**64 - 1, 2**64 - 2, None], pa.uint64()),
    ([2**63 - 1, 2**63 - 2, None], pa.int64()),
    ([-(2**63), 2 - 2**63, None], pa.int64()),
    ([2**63 - 1, -(2**63), 0], pa.int64()),
    ([1.5, float("nan"), None], pa.float32()),
    ([True, None, False], pa.bool_()),
    ([b"a", b"b", None], pa.binary()),
    ([date(2026, 1, 1), None, None], pa.date32()),
    ([timedelta(1), None, None], pa.duration("us")),
    ([Decimal("1.5"), None, None], pa.decimal128(3, 1)),
    (["a", "1024x1024", None], pa.large_string()),
    (["a", "1024x1024", None], pa.string_view()),
]


@pytest.mark.parametrize("name", ["n", "size", "prompt", "seed", "own"])
@pytest.mark.parametrize(("values", "kind"), KINDS, ids=[str(kind) for _, kind in KINDS])
def test_any_type_in_any_column(name: str, values: list[Any], kind: Any) -> None:
    """Whatever Arrow holds, at the ends of its range too, is judged as each row is."""
    model = pa.array(["fal/flux-dev"] * 3)
    batch = pa.RecordBatch.from_arrays([model, pa.array(values, kind)], names=["model", name])
    same(Kernel(Judge(CATALOG))(batch).to_pylist(), by_rows(batch, Judge(CATALOG)))


def test_a_value_that_python_cannot_hold_spoils_nothing() -> None:
    """A row with one is no request, and what comes after it in the same kernel is judged as ever."""
    wrong = pa.StringArray.from_buffers(1, pa.array([0, 1], pa.int32()).buffers()[1], pa.py_buffer(b"\xff"))
    first = pa.RecordBatch.from_arrays([pa.array(["fal/flux-dev"] * 1), wrong], names=["model", "size"])
    kernel = Kernel(Judge(CATALOG))
    assert kernel(first).column("codes").to_pylist() == ["row:not_json"]
    rows = [{"model": "fal/flux-dev", "prompt": "a", "size": size} for size in ("big", "1024x1024", "7", "big")]
    batch = pa.RecordBatch.from_pylist(rows)
    same(kernel(batch).to_pylist(), by_rows(batch, Judge(CATALOG)))
    far = pa.RecordBatch.from_pydict({"model": ["fal/flux-dev"], "own": pa.array([2**31 - 1], pa.date32())})
    assert kernel(far).column("ok").to_pylist() == [False]


def test_of_two_columns_with_one_name_the_later_counts() -> None:
    """Null in it too, as in a row that is made of both."""
    columns = [pa.array(values) for values in (["fal/flux-dev"], ["a fox"], [None])]
    batch = pa.RecordBatch.from_arrays(columns, names=["model", "prompt", "prompt"])
    assert Kernel(Judge(CATALOG))(batch).column("codes").to_pylist() == ["prompt:missing"]


def test_one_long_text_says_nothing_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a prompt beyond a target's bound, and a seed beyond its range, usual rows are combinations as before."""
    kernel, judge = Kernel(Judge(CATALOG)), Judge(CATALOG)
    usual = [{"model": "recraft-v3", "prompt": f"fox {i}", "seed": i + 1, "size": "1024x1024"} for i in range(99)]
    for odd in ({"prompt": "x" * 5000}, {"seed": 2**63 - 1}, {"seed": 2**31}, {"seed": -1}):
        batch = pa.RecordBatch.from_pylist([*usual, {**usual[0], **odd}])
        same(kernel(batch).to_pylist(), by_rows(batch, judge))
    alone: list[Any] = []
    monkeypatch.setattr(Kernel, "_one_by_one", lambda _, batch: alone.append(batch.num_rows))
    kernel(pa.RecordBatch.from_pylist(usual))
    assert alone == []


def test_slices_are_read_where_they_begin() -> None:
    """Nulls of a slice are its own, wherever in a byte of the bitmap it begins."""
    chance = random.Random(5)  # noqa: S311  the same rows every time, not a secret
    names, judge = ("1024x1024", "1000x601", None), Judge(CATALOG)
    rows = [
        {"model": "fal/flux-dev", "prompt": "p", "size": chance.choice(names), "n": chance.choice((1, 9, None))}
        for _ in range(60)
    ]
    whole = pa.RecordBatch.from_pylist(rows)
    packed = whole.set_column(2, "size", whole.column(2).dictionary_encode())
    for start in range(20):
        for batch in (whole.slice(start, 21), packed.slice(start, 21)):
            same(Kernel(Judge(CATALOG))(batch).to_pylist(), by_rows(batch, judge))


def test_each_combination_is_judged_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand prompts with seeds of their own are one combination."""
    judge, asked = Judge(CATALOG), []
    judged = Judge.verdict
    monkeypatch.setattr(Judge, "verdict", lambda self, row: asked.append(row) or judged(self, row))
    rows = [{"model": "fal/flux-dev", "prompt": f"fox {i}", "seed": i + 1, "size": "1024x768"} for i in range(1000)]
    Kernel(judge)(pa.RecordBatch.from_pylist(rows))
    assert len(asked) == 1


def test_a_frame_of_polars(tmp_path: Any) -> None:
    """What polars read, categories and structures included, is judged row by row as elsewhere."""
    polars = pytest.importorskip("polars", reason="the extra batch is not installed")
    from normalizer.batch.frames import validate_frame

    path = tmp_path / "log.jsonl"
    rows = [
        {"model": "fal/flux-dev", "prompt": "a fox", "size": size, "n": n, "seed": seed}
        for size, n, seed in [("1024x1024", 1, None), ("1000x601", None, 5), ("big", 2, 0), (None, 20, -1)] * 3
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    frame = polars.read_ndjson(path).with_columns(polars.col("model").cast(polars.Categorical))
    same(validate_frame(frame).to_dicts(), by_rows(pa.RecordBatch.from_pylist(rows), Judge(CATALOG)))
    assert validate_frame(frame.clear()).height == 0


def test_a_lazy_frame_of_polars(tmp_path: Any) -> None:
    """What polars streams comes out in the order of its rows, and is judged when it is asked for."""
    polars = pytest.importorskip("polars", reason="the extra batch is not installed")
    from normalizer.batch.frames import validate_frame

    path = tmp_path / "log.jsonl"
    rows = [{"model": "fal/flux-dev", "prompt": "p" * (i % 50), "size": f"{300 + i % 700}x700"} for i in range(20_000)]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    lazy = validate_frame(polars.scan_ndjson(path))
    whole = validate_frame(polars.read_ndjson(path))
    assert lazy.collect_schema() == whole.schema
    for engine in ("streaming", "in-memory"):
        assert lazy.collect(engine=engine).equals(whole)
    same(whole.head(700).to_dicts(), by_rows(pa.RecordBatch.from_pylist(rows[:700]), Judge(CATALOG)))
    assert lazy.select("codes").head(3).collect().equals(whole.select("codes").head(3))
    assert lazy.filter(polars.col("model") == "fal/flux-dev").collect().height == 0  # it is flux-dev in a verdict
    with pytest.raises(TypeError, match=r"frame: .* not list"):
        validate_frame(rows)
    with pytest.raises(TypeError, match=r"frame: a column of a type"):
        validate_frame(polars.DataFrame({"own": polars.Series([1], dtype=polars.Int128)}))


def test_nothing_asked_of_verdicts_reaches_the_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    """Older polars moves filters and choices of columns below a function unless it is told not to."""
    polars = pytest.importorskip("polars", reason="the extra batch is not installed")
    from normalizer.batch.frames import validate_frame

    asked: dict[str, Any] = {}
    monkeypatch.setattr(polars.LazyFrame, "map_batches", lambda *_, **options: asked.update(options))
    validate_frame(polars.LazyFrame({"model": ["fal/flux-dev"]}))
    assert {name: wanted for name, wanted in asked.items() if name.endswith("pushdown")} == {
        "predicate_pushdown": False,
        "projection_pushdown": False,
        "slice_pushdown": False,
    }


def test_no_frame_is_judged_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The memory of a kernel is bounded from batch to batch, so that one batch must not be all there is."""
    polars = pytest.importorskip("polars", reason="the extra batch is not installed")
    from normalizer.batch import frames

    asked: list[int] = []
    judged = Kernel.__call__
    monkeypatch.setattr(Kernel, "__call__", lambda self, batch: asked.append(batch.num_rows) or judged(self, batch))
    log = polars.DataFrame({"model": ["fal/flux-dev"] * 150_000})
    assert frames.validate_frame(log).height == sum(asked) == 150_000
    assert max(asked) == frames.ROWS_OF_A_BATCH
