"""A verdict put together of two: what a size comes to, and what is said of everything else.

Where no condition of the target binds the two, neither decides anything about the other, and their combinations are
many more than they are themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from normalizer.account import UNKNOWN_LOSS, UNSUPPORTED_LOSS, sized
from normalizer.batch.verdict import Codes, Verdict, codes_of, distances_of, status_of
from normalizer.quick.kind import wish_of
from normalizer.quick.outcome import worked_out

if TYPE_CHECKING:
    from normalizer.draft import Change
    from normalizer.parts import Adjustment
    from normalizer.plan import Plan
    from normalizer.quick.kind import Tokens
    from normalizer.target import Target

MOST = 4096


class Rest(NamedTuple):
    """What is said of everything but the size."""

    codes: Codes
    inexact: bool
    distances: tuple[float, float]
    seconds: float
    unsupported: int
    unverified: int
    values: float
    calls: int


class Geometry(NamedTuple):
    """What is said of a size."""

    codes: Codes
    inexact: bool
    distances: tuple[float, float]
    parts: tuple[float, ...]
    unsupported: int
    unverified: int
    expected: tuple[int, int] | None
    said: int
    names: frozenset[str]


class Sizes:
    """What is said of sizes at one target, whatever stands beside them. What is kept is bounded."""

    __slots__ = ("_known", "target")

    def __init__(self, target: Target) -> None:
        self.target = target
        self._known: dict[Tokens, Geometry] = {}

    def of(self, sizes: Tokens) -> Geometry:
        """Say what a size comes to."""
        known = self._known.get(sizes)
        if known is not None:
            return known
        draft, _ = worked_out(self.target, wish_of(sizes))
        shown = sized(draft, _briefly)
        made = Geometry(
            codes_of(shown.adjustments),
            bool(shown.adjustments) or any(not entry[4] for entry in shown.entries),
            distances_of(shown.adjustments),
            tuple(shown.parts.values()),
            shown.unsupported,
            shown.unverified,
            shown.expected,
            len(shown.adjustments),
            frozenset(entry[0] for entry in shown.entries),
        )
        if len(self._known) >= MOST:
            self._known.clear()
        self._known[sizes] = made
        return made


def _briefly(change: Change) -> Adjustment:
    """Leave out the alternatives, which nobody reads here and which take long to find."""
    return change._replace(alternatives=None).rendered()


class Apart:
    """The verdicts on requests of one group, in two halves."""

    __slots__ = ("_rests", "_sizes")

    def __init__(self, sizes: Sizes) -> None:
        self._sizes = sizes
        self._rests: dict[Tokens, Rest] = {}

    def learn(self, sizes: Tokens, rest: Tokens, plan: Plan) -> None:
        """Take what a plan says beside its size."""
        size = self._sizes.of(sizes)
        parts = plan.loss_parts
        changes = plan.adjustments[size.said :]
        if len(self._rests) >= MOST:
            self._rests.clear()
        self._rests[rest] = Rest(
            codes_of(changes),
            bool(changes) or any(not told.exact for told in plan.parameters if told.name not in size.names),
            distances_of(changes),
            parts.get("seconds", 0.0),
            round(parts.get("unsupported", 0.0) / UNSUPPORTED_LOSS) - size.unsupported,
            round(parts.get("unknown", 0.0) / UNKNOWN_LOSS) - size.unverified,
            parts.get("values", 0.0),
            len(plan.calls),
        )

    def verdict(self, sizes: Tokens, rest: Tokens) -> Verdict | None:
        """Put a verdict together; nothing where the rest was not seen before."""
        other = self._rests.get(rest)
        if other is None:
            return None
        size = self._sizes.of(sizes)
        # in the order in which a plan adds them up: sums of floats depend on it
        losses = [*size.parts]
        if other.seconds:
            losses.append(other.seconds)
        unsupported, unverified = size.unsupported + other.unsupported, size.unverified + other.unverified
        if unsupported:
            losses.append(unsupported * UNSUPPORTED_LOSS)
        if unverified:
            losses.append(unverified * UNKNOWN_LOSS)
        if other.values:
            losses.append(other.values)
        target = self._sizes.target
        return Verdict(
            status_of(size.inexact or other.inexact, unsupported > 0),
            (target.model, target.provider, target.operation),
            size.codes if not other.codes else tuple(dict.fromkeys((*size.codes, *other.codes))),
            distances=(
                max(size.distances[0], other.distances[0]),
                max(size.distances[1], other.distances[1]),
            ),
            expected_size=size.expected,
            loss=sum(losses),
            calls=other.calls,
        )
