"""Run mutmut with the tests collected once: mutmut alone collects them again for each mutant, which takes most of its time.

Mutants, their tests, time limits and results are mutmut's own. Each mutant still gets a process of its own, forked from
one in which pytest has collected everything; there the tests that reach the mutant run one after the other until one
fails: those first that have killed its neighbours, then the quick ones.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from itertools import count
from math import inf
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from _pytest.config import _prepareconfig  # the entry that leaves the configuration open
from mutmut import __main__ as mutmut
from mutmut.configuration import config as settings
from mutmut.runners.harness import PytestRunner
from mutmut.utils.file_utils import change_cwd
from mutmut.workers.isolation import ForkRunner
from pytest import Session, TestReport  # noqa: PT013  types alone

if TYPE_CHECKING:
    from collections.abc import Iterable

KILLERS = Path("mutants/killers.txt").absolute()
"""Which test killed which mutant, a line each."""

READING = ("test_worked.py", "test_references.py", "test_changes.py", "test_request_schema.py")
"""Tests that read all capability files, which mutmut times when they are read already."""

WHOLE = ("_whole.py", "_in_full.py", "_answers.py")
"""Tests that look at all that is said."""

SUSPICIOUS = 35
"""What mutmut calls a mutant whose tests ended in an unknown way."""


class Failures:
    """Count the tests that failed, in whatever phase."""

    def __init__(self) -> None:
        self.count = 0

    def pytest_runtest_logreport(self, report: TestReport) -> None:
        """Look at one phase of one test."""
        self.count += report.failed


class Collected:
    """All tests of the selection, in a pytest session that stays open."""

    def __init__(self) -> None:
        _forget_modules()
        with change_cwd("mutants"):
            chosen = [*settings().pytest_add_cli_args_test_selection, *settings().pytest_add_cli_args]
            self.failures = Failures()
            self.config = _prepareconfig(
                ["--rootdir=.", "--tb=native", "--capture=no", "-qqq", *chosen], [self.failures]
            )
            self.config._do_configure()
            self.session = Session.from_config(self.config)
            self.config.hook.pytest_sessionstart(session=self.session)
            self.config.hook.pytest_collection(session=self.session)
            self.items = {item.nodeid: item for item in self.session.items}
            self.killer: str | None = None

    def run(self, tests: Iterable[str], seconds: float) -> int:
        """Run tests by name until one fails; 1 if one did, as pytest says it. No test begins after so many seconds."""
        items, end = [self.items[name] for name in tests], process_time() + seconds
        with change_cwd("mutants"):
            for item, following in zip(items, [*items[1:], None], strict=True):
                item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
                if self.failures.count:
                    self.killer = item.nodeid
                    return 1
                if process_time() > end:
                    break
        return 0


def _forget_modules() -> None:
    """Import anew what mutmut's own runs have imported: targets that are made already would hide mistakes in making."""
    here = str(Path("mutants").absolute())
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(here):
            del sys.modules[name]


def killers_first(mutant: str, tests: list[str]) -> list[str]:
    """Put those tests first that killed most mutants of the same function, then of the module; then its own tests."""
    function, module = mutant.rpartition("__mutmut_")[0], mutant.rpartition(".")[0]
    often: Counter[str] = Counter()
    lines = KILLERS.read_text(encoding="utf-8").splitlines() if KILLERS.exists() else []
    for killed, _, test in (line.partition("\t") for line in lines):
        if killed.startswith(module):
            often[test] += 100 if killed.startswith(f"{function}__mutmut_") else 1
    own = f"tests/unit/test_{module.rpartition('.')[2]}"
    # stable, so that the quick ones come first among the rest; but each process has to read the catalogue anew
    return sorted(
        tests, key=lambda test: (_is_in(test, READING), -often[test], own not in test, not _is_in(test, WHOLE))
    )


def _is_in(test: str, files: tuple[str, ...]) -> bool:
    return any(name in test for name in files)


def run(names: list[str], children: int, seconds: float = inf) -> None:
    """Do what `mutmut run` does; a mutant that outlives so many seconds of its quickest tests counts as survived."""
    held: list[Collected] = []
    starts, alone = ForkRunner.startup, PytestRunner.run_tests

    def startup(self: ForkRunner) -> None:
        held.append(Collected())
        starts(self)

    def run_tests(self: PytestRunner, *, mutant_name: str | None, tests: Iterable[str]) -> int:
        if not held:
            return alone(self, mutant_name=mutant_name, tests=tests)
        try:
            code = held[0].run(killers_first(mutant_name or "", list(tests)), seconds)
            if held[0].killer is not None:
                with KILLERS.open("a", encoding="utf-8") as file:
                    file.write(f"{mutant_name}\t{held[0].killer}\n")
        except BaseException:  # noqa: BLE001  of the forked process nothing may come back here
            return SUSPICIOUS
        return code

    told = mutmut.print_stats
    calls = count()

    def print_stats(*given: Any, force_output: bool = False) -> None:
        if force_output or next(calls) % 100 == 0:  # it counts all mutants anew each time
            told(*given, force_output=True)

    patches: list[tuple[Any, str, Any]] = [
        (ForkRunner, "startup", startup),
        (PytestRunner, "run_tests", run_tests),
        (mutmut, "print_stats", print_stats),
    ]
    for owner, name, ours in patches:
        setattr(owner, name, ours)
    os.environ.setdefault("PYTHONHASHSEED", "0")
    mutmut._run(tuple(names), children)
