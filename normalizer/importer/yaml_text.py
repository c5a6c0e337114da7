"""Write plain data as the YAML of capability files: on one line where it is short, quoted where it has to be."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from normalizer.capability.base import text_of
from normalizer.errors import CapabilityError
from normalizer.yaml_tree import parse_tree

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDEST = 120
_BARE = re.compile(r"[A-Za-z0-9._/()](?:[A-Za-z0-9 ._/@:()+-]*[A-Za-z0-9._/@()+-])?", re.ASCII)

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_.]*|[0-9]{1,5}[x:][0-9]{1,5}", re.ASCII)
"""Most words, of which the strict loader need not be asked."""


class Remark(str):
    """A comment that stands on a line of its own, in the place of a key; its value is not written."""

    __slots__ = ()


def scalar(value: Any) -> str:
    """Write one word or number so that the strict loader reads the very same.

    >>> scalar("16:9"), scalar("1"), scalar(1), scalar("{tier}"), scalar("none of them: all")
    ('16:9', '"1"', '1', '"{tier}"', '"none of them: all"')
    """
    if value is None or isinstance(value, (bool, int, float)):
        return _number(value) if isinstance(value, float) else json.dumps(value)
    text = str(value)
    if _PLAIN.fullmatch(text) and text not in ("true", "false", "null"):
        return text
    return text if _BARE.fullmatch(text) and _reads_back(text) else json.dumps(text, ensure_ascii=False)


def _number(value: float) -> str:
    """Write a number without exponent; a whole one without its point."""
    return json.dumps(int(value)) if value.is_integer() else format(value, "f").rstrip("0")


def _reads_back(text: str) -> bool:
    try:
        return bool(parse_tree(f"[{text}]".join(("a: ", "\n")).encode(), "").plain() == {"a": [text]})
    except CapabilityError:
        return False


def flow(value: Any) -> str:
    """Write a value on one line; a map of words onto themselves is the list it stands for.

    >>> flow({"values": {"low": "low", "5": 5}, "to": "q"}), flow({"prompt": {}, "seed": {}})
    ('{values: [low, 5], to: q}', '{prompt, seed}')
    """
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    if not isinstance(value, dict):
        return scalar(value)
    if value and all(_is_itself(key, item) for key, item in value.items()):
        return flow(list(value.values()))
    pairs = (scalar(key) if item == {} else f"{scalar(key)}: {flow(item)}" for key, item in value.items())
    return "{" + ", ".join(pairs) + "}"


def _is_itself(key: str, item: Any) -> bool:
    return isinstance(item, (str, int, float)) and text_of(item) == key


def lines(value: dict[str, Any], indent: int = 0) -> Iterator[str]:
    """Write a map, a key a line; what is too long for its line goes to lines below it, a remark becomes a comment."""
    start = " " * indent
    for key, item in value.items():
        if isinstance(key, Remark):
            yield f"{start}# {key}"
            continue
        whole = f"{start}{scalar(key)}: {flow(item)}"
        if item == {}:
            yield f"{start}{scalar(key)}:"
        elif (len(whole) <= WIDEST and not _is_remarked(item)) or not isinstance(item, (dict, list)):
            yield whole
        elif isinstance(item, dict) and not all(_is_itself(inner, word) for inner, word in item.items()):
            yield f"{start}{scalar(key)}:"
            yield from lines(item, indent + 2)
        elif isinstance(item, list) and any(isinstance(part, dict) for part in item):
            yield f"{start}{scalar(key)}:"
            yield from _items(item, indent + 2)
        else:
            words = item if isinstance(item, list) else list(item.values())
            yield from _folded(f"{start}{scalar(key)}: [", [flow(word) for word in words])


def _is_remarked(item: Any) -> bool:
    """Tell whether comments stand in a value, which need lines of their own."""
    return isinstance(item, dict) and any(isinstance(key, Remark) or _is_remarked(inner) for key, inner in item.items())


def _items(items: list[Any], indent: int) -> Iterator[str]:
    start = " " * indent
    for item in items:
        whole = f"{start}- {flow(item)}"
        if len(whole) <= WIDEST or not isinstance(item, dict):
            yield whole
            continue
        first, *rest = lines(item, indent + 2)
        yield f"{start}- {first.lstrip()}"
        yield from rest


def _folded(start: str, words: list[str]) -> Iterator[str]:
    """Write a list of words over several lines, below each other."""
    line = start
    for index, word in enumerate(words):
        piece = word + (", " if index < len(words) - 1 else "]")
        if len(line) + len(piece.rstrip()) > WIDEST and line.strip():
            yield line.rstrip()
            line = " " * len(start)
        line += piece
    yield line
