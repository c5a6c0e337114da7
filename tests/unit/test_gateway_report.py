"""The header that tells what became of a request: short, printable, and nothing of the caller's in it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer import Catalog, NormalizationError, normalize
from normalizer.gateway.report import FIELD, HEADER, LONGEST, header_of, wants_report, with_report
from unit import blocks

CATALOG = Catalog.bundled()
ENTRY = re.compile(r'[a-z][a-z0-9_]*=(\?[01]|[0-9]+|[a-z_]+|"[A-Za-z0-9][A-Za-z0-9._/-]*")(;[a-z_]+)*')
"""An item of a dictionary of structured fields, as far as it is used here (RFC 9651)."""


def test_every_parameter_has_its_mode_and_its_codes() -> None:
    """What differs is named; the caller's own keys are counted."""
    request = {"model": "openai/gpt-image-1", "prompt": "p", "size": "1920x1080", "n": 12 - 2, "own": 1, "other": 2}
    assert header_of(CATALOG.plan(request)).split(", ") == [
        'target="openai/gpt-image-1"',
        "operation=generate",
        "calls=1",
        "results=10",
        "exact=?0",
        "prompt=passthrough",
        "size=converted;closest_size",
        "n=passthrough",
        "others=2",
    ]


def test_further_numbers_of_the_gateway_are_told() -> None:
    """Such as what a proxy could not keep."""
    assert ", exact=?1, lost=2, unsent=7, prompt=" in header_of(
        CATALOG.plan({"model": "fal/flux-dev", "prompt": "p"}), {"lost": 2, "unsent": 7}
    )


@pytest.mark.parametrize(("value", "wanted"), [("report", True), (" Report ", True), ("", False), ("1", False)])
def test_the_long_report_is_asked_for_by_a_header(value: str, *, wanted: bool) -> None:
    """By its value."""
    assert wants_report({HEADER: value}) is wanted


def test_the_long_report_joins_the_body() -> None:
    """Under one key, the rest untouched."""
    plan = CATALOG.plan({"model": "fal/flux-dev", "prompt": "a secret", "size": "1:1"})
    body = with_report({"data": [1]}, plan)
    assert body == {"data": [1], FIELD: plan.report()}
    assert "secret" not in str(body)


def test_a_model_with_a_strange_name_is_left_out() -> None:
    """Ids come from files of anybody's."""
    plan = normalize({"prompt": "p"}, blocks.target("{}", model='m"\r\nx'))
    assert header_of(plan).startswith("operation=generate, calls=1")


@given(
    st.dictionaries(st.text(max_size=30), st.text(max_size=30), max_size=8),
    st.dictionaries(
        st.sampled_from(["size", "n", "seed", "quality", "output_format", "seconds", "image", "user", "style"]),
        st.sampled_from(["1024x1024", "3", "16:9", "webp", "high", "a\r\nb: c", "\u00e9\U0001f98a", None, 5]),
    ),
    st.sampled_from(["fal/flux-dev", "openai/gpt-image-1", "google/veo-3.1"]),
)
def test_no_request_writes_into_the_header(extras: dict[str, Any], asked: dict[str, Any], model: str) -> None:
    """One line of the printable letters of the grammar, at most 1 KB, whatever is asked."""
    try:
        plan = CATALOG.plan(
            {**extras, "prompt": "p\r\nq", **asked, "model": model, "provider": None, "operation": None}
        )
    except NormalizationError:
        return
    header = header_of(plan)
    assert len(header) <= LONGEST
    assert all(ENTRY.fullmatch(entry) for entry in header.split(", "))


def test_a_long_header_is_cut_and_says_so() -> None:
    """Whole entries are left out and counted."""
    plan = CATALOG.plan({"model": "fal/flux-dev", "prompt": "p", "size": "1:1", "n": 2})
    many = {f"number_{index}": index for index in range(200)}
    header = header_of(plan, many)
    told = [entry for entry in header.split(", ") if not entry.startswith("more=")]
    assert LONGEST - 40 < len(header) <= LONGEST
    assert all(ENTRY.fullmatch(entry) for entry in told)
    assert header.endswith(f", more={5 + 200 + 3 - len(told)}")
