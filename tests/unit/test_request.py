"""What a caller may say (R1): every key is read once and accounted for; what nobody knows stays untouched."""

from __future__ import annotations

from collections import UserDict
from types import MappingProxyType
from typing import Any

import pytest

from normalizer import NormalizationError, normalize
from normalizer.operation import operation_of
from normalizer.request import ALIASES, GEOMETRY, INPUTS, NEVER_RAW, OTHERS, UNIFIED, snapshot
from unit.blocks import codes, entry, modes, noted, plan, problems, sent, target, video

RATIOS = """
dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}
default: 1:1 1K
"""
AUTO = """
dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}
default: auto 1K
auto: {ratio: Adaptive}
"""
SECONDS = "parameters: {seconds: [4, 8]}"


# R1.8: which operation is asked for


@pytest.mark.parametrize(
    ("request_", "operation"),
    [
        ({}, "generate"),
        ({"prompt": "a fox"}, "generate"),
        ({"mask": "m"}, "edit"),
        ({"image": "i"}, "edit"),
        ({"image_url": "i"}, "edit"),
        ({"image": ["i"]}, "edit"),
        ({"image": None}, "generate"),
        ({"mask": None, "image": None, "image_url": None}, "generate"),
        ({"image": "i", "input_reference": "r"}, "edit"),
        ({"input_video": "v"}, "video_to_video"),
        ({"video": "v"}, "video_to_video"),
        ({"video_url": "v"}, "video_to_video"),
        ({"input_video": "v", "input_reference": "r"}, "video_to_video"),
        ({"input_reference": "r"}, "image_to_video"),
        ({"input_reference": ["r"]}, "image_to_video"),
        ({"input_reference": ["r", "s"]}, "reference_to_video"),
        ({"input_reference": ("r", "s")}, "reference_to_video"),
        ({"input_reference": "rs"}, "image_to_video"),
        ({"input_reference": ["r", "s"], "last_frame": "l"}, "reference_to_video"),
        ({"input_reference": "r", "last_frame": "l"}, "first_last_frame"),
        ({"input_reference": "r", "last_frame": None}, "image_to_video"),
        ({"reference_images": ["r"]}, "reference_to_video"),
        ({"reference_videos": ["r"]}, "reference_to_video"),
        ({"last_frame": "l"}, "generate"),
        ({"input_reference": None}, "generate"),
    ],
)
def test_r1_8_the_inputs_tell_the_operation(request_: dict[str, Any], operation: str) -> None:
    """An image or a mask is an edit, references and frames make videos, nothing of these generates."""
    assert operation_of(request_) == operation


# R1.2: None is absent


@pytest.mark.parametrize("name", sorted({*UNIFIED, *ALIASES, "model", "provider", "operation"}))
def test_r1_2_none_is_absent_under_every_name(name: str) -> None:
    """`None` means that nothing was given, for a target that knows the name and for one that does not."""
    declared = (
        "parameters: {prompt, seed: {range: [0, 9]}, quality: [low], seconds: [4], fps: [24], image, n: {max: 4}}"
    )
    for block in ("{}", RATIOS + declared):
        made = plan(block, {name: None})
        assert made.calls[0].payload == {}
        assert [tuple(row) for row in made.parameters] == [(name, "absent", None, {}, True)]
        assert (codes(made), made.loss) == ([], 0)


def test_r1_2_none_under_an_unknown_name_travels() -> None:
    """What nobody knows is not touched, `None` included (R7.1)."""
    made = plan("{}", {"guidance": None})
    assert made.calls[0].payload == {"guidance": None}
    assert modes(made) == {"guidance": "passthrough"}


@pytest.mark.parametrize("value", [3, 3.0, "3"])
def test_r1_2_whole_numbers_in_every_spelling(value: Any) -> None:
    """An int, a float without fraction and a text of digits are the same number."""
    made = plan("parameters: {n: {max: 4}}", {"n": value})
    assert made.calls[0].payload == {"n": 3}
    assert type(made.calls[0].payload["n"]) is int
    assert made.exact


# R1.3: enumerated words


@pytest.mark.parametrize("word", ["jpeg", "jpg", "JPEG", "Jpg"])
def test_r1_3_words_in_any_case_and_their_alias(word: str) -> None:
    """Words are compared after lower-casing; `jpg` is jpeg."""
    assert sent("parameters: {output_format: [jpeg, png]}", {"output_format": word}) == {"output_format": "jpeg"}


# R1.4: aliases


@pytest.mark.parametrize(
    ("alias", "name", "block"),
    [
        ("duration", "seconds", "parameters: {seconds: [4, 8]}"),
        ("image_url", "image", "parameters: {image}"),
        ("video", "input_video", "parameters: {input_video}"),
        ("video_url", "input_video", "parameters: {input_video}"),
        ("audio_url", "input_audio", "parameters: {input_audio}"),
    ],
)
def test_r1_4_an_alias_is_the_parameter(alias: str, name: str, block: str) -> None:
    """The alias alone is taken for the unified name, and reported under the name it came by."""
    value = 4 if name == "seconds" else "https://a/b"
    made = plan(block, {alias: value}, media="video")
    assert made.calls[0].payload == {name: value}
    assert entry(made, alias) == ("passthrough", value, {name: value}, True)


@pytest.mark.parametrize(
    ("first", "other", "agrees"),
    [
        (8, 8, True),
        (8, "8", True),
        (8, "8s", True),
        (8, "8 s", True),
        (8, " 8 ", True),
        (8, 8.0, True),
        ("8s", "8 s", True),
        (8, 4, False),
        (8, "4s", False),
        (8, None, None),
        ("auto", "auto", True),
        ("auto", 8, False),
    ],
)
def test_r1_4_the_unified_name_wins(first: Any, other: Any, *, agrees: bool | None) -> None:
    """Beside its unified name an alias only has to agree; if it does not an adjustment says so."""
    for request in ({"seconds": first, "duration": other}, {"duration": other, "seconds": first}):
        made = plan(SECONDS, request, media="video")
        assert made.calls[0].payload == ({} if first == "auto" else {"seconds": 8})
        if agrees is None:
            assert modes(made)["duration"] == "absent"
            continue
        assert entry(made, "duration") == ("overridden", other, {}, agrees)
        assert codes(made) == ([] if agrees else [("duration", "alias_conflict")])
        if not agrees:
            (change,) = made.adjustments
            assert (change.asked, change.used, change.rule) == (other, first, "R1.4")


@pytest.mark.parametrize("block", [SECONDS, "{}", "parameters: {seconds: {fixed: 5}}"])
@pytest.mark.parametrize("other", ["eight", "garbage", "08", 0, True, [8], 1 / 3, "9" * 99])
def test_r1_7_a_malformed_alias_is_an_error_beside_the_unified_name(block: str, other: Any) -> None:
    """What gives way has to be well-formed: the problem stands under the alias' own key."""
    for request in ({"seconds": 8, "duration": other}, {"duration": other, "seconds": 8}):
        (problem,) = problems(block, request, media="video")
        assert (problem.parameter, problem.code) == ("duration", "not_a_number")
    found = problems(block, {"seconds": "long", "duration": other}, media="video")
    assert sorted(problem.parameter for problem in found) == ["duration", "seconds"]


def test_r1_7_the_providers_own_number_for_auto_is_well_formed_as_alias() -> None:
    """A target's number for "you decide" is no length, and may stand in an alias as well."""
    made = plan("parameters: {seconds: {values: [5, 10], auto: -1}}", {"seconds": 5, "duration": -1}, media="video")
    assert codes(made) == [("duration", "alias_conflict")]


@pytest.mark.parametrize(
    ("key", "value", "suggestion"),
    [
        ("size", "1024", "did you mean 1024x1024"),
        ("size", "1080", "did you mean 1080p"),
        ("size", "16/9", "did you mean 16:9"),
        ("size", "01920x1080", "did you mean 1920x1080"),
        ("size", "1920x1080px", "did you mean 1920x1080"),
        ("size", "1920-1080", "did you mean 1920x1080"),
        ("size", "480i", "did you mean 480p"),
        ("size", "07", None),
        ("size", "x" * 33, None),
        ("aspect_ratio", "2.39", "did you mean 2.39:1"),
        ("aspect_ratio", 2.39, "did you mean 2.39:1"),
        ("aspect_ratio", "16-9", "did you mean 16:9"),
        ("aspect_ratio", "7", None),
        ("resolution", "064", "did you mean 64"),
        ("resolution", "1920x1080px", "did you mean 1920x1080"),
        ("seconds", "5S", "did you mean 5s"),
        ("seconds", "5sec", "did you mean 5s"),
        ("seconds", "05", "did you mean 5"),
        ("duration", "7,5", "did you mean 7.5"),
        ("seconds", "0", None),
        ("n", 0, "try a number from 1 to 10"),
        ("n", 11, "try a number from 1 to 10"),
        ("n", True, "try a number from 1 to 10"),
        ("n", "03", "did you mean 3"),
        ("n", 1.5, "try a number from 1 to 10"),
        ("output_format", "tiff", "try png"),
        ("output_format", "wepb", "did you mean webp"),
        ("output_format", ".png", "did you mean png"),
        ("response_format", "b64", "did you mean b64_json"),
        ("response_format", ["url"], "try url"),
        ("quality", "hgih", "did you mean high"),
        ("quality", "4", "try low"),
    ],
)
def test_r11_what_was_meant_is_suggested(key: str, value: Any, suggestion: str | None) -> None:
    """A suggestion is something the library would take, and nothing where nobody can tell."""
    block = f"{RATIOS}parameters: {{quality: {{values: [high, low], default: low, refuse: true}}}}"
    (problem,) = problems(block, {key: value})
    assert (problem.parameter, problem.suggestion) == (key, suggestion)
    if suggestion is not None and suggestion.startswith("did you mean "):
        plan(block, {key: suggestion.removeprefix("did you mean ")})


@pytest.mark.parametrize(
    ("default", "auto", "required", "payload"),
    [
        ("auto", "{size: auto}", "size", {"size": "auto"}),
        ("auto 1K", "{ar: auto}", "aspect_ratio", {"ar": "auto"}),
        ("auto", "{ar: auto}", "aspect_ratio", {"ar": "auto"}),
        ("1:1 auto", "{tier: auto}", "resolution", {"tier": "auto"}),
    ],
)
def test_r1_6_the_default_auto_is_the_providers_word(
    default: str, auto: str, required: str, payload: dict[str, Any]
) -> None:
    """A required field whose stated default is `auto` sends the provider's word for it, and is `defaulted`."""
    form = "{sizes: [1024x1024, 512x768]}"
    if required != "size":
        form = '{aspect_ratios: [1:1, 16:9], tiers: [1K, 2K], write: {ar: "{ratio}", tier: "{tier}"}}'
    block = f"dimensions: {form}\ndefault: {default}\nauto: {auto}\nrequired: [{required}]"
    made = plan(block, {})
    assert made.calls[0].payload == payload
    assert entry(made, required) == ("defaulted", None, payload, True)
    assert (codes(made), made.exact, made.expected_size) == ([], True, None)


def test_r1_6_an_unstated_default_is_missing_all_the_same() -> None:
    """The word alone is no default: without a stated one the absence is an error."""
    block = "dimensions: {sizes: [1024x1024, 512x768]}\nauto: {size: auto}\nrequired: [size]"
    assert [(p.parameter, p.code) for p in problems(block, {})] == [("size", "missing")]


def test_r1_4_equal_inputs_under_two_names() -> None:
    """The same text, or an equal list, is no conflict; a different one is."""
    block = "parameters: {image: {max: 3}}"
    assert codes(plan(block, {"image": "u", "image_url": "u"})) == []
    assert codes(plan(block, {"image": "u", "image_url": "v"})) == [("image_url", "alias_conflict")]
    both = ["u", "v"]
    assert codes(plan(block, {"image": both, "image_url": both})) == []
    assert codes(plan(block, {"image": ["u"], "image_url": ["v"]})) == [("image_url", "alias_conflict")]
    assert codes(plan(block, {"image": ["u"], "image_url": ["u"]})) == []


def test_r1_4_two_aliases_of_one_name() -> None:
    """Of two aliases without the unified name the first is taken, the other has to agree."""
    made = plan("parameters: {input_video}", {"video": "u", "video_url": "v"}, media="video")
    assert made.calls[0].payload == {"input_video": "u"}
    assert codes(made) == [("video_url", "alias_conflict")]
    assert entry(made, "video") == ("passthrough", "u", {"input_video": "u"}, True)


def test_r1_4_an_alias_that_is_a_field_of_the_provider() -> None:
    """Where the provider's own field of that name is written by something else it stays the provider's."""
    block = "parameters: {style: {to: duration}}"
    made = plan(block, {"duration": 5, "style": "calm"}, media="video")
    assert made.calls[0].payload == {"duration": 5}
    assert codes(made) == [("style", "native_field")]
    # where seconds itself is written there the alias is still the parameter
    own = "parameters: {seconds: {to: duration, values: [4, 8], as: text}}"
    assert sent(own, {"duration": 8}, media="video") == {"duration": "8"}


# R1.5: auto


@pytest.mark.parametrize("word", ["auto", "AUTO", " auto ", "adaptive", "Adaptive"])
@pytest.mark.parametrize("key", ["size", "aspect_ratio"])
def test_r1_5_the_targets_word_for_auto_is_sent(key: str, word: str) -> None:
    """`auto`, or the target's own word, leaves the shape to the provider in its own word."""
    made = plan(AUTO, {key: word})
    assert made.calls[0].payload == {"ratio": "Adaptive"}
    mode, asked, fields, exact = entry(made, key)
    assert (mode, asked, fields, exact) == (
        "renamed" if word == "Adaptive" else "converted",
        word,
        {"ratio": "Adaptive"},
        True,
    )
    # the ratio alone leaves the default's scale as it is, a size left open leaves both halves
    assert made.resolved == (None, None if key == "size" else "1K", None, None)
    assert (made.expected_size, codes(made)) == (None, [])


@pytest.mark.parametrize("key", ["size", "aspect_ratio", "resolution", "seconds"])
def test_r1_5_without_a_word_nothing_is_sent(key: str) -> None:
    """Where the target has no word for it `auto` is met by silence."""
    made = plan(RATIOS + SECONDS, {key: "auto"}, media="video")
    assert made.calls[0].payload == {}
    assert [tuple(row) for row in made.parameters] == [(key, "met", "auto", {}, True)]
    assert (codes(made), made.exact, made.loss) == ([], True, 0)


@pytest.mark.parametrize(
    ("request_", "payload", "found"),
    [
        ({"size": "auto", "aspect_ratio": "16:9"}, {"ratio": "16:9"}, {"size": "met", "aspect_ratio": "renamed"}),
        (
            {"size": "auto", "resolution": "2K"},
            {"ratio": "Adaptive", "tier": "2K"},
            {"size": "converted", "resolution": "renamed"},
        ),
        (
            {"aspect_ratio": "auto", "resolution": "2K"},
            {"ratio": "Adaptive", "tier": "2K"},
            {"aspect_ratio": "converted", "resolution": "renamed"},
        ),
        (
            {"aspect_ratio": "16:9", "resolution": "auto"},
            {"ratio": "16:9"},
            {"aspect_ratio": "renamed", "resolution": "met"},
        ),
        (
            {"size": "auto", "aspect_ratio": "auto", "resolution": "auto"},
            {"ratio": "Adaptive"},
            {"size": "converted", "aspect_ratio": "met", "resolution": "met"},
        ),
    ],
)
def test_r1_5_the_next_parameter_decides(
    request_: dict[str, Any], payload: dict[str, Any], found: dict[str, str]
) -> None:
    """`auto` states no wish: what stands below it decides, and its own half alone is left open."""
    made = plan(AUTO, request_)
    assert (made.calls[0].payload, modes(made), codes(made)) == (payload, found, [])


def test_r1_5_a_word_for_both_halves() -> None:
    """A field of both halves takes the word for a size left open, and for either half."""
    block = 'dimensions: {sizes: [1024x1024, 1536x1024], write: {size: "{size}"}}\nauto: {size: auto}'
    for key in GEOMETRY:
        assert sent(block, {key: "auto"}) == {"size": "auto"}
    assert sent(block, {"size": "auto", "aspect_ratio": "3:2"}) == {"size": "1536x1024"}
    assert entry(plan(block, {"size": "auto"}), "size") == ("passthrough", "auto", {"size": "auto"}, True)
    empty = 'dimensions: {sizes: [1024x1024], write: {size: "{size}"}}\nauto: {size: null}'
    assert sent(empty, {"size": "auto"}) == {"size": None}


def test_r1_5_r1_6_left_to_a_provider_that_refuses_to_decide() -> None:
    """`auto` for a required field without a word for it sends the stated default, which is said."""
    made = plan(RATIOS + "required: [aspect_ratio]", {"aspect_ratio": "auto"})
    assert made.calls[0].payload == {"ratio": "1:1"}
    assert entry(made, "aspect_ratio") == ("defaulted", "auto", {"ratio": "1:1"}, True)


def test_r1_5_a_required_field_takes_the_word_for_auto() -> None:
    """The provider's word for "you decide" is as good as a value where the field is required."""
    made = plan(AUTO + "required: [aspect_ratio]", {"aspect_ratio": "auto"})
    assert made.calls[0].payload == {"ratio": "Adaptive"}
    assert entry(made, "aspect_ratio") == ("converted", "auto", {"ratio": "Adaptive"}, True)


# R1.7: malformed is malformed


@pytest.mark.parametrize(
    ("request_", "wrong"),
    [
        ({"size": "1024x1024", "aspect_ratio": "wide"}, ["aspect_ratio"]),
        ({"size": "1024x1024", "resolution": "720"}, ["resolution"]),
        ({"size": "1024x1024", "aspect_ratio": "wide", "resolution": "huge"}, ["aspect_ratio", "resolution"]),
        ({"size": "auto", "aspect_ratio": "wide"}, ["aspect_ratio"]),
        ({"size": "16:9", "aspect_ratio": 969}, ["aspect_ratio"]),
        ({"size": "2K", "resolution": True}, ["resolution"]),
    ],
)
def test_r1_7_a_weaker_parameter_must_be_well_formed(request_: dict[str, Any], wrong: list[str]) -> None:
    """A malformed value is an error though a stronger parameter would have decided."""
    assert [problem.parameter for problem in problems(RATIOS, request_)] == wrong


def test_r1_7_a_length_is_read_where_the_target_has_none() -> None:
    """A malformed length is an error on a target without lengths; a good one is unsupported."""
    assert [(p.parameter, p.code) for p in problems("{}", {"seconds": "long"})] == [("seconds", "not_a_number")]
    assert [(p.parameter, p.code) for p in problems("{}", {"duration": 0})] == [("duration", "not_a_number")]
    made = plan("{}", {"seconds": "8s"})
    assert (made.calls[0].payload, entry(made, "seconds")) == ({}, ("unsupported", "8s", {}, False))
    assert [(a.code, a.rule) for a in made.adjustments] == [("unsupported", "R4.11")]
    assert noted(made) == []
    made = plan("{}", {"seconds": "auto"})
    assert not made.calls[0].payload


# R1.9: probably the other one


@pytest.mark.parametrize(
    ("size", "meant"),
    [
        ("16x9", "taken as 16x9 pixels; the ratio is written 16:9"),
        ("64x64", "taken as 64x64 pixels; the ratio is written 64:64"),
        ("64*1", "taken as 64x1 pixels; the ratio is written 64:1"),
        ("65x9", None),
        ("9x65", None),
        ("1280:720", "taken as the shape 16:9; pixels are written 1280x720"),
        ("100:100", "taken as the shape 1:1; pixels are written 100x100"),
        (" 1280:720 ", "taken as the shape 16:9; pixels are written 1280x720"),
        ("99:100", None),
        ("100:99", None),
        ("16:9", None),
        ("1280.5:720", None),
    ],
)
def test_r1_9_taken_literally_with_a_note(size: str, meant: str | None) -> None:
    """Small pixels and large ratios are taken as written, and the note says how the other is written."""
    made = plan("dimensions: {limits: {min_edge: 1}}", {"size": size})
    if meant is None:
        assert noted(made) == []
    else:
        (note,) = made.notes
        assert (note.parameter, note.code, note.asked, note.because, note.rule) == (
            "size",
            "ratio_or_size",
            size,
            meant,
            "R1.9",
        )


@pytest.mark.parametrize(
    ("value", "suggestion"),
    [
        (512, "did you mean 0.5K"),
        (1024, "did you mean 1K"),
        ("2048", "did you mean 2K"),
        (4096, "did you mean 4K"),
        (720, "did you mean 720p"),
        ("1080", "did you mean 1080p"),
        (" 720 ", "did you mean 720p"),
        (100, "did you mean 100p"),
        (4320, "did you mean 4320p"),
        (65, "write the unit: 65MP or 65p"),
        (99, "write the unit: 99MP or 99p"),
        ("64.1", "did you mean 64.1MP"),
        (4321, "write a scale with its unit, such as 4K or 2160p"),
        ("10000", "write a scale with its unit, such as 4K or 2160p"),
        (720.0, "did you mean 720p"),
    ],
)
def test_r1_9_a_bare_number_above_64_is_no_resolution(value: Any, suggestion: str | None) -> None:
    """Megapixels without a unit end at 64; what was probably meant is suggested."""
    (problem,) = problems(RATIOS, {"resolution": value})
    assert (problem.parameter, problem.code, problem.suggestion) == ("resolution", "not_a_resolution", suggestion)


def test_r1_9_unless_the_target_spells_a_tier_so() -> None:
    """A tier in the target's own spelling is accepted as resolution and as size, as text and as number."""
    block = 'dimensions: {aspect_ratios: [1:1], tiers: {0.5K: "512", 1K: "1024"}}\ndefault: 1:1 1K'
    for value in (512, "512", 512.0, " 512 "):
        assert sent(block, {"resolution": value})["tier"] == "512"
    assert sent(block, {"size": "512"})["tier"] == "512"
    assert [problem.parameter for problem in problems(block, {"resolution": 720})] == ["resolution"]


@pytest.mark.parametrize("value", [1, "1", 1.0, 0.25, "0.25", 64, "64"])
def test_r1_bare_megapixels(value: Any) -> None:
    """A bare number up to 64 is a resolution in megapixels."""
    assert plan(RATIOS, {"aspect_ratio": "1:1", "resolution": value}).calls[0].payload["ratio"] == "1:1"


@pytest.mark.parametrize(
    ("key", "value", "payload"),
    [
        ("size", "1024x1024", {"ratio": "1:1", "tier": "1K"}),
        ("size", {"width": 1024, "height": 1024}, {"ratio": "1:1", "tier": "1K"}),
        ("size", {"height": "1024", "width": 1024.0}, {"ratio": "1:1", "tier": "1K"}),
        ("size", " 2k ", {"tier": "2K"}),
        ("size", "1440p", {"tier": "2K"}),
        ("size", "1440P", {"tier": "2K"}),
        ("size", " 16:9 ", {"ratio": "16:9"}),
        ("size", "2.39:1", {"ratio": "16:9"}),
        ("aspect_ratio", "16/9", {"ratio": "16:9"}),
        ("aspect_ratio", "16x9", {"ratio": "16:9"}),
        ("aspect_ratio", " 16:9 ", {"ratio": "16:9"}),
        ("resolution", "2048x2048", {"tier": "2K"}),
        ("resolution", " 4 MP ", {"tier": "2K"}),
    ],
)
def test_r1_spellings_of_the_geometry(key: str, value: Any, payload: dict[str, Any]) -> None:
    """Everything that R1 lists is read."""
    assert sent(RATIOS, {key: value}) == payload


def test_r1_the_providers_own_words() -> None:
    """A preset, a ratio's word and a tier's word are read in any case, also as `size`."""
    presets = "dimensions: {sizes: {1024x1024: square_hd, 1024x768: landscape_4_3}}"
    assert sent(presets, {"size": "Landscape_4_3"}) == {"size": "landscape_4_3"}
    words = "dimensions: {aspect_ratios: {16:9: landscape, 9:16: portrait}, tiers: {1K: std, 2K: pro}}"
    assert sent(words, {"size": "portrait", "resolution": "PRO"}) == {"ratio": "portrait", "tier": "pro"}
    assert sent(words, {"aspect_ratio": "LANDSCAPE"}) == {"ratio": "landscape"}
    assert sent(words, {"size": "pro"}) == {"tier": "pro"}
    assert [p.parameter for p in problems(words, {"aspect_ratio": "pro"})] == ["aspect_ratio"]
    assert [p.parameter for p in problems(words, {"resolution": "portrait"})] == ["resolution"]


# R1.10, R6.2: every key is accounted for


def test_r1_10_reserved_keys_are_never_sent() -> None:
    """What the policy reserves is accounted for, whatever it is called."""
    made = plan(
        RATIOS,
        {"idempotency_key": "x", "size": "1024x1024", "model": "m"},
        reserved=frozenset({"idempotency_key", "size"}),
    )
    assert made.calls[0].payload == {}
    assert modes(made) == {"idempotency_key": "reserved", "size": "reserved", "model": "met"}
    assert entry(made, "idempotency_key") == ("reserved", "x", {}, True)
    # before anything is read: a malformed or absent value does not matter
    assert modes(plan(RATIOS, {"size": None}, reserved={"size"})) == {"size": "reserved"}
    assert modes(plan(RATIOS, {"size": "big"}, reserved={"size"})) == {"size": "reserved"}


def test_r1_8_r1_10_what_chose_the_target_is_met() -> None:
    """`model`, `provider` and `operation` are accounted for and not sent."""
    made = plan("{}", {"model": "m", "provider": "one", "operation": "generate"})
    assert made.calls[0].payload == {}
    assert modes(made) == {"model": "met", "provider": "met", "operation": "met"}


@pytest.mark.parametrize("name", [*GEOMETRY, *NEVER_RAW, *INPUTS])
def test_r6_2_what_never_travels_raw(name: str) -> None:
    """Geometry, counts, formats, lengths and inputs are unsupported where the target does not declare them."""
    value = {"size": "7x70", "aspect_ratio": "1:1", "resolution": "1K", "n": 1, "output_compression": 80, "seconds": 5}
    words = {"response_format": "url", "output_format": "png"}
    spelling = "schema: 1\nname: Bare\n"
    made = normalize(
        {name: {**value, **words}.get(name, "https://a/b")}, target("{}", spelling=spelling, media="video")
    )
    assert made.calls[0].payload == {}
    assert modes(made) == {name: "met" if name == "n" else "unsupported"}


@pytest.mark.parametrize("name", OTHERS)
def test_r6_2_other_unified_parameters_travel_like_unknown_ones(name: str) -> None:
    """A unified parameter about which the file is silent goes upstream as it is."""
    value = object()
    made = plan("{}", {name: value})
    assert made.calls[0].payload[name] is value
    assert entry(made, name) == ("passthrough", value, {name: value}, True)


def test_the_report_keeps_the_order_of_the_request() -> None:
    """Keys stand in the caller's order, fields that nobody asked for behind them."""
    block = (
        RATIOS
        + "constants: {model_name: x}\nrequired: [aspect_ratio]\nparameters: {n: {max: 4}, seed: {range: [0, 9]}}"
    )
    made = plan(block, {"zeta": 1, "seed": 3, "model": "m", "n": 2, "resolution": "2K", "alpha": 2})
    assert [row.name for row in made.parameters] == [
        *("zeta", "seed", "model", "n", "resolution", "alpha"),
        *("aspect_ratio", "model_name"),
    ]


# the door


def test_r11_1_only_a_mapping_is_a_request() -> None:
    """Anything else is one problem, and the whole request is meant."""
    for value in (None, 7, "size=1", [("size", "1x1")], {1, 2}, object()):
        (problem,) = problems("{}", value)
        assert (problem.parameter, problem.code, problem.expected) == ("request", "bad_request", "an object")


def test_r11_1_keys_are_texts() -> None:
    """Every key that is no text is named by its place."""
    found = problems("{}", {1: "a", "ok": 1, None: "b", ("t",): "c"})
    assert [(p.parameter, p.got) for p in found] == [("<key 1>", "1"), ("<key 2>", "None"), ("<key 3>", "a list")]
    assert len(problems("{}", dict.fromkeys(range(100)))) == 20

    class Key(str):
        __slots__ = ()

    assert len(problems("{}", {Key("size"): "1x1"})) == 1


def test_r11_1_a_mapping_that_raises_is_a_problem() -> None:
    """A caller's own mapping may raise anything; only the library's error leaves."""

    class Broken(UserDict[str, Any]):
        def items(self) -> Any:
            raise RuntimeError("changed while it was read")

    (problem,) = problems("{}", Broken())
    assert (problem.code, problem.got) == ("bad_request", "one that raises RuntimeError")


def test_a_request_is_copied_once_and_never_changed() -> None:
    """Any mapping will do; its values are the caller's own objects."""
    value = {"deep": [1]}
    request = MappingProxyType({"guidance": value, "size": "1024x1024"})
    made = plan(RATIOS, request)
    assert made.calls[0].payload["guidance"] is value
    assert dict(request) == {"guidance": value, "size": "1024x1024"}
    given = {"a": 1}
    copied = snapshot(given)
    assert copied == given
    assert copied is not given


def test_texts_of_a_callers_own_class_are_read_as_texts() -> None:
    """A text that lies about itself is read by its characters."""

    class Liar(str):
        __slots__ = ()

        def __str__(self) -> str:
            return "9x9"

        def strip(self, *_: Any) -> str:  # type: ignore[override]  # a liar
            return "9x9"

    assert sent(RATIOS, {"size": Liar("1024x1024")}) == {"ratio": "1:1", "tier": "1K"}
    with pytest.raises(NormalizationError):
        normalize({"aspect_ratio": Liar("wide")}, target(RATIOS))
    assert sent(RATIOS, {"resolution": Liar("2K")}) == {"tier": "2K"}


def test_video_and_image_have_their_own_ceiling_of_n() -> None:
    """Ten results of an image, four of a video."""
    assert len(plan("{}", {"n": 10}).calls) == 10
    assert [p.expected for p in problems("{}", {"n": 11})] == ["a whole number from 1 to 10"]
    assert len(plan(video("{}"), {"n": 4}).calls) == 4
    assert [p.expected for p in problems(video("{}"), {"n": 5})] == ["a whole number from 1 to 4"]


def test_r1_4_values_that_cannot_be_compared_do_not_agree() -> None:
    """A caller's own object may raise when it is compared."""

    class Odd:
        def __eq__(self, _: object) -> bool:
            raise RuntimeError

        __hash__ = None  # type: ignore[assignment]  # a liar

    made = plan("parameters: {image}", {"image": Odd(), "image_url": Odd()})
    assert codes(made) == [("image_url", "alias_conflict")]
