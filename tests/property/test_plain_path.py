"""The compiled path equals the plain one (R12): the engine answers as the slow, independent reference does.

The reference works on the same blocks with fractions and no preparation. Compared are the payload, filled from the
reference's answer by hand; which parameters are exact, overridden or unsupported; the expected size; the distances; and
which required parameter is missing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer import NormalizationError, Plan, Policy
from reference import Answer, Malformed, Missing, answer
from reference.strategies import KINDS, malformed_requests, requests

from .strategies import INPUT_SIZES, MODES, Sample, examples, filled, samples

if TYPE_CHECKING:
    from collections.abc import Iterator

Case = dict[str, Any]
EACH = {kind: (kind,) for kind in (*KINDS, "unknown")}
REQUESTS = 6
"""How many requests each block is asked: together with the counts below more than 2,000 cases, 100,000 every night."""


@st.composite
def cases(draw: Any, kinds: tuple[str, ...], most: int) -> tuple[Sample, list[Case]]:
    """Give a block, and all that answers depend on beside it, several times."""
    drawn = draw(samples(kinds, most))
    asked = st.fixed_dictionaries(
        {
            "request": requests(drawn.block, drawn.media),
            "policy": st.sampled_from(MODES),
            "input_size": st.sampled_from(INPUT_SIZES),
        }
    )
    return drawn, draw(st.lists(asked, min_size=REQUESTS, max_size=REQUESTS))


def differences(drawn: Sample, case: Case) -> Iterator[str]:
    """Name everything in which the engine's answer to a case is not the reference's."""
    try:
        got = answer(drawn.block, drawn.media, **case)
    except Missing as missing:
        yield from _not_missing(drawn, case, missing.parameter)
        return
    try:
        plan = drawn.plan(case["request"], Policy(**(case["policy"] or {})), case["input_size"])
    except NormalizationError as error:
        yield f"error {error}, reference {got}"
        return
    form = drawn.block["dimensions"][got.form or 0]
    wanted = {} if got.form is None else filled(form, ratio=got.ratio, tier=got.tier, size=got.size)
    if plan.calls[0].payload != wanted:
        yield f"payload {plan.calls[0].payload}, reference {wanted}"
    if plan.expected_size != got.expected_size:
        yield f"expected size {plan.expected_size}, reference {got.expected_size}"
    yield from _verdicts(plan, got)
    yield from _distances(plan, got)


def _not_missing(drawn: Sample, case: Case, parameter: str) -> Iterator[str]:
    try:
        plan = drawn.plan(case["request"], Policy(**(case["policy"] or {})), case["input_size"])
    except NormalizationError as error:
        if any(problem.code == "missing" and problem.parameter == parameter for problem in error.problems):
            return
        yield f"error {error}, reference misses {parameter}"
    else:
        yield f"payload {plan.calls[0].payload}, reference misses {parameter}"


def _verdicts(plan: Plan, got: Answer) -> Iterator[str]:
    reports = {report.name: report for report in plan.parameters}
    for name, exact in got.exact.items():
        report = reports[name]
        if report.exact is not exact:
            yield f"{name} exact: {report.exact}, reference {exact}"
        for mode, names in (("overridden", got.overridden), ("unsupported", got.unsupported)):
            if (report.mode == mode) is not (name in names):
                yield f"{name} has mode {report.mode}, reference says {mode}: {name in names}"


def _distances(plan: Plan, got: Answer) -> Iterator[str]:
    for change in plan.adjustments:
        if change.code == "overridden":
            continue
        for said, true in ((change.shape_distance, got.shape_distance), (change.scale_distance, got.scale_distance)):
            if said is not None and (true is None or abs(Fraction(said) / true - 1) > Fraction(1, 10**12)):
                yield f"{change.parameter} has distance {said}, reference {true}"


@pytest.mark.parametrize("kind", EACH)
@examples(45)
@given(data=st.data())
def test_one_form(kind: str, data: st.DataObject) -> None:
    """Every geometry answer of a target with one form is the reference's."""
    drawn, asked = data.draw(cases(EACH[kind], 1))
    for case in asked:
        assert list(differences(drawn, case)) == [], case


@examples(90)
@given(case=cases(KINDS, 3))
def test_several_forms(case: tuple[Sample, list[Case]]) -> None:
    """Every geometry answer of a target with several forms is the reference's."""
    drawn, asked = case
    for one in asked:
        assert list(differences(drawn, one)) == [], one


@examples(150)
@given(data=st.data(), drawn=samples(most=2))
def test_malformed(data: st.DataObject, drawn: Sample) -> None:
    """What the reference cannot read is an error that names the same parameter (R1.7)."""
    request, parameter = data.draw(malformed_requests(drawn.block, drawn.media))
    with pytest.raises(Malformed) as plain:
        answer(drawn.block, drawn.media, request)
    with pytest.raises(NormalizationError) as compiled:
        drawn.plan(request)
    assert plain.value.parameter == parameter
    assert [problem.parameter for problem in compiled.value.problems] == [parameter]
