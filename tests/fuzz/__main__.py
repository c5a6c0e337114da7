"""Run the fuzzers: `python -m tests.fuzz run [--seconds 30] [--target NAME]`. Needs the extra `fuzz`.

Each target runs in a process of its own, on a copy of its seeds. It fails where something was found, and where a
fuzzer never got in: a label of the target that no input reached.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from . import TARGETS
from .one import Counts

HERE = Path(__file__).parent
SLOWEST = 20
"""Seconds that one input may take."""
LONGEST = {"text": 48, "request": 1024, "file": 4096}
"""Bytes of one input: what is longer than a text may be is refused unread."""


def main(arguments: list[str]) -> int:
    """Run one target or all of them, one after the other; 1 where one of them failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="fuzz from the seeds")
    run.add_argument("--seconds", type=int, default=30, help="how long each target runs")
    run.add_argument("--target", choices=TARGETS, action="append", help="only this one")
    options = parser.parse_args(arguments)
    results = [fuzz(name, options.seconds) for name in options.target or TARGETS]
    return 0 if all(results) else 1


def fuzz(name: str, seconds: int) -> bool:
    """Run a fuzzer; say what it reached, and whether that is fine."""
    with tempfile.TemporaryDirectory() as folder:
        corpus, counts_file = Path(folder) / "corpus", Path(folder) / "counts"
        shutil.copytree(HERE / "seeds" / name, corpus)
        labels = import_module(f"tests.fuzz.{name}").LABELS
        counts = Counts(counts_file, labels)
        done = subprocess.run(command(name, seconds, corpus, counts_file), cwd=HERE.parents[1], check=False)
        reached = counts.read()
    missed = [label for label in labels if not reached[label]]
    sys.stdout.write(f"{name}: " + ", ".join(f"{count} {label}" for label, count in reached.items()) + "\n")
    if missed:
        sys.stdout.write(f"{name}: no input got as far as: {', '.join(missed)}\n")
    if done.returncode:
        sys.stdout.write(f"{name}: something was found; the input is in tests/fuzz/found\n")
    return not missed and not done.returncode


def command(name: str, seconds: int, corpus: Path, counts_file: Path) -> list[str]:
    """Give the command of one fuzzer; what it finds is left beside the seeds, to become a test."""
    found = HERE / "found" / name
    found.mkdir(parents=True, exist_ok=True)
    options = {
        "max_total_time": seconds,
        "max_len": LONGEST[name],
        "timeout": SLOWEST,
        "dict": HERE / f"{name}.dict",
        "artifact_prefix": f"{found}/",
        "verbosity": 0,
        "close_fd_mask": 0,
    }
    flags = [f"-{key}={value}" for key, value in options.items()]
    return [sys.executable, "-m", "tests.fuzz.one", name, str(counts_file), *flags, str(corpus)]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
