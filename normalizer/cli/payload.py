"""Write a payload so that people can read it: short things on one line, long texts cut, no more than a screen."""

from __future__ import annotations

import json
from typing import Any

from normalizer.cli.story import cut, printable

DEEPEST = 12
MOST_ITEMS = 10
"""Deeper values and further items are left out: nobody reads them in a terminal."""

LONGEST_NUMBER = 200
"""Numbers of more bits are cut like text."""


def shortened(value: Any, depth: int = 0) -> Any:
    """Copy a payload with long texts cut, such as pictures in a data URL, and long lists."""
    if isinstance(value, str) or (isinstance(value, int) and value.bit_length() > LONGEST_NUMBER):
        return cut(str(value))
    if isinstance(value, (dict, list)) and depth > DEEPEST:
        return "..."
    if isinstance(value, dict):
        return {cut(key): shortened(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        more = [f"... ({len(value) - MOST_ITEMS} more)"] if len(value) > MOST_ITEMS else []
        return [*(shortened(item, depth + 1) for item in value[:MOST_ITEMS]), *more]
    return value


def pretty(value: Any, width: int) -> list[str]:
    """Write JSON over lines of at most this width, as far as possible; what fits stays on one line.

    >>> print(*pretty({"model": "fast", "image_size": {"width": 1920, "height": 1088}}, 50), sep=chr(10))
    {
      "model": "fast",
      "image_size": {"width": 1920, "height": 1088}
    }
    """
    flat = printable(json.dumps(value, ensure_ascii=False))
    if len(flat) <= width or not value or not isinstance(value, (dict, list)):
        return [flat]
    inner = []
    entries = list(value.items()) if isinstance(value, dict) else [(None, item) for item in value]
    for index, (key, item) in enumerate(entries, 1):
        lines = pretty(item, width - 3)
        if key is not None:
            name = f"{printable(json.dumps(key, ensure_ascii=False))}: "
            lines = pretty(item, width - 3 - len(name)) if len(lines) == 1 else lines
            lines[0] = name + lines[0]
        if index < len(entries):
            lines[-1] += ","
        inner += [f"  {line}" for line in lines]
    first, last = "{}" if isinstance(value, dict) else "[]"
    return [first, *inner, last]
