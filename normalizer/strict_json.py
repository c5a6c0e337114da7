"""Read JSON as it is defined, and no more: what two readers could understand in two ways is refused."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from normalizer.errors import quote

DEEPEST = 100
"""How deep values may nest: nothing that is sent or read comes near it, and what follows cannot run out of stack."""


class RepeatedKeyError(Exception):
    """A key stands twice in one object: two readers would see two documents."""


def strict_json(text: str) -> Any:
    """Read one JSON value: no repeated keys, no NaN, no number beyond a double; not nested beyond reason.

    A text that is none raises `json.JSONDecodeError` with its line, a repeated key `RepeatedKeyError`, what is no JSON
    otherwise `ValueError`, and a text nested too deeply for the parser itself `RecursionError`.

    >>> strict_json('{"sizes": ["16:9", 1]}')
    {'sizes': ['16:9', 1]}
    """
    value = json.loads(
        text, object_pairs_hook=_object, parse_constant=_no_constant, parse_float=_finite, parse_int=_whole
    )
    level, depth = [value], 0
    while level := [
        child
        for item in level
        if isinstance(item, (dict, list))
        for child in (item.values() if isinstance(item, dict) else item)
    ]:
        depth += 1
        if depth > DEEPEST:
            raise ValueError(f"nested deeper than {DEEPEST} levels")
    return value


def _object(items: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in items:
        if key in found:
            raise RepeatedKeyError(f"the key {quote(key)} stands twice in one object")
        found[key] = value
    return found


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def _whole(digits: str) -> int:
    try:
        return int(digits)
    except ValueError:  # the interpreter reads no more than some thousand digits, and says so in words of its own
        raise ValueError("a number is too large") from None


def _finite(digits: str) -> float:
    number = float(digits)
    if not isfinite(number):
        raise ValueError("a number is too large")
    return number
