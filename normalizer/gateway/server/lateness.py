"""How late the event loop is: what it would do now and does only later, because something blocks it."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalizer.gateway.server.metrics import Sample

PACE = 0.05
WINDOW = 60.0
"""Seconds over which the longest delay is told."""


class Lateness:
    """Sets itself an alarm again and again, and looks how late it rings."""

    def __init__(self) -> None:
        self._late: deque[float] = deque(maxlen=int(WINDOW / PACE))

    async def watch(self) -> None:
        """Look until cancelled."""
        while True:
            began = time.perf_counter()
            await anyio.sleep(PACE)
            self._late.append(max(0.0, time.perf_counter() - began - PACE))

    def longest(self) -> Iterable[Sample]:
        """Give the longest delay of the last minute, in seconds."""
        return [("normalizer_event_loop_delay_seconds", (), max(self._late, default=0.0))]
