"""The errors: one family, one sentence each, data that survive, and nothing in them that is not for everybody."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import normalizer.run
from normalizer.run import CallError, InputError, RunError
from normalizer.run.media import Media

KINDS = sorted(
    (kind for kind in vars(normalizer.run).values() if isinstance(kind, type) and issubclass(kind, RunError)),
    key=lambda kind: kind.__name__,
)
PAGE = (Path(__file__).parents[2] / "docs" / "running.md").read_text(encoding="utf-8")
SOURCES = "".join(
    path.read_text(encoding="utf-8") for path in sorted(Path(normalizer.run.__file__).parent.glob("*.py"))
)


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_survives_being_sent_to_another_process(kind: type[RunError]) -> None:
    """With its place; without the host's own error, which may not survive."""
    error = kind("fetch", "a_code", "this", "that", cause=ValueError("sk-secret"))
    if isinstance(error, CallError):
        error.step = "fetch"
        error.at(2, 1)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    assert (type(again), str(again), again.code, again.http_status) == (kind, str(error), "a_code", error.http_status)
    assert again.cause is None
    assert b"secret" not in pickle.dumps(error)
    if isinstance(error, CallError):
        assert (again.call, again.result, again.step) == (2, 1, "fetch")
        assert str(again) == "call 3, result 2, fetch: expected this, got that"


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_is_one_line_for_everybody(kind: type[RunError]) -> None:
    """As every message of this library; the cause is in no text."""
    error = kind("x", "a_code", "y\n" * 300, "z\x1b", cause=ValueError("sk-secret"))
    for text in (str(error), error.as_openai()["error"]["message"]):
        assert len(text) <= 300
        assert text.isascii()
        assert text.isprintable()
        assert "secret" not in text
    assert error.as_openai()["error"]["code"] == "a_code"
    assert 400 <= kind.http_status < 600


def test_the_family_is_in_one_place_and_all_of_it_is_public() -> None:
    """Whoever catches `RunError` catches all; only errors of calls are in an outcome."""
    assert {kind.__module__ for kind in KINDS} == {"normalizer.run.errors"}
    assert len(KINDS) == 9
    assert not issubclass(InputError, CallError)


def test_every_code_is_in_the_page_and_every_code_of_the_page_is_raised() -> None:
    """A table that people rely on."""
    table = PAGE[PAGE.index("## Errors") :]
    told = set(re.findall(r"^\| `\w+` \| `(\w+)` \|", table, re.MULTILINE))
    pattern = r"(?:Error\(\s*(?:\"[\w. ]+\"|name), |_failed\()\"(\w+)\""
    raised = set(re.findall(pattern, SOURCES))
    assert raised == told
    assert len(raised) > 20


@given(st.binary(max_size=100), st.text(max_size=40))
def test_media_show_neither_picture_nor_link(data: bytes, query: str) -> None:
    """Links are keys as often as not."""
    media = Media(data, f"https://example.com/{query}", b64_json="QUJD", metadata={"prompt": "a secret fox"})
    assert repr(media) == f"<Media of unknown type, {len(data)} bytes, base64, a link>"
