"""What has come of a plan over all attempts: a place for every result, and for each that is empty why it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalizer.run.outcome import Missing, Outcome

if TYPE_CHECKING:
    from normalizer.plan import Plan
    from normalizer.run.attempt import Attempt, CallResult, Place
    from normalizer.run.errors import CallError


class Gap(NamedTuple):
    """What stands in the place of a result that is missing: the errors that say why, of the last attempt at it."""

    errors: tuple[CallError, ...]


class Gathering:
    """The places of a plan's results, in plan order. Each is filled by the first attempt that has something for it.

    A result of the same call of the same plan belongs into its own place; any other into the first that is empty.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._places: dict[tuple[int, int], Place | Gap] = {}
        self._attempts: list[Attempt] = []

    @property
    def errors(self) -> tuple[CallError, ...]:
        """Why results are missing, in plan order: each error once."""
        gaps = [place.errors for place in self._places.values() if isinstance(place, Gap)]
        return tuple({id(error): error for errors in gaps for error in errors}.values())

    @property
    def missing(self) -> Missing | None:
        """What is missing after the last attempt; nothing where nothing is."""
        gaps = [key for key, place in self._places.items() if isinstance(place, Gap)]
        if not gaps:
            return None
        last = self._attempts[-1]
        # where all went well elsewhere and it was too little, the calls of the plan itself are still to be made
        elsewhere = last.plan is not self._plan and bool(last.errors)
        plan = last.plan if elsewhere else self._plan
        calls = {error.call for error in last.errors} if elsewhere else {call for call, _ in gaps}
        send = next(one.send for one in reversed(self._attempts) if one.plan is plan)
        return Missing(len(gaps), self.errors, len(self._attempts), plan, tuple(sorted(calls)), send)

    def take(self, attempt: Attempt) -> None:
        """Put what an attempt gave into the places that are empty; what it did not give has its error from now on."""
        is_first, is_same = not self._attempts, attempt.plan is self._plan
        self._attempts.append(attempt)
        spare: list[Place] = []
        gaps: list[Gap] = []
        for result in attempt.results:
            for at, place in enumerate(attempt.places_of(result)):
                key = result.index, at
                if is_first or (is_same and isinstance(self._places.get(key), Gap)):
                    self._places[key] = place or _gap(result, at)
                elif place is not None:
                    spare.append(place)
                elif not is_same:
                    gaps.append(_gap(result, at))
        for key in [key for key, place in self._places.items() if isinstance(place, Gap)]:
            if spare:
                self._places[key] = spare.pop(0)
            elif gaps:
                self._places[key] = gaps.pop(0) if len(gaps) > 1 else gaps[0]

    def outcome(self) -> Outcome:
        """Give what came of it."""
        filled = [place for place in self._places.values() if not isinstance(place, Gap)]
        errors = self.errors
        known = set(map(id, errors))
        return Outcome(
            media=tuple(place.media for place in filled),
            errors=errors,
            mended=tuple(error for one in self._attempts for error in one.errors if id(error) not in known),
            notes=tuple(note for one in self._attempts for result in one.results for note in result.notes),
            checks=tuple(place.check for place in filled),
        )


def _gap(result: CallResult, at: int) -> Gap:
    """Say why a result is missing: its own errors, and those of its call."""
    return Gap(tuple(error for error in result.errors if error.result in {at, None}))
