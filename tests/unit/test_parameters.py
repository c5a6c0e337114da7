"""All parameters that are no sizes: words, texts, numbers, lengths (R1.2-R1.6, R6.1-R6.4)."""

from __future__ import annotations

from math import log
from typing import Any

import pytest

from normalizer.parameters.offer import FRAME, Offer, frame_grid
from normalizer.parameters.seconds import FrameGrid
from normalizer.values.grammar import UNIT
from unit.blocks import codes, entry, modes, noted, plan, problems, sent, video

# R6: modes of a plain parameter


@pytest.mark.parametrize(
    ("facts", "name", "value", "mode", "payload"),
    [
        pytest.param("{}", "prompt", "a fox", "passthrough", {"prompt": "a fox"}, id="own name, own value"),
        pytest.param("text", "prompt", "a fox", "renamed", {"text": "a fox"}, id="the provider's field"),
        pytest.param("{to: input.text}", "prompt", "a fox", "renamed", {"input": {"text": "a fox"}}, id="nested"),
        pytest.param('{write: "{value}!"}', "prompt", "a fox", "converted", {"prompt": "a fox!"}, id="a template"),
        pytest.param(
            '{write: {a: "{value}", b: "{value}"}}', "prompt", "x", "converted", {"a": "x", "b": "x"}, id="two fields"
        ),
        pytest.param('{write: {text: "{value}"}}', "prompt", "x", "renamed", {"text": "x"}, id="one field by template"),
        pytest.param("{to: text, as: list}", "style", "x", "converted", {"text": ["x"]}, id="as a list"),
        pytest.param("{as: list}", "style", ["x"], "passthrough", {"style": ["x"]}, id="a list stays"),
        pytest.param("{as: text}", "guidance", 7.5, "converted", {"guidance": "7.5"}, id="as text"),
        pytest.param("{as: text}", "guidance", "7.5", "passthrough", {"guidance": "7.5"}, id="text stays text"),
        pytest.param("{as: text}", "guidance", True, "passthrough", {"guidance": True}, id="true is no number"),
        pytest.param('{write: {tags.+: "{value}"}}', "style", ["a", "b"], "converted", {"tags": ["a", "b"]}, id="each"),
        pytest.param('{write: {tags.+: "{value}"}}', "style", "a", "renamed", {"tags": ["a"]}, id="each of one"),
        pytest.param("{to: [a, b]}", "style", ["x", "y"], "converted", {"a": "x", "b": "y"}, id="one item each"),
        pytest.param("{to: [a, b]}", "style", ["x"], "converted", {"a": "x"}, id="fewer items"),
        pytest.param("{to: [a, b]}", "style", "x", "renamed", {"a": "x"}, id="no list"),
    ],
)
def test_r6_modes(facts: str, name: str, value: Any, mode: str, payload: dict[str, Any]) -> None:
    """The mode says how the value travelled; nothing of it is an adjustment."""
    made = plan(f"parameters: {{{name}: {facts}}}", {name: value})
    assert made.calls[0].payload == payload
    assert (modes(made), codes(made), made.exact) == ({name: mode}, [], True)


def test_r6_2_what_is_known_not_to_exist() -> None:
    """A name that the file lists as absent is reported and not sent."""
    made = plan("absent: [seed, quality]", {"seed": 3, "quality": "high", "style": "x"})
    assert made.calls[0].payload == {"style": "x"}
    assert [(a.parameter, a.code, a.rule) for a in made.adjustments] == [
        ("seed", "unsupported", "R6.2"),
        ("quality", "unsupported", "R6.2"),
    ]
    assert made.loss_parts == {"unsupported": 2}


@pytest.mark.parametrize(
    ("facts", "request_", "media", "is_noted"),
    [
        ("image: {max: unknown}", {"image": ["a", "b"]}, "image", True),
        ("image: {max: unknown}", {"image": ["a"]}, "image", False),
        ("image: {max: unknown}", {"image": "a"}, "image", False),
        ("image: {as: list}", {"image": ["a", "b"]}, "image", False),
        ("seed: {range: unknown}", {"seed": 7}, "image", True),
        ("seed: {range: unknown}", {"seed": "random"}, "image", True),
        ("seed: {range: unknown, auto: -1}", {"seed": -1}, "image", False),
        ("seed", {"seed": 7}, "image", False),
        ("seconds: {frames: {fps: 16, range: unknown}}", {"seconds": 5}, "video", True),
        ("seconds: {frames: {fps: 16, range: [1, 99]}}", {"seconds": 5}, "video", False),
    ],
)
def test_r4_9_bounds_that_are_not_known(facts: str, request_: dict[str, Any], media: str, *, is_noted: bool) -> None:
    """An unknown bound is noted where it matters: of seeds, of frames, of several inputs."""
    for _ in range(3):
        made = plan(f"parameters: {{{facts}}}", request_, media=media)
        [key] = request_
        assert noted(made) == ([(key, "unverified")] if is_noted else [])
        assert (made.notes[0].asked if is_noted else request_[key]) == request_[key]
        assert made.loss_parts.get("unknown", 0) == pytest.approx(0.1 if is_noted else 0)


def test_r4_9_values_that_are_not_known() -> None:
    """`unknown` values are sent as asked, with a note."""
    for facts in ("{values: unknown}", "{range: unknown}"):
        made = plan(f"parameters: {{style: {facts}}}", {"style": "any"})
        assert made.calls[0].payload == {"style": "any"}
        assert ([(n.parameter, n.code, n.rule) for n in made.notes], codes(made)) == (
            [("style", "unverified", "R4.9")],
            [],
        )
        assert made.loss_parts == {"unknown": pytest.approx(0.1)}


# R6.3: words


QUALITY = "parameters: {quality: {to: q, values: {low: 1, hd: high, high: high, max: {q: best, extra: true}}}}"


@pytest.mark.parametrize(
    ("value", "payload", "mode"),
    [
        ("high", {"q": "high"}, "renamed"),
        ("HIGH", {"q": "high"}, "converted"),
        ("hd", {"q": "high"}, "converted"),
        ("low", {"q": 1}, "converted"),
        (1, {"q": 1}, "renamed"),
        (1.0, {"q": 1}, "converted"),
        ("1", {"q": 1}, "converted"),
        ("max", {"q": "best", "extra": True}, "converted"),
    ],
)
def test_r6_3_words_and_the_providers_words(value: Any, payload: dict[str, Any], mode: str) -> None:
    """A wish that equals either side of the map is exact."""
    made = plan(QUALITY, {"quality": value})
    assert made.calls[0].payload == payload
    assert (modes(made), codes(made)) == ({"quality": mode}, [])


@pytest.mark.parametrize("value", ["ultra", 7, True, None.__class__, [], "best", "x" * 65, "\uff4cow"])
def test_r6_3_unlisted_words_are_unsupported(value: Any) -> None:
    """A word outside the list is not sent, and the adjustment lists what is offered."""
    made = plan(QUALITY, {"quality": value})
    assert made.calls[0].payload == {}
    assert [(a.code, a.rule, a.because) for a in made.adjustments] == [
        ("unsupported_value", "R6.3", "not one of low, hd, high, max")
    ]
    assert modes(made) == {"quality": "unsupported"}


def test_r6_3_a_word_the_provider_refuses_is_an_error() -> None:
    """With `refuse` an unlisted word is a problem that lists what is offered."""
    block = "parameters: {quality: {values: [low, high], refuse: true}}"
    (problem,) = problems(block, {"quality": "ultra"})
    assert (problem.parameter, problem.code, problem.expected) == ("quality", "refused_value", "one of low, high")
    assert sent(block, {"quality": "low"}) == {"quality": "low"}


def test_r6_3_long_lists_are_cut_in_messages() -> None:
    """Twelve words are named, the others counted."""
    words = [f"w{index}" for index in range(14)]
    for count, text in ((12, ", ".join(words[:12])), (13, ", ".join(words[:12]) + " and 1 more")):
        block = f"parameters: {{quality: {{values: [{', '.join(words[:count])}]}}}}"
        assert plan(block, {"quality": "ultra"}).adjustments[0].because == f"not one of {text}"


def test_r4_9_open_words_pass_with_a_note() -> None:
    """An unlisted word passes where the list is open."""
    made = plan("parameters: {quality: {values: [low], open: true}}", {"quality": "ultra"})
    assert made.calls[0].payload == {"quality": "ultra"}
    assert (noted(made), codes(made)) == ([("quality", "unverified")], [])


@pytest.mark.parametrize(
    ("value", "payload"),
    [(True, {"sound": "on"}), (False, {"sound": "off"}), ("true", {"sound": "on"}), ("ON", {"sound": "on"})],
)
def test_booleans_as_the_providers_words(value: Any, payload: dict[str, Any]) -> None:
    """True and false are words too."""
    assert sent("parameters: {audio: {to: sound, values: {true: on, false: off}}}", {"audio": value}) == payload


def test_r1_5_auto_of_a_word() -> None:
    """`auto` is a word of the list, the stated word, or met by silence."""
    assert sent("parameters: {quality: [auto, low]}", {"quality": "auto"}) == {"quality": "auto"}
    made = plan("parameters: {quality: {values: [low], auto: smart}}", {"quality": "AUTO"})
    assert made.calls[0].payload == {"quality": "smart"}
    made = plan("parameters: {quality: [low]}", {"quality": "auto"})
    assert (made.calls[0].payload, modes(made)) == ({}, {"quality": "met"})


# texts


def test_a_text_longer_than_the_target_takes_is_an_error() -> None:
    """Exactly as many characters as stated pass; one more does not, and the text is not shown."""
    block = "parameters: {prompt: {to: text, max_length: 5}}"
    assert sent(block, {"prompt": "abcde"}) == {"text": "abcde"}
    (problem,) = problems(block, {"prompt": "abcdef"})
    assert (problem.code, problem.expected, problem.got) == ("too_long", "at most 5 characters", "6 characters")
    value = ["a", "list", "of", "six", "whole", "words"]
    assert sent(block, {"prompt": value}) == {"text": value}


# R6.3: numbers


@pytest.mark.parametrize(
    ("facts", "value", "used", "change"),
    [
        pytest.param("{range: [1, 10]}", 5, 5, False, id="inside"),
        pytest.param("{range: [1, 10]}", 1, 1, False, id="lowest"),
        pytest.param("{range: [1, 10]}", 10, 10, False, id="highest"),
        pytest.param("{range: [1, 10]}", 10.5, 10, True, id="above"),
        pytest.param("{range: [1, 10]}", 0, 1, True, id="below"),
        pytest.param("{range: [1, 10]}", -5, 1, True, id="negative"),
        pytest.param("{range: [1, 10]}", 2.25, 2.25, False, id="any number without a step"),
        pytest.param("{range: [1, 10], step: 0.5}", 2.25, 2.5, True, id="half a step goes up"),
        pytest.param("{range: [1, 10], step: 0.5}", 2.2, 2, True, id="less than half goes down"),
        pytest.param("{range: [1, 10], step: 2}", 4, 5, True, id="steps from the lower bound"),
        pytest.param("{range: [1, 10], step: 2}", 10, 9, True, id="the highest step"),
        pytest.param("{range: [1, 10], step: 2}", 99, 9, True, id="clamped to the highest step"),
        pytest.param("{range: [null, 10]}", -3, -3, False, id="open below"),
        pytest.param("{range: [1, null]}", 99_999, 99_999, False, id="open above"),
        pytest.param("{range: [1, 10]}", "7.5", 7.5, False, id="as text"),
        pytest.param("{range: [1, 10]}", "99", 10, True, id="text above"),
        pytest.param("[24, 30, 60]", 30, 30, False, id="listed"),
        pytest.param("[24, 30, 60]", 27, 24, True, id="a tie goes down"),
        pytest.param("[24, 30, 60]", 28, 30, True, id="nearest of a list"),
        pytest.param("[60, 24, 30]", 1000, 60, True, id="above a list"),
        pytest.param("[60, 24, 30]", 1, 24, True, id="below a list"),
    ],
)
def test_r6_3_numbers_go_to_the_nearest_legal_value(facts: str, value: Any, used: Any, *, change: bool) -> None:
    """A number outside the range or between the listed ones is moved, and the adjustment says so."""
    made = plan(f"parameters: {{fps: {facts}}}", {"fps": value})
    assert made.calls[0].payload == {"fps": used}
    assert type(made.calls[0].payload["fps"]) is type(used)
    assert codes(made) == ([("fps", "nearest_value")] if change else [])
    assert made.exact is not change
    if change:
        assert (made.adjustments[0].used, made.adjustments[0].rule) == (used, "R6.3")


def test_r6_3_the_adjustment_names_the_neighbours() -> None:
    """The legal numbers below and above the asked one are given."""
    (change,) = plan("parameters: {fps: [24, 30, 60]}", {"fps": 40}).adjustments
    assert (change.asked, change.used, change.alternatives) == (40, 30, ("30", "60"))
    (change,) = plan("parameters: {fps: [24, 30, 60]}", {"fps": 99}).adjustments
    assert change.alternatives == ("60", None)
    (change,) = plan("parameters: {fps: [24, 30, 60]}", {"fps": 2}).adjustments
    assert change.alternatives == (None, "24")


def test_r6_3_numbers_in_the_providers_words() -> None:
    """A number may have a word of the provider's; an integral float is written as a whole number."""
    block = "parameters: {fps: {to: rate, values: {24: film, 30: tv}}}"
    made = plan(block, {"fps": 24})
    assert (made.calls[0].payload, modes(made)) == ({"rate": "film"}, {"fps": "converted"})
    made = plan("parameters: {fps: [24]}", {"fps": 24.0})
    assert (made.calls[0].payload, modes(made)) == ({"fps": 24}, {"fps": "converted"})
    assert type(made.calls[0].payload["fps"]) is int
    made = plan("parameters: {fps: [24]}", {"fps": "24"})
    assert (made.calls[0].payload, modes(made)) == ({"fps": 24}, {"fps": "converted"})
    made = plan("parameters: {fps: {range: [1, 9]}}", {"fps": 2.5})
    assert (made.calls[0].payload, modes(made)) == ({"fps": 2.5}, {"fps": "passthrough"})


def test_r6_3_numbers_the_provider_refuses() -> None:
    """With `refuse` a number beside the offer is a problem that names a good one."""
    (problem,) = problems("parameters: {fps: {values: [24, 30], refuse: true}}", {"fps": 29})
    assert (problem.code, problem.expected) == ("refused_value", "an allowed number such as 30")
    assert sent("parameters: {fps: {values: [24, 30], refuse: true}}", {"fps": 30}) == {"fps": 30}


def test_r1_5_auto_of_a_number() -> None:
    """`auto` sends the provider's word for it; that word itself is exact."""
    block = "parameters: {fps: {range: [1, 60], auto: -1}}"
    made = plan(block, {"fps": "auto"})
    assert (made.calls[0].payload, modes(made)) == ({"fps": -1}, {"fps": "converted"})
    made = plan(block, {"fps": -1})
    assert (made.calls[0].payload, modes(made), codes(made)) == ({"fps": -1}, {"fps": "passthrough"}, [])
    made = plan(block, {"fps": -2})
    assert (made.calls[0].payload, codes(made)) == ({"fps": 1}, [("fps", "nearest_value")])
    assert sent("parameters: {fps: {range: [1, 60], auto: null}}", {"fps": "auto"}) == {"fps": None}
    assert sent("parameters: {fps: {range: [1, 60]}}", {"fps": "auto"}) == {}


def test_a_number_that_cannot_be_chosen() -> None:
    """The only number there is, is met; another one is unsupported and not turned into it."""
    made = plan("parameters: {fps: {fixed: 24}}", {"fps": 24.0})
    assert (made.calls[0].payload, modes(made), codes(made)) == ({}, {"fps": "met"}, [])
    made = plan("parameters: {fps: {fixed: 24}}", {"fps": 30})
    assert (made.calls[0].payload, modes(made)) == ({}, {"fps": "unsupported"})
    assert [(a.code, a.rule, a.because) for a in made.adjustments] == [
        ("unsupported_value", "R6.3", "24 is the only value there is")
    ]
    assert [p.code for p in problems("parameters: {fps: {fixed: 24}}", {"fps": "fast"})] == ["not_a_number"]
    assert modes(plan("parameters: {fps: {fixed: 24}}", {"fps": "auto"})) == {"fps": "met"}
    seconds = video("parameters: {seconds: {fixed: 5}}")
    assert modes(plan(seconds, {"seconds": "5s"})) == {"seconds": "met"}
    assert codes(plan(seconds, {"seconds": 6})) == [("seconds", "unsupported_value")]
    assert plan(seconds, {}).billed.seconds == 5
    assert [p.code for p in problems(seconds, {"seconds": 0})] == ["not_a_number"]


# R6.4: lengths


@pytest.mark.parametrize(
    ("facts", "value", "used", "exact"),
    [
        pytest.param("[4, 8, 12]", 8, 8, True, id="listed"),
        pytest.param("[4, 8, 12]", 6, 4, False, id="a tie goes down"),
        pytest.param("[4, 8, 12]", 6.5, 8, False, id="by difference"),
        pytest.param("[4, 8, 12]", 100, 12, False, id="above"),
        pytest.param("[12, 8, 4]", 0.5, 4, False, id="below"),
        pytest.param("{range: [3, 15]}", 7.5, 8, False, id="half goes up"),
        pytest.param("{range: [3, 15]}", 7.4, 7, False, id="down"),
        pytest.param("{range: [3, 15]}", 1, 3, False, id="clamped up"),
        pytest.param("{range: [3, 15]}", 99, 15, False, id="clamped down"),
        pytest.param("{range: [3, 15]}", "7s", 7, True, id="as text"),
        pytest.param("{range: [1.5, 9], step: 0.5}", 7.25, 7.5, False, id="steps from the lower bound"),
        pytest.param("{range: [1.5, 9], step: 0.5}", 7.5, 7.5, True, id="on a step"),
        pytest.param("{range: [2, 9], step: 3}", 6, 5, False, id="steps of three"),
        pytest.param("{range: [2, 9], step: 3}", 9, 8, False, id="the highest step"),
        pytest.param("{range: [2, 9], step: 3}", 6.5, 8, False, id="half a step goes up"),
        pytest.param("{values: unknown}", 7.25, 7.25, True, id="not known"),
        pytest.param("{values: [4, 8], open: true}", 7.25, 7.25, True, id="open"),
    ],
)
def test_r6_4_lengths(facts: str, value: Any, used: Any, *, exact: bool) -> None:
    """Enumerated: the nearest by difference, a tie goes down. Range: half up to the step, then clamped."""
    made = plan(f"parameters: {{seconds: {facts}}}", {"seconds": value}, media="video")
    assert made.calls[0].payload == {"seconds": used}
    assert made.resolved.seconds == made.billed.seconds == used
    assert codes(made) == ([] if exact else [("seconds", "nearest_seconds")])
    assert made.exact is exact


def test_r6_4_written_as_the_provider_wants() -> None:
    """As a number, as text, with a unit, or as one of the provider's words."""
    assert sent("parameters: {seconds: {to: duration, values: [4, 8], as: text}}", {"seconds": 8}) == {"duration": "8"}
    assert sent('parameters: {seconds: {to: duration, range: [1, 9], write: "{value}s"}}', {"seconds": 8}) == {
        "duration": "8s"
    }
    assert sent("parameters: {seconds: {range: [1, 9], step: 0.5, as: text}}", {"seconds": 7.5}) == {"seconds": "7.5"}
    assert sent('parameters: {seconds: {values: {5: "short", 10: "long"}}}', {"seconds": 9}) == {"seconds": "long"}
    made = plan("parameters: {seconds: {to: duration, values: [4, 8]}}", {"seconds": 8})
    assert entry(made, "seconds") == ("renamed", 8, {"duration": 8}, True)


def test_r6_4_the_adjustment_of_a_length() -> None:
    """It names the length used, the neighbours and the rule; the loss is the logarithm of the quotient."""
    made = plan("parameters: {seconds: [4, 8, 12]}", {"seconds": 6}, media="video")
    (change,) = made.adjustments
    assert (change.asked, change.used, change.rule, change.alternatives) == (6, 4, "R6.4", ("4", "8"))
    assert made.loss_parts == {"seconds": pytest.approx(log(1.5))}
    assert made.loss == pytest.approx(log(1.5))
    exact = plan("parameters: {seconds: [4, 8, 12]}", {"seconds": 8}, media="video")
    assert (exact.loss, exact.loss_parts) == (0, {})


def test_r6_4_unknown_and_open_lengths_have_a_note() -> None:
    """What cannot be judged is sent with a note; a listed length has none."""
    unknown = plan("parameters: {seconds: {values: unknown}}", {"seconds": 7})
    assert (noted(unknown), unknown.loss_parts) == ([("seconds", "unverified")], {"unknown": pytest.approx(0.1)})
    block = "parameters: {seconds: {values: [4, 8], open: true}}"
    assert noted(plan(block, {"seconds": 7})) == [("seconds", "unverified")]
    assert noted(plan(block, {"seconds": 8})) == []


def test_r6_3_lengths_the_provider_refuses() -> None:
    """With `refuse` a length that is not offered is a problem that names one."""
    (problem,) = problems("parameters: {seconds: {values: [4, 8], refuse: true}}", {"seconds": 7}, media="video")
    assert (problem.code, problem.expected) == ("refused_value", "an offered length such as 8")


def test_r1_5_auto_of_a_length() -> None:
    """The provider's word is sent for `auto`, and is exact as it stands."""
    block = "parameters: {seconds: {values: [4, 8], auto: -1}}"
    made = plan(block, {"seconds": "auto"}, media="video")
    assert (made.calls[0].payload, made.resolved.seconds, made.billed.seconds) == ({"seconds": -1}, None, None)
    made = plan(block, {"seconds": -1}, media="video")
    assert (made.calls[0].payload, codes(made), modes(made)) == ({"seconds": -1}, [], {"seconds": "passthrough"})
    assert [p.code for p in problems(block, {"seconds": -2}, media="video")] == ["not_a_number"]
    null = "parameters: {seconds: {values: [4, 8], auto: null}}"
    assert sent(null, {"seconds": "auto"}, media="video") == {"seconds": None}
    assert [p.code for p in problems(null, {"seconds": -1}, media="video")] == ["not_a_number"]


# R6.4: frames


@pytest.mark.parametrize(
    ("frames", "value", "count", "used"),
    [
        pytest.param("{fps: 16, multiple_of: 4, plus: 1}", 6, 97, 6.0625, id="the example of the rules"),
        pytest.param("{fps: 16, multiple_of: 4, plus: 1, range: [17, 161]}", 0.5, 17, 1.0625, id="fewest"),
        pytest.param("{fps: 16, multiple_of: 4, plus: 1, range: [17, 161]}", 60, 161, 10.0625, id="most"),
        pytest.param("{fps: 16, multiple_of: 4, plus: 1, range: [16, 160]}", 0.5, 17, 1.0625, id="on the grid, low"),
        pytest.param("{fps: 16, multiple_of: 4, plus: 1, range: [16, 160]}", 60, 157, 9.8125, id="on the grid, high"),
        pytest.param("{fps: 24, values: [97, 129]}", 5, 129, 5.375, id="listed"),
        pytest.param("{fps: 24, values: [97, 129]}", 4.5, 97, 4.0417, id="nearest of a list"),
        pytest.param("{fps: 8, multiple_of: 8}", 1.5, 8, 1, id="a tie goes down"),
        pytest.param("{fps: 8, multiple_of: 8}", 1.51, 16, 2, id="above the middle"),
        pytest.param("{fps: 8, multiple_of: 8}", 0.1, 8, 1, id="at least one multiple"),
        pytest.param("{fps: 16, multiple_of: 4, plus: 1}", 0.01, 1, 0.0625, id="at least the plus"),
    ],
)
def test_r6_4_lengths_as_frames(frames: str, value: float, count: int, used: float) -> None:
    """Seconds times frames per second, to the nearest point of the provider's grid."""
    block = f"parameters: {{seconds: {{to: num_frames, frames: {frames}}}}}"
    made = plan(block, {"seconds": value}, media="video")
    assert made.calls[0].payload == {"num_frames": count}
    assert made.resolved.seconds == used
    assert codes(made) == [("seconds", "nearest_seconds")]


@pytest.mark.parametrize(("value", "count"), [(5, 120), (5.02, 120), (5.03, 121), (0.5, 12)])
def test_r6_4_a_length_to_the_whole_frame_is_exact(value: float, count: int) -> None:
    """Without a grid every number of frames is allowed, and the nearest one counts as the length."""
    made = plan("parameters: {seconds: {to: frames, frames: {fps: 24}}}", {"seconds": value}, media="video")
    assert (made.calls[0].payload, codes(made), made.exact) == ({"frames": count}, [], True)
    assert made.resolved.seconds == value


def test_r6_4_a_sent_fps_replaces_the_stated_one() -> None:
    """Frames are counted at the rate that is sent, in any order of the request."""
    block = "parameters: {seconds: {to: frames, frames: {fps: 16}}, fps: [16, 24]}"
    for request in ({"seconds": 5, "fps": 24}, {"fps": 24, "seconds": 5}):
        assert sent(block, request, media="video") == {"frames": 120, "fps": 24}
    assert sent(block, {"seconds": 5}, media="video") == {"frames": 80}
    auto = "parameters: {seconds: {to: frames, frames: {fps: 16}}, fps: {values: [16, 24], auto: best}}"
    assert sent(auto, {"seconds": 5, "fps": "auto"}, media="video") == {"frames": 80, "fps": "best"}


def test_r9_1_frames_keep_the_policys_bound() -> None:
    """`at_least` takes the next point above, `at_most` the one below."""
    block = "parameters: {seconds: {to: frames, frames: {fps: 10, values: [30, 60]}}}"
    assert sent(block, {"seconds": 4}, media="video") == {"frames": 30}
    assert sent(block, {"seconds": 4}, media="video", seconds="at_least") == {"frames": 60}
    assert sent(block, {"seconds": 5}, media="video", seconds="at_most") == {"frames": 30}


@pytest.mark.parametrize(
    ("asked", "multiple_of", "plus", "lowest", "highest", "count"),
    [
        (970_000, 4, 1, 17, 161, 97),
        (990_000, 4, 1, 17, 161, 97),
        (990_001, 4, 1, 17, 161, 101),
        (10_000, 4, 1, 17, 161, 17),
        (9_990_000, 4, 1, 17, 161, 161),
        (9_990_000, 4, 1, 17, 160, 157),
        (10_000, 4, 1, 18, 161, 21),
        (10_000, 8, 0, None, None, 8),
        (10_000, 4, 1, None, None, 1),
        (20_000, 1, 0, 1, 1, 1),
    ],
)
def test_r6_4_points_of_the_frame_grid(
    asked: int, multiple_of: int, plus: int, lowest: int | None, highest: int | None, *, count: int
) -> None:
    """The nearest point inside the bounds; a tie goes down."""
    assert frame_grid(asked * 10_000, multiple_of, plus, lowest, highest, "nearest") == count


def test_r6_4_whole_frames() -> None:
    """A count is exact where it is the length to the whole frame, half a frame going up."""
    grid = FrameGrid(24 * UNIT)
    assert grid.nearest(5 * UNIT, 24 * UNIT) == (120, True)
    assert grid.nearest(50_208, 24 * UNIT) == (120, True)  # 120.4992 frames
    assert FrameGrid(UNIT, 2).nearest(3 * UNIT, UNIT) == (2, False)


# R6.3, R6.4: offers


@pytest.mark.parametrize(
    ("offer", "asked", "nearest", "at_least", "at_most"),
    [
        (Offer((4, 8, 12)), 6, 4, 8, 4),
        (Offer((4, 8, 12)), 7, 8, 8, 4),
        (Offer((4, 8, 12)), 8, 8, 8, 8),
        (Offer((4, 8, 12)), 1, 4, 4, 4),
        (Offer((4, 8, 12)), 99, 12, 12, 12),
        (Offer((), 3, 15, 1), 7, 7, 7, 7),
        (Offer((), 3, 15, 4), 8, 7, 11, 7),
        (Offer((), 3, 15, 4), 9, 11, 11, 7),
        (Offer((), 3, 15, 4), 10, 11, 11, 7),
        (Offer((), 3, 14, 4), 14, 11, 11, 11),
        (Offer((), 3, 14, 4), 99, 11, 11, 11),
        (Offer((), 3, 15, 4), 1, 3, 3, 3),
        (Offer((), 3, 15), 99, 15, 15, 15),
        (Offer((), 3, 15), 1, 3, 3, 3),
        (Offer((), None, 15, 4), 7, 8, 8, 4),
        (Offer((), 3, None, 4), 100, 99, 103, 99),
        (Offer(), -5, -5, -5, -5),
    ],
)
def test_r6_4_r9_1_offers_of_numbers(offer: Offer, asked: int, nearest: int, at_least: int, at_most: int) -> None:
    """Nearest, not below and not above, in lists and in steps."""
    assert (offer.nearest(asked), offer.nearest(asked, "at_least"), offer.nearest(asked, "at_most")) == (
        nearest,
        at_least,
        at_most,
    )


@pytest.mark.parametrize(
    ("offer", "values", "lowest", "highest", "left"),
    [
        (Offer((4, 8, 12)), None, None, 8, Offer((4, 8))),
        (Offer((4, 8, 12)), None, 8, None, Offer((8, 12))),
        (Offer((4, 8, 12)), None, 5, 7, None),
        (Offer((4, 8, 12)), (8, 9), None, None, Offer((8,))),
        (Offer((4, 8, 12)), (9,), None, None, None),
        (Offer((), 3, 15, 1), None, None, 10, Offer((), 3, 10, 1)),
        (Offer((), 3, 15, 1), None, 5, None, Offer((), 5, 15, 1)),
        (Offer((), 3, 15, 4), None, 8, None, Offer((), 11, 15, 4)),
        (Offer((), 3, 15, 4), None, 7, None, Offer((), 7, 15, 4)),
        (Offer((), 3, 15, 1), None, 16, None, None),
        (Offer((), 3, 15, 1), None, 15, None, Offer((), 15, 15, 1)),
        (Offer((), 3, 15, 4), (7, 8), None, None, Offer((7,))),
        (Offer((), 3, 15), (2, 8), None, None, Offer((8,))),
        (Offer((), None, None, 4), (8, 9), None, None, Offer((8,))),
        (Offer((), 3, 15, 4), None, None, 20, Offer((), 3, 15, 4)),
        (Offer(), None, 3, 4, Offer((), 3, 4)),
    ],
)
def test_r6_5_offers_that_are_narrowed(
    offer: Offer, values: tuple[int, ...] | None, lowest: int | None, highest: int | None, left: Offer | None
) -> None:
    """A condition leaves listed numbers or those between two, on the old steps; nothing where none is left."""
    assert offer.narrowed(values, lowest, highest) == left


def test_neighbours_of_a_number() -> None:
    """The texts of the allowed numbers below and above; nothing on the far side of an end."""
    offer = Offer((40_000, 60_000, 80_000))
    assert offer.around(70_000) == ("6", "8")
    assert offer.around(60_000) == (None, None)
    assert offer.around(90_000) == ("8", None)
    assert offer.around(10_000) == (None, "4")
    assert Offer((), 15_000, 90_000, 5_000).around(77_500) == ("7.5", "8")


def test_r6_4_a_length_in_frames_is_not_beside_itself() -> None:
    """Two seconds are 32 frames, so that nothing else is named; of 2.5 both neighbours are, up to the bound itself."""
    grid = FrameGrid(16 * UNIT, multiple_of=16, lowest=16, highest=96)
    assert grid.around(2 * UNIT, 16 * UNIT, Offer()) == (None, None)
    assert grid.around(25_000, 16 * UNIT, Offer()) == ("2", "3")
    assert grid.around(25_000, 16 * UNIT, Offer(highest=3 * UNIT)) == ("2", "3")
    assert grid.around(25_000, 16 * UNIT, Offer(highest=29_999)) == ("2", None)


def test_r6_4_frames_of_a_list_and_of_a_grid() -> None:
    """Half a frame goes up where that count is offered; else the nearest count of the length itself, a tie down."""
    ten = 10 * UNIT
    assert FrameGrid(ten, values=(80, 81)).nearest(80_500, ten) == (81, True)
    assert FrameGrid(ten, values=(80, 82)).nearest(81_400, ten) == (82, False)
    assert FrameGrid(ten, values=(80, 82)).nearest(81_000, ten) == (80, False)
    assert FrameGrid(ten).nearest(80_500, ten) == (81, True)
    assert FrameGrid(ten).nearest(80_499, ten) == (80, True)
    assert frame_grid(160 * FRAME, 4, 1, 17, 161, "nearest") == 161


def test_r6_4_a_bound_is_kept_to_the_last_digit() -> None:
    """A hundred-millionth of a frame below one is none, and above ten thousand one more."""
    assert FrameGrid(UNIT, values=(1, 2)).nearest(10_001, 9_999, "at_most") == (1, False)
    assert FrameGrid(UNIT, values=(10_000, 10_001)).nearest(99_990_001, 10_001, "at_least") == (10_001, True)


class Number(int):
    """A number that calls itself another one."""

    def __str__(self) -> str:
        return "another one"


class Stranger:
    """An object that does not tell its own class."""

    @property
    def __class__(self) -> type:  # type: ignore[override]  # a liar
        return str


def test_r6_3_an_unlisted_object_passes_as_it_is() -> None:
    """Where the list is open even what hides its class goes out, as the caller's own object."""
    stranger = Stranger()
    assert sent("parameters: {style: {values: [a], open: true}}", {"style": stranger})["style"] is stranger


class Words(list[str]):
    """A list of a caller's own kind."""


def test_r6_what_becomes_a_text_is_the_number_itself() -> None:
    """A subclass of a number is written as the number that it is; what is no number stays the caller's own object."""
    assert sent("parameters: {guidance: {as: text}}", {"guidance": Number(7)}) == {"guidance": "7"}
    words = Words("ab")
    assert sent("parameters: {guidance: {as: text}}", {"guidance": words})["guidance"] is words


def test_text_that_a_parameter_adds() -> None:
    """`append` adds to the text that is there, behind what others write there, in the order of the file."""
    block = 'parameters: {seed: {append: {text: " --seed {value}"}}, style: {append: {text: " --style {value}"}}, prompt: text}'
    made = plan(block, {"style": "calm", "seed": 3, "prompt": "a"})
    assert made.calls[0].payload == {"text": "a --seed 3 --style calm"}
    assert entry(made, "seed")[0] == "converted"
    assert sent(block, {"seed": 3}) == {"text": "--seed 3"}


def test_r1_6_a_default_that_is_a_word() -> None:
    """A default that is no number is sent as it stands, where the field is required."""
    assert sent("required: [fps]\nparameters: {fps: {values: [24], default: auto}}", {}) == {"fps": "auto"}
    assert sent("required: [seconds]\nparameters: {seconds: {values: [4], default: auto}}", {}, media="video") == {
        "seconds": "auto"
    }
    assert sent("required: [quality]\nparameters: {quality: {values: [low], default: odd}}", {}) == {"quality": "odd"}


@pytest.mark.parametrize(
    ("frames", "at_least", "at_most"), [(97, 97, 97), (98, 101, 97), (100, 101, 97), (16, 17, 17), (162, 161, 161)]
)
def test_r9_1_points_above_and_below(frames: int, at_least: int, at_most: int) -> None:
    """The point not below and the point not above, inside the bounds."""
    asked = frames * UNIT * UNIT
    assert frame_grid(asked, 4, 1, 17, 161, "at_least") == at_least
    assert frame_grid(asked, 4, 1, 17, 161, "at_most") == at_most
