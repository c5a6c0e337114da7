"""Lint the matrix: every law over every row. One line for each breach, with target and request."""

from __future__ import annotations

from collections.abc import Iterator

from . import accounts_law, again_law, exact_law, parameters_law, rules_law, sizes_law
from .reading import body_of
from .rows import Row


def breaches(row: Row) -> Iterator[str]:
    """Name every law that a row breaks; `law: what`."""
    if row.plan is None:
        if not row.problems:
            yield "error: no plan, and no problem"
        return
    for law, found in _laws(row):
        yield from (f"{law}: {said}" for said in dict.fromkeys(found))


def _laws(row: Row) -> Iterator[tuple[str, Iterator[str]]]:
    block, plan, request = row.case.block, row.plan, row.request
    if plan is None:
        return
    yield "every key is reported once", accounts_law.miscounted(plan, request)
    yield "an adjustment if and only if not exact", accounts_law.unexplained(plan)
    yield "the calls add up", accounts_law.miscalled(plan, request)
    yield "every field has one origin", accounts_law.without_origin(block, plan)
    yield "a plan survives JSON", accounts_law.badly_saved(plan)
    yield "codes are public", accounts_law.badly_coded(plan)
    if row.name == "native":  # the caller's own field is the caller's own business
        return
    yield "no unknown field", accounts_law.unknown_fields(block, plan, request)
    yield "written sizes are offered", _sizes(row)
    yield "written values are allowed", _values(row)
    yield "conditions are kept", rules_law.broken(block, plan, request)
    yield "the plan says what is so", exact_law.wrong(block, plan, request)
    yield "asked again nothing moves", again_law.moved(row)


def _sizes(row: Row) -> Iterator[str]:
    for call in row.plan.calls if row.plan is not None else ():
        said = sizes_law.read(row.case.block, body_of(row.case.block, call), call.upstream_model)
        yield from said.complaints if said is not None else ()


def _values(row: Row) -> Iterator[str]:
    for call in row.plan.calls if row.plan is not None else ():
        yield from parameters_law.broken(row.case.block, call, body_of(row.case.block, call))
