"""Where the parts meet: defaults and constants (R1.6), unknown parameters (R7), payloads, paths, accounts (R6)."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import Any

import pytest

from normalizer import NormalizationError, normalize
from normalizer.write import add_text, field_of, get, path_of, put, template_of
from unit.blocks import SPELLING, codes, entry, modes, noted, plan, problems, sent, target, video

RATIOS = """
dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}
default: 16:9 2K
"""


# R1.6: nothing asked, nothing sent


@pytest.mark.parametrize(
    ("block", "payload"),
    [
        pytest.param(RATIOS, {}, id="a default size"),
        pytest.param("parameters: {seconds: {values: [4, 8], default: 4}}", {}, id="a default length"),
        pytest.param("parameters: {n: {max: 4, default: 2}}", {}, id="a default count"),
        pytest.param("parameters: {quality: {values: [low], default: low}}", {}, id="a default word"),
        pytest.param("auto: {size: auto}", {}, id="a word for auto"),
        pytest.param(
            'model: up/m\nconstants: {model: "{model}", safe: true}', {"model": "up/m", "safe": True}, id="constants"
        ),
        pytest.param(RATIOS + "required: [aspect_ratio]", {"ratio": "16:9"}, id="a required shape"),
        pytest.param(RATIOS + "required: [resolution]", {"tier": "2K"}, id="a required scale"),
        pytest.param(RATIOS + "required: [size]", {"ratio": "16:9", "tier": "2K"}, id="both halves required"),
        pytest.param(
            "dimensions: {sizes: [1024x1024, 1536x1024]}\ndefault: 1536x1024\nrequired: [size]",
            {"size": "1536x1024"},
            id="a required size",
        ),
        pytest.param(
            "dimensions: {limits: {multiple_of: 16}}\ndefault: 1024x768\nrequired: [size]",
            {"width": 1024, "height": 768},
            id="required pixels",
        ),
        pytest.param(
            "required: [seconds]\nparameters: {seconds: {values: [4, 8], default: 8, as: text}}",
            {"seconds": "8"},
            id="a required length",
        ),
        pytest.param(
            "required: [quality]\nparameters: {quality: {to: q, values: {low: l}, default: low}}",
            {"q": "l"},
            id="a required word, in the provider's",
        ),
        pytest.param(
            "required: [fps]\nparameters: {fps: {values: {24: film}, default: 24}}",
            {"fps": "film"},
            id="a required number",
        ),
        pytest.param(
            "required: [seconds]\nparameters: {seconds: {to: frames, frames: {fps: 16}, default: 5}}",
            {"frames": 80},
            id="required frames",
        ),
        pytest.param(
            "required: [style]\nparameters: {style: {default: calm}}", {"style": "calm"}, id="a required parameter"
        ),
    ],
)
def test_r1_6_what_is_sent_when_nothing_is_asked(block: str, payload: dict[str, Any]) -> None:
    """Only constants, and required fields with a stated default."""
    made = plan(block, {})
    assert made.calls[0].payload == payload
    wanted = "constant" if "constants" in block else "defaulted"
    assert {row.mode for row in made.parameters} <= {wanted}
    assert {path for row in made.parameters for path in row.sent} == set(payload)
    assert (codes(made), made.exact, made.loss) == ([], True, 0)


@pytest.mark.parametrize(
    ("block", "request_", "missing"),
    [
        pytest.param("required: [prompt]\nparameters: {prompt}", {}, ["prompt"], id="a prompt"),
        pytest.param("required: [prompt]\nparameters: {prompt}", {"prompt": None}, ["prompt"], id="an absent prompt"),
        pytest.param("required: [prompt]\nparameters: {prompt: text}", {"prompt": ""}, [], id="an empty prompt"),
        pytest.param(
            "required: [prompt]\nparameters: {prompt: text}", {"text": "a"}, [], id="the provider's own field"
        ),
        pytest.param("required: [prompt]", {}, ["prompt"], id="not declared"),
        pytest.param("required: [prompt]", {"prompt": "a"}, [], id="not declared and given"),
        pytest.param("required: [prompt, image]\nparameters: {prompt, image}", {}, ["prompt", "image"], id="both"),
        pytest.param("required: [seconds]\nparameters: {seconds: [4, 8]}", {}, ["seconds"], id="no default"),
        pytest.param("required: [seconds]\nparameters: {seconds: [4, 8]}", {"duration": 4}, [], id="an alias"),
        pytest.param("required: [size]\ndimensions: {sizes: [1024x1024, 2x1]}", {}, ["size"], id="a size"),
        pytest.param(
            "required: [size]\ndimensions: {sizes: [1024x1024, 2x1]}", {"aspect_ratio": "1:1"}, [], id="a half of it"
        ),
        pytest.param("required: [size]\ndimensions: {sizes: [1024x1024]}", {"size": "1024x1024"}, [], id="given"),
        pytest.param(
            "required: [aspect_ratio]\ndimensions: {aspect_ratios: [1:1, 2:1]}", {}, ["aspect_ratio"], id="a ratio"
        ),
        pytest.param(
            "required: [resolution]\ndimensions: {tiers: [1K, 2K], shape: unknown}", {}, ["resolution"], id="a scale"
        ),
        pytest.param(
            'required: [aspect_ratio]\ndimensions: {aspect_ratios: [1:1, 2:1], write: {r: "{ratio}"}}',
            {"r": "2:1"},
            [],
            id="the field of the ratio",
        ),
        pytest.param(
            "required: [size]\ndimensions: {sizes: [1024x1024]}\nauto: {size: auto}", {"size": "auto"}, [], id="auto"
        ),
        pytest.param(
            "required: [size]\ndimensions: {sizes: [1024x1024, 2x1]}",
            {"size": "auto"},
            ["size"],
            id="auto without a word",
        ),
        pytest.param(
            "required: [seconds]\nparameters: {seconds: [4, 8]}",
            {"seconds": "auto"},
            ["seconds"],
            id="a length left open",
        ),
        pytest.param(
            "required: [seconds]\nparameters: {seconds: {values: [4], auto: best}}",
            {"seconds": "auto"},
            [],
            id="with a word",
        ),
    ],
)
def test_r1_6_what_is_required_and_missing(block: str, request_: dict[str, Any], missing: list[str]) -> None:
    """Without a default the absence of a required parameter is an error."""
    if missing:
        found = problems(block, request_)
        assert [(p.parameter, p.code) for p in found] == [(name, "missing") for name in missing]
    else:
        plan(block, request_)


def test_r1_6_a_malformed_value_is_not_missing_too() -> None:
    """One mistake is one problem."""
    block = "required: [size, seconds, n]\ndimensions: {sizes: [1024x1024]}\nparameters: {seconds: [4], n: {max: 2}}"
    found = problems(block, {"size": "big", "seconds": "long", "n": 0})
    assert [p.parameter for p in found] == ["size", "n", "seconds"]


def test_r1_5_r1_6_a_required_length_that_is_left_open() -> None:
    """`auto` for a required length sends the stated default, reported as such under the caller's key."""
    block = "required: [seconds]\nparameters: {seconds: {values: [4, 8], default: 8}}"
    made = plan(block, {"duration": "auto"})
    assert made.calls[0].payload == {"seconds": 8}
    assert entry(made, "duration") == ("defaulted", "auto", {"seconds": 8}, True)


def test_r1_6_constants() -> None:
    """Constants are sent in any case, nested too; what the caller writes there himself wins (R7.3)."""
    block = "constants: {a.b: 1, a.c: [2], flag: true}\nparameters: {style: a.style}"
    assert sent(block, {}) == {"a": {"b": 1, "c": [2]}, "flag": True}
    assert sent(block, {"style": "x"}) == {"a": {"b": 1, "c": [2], "style": "x"}, "flag": True}
    made = plan(block, {"flag": False})
    assert made.calls[0].payload == {"a": {"b": 1, "c": [2]}, "flag": False}
    assert modes(made) == {"flag": "passthrough", "a.b": "constant", "a.c": "constant"}
    assert plan(block, {"a": 7}).calls[0].payload == {"a": 7, "flag": True}


def test_a_callers_own_deployment() -> None:
    """With `model: caller` the id is the caller's own, without the provider in front of it."""
    block = target('model: caller\nconstants: {deployment: "{model}"}')
    assert (block.upstream_model, repr(block)) == (None, "<Target one/m generate>")
    made = normalize({"model": "one/my-dall-e"}, block)
    assert (made.calls[0].payload, made.upstream_model) == ({"deployment": "my-dall-e"}, None)
    assert normalize({}, block).calls[0].payload == {}
    assert normalize({"model": 7}, block).calls[0].payload == {}


def test_status_of_the_model() -> None:
    """A retired model still gives a plan, with an adjustment; a deprecated one has a note (R11.3)."""
    made = plan(target("{}", head="status: retired\nreplaced_by: m2"), {"n": 1})
    assert [(a.parameter, a.code, a.asked, a.because, a.rule) for a in made.adjustments] == [
        ("model", "model_retired", "m", "use m2 instead", "R11.3")
    ]
    made = plan(target("{}", head="status: deprecated"), {"n": 1})
    assert (codes(made), [(n.parameter, n.code, n.because) for n in made.notes]) == (
        [],
        [("model", "model_deprecated", None)],
    )
    assert plan(target("status: retired"), {}).adjustments[0].code == "model_retired"
    assert noted(plan("{}", {})) == []


# R7: unknown parameters


def test_r7_1_unknown_parameters_travel_unchanged() -> None:
    """They go upstream in the caller's order, behind what the library writes, each the caller's own object."""
    deep = {"a": [1, {"b": object()}]}
    request = MappingProxyType({"zeta": deep, "prompt": "a fox", "a.b": 1, "guidance": 7.5, "none": None})
    made = plan("parameters: {prompt}", request)
    payload = made.calls[0].payload
    assert list(payload) == ["prompt", "zeta", "a.b", "guidance", "none"]
    assert payload["zeta"] is deep
    assert entry(made, "a.b") == ("passthrough", 1, {"a.b": 1}, True)
    assert made.exact


@pytest.mark.parametrize(
    ("where", "payload", "path"),
    [
        pytest.param("", {"prompt": "a", "cfg": 7}, "cfg", id="beside the others"),
        pytest.param("under: input", {"input": {"prompt": "a", "cfg": 7}}, "input.cfg", id="below with all others"),
        pytest.param("under: a.b", {"a": {"b": {"prompt": "a", "cfg": 7}}}, "a.b.cfg", id="two levels"),
        pytest.param(
            "extras_under: parameters", {"prompt": "a", "parameters": {"cfg": 7}}, "parameters.cfg", id="below alone"
        ),
        pytest.param("extras_under: a.b", {"prompt": "a", "a": {"b": {"cfg": 7}}}, "a.b.cfg", id="below, two levels"),
    ],
)
def test_r7_1_where_extras_go(where: str, payload: dict[str, Any], path: str) -> None:
    """Where the target says extras go."""
    made = plan(f"parameters: {{prompt}}\n{where}", {"prompt": "a", "cfg": 7})
    assert made.calls[0].payload == payload
    assert entry(made, "cfg") == ("passthrough", 7, {path: 7}, True)


def test_r7_1_extras_below_a_field_of_their_own() -> None:
    """The provider's own top-level fields stay on top; the field below which extras go is one of them."""
    block = "parameters: {prompt: text, style: parameters.style}\nextras_under: parameters"
    assert sent(block, {"text": "a", "cfg": 7}) == {"text": "a", "parameters": {"cfg": 7}}
    assert sent(block, {"style": "x", "cfg": 7}) == {"parameters": {"style": "x", "cfg": 7}}
    made = plan(block, {"parameters": {"seed": 1}, "cfg": 7})
    assert made.calls[0].payload == {"parameters": {"seed": 1}, "cfg": 7}
    assert entry(made, "cfg")[2] == {"cfg": 7}


def test_r7_2_request_keys_are_never_paths() -> None:
    """A key with dots is a name with dots, also below `under`."""
    assert sent("under: input", {"a.0.+": 1, "b": 2}) == {"input": {"a.0.+": 1, "b": 2}}
    assert sent("parameters: {style: a.b}", {"a.b": 1, "style": "x"}) == {"a": {"b": "x"}, "a.b": 1}


@pytest.mark.parametrize(
    ("block", "request_", "payload", "beaten"),
    [
        pytest.param(
            "parameters: {seconds: {to: length, values: [4, 8]}}",
            {"length": 5, "seconds": 8},
            {"length": 5},
            ["seconds"],
            id="a parameter",
        ),
        pytest.param(RATIOS, {"ratio": "3:2", "size": "1024x1024"}, {"ratio": "3:2"}, ["size"], id="the geometry"),
        pytest.param(
            RATIOS,
            {"ratio": "3:2", "aspect_ratio": "1:1", "resolution": "2K"},
            {"ratio": "3:2"},
            ["aspect_ratio", "resolution"],
            id="all of the geometry",
        ),
        pytest.param(RATIOS, {"tier": "9K"}, {"tier": "9K"}, [], id="nothing beaten"),
        pytest.param(
            "parameters: {seed: config.seed, quality: config.quality, style: }",
            {"config": {"a": 1}, "seed": 1, "quality": "low", "style": "x"},
            {"config": {"a": 1}, "style": "x"},
            ["seed", "quality"],
            id="everything below one field",
        ),
        pytest.param("parameters: {n: {to: num, max: 4}}", {"num": 3, "n": 2}, {"num": 3}, ["n"], id="the count"),
        pytest.param(
            "parameters: {response_format: {to: sync, values: {url: false, b64_json: true}}}",
            {"sync": True, "response_format": "b64_json"},
            {"sync": True},
            ["response_format"],
            id="the delivery",
        ),
        pytest.param(
            "parameters: {output_format: {to: mime, values: {png: image/png, jpeg: image/jpeg}}}",
            {"mime": "image/png", "output_format": "jpeg"},
            {"mime": "image/png"},
            ["output_format"],
            id="the file type",
        ),
        pytest.param(
            "auto: {shape: auto}\n" + RATIOS, {"shape": "x", "size": "auto"}, {"shape": "x"}, ["size"], id="auto"
        ),
        pytest.param(
            "required: [seconds]\nparameters: {seconds: {to: length, values: [4], default: 4}}",
            {"length": 5},
            {"length": 5},
            [],
            id="a required one",
        ),
    ],
)
def test_r7_3_the_callers_own_field_wins(
    block: str, request_: dict[str, Any], payload: dict[str, Any], beaten: list[str]
) -> None:
    """What the caller wrote himself stands, and what would have gone there is overridden."""
    made = plan(block, request_)
    assert made.calls[0].payload == payload
    assert [(a.parameter, a.code, a.used, a.rule) for a in made.adjustments] == [
        (name, "native_field", None, "R7.3") for name in beaten
    ]
    assert {name: mode for name, mode in modes(made).items() if name in beaten} == dict.fromkeys(beaten, "overridden")
    assert modes(made).keys() == request_.keys()


def test_r7_3_the_plan_knows_nothing_of_a_field_the_caller_wrote() -> None:
    """Size, tier and length are not known where the caller wrote the provider's own fields."""
    made = plan('dimensions: {sizes: [1024x1024, 512x512], write: {s: "{size}"}}\ndefault: 1024x1024', {"s": "512x512"})
    assert (made.expected_size, made.resolved, made.billed.pixels, made.billed.tier) == (None, (None,) * 4, None, None)
    length = video("parameters: {seconds: {to: length, values: [4, 8], default: 4}}")
    assert plan(length, {"length": 8}).resolved.seconds is None
    assert plan(length, {}).resolved.seconds == 4


@pytest.mark.parametrize("rule", ["drop", "refuse"])
def test_r7_3_the_providers_own_fields_are_no_extras(rule: str) -> None:
    """Where unknown fields are dropped or refused the known ones of the provider still pass."""
    block = f"parameters: {{seconds: {{to: length, values: [4]}}}}\nextras: {rule}"
    assert sent(block, {"length": 4}) == {"length": 4}


# accounts of R6


def test_r6_every_field_has_one_origin_and_every_key_one_entry() -> None:
    """The report adds up to the request on one side and to the payload on the other."""
    block = """
model: up/m
constants: {model: "{model}", safe: true}
required: [prompt, quality]
dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}
default: 1:1 1K
parameters: {prompt: text, n: {max: 2}, seed: {range: [0, 9]}, quality: {values: [low], default: low}, image: {max: 2}}
rules: [{when: {n: {min: 2}}, send: {batch: true}}]
"""
    request = {
        "model": "m",
        "prompt": "a fox",
        "size": "1024x1024",
        "aspect_ratio": "1:1",
        "n": 3,
        "seed": 1,
        "image": ["a", "b"],
        "mask": "x",
        "guidance": 7,
        "user": None,
        "output_format": "webp",
    }
    made = plan(block, request)
    names = [row.name for row in made.parameters]
    assert names[: len(request)] == list(request)
    assert sorted(names[len(request) :]) == ["batch", "model", "quality", "safe"] or len(names) == len(request) + 4
    fields = [path for row in made.parameters for path in row.sent]
    assert sorted(fields) == sorted(made.calls[0].payload)
    for row in made.parameters:
        for path, value in row.sent.items():
            assert made.calls[0].payload[path] == value


def test_r6_paths_are_full_below_under() -> None:
    """What was sent is named by its whole path, constants and rules' fields too."""
    made = plan(
        RATIOS + "under: input\nconstants: {safe: true}\nrules: [{when: {aspect_ratio: 1:1}, send: {x: 1}}]",
        {"aspect_ratio": "1:1", "cfg": 7},
    )
    assert made.calls[0].payload == {"input": {"safe": True, "ratio": "1:1", "x": 1, "cfg": 7}}
    assert {path for row in made.parameters for path in row.sent} == {
        "input.ratio",
        "input.cfg",
        "input.safe",
        "input.x",
    }


def test_r10_1_loss_and_its_parts() -> None:
    """Nothing lost is 0; shape, scale, length, unsupported, unknown and other values add up."""
    from math import log

    assert plan(RATIOS, {"size": "2048x2048"}).loss == 0
    made = plan(RATIOS, {"aspect_ratio": "3:2", "resolution": "1.5K"})
    # 3:2 against 16:9 is 32/27, 2.25 MP against 4 MP is 16/9
    assert made.loss_parts == {
        "shape": pytest.approx(16 * log(32 / 27)),
        "scale": pytest.approx(log(16 / 9)),
    }
    assert made.loss == pytest.approx(sum(made.loss_parts.values()))
    made = plan("{}", {"size": "7x70", "image": "a", "seconds": 4})
    assert made.loss_parts == {"unsupported": 3.0}
    made = plan("parameters: {fps: [24], quality: {values: [low], open: true}}", {"fps": 30, "quality": "x"})
    assert made.loss_parts == {"values": pytest.approx(0.1), "unknown": pytest.approx(0.1)}
    assert plan("{}", {"n": 3, "output_format": "webp", "guidance": 1}).loss == 0


def test_the_callers_request_is_untouched() -> None:
    """Neither a plan nor an error changes the mapping that was passed in."""
    request = {"prompt": "a", "n": 6, "duration": 8, "seconds": 4, "stream": True, "cfg": [1]}
    before = dict(request)
    plan("parameters: {seconds: [4]}", request)
    assert request == before
    with pytest.raises(NormalizationError):
        plan("{}", {**request, "n": 0})
    assert request == before


def test_a_target_is_immutable() -> None:
    """A target is shared by all requests."""
    made = target("{}")
    with pytest.raises(AttributeError, match="immutable"):
        made.model = "other"
    assert (made.model, made.provider, made.operation, made.status) == ("m", "one", "generate", "live")


# paths and templates


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("a.0", ("a", 0)),
        ("a.12.+", ("a", 12, "+")),
        ("contents.0.parts.+", ("contents", 0, "parts", "+")),
        ("a.²", ("a", "²")),
    ],
)
def test_paths(text: str, path: tuple[Any, ...]) -> None:
    """`a.b` nests, a number is a place in a list, `+` one more item."""
    assert path_of(text) == path


@pytest.mark.parametrize(
    ("writes", "body"),
    [
        ([("a", 1), ("b", 2)], {"a": 1, "b": 2}),
        ([("a.b", 1), ("a.c", 2)], {"a": {"b": 1, "c": 2}}),
        ([("a.+", 1), ("a.+", 2)], {"a": [1, 2]}),
        ([("a.0", 1), ("a.0", 2)], {"a": [2]}),
        ([("a.1", 1)], {"a": [None, 1]}),
        ([("a.0.b", 1), ("a.0.c", 2), ("a.+.b", 3)], {"a": [{"b": 1, "c": 2}, {"b": 3}]}),
        ([("a.0.+", 1), ("a.0.+", 2)], {"a": [[1, 2]]}),
        ([("a", None), ("a.b", 1)], {"a": {"b": 1}}),
        ([("a.1.b", 1), ("a.0.b", 2)], {"a": [{"b": 2}, {"b": 1}]}),
    ],
)
def test_values_are_put_at_their_paths(writes: list[tuple[str, Any]], body: dict[str, Any]) -> None:
    """Objects and lists are made on the way."""
    root: dict[str, Any] = {}
    for path, value in writes:
        put(root, path_of(path), value)
    assert root == body


@pytest.mark.parametrize(
    ("path", "value"),
    [("a.b", 1), ("c.0", 2), ("c.1", None), ("a.x", None), ("a.b.c", None), ("c.+", None), ("x", None)],
)
def test_what_stands_at_a_path(path: str, value: Any) -> None:
    """Nothing where there is nothing."""
    assert get({"a": {"b": 1}, "c": [2]}, path_of(path)) == value


def test_text_is_added_to_text() -> None:
    """What is added stands behind what is there; alone it has no leading space."""
    root: dict[str, Any] = {"a": "x", "n": 7}
    add_text(root, ("a",), " --y")
    add_text(root, ("b",), " --z")
    add_text(root, ("n",), " --q")
    assert root == {"a": "x --y", "b": "--z", "n": "--q"}


@pytest.mark.parametrize(
    ("raw", "names", "value"),
    [
        ("{width}", {"width"}, 16),
        ("{width}:{height}", {"width", "height"}, "16:9"),
        ("{width}px", {"width"}, "16px"),
        ("w{width}", {"width"}, "w16"),
        ("plain", set(), "plain"),
        ("{not a hole}", set(), "{not a hole}"),
        (7, set(), 7),
        (None, set(), None),
        ({"w": "{width}", "k": 1}, {"width"}, {"w": 16, "k": 1}),
        (["{width}", {"h": "{height}"}], {"width", "height"}, [16, {"h": 9}]),
        ("", set(), ""),
    ],
)
def test_templates(raw: Any, names: set[str], value: Any) -> None:
    """One placeholder alone keeps its type, none is a constant, containers are filled inside."""
    template = template_of(raw)
    assert template.names == names
    assert template.fill({"width": 16, "height": 9}) == value


def test_an_unknown_placeholder_is_refused() -> None:
    """A hole that nothing fills is a mistake of the file."""
    with pytest.raises(ValueError, match=r"unknown placeholder \{colour\}"):
        template_of("{colour}")


@pytest.mark.parametrize(
    ("raw", "shape", "scale"),
    [
        ("{ratio}", True, False),
        ("{ratio_width}", True, False),
        ("{ratio_height}", True, False),
        ("{tier}", False, True),
        ("{megapixels}", False, True),
        ("{width}", True, True),
        ("{height}", True, True),
        ("{size}", True, True),
        ("{value}", False, False),
        ("custom", False, False),
    ],
)
def test_r4_8_what_a_field_says(raw: str, *, shape: bool, scale: bool) -> None:
    """A field says something about the shape, the scale, both or neither."""
    field = field_of("a.b", raw)
    assert (field.needs_shape, field.needs_scale, field.path, field.text) == (shape, scale, ("a", "b"), "a.b")


def test_each_call_has_lists_of_its_own() -> None:
    """Constants and filled templates are made anew for every call."""
    block = target(
        'constants: {tags: [a], opts: {x: [1]}}\nparameters: {prompt: {write: {parts.+: {text: "{value}"}}}}',
        spelling=SPELLING,
    )
    first, second = normalize({"prompt": "a", "n": 2}, block).calls
    assert first.payload == second.payload == {"tags": ["a"], "opts": {"x": [1]}, "parts": [{"text": "a"}]}
    first.payload["tags"].append("b")
    first.payload["opts"]["x"].append(2)
    first.payload["parts"].append(1)
    assert second.payload == {"tags": ["a"], "opts": {"x": [1]}, "parts": [{"text": "a"}]}
    assert normalize({"prompt": "a"}, block).calls[0].payload == second.payload


@pytest.mark.parametrize("value", [False, 0])
def test_r8_7_a_wish_not_to_stream_is_met(value: object) -> None:
    """Not streaming is what several calls do anyway."""
    made = plan("parameters: {prompt, n: {max: 1}}", {"n": 2, "stream": value})
    assert (made.exact, entry(made, "stream")[0]) == (True, "met")
    assert [call.payload.get("stream") for call in made.calls] == [None, None]


def test_r7_3_the_providers_own_count_is_expected() -> None:
    """A caller who writes the provider's field for `n` gets as many results as that says."""
    made = plan("parameters: {prompt, n: {to: num_images, max: 4}}", {"num_images": 3})
    assert [(call.payload, call.count) for call in made.calls] == [({"num_images": 3}, 3)]
    assert made.billed.results == 3


def test_r3_6_r10_1_what_a_condition_leaves_unsent_is_a_loss() -> None:
    """A shape that may not be sent cannot be known: it counts as far away as an unknown one."""
    block = """
dimensions: {aspect_ratios: [16:9, 9:16], tiers: [720p, 1080p]}
default: 16:9 720p
parameters: {image: }
rules: [{when: {given: image}, omit: [aspect_ratio]}]
"""
    made = plan(block, {"size": "720x1280", "image": "https://in.test/a.png"})
    assert made.loss == pytest.approx(16 * math.log(2), rel=1e-6)


def test_r2_6_a_known_input_gives_its_shape_though_nothing_is_asked() -> None:
    """What follows the input has its shape, and what comes back is compared with it."""
    made = normalize({}, target("dimensions: {tiers: [1K, 2K], shape: input}\ndefault: 1K"), input_size=(1200, 800))
    assert made.resolved.ratio == "3:2"
    assert not made.verify(100, 900)
    assert made.verify(1500, 1000)


@pytest.mark.parametrize("sides", [(0, 0), ("a", 1), (-1, 5), (True, 1)])
def test_verify_takes_sides_in_pixels(sides: tuple[Any, Any]) -> None:
    """Anything else is the caller's mistake, and said so."""
    with pytest.raises(NormalizationError, match="a side in whole pixels"):
        plan("parameters: {prompt}", {}).verify(*sides)
