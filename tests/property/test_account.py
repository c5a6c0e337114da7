"""What a plan says about itself (R12), over targets with every kind of parameter, rule and delivery.

- Every key is reported once, and every sent field has one origin.
- An adjustment if and only if not exact.
- Calls add up, none is above the maximum.
- Extras are conserved by identity and order; the caller's mapping is untouched.
- A plan survives JSON; its report is small and keeps what is private.
- Strict accepts only what lenient gives unchanged.

The laws themselves are those of the snapshot matrix (`tests/matrix`), here over generated files.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from matrix import accounts_law
from normalizer import NormalizationError, Plan, Policy
from normalizer.capability import Block as Facts

from .parameters import full_cases
from .strategies import Request, Sample, examples

Case = tuple[Sample, Request]


def planned(case: Case, **policy: Any) -> Plan:
    """Give the plan of a case; the example does not count where the request is an error."""
    drawn, request = case
    plan = drawn.try_plan(request, policy=Policy(**policy))
    assume(plan is not None)
    assert plan is not None
    return plan


def tops(drawn: Sample) -> set[str]:
    """Give the provider's top-level fields: a caller who writes one of them has taken over (R7.3)."""
    return set(drawn.target.native)


@examples(300)
@given(case=full_cases())
def test_every_key_once(case: Case) -> None:
    """Every key of a request is reported once, and nothing is reported as asked that was not."""
    assert list(accounts_law.miscounted(planned(case), case[1])) == []


@examples(300)
@given(case=full_cases())
def test_adjusted_if_not_exact(case: Case) -> None:
    """What is not met in value has one adjustment, and what is met has none (R6.6)."""
    assert list(accounts_law.unexplained(planned(case))) == []


@examples(300)
@given(case=full_cases())
def test_every_field_has_one_origin(case: Case) -> None:
    """Every value in a payload is said to be sent by one report, and what is said to be sent is there."""
    drawn, request = case
    plan = planned(case)
    assume(tops(drawn).isdisjoint(request.keys() - set(drawn.target.names)))
    assert list(accounts_law.without_origin(Facts.model_validate(drawn.block), plan)) == []


@examples(250)
@given(case=full_cases(fine=True))
def test_calls_add_up(case: Case) -> None:
    """The calls make as many results as were asked for, the fuller ones first, none above the maximum (R8.1)."""
    drawn, request = case
    plan = planned(case)
    assume("n" not in drawn.target.native or "n" in drawn.target.names)
    counts = [call.count for call in plan.calls]
    asked = next((report for report in plan.parameters if report.name == "n" and report.asked is not None), None)
    if asked is not None and asked.mode not in {"absent", "overridden"}:
        assert sum(counts) == int(request["n"])
    assert list(accounts_law.miscalled(plan, {"n": None})) == []
    # named without a word about it the maximum is unknown, not named at all it is one
    facts = drawn.block.get("parameters", {}).get("n", {"max": 1}) or {"max": "unknown"}
    allowed, most = facts.get("values"), facts.get("max", "unknown")
    for count in counts:
        assert count in allowed if allowed else most == "unknown" or count <= most or "n" not in request


@examples(300)
@given(case=full_cases())
def test_extras_are_conserved(case: Case) -> None:
    """Unknown values are sent as the very objects that came, in their order; where not, something is said."""
    drawn, request = case
    marked = {name: [value] if name.startswith("x_") else value for name, value in request.items()}
    before = dict(marked)
    deep = deepcopy(marked)
    plan = planned((drawn, marked))
    assert list(marked.items()) == list(before.items())
    assert marked == deep
    for name, value in before.items():
        assert marked[name] is value
    refused = {change.parameter for change in plan.adjustments if change.code == "dropped"}
    for call in plan.calls:
        sent = [name for name in holder(drawn, call.payload) if name.startswith("x_")]
        assert sent == [name for name in marked if name.startswith("x_") and name not in refused]
        for name in sent:
            assert holder(drawn, call.payload)[name] is marked[name]


def holder(drawn: Sample, payload: Any) -> dict[str, Any]:
    """Give the part of a payload that everything goes below."""
    for step in drawn.target.under:
        payload = payload[step]
    assert isinstance(payload, dict)
    return payload


@examples(200)
@given(case=full_cases())
def test_survives_json(case: Case) -> None:
    """A plan is the same after a round trip through JSON, and its report is small (R10.2)."""
    plan = planned(case)
    assert list(accounts_law.badly_saved(plan)) == []
    assert list(accounts_law.badly_coded(plan)) == []


HIDDEN = "do not show 7f3a"


@examples(200)
@given(case=full_cases())
def test_what_is_private_stays(case: Case) -> None:
    """No report and no message holds the prompt, an input or the value of an unknown parameter (R10.2, R11.2)."""
    drawn, request = case
    hidden = dict.fromkeys(("prompt", "negative_prompt", "image", "mask", "x_unknown"), HIDDEN)
    plan = answered(drawn, {**request, **hidden})
    if isinstance(plan, Plan):
        said = json.dumps(plan.report()) + "".join(map(str, (*plan.adjustments, *plan.notes)))
    else:
        said = json.dumps(plan.as_openai()) + str(plan)
    assert HIDDEN not in said


def answered(drawn: Sample, request: Request, policy: Policy | None = None) -> Plan | NormalizationError:
    """Give the plan, or the error."""
    try:
        return drawn.plan(request, policy)
    except NormalizationError as error:
        return error


@examples(300)
@given(case=full_cases())
def test_strict(case: Case) -> None:
    """Strict accepts only what lenient gives unchanged, and then gives the same plan (R9.2)."""
    drawn, request = case
    lenient = planned(case)
    strict = drawn.try_plan(request, policy=Policy(strict=True))
    assert (strict is not None) is lenient.exact
    assert strict is None or strict == lenient


@examples(300)
@given(case=full_cases(fine=True), mode=st.sampled_from(("nearest", "at_least", "at_most")))
def test_again(case: Case, mode: Any) -> None:
    """The same request gives an equal plan, whatever was planned before."""
    drawn, request = case
    one = planned(case, scale=mode, seconds=mode)
    other = drawn.plan(dict(request), Policy(scale=mode, seconds=mode))
    assert one == other
    assert one.fingerprint == other.fingerprint
    assert one.report() == other.report()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters(), max_size=40)
    | st.sampled_from(("16:9", "1024x1024", "2K", "720p", "auto", "url", "png", "8s", "\ud800", "9" * 400)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


@st.composite
def anything(draw: Any) -> Case:
    """Give a full target, and a request of any JSON under names it may know."""
    drawn, fine = draw(full_cases())
    names = st.sampled_from(sorted({*drawn.target.names, "x", *fine})) | st.text(st.characters(), max_size=8)
    return drawn, draw(st.dictionaries(names, JSON, max_size=5))


@examples(500)
@given(case=anything(), cap=st.sampled_from(({}, {"max_pixels": 600_000}, {"max_n": 2}, {"exact_size": "cover"})))
def test_total(case: Case, cap: dict[str, Any]) -> None:
    """For any JSON only the library's own errors leave, with short plain messages (R11.1, R11.2)."""
    drawn, request = case
    answer = answered(drawn, request, Policy(**cap))
    if isinstance(answer, Plan):
        json.dumps(answer.to_dict(), allow_nan=False)
        assert len(json.dumps(answer.report(), allow_nan=False)) <= 4096
        return
    messages = [problem.message for problem in answer.problems]
    assert messages
    assert all(len(message) <= 300 and message.isascii() and message.isprintable() for message in messages)
    json.dumps(answer.as_openai(), allow_nan=False)
