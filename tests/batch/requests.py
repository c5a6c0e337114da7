"""Requests as logs hold them: everyday ones, awkward ones, and some that are none."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from normalizer import Catalog

CATALOG = Catalog.bundled()
TARGETS = [target for target in CATALOG.targets() if target.status != "retired"][::7]

SIZES = [
    "1024x1024",
    "1920x1080",
    "1000x600",
    "3840x2160",
    "16:9",
    "2K",
    "auto",
    "big",
    "1024X1536",
    "64x64",
    "1x99999",
]
SIZES += [{"width": 800, "height": 600}, {"width": 0, "height": 1}, 1024, None, True]
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "prompt": st.one_of(st.text(max_size=30), st.sampled_from(["x" * 300, "y" * 9000, None, 7])),
    "negative_prompt": st.text(max_size=9),
    "size": st.one_of(st.sampled_from(SIZES), st.builds("{}x{}".format, st.integers(60, 4200), st.integers(60, 4200))),
    "aspect_ratio": st.sampled_from(["16:9", "1:1", "7:1", "2.39:1", "auto", "wide", None]),
    "resolution": st.sampled_from(["1K", "2k", "720p", "0.5", 1, "4K", "720", None]),
    "n": st.sampled_from([1, 2, 3, "4", 10, 11, 0, 1.0, True, None, "two"]),
    "seed": st.sampled_from([1, 7, 2**31 - 1, 2**40, -1, 0, "5", None]),
    "seconds": st.sampled_from([4, 5, "8", "6s", 7.5, 61, "auto", None]),
    "output_format": st.sampled_from(["png", "webp", "JPG", "tiff", None]),
    "response_format": st.sampled_from(["url", "b64_json", "file"]),
    "quality": st.sampled_from(["hd", "high", "low", None, 7]),
    "image": st.sampled_from(
        ["https://example.com/a.png", "data:image/png;base64,AAAA", ["https://example.com/a.png"], 5]
    ),
    "input_reference": st.sampled_from(
        ["https://example.com/a.png", ["https://a.example/1", "https://a.example/2"], None]
    ),
    "stream": st.sampled_from([True, False, 1, 0]),
    "unknown_to_all": st.sampled_from([1, True, None, "word", {"a": [1]}]),
}
NAMES = [f"{target.provider}/{target.model}" for target in TARGETS] + ["no-such-model", "", "nowhere/flux-dev"]


@st.composite
def requests(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a request; most of them have a size."""
    chosen = draw(st.lists(st.sampled_from(list(VALUES)), max_size=6, unique=True))
    request: dict[str, Any] = {"model": draw(st.sampled_from(NAMES))}
    for name in dict.fromkeys(["prompt", *chosen]):
        request[name] = draw(VALUES[name])
    return request
