"""Run the matrix: one row for each target and request, with its plan or its problems."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from normalizer import NormalizationError, Plan, Policy, Problem, normalize

from .cases import Case, cases

if TYPE_CHECKING:
    from .requests import Request

POLICY = Policy()


@dataclass(frozen=True, slots=True)
class Row:
    """One request to one target: the plan, or why there is none."""

    case: Case
    name: str
    request: Request
    plan: Plan | None
    problems: tuple[Problem, ...] = ()

    @property
    def where(self) -> str:
        """Target and request, for a message."""
        return f"{self.case.name} [{self.name}]"


@cache
def rows(model: str) -> tuple[Row, ...]:
    """Give all rows of a model, target by target."""
    return tuple(row(case, name, request) for case in cases(model) for name, request in case.requests())


def row(case: Case, name: str, request: Request) -> Row:
    """Normalize one request to one target."""
    try:
        return Row(case, name, request, normalize(request, case.target, policy=POLICY))
    except NormalizationError as error:
        return Row(case, name, request, None, error.problems)
