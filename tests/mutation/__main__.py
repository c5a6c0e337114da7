"""Mutation testing of the core: plant one mistake at a time, and see whether a test notices (docs/mutation.md).

python -m tests.mutation run                # what `mutmut run` does, with the tests collected once
python -m tests.mutation run NAME ...       # some mutants again, by name or pattern
python -m tests.mutation                    # the figures by module, and each survivor as its changed lines
python -m tests.mutation names              # the survivors' names alone
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path

from mutmut.mutation.diff_apply import get_diff_for_mutant
from mutmut.stats import status_by_exit_code

from . import once

FOLDER = Path("mutants")
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


def changed_lines(name: str, module: Path) -> list[str]:
    """Give the lines that a mutant takes away and puts in."""
    lines = get_diff_for_mutant(name, path=module).splitlines()
    return [f"{line[0]} {line[1:].strip()}" for line in lines if line[:1] in "+-" and line[:3] not in {"+++", "---"}]


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
    print(*table(found), sep="\n")  # noqa: T201  a command prints
    for name, module, status in open_:
        print("", f"# {name}: {status}", *changed_lines(name, module), sep="\n")  # noqa: T201  a command prints


if __name__ == "__main__":
    main()
