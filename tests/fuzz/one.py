"""One fuzzer in a process of its own, since it ends the process: `python -m tests.fuzz.one NAME COUNTS [libFuzzer's]`.

COUNTS is a file in which executions and what was reached are counted while the fuzzer runs; it is in shared memory, so
that the counts outlive the process however that ends.
"""

from __future__ import annotations

import mmap
import sys
from importlib import import_module
from pathlib import Path
from struct import pack_into, unpack_from
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NUMBER = "<Q"
WIDTH = 8
PATTERNS = ("text",)
"""Targets whose patterns tell the fuzzer how near it came; what else is loaded there must use patterns plainly."""


class Counts:
    """Executions, and how many of them reached each label, in a file that others may read meanwhile."""

    def __init__(self, path: Path, labels: Sequence[str]) -> None:
        self.labels = ("executions", *labels)
        size = WIDTH * len(self.labels)
        if not path.exists():
            path.write_bytes(bytes(size))
        with path.open("r+b") as file:
            self.memory = mmap.mmap(file.fileno(), size)

    def add(self, label: str) -> None:
        """Count one more."""
        at = self.labels.index(label) * WIDTH
        pack_into(NUMBER, self.memory, at, unpack_from(NUMBER, self.memory, at)[0] + 1)

    def read(self) -> dict[str, int]:
        """Give all counts by label."""
        return {label: unpack_from(NUMBER, self.memory, index * WIDTH)[0] for index, label in enumerate(self.labels)}


def counting(check: Callable[[bytes], set[str]], counts: Counts) -> Callable[[bytes], None]:
    """Wrap a target so that what it reaches is counted."""

    def run(data: bytes) -> None:
        counts.add("executions")
        for label in check(data):
            counts.add(label)

    return run


def main(name: str, counts_file: str, *arguments: str) -> None:
    """Fuzz one target until libFuzzer's own limits; does not return."""
    atheris: Any = import_module("atheris")
    if name in PATTERNS:
        atheris.enabled_hooks.add("RegEx")
    with atheris.instrument_imports(include=["normalizer", "tests.fuzz"]):
        target = import_module(f"tests.fuzz.{name}")
    counts = Counts(Path(counts_file), target.LABELS)
    more: dict[str, Any] = {}
    if name == "request":
        from .mutator import mutate

        more["custom_mutator"] = lambda data, size, seed: mutate(data, size, seed, atheris.Mutate)
    atheris.Setup([sys.argv[0], *arguments], counting(target.check, counts), **more)
    atheris.Fuzz()


if __name__ == "__main__":
    main(*sys.argv[1:])
