"""What a hostile request is tried on, what is written down about it, and what holds for every answer (R10.2, R11.2)."""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

from normalizer import NormalizationError, Plan, Policy, normalize
from normalizer.codes import CODES
from unit.blocks import target

ALL = """
dimensions: {aspect_ratios: [1:1, 16:9, 9:16], tiers: [1K, 2K, 4K]}
default: 1:1 1K
parameters:
  prompt: {max_length: 1000}
  negative_prompt:
  n: {max: 4}
  seconds: [4, 8]
  seed: {range: [0, 100000]}
  fps: [24, 30]
  quality: {values: [low, high], refuse: true}
  style: {values: [low, high]}
  image: {max: 2, accepts: [data_url, base64]}
  response_format: [url, b64_json]
  output_format: [png, jpeg]
  output_compression: {range: [0, 100]}
"""
"""A target that declares everything."""

NOTHING = "{}"
"""A target that declares nothing."""

REFUSAL = {
    "size": "not_a_size",
    "aspect_ratio": "not_a_ratio",
    "resolution": "not_a_resolution",
    "n": "not_a_number",
    "seconds": "not_a_number",
    "seed": "not_a_number",
    "fps": "not_a_number",
    "output_compression": "not_a_number",
    "quality": "refused_value",
    "output_format": "not_a_word",
    "response_format": "not_a_word",
}
"""The parameters of ALL that read their value, with the code of a value that is none of theirs."""

PROMPT = "zebra quagga okapi"
"""Stands in every request; no message and no report may hold it."""

MESSAGE = re.compile(r"[ -~]{1,300}")


class Bad(NamedTuple):
    """A request that is an error: every problem of it as (parameter, code), in order."""

    name: str
    request: Any
    problems: list[tuple[str, str]]
    block: str = ALL
    policy: dict[str, Any] = {}  # noqa: RUF012  never changed

    def __repr__(self) -> str:
        return f"<{self.name}>"


class Good(NamedTuple):
    """A request that has a plan: the payload of each call without the prompt, and the mode of every key.

    Payloads are compared by identity where their values are the caller's.
    """

    name: str
    request: dict[str, Any]
    payloads: list[dict[str, Any]]
    modes: dict[str, str]
    block: str = ALL
    policy: dict[str, Any] = {}  # noqa: RUF012  never changed

    def __repr__(self) -> str:
        return f"<{self.name}>"


def answer(case: Bad | Good) -> Plan | NormalizationError:
    """Normalize the request of a case with a prompt in it; anything but the two answers there are is raised."""
    request = case.request
    if type(request) is dict and "prompt" not in request:
        request = {**request, "prompt": PROMPT}
    try:
        return normalize(request, target(case.block), policy=Policy(**case.policy) if case.policy else None)
    except NormalizationError as error:
        return error


def judge(case: Bad | Good) -> None:
    """Compare the answer with what is written down, and look at all that can be said of it."""
    got = answer(case)
    if isinstance(got, NormalizationError):
        is_sound_error(got)
        found = [(problem.parameter, problem.code) for problem in got.problems]
        assert isinstance(case, Bad), found
        assert [name for name, _ in found] == [name for name, _ in case.problems]
        assert all(code in wanted.split(" or ") for (_, code), (_, wanted) in zip(found, case.problems, strict=True)), (
            found
        )
        return
    is_sound_plan(got)
    assert isinstance(case, Good), modes(got)
    reported = modes(got)
    assert list(reported) == list(case.modes)
    assert all(reported[key] in wanted.split(" or ") for key, wanted in case.modes.items()), reported
    assert len(got.calls) == len(case.payloads)
    for call, wanted in zip(got.calls, case.payloads, strict=True):
        sent = {key: value for key, value in call.payload.items() if key != "prompt" or "prompt" in case.request}
        assert list(sent) == list(wanted)
        for key, value in wanted.items():
            assert same(sent[key], value), key


def same(one: Any, other: Any) -> bool:
    """Tell whether two values are one object, or plain values of one type that are equal."""
    return one is other or (type(one) is type(other) and type(one) in PLAIN and one == other)


PLAIN = (str, int, float, bool, list, dict)


def modes(plan: Plan) -> dict[str, str]:
    """Give the mode of every key but the prompt's own; a key that is reported twice fails."""
    entries = [entry for entry in plan.parameters if entry.mode != "constant"]
    assert len({entry.name for entry in entries}) == len(entries)
    return {entry.name: entry.mode for entry in entries if entry.asked is not PROMPT}


def is_sound_error(error: NormalizationError) -> None:
    """Check that an error says nothing that harms a log, a terminal or a JSON body (R11, R11.2)."""
    body = json.dumps(error.as_openai(), allow_nan=False)
    assert PROMPT not in body + str(error) + repr(error)
    assert error.problems
    assert json.loads(body)["error"]["code"] == error.problems[0].code
    for problem in error.problems:
        said = problem.message
        assert MESSAGE.fullmatch(said), ascii(said)[:500]
        assert said[0].islower() or said[0] == "<"
        assert not said.endswith(".") or said.endswith("...")
        assert problem.code in CODES
        json.dumps(problem.to_dict(), allow_nan=False)


def is_sound_plan(plan: Plan) -> None:
    """Check that a plan can be written down: all of it as strict JSON, the report short and without the prompt."""
    json.dumps(plan.to_dict(), allow_nan=False)
    report = json.dumps(plan.report(), allow_nan=False)
    assert len(report) <= 4096
    assert PROMPT not in report
    assert sum(call.count for call in plan.calls) > 0
    for change in (*plan.adjustments, *plan.notes):
        assert str(change).isprintable()
        assert PROMPT not in str(change)
