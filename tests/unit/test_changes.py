"""What changed between two targets, in words: every kind of fact, and none where only the spelling is another."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from normalizer import NormalizationError
from normalizer.changes.differences import differences
from normalizer.changes.offer import offer_of
from property.parameters import full_blocks, full_requests
from property.strategies import Block, Draw, Request, Sample, examples, sample
from unit.blocks import target, video

BASE = """
model: up/m
dimensions: {aspect_ratios: [1:1, 4:5], tiers: [1K]}
parameters:
  prompt: {max_length: 100}
  n: {max: 4}
  quality: {values: {low: low, hd: high}, default: low}
  seed: {range: [0, 100]}
  image: {max: 3, accepts: [url]}
"""


def says(old: str, new: str, **more: Any) -> list[str]:
    """Give in words what differs between two blocks."""
    return [change.says for change in differences(offer_of(target(old, **more)), offer_of(target(new, **more)))]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[1:1, 4:5]", "[1:1, 21:9]", ["aspect_ratios: +21:9, -4:5"]),
        ("[1:1, 4:5]", "[4:5, 1:1]", []),
        ("[1:1, 4:5]", "{1:1: square, 4:5: 4:5}", ["aspect_ratios: 1:1 (1:1 -> square)"]),
        ("[1:1, 4:5]", "{min: 1:2, max: 2:1}", ["aspect_ratios: 4:5, 1:1 -> 1:2 to 2:1"]),
        ("[1:1, 4:5]", "unknown", ["aspect_ratios: 4:5, 1:1 -> unknown"]),
        ("tiers: [1K]", "tiers: [1K, 2K], open: true", ["tiers: +2K", *["aspect_ratios: others pass no -> yes", "tiers: others pass no -> yes"]]),
        ("n: {max: 4}", "n: {max: 10}", ["n: at most 4 -> 10"]),
        ("n: {max: 4}", "n: {range: [1, 4]}", []),
        ("n: {max: 4}", "n: {to: count, max: unknown}", ["n: written +count ({value}), -n ({value})", "n: at most 4 -> unknown"]),
        ("max_length: 100", "max_length: 200", ["prompt: characters at most 100 -> 200"]),
        ("hd: high", "hd: HIGH, max: max", ["quality: values +max, hd (high -> HIGH)"]),
        ("default: low", "default: hd", ["quality: default low -> hd"]),
        (", default: low", "", ["quality: default low -> none"]),
        ("range: [0, 100]", "range: [0, 99], as: text", ["seed: packed none -> as text", "seed: highest 100 -> 99"]),
        ("  seed: {range: [0, 100]}\n", "", ["seed: gone"]),
        ("  seed: {range: [0, 100]}\n", "  seed: {range: [0, 100]}\n  style: [a, b]\n", ["style: new"]),
        ("accepts: [url]", "accepts: [data_url, url], refuse: true", ["image: refuses others no -> yes", "image: accepts +data_url"]),
        ("model: up/m", "model: up/m2", ["target: upstream id up/m -> up/m2"]),
        ("model: up/m", "model: up/m\nrequired: [prompt]\nabsent: [user]\nconstants: {safe: true}",
         ["required: +prompt", "absent: +user", "constants: +safe (yes)"]),
        ("model: up/m", "model: up/m\nextras: drop\nunder: input\nbody: multipart",
         ["target: encoding json -> multipart", "target: everything below none -> input", "target: unknown parameters pass -> drop"]),
        ("model: up/m", "model: up/m\nstatus: deprecated\nreplaced_by: m2\nreturns: {delivery: bytes, format: webp}",
         ["target: status live -> deprecated", "target: replaced by none -> m2", "target: results come as url -> bytes", "target: file type png -> webp"]),
        ("model: up/m", "model: up/m\ndefault: 1:1 1K\nauto: {ratio: auto}", ["default size: none -> 1:1 1K", "auto size: +ratio (auto)"]),
        ("model: up/m", "model: up/m\nrules: [{when: {tier: 1K}, restrict: {n: {max: 2}}, because: slow}]",
         ["rules: +when tier is 1K: n is at most 2; because slow"]),
        ("dimensions: {aspect_ratios: [1:1, 4:5], tiers: [1K]}", "dimensions: {sizes: [64x64]}",
         ["forms of sizes: +sizes, -ratios", "aspect_ratios: gone (4:5, 1:1)", "tiers: gone (1K)",
          "ratios written: gone (ratio ({ratio}), tier ({tier}))", "sizes: new (64x64)", "sizes written: new (size ({size}))"]),
    ],
)  # fmt: skip
def test_what_changed_is_said_in_words(old: str, new: str, expected: list[str]) -> None:
    """Came, went, goes by another word, from what to what."""
    assert sorted(says(BASE, BASE.replace(old, new))) == sorted(expected)
    assert differences(offer_of(target(BASE)), offer_of(target(BASE))) == ()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("{values: [4, 8]}", "{values: [4, 8, 12], as: text}", ["seconds: packed none -> as text", "seconds: values +12"]),
        ("{range: [3, 10]}", "{range: [3, 15], step: 0.5}", ["seconds: highest 10 -> 15", "seconds: step 1 -> 0.5"]),
        ("{frames: {fps: 16, range: [17, 81]}}", "{frames: {fps: 24, multiple_of: 4, range: [17, 161]}}",
         ["seconds: frames per second 16 -> 24", "seconds: frames multiple of 1 -> 4", "seconds: frames highest 81 -> 161"]),
        ("{fixed: 5}", "{fixed: 8}", ["seconds: default 5 -> 8", "seconds: fixed 5 -> 8"]),
    ],
)  # fmt: skip
def test_lengths_are_compared(old: str, new: str, expected: list[str]) -> None:
    """Lists, ranges, frames, and the only length there is."""
    blocks = [offer_of(video(f"parameters: {{seconds: {facts}}}")) for facts in (old, new)]
    assert [change.says for change in differences(*blocks)] == expected


def test_sizes_are_compared() -> None:
    """Limits by their bounds, a table by its cells, a size that is fixed or the input's."""
    free = "dimensions: {limits: {max_edge: 2048, multiple_of: %s}}"
    assert says(free % 8, free % 16) == [
        "limits: smallest width 8 -> 16", "limits: smallest height 8 -> 16", "limits: multiple of 8 -> 16"
    ]  # fmt: skip
    table = "dimensions: {tiers: [1K], table: {1:1: [%s]}}"
    assert says(table % "1024x1024", table % "1024x1008") == ["table: 1:1 1K (1024x1024 -> 1024x1008)"]
    assert says("dimensions: {fixed: 64x64}", "dimensions: {fixed: 64x32}") == ["fixed size: 64x64 -> 64x32"]
    rules = (
        "parameters: {n: {max: 4}, style: [a, b]}\nrules: [{when: {%s}, omit: [style]}, {when: {%s}, omit: [style]}]"
    )
    assert says(rules % ("n: 2", "n: 3"), rules % ("n: 3", "n: 2")) == ["rules: in another order"]


def test_the_two_sides_are_there_as_values() -> None:
    """Whoever reads JSON needs no sentence."""
    (change,) = differences(offer_of(target(BASE)), offer_of(target(BASE.replace("max: 4", "max: 10"))))
    assert (change.part, change.aspect, change.old, change.new) == ("n", "at most", 4, 10)


def shuffled(value: Any, seed: int) -> Any:
    """Write the maps and the lists of ratios and sizes of a block in another order."""
    if isinstance(value, dict):
        items = list(value.items())
        turn = seed % len(items) if items else 0
        return {key: shuffled(item, seed) for key, item in reversed(items[turn:] + items[:turn])}
    return value


@examples(30)
@given(st.sampled_from(("image", "video")).flatmap(full_blocks), st.integers(0, 9))
def test_the_order_of_maps_says_nothing(block: Block, seed: int) -> None:
    """A block with its keys in another order is the same target; tiers are told apart by their place, and stay."""
    other = {key: value if key in {"dimensions", "rules"} else shuffled(value, seed) for key, value in block.items()}
    assert differences(offer_of(sample(block).target), offer_of(sample(other).target)) == ()


@st.composite
def neighbours(draw: Draw) -> tuple[Sample, Sample, list[Request]]:
    """Give two targets that differ in one key, or one parameter, and requests for the first."""
    media = draw(st.sampled_from(("image", "video")))
    one, other = draw(full_blocks(media)), draw(full_blocks(media))
    changed = dict(one)
    key = draw(st.sampled_from(sorted({*one, *other})))
    if key == "parameters":
        name = draw(st.sampled_from(sorted({*one.get(key, {}), *other.get(key, {})}) or ["prompt"]))
        changed[key] = {**one.get(key, {}), name: other.get(key, {}).get(name)}
    elif key in other:
        changed[key] = other[key]
    else:
        changed.pop(key)
    try:
        first, second = sample(one, media), sample(changed, media)
    except Exception:
        assume(False)  # noqa: FBT003  that is how it is called
        raise
    return first, second, [draw(full_requests(first, fine=True)) for _ in range(4)]


def outcome(made: Sample, request: Request) -> Any:
    """Give everything that a plan does, or that it is an error."""
    try:
        plan = made.plan(request)
    except NormalizationError:
        return None
    return plan.calls, plan.steps, plan.adjustments, plan.resolved


@examples(100)
@given(neighbours())
def test_what_is_planned_differently_is_a_difference(case: tuple[Sample, Sample, list[Request]]) -> None:
    """Two targets of which nothing different is said plan every request alike."""
    first, second, requests = case
    if differences(offer_of(first.target), offer_of(second.target)) == ():
        assert [outcome(first, request) for request in requests] == [outcome(second, request) for request in requests]
