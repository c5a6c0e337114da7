"""Bodies of HTTP requests: JSON and forms become requests, and whatever is wrong names its field."""

from __future__ import annotations

import asyncio
import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer import NormalizationError
from normalizer.gateway.body import BodyLimits, BodyReader, Upload, read_body, read_pieces

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

JSON = "application/json"
FORM = "multipart/form-data; boundary=b"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 16
MP4 = b"\0\0\0\x20ftypisom" + b"\0" * 16
AVIF = b"\0\0\0\x20ftypavif" + b"\0" * 16
WAV = b"RIFF\0\0\0\0WAVE" + b"\0" * 16
LIMITS = BodyLimits(body_bytes=2000, file_bytes=200, text_bytes=100, parts=6)


def part(name: str, value: bytes, filename: str | None = None, kind: str | None = None) -> bytes:
    """Write one part of a form."""
    head = f'Content-Disposition: form-data; name="{name}"' + (
        f'; filename="{filename}"' if filename is not None else ""
    )
    return (
        b"--b\r\n"
        + head.encode()
        + (f"\r\nContent-Type: {kind}".encode() if kind else b"")
        + b"\r\n\r\n"
        + value
        + b"\r\n"
    )


def form(*parts: bytes) -> bytes:
    """Write a whole form."""
    return b"".join(parts) + b"--b--\r\n"


def status_of(kind: str | None, body: bytes) -> int:
    """Read a body, give 200 for an object and the error's status else; errors of others come through."""
    try:
        return 200 if isinstance(read_body(kind, body, LIMITS), dict) else 500
    except NormalizationError as error:
        return error.http_status


def error_of(content_type: str | None, body: bytes) -> tuple[int, str, str]:
    """Give status, parameter and code of the error that a body makes."""
    with pytest.raises(NormalizationError) as caught:
        read_body(content_type, body, LIMITS)
    error = caught.value.as_openai()["error"]
    assert error["type"] == "invalid_request_error"
    assert len(error["message"]) <= 300
    return caught.value.http_status, error["param"], error["code"]


def test_json_is_read_as_it_is() -> None:
    """Objects and numbers keep their kinds; a charset or another JSON type changes nothing."""
    body = '{"model": "m", "n": 2, "size": {"width": 1, "height": 2}, "prompt": "\u00fc"}'.encode()
    expected = {"model": "m", "n": 2, "size": {"width": 1, "height": 2}, "prompt": "\u00fc"}
    for kind in (JSON, "Application/JSON; charset=utf-8", "application/problem+json"):
        assert read_body(kind, body) == expected


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"text"',
        b"null",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": 1e999}',
        b"{",
        b"\xff{}",
        b'{"a":' + b"[" * 150 + b"]" * 150 + b"}",
        b'{"a": ' + b"9" * 1500 + b"",
    ],
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    """With the body as the parameter."""
    assert error_of(JSON, body) == (400, "body", "bad_request")


def test_a_number_of_very_many_digits_is_told_in_our_words() -> None:
    """Not in those of the interpreter, which name its own settings."""
    with pytest.raises(NormalizationError) as caught:
        read_body(JSON, b'{"a": ' + b"9" * 5000 + b"}")
    assert str(caught.value) == "body: expected a JSON object, got a number is too large"


def test_json_of_very_many_values_is_refused() -> None:
    """They would take many times their bytes; the commas of a long text do no harm below the limit."""
    few = BodyLimits(values=1000)
    assert len(read_body(JSON, b'{"a": [' + b"0," * 900 + b'0], "b": "1,2"}', few)["a"]) == 901
    with pytest.raises(NormalizationError) as caught:
        read_body(JSON, b'{"a": [' + b"0," * 1000 + b"0]}", few)
    assert (caught.value.http_status, caught.value.problems[0].code) == (413, "too_large")


def test_deep_json_runs_out_of_nothing() -> None:
    """A megabyte of brackets is an error of ours."""
    with pytest.raises(NormalizationError):
        read_body(JSON, b"[" * 1_000_000)


@pytest.mark.parametrize(
    "kind", [None, "", "text/plain", "application/x-www-form-urlencoded", "multipart/mixed", "x" * 500]
)
def test_other_bodies_are_of_a_wrong_type(kind: str | None) -> None:
    """415, whatever is in them."""
    assert error_of(kind, b"{}") == (415, "body", "media_type")


def test_a_form_is_texts_and_files() -> None:
    """A field is a text, a file its bytes with name and true type, whatever the sender calls it."""
    body = form(
        part("model", b"m"), part("n", b"3"), part("image", PNG, "fox.jpg", "text/html"), part("mask", JPEG, "m")
    )
    request = read_body(FORM, body)
    assert request == {"model": "m", "n": "3", "image": PNG, "mask": JPEG}
    assert (request["image"].filename, request["image"].media_type) == ("fox.jpg", "image/png")
    assert request["mask"].media_type == "image/jpeg"
    assert repr(request["mask"]) == "<Upload image/jpeg, 20 bytes>"


@pytest.mark.parametrize("names", [("image", "image"), ("image[]", "image[]"), ("image", "image[]")])
def test_several_images_are_a_list(names: tuple[str, str]) -> None:
    """Repeated or with brackets, in the order in which they came."""
    body = form(part(names[0], PNG, "a"), part(names[1], JPEG, "b"))
    assert read_body(FORM, body) == {"image": [PNG, JPEG]}


def test_brackets_make_lists_and_objects_of_inputs_alone() -> None:
    """As SDKs write lists and objects into forms; other names are nobody's business (R7.1)."""
    body = form(
        part("image[]", PNG, "a"),
        part("input_reference[image_url]", b"https://example.com/a.png"),
        part("tags[]", b"x"),
        part("tags[]", b"y"),
        part("meta[a]", b"z"),
    )
    assert read_body(FORM, body) == {
        "image": [PNG],
        "input_reference": {"image_url": "https://example.com/a.png"},
        "tags": ["x", "y"],
        "meta[a]": "z",
    }


def test_an_input_may_be_a_link_and_a_file_field_may_be_empty() -> None:
    """A text under the name of an input is a text; a field that a browser left empty is not there."""
    body = form(part("image", b"https://example.com/a.png"), part("mask", b"", ""))
    assert read_body(FORM, body) == {"image": "https://example.com/a.png"}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([part("image", b"%PDF-1.7", "a.png", "image/png")], (400, "image", "media_type")),
        ([part("image", b"", "a.png")], (400, "image", "media_type")),
        ([part("image[]", PNG, "a"), part("image[]", b"<html>", "b")], (400, "image", "media_type")),
        ([part("mask", MP4, "a.png")], (400, "mask", "media_type")),
        ([part("input_video", PNG, "a.mp4")], (400, "input_video", "media_type")),
        ([part("input_audio", PNG, "a.mp4")], (400, "input_audio", "media_type")),
        ([part("image", PNG + b"\0" * 200, "a.png")], (413, "image", "too_large")),
        ([part("prompt", b"x" * 101)], (413, "prompt", "too_large")),
        ([part("prompt", b"x", "a.txt")], (400, "prompt", "wrong_type")),
        ([part("prompt", b"\xff")], (400, "prompt", "wrong_type")),
        ([part("size", b"1x1"), part("size", b"2x2")], (400, "size", "bad_request")),
        ([part("input_reference[a]", b"x"), part("input_reference", b"y")], (400, "input_reference", "bad_request")),
        ([part("input_reference", b"x"), part("input_reference[a]", b"y")], (400, "input_reference", "bad_request")),
        ([part(f"f{i}", b"x") for i in range(7)], (413, "body", "too_large")),
        ([part("f" * 201, b"x")], (400, "body", "bad_request")),
        ([part("", b"x")], (400, "body", "bad_request")),
        ([b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"], (400, "body", "bad_request")),
        ([part(f"f{i}", b"x" * 99) for i in range(6)] + [b"--b\r\n" + b"x" * 2000], (413, "body", "too_large")),
    ],
)
def test_a_wrong_part_is_named(parts: list[bytes], expected: tuple[int, str, str]) -> None:
    """Uploads that are no images, too large or of a wrong type; texts that are files, and the other way round."""
    assert error_of(FORM, form(*parts)) == expected


def test_all_wrong_parts_are_named_at_once() -> None:
    """One error has all problems of the form."""
    with pytest.raises(NormalizationError) as caught:
        read_body(FORM, form(part("image", b"x", "a"), part("prompt", b"x", "b"), part("n", b"2")))
    assert [(problem.parameter, problem.code) for problem in caught.value.problems] == [
        ("image", "media_type"),
        ("prompt", "wrong_type"),
    ]


@pytest.mark.parametrize(
    ("name", "data"), [("input_reference", MP4), ("input_video", MP4), ("image", AVIF), ("input_audio", WAV)]
)
def test_what_each_input_may_be(name: str, data: bytes) -> None:
    """A reference may be a clip, and avif is an image."""
    assert read_body(FORM, form(part(name, data, "a"))) == {name: data}


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=" + "b" * 300])
def test_a_form_needs_a_boundary(kind: str) -> None:
    """Of a usual length."""
    assert error_of(kind, form(part("n", b"1"))) == (400, "body", "bad_request")


def test_a_form_that_breaks_off_is_refused() -> None:
    """At every byte: half a file is no file."""
    whole = form(part("model", b"m"), part("image", PNG, "a"))
    end = len(whole) - len(b"--\r\n")
    for cut in range(end):
        assert error_of(FORM, whole[:cut]) == (400, "body", "bad_request")


def test_the_first_byte_too_many_ends_it() -> None:
    """Nothing waits for the rest of a body that is too large."""
    reader = BodyReader(JSON, BodyLimits(body_bytes=10))
    reader.feed(b"x" * 10)
    with pytest.raises(NormalizationError) as caught:
        reader.feed(b"x")
    assert caught.value.http_status == 413


def test_pieces_do_not_matter() -> None:
    """A form that arrives byte by byte is the same request."""
    body = form(part("model", b"m"), part("image[]", PNG, "a"), part("image[]", JPEG, "b"))

    async def one_by_one() -> AsyncIterator[bytes]:
        for index in range(len(body)):
            yield body[index : index + 1]

    assert asyncio.run(read_pieces(FORM, one_by_one())) == read_body(FORM, body)


def test_an_upload_travels_between_processes() -> None:
    """With its name and type."""
    upload = pickle.loads(pickle.dumps(Upload(PNG, filename="a", media_type="image/png")))  # noqa: S301  our own
    assert (upload, upload.filename, upload.media_type) == (PNG, "a", "image/png")


@given(st.binary(max_size=300), st.sampled_from([JSON, FORM, "multipart/form-data; boundary=\xff", None]))
def test_any_bytes_make_a_request_or_an_error_of_ours(body: bytes, kind: str | None) -> None:
    """R11.1 at the door."""
    assert status_of(kind, body) in {200, 400, 413, 415}


@given(
    st.lists(
        st.sampled_from(
            [
                b"--b",
                b"--b--",
                b"\r\n",
                b"\r\n\r\n",
                b"Content-Disposition: form-data; ",
                b'name="a"',
                b'; filename="x"',
                b"x",
                b"\xff",
            ]
        ),
        max_size=30,
    )
)
def test_any_form_makes_a_request_or_an_error_of_ours(pieces: list[bytes]) -> None:
    """The same with pieces of forms."""
    assert status_of(FORM, b"".join(pieces)) in {200, 400, 413}
