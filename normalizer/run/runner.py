"""Run a plan: prepare its inputs, make its calls, do its steps, and try again what is missing if the host says so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import anyio

from normalizer.errors import quote
from normalizer.plan import Plan
from normalizer.run.attempt import Attempt, Manner
from normalizer.run.errors import RunError, kind_of
from normalizer.run.fetch import Fetcher
from normalizer.run.gathering import Gathering
from normalizer.run.host import call_host
from normalizer.run.outcome import Again
from normalizer.run.picture import PictureSettings
from normalizer.run.steps import Tools

if TYPE_CHECKING:
    from normalizer.run.errors import CallError
    from normalizer.run.outcome import Outcome, Replan, Send
    from normalizer.run.steps import Fetch
    from normalizer.run.store import Store

MOST_ATTEMPTS = 10
"""A hook that never gives up ends here."""

OnPartial = Literal["raise", "return"]


class RunOptions(TypedDict, total=False):
    """What `arun` and `run` take beside a plan and a function; see `arun`."""

    store: Store | None
    parallel: int
    deadline: float | None
    on_partial: OnPartial
    replan: Replan | None
    fetch: Fetch | None
    pictures: PictureSettings | None


async def arun(
    plan: Plan,
    send: Send,
    *,
    store: Store | None = None,
    parallel: int = 4,
    deadline: float | None = None,
    on_partial: OnPartial = "raise",
    replan: Replan | None = None,
    fetch: Fetch | None = None,
    pictures: PictureSettings | None = None,
) -> Outcome:
    """Make the calls of a plan with the host's `send`, do the plan's steps, and give the media in plan order.

    `send(call)` talks to the provider and gives back one or several of `Media`, bytes, data URL, link or base64; a
    plain function runs in a worker thread. At most `parallel` calls are made at a time; `deadline` is in seconds, for
    everything. Under `on_partial="raise"` the first `CallError` ends all other calls and is raised; under `"return"`
    the outcome holds what came and the errors. `replan` is asked what to do about what is missing: nothing is ended
    early then. `fetch` gets links in place of the built-in `Fetcher`. A plan that hands out links needs a `store`.

    Raises `InputError` where an input could not be fetched, and `RunError` where plan or options cannot be run: before
    any call is made.
    """
    _check(parallel, deadline, on_partial)
    settings = pictures or PictureSettings()
    tools = Tools(fetch or Fetcher(max_bytes=settings.max_bytes), store, settings)
    manner = Manner(parallel, fails_fast=on_partial == "raise" and replan is None)
    running = _Run(plan, tools, manner, replan)
    with anyio.move_on_after(deadline) as scope:
        await running.run(Again(plan, None, send))
    running.settle(late=scope.cancelled_caught)
    error = running.first_error()
    if error is not None and on_partial == "raise":
        raise error
    return running.gathering.outcome()


def run(plan: Plan, send: Send, **options: Unpack[RunOptions]) -> Outcome:
    """Do what `arun` does, from code without an event loop.

    Raises `RunError` where there is one: await `arun` there.
    """
    try:
        anyio.get_current_task()
    except RuntimeError:
        return anyio.run(partial(arun, plan, send, **options))
    raise RunError("run", "running_loop", "no event loop in this thread", "one; await arun there")


def _check(parallel: object, deadline: object, on_partial: object) -> None:
    if type(parallel) is not int or parallel < 1:
        raise RunError("parallel", "bad_option", "a whole number from 1", quote(parallel))
    if deadline is not None and (type(deadline) not in {int, float} or not deadline > 0):  # type: ignore[operator]  # numbers by now
        raise RunError("deadline", "bad_option", "seconds above 0", quote(deadline))
    if on_partial not in {"raise", "return"}:
        raise RunError("on_partial", "bad_option", "'raise' or 'return'", quote(on_partial))


class _Run:
    """All attempts at one plan."""

    def __init__(self, plan: Plan, tools: Tools, manner: Manner, replan: Replan | None) -> None:
        self.tools = tools
        self.manner = manner
        self.replan = replan
        self.gathering = Gathering(plan)
        self.attempts: list[Attempt] = []
        self.is_settled = True

    async def run(self, again: Again) -> None:
        """Make the calls, and again as long as something is missing and the hook knows what to do."""
        send = again.send
        while send is not None:
            attempt = Attempt(again, send, self.tools, self.manner)
            self.attempts.append(attempt)
            self.is_settled = False
            try:
                await attempt.prepare()
            except RunError as error:
                if len(self.attempts) == 1:
                    raise
                attempt.give_up(error)  # what an earlier attempt gave is not lost by it
            else:
                await attempt.run()
            self.settle(late=False)
            next_one = await self._next()
            if next_one is None:
                return
            again, send = next_one, next_one.send or send

    async def _next(self) -> Again | None:
        missing = self.gathering.missing
        if missing is None or self.replan is None or len(self.attempts) >= MOST_ATTEMPTS:
            return None
        try:
            answer = await call_host(self.replan, missing)
        except RunError:
            raise
        except Exception as error:  # noqa: BLE001  a host's function may raise anything
            raise RunError("replan", "hook_failed", "a plan, or nothing", kind_of(error), cause=error) from None
        if isinstance(answer, Plan):
            return Again(answer)
        if answer is None or (isinstance(answer, Again) and answer.is_possible):
            return answer
        raise RunError("replan", "hook_failed", "a plan with calls to make, or nothing", quote(answer))

    def settle(self, *, late: bool) -> None:
        """Gather what an attempt gave; what was cut off has an error from now on."""
        if self.is_settled:
            return
        self.is_settled = True
        self.attempts[-1].end(late=late)
        self.gathering.take(self.attempts[-1])

    def first_error(self) -> CallError | None:
        """Give the error to raise: of those that say what is missing the one that came first in the last attempt."""
        errors, first = self.gathering.errors, self.attempts[-1].first_error
        return first if any(first is error for error in errors) else next(iter(errors), None)
