"""The one family of errors and how messages are written (R11): one safe line, data first, stable public codes."""

from __future__ import annotations

import pickle
import re
from math import inf, nan
from pathlib import Path
from typing import Any

import pytest

import normalizer
from normalizer import (
    CapabilityError,
    FileProblem,
    NormalizationError,
    Problem,
    UnknownModelError,
    UnknownProviderError,
)
from normalizer.codes import CODES
from normalizer.errors import MESSAGE_LIMIT, QUOTE_LIMIT, SHOWN, escape, quote, shown

PACKAGE = Path(normalizer.__file__).resolve().parent


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("16:9", "'16:9'"),
        ("", "''"),
        (7, "7"),
        (-7, "-7"),
        (2**63 - 1, "9223372036854775807"),
        (2**64, "a whole number of about 19 digits"),
        (10**5000, "a whole number of about 5000 digits"),
        (-(10**5000), "a whole number of about 5000 digits"),
        (None, "None"),
        (True, "True"),
        (1.5, "1.5"),
        (nan, "nan"),
        (inf, "inf"),
        (b"x", "bytes"),
        (bytearray(b"x"), "bytes"),
        (memoryview(b"x"), "bytes"),
        ({"a": 1}, "an object"),
        ([1], "a list"),
        ((1,), "a list"),
        ({1}, "a value of type set"),
        (object(), "a value of type object"),
    ],
    ids=[str(number) for number in range(21)],
)
def test_r11_2_values_are_quoted(value: Any, text: str) -> None:
    """Texts in quotes, numbers bare, huge ones by their length, containers by their kind."""
    assert quote(value) == text


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("plain text ~", "plain text ~"),
        ("a\x1b[2J\n", r"a\x1b[2J\n"),
        ("\r\n\t\0", r"\r\n\t\x00"),
        ("back\\slash", r"back\\slash"),
        ("ü", r"\xfc"),
        ("\u202eabc", r"\u202eabc"),
        ("\ud800", r"\ud800"),
        ("😀", r"\U0001f600"),
        ("\x7f", r"\x7f"),
        ("x" * 64, "x" * 64),
        ("x" * 65, "x" * 61 + "..."),
        ("x" * 10**6, "x" * 61 + "..."),
        ("ü" * 16, r"\xfc" * 16),
        ("ü" * 17, (r"\xfc" * 16)[:61] + "..."),
    ],
    ids=[str(number) for number in range(14)],
)
def test_r11_2_text_is_made_safe(text: str, safe: str) -> None:
    """Printable ASCII alone, at most 64 characters of it; what is longer is cut."""
    assert escape(text) == safe
    assert len(escape(text)) <= QUOTE_LIMIT


def test_r11_2_a_text_that_lies_is_read_by_its_characters() -> None:
    """A subclass cannot bring its own way of being cut."""

    class Liar(str):
        __slots__ = ()

        def __getitem__(self, _: Any) -> str:  # type: ignore[override]  # a liar
            return "\x1b[2J"

    assert escape(Liar("abc")) == "abc"


def test_r11_2_names_of_types_are_escaped_too() -> None:
    """A type may have any name."""
    odd = type("\x1b[2J" + "x" * 100, (), {})
    text = quote(odd())
    assert "\x1b" not in text
    assert len(text) <= 64


@pytest.mark.parametrize(
    ("parameter", "value", "text"),
    [
        ("size", "16x9", "'16x9'"),
        ("prompt", "a secret", "a text of 8 characters"),
        ("negative_prompt", "", "a text of 0 characters"),
        ("guidance", "x", "a text of 1 characters"),
        ("guidance", 7.5, "7.5"),
        ("image", ["x"], "a list"),
        ("model", "m", "'m'"),
    ],
)
def test_r11_2_only_short_words_are_shown(parameter: str, value: Any, text: str) -> None:
    """Of a prompt, an input or an unknown text only the length is said."""
    assert shown(parameter, value) == text
    assert "prompt" not in SHOWN


def test_r11_a_problem_is_data_with_a_sentence() -> None:
    """Parameter, expected, got, suggestion and code; the sentence is made of them."""
    problem = Problem("size", "not_a_size", "a size", "'big'", "did you mean 1024x1024")
    assert problem.message == str(problem) == "size: expected a size, got 'big'; did you mean 1024x1024"
    assert Problem("size", "not_a_size", "a size", "'big'").message == "size: expected a size, got 'big'"
    assert problem.to_dict() == {
        "parameter": "size",
        "code": "not_a_size",
        "expected": "a size",
        "got": "'big'",
        "suggestion": "did you mean 1024x1024",
        "message": problem.message,
    }
    with pytest.raises(AttributeError):
        problem.code = "x"  # type: ignore[misc]  # wrong on purpose
    assert problem == Problem("size", "not_a_size", "a size", "'big'", "did you mean 1024x1024")


@pytest.mark.parametrize(("length", "cut"), [(270, False), (300, False), (301, True), (500, True)])
def test_r11_2_a_message_has_at_most_300_characters(length: int, *, cut: bool) -> None:
    """Longer ones are cut at the end."""
    # "size: expected " and ", got y" are 22 characters
    message = Problem("size", "not_a_size", "x" * (length - 22), "y").message
    assert message.endswith("...") is cut
    assert len(message) == min(length, MESSAGE_LIMIT)


def test_r11_2_a_long_name_is_cut() -> None:
    """The name of a parameter may be the caller's text as well."""
    message = Problem("k\n" * 100, "unknown_parameter", "x", "y").message
    assert "\n" not in message
    assert message.index(":") <= 40
    assert len(Problem("k" * 500, "x", "x", "y").to_dict()["parameter"]) <= 100


@pytest.mark.parametrize(
    ("kind", "status"), [(NormalizationError, 400), (UnknownModelError, 404), (UnknownProviderError, 404)]
)
def test_r11_errors_hold_all_problems(kind: type[NormalizationError], status: int) -> None:
    """A ValueError with problems, a status and the error object of the OpenAI API; it may cross processes."""
    problems = [Problem(f"p{index}", "missing", "it", "nothing") for index in range(7)]
    error = kind(problems)
    assert isinstance(error, ValueError)
    assert isinstance(error, NormalizationError)
    assert (error.problems, error.http_status) == (tuple(problems), status)
    assert str(error) == "; ".join(problem.message for problem in problems[:5])
    assert error.as_openai() == {
        "error": {
            "message": problems[0].message,
            "type": "invalid_request_error",
            "param": "p0",
            "code": "missing",
            "details": [problem.to_dict() for problem in problems],
        }
    }
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    assert (type(again), again.problems) == (kind, error.problems)


@pytest.mark.parametrize(
    ("problem", "text"),
    [
        (FileProblem("a.yaml", 3, "b.c", "is wrong"), "a.yaml:3: b.c: is wrong"),
        (FileProblem("a.yaml", 0, "", "is wrong"), "a.yaml:0: is wrong"),
        (FileProblem("a\n.yaml", 1, "b\x1b", "is wrong"), r"a\n.yaml:1: b\x1b: is wrong"),
    ],
)
def test_r11_problems_of_files_say_where(problem: FileProblem, text: str) -> None:
    """File, line, key and a sentence."""
    assert str(problem) == text
    assert problem.level == "error"


def test_r11_capability_errors_hold_all_problems() -> None:
    """All of them as data, the first twenty in the text; it may cross processes."""
    problems = tuple(FileProblem("a.yaml", line, "", "is wrong") for line in range(1, 26))
    error = CapabilityError(problems)
    assert error.problems == problems
    assert str(error).splitlines() == [f"a.yaml:{line}: is wrong" for line in range(1, 21)]
    again = pickle.loads(pickle.dumps(error))  # noqa: S301  our own bytes
    assert again.problems == problems
    assert not isinstance(error, ValueError)


# R10.4: codes


def test_r10_4_every_code_is_explained() -> None:
    """One lower-case line for a title, a sentence for the meaning."""
    for code, row in CODES.items():
        assert re.fullmatch(r"[a-z_]+", code)
        assert row.kind in {"adjustment", "note", "problem"}
        assert row.title
        assert row.title[0].islower()
        assert "\n" not in row.title + row.meaning
        assert not row.meaning.endswith(".")


def test_r10_4_every_code_that_is_used_is_in_the_table() -> None:
    """No code in the source is unknown, and no code of the table is unused."""
    source = "\n".join(
        path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.name not in {"codes.py", "errors.py"}
    )
    used = set(re.findall(r'Problem\(\s*[^,()]+(?:\([^()]*\))?,\s*"([a-z_]+)"', source))
    used |= set(re.findall(r'\.(?:problem|change|note)\(\s*[^,()]+,\s*"([a-z_]+)"', source))
    assert len(used) > 20
    assert used <= set(CODES)
    assert {code for code in CODES if f'"{code}"' not in source} == set()
