"""How late the event loop is: what it would do now and does only later, because something blocks it."""

from __future__ import annotations

import threading
import time
from collections import deque
from pathlib import Path
from typing import TYPE_CHECKING

import anyio

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalizer.gateway.server.metrics import Sample

PACE = 0.05
WINDOW = 60.0
"""Seconds over which the longest delay is told."""


class Lateness:
    """Sets itself an alarm again and again, and looks how late it rings.

    What is late on a busy machine need not be the server's doing. So it also looks for how long the event loop's thread
    was ready to run and had no processor, where the system tells (Linux): without that the delay is the server's own.
    """

    def __init__(self) -> None:
        self._late: deque[float] = deque(maxlen=int(WINDOW / PACE))
        self._own: deque[float] = deque(maxlen=int(WINDOW / PACE))

    async def watch(self) -> None:
        """Look until cancelled."""
        told = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat")
        while True:
            waited, began = _waited(told), time.perf_counter()
            await anyio.sleep(PACE)
            late = max(0.0, time.perf_counter() - began - PACE)
            self._late.append(late)
            waited_after = _waited(told)
            if waited is not None and waited_after is not None:
                self._own.append(max(0.0, late - (waited_after - waited)))

    def longest(self) -> Iterable[Sample]:
        """Give the longest delay of the last minute, in seconds, and the longest of the server's own doing."""
        yield "normalizer_event_loop_delay_seconds", (), max(self._late, default=0.0)
        if self._own:
            yield "normalizer_event_loop_own_delay_seconds", (), max(self._own)


def _waited(told: Path) -> float | None:
    """Give the seconds for which a thread has waited for a processor so far; nothing where the system does not tell."""
    try:
        return int(told.read_bytes().split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return None
