"""Base64 in pieces is base64: what is written, what is read and what is refused are those of the standard library.

The pieces are made small here, so that every text has many ends of pieces in it.
"""

from __future__ import annotations

import base64
from functools import partial
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer import base64_text
from normalizer.base64_text import base64_of, bytes_of

if TYPE_CHECKING:
    from collections.abc import Callable

BYTES = st.sampled_from((3, 6, 9))
TEXTS = st.text("AQgw=+/-\n ", max_size=40) | st.binary(max_size=30).map(lambda data: base64.b64encode(data).decode())


@given(st.binary(max_size=50), BYTES)
def test_what_is_written_can_be_read(data: bytes, size: int) -> None:
    """By the standard library and by ourselves."""
    with patch.multiple(base64_text, _BYTES=size, _LETTERS=size // 3 * 4):
        text = base64_of(data)
        assert text == base64.b64encode(data).decode()
        assert bytes_of(text) == data


@given(TEXTS, BYTES)
def test_what_is_none_is_refused(text: str, size: int) -> None:
    """Wherever the letters that are none stand, at the end of a piece too."""
    with patch.multiple(base64_text, _BYTES=size, _LETTERS=size // 3 * 4):
        assert outcome(bytes_of, text) == outcome(partial(base64.b64decode, validate=True), text)


def outcome(read: Callable[[str], bytes], text: str) -> bytes | None:
    """Give the bytes, or nothing where the text is refused."""
    try:
        return read(text)
    except ValueError:
        return None


@pytest.mark.parametrize("length", [0, 1, 3 * 64 * 1024 - 1, 3 * 64 * 1024, 3 * 64 * 1024 + 1, 10**6])
def test_pieces_of_the_true_size(length: int) -> None:
    """Around the ends of pieces as they are; of anything that holds bytes."""
    data = bytes(range(256)) * (length // 256 + 1)
    text = base64_of(memoryview(data)[:length])
    assert text == base64.b64encode(data[:length]).decode()
    assert bytes_of(text) == data[:length]
