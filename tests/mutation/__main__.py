"""Mutation testing of the core: plant one mistake at a time, and see whether a test notices (docs/mutation.md).

python -m tests.mutation run                # what `mutmut run` does, with the tests collected once
python -m tests.mutation run NAME ...       # some mutants again, by name or pattern
python -m tests.mutation                    # the figures by module, and each survivor as what it changes
python -m tests.mutation names              # the survivors' names alone
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from itertools import takewhile
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

from . import once

FOLDER = Path("mutants")
BESIDE = 2
"""How many words beside a change are told."""

KINDS = ("killed", "survived", "timeout", "suspicious", "no tests", "not checked")


def results() -> dict[Path, dict[str, str]]:
    """Give the status of every mutant by its name, for each module that has any."""
    found = {}
    for path in sorted(FOLDER.glob("normalizer/**/*.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        if codes:
            module = path.relative_to(FOLDER).with_suffix("")
            found[module] = {name: status_by_exit_code[code] for name, code in codes.items()}
    return found


def table(found: dict[Path, dict[str, str]]) -> list[str]:
    """Write the figures as a table."""
    rows = ["| module | mutants | " + " | ".join(KINDS) + " | killed, % |", "|---|" + "---:|" * (len(KINDS) + 2)]
    total: Counter[str] = Counter()
    for module, names in found.items():
        counts = Counter(names.values())
        total += counts
        rows.append(_row(module.relative_to("normalizer").with_suffix("").as_posix(), counts))
    return [*rows, _row("all", total)]


def _row(name: str, counts: Counter[str]) -> str:
    figures = " | ".join(str(counts[kind]) for kind in KINDS)
    return f"| {name} | {counts.total()} | {figures} | {100 * counts['killed'] / counts.total():.1f} |"


def changed(name: str, module: Path) -> str:
    """Give what a mutant changes, in one line: what stood there and what stands there, with the words beside it."""
    lines = get_diff_for_mutant(name, path=module).splitlines()
    old, new = (
        " ".join(line[1:].strip() for line in lines if line[:1] == sign and line[:3] != sign * 3).split(" ")
        for sign in "-+"
    )
    head = _alike(old, new)
    tail = min(_alike(old[::-1], new[::-1]), len(old) - head, len(new) - head)
    start, end = max(head - BESIDE, 0), max(tail - BESIDE, 0)
    before, after = (" ".join(words[start : len(words) - end]) for words in (old, new))
    return f"`{before}` is `{after}`"


def _alike(one: list[str], other: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def main() -> None:
    """Run, or print what is asked for."""
    if sys.argv[1:2] == ["run"]:
        once.run(sys.argv[2:], children=2)
        return
    found = results()
    open_ = [
        (n, module, status) for module, names in found.items() for n, status in names.items() if status != "killed"
    ]
    if sys.argv[1:] == ["names"]:
        print(*(name for name, _, _ in open_), sep="\n")  # noqa: T201  a command prints
        return
    print(*table(found), "", sep="\n")  # noqa: T201  a command prints
    for name, module, status in open_:
        print(f"- {name.removeprefix('normalizer.')}, {status}: {changed(name, module)}")  # noqa: T201  a command prints


if __name__ == "__main__":
    main()
