"""JSON with long texts is JSON: read and written in pieces it is what it is in one.

A text is long from a few letters here, so that every document has long ones in it, and the other way.
"""

from __future__ import annotations

import json
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.gateway import long_json
from normalizer.gateway.long_json import json_pieces, read_json
from normalizer.strict_json import RepeatedKeyError, strict_json

if TYPE_CHECKING:
    from collections.abc import Iterator

LETTERS = st.text('ab/+= ,:]}{["\\\n\u00e9\U0001f98a\ud800', max_size=30) | st.text("Aa0+/=:;", min_size=8, max_size=40)
VALUES = st.recursive(
    LETTERS | st.integers(-10, 10**9) | st.booleans() | st.none() | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(LETTERS, inner, max_size=5),
    max_leaves=20,
)
SPELLINGS = st.sampled_from(({}, {"indent": 3}, {"ensure_ascii": False}, {"separators": (",", ":")}))


@contextmanager
def long_from(letters: int) -> Iterator[None]:
    """Make so few letters a long text, and pieces small."""
    with ExitStack() as stack:
        stack.enter_context(patch.object(long_json, "LONG", letters))
        stack.enter_context(patch.object(long_json, "_PIECE", 5))
        yield


def outcome(read: Any, text: bytes) -> Any:
    """Give the value, or the error with what it says."""
    try:
        return read(text)
    except (ValueError, RepeatedKeyError) as error:
        return type(error), str(error)


@given(VALUES, SPELLINGS, st.sampled_from((2, 6, 12)))
def test_what_is_read_is_the_same(value: Any, spelling: Any, letters: int) -> None:
    """However it is spelled; numbers keep their type."""
    text = json.dumps(value, **spelling).encode("utf-8", "replace")
    with long_from(letters):
        assert outcome(read_json, text) == outcome(lambda data: strict_json(data.decode()), text)


@given(VALUES, SPELLINGS, st.sampled_from((2, 6, 12)), st.data())
def test_what_is_broken_is_refused_in_the_same_words(
    value: Any, spelling: Any, letters: int, data: st.DataObject
) -> None:
    """With a byte too many, too few or another one at any place: the same value or the same error, line and column."""
    text = bytearray(json.dumps(value, **spelling).encode("utf-8", "replace"))
    at = data.draw(st.integers(0, len(text)))
    text[at : at + data.draw(st.integers(0, 1))] = data.draw(
        st.sampled_from((b"", b'"', b"\\", b",", b"\n", b"a", b"\xff"))
    )
    with long_from(letters):
        assert outcome(read_json, bytes(text)) == outcome(lambda one: strict_json(one.decode()), bytes(text))


@given(VALUES, st.sampled_from((2, 6, 12)))
def test_what_is_written_is_the_same(value: Any, letters: int) -> None:
    """Byte by byte."""
    with long_from(letters):
        assert b"".join(json_pieces(value)) == json.dumps(value, separators=(",", ":")).encode("ascii")


def test_long_texts_are_read_one_by_one() -> None:
    """With the true sizes: what the parser sees is short, whatever stands in the document."""
    image = "iVBORw0K" * 40_000
    body = json.dumps({"image": image, "more": [f"data:image/png;base64,{image}", "a fox"]}).encode()
    seen: list[int] = []

    def watched(text: str) -> Any:
        seen.append(len(text))
        return strict_json(text)

    with patch.object(long_json, "strict_json", watched):
        assert read_json(bytearray(body)) == json.loads(body)
    assert len(seen) == 1
    assert seen[0] < 200
    pieces = json_pieces({"data": [{"b64_json": image}] * 2})
    assert max(map(len, pieces)) <= 256 * 1024
    assert json.loads(b"".join(pieces)) == {"data": [{"b64_json": image}] * 2}


def test_a_long_name_of_a_field_is_read_too() -> None:
    """It is no value, so that the whole is read at once."""
    text = json.dumps({"a" * 300_000: "b" * 300_000}).encode()
    assert read_json(text) == json.loads(text)


def test_what_json_does_not_have_is_not_written() -> None:
    """As everywhere."""
    with pytest.raises(ValueError, match="JSON compliant"):
        json_pieces({"a": float("nan")})
