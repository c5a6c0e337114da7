"""How functions of the host are called: coroutines on the event loop, plain functions in worker threads."""

from __future__ import annotations

import inspect
from functools import partial
from typing import TYPE_CHECKING, Any

from anyio.to_thread import run_sync

if TYPE_CHECKING:
    from collections.abc import Callable


async def call_host(function: Callable[..., Any], *arguments: Any) -> Any:
    """Call a function of the host, whichever kind it is, and give what it gives or what it promises.

    A plain function is abandoned in its thread when the run is cancelled: nothing else can end it.
    """
    if _is_async(function):
        return await function(*arguments)
    # in a tuple, since not every event loop lets a thread give back a coroutine
    (given,) = await run_sync(lambda: (function(*arguments),), abandon_on_cancel=True)
    return await given if inspect.isawaitable(given) else given


def _is_async(function: Any) -> bool:
    while isinstance(function, partial):
        function = function.func
    called = getattr(function, "__call__", None)  # noqa: B004  not whether it can be called, but what then runs
    return inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(called)
