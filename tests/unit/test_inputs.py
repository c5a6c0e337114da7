"""Input media (R1.8, R6.2): kinds that a provider takes, how many, how they are repacked and written."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from unit.blocks import codes, entry, modes, plan, problems, sent

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 30
PNG64 = base64.b64encode(PNG).decode()
JPEG64 = base64.b64encode(b"\xff\xd8\xff\xe0" + b"\0" * 30).decode()
WEBP64 = base64.b64encode(b"RIFF\0\0\0\0WEBP" + b"\0" * 30).decode()
GIF64 = base64.b64encode(b"GIF89a" + b"\0" * 30).decode()
LONG64 = base64.b64encode(PNG + b"\0" * 300).decode()
DATA = f"data:image/png;base64,{PNG64}"
URL = "https://example.org/a.png"


@pytest.mark.parametrize("name", ["image", "mask", "input_reference", "last_frame", "reference_images", "input_video"])
def test_r6_2_an_undeclared_input_is_unsupported(name: str) -> None:
    """An input that the target does not declare is reported and never sent raw."""
    made = plan("{}", {name: URL})
    assert made.calls[0].payload == {}
    assert [(a.parameter, a.code, a.rule) for a in made.adjustments] == [(name, "unsupported", "R6.2")]
    assert modes(made) == {name: "unsupported"}


@pytest.mark.parametrize(
    ("facts", "value", "payload", "mode"),
    [
        pytest.param("{}", URL, URL, "passthrough", id="one"),
        pytest.param("{}", [URL], URL, "converted", id="one in a list, where one is taken"),
        pytest.param("{max: 3}", URL, URL, "passthrough", id="one, where several are taken"),
        pytest.param("{max: 3}", ["a", "b"], ["a", "b"], "passthrough", id="a list as it is"),
        pytest.param("{max: 3}", ("a", "b"), ["a", "b"], "converted", id="a tuple becomes a list"),
        pytest.param("{max: unknown}", ["a", "b"], ["a", "b"], "passthrough", id="not known how many"),
        pytest.param("{as: list}", URL, [URL], "converted", id="as a list"),
        pytest.param("{as: list}", ["a", "b", "c"], ["a", "b", "c"], "passthrough", id="a list without a maximum"),
    ],
)
def test_r6_inputs_as_they_are(facts: str, value: Any, payload: Any, mode: str) -> None:
    """Without stated kinds an input travels as it is, alone or in a list."""
    made = plan(f"parameters: {{image: {facts}}}", {"image": value})
    assert made.calls[0].payload == {"image": payload}
    assert (codes(made), made.exact) == ([], True)
    assert modes(made) == {"image": mode}


def test_r6_inputs_in_fields_of_their_own() -> None:
    """One field each, or one item of a template each."""
    block = "parameters: {image: {to: [first, second]}}"
    assert sent(block, {"image": ["a", "b"]}) == {"first": "a", "second": "b"}
    assert sent(block, {"image": "a"}) == {"first": "a"}
    assert [(p.code, p.expected, p.got) for p in problems(block, {"image": ["a", "b", "c"]})] == [
        ("too_many", "at most 2", "3 inputs")
    ]
    block = 'parameters: {image: {write: {parts.+: {kind: image, url: "{value}"}}}, prompt: {write: {parts.+: {text: "{value}"}}}}'
    assert sent(block, {"prompt": "a fox", "image": ["a", "b"]}) == {
        "parts": [{"kind": "image", "url": "a"}, {"kind": "image", "url": "b"}, {"text": "a fox"}]
    }


@pytest.mark.parametrize(("count", "fits"), [(1, True), (2, True), (3, False)])
def test_r11_too_many_inputs_are_an_error(count: int, *, fits: bool) -> None:
    """Inputs beyond the maximum are not dropped."""
    value = ["a", "b", "c"][:count]
    if fits:
        assert plan("parameters: {image: {max: 2}}", {"image": value}).exact
    else:
        (problem,) = problems("parameters: {image: {max: 2}}", {"image": value})
        assert (problem.parameter, problem.code, problem.expected, problem.got) == (
            "image",
            "too_many",
            "at most 2",
            "3 inputs",
        )


def test_r11_no_input_at_all_is_an_error() -> None:
    """An empty list is no input."""
    for block in ("parameters: {image}", "parameters: {image: {max: 3}}"):
        (problem,) = problems(block, {"image": []})
        assert (problem.code, problem.expected) == ("wrong_type", "at least one input")
    assert [p.code for p in problems("parameters: {image}", {"image": ["a", "b"]})] == ["too_many"]


# kinds


@pytest.mark.parametrize(
    ("accepts", "value", "payload"),
    [
        pytest.param("url", URL, URL, id="a link"),
        pytest.param("url", "HTTPS://EXAMPLE.ORG/A", "HTTPS://EXAMPLE.ORG/A", id="a link in capitals"),
        pytest.param("url", "gs://bucket/a", "gs://bucket/a", id="a bucket"),
        pytest.param("url", "s3://bucket/a", "s3://bucket/a", id="another bucket"),
        pytest.param("url", "http://example.org", "http://example.org", id="an open link"),
        pytest.param("url", {"url": URL}, URL, id="a wrapped link"),
        pytest.param("url", {"image_url": URL, "detail": "high"}, URL, id="a link wrapped otherwise"),
        pytest.param("data_url", DATA, DATA, id="a data url"),
        pytest.param("data_url", "DATA:image/png;base64,AAAA", "DATA:image/png;base64,AAAA", id="in capitals"),
        pytest.param("data_url", {"url": DATA}, DATA, id="a wrapped data url"),
        pytest.param("id", "file-abc", "file-abc", id="an id"),
        pytest.param("id", {"file_id": "file-abc"}, "file-abc", id="a wrapped id"),
        pytest.param("id", "x" * 255, "x" * 255, id="a long id"),
        pytest.param("base64", "A" * 256, "A" * 256, id="long text is base64"),
        pytest.param("base64", {"b64_json": PNG64}, PNG64, id="wrapped base64"),
        pytest.param("file", PNG, PNG, id="bytes"),
        pytest.param("file", bytearray(b"abc"), bytearray(b"abc"), id="a bytearray"),
        # repacked
        pytest.param("base64", DATA, PNG64, id="data url to base64"),
        pytest.param("file", DATA, PNG, id="data url to bytes"),
        pytest.param("data_url", LONG64, f"data:image/png;base64,{LONG64}", id="base64 to data url"),
        pytest.param("data_url", {"b64_json": PNG64}, DATA, id="wrapped base64 to data url"),
        pytest.param("file", {"b64_json": PNG64}, PNG, id="base64 to bytes"),
        pytest.param("data_url", PNG, DATA, id="bytes to data url"),
        pytest.param("base64", PNG, PNG64, id="bytes to base64"),
        pytest.param("[file, base64]", DATA, PNG64, id="base64 before bytes"),
        pytest.param("[base64, data_url]", PNG, DATA, id="data url before base64"),
        # what only the host can know
        pytest.param("url", {"url": URL, "file_id": "x"}, {"url": URL, "file_id": "x"}, id="two kinds at once"),
        pytest.param("url", {"other": URL}, {"other": URL}, id="another object"),
        pytest.param("url", {"url": 7}, {"url": 7}, id="a link that is no text"),
        pytest.param("url", 7, 7, id="a number"),
    ],
)
def test_inputs_in_a_form_the_provider_takes(accepts: str, value: Any, payload: Any) -> None:
    """Data URLs, base64 and bytes are turned into one another; ids and links pass."""
    made = plan(f"parameters: {{image: {{accepts: {accepts}}}}}", {"image": value})
    assert made.calls[0].payload == {"image": payload}
    assert (made.steps, codes(made), made.exact) == ((), [], True)


@pytest.mark.parametrize(
    ("accepts", "value"),
    [
        pytest.param("url", DATA, id="a data url for links"),
        pytest.param("url", PNG, id="bytes for links"),
        pytest.param("id", URL, id="a link for ids"),
        pytest.param("id", PNG, id="bytes for ids"),
        pytest.param("base64", "file-abc", id="an id for base64"),
        pytest.param("base64", "data:text/plain,hello", id="a data url without base64"),
        pytest.param("base64", "data:image/png;base64", id="a data url without a comma"),
        pytest.param("file", "data:image/png;base64,!!!", id="a data url that is no base64"),
        pytest.param("file", "é" * 300, id="long text that is no base64"),
    ],
)
def test_inputs_that_cannot_be_repacked_are_an_error(accepts: str, value: Any) -> None:
    """The problem says what is taken, and shows nothing of the input."""
    (problem,) = problems(f"parameters: {{image: {{accepts: {accepts}}}}}", {"image": value})
    assert (problem.parameter, problem.code) == ("image", "input_kind")
    assert problem.expected == f"an input given as {accepts}"


def test_the_problem_lists_the_kinds() -> None:
    """Several kinds are joined by `or`."""
    (problem,) = problems("parameters: {image: {accepts: [url, id]}}", {"image": PNG})
    assert problem.expected == "an input given as url or id"


@pytest.mark.parametrize(
    ("accepts", "into"),
    [
        ("data_url", "data_url"),
        ("base64", "base64"),
        ("file", "file"),
        ("[file, base64]", "base64"),
        ("[id, file]", "file"),
    ],
)
def test_a_link_for_a_provider_without_links_is_fetched(accepts: str, into: str) -> None:
    """A fetch step names the parameter and the item; it comes before all others."""
    block = f"parameters: {{image: {{max: 3, accepts: {accepts}}}}}"
    made = plan(block, {"image": ["file-abc" if "id" in accepts else PNG, URL], "output_format": "webp"})
    assert (made.steps[0].kind, dict(made.steps[0].options)) == (
        "fetch",
        {"parameter": "image", "item": 1, "into": into},
    )
    assert [step.kind for step in made.steps] == ["fetch", "fetch", "convert", "store"]
    assert made.calls[0].payload["image"][1] == URL


# placeholders


@pytest.mark.parametrize(
    ("value", "media_type"),
    [
        (DATA, "image/png"),
        ("data:image/webp;base64,AAAA", "image/webp"),
        ("data:video/mp4,AAAA", "video/mp4"),
        ("data:,AAAA", "text/plain"),
        ("DATA:image/png;base64,AAAA", "image/png"),
        (PNG64, "image/png"),
        (JPEG64, "image/jpeg"),
        (WEBP64, "image/webp"),
        (GIF64, "image/gif"),
        ("https://a/b.png", "image/png"),
        ("https://a/b.JPG?x=1.png", "image/jpeg"),
        ("https://a/b.jpeg", "image/jpeg"),
        ("https://a/b.webp", "image/webp"),
        ("https://a/b.gif", "image/gif"),
        ("https://a/b.avif", "image/avif"),
        ("https://a/b.mp4", "video/mp4"),
        ("https://a/b.mov", "video/quicktime"),
        ("https://a/b.webm", "video/webm"),
        ("https://a/b", "application/octet-stream"),
        (PNG, "image/png"),
        (b"no picture", "application/octet-stream"),
    ],
)
def test_the_media_type_in_templates(value: Any, media_type: str) -> None:
    """Told by the head of a data URL, the first bytes, or the ending of a link."""
    block = 'parameters: {image: {write: {image: {type: "{type}", of: "{subtype}", data: "{value}"}}}}'
    body = sent(block, {"image": value})["image"]
    assert body == {"type": media_type, "of": media_type.rpartition("/")[2], "data": value}


def test_the_media_type_survives_repacking() -> None:
    """The bare base64 of a data URL keeps the type that the URL told."""
    block = 'parameters: {image: {accepts: base64, write: {inline: {mime: "{type}", data: "{value}"}}}}'
    heic = "data:image/heic;base64,AAAA"
    assert sent(block, {"image": heic}) == {"inline": {"mime": "image/heic", "data": "AAAA"}}
    listed = "parameters: {image: {accepts: base64, max: 3}}"
    assert sent(listed, {"image": [heic, DATA]}) == {"image": ["AAAA", PNG64]}
    made = plan("parameters: {image: {accepts: base64}}", {"image": heic})
    assert entry(made, "image") == ("converted", heic, {"image": "AAAA"}, True)


def test_numbers_of_inputs_count_in_rules() -> None:
    """What rules compare of an input is how many there are."""
    block = "parameters: {image: {max: 5}}\nrules: [{when: {image: {min: 3}}, refuse: true}]"
    assert plan(block, {"image": ["a", "b"]}).exact
    assert [p.code for p in problems(block, {"image": ["a", "b", "c"]})] == ["refused"]


class Link(str):
    """A link of a caller's own kind."""

    __slots__ = ()


def test_r1_8_where_no_kind_is_known_an_input_stays_the_callers_own() -> None:
    """As a part of a text it is the text that it is; alone it is handed on."""
    link = Link("https://x.y/a.png")
    assert sent("parameters: {image: {write: '<{value}>'}}", {"image": link}) == {"image": "<https://x.y/a.png>"}
    assert sent("parameters: {image: }", {"image": link})["image"] is link
