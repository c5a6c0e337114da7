"""The table of bad input: what a caller may write wrong, and what the library says about it (R1.1, R11).

One row per value: the key, the value, the code of the one problem, and what is suggested. The target declares every
parameter, so that nothing passes for want of a declaration.
"""

from __future__ import annotations

import json
import re
from math import inf, nan
from typing import TYPE_CHECKING, Any

import pytest

from normalizer import NormalizationError, Policy, normalize
from normalizer.codes import CODES
from unit.blocks import plan, problems, target

if TYPE_CHECKING:
    from normalizer import Problem

ALL = """
dimensions: {aspect_ratios: [1:1, 16:9, 9:16], tiers: [1K, 2K, 4K]}
default: 1:1 1K
parameters:
  prompt: {max_length: 1000}
  n: {max: 4}
  seconds: [4, 8]
  seed: {range: [0, 100000]}
  fps: [24, 30]
  quality: {values: [low, high], refuse: true}
  image: {max: 2, accepts: [data_url, base64]}
  response_format: [url, b64_json]
  output_format: [png, jpeg]
  output_compression: {range: [0, 100]}
"""

ANY: Any = ...
"""Stands for any suggestion, or none."""

YAML_16_9 = "this looks like an unquoted 16:9 read by YAML 1.1; write it as text"
DEEP: list[Any] = []
for _ in range(50_000):
    DEEP = [DEEP]

SIZES: list[tuple[Any, Any]] = [
    ("", None),
    (" ", None),
    ("big", None),
    ("1024", "did you mean 1024x1024"),
    (1024, "did you mean 1024x1024"),
    (1024.0, "did you mean 1024x1024"),
    (True, None),
    (["1024x1024"], None),
    ((1024, 1024), None),
    (b"1024x1024", None),
    ({}, None),
    ({"width": 1024}, None),
    ({"width": 1024, "height": 1024, "unit": "px"}, None),
    ({"width": 1024, "height": 0}, None),
    ({"width": -1, "height": 1}, None),
    ({"width": 100_000, "height": 1}, None),
    ({"width": 1.5, "height": 1}, None),
    ({"width": True, "height": 1}, None),
    ({"width": None, "height": 1}, None),
    ({"width": "01", "height": 1}, None),
    ({"width": nan, "height": 1}, None),
    ({"w": 1, "h": 1}, None),
    ("x", None),
    ("0x0", None),
    ("0x10", None),
    ("1024x0", None),
    ("01024x1024", "did you mean 1024x1024"),
    ("100000x1", None),
    ("1024x768x3", None),
    ("1024x", None),
    ("-1024x768", None),
    ("+1024x768", None),
    ("1_024x768", None),
    ("1e3x1e3", None),
    ("0x400x0x300", None),
    ("1024.5x768", None),
    ("1024x1024\n", "did you mean 1024x1024"),
    ("1024x1024\x00", None),
    ("1024 x 768", "did you mean 1024x768"),
    ("1024by768", "did you mean 1024x768"),
    ("1024 by 768", "did you mean 1024x768"),
    ("1024,768", "did you mean 1024x768"),
    ("16 : 9", "did you mean 16:9"),
    ("\t16:9", "did you mean 16:9"),
    ("16/9", "did you mean 16:9"),
    ("16:9:4", None),
    ("16:0", None),
    ("0:0", None),
    ("016:9", "did you mean 16:9"),
    ("nan:1", None),
    ("\uff11\uff10\uff12\uff14x1024", None),
    ("\u0661\u0660\u0662\u0664x1024", None),
    ("²x²", None),
    ("1024\u0445768", None),
    ("1024x\u200b768", None),
    ("\ufeff1024x768", None),
    ("\u00a01024x768", None),
    ("16\uff1a9", None),
    ("16\u22369", None),
    ("1\u212a", None),
    ("\ud800", None),
    ("\u202e9:61", None),
    ("0K", None),
    ("infK", None),
    (969, YAML_16_9),
    (61, "this looks like an unquoted 1:1 read by YAML 1.1; write it as text"),
    (556, "this looks like an unquoted 9:16 read by YAML 1.1; write it as text"),
    (243, "this looks like an unquoted 4:3 read by YAML 1.1; write it as text"),
    (970, None),
    (10**5000, None),
    (nan, None),
    (inf, None),
    ("9" * 10_000 + "x1", None),
    ("1" * 50 + "!", None),
    ("9" * 1_000_000, None),
    ("%n%s{0.__class__}", None),
    ("<script>alert(1)</script>", None),
    ("\r\nINFO forged line", None),
    ("\x1b[2J", None),
]
RATIOS: list[tuple[Any, Any]] = [
    ("", None),
    ("wide", None),
    ("16", None),
    ("16:9:4", None),
    ("16:", None),
    (":9", None),
    ("0:9", None),
    ("16:0", None),
    ("016:9", "did you mean 16:9"),
    ("+16:9", None),
    ("1e1:9", None),
    ("16 : 9", "did you mean 16:9"),
    ("1 6:9", "did you mean 16:9"),
    ("16by9", "did you mean 16x9"),
    ("1.00001:1", None),
    ("100000:1", None),
    ("\uff11\uff16:\uff19", None),
    ("2.39x1", None),
    (16 / 9, None),
    (1, None),
    (969, YAML_16_9),
    (True, None),
    ({"width": 16, "height": 9}, None),
    (["16:9"], None),
    ("1K", None),
    ("9" * 33, None),
]
RESOLUTIONS: list[tuple[Any, Any]] = [
    ("", None),
    ("high", None),
    ("K", None),
    ("0K", None),
    ("-1K", None),
    ("1.5p", None),
    ("1  K", "did you mean 1K"),
    ("1KB", None),
    ("16:9", None),
    ("1 M P", "did you mean 1MP"),
    (0, None),
    (-1, None),
    (64.5, "did you mean 64.5MP"),
    ("64.0001", "did you mean 64.0001MP"),
    (720, "did you mean 720p"),
    ("512", "did you mean 0.5K"),
    (0.00001, None),
    (True, None),
    (False, None),
    (nan, None),
    (inf, None),
    (10**400, None),
    ([1], None),
    ({}, None),
    ("1\u212a", None),
    ("२K", None),
]
NUMBERS: list[tuple[str, Any, str]] = [
    *(
        ("n", value, "not_a_number")
        for value in (True, False, 1.5, -1, "1.0", "01", "+1", " 1", "two", "", [1], {}, nan)
    ),
    *(("n", value, "not_a_number") for value in (inf, 10**5000, "9" * 5000, "٣", 2**64 + 1)),
    *(("n", value, "out_of_range") for value in (0, 11, 11.0, "0", "11", 2**63, 99_999)),
    *(("seconds", value, "not_a_number") for value in (0, -4, "0", "0s", "", "long", "4 sec", "4S", "1e1", True, nan)),
    *(("seconds", value, "not_a_number") for value in (inf, [4], {}, 1 / 3, 100_000, "100000", "04", "4\n", 10**5000)),
    *(("duration", value, "not_a_number") for value in (0, "long", True)),
    *(("seed", value, "not_a_number") for value in (True, "x", "", 1 / 3, nan, [1], 2**70, "1" * 40, " 1")),
    *(("fps", value, "not_a_number") for value in (True, "fast", "24fps", nan, 24.00001)),
    *(("output_compression", value, "not_a_number") for value in (True, -1, 50.5, "x", "050", [1], nan)),
    *(("output_compression", value, "out_of_range") for value in (101, "101", 99_999, 2**63)),
]
WORDS: list[tuple[str, Any, str]] = [
    *(("response_format", value, "not_a_word") for value in ("base64", "", 1, True, ["url"], "url ", "ürl", "u" * 99)),
    *(("output_format", value, "not_a_word") for value in ("bmp", "image/png", "", 1, None.__class__, ["png"], ".png")),
    *(("output_format", value, "not_a_word") for value in ("ﬁg", "png\n", " png")),
    *(("quality", value, "refused_value") for value in ("ultra", "", 7, True, [], "\uff4cow", "low\n")),
    ("prompt", "x" * 1001, "too_long"),
    ("image", [], "wrong_type"),
    ("image", ["data:,a", "data:,b", "data:,c"], "too_many"),
    ("image", "file-abc123", "input_kind"),
    ("image", {"file_id": "x"}, "input_kind"),
]
GEOMETRY = {
    "size": ("not_a_size", SIZES),
    "aspect_ratio": ("not_a_ratio", RATIOS),
    "resolution": ("not_a_resolution", RESOLUTIONS),
}
ROWS: list[tuple[str, Any, str, Any]] = [
    *((key, value, code, hint) for key, (code, rows) in GEOMETRY.items() for value, hint in rows),
    *((key, value, code, ANY) for key, value, code in (*NUMBERS, *WORDS)),
    ("size", DEEP, "not_a_size", None),
    ("resolution", DEEP, "not_a_resolution", None),
    ("n", DEEP, "not_a_number", ANY),
]
IDS = [f"{key} {number}" for number, (key, *_) in enumerate(ROWS)]

LINE = re.compile(r"[ -~]{1,300}")
"""One line of printable ASCII: no control characters, no marks of direction, no surrogates."""


def is_fine(problem: Problem) -> bool:
    """Tell whether a message keeps the rules of R11.2."""
    said = problem.message
    return bool(LINE.fullmatch(said)) and said[0].islower() and not said.endswith(".") and problem.code in CODES


def test_the_table_is_long_enough() -> None:
    """The table keeps its rows."""
    assert len(ROWS) > 200


@pytest.mark.parametrize(("key", "value", "code", "hint"), ROWS, ids=IDS)
def test_r11_a_bad_value_is_one_problem(key: str, value: Any, code: str, hint: Any) -> None:
    """One value, one problem with a stable code and a safe sentence; nothing else leaves the library."""
    (problem,) = problems(ALL, {"prompt": "a fox", key: value})
    assert (problem.parameter, problem.code) == (key, code)
    assert hint is ANY or problem.suggestion == hint
    assert is_fine(problem), problem.message
    assert len(problem.got) <= 66  # at most 64 characters of input, and the quotes
    json.dumps(problem.to_dict())


def test_r11_all_problems_at_once_and_mending_one_removes_one() -> None:
    """Every problem of a request is reported together; each is about its own parameter alone."""
    bad = {
        "size": "big",
        "aspect_ratio": "wide",
        "resolution": 720,
        "n": 0,
        "seconds": "long",
        "seed": "x",
        "fps": True,
        "quality": "ultra",
        "response_format": "base64",
        "output_format": "bmp",
        "output_compression": 101,
        "prompt": "x" * 1001,
        "image": [],
    }
    names = [problem.parameter for problem in problems(ALL, bad)]
    assert sorted(names) == sorted(bad)
    for mended in bad:
        rest = {key: value for key, value in bad.items() if key != mended}
        assert [problem.parameter for problem in problems(ALL, rest)] == [name for name in names if name != mended]


def test_r11_nothing_is_half_done() -> None:
    """A failed request leaves the caller's mapping and the target as they were."""
    made = target(ALL)
    before = plan(made, {"prompt": "a fox", "size": "1024x1024"}).to_dict()
    request = {"prompt": "a fox", "size": "1024x1024", "n": 0, "guidance": [1]}
    with pytest.raises(NormalizationError):
        normalize(request, made)
    assert request == {"prompt": "a fox", "size": "1024x1024", "n": 0, "guidance": [1]}
    assert plan(made, {"prompt": "a fox", "size": "1024x1024"}).to_dict() == before


@pytest.mark.parametrize(
    "request_",
    [
        {"size": "big", "__class__": 1, "__proto__": {}, "a.b": 1, "a[0]": 1, "": 1},
        {"size": "big", "x" * 100_000: "y" * 100_000},
        {"size": "big", "\ud800": "\ud800", "\u202e": 1, "a\nb": 2},
    ],
)
def test_r11_1_any_key_may_stand_beside_a_problem(request_: dict[str, Any]) -> None:
    """Keys are never read as paths or attributes, and never shown unescaped."""
    (problem,) = problems(ALL, request_)
    assert problem.parameter == "size"


@pytest.mark.parametrize(
    "key", ["", "__class__", "__proto__", "a.b", "a[0]", "Size", "\uff53ize", "size ", "api_base", "x" * 1000]
)
def test_r7_2_unknown_keys_travel_as_they_are(key: str) -> None:
    """No folding, no paths, no attributes: key and value arrive untouched."""
    value = object()
    assert plan(ALL, {key: value}).calls[0].payload == {key: value}


@pytest.mark.parametrize("key", ["k" * 200, "\x1b[2J\r\n", "\ud800\u202e", "prompt", "negative_prompt"])
def test_r11_2_refused_keys_are_quoted_safely(key: str) -> None:
    """A refused parameter is named in one safe line; of an unknown text only its length is shown."""
    secret = "a secret text that nobody should read in a log " * 9
    found = problems(target("extras: refuse"), {key: secret})
    (problem,) = found
    assert problem.code == "unknown_parameter"
    assert LINE.fullmatch(problem.message)
    assert "secret" not in problem.message
    assert len(re.findall("k", problem.message)) <= 64
    error = NormalizationError(found)
    assert "secret" not in json.dumps(error.as_openai()) + str(error) + repr(error)


@pytest.mark.parametrize("key", ["prompt", "negative_prompt", "style", "user"])
def test_r11_2_a_prompt_is_in_no_message(key: str) -> None:
    """Neither strict nor any other error shows a text of the caller's."""
    made = target("extras: drop")
    with pytest.raises(NormalizationError) as caught:
        normalize({key: "TOP SECRET"}, made, policy=Policy(strict=True))
    assert [problem.code for problem in caught.value.problems] == ["not_exact"]
    if key != "style":  # a short word of a list
        assert "SECRET" not in str(caught.value)


VALUES = [None, True, 1, 1.5, "x", [1], (1,), {"a": 1}, b"x", object(), DEEP, nan, 10**5000]


@pytest.mark.parametrize("value", VALUES, ids=map(str, range(len(VALUES))))
@pytest.mark.parametrize(
    "key", [*GEOMETRY, "n", "seconds", "seed", "quality", "image", "output_format", "model", "unknown"]
)
def test_r11_1_a_plan_or_the_librarys_own_error(key: str, value: Any) -> None:
    """Whatever stands under a key, a plan comes out or a NormalizationError."""
    found: tuple[Problem, ...] = ()
    try:
        made = plan(ALL, {key: value})
        json.dumps(made.report())
        json.dumps(made.to_dict(), allow_nan=False)
    except NormalizationError as error:
        found = error.problems
    assert all(map(is_fine, found))
