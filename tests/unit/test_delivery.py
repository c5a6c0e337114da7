"""File type, compression and delivery (R8.3, R8.4, R8.5): native first, else steps around the call."""

from __future__ import annotations

from typing import Any

import pytest

from unit.blocks import SPELLING, codes, entry, modes, noted, plan, problems, target

STORE = ("store", {"minutes": 60})
FETCH = ("fetch", {})


def spelling(returns: str) -> str:
    """Give a provider's file with these returns."""
    return SPELLING.replace("{delivery: url, format: png}", returns)


def steps(block: str, request: dict[str, Any], returns: str = "{delivery: url, format: png}", **more: Any) -> list[Any]:
    """Give kind and options of every step."""
    made = plan(target(block, spelling=spelling(returns)), request, **more)
    return [(step.kind, dict(step.options)) for step in made.steps]


def encode(into: str) -> tuple[str, dict[str, str]]:
    """Give the step that encodes."""
    return "encode", {"into": into}


# R8.4: delivery


@pytest.mark.parametrize(
    ("returns", "wanted", "expected", "mode"),
    [
        pytest.param("{delivery: url}", "url", [], "met", id="a url comes anyway"),
        pytest.param("{delivery: b64_json}", "b64_json", [], "met", id="base64 comes anyway"),
        pytest.param("{delivery: url}", "b64_json", [FETCH, encode("b64_json")], "emulated", id="url to base64"),
        pytest.param("{delivery: b64_json}", "url", [STORE], "emulated", id="base64 to url"),
        pytest.param("{delivery: bytes}", "url", [STORE], "emulated", id="bytes to url"),
        pytest.param("{delivery: bytes}", "b64_json", [encode("b64_json")], "emulated", id="bytes to base64"),
        pytest.param("{delivery: data_url}", "url", [STORE], "emulated", id="a data url to url"),
        pytest.param("{delivery: data_url}", "b64_json", [encode("b64_json")], "emulated", id="a data url to base64"),
        pytest.param("{delivery: bucket}", "url", [FETCH, STORE], "emulated", id="the bucket to url"),
        pytest.param(
            "{delivery: bucket}", "b64_json", [FETCH, encode("b64_json")], "emulated", id="the bucket to base64"
        ),
    ],
)
def test_r8_4_delivery_without_a_field(returns: str, wanted: str, expected: list[Any], mode: str) -> None:
    """What comes anyway is met; bytes are stored for a url, links fetched and encoded for base64."""
    assert steps("{}", {"response_format": wanted}, returns) == expected
    made = plan(target("{}", spelling=spelling(returns)), {"response_format": wanted})
    assert (made.calls[0].payload, modes(made), codes(made), made.exact) == ({}, {"response_format": mode}, [], True)


def test_r8_4_nothing_where_the_provider_obliges() -> None:
    """A field that takes the word is written, and no step is needed."""
    block = "parameters: {response_format: {to: sync_mode, values: {b64_json: true, url: false}}}"
    made = plan(block, {"response_format": "b64_json"})
    assert (made.calls[0].payload, made.steps, modes(made)) == (
        {"sync_mode": True},
        (),
        {"response_format": "converted"},
    )
    made = plan(block, {"response_format": "url"})
    assert (made.calls[0].payload, made.steps, modes(made)) == ({}, (), {"response_format": "met"})
    listed = "parameters: {response_format: [url, b64_json]}"
    made = plan(listed, {"response_format": "B64_JSON"})
    assert (made.calls[0].payload, modes(made)) == ({"response_format": "b64_json"}, {"response_format": "converted"})
    only = "parameters: {response_format: [url]}"
    assert steps(only, {"response_format": "b64_json"}) == [FETCH, encode("b64_json")]


def test_r8_4_delivery_that_is_not_known() -> None:
    """Without knowing how results come no step can be planned around them."""
    made = plan(target("{}", spelling=spelling("{format: png}")), {"response_format": "url"})
    assert (made.steps, modes(made)) == ((), {"response_format": "unsupported"})
    assert [(a.code, a.rule, a.because) for a in made.adjustments] == [
        ("unsupported", "R8.4", "how results come is not known")
    ]
    field = target("parameters: {response_format: [url, b64_json]}", spelling=spelling("{format: png}"))
    made = plan(field, {"response_format": "url"})
    assert (made.calls[0].payload, made.steps, codes(made)) == ({"response_format": "url"}, (), [])


def test_r1_6_a_required_delivery_is_sent() -> None:
    """Where the provider refuses to miss the field, the asked word is sent though it comes anyway."""
    block = "required: [response_format]\nparameters: {response_format: {values: [url, b64_json], default: url}}"
    made = plan(block, {})
    assert entry(made, "response_format") == ("defaulted", None, {"response_format": "url"}, True)
    made = plan(block, {"response_format": "b64_json"})
    assert made.calls[0].payload == {"response_format": "b64_json"}
    made = plan(block, {"response_format": "url"})
    assert made.calls[0].payload == {"response_format": "url"}


# R8.3: file types


@pytest.mark.parametrize(
    ("block", "returns", "wanted", "payload", "expected", "mode"),
    [
        pytest.param("{}", "{delivery: url, format: png}", "png", {}, [], "met", id="it comes anyway"),
        pytest.param(
            "parameters: {output_format: [png, jpeg]}",
            "{delivery: url, format: png}",
            "jpeg",
            {"output_format": "jpeg"},
            [],
            "passthrough",
            id="native",
        ),
        pytest.param(
            "parameters: {output_format: {to: mime, values: {jpg: image/jpeg}}}",
            "{delivery: url, format: png}",
            "jpeg",
            {"mime": "image/jpeg"},
            [],
            "converted",
            id="native, the provider's word",
        ),
        pytest.param(
            "{}",
            "{delivery: url, format: png}",
            "webp",
            {},
            [FETCH, ("convert", {"format": "webp"}), STORE],
            "emulated",
            id="from its own format",
        ),
        pytest.param(
            "parameters: {output_format: [jpeg, png]}",
            "{delivery: b64_json, format: jpeg}",
            "webp",
            {"output_format": "png"},
            [("convert", {"format": "webp"}), encode("b64_json")],
            "emulated",
            id="from its lossless format",
        ),
        pytest.param(
            "parameters: {output_format: [jpeg, png]}",
            "{delivery: b64_json, format: png}",
            "webp",
            {},
            [("convert", {"format": "webp"}), encode("b64_json")],
            "emulated",
            id="lossless comes anyway",
        ),
        pytest.param(
            "parameters: {output_format: [jpeg, webp]}",
            "{delivery: bytes, format: jpeg}",
            "avif",
            {},
            [("convert", {"format": "avif"})],
            "emulated",
            id="from its default",
        ),
        pytest.param(
            "{}",
            "{delivery: data_url}",
            "gif",
            {},
            [("convert", {"format": "gif"}), encode("data_url")],
            "emulated",
            id="from a format that is not known",
        ),
        pytest.param(
            "{}",
            "{delivery: bucket, format: jpg}",
            "png",
            {},
            [FETCH, ("convert", {"format": "png"}), STORE],
            "emulated",
            id="out of the bucket",
        ),
        pytest.param("{}", "{delivery: url, format: jpg}", "jpeg", {}, [], "met", id="jpg is jpeg"),
        pytest.param("{}", "{}", "webp", {}, [("convert", {"format": "webp"})], "emulated", id="nothing known"),
    ],
)
def test_r8_3_file_types(
    block: str, returns: str, wanted: str, payload: dict[str, Any], expected: list[Any], *, mode: str
) -> None:
    """Native where it is made, else its lossless or default format and a convert step, handed over as ever."""
    made = plan(target(block, spelling=spelling(returns)), {"output_format": wanted})
    assert made.calls[0].payload == payload
    assert [(step.kind, dict(step.options)) for step in made.steps] == expected
    assert (modes(made), codes(made), made.exact) == ({"output_format": mode}, [], True)


def test_r1_6_a_required_file_type_is_sent() -> None:
    """A required format is written though it comes anyway; not asked, the default is."""
    block = "required: [output_format]\nparameters: {output_format: {values: [png, jpeg], default: png}}"
    assert plan(block, {"output_format": "png"}).calls[0].payload == {"output_format": "png"}
    assert entry(plan(block, {}), "output_format") == ("defaulted", None, {"output_format": "png"}, True)


@pytest.mark.parametrize(
    ("facts", "comes", "sent"),
    [
        pytest.param("[jpeg, png]", "png", "png", id="the lossless one, though it comes anyway"),
        pytest.param("{values: [jpeg, webp], default: webp}", "jpeg", "webp", id="the default"),
        pytest.param("{values: {webp: WEBP, jpeg: JPG}}", "jpeg", "JPG", id="what comes anyway"),
        pytest.param("[webp, jpeg]", "avif", "webp", id="the first"),
    ],
)
def test_r1_6_r8_3_a_required_file_type_is_sent_before_a_conversion(facts: str, comes: str, sent: str) -> None:
    """The provider refuses to miss the field, so that it is told what the step converts."""
    block = f"required: [output_format]\nparameters: {{output_format: {facts}}}"
    made = plan(target(block, spelling=spelling(f"{{delivery: bytes, format: {comes}}}")), {"output_format": "gif"})
    assert made.calls[0].payload == {"output_format": sent}
    assert [(step.kind, dict(step.options)) for step in made.steps] == [("convert", {"format": "gif"})]
    assert entry(made, "output_format") == ("emulated", "gif", {"output_format": sent}, True)


def test_r1_6_r8_3_compression_fills_a_required_file_type() -> None:
    """A step that compresses asks for the lossless type; the default does not overwrite it."""
    block = "required: [output_format]\nparameters: {output_format: {values: [jpeg, png], default: jpeg}}"
    made = plan(
        target(block, spelling=spelling("{delivery: bytes, format: jpeg}")),
        {"output_compression": 50},
    )
    assert made.calls[0].payload == {"output_format": "png"}
    assert [(step.kind, dict(step.options)) for step in made.steps] == [("convert", {"format": "jpeg", "quality": 50})]
    assert modes(made) == {"output_compression": "emulated"}


def test_r1_6_r8_4_a_required_delivery_is_sent_where_a_step_changes_it() -> None:
    """The provider is told what it can, and the step hands over what was asked."""
    block = "required: [response_format]\nparameters: {response_format: {values: {url: link}}}"
    made = plan(block, {"response_format": "b64_json"})
    assert made.calls[0].payload == {"response_format": "link"}
    assert [step.kind for step in made.steps] == ["fetch", "encode"]
    assert entry(made, "response_format") == ("emulated", "b64_json", {"response_format": "link"}, True)


@pytest.mark.parametrize(("word", "sent"), [("url", 1), ("b64_json", None)])
def test_r6_5_conditions_look_at_the_delivery_that_is_sent(word: str, sent: int | None) -> None:
    """Not at the one that a step makes of it."""
    block = (
        "required: [response_format]\nparameters: {response_format: {values: {url: link}}}\n"
        f"rules: [{{when: {{response_format: [{word}]}}, send: {{flag: 1}}}}]"
    )
    made = plan(block, {"response_format": "b64_json"})
    assert made.calls[0].payload.get("flag") == sent


JPEGS = spelling("{delivery: url, format: jpeg}")
FILES = "parameters: {output_format: {values: [jpeg, png], default: jpeg}, kind: }\nrules: [{when: "


@pytest.mark.parametrize(
    ("asked", "types"),
    [
        ({}, "jpeg"),
        ({"output_format": "png"}, "png"),
        ({"output_format": "webp"}, "png"),
        ({"output_compression": 50}, "png"),
        ({"output_format": "avif", "output_compression": 50}, "png"),
    ],
)
def test_r6_5_conditions_look_at_the_file_type_that_is_sent(asked: dict[str, Any], types: str) -> None:
    """Not at the one that a step makes of it; where nothing is sent, at the provider's default."""
    for word in ("jpeg", "png", "webp"):
        block = f"{FILES}{{output_format: [{word}]}}, send: {{flag: 1}}}}]"
        made = plan(target(block, spelling=JPEGS), asked)
        assert made.calls[0].payload.get("flag") == (1 if word == types else None), word


def test_r6_5_where_no_type_is_sent_conditions_look_at_what_comes() -> None:
    """A step makes the wished type of the provider's own one; a condition on its name holds."""
    for word, flag in (("png", 1), ("webp", None)):
        made = plan(f"{FILES}{{output_format: [{word}]}}, send: {{flag: 1}}}}]", {"output_format": "webp"})
        assert made.calls[0].payload == ({} if flag is None else {"flag": flag})
    both = "parameters: {output_format: {values: [jpeg], default: jpeg}, output_compression: {range: [0, 100]}}"
    made = plan(
        target(f"{both}\nrules: [{{when: {{output_format: [jpeg]}}, send: {{flag: 1}}}}]", spelling=JPEGS),
        {"output_compression": 50},
    )
    assert made.calls[0].payload == {"output_compression": 50, "flag": 1}
    chained = "{kind: [x]}, restrict: {output_format: [jpeg]}}, {when: {output_format: [jpeg]}, send: {flag: 1}}]"
    made = plan(target(f"{FILES}{chained}", spelling=JPEGS), {"kind": "x", "output_format": "webp"})
    assert made.calls[0].payload == {"output_format": "jpeg", "kind": "x", "flag": 1}
    rule = "rules: [{when: {output_compression: {min: 60}}, send: {flag: 1}}]"
    made = plan(
        target(f"parameters: {{output_format: [png, jpeg]}}\n{rule}", spelling=JPEGS), {"output_compression": 70}
    )
    assert made.calls[0].payload == {"output_format": "png"}


@pytest.mark.parametrize(
    ("asked", "left", "sent"),
    [
        ({"output_format": "webp"}, "[jpeg]", "jpeg"),
        ({"output_format": "webp"}, "[png, webp]", "png"),
        ({"output_format": "webp"}, "[webp]", "png"),
        ({"output_compression": 50}, "[jpeg]", "jpeg"),
        ({"output_format": "avif", "output_compression": 50}, "[jpeg]", "jpeg"),
    ],
)
def test_r6_5_r8_3_a_step_begins_with_a_type_that_conditions_leave(asked: dict[str, Any], left: str, sent: str) -> None:
    """What the provider is asked for is legal after the rules; what comes out stays as it was asked."""
    block = f"{FILES}{{kind: [x]}}, restrict: {{output_format: {left}}}}}]"
    made = plan(target(block, spelling=JPEGS), {"kind": "x", **asked})
    assert made.calls[0].payload == {"output_format": sent, "kind": "x"}
    assert modes(made) == {"kind": "passthrough", **dict.fromkeys(asked, "emulated")}
    assert [one.options["format"] for one in made.steps if one.kind == "convert"] == [
        asked.get("output_format", "jpeg")
    ]
    assert made.exact


def test_r8_3_videos_are_not_converted() -> None:
    """A file type that a video target does not make is unsupported, and so is compression without a field."""
    made = plan("{}", {"output_format": "webp", "output_compression": 50}, media="video")
    assert (made.calls[0].payload, made.steps) == ({}, ())
    assert sorted(codes(made)) == [("output_compression", "unsupported"), ("output_format", "unsupported")]
    assert all(change.rule == "R8.3" for change in made.adjustments)
    said = {change.parameter: change.because for change in made.adjustments}
    assert said["output_format"] == "a video cannot be converted to this file type"
    for own in ("mp4", "webp"):
        clips = target("{}", spelling=spelling(f"{{delivery: url, format: {own}}}"), media="video")
        made = plan(clips, {"output_compression": 50})
        assert (made.steps, codes(made)) == ((), [("output_compression", "unsupported")])
    made = plan("{}", {"output_format": "png"}, media="video")
    assert modes(made) == {"output_format": "met"}
    made = plan("{}", {"output_compression": 50}, media="video")
    assert codes(made) == [("output_compression", "unsupported")]


SVG = "{delivery: url, format: svg}"


def test_r8_3_drawings_are_not_converted() -> None:
    """A drawing has no pixels: nobody could do the step, and the caller hears it before anything is sent."""
    drawing = target("parameters: {prompt}", spelling=spelling(SVG))
    for wanted in ("png", "jpeg", "gif", "webp", "avif"):
        made = plan(drawing, {"output_format": wanted, "output_compression": 50, "response_format": "url"})
        assert (made.calls[0].payload, made.steps, made.exact) == ({}, (), False)
        assert ("output_format", "unsupported") in codes(made)
        assert ("output_compression", "unsupported") in codes(made)
        (change,) = [one for one in made.adjustments if one.parameter == "output_format"]
        assert (change.rule, change.because) == ("R8.3", "svg files cannot be converted")
    assert steps("{}", {"response_format": "b64_json"}, SVG) == [FETCH, encode("b64_json")]


def test_r8_3_a_drawing_that_can_come_as_a_picture_is_converted() -> None:
    """Where the provider makes a picture of it on request, that is asked for."""
    block = "parameters: {output_format: [svg, png]}"
    assert steps(block, {"output_format": "webp"}, SVG) == [FETCH, ("convert", {"format": "webp"}), STORE]
    made = plan(target(block, spelling=spelling(SVG)), {"output_format": "webp"})
    assert made.calls[0].payload == {"output_format": "png"}


def test_r8_6_drawings_are_not_resized() -> None:
    """The nearest size is asked for, as without the policy."""
    block = "dimensions: {sizes: [1024x1024]}"
    made = plan(target(block, spelling=spelling(SVG)), {"size": "500x500"}, exact_size="cover")
    assert made.steps == ()
    assert made.calls[0].payload["size"] == "1024x1024"


# R8.3: compression


@pytest.mark.parametrize(
    ("block", "returns", "request_", "payload", "expected", "mode"),
    [
        pytest.param(
            "parameters: {output_format: [png, jpeg], output_compression}",
            "{delivery: url, format: png}",
            {"output_format": "jpeg", "output_compression": 80},
            {"output_format": "jpeg", "output_compression": 80},
            [],
            "passthrough",
            id="native",
        ),
        pytest.param(
            "parameters: {output_format: [png, jpeg], output_compression: quality}",
            "{delivery: url, format: jpeg}",
            {"output_compression": 80},
            {"quality": 80},
            [],
            "renamed",
            id="for the format that comes",
        ),
        pytest.param(
            "parameters: {output_compression: quality}",
            "{delivery: url}",
            {"output_compression": 80},
            {"quality": 80},
            [],
            "renamed",
            id="for a format that is not known",
        ),
        pytest.param(
            "parameters: {output_format: [png, jpeg]}",
            "{delivery: url, format: png}",
            {"output_format": "jpeg", "output_compression": 80},
            {},
            [FETCH, ("convert", {"format": "jpeg", "quality": 80}), STORE],
            "emulated",
            id="no field: from the lossless format that comes",
        ),
        pytest.param(
            "parameters: {output_format: [png, jpeg]}",
            "{delivery: url, format: jpeg}",
            {"output_compression": 80},
            {"output_format": "png"},
            [FETCH, ("convert", {"format": "jpeg", "quality": 80}), STORE],
            "emulated",
            id="no field: the lossless format is asked for",
        ),
        pytest.param(
            "parameters: {output_compression: quality}",
            "{delivery: url, format: png}",
            {"output_format": "webp", "output_compression": 80},
            {},
            [FETCH, ("convert", {"format": "webp", "quality": 80}), STORE],
            "emulated",
            id="a format it does not make: the step does both",
        ),
        pytest.param("{}", "{delivery: url, format: png}", {"output_compression": 100}, {}, [], "met", id="100 is met"),
        pytest.param(
            "parameters: {output_compression: quality}",
            "{delivery: url, format: png}",
            {"output_compression": 80},
            {},
            [],
            "unsupported",
            id="lossless",
        ),
        pytest.param(
            "{}",
            "{delivery: url, format: jpeg}",
            {"output_format": "gif", "output_compression": 99},
            {},
            [FETCH, ("convert", {"format": "gif"}), STORE],
            "unsupported",
            id="lossless after a conversion",
        ),
        pytest.param("{}", "{delivery: url}", {"output_compression": 80}, {}, [], "unsupported", id="nothing known"),
    ],
)
def test_r8_3_compression(
    block: str, returns: str, request_: dict[str, Any], payload: dict[str, Any], expected: list[Any], *, mode: str
) -> None:
    """To the provider where it makes the format and has the field, else in the step; lossless files have none."""
    made = plan(target(block, spelling=spelling(returns)), request_)
    assert made.calls[0].payload == payload
    assert [(step.kind, dict(step.options)) for step in made.steps] == expected
    assert modes(made)["output_compression"] == mode
    assert codes(made) == ([("output_compression", "unsupported")] if mode == "unsupported" else [])


def test_r8_3_why_compression_is_unsupported() -> None:
    """The adjustment says that the file is lossless."""
    (change,) = plan("{}", {"output_compression": 80}).adjustments
    assert (change.rule, change.because) == ("R8.3", "png files are lossless")


@pytest.mark.parametrize(
    ("facts", "asked", "payload"),
    [
        ("{range: [0, 100]}", 80, 80),
        ("{range: [1, 100]}", 80, 80),
        ("{range: [0, 100]}", "80", 80),
        ("{range: [0, 100]}", 80.0, 80),
        ("{range: [0, 100]}", 0, 1),
        ("{range: [0, 100]}", 1, 1),
        ("{range: [0, 10]}", 50, 5),
        ("{range: [0, 10]}", 100, 10),
        ("{range: [0, 10]}", 0, 0),
        ("{range: [0, 10]}", 4, 0),
        ("{range: [0, 10]}", 5, 1),
        ("{range: [0, 200]}", 80, 160),
        ("{range: [20, 100]}", 50, 60),
        ("{range: [2, 100]}", 50, 51),
        ("{range: [1, 31]}", 100, 31),
        ("{range: [0, null]}", 80, 80),
        ("{}", 80, 80),
    ],
)
def test_r8_3_another_range_is_scaled_to(facts: str, asked: Any, payload: int) -> None:
    """Our 0..100 is spread over the provider's range; 0 counts as 1."""
    block = f"parameters: {{output_compression: {facts}}}"
    made = plan(target(block, spelling=spelling("{delivery: url, format: jpeg}")), {"output_compression": asked})
    assert made.calls[0].payload == {"output_compression": payload}
    assert type(made.calls[0].payload["output_compression"]) is int
    assert (codes(made), made.exact) == ([], True)


# R8.5: several steps


def test_r8_5_steps_in_their_order() -> None:
    """Fetch, convert, resize, store or encode."""
    block = "dimensions: {sizes: [1024x1024]}"
    request = {"size": "512x512", "output_format": "webp", "output_compression": 70, "response_format": "b64_json"}
    assert steps(block, request, exact_size="cover") == [
        FETCH,
        ("convert", {"format": "webp", "quality": 70}),
        ("resize", {"size": "512x512", "how": "cover", "factor": 0.5}),
        encode("b64_json"),
    ]
    request["response_format"] = "url"
    assert [kind for kind, _ in steps(block, request, exact_size="cover")] == ["fetch", "convert", "resize", "store"]
    base64 = "{delivery: b64_json, format: png}"
    assert [kind for kind, _ in steps(block, request, base64, exact_size="cover")] == ["convert", "resize", "store"]


def test_r8_4_a_field_is_not_used_where_the_pixels_change() -> None:
    """After a conversion the library hands over; only where the delivery is not known the field still helps."""
    block = "parameters: {response_format: [url, b64_json]}"
    both = {"output_format": "webp", "response_format": "b64_json"}
    made = plan(block, both)
    assert made.calls[0].payload == {}
    assert [step.kind for step in made.steps] == ["fetch", "convert", "encode"]
    assert modes(made) == {"output_format": "emulated", "response_format": "emulated"}
    made = plan(block, {"output_format": "webp", "response_format": "url"})
    assert [step.kind for step in made.steps] == ["fetch", "convert", "store"]
    assert modes(made)["response_format"] == "emulated"
    unknown = plan(
        target(block, spelling=spelling("{format: png}")), {"output_format": "webp", "response_format": "url"}
    )
    assert unknown.calls[0].payload == {"response_format": "url"}
    assert [step.kind for step in unknown.steps] == ["fetch", "convert", "store"]


def test_r6_one_field_has_one_origin() -> None:
    """Format and compression that one step does: the lossless format is sent once, for the format."""
    made = plan(
        target("parameters: {output_format: [png, jpeg]}", spelling=spelling("{delivery: url, format: jpeg}")),
        {"output_format": "webp", "output_compression": 50},
    )
    assert made.calls[0].payload == {"output_format": "png"}
    assert entry(made, "output_format") == ("emulated", "webp", {"output_format": "png"}, True)
    assert entry(made, "output_compression") == ("emulated", 50, {}, True)


# R9.3: formats that the policy allows


def test_r9_3_formats_of_the_policy() -> None:
    """Another format is unsupported under the code of the policy, or an error; `jpg` allows jpeg."""
    allowed = frozenset({"png", "jpg"})
    made = plan("{}", {"output_format": "webp"}, output_formats=allowed)
    assert (made.calls[0].payload, made.steps, modes(made)) == ({}, (), {"output_format": "unsupported"})
    assert [(a.code, a.rule) for a in made.adjustments] == [("policy_limit", "R9.3")]
    assert codes(plan("{}", {"output_format": "jpeg"}, output_formats=allowed)) == []
    assert codes(plan("{}", {"output_format": "png"}, output_formats=allowed)) == []
    (problem,) = problems("{}", {"output_format": "webp"}, output_formats=allowed, over_cap="error")
    assert (problem.code, problem.expected) == ("over_cap", "one of jpg, png")
    with_quality = plan("{}", {"output_format": "webp", "output_compression": 50}, output_formats=allowed)
    assert ("output_format", "policy_limit") in codes(with_quality)


# R4.9: what a target makes is not known


@pytest.mark.parametrize("facts", ["{values: unknown}", "{values: [png], open: true}"])
def test_r4_9_a_file_type_that_may_be_made(facts: str) -> None:
    """The type is sent as asked, with a note, and nothing is converted."""
    made = plan(f"parameters: {{output_format: {facts}}}", {"output_format": "webp"})
    assert (made.calls[0].payload, made.steps, codes(made)) == ({"output_format": "webp"}, (), [])
    assert noted(made) == [("output_format", "unverified")]


def test_r4_9_r8_3_compression_of_a_type_that_may_be_made() -> None:
    """Without a field for it the step compresses; the type is still asked for."""
    made = plan("parameters: {output_format: {values: unknown}}", {"output_format": "webp", "output_compression": 50})
    assert made.calls[0].payload == {"output_format": "webp"}
    assert [step.kind for step in made.steps] == ["fetch", "convert", "store"]
    assert modes(made) == {"output_format": "passthrough", "output_compression": "emulated"}


def test_r4_9_a_delivery_that_may_be_offered() -> None:
    """A field of which only the name is known takes the word as asked."""
    made = plan("parameters: {response_format: {values: unknown}}", {"response_format": "b64_json"})
    assert (made.calls[0].payload, made.steps, codes(made)) == ({"response_format": "b64_json"}, (), [])
    assert noted(made) == [("response_format", "unverified")]
