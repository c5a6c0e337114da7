"""Run a plan: prepare its inputs, make its calls, do its steps, and try again what is missing if the host says so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

import anyio

from normalizer.errors import quote
from normalizer.plan import Plan
from normalizer.run.attempt import Attempt, Manner, Place
from normalizer.run.errors import RunError, kind_of
from normalizer.run.fetch import Fetcher
from normalizer.run.host import call_host
from normalizer.run.outcome import Again, Missing, Outcome
from normalizer.run.picture import PictureSettings
from normalizer.run.steps import Tools

if TYPE_CHECKING:
    from normalizer.run.errors import CallError
    from normalizer.run.outcome import Replan, Send
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
    running = _Run(tools, manner, replan)
    with anyio.move_on_after(deadline) as scope:
        await running.run(Again(plan, None, send))
    running.settle(late=scope.cancelled_caught)
    if running.errors and on_partial == "raise":
        raise running.attempts[-1].first_error or running.errors[0]
    return running.outcome()


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
    """All attempts at one plan. A place of the outcome is filled by the first attempt that has something for it."""

    def __init__(self, tools: Tools, manner: Manner, replan: Replan | None) -> None:
        self.tools = tools
        self.manner = manner
        self.replan = replan
        self.attempts: list[Attempt] = []
        self.places: list[Place | None] = []
        self.errors: list[CallError] = []
        self.mended: list[CallError] = []
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
        count = self.places.count(None)
        if not count or self.replan is None or len(self.attempts) >= MOST_ATTEMPTS:
            return None
        missing = Missing(count, tuple(self.errors), len(self.attempts), self.attempts[-1].plan)
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
        """Put what an attempt gave into its places; what was cut off has an error from now on."""
        if self.is_settled:
            return
        self.is_settled = True
        attempt = self.attempts[-1]
        attempt.end(late=late)
        if len(self.attempts) == 1:
            self.places = attempt.places()
        else:
            fresh = iter([place for place in attempt.places() if place is not None])
            self.places = [place or next(fresh, None) for place in self.places]
        if attempt.errors:
            self.mended += self.errors
            self.errors = attempt.errors
        if None not in self.places:
            self.mended += self.errors
            self.errors = []

    def outcome(self) -> Outcome:
        """Give what came of it."""
        filled = [place for place in self.places if place is not None]
        return Outcome(
            media=tuple(place.media for place in filled),
            errors=tuple(self.errors),
            mended=tuple(self.mended),
            notes=tuple(note for attempt in self.attempts for result in attempt.results for note in result.notes),
            checks=tuple(place.check for place in filled),
        )
