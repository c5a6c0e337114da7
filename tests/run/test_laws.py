"""Laws of running a plan, whatever fails.

Nothing is lost and nothing is invented: results and what is missing add up to what was asked.
Results are in plan order, each once.
An error has a cause: a call that failed, or gave too few.
Trying again until nothing fails gives the whole.
A limit of calls at a time is never passed.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
import anyio.lowlevel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.run import Media, Outcome, RunError, arun
from run.plans import plan

if TYPE_CHECKING:
    from normalizer import Call, Plan

BACKENDS = st.sampled_from(("asyncio", "trio"))
TOTALS = st.integers(1, 10)
MOST = st.integers(1, 4)
BEHAVIOUR = st.lists(
    st.tuples(st.sampled_from(("works", "raises", "short", "junk")), st.integers(0, 3)), min_size=10, max_size=10
)


class Provider:
    """Does what it is told with each call, by its place in the plan; another time it works."""

    def __init__(self, made: Plan, behaviour: Any) -> None:
        self.made = made
        self.behaviour = behaviour
        self.tried: set[int] = set()
        self.running = self.most = 0

    async def __call__(self, call: Call) -> Any:
        """Answer one call."""
        place = next(at for at, known in enumerate(self.made.calls) if known is call)
        does, pauses = ("works", 0) if place in self.tried else self.behaviour[place]
        self.tried.add(place)
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            for _ in range(pauses):
                await anyio.lowlevel.checkpoint()
        finally:
            self.running -= 1
        if does == "raises":
            raise ConnectionError
        if does == "junk":
            return 7
        count = call.count - (does == "short")
        return [Media(b"x", metadata={"at": (place, index)}) for index in range(count)]


def ran(backend: str, made: Plan, provider: Provider, **options: Any) -> Outcome:
    """Run a plan."""
    return anyio.run(partial(arun, made, provider, **options), backend=backend)


def several(total: int, most: int) -> Plan:
    """Plan so many results over calls of at most so many."""
    return plan("{delivery: bytes}", f"parameters: {{n: {{to: n, max: {most}}}}}", n=total)


def places(outcome: Outcome) -> list[tuple[int, int]]:
    """Give from which call results came, and which of it they are."""
    return [media.metadata["at"] for media in outcome.media]


@given(BACKENDS, TOTALS, MOST, BEHAVIOUR, st.integers(1, 5))
def test_nothing_is_lost_and_nothing_is_invented(
    backend: str, total: int, most: int, behaviour: Any, parallel: int
) -> None:
    """What came and what is missing add up, in plan order, under every limit."""
    made = several(total, most)
    provider = Provider(made, behaviour)
    outcome = ran(backend, made, provider, on_partial="return", parallel=parallel)
    lost = {
        "works": lambda _: 0,
        "raises": lambda call: call.count,
        "junk": lambda call: call.count,
        "short": lambda _: 1,
    }
    missing = [lost[does](call) for (does, _), call in zip(behaviour, made.calls, strict=False)]
    assert len(outcome.media) + sum(missing) == total
    assert places(outcome) == sorted(set(places(outcome)))
    assert [error.call for error in outcome.errors] == [at for at, number in enumerate(missing) if number]
    assert outcome.complete == (not sum(missing))
    assert provider.most <= parallel


@given(BACKENDS, TOTALS, MOST, BEHAVIOUR)
def test_trying_again_gives_the_whole(backend: str, total: int, most: int, behaviour: Any) -> None:
    """Whatever failed at first."""
    made = several(total, most)
    outcome = ran(backend, made, Provider(made, behaviour), replan=lambda missing: missing.again())
    assert (len(outcome.media), outcome.complete) == (total, True)
    failed = {at for at, _ in enumerate(made.calls) if behaviour[at][0] != "works"}
    assert {error.call for error in outcome.mended} == failed


@given(BACKENDS, TOTALS, MOST, BEHAVIOUR)
def test_raising_is_for_what_returning_would_tell(backend: str, total: int, most: int, behaviour: Any) -> None:
    """Under `raise` there is an error exactly if under `return` something is missing, and it is one of those."""
    made = several(total, most)
    told = ran(backend, made, Provider(made, behaviour), on_partial="return")
    provider = Provider(made, behaviour)
    if told.complete:
        assert places(ran(backend, made, provider)) == places(told)
        return
    with pytest.raises(RunError) as caught:
        ran(backend, made, provider)
    assert str(caught.value) in {str(error) for error in told.errors}
    assert provider.running == 0
