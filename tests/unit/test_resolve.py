"""From a wish to a choice: priority (R2), measures (R3), forms (R4), and the policy's bounds on scale (R9.1)."""

from __future__ import annotations

from typing import Any

import pytest

from normalizer import Policy, normalize
from normalizer.resolve.forms import Narrowing
from normalizer.resolve.free import FreeForm
from normalizer.resolve.shapes import Shapes
from normalizer.resolve.sizes import FollowsForm
from normalizer.resolve.tiers import Tiers, nearest
from normalizer.values import Tier
from unit.blocks import codes, entry, modes, noted, plan, sent, target

RATIOS = """
dimensions: {aspect_ratios: [1:1, 16:9, 9:16], tiers: [1K, 2K, 4K]}
default: 1:1 1K
"""
TABLE = """
dimensions:
  tiers: [1K, 2K]
  table:
    1:1: [1024x1024, 1536x1536]
    16:9: [1376x768, 2752x1536]
    9:16: [768x1376, none]
default: 1:1 1K
"""
SIZES = """
dimensions: {sizes: [1024x1024, 1536x1024, 1024x1536]}
default: 1024x1024
"""
FREE = """
dimensions: {limits: {min_edge: 256, max_edge: 2048, multiple_of: 32}}
default: 1024x1024
"""
WHOLE = """
dimensions: {limits: {max_pixels: 4194304}}
default: 1024x1024
"""
LINES = """
dimensions: {tiers: {720p: std, 1080p: pro}, shape: 16:9}
default: 16:9 720p
"""
SEEDREAM = """
dimensions:
  - {tiers: [1K, 2K, 4K], write: {size: "{tier}"}}
  - tiers: [1K, 2K, 4K]
    table: {1:1: [1024x1024, 2048x2048, 4096x4096], 16:9: [1312x736, 2848x1600, 5504x3040]}
    write: {size: "{width}x{height}"}
  - {limits: {min_pixels: 921600, max_pixels: 16777216, min_ratio: 1:16, max_ratio: 16:1}, write: {size: "{width}x{height}"}}
default: 1:1 2K
"""

Pair = tuple[int, int] | None
SHAPE_CAME = ("aspect_ratio", "default_shape")


def check(
    block: str,
    request: dict[str, Any],
    payload: dict[str, Any],
    size: Pair,
    changes: list[tuple[str, str]],
    *,
    media: str = "image",
) -> None:
    """Plan a request and compare what is sent, what will come out, and what differs."""
    made = plan(block, request, media=media)
    assert [call.payload for call in made.calls] == [payload]
    assert made.expected_size == size
    assert codes(made) == changes
    inexact = {row.name for row in made.parameters if not row.exact}
    assert inexact == {name for name, code in changes if code != "default_shape"}


# R2: which parameter decides


@pytest.mark.parametrize(
    ("request_", "payload", "changes"),
    [
        pytest.param({}, {}, [], id="R1.6 nothing asked, nothing sent"),
        pytest.param({"aspect_ratio": "16:9"}, {"ratio": "16:9"}, [], id="R2.3 R4.8 a shape alone"),
        pytest.param({"resolution": "2K"}, {"tier": "2K"}, [SHAPE_CAME], id="R2.3 a scale alone"),
        pytest.param({"aspect_ratio": "9:16", "resolution": "4k"}, {"ratio": "9:16", "tier": "4K"}, [], id="R2 both"),
        pytest.param({"size": "16:9"}, {"ratio": "16:9"}, [], id="R2.2 a ratio as size"),
        pytest.param({"size": "2K"}, {"tier": "2K"}, [SHAPE_CAME], id="R2.2 a tier as size"),
        pytest.param({"size": "16:9", "resolution": "2K"}, {"ratio": "16:9", "tier": "2K"}, [], id="R2.2 and a scale"),
        pytest.param(
            {"size": "2K", "aspect_ratio": "9:16"}, {"ratio": "9:16", "tier": "2K"}, [], id="R2.2 and a shape"
        ),
        pytest.param(
            {"size": "16:9", "aspect_ratio": "1:1", "resolution": "2K"},
            {"ratio": "16:9", "tier": "2K"},
            [("aspect_ratio", "overridden")],
            id="R2.2 beats the ratio",
        ),
        pytest.param(
            {"size": "4K", "aspect_ratio": "1:1", "resolution": "2K"},
            {"ratio": "1:1", "tier": "4K"},
            [("resolution", "overridden")],
            id="R2.2 beats the scale",
        ),
        pytest.param(
            {"size": "2048x2048", "aspect_ratio": "16:9", "resolution": "1K"},
            {"ratio": "1:1", "tier": "2K"},
            [("aspect_ratio", "overridden"), ("resolution", "overridden")],
            id="R2.1 pixels decide both",
        ),
        pytest.param(
            {"size": "2048x2048", "aspect_ratio": "2:2", "resolution": "4MP"},
            {"ratio": "1:1", "tier": "2K"},
            [],
            id="R6.6 weaker ones that agree",
        ),
        pytest.param(
            {"size": "16:9", "aspect_ratio": "32:18"}, {"ratio": "16:9"}, [], id="R6.6 a weaker ratio that agrees"
        ),
    ],
)
def test_r2_priority(request_: dict[str, Any], payload: dict[str, Any], changes: list[tuple[str, str]]) -> None:
    """`size` beats `aspect_ratio` and `resolution`; what gives way is reported and changes nothing else."""
    check(RATIOS, request_, payload, None, changes)


def test_r2_1_what_was_overridden_says_by_what() -> None:
    """The adjustment names the value that decided, and the rule."""
    made = plan(RATIOS, {"size": "2048x2048", "aspect_ratio": "16:9", "resolution": "1K"})
    assert [(a.parameter, a.asked, a.used, a.rule) for a in made.adjustments] == [
        ("aspect_ratio", "16:9", "2048x2048", "R2.1"),
        ("resolution", "1K", "2048x2048", "R2.1"),
    ]
    assert entry(made, "aspect_ratio") == ("overridden", "16:9", {}, False)
    agreed = plan(RATIOS, {"size": "2048x2048", "aspect_ratio": "1:1"})
    assert entry(agreed, "aspect_ratio") == ("overridden", "1:1", {}, True)
    beaten = plan(RATIOS, {"size": "16:9", "aspect_ratio": "1:1"})
    assert [(a.used, a.rule) for a in beaten.adjustments] == [("16:9", "R2.2")]


@pytest.mark.parametrize(
    ("size", "weaker", "agrees"),
    [
        ("1920x1080", {"resolution": "1080p"}, True),
        ("1080x1920", {"resolution": "1080p"}, True),
        ("1920x1080", {"resolution": "1920x1080"}, True),
        ("1920x1080", {"resolution": "1080x1920"}, True),
        ("1024x1024", {"resolution": 1}, True),
        ("1024x1024", {"resolution": 1.0}, True),
        ("1024x1024", {"resolution": "1"}, True),
        ("1024x1024", {"resolution": " 1K "}, True),
        ("1024x1024", {"resolution": "1.0001MP"}, False),
        ("3840x2160", {"resolution": "4K"}, True),
        ("2160x3840", {"resolution": "4k"}, True),
        ("4096x2160", {"resolution": "4K"}, True),
        ("7680x4320", {"resolution": "8K"}, True),
        ("4320x7680", {"resolution": "8K"}, True),
        ("3840x2160", {"resolution": "8K"}, False),
        ("3840x2160", {"resolution": "2K"}, False),
        ("3840x2160", {"resolution": "2160p"}, True),
        ("1366x768", {"aspect_ratio": "16:9"}, False),
        ("1280x720", {"aspect_ratio": "16/9"}, True),
        ("1280x720", {"aspect_ratio": "1.7778:1"}, False),
    ],
)
def test_r6_6_a_weaker_parameter_agrees_in_value(size: str, weaker: dict[str, Any], *, agrees: bool) -> None:
    """Equal ratio, equal scale under R3.2 or the name of the frame (R3.7): no adjustment."""
    made = plan("dimensions: {limits: {multiple_of: 2}}", {"size": size, **weaker})
    assert codes(made) == ([] if agrees else [(next(iter(weaker)), "overridden")])


def test_r6_6_the_short_edge_rule_counts_for_a_weaker_tier() -> None:
    """Where `720p` is 720 lines of the shorter side, 720x720 is 720p exactly (R3.2)."""
    block = "dimensions: {aspect_ratios: [1:1], tiers: [720p, 1080p], tier_rule: short_edge}\ndefault: 1:1 720p"
    made = plan(block, {"size": "720x720", "resolution": "720p"})
    assert made.calls[0].payload == {"ratio": "1:1", "tier": "720p"}
    assert codes(made) == []


def test_r2_3_the_shape_that_came_is_named() -> None:
    """A scale alone comes in the default shape; the resolution itself is exact."""
    made = plan(RATIOS, {"resolution": "2K"})
    (change,) = made.adjustments
    assert (change.parameter, change.code, change.asked, change.used, change.rule) == (
        *SHAPE_CAME,
        None,
        "1:1",
        "R2.3",
    )
    assert entry(made, "resolution") == ("renamed", "2K", {"tier": "2K"}, True)
    assert made.resolved == ("1:1", "2K", None, None)
    assert made.exact


@pytest.mark.parametrize(
    ("block", "request_", "changes"),
    [
        pytest.param(RATIOS, {"resolution": "2K", "aspect_ratio": "auto"}, [], id="left open on purpose"),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}", {"resolution": "2K"}, [], id="not known"
        ),
        pytest.param("dimensions: {tiers: [1K, 2K], shape: unknown}", {"resolution": "2K"}, [], id="shape unknown"),
        pytest.param("dimensions: {tiers: [1K, 2K], shape: 3:2}", {"resolution": "2K"}, [SHAPE_CAME], id="stated"),
        pytest.param(
            "dimensions: {aspect_ratios: [3:2], tiers: [1K, 2K]}", {"resolution": "2K"}, [SHAPE_CAME], id="one"
        ),
        pytest.param("dimensions: {fixed: 1280x720}", {"resolution": "720p"}, [SHAPE_CAME], id="fixed"),
        pytest.param(
            "dimensions: {follows: image}", {"resolution": "720p"}, [("resolution", "unsupported")], id="input"
        ),
    ],
)
def test_r2_3_only_a_known_shape_is_named(block: str, request_: dict[str, Any], changes: list[tuple[str, str]]) -> None:
    """Nothing is said where the shape is the input's, is not known, or was left to the provider."""
    assert codes(plan(block, request_)) == changes


# R2.4: the default half is auto or unknown


def test_r2_4_fields_of_their_own_are_sent_alone() -> None:
    """What was asked is sent alone where it has its own field."""
    block = "dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}\ndefault: auto"
    assert sent(block, {"aspect_ratio": "16:9"}) == {"ratio": "16:9"}
    assert sent(block, {"resolution": "2K"}) == {"tier": "2K"}
    assert modes(plan(block, {"resolution": "2K"})) == {"resolution": "renamed"}


@pytest.mark.parametrize(
    ("default", "media", "request_", "text", "assumed"),
    [
        ("default: auto", "image", {"aspect_ratio": "16:9"}, "16:9 1K", "resolution"),
        ("default: auto", "image", {"resolution": "2K"}, "1:1 2K", "aspect_ratio"),
        ("", "video", {"resolution": "2K"}, "16:9 2K", "aspect_ratio"),
        ("default: auto", "video", {"aspect_ratio": "1:1"}, "1:1 1K", "resolution"),
        ("default: 16:9 2K", "image", {"aspect_ratio": "1:1"}, "1:1 2K", None),
        ("default: 9:16 2K", "image", {"resolution": "1K"}, "9:16 1K", None),
        ("default: auto 2K", "image", {"aspect_ratio": "9:16"}, "9:16 2K", None),
        ("default: auto 2K", "image", {"resolution": "1K"}, "1:1 1K", "aspect_ratio"),
    ],
)
def test_r2_4_a_template_that_mixes_is_filled(
    default: str, media: str, request_: dict[str, Any], text: str, assumed: str | None
) -> None:
    """The default's half, else the offered one nearest to 1024x1024 (image) or 1280x720 (video), which is said."""
    block = f"""
dimensions: {{aspect_ratios: [1:1, 16:9, 9:16], tiers: [1K, 2K], write: {{both: "{{ratio}} {{tier}}"}}}}
{default}
"""
    made = plan(block, request_, media=media)
    assert made.calls[0].payload == {"both": text}
    found = {name for name, mode in modes(made).items() if mode == "assumed"}
    assert found == ({assumed} if assumed else set())


def test_r2_4_a_required_half_is_assumed() -> None:
    """A field that the provider refuses to miss is sent with the offered value nearest to 1024x1024."""
    block = "dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}\nrequired: [aspect_ratio]"
    made = plan(block, {"resolution": "2K"})
    assert made.calls[0].payload == {"ratio": "1:1", "tier": "2K"}
    assert entry(made, "aspect_ratio") == ("assumed", None, {"ratio": "1:1"}, True)
    scale = "dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}\nrequired: [resolution]"
    made = plan(scale, {"aspect_ratio": "16:9"}, media="video")
    assert made.calls[0].payload == {"ratio": "16:9", "tier": "1K"}  # 921,600 pixels are nearer to 1K than to 2K
    assert entry(made, "resolution") == ("assumed", None, {"tier": "1K"}, True)
    both = "dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K]}\nrequired: [size]\ndefault: 16:9 2K"
    made = plan(both, {"aspect_ratio": "1:1"})
    assert made.calls[0].payload == {"ratio": "1:1", "tier": "2K"}
    assert entry(made, "resolution") == ("defaulted", None, {"tier": "2K"}, True)


@pytest.mark.parametrize(
    ("block", "request_", "payload", "changes"),
    [
        pytest.param(SIZES, {"resolution": "1K"}, {}, [SHAPE_CAME], id="the default has that scale"),
        pytest.param(SIZES, {"resolution": "2K"}, {}, [("resolution", "unsupported"), SHAPE_CAME], id="it has not"),
        pytest.param(
            "dimensions: {sizes: [1024x1024, 1054x1024]}\ndefault: 1024x1024",
            {"resolution": "1.1MP"},
            {"size": "1024x1024"},  # 1.1 against 1.069 times 1.0293 ** 16
            [("resolution", "closest_size"), SHAPE_CAME],
            id="1.029 is the same shape",
        ),
        pytest.param(
            "dimensions: {sizes: [1000x1000, 1030x1000]}\ndefault: 1000x1000",
            {"resolution": "2000x1000"},
            {"size": "1000x1000"},
            [("resolution", "closest_size"), SHAPE_CAME],
            id="1.03 is the same shape",
        ),
        pytest.param(
            "dimensions: {sizes: [1024x1024, 1055x1024]}\ndefault: 1024x1024",
            {"resolution": "1.1MP"},
            {},
            [("resolution", "unsupported"), SHAPE_CAME],
            id="1.0303 is another shape",
        ),
        pytest.param(
            "dimensions: {sizes: [512x512, 1024x1024, 2048x2048, 2048x1024]}\ndefault: 1:1 1K",
            {"resolution": "4MP"},
            {"size": "2048x2048"},
            [SHAPE_CAME],
            id="a default as ratio and tier",
        ),
        pytest.param(
            "dimensions: {sizes: [512x512, 1024x1024, 2048x1024]}\ndefault: 2:1 2MP",
            {"resolution": "1K"},
            {},
            [("resolution", "unsupported"), SHAPE_CAME],
            id="the default without a partner",
        ),
    ],
)
def test_r2_4_a_scale_alone_on_a_list_of_sizes(
    block: str, request_: dict[str, Any], payload: dict[str, Any], changes: list[tuple[str, str]]
) -> None:
    """Where no other size has the default's shape nothing is sent: met, or unsupported."""
    made = plan(block, request_)
    assert made.calls[0].payload == payload
    assert sorted(codes(made)) == sorted(changes)
    if not payload:
        assert modes(made)["resolution"] == ("met" if len(changes) == 1 else "unsupported")


def test_r2_4_sizes_without_a_known_default() -> None:
    """Without a default the shape nearest to the medium's frame is assumed, and the nearest scale of it chosen."""
    block = "dimensions: {sizes: [960x960, 1280x720, 720x1280, 1920x1080]}"
    made = plan(block, {"resolution": "1080p"}, media="video")
    assert made.calls[0].payload == {"size": "1920x1080"}
    assert modes(made) == {"resolution": "converted", "aspect_ratio": "assumed"}
    made = plan(block, {"resolution": "0.9MP"}, media="image")
    assert made.calls[0].payload == {"size": "960x960"}
    made = plan(block, {"aspect_ratio": "16:9"}, media="image")
    # of the offered sizes 960x960 is nearest to 1024x1024; 1280x720 has exactly as many pixels
    assert made.calls[0].payload == {"size": "1280x720"}
    assert modes(made) == {"aspect_ratio": "converted", "resolution": "assumed"}


def test_r2_4_free_sizes_without_a_known_default() -> None:
    """The missing half of a free size is that of 1024x1024 or 1280x720."""
    block = "dimensions: {limits: {multiple_of: 16}}"
    assert sent(block, {"aspect_ratio": "1:1"}) == {"width": 1024, "height": 1024}
    assert sent(block, {"aspect_ratio": "16:9"}, media="video") == {"width": 1280, "height": 720}
    assert sent(block, {"resolution": "4MP"}) == {"width": 2048, "height": 2048}
    assert sent(block, {"resolution": "1080p"}, media="video") == {"width": 1920, "height": 1088}
    assert modes(plan(block, {"aspect_ratio": "1:1"}))["resolution"] == "assumed"
    assert modes(plan(block, {"resolution": "4MP"}))["aspect_ratio"] == "assumed"


@pytest.mark.parametrize("asked", [(3, 2), (6, 4)])
def test_r9_1_a_scale_that_is_offered_is_not_below_itself(asked: tuple[int, int]) -> None:
    """Fractions are equal however they are written."""
    assert nearest([(3, 2), (4, 1)], asked, "at_least") == nearest([(4, 1), (3, 2)], asked, "at_least") - 1 == 0


@pytest.mark.parametrize(("shape", "scale", "size"), [(False, False, 512), (True, False, 1024), (False, True, 1024)])
def test_r4_5_what_stands_where_nothing_is_sent(*, shape: bool, scale: bool, size: int) -> None:
    """The default comes from the form that sends nothing, unless the provider refuses to miss a half."""
    made = target("default: 512x512\ndimensions: [{sizes: [1024x1024]}, {fixed: 512x512}]").geometry
    standing = made._replace(needs_shape=shape, needs_scale=scale).standing()
    assert standing is not None
    assert standing.size == (size, size)


# R2.6, R4.5: the output follows the input


def test_r2_6_the_input_size_is_known() -> None:
    """With the size of the input shape and pixels are known, and a wish that equals it is met."""
    follows = target("dimensions: {follows: image}", operation="edit")
    made = normalize({"aspect_ratio": "3:2"}, follows, input_size=(1200, 800))
    assert (made.expected_size, modes(made), made.exact) == ((1200, 800), {"aspect_ratio": "met"}, True)
    made = normalize({}, follows, input_size=(1200, 800))
    assert made.expected_size == (1200, 800)
    made = normalize({"aspect_ratio": "1:1"}, follows, input_size=(1200, 800))
    assert codes(made) == [("aspect_ratio", "unsupported")]
    assert made.adjustments[0].shape_distance == 1.5
    made = normalize({"aspect_ratio": "1:1"}, follows)
    assert (made.expected_size, made.adjustments[0].shape_distance) == (None, 2)


def test_r4_5_no_condition_concerns_the_input() -> None:
    """What comes out is the named input's size, whatever a condition demands; only a cap cannot be kept."""
    (form,) = target("dimensions: {follows: image}", operation="edit").geometry.forms
    assert isinstance(form, FollowsForm)
    assert form.source == "image"
    assert form.narrowed(Narrowing(shape=lambda _: False)) is form
    assert form.narrowed(Narrowing(cap=99999**2)) is None


def test_r9_3_a_cap_that_takes_nothing_away_changes_nothing() -> None:
    """At the most pixels of the limits the form is the same one; one below it is another."""
    (form,) = target("dimensions: {limits: {max_pixels: 1048576}}").geometry.forms
    assert form.narrowed(Narrowing(cap=1_048_576)) is form
    capped = form.narrowed(Narrowing(cap=1_048_575))
    assert isinstance(capped, FreeForm)
    assert capped.limits.max_pixels == 1_048_575
    (unknown,) = target("dimensions: {limits: unknown}").geometry.forms
    under = unknown.narrowed(Narrowing(cap=1_048_576))
    assert isinstance(under, FreeForm)
    assert [under.passes(size) for size in ((1024, 1024), (1023, 1025), (1025, 1024))] == [True, True, False]


def test_r2_6_tiers_with_the_shape_of_the_input() -> None:
    """`shape: input` takes the input's shape, and asks for the scale alone."""
    block = target("dimensions: {tiers: [720p, 1080p], shape: input}", media="video", operation="image_to_video")
    made = normalize({"aspect_ratio": "3:2", "resolution": "720p"}, block, input_size=(1200, 800))
    assert made.calls[0].payload == {"tier": "720p"}
    assert modes(made) == {"aspect_ratio": "met", "resolution": "renamed"}
    made = normalize({"aspect_ratio": "1:1", "resolution": "720p"}, block)
    assert codes(made) == [("aspect_ratio", "unsupported")]
    assert made.adjustments[0].shape_distance == 2
    assert codes(normalize({"resolution": "720p"}, block, input_size=(1200, 800))) == []  # nothing to name (R2.3)


@pytest.mark.parametrize("size", [(0, 1), (1, 0), (1, 100_000), (1.0, 1), (True, 1), (1,), (1, 2, 3), "1x1", 7])
def test_r2_6_a_malformed_input_size_is_a_problem(size: Any) -> None:
    """Width and height are whole numbers of pixels from 1 to 99999."""
    with pytest.raises(ValueError, match="input_size") as caught:
        normalize({}, target(), input_size=size)
    assert [problem.code for problem in caught.value.problems] == ["wrong_type"]  # type: ignore[attr-defined]  # a ValueError of ours, with problems
    assert normalize({}, target(), input_size=(1, 99_999)).expected_size is None


# R3: measures on offers


@pytest.mark.parametrize(
    ("offered", "default", "asked", "used"),
    [
        pytest.param("4:1, 8:1", "", "7:1", "8:1", id="R4.2 the example of the rules"),
        pytest.param("1:1, 16:9", "", "1344x768", "16:9", id="R3.1 not by reducing"),
        pytest.param("4:3, 16:9", "", "3:2", "4:3", id="R3.1 1.125 against 1.185"),
        pytest.param("3:4, 9:16", "", "2:3", "3:4", id="R3.1 tall as wide"),
        pytest.param("16:9, 9:16", "", "1:1", "16:9", id="R3.4 landscape"),
        pytest.param("9:16, 16:9", "", "1:1", "16:9", id="R3.4 never list order"),
        pytest.param("16:9, 9:16", "default: 9:16", "1:1", "9:16", id="R3.4 the default"),
        pytest.param("16:9, 9:16", "default: 16:9", "1024x1024", "16:9", id="R3.4 pixels too"),
        pytest.param("1:1, 4:1", "", "2:1", "4:1", id="R3.4 the orientation of the wish"),
        pytest.param("1:1, 1:4", "default: 1:1", "1:2", "1:4", id="R3.4 orientation before the default"),
        pytest.param("2:1, 8:1", "default: 8:1", "4:1", "2:1", id="R3.4 closer to square before the default"),
        pytest.param("1:2, 1:8", "", "1:4", "1:2", id="R3.4 closer to square, tall"),
        pytest.param("3:2, 2:3, 1:1", "", "99999:1", "3:2", id="wider than all"),
        pytest.param("3:2, 2:3, 1:1", "", "0.0001:99999", "2:3", id="narrower than all"),
        pytest.param("21:9, 16:9", "", "2.39:1", "21:9", id="cinema"),
        # 99999:99998 and 99998:99997 have different quotients only in the tenth digit
        pytest.param("99999:99998, 99998:99997, 1:1", "", "99998:99997", "99998:99997", id="R3.8 near ones"),
    ],
)
def test_r3_r4_2_the_closest_ratio(offered: str, default: str, asked: str, used: str) -> None:
    """The closest ratio of a list, whatever its order; ties by R3.4."""
    key = "size" if "x" in asked else "aspect_ratio"
    names = offered.split(", ")
    for listed in (names, names[::-1]):
        block = f"dimensions: {{aspect_ratios: [{', '.join(listed)}]}}\n{default}"
        assert sent(block, {key: asked})["ratio"] == used


def test_r3_1_shapes_of_equal_quotients_are_told_apart() -> None:
    """Quotients that are the same in floating point are compared as whole numbers."""
    # the true quotients of neighbours near 10**9 : 1 differ by less than a double can tell
    shapes = Shapes.of({"99999.9999:99999.9998": "a", "99999.9998:99999.9997": "b", "1:1": "c"})
    assert shapes.names == ("1:1", "99999.9999:99999.9998", "99999.9998:99999.9997")
    assert [shapes.closest(tuple(ratio), None) for ratio in shapes.ratios] == [0, 1, 2]
    narrow = (999_999_997, 999_999_998)
    assert shapes.closest(narrow, None) == 0


@pytest.mark.parametrize(
    ("asked", "used", "distance"),
    [
        ("1.5K", "2K", 4 / 2.25),
        ("1.4K", "1K", 1.96),
        ("2K", "2K", None),
        ("0.5K", "1K", 4.0),
        ("8K", "4K", 4.0),
        ("64", "4K", 4.0),
        ("2MP", "1K", 2.0),  # exactly between 1K and 2K: the smaller (R3.5)
        ("2.0001MP", "2K", 4 / 2.0001),
        ("1.9999MP", "1K", 1.9999),
        ("8MP", "2K", 2.0),
    ],
)
def test_r3_3_r3_5_the_nearest_tier(asked: str, used: str, distance: float | None) -> None:
    """Twice as large and half as large are equally far; a tie goes to the smaller scale."""
    made = plan(RATIOS, {"aspect_ratio": "1:1", "resolution": asked})
    assert made.calls[0].payload == {"ratio": "1:1", "tier": used}
    assert [a.scale_distance for a in made.adjustments] == ([] if distance is None else [pytest.approx(distance)])


@pytest.mark.parametrize(
    ("rule", "shape", "asked", "used"),
    [
        ("area", "1:1", "1K", "720p"),  # 921,600 and 2,073,600
        ("short_edge", "1:1", "1K", "1080p"),  # 518,400 and 1,166,400
        ("short_edge", "16:9", "1K", "720p"),
        ("area", "16:9", "1K", "720p"),
        ("short_edge", "1:1", "720p", "720p"),
        ("short_edge", "1:1", "1080x1080", "1080p"),
        ("area", "1:1", "1080x1080", "720p"),
        ("short_edge", "21:9", "1080p", "1080p"),
    ],
)
def test_r3_2_lines_at_a_shape(rule: str, shape: str, asked: str, used: str) -> None:
    """What `720p` counts is its 16:9 frame, or the shorter side at the chosen shape."""
    block = f"dimensions: {{aspect_ratios: [1:1, 16:9, 21:9], tiers: [720p, 1080p], tier_rule: {rule}}}"
    assert sent(block, {"aspect_ratio": shape, "resolution": asked})["tier"] == used


@pytest.mark.parametrize(
    ("size", "payload", "changes"),
    [
        ("3840x2160", {"ratio": "16:9", "tier": "4K"}, []),
        ("2160x3840", {"ratio": "9:16", "tier": "4K"}, []),
        ("4096x2160", {"ratio": "16:9", "tier": "4K"}, [("size", "closest_ratio")]),
        ("2160x4096", {"ratio": "9:16", "tier": "4K"}, [("size", "closest_ratio")]),
        ("7680x4320", {"ratio": "16:9", "tier": "8K"}, []),
        ("4320x7680", {"ratio": "9:16", "tier": "8K"}, []),
        ("3840x2161", {"ratio": "16:9", "tier": "2K"}, [("size", "closest_ratio")]),  # 1.98 against 2.02
        ("3841x2160", {"ratio": "16:9", "tier": "2K"}, [("size", "closest_ratio")]),
    ],
)
def test_r3_7_named_frames(size: str, payload: dict[str, Any], changes: list[tuple[str, str]]) -> None:
    """3840x2160 and 4096x2160 meet a tier named 4K, 7680x4320 one named 8K, upright or lying."""
    made = plan("dimensions: {aspect_ratios: [16:9, 9:16], tiers: [2K, 4K, 8K]}", {"size": size})
    assert made.calls[0].payload == payload
    assert codes(made) == changes
    if "4096" in size:
        assert (made.adjustments[0].shape_distance, made.adjustments[0].scale_distance) == (
            pytest.approx(16 / 15),
            1,
        )


def test_r3_7_the_providers_word_is_a_name_too() -> None:
    """A tier that the provider calls 4k is meant by the frame."""
    block = "dimensions: {aspect_ratios: [16:9], tiers: {1440p: 2K, 2160p: 4k}}"
    made = plan(block, {"size": "4096x2160"})
    assert made.calls[0].payload == {"ratio": "16:9", "tier": "4k"}
    assert made.adjustments[0].scale_distance == 1


def test_r3_7_without_such_a_tier_the_pixels_count() -> None:
    """Where no tier has the name the nearest by pixels is taken."""
    assert sent("dimensions: {aspect_ratios: [16:9], tiers: [1K, 2K]}", {"size": "3840x2160"})["tier"] == "2K"
    assert sent("dimensions: {aspect_ratios: [16:9], tiers: [1K, 2K]}", {"size": "7680x4320"})["tier"] == "2K"


# R4: the forms


@pytest.mark.parametrize(
    ("block", "request_", "payload", "size", "changes"),
    [
        # sizes
        pytest.param(SIZES, {"size": "1024x1536"}, {"size": "1024x1536"}, (1024, 1536), [], id="R4.1 a listed size"),
        pytest.param(
            SIZES, {"size": "1024*1536"}, {"size": "1024x1536"}, (1024, 1536), [], id="R4.7 written as listed"
        ),
        pytest.param(
            SIZES,
            {"size": "1024x1792"},
            {"size": "1024x1536"},
            (1024, 1536),
            [("size", "closest_size")],
            id="R4.3 least cost",
        ),
        pytest.param(
            SIZES,
            {"aspect_ratio": "16:9"},
            {"size": "1536x1024"},
            (1536, 1024),
            [("aspect_ratio", "closest_size")],
            id="R4.3 the default's scale",
        ),
        pytest.param(SIZES, {"aspect_ratio": "3:2"}, {"size": "1536x1024"}, (1536, 1024), [], id="R4.3 exact shape"),
        pytest.param(
            SIZES,
            {"aspect_ratio": "2:3", "resolution": "1.5MP"},
            {"size": "1024x1536"},
            (1024, 1536),
            [],
            id="R4.3 both",
        ),
        pytest.param(
            SIZES,
            {"aspect_ratio": "2:3", "resolution": "4K"},
            {"size": "1024x1536"},
            (1024, 1536),
            [("resolution", "closest_size")],
            id="R4.3 the shape weighs more",
        ),
        # table
        pytest.param(
            TABLE, {"size": "1376x768"}, {"ratio": "16:9", "tier": "1K"}, (1376, 768), [], id="R4.1 read backwards"
        ),
        pytest.param(
            TABLE, {"size": "2752x1536"}, {"ratio": "16:9", "tier": "2K"}, (2752, 1536), [], id="R4.1 the other column"
        ),
        pytest.param(
            TABLE,
            {"size": "1377x768"},
            {"ratio": "16:9", "tier": "1K"},
            (1376, 768),
            [("size", "closest_ratio")],
            id="R4.2 a pixel beside",
        ),
        pytest.param(
            TABLE, {"aspect_ratio": "16:9"}, {"ratio": "16:9"}, (1376, 768), [], id="R4.10 the default's cell"
        ),
        pytest.param(
            TABLE,
            {"aspect_ratio": "16:9", "resolution": "1MP"},
            {"ratio": "16:9", "tier": "1K"},
            (1376, 768),
            [],
            id="R4.2 an equal unit is the tier",
        ),
        pytest.param(
            TABLE,
            {"aspect_ratio": "16:9", "resolution": "1024x1024"},
            {"ratio": "16:9", "tier": "1K"},
            (1376, 768),
            [("resolution", "nearest_tier")],
            id="R4.2 a pixel count is no unit",
        ),
        pytest.param(
            TABLE,
            {"aspect_ratio": "1:1", "resolution": "1.25K"},
            {"ratio": "1:1", "tier": "2K"},
            (1536, 1536),
            [("resolution", "nearest_tier")],
            id="R4.2 the cell's true pixels",
        ),
        pytest.param(
            TABLE,
            {"aspect_ratio": "9:16", "resolution": "2K"},
            {"ratio": "9:16", "tier": "1K"},
            (768, 1376),
            [("resolution", "nearest_tier")],
            id="R4.2 a hole",
        ),
        pytest.param(TABLE, {"resolution": "2K"}, {"tier": "2K"}, (1536, 1536), [SHAPE_CAME], id="R2.3 in a table"),
        # free
        pytest.param(
            FREE, {"size": "1920x1080"}, {"width": 1920, "height": 1088}, (1920, 1088), [("size", "fitted")], id="R5.4"
        ),
        pytest.param(FREE, {"size": "1920x1088"}, {"width": 1920, "height": 1088}, (1920, 1088), [], id="R5.1"),
        pytest.param(
            FREE,
            {"aspect_ratio": "16:9"},
            {"width": 1376, "height": 768},
            (1376, 768),
            [("aspect_ratio", "fitted")],
            id="R4.4 the default's scale",
        ),
        pytest.param(
            FREE, {"resolution": "2K"}, {"width": 2048, "height": 2048}, (2048, 2048), [SHAPE_CAME], id="R4.4 its shape"
        ),
        pytest.param(
            FREE,
            {"size": "4000x4000"},
            {"width": 2048, "height": 2048},
            (2048, 2048),
            [("size", "fitted")],
            id="R5.3 too large",
        ),
        pytest.param(
            FREE, {"size": "4000x100"}, {"width": 2048, "height": 256}, (2048, 256), [("size", "bent")], id="R5.2 bent"
        ),
        pytest.param(
            WHOLE,
            {"aspect_ratio": "16:9", "resolution": "1K"},
            {"width": 1365, "height": 768},
            (1365, 768),
            [],
            id="R6.6 whole pixels are exact",
        ),
        pytest.param(
            WHOLE,
            {"aspect_ratio": "16:9", "resolution": "4K"},
            {"width": 2730, "height": 1536},
            (2730, 1536),
            [("resolution", "fitted")],
            id="R6.6 but not what limits moved",
        ),
        # tiers
        pytest.param(LINES, {"resolution": "1080p"}, {"tier": "pro"}, None, [SHAPE_CAME], id="R4.5 a tier"),
        pytest.param(LINES, {"size": "1920x1080"}, {"tier": "pro"}, None, [], id="R4.5 the stated shape"),
        pytest.param(
            LINES, {"size": "1080x1920"}, {"tier": "pro"}, None, [("size", "closest_ratio")], id="R4.5 portrait"
        ),
        pytest.param(LINES, {"resolution": "PRO"}, {"tier": "pro"}, None, [SHAPE_CAME], id="R4.2 its own word"),
        pytest.param(LINES, {"aspect_ratio": "16:9"}, {}, None, [], id="R4.5 met"),
        pytest.param(LINES, {"aspect_ratio": "9:16"}, {}, None, [("aspect_ratio", "unsupported")], id="R4.5 unmet"),
        # fixed
        pytest.param("dimensions: {fixed: 1280x720}", {"size": "1280x720"}, {}, (1280, 720), [], id="fixed, met"),
        pytest.param("dimensions: {fixed: 1280x720}", {"aspect_ratio": "16:9"}, {}, (1280, 720), [], id="fixed shape"),
        pytest.param(
            "dimensions: {fixed: 1280x720}",
            {"size": "1920x1080"},
            {},
            (1280, 720),
            [("size", "unsupported")],
            id="fixed, unmet",
        ),
        # ratios between two
        pytest.param(
            "dimensions: {aspect_ratios: {min: 1:2, max: 2:1}}",
            {"aspect_ratio": "1.85:1"},
            {"ratio": "37:20"},
            None,
            [],
            id="a range, lowest terms",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: {min: 1:2, max: 2:1}}",
            {"aspect_ratio": "2:1"},
            {"ratio": "2:1"},
            None,
            [],
            id="a range, its end",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: {min: 1:2, max: 2:1}}",
            {"aspect_ratio": "21:9"},
            {"ratio": "2:1"},
            None,
            [("aspect_ratio", "closest_ratio")],
            id="beyond a range",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: {min: 1:2, max: 2:1}}",
            {"aspect_ratio": "1:3"},
            {"ratio": "1:2"},
            None,
            [("aspect_ratio", "closest_ratio")],
            id="below a range",
        ),
        # ratios with a stated scale
        pytest.param(
            "dimensions: {aspect_ratios: [1:1, 3:2], pixels: 1MP}\ndefault: 1:1",
            {"resolution": "1K"},
            {},
            None,
            [SHAPE_CAME],
            id="stated pixels, met",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1, 3:2], pixels: 1MP}\ndefault: 1:1",
            {"aspect_ratio": "3:2", "resolution": "2K"},
            {"ratio": "3:2"},
            None,
            [("resolution", "unsupported")],
            id="stated pixels, unmet",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1, 3:2]}",
            {"resolution": "2K"},
            {},
            None,
            [("resolution", "unsupported")],
            id="no tiers",
        ),
        # nothing
        pytest.param("{}", {"size": "1024x1024"}, {}, None, [("size", "unsupported")], id="R4.11 no such parameter"),
        pytest.param(
            "{}",
            {"aspect_ratio": "1:1", "resolution": "1K"},
            {},
            None,
            [("aspect_ratio", "unsupported"), ("resolution", "unsupported")],
            id="R4.11 R6.2 never raw",
        ),
    ],
)
def test_r4_forms(
    block: str, request_: dict[str, Any], payload: dict[str, Any], size: Pair, changes: list[tuple[str, str]]
) -> None:
    """Each form answers in its own way; what is sent, what will come out, and what differs."""
    check(block, request_, payload, size, changes)


def test_r4_2_distances_and_alternatives() -> None:
    """The adjustment says how far shape and scale are off, and what is offered below and above."""
    (change,) = plan(RATIOS, {"size": "1344x768"}).adjustments
    assert (change.code, change.used, change.rule) == ("closest_ratio", "16:9 1K", "R4.2")
    assert change.shape_distance == pytest.approx(64 / 63)  # 16/9 over 7/4
    assert change.scale_distance == pytest.approx(64 / 63)  # 1,048,576 over 1,032,192
    assert change.alternatives == (None, "1K")
    (change,) = plan(RATIOS, {"aspect_ratio": "1:1", "resolution": "1.5K"}).adjustments
    assert (change.parameter, change.code, change.used, change.rule) == ("resolution", "nearest_tier", "2K", "R4.2")
    assert (change.shape_distance, change.alternatives) == (None, ("1K", "2K"))
    (change,) = plan(RATIOS, {"aspect_ratio": "5:4"}).adjustments
    assert (change.code, change.used, change.alternatives, change.scale_distance) == ("closest_ratio", "1:1", (), None)
    (change,) = plan(RATIOS, {"size": "1000x1000"}).adjustments
    assert (change.code, change.used, change.alternatives) == ("nearest_tier", "1:1 1K", (None, "1K"))
    (change,) = plan(SIZES, {"size": "1024x1792"}).adjustments
    assert (change.code, change.used, change.rule) == ("closest_size", "1024x1536", "R4.3")
    assert (change.shape_distance, change.scale_distance) == (pytest.approx(7 / 6), pytest.approx(7 / 6))
    assert change.alternatives == ("1024x1536", None)
    (change,) = plan(FREE, {"size": "4000x100"}).adjustments
    assert (change.code, change.used, change.rule, change.shape_distance) == ("bent", "2048x256", "R5.2", 5)
    (change,) = plan(FREE, {"size": "1920x1080"}).adjustments
    assert (change.code, change.used, change.rule) == ("fitted", "1920x1088", "R5")
    (change,) = plan("dimensions: {fixed: 1280x720}", {"size": "1920x1080"}).adjustments
    assert (change.code, change.used, change.rule, change.scale_distance) == ("unsupported", "1280x720", "R4.11", 2.25)


def test_r4_2_alternatives_are_the_nearest_on_both_sides() -> None:
    """Of several scales below and above the nearest ones are named."""
    block = "dimensions: {aspect_ratios: [1:1], tiers: [4K, 0.5K, 1K, 2K, 8K, 0.25K]}"
    (change,) = plan(block, {"aspect_ratio": "1:1", "resolution": "1.5K"}).adjustments
    assert change.alternatives == ("1K", "2K")
    table = "dimensions: {tiers: [1K, 2K], table: {1:1: [1024x1024, none], 16:9: [1376x768, 2752x1536]}}"
    (change,) = plan(table, {"aspect_ratio": "1:1", "resolution": "1.5K"}).adjustments
    assert change.alternatives == ("1K", None)
    sizes = "dimensions: {sizes: [1024x1024, 2048x2048, 512x512, 2048x1024]}"
    (change,) = plan(sizes, {"size": "1500x1500"}).adjustments
    assert (change.used, change.alternatives) == ("2048x2048", ("1024x1024", "2048x2048"))


def test_r3_4_what_settled_a_tie_is_said() -> None:
    """The sentence names the other shape and the part of the rule that decided."""
    block = "dimensions: {aspect_ratios: [16:9, 9:16]}\ndefault: 9:16"
    (change,) = plan(block, {"aspect_ratio": "1:1"}).adjustments
    assert change.because == "a tie with 16:9: it is the target's default shape"
    assert str(change).startswith("aspect_ratio: asked 1:1, used 9:16: a tie with 16:9:")
    sizes = "dimensions: {sizes: [1280x720, 720x1280]}"
    (change,) = plan(sizes, {"size": "1024x1024"}, media="video").adjustments
    assert change.because == "a tie with 720x1280: it is landscape"
    (change,) = plan("dimensions: {aspect_ratios: [1:1, 4:1]}", {"aspect_ratio": "2:1"}).adjustments
    assert change.because == "a tie with 1:1: it has the orientation that was asked for"
    (change,) = plan("dimensions: {aspect_ratios: [2:1, 8:1]}", {"aspect_ratio": "4:1"}).adjustments
    assert change.because == "a tie with 8:1: it is closer to square"
    (change,) = plan("dimensions: {aspect_ratios: [16:9, 4:3]}", {"aspect_ratio": "1:1"}).adjustments
    assert change.because is None


@pytest.mark.parametrize(
    ("block", "request_", "payload", "notes"),
    [
        pytest.param(
            "dimensions: {sizes: [1024x1024], open: true}", {"size": "1000x999"}, {"size": "1000x999"}, 1, id="sizes"
        ),
        pytest.param(
            "dimensions: {sizes: [1024x1024], open: true}", {"size": "1024x1024"}, {"size": "1024x1024"}, 0, id="listed"
        ),
        pytest.param(
            "dimensions: {sizes: [1024x1024], open: true, limits: {max_edge: 1500}}",
            {"size": "1500x999"},
            {"size": "1500x999"},
            1,
            id="inside the limits",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1, 16:9], open: true}",
            {"aspect_ratio": "5:4"},
            {"ratio": "5:4"},
            1,
            id="ratios",
        ),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K], open: true}\ndefault: 1:1 1K",
            {"aspect_ratio": "16:9", "resolution": "3k"},
            {"ratio": "16:9", "tier": "3k"},
            1,
            id="tiers",
        ),
        pytest.param("dimensions: {sizes: unknown}", {"size": "70x90"}, {"size": "70x90"}, 1, id="sizes not known"),
        pytest.param(
            "dimensions: {aspect_ratios: unknown}", {"aspect_ratio": "10:8"}, {"ratio": "5:4"}, 1, id="ratios not known"
        ),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1], tiers: unknown}\ndefault: 1:1",
            {"aspect_ratio": "1:1", "resolution": "3K"},
            {"ratio": "1:1", "tier": "3K"},
            1,
            id="tiers not known",
        ),
        pytest.param(
            "dimensions: {limits: unknown}",
            {"size": "1001x777"},
            {"width": 1001, "height": 777},
            1,
            id="limits not known",
        ),
    ],
)
def test_r4_9_what_is_not_known_passes(
    block: str, request_: dict[str, Any], payload: dict[str, Any], notes: int
) -> None:
    """An unlisted but well-formed value passes with a note, and nothing counts as changed."""
    made = plan(block, request_)
    assert made.calls[0].payload == payload
    assert codes(made) == []
    assert [code for _, code in noted(made)] == ["unverified"] * notes
    assert made.loss_parts == ({"unknown": pytest.approx(0.1)} if notes else {})
    assert made.exact


def test_r4_9_outside_the_limits_the_list_decides() -> None:
    """An open list passes what lies inside the limits beside it, and nothing else."""
    block = "dimensions: {sizes: [1024x1024, 1536x1024], open: true, limits: {max_edge: 1500}}"
    made = plan(block, {"size": "1501x1000"})
    assert made.calls[0].payload == {"size": "1536x1024"}
    assert (codes(made), noted(made)) == ([("size", "closest_size")], [])
    ratios = "dimensions: {aspect_ratios: [1:1, 2:1], open: true, limits: {max_ratio: 3:1}}"
    assert sent(ratios, {"aspect_ratio": "3:1"}) == {"ratio": "3:1"}
    assert sent(ratios, {"aspect_ratio": "4:1"}) == {"ratio": "2:1"}


def test_r5_7_an_unknown_multiple_gives_even_sides() -> None:
    """Sides that the library makes itself are even, with a note; so are asked pixels inside known limits."""
    block = "dimensions: {limits: {max_edge: 4096, multiple_of: unknown}}\ndefault: 1024x1024"
    made = plan(block, {"aspect_ratio": "16:9", "resolution": "1K"})
    assert made.calls[0].payload == {"width": 1366, "height": 768}
    assert (codes(made), noted(made)) == ([], [("aspect_ratio", "even_sides")])
    assert made.notes[0].used == "1366:768" or made.notes[0].used == "683:384"
    even = plan(block, {"size": "1024x768"})
    assert (even.calls[0].payload, noted(even)) == ({"width": 1024, "height": 768}, [])
    unknown = plan("dimensions: {limits: unknown}", {"aspect_ratio": "16:9", "resolution": "1K"})
    assert unknown.calls[0].payload == {"width": 1366, "height": 768}
    assert [code for _, code in noted(unknown)] == ["unverified", "even_sides"]


# R4.6: several forms


@pytest.mark.parametrize(
    ("request_", "size"),
    [
        pytest.param({"resolution": "2K"}, "2K", id="the caller's own words"),
        pytest.param({"size": "2K"}, "2K", id="a tier as size"),
        pytest.param({"resolution": "4MP"}, "2K", id="an equal unit"),
        pytest.param({"aspect_ratio": "16:9", "resolution": "4K"}, "5504x3040", id="R4.1 a literal hit of both"),
        pytest.param({"size": "2048x2048"}, "2048x2048", id="R4.1 a cell"),
        pytest.param({"size": "1500x1000"}, "1500x1000", id="R4.6 legal as it is"),
        pytest.param({"aspect_ratio": "3:2"}, "2508x1672", id="R4.6 least cost"),
        pytest.param({"aspect_ratio": "16:9"}, "2848x1600", id="R4.1 a listed ratio"),
        pytest.param({"aspect_ratio": "1:1", "resolution": "3K"}, "3072x3072", id="R4.6 a free size is exact"),
    ],
)
def test_r4_6_a_field_that_takes_tier_listed_size_or_any_size(request_: dict[str, Any], size: str) -> None:
    """A literal hit first, the caller's own words before others, else the form that costs least."""
    assert sent(SEEDREAM, request_) == {"size": size}


PRESETS = """
  - {sizes: {1024x1024: square_hd, 1024x768: landscape_4_3}, write: {size: "{size}"}}
"""
PIXELS = """
  - {limits: {min_edge: 256, max_edge: 2048, multiple_of: 16}, write: {size: {w: "{width}", h: "{height}"}}}
"""


@pytest.mark.parametrize("forms", [PRESETS + PIXELS, PIXELS + PRESETS], ids=["presets first", "pixels first"])
@pytest.mark.parametrize(
    ("request_", "size"),
    [
        ({"size": "1024x768"}, "landscape_4_3"),  # R4.1: a listed size is the literal hit
        ({"size": "square_hd"}, "square_hd"),
        ({"size": "SQUARE_HD"}, "square_hd"),
        ({"size": "1920x1080"}, {"w": 1920, "h": 1088}),
        ({"aspect_ratio": "4:3"}, "landscape_4_3"),  # 1184x896 is not 4:3 exactly
        ({"aspect_ratio": "2:1"}, {"w": 1440, "h": 720}),  # 1448 x 724 on the grid
    ],
)
def test_r4_6_presets_or_pixels(forms: str, request_: dict[str, Any], size: Any) -> None:
    """A preset where it is listed, free pixels elsewhere, in any order of the file."""
    assert sent(f"dimensions:{forms}", request_) == {"size": size}


def test_r4_6_file_order_decides_at_last() -> None:
    """Forms that say the same in the same words are taken in the order of the file."""
    one = '{sizes: [1024x1024], write: {one: "{size}"}}'
    two = '{sizes: [1024x1024], write: {two: "{size}"}}'
    assert sent(f"dimensions: [{one}, {two}]", {"size": "1024x1024"}) == {"one": "1024x1024"}
    assert sent(f"dimensions: [{two}, {one}]", {"size": "1024x1024"}) == {"two": "1024x1024"}
    assert sent(f"dimensions: [{one}, {two}]", {"size": "1000x1000"}) == {"one": "1024x1024"}


def test_r4_6_forms_without_a_field_for_the_wish_stand_back() -> None:
    """A form that cannot carry what was asked is used only where no other can."""
    block = """
dimensions:
  - {tiers: [1K, 2K], shape: 16:9, write: {tier: "{tier}"}}
  - {aspect_ratios: [16:9, 1:1], write: {ratio: "{ratio}"}}
default: 16:9 1K
"""
    assert sent(block, {"aspect_ratio": "16:9"}) == {"ratio": "16:9"}
    assert sent(block, {"resolution": "2K"}) == {"tier": "2K"}
    assert sent("dimensions: [{fixed: 1280x720}, {follows: image}]", {"size": "1280x720"}) == {}


def test_r4_6_ties_of_cost_go_by_shape_then_scale() -> None:
    """A square wish between a wide and a tall form takes the default's shape; equal scales the smaller."""
    wide = '{sizes: [1280x720], write: {wide: "{size}"}}'
    tall = '{sizes: [720x1280], write: {tall: "{size}"}}'
    assert sent(f"dimensions: [{tall}, {wide}]", {"size": "960x960"}) == {"wide": "1280x720"}
    assert sent(f"dimensions: [{wide}, {tall}]\ndefault: 720x1280", {"size": "960x960"}) == {"tall": "720x1280"}
    small = '{sizes: [1000x1000], write: {small: "{size}"}}'
    large = '{sizes: [2000x2000], write: {large: "{size}"}}'
    # 2,000,000 pixels lie between a million and four million
    request = {"aspect_ratio": "1:1", "resolution": "1600x1250"}
    assert sent(f"dimensions: [{large}, {small}]", request) == {"small": "1000x1000"}
    assert sent(f"dimensions: [{small}, {large}]", request) == {"small": "1000x1000"}


def test_r4_6_a_bound_excludes_forms_that_break_it() -> None:
    """Under `at_least` the form that keeps the bound wins over the cheaper one."""
    listed = '{sizes: [1000x1000], write: {size: "{size}"}}'
    free = '{limits: {multiple_of: 64}, write: {w: "{width}", h: "{height}"}}'
    block = f"dimensions: [{listed}, {free}]"
    assert sent(block, {"size": "1010x1010"}) == {"size": "1000x1000"}  # 1.020 against 1.028
    assert sent(block, {"size": "1010x1010"}, scale="at_least") == {"w": 1024, "h": 1024}
    assert sent(block, {"size": "1010x1010"}, scale="at_most") == {"size": "1000x1000"}
    assert sent(block, {"size": "990x990"}) == {"size": "1000x1000"}
    assert sent(block, {"size": "990x990"}, scale="at_most") == {"w": 960, "h": 960}


# R4.7, R4.8: words and fields


def test_r4_7_spelling_is_the_files_business() -> None:
    """Separators, words, types and nesting come from the templates."""
    block = """
dimensions:
  aspect_ratios: {16:9: landscape, 1:1: square}
  tiers: {1K: 1, 2K: 2}
  write:
    image.shape: "{ratio}"
    image.parts.0: "{ratio_width}/{ratio_height}"
    image.scale: "{tier}"
    mode: custom
default: 1:1 1K
"""
    assert sent(block, {"aspect_ratio": "16:9", "resolution": "2K"}) == {
        "image": {"shape": "landscape", "parts": ["16/9"], "scale": 2},
        "mode": "custom",
    }
    assert sent(block, {"aspect_ratio": "landscape"})["image"] == {"shape": "landscape", "parts": ["16/9"]}
    assert sent(block, {"resolution": 2}) == {"image": {"scale": 2}, "mode": "custom"}
    assert sent(block, {}) == {}


def test_r4_7_megapixels_and_pixels_in_templates() -> None:
    """A form of exact pixels fills ratios and megapixels where a template asks for them."""
    block = """
dimensions: {limits: {multiple_of: 16}, write: {w: "{width}", h: "{height}", mp: "{megapixels}", r: "{ratio}"}}
"""
    assert sent(block, {"size": "1024x512"}) == {"w": 1024, "h": 512, "mp": 0.5, "r": "2:1"}
    ratios = 'dimensions: {aspect_ratios: [1:1], tiers: [1K, 2K], write: {r: "{ratio}", mp: "{megapixels}"}}'
    assert sent(ratios, {"aspect_ratio": "1:1", "resolution": "2K"}) == {"r": "1:1", "mp": 4}
    assert sent(ratios, {"aspect_ratio": "1:1", "resolution": "1K"}) == {"r": "1:1", "mp": 1}


def test_r4_7_a_word_may_bring_its_own_fields() -> None:
    """The right side of a map may be several fields, in place of the template."""
    block = """
dimensions:
  sizes: {1024x1024: {Resolution: "1024:1024"}, 2048x2048: {Resolution: "1024:1024", Clarity: x2}}
default: 1024x1024
"""
    assert sent(block, {"size": "2048x2048"}) == {"Resolution": "1024:1024", "Clarity": "x2"}
    assert sent(block, {"size": "1024x1024"}) == {"Resolution": "1024:1024"}
    made = plan(block, {"resolution": "2K"})
    assert made.calls[0].payload == {"Resolution": "1024:1024", "Clarity": "x2"}
    assert modes(made) == {"resolution": "converted"}
    tiers = 'dimensions: {aspect_ratios: [1:1], tiers: {1K: {q: low}, 2K: {q: high, boost: true}}, write: {ratio: "{ratio}"}}'
    assert sent(tiers, {"aspect_ratio": "1:1", "resolution": "2K"}) == {"ratio": "1:1", "q": "high", "boost": True}
    assert sent(tiers, {"aspect_ratio": "1:1"}) == {"ratio": "1:1"}
    ratios = (
        'dimensions: {aspect_ratios: {1:1: {w: 1, h: 1}, 2:1: {w: 2, h: 1}}, tiers: [1K, 2K], write: {tier: "{tier}"}}'
    )
    assert sent(ratios, {"aspect_ratio": "2:1"}) == {"w": 2, "h": 1}
    assert sent(ratios, {"resolution": "2K"}) == {"tier": "2K"}


def test_r4_8_a_tier_in_the_id_of_the_model() -> None:
    """Where the upstream id holds the tier, the tier needs no field."""
    block = """
model: one/{tier}/text
dimensions: {aspect_ratios: [16:9, 1:1], tiers: {720p: std, 1080p: pro}, write: {ratio: "{ratio}"}}
default: 16:9 720p
"""
    made = plan(block, {"resolution": "1080p"}, media="video")
    assert (made.upstream_model, made.calls[0].payload) == ("one/pro/text", {})
    assert entry(made, "resolution")[3]
    made = plan(block, {"aspect_ratio": "1:1"}, media="video")
    assert (made.upstream_model, made.calls[0].payload) == ("one/std/text", {"ratio": "1:1"})
    assert plan(block, {}, media="video").upstream_model == "one/std/text"
    assert target(block, media="video").upstream_model == "one/std/text"


def test_r4_8_text_that_is_added() -> None:
    """Of an `append` list what is asked for is added to the text that is there."""
    block = """
dimensions:
  aspect_ratios: [16:9, 1:1]
  tiers: [720p, 1080p]
  append: {content.0.text: [" --ratio {ratio}", " --resolution {tier}"]}
default: 16:9 720p
parameters: {prompt: {write: {content.0.text: "{value}"}}}
"""
    both = {"prompt": "a fox", "aspect_ratio": "1:1", "resolution": "1080p"}
    assert sent(block, both) == {"content": [{"text": "a fox --ratio 1:1 --resolution 1080p"}]}
    assert sent(block, {"prompt": "a fox", "resolution": "1080p"}) == {
        "content": [{"text": "a fox --resolution 1080p"}]
    }
    assert sent(block, {"aspect_ratio": "1:1"}) == {"content": [{"text": "--ratio 1:1"}]}
    assert sent(block, {"prompt": "a fox"}) == {"content": [{"text": "a fox"}]}


# R9.1: at least, at most


@pytest.mark.parametrize(
    ("asked", "at_least", "at_most"),
    [("1.5K", "2K", "1K"), ("1.01K", "2K", "1K"), ("2K", "2K", "2K"), ("5K", "4K", "4K"), ("0.5K", "1K", "1K")],
)
def test_r9_1_tiers(asked: str, at_least: str, at_most: str) -> None:
    """The smallest tier not below, the largest where all are; and the other way round."""
    request = {"aspect_ratio": "1:1", "resolution": asked}
    assert sent(RATIOS, request, scale="at_least")["tier"] == at_least
    assert sent(RATIOS, request, scale="at_most")["tier"] == at_most


@pytest.mark.parametrize(
    ("asked", "at_least", "at_most"),
    [
        ("1500x1500", "2048x2048", "1024x1024"),
        ("1025x1025", "2048x2048", "1024x1024"),
        ("2047x2047", "2048x2048", "1024x1024"),
        ("5000x5000", "4096x4096", "4096x4096"),
        ("500x500", "1024x1024", "1024x1024"),
        ("1530x1000", "1536x1024", "1536x1024"),
        ("2048x2048", "2048x2048", "2048x2048"),
    ],
)
def test_r9_1_sizes_of_the_chosen_shape(asked: str, at_least: str, at_most: str) -> None:
    """The bound is kept among the sizes of the closest shape, never by leaving it."""
    block = "dimensions: {sizes: [1024x1024, 2048x2048, 4096x4096, 1536x1024]}"
    assert sent(block, {"size": asked}, scale="at_least") == {"size": at_least}
    assert sent(block, {"size": asked}, scale="at_most") == {"size": at_most}


def test_r9_1_a_scale_alone_on_sizes() -> None:
    """The bound is kept among the sizes of the default's shape."""
    block = "dimensions: {sizes: [512x512, 1024x1024, 2048x2048, 1536x1024]}\ndefault: 1024x1024"
    assert sent(block, {"resolution": "0.6K"}) == {"size": "512x512"}
    assert sent(block, {"resolution": "0.6K"}, scale="at_least") == {"size": "1024x1024"}
    assert sent(block, {"resolution": "1.9K"}, scale="at_most") == {"size": "1024x1024"}


def test_r9_1_table_cells_of_the_chosen_shape() -> None:
    """Cells compare by their true pixels; holes are not offered."""
    request = {"aspect_ratio": "1:1", "resolution": "1.1K"}
    assert sent(TABLE, request, scale="at_least") == {"ratio": "1:1", "tier": "2K"}
    assert sent(TABLE, request, scale="at_most") == {"ratio": "1:1", "tier": "1K"}
    hole = {"aspect_ratio": "9:16", "resolution": "1.5K"}
    assert sent(TABLE, hole, scale="at_least") == {"ratio": "9:16", "tier": "1K"}


def test_r9_1_free_sizes() -> None:
    """No side is below, or none above, what was asked; a scale nobody asked for has no bound."""
    assert sent(FREE, {"size": "1000x1000"}, scale="at_least") == {"width": 1024, "height": 1024}
    assert sent(FREE, {"size": "1000x1000"}, scale="at_most") == {"width": 992, "height": 992}
    assert sent(FREE, {"aspect_ratio": "16:9"}, scale="at_most") == {"width": 1376, "height": 768}


@pytest.mark.parametrize(
    ("offered", "asked", "direction", "index"),
    [
        ([(1, 1), (4, 1)], (2, 1), "nearest", 0),
        ([(4, 1), (1, 1)], (2, 1), "nearest", 1),
        ([(1, 1), (4, 1)], (2, 1), "at_least", 1),
        ([(1, 1), (4, 1)], (2, 1), "at_most", 0),
        ([(1, 1), (4, 1)], (4, 1), "at_most", 1),
        ([(1, 1), (4, 1)], (4, 1), "at_least", 1),
        ([(1, 1), (4, 1)], (9, 1), "at_least", 1),
        ([(2, 1), (4, 1)], (1, 1), "at_most", 0),
        ([None, (4, 1), None], (1, 1), "nearest", 1),
        ([None, None], (1, 1), "nearest", None),
        ([], (1, 1), "nearest", None),
        ([(1, 1), (2, 1), (8, 1), (16, 1)], (3, 1), "nearest", 1),
        ([(16, 1), (8, 1), (2, 1), (1, 1)], (7, 1), "nearest", 1),
        ([(1, 3), (1, 2)], (5, 12), "nearest", 1),  # 1.25 against 1.2
    ],
)
def test_r3_5_r9_1_nearest_scale(
    offered: list[Pair], asked: tuple[int, int], direction: Any, index: int | None
) -> None:
    """The index of the scale that is nearest, in any order of the list, holes left out."""
    assert nearest(offered, asked, direction) == index


def test_r4_2_tiers_are_found_by_name_word_and_value() -> None:
    """Our name, the provider's word and an equal value all mean the same tier; our name wins over another's word."""
    tiers = Tiers.of({"720p": "HD", "1080p": "720p", "1K": 5})
    assert tiers.meant["hd"] == 0
    assert tiers.meant["720p"] == 0
    assert tiers.meant["5"] == 2
    assert tiers.meant[1_048_576, 1] == 2
    assert not tiers.is_single
    assert not tiers.is_empty
    assert Tiers.of({"1K": "1K"}).is_single
    assert not Tiers.of({"1K": "1K"}, is_open=True).is_single
    assert Tiers.of({}).is_empty
    assert not Tiers.of({}, is_known=False).is_empty
    assert tiers.pixels(None)[0] == (Tier.parse("720p").numerator, 1)


# the policy does not change what is legal as it is


def test_r9_1_a_literal_hit_ignores_the_direction() -> None:
    """What is offered as asked is used under any policy."""
    for direction in ("nearest", "at_least", "at_most"):
        policy = Policy(scale=direction)  # type: ignore[arg-type]  # a word out of the row
        made = normalize({"size": "1376x768"}, target(TABLE), policy=policy)
        assert made.calls[0].payload == {"ratio": "16:9", "tier": "1K"}


# notes, and what else is said


def test_r4_11_the_targets_own_scale_comes_out() -> None:
    """A size on a target of ratios alone: the shape is sent, the scale cannot be."""
    (change,) = plan("dimensions: {aspect_ratios: [1:1, 2:1]}", {"size": "1000x1000"}).adjustments
    assert (change.parameter, change.code, change.used, change.rule) == ("size", "scale_fixed", "1:1", "R4.11")
    assert (change.shape_distance, change.scale_distance) == (1, 2)


def test_r5_2_shape_and_scale_asked_apart_have_one_adjustment_each() -> None:
    """The ratio is bent, the scale is fitted."""
    made = plan(FREE, {"aspect_ratio": "40:1", "resolution": "4K"})
    assert made.calls[0].payload == {"width": 2048, "height": 256}
    assert [(a.parameter, a.code, a.used, a.rule) for a in made.adjustments] == [
        ("aspect_ratio", "bent", "8:1", "R5.2"),
        ("resolution", "fitted", "2048x256", "R5"),
    ]


def test_r3_7_the_pixels_of_a_named_frame_are_noted() -> None:
    """A frame that a tier of its name meets exactly may come in other pixels."""
    made = plan("dimensions: {tiers: [4K], table: {16:9: [5504x3072]}}", {"size": "3840x2160"})
    assert (made.calls[0].payload, codes(made)) == ({"ratio": "16:9", "tier": "4K"}, [])
    assert [(n.parameter, n.code, n.used, n.rule) for n in made.notes] == [("size", "named_frame", "5504x3072", "R3.7")]
    assert made.expected_size == (5504, 3072)


def test_r2_4_a_default_tier_that_is_not_offered() -> None:
    """A template that mixes takes the offered tier nearest to the default."""
    block = """
dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K], write: {both: "{ratio} {tier}"}}
default: 16:9 3K
"""
    assert sent(block, {"aspect_ratio": "1:1"}) == {"both": "1:1 2K"}


def test_r4_9_pixels_on_tiers_that_are_not_known() -> None:
    """A size says nothing that could be sent as a tier nobody knows."""
    made = plan("dimensions: {aspect_ratios: [1:1, 2:1], tiers: unknown}", {"size": "1024x1024"})
    assert made.calls[0].payload["ratio"] == "1:1"


def test_r4_6_forms_that_lose_the_same_are_taken_in_order() -> None:
    """Two forms of one size each, equally far in shape and scale."""
    one = '{tiers: [1K], shape: unknown, write: {one: "{tier}"}}'
    two = '{tiers: [1K], shape: unknown, write: {two: "{tier}"}}'
    for forms, name in (((one, two), "one"), ((two, one), "two")):
        assert sent(f"dimensions: [{', '.join(forms)}]", {"size": "1500x1500"}) == {name: "1K"}
        assert sent(f"dimensions: [{', '.join(forms)}]", {"resolution": "1.5K"}) == {name: "1K"}
