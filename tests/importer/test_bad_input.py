"""What is no schema, or a dangerous one: one clear sentence, nothing fetched, no other exception."""

from __future__ import annotations

import json
import socket
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.errors import MESSAGE_LIMIT
from normalizer.importer import ChoiceError, SchemaError, draft_file
from normalizer.importer.reading import MAX_BYTES

from .drafting import HEAD, draft, plain


def nested(levels: int) -> dict[str, Any]:
    """Nest a schema in itself so many times."""
    schema: dict[str, Any] = {"type": "string"}
    for _ in range(levels):
        schema = {"properties": {"prompt": {"type": "string"}, "inner": schema}}
    return schema


def laughs(levels: int) -> dict[str, Any]:
    """Let each schema refer twice to the next: two to the power of the levels."""
    names = {f"s{i}": {"properties": {k: {"$ref": f"#/$defs/s{i + 1}"} for k in "ab"}} for i in range(levels)}
    return {"$ref": "#/$defs/s0", "$defs": {**names, f"s{levels}": {"type": "string"}}}


def at(ref: Any, **more: Any) -> bytes:
    """Give a schema with one property that refers to something."""
    return json.dumps({"properties": {"prompt": {"type": "string"}, "size": {"$ref": ref}}, **more}).encode()


BAD: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "the file is empty"),
    "blanks": (b" \n\t", "the file is empty"),
    "a page": (b"<!doctype html><html>no</html>", "no request is described|JSON or YAML"),
    "a sentence": (b"not a schema at all", "JSON or YAML"),
    "bytes": (b"\x00\xff\xfe{}", "JSON or YAML; line 1: the file is not UTF-8 text"),
    "bytes in JSON": (b'{"a": "\xff"}', "not UTF-8 text"),
    "half of it": (b'{"properties": {', "line 1 column 17 is no JSON"),
    "a number": (b"[1, 2]", "no request is described here"),
    "an object": (b'{"a": 1}', "no request is described here"),
    "no properties": (b'{"type": "object", "properties": {}}', "the request has no properties"),
    "a repeated key": (b'{"properties": {"a": {}, "a": {}}}', "the key 'a' stands twice"),
    "not a number": (b'{"properties": {"a": {"minimum": NaN}}}', "NaN is no JSON"),
    "too large a number": (b'{"properties": {"a": {"minimum": 1e999}}}', "a number is too large"),
    "too large": (b"[" + b" " * MAX_BYTES, "larger than 16 MiB"),
    "too deep": (b"[" * 100_000, "nested"),
    "too deep to follow": (json.dumps(nested(45)).encode(), "nested deeper than 100 levels|unfolds to more"),
    "anchors": (b"a: &b {properties: {}}\nc: *b\n", "anchors are not allowed"),
    "a link": (at("https://example.com/size.json"), "size: refers to 'https://example.com/size.json', outside"),
    "a file": (at("../size.json#/size"), "outside this document; nothing is fetched"),
    "a pointer to nowhere": (at("#/$defs/none"), "which is not in this document"),
    "a reference that is none": (at(7), "size: refers to 7, outside"),
    "a circle": (at("#/$defs/a", **{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}), "leads back to itself"),
    "a tree of itself": (at("#"), "'#' leads back to itself"),
    "many of itself": (json.dumps(laughs(30)).encode(), "unfolds to more than a request can hold"),
    "many values": (json.dumps({"properties": {"a": {"enum": list(range(2000))}}}).encode(), "lists more than 1000 values"),
    "many properties": (json.dumps({"properties": {f"p{i}": {} for i in range(2000)}}).encode(), "more than 1000 properties"),
    "an unknown kind of descriptor": (b'{"n": {"type": "range", "min": 1, "max": 2}, "m": {"type": "pattern"}}', "m: a descriptor is one of enum, range, boolean, got 'pattern'"),
    "an empty list of a descriptor": (b'{"n": {"type": "enum", "values": []}}', "n: an enum needs values"),
    "a range without ends": (b'{"n": {"type": "range", "min": 1}}', "n: a range needs numbers"),
    "letters that turn": (json.dumps({"properties": {"size": {"enum": ["1024x1024", "512x512", "a\u202eb"]}}}).encode(), "what a capability file cannot"),
}  # fmt: skip


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make every connection a failure."""

    def refuse(*_: Any, **__: Any) -> Any:
        raise AssertionError("something was fetched")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.usefixtures("no_network")
@pytest.mark.parametrize(("data", "sentence"), BAD.values(), ids=BAD)
def test_bad_input_is_one_clear_sentence(data: bytes, sentence: str) -> None:
    """It says where and what, on one short printable line."""
    with pytest.raises(SchemaError, match=sentence) as error:
        draft_file(data, HEAD)
    said = str(error.value)
    assert len(said) <= MESSAGE_LIMIT
    assert said.isprintable()
    assert said.isascii()


def test_what_is_elsewhere_matters_only_where_it_is_used() -> None:
    """A remote reference in another request of the document keeps nobody from using this one."""
    schema = {"properties": {"prompt": {"type": "string"}}, "$defs": {"other": {"$ref": "https://example.com"}}}
    assert "prompt" in draft(schema)


@pytest.mark.parametrize("name", ["a.b", "a b", "", "+", "{x}", "a" * 65, "a\nb"])
def test_a_field_that_no_path_can_name_is_left_alone(name: str) -> None:
    """It is neither declared nor does it break the file."""
    read = plain(draft({"properties": {"prompt": {"type": "string"}, name: {"enum": ["1:1", "4:5"]}}}))
    assert read["providers"]["northlight"]["generate"] == {"model": "aurora-1", "parameters": {"prompt": None}}


KEYWORDS = (
    *("type", "properties", "required", "enum", "const", "default", "minimum", "maximum", "multipleOf", "maxLength"),
    *(
        "items",
        "maxItems",
        "anyOf",
        "oneOf",
        "allOf",
        "$ref",
        "format",
        "description",
        "title",
        "x-order",
        "components",
    ),
    *(
        "schemas",
        "Input",
        "paths",
        "post",
        "requestBody",
        "content",
        "application/json",
        "schema",
        "input",
        "data",
        "id",
    ),
    *("supported_parameters", "values", "min", "max", "prompt", "size", "width", "height", "seed", "n", "duration"),
    *("aspect_ratio", "resolution", "image_urls", "num_frames", "fps", "mode", "model", "output_format", "quality"),
)
WORDS = ("string", "integer", "object", "array", "enum", "range", "boolean", "#", "#/properties", "16:9", "1024x1024", "4K", "5s", "auto", "png", "Number of images", "in frames", "{a}", "TODO")  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-2, 5000)
    | st.floats(allow_nan=False)
    | st.sampled_from(WORDS)
    | st.text(max_size=6)
)
SCHEMAS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(KEYWORDS) | st.text(max_size=4), inner, max_size=6)
    ),
    max_leaves=40,
)


def outcome(data: bytes) -> str:
    """Give the draft, which has to be readable, or the sentence that says why there is none."""
    try:
        text = draft_file(data, HEAD)
    except (SchemaError, ChoiceError) as error:
        return str(error)
    return text if plain(text)["schema"] == 1 else "unreadable\n"


@given(SCHEMAS | st.fixed_dictionaries({"properties": st.dictionaries(st.sampled_from(KEYWORDS), SCHEMAS, max_size=8)}))
def test_any_json_gives_a_readable_draft_or_one_of_two_errors(document: Any) -> None:
    """Nothing else leaves; what comes is a file that the strict loader reads."""
    said = outcome(json.dumps(document).encode())
    assert said.startswith("# yaml-language-server") or said.isprintable()


@given(st.binary(max_size=200) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_give_an_error_or_a_draft(data: bytes) -> None:
    """Bytes that nobody thought of end no differently."""
    said = outcome(data)
    assert said.startswith("# yaml-language-server") or len(said) <= MESSAGE_LIMIT
