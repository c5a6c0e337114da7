"""Conditions of a target (R6.5): what stands in `when` stays, what stands in `restrict` gives way."""

from __future__ import annotations

from typing import Any

import pytest

from normalizer.parameters.rules import Condition
from unit.blocks import codes, entry, modes, noted, plan, problems, sent

BASE = """
dimensions: {aspect_ratios: [16:9, 9:16], tiers: [720p, 1080p, 2160p]}
default: 16:9 720p
parameters:
  fps: {values: [24, 25, 50], default: 24}
  seconds: {values: [4, 6, 8, 10], default: 4}
  audio: {values: {true: on, false: off}, default: false}
  quality: {values: [low, medium, high], default: low}
  guidance: {to: cfg, range: [1, 10]}
  style:
  image: {max: 9}
  last_frame:
  n: {max: 9}
rules:
"""


def with_rules(*rules: str) -> str:
    """Give the block above with some rules."""
    return BASE + "".join(f"  - {rule}\n" for rule in rules)


def check(rule: str, request: dict[str, Any], payload: dict[str, Any], changes: list[tuple[str, str]]) -> None:
    """Plan on the block with one rule, as an image so that nothing but the rule matters."""
    made = plan(with_rules(rule), request)
    assert made.calls[0].payload == payload
    assert codes(made) == changes
    # every key once, and nothing sent without an origin
    fields = [path for row in made.parameters for path in row.sent]
    assert sorted(fields) == sorted(set(fields))
    assert {path.partition(".")[0] for path in fields} == set(made.calls[0].payload)


WIDE = {"aspect_ratio": "16:9"}
HD = {**WIDE, "resolution": "1080p"}
HD_SENT = {"ratio": "16:9", "tier": "1080p"}


# when


@pytest.mark.parametrize(
    ("when", "request_", "holds"),
    [
        pytest.param("{tier: 1080p}", HD, True, id="a word"),
        pytest.param("{tier: 1080p}", WIDE, False, id="another tier is the default"),
        pytest.param("{tier: 720p}", {}, True, id="the default where nothing is asked"),
        pytest.param("{tier: 720p}", WIDE, True, id="the default tier of an asked ratio"),
        pytest.param("{tier: [720p, 1080p]}", HD, True, id="a list"),
        pytest.param("{tier: [720p, 2160p]}", HD, False, id="not in the list"),
        pytest.param("{tier: 1080p}", {"size": "1920x1080"}, True, id="pixels make the tier"),
        pytest.param("{resolution: 1080p}", HD, True, id="by its other name"),
        pytest.param("{aspect_ratio: 9:16}", {"aspect_ratio": "9/16"}, True, id="a ratio in another spelling"),
        pytest.param("{aspect_ratio: 9:16}", WIDE, False, id="another ratio"),
        pytest.param("{aspect_ratio: 16:9}", {}, True, id="the default ratio"),
        pytest.param("{seconds: 8}", {"seconds": "8s"}, True, id="a number"),
        pytest.param("{seconds: [4, 8]}", {"seconds": 8}, True, id="a list of numbers"),
        pytest.param("{seconds: {min: 8}}", {"seconds": 8}, True, id="at least, met"),
        pytest.param("{seconds: {min: 8}}", {"seconds": 6}, False, id="at least, below"),
        pytest.param("{seconds: {max: 6}}", {"seconds": 6}, True, id="at most, met"),
        pytest.param("{seconds: {max: 6}}", {"seconds": 8}, False, id="at most, above"),
        pytest.param("{seconds: {min: 6, max: 8}}", {"seconds": 8}, True, id="between"),
        pytest.param("{seconds: {min: 6, max: 8}}", {"seconds": 10}, False, id="not between"),
        pytest.param("{seconds: {max: 4}}", {}, True, id="the default length"),
        pytest.param("{seconds: 8}", {"seconds": 9}, True, id="what would be sent, not what was asked"),
        pytest.param("{audio: true}", {"audio": True}, True, id="a boolean"),
        pytest.param("{audio: true}", {"audio": "on"}, True, id="a boolean in the provider's word"),
        pytest.param("{audio: false}", {}, True, id="the default of a boolean"),
        pytest.param("{quality: HIGH}", {"quality": "high"}, True, id="in any case"),
        pytest.param("{quality: high}", {}, False, id="another default"),
        pytest.param("{guidance: {min: 2.5}}", {"guidance": 2.5}, True, id="a fraction"),
        pytest.param("{guidance: {min: 2.5}}", {}, False, id="nothing sent and no default"),
        pytest.param("{style: calm}", {"style": "Calm"}, True, id="a parameter as it is"),
        pytest.param("{style: calm}", {"style": ["calm"]}, False, id="a list is no word"),
        pytest.param("{draft: true}", {"draft": True}, True, id="a field of the provider"),
        pytest.param("{draft: true}", {"draft": False}, False, id="that says something else"),
        pytest.param("{draft: true}", {}, False, id="that is not there"),
        pytest.param("{strength: {min: 0.5}}", {"strength": 0.5}, True, id="a number of the provider's"),
        pytest.param("{image: {min: 2}}", {"image": ["a", "b"]}, True, id="the number of inputs"),
        pytest.param("{image: {min: 2}}", {"image": ["a"]}, False, id="fewer inputs"),
        pytest.param("{tier: 1080p, seconds: 8}", {**HD, "seconds": 8}, True, id="all of several"),
        pytest.param("{tier: 1080p, seconds: 8}", {**HD, "seconds": 6}, False, id="not all of several"),
        pytest.param("{given: [image]}", {"image": "a"}, True, id="given"),
        pytest.param("{given: [image]}", {}, False, id="not given"),
        pytest.param("{given: [image, last_frame]}", {"last_frame": "a"}, True, id="any of those given"),
        pytest.param("{given: draft}", {"draft": 1}, True, id="a field of the provider given"),
        pytest.param("{given: guidance}", {"cfg": 3}, True, id="the provider's own field stands for ours"),
        pytest.param("{given: tier}", HD, True, id="a tier given"),
        pytest.param("{given: tier}", {"size": "2K"}, True, id="a tier given as size"),
        pytest.param("{given: tier}", WIDE, False, id="no tier given"),
        pytest.param("{given: resolution}", {"size": "2K"}, True, id="a size that is a tier is a resolution"),
        pytest.param("{given: aspect_ratio}", {"size": "16:9"}, True, id="a size that is a ratio is an aspect ratio"),
        pytest.param("{given: aspect_ratio}", WIDE, True, id="an aspect ratio given"),
        pytest.param("{given: size}", WIDE, False, id="no size given"),
        pytest.param("{missing: [image]}", {}, True, id="missing"),
        pytest.param("{missing: [image]}", {"image": "a"}, False, id="not missing"),
        pytest.param("{missing: [image, last_frame]}", {"image": "a"}, True, id="any of those missing"),
        pytest.param("{missing: [image, last_frame]}", {"image": "a", "last_frame": "b"}, False, id="none missing"),
        pytest.param("{given: image, missing: last_frame}", {"image": "a"}, True, id="given and missing"),
        pytest.param("{given: image, missing: last_frame}", {"last_frame": "a"}, False, id="neither"),
    ],
)
def test_r6_5_when(when: str, request_: dict[str, Any], *, holds: bool) -> None:
    """A rule looks at what would be sent, or at the declared default; all its conditions must hold."""
    block = with_rules(f"{{when: {when}, refuse: true}}")
    if holds:
        assert [problem.code for problem in problems(block, request_)] == ["refused"]
    else:
        plan(block, request_)


@pytest.mark.parametrize(
    ("when", "size", "holds"),
    [
        ("{pixels: {min: 2000000}}", "1920x1080", True),
        ("{pixels: {min: 2073600, max: 2073600}}", "1920x1080", True),
        ("{pixels: {min: 2073601}}", "1920x1080", False),
        ("{width: {max: 1919}}", "1920x1080", False),
        ("{width: {min: 1920}}", "1920x1080", True),
        ("{height: {max: 1080}}", "1920x1080", True),
        ("{height: {min: 1081}}", "1920x1080", False),
        ("{size: 1920x1080}", "1920x1080", True),
        ("{size: [1024x1024, 1920x1080]}", "1920x1080", True),
        ("{size: 1080x1920}", "1920x1080", False),
    ],
)
def test_r6_5_when_of_pixels(when: str, size: str, *, holds: bool) -> None:
    """Width, height, pixels and the size itself may be named."""
    block = f"dimensions: {{limits: {{multiple_of: 2}}}}\nrules: [{{when: {when}, refuse: true}}]"
    if holds:
        assert [problem.parameter for problem in problems(block, {"size": size})] == ["size"]
    else:
        plan(block, {"size": size})


@pytest.mark.parametrize(
    ("condition", "value", "holds"),
    [
        (Condition.of(("High", 8, True), None, None), "high", True),
        (Condition.of(("High", 8, True), None, None), 8, True),
        (Condition.of(("High", 8, True), None, None), 8.0, True),
        (Condition.of(("High", 8, True), None, None), "8", True),
        (Condition.of(("High", 8, True), None, None), True, True),
        (Condition.of(("High", 8, True), None, None), False, False),
        (Condition.of((1,), None, None), True, False),
        (Condition.of(("1",), None, None), True, False),
        (Condition.of((8.5,), None, None), 8.5, True),
        (Condition.of(("x" * 64,), None, None), "X" * 64, True),
        (Condition.of(("x" * 65,), None, None), "y" * 65, True),  # long texts are not compared
        (Condition.of(("x" * 65,), None, None), None, False),
        (Condition.of(("x",), None, None), "y" * 65, False),
        (Condition.of(("x",), None, None), None, False),
        (Condition.of(None, 3, 5), 3, True),
        (Condition.of(None, 3, 5), 5, True),
        (Condition.of(None, 3, 5), 2.9999, False),
        (Condition.of(None, 3, 5), 5.0001, False),
        (Condition.of(None, 3, 5), "4", True),
        (Condition.of(None, 3, 5), "four", False),
        (Condition.of(None, 3, 5), True, False),
        (Condition.of(None, 3, None), 10**9, True),
        (Condition.of(None, None, 5), -1, True),
        (Condition.of(None, 3, 5), None, False),
    ],
)
def test_r6_5_conditions(condition: Condition, value: Any, *, holds: bool) -> None:
    """One of some values, or a number between two, both included."""
    assert condition.holds(value) is holds


# restrict


@pytest.mark.parametrize(
    ("rule", "request_", "payload", "changes"),
    [
        pytest.param(
            "{when: {tier: 1080p}, restrict: {seconds: {max: 6}}}",
            {**HD, "seconds": 10},
            {**HD_SENT, "seconds": 6},
            [("seconds", "restricted")],
            id="a length gives way",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {seconds: {max: 6}}}",
            {**HD, "seconds": 6},
            {**HD_SENT, "seconds": 6},
            [],
            id="a legal length stays",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {seconds: {max: 6}}}", HD, HD_SENT, [], id="a legal default is not sent"
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {seconds: [8, 10]}}",
            {**HD, "seconds": 4},
            {**HD_SENT, "seconds": 8},
            [("seconds", "restricted")],
            id="to the nearest that is left",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {seconds: [3]}}",
            {**HD, "seconds": 4},
            {**HD_SENT, "seconds": 4},
            [],
            id="a condition that leaves nothing",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {seconds: {max: 6}}}",
            {**HD, "seconds": 7},
            {**HD_SENT, "seconds": 6},
            [("seconds", "nearest_seconds")],
            id="what already fits is no consequence",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {fps: {max: 25}}}",
            {**HD, "fps": 50},
            {**HD_SENT, "fps": 25},
            [("fps", "restricted")],
            id="a number",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {fps: {max: 25}}}",
            {**HD, "fps": 99},
            {**HD_SENT, "fps": 25},
            [("fps", "restricted")],
            id="one adjustment for a number moved twice",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {guidance: {min: 3, max: 4}}}",
            {**HD, "guidance": 9.5},
            {**HD_SENT, "cfg": 4},
            [("guidance", "restricted")],
            id="a number of a range",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {guidance: {min: 3}}}", HD, HD_SENT, [], id="no default, nothing sent"
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {quality: [high, medium]}}",
            {**HD, "quality": "low"},
            {**HD_SENT, "quality": "medium"},
            [("quality", "restricted")],
            id="a word: the first of the file that is left",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {quality: [HIGH, low]}}",
            {**HD, "quality": "low"},
            {**HD_SENT, "quality": "low"},
            [],
            id="a word that is left",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {quality: [best]}}",
            {**HD, "quality": "low"},
            {**HD_SENT, "quality": "low"},
            [],
            id="words that nobody offers",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {audio: [false]}}",
            {**HD, "audio": True},
            {**HD_SENT, "audio": "off"},
            [("audio", "restricted")],
            id="a boolean",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {style: [calm]}}",
            {**HD, "style": "wild"},
            {**HD_SENT, "style": "wild"},
            [],
            id="what cannot be judged stays",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {guidance: {max: 2}}}",
            {**HD, "cfg": 9},
            {**HD_SENT, "cfg": 9},
            [],
            id="R7.3 the provider's own field stays",
        ),
        pytest.param(
            "{when: {seconds: {min: 8}}, restrict: {tier: [720p]}}",
            {**HD, "seconds": 10},
            {"ratio": "16:9", "tier": "720p", "seconds": 10},
            [("resolution", "restricted")],
            id="a tier gives way",
        ),
        pytest.param(
            "{when: {seconds: {min: 8}}, restrict: {tier: [720p]}}",
            {**WIDE, "seconds": 10},
            {"ratio": "16:9", "seconds": 10},
            [],
            id="a legal default tier is not sent",
        ),
        pytest.param(
            "{when: {seconds: {min: 8}}, restrict: {resolution: [720P, 1080p]}}",
            {**WIDE, "resolution": "4K", "seconds": 8},
            {"ratio": "16:9", "tier": "1080p", "seconds": 8},
            [("resolution", "restricted")],
            id="the nearest tier that is left, by its other name",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {aspect_ratio: [9:16]}}",
            HD,
            {"ratio": "9:16", "tier": "1080p"},
            [("aspect_ratio", "restricted")],
            id="a ratio gives way",
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {aspect_ratio: [32:18]}}", HD, HD_SENT, [], id="a ratio in other words"
        ),
        pytest.param(
            "{when: {tier: 1080p}, restrict: {seconds: {max: 6}}}",
            {"size": "1920x1080", "seconds": 8},
            {**HD_SENT, "seconds": 6},
            [("seconds", "restricted")],
            id="when by pixels",
        ),
        pytest.param(
            "{restrict: {seconds: {max: 6}}}", {"seconds": 8}, {"seconds": 6}, [("seconds", "restricted")], id="always"
        ),
    ],
)
def test_r6_5_restrict(
    rule: str, request_: dict[str, Any], payload: dict[str, Any], changes: list[tuple[str, str]]
) -> None:
    """What stands in `restrict` goes to the nearest value that is left; what is legal stays."""
    check(rule, request_, payload, changes)


def test_r6_5_the_adjustment_of_a_restriction() -> None:
    """It says what was asked and used, why, and what is left on both sides."""
    rule = "{when: {tier: 1080p}, restrict: {seconds: [4, 6]}, because: long clips end at 720p}"
    (change,) = plan(with_rules(rule), {**HD, "seconds": 10}).adjustments
    assert (change.asked, change.used, change.rule, change.because) == (10, 6, "R6.5", "long clips end at 720p")
    assert change.alternatives == ("6", None)
    (change,) = plan(with_rules("{restrict: {seconds: [4, 10]}, because: why}"), {"seconds": 8}).adjustments
    assert (change.used, change.alternatives) == (10, ("4", "10"))
    (change,) = plan(with_rules("{restrict: {fps: [24]}, because: why}"), {"fps": 50}).adjustments
    assert (change.asked, change.used, change.rule, change.because, change.alternatives) == (
        50,
        24,
        "R6.5",
        "why",
        ("24", None),
    )
    (change,) = plan(with_rules("{restrict: {quality: [high]}, because: why}"), {"quality": "low"}).adjustments
    assert (change.asked, change.used, change.rule, change.because) == ("low", "high", "R6.5", "why")
    (change,) = plan(with_rules("{restrict: {tier: [720p]}, because: why}"), HD).adjustments
    assert (change.asked, change.used, change.rule, change.because) == ("1080p", "720p", "R6.5", "why")
    assert change.scale_distance == 2.25


@pytest.mark.parametrize(
    ("rule", "name", "field", "value"),
    [
        ("{when: {tier: 1080p}, restrict: {seconds: [8]}}", "seconds", "seconds", 8),
        ("{when: {tier: 1080p}, restrict: {fps: {min: 50}}}", "fps", "fps", 50),
        ("{when: {tier: 1080p}, restrict: {quality: [high]}}", "quality", "quality", "high"),
        ("{when: {tier: 1080p}, restrict: {audio: true}}", "audio", "audio", "on"),
    ],
)
def test_r6_5_an_illegal_default_is_replaced(rule: str, name: str, field: str, value: Any) -> None:
    """A restricted parameter nobody asked for is sent where its default would be illegal, and that is told."""
    made = plan(with_rules(rule), HD)
    assert made.calls[0].payload == {**HD_SENT, field: value}
    assert entry(made, name) == ("defaulted", None, {field: value}, True)
    assert codes(made) == [(name, "restricted")]


def test_r6_5_an_illegal_default_scale_is_replaced() -> None:
    """A tier that nobody asked for is sent where the default tier would be illegal."""
    block = with_rules("{when: {seconds: {min: 8}}, restrict: {tier: [1080p, 2160p]}}")
    made = plan(block, {**WIDE, "seconds": 8})
    assert made.calls[0].payload == {"ratio": "16:9", "tier": "1080p", "seconds": 8}
    assert entry(made, "resolution") == ("defaulted", None, {"tier": "1080p"}, True)
    shape = with_rules("{when: {seconds: {min: 8}}, restrict: {aspect_ratio: [9:16]}}")
    made = plan(shape, {"resolution": "1080p", "seconds": 8})
    assert made.calls[0].payload == {"ratio": "9:16", "tier": "1080p", "seconds": 8}


def test_r6_5_restricted_sizes() -> None:
    """A list of sizes is narrowed, and the nearest of what is left is chosen."""
    block = """
dimensions: {sizes: [1024x1024, 1536x1024, 2048x2048]}
default: 1024x1024
parameters: {quality: [low, high]}
rules:
  - {when: {quality: high}, restrict: {size: [1024x1024, 2048X2048]}}
"""
    made = plan(block, {"size": "1536x1024", "quality": "high"})
    assert made.calls[0].payload == {"size": "1024x1024", "quality": "high"}
    assert codes(made) == [("size", "restricted")]
    assert sent(block, {"size": "1536x1024", "quality": "low"})["size"] == "1536x1024"
    assert sent(block, {"quality": "high"}) == {"quality": "high"}


def test_r6_5_rules_of_the_geometry_leave_the_providers_own_field() -> None:
    """Where the caller wrote a field of the geometry nothing is chosen and nothing narrowed (R7.3)."""
    block = with_rules("{restrict: {tier: [720p]}}")
    assert sent(block, {"tier": "2160p"}) == {"tier": "2160p"}


# omit, set, send


@pytest.mark.parametrize(
    ("rule", "request_", "payload", "changes"),
    [
        pytest.param(
            "{when: {given: image}, omit: [aspect_ratio]}",
            {**HD, "image": "a"},
            {"tier": "1080p", "image": "a"},
            [("aspect_ratio", "omitted")],
            id="a ratio",
        ),
        pytest.param(
            "{when: {given: image}, omit: [resolution]}",
            {**HD, "image": "a"},
            {"ratio": "16:9", "image": "a"},
            [("resolution", "omitted")],
            id="a tier",
        ),
        pytest.param(
            "{when: {given: image}, omit: [tier]}",
            {**HD, "image": "a"},
            {"ratio": "16:9", "image": "a"},
            [("resolution", "omitted")],
            id="a tier by its other name",
        ),
        pytest.param(
            "{when: {given: image}, omit: [size]}",
            {"size": "1920x1080", "image": "a"},
            {"image": "a"},
            [("size", "omitted")],
            id="both",
        ),
        pytest.param(
            "{when: {given: image}, omit: [guidance]}",
            {"guidance": 3, "image": "a"},
            {"image": "a"},
            [("guidance", "omitted")],
            id="a parameter",
        ),
        pytest.param(
            "{when: {given: image}, omit: [fps]}",
            {"fps": 99, "image": "a"},
            {"image": "a"},
            [("fps", "omitted")],
            id="a parameter that was moved before",
        ),
        pytest.param(
            "{when: {given: image}, omit: [draft]}",
            {"draft": 1, "image": "a"},
            {"image": "a"},
            [("draft", "omitted")],
            id="a field of the provider",
        ),
        pytest.param(
            "{when: {given: image}, omit: [guidance]}", {"image": "a"}, {"image": "a"}, [], id="nothing there"
        ),
        pytest.param(
            "{when: {audio: true}, set: {quality: high}}",
            {"audio": True, "quality": "low"},
            {"audio": "on", "quality": "high"},
            [("quality", "set_by_rule")],
            id="set against the wish",
        ),
        pytest.param(
            "{when: {audio: true}, set: {quality: high}}",
            {"audio": True, "quality": "HIGH"},
            {"audio": "on", "quality": "high"},
            [],
            id="set as wished",
        ),
        pytest.param(
            "{when: {audio: true}, set: {quality: high}}",
            {"audio": True},
            {"audio": "on", "quality": "high"},
            [("quality", "set_by_rule")],
            id="set unasked",
        ),
        pytest.param(
            "{when: {audio: true}, set: {seconds: 8}}",
            {"audio": True, "seconds": 6.5},
            {"audio": "on", "seconds": 8},
            [("seconds", "set_by_rule")],
            id="one adjustment for a length moved and set",
        ),
        pytest.param(
            "{when: {audio: true}, set: {guidance: 3}}",
            {"audio": True, "cfg": 9},
            {"audio": "on", "cfg": 9},
            [],
            id="R7.3 the provider's own field stays",
        ),
        pytest.param(
            "{when: {audio: true}, set: {missing: 3}}", {"audio": True}, {"audio": "on"}, [], id="what is not offered"
        ),
        pytest.param(
            "{when: {audio: true}, set: {tier: 2160p}}",
            {**HD, "audio": True},
            {"ratio": "16:9", "tier": "2160p", "audio": "on"},
            [("resolution", "restricted")],
            id="a tier is set",
        ),
        pytest.param(
            "{when: {audio: true}, send: {sound.kind: stereo}}",
            {"audio": True},
            {"audio": "on", "sound": {"kind": "stereo"}},
            [],
            id="a field is sent",
        ),
        pytest.param(
            "{when: {audio: true}, send: {sound: stereo}}",
            {"audio": True, "sound": "mono"},
            {"audio": "on", "sound": "mono"},
            [],
            id="R7.3 but not over the caller's own",
        ),
    ],
)
def test_r6_5_omit_set_send(
    rule: str, request_: dict[str, Any], payload: dict[str, Any], changes: list[tuple[str, str]]
) -> None:
    """What is omitted is not sent; what is set is sent; each difference has one adjustment."""
    check(rule, request_, payload, changes)


def test_r6_5_how_consequences_are_reported() -> None:
    """Modes, values and reasons of what a rule omitted, set or sent."""
    made = plan(with_rules("{when: {given: image}, omit: [style], because: why}"), {"style": 1, "image": "a"})
    assert entry(made, "style") == ("unsupported", 1, {}, False)
    assert [(a.parameter, a.asked, a.used, a.rule, a.because) for a in made.adjustments] == [
        ("style", 1, None, "R6.5", "why")
    ]
    made = plan(
        with_rules("{when: {audio: true}, set: {quality: high}, because: why}"), {"audio": True, "quality": "low"}
    )
    assert entry(made, "quality") == ("converted", "low", {"quality": "high"}, False)
    assert [(a.asked, a.used, a.rule, a.because) for a in made.adjustments] == [("low", "high", "R6.5", "why")]
    made = plan(with_rules("{when: {audio: true}, set: {quality: high}, send: {x: 1}}"), {"audio": True})
    assert entry(made, "quality") == ("constant", None, {"quality": "high"}, True)
    assert entry(made, "x") == ("constant", None, {"x": 1}, True)


def test_r6_5_a_length_set_to_where_it_already_went() -> None:
    """A length that was moved to the very value that a rule sets is still not what was asked."""
    made = plan(with_rules("{when: {audio: true}, set: {seconds: 8}}"), {"audio": True, "seconds": 9})
    assert made.calls[0].payload == {"audio": "on", "seconds": 8}
    assert len(codes(made)) == 1
    assert not entry(made, "seconds")[3]


def test_r6_5_r4_10_an_omitted_half_is_not_known() -> None:
    """What is not sent is not used, and nobody can say what comes out."""
    made = plan(with_rules("{when: {given: image}, omit: [aspect_ratio], because: why}"), {**HD, "image": "a"})
    assert entry(made, "aspect_ratio") == ("unsupported", "16:9", {}, False)
    (change,) = made.adjustments
    assert (change.parameter, change.asked, change.rule, change.because) == ("aspect_ratio", "16:9", "R6.5", "why")
    assert change.used is None
    assert made.resolved == (None, "1080p", None, 4)
    assert made.verify(1080, 1920)


def test_r6_5_a_size_that_is_omitted_is_not_expected() -> None:
    """Without the size nobody knows what comes out."""
    block = "dimensions: {limits: {multiple_of: 2}}\nparameters: {image}\nrules: [{when: {given: image}, omit: [size]}]"
    made = plan(block, {"size": "640x480", "image": "a"})
    assert (made.calls[0].payload, made.expected_size) == ({"image": "a"}, None)


@pytest.mark.parametrize(
    ("facts", "value"),
    [
        ("{quality: [low]}", "quality: high"),
        ("{seconds: {fixed: 5}}", "seconds: 5"),
        ("{seconds: [4]}", "seconds: auto"),
    ],
)
def test_r11_1_a_rule_that_sets_what_cannot_be_set(facts: str, value: str) -> None:
    """Whatever a file says, only the library's own errors leave a request."""
    block = f"parameters: {facts}\nrules: [{{set: {{{value}}}}}]"
    plan(block, {})


# require, refuse, count, because


@pytest.mark.parametrize(
    ("request_", "missing"),
    [
        ({"last_frame": "a"}, ["image"]),
        ({"last_frame": "a", "image": "b"}, []),
        ({"image": "b"}, []),
        ({}, []),
        ({"last_frame": None}, []),
    ],
)
def test_r6_5_require(request_: dict[str, Any], missing: list[str]) -> None:
    """What is required beside something else is an error where it is missing."""
    block = with_rules("{when: {given: last_frame}, require: [image], because: a last frame needs a first one}")
    if missing:
        found = problems(block, request_)
        said = [(p.parameter, p.code, p.expected, p.got, p.suggestion) for p in found]
        expected = "a value together with last_frame"
        assert said == [("image", "requires", expected, "nothing", "a last frame needs a first one")]
    else:
        plan(block, request_)


def test_r6_5_require_takes_a_field_of_the_provider() -> None:
    """The provider's own name for something is good enough."""
    block = with_rules("{when: {given: last_frame}, require: [first]}")
    assert [p.expected for p in problems(block, {"last_frame": "a"})] == ["a value together with last_frame"]
    plan(block, {"last_frame": "a", "first": "b"})


def test_r6_5_refuse() -> None:
    """A refused combination is an error that names the first parameter of the rule, as it was asked."""
    block = with_rules("{when: {seconds: 10, tier: 1080p}, refuse: true, because: Too long for this size}")
    (problem,) = problems(block, {**HD, "duration": "10s"})
    assert (problem.parameter, problem.code, problem.expected) == ("duration", "refused", "another combination")
    assert (problem.got, problem.suggestion) == ("'10s' together with tier", "too long for this size")
    (problem,) = problems(with_rules("{when: {tier: 1080p}, refuse: true}"), HD)
    assert (problem.parameter, problem.got, problem.suggestion) == ("resolution", "'1080p'", "change tier")
    (problem,) = problems(with_rules("{when: {tier: 1080p}, refuse: true}"), {"size": "1920x1080"})
    assert problem.parameter == "size"
    (problem,) = problems(with_rules("{when: {aspect_ratio: 16:9}, refuse: true}"), {})
    assert problem.parameter == "size"
    (problem,) = problems(with_rules("{when: {given: [image]}, refuse: true}"), {"image_url": "a"})
    assert problem.parameter == "image_url"
    (problem,) = problems(with_rules("{when: {given: [mask, last_frame]}, refuse: true}"), {"last_frame": "a"})
    assert (problem.parameter, problem.got, problem.suggestion) == (
        "last_frame",
        "a text of 1 characters",
        "change last_frame",
    )


@pytest.mark.parametrize(
    ("rule", "request_", "calls"),
    [
        ("{count: [image, n], max: 9}", {"image": ["a"] * 6, "n": 3}, [3]),
        ("{count: [image, n], max: 9}", {"image": ["a"] * 6, "n": 5}, [3, 2]),
        ("{count: [image, n], max: 9}", {"image": ["a"] * 8, "n": 3}, [1, 1, 1]),
        ("{count: [image, n], max: 9}", {"image": ["a"] * 9, "n": 1}, None),
        ("{count: [image, last_frame], max: 3}", {"image": ["a", "b"], "last_frame": "c"}, [1]),
        ("{count: [image, last_frame], max: 2}", {"image": ["a", "b"], "last_frame": "c"}, None),
        ("{count: [image, clips], max: 3}", {"image": ["a", "b"], "clips": ["c"]}, [1]),
        ("{count: [image, clips], max: 3}", {"image": ["a", "b"], "clips": ["c", "d"]}, None),
        ("{count: [image], max: 2}", {}, [1]),
    ],
)
def test_r6_5_count(rule: str, request_: dict[str, Any], calls: list[int] | None) -> None:
    """A sum of inputs is bounded; where `n` is counted too, more calls make up for it."""
    block = with_rules(rule)
    if calls is None:
        found = problems(block, request_)
        assert [(p.parameter, p.code) for p in found] == [("image", "too_many")]
    else:
        assert [call.count for call in plan(block, request_).calls] == calls


def test_r6_5_count_says_how_many_there_are() -> None:
    """The problem names the bound, the number of inputs and the reason."""
    rule = "{count: [image], max: 2, because: two at most}"
    (problem,) = problems(with_rules(rule), {"image": ["a", "b", "c"]})
    assert (problem.expected, problem.got, problem.suggestion) == ("at most 2 in all", "3 inputs", "two at most")
    (problem,) = problems(with_rules("{count: [image, n], max: 5}"), {"image": ["a"] * 5, "n": 2})
    assert problem.message == (
        "image: expected at most 5 in all, results counted, got 5 inputs and at least 1 result (n); "
        "give at most 4 inputs"
    )


def test_r6_5_count_reports_only_what_was_asked() -> None:
    """Where nobody asked for `n` there is nothing to report about it."""
    made = plan(with_rules("{count: [image, n], max: 9}"), {"image": ["a"]})
    assert set(modes(made)) == {"image"}


def test_r6_5_several_bounds_of_n_all_hold() -> None:
    """Two rules that lower the results of one call do not undo each other."""
    block = with_rules("{restrict: {n: {max: 2}}}", "{restrict: {n: {max: 3}}}")
    assert [call.count for call in plan(block, {"n": 6}).calls] == [2, 2, 2]


def test_r6_5_a_count_and_a_bound_of_n_both_hold() -> None:
    """Inputs and results together are at most four, whatever a weaker bound says of the results."""
    block = with_rules("{count: [image, n], max: 4}", "{restrict: {n: {max: 5}}}")
    made = plan(block, {"n": 4, "image": ["a", "b"]})
    assert [call.count for call in made.calls] == [2, 2]


@pytest.mark.parametrize(
    ("restriction", "calls"),
    [("{max: 4}", [4, 2]), ("[1, 3]", [3, 3]), ("[1, 2, 4]", [4, 2]), ("{min: 1}", [6])],
)
def test_r6_5_n_gives_way_by_more_calls(restriction: str, calls: list[int]) -> None:
    """A lower maximum of results is made up for, and nothing differs for the caller."""
    made = plan(with_rules(f"{{restrict: {{n: {restriction}}}}}"), {"n": 6})
    assert [call.count for call in made.calls] == calls
    assert codes(made) == []


def test_r6_5_because_alone_is_a_note() -> None:
    """A rule that only says something changes nothing."""
    block = with_rules("{when: {tier: 2160p}, because: rendered at 1080p and upscaled}")
    made = plan(block, {**WIDE, "resolution": "2160p"})
    assert [(n.parameter, n.code, n.because, n.rule) for n in made.notes] == [
        ("resolution", "because", "rendered at 1080p and upscaled", "R6.5")
    ]
    assert (codes(made), made.exact) == ([], True)
    assert noted(plan(block, HD)) == []
    assert noted(plan(with_rules("{when: {given: image}, because: why}"), {"image": "a"})) == [("image", "because")]
    assert noted(plan(with_rules("{when: {tier: 1080p}, restrict: {seconds: {max: 6}}, because: why}"), HD)) == []


# order, several rules, calls


def test_r6_5_rules_run_from_top_to_bottom() -> None:
    """What a rule set is what the next one sees; they run once."""
    up = "{when: {audio: true}, set: {quality: high}}"
    down = "{when: {quality: high}, restrict: {seconds: {max: 4}}}"
    request = {"audio": True, "seconds": 8}
    assert sent(with_rules(up, down), request) == {"audio": "on", "quality": "high", "seconds": 4}
    assert sent(with_rules(down, up), request) == {"audio": "on", "quality": "high", "seconds": 8}


HD_SHORT = "{when: {tier: 1080p}, restrict: {seconds: {max: 6}}}"
FAST_SHORT = "{when: {fps: 50}, restrict: {seconds: {max: 8}}}"


@pytest.mark.parametrize("rules", [(HD_SHORT, FAST_SHORT), (FAST_SHORT, HD_SHORT)], ids=["strict first", "strict last"])
def test_r6_5_after_the_rules_the_plan_is_legal(rules: tuple[str, str]) -> None:
    """A later, weaker restriction does not undo an earlier one."""
    made = plan(with_rules(*rules), {**HD, "fps": 50, "seconds": 10})
    assert made.calls[0].payload["seconds"] == 6
    assert codes(made) == [("seconds", "restricted")]


def test_r6_5_numbers_keep_what_several_rules_leave() -> None:
    """A number that the first rule lowered stays low under a weaker second one."""
    numbers = with_rules("{restrict: {guidance: {max: 4}}}", "{restrict: {guidance: {max: 8}}}")
    made = plan(numbers, {"guidance": 10})
    assert (made.calls[0].payload, codes(made)) == ({"cfg": 4}, [("guidance", "restricted")])
    both = with_rules("{restrict: {guidance: {max: 4}}}", "{restrict: {guidance: {min: 2}}}")
    assert sent(both, {"guidance": 10}) == {"cfg": 4}


def test_r6_5_words_keep_what_several_rules_leave() -> None:
    """The first rule leaves medium and high, the second low and high: high alone is legal."""
    words = with_rules("{restrict: {quality: [medium, high]}}", "{restrict: {quality: [low, high]}}")
    made = plan(words, {"quality": "low"})
    assert made.calls[0].payload == {"quality": "high"}
    assert codes(made) == [("quality", "restricted")]


def test_r6_5_r9_3_a_rule_keeps_below_the_policys_cap() -> None:
    """A length that the policy lowered and the condition allows stays where it is."""
    made = plan(
        with_rules("{when: {tier: 1080p}, restrict: {seconds: {max: 8}}}"), {**HD, "seconds": 10}, max_seconds=6
    )
    assert made.calls[0].payload["seconds"] == 6
    assert codes(made) == [("seconds", "policy_limit")]


def test_r4_9_r6_5_an_open_length_that_fits_stays() -> None:
    """A condition moves only what it does not allow."""
    block = "parameters: {seconds: {values: [4, 6, 8], open: true}}\nrules: [{restrict: {seconds: {max: 10}}}]"
    assert sent(block, {"seconds": 7}) == {"seconds": 7}


def test_r6_5_lengths_that_travel_as_frames_give_way_too() -> None:
    """A restriction of seconds holds where they are sent as frames."""
    block = """
parameters: {quality: [low, high], seconds: {to: frames, frames: {fps: 10, range: [10, 100]}}}
rules: [{when: {quality: high}, restrict: {seconds: {max: 5}}}]
"""
    assert sent(block, {"seconds": 8, "quality": "low"}) == {"frames": 80, "quality": "low"}
    assert sent(block, {"seconds": 8, "quality": "high"}) == {"frames": 50, "quality": "high"}


def test_r6_5_rules_that_name_n_are_judged_per_call() -> None:
    """A call of one result is not a call of several."""
    block = "parameters: {n: {max: 4}}\nrules: [{when: {n: {min: 2}}, send: {sequential: auto}}]"
    made = plan(block, {"n": 5})
    assert [call.payload for call in made.calls] == [{"n": 4, "sequential": "auto"}, {}]
    assert entry(made, "sequential") == ("constant", None, {"sequential": "auto"}, True)
    assert sent(block, {"n": 1}) == {}
    assert sent(block, {}) == {}
    single = "parameters: {n: {max: 4}}\nrules: [{when: {n: 1}, send: {single: true}}]"
    assert [call.payload for call in plan(single, {"n": 5}).calls] == [{"n": 4}, {"single": True}]
    assert sent(single, {}) == {"single": True}


def test_r6_5_a_refusal_per_call() -> None:
    """A call that a rule refuses refuses the request."""
    block = "parameters: {n: {max: 4}, style: }\nrules: [{when: {n: {min: 2}, style: wild}, refuse: true}]"
    assert [p.code for p in problems(block, {"n": 2, "style": "wild"})] == ["refused"]
    assert plan(block, {"n": 1, "style": "wild"}).exact


@pytest.mark.parametrize(
    ("act", "payload", "change"),
    [
        ("restrict: {quality: [low]}", {"n": 2, "quality": "low"}, "restricted"),
        ("set: {quality: low}", {"n": 2, "quality": "low"}, "set_by_rule"),
        ("omit: [quality]", {"n": 2}, "omitted"),
    ],
)
def test_r6_5_what_gives_way_per_call_is_what_is_sent(act: str, payload: dict[str, Any], change: str) -> None:
    """Report and payload say the same where the rule names `n`."""
    block = f"parameters: {{n: {{max: 4}}, quality: [low, high]}}\nrules: [{{when: {{n: {{min: 2}}}}, {act}}}]"
    made = plan(block, {"n": 2, "quality": "high"})
    assert codes(made) == [("quality", change)]
    assert made.calls[0].payload == payload
    assert plan(block, {"n": 1, "quality": "high"}).exact


# what nobody asked for, and what cannot be judged


def test_r1_6_r6_5_an_unknown_default_is_left_alone() -> None:
    """Only a default that is known to be illegal is replaced; nobody knows that of an unknown one."""
    block = """
dimensions: {aspect_ratios: [16:9], tiers: [720p, 1080p]}
parameters: {seconds: [4, 8], fps: [24, 30], quality: [low, high]}
rules: [{when: {seconds: 8}, restrict: {tier: [720p], fps: [24], quality: [low]}}]
"""
    assert sent(block, {"seconds": 8}) == {"seconds": 8}


@pytest.mark.parametrize(
    ("block", "request_", "payload"),
    [
        pytest.param(
            "rules: [{when: {tier: 1K}, refuse: true}, {when: {aspect_ratio: 1:1}, refuse: true}]",
            {},
            {},
            id="no sizes",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1], tiers: [1K]}\nrules: [{when: {pixels: {min: 1}}, refuse: true}]",
            {"aspect_ratio": "1:1"},
            {"ratio": "1:1"},
            id="pixels that are not known",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1], tiers: [1K]}\nrules: [{restrict: {tier: [9K]}}]",
            {"aspect_ratio": "1:1", "resolution": "1K"},
            {"ratio": "1:1", "tier": "1K"},
            id="a condition that leaves no tier",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1, 2:1], tiers: [1K, 2K]}\ndefault: 1:1 1K\nrules: [{restrict: {tier: [2K]}}]",
            {"ratio": "2:1"},
            {"ratio": "2:1"},
            id="the caller wrote the field of the ratio",
        ),
        pytest.param(
            "dimensions: {fixed: 512x512}\nrules: [{restrict: {tier: [1K]}}]", {}, {}, id="a fixed size has no tier"
        ),
        pytest.param(
            "dimensions: {follows: image}\nrules: [{restrict: {size: [512x512]}}]", {}, {}, id="nor has the input"
        ),
        pytest.param(
            "parameters: {fps: {values: [24, 30], auto: best}}\nrules: [{restrict: {fps: [24]}}]",
            {"fps": "auto"},
            {"fps": "best"},
            id="a number left to the provider",
        ),
        pytest.param(
            "parameters: {seconds: {values: [4, 8], auto: best}}\nrules: [{restrict: {seconds: [4]}}]",
            {"seconds": "auto"},
            {"seconds": "best"},
            id="a length left to the provider",
        ),
        pytest.param(
            "parameters: {seconds: {values: unknown}}\nrules: [{restrict: {seconds: [4]}}]",
            {"seconds": 7},
            {"seconds": 7},
            id="lengths that are not known",
        ),
        pytest.param(
            "parameters: {fps: [24, 30]}\nrules: [{restrict: {fps: [25]}}]",
            {"fps": 30},
            {"fps": 30},
            id="no number left",
        ),
        pytest.param(
            "parameters: {quality: {values: [low], open: true}}\nrules: [{restrict: {quality: [low]}}]",
            {"quality": "odd"},
            {"quality": "low"},
            id="an open word gives way",
        ),
    ],
)
def test_r6_5_what_cannot_be_judged_stays(block: str, request_: dict[str, Any], payload: dict[str, Any]) -> None:
    """A condition about something that is not known, or that leaves nothing, changes nothing."""
    assert sent(block, request_) == payload


FRAMES = """
parameters: {style: , seconds: {to: frames, frames: {fps: 10, range: [10, 100]}, default: 8}}
rules: [{when: {given: style}, restrict: {seconds: %s}, because: why}]
"""


@pytest.mark.parametrize(
    ("condition", "asked", "frames"),
    [
        ("{max: 5}", 8, 50),
        ("{max: 5}", 5, 50),
        ("{max: 5.05}", 8, 50),  # 50.5 frames: the one below
        ("{min: 9}", 8, 90),
        ("{min: 8.55}", 8, 86),
        ("[2, 4]", 8, 40),
        ("[2, 4, 8]", 8, 80),
        ("[4, 9]", 6, 40),
        ("{max: 5}", None, 50),
        ("{min: 2}", None, None),
    ],
)
def test_r6_5_frames_give_way_to_the_nearest_that_is_left(
    condition: str, asked: int | None, frames: int | None
) -> None:
    """A restricted length is counted in frames again; a legal default is not sent."""
    request = {"style": "x"} if asked is None else {"style": "x", "seconds": asked}
    made = plan(FRAMES % condition, request)
    assert made.calls[0].payload.get("frames") == frames
    if frames is None or asked in {frames / 10, None}:
        assert codes(made) == ([("seconds", "restricted")] if asked is None and frames else [])
    else:
        (change,) = made.adjustments
        assert (change.code, change.asked, change.used, change.rule, change.because) == (
            "restricted",
            asked,
            frames / 10,
            "R6.5",
            "why",
        )
        assert not entry(made, "seconds")[3]
    if asked is None and frames is not None:
        assert entry(made, "seconds") == ("defaulted", None, {"frames": frames}, True)


def test_r6_5_more_results_than_a_call_may_give_when_nobody_asked() -> None:
    """A usual count above the bound is made by several calls, and that is told."""
    block = "parameters: {n: {max: 9, default: 4}, image: {max: 9}}\nrules: [{count: [image, n], max: 9}]"
    made = plan(block, {"image": ["a"] * 7})
    assert [call.payload["n"] for call in made.calls] == [2, 2]
    assert codes(made) == [("n", "restricted")]
    assert entry(made, "n")[0] == "defaulted"
    fits = plan(block, {"image": ["a"] * 5})
    assert ([call.count for call in fits.calls], modes(fits)) == ([4], {"image": "passthrough"})


def test_r6_5_each_call_is_judged_by_itself() -> None:
    """What a rule demands of a call of several results is no matter of a call of one."""
    block = (
        "parameters: {n: {max: 4}, quality: [low, high]}\nrules: [{when: {n: {min: 2}}, restrict: {quality: [low]}}]"
    )
    made = plan(block, {"n": 5, "quality": "high"})
    assert [call.payload for call in made.calls] == [
        {"n": 4, "quality": "low"},
        {"quality": "high"},
    ]


def test_r6_5_r9_3_a_length_that_a_rule_demands_above_the_cap() -> None:
    """Neither the target nor the policy gives way: that is an error."""
    block = "parameters: {seconds: [4, 8], style: }\nrules: [{when: {given: style}, %s}]"
    for act in ("set: {seconds: 8}", "restrict: {seconds: [8]}"):
        found = problems(block % act, {"style": "x", "seconds": 4}, max_seconds=5)
        assert [(p.parameter, p.code, p.expected) for p in found] == [("seconds", "over_cap", "at most 5 seconds")]


def test_r6_5_an_omitted_default_is_not_known() -> None:
    """A length that may not be sent is not what comes out."""
    block = (
        "parameters: {seconds: {values: [4, 8], default: 4}, style: }\nrules: [{when: {given: style}, omit: [seconds]}]"
    )
    assert plan(block, {"style": "x"}).resolved.seconds is None
    assert plan(block, {}).resolved.seconds == 4


@pytest.mark.parametrize(
    ("fps", "expected"),
    [
        ("{values: [24, 48], default: 24}", [("fps", "set_by_rule")]),
        ("{values: [24, 48]}", [("fps", "set_by_rule")]),
        ("{values: [24, 48], default: 48}", []),
    ],
)
def test_r6_5_what_is_set_unasked_is_said(fps: str, expected: list[tuple[str, str]]) -> None:
    """A value that a condition sends in place of another default, or of an unknown one, is an adjustment."""
    block = f"parameters: {{quality: [low, high], fps: {fps}}}\nrules: [{{when: {{quality: high}}, set: {{fps: 48}}}}]"
    for _ in range(3):
        made = plan(block, {"quality": "high"}, media="video")
        assert entry(made, "fps") == ("constant", None, {"fps": 48}, True)
        assert codes(made) == expected
        assert [(change.asked, change.used, change.rule) for change in made.adjustments] == [(None, 48, "R6.5")] * len(
            expected
        )
    assert codes(plan(block, {"quality": "high"}, media="video", strict=True)) == expected
