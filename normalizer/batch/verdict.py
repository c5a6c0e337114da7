"""What is said of one request of a log: how well it is met, in codes and numbers. Holds nothing that a caller wrote."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal

from normalizer.errors import escape
from normalizer.sums import beside, losses, summed
from normalizer.values.measure import added

if TYPE_CHECKING:
    from collections.abc import Iterable

    from normalizer.draft import Change, Draft
    from normalizer.errors import NormalizationError
    from normalizer.parts import Adjustment
    from normalizer.plan import Plan

Status = Literal["exact", "adjusted", "unmet", "error"]

STATUSES: tuple[Status, ...] = ("exact", "adjusted", "unmet", "error")
"""From the best to the worst: met in value; something near is sent; something cannot be kept; there is no plan."""

ROW = "row"
"""Stands for a parameter where the row itself holds no request."""

Codes = tuple[tuple[str, str], ...]
"""Parameter and code of each adjustment or problem, sorted: equal wherever the same is said."""

MOST_OF_NAME = 40
"""So many characters of a parameter's name are kept."""


class Verdict:
    """One verdict, which many rows share: compare with `==`, count by identity or value.

    `shape_distance` and `scale_distance` are the largest of the adjustments, 1 where nothing is known to be off;
    `expected_size` is in pixels; `loss`, `calls` and `payload` are absent for an error. `payload` is the first call's
    as JSON, with stand-ins such as `<prompt>` for texts and inputs, and is there only where it was asked for.
    """

    __slots__ = (
        *("status", "model", "provider", "operation", "codes", "shape_distance", "scale_distance"),
        *("expected_size", "loss", "calls", "payload"),
    )

    def __init__(  # noqa: PLR0917  made for each row: names cost time
        self,
        status: Status,
        where: tuple[str | None, str | None, str | None],
        codes: Codes,
        distances: tuple[float, float] = (1.0, 1.0),
        expected_size: tuple[int, int] | None = None,
        loss: float | None = None,
        calls: int | None = None,
        payload: str | None = None,
    ) -> None:
        self.status = status
        self.model, self.provider, self.operation = where
        self.codes = codes
        self.shape_distance, self.scale_distance = distances
        self.expected_size = expected_size
        self.loss = loss
        self.calls = calls
        self.payload = payload

    def _values(self) -> tuple[Any, ...]:
        where, far = (self.model, self.provider, self.operation), (self.shape_distance, self.scale_distance)
        return self.status, where, self.codes, far, self.expected_size, self.loss, self.calls, self.payload

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Verdict) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        return f"<Verdict {self.status}: {self.text or 'as asked'}>"

    @property
    def text(self) -> str:
        """Write the codes in one line: `size:closest_size n:split`."""
        return " ".join(f"{parameter}:{code}" for parameter, code in self.codes)

    def to_dict(self) -> dict[str, Any]:
        """Give the verdict as JSON values."""
        size = self.expected_size
        return {
            "status": self.status,
            "model": self.model,
            "provider": self.provider,
            "operation": self.operation,
            "codes": [{"parameter": parameter, "code": code} for parameter, code in self.codes],
            "shape_distance": self.shape_distance,
            "scale_distance": self.scale_distance,
            "expected_size": None if size is None else list(size),
            "loss": self.loss,
            "calls": self.calls,
            **({} if self.payload is None else {"payload": json.loads(self.payload)}),
        }


def of_plan(plan: Plan) -> Verdict:
    """Sum up a plan."""
    changes = plan.adjustments
    return Verdict(
        status_of(bool(changes) or not plan.exact, "unsupported" in plan.loss_parts),
        (plan.model, plan.provider, plan.operation),
        codes_of(changes),
        distances=distances_of(changes),
        expected_size=plan.expected_size,
        loss=plan.loss,
        calls=len(plan.calls),
    )


def of_draft(draft: Draft, payload: str | None = None) -> Verdict:
    """Sum up a finished draft: what `of_plan` says of its plan, without writing what nobody reads."""
    size, rest, target = summed(draft), beside(draft), draft.target
    changes = [*size.changes, *rest.changes]
    unsupported = size.unsupported + rest.unsupported
    more = losses(rest.seconds, unsupported, size.unverified + rest.unverified, rest.values)
    exact = rest.exact and all(entry[4] for entry in size.entries)
    return Verdict(
        status_of(bool(changes) or not exact, unsupported > 0),
        (target.model, target.provider, target.operation),
        codes_of(changes),
        distances=distances_of(changes),
        expected_size=size.expected,
        loss=added((*size.parts.values(), *more.values())),
        calls=len(draft.counts),
        payload=payload,
    )


def of_error(error: NormalizationError, where: tuple[str | None, str | None, str | None]) -> Verdict:
    """Sum up why a request has no plan."""
    return broken(*((escape(problem.parameter, MOST_OF_NAME), problem.code) for problem in error.problems), where=where)


def broken(*codes: tuple[str, str], where: tuple[str | None, str | None, str | None] = (None, None, None)) -> Verdict:
    """Give the verdict on a row that cannot be planned."""
    return Verdict("error", where, tuple(sorted(set(codes))))


def status_of(inexact: bool, unmet: bool) -> Status:  # noqa: FBT001  two facts, in the order of their weight
    """Give the status of a plan.

    >>> status_of(True, False), status_of(True, True), status_of(False, False)
    ('adjusted', 'unmet', 'exact')
    """
    if not inexact:
        return "exact"
    return "unmet" if unmet else "adjusted"


def codes_of(changes: Iterable[Adjustment | Change]) -> Codes:
    """List parameter and code of each adjustment once, sorted: alike for all that say the same."""
    return tuple(sorted({(escape(change.parameter, MOST_OF_NAME), change.code) for change in changes}))


def distances_of(changes: Iterable[Adjustment | Change]) -> tuple[float, float]:
    """Give the largest distance of shape and of scale."""
    shape = scale = 1.0
    for change in changes:
        shape = max(shape, change.shape_distance or 1.0)
        scale = max(scale, change.scale_distance or 1.0)
    return shape, scale
