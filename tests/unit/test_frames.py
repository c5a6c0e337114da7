"""Lengths that travel as frames (R6.4): counted with the rate that is sent, and told with the lengths beside them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unit.blocks import codes, entry, modes, noted, plan, problems, sent, video

BASE = """
dimensions: {aspect_ratios: [16:9, 9:16], tiers: [480p, 720p]}
default: 16:9 480p
parameters:
  fps: {to: rate, range: [1, 60]}
  seconds: {to: num_frames, frames: {fps: 15, range: [1, 300]}}
  audio: [true, false]
rules:
"""
AT_720P = "{when: {tier: 720p, given: seconds, missing: fps}, set: {fps: 30}, because: 720p comes at 30}"
HD = {"resolution": "720p"}


def with_rules(*rules: str) -> Any:
    """Give the block above with some rules."""
    return video(BASE + "".join(f"  - {rule}\n" for rule in rules))


# R6.4, R6.5: a condition that changes the rate


@pytest.mark.parametrize(
    ("rules", "request_", "payload", "length", "changes"),
    [
        pytest.param([AT_720P], {"seconds": 7}, {"num_frames": 105}, 7, [], id="the stated rate"),
        pytest.param(
            [AT_720P],
            {"seconds": 7, **HD},
            {"rate": 30, "num_frames": 210},
            7,
            [("fps", "set_by_rule")],
            id="a rate that is set",
        ),
        pytest.param(
            [AT_720P], {"seconds": 7, "fps": 24, **HD}, {"rate": 24, "num_frames": 168}, 7, [], id="the caller's rate"
        ),
        pytest.param(
            [AT_720P],
            {"seconds": 20, **HD},
            {"rate": 30, "num_frames": 300},
            10,
            [("fps", "set_by_rule"), ("seconds", "nearest_seconds")],
            id="the set rate leaves shorter clips",
        ),
        pytest.param(
            ["{when: {given: seconds}, set: {fps: 10}}"],
            {"seconds": 30},
            {"rate": 10, "num_frames": 300},
            30,
            [("fps", "set_by_rule")],
            id="the set rate leaves longer clips",
        ),
        pytest.param(
            ["{when: {tier: 720p}, restrict: {fps: [24, 30]}}"],
            {"seconds": 7, "fps": 50, **HD},
            {"rate": 30, "num_frames": 210},
            7,
            [("fps", "restricted")],
            id="a rate that gives way",
        ),
        pytest.param(
            ["{when: {tier: 720p}, omit: [fps]}"],
            {"seconds": 7, "fps": 50, **HD},
            {"num_frames": 105},
            7,
            [("fps", "omitted")],
            id="a rate that is not sent",
        ),
        pytest.param(
            ["{when: {given: seconds}, restrict: {seconds: {max: 4}}}", AT_720P],
            {"seconds": 7, **HD},
            {"rate": 30, "num_frames": 120},
            4,
            [("fps", "set_by_rule"), ("seconds", "restricted")],
            id="an earlier condition on the length still holds",
        ),
        pytest.param(
            [AT_720P, "{when: {given: seconds}, restrict: {seconds: {max: 4}}}"],
            {"seconds": 7, **HD},
            {"rate": 30, "num_frames": 120},
            4,
            [("fps", "set_by_rule"), ("seconds", "restricted")],
            id="and a later one",
        ),
        pytest.param(
            ["{when: {tier: 720p}, set: {seconds: 8, fps: 30}}"],
            HD,
            {"rate": 30, "num_frames": 240},
            8,
            [("fps", "set_by_rule"), ("seconds", "set_by_rule")],
            id="both are set",
        ),
        pytest.param(
            ["{when: {tier: 720p}, omit: [seconds], set: {fps: 30}}"],
            {"seconds": 7, **HD},
            {"rate": 30},
            None,
            [("seconds", "omitted"), ("fps", "set_by_rule")],
            id="a length that is not sent stays so",
        ),
    ],
)
def test_r6_4_a_rate_that_a_condition_changes(
    rules: list[str], request_: dict[str, Any], payload: dict[str, Any], length: float | None, changes: list[Any]
) -> None:
    """The frames that are sent make the length that the plan says, at the rate that is sent."""
    made = plan(with_rules(*rules), request_)
    assert {key: value for key, value in made.calls[0].payload.items() if key != "tier"} == payload
    assert made.resolved.seconds == length
    assert sorted(codes(made)) == sorted(
        [*changes, *([("aspect_ratio", "default_shape")] if "resolution" in request_ else [])]
    )


def test_r6_5_what_the_file_sets_is_no_unknown_value() -> None:
    """A value that a condition sets needs no note that it is unverified, and costs nothing."""
    block = "parameters: {fps: {range: unknown}, seconds: {to: n, frames: {fps: 15}}}\nrules: [{set: {fps: 30}}]"
    made = plan(video(block), {"seconds": 7})
    assert (made.calls[0].payload, noted(made), made.loss) == ({"fps": 30, "n": 210}, [], 0)
    assert modes(made) == {"seconds": "converted", "fps": "constant"}


def test_r4_9_a_count_of_unknown_range_is_noted_once() -> None:
    """Counting anew says no note a second time."""
    block = "parameters: {fps: {range: [1, 60]}, seconds: {to: n, frames: {fps: 15, range: unknown}}}"
    made = plan(video(block + "\nrules: [{set: {fps: 30}}]"), {"seconds": 7})
    assert (noted(made), made.loss_parts) == ([("seconds", "unverified")], {"unknown": 0.1})


def test_r9_3_the_policys_cap_holds_at_the_new_rate() -> None:
    """A cap is a length, so that its frames are counted anew too."""
    made = plan(with_rules(AT_720P), {"seconds": 7, **HD}, max_seconds=5)
    assert (made.calls[0].payload["num_frames"], made.resolved.seconds) == (150, 5)
    assert ("seconds", "policy_limit") in codes(made)


def test_r7_3_a_rate_in_the_providers_own_field() -> None:
    """The caller's own field is sent, so that it is the rate."""
    block = with_rules(AT_720P)
    assert sent(block, {"seconds": 4, "rate": 25}) == {"num_frames": 100, "rate": 25}
    assert sent(block, {"seconds": 4, "rate": "fast"}) == {"num_frames": 60, "rate": "fast"}


@given(
    st.integers(1, 80), st.integers(1, 60), st.integers(1, 60), st.booleans(), st.sampled_from(["", "max: 5", "min: 3"])
)
def test_r6_4_frames_make_the_length_that_is_said(
    length: int,
    stated: int,
    rate: int,
    first: bool,  # noqa: FBT001  generated
    bound: str,
) -> None:
    """Whatever conditions say, frames over rate are the length of the plan, to within half a ten-thousandth."""
    held = [f"{{when: {{given: seconds}}, restrict: {{seconds: {{{bound}}}}}}}"] if bound else []
    rules = [*held, f"{{set: {{fps: {rate}}}}}"] if first else [f"{{set: {{fps: {rate}}}}}", *held]
    block = f"parameters: {{fps: {{range: [1, 60]}}, seconds: {{to: n, frames: {{fps: {stated}, range: [1, 9999]}}}}}}"
    made = plan(video(f"{block}\nrules: [{', '.join(rules)}]"), {"seconds": length})
    payload, said = made.calls[0].payload, made.resolved.seconds
    assert said is not None
    assert payload["fps"] == rate
    assert abs(payload["n"] / rate - said) <= 0.00005
    wanted = min(length, 5) if "max" in bound else max(length, 3) if "min" in bound else length
    assert said == wanted


# R9.2: what else there is

GRID = "parameters: {seconds: {to: n, frames: {fps: 16, multiple_of: 4, plus: 1, range: [17, 81]}}}"


@pytest.mark.parametrize(
    ("more", "asked", "used", "around"),
    [
        pytest.param("", 3, 3.0625, ("2.8125", "3.0625"), id="between two"),
        pytest.param("", 0.5, 1.0625, (None, "1.0625"), id="below the first"),
        pytest.param("", 60, 5.0625, ("5.0625", None), id="above the last"),
        pytest.param("{seconds: {max: 3}}", 6, 2.8125, ("2.8125", None), id="a condition from above"),
        pytest.param("{seconds: {min: 4}}", 2, 4.0625, (None, "4.0625"), id="a condition from below"),
        pytest.param("{seconds: [2, 4]}", 2.5, 2.0625, ("2.0625", "4.0625"), id="a condition that lists"),
    ],
)
def test_r9_2_alternatives_of_lengths_as_frames(
    more: str, asked: float, used: float, around: tuple[str | None, str | None]
) -> None:
    """The nearest lengths below and above are those of whole counts on the grid."""
    rules = f"\nrules: [{{when: {{given: seconds}}, restrict: {more}}}]" if more else ""
    (change,) = plan(video(GRID + rules), {"seconds": asked}).adjustments
    assert (change.used, change.alternatives) == (used, around)


def test_r9_3_no_alternative_above_the_cap() -> None:
    """What the policy takes away is not named."""
    (change,) = plan(video(GRID), {"seconds": 2.9}, max_seconds=3).adjustments
    assert (change.used, change.alternatives) == (2.8125, ("2.8125", None))


def test_r9_2_strict_names_the_lengths_there_are() -> None:
    """An error under strict says what is offered on both sides."""
    (problem,) = problems(video(GRID), {"seconds": 3}, strict=True)
    assert (problem.code, problem.suggestion) == ("not_exact", "offered: 2.8125 or 3.0625")


def test_r6_3_a_length_off_the_grid_may_be_refused() -> None:
    """Where the provider refuses, the nearest length is what is suggested."""
    block = GRID.replace("{to: n,", "{to: n, refuse: true,")
    (problem,) = problems(video(block), {"seconds": 3})
    assert (problem.parameter, problem.code, problem.suggestion) == ("seconds", "refused_value", "try 3.0625")
    assert sent(video(block), {"seconds": 3.0625}) == {"n": 49}
    assert entry(plan(video(block), {"seconds": 3.0625}), "seconds") == ("converted", 3.0625, {"n": 49}, True)
