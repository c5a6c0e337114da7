"""`normalizer validate`: what is read, what is said, and how it ends."""

from __future__ import annotations

import csv
import gzip
import json
import os
import random
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner, Result

from normalizer.batch.blocks import blocks_of
from normalizer.batch.files import files_of
from normalizer.batch.json_rows import Broken
from normalizer.cli.program import app

if TYPE_CHECKING:
    from pathlib import Path

EXACT = {"model": "fal/flux-dev", "prompt": "SECRET one", "size": "1024x1024"}
ADJUSTED = {"model": "recraft-v3", "prompt": "SECRET two", "size": "1000x600"}
WRONG = {"model": "recraft-v3", "prompt": "SECRET three", "size": "big"}
ROWS = [EXACT, ADJUSTED, WRONG, {"prompt": "SECRET four"}]


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, ["validate", *map(str, arguments)], input=stdin)


def found(*arguments: str | Path, stdin: bytes | None = None) -> dict[str, Any]:
    """Give the JSON document of a run."""
    return json.loads(run(*arguments, "--format", "json", stdin=stdin).stdout)


def counts(*arguments: str | Path, stdin: bytes | None = None) -> tuple[int, ...]:
    """Give rows, exact, adjusted, unmet and errors."""
    summary = found(*arguments, stdin=stdin)["summary"]
    return tuple(summary[name] for name in ("rows", "exact", "adjusted", "unmet", "errors"))


def lines(rows: list[Any]) -> bytes:
    """Write rows as JSON lines."""
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Write a small log."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(lines(ROWS))
    return path


def test_rows_are_counted(log: Path) -> None:
    """The summary tells rows by status, model, parameter and code, with the worst row."""
    summary = found(log)["summary"]
    assert counts(log) == (4, 1, 1, 0, 2)
    assert summary["models"]["recraft/recraft-v3"]["rows"] == 2
    assert summary["parameters"] == {"size": 2, "model": 1}
    assert summary["codes"]["closest_size"] == {"rows": 1, "example": {"file": str(log), "line": 2}}
    assert summary["worst"]["shape"]["line"] == 2
    assert sum(bar["rows"] for bar in summary["shape_distances"]) == 2


def test_findings_are_told_with_their_place(log: Path) -> None:
    """Each row that is not exact is told once, with file, line, status and a sentence."""
    told = found(log)["findings"]
    assert [(one["line"], one["status"]) for one in told] == [(2, "adjusted"), (3, "error"), (4, "error")]
    assert told[1]["codes"] == [{"parameter": "size", "code": "not_a_size"}]
    assert told[1]["says"][0].startswith("size: expected WIDTHxHEIGHT")


@pytest.mark.parametrize("kind", ["table", "json", "jsonl", "github"])
def test_prompts_are_never_shown(log: Path, kind: str) -> None:
    """No output holds a prompt unless it was asked for."""
    done = run(log, "--format", kind, "--fail-on", "adjusted")
    assert "SECRET" not in done.output
    assert done.exit_code == 1


def test_prompts_are_shown_where_asked_for(log: Path) -> None:
    """With --with-prompts a finding holds its request."""
    assert found(log, "--with-prompts")["findings"][0]["request"] == ADJUSTED


@pytest.mark.parametrize(
    ("rows", "fail_on", "code"),
    [
        ([EXACT], "adjusted", 0),
        ([EXACT, ADJUSTED], "error", 0),
        ([EXACT, ADJUSTED], "unmet", 0),
        ([EXACT, ADJUSTED], "adjusted", 1),
        ([EXACT, WRONG], "error", 1),
    ],
)
def test_exit_codes_follow_fail_on(tmp_path: Path, rows: list[Any], fail_on: str, code: int) -> None:
    """A row as bad as --fail-on says gives 1, everything else 0."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(lines(rows))
    assert run(path, "--fail-on", fail_on).exit_code == code


def test_what_is_unsupported_is_unmet(tmp_path: Path) -> None:
    """A parameter that the target cannot keep at all makes the row unmet."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(lines([{**EXACT, "mask": "https://example.com/m.png", "operation": "generate"}]))
    assert counts(path) == (1, 0, 0, 1, 0)
    assert run(path, "--fail-on", "unmet").exit_code == 1


def test_packed_files_folders_and_patterns(tmp_path: Path, log: Path) -> None:
    """Files may be packed; a folder and a pattern stand for the files they have."""
    inner = tmp_path / "days" / "1"
    inner.mkdir(parents=True)
    with gzip.open(inner / "a.ndjson.gz", "wb") as file:
        file.write(lines(ROWS))
    (inner / "b.jsonl").write_bytes(lines(ROWS))
    (inner / "notes.txt").write_text("no log", encoding="utf-8")
    assert counts(inner / "a.ndjson.gz")[0] == 4
    assert counts(tmp_path / "days")[0] == 8
    assert counts(tmp_path / "days" / "*" / "*.jsonl", log)[0] == 8


def test_zstandard(tmp_path: Path) -> None:
    """Files packed with zstandard are read, and a damaged one is told."""
    zstandard = pytest.importorskip("zstandard", reason="the extra batch is not installed")
    packed = zstandard.ZstdCompressor().compress(lines(ROWS))
    (tmp_path / "a.jsonl.zst").write_bytes(packed)
    (tmp_path / "b.jsonl.zst").write_bytes(b"no zstandard")
    assert counts(tmp_path / "a.jsonl.zst")[0] == 4
    assert run(tmp_path / "b.jsonl.zst").exit_code == 3


def test_stdin() -> None:
    """A minus sign is stdin."""
    assert counts("-", stdin=lines(ROWS)) == (4, 1, 1, 0, 2)


def test_csv(tmp_path: Path) -> None:
    """Cells are texts, an empty cell says nothing, a row with too many cells is broken."""
    path = tmp_path / "log.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(
            [
                ["model", "prompt", "size", "n"],
                ["fal/flux-dev", "a\nfox", "1024x1024", "2"],
                ["fal/flux-dev", "a fox", "", ""],
                ["fal/flux-dev", "a fox", "1024x1024", "2", "more"],
                ["fal/flux-dev", "a fox", "1024x1024", "eleven"],
            ]
        )
    document = found(path)
    assert counts(path) == (4, 2, 0, 0, 2)
    assert [one["line"] for one in document["findings"]] == [5, 6]


BROKEN = [b"{", b"7", b'"text"', b"\xff\xfe", b"[1]", b"NaN", b"{} {}", b"nul\x00", b"[" * 100_000, b'{"model": 1e999}']


@pytest.mark.parametrize("row", BROKEN, ids=range(len(BROKEN)))
def test_broken_rows_never_stop_a_run(tmp_path: Path, row: bytes) -> None:
    """A row that holds no request is counted and located, and the rows after it are read."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(lines([EXACT]) + row + b"\n\n" + lines([EXACT]))
    document = found(path)
    assert counts(path) == (3, 2, 0, 0, 1)
    assert [one["line"] for one in document["findings"]] == [2]
    assert run(path).exit_code == 1


def test_a_gigantic_row_is_not_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row beyond the limit is broken, wherever it lies, and the rows around it are read."""
    monkeypatch.setattr("normalizer.batch.lines.LONGEST_ROW", 3000)
    monkeypatch.setattr("normalizer.batch.lines.BLOCK", 1000)
    path = tmp_path / "log.jsonl"
    huge = b'{"prompt": "' + b"x" * 9000 + b'"}\n'
    path.write_bytes(lines(ROWS) + huge + lines(ROWS) + huge + huge)
    document = found(path)
    assert counts(path)[0] == 11
    assert document["summary"]["broken"] == 3
    assert [one["line"] for one in document["findings"] if not one["model"]][-2:] == [10, 11]


@pytest.mark.parametrize("before", range(6))
def test_how_long_a_row_may_be_does_not_depend_on_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: int
) -> None:
    """A row of the greatest length is read and a longer one is not, packed or not, whatever stands before them."""
    monkeypatch.setattr("normalizer.batch.lines.LONGEST_ROW", 2000)
    monkeypatch.setattr("normalizer.batch.lines.BLOCK", 1000)
    longest = b'{"prompt": "' + b"x" * 1986 + b'"}'
    log = b"\n".join([b'{"n": 123456789}' * 23] * before + [longest, longest + b" ", longest, b"7"])
    plain, packed = tmp_path / "log.jsonl", tmp_path / "log.jsonl.gz"
    plain.write_bytes(log)
    packed.write_bytes(gzip.compress(log))
    files, _ = files_of([str(plain), str(packed)])
    for file in files:
        rows = [row for block in blocks_of(file) for row in block.read()][before:]
        assert [number for number, _ in rows] == list(range(before + 1, before + 5))
        assert [type(row) for _, row in rows] == [dict, Broken, dict, int]


@pytest.mark.parametrize("end", [b"", b"\n"])
def test_a_log_may_grow_while_it_is_read(tmp_path: Path, end: bytes) -> None:
    """Reading ends where the log ended; what is written since is neither half a row nor another's line."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(b'{"n": 1}\n{"n":' + end)
    (file,), _ = files_of([str(path)])
    rows = []
    for block in blocks_of(file):
        rows += block.read()
        with path.open("ab") as log:
            log.write(b' 2}\n{"n": 3}\n')
    assert [(number, type(row)) for number, row in rows] == [(1, dict), (2, Broken)]


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
def test_blocks_may_end_anywhere(log: Path, monkeypatch: pytest.MonkeyPatch, size: int) -> None:
    """Where a block ends changes nothing, nor whether the last line has an end."""
    whole = found(log)
    monkeypatch.setattr("normalizer.batch.lines.BLOCK", size)
    assert found(log) == whole
    log.write_bytes(log.read_bytes().rstrip())
    assert found(log)["findings"] == whole["findings"]


@pytest.mark.parametrize("size", [1, 7, 64, 1000])
@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n\n"])
def test_lines_are_found_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, end: bytes) -> None:
    """Another process is told where the lines of a block lie, and reads the very same; also around rows too long."""
    monkeypatch.setattr("normalizer.batch.lines.BLOCK", size)
    monkeypatch.setattr("normalizer.batch.lines.LONGEST_ROW", 90)
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join([b'{"n": 1}', b"x" * 200, b"", b'{"model": "veo-3.1"}', b"y" * 80, b"{}"]) + end)
    (file,), _ = files_of([str(path)])
    blocks = list(blocks_of(file))
    assert b'{"model": "veo-3.1"}' in b"\n".join(block.lines for block in blocks)
    for block in blocks:
        sent = block.without_lines()
        assert not sent.lines
        assert sent.with_lines() == block
    last = max((block for block in blocks if block.lines), key=lambda block: block.offset).without_lines()
    whole = path.read_bytes()
    path.write_bytes(b"{}")
    assert last.with_lines().failed == "the file was changed while it was read"
    path.rename(tmp_path / "a.jsonl.1")  # as logs are rotated
    path.write_bytes(whole)
    assert last.with_lines().failed == "the file was changed while it was read"
    assert not last.with_lines().lines
    path.unlink()
    assert last.with_lines().failed == "no such file or directory"


def test_an_open_file_may_be_named(log: Path) -> None:
    """`/dev/fd/3` is the file behind it to every process; a pipe has lines that are sent as they are."""
    with log.open("rb") as opened:
        (file,), _ = files_of([f"/dev/fd/{opened.fileno()}"])
        for block in blocks_of(file):
            assert block.home is not None
            assert block.home.path == log.resolve()
            assert block.without_lines().with_lines() == block
    end, start = os.pipe()
    os.write(start, b"{}\n")
    os.close(start)
    (file,), _ = files_of([f"/dev/fd/{end}"])
    assert [block.without_lines().lines for block in blocks_of(file)] == [b"{}"]
    os.close(end)


def test_a_truncated_file_is_told_and_the_rest_is_counted(tmp_path: Path, log: Path) -> None:
    """What could be read of a file that ends early counts; exit code 3 is for nothing at all."""
    packed = gzip.compress(lines([EXACT] * 50_000))
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(packed[: len(packed) // 2])
    document = found(path, log)
    assert document["summary"]["rows"] > 4
    assert document["summary"]["unreadable"][0]["reason"] == "the file ends early"
    assert run(path, log).exit_code == 1


@pytest.mark.parametrize("packing", ["gz", "zst"])
def test_what_was_unpacked_before_the_end_counts(tmp_path: Path, packing: str) -> None:
    """Every whole row of a file that lost its last bytes is counted, and its end is told at the line where it is."""
    text = lines([{**EXACT, "seed": seed} for seed in range(1, 3001)])
    if packing == "gz":
        packed = gzip.compress(text)
    else:
        packed = pytest.importorskip("zstandard", reason="the extra batch is not installed").compress(text)
    path = tmp_path / f"a.jsonl.{packing}"
    path.write_bytes(packed[:-10])
    summary = found(path)["summary"]
    assert summary["unreadable"][0]["reason"] == "the file ends early"
    # zstandard gives whole blocks of 128 KiB, of which there are not quite two
    assert 0 <= 3000 - summary["exact"] <= (2 if packing == "gz" else 1500)
    path.write_bytes(packed + packed)
    assert found(path)["summary"]["exact"] == 6000


@pytest.mark.parametrize("end", ["jsonl", "jsonl.gz", "jsonl.zst", "csv", "csv.gz"])
def test_progress_is_told_in_bytes_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    """However it is packed, the blocks of a file come to its size, and not all at once."""
    monkeypatch.setattr("normalizer.batch.lines.BLOCK", 1 << 20)
    chance = random.Random(3)  # noqa: S311  not a secret
    text = "model,prompt\n" if end.startswith("csv") else ""
    for _ in range(40_000):
        prompt = f"{chance.random()}"
        text += f"flux-dev,{prompt}\n" if end.startswith("csv") else json.dumps({**EXACT, "prompt": prompt}) + "\n"
    path, data = tmp_path / f"a.{end}", text.encode()
    if end.endswith("gz"):
        data = gzip.compress(data)
    elif end.endswith("zst"):
        data = pytest.importorskip("zstandard", reason="the extra batch is not installed").compress(data)
    path.write_bytes(data)
    files, _ = files_of([str(path)])
    sizes = [block.size for block in blocks_of(files[0])]
    assert sum(sizes) == len(data)
    assert max(sizes) < len(data) / 1.5


def test_headers_have_to_be_text(tmp_path: Path, log: Path) -> None:
    """A table in another encoding is not read as one of parameters nobody knows."""
    path = tmp_path / "a.csv"
    path.write_bytes("model,prompt\nflux-dev,a\n".encode("utf-16"))
    summary = found(path, log)["summary"]
    assert summary["rows"] == 4
    assert summary["unreadable"][0]["reason"] == "expected UTF-8 text"


def test_no_more_is_told_than_is_wanted(tmp_path: Path) -> None:
    """Of many blocks as of one; all are counted."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(lines([{**WRONG, "user": "u" * 1000}] * 3000))
    assert len(found(path, "--max-errors", "7")["findings"]) == 7
    assert found(path, "--max-errors", "7")["summary"]["errors"] == 3000


def test_an_unreadable_file_among_many(tmp_path: Path, log: Path) -> None:
    """One file that is not there fails the run, after all others were read."""
    done = run(log, tmp_path / "none.jsonl", "--fail-on", "error", "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)["summary"]["rows"] == 4
    assert "no such file" in done.stderr


def test_a_folder_without_logs_is_named(tmp_path: Path, log: Path) -> None:
    """It is there, and nothing in it ends like a log."""
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "notes.txt").write_text("none", encoding="utf-8")
    done = run(log, empty, "--format", "json")
    assert done.exit_code == 1
    assert "empty: no log in this folder" in done.stderr
    assert json.loads(done.stdout)["summary"]["unreadable"][0]["reason"] == "no log in this folder"


def test_a_folder_to_write_to_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """Not after all the work; a log that is not there is no matter yet."""
    done = run(tmp_path / "none.jsonl", "-o", tmp_path)
    assert done.exit_code == 2
    assert done.stderr.strip().endswith("expected a file, got a folder")
    assert run(tmp_path / "none.jsonl", "-o", "").stderr.strip() == "error: -o: expected a file, got nothing"


def test_texts_that_are_no_utf8_are_broken_rows(tmp_path: Path) -> None:
    """A Parquet file may call any bytes a text; they are counted as they are in lines."""
    pa = pytest.importorskip("pyarrow", reason="the extra batch is not installed")
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra batch is not installed")
    path = tmp_path / "log.parquet"
    prompts = pa.array([b"ok", b"\xff", b"a"]).view(pa.string())
    parquet.write_table(pa.table({"model": ["fal/flux-dev"] * 3, "prompt": prompts}), path)
    told = found(path)
    assert [finding["line"] for finding in told["findings"]] == [2]
    assert (told["summary"]["exact"], told["summary"]["errors"]) == (2, 1)


@pytest.mark.parametrize("content", [None, b"\x1f\x8b damaged"])
def test_nothing_readable_is_3(tmp_path: Path, content: bytes | None) -> None:
    """Exit code 3 where nothing could be read."""
    path = tmp_path / "a.jsonl.gz"
    if content is not None:
        path.write_bytes(content)
    assert run(path).exit_code == 3


def test_an_empty_log_is_fine(tmp_path: Path) -> None:
    """No rows are no findings."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(b"")
    assert run(path).exit_code == 0
    assert counts(path) == (0, 0, 0, 0, 0)


LAYOUTS = {
    "batch": {"custom_id": "1", "method": "POST", "url": "/v1/images/generations", "body": ADJUSTED},
    "litellm": {
        "id": "1",
        "call_type": "aimage_generation",
        "model": ADJUSTED["model"],
        "messages": "a fox",
        "model_parameters": {"size": ADJUSTED["size"]},
    },
    "spend": {"request_id": "1", "call_type": "aimage_generation", "proxy_server_request": json.dumps(ADJUSTED)},
    "proxy": {"request_id": "1", "proxy_server_request": {"url": "http://a", "method": "POST", "body": ADJUSTED}},
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_known_logs_are_recognised(tmp_path: Path, name: str) -> None:
    """Rows of batches and of gateways' logs are read without saying where the request lies."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(lines([LAYOUTS[name]]))
    assert found(path)["findings"][0]["codes"] == [{"parameter": "size", "code": "closest_size"}]


@pytest.mark.parametrize(
    ("row", "options"),
    [
        ({"data": {"body": ADJUSTED}}, ("--request-field", "data.body")),
        ({"body": json.dumps(ADJUSTED)}, ("--request-field", "body")),
        ({"a.b": ADJUSTED}, ("--request-field", "a.b")),
        (
            {"to": "recraft-v3", "in": {"prompt": "a", "size": "1000x600"}},
            ("--request-field", "in", "--model-field", "to"),
        ),
        ({"to": "recraft-v3", "prompt": "a", "size": "1000x600"}, ("--model-field", "to")),
    ],
)
def test_fields_are_named(tmp_path: Path, row: dict[str, Any], options: tuple[str, ...]) -> None:
    """Request and model lie where the options say."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(lines([row]))
    assert found(path, *options)["findings"][0]["codes"] == [{"parameter": "size", "code": "closest_size"}]


def test_a_missing_column_is_a_broken_row(log: Path) -> None:
    """A row without the field of the request is counted."""
    assert found(log, "--request-field", "nowhere")["summary"]["broken"] == 4


def test_a_sample_is_spread_evenly(tmp_path: Path) -> None:
    """A share of the rows is looked at, the same ones every time."""
    path = tmp_path / "log.jsonl"
    path.write_bytes(lines([EXACT] * 1000))
    assert counts(path, "--sample", "0.25")[0] == 250
    assert run(path, "--sample", "0").exit_code == 2


def test_max_errors_limits_what_is_told(log: Path) -> None:
    """All rows are counted, however many are told."""
    document = found(log, "--max-errors", "1")
    assert len(document["findings"]) == 1
    assert document["summary"]["rows"] == 4


def test_json_lines_are_findings(log: Path) -> None:
    """Findings go to stdout, the summary to stderr."""
    done = run(log, "--format", "jsonl")
    assert [json.loads(line)["line"] for line in done.stdout.splitlines()] == [2, 3, 4]
    assert "4 rows" in done.stderr


def test_annotations(log: Path) -> None:
    """A workflow of GitHub shows findings beside their lines."""
    told = run(log, "--format", "github").stdout.splitlines()
    assert told[0].startswith(f"::error file={log},line=3::size: expected")


def test_an_output_appears_whole_or_not_at_all(tmp_path: Path, log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that breaks leaves the old file, and nothing beside it."""
    to = tmp_path / "out" / "told.jsonl"
    to.parent.mkdir()
    run(log, "--format", "jsonl", "-o", to)
    before = to.read_text(encoding="utf-8")
    assert len(before.splitlines()) == 3

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("normalizer.cli.writing.Lines.write", fails)
    assert run(log, "--format", "jsonl", "-o", to).exit_code == 3
    assert to.read_text(encoding="utf-8") == before
    assert [path.name for path in to.parent.iterdir()] == ["told.jsonl"]


def test_parquet_findings(tmp_path: Path, log: Path) -> None:
    """Findings can be a Parquet file."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="the extra batch is not installed")
    to = tmp_path / "told.parquet"
    run(log, "--format", "parquet", "-o", to)
    told = parquet.read_table(to).to_pylist()
    assert [(row["line"], row["status"]) for row in told] == [(2, "adjusted"), (3, "error"), (4, "error")]
    assert run(log, "--format", "parquet").exit_code == 2


@pytest.fixture
def columns(log: Path, tmp_path: Path) -> Path:
    """Write the small log as Parquet."""
    pa = pytest.importorskip("pyarrow", reason="the extra batch is not installed")
    import pyarrow.parquet as pq

    path = tmp_path / "log.parquet"
    pq.write_table(pa.Table.from_pylist([json.loads(line) for line in log.read_bytes().splitlines()]), path)
    return path


@pytest.mark.parametrize("options", [(), ("--rank", "--against", "fal"), ("--sample", "0.5"), ("--jobs", "2")])
def test_parquet_says_what_json_says(log: Path, columns: Path, options: tuple[str, ...]) -> None:
    """A log of columns comes to what the same log of lines comes to."""
    told = [json.dumps(found(path, *options)).replace(str(path), "log") for path in (log, columns)]
    assert told[0] == told[1]


def test_parquet_with_requests_in_a_column(tmp_path: Path) -> None:
    """A column of JSON texts or of structures is read like the field of a row."""
    pa = pytest.importorskip("pyarrow", reason="the extra batch is not installed")
    import pyarrow.parquet as pq

    path = tmp_path / "log.parquet"
    pq.write_table(pa.table({"body": [json.dumps(row) for row in ROWS], "own": [ADJUSTED] * 4}), path)
    assert counts(path, "--request-field", "body") == (4, 1, 1, 0, 2)
    assert counts(path, "--request-field", "own") == (4, 0, 4, 0, 0)


@pytest.mark.parametrize("kind", ["json", "jsonl", "github", "table", "parquet"])
def test_columns_that_json_does_not_know(tmp_path: Path, kind: str) -> None:
    """Times, bytes, NaN and what Python cannot hold are told as findings, and stop nothing."""
    pa = pytest.importorskip("pyarrow", reason="the extra batch is not installed")
    import pyarrow.parquet as pq

    columns = {
        "model": pa.array(["recraft-v3"] * 3),
        "created": pa.array([0, 2**62, None], pa.timestamp("us")),
        "bytes": pa.array([b"\xff", None, None]),
        "n": pa.array([float("nan"), 1.0, 99.0]),
    }
    path = tmp_path / "log.parquet"
    pq.write_table(pa.table(columns), path)
    assert counts(path)[::4] == (3, 3)
    done = run(path, "--with-prompts", "--format", kind, "-o", tmp_path / "out")
    assert done.exit_code == 1, done.output
    assert (tmp_path / "out").stat().st_size > 0


def test_a_damaged_parquet_file_is_told(tmp_path: Path, columns: Path) -> None:
    """What is no Parquet is unreadable, and the other files are read."""
    damaged = tmp_path / "b.parquet"
    damaged.write_bytes(columns.read_bytes()[:-20])
    assert run(damaged).exit_code == 3
    assert counts(columns, damaged)[0] == 4


def test_several_processes_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes give the very document of one, in the same order."""
    monkeypatch.setattr("normalizer.batch.lines.BLOCK", 400)
    path = tmp_path / "many.jsonl"
    path.write_bytes(lines([{**row, "seed": seed} for seed in range(1, 40) for row in ROWS]))
    assert found(path, "--jobs", "2", "--against", "fal") == found(path, "--against", "fal")


def test_against_a_provider(log: Path) -> None:
    """Each row is judged at its own provider and at the other one."""
    told = found(log, "--against", "replicate")["summary"]["against"]
    assert told["provider"] == "replicate"
    assert sum(move["rows"] for move in told["moves"]) == 4
    assert told["after"]["rows"] == told["before"]["rows"] == 4
    assert run(log, "--against", "nowhere").exit_code == 2


def test_ranking(log: Path) -> None:
    """Providers that serve the models are ranked by what they would do with the requests."""
    told = {row["provider"]: row for row in found(log, "--rank")["summary"]["ranking"]}
    assert told["fal"]["exact"] >= 1
    assert told["replicate"]["rows"] == 3


def test_against_a_catalogue(log: Path, tmp_path: Path) -> None:
    """Which requests another folder of capability files sends differently is told as diff tells it."""
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "recraft-v3.yaml").write_text(
        "schema: 1\nname: Recraft\nmaker: Recraft\nmedia: image\nproviders:\n  own:\n    sources: a page\n"
        "    checked: 2026-11-22\n    confidence: first-party\n"
        "    generate: {model: own-1, parameters: {prompt, n: {max: 4}}}\n",
        encoding="utf-8",
    )
    told = found(log, "--against-catalogue", folder)["catalogue"]
    assert told["rows"] == 4
    assert told["refused_now"] == 1
    assert run("-", "--against-catalogue", folder, stdin=lines(ROWS)).exit_code == 2


def test_without_orjson_the_same_is_said(log: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick parser is only quicker."""
    log.write_bytes(
        log.read_bytes() + b'{"a": NaN}\n{"a": "\\ud800"}\n\xef\xbb\xbf{}\n' + lines([{**EXACT, "seed": 2**70}])
    )
    whole = found(log)
    monkeypatch.setitem(__import__("sys").modules, "orjson", None)
    assert found(log) == whole
