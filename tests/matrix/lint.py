"""Lint the matrix: every law over every row. One line for each breach, with target and request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.codes import CODES

from . import accounts_law, again_law, door_law, exact_law, rules_law
from .cases import native_fields, wrote_natively
from .requests import BAD
from .snapshot import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer import Plan

    from .rows import Row


def breaches(row: Row) -> Iterator[str]:
    """Name every law that a row breaks; `law: what`."""
    laws = (("problems are sound", _problems(row)),) if row.plan is None else _laws(row, row.plan)
    for law, found in laws:
        yield from (f"{law}: {said}" for said in dict.fromkeys(found))


def _problems(row: Row) -> Iterator[str]:
    """Judge an error: public codes, short sentences, and for malformed values every one of them (R1.7, R11)."""
    if not row.problems:
        yield "neither a plan nor a problem"
    for problem in row.problems:
        if problem.code not in CODES or CODES[problem.code].kind != "problem":
            yield f"{problem.code} is no problem of the table"
        if len(problem.message) > 300 or "\n" in problem.message:
            yield f"a bad sentence: {problem.message!r}"
    if row.name == "bad":
        said = {problem.parameter for problem in row.problems}
        yield from (f"{key} is malformed, and no problem" for key in BAD if key not in said)


def _laws(row: Row, plan: Plan) -> Iterator[tuple[str, Iterator[str]]]:
    block, request = row.case.block, row.request
    yield "every key is reported once", accounts_law.miscounted(plan, request)
    yield "an adjustment if and only if not exact", accounts_law.unexplained(plan)
    yield "nothing asked, nothing sent", accounts_law.unasked(block, plan, request)
    yield "the calls add up", accounts_law.miscalled(plan, request)
    yield "every field has one origin", accounts_law.without_origin(block, plan)
    yield "a plan survives JSON", accounts_law.badly_saved(plan)
    yield "codes are public", accounts_law.badly_coded(plan)
    if not native_fields(block).isdisjoint(request):  # the caller's own field is the caller's own business (R7.3)
        return
    yield "no unknown field", accounts_law.unknown_fields(block, plan, request)
    if not wrote_natively(row.case, request):
        yield "what is written is offered and allowed", door_law.refused(block, plan)
    yield "what is not known is sent as asked", door_law.withheld(block, plan, request)
    yield "conditions are kept", rules_law.broken(block, plan, request)
    yield "the plan says what is so", exact_law.wrong(block, plan, request)
    if row.name == BASE:
        yield "the description says what comes out", exact_law.described(row, plan)
    yield "asked again nothing moves", again_law.moved(row)
