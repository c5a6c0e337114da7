"""Texts as sizes, ratios, tiers and lengths: any text is read or refused, and what was read can be written again."""

from __future__ import annotations

import re
from typing import Any

from normalizer.errors import MESSAGE_LIMIT, NormalizationError
from normalizer.values import Ratio, Size, Tier
from normalizer.values.grammar import plain
from normalizer.values.number import seconds, whole_number

LABELS = ("size", "ratio", "tier", "seconds")
_LINE = re.compile(r"[ -~]+", re.ASCII)
_LARGEST_TERM = 99_999


def check(data: bytes) -> set[str]:
    """Put a text to every reader; give the names of those that took it."""
    text = data.decode("utf-8", "surrogateescape")
    size, ratio, tier = (_parsed(kind, text) for kind in (Size, Ratio, Tier))
    if size is not None:
        assert Size.read(str(size)) == size
        assert 0 < size.width <= _LARGEST_TERM
        assert size.turned.turned == size
    if ratio is not None:
        assert Ratio.of(*ratio) == ratio
        if max(ratio) <= _LARGEST_TERM:
            assert Ratio.read(str(ratio)) == ratio
    if tier is not None:
        pixels = tier.pixels_at(16, 9, short_edge=False)
        assert min(pixels) > 0
        assert (
            tier.pixels_at(16, 9, short_edge=True)[0] * pixels[1]
            == pixels[0] * tier.pixels_at(9, 16, short_edge=True)[1]
        )
    length = seconds(text)
    if length is not None:
        assert length > 0
        assert seconds(plain(length)) == length
    count = whole_number(text)
    assert count is None or str(count) == text
    read = (size, ratio, tier, length)
    return {label for label, value in zip(LABELS, read, strict=True) if value is not None}


def _parsed(kind: Any, text: str) -> Any:
    """Read a text in both ways, which must agree; an error is one short, safe line."""
    value, said = kind.read(text), None
    try:
        parsed = kind.parse(text)
    except NormalizationError as error:
        parsed, said = None, str(error)
    assert parsed == value
    assert (said is None) is (value is not None)
    assert said is None or (_LINE.fullmatch(said) and len(said) <= MESSAGE_LIMIT)
    return value
