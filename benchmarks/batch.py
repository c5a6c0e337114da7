"""What judging a log costs beside reading it: `python benchmarks/batch.py [ROWS [ROUNDS]]`.

Two logs are generated (`request_log.py`), and the kernel is held to the row path on every row before anything is timed.
Printed are medians of ratios inside one run: CPU seconds of the process, all threads of it, so that other programs on
the machine disturb little. Two processes are timed by the clock, which means something on an idle machine only.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pyarrow as pa
import pyarrow.json
import pyarrow.parquet as pq
from request_log import write

from normalizer import Catalog
from normalizer.batch.files import files_of
from normalizer.batch.judge import Judge
from normalizer.batch.kernel import Kernel
from normalizer.batch.log import parts_of
from normalizer.batch.worker import Counts, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROWS, ROUNDS = 20_000, 5
ROWS_OF_A_BATCH = 65_536
BLOCK = 16 << 20
DICTIONARIES = ("model", "size", "output_format", "quality")
CATALOG = Catalog.bundled()
PEAK = (
    "import resource,sys;sys.path.insert(0,{!r});import batch;batch.rows(__import__('pathlib').Path({!r}));"
    "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
)


def of_json(path: Path) -> Iterator[Any]:
    """Read JSON lines in batches."""
    with pyarrow.json.open_json(path, pyarrow.json.ReadOptions(block_size=BLOCK)) as reader:
        yield from reader


def of_parquet(path: Path) -> Iterator[Any]:
    """Read Parquet in batches, repeating columns as dictionaries."""
    with pq.ParquetFile(path, read_dictionary=DICTIONARIES) as file:
        yield from file.iter_batches(ROWS_OF_A_BATCH)


def rows(path: Path, jobs: int = 1, times: int = 1) -> int:
    """Judge a log row by row, as if it were so many files, and count."""
    files, _ = files_of([str(path)] * times)
    return sum(part.rows for part in parts_of(files, CATALOG, Wanted(), Counts(), jobs=jobs))


def parse(path: Path) -> None:
    """Parse a log, and do nothing with it."""
    with path.open("rb") as lines:
        for line in lines:
            orjson.loads(line)


def check(path: Path, read: Callable[[Path], Iterator[Any]]) -> None:
    """Raise where the kernel says something else than the row path, on any row."""
    kernel, judge = Kernel(Judge(CATALOG)), Judge(CATALOG)
    for batch in read(path):
        judged = kernel.judged(batch)
        for row, place in zip(batch.to_pylist(), judged.places.to_pylist(), strict=True):
            alone = judge.verdict({name: value for name, value in row.items() if value is not None})
            if judged.verdict(place) != alone:
                raise ValueError(f"{path.name}: {judged.verdict(place)} is not {alone}")


def cpu(work: Callable[[], object]) -> float:
    """Give the CPU seconds of all threads of this process that work takes."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


def clock(work: Callable[[], object]) -> float:
    """Give the seconds that pass while work is done."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def read_all(read: Callable[[Path], Iterator[Any]], path: Path) -> None:
    """Read, and throw away."""
    for _ in read(path):
        pass


def judge_all(read: Callable[[Path], Iterator[Any]], path: Path, kernel: Kernel | None = None) -> None:
    """Read and judge, with a memory that begins empty unless there is a kernel already."""
    kernel = kernel or Kernel(Judge(CATALOG))
    for batch in read(path):
        kernel(batch)


def added(read: Callable[[Path], Iterator[Any]], path: Path, rounds: int, kernel: Kernel | None = None) -> float:
    """Give what the kernel adds to reading, as a share: the median over the rounds."""
    shares = []
    for _ in range(rounds):
        before = cpu(lambda: read_all(read, path))
        both = cpu(lambda: judge_all(read, path, kernel))
        before = (before + cpu(lambda: read_all(read, path))) / 2
        shares.append(both / before - 1)
    return statistics.median(shares)


def peak(path: Path) -> int:
    """Give the most memory that a process of its own needs to judge a log."""
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-c", PEAK.format(here, str(path))], capture_output=True, text=True, check=True
    )
    return int(done.stdout)


def line(what: str, found: str, goal: str) -> None:
    """Print one row of the table."""
    print(f"| {what:<58} | {found:>8} | {goal:>8} |", flush=True)


def main(count: int, rounds: int) -> None:
    """Generate, check, measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        logs = {kind: Path(folder) / f"{kind}.jsonl" for kind in ("repeating", "new")}
        packed = {}
        for kind, path in logs.items():
            write(kind, count, path)
            packed[kind] = path.with_suffix(".parquet")
            pq.write_table(pa.Table.from_batches(list(of_json(path))), packed[kind])
            check(path, of_json)
            check(packed[kind], of_parquet)
        print(f"{count:,} rows, {rounds} rounds; the kernel says what the row path says on every row\n")
        print(f"| {'work':<58} | {'found':>8} | {'goal':>8} |\n|{'-' * 60}|---------:|---------:|")
        for name, read, path, goal in (
            ("repeating JSONL", of_json, logs["repeating"], "15%"),
            ("repeating Parquet", of_parquet, packed["repeating"], "50%"),
            ("JSONL with new sizes", of_json, logs["new"], "200%"),
        ):
            line(f"kernel on {name}, added to reading", f"{added(read, path, rounds):.0%}", goal)
            kernel = Kernel(Judge(CATALOG))
            judge_all(read, path, kernel)
            line("the same with a kernel that knows the log", f"{added(read, path, rounds, kernel):.0%}", "")
        for kind, path in logs.items():
            ratios = [cpu(lambda: rows(path)) / cpu(lambda: parse(path)) for _ in range(rounds)]  # noqa: B023  called at once
            line(f"row loop on {kind} JSONL / orjson.loads loop", f"{statistics.median(ratios):.1f}x", "5.0x")
        path = logs["repeating"]
        for times, what in ((1, "the log"), (4, "four times the log")):
            ratios = [clock(lambda: rows(path, 1, times)) / clock(lambda: rows(path, 2, times)) for _ in range(rounds)]  # noqa: B023  called at once
            line(f"two processes, times as quick as one, {what}", f"{statistics.median(ratios):.2f}x", "1.80x")
        tenth = Path(folder) / "tenth.jsonl"
        write("repeating", count // 10, tenth)
        line("peak memory of ten times the rows", f"{peak(path) / peak(tenth):.2f}x", "1.10x")


if __name__ == "__main__":
    main(*(int(given) for given in (*sys.argv[1:], *(ROWS, ROUNDS)[len(sys.argv) - 1 :])))
