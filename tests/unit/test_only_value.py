"""A required parameter that has one legal value (R1.6, Only one on offer): it stands in, as a stated default would."""

from __future__ import annotations

from typing import Any

import pytest

from unit.blocks import codes, modes, plan, problems, sent, target

ONE: list[tuple[str, str, dict[str, Any]]] = [
    ("seconds", "{values: [8]}", {"seconds": 8}),
    ("seconds", "{to: duration, values: [8], as: text}", {"duration": "8"}),
    ("seconds", "{values: {8: 8s}}", {"seconds": "8s"}),
    ("seconds", "{range: [8, 8]}", {"seconds": 8}),
    ("seconds", "{to: n, frames: {fps: 24, values: [121]}}", {"n": 121}),
    ("seconds", "{to: n, frames: {fps: 24, range: [121, 121]}}", {"n": 121}),
    ("seconds", "{fixed: 8}", {}),
    ("fps", "[24]", {"fps": 24}),
    ("fps", "{range: [24, 24]}", {"fps": 24}),
    ("quality", "[high]", {"quality": "high"}),
    ("quality", "{values: {high: HD}}", {"quality": "HD"}),
    ("quality", "{values: {hd: premium, premium: premium}}", {"quality": "premium"}),
    ("audio", "[true]", {"audio": True}),
    ("output_format", "[webp]", {"output_format": "webp"}),
]


@pytest.mark.parametrize(("name", "facts", "payload"), ONE)
def test_r1_6_the_only_value_is_sent(name: str, facts: str, payload: dict[str, Any]) -> None:
    """Nobody has to say what cannot be said otherwise; it is reported as a default is."""
    made = plan(f"required: [{name}]\nparameters: {{{name}: {facts}}}", {}, media="video")
    assert made.calls[0].payload == payload
    assert modes(made) == ({name: "defaulted"} if payload else {})
    assert (codes(made), made.exact, made.loss) == ([], True, 0)


SEVERAL = [
    ("seconds", "[4, 8]"),
    ("seconds", "{range: [4, 8]}"),
    ("seconds", "{range: unknown}"),
    ("seconds", "{values: [8], open: true}"),
    ("seconds", "{values: [8], auto: -1}"),
    ("seconds", "{to: n, frames: {fps: 24, values: [97, 121]}}"),
    ("seconds", "{to: n, frames: {fps: 24, range: unknown}}"),
    ("fps", "{range: [24, null]}"),
    ("fps", "{values: unknown}"),
    ("quality", "[low, high]"),
    ("quality", "{values: [high], open: true}"),
    ("quality", "{values: [high], auto: auto}"),
]


@pytest.mark.parametrize(("name", "facts"), SEVERAL)
def test_r1_6_of_several_values_none_stands_in(name: str, facts: str) -> None:
    """Where anything else could be meant, or nobody knows, its absence is an error."""
    found = problems(f"required: [{name}]\nparameters: {{{name}: {facts}}}", {}, media="video")
    assert [(problem.parameter, problem.code) for problem in found] == [(name, "missing")]


def test_r1_6_what_is_not_required_is_not_sent() -> None:
    """Nothing asked, nothing sent: the only value stands in where the provider refuses to miss it alone."""
    assert sent("parameters: {seconds: [8], quality: [high]}", {}, media="video") == {}


def test_r1_6_a_stated_default_is_what_is_sent() -> None:
    """The file's own word comes first, even where it is none of the list."""
    assert sent("required: [style]\nparameters: {style: {values: [calm], open: true, default: wild}}", {}) == {
        "style": "wild"
    }


def test_r6_5_conditions_look_at_the_only_value() -> None:
    """It is what would be sent, so that a condition on it holds."""
    block = (
        "required: [seconds]\nparameters: {seconds: [8], audio: [true]}\nrules: [{when: {seconds: 8}, send: {a: 1}}]"
    )
    assert sent(block, {}, media="video") == {"seconds": 8, "a": 1}


def test_r6_4_another_length_becomes_the_only_one() -> None:
    """A list of one is a list: the nearest value is sent, with an adjustment."""
    made = plan("required: [seconds]\nparameters: {seconds: [8]}", {"seconds": 5}, media="video")
    assert (made.calls[0].payload, codes(made)) == ({"seconds": 8}, [("seconds", "nearest_seconds")])


def test_r1_6_auto_sends_the_only_value() -> None:
    """Left to a provider that refuses to decide: there is one thing it could take."""
    made = plan("required: [seconds]\nparameters: {seconds: [8]}", {"seconds": "auto"}, media="video")
    assert (made.calls[0].payload, modes(made)) == ({"seconds": 8}, {"seconds": "defaulted"})


@pytest.mark.parametrize("name", ["size", "aspect_ratio", "resolution"])
def test_r1_6_the_only_size_is_sent(name: str) -> None:
    """A list of one size stands in for a default that the file does not state, as a single ratio or tier does."""
    made = plan(f"required: [{name}]\ndimensions: {{sizes: [1024x768]}}", {})
    assert (made.calls[0].payload, set(modes(made).values())) == ({"size": "1024x768"}, {"defaulted"})
    assert made.expected_size == (1024, 768)


@pytest.mark.parametrize(
    "facts", ["{sizes: [1024x768], open: true}", "{sizes: [1024x768, 768x1024]}", "{sizes: unknown}"]
)
def test_r1_6_of_several_sizes_none_stands_in(facts: str) -> None:
    """The caller has to choose."""
    assert [problem.parameter for problem in problems(f"required: [size]\ndimensions: {facts}", {})] == ["size"]


def test_r1_6_a_size_beside_a_word_for_it_is_not_the_only_one() -> None:
    """The provider may decide as well, so that the caller has to say."""
    block = "required: [size]\ndimensions: {sizes: [1024x768]}\nauto: {size: auto}"
    assert [problem.parameter for problem in problems(block, {})] == ["size"]


def test_the_schema_and_the_description_say_so() -> None:
    """Whoever reads what a target takes sees that nothing has to be said."""
    made = target("required: [seconds]\nparameters: {seconds: [8]}", media="video")
    assert made.describe()["parameters"]["seconds"]["default"] == 8
    assert made.request_schema()["required"] == []
