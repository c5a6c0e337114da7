"""The compiled path equals the plain one (R12): what is remembered says exactly what the engine would work out anew.

A target is asked the same kind of request three times, so that the recipe is made and used; each answer is compared,
in all its parts, with that of a fresh target that remembers nothing.
"""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from normalizer import NormalizationError, Plan, normalize
from normalizer.engine import planned, work_out

from .parameters import full_cases
from .strategies import Request, Sample, examples, sample

CARRIED = {"prompt": ("a fox", "b", "c" * 30), "seed": (3, 4, 5), "user": ("u-1", "u-2", "u-3")}
SIZES = ("1024x1024", "1920x1080", "300x2000", "640x360", "16:9", "2K")
PARTS = (
    *("model", "provider", "operation", "upstream_model", "catalog_version", "calls", "steps", "parameters"),
    *("adjustments", "notes", "resolved", "expected_size", "billed", "loss", "loss_parts", "exact", "fingerprint"),
)


def anew(drawn: Sample, request: Request) -> Plan | NormalizationError:
    """Ask the engine itself."""
    try:
        return planned(work_out(request, drawn.target))
    except NormalizationError as error:
        return error


def remembered(drawn: Sample, request: Request) -> Plan | NormalizationError:
    """Ask as everybody does."""
    try:
        return normalize(request, drawn.target)
    except NormalizationError as error:
        return error


def told(answer: Plan | NormalizationError) -> Any:
    """Give all that an answer says, with the order in which payloads are written."""
    if isinstance(answer, NormalizationError):
        return answer.as_openai()
    order = [list(call.payload) for call in answer.calls]
    return {**{name: getattr(answer, name) for name in PARTS}, "report": answer.report(), "order": order}


@examples(400)
@given(case=full_cases(fine=True), data=st.data())
def test_remembered_is_worked_out(case: tuple[Sample, Request], data: st.DataObject) -> None:
    """What the short way says, in payload and account, is what the engine says."""
    drawn, request = case
    requests = []
    for turn in range(4):
        carried = {name: values[turn % 3] for name, values in CARRIED.items() if name in request}
        size = {} if "size" not in request or turn < 2 else {"size": data.draw(st.sampled_from(SIZES))}
        requests.append({**request, **carried, **size})
    for asked in requests:
        before = dict(asked)
        assert told(remembered(drawn, asked)) == told(anew(drawn, asked))
        assert asked == before


@examples(300)
@given(case=full_cases())
def test_remembered_is_worked_out_whatever_comes(case: tuple[Sample, Request]) -> None:
    """The same for values that may be wrong, and for parameters nobody knows."""
    drawn, request = case
    for _ in range(3):
        assert told(remembered(drawn, request)) == told(anew(drawn, request))


def test_what_is_handed_on_keeps_its_place() -> None:
    """Unified names that the target does not declare and unknown ones stand in the order of the request."""
    drawn = sample({"dimensions": [], "parameters": {"prompt": None}, "model": "m"})
    for known in ("style", "quality"):
        for asked in (
            {"prompt": "a", "quality": "q", "style": "s"},
            {"prompt": "b", known: "x", "x_": 1, "style": "s", "quality": "q"},
        ):
            for _ in range(3):
                assert told(remembered(drawn, asked)) == told(anew(drawn, asked))


def spoiled(value: Any) -> None:
    """Alter everything inside that can be altered."""
    if isinstance(value, dict):
        for inner in list(value.values()):
            spoiled(inner)
        value["spoiled"] = True
    elif isinstance(value, list):
        for inner in list(value):
            spoiled(inner)
        value.append("spoiled")


def test_altering_one_plan_alters_no_other() -> None:
    """Payloads, what was sent and the parts of the loss are a plan's own, however deep they nest."""
    size = {"box": {"sides": {"w": "{width}", "h": "{height}"}, "unit": ["px"]}}
    block = {
        "dimensions": [{"limits": {"multiple_of": 8}, "write": {"at": size}}],
        "constants": {"modes": ["IMAGE"], "deep.er": {"list": [1, {"a": 2}]}},
        "parameters": {
            "prompt": {"write": {"parts.+": {"text": "{value}"}}},
            "quality": {"values": {"hd": {"q": "h"}}},
        },
        "model": "m",
    }
    drawn = sample(block)
    for turn in range(12):
        asked = {"prompt": "a", "size": f"10{turn // 4}0x777", "quality": "hd", **({"x_": 1} if turn % 3 == 2 else {})}
        plan = remembered(drawn, asked)
        assert told(plan) == told(anew(drawn, asked))
        assert isinstance(plan, Plan)
        for call in plan.calls:
            spoiled(call.payload)
        for report in plan.parameters:
            spoiled(report.sent)
        spoiled(plan.loss_parts)
