"""What is recognised, property by property: the values decide, a name only where there are none."""

from __future__ import annotations

from typing import Any

import pytest

from .drafting import block, blocks, provider_file

TEXT = {"type": "string"}
WHOLE = {"type": "integer"}


def words(*values: Any, **more: Any) -> dict[str, Any]:
    """Give the schema of an enumeration."""
    return {"enum": list(values), **more}


SIZES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    # a list of pixels, whatever the field is called and the pair is spelled
    (
        {"size": words("1024x1024", "1536x1024", default="1024x1024")},
        {"dimensions": {"sizes": ["1024x1024", "1536x1024"], "write": {"size": "{size}"}}, "default": "1024x1024"},
    ),
    (
        {"resolution": words("1024x1024", "512x768")},
        {"dimensions": {"sizes": ["1024x1024", "512x768"], "write": {"resolution": "{size}"}}},
    ),
    (
        {"ratio": words("1280:720", "720:1280")},
        {"dimensions": {"sizes": ["1280x720", "720x1280"], "write": {"ratio": "{width}:{height}"}}},
    ),
    (
        {"size": words("1280*720", "720*1280")},
        {"dimensions": {"sizes": ["1280x720", "720x1280"], "write": {"size": "{width}*{height}"}}},
    ),
    # spelled in two ways, so that only a map says it
    (
        {"size": words("1280*720", "720x1280")},
        {"dimensions": {"sizes": {"1280x720": "1280*720", "720x1280": "720x1280"}, "write": {"size": "{size}"}}},
    ),
    (
        {"size": {"anyOf": [words("1024x1024", type="string"), TEXT]}},
        {"dimensions": {"sizes": ["1024x1024"], "write": {"size": "{size}"}, "open": True}},
    ),
    # ratios and tiers
    (
        {"aspect_ratio": words("16:9", "1:1", default="1:1"), "resolution": words("1K", "2K", default="1K")},
        {
            "dimensions": {
                "aspect_ratios": ["16:9", "1:1"],
                "tiers": ["1K", "2K"],
                "write": {"aspect_ratio": "{ratio}", "resolution": "{tier}"},
            },
            "default": "1:1 1K",
        },
    ),
    (
        {"aspect_ratio": words("auto", "16:9", "9:16", default="auto")},
        {
            "dimensions": {"aspect_ratios": ["16:9", "9:16"], "write": {"aspect_ratio": "{ratio}"}},
            "default": "auto",
            "auto": {"aspect_ratio": "auto"},
        },
    ),
    (
        {"aspect": words("landscape_16_9", "portrait_16_9")},
        {
            "dimensions": {
                "aspect_ratios": {"16:9": "landscape_16_9", "9:16": "portrait_16_9"},
                "write": {"aspect": "{ratio}"},
            }
        },
    ),
    # a size that is a scale
    (
        {"size": words("1k", "2k")},
        {"dimensions": {"tiers": {"1K": "1k", "2K": "2k"}, "shape": "unknown", "write": {"size": "{tier}"}}},
    ),
    (
        {"size": words("2K", "2048x2048")},
        {
            "dimensions": [
                {"sizes": ["2048x2048"], "write": {"size": "{size}"}},
                {"tiers": ["2K"], "shape": "unknown", "write": {"size": "{tier}"}},
            ]
        },
    ),
    (
        {"image_size": words("auto_2K", "auto_4K")},
        {
            "dimensions": {
                "tiers": {"2K": "auto_2K", "4K": "auto_4K"},
                "shape": "unknown",
                "write": {"image_size": "{tier}"},
            }
        },
    ),
    (
        {"megapixels": words("1", "0.25", type="string", default="1")},
        {
            "dimensions": {
                "tiers": {"1MP": "1", "0.25MP": "0.25"},
                "shape": "unknown",
                "write": {"megapixels": "{tier}"},
            },
            "default": "1MP",
        },
    ),
    # free sides
    (
        {
            "width": {**WHOLE, "minimum": 256, "maximum": 2048, "multipleOf": 32, "default": 1024},
            "height": {**WHOLE, "minimum": 256, "maximum": 2048, "multipleOf": 32, "default": 768},
        },
        {
            "dimensions": {
                "limits": {"min_edge": 256, "max_edge": 2048, "multiple_of": 32},
                "write": {"width": "{width}", "height": "{height}"},
            },
            "default": "1024x768",
        },
    ),
    (
        {"target_width": {**WHOLE, "maximum": 1280}, "target_height": {**WHOLE, "exclusiveMaximum": 721}},
        {
            "dimensions": {
                "limits": {"max_width": 1280, "max_height": 720},
                "write": {"target_width": "{width}", "target_height": "{height}"},
            }
        },
    ),
    (
        {"width": words(256, 512, 768), "height": words(256, 512, 768)},
        {
            "dimensions": {
                "limits": {"min_edge": 256, "max_edge": 768, "multiple_of": 256},
                "write": {"width": "{width}", "height": "{height}"},
            }
        },
    ),
    (
        {"width": {**WHOLE, "description": "must be divisible by 16"}, "height": WHOLE},
        {"dimensions": {"limits": {"multiple_of": 16}, "write": {"width": "{width}", "height": "{height}"}}},
    ),
    (
        {
            "size": {
                "type": "object",
                "properties": {"width": WHOLE, "height": WHOLE},
                "default": {"width": 8, "height": 9},
            }
        },
        {
            "dimensions": {"limits": "unknown", "write": {"size": {"width": "{width}", "height": "{height}"}}},
            "default": "8x9",
        },
    ),
    (
        {"aspect_ratio": words("1:1", "custom", default="1:1"), "width": WHOLE, "height": WHOLE},
        {
            "dimensions": [
                {"aspect_ratios": ["1:1"], "write": {"aspect_ratio": "{ratio}"}},
                {
                    "limits": "unknown",
                    "write": {"aspect_ratio": "custom", "width": "{width}", "height": "{height}"},
                },
            ],
            "default": "1:1",
        },
    ),
    # a field whose values nobody states, and two that say nothing of a size
    ({"aspect_ratio": TEXT}, {"dimensions": {"aspect_ratios": "unknown", "write": {"aspect_ratio": "{ratio}"}}}),
    (
        {"image_size": {**TEXT, "default": "1024x1024"}},
        {"dimensions": {"sizes": "unknown", "write": {"image_size": "{size}"}}, "default": "1024x1024"},
    ),
    ({"upscale_ratio": {"type": "number"}, "kernel_size": WHOLE, "version": words("0.9.1", "0.9")}, {}),
    # ratios with decimals
    (
        {"aspect_ratio": words("1:1", "2.35:1", "9:19.5")},
        {"dimensions": {"aspect_ratios": ["1:1", "2.35:1", "9:19.5"], "write": {"aspect_ratio": "{ratio}"}}},
    ),
    # two words for "you decide"; a default of a file is called auto
    (
        {"aspect_ratio": words("auto", "match_input", "16:9", default="match_input")},
        {
            "dimensions": {"aspect_ratios": ["16:9"], "write": {"aspect_ratio": "{ratio}"}},
            "default": "auto",
            "auto": {"aspect_ratio": "auto"},
        },
    ),
    # what the sides of an object are if it is sent is no default of the request
    (
        {
            "image_size": {
                "type": "object",
                "properties": {"width": {**WHOLE, "default": 512}, "height": {**WHOLE, "default": 512}},
            }
        },
        {"dimensions": {"limits": "unknown", "write": {"image_size": {"width": "{width}", "height": "{height}"}}}},
    ),
]


@pytest.mark.parametrize(("properties", "expected"), SIZES, ids=lambda value: "-".join(value)[:40])
def test_sizes(properties: dict[str, Any], expected: dict[str, Any]) -> None:
    """Forms, defaults and the word for "you decide" follow from the values."""
    found = block(prompt=TEXT, **properties)
    assert {key: found[key] for key in found if key not in ("parameters", "required")} == expected


VIDEO: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"duration": words(5, 10, default=5)}, {"seconds": {"to": "duration", "values": [5, 10], "default": 5}}),
    (
        {"duration": words("5", "10", default="5")},
        {"seconds": {"to": "duration", "values": [5, 10], "as": "text", "default": 5}},
    ),
    (
        {"seconds": words("4s", "8s", "auto", default="auto")},
        {"seconds": {"values": [4, 8], "write": "{value}s", "auto": "auto", "default": "auto"}},
    ),
    (
        {"length": {**WHOLE, "minimum": 3, "maximum": 15}},
        {"seconds": {"to": "length", "range": [3, 15]}},
    ),
    (
        {"duration": {"anyOf": [words("auto"), {**WHOLE, "minimum": 2, "maximum": 9}]}},
        {"seconds": {"to": "duration", "range": [2, 9], "auto": "auto"}},
    ),
    (
        {"duration": words(5, "8s", "auto")},
        {"seconds": {"to": "duration", "values": {"5": 5, "8": "8s"}, "auto": "auto"}},
    ),
    ({"duration": WHOLE}, {"seconds": {"to": "duration", "range": "unknown"}}),
    (
        {"num_frames": {**WHOLE, "maximum": 257}, "fps": {**WHOLE, "default": 25}},
        {
            "seconds": {"to": "num_frames", "frames": {"fps": 25, "range": [None, 257]}},
            "fps": {"range": "unknown", "default": 25},
        },
    ),
    (
        {"length": words(97, 129, description="Length in frames, at 24 fps")},
        {"seconds": {"to": "length", "frames": {"fps": 24, "values": [97, 129]}}},
    ),
    (
        {
            "video_length": {**WHOLE, "minimum": 1, "description": "Number of frames (must be 4k+1)"},
            "frame_rate": {**WHOLE, "default": 24},
        },
        {
            "seconds": {"to": "video_length", "frames": {"fps": 24, "multiple_of": 4, "plus": 1, "range": [1, None]}},
            "fps": {"to": "frame_rate", "range": "unknown", "default": 24},
        },
    ),
    # listed as text
    (
        {"num_frames": words("85", "129"), "fps": words("24", "48", default="24")},
        {
            "seconds": {"to": "num_frames", "frames": {"fps": 24, "values": [85, 129]}, "as": "text"},
            "fps": {"values": [24, 48], "as": "text", "default": 24},
        },
    ),
    # no length is 0
    (
        {"duration": words(0, 5, 10, default=0)},
        {"seconds": {"to": "duration", "values": [5, 10], "auto": 0, "default": 0}},
    ),
    # the unit that only the default shows
    (
        {"duration": {**TEXT, "default": "5s"}},
        {"seconds": {"to": "duration", "range": "unknown", "write": "{value}s", "default": 5}},
    ),
    ({"caption_length": words("short", "long"), "seconds": words(4)}, {"seconds": {"values": [4]}}),
    ({"generate_audio": {"type": "boolean", "default": True}}, {"audio": {"to": "generate_audio", "default": True}}),
]


@pytest.mark.parametrize(("properties", "expected"), VIDEO, ids=lambda value: "-".join(value)[:40])
def test_lengths(properties: dict[str, Any], expected: dict[str, Any]) -> None:
    """Seconds in every spelling, and frames with their rate and grid."""
    assert block(media="video", **properties)["parameters"] == expected


PARAMETERS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"text_prompt": {**TEXT, "maxLength": 900}}, {"prompt": {"to": "text_prompt", "max_length": 900}}),
    ({"negativePrompt": TEXT}, {"negative_prompt": {"to": "negativePrompt"}}),
    ({"seed": {**WHOLE, "minimum": 0, "maximum": 99}}, {"seed": {"range": [0, 99]}}),
    ({"seeds": {"type": "array", "items": WHOLE}}, {"seed": {"to": "seeds", "as": "one_per_result"}}),
    ({"num_images": {**WHOLE, "maximum": 4, "default": 1}}, {"n": {"to": "num_images", "max": 4}}),
    ({"numVariations": WHOLE}, {"n": {"to": "numVariations", "max": "unknown"}}),
    ({"how_many": {**WHOLE, "maximum": 8, "description": "The number of images to make"}}, {"n": {"to": "how_many", "max": 8}}),
    ({"n": words(1, 4)}, {"n": {"values": [1, 4]}}),
    ({"output_format": words("png", "jpg", default="jpg")}, {"output_format": {"values": {"png": "png", "jpeg": "jpg"}, "default": "jpeg"}}),
    ({"mime": words("image/png", "image/webp")}, {"output_format": {"to": "mime", "values": {"png": "image/png", "webp": "image/webp"}}}),
    ({"output_quality": {**WHOLE, "minimum": 1, "maximum": 100, "default": 80}}, {"output_compression": {"to": "output_quality", "range": [1, 100], "default": 80}}),
    ({"tone_map_compression_ratio": {"type": "number"}}, {}),
    ({"options": {"type": "object", "properties": {"seed": TEXT}}, "seed": WHOLE}, {"seed": None}),
    ({"response_format": words("url", "b64_json")}, {"response_format": {"values": ["url", "b64_json"]}}),
    ({"inline": {"type": "boolean", "description": "Answer with a data URI"}}, {"response_format": {"to": "inline", "values": {"b64_json": True, "url": False}}}),
    ({"quality": words("low", "high", default="low")}, {"quality": {"values": ["low", "high"], "default": "low"}}),
    ({"style_type": words("None", "Render 3D", default="None")}, {"style": {"to": "style_type", "values": {"none": "None", "render_3d": "Render 3D"}, "default": "none"}}),
    ({"background": words("opaque", "auto")}, {"background": {"values": ["opaque", "auto"]}}),
    ({"user": TEXT}, {"user": None}),
    # neither a count of results nor a seed, a format or a length
    ({"num_inference_steps": WHOLE, "guidance_scale": {"type": "number"}, "scheduler": words("a", "b")}, {}),
    ({"duration": {**WHOLE, "maximum": 9}}, {}),
]  # fmt: skip


@pytest.mark.parametrize(("properties", "expected"), PARAMETERS, ids=lambda value: "-".join(value)[:40])
def test_parameters(properties: dict[str, Any], expected: dict[str, Any]) -> None:
    """Counts, seeds, formats, deliveries and words; what is none of them is not declared, and passes through."""
    found = block(**properties).get("parameters") or {}
    assert found == expected or (isinstance(found, list) and dict.fromkeys(found) == expected)


MARKED: list[tuple[str, dict[str, Any]]] = [
    ("dimensions", {"resolution": TEXT}),
    ("dimensions", {"size": WHOLE}),
    ("dimensions.sizes", {"size": words("1024x1024", "512x512", "huge")}),
    ("dimensions.limits", {"width": words(256, 320, 1024), "height": words(256, 320, 1024)}),
    ("dimensions.tiers", {"resolution": words("720p", "4K")}),
    ("parameters.mode", {"mode": words("std", "pro")}),
    ("parameters.n.max", {"num_images": {**WHOLE, "minimum": 2}}),
    ("parameters.seconds.frames.fps", {"num_frames": WHOLE}),
    ("parameters.seconds.values", {"duration": {**WHOLE, "description": "in milliseconds"}}),
    ("parameters.output_format.values", {"format": words("png", "jpeg", "vector")}),
    ("dimensions", {"size": words("1024x1024"), "task": words("1:1", "4:5")}),
    ("constants.task", {"task": {**TEXT, "description": "what to do"}}),
    ("parameters.input_reference.write", {"image": {"type": "object", "properties": {"a": TEXT, "b": TEXT}}}),
]


@pytest.mark.parametrize(("place", "properties"), MARKED, ids=[place for place, _ in MARKED])
def test_what_cannot_be_told_is_marked(place: str, properties: dict[str, Any]) -> None:
    """The question stands where its answer belongs."""
    document = {"properties": {"prompt": TEXT, **properties}, "required": ["task"]}
    (found,) = blocks(document, media="video", operation="generate").values()
    value: Any = found
    for step in place.split("."):
        value = value[step]
    texts = [value] if isinstance(value, str) else [*value]
    assert any(isinstance(text, str) and text.startswith("TODO: ") for text in texts)


URI = {"type": "string", "format": "uri"}
MANY = {"type": "array", "items": URI, "maxItems": 3}
OPERATIONS: list[tuple[str, dict[str, Any], list[str], dict[str, list[str]]]] = [
    ("image", {}, [], {"generate": []}),
    ("image", {"image": URI}, [], {"generate": [], "edit": ["image"]}),
    ("image", {"image": URI, "mask": URI}, ["image"], {"edit": ["image", "mask"]}),
    ("image", {"image_urls": MANY, "style_image": URI}, [], {"generate": [], "edit": ["image"]}),
    ("video", {"image": URI}, ["image"], {"image_to_video": ["input_reference"]}),
    ("video", {"start_image": URI, "end_image": URI}, [], {"generate": [], "image_to_video": ["input_reference"], "first_last_frame": ["last_frame"]}),
    ("video", {"first_frame": URI, "last_frame": URI}, ["first_frame", "last_frame"], {"first_last_frame": ["input_reference", "last_frame"]}),
    ("video", {"image_urls": MANY, "video_urls": MANY}, [], {"generate": [], "reference_to_video": ["reference_images", "reference_videos"]}),
    ("video", {"video_url": URI}, ["video_url"], {"video_to_video": ["input_video"]}),
]  # fmt: skip


@pytest.mark.parametrize(("media", "properties", "needed", "expected"), OPERATIONS)
def test_operations(media: str, properties: dict[str, Any], needed: list[str], expected: dict[str, list[str]]) -> None:
    """An input that is needed makes the operation, one that is merely taken makes another block."""
    document = {"properties": {"prompt": TEXT, **properties}, "required": ["prompt", *needed]}
    found = blocks(document, media=media)
    inputs = {name: [key for key in told["parameters"] if key != "prompt"] for name, told in found.items()}
    assert inputs == expected
    assert all(set(told["required"]) >= {"prompt"} for told in found.values())


def test_an_input_that_gives_the_shape_leaves_only_the_scale() -> None:
    """Where a picture decides the ratio, the operation with it offers none."""
    document = {
        "properties": {
            "prompt": TEXT,
            "image": {**URI, "description": "The aspect ratio of your output will match this image"},
            "aspect_ratio": words("1:1", "16:9", default="1:1"),
            "resolution": words("1K", "2K", default="2K"),
        }
    }
    edit = blocks(document)["edit"]
    form = {"tiers": ["1K", "2K"], "shape": "input", "write": {"resolution": "{tier}"}}
    assert (edit["dimensions"], edit["default"]) == (form, "auto 2K")


PROVIDER = """
under: input
sizes: {1024x1024: square_hd, 512x512: square}
write: {sizes: {image_size: "{size}"}, free: {width: "{width}", height: "{height}"}, ratios: {aspect_ratio: "{ratio}", resolution: "{tier}"}}
parameters:
  n: num_outputs
  seconds: {to: duration, as: text}
  image: {write: {image_urls.+: "{value}"}, accepts: [url]}
  output_format: {values: {jpeg: jpg, png: png}}
"""


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"num_outputs": {**WHOLE, "maximum": 4}}, {"parameters": {"n": {"max": 4}}}),
        ({"num_images": {**WHOLE, "maximum": 4}}, {"parameters": {"n": {"to": "num_images", "max": 4}}}),
        ({"output_format": words("jpg", "png")}, {"parameters": {"output_format": None}}),
        ({"output_format": words("png")}, {"parameters": {"output_format": {"values": ["png"]}}}),
        ({"image_urls": MANY}, {"parameters": {"image": {"max": 3}}}),
        ({"image_url": URI}, {"parameters": {"image": {"to": "image_url"}}}),
        (
            {"width": WHOLE, "height": WHOLE},
            {"dimensions": {"limits": "unknown"}},
        ),
        (
            {
                "image_size": {
                    "anyOf": [words("square_hd", "square"), {"properties": {"width": WHOLE, "height": WHOLE}}]
                }
            },
            {
                "dimensions": [
                    {"sizes": "provider"},
                    {"limits": "unknown", "write": {"image_size": {"width": "{width}", "height": "{height}"}}},
                ]
            },
        ),
        (
            {"image_size": words("square_hd", default="square_hd")},
            {"dimensions": {"sizes": {"1024x1024": "square_hd"}}, "default": "1024x1024"},
        ),
        (
            {"aspect_ratio": words("1:1"), "resolution": words("1K")},
            {"dimensions": {"aspect_ratios": ["1:1"], "tiers": ["1K"]}},
        ),
    ],
)
def test_what_the_providers_file_says_is_left_out(properties: dict[str, Any], expected: dict[str, Any]) -> None:
    """A block names what it needs and no more."""
    found = block(provider=provider_file(PROVIDER), prompt=TEXT, **properties)
    del found["parameters"]["prompt"]
    assert {key: value for key, value in found.items() if value} == expected


def test_a_spelling_that_the_provider_has_and_the_schema_has_not_is_taken_away() -> None:
    """Where the file says text and this schema takes a number, the block says so."""
    found = block(media="video", provider=provider_file(PROVIDER), duration=words(5, 10))
    assert found["parameters"] == {"seconds": {"values": [5, 10], "as": "none"}}


def test_fields_inside_objects_get_their_paths() -> None:
    """What lies below different fields is written with its way; what all lies below one is said once."""
    inner = {"type": "object", "required": ["prompt"], "properties": {"prompt": TEXT, "size": words("1280*720")}}
    apart = {"type": "object", "required": ["prompt"], "properties": {"prompt": TEXT}}
    settings = {"type": "object", "properties": {"size": words("1280*720")}}
    one = block(input=inner)
    two = block(input=apart, parameters=settings)
    assert (one["under"], one["dimensions"]["write"]) == ("input", {"size": "{width}*{height}"})
    assert two["dimensions"]["write"] == {"parameters.size": "{width}*{height}"}
    assert two["parameters"] == {"prompt": {"to": "input.prompt"}}


def test_a_file_that_may_be_a_link_is_one_field() -> None:
    """What takes a text or an object is a thing: none of its fields is a size, and none is required by itself."""
    file = {"type": "object", "required": ["size"], "properties": {"size": WHOLE, "type": TEXT}}
    found = block(prompt=TEXT, audio_url={"anyOf": [TEXT, file]})
    assert "dimensions" not in found
    assert "constants" not in found


def test_the_one_value_of_a_required_field_is_a_constant() -> None:
    """A field that must be sent and can only say one thing is sent always; the model's id is the model's."""
    document = {
        "properties": {"model": words("aurora-1-large"), "task": words("make"), "prompt": TEXT},
        "required": ["model", "task"],
    }
    found = blocks(document, model=None)["generate"]
    assert (found["model"], found["constants"]) == ("aurora-1-large", {"model": "{model}", "task": "make"})
