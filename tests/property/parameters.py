"""Generated parameters, rules and values: what a block says beside sizes, and what a caller asks of it.

Each field of a provider is written by one parameter, as the format demands. Names of ours appear here, names of models
and providers do not.
"""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from reference.strategies import KINDS, blocks, requests

from .strategies import Block, Draw, Request, Sample, sample, spelled_out

LINK, DATA = "https://in.test/a.png", "data:image/png;base64,iVBORw0KGgo="

_WORDS: dict[str, tuple[Any, ...]] = {
    "prompt": (None, "text", {"write": {"contents.0.parts.+": {"text": "{value}"}}}, {"max_length": 40}),
    "negative_prompt": (None, "avoid"),
    "n": (
        None, {"max": 1}, {"max": 4}, {"to": "count", "max": 3}, {"max": "unknown"}, {"values": [1, 4]},
        {"to": "count", "values": [1, 3, 4]}, {"max": 15, "may_return_fewer": True}, {"max": 4, "default": 2},
    ),
    "seed": (
        None, {"range": [0, 9]}, {"to": "start", "range": [1, 4294967295]}, {"range": [-1, 2147483647], "auto": -1},
        {"as": "one_per_result"}, {"range": [0, 99], "as": "text"},
    ),
    "quality": (
        None, ["low", "high"], {"values": {"low": "l", "high": "h", "hd": "h"}, "default": "low"},
        {"values": ["low", "high"], "refuse": True}, {"values": ["standard"], "open": True},
        {"values": {"high": {"q": 2, "q_mode": "slow"}, "low": {"q": 1}}},
    ),
    "style": (["vivid", "natural"], {"values": ["vivid", "natural"], "auto": "auto"}),
    "response_format": (
        ["url", "b64_json"], {"to": "sync", "values": {"b64_json": True, "url": False}}, ["b64_json"],
    ),
    "output_format": (["jpeg", "png"], {"to": "kind", "values": {"webp": "webp", "jpeg": "jpg"}}, ["jpeg"]),
    "output_compression": ({"range": [0, 100]}, {"to": "squeeze", "range": [1, 10]}),
    "image": (
        {"max": 3, "accepts": ["url", "data_url"]}, {"to": "first_image"}, {"as": "list", "accepts": ["data_url"]},
        {"write": {"content.+": {"type": "image", "url": "{value}"}}}, {"to": ["image_1", "image_2"]},
    ),
}  # fmt: skip
_FILMS: dict[str, tuple[Any, ...]] = {
    **{name: facts for name, facts in _WORDS.items() if name not in ("image", "output_compression")},
    "seconds": (
        {"values": [4, 6, 8], "default": 4}, {"range": [3, 15], "as": "text"}, {"range": [1, 10], "step": 0.5},
        {"to": "duration", "values": [5, 10], "write": "{value}s"}, {"range": "unknown"}, {"values": [8, 4], "auto": "auto"},
        {"to": "frames", "frames": {"fps": 16, "multiple_of": 4, "plus": 1, "range": [17, 161]}}, {"fixed": 5},
        {"values": [4, 8], "refuse": True},
    ),
    "fps": ({"values": [24, 25, 50], "default": 24}, {"range": [1, 60]}, {"to": "rate", "values": [24, 30]}),
    "audio": ({"values": {"true": "on", "false": "off"}}, None, {"to": "sound"}),
    "input_reference": ({"accepts": ["url"]}, {"to": "first_frame"}),
    "last_frame": ({"to": "end_frame"},),
}  # fmt: skip

ASKED: dict[str, tuple[Any, ...]] = {
    "prompt": ("a fox", "x" * 50, ""),
    "negative_prompt": ("rain",),
    "n": (1, 2, 3, "4", 5.0, 10, 0, 11, True, "03", None, 1.5),
    "seed": (0, 7, "8", 4294967295, -1, "random", None, 2**40),
    "quality": ("low", "HIGH", "hd", "l", "best", 7, None),
    "style": ("vivid", "auto", "dull", None),
    "response_format": ("url", "b64_json", "URL", "file", None),
    "output_format": ("png", "jpg", "WEBP", "avif", "bmp", None),
    "output_compression": (0, 1, 55, "80", 100, 101, None),
    "image": (LINK, [LINK, DATA], [], {"url": LINK}, b"\x89PNG", None, [LINK] * 4),
    "mask": (LINK, None),
    "seconds": (4, 5, "7.5", "8s", 6.0, 20, 0, "auto", None, "soon", 10.1),
    "duration": (4, "8 s", None),
    "fps": (24, 25, "30", 1000, None),
    "audio": (True, False, "on", None),
    "input_reference": (LINK, [LINK, LINK], None),
    "last_frame": (DATA, None),
    "stream": (True,),
    "user": ("u-1",),
}
FINE: dict[str, tuple[Any, ...]] = {
    "prompt": ("a fox",), "n": (1, 2, 3, 4), "seed": (0, 7, 8), "quality": ("low", "high", "best"),
    "style": ("vivid", "dull"), "response_format": ("url", "b64_json"), "output_format": ("png", "jpg", "webp"),
    "output_compression": (1, 55, 100), "image": (LINK,), "seconds": (4, 5, 8), "fps": (24, 25), "audio": (True, False),
    "input_reference": (LINK,), "user": ("u-1",),
}  # fmt: skip
"""Values that no target refuses to read."""

_RULES: tuple[dict[str, Any], ...] = (
    {"when": {"n": {"min": 2}}, "send": {"several": "auto"}},
    {"when": {"given": "image"}, "omit": ["style"], "because": "edits keep the style"},
    {"when": {"quality": "high"}, "set": {"style": "vivid"}},
    {"when": {"quality": ["low", "l"]}, "restrict": {"style": ["natural"]}},
    {"when": {"seconds": {"min": 8}}, "restrict": {"fps": {"max": 25}}},
    {"when": {"fps": [50]}, "restrict": {"seconds": {"max": 5}}, "because": "fast clips are short"},
    {"when": {"given": "last_frame"}, "require": ["input_reference"]},
    {"when": {"style": "natural"}, "because": "natural takes longer"},
    {"when": {"missing": "prompt", "given": "seed"}, "refuse": True},
    {"count": ["image", "n"], "max": 4},
)
_EXTRAS = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=6).map(lambda text: f"x_{text}") | st.sampled_from(("a.b", "", "f0_ratio", "text", "several")),
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.lists(st.integers(), max_size=2),
    max_size=3,
)  # fmt: skip


def parameter_maps(media: str) -> st.SearchStrategy[dict[str, Any]]:
    """Give some of the parameters, each as one of the ways in which files write it."""
    pool = _FILMS if media == "video" else _WORDS
    choices = {name: st.sampled_from(facts) for name, facts in pool.items()}
    return st.fixed_dictionaries({}, optional=choices)


@st.composite
def full_blocks(draw: Draw, media: str, kinds: tuple[str, ...] = KINDS, most: int = 2) -> Block:
    """Give a block with sizes, parameters, rules and everything else that a file may say."""
    block = spelled_out(draw(blocks(media, kinds, most)))
    block["parameters"] = draw(parameter_maps(media))
    named = set(block["parameters"])
    rules = [rule for rule in _RULES if _names(rule) <= named]
    block["rules"] = draw(st.lists(st.sampled_from(rules), max_size=3, unique_by=str)) if rules else []
    block["returns"] = draw(
        st.sampled_from((None, {"delivery": "url", "format": "png"}, {"delivery": "b64_json"}, {"delivery": "bytes", "format": "jpeg"}))
    )  # fmt: skip
    for key, values in (
        ("extras", ("pass", "pass", "drop", "refuse")), ("under", (None, None, "input", "a.b")),
        ("constants", ({}, {"model": "{model}"}, {"safe": True, "nested.flag": 1})), ("body", (None, "multipart")),
        ("model", ("up/stream", "caller")), ("absent", ([], ["user", "stream"])),
    ):  # fmt: skip
        block[key] = draw(st.sampled_from(values))
    if draw(st.booleans()):
        block["required"] = [*block.get("required", ()), *sorted(named & {"prompt", "seconds"})]
    return {key: value for key, value in block.items() if value not in (None, [], {})}


def _names(rule: dict[str, Any]) -> set[str]:
    """Give the parameters that a rule cannot do without."""
    when = rule.get("when", {})
    given = {when[key] for key in ("given", "missing") if key in when}
    named = {*when, *rule.get("restrict", ()), *rule.get("set", ()), *rule.get("omit", ()), *rule.get("count", ())}
    return (named | given | set(rule.get("require", ()))) - {"given", "missing"}


@st.composite
def full_samples(draw: Draw, kinds: tuple[str, ...] = KINDS, most: int = 2) -> Sample:
    """Compile a full block."""
    media = draw(st.sampled_from(("image", "image", "video")))
    return sample(draw(full_blocks(media, kinds, most)), media)


@st.composite
def full_requests(draw: Draw, drawn: Sample, *, fine: bool = False) -> Request:
    """Ask for a size and for parameters, declared or not, with values that may be wrong, and for unknown ones.

    With `fine` every value can at least be read.
    """
    request = draw(requests(drawn.block, drawn.media))
    for name, values in (FINE if fine else ASKED).items():
        if draw(st.integers(0, 3)) == 0:
            request[name] = draw(st.sampled_from(values))
    request |= draw(_EXTRAS)
    if draw(st.integers(0, 5)) == 0:
        request["model"] = "p/m"
    names = draw(st.permutations(sorted(request)))
    return {name: request[name] for name in names}


@st.composite
def full_cases(draw: Draw, *, fine: bool = False) -> tuple[Sample, Request]:
    """Give a full target, and a request for it."""
    drawn = draw(full_samples())
    return drawn, draw(full_requests(drawn, fine=fine))
