"""Hostile values: numbers that are none, containers, objects, and values that lie about themselves (R1.2, R7.2, R11.1)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import inf, nan
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hostile import liars
from hostile.cases import REFUSAL, Bad, Good

if TYPE_CHECKING:
    from collections.abc import Iterator


def nested(depth: int, *, in_maps: bool = False) -> Any:
    """Make a value as deep as asked."""
    value: Any = []
    for _ in range(depth):
        value = {"a": value} if in_maps else [value]
    return value


def cyclic(kind: type) -> Any:
    """Make a container that holds itself."""
    value = kind()
    if kind is list:
        value.append(value)
    else:
        value["width"] = value
    return value


NUMBERS: dict[str, Any] = {
    "true": True,
    "false": False,
    "nan": nan,
    "inf": inf,
    "minus inf": -inf,
    "5000 digits": 10**5000,
    "minus 5000 digits": -(10**5000),
    "a million bits": 1 << 1_000_000,
    "beyond 64 bits": 2**64 + 1,
    "0.1 + 0.2": 0.1 + 0.2,
    "largest float": 1.7976931348623157e308,
    "smallest float": 5e-324,
    "complex": 5j,
    "decimal": Decimal(5),
    "decimal nan": Decimal("nan"),
    "decimal snan": Decimal("snan"),
    "huge decimal": Decimal("1e999999"),
    "fraction": Fraction(5),
}

OBJECTS: dict[str, Any] = {
    "bytes": b"1024x1024",
    "bytearray": bytearray(b"5"),
    "memoryview": memoryview(b"5"),
    "empty list": [],
    "list": [5],
    "list of texts": ["16:9"],
    "tuple": (1024, 1024),
    "empty tuple": (),
    "empty dict": {},
    "dict": {"value": 5},
    "dict of odd keys": {1: 1, None: 2, (): 3},
    "proxy of a dict": MappingProxyType({"width": 1, "height": 1}),
    "set": {5},
    "frozenset": frozenset({5}),
    "range": range(5),
    "iterator": iter([5]),
    "generator": (number for number in (5, 6)),
    "huge list": [5] * 100_000,
    "deep list": nested(100_000),
    "deep dict": nested(100_000, in_maps=True),
    "list in itself": cyclic(list),
    "dict in itself": cyclic(dict),
    "object": object(),
    "type": int,
    "odd type": liars.ODD,
    "value of an odd type": liars.ODD(),
    "function": nested,
    "module": liars,
    "ellipsis": ...,
    "not implemented": NotImplemented,
    "exception": ValueError("1024x1024"),
    "date": date(2026, 11, 22),
    "path": PurePosixPath("16:9"),
    "uuid": UUID(int=5),
    "enum of a text": liars.Colour.WIDE,
    "enum of a number": liars.Colour.THREE,
    "array": liars.Arrays(),
    "no answers": liars.NoAnswers(),
    "no class": liars.NoClass(),
    "no name": liars.NoName(),
}
"""Values that are nothing of ours; none of them is walked, iterated, compared or formatted."""

GOOD_TEXTS: dict[str, tuple[str, dict[str, Any]]] = {
    "size": ("1024x1024", {"ratio": "1:1", "tier": "1K"}),
    "aspect_ratio": ("16:9", {"ratio": "16:9"}),
    "resolution": ("2K", {"tier": "2K"}),
    "n": ("3", {"n": 3}),
    "seconds": ("4s", {"seconds": 4}),
    "seed": ("5", {"seed": 5}),
    "fps": ("24", {"fps": 24}),
    "quality": ("low", {"quality": "low"}),
    "style": ("HIGH", {"style": "high"}),
    "response_format": ("b64_json", {"response_format": "b64_json"}),
    "output_format": ("JPG", {"output_format": "jpeg"}),
}
"""A text that each parameter reads, and what is sent for it."""

GOOD_NUMBERS: dict[str, tuple[int, dict[str, Any]]] = {
    "resolution": (1, {"tier": "1K"}),
    "n": (3, {"n": 3}),
    "seconds": (4, {"seconds": 4}),
    "seed": (5, {"seed": 5}),
    "fps": (24, {"fps": 24}),
}
"""A number that each parameter reads, and what is sent for it."""

SENT = "passthrough or renamed or converted"
"""A subclass is put into the provider's terms, or is equal in value: both are true."""

TAKES_ANY = ("prompt", "negative_prompt", "unknown")


def cases() -> Iterator[Bad | Good]:
    """Give every value under every parameter."""
    yield from _wrong()
    yield from _lying()
    yield from _fine()
    yield from _inputs()


def _wrong() -> Iterator[Bad | Good]:
    for name, value in {**NUMBERS, **OBJECTS}.items():
        for key, code in REFUSAL.items():
            yield Bad(f"value {name} as {key}", {key: value}, [(key, code)])
        yield Good(f"value {name} as style", {"style": value}, [{}], {"style": "unsupported"})
        for key in TAKES_ANY:
            yield Good(f"value {name} as {key}", {key: value}, [{key: value}], {key: "passthrough"})


def _lying() -> Iterator[Bad | Good]:
    for name, kind in liars.TEXTS.items():
        for key, (text, sent) in GOOD_TEXTS.items():
            yield Good(f"text {name} as {key}", {key: kind(text)}, [sent], {key: SENT})
        for key, code in REFUSAL.items():
            yield Bad(f"wrong text {name} as {key}", {key: kind("\x1b[2J")}, [(key, code)])
        value = kind("a fox")
        for key in TAKES_ANY:
            yield Good(f"text {name} as {key}", {key: value}, [{key: value}], {key: "passthrough"})
        yield Bad(f"long text {name} as prompt", {"prompt": kind("x" * 1001)}, [("prompt", "too_long")])
    for kinds, make in ((liars.WHOLES, int), (liars.FRACTIONS, float)):
        for name, kind in kinds.items():
            for key, (number, sent) in GOOD_NUMBERS.items():
                label = f"{make.__name__} {name} as {key}"
                yield Good(label, {key: kind(number)}, [sent], {key: SENT})
            yield Bad(f"{make.__name__} {name} too large", {"n": kind(11)}, [("n", "out_of_range")])
            yield Bad(f"{make.__name__} {name} far too large", {"n": kind(2**70)}, [("n", "not_a_number")])
            yield Bad(f"{make.__name__} {name} as size", {"size": kind(5)}, [("size", "not_a_size")])


def _fine() -> Iterator[Good]:
    """Odd values that are numbers and texts all the same (R1.2)."""
    for key, value, sent in (
        ("n", liars.Number.THREE, {"n": 3}),
        ("n", 3.0, {"n": 3}),
        ("n", "3", {"n": 3}),
        ("seconds", liars.Number.FOUR, {"seconds": 4}),
        ("seconds", liars.Word.FOUR, {"seconds": 4}),
        ("size", liars.Word.PIXELS, {"ratio": "1:1", "tier": "1K"}),
        ("aspect_ratio", liars.Word.WIDE, {"ratio": "16:9"}),
        ("style", liars.Word.HIGH, {"style": "high"}),
        ("quality", liars.Word.HIGH, {"quality": "high"}),
        ("seed", -0.0, {"seed": 0}),
        ("seed", 7.0, {"seed": 7}),
    ):
        yield Good(f"fine {key} of {value!r}", {key: value}, [sent], {key: SENT})
    for name, size in (("ints", {"width": 1024, "height": 1024}), ("texts", {"height": "1024", "width": 1024.0})):
        yield Good(f"fine size of {name}", {"size": size}, [{"ratio": "1:1", "tier": "1K"}], {"size": "converted"})
    shy = liars.raising(dict, "__iter__", "__len__", "keys", "items", "__getitem__", "__contains__")
    yield Good("fine unknown of a shy dict", {"unknown": (value := shy(a=1))}, [{"unknown": value}], _as_is("unknown"))


def _as_is(key: str) -> dict[str, str]:
    return {key: "passthrough"}


def _inputs() -> Iterator[Bad | Good]:
    """Give inputs of odd kinds: what only the host can know travels as it is, what can be told is told."""
    link, picture = "https://example.com/a.png", "data:image/png;base64,iVBORw0KGgo="
    for name, value in OBJECTS.items():
        if name in INPUTS_AS_THEY_ARE:
            yield Good(f"image {name}", {"image": value}, [{"image": value}], _as_is("image"))
    for name, value, problem in (
        ("no inputs", [], "wrong_type"),
        ("no inputs in a tuple", (), "wrong_type"),
        ("three inputs", [picture] * 3, "too_many"),
        ("a million inputs", [picture] * 1_000_000, "too_many"),
        ("lists of lists", [[picture]] * 3, "too_many"),
        ("an id", "file-123", "input_kind"),
        ("an empty text", "", "input_kind"),
        ("half a character", "\ud800", "input_kind"),
        ("an id in an object", {"file_id": "x"}, "input_kind"),
        ("a wrong scheme", "file:///etc/passwd", "input_kind"),
        ("a scheme that only looks right", "http\N{LATIN SMALL LETTER LONG S}://a/b", "input_kind"),
    ):
        yield Bad(f"image of {name}", {"image": value}, [("image", problem)])
    yield Good("image of bytes", {"image": b"\x89PNG"}, [{"image": "data:image/png;base64,iVBORw=="}], CONV)
    yield Good("image of no bytes", {"image": b""}, [{"image": "data:application/octet-stream;base64,"}], CONV)
    yield Good(
        "image of two kinds", {"image": (two := {"url": link, "file_id": "x"})}, [{"image": two}], _as_is("image")
    )
    yield Good("image of a wrong url", {"image": (five := {"url": 5})}, [{"image": five}], _as_is("image"))
    yield Good("image of a link", {"image": link}, [{"image": link}], _as_is("image"))
    yield Good("mask nobody declared", {"mask": object()}, [{}], {"mask": "unsupported"})
    yield Good("a million references", {"reference_images": [link] * 10_000}, [{}], {"reference_images": "unsupported"})
    mute = liars.raising(list, "__iter__", "__len__", "__getitem__", "__contains__")
    yield Good("image of a mute list", {"image": mute([picture])}, [{"image": [picture]}], {"image": SENT})
    shy = liars.raising(dict, "__iter__", "__len__", "keys", "items", "__getitem__", "__contains__")
    yield Good("image of a shy dict", {"image": shy(url=picture)}, [{"image": picture}], {"image": SENT})


CONV = {"image": "converted"}

INPUTS_AS_THEY_ARE = frozenset(
    {"set", "frozenset", "range", "iterator", "generator", "object", "type", "ellipsis", "date", "path", "array"}
    | {"deep dict", "dict", "empty dict", "dict of odd keys", "proxy of a dict", "dict in itself", "no answers"}
    | {"no class"}
)
