"""What is remembered of a kind of request (R12): each way in which a value may go, and each way to fall back.

Every target is asked the same kind of request several times, so that the recipe is made and used; each plan is compared
with that of the engine, which remembers nothing.
"""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from normalizer import NormalizationError, Plan, normalize
from normalizer.engine import planned, work_out
from normalizer.parts import Adjustment, Kept
from normalizer.quick import memo
from unit.blocks import target


def told(plan: Plan) -> dict[str, Any]:
    """Give all that a plan says."""
    return {"calls": plan.calls, "report": plan.report(), "adjustments": plan.adjustments, "notes": plan.notes}


def check(block: str, *requests: dict[str, Any]) -> None:
    """Ask a target for each request, and compare the plans, or the problems, with those of the engine."""
    made = target.__wrapped__(f"model: m\n{block}")
    for request in requests:
        try:
            expected: Any = told(planned(work_out(request, made)))
        except NormalizationError as error:
            expected = error.problems
        try:
            found: Any = told(normalize(request, made))
        except NormalizationError as error:
            found = error.problems
        assert found == expected, request


@pytest.mark.parametrize(
    ("block", "name", "values"),
    [
        pytest.param("parameters: {prompt: {write: '<{value}>'}}", "prompt", "abcd", id="a text made of the value"),
        pytest.param("parameters: {prompt: {as: list}}", "prompt", "abcd", id="a list of the value"),
        pytest.param("parameters: {prompt: {write: {a: '{value}', b: '{value}'}}}", "prompt", "abcd", id="two fields"),
        pytest.param("parameters: {prompt: {write: {parts.+: {text: '{value}'}}}}", "prompt", "abcd", id="inside"),
        pytest.param("parameters: {image: {write: '<{value}>', accepts: [url]}}", "image",
                     ["https://x.y/a", "https://x.y/b", "https://x.y/c"], id="a link made part of a text"),
        pytest.param("parameters: {image: {write: {a: '{value}', b: '{type}'}}}", "image",
                     ["https://x.y/a.png", "https://x.y/b.jpg", "https://x.y/c"], id="a link and its type"),
        pytest.param("parameters: {prompt: {write: {at: {a: '{value}', b: '{value}'}}}}", "prompt", "abcd", id="twice inside"),
        pytest.param("parameters: {image: {write: {at: {a: '{value}', b: '{type}'}}, accepts: [url]}}", "image",
                     ["https://x.y/a.png", "https://x.y/b.jpg", "https://x.y/c"], id="a link and its type inside"),
        pytest.param("parameters: {steps: {range: [1, 50]}}", "steps", [5, 6, [7], True, 8.5, "9", None, 99], id="numbers"),
        pytest.param("parameters: {prompt: }", "prompt", ["a", "b", None, 5, "c"], id="texts"),
        pytest.param("dimensions: {sizes: {1024x1024: 512x512, 512x512: 1024x1024}}", "size",
                     ["1024x1024", "512x512", "1024x1024", "600x600", "512x512"], id="words that look like other pixels"),
        pytest.param("dimensions: {limits: {max_edge: 2048}, write: {size: '{size}'}}", "size",
                     ["1024x1024", "512x512", "3000x1000", "600x600"], id="pixels as a text"),
        pytest.param("dimensions: {limits: {max_edge: 2048}, write: {at: {w: '{width}', h: '{height}'}}}\nunder: in.side",
                     "size", ["1024x1024", "512x512", "3000x1000", "600x600"], id="pixels inside an object"),
        pytest.param("dimensions: {limits: {max_edge: 2048}, write: {s: '{width}:{ratio}'}}", "size",
                     ["1024x1024", "512x512", "3000x1000", "600x600"], id="what only the engine writes"),
        pytest.param("dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}", "aspect_ratio",
                     ["1:1", "16:9", "auto", ["1:1"], "2:1", "wide"], id="a ratio"),
    ],
)  # fmt: skip
def test_r12_what_is_remembered_is_what_is_worked_out(block: str, name: str, values: Any) -> None:
    """Whatever the value, its payload and all that is said are the engine's, before and after a recipe is made."""
    requests = [{name: value} for value in values]
    check(block, *requests, *requests, *requests)


def test_r8_2_seeds_count_up_in_what_is_remembered() -> None:
    """Each call of several gets its own seed, also where the recipe is there already."""
    block = "parameters: {prompt: , seed: , n: {max: 2}}"
    check(block, *({"prompt": "a", "seed": seed, "n": 5} for seed in (1, 2, 3, "4", 5.5, 6)))


@pytest.mark.parametrize("how", ["{as: text}", "{as: text, range: [0, 9]}", "{write: '#{value}'}"])
def test_r8_2_a_seed_that_is_written_as_something_else(how: str) -> None:
    """A text does not count up, so that the engine writes it."""
    requests = [{"prompt": "a", "seed": seed, "n": 3} for seed in (1, 2, "3", 4)]
    check(f"parameters: {{prompt: , seed: {how}, n: {{max: 2}}}}", *requests, *requests)


def test_r1_6_a_payload_too_deep_to_be_compiled() -> None:
    """Deeper payloads than are compiled are the engine's, every time."""
    path = ".".join("abcdefghijklmnopqrstuvwxyz")
    for deep in (path, path[:37], path[:35]):
        requests = [{"prompt": "a", "steps": steps} for steps in (1, 2, 3, 4)]
        check(f"under: {deep}\nparameters: {{prompt: , steps: {{range: [1, 50]}}}}", *requests, *requests)


def test_r7_1_what_nobody_knows_beside_what_is_remembered() -> None:
    """Unknown parameters pass in their order; one that is null, or a value that cannot be read, goes to the engine."""
    block = "parameters: {prompt: {write: {parts.+: {text: '{value}'}}}, steps: {range: [1, 50]}}"
    asked = [{"prompt": "a", "x_": extra, "steps": steps} for extra in (1, [2], None) for steps in (5, [6], None, 7)]
    check(block, *asked, *asked, *asked)


def test_r7_1_nothing_is_remembered_of_a_request_of_many_keys() -> None:
    """So many unknown parameters go to the engine, each time."""
    check("parameters: {prompt: }", *[{"prompt": "a"}, {"prompt": "a", **{f"x_{i}": i for i in range(300)}}] * 4)


def test_r12_what_is_remembered_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no room, everything else goes, and is worked out anew."""
    monkeypatch.setattr(memo, "MOST", 3)
    requests = [{"prompt": "a", "steps": steps, "seed": 1} for steps in range(1, 9)]
    check("parameters: {prompt: , seed: , steps: {range: [1, 50]}}", *requests, *requests, *requests)


def test_r10_a_remembered_plan_can_be_stored() -> None:
    """Pickled and read again, what is kept for many plans says what it said, and is equal to it."""
    made = target.__wrapped__("model: m\ndimensions: {sizes: [1024x1024, 1536x1024]}")
    plans = [normalize({"size": "1920x1080"}, made) for _ in range(5)]
    (change,) = plans[-1].adjustments
    assert type(change) is Kept
    assert [str(change), str(change)] == [str(plans[0].adjustments[0])] * 2
    again = pickle.loads(pickle.dumps(change))  # noqa: S301  our own bytes
    assert (type(again), again) == (Adjustment, change)


def test_a_large_seed_is_carried_like_a_small_one() -> None:
    """What is carried is known by its number: large whole numbers are objects of their own each time they are made."""
    made = target("model: m\nparameters: {prompt: , seed: {range: [0, 4294967295]}, n: {max: 4}}")
    for seed in (10**6, 10**6 + 1, 10**6 + 2):
        normalize({"prompt": "a fox", "seed": seed, "n": 6}, made)
    plan = made.way.plan({"prompt": "a fox", "seed": 10**6 + 3, "n": 6})
    assert plan is not None
    assert [call.payload["seed"] for call in plan.calls] == [10**6 + 3, 10**6 + 7]


def test_a_size_that_a_condition_leaves_out_is_told_every_time() -> None:
    """R6.5: what is said of a size alone does not know that the rest takes it away, whichever came first."""
    block = """dimensions: {sizes: [1024x1024, 1536x1024]}
parameters: {prompt: , style: [a, b]}
rules: [{when: {style: a}, omit: [size]}]"""
    for style in ("a", "b", "a"):
        asked = {"prompt": "a fox", "size": "1536x1024", "style": style}
        check(block, *[asked] * 4, {**asked, "size": "1024x1024"}, *[{**asked, "style": "b"}] * 3, asked)
