"""Where costly work runs: in worker threads, as many at a time as there are processors, never on the event loop."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar, TypeVarTuple

import anyio
from anyio.from_thread import check_cancelled
from anyio.lowlevel import RunVar
from anyio.to_thread import run_sync

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Workers:
    """Worker threads for one kind of work: await it with a function and its arguments.

    At most as many run at a time as there are processors, for each event loop and not for each run: a gateway runs many
    plans at once. Work of one kind never waits for that of another, but for the processor itself.
    """

    def __init__(self, kind: str) -> None:
        self._limit: RunVar[anyio.CapacityLimiter] = RunVar(f"normalizer_{kind}")

    async def __call__(self, function: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """Run a function in a worker thread. It is never abandoned, so that what it began is ended or undone."""
        try:
            limiter = self._limit.get()
        except LookupError:
            limiter = anyio.CapacityLimiter(os.cpu_count() or 1)
            self._limit.set(limiter)
        return await run_sync(function, *arguments, limiter=limiter)


in_thread = Workers("processors")
"""For pictures, clips, and texts as long as they are."""


def stop_if_cancelled() -> None:
    """End the work of a worker thread whose run was cancelled; elsewhere do nothing."""
    with suppress(RuntimeError):  # raised in a thread that no event loop waits for
        check_cancelled()
