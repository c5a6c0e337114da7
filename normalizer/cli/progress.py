"""How far a long run is, on stderr: a bar with the rate and the time left. Silent in a pipe, and while it is quick."""

from __future__ import annotations

import sys
import time
from typing import Any, Self

PATIENCE = 2.0
"""Seconds after which a run counts as long."""


class Progress:
    """Counts bytes of all files together; what is packed counts as it comes out, so that its end is a guess."""

    def __init__(self, total: int) -> None:
        self._total = total or None
        self._started = time.monotonic()
        self._bar: Any = None
        self._task: Any = None
        self._done = self._rows = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def advance(self, size: int, rows: int) -> None:
        """Tell that so much more is done."""
        self._done += size
        self._rows += rows
        spent = time.monotonic() - self._started
        if self._bar is None and spent >= PATIENCE and sys.stderr.isatty():
            self._begin()
        if self._bar is not None:
            total = None if self._total is None else max(self._total, self._done)
            self._bar.update(self._task, completed=self._done, total=total, rate=f"{self._rows / spent:,.0f} rows/s")

    def _begin(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        self._bar = Bar(
            BarColumn(),
            TaskProgressColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            console=Console(stderr=True),
            transient=True,
        )
        self._task = self._bar.add_task("", total=self._total, rate="")
        self._bar.start()
