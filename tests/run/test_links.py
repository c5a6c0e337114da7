"""Links: they cannot be guessed or changed, and tell themselves how long they are valid."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.run import RunError
from normalizer.run.links import ENDINGS, LinkSigner, name_of, new_name

KEY, OTHER = b"k" * 16, b"o" * 16
NOW = 1_764_331_234


@pytest.mark.parametrize("content_type", [*ENDINGS, "text/html", "image/PNG; charset=x", "", "application/json"])
def test_a_name_tells_type_and_time(content_type: str) -> None:
    """Types that a browser would run are bytes to be downloaded."""
    name = new_name(content_type, NOW + 0.9)
    assert name == name_of(name.text)
    assert name.expires == NOW
    known = content_type.partition(";")[0].lower()
    assert name.content_type == (known if known in ENDINGS else "application/octet-stream")


def test_names_are_never_the_same() -> None:
    """128 random bits each."""
    names = {new_name("image/png", NOW).text for _ in range(1000)}
    assert len(names) == 1000
    assert all(re.fullmatch(r"1764331234-[\w-]{22}\.png", name, re.ASCII) for name in names)


@given(st.text(max_size=60))
def test_no_other_text_is_a_name(text: str) -> None:
    """So that no other file is ever opened or removed."""
    name = name_of(text)
    assert name is None or re.fullmatch(r"[0-9]{10,12}-[A-Za-z0-9_-]{22}\.[a-z0-9]{3,4}", text)


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "link-key", ".", "", "1764331234-" + "A" * 22 + ".png/..", "a.part"]
)
def test_paths_are_no_names(text: str) -> None:
    """Nothing leads out of the folder."""
    assert name_of(text) is None


def test_what_was_signed_is_read() -> None:
    """By every signer that knows the key."""
    name = new_name("image/webp", NOW)
    assert LinkSigner([KEY]).read(LinkSigner([KEY]).sign(name.text)) == name


@given(st.integers(0, 10**6), st.integers(0, 7))
def test_a_token_with_one_bit_changed_is_forged(at: int, bit: int) -> None:
    """Any bit of it; the last letter of base64 holds some that say nothing."""
    signer = LinkSigner([KEY])
    token = signer.sign("1764331234-AAAAAAAAAAAAAAAAAAAAAA.png").encode()
    changed = bytearray(token)
    changed[at % len(token)] ^= 1 << bit
    assert signer.read(changed.decode("latin-1")) is None


@given(st.text(max_size=300))
def test_reading_never_raises(token: str) -> None:
    """Whatever somebody writes into a link."""
    assert LinkSigner([KEY]).read(token) is None


def test_another_key_is_not_believed() -> None:
    """Nor our own signature of something that is no name."""
    token = LinkSigner([OTHER]).sign(new_name("image/png", NOW).text)
    assert LinkSigner([KEY]).read(token) is None
    assert LinkSigner([KEY]).read(LinkSigner([KEY]).sign("../secret")) is None


def test_keys_rotate() -> None:
    """The last one signs; links of the others hold until their key is taken away."""
    name = new_name("image/png", NOW)
    old = LinkSigner([KEY]).sign(name.text)
    both = LinkSigner([KEY, OTHER])
    assert both.read(old) == name
    assert both.sign(name.text) == LinkSigner([OTHER]).sign(name.text)
    assert LinkSigner([OTHER]).read(old) is None


@pytest.mark.parametrize("keys", [[], ["short"], [KEY, b""], KEY, "a text alone is not a list"])
def test_keys_that_protect_nothing_are_refused(keys: object) -> None:
    """When the signer is made."""
    with pytest.raises(RunError, match="at least 16 bytes"):
        LinkSigner(keys)  # type: ignore[arg-type]  # wrong on purpose
