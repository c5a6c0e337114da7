"""Hostile requests as a whole: mappings, keys, names of transports, depth, and templates that meet the unexpected."""

from __future__ import annotations

from math import nan
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from hostile import liars
from hostile.cases import ALL, NOTHING, Bad, Good
from hostile.table_values import nested

if TYPE_CHECKING:
    from collections.abc import Iterator

TRANSPORT = (
    *("api_base", "base_url", "api_key", "api_version", "organization", "headers", "extra_headers", "extra_query"),
    *("extra_body", "timeout", "max_retries", "proxy", "proxies", "verify", "cert", "auth", "cookies", "http_client"),
    *("endpoint", "host", "url", "method", "path", "webhook", "webhook_url", "callback", "user_agent", "region"),
    *("aws_access_key_id", "credentials", "token", "authorization", "litellm_params", "metadata", "config", "ssl"),
)
"""Settings of a transport: here they are data like any other unknown key; the host's adapter has to refuse them."""

ODD_KEYS = (
    *("", " ", ".", "..", "+", "0", "-1", "a.b", "a.+", "a.0.b", "a[0]", "[]", "$ref", "$object", "__proto__"),
    *("constructor", "__class__", "__dict__", "__init__", "toString", "Size", "SIZE", "size ", " size", "s\u0456ze"),
    *("\uff53ize", "si\u200bze", "size\0", "\x1b[2J", "a\r\nb", "\u202eezis", "\ud800", "\udfff\ud800", "{value}"),
    *("{model}", "%s", "null", "true", "n.", "N", "model_", "operations", "x" * 1000, "x" * 100_000),
)
"""Keys that look like paths, attributes, templates or known names, and are unknown all the same (R7.2)."""

PLUS = "extras_under: parameters"
UNDER = "under: input"
DROP, REFUSE = "extras: drop", "extras: refuse"
SPLIT = "parameters: {n: {max: 1}, seed: }"
LISTED = "parameters: {n: {max: 4}, seed: {as: one_per_result}}"
TEXT = "parameters: {guidance: {as: text}}"
MIXED = 'parameters: {guidance: {write: "x{value}"}}'
ADDED = 'parameters: {look: {to: words}, guidance: {append: {words: " --g {value}"}}}'
OPEN = "parameters: {guidance: {values: [a], open: true, as: text}}"
RULED = "parameters: {seed: , style: }\nrules: [{when: {seed: {min: 1}}, omit: style}]"
KEEP = 'dimensions: {aspect_ratios: [1:1, 16:9], write: {r: "{ratio}"}}\nauto: {r: keep}'
FPS = "parameters: {seconds: {to: frames, frames: {fps: 24}}, fps: }"
LINKS = "parameters: {image: {max: unknown, accepts: [base64]}}"


def cases() -> Iterator[Bad | Good]:
    """Give all requests."""
    yield from _keys()
    yield from _mappings()
    yield from _written()
    yield from _left_open()
    yield from _many()


def _passes(name: str, request: dict[str, Any], block: str = NOTHING) -> Good:
    return Good(name, request, [request], dict.fromkeys(request, "passthrough"), block)


def _keys() -> Iterator[Bad | Good]:
    for key in TRANSPORT:
        yield _passes(f"transport {key}", {key: {"url": "https://169.254.169.254", "headers": {"x": "\r\n"}}}, ALL)
        yield Bad(
            f"transport {key} refused",
            {key: "x"},
            [(key, "unknown_parameter"), ("prompt", "unknown_parameter")],
            REFUSE,
        )
    for index, key in enumerate(ODD_KEYS):
        value = object()
        yield _passes(f"odd key {index}", {key: value}, ALL)
        yield Good(f"odd key {index} dropped", {key: value}, [{}], {key: "unsupported"}, DROP)
        yield Bad(f"odd key {index} beside a problem", {key: value, "size": "big"}, [("size", "not_a_size")])
    for name, key in (
        ("number", 1),
        ("nothing", None),
        ("true", True),
        ("fraction", 1.5),
        ("nan", nan),
        ("tuple", ()),
        ("bytes", b"size"),
        ("5000 digits", 10**5000),
        ("enum", liars.Colour.WIDE),
        ("text of another type", liars.Word.WIDE),
        ("type", int),
        ("odd value", liars.ODD()),
        ("text with a raising length", liars.raising(str, "__len__")("size")),
        ("text with a raising str", liars.raising(str, "__str__", "__repr__")("size")),
    ):
        yield Bad(f"key {name}", {key: "1024x1024", "size": "big"}, [("<key 1>", "bad_request")])
    yield Bad("100 keys of numbers", dict(enumerate("x" * 100)), [(f"<key {i}>", "bad_request") for i in range(1, 21)])


def _mappings() -> Iterator[Bad | Good]:
    for name, request in (
        ("nothing", None),
        ("list", []),
        ("pairs", [("size", "1024x1024")]),
        ("text", "size=1024x1024"),
        ("bytes", b"{}"),
        ("number", 5),
        ("5000 digits", 10**5000),
        ("nan", nan),
        ("set", {"size"}),
        ("iterator", iter([])),
        ("type", dict),
        ("object", liars.ODD()),
        ("raises on items", liars.Proxy(items=liars.boom)),
        ("items are none", liars.Proxy(items=lambda: 5)),
        ("items are triples", liars.Proxy(items=lambda: [(1, 2, 3)])),
        ("items cannot be keys", liars.Proxy(items=lambda: [([], 1)])),
        ("items change on the way", liars.Proxy(items=lambda: _changing({"a": 1, "b": 2}))),
        ("raises what nobody can print", liars.Proxy(items=_odd_error)),
        ("raises something endless", liars.Proxy(items=_deep_error)),
        ("a dict that raises", liars.raising(dict, "items")(size="1024x1024")),
    ):
        yield Bad(f"request {name}", request, [("request", "bad_request")])
    sent, how = [{"ratio": "16:9", "guidance": 7}], {"aspect_ratio": "renamed", "guidance": "passthrough"}
    wish = {"aspect_ratio": "16:9", "guidance": 7}
    yield Good("request proxy", MappingProxyType(wish), sent, how)  # type: ignore[arg-type]  # wrong on purpose
    yield Good("request mapping", liars.Proxy(wish), sent, how)  # type: ignore[arg-type]  # wrong on purpose
    yield Good("request that tells its items", liars.Proxy({"size": "big"}, wish.items), sent, how)  # type: ignore[arg-type]  # wrong on purpose
    yield Good("request dict that lies on get", liars.raising(dict, "get", "__getitem__")(wish), sent, how)


def _changing(data: dict[str, Any]) -> Any:
    for key in data:
        data[key * 2] = 1
        yield key, 1


def _odd_error() -> Any:
    raise type("\x1b[2J\n\u202e" + "x" * 1000, (Exception,), {})("zebra quagga okapi")


def _deep_error() -> Any:
    return _deep_error()


def _written() -> Iterator[Bad | Good]:
    """Values that meet templates, types and paths of the file."""
    huge, deep = 10**5000, nested(100_000)
    plus = {"prompt": "p", "+": 1}
    yield Good("a plus below extras", plus, [{"parameters": plus}], _all(*plus), PLUS)
    both = {"+": 1, "foo": 2}
    yield Good(
        "a plus first below extras",
        {**both, "prompt": "p"},
        [{"parameters": {**both, "prompt": "p"}}],
        _all(*both, "prompt"),
        PLUS,
    )
    digits = {"0": 1, "a.b": 2, "prompt": "p"}
    yield Good("digits below extras", digits, [{"parameters": digits}], _all(*digits), PLUS)
    yield Good(
        "a plus below all", {**both, "prompt": "p"}, [{"input": {**both, "prompt": "p"}}], _all(*both, "prompt"), UNDER
    )
    big = 2**64 * 10_000
    yield Good(
        "seed of 24 digits in two calls", {"n": 2, "seed": big}, [{"seed": big}, {"seed": big + 1}], _seeded(), SPLIT
    )
    yield Good(
        "seed of 24 digits per result",
        {"n": 2, "seed": big},
        [{"n": 2, "seed": [big, big + 1]}],
        {"n": "passthrough", "seed": "converted"},
        LISTED,
    )
    yield Good("seed of 5000 digits", {"seed": huge}, [{"seed": huge}], _all("seed"), SPLIT)
    for name, block in (
        ("as text", TEXT),
        ("in a template", MIXED),
        ("added to a text", ADDED),
        ("in an open list", OPEN),
    ):
        request = {"guidance": huge, **({"look": "x"} if block == ADDED else {})}
        yield Bad(f"5000 digits {name}", request, [("guidance", UNWRITABLE)], block)
    for name, block in (("in a template", MIXED), ("added to a text", ADDED)):
        for kind, value in (("deep list", deep), ("object", object())):
            request = {"guidance": value, **({"look": "x"} if block == ADDED else {})}
            yield Bad(f"{kind} {name}", request, [("guidance", UNWRITABLE)], block)
    yield Good(
        "seed of 5000 digits in a rule",
        {"seed": huge, "style": "x"},
        [{"seed": huge}],
        {"seed": "passthrough", "style": "unsupported"},
        RULED,
    )
    yield Good(
        "frames of a plain fps",
        {"seconds": 4, "fps": 5},
        [{"frames": 20, "fps": 5}],
        {"seconds": "converted", "fps": "passthrough"},
        FPS,
    )


UNWRITABLE = "wrong_type or not_a_number or input_kind"
"""What cannot become part of a text."""


def _all(*keys: str) -> dict[str, str]:
    return dict.fromkeys(keys, "passthrough")


def _seeded() -> dict[str, str]:
    return {"n": "emulated", "seed": "passthrough"}


def _left_open() -> Iterator[Bad | Good]:
    """Give the words for "you decide", and what only looks like one (R1.1, R1.5)."""
    for key in ("size", "aspect_ratio", "resolution", "seconds"):
        for text in ("auto", "AUTO", " Auto "):
            yield Good(f"auto {text!r} as {key}", {key: text}, [{}], {key: "met"})
    for key, code in (("size", "not_a_size"), ("aspect_ratio", "not_a_ratio"), ("resolution", "not_a_resolution")):
        for index, text in enumerate(("auto\n", "\tauto", "aut\u043e", "a u t o", "auto auto")):
            yield Bad(f"no auto {index} as {key}", {key: text}, [(key, code)])
        yield Bad(f"auto beyond 32 characters as {key}", {key: "auto".ljust(40)}, [(key, code)])
    yield Bad("auto beyond 32 characters as seconds", {"seconds": "auto".ljust(40)}, [("seconds", "not_a_number")])
    yield Bad("auto in blanks as fps", {"fps": " auto "}, [("fps", "not_a_number")])
    yield Bad("auto in blanks as quality", {"quality": " auto "}, [("quality", "refused_value")])
    yield Good("the target's word", {"aspect_ratio": "Keep"}, [{"r": "keep"}], {"aspect_ratio": "converted"}, KEEP)
    yield Bad(
        "a word with a kelvin sign", {"aspect_ratio": "\N{KELVIN SIGN}eep"}, [("aspect_ratio", "not_a_ratio")], KEEP
    )


def _many() -> Iterator[Bad | Good]:
    """Many keys, calls and steps."""
    many = {f"key {index}": index for index in range(100_000)}
    yield _passes("100,000 unknown keys", many)
    yield Good(
        "100,000 keys to drop",
        {**many, "size": None},
        [{}],
        {**dict.fromkeys(many, "unsupported"), "size": "absent"},
        DROP,
    )
    yield Bad("100,000 keys to refuse", {"prompt": None, **many}, [(key, "unknown_parameter") for key in many], REFUSE)
    yield Good("10,000 keys of nothing", (none := dict.fromkeys(map(str, range(10_000)))), [none], _all(*none), NOTHING)
    yield Good("5000 calls", {"n": 5000}, [{}] * 5000, {"n": "emulated"}, "parameters: {n: {max: 1}}", {"max_n": 5000})
    links = [f"https://example.com/{index}" for index in range(1000)]
    yield Good("1000 links to fetch", {"image": links}, [{"image": links}], {"image": "passthrough"}, LINKS)
    for depth in (64, 65, 1000, 200_000):
        yield _passes(f"{depth} levels below an unknown key", {"unknown": nested(depth)}, ALL)
        yield _passes(f"{depth} maps below an unknown key", {"unknown": nested(depth, in_maps=True)}, ALL)
        yield Bad(f"{depth} levels as a size", {"size": nested(depth)}, [("size", "not_a_size")])
        yield Bad(
            f"{depth} maps as a side",
            {"size": {"width": nested(depth, in_maps=True), "height": 1}},
            [("size", "not_a_size")],
        )
