"""How the tests run: Hypothesis profiles, and what a skipped test means.

`HYPOTHESIS_PROFILE=nightly` tries fifty times as many examples, new ones each time; `default` is quick and always the
same; `raw` shows failures as they were found, for whoever cannot wait for small ones. `REQUIRE_ALL=1` turns every skip into a failure, for a machine on which every tool is installed.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, settings

from unit import blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

# a block is a whole capability file, and many of a block's requests say nothing to a law: neither is a mistake
_PATIENT = (HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large)

settings.register_profile(
    "default", max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=_PATIENT
)
settings.register_profile("nightly", max_examples=5000, deadline=None, print_blob=True, suppress_health_check=_PATIENT)
settings.register_profile("raw", settings.get_profile("default"), phases=(Phase.explicit, Phase.generate))
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))


@pytest.fixture(autouse=True)
def _fresh_targets() -> None:
    """Under mutmut each test compiles its targets anew: one left by another test was made without the mutant."""
    if os.environ.get("MUTANT_UNDER_TEST"):
        blocks.target.cache_clear()


_REQUIRE_ALL = os.environ.get("REQUIRE_ALL") == "1"
_SKIPS = pytest.StashKey[list[tuple[str, str]]]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin the list of skips, and name the marker of laws that do not hold yet."""
    config.stash[_SKIPS] = []
    config.addinivalue_line("markers", "open_point(reason): a law that is known not to hold, and why")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Note a skipped test."""
    report: Any = yield
    _note(item.config, report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    """Note a module that skips all of its tests."""
    report: Any = yield
    _note(collector.config, report)
    return report


def _note(config: pytest.Config, report: Any) -> None:
    """Keep name and reason of a skip; where everything is required it is a failure."""
    if not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    config.stash[_SKIPS].append((report.nodeid, reason.removeprefix("Skipped: ")))
    if _REQUIRE_ALL:
        report.outcome = "failed"
        report.longrepr = f"{report.nodeid}: skipped, and REQUIRE_ALL allows none: {reason}"


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Print what was skipped, and why."""
    skips = config.stash[_SKIPS]
    if skips:
        terminalreporter.section("skipped")
        for name, reason in skips:
            terminalreporter.write_line(f"{name}: {reason}")
