"""The JSON Schema of a request: which values it accepts under each name, what is required, what goes together."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from jsonschema import Draft202012Validator

from normalizer import normalize
from normalizer.request import NAMED
from normalizer.request_schema import spelling
from normalizer.request_schema.judge import Judge
from normalizer.request_schema.together import Dimension, Kind, conditions, table
from normalizer.values import Ratio
from unit.blocks import target, video

if TYPE_CHECKING:
    from normalizer import Target

LISTED = "dimensions: {aspect_ratios: [1:1, 16:9, 21:9], tiers: [1K, 2K]}\ndefault: 1:1 1K\n"
LINK = "https://in.test/a.png"


def accepts(made: Target, **request: Any) -> bool:
    """Tell whether the schema accepts a request."""
    schema = made.request_schema()
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema).is_valid(request)


def taken(made: Target, name: str, values: list[Any]) -> list[Any]:
    """Give the values that are accepted under a name, alone."""
    valid = Draft202012Validator(made.request_schema())
    return [value for value in values if valid.is_valid({name: value})]


SPELLED = ["16:9", "16/9", "16x9", " 16:9 ", "32:18", "1:0.5625", "7:3", "21:9", "14:6", "512:512", "1:1.0"]
NOT_MET = ["3:2", "16 : 9", "16:9\n", "017:9", "wide", 1.5, True, "2.39:1", ""]


@pytest.mark.parametrize(
    ("block", "name", "yes", "no"),
    [
        (LISTED, "aspect_ratio", [*SPELLED, "auto", "AUTO", None], NOT_MET),
        (LISTED, "size", ["16:9", "32:18", "1024x1024", "2048×2048", "1K", "2k", "1MP", " auto", None,
                          {"width": 1024, "height": "1024"}],
         ["16/9", "16x9", "1920x1080", "4K", "1", {"width": 1024}, {"width": 1024, "height": 1024, "d": 1}, "1024x1024\n"]),
        (LISTED, "resolution", ["1K", "1k", "1 K", "1.0K", "1MP", "1", 1, 1.0, "4MP", 4, "1024x1024", "768p", "auto"],
         ["4K", "0.5K", 2, "720p", "1  K", "K", True]),
        ("dimensions: {sizes: {1024x1024: square_hd, 1536x1024: wide}}\ndefault: 1024x1024", "size",
         ["1024x1024", "SQUARE_HD", "wide", "1536X1024", "3:2", "1:1", "1K"], ["square", "1536x1025", "16:9", "2K"]),
        ("dimensions: {fixed: 1280x720}", "resolution", ["720p", "1280x720", "960x960"], ["1080p", "1K"]),
        ("dimensions: {aspect_ratios: [16:9], tiers: [720p, 4K]}\ndefault: 16:9 720p", "size",
         ["1280x720", "3840x2160", "16:9", "720P", "4k"], ["1920x1080", "9:16", "720x1280"]),
        ("dimensions: {limits: {multiple_of: 32}}", "size", ["64x64", "65x65", "3:2", "1K", {"width": 1, "height": "7"}],
         ["big", "0x1", "1", {"width": 0, "height": 1}]),
        ("dimensions: {aspect_ratios: {min: 1:2, max: 2:1}}", "aspect_ratio", ["1:1", "9:1"], ["wide"]),
        ("dimensions: {tiers: unknown}", "resolution", ["8K", "720p", 2], ["big"]),
        ("{}", "size", ["auto", None], ["1024x1024", "1:1", "1K"]),
        ("parameters: {quality: {values: {low: low, hd: high}}}", "quality",
         ["low", "LOW", "hd", "high", "High", "auto", None], ["best", 1, True]),
        ("parameters: {quality: {values: {low: 1, high: '2'}}}", "quality", ["low", 1, 1.0, "1", 2, "2"], [3, True, 1.5, "1.0"]),
        ("parameters: {sound: {values: {true: on, false: off}}}", "sound",
         [True, False, "true", "TRUE", "on", "Off"], [1, 0, "yes"]),
        ("parameters: {quality: {values: [low], open: true}}", "quality", ["low", "any", 7], []),
        ("parameters: {guidance: {range: [1, 3], step: 0.5}}", "guidance", [1, 1.5, 3, "2.5", "2.50", "auto"], [0.5, 4, 1.2, "1.2", "02"]),
        ("parameters: {guidance: {range: [0, 1000], step: 5}}", "guidance", [0, 995, "7"], [-5, 1005, 7, "big"]),
        ("parameters: {strength: {range: [0, 1]}}", "strength", [0, 0.5, 1, "0.5"], [2, -1, True, "half"]),
        ("parameters: {label: {max_length: 3}}", "label", ["abc"], ["abcd", 3]),
        ("parameters: {image: {max: 2}}", "image", [LINK, [LINK], [LINK] * 2, None], [[], [LINK] * 3]),
        ("{}", "image", [None], [LINK]),
        ("parameters: {n: {max: 2}}", "n", [1, 10, "10", 3.0, None], [0, 11, "03", True, 1.5, "auto"]),
        ("{}", "output_format", ["png", "jpg", "JPEG", "avif", None], ["bmp", "mp4"]),
        ("{}", "output_compression", [100, "100", None], [50, 101, True]),
        ("returns: {format: jpeg}", "output_compression", [0, 50, "80", 100, 55.0], [101, -1, "007"]),
        ("{}", "response_format", ["url", "B64_JSON"], ["file"]),
        ("{}", "style", ["anything", 7], []),
        ("extras: drop", "style", [None], ["anything"]),
        ("extras: drop", "x_own", [], [1, None]),
        ("absent: [style]", "style", [None], ["anything"]),
    ],
)  # fmt: skip
def test_what_is_accepted_under_a_name(block: str, name: str, yes: list[Any], no: list[Any]) -> None:
    """Every spelling of what is met exactly, and nothing else; free forms accept what is well-formed."""
    assert taken(target(block), name, yes + no) == yes


@pytest.mark.parametrize(
    ("facts", "yes", "no"),
    [
        ("{values: [4, 8]}", [4, 8.0, "4", "8s", "8 s", " 8.0 ", "auto"], [5, "5", "08", True, "8 seconds", 0]),
        ("{range: [3, 5]}", [3, "4s", 5], [2, 6, 3.5]),
        ("{fixed: 5}", [5, "5s", "auto"], [4, "4"]),
        ("{frames: {fps: 16}}", [5, "7.5s", "auto"], [0, "soon"]),
        ("{values: unknown}", [5, 61, "7"], ["soon", -1]),
    ],
)
def test_lengths_are_accepted_as_numbers_and_texts(facts: str, yes: list[Any], no: list[Any]) -> None:
    """Under both names."""
    made = video(f"parameters: {{seconds: {facts}}}")
    assert taken(made, "seconds", yes + no) == yes
    assert taken(made, "duration", yes + no) == yes


@pytest.mark.parametrize(
    ("block", "request_", "valid"),
    [
        (LISTED, {"aspect_ratio": "16:9", "resolution": "2K"}, True),
        (LISTED, {"size": "1024x1024", "aspect_ratio": "1:1", "resolution": "1K"}, True),
        (LISTED, {"size": "1024x1024", "aspect_ratio": "16:9"}, False),
        (LISTED, {"size": "1024x1024", "resolution": "2K"}, False),
        (LISTED, {"size": "16:9", "resolution": "2K", "aspect_ratio": "32:18"}, True),
        (LISTED, {"size": "2K", "aspect_ratio": "16:9", "resolution": 4}, True),
        (LISTED, {"size": "2K", "resolution": "1K"}, False),
        (LISTED, {"size": "auto", "aspect_ratio": "16:9"}, True),
        ("dimensions: {tiers: [1K, 2K], table: {1:1: [1024x1024, 2048x2048], 16:9: [1376x768, none]}}\ndefault: 1:1 1K",
         {"aspect_ratio": "16:9", "resolution": "2K"}, False),
        ("dimensions: {tiers: [1K, 2K], table: {1:1: [1024x1024, 2048x2048], 16:9: [1376x768, none]}}\ndefault: 1:1 1K",
         {"aspect_ratio": "16:9", "resolution": "1K"}, True),
        ("dimensions: {sizes: unknown}", {"size": "640x320", "aspect_ratio": "2:1"}, True),
        ("dimensions: {sizes: unknown}", {"aspect_ratio": "2:1"}, False),
        ("returns: {format: jpeg}", {"output_format": "png", "output_compression": 50}, False),
        ("returns: {format: jpeg}", {"output_format": "webp", "output_compression": 50}, True),
        ("parameters: {image}", {"image": LINK, "image_url": LINK}, True),
        ("parameters: {n: {to: count, max: 2}}", {"count": 2}, True),
        ("parameters: {n: {to: count, max: 2}}", {"count": 2, "n": 2}, False),
        ("parameters: {n: {to: count, max: 2}}\nextras: refuse", {"count": 2}, True),
    ],
)  # fmt: skip
def test_what_goes_together(block: str, request_: dict[str, Any], *, valid: bool) -> None:
    """Sizes that agree, cells that are there, file types with compression, names of one parameter, own fields."""
    assert accepts(target(block), **request_) is valid


RULES = """
dimensions: {aspect_ratios: [16:9], tiers: [720p, 1080p]}
default: 16:9 720p
parameters: {seconds: {values: [4, 8], default: 4}, fps: {values: [24, 48], default: 24}, input_reference, last_frame}
rules:
  - {when: {tier: 1080p}, restrict: {seconds: [8]}}
  - {when: {fps: 48, seconds: 8}, restrict: {fps: [24]}}
  - {when: {given: last_frame}, require: [input_reference]}
"""


@pytest.mark.parametrize(
    ("request_", "valid"),
    [
        ({"resolution": "1080p"}, True),
        ({"resolution": "1080p", "seconds": 4}, False),
        ({"resolution": "1080p", "duration": "4s"}, False),
        ({"size": "1920x1080", "seconds": 8}, True),
        ({"size": "1920x1080", "seconds": 4}, False),
        ({"size": "1280x720", "seconds": 4, "fps": 48}, True),
        ({"seconds": 8, "fps": 48}, False),
        ({"duration": 8, "fps": "48"}, False),
        ({"resolution": "1080p", "fps": 48}, False),  # eight seconds come with it
        ({"seconds": 8, "duration": "8 s"}, True),
        ({"seconds": 8, "duration": 4}, False),
        ({"seconds": None, "duration": 4}, True),
        ({"last_frame": LINK}, False),
        ({"last_frame": LINK, "input_reference": LINK}, True),
    ],
)
def test_rules_are_in_the_schema(request_: dict[str, Any], *, valid: bool) -> None:
    """By name and by pixels, under aliases too, and where one rule leads to another."""
    assert accepts(video(RULES), **request_) is valid


@pytest.mark.parametrize(
    ("block", "lacking", "enough"),
    [
        ("required: [prompt]\nparameters: {prompt}", [{}, {"prompt": None}], [{"prompt": "a"}]),
        ("required: [prompt]\nparameters: {prompt: text}", [{}], [{"prompt": "a"}, {"text": "a"}]),
        ("required: [image]\nparameters: {image}", [{}, {"image": None}], [{"image": LINK}, {"image_url": LINK}]),
        ("required: [reference_images]\nparameters: {reference_images: {max: 2}}",
         [{}, {"input_reference": None}], [{"reference_images": [LINK]}, {"input_reference": LINK}]),
        ("required: [size]\ndimensions: {sizes: [512x512, 64x64]}", [{}, {"size": "auto"}], [{"size": "512x512"}]),
        ("required: [size]\ndimensions: {sizes: [512x512]}", [], [{}, {"size": "512x512"}, {"aspect_ratio": "1:1"}]),
        ("required: [size]\ndimensions: {sizes: [512x512]}\ndefault: 512x512", [], [{}]),
        ("required: [quality]\nparameters: {quality: {values: [a, b], default: a}}", [], [{}]),
        ("required: [own]", [{}], [{"own": 1}]),
    ],
)  # fmt: skip
def test_what_has_no_default_is_required(block: str, lacking: list[Any], enough: list[Any]) -> None:
    """Under any of its names, or as the provider's own field."""
    made = target(block)
    assert [request for request in lacking if accepts(made, **request)] == []
    assert [request for request in enough if not accepts(made, **request)] == []


def test_a_schema_reads_well() -> None:
    """The target's own words stand in lists; defaults are told, and where more is accepted it is said."""
    made = target(
        LISTED
        + "required: [prompt]\nparameters: {prompt: {max_length: 9}, quality: {values: {low: low, hd: high}, default: low},"
        " seed: {range: [0, 99999]}, image: {max: 2}}"
    )
    schema = made.request_schema()
    assert (schema["title"], schema["required"], schema["additionalProperties"]) == ("one/m generate", ["prompt"], True)
    listed = {name: part["anyOf"][0]["enum"] for name, part in schema["properties"].items() if "anyOf" in part}
    assert listed["aspect_ratio"] == ["1:1", "16:9", "21:9", "auto", None]
    assert listed["resolution"][:2] == ["1K", "2K"]
    assert listed["quality"] == ["low", "hd", "high", "auto", None]
    assert schema["properties"]["quality"]["default"] == "low"
    assert schema["properties"]["prompt"] == {"type": "string", "maxLength": 9}
    assert {name for name, part in schema["properties"].items() if "description" in part} == {"seed", "image"}
    free = target("dimensions: {limits: {multiple_of: 32}}").request_schema()["properties"]
    assert all("multiples of 32" in free[name]["description"] for name in ("size", "aspect_ratio", "resolution"))


def test_parts_that_repeat_are_said_once() -> None:
    """What conditions have in common stands in `$defs`."""
    many = ", ".join(f"{64 * side}x{64 * (side + 1)}" for side in range(1, 12))
    schema = target(f"dimensions: {{sizes: [{many}]}}").request_schema()
    assert len(schema["$defs"]) > 5
    assert all(re.fullmatch(r"[A-Za-z0-9_]+-\d+", name) for name in schema["$defs"])


@pytest.mark.parametrize("value", [(16, 9), (1, 1), (7, 3), (239, 100), (2, 3)])
def test_a_pattern_of_a_ratio_matches_equal_ones_alone(value: tuple[int, int]) -> None:
    """Over all small terms with every mark: only what reads as this ratio."""
    ratio = Ratio.of(*value)
    pattern = re.compile(f"^{spelling.ratio(ratio)}$")
    for wide in range(1, 45):
        for tall in range(1, 45):
            for mark in ":/x":
                text = f"{wide}{mark}{tall}"
                equal = Ratio.read(text) == ratio
                assert bool(pattern.search(text)) is (equal and (max(wide, tall) <= 40 or value == (1, 1))), text


def test_a_table_is_written_as_it_is() -> None:
    """Every combination of three names with two or three kinds each is accepted exactly if the table has it."""
    names = ("a", "b", "c")
    from normalizer.request_schema.choice import Choice

    dimensions = [
        Dimension(
            name, (name,), (Kind({}), *(Kind({name: value}, (Choice(value, (value,)),)) for value in range(count)))
        )
        for name, count in zip(names, (2, 1, 2), strict=True)
    ]
    odd = table(dimensions, lambda request: sum(request.values()) % 2 == 1 or len(request) == 2)
    written = conditions(dimensions, odd)
    assert written is not None
    for a in (None, 0, 1):
        for b in (None, 0):
            for c in (None, 0, 1):
                request = {name: value for name, value in zip(names, (a, b, c), strict=True) if value is not None}
                expected = sum(request.values()) % 2 == 1 or len(request) == 2
                assert Draft202012Validator(written).is_valid(request) is expected
    assert conditions(dimensions, table(dimensions, lambda _: True)) is None


def test_the_judge_fills_in_what_is_missing() -> None:
    """A stand-in for everything required, inputs in a form that is taken."""
    made = video(
        "required: [prompt, input_reference, seconds, size]\ndimensions: {sizes: [64x64, 128x64]}\n"
        "parameters: {prompt, input_reference: {accepts: [data_url]}, seconds: [4, 8]}"
    )
    judge = Judge(made)
    assert judge.base.keys() == {"prompt", "input_reference", "seconds", "size"}
    assert judge.exact({})
    assert judge.exact({"seconds": 8})
    assert not judge.exact({"seconds": 5})
    assert not judge.exact({}, without=frozenset({"seconds"}))


def test_a_schema_is_the_same_in_every_process() -> None:
    """Neither the seed of hashes nor the place of objects in memory decides anything."""
    script = (
        "import json\nfrom normalizer import Catalog\nc = Catalog.bundled()\n"
        "print(json.dumps([c.target(*name).request_schema() for name in (('veo-3.1',), ('gpt-image-1',), ('kling-3.0',))]))"
    )
    said = [
        subprocess.run(
            [sys.executable, "-c", script],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert said[0] == said[1]


@pytest.mark.parametrize("extras", ["pass", "drop", "refuse"])
def test_r1_2_null_is_accepted_under_every_name_of_ours(extras: str) -> None:
    """Null asks nothing, also under another name of a parameter that is a field of the provider (R1.2, R7.1)."""
    made = target(f"{LISTED}extras: {extras}\nparameters: {{prompt: , input_reference: image_url}}")
    for name in sorted(NAMED):
        request = {"prompt": "a fox", "input_reference": LINK, name: None}
        assert normalize(request, made).exact, name
        assert accepts(made, **request), name
    assert accepts(made, own=None) is (extras == "pass")
