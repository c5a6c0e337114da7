"""Targets compared: which loses least (R10.1), which meet a wish exactly, what a failover would change."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import pytest

from normalizer import NormalizationError, Policy, diff, rank
from normalizer.search import meets
from unit.blocks import plan, target, video

if TYPE_CHECKING:
    from normalizer import Target

LISTED = "dimensions: {sizes: [1024x1024, 2048x2048]}\ndefault: 1024x1024\nparameters: {n: {max: 4}}"
RATIOS = "dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}\ndefault: 1:1 1K"


def named(name: str, block: str, **more: Any) -> Target:
    """Compile a block under a model's name."""
    return target(block, model=name, **more)


def test_r10_1_the_least_loss_first() -> None:
    """One entry for each target, in order of loss, with its plan."""
    exact = named("exact", "dimensions: {limits: {multiple_of: 2}}")
    near = named("near", LISTED)
    far = named("far", "dimensions: {fixed: 1280x720}")
    nothing = named("nothing", "{}")
    ranked = rank({"size": "1000x1000"}, [nothing, far, near, exact])
    assert [entry.target.model for entry in ranked] == ["exact", "near", "nothing", "far"]
    assert [entry.error for entry in ranked] == [None] * 4
    assert ranked[0].loss == 0
    assert all(entry.plan is not None and entry.loss == entry.plan.loss for entry in ranked)


def test_r10_1_equal_losses_keep_the_callers_order() -> None:
    """Sorting is stable."""
    targets = [named(name, "{}") for name in "cab"]
    assert [entry.target.model for entry in rank({}, targets)] == ["c", "a", "b"]


def test_r10_1_errors_come_last_and_never_leave() -> None:
    """A target that cannot serve the request has its error; the others their plans."""
    good = named("good", "{}")
    bad = named("bad", "required: [image]\nparameters: {image}")
    worse = named("worse", "extras: refuse")
    ranked = rank({"prompt": "a"}, [bad, worse, good])
    assert [entry.target.model for entry in ranked] == ["good", "bad", "worse"]
    assert [entry.loss for entry in ranked] == [0, inf, inf]
    assert ranked[1].plan is None
    assert isinstance(ranked[1].error, NormalizationError)
    assert [problem.parameter for problem in ranked[1].error.problems] == ["image"]


def test_r10_1_another_key_orders_the_plans() -> None:
    """A price made from what is billed, for instance; errors stay last all the same."""
    small, large = named("small", "dimensions: {fixed: 512x512}"), named("large", "dimensions: {fixed: 1024x1024}")
    bad = named("bad", "required: [image]\nparameters: {image}")
    request = {"size": "1024x1024"}
    assert [e.target.model for e in rank(request, [bad, small, large])] == ["large", "small", "bad"]

    def price(entry: Any) -> int:
        return int(entry.plan.billed.pixels)

    assert [e.target.model for e in rank(request, [bad, large, small], key=price)] == ["small", "large", "bad"]


def test_r10_1_policy_and_input_size_reach_every_target() -> None:
    """They are the same for all."""
    follows = named("follows", "dimensions: {follows: image}")
    (entry,) = rank({"size": "7x70"}, [follows], input_size=(7, 70))
    assert entry.loss == 0
    (entry,) = rank({"size": "1000x1000"}, [named("near", LISTED)], policy=Policy(strict=True))
    assert entry.error is not None


def test_r11_3_retired_targets_are_left_out() -> None:
    """Unless they are asked for."""
    old = named("old", "{}", head="status: retired")
    deprecated = named("deprecated", "{}", head="status: deprecated")
    assert [e.target.model for e in rank({}, [old, deprecated])] == ["deprecated"]
    assert [e.target.model for e in rank({}, [old, deprecated], include_retired=True)] == ["old", "deprecated"]


def test_r10_1_a_request_that_is_none_is_an_error_at_once() -> None:
    """What no target could take is the caller's mistake, also without any target."""
    with pytest.raises(NormalizationError):
        rank(None, [])  # type: ignore[arg-type]  # wrong on purpose
    assert rank({}, []) == ()


def test_r10_1_what_a_failover_would_change() -> None:
    """Names, resolved values, sizes, calls, steps, modes, adjustments and loss, one row each."""
    request = {"size": "1000x1000", "n": 2, "guidance": 1}
    one = plan(named("one", LISTED), request)
    two = plan(named("two", RATIOS, operation="edit"), {**request, "response_format": "b64_json"})
    rows = {row.name: (row.one, row.other) for row in diff(one, two)}
    assert set(rows) == {
        *("model", "operation", "resolved.tier", "resolved.size", "expected_size", "calls", "steps"),
        *("parameters.n", "parameters.response_format", "adjustments.size"),
    }
    assert rows["model"] == ("one", "two")
    assert rows["resolved.tier"] == (None, "1K")
    assert rows["adjustments.size"] == (str(one.adjustments[0]), str(two.adjustments[0]))
    assert rows["calls"] == ([2], [1, 1])
    assert rows["expected_size"] == ((1024, 1024), None)
    assert rows["parameters.n"] == ("passthrough", "emulated")
    assert rows["parameters.response_format"] == (None, "emulated")
    assert rows["steps"] == ([], ["fetch", "encode"])


def test_r10_1_equal_plans_differ_in_nothing() -> None:
    """The same plan twice has no rows."""
    made = plan(LISTED, {"size": "1000x1000"})
    assert diff(made, made) == ()
    longer = plan(video("parameters: {seconds: [4, 8]}"), {"seconds": 8})
    shorter = plan(video("parameters: {seconds: [4]}"), {"seconds": 8})
    rows = {row.name: (row.one, row.other) for row in diff(longer, shorter)}
    assert rows["resolved.seconds"] == (8, 4)
    assert rows["loss"] == (0, shorter.loss)
    assert rows["adjustments.seconds"] == (None, str(shorter.adjustments[0]))
    upstream = diff(plan("model: a", {}), plan("model: b", {}))
    assert [(row.name, row.one, row.other) for row in upstream] == [("upstream_model", "a", "b")]


@pytest.mark.parametrize(
    ("block", "wishes", "met"),
    [
        pytest.param(LISTED, {"size": "1024x1024"}, True, id="a listed size"),
        pytest.param(LISTED, {"size": "1024x1025"}, False, id="another size"),
        pytest.param(LISTED, {"size": "1:1"}, True, id="a shape"),
        pytest.param(LISTED, {"size": {"width": 1024, "height": 1024}}, True, id="as an object"),
        pytest.param(RATIOS, {"size": "1024x1024"}, False, id="the very pixels are not known"),
        pytest.param(RATIOS, {"size": {"width": 1024, "height": 1024}}, False, id="nor as an object"),
        pytest.param(RATIOS, {"aspect_ratio": "16:9", "resolution": "2K"}, True, id="a ratio and a tier"),
        pytest.param(RATIOS, {"aspect_ratio": "3:2"}, False, id="another ratio"),
        pytest.param("dimensions: {sizes: [1024x1024], open: true}", {"size": "1000x1000"}, False, id="unverified"),
        pytest.param(LISTED, {"n": 10}, True, id="emulated"),
        pytest.param(LISTED, {"n": 11}, False, id="an error"),
        pytest.param(LISTED, {"output_format": "webp"}, True, id="converted"),
        pytest.param("parameters: {quality: [low]}", {"quality": "high"}, False, id="another word"),
        pytest.param("required: [prompt]\nparameters: {prompt}", {"n": 1}, True, id="what is required is stood in for"),
        pytest.param("required: [image]\nparameters: {image}", {"n": 1}, True, id="an input too"),
        pytest.param(
            "required: [seconds]\nparameters: {seconds: [4, 8]}", {"n": 1}, False, id="but not what a search states"
        ),
        pytest.param("required: [seconds]\nparameters: {seconds: [4]}", {"seconds": 4}, True, id="which then is met"),
    ],
)
def test_r11_3_what_meets_a_wish(block: str, wishes: dict[str, Any], *, met: bool) -> None:
    """Every wish exactly; a size only where these very pixels are known to come out."""
    assert meets(target(block), wishes) is met
