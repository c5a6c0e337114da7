"""One attempt at the calls of a plan: in parallel up to a limit, each with its steps, each with errors of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import anyio

from normalizer.run.errors import CallError, DeadlineError, ResultError, RunError, SendError, kind_of
from normalizer.run.host import call_host
from normalizer.run.inputs import with_inputs
from normalizer.run.media import media_of
from normalizer.run.outcome import Note
from normalizer.run.picture import judge
from normalizer.run.steps import Work, finish, work_of

if TYPE_CHECKING:
    from normalizer.parts import Call, Verification
    from normalizer.run.media import Media
    from normalizer.run.outcome import Again, Send
    from normalizer.run.steps import Tools


class Manner(NamedTuple):
    """How an attempt is made: how many calls at a time, and whether the first error ends all others."""

    parallel: int
    fails_fast: bool


class CallResult:
    """What has become of one call so far. `media` has a place for each result; `None` where none has come."""

    def __init__(self, index: int, call: Call, *, is_limit: bool, may_be_fewer: bool) -> None:
        self.index = index
        self.call = call
        self.is_limit = is_limit
        self.may_be_fewer = may_be_fewer
        self.media: list[Media | None] = [None] * call.count
        self.errors: list[CallError] = []
        self.notes: list[Note] = []
        self.is_done = False

    def take(self, given: list[Media]) -> ResultError | None:
        """Compare what came with how many were to come; gives an error where there are fewer and nobody said so."""
        expected, got = self.call.count, len(given)
        if got > expected:
            self.notes.append(Note(self.index, "more_results", expected, got))
            if self.is_limit:
                del given[expected:]
        elif 0 < got < expected and self.may_be_fewer:
            self.notes.append(Note(self.index, "fewer_results", expected, got))
            expected = got
        self.media = [None] * max(expected, len(given))
        if got >= expected:
            return None
        return ResultError("result", "too_few_results", f"{expected} result(s)", str(got))

    def end(self, *, late: bool) -> None:
        """Say of a call that was cut off why it is not done; one that has all its results was done in time."""
        if self.is_done or None not in self.media:
            return
        self.is_done = True
        if late:
            error: CallError = DeadlineError("call", "deadline", "an end before the deadline", "none")
        else:
            error = SendError("send", "send_failed", "media from the provider", "a cancelled call")
        self.errors.append(error.at(self.index))


class Place(NamedTuple):
    """A result, and whether its pixels are the planned ones; `None` where they are not known."""

    media: Media
    check: Verification | None


class Attempt:
    """The calls of a plan being made. `first_error` is the one that came first, not the one of the first call."""

    def __init__(self, again: Again, send: Send, tools: Tools, manner: Manner) -> None:
        self.plan = plan = again.plan
        self.work = Work()
        asked = any(report.name == "n" and report.asked is not None for report in plan.parameters)
        fewer = any(note.code == "may_return_fewer" for note in plan.notes)
        chosen = again.chosen()
        self.results = [CallResult(at, chosen[at], is_limit=asked, may_be_fewer=fewer) for at in chosen]
        self.first_error: CallError | None = None
        self.send = send
        self._tools = tools
        self._manner = manner
        self._calls = tuple(chosen.values())
        self._limiter = anyio.CapacityLimiter(manner.parallel)

    @property
    def errors(self) -> list[CallError]:
        """What went wrong, in plan order."""
        return [error for result in self.results for error in result.errors]

    def places_of(self, result: CallResult) -> list[Place | None]:
        """Give every result of a call, and whether its pixels are as planned; nothing where one is missing."""
        return [
            None if media is None else Place(media, None if media.size is None else self.plan.verify(*media.size))
            for media in result.media
        ]

    def end(self, *, late: bool) -> None:
        """Say of each call that was cut off why it is not done."""
        for result in self.results:
            result.end(late=late)

    async def prepare(self) -> None:
        """See that the plan can be run, and fetch its inputs. Raises `RunError`; no call has been made then."""
        self.work = work_of(self.plan.steps)
        if self.work.stores and self._tools.store is None:
            raise RunError("store", "no_store", "a store, since the plan hands out links", "none")
        if self.work.pixels is not None and self.work.pixels.size is not None:
            judge(self.work.pixels.size, 1, self._tools.pictures)  # before anything is paid for
        self._calls = await with_inputs(self.plan, self._calls, self._tools)

    def give_up(self, error: RunError) -> None:
        """Say of each call why it is not made."""
        for result in self.results:
            result.is_done = True
            wrong = SendError("send", error.code, error.expected, error.got, cause=error.cause)
            result.errors.append(wrong.at(result.index))

    async def run(self) -> None:
        """Make the calls. Errors are kept, not raised; whoever cancels this finds what was done by then."""
        async with anyio.create_task_group() as group:
            for result, call in zip(self.results, self._calls, strict=True):
                await self._limiter.acquire_on_behalf_of(result)  # so that calls begin in plan order
                group.start_soon(self._call, result, call, group.cancel_scope)

    async def _call(self, result: CallResult, call: Call, all_calls: anyio.CancelScope) -> None:
        given: list[Media] = []
        error: CallError | None
        try:
            given = list(media_of(await call_host(self.send, call)))
            error = result.take(given)
        except CallError as own:
            error = own
        except Exception as other:  # noqa: BLE001  a host's function may raise anything
            error = SendError("send", "send_failed", "media from the provider", kind_of(other), cause=other)
        finally:
            self._limiter.release_on_behalf_of(result)  # steps do not keep the provider waiting
        if error is not None:
            self._failed(error.at(result.index), result, all_calls)
            result.is_done = not given  # with nothing to finish, no cut can come between
        async with anyio.create_task_group() as group:
            for place, media in enumerate(given):
                group.start_soon(self._finish, result, place, media, all_calls)
        result.is_done = True

    async def _finish(self, result: CallResult, place: int, media: Media, all_calls: anyio.CancelScope) -> None:
        try:
            result.media[place] = await finish(media, self.work, self._tools)
        except CallError as error:
            self._failed(error.at(result.index, place), result, all_calls)
        except Exception as error:  # noqa: BLE001  such as an end of memory: other results are not harmed
            wrong = ResultError("result", "step_failed", "the plan's steps done", kind_of(error), cause=error)
            self._failed(wrong.at(result.index, place), result, all_calls)

    def _failed(self, error: CallError, result: CallResult, all_calls: anyio.CancelScope) -> None:
        # an error is kept for long, and the frames of its traceback hold whole pictures
        error.__context__ = None
        result.errors.append(error.with_traceback(None))
        self.first_error = self.first_error or error
        if self._manner.fails_fast:
            all_calls.cancel()
