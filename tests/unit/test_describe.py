"""What a target takes, as data."""

from __future__ import annotations

from typing import Any

import pytest

from normalizer.describe import defaults
from unit.blocks import target, video

ALL = """
model: up/m
dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}
default: 1:1 1K
required: [prompt, quality]
parameters:
  prompt: {to: text, max_length: 100}
  quality: {values: {low: low, hd: high}, default: low}
  style: [a, b]
  audio: {to: sound, values: {true: on, false: off}}
  seed: {range: [0, 100]}
  fps: [24, 30]
  guidance: {range: [1, null], step: 0.5}
  user:
  image: {max: 3, accepts: [url, data_url]}
  tags: {write: {tags.+: "{value}"}}
  pair: {to: [first, second]}
  label: {as: text}
  n: {to: num, max: 4}
"""


def rows(block: str, **more: Any) -> dict[str, Any]:
    """Give the parameters' rows of a description."""
    found: dict[str, Any] = target(block, **more).describe()["parameters"]
    return found


def test_a_description_names_the_target() -> None:
    """Model, provider, operation, medium, status, upstream id and what is required."""
    described = target(ALL).describe()
    assert {key: value for key, value in described.items() if key != "parameters"} == {
        "model": "m",
        "provider": "one",
        "operation": "generate",
        "media": "image",
        "status": "live",
        "upstream_model": "up/m",
        "required": ["prompt", "quality"],
    }


def test_every_parameter_has_a_row() -> None:
    """Kind, values or bounds, default, and the mode in which a value usually travels."""
    assert rows(ALL) == {
        "aspect_ratio": {"kind": "enum", "values": ["1:1", "16:9"], "mode": "converted", "default": "1:1"},
        "resolution": {"kind": "enum", "values": ["1K", "2K"], "mode": "converted", "default": "1K"},
        "prompt": {"kind": "free", "max_length": 100, "mode": "renamed"},
        "quality": {"kind": "enum", "values": ["low", "hd"], "default": "low", "mode": "converted"},
        "style": {"kind": "enum", "values": ["a", "b"], "mode": "passthrough"},
        "audio": {"kind": "boolean", "mode": "converted"},
        "seed": {"kind": "range", "min": 0, "max": 100, "mode": "passthrough"},
        "fps": {"kind": "enum", "values": [24, 30], "mode": "passthrough"},
        "guidance": {"kind": "range", "min": 1, "step": 0.5, "mode": "passthrough"},
        "user": {"kind": "free", "mode": "passthrough"},
        "image": {"kind": "free", "max_items": 3, "accepts": ["url", "data_url"], "mode": "passthrough"},
        "tags": {"kind": "free", "mode": "converted"},
        "pair": {"kind": "free", "mode": "converted"},
        "label": {"kind": "free", "mode": "converted"},
        "n": {"kind": "range", "min": 1, "max": 10, "per_call": 4, "mode": "renamed"},
        "output_format": {"kind": "enum", "values": ["png", "jpeg", "gif", "webp", "avif"], "mode": "emulated"},
        "response_format": {"kind": "enum", "values": ["url", "b64_json"], "mode": "emulated"},
    }


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        pytest.param(
            "dimensions: {sizes: [512x512, 1024x1024]}",
            {"size": {"kind": "enum", "values": ["512x512", "1024x1024"], "mode": "converted"}},
            id="sizes",
        ),
        pytest.param(
            "dimensions: {fixed: 1280x720}",
            {"size": {"kind": "enum", "values": ["1280x720"], "mode": "converted", "default": "1280x720"}},
            id="fixed",
        ),
        pytest.param(
            "dimensions: {limits: {min_width: 64, max_width: 128, min_height: 32, max_pixels: 9999, multiple_of: 32}}",
            {
                "size": {
                    "kind": "range",
                    "width": [64, 128],
                    "height": [32, None],
                    "pixels": [1, 9999],
                    "multiple_of": 32,
                    "mode": "converted",
                }
            },
            id="free",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: {min: 1:2, max: 2:1}}",
            {"aspect_ratio": {"kind": "range", "min": "1:2", "max": "2:1", "mode": "converted"}},
            id="any ratio between",
        ),
        pytest.param(
            "dimensions: {tiers: [1K], table: {1:1: [1024x1024]}}",
            {
                "aspect_ratio": {"kind": "enum", "values": ["1:1"], "mode": "converted", "default": "1:1"},
                "resolution": {"kind": "enum", "values": ["1K"], "mode": "converted", "default": "1K"},
                "size": {"kind": "enum", "values": ["1024x1024"], "mode": "converted", "default": "1024x1024"},
            },
            id="a table",
        ),
        pytest.param(
            "dimensions: [{sizes: [512x512]}, {sizes: [512x512, 64x64]}]",
            {"size": {"kind": "enum", "values": ["512x512", "64x64"], "mode": "converted"}},
            id="several lists are one",
        ),
        *(
            pytest.param(
                f"dimensions: [{first}, {second}]",
                {
                    "size": {
                        "kind": "range",
                        "values": ["512x512", "1024x768"],
                        "width": [64, 2048],
                        "height": [64, 2048],
                        "pixels": [1, None],
                        "multiple_of": 16,
                        "mode": "converted",
                    }
                },
                id=f"{which} first",
            )
            for which, first, second in (
                ("lists", "{sizes: [512x512, 1024x768]}", "{limits: {min_edge: 64, max_edge: 2048, multiple_of: 16}}"),
                ("limits", "{limits: {min_edge: 64, max_edge: 2048, multiple_of: 16}}", "{sizes: [512x512, 1024x768]}"),
            )
        ),
        pytest.param("dimensions: {follows: image}", {}, id="follows"),
        pytest.param("dimensions: {sizes: unknown}", {}, id="not known"),
    ],
)
def test_sizes_of_every_form(block: str, expected: dict[str, Any]) -> None:
    """What is listed, and the limits of what is free; both where a target offers both."""
    found = rows(block)
    assert {key: found[key] for key in ("size", "aspect_ratio", "resolution") if key in found} == expected


DEFAULTS: list[tuple[str, dict[str, str]]] = [
    ("dimensions: {sizes: [512x512, 1024x512]}\ndefault: 1024x512", {"size": "1024x512", "aspect_ratio": "2:1"}),
    ("dimensions: {sizes: [512x512, 1024x512]}", {}),
    ("dimensions: {sizes: [512x512]}\ndefault: auto", dict.fromkeys(("size", "aspect_ratio", "resolution"), "auto")),
    (
        "dimensions: {tiers: [1K, 2K], table: {1:1: [1024x1024, 2048x2048], 2:1: [1440x720, none]}}\ndefault: 2:1 1K",
        {"size": "1440x720", "aspect_ratio": "2:1", "resolution": "1K"},
    ),
    (
        "dimensions: {aspect_ratios: {16:9: wide, 1:1: square}, tiers: [1K, 2K]}\ndefault: 16:9",
        {"aspect_ratio": "16:9"},
    ),
    ("dimensions: {aspect_ratios: [16:9, 1:1], tiers: [1K]}", {"resolution": "1K"}),
    (
        "dimensions: {aspect_ratios: [16:9, 1:1], tiers: [1K, 2K]}\ndefault: auto 2K",
        {"aspect_ratio": "auto", "resolution": "2K"},
    ),
    (
        "dimensions: {aspect_ratios: [16:9, 1:1], tiers: [1K]}\ndefault: auto",
        {"aspect_ratio": "auto", "resolution": "1K"},
    ),
    ("dimensions: {limits: {max_edge: 2048}}\ndefault: 1024x768", {"size": "1024x768", "aspect_ratio": "4:3"}),
    ("dimensions: {follows: image}", {}),
    ("{}", {}),
]


@pytest.mark.parametrize(("block", "said"), DEFAULTS)
def test_what_comes_out_unless_asked(block: str, said: dict[str, str]) -> None:
    """The default of size, shape and scale as far as it is known, in the words of the file; `auto` is the provider's."""
    assert defaults(target(block)) == said
    found = rows(block)
    for name in ("size", "aspect_ratio", "resolution"):
        assert found.get(name, {}).get("default") == (said.get(name) if name in found else None)


@pytest.mark.parametrize(
    ("facts", "row"),
    [
        ("{values: [4, 8], default: 4}", {"kind": "enum", "values": [4, 8], "default": 4, "mode": "passthrough"}),
        ("{to: duration, range: [3, 15]}", {"kind": "range", "min": 3, "max": 15, "step": 1, "mode": "renamed"}),
        ("{to: frames, frames: {fps: 16}}", {"kind": "free", "mode": "converted"}),
        ("{values: [4], as: text}", {"kind": "enum", "values": [4], "mode": "converted"}),
        ("{values: unknown}", {"kind": "free", "mode": "passthrough"}),
    ],
)
def test_lengths_of_a_video(facts: str, row: dict[str, Any]) -> None:
    """A list, a range with steps, or frames; videos have no file types to convert to."""
    found = video(f"parameters: {{seconds: {facts}}}").describe()["parameters"]
    assert found["seconds"] == row
    assert found["n"] == {"kind": "range", "min": 1, "max": 4, "per_call": 1, "mode": "emulated"}
    assert "output_format" not in found
