"""Keep the garbage collector short: what a catalogue has read stays for ever, and is not looked through again.

A full collection stops every thread, and takes a tenth of a second once all models are read.
"""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class Collector:
    """Takes everything that is there out of the collector's sight when something was read since the last time.

    For a process that is the server's own. Register it: `gc.callbacks.append(Collector(count))`; `count` tells how much
    has been read by now. It does so right before a full collection, which then has nothing to look through. Cycles that
    are garbage at that moment are never collected: so it happens only as often as something is read for the first time.
    """

    def __init__(self, count: Callable[[], int]) -> None:
        self._count = count
        self._seen = 0

    def __call__(self, phase: str, info: dict[str, Any]) -> None:
        """Take part in a collection, as `gc.callbacks` has it."""
        if phase == "start" and info["generation"] == 2 and (count := self._count()) > self._seen:
            self._seen = count
            gc.freeze()
