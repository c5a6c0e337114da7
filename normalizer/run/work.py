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

# one for each event loop, not for each run: a gateway runs many plans at once
_LIMIT: RunVar[anyio.CapacityLimiter] = RunVar("normalizer_processors")


async def in_thread(function: Callable[[*Ts], T], *arguments: *Ts) -> T:
    """Run a function in a worker thread. It is never abandoned, so that what it began is ended or undone."""
    try:
        limiter = _LIMIT.get()
    except LookupError:
        limiter = anyio.CapacityLimiter(os.cpu_count() or 1)
        _LIMIT.set(limiter)
    return await run_sync(function, *arguments, limiter=limiter)


def stop_if_cancelled() -> None:
    """End the work of a worker thread whose run was cancelled; elsewhere do nothing."""
    with suppress(RuntimeError):  # raised in a thread that no event loop waits for
        check_cancelled()
