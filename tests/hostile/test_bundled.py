"""Hostile requests on targets of the bundled files: what is sent for them, and what they are told."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from hostile.cases import PROMPT, is_sound_error, is_sound_plan, modes, same
from normalizer import Catalog, NormalizationError


@cache
def catalog() -> Catalog:
    """Give the bundled catalogue."""
    return Catalog.bundled()


HUGE, PAIR, DEEP = 10**5000, (1, 2), [[[[]]]]
GOOD: list[tuple[str, dict[str, Any], dict[str, Any], dict[str, str]]] = [
    ("openai/sora-2", {"size": "99999x1"}, {"size": "1280x720"}, {"size": "converted"}),
    ("openai/sora-2", {"size": "1x99999"}, {"size": "720x1280"}, {"size": "converted"}),
    ("openai/sora-2", {"seconds": "99999s"}, {"seconds": "20"}, {"seconds": "converted"}),
    ("openai/sora-2", {"seconds": 0.0001}, {"seconds": "4"}, {"seconds": "converted"}),
    ("fal/flux-dev", {"api_base": HUGE}, {"api_base": HUGE}, {"api_base": "passthrough"}),
    ("fal/flux-dev", {"__proto__": DEEP}, {"__proto__": DEEP}, {"__proto__": "passthrough"}),
    ("fal/flux-dev", {"image_size": PAIR, "size": "1:1"}, {"image_size": PAIR}, {"image_size": "passthrough"}),
    ("fal/flux-dev", {"mask": object(), "operation": "generate"}, {}, {"mask": "unsupported"}),
    ("fal/flux-dev", {"style": HUGE}, {}, {"style": "unsupported"}),
    ("fal/flux-dev", {"n": "4"}, {"num_images": 4}, {"n": "converted"}),
    ("fal/flux-dev", {"guidance": "\ud800\u202e"}, {"guidance": "\ud800\u202e"}, {"guidance": "passthrough"}),
    ("google/gemini-3-pro-image", {"n": None, "size": None}, {}, {"n": "absent", "size": "absent"}),
    ("google/gemini-3-pro-image", {"contents": PAIR}, {"contents": PAIR}, {"contents": "passthrough"}),
    (
        "google/gemini-3-pro-image",
        {"generationConfig": 5},
        {"generationConfig": 5},
        {"generationConfig": "passthrough"},
    ),
]
"""Model, request, what is in the payload, and the modes of the keys in it."""

BAD: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
    ({}, [("model", "missing")]),
    ({"model": None}, [("model", "missing")]),
    ({"model": ""}, [("model", "unknown_model")]),
    ({"model": "/"}, [("model", "unknown_model")]),
    ({"model": "../../etc/passwd"}, [("model", "unknown_model")]),
    ({"model": "fal/../flux-dev"}, [("model", "unknown_model")]),
    ({"model": "flux-dev\0"}, [("model", "unknown_model")]),
    ({"model": "flux-dev\n"}, [("model", "unknown_model")]),
    ({"model": "\x1b[2J"}, [("model", "unknown_model")]),
    ({"model": "\ud800"}, [("model", "unknown_model")]),
    ({"model": "\u202eved-xulf"}, [("model", "unknown_model")]),
    ({"model": "flux\N{HYPHEN}dev"}, [("model", "unknown_model")]),
    ({"model": "fl\N{CYRILLIC SMALL LETTER U}x-dev"}, [("model", "unknown_model")]),
    ({"model": "\N{FULLWIDTH LATIN SMALL LETTER F}lux-dev"}, [("model", "unknown_model")]),
    ({"model": "m" * 10_000_000}, [("model", "unknown_model")]),
    ({"model": "m/" * 100}, [("model", "unknown_model")]),
    ({"model": "\N{KELVIN SIGN}ling-video/v3/pro/text-to-video"}, [("model", "unknown_model")]),
    ({"model": "flux.2-\N{KELVIN SIGN}lein-4b"}, [("model", "unknown_model")]),
    ({"model": 5}, [("model", "wrong_type")]),
    ({"model": True}, [("model", "wrong_type")]),
    ({"model": HUGE}, [("model", "wrong_type")]),
    ({"model": ["flux-dev"]}, [("model", "wrong_type")]),
    ({"model": b"flux-dev"}, [("model", "wrong_type")]),
    ({"model": {"name": "flux-dev"}}, [("model", "wrong_type")]),
    ({"model": "flux-dev", "provider": 5}, [("provider", "wrong_type")]),
    ({"model": "flux-dev", "provider": [], "operation": {}}, [("provider", "wrong_type"), ("operation", "wrong_type")]),
    ({"model": "flux-dev", "provider": "fa1"}, [("provider", "unknown_provider")]),
    ({"model": "flux-dev", "provider": "\x1b[2J" * 50}, [("provider", "unknown_provider")]),
    ({"model": "flux-dev", "provider": "f" * 10_000_000}, [("provider", "unknown_provider")]),
    ({"model": "nobody/flux-dev"}, [("provider", "unknown_provider")]),
    ({"model": "fal/flux-dev", "operation": "__init__"}, [("operation", "unknown_operation")]),
    ({"model": "fal/flux-dev", "operation": "x" * 10_000_000}, [("operation", "unknown_operation")]),
    ({"model": "fal/flux-dev", "operation": "generate\n"}, [("operation", "unknown_operation")]),
    ({"model": "fal/flux-dev", "input_video": object()}, [("operation", "unknown_operation")]),
    ({"model": "fal/flux-dev", "size": "16:9:4", "n": 0}, [("size", "not_a_size"), ("n", "out_of_range")]),
]
"""A request for the catalogue, and its problems."""


@pytest.mark.parametrize(("name", "request_", "payload", "wanted"), GOOD, ids=range(len(GOOD)))
def test_bundled_targets_answer(
    name: str, request_: dict[str, Any], payload: dict[str, Any], wanted: dict[str, str]
) -> None:
    """The caller's own fields win as they are, and what is unified is moved into what the target takes."""
    made = catalog().plan({"model": name, "prompt": PROMPT, **request_})
    is_sound_plan(made)
    sent = made.calls[0].payload
    assert all(same(sent[key], value) for key, value in payload.items())
    assert {key: modes(made)[key] for key in wanted} == wanted


@pytest.mark.parametrize(("request_", "problems"), BAD, ids=range(len(BAD)))
def test_the_catalogue_refuses(request_: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    """No name is read as a path, folded from another script, or shown unescaped."""
    with pytest.raises(NormalizationError) as caught:
        catalog().plan({"prompt": PROMPT, **request_})
    is_sound_error(caught.value)
    assert [(problem.parameter, problem.code) for problem in caught.value.problems] == problems


@pytest.mark.parametrize("value", [PAIR, (), HUGE, object(), b"x", {"a": 1}], ids=range(6))
def test_a_declared_name_carries_any_value(value: Any) -> None:
    """What a file says nothing more about travels as the caller's own object, whatever it is."""
    made = catalog().plan({"model": "fal/bria-3.2", "prompt": PROMPT, "negative_prompt": value})
    is_sound_plan(made)
    assert made.calls[0].payload["negative_prompt"] is value


def test_a_number_too_long_for_a_text() -> None:
    """A number that cannot be written into a text is a problem of its parameter."""
    request = {"model": "byteplus/seedance-1.0-lite", "prompt": PROMPT, "seed": HUGE}
    with pytest.raises(NormalizationError) as caught:
        catalog().plan(request)
    assert [problem.parameter for problem in caught.value.problems] == ["seed"]
    is_sound_error(caught.value)
