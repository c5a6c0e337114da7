"""What running a plan gave: the media in plan order, what went wrong, and whether it is what was planned."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from normalizer.parts import Call, Verification
    from normalizer.plan import Plan
    from normalizer.run.errors import CallError
    from normalizer.run.media import Media

Send = Callable[["Call"], Awaitable[Any] | Any]
"""The host's own function: it talks to the provider and gives back one or several media."""


class Note(NamedTuple):
    """Something about a call that is no error. Codes: `fewer_results`, `more_results` (the surplus is left out)."""

    call: int
    code: str
    expected: int
    got: int

    def __str__(self) -> str:
        return f"call {self.call + 1}: expected {self.expected} result(s), got {self.got}"


class Mismatch(NamedTuple):
    """A result (its place in `Outcome.media`) whose pixels are not the planned ones."""

    result: int
    verification: Verification


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a plan. `media` are in plan order, after all steps; what is missing has no place among them.

    `errors` say why something is missing: the last reason for each result that is, and nothing where none is. `mended`
    are all others: what was made up for by another attempt, or went wrong again. `checks` stand beside `media`: whether
    the pixels are the planned ones, `None` where they are not known (a link, a clip).
    """

    media: tuple[Media, ...]
    errors: tuple[CallError, ...] = ()
    mended: tuple[CallError, ...] = ()
    notes: tuple[Note, ...] = ()
    checks: tuple[Verification | None, ...] = ()

    @property
    def complete(self) -> bool:
        """Tell whether nothing is missing."""
        return not self.errors

    @property
    def mismatches(self) -> tuple[Mismatch, ...]:
        """Give the results whose pixels are not the planned ones (`Plan.verify`)."""
        return tuple(Mismatch(at, check) for at, check in enumerate(self.checks) if check is not None and not check)


class Again(NamedTuple):
    """Another attempt: a plan, the places of those of its calls to make (all by default), and by whom to send them."""

    plan: Plan
    calls: tuple[int, ...] | None = None
    send: Send | None = None

    @property
    def is_possible(self) -> bool:
        """Tell whether the plan has these calls, and there is at least one."""
        count = len(self.plan.calls)
        return self.calls is None or (bool(self.calls) and all(0 <= place < count for place in self.calls))

    def chosen(self) -> dict[int, Call]:
        """Give the calls to make, by their places in the plan."""
        places = range(len(self.plan.calls)) if self.calls is None else sorted(set(self.calls))
        return {place: self.plan.calls[place] for place in places}


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing after an attempt: how many results, why, which attempt that was (from 1), and whose they are.

    `plan` is the last attempt's, and `calls` are those of its calls that failed, counted from 0; where nothing failed
    there and it was too little all the same, they are those of the plan that is run. `send` made these calls last.
    """

    count: int
    errors: tuple[CallError, ...]
    attempt: int
    plan: Plan
    calls: tuple[int, ...]
    send: Send

    def again(self) -> Again:
        """Make the calls that failed once more, unchanged and by the same function."""
        return Again(self.plan, self.calls, self.send)


Replan = Callable[[Missing], "Again | Plan | Awaitable[Again | Plan | None] | None"]
"""Says what to do about what is missing: another attempt, a plan (on another target), or nothing."""
