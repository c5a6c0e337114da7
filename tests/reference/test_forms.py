"""What each form makes of a wish, and which form is used, sentence by sentence of the rules (R2.4, R4, R9.1)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from reference import Missing, answer

from .plain_blocks import TABLE, free, ratios, sizes


def test_mixed_template() -> None:
    """R2.4, R4.8: where one field holds both halves, both are written."""
    form = {**TABLE["dimensions"][0], "write": {"size": "{width}x{height}"}}
    block = {"dimensions": [form], "default": "1:1 2K"}
    got = answer(block, "image", {"aspect_ratio": "16:9"})
    assert (got.ratio, got.tier, got.size) == ("16:9", "2K", (2752, 1536))
    got = answer(TABLE, "image", {"aspect_ratio": "16:9"})
    assert (got.ratio, got.tier, got.size) == ("16:9", None, (1376, 768))
    assert answer({**block, "default": "auto"}, "image", {"aspect_ratio": "16:9"}).tier == "1K"


def test_scale_alone_on_sizes() -> None:
    """R2.4: with no partner of the default's shape nothing is sent."""
    block = sizes("1024x1024", "1536x1024", default="1024x1024")
    got = answer(block, "image", {"resolution": "4K"})
    assert (got.form, got.unsupported, got.expected_size) == (None, ("resolution",), (1024, 1024))
    got = answer(block, "image", {"resolution": "1MP"})
    assert (got.form, got.unsupported, got.exact) == (None, (), {"resolution": True})
    block = sizes("1024x1024", "2048x2048", default="1024x1024")
    assert answer(block, "image", {"resolution": "4K"}).size == (2048, 2048)


def test_table() -> None:
    """R4.1, R4.2: read both ways; by true pixels; an equal unit is always the nearest; a hole is not offered."""
    got = answer(TABLE, "image", {"size": "1376x768"})
    assert (got.ratio, got.tier, got.exact) == ("16:9", "1K", {"size": True})
    got = answer(TABLE, "image", {"aspect_ratio": "16:9", "resolution": "1MP"})
    assert got.size == (1376, 768)
    assert got.scale_distance == 1
    got = answer(TABLE, "image", {"aspect_ratio": "9:16", "resolution": "4K"})
    assert (got.tier, got.exact) == ("2K", {"aspect_ratio": True, "resolution": False})
    assert answer(TABLE, "image", {"size": "1920x1080"}).size == (1376, 768)


def test_own_words() -> None:
    """R4.2: a tier by the provider's own word, equal to ours or not."""
    block = {"dimensions": [{"tiers": {"1440p": "2K", "2160p": "4k"}, "shape": "16:9"}]}
    assert answer(block, "video", {"resolution": "2k"}).tier == "1440p"
    named = {"dimensions": [{"sizes": {"1024x1024": "square_hd", "512x512": "square"}}]}
    assert answer(named, "image", {"size": "square"}).size == (512, 512)


def test_forms() -> None:
    """R4.1, R4.6: a literal hit, else the least cost, else the caller's own words."""
    block = {
        "dimensions": [{"tiers": {"1K": "1K", "2K": "2K"}}, *TABLE["dimensions"], {"limits": {}}],
        "default": "1:1 2K",
    }
    assert answer(block, "image", {"resolution": "2K"}).form == 0
    assert answer(block, "image", {"size": "2752x1536"}).form == 1
    assert answer(block, "image", {"aspect_ratio": "16:9"}).form == 1
    assert answer(block, "image", {"size": "2000x1000"}).form == 2
    assert answer(block, "image", {"aspect_ratio": "5:4", "resolution": "1K"}).form == 2


def test_declared_shapes() -> None:
    """R4.5: a portrait wish on a landscape target is never exact; the input's shape counts where it is known."""
    block = {"dimensions": [{"tiers": {"720p": "720p", "1080p": "1080p"}, "shape": "16:9"}], "default": "16:9 720p"}
    got = answer(block, "video", {"size": "1080x1920"})
    assert (got.tier, got.exact, got.shape_distance) == ("1080p", {"size": False}, Fraction(256, 81))
    got = answer(block, "video", {"aspect_ratio": "9:16", "resolution": "720p"})
    assert (got.unsupported, got.exact) == (("aspect_ratio",), {"aspect_ratio": False, "resolution": True})
    follows = {"dimensions": [{"follows": "image"}]}
    got = answer(follows, "image", {"aspect_ratio": "3:2"}, input_size=(1200, 800))
    assert (got.unsupported, got.exact, got.expected_size) == ((), {"aspect_ratio": True}, (1200, 800))
    assert answer(follows, "image", {"aspect_ratio": "3:2"}).shape_distance == 2


@pytest.mark.parametrize(("mode", "tier", "size"), [("at_least", "2K", (2048, 2048)), ("at_most", "1K", (1024, 1024))])
def test_bounds(mode: str, tier: str, size: tuple[int, int]) -> None:
    """R9.1: tiers, cells and sizes within the chosen shape."""
    policy = {"scale": mode}
    request = {"aspect_ratio": "1:1", "resolution": "1.5MP"}
    assert answer(ratios("1:1", "4:3", tiers=("1K", "2K", "4K")), "image", request, policy=policy).tier == tier
    assert answer(TABLE, "image", request, policy=policy).size == size
    listed = sizes("1024x1024", "2048x2048", "1472x1104", "1344x768")
    assert answer(listed, "image", request, policy=policy).size == size


def test_bounds_in_free_forms() -> None:
    """R9.1: grid points not below, or not above, on either side; limits first."""
    block = free(multiple_of=64)
    request = {"size": "1000x600"}
    assert answer(block, "image", request, policy={"scale": "at_least"}).size == (1024, 640)
    assert answer(block, "image", request, policy={"scale": "at_most"}).size == (960, 576)
    tight = free(multiple_of=64, max_edge=960)
    assert answer(tight, "image", request, policy={"scale": "at_least"}).size == (960, 576)


def test_open_and_unknown() -> None:
    """R4.9: what is not known is sent as asked."""
    open_sizes = {"dimensions": [{"sizes": {"1024x1024": "a"}, "open": True, "limits": {"max_edge": 2048}}]}
    assert answer(open_sizes, "image", {"size": "1000x700"}).size == (1000, 700)
    assert answer(open_sizes, "image", {"size": "4000x700"}).size == (1024, 1024)
    unknown = {"dimensions": [{"aspect_ratios": "unknown", "tiers": "unknown"}]}
    got = answer(unknown, "image", {"aspect_ratio": "7:3", "resolution": "3K"})
    assert (got.ratio, got.tier) == ("7:3", "3K")


def test_required() -> None:
    """R1.6: a required field takes the default, or is an error."""
    assert answer(sizes("1024x1024", "512x512", default="512x512", required=["size"]), "image", {}).size == (512, 512)
    with pytest.raises(Missing):
        answer(sizes("1024x1024", required=["size"]), "image", {"size": "auto"})
