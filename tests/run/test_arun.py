"""Fan-out: results in plan order, a limit on calls at a time, a deadline, and what is done about what is missing."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from normalizer.run import (
    Again,
    CallError,
    DeadlineError,
    Media,
    MemoryStore,
    ResultError,
    RunError,
    SendError,
    arun,
    run,
)
from run.pictures import plain
from run.plans import plan

if TYPE_CHECKING:
    from normalizer import Call, Plan
    from normalizer.run import Missing

pytestmark = pytest.mark.anyio

ONE_EACH = "{}"
FEWER = "parameters: {n: {to: n, max: 4, may_return_fewer: true}}"


class Provider:
    """Answers calls with numbered results, and notes how many it had at a time."""

    def __init__(
        self, *, fails: set[int] = frozenset(), gives: dict[int, int] | None = None, waits: Any = None
    ) -> None:
        self.fails = fails
        self.gives = gives or {}
        self.waits = waits or {}
        self.made = 0
        self.seen: set[int] = set()
        self.ended = 0
        self.running = 0
        self.most = 0

    async def __call__(self, call: Call) -> list[Media]:
        """Answer one call."""
        place = self._place(call)
        self.made += 1
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            await anyio.sleep(self.waits.get(place, 0.001))
            if place in self.fails:
                raise ConnectionError("a key in here: sk-123")
            self.ended += 1
            count = self.gives.get(place, call.count)
            return [Media(b"x", metadata={"call": place, "at": at}) for at in range(count)]
        finally:
            self.running -= 1

    def _place(self, call: Call) -> int:
        """Give a call the number it has in the plan, and those that are made again after them: tasks start in any order."""
        places = [at for at, known in enumerate(ten().calls) if known is call and at not in self.seen]
        place = places[0] if places else max(self.made, len(self.seen) and max(self.seen) + 1)
        self.seen.add(place)
        return place


def order(media: Any) -> list[tuple[int, int]]:
    """Tell from which call results came, and which of it they are."""
    return [(one.metadata["call"], one.metadata["at"]) for one in media]


@cache
def ten() -> Plan:
    """Plan ten results over calls of four, four and two."""
    made = plan(n=10)
    assert [call.count for call in made.calls] == [4, 4, 2]
    return made


async def test_results_are_in_plan_order_whichever_call_is_first() -> None:
    """The first call is the slowest, and its results still come first."""
    outcome = await arun(ten(), Provider(waits={0: 0.05, 1: 0.02}))
    assert order(outcome.media) == [*((0, at) for at in range(4)), *((1, at) for at in range(4)), (2, 0), (2, 1)]
    assert (outcome.errors, outcome.notes, outcome.complete) == ((), (), True)


@pytest.mark.parametrize("parallel", [1, 3, 20])
async def test_at_most_so_many_calls_at_a_time(parallel: int) -> None:
    """Ten calls of one result each; as many at once as the limit says, and no more."""
    provider = Provider(waits=dict.fromkeys(range(10), 0.02))
    outcome = await arun(plan("{delivery: bytes}", ONE_EACH, n=10), provider, parallel=parallel)
    assert provider.most == min(parallel, 10)
    assert len(outcome.media) == 10


async def test_calls_begin_in_plan_order() -> None:
    """One at a time, they are made as the plan lists them."""
    made = ten()
    begun: list[Call] = []

    async def send(call: Call) -> list[bytes]:
        begun.append(call)
        return [b"x"] * call.count

    await arun(made, send, parallel=1)
    assert begun == list(made.calls)


async def test_the_first_failure_ends_all_other_calls() -> None:
    """Under `raise` the error is raised at once, and calls that had begun are cancelled."""
    provider = Provider(fails={1}, waits={0: 30, 2: 30})
    with anyio.fail_after(10), pytest.raises(SendError) as caught:
        await arun(ten(), provider)
    assert (caught.value.call, caught.value.result, caught.value.step) == (1, None, None)
    assert (provider.running, provider.ended) == (0, 0)


async def test_the_error_that_came_first_is_the_one_that_is_raised() -> None:
    """Not the one of the first call, nor a consequence of the cancellation."""
    with pytest.raises(SendError) as caught:
        await arun(ten(), Provider(fails={0, 2}, waits={0: 0.2}))
    assert caught.value.call == 2


async def test_what_succeeded_is_kept_where_partial_results_are_wanted() -> None:
    """Under `return` other calls go on; the error names its call."""
    outcome = await arun(ten(), Provider(fails={1}), on_partial="return")
    assert order(outcome.media) == [*((0, at) for at in range(4)), (2, 0), (2, 1)]
    (error,) = outcome.errors
    assert (type(error), error.call, outcome.complete) == (SendError, 1, False)


async def test_nothing_but_errors_is_an_outcome_too() -> None:
    """Under `return` nothing is raised even if every call fails."""
    outcome = await arun(ten(), Provider(fails={0, 1, 2}), on_partial="return")
    assert (outcome.media, [error.call for error in outcome.errors]) == ((), [0, 1, 2])


async def test_the_deadline_is_for_everything() -> None:
    """Calls that are not done by then are cancelled and have an error; what was done is kept."""
    provider = Provider(waits={0: 30, 2: 30})
    with anyio.fail_after(10):
        outcome = await arun(ten(), provider, deadline=0.3, on_partial="return")
    assert order(outcome.media) == [(1, at) for at in range(4)]
    assert [(type(error), error.call) for error in outcome.errors] == [(DeadlineError, 0), (DeadlineError, 2)]
    assert provider.running == 0


async def test_the_deadline_raises_where_partial_results_are_not_wanted() -> None:
    """With an error that says so."""
    with anyio.fail_after(10), pytest.raises(DeadlineError) as caught:
        await arun(ten(), Provider(waits={0: 30}), deadline=0.1)
    assert caught.value.http_status == 504


async def test_a_cancelled_run_leaves_nothing_behind() -> None:
    """Whoever cancels the run from outside cancels its calls, and waits until they have ended."""
    provider = Provider(waits=dict.fromkeys(range(3), 30))
    with anyio.move_on_after(0.1) as scope:
        await arun(ten(), provider)
    assert scope.cancelled_caught
    assert (provider.made, provider.running) == (3, 0)


async def test_fewer_results_than_the_call_was_to_give_are_an_error() -> None:
    """What came is kept all the same, where partial results are wanted."""
    outcome = await arun(ten(), Provider(gives={1: 3}), on_partial="return")
    assert len(outcome.media) == 9
    (error,) = outcome.errors
    assert (type(error), error.code, error.call, error.got) == (ResultError, "too_few_results", 1, "3")
    with pytest.raises(ResultError):
        await arun(ten(), Provider(gives={1: 3}))


async def test_fewer_results_are_a_note_where_the_plan_says_they_may_be() -> None:
    """R8.1: under `may_return_fewer` the count is an upper bound; but nothing at all is an error there, too."""
    made = plan("{delivery: bytes}", FEWER, n=10)
    outcome = await arun(made, Provider(gives={1: 3}))
    assert (len(outcome.media), outcome.errors) == (9, ())
    assert [(note.call, note.code, note.expected, note.got) for note in outcome.notes] == [(1, "fewer_results", 4, 3)]
    outcome = await arun(made, Provider(gives={1: 0}), on_partial="return")
    assert (len(outcome.media), [error.call for error in outcome.errors]) == (6, [1])


async def test_more_results_than_asked_for_are_left_out() -> None:
    """The caller asked for ten and gets ten; a note tells of the rest."""
    outcome = await arun(ten(), Provider(gives={2: 5}))
    assert order(outcome.media)[-2:] == [(2, 0), (2, 1)]
    assert [(note.call, note.code, note.expected, note.got) for note in outcome.notes] == [(2, "more_results", 2, 5)]


async def test_more_results_are_kept_where_nobody_asked_for_a_number() -> None:
    """Who asked for no number gets what the provider makes by itself."""
    outcome = await arun(plan(), Provider(gives={0: 4}))
    assert (len(outcome.media), [note.code for note in outcome.notes]) == (4, ["more_results"])


async def test_failed_calls_are_made_again() -> None:
    """The hook gives the very calls once more; what is mended is told, and results stand where they belong."""
    provider = Provider(fails={1})
    asked: list[Missing] = []

    def replan(missing: Missing) -> Again:
        asked.append(missing)
        return missing.again()

    outcome = await arun(ten(), provider, replan=replan)
    assert [(missing.count, missing.attempt) for missing in asked] == [(4, 1)]
    assert order(outcome.media) == [*((0, at) for at in range(4)), *((3, at) for at in range(4)), (2, 0), (2, 1)]
    assert (outcome.errors, [error.call for error in outcome.mended]) == ((), [1])


async def test_what_is_missing_is_made_by_another_target() -> None:
    """The hook plans the missing number anew, with a function of its own; it may be a coroutine."""
    other = Provider()

    async def replan(missing: Missing) -> Again:
        return Again(plan("{delivery: bytes}", ONE_EACH, n=missing.count), send=other)

    outcome = await arun(ten(), Provider(fails={0}), replan=replan)
    assert other.made == 4
    assert order(outcome.media)[:4] == [(at, 0) for at in range(4)]
    assert len(outcome.media) == 10


async def test_a_plan_alone_is_an_answer_too() -> None:
    """It is sent by the same function."""
    outcome = await arun(ten(), Provider(fails={2}), replan=lambda missing: plan(n=missing.count))
    assert (len(outcome.media), outcome.complete) == (10, True)


async def test_a_hook_that_gives_up_leaves_the_errors() -> None:
    """Raised or returned, as without a hook; the others were not cancelled."""
    outcome = await arun(ten(), Provider(fails={0}), replan=lambda _: None, on_partial="return")
    assert (len(outcome.media), [error.call for error in outcome.errors]) == (6, [0])
    with pytest.raises(SendError):
        await arun(ten(), Provider(fails={0}), replan=lambda _: None)


async def test_a_hook_that_never_gives_up_is_ended() -> None:
    """After ten attempts."""
    attempts: list[int] = []

    def replan(missing: Missing) -> Again:
        attempts.append(missing.attempt)
        return missing.again()

    outcome = await arun(ten(), Provider(fails=set(range(100))), replan=replan, on_partial="return")
    assert attempts == list(range(1, 10))
    assert (outcome.media, len(outcome.errors), len(outcome.mended)) == ((), 3, 27)


async def test_a_surplus_of_another_attempt_is_left_out() -> None:
    """Three are missing, a call of four is made again, and still there are ten."""
    provider = Provider(gives={0: 1})
    outcome = await arun(ten(), provider, replan=lambda missing: missing.again())
    assert order(outcome.media)[:4] == [(0, 0), (3, 1), (3, 2), (3, 3)]
    assert len(outcome.media) == 10


async def test_an_error_of_the_hook_is_ours() -> None:
    """With the hook's own as its cause."""

    def replan(_: Missing) -> None:
        raise KeyError("sk-123")

    with pytest.raises(RunError) as caught:
        await arun(ten(), Provider(fails={0}), replan=replan)
    assert (caught.value.code, type(caught.value.cause)) == ("hook_failed", KeyError)
    with pytest.raises(RunError):
        await arun(ten(), Provider(fails={0}), replan=lambda _: "another")
    for places in ((), (3,), (-1, 0)):
        with pytest.raises(RunError) as caught:
            await arun(ten(), Provider(fails={0}), replan=lambda missing, at=places: Again(missing.plan, at))
        assert caught.value.code == "hook_failed"


async def test_a_plain_function_runs_in_a_thread() -> None:
    """And may give back something to be awaited."""
    outcome = await arun(plan(n=2), lambda call: [b"x"] * call.count)
    assert [one.data for one in outcome.media] == [b"x", b"x"]
    provider = Provider()
    outcome = await arun(plan(n=2), lambda call: provider(call))  # noqa: PLW0108  a plain function that gives a coroutine
    assert len(outcome.media) == 2


async def test_a_plain_function_that_stalls_does_not_hold_the_deadline_up() -> None:
    """It is left alone in its thread."""
    import threading

    over = threading.Event()

    def send(_: Call) -> bytes:
        over.wait(30)
        return b"x"

    with anyio.fail_after(10), pytest.raises(DeadlineError):
        await arun(plan(), send, deadline=0.1)
    over.set()


@pytest.mark.parametrize("given", [None, 7, {"url": "x"}, [None], [[b"x"]], Media(), [Media()]])
async def test_what_is_no_media_is_an_error_of_its_call(given: Any) -> None:
    """Whatever a host's function gives back."""
    with pytest.raises(ResultError) as caught:
        await arun(plan(), lambda _: given)
    assert (caught.value.code, caught.value.call) == ("not_media", 0)


async def test_the_pixels_are_compared_with_the_plan() -> None:
    """A mismatch is told, and is no error; of links nobody knows."""
    made = plan("{delivery: bytes}", "dimensions: {sizes: [64x48, 128x128]}", size="64x48", n=3)
    results = iter([plain((64, 48)), plain((32, 24)), "https://example.com/a.png"])
    outcome = await arun(made, lambda _: next(results), parallel=1)
    assert [None if check is None else check.ok for check in outcome.checks] == [True, False, None]
    ((place, check),) = outcome.mismatches
    assert (place, check.expected, check.got) == (1, (64, 48), (32, 24))


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"parallel": 0}, "parallel"),
        ({"parallel": True}, "parallel"),
        ({"deadline": 0}, "deadline"),
        ({"deadline": float("nan")}, "deadline"),
        ({"on_partial": "ignore"}, "on_partial"),
    ],
)
async def test_options_that_say_nothing_are_an_error_before_any_call(options: Any, what: str) -> None:
    """Nothing is spent."""
    provider = Provider()
    with pytest.raises(RunError) as caught:
        await arun(ten(), provider, **options)
    assert (caught.value.what, provider.made) == (what, 0)


async def test_a_plan_with_links_and_no_store_is_an_error_before_any_call() -> None:
    """Nothing is spent."""
    provider = Provider()
    with pytest.raises(RunError) as caught:
        await arun(plan(n=2, response_format="url"), provider)
    assert (caught.value.code, provider.made) == ("no_store", 0)


async def test_run_says_what_to_do_inside_an_event_loop() -> None:
    """It cannot wait there."""
    with pytest.raises(RunError, match="await arun there"):
        run(plan(), lambda _: b"x")


def test_run_is_for_code_without_an_event_loop() -> None:
    """With the same options."""
    outcome = run(plan(n=5, response_format="url"), lambda call: [plain()] * call.count, store=MemoryStore("/m"))
    assert [str(one.url).startswith("/m/") for one in outcome.media] == [True] * 5
    outcome = run(plan(n=5), Provider(fails={1}), on_partial="return")
    assert [isinstance(error, CallError) for error in outcome.errors] == [True]
