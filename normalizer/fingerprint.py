"""Stable hashes of what is sent, and what counts as JSON (R10.2, R10.3)."""

from __future__ import annotations

import hashlib
import json
from math import isfinite
from typing import Any

DEEPEST = 64
"""Values nested deeper are not walked: they count as not JSON."""

LARGEST = int(1.7976931348623157e308)
"""The largest number that a double of another language can hold."""

MOST_TOLD_AGAIN = 64
"""How often everything may be told, on average: what one object holds twice, text says twice."""

ALWAYS_TOLD = 1000
"""So much may be told again in any case."""


def is_json(value: Any) -> bool:
    """Tell whether a value can travel as JSON to any language: no NaN, no huge numbers, text keys, not too deep.

    Nor may it hold the same things again and again, for the text would be far larger than the value.

    >>> is_json({"a": [1, None, "x"]}), is_json(float("nan")), is_json({1: 2}), is_json(10**400)
    (True, False, False, False)
    """
    level = [value]
    seen: set[int] = set()
    held = told = 0
    for _ in range(DEEPEST):
        deeper: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is dict or kind is list or kind is tuple:
                told += 1 + len(item)
                if id(item) not in seen:
                    seen.add(id(item))
                    held += 1 + len(item)
                elif told > MOST_TOLD_AGAIN * held + ALWAYS_TOLD:
                    return False
            if kind is dict:
                if not all(type(key) is str for key in item) or "$object" in item:
                    return False
                deeper.extend(item.values())
            elif kind is list or kind is tuple:
                deeper.extend(item)
            elif not is_json_scalar(item):
                return False
        if not deeper:
            return True
        level = deeper
    return False


def is_json_scalar(value: Any) -> bool:
    """Tell whether a value is text, a finite number, a boolean or nothing."""
    if type(value) is float:
        return isfinite(value)
    if type(value) is int:
        return -LARGEST <= value <= LARGEST
    return value is None or type(value) in {str, bool}


def of(data: Any) -> str | None:
    """Hash JSON data: the same data gives the same text for ever; nothing where it is not JSON."""
    if not is_json(data):
        return None
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()
