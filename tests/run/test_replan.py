"""What is mended in part: `errors` say why something is missing and nothing else, `mended` is all the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from normalizer.run import Again, Media, Missing, SendError, arun
from run.plans import plan

if TYPE_CHECKING:
    from normalizer import Plan
    from normalizer.run import Outcome

pytestmark = pytest.mark.anyio

ONE_EACH = "{}"


def each(count: int) -> Plan:
    """Plan so many results of one call each."""
    made = plan("{delivery: bytes}", ONE_EACH, n=count)
    assert len(made.calls) == count
    return made


class Provider:
    """Does with each attempt at a call what is written for it: a name, or an error; calls are known by their place."""

    def __init__(self, made: Plan, *does: dict[int, str | None]) -> None:
        self.made = made
        self.does = does
        self.tried = [0] * len(made.calls)

    async def __call__(self, call: Any) -> Media:
        """Make one call."""
        place = next(at for at, known in enumerate(self.made.calls) if known is call)
        self.tried[place] += 1
        name = self.does[self.tried[place] - 1].get(place, f"{place}")
        if name is None:
            raise ConnectionError
        return Media(b"x", metadata={"name": name})


def told(outcome: Outcome) -> tuple[list[str], list[int], list[int]]:
    """Give the names of the media, and the calls of errors and of what was mended."""
    names = [one.metadata["name"] for one in outcome.media]
    return names, [error.call for error in outcome.errors], [error.call for error in outcome.mended]


async def test_what_another_attempt_did_not_try_stays_an_error() -> None:
    """Calls 0 and 1 fail; only 0 is made again, and fails again: 1 is missing for the reason it always was."""
    made = each(3)
    provider = Provider(made, {0: None, 1: None}, {0: None})
    asked: list[Missing] = []

    def replan(missing: Missing) -> Again | None:
        asked.append(missing)
        return Again(made, (0,)) if missing.attempt == 1 else None

    outcome = await arun(made, provider, replan=replan, on_partial="return", parallel=1)
    assert told(outcome) == (["2"], [0, 1], [0])
    assert [(missing.count, missing.calls) for missing in asked] == [(2, (0, 1))] * 2


async def test_a_result_comes_into_its_own_place() -> None:
    """Calls 0 and 1 fail, and 1 alone is made again: what comes is the second result, and the first is missing."""
    made = each(3)
    provider = Provider(made, {0: None, 1: None}, {})
    outcome = await arun(
        made,
        provider,
        replan=lambda missing: Again(made, (1,)) if missing.attempt == 1 else None,
        on_partial="return",
    )
    assert told(outcome) == (["1", "2"], [0], [1])


async def test_elsewhere_fills_what_is_empty_in_order() -> None:
    """Of two that are missing another plan gives one: its own error says why the other is."""
    made, other = each(3), each(2)
    elsewhere = Provider(other, {0: "a", 1: None})
    asked: list[Missing] = []

    def replan(missing: Missing) -> Again | None:
        asked.append(missing)
        return Again(other, send=elsewhere) if missing.attempt == 1 else None

    outcome = await arun(made, Provider(made, {0: None, 2: None}), replan=replan, on_partial="return")
    assert told(outcome) == (["a", "1"], [1], [0, 2])
    assert [(missing.plan is other, missing.calls) for missing in asked] == [(False, (0, 2)), (True, (1,))]


async def test_too_little_elsewhere_leaves_the_first_reason() -> None:
    """All went well there, but one is still missing: why is what the plan's own call said, which can be made again."""
    made, other = each(3), each(1)
    asked: list[Missing] = []

    def replan(missing: Missing) -> Again:
        asked.append(missing)
        return Again(other, send=Provider(other, {0: "a"})) if missing.attempt == 1 else missing.again()

    provider = Provider(made, {0: None, 2: None}, {2: "b"})
    outcome = await arun(made, provider, replan=replan)
    assert told(outcome) == (["a", "1", "b"], [], [0, 2])
    assert [(missing.plan is made, missing.calls) for missing in asked] == [(True, (0, 2)), (True, (2,))]


async def test_what_is_raised_is_among_the_errors() -> None:
    """Not one that was mended, even if it came first in the last attempt."""
    made = each(2)
    other = each(3)

    async def elsewhere(call: Any) -> Media:
        if call is other.calls[0]:
            raise ConnectionError
        return Media(b"x", metadata={"name": "other"})

    replan = [Again(other, send=elsewhere)]
    outcome = await arun(made, Provider(made, {0: None, 1: None}), replan=lambda _: replan.pop() if replan else None)
    assert told(outcome) == (["other", "other"], [], [0, 1, 0])
    with pytest.raises(SendError) as caught:
        await arun(made, Provider(made, {1: None}), replan=lambda _: None)
    assert caught.value.call == 1


async def test_every_error_is_told_once() -> None:
    """Whatever was mended, and however often."""
    made = each(3)
    provider = Provider(made, {0: None, 1: None, 2: None}, {0: None, 1: None}, {0: None}, {})
    outcome = await arun(made, provider, replan=lambda missing: missing.again())
    assert told(outcome) == (["0", "1", "2"], [], [0, 1, 2, 0, 1, 0])
