"""What a gateway decides for its callers (R9), and the pixels that it may insist on (R8.6)."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import inf, nan
from typing import Any

import pytest

from normalizer import NormalizationError, Policy, normalize
from normalizer.account import inexact
from normalizer.draft import Draft
from unit.blocks import codes, entry, modes, noted, plan, problems, sent, target

RATIOS = """
dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K, 4K]}
default: 1:1 2K
"""
SIZES = """
dimensions: {sizes: [1024x1024, 1536x1024, 2048x2048]}
default: 2048x2048
"""
TABLE = """
dimensions: {tiers: [1K, 2K], table: {1:1: [1024x1024, 2048x2048], 16:9: [1376x768, 2752x1536]}}
default: 1:1 2K
"""
FREE = """
dimensions: {limits: {max_edge: 2048, multiple_of: 64}}
default: 1024x1024
"""
SECONDS = "parameters: {seconds: {values: [4, 8, 12], default: 8}}"


# the policy itself


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scale", "biggest"),
        ("scale", None),
        ("seconds", "exactly"),
        ("seconds", None),
        ("exact_size", "crop"),
        ("extras", "ignore"),
        ("over_cap", "warn"),
        ("over_cap", None),
        ("max_shape_distance", 0.99),
        ("max_shape_distance", nan),
        ("max_shape_distance", inf),
        ("max_shape_distance", "2"),
        ("max_shape_distance", True),
        ("max_scale_distance", 0),
        ("max_scale_distance", -1),
        ("max_seconds", -0.5),
        ("max_seconds", "8"),
        ("max_n", 0),
        ("max_n", 1.0),
        ("max_n", True),
        ("max_pixels", 0),
        ("max_pixels", "1K"),
        ("max_pixels", 1024.0),
    ],
)
def test_r9_a_malformed_policy_is_refused(field: str, value: Any) -> None:
    """A field that can never be meant is a problem that names it."""
    with pytest.raises(NormalizationError) as caught:
        Policy(**{field: value})
    (problem,) = caught.value.problems
    assert (problem.parameter, problem.code) == (f"policy.{field}", "bad_policy")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("scale", "at_least"),
        ("scale", "at_most"),
        ("seconds", "at_least"),
        ("seconds", "at_most"),
        ("exact_size", "cover"),
        ("exact_size", "contain"),
        ("exact_size", "stretch"),
        ("extras", "pass"),
        ("extras", "drop"),
        ("extras", "refuse"),
        ("over_cap", "error"),
        ("max_shape_distance", 1),
        ("max_scale_distance", 1.0),
        ("max_seconds", 0.5),
        ("max_n", 1),
        ("max_pixels", 1),
        ("strict", True),
    ],
)
def test_r9_what_a_policy_may_say(field: str, value: Any) -> None:
    """Every word and every bound that the rules list."""
    assert getattr(Policy(**{field: value}), field) == value


def test_r9_all_problems_of_a_policy_at_once() -> None:
    """Several malformed fields are several problems."""
    with pytest.raises(NormalizationError) as caught:
        Policy(scale="x", max_n=0, max_seconds=-1)  # type: ignore[arg-type]  # wrong on purpose
    assert {problem.parameter for problem in caught.value.problems} == {
        "policy.scale",
        "policy.max_n",
        "policy.max_seconds",
    }


def test_r9_a_policy_is_a_frozen_value() -> None:
    """It compares by what it says, is hashable, and cannot be changed; lists of names become sets."""
    policy = Policy(reserved=["a", "b"], output_formats=["png"])  # type: ignore[arg-type]  # wrong on purpose
    assert (policy.reserved, policy.output_formats) == (frozenset({"a", "b"}), frozenset({"png"}))
    assert policy == Policy(reserved=frozenset({"b", "a"}), output_formats=frozenset({"png"}))
    assert len({policy, Policy()}) == 2
    with pytest.raises(FrozenInstanceError):
        policy.strict = True  # type: ignore[misc]  # wrong on purpose
    assert Policy() == Policy(scale="nearest", seconds="nearest", over_cap="clamp")
    assert [Policy(max_n=n).ceiling("image") for n in (None, 2, 20)] == [10, 10, 20]
    assert Policy().ceiling("video") == 4


# R9.1: lengths


@pytest.mark.parametrize(
    ("facts", "asked", "at_least", "at_most"),
    [
        ("[4, 8, 12]", 5, 8, 4),
        ("[4, 8, 12]", 8, 8, 8),
        ("[4, 8, 12]", 13, 12, 12),
        ("[4, 8, 12]", 1, 4, 4),
        ("{range: [3, 15]}", 7.2, 8, 7),
        ("{range: [3, 15]}", 7.8, 8, 7),
        ("{range: [3, 15]}", 99, 15, 15),
        ("{range: [3, 15]}", 1, 3, 3),
    ],
)
def test_r9_1_lengths(facts: str, asked: float, at_least: int, at_most: int) -> None:
    """The smallest length not below, the largest not above."""
    block = f"parameters: {{seconds: {facts}}}"
    assert sent(block, {"seconds": asked}, seconds="at_least") == {"seconds": at_least}
    assert sent(block, {"seconds": asked}, seconds="at_most") == {"seconds": at_most}


# R9.2: tolerances and strict


def test_r9_2_a_shape_that_is_too_far() -> None:
    """The error names the distance, the limit and the nearest shapes on both sides."""
    block = "dimensions: {aspect_ratios: [4:1, 1:1, 16:9]}"
    (problem,) = problems(block, {"aspect_ratio": "3:2"}, max_shape_distance=1.1)
    assert (problem.parameter, problem.code) == ("aspect_ratio", "too_far")
    assert problem.expected == "a shape distance of at most 1.1"
    assert problem.got == "'3:2', shape distance 1.185 to 16:9"
    assert problem.suggestion == "nearest: 1:1 or 16:9"
    assert plan(block, {"aspect_ratio": "3:2"}, max_shape_distance=1.2).calls


def test_r9_2_a_scale_that_is_too_far() -> None:
    """The error names the distance, the limit and the nearest scales on both sides."""
    (problem,) = problems(RATIOS, {"aspect_ratio": "1:1", "resolution": "1.5K"}, max_scale_distance=1.5)
    assert (problem.parameter, problem.code) == ("resolution", "too_far")
    assert problem.expected == "a scale distance of at most 1.5"
    assert problem.got == "'1.5K', scale distance 1.778 to 2K"
    assert problem.suggestion == "nearest: 1K or 2K"
    (problem,) = problems(RATIOS, {"resolution": "8K"}, max_scale_distance=2)
    assert problem.suggestion == "nearest: 4K"


@pytest.mark.parametrize(("limit", "fits"), [(2, True), (1.9999, False), (2.0001, True)])
def test_r9_2_a_tolerance_is_inclusive(limit: float, *, fits: bool) -> None:
    """Exactly as far as allowed is allowed."""
    request = {"aspect_ratio": "1:1", "resolution": "2MP"}
    if fits:
        assert plan(RATIOS, request, max_scale_distance=limit).calls
    else:
        assert [p.code for p in problems(RATIOS, request, max_scale_distance=limit)] == ["too_far"]


def test_r9_2_shape_and_scale_are_both_held() -> None:
    """A size that is too far in both is two problems; what nobody asked has no distance."""
    found = problems(RATIOS, {"size": "3000x1000"}, max_shape_distance=1.1, max_scale_distance=1.1)
    assert [(p.parameter, p.code) for p in found] == [("size", "too_far"), ("size", "too_far")]
    assert plan(RATIOS, {"aspect_ratio": "1:1"}, max_scale_distance=1).calls
    assert plan(RATIOS, {"resolution": "1K"}, max_shape_distance=1).calls


def test_r9_2_r3_6_what_cannot_be_known_has_distance_two() -> None:
    """An unknown shape is as far as 2."""
    block = "dimensions: {tiers: [1K, 2K], shape: unknown}"
    request = {"aspect_ratio": "1:1", "resolution": "1K"}
    assert plan(block, request, max_shape_distance=2).calls
    (problem,) = problems(block, request, max_shape_distance=1.99)
    assert problem.parameter == "aspect_ratio"


def test_r11_1_a_strict_refusal_does_not_depend_on_a_reason() -> None:
    """What is not exact is refused by its name, also if nobody said why."""
    draft = Draft(target("parameters: {prompt: }"), Policy(strict=True))
    draft.entries.append(("quality", "unsupported", "hd", {}, False))
    assert [str(problem) for problem in inexact(draft)] == [
        "quality: expected a value the target meets exactly, got 'hd'"
    ]


def test_r9_2_strict_refuses_what_is_inexact() -> None:
    """The problem says what was asked, what is nearest, how far it is and what is offered."""
    (problem,) = problems(RATIOS, {"aspect_ratio": "1:1", "resolution": "1.5K"}, strict=True)
    assert (problem.parameter, problem.code, problem.expected) == (
        "resolution",
        "not_exact",
        "a value the target meets exactly",
    )
    assert problem.got.startswith("'1.5K', nearest 2K,")
    assert problem.got.endswith("distance 1.778")
    assert problem.suggestion == "offered: 1K or 2K"
    (problem,) = problems(SECONDS, {"seconds": 6}, strict=True)
    assert (problem.got, problem.suggestion) == ("6, nearest 4", "offered: 4 or 8")
    (problem,) = problems("{}", {"image": "a"}, strict=True)
    assert (problem.parameter, problem.code) == ("image", "not_exact")


@pytest.mark.parametrize(
    ("block", "request_"),
    [
        pytest.param(RATIOS, {"size": "2048x2048", "guidance": 7}, id="all as asked"),
        pytest.param(RATIOS, {"resolution": "4MP"}, id="the shape that came is no difference"),
        pytest.param(RATIOS, {"size": "2048x2048", "aspect_ratio": "2:2"}, id="a weaker one that agrees"),
        pytest.param("{}", {"n": 3, "output_format": "webp"}, id="emulated"),
        pytest.param("parameters: {n: {max: unknown}}", {"n": 3}, id="a note"),
        pytest.param("dimensions: {sizes: [1024x1024], open: true}", {"size": "1000x1000"}, id="sent unverified"),
        pytest.param("{}", {"size": None, "n": 1}, id="absent and met"),
    ],
)
def test_r9_2_strict_accepts_what_is_exact(block: str, request_: dict[str, Any]) -> None:
    """Notes, emulation, other spellings and unknown parameters are fine."""
    assert plan(block, request_, strict=True) == plan(block, request_)


@pytest.mark.parametrize(
    ("block", "request_", "names"),
    [
        (RATIOS, {"size": "2048x2048", "aspect_ratio": "16:9"}, ["aspect_ratio"]),
        (SECONDS, {"seconds": 8, "duration": 4}, ["duration"]),
        ("extras: drop", {"guidance": 1}, ["guidance"]),
        ("{}", {"stream": True, "n": 2}, ["stream"]),
        ("parameters: {n: {max: 1}, seed: {range: [0, 9]}}", {"seed": 9, "n": 2}, ["seed"]),
        ("parameters: {quality: [low]}", {"quality": "high"}, ["quality"]),
        (RATIOS, {"size": "1500x1500", "image": "a"}, ["size", "image"]),
    ],
)
def test_r9_2_strict_names_everything_that_is_inexact(block: str, request_: dict[str, Any], names: list[str]) -> None:
    """Every kind of difference counts, all of them at once."""
    assert [p.parameter for p in problems(block, request_, strict=True)] == names


# R9.3: the most pixels


@pytest.mark.parametrize(
    ("block", "request_", "cap", "payload", "changes"),
    [
        pytest.param(
            RATIOS,
            {"aspect_ratio": "1:1", "resolution": "4K"},
            5_000_000,
            {"ratio": "1:1", "tier": "2K"},
            [("resolution", "policy_limit")],
            id="a tier",
        ),
        pytest.param(
            RATIOS,
            {"aspect_ratio": "1:1", "resolution": "2K"},
            4_194_304,
            {"ratio": "1:1", "tier": "2K"},
            [],
            id="exactly the cap",
        ),
        pytest.param(
            RATIOS,
            {"aspect_ratio": "1:1", "resolution": "2K"},
            4_194_303,
            {"ratio": "1:1", "tier": "1K"},
            [("resolution", "policy_limit")],
            id="a pixel more than the cap",
        ),
        pytest.param(
            RATIOS,
            {"aspect_ratio": "1:1", "resolution": "1.1K"},
            2_000_000,
            {"ratio": "1:1", "tier": "1K"},
            [("resolution", "nearest_tier")],
            id="the cap changed nothing",
        ),
        pytest.param(
            SIZES,
            {"size": "2048x2048"},
            2_000_000,
            {"size": "1024x1024"},
            [("size", "policy_limit")],
            id="a size",
        ),
        pytest.param(
            TABLE,
            {"size": "2752x1536"},
            2_000_000,
            {"ratio": "16:9", "tier": "1K"},
            [("size", "policy_limit")],
            id="a cell",
        ),
        pytest.param(
            FREE,
            {"size": "2048x2048"},
            2_000_000,
            {"width": 1408, "height": 1408},
            [("size", "policy_limit")],
            id="free pixels",
        ),
    ],
)
def test_r9_3_the_most_pixels(
    block: str, request_: dict[str, Any], cap: int, payload: dict[str, Any], changes: list[tuple[str, str]]
) -> None:
    """What is above the cap is not offered; the nearest of the rest is chosen."""
    made = plan(block, request_, max_pixels=cap)
    assert made.calls[0].payload == payload
    assert codes(made) == changes
    assert all(change.rule == "R9.3" for change in made.adjustments if change.code == "policy_limit")


@pytest.mark.parametrize(
    ("request_", "payload"),
    [
        pytest.param({}, {"tier": "1K"}, id="nothing asked"),
        pytest.param({"aspect_ratio": "16:9"}, {"ratio": "16:9", "tier": "1K"}, id="a shape asked"),
    ],
)
def test_r9_3_a_default_above_the_cap(request_: dict[str, Any], payload: dict[str, Any]) -> None:
    """Where the default is above the cap the nearest scale below it is sent, and that is told."""
    made = plan(RATIOS, request_, max_pixels=2_000_000)
    assert made.calls[0].payload == payload
    assert entry(made, "resolution") == ("defaulted", None, {"tier": "1K"}, True)
    assert codes(made) == [("resolution", "policy_limit")]


def test_r9_3_a_default_below_the_cap_is_not_sent() -> None:
    """Nothing is added where the default fits."""
    assert sent(RATIOS, {}, max_pixels=5_000_000) == {}
    assert sent(RATIOS, {"aspect_ratio": "16:9"}, max_pixels=5_000_000) == {"ratio": "16:9"}


def test_r9_3_a_row_without_a_cell_is_not_offered() -> None:
    """A ratio all of whose cells are above the cap is no ratio to choose."""
    block = "dimensions: {tiers: [1K], table: {1:1: [2048x2048], 16:9: [1024x576]}}\ndefault: 16:9 1K"
    made = plan(block, {"aspect_ratio": "1:1"}, max_pixels=1_000_000)
    assert made.expected_size == (1024, 576)
    assert codes(made) == [("aspect_ratio", "policy_limit")]


@pytest.mark.parametrize(
    ("block", "request_"),
    [
        pytest.param(RATIOS, {"resolution": "1K"}, id="tiers"),
        pytest.param(SIZES, {"size": "1024x1024"}, id="sizes"),
        pytest.param(TABLE, {"size": "1024x1024"}, id="a table"),
        pytest.param("dimensions: {limits: {min_pixels: 1001}}", {"size": "100x100"}, id="free"),
        pytest.param("dimensions: {fixed: 1280x720}", {"size": "1280x720"}, id="fixed"),
        pytest.param("dimensions: {fixed: 1280x720}", {}, id="fixed and nothing asked"),
        pytest.param("dimensions: {aspect_ratios: [1:1], pixels: 1MP}", {"aspect_ratio": "1:1"}, id="stated pixels"),
    ],
)
def test_r9_3_where_nothing_is_left(block: str, request_: dict[str, Any]) -> None:
    """A target all of whose sizes are above the cap cannot serve the request."""
    found = problems(block, request_, max_pixels=1000)
    assert [(p.code, p.expected) for p in found] == [("over_cap", "at most 1000 pixels")]


def test_r9_3_pixels_that_are_not_known_are_not_capped() -> None:
    """Where nobody knows the pixels there is nothing to compare."""
    assert sent("dimensions: {aspect_ratios: [1:1]}", {"aspect_ratio": "1:1"}, max_pixels=1) == {"ratio": "1:1"}
    assert sent("dimensions: {aspect_ratios: [1:1]}", {}, max_pixels=1) == {}
    assert sent("{}", {}, max_pixels=1) == {}


def test_r9_3_above_a_cap_may_be_an_error() -> None:
    """With `over_cap: error` nothing is clamped."""
    (problem,) = problems(RATIOS, {"aspect_ratio": "1:1", "resolution": "2K"}, max_pixels=2_000_000, over_cap="error")
    assert (problem.parameter, problem.code, problem.expected, problem.got) == (
        "resolution",
        "over_cap",
        "at most 2000000 pixels",
        "4194304 pixels",
    )
    (problem,) = problems(SIZES, {"size": "2048x2048"}, max_pixels=2_000_000, over_cap="error")
    assert problem.parameter == "size"
    assert plan(SIZES, {"size": "1024x1024"}, max_pixels=2_000_000, over_cap="error").exact


def test_r9_3_r9_1_cap_and_bound() -> None:
    """The cap narrows first, the bound chooses among the rest."""
    request = {"aspect_ratio": "1:1", "resolution": "1.5K"}
    assert sent(RATIOS, request, max_pixels=2_000_000, scale="at_least") == {"ratio": "1:1", "tier": "1K"}
    assert sent(RATIOS, request, max_pixels=5_000_000, scale="at_least") == {"ratio": "1:1", "tier": "2K"}


# R9.3: the longest video


@pytest.mark.parametrize(
    ("facts", "asked", "cap", "used", "code"),
    [
        pytest.param("[4, 8, 12]", 12, 8, 8, "policy_limit", id="a list"),
        pytest.param("[4, 8, 12]", 12, 11.5, 8, "policy_limit", id="between two"),
        pytest.param("[4, 8, 12]", 8, 8, 8, None, id="exactly the cap"),
        pytest.param("[4, 8, 12]", 6, 8, 4, "nearest_seconds", id="the cap changed nothing"),
        pytest.param("[4, 8, 12]", 7, 7.5, 4, "policy_limit", id="eight would have been nearer"),
        pytest.param("{range: [3, 15]}", 12, 7.5, 7, "policy_limit", id="a range"),
        pytest.param("{values: unknown}", 12, 7.5, 7.5, "policy_limit", id="not known"),
        pytest.param("{values: unknown}", 7, 7.5, 7, None, id="not known, below"),
        pytest.param("{values: [4, 8], open: true}", 12, 7, 7, "policy_limit", id="an open list"),
        pytest.param("{frames: {fps: 16, multiple_of: 4, plus: 1}}", 5, 2, 29, "policy_limit", id="frames"),
    ],
)
def test_r9_3_the_longest_video(facts: str, asked: float, cap: float, used: float, code: str | None) -> None:
    """A longer video than the cap is not offered; what the cap changed has its code."""
    made = plan(f"parameters: {{seconds: {facts}}}", {"seconds": asked}, max_seconds=cap)
    assert made.calls[0].payload == {"seconds": used}
    assert codes(made) == ([] if code is None else [("seconds", code)])


def test_r9_3_a_cap_below_every_length_is_an_error() -> None:
    """Where nothing is left there is no nearest thing."""
    found = problems("parameters: {seconds: [4, 8]}", {"seconds": 8}, max_seconds=2)
    assert [(p.parameter, p.code) for p in found] == [("seconds", "over_cap")]


def test_r9_3_a_longer_video_may_be_an_error() -> None:
    """With `over_cap: error` nothing is clamped."""
    (problem,) = problems("parameters: {seconds: [4, 8]}", {"seconds": 8}, max_seconds=4.5, over_cap="error")
    assert (problem.code, problem.expected, problem.got) == ("over_cap", "at most 4.5 seconds", "8")
    assert plan("parameters: {seconds: [4, 8]}", {"seconds": 4}, max_seconds=4.5, over_cap="error").exact


def test_r9_3_a_default_length_above_the_cap() -> None:
    """The longest length below the cap is sent in place of the default, and that is told."""
    made = plan(SECONDS, {}, max_seconds=7)
    assert made.calls[0].payload == {"seconds": 4}
    assert entry(made, "seconds") == ("defaulted", None, {"seconds": 4}, True)
    assert codes(made) == [("seconds", "policy_limit")]


def test_r9_3_a_default_length_below_the_cap_is_not_sent() -> None:
    """Nothing is added where the default fits, or is not known."""
    assert sent(SECONDS, {}, max_seconds=8) == {}
    assert sent("parameters: {seconds: [4, 8]}", {}, max_seconds=4) == {}
    assert sent("{}", {}, max_seconds=4) == {}


# R8.6: the very pixels


@pytest.mark.parametrize(
    ("how", "size", "native", "factor"),
    [
        pytest.param("cover", "1500x900", "1536x1024", 0.9766, id="cover"),
        pytest.param("contain", "1500x900", "1536x1024", 0.8789, id="contain"),
        pytest.param("stretch", "1500x900", "1536x1024", 0.9766, id="stretch"),
        pytest.param("cover", "900x1100", "2048x2048", 0.5371, id="both sides are covered"),
        pytest.param("stretch", "900x1100", "1024x1024", 1.0742, id="stretch takes the closest"),
        pytest.param("cover", "3000x3000", "2048x2048", 1.4648, id="nothing covers"),
    ],
)
def test_r8_6_the_asked_pixels_by_a_resize(how: Any, size: str, native: str, factor: float) -> None:
    """A native size that covers it is asked for where there is one, and scaled to the asked pixels."""
    made = plan(SIZES, {"size": size}, exact_size=how)
    assert made.calls[0].payload == {"size": native}
    assert [(step.kind, dict(step.options)) for step in made.steps] == [
        ("fetch", {}),
        ("resize", {"size": size, "how": how, "factor": factor}),
        ("store", {"minutes": 60}),
    ]
    assert made.expected_size == tuple(map(int, size.split("x")))
    width, height = map(int, native.split("x"))
    assert made.billed.pixels == width * height
    assert modes(made) == {"size": "emulated"}
    assert codes(made) == ([] if factor < 1 else [("size", "enlarged")])


def test_r8_6_enlarging_is_an_adjustment() -> None:
    """The plan is inexact where a side has to grow."""
    made = plan(SIZES, {"size": "3000x3000"}, exact_size="cover")
    (change,) = made.adjustments
    assert (change.parameter, change.code, change.asked, change.used, change.rule) == (
        "size",
        "enlarged",
        "3000x3000",
        "2048x2048",
        "R8.6",
    )
    assert entry(made, "size") == ("emulated", "3000x3000", {"size": "2048x2048"}, False)
    assert made.loss > 0


@pytest.mark.parametrize(
    ("block", "request_"),
    [
        pytest.param(SIZES, {"size": "1536x1024"}, id="a listed size"),
        pytest.param(FREE, {"size": "640x1024"}, id="a legal size"),
        pytest.param(SIZES, {"aspect_ratio": "16:9"}, id="no pixels asked"),
        pytest.param("{}", {"size": "7x70"}, id="no such parameter"),
    ],
)
def test_r8_6_no_step_where_none_is_needed(block: str, request_: dict[str, Any]) -> None:
    """Nothing is resized where the target makes the pixels, or nobody asked for any."""
    assert plan(block, request_, exact_size="cover").steps == ()


def test_r8_6_free_pixels() -> None:
    """The smallest rectangle on the grid that covers the wish."""
    made = plan(FREE, {"size": "980x980"}, exact_size="cover")
    assert made.calls[0].payload == {"width": 1024, "height": 1024}
    assert codes(made) == []
    made = plan(FREE, {"size": "980x980"}, exact_size="stretch")
    assert made.calls[0].payload == {"width": 960, "height": 960}
    assert codes(made) == [("size", "enlarged")]
    made = plan(FREE, {"size": "3000x100"}, exact_size="cover")
    assert codes(made) == [("size", "enlarged")]


def test_r8_6_any_cell_of_a_table_may_cover() -> None:
    """A size that covers both sides is taken, also in another row than the closest one."""
    block = "dimensions: {tiers: [1K], table: {1:1: [1024x1024], 16:9: [2752x1536]}}"
    made = plan(block, {"size": "1100x1000"}, exact_size="cover")
    assert made.calls[0].payload == {"ratio": "16:9", "tier": "1K"}
    assert codes(made) == []
    made = plan(block, {"size": "1000x900"}, exact_size="cover")
    assert made.calls[0].payload == {"ratio": "1:1", "tier": "1K"}


def test_r8_6_pixels_that_are_not_known() -> None:
    """The step stands without a factor where nobody knows what comes."""
    made = plan("dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K]}", {"size": "1000x1000"}, exact_size="contain")
    assert made.calls[0].payload == {"ratio": "1:1", "tier": "1K"}
    assert [dict(step.options) for step in made.steps if step.kind == "resize"] == [
        {"size": "1000x1000", "how": "contain"}
    ]
    assert (made.expected_size, made.billed.pixels, codes(made)) == ((1000, 1000), None, [])


def test_r8_6_videos_are_not_resized() -> None:
    """The policy concerns images alone."""
    made = plan(SIZES, {"size": "1000x1000"}, media="video", exact_size="cover")
    assert (made.steps, codes(made)) == ((), [("size", "closest_size")])


def test_r8_6_r9_2_a_resize_keeps_the_tolerance() -> None:
    """What is scaled to the asked pixels is no distance off, and strict accepts it."""
    request = {"size": "1500x900"}
    assert plan(SIZES, request, exact_size="cover", max_shape_distance=1.01, strict=True).exact
    assert [p.code for p in problems(SIZES, request, max_shape_distance=1.01)] == ["too_far"]


# R7.1: extras


@pytest.mark.parametrize(
    ("declared", "policy", "result"),
    [
        ("", None, "pass"),
        ("extras: drop", None, "drop"),
        ("extras: refuse", None, "refuse"),
        ("extras: pass", "drop", "drop"),
        ("extras: drop", "pass", "pass"),
        ("extras: drop", "refuse", "refuse"),
        ("extras: refuse", "drop", "drop"),
    ],
)
def test_r7_1_extras_pass_are_dropped_or_refused(declared: str, policy: Any, result: str) -> None:
    """The target says what happens to unknown parameters, the policy may say otherwise."""
    block = f"parameters: {{prompt}}\n{declared}"
    request = {"prompt": "a", "guidance": 7.5, "steps": 4}
    more = {} if policy is None else {"extras": policy}
    if result == "refuse":
        found = problems(block, request, **more)
        assert [(p.parameter, p.code, p.got) for p in found] == [
            ("guidance", "unknown_parameter", "7.5"),
            ("steps", "unknown_parameter", "4"),
        ]
        return
    made = plan(block, request, **more)
    dropped = result == "drop"
    assert made.calls[0].payload == ({"prompt": "a"} if dropped else request)
    assert [(a.parameter, a.code, a.rule) for a in made.adjustments] == (
        [("guidance", "dropped", "R7.1"), ("steps", "dropped", "R7.1")] if dropped else []
    )
    assert modes(made)["guidance"] == ("unsupported" if dropped else "passthrough")
    assert noted(made) == []


# what the rules leave open between the parts


@pytest.mark.parametrize("value", ["yes", 1, None])
def test_r9_strict_is_true_or_false(value: Any) -> None:
    """Anything else is a mistake."""
    with pytest.raises(NormalizationError, match=r"policy\.strict"):
        Policy(strict=value)


@pytest.mark.parametrize("field", ["reserved", "output_formats"])
@pytest.mark.parametrize("value", ["png", 7])
def test_r9_names_are_a_set_of_texts(field: str, value: Any) -> None:
    """One text in place of a set would be read letter by letter."""
    with pytest.raises(NormalizationError, match=rf"policy\.{field}"):
        Policy(**{field: value})


def test_r3_6_r10_1_what_nobody_asked_for_is_no_loss() -> None:
    """A default that the cap lowers has no distance from a wish."""
    assert plan(RATIOS, {}, max_pixels=2_000_000).loss == 0
    assert plan(RATIOS, {"aspect_ratio": "16:9"}, max_pixels=2_000_000).loss == 0


def test_r4_6_r9_1_a_form_whose_pixels_are_not_known_keeps_no_bound() -> None:
    """Under a bound a form that can be judged is preferred."""
    block = """
dimensions:
  - {aspect_ratios: [1:1], write: {ratio: "{ratio}"}}
  - {sizes: [1024x1024, 4096x4096], write: {size: "{size}"}}
"""
    request = {"aspect_ratio": "1:1", "resolution": "1.5K"}
    assert sent(block, request, scale="at_least") == {"size": "4096x4096"}
    assert sent(block, request, scale="at_most") == {"size": "1024x1024"}


@pytest.mark.parametrize(
    ("facts", "asked", "cap", "frames", "code"),
    [
        ("{fps: 16}", 2, 2, 32, None),
        ("{fps: 16}", 3, 2, 32, "policy_limit"),
        ("{fps: 16, values: [24, 40]}", 3, 2, 24, "policy_limit"),
        ("{fps: 16, values: [24, 40]}", 1.5, 2, 24, None),
        ("{fps: 16, values: [24, 40]}", 1.9, 2, 24, "nearest_seconds"),
        ("{fps: 16, values: [24, 40]}", 2.1, 2.5, 40, "nearest_seconds"),
        ("{fps: 10}", 8, 5.05, 50, "policy_limit"),
    ],
)
def test_r9_3_frames_below_a_cap(facts: str, asked: float, cap: float, frames: int, code: str | None) -> None:
    """The most frames whose length the policy allows."""
    made = plan(f"parameters: {{seconds: {{to: frames, frames: {facts}}}}}", {"seconds": asked}, max_seconds=cap)
    assert made.calls[0].payload == {"frames": frames}
    assert codes(made) == ([] if code is None else [("seconds", code)])
    if code is not None:
        assert made.adjustments[0].rule == ("R9.3" if code == "policy_limit" else "R6.4")


@pytest.mark.parametrize(
    ("facts", "asked", "cap", "used", "alternatives"),
    [
        ("{values: [4, 8, 12]}", 20, 8, 8, ("8", None)),
        ("{values: [4, 8, 12]}", 12, 8, 8, ("8", None)),
        ("{values: [4, 8, 12]}", 5, 6, 4, ("4", None)),
        ("{values: [4, 8, 12]}", 5, None, 4, ("4", "8")),
        ("{range: [3, 20]}", 30, 10, 10, ("10", None)),
        ("{range: unknown}", 30, 10, 10, ("10", None)),
    ],
)
def test_r9_3_no_alternative_is_above_the_cap(
    facts: str, asked: int, cap: int | None, used: int, alternatives: tuple[str | None, str | None]
) -> None:
    """What the policy takes out of the offer is not named as an alternative."""
    made = plan(f"parameters: {{seconds: {facts}}}", {"seconds": asked}, media="video", max_seconds=cap)
    (change,) = made.adjustments
    assert (change.used, change.alternatives) == (used, alternatives)


@pytest.mark.parametrize(("policy", "got"), [({"strict": True}, "an object"), ("strict", "'strict'"), (5, "5")])
def test_r11_what_is_no_policy_is_told_word_for_word(policy: Any, got: str) -> None:
    """The one problem names the argument, what was expected and what was got."""
    with pytest.raises(NormalizationError) as caught:
        normalize({}, target("parameters: {prompt: }"), policy=policy)
    (problem,) = caught.value.problems
    assert (problem.parameter, problem.code, problem.expected) == ("policy", "bad_policy", "a Policy")
    assert problem.got == got
