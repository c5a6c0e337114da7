"""A listing of an expanded target that looks like its file, each line with its place."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.capability.base import text_of
from normalizer.cli.reading import value_of
from normalizer.cli.story import printable
from normalizer.origins import leaves_below, plain_block

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.layers import Expanded, Path, Place

_BARE = re.compile(r"[\w.@/<>()][\w ./:@<>()+-]*", re.ASCII)


class Line(NamedTuple):
    """One line of the listing, and the place where the file says it; nothing where the lines below have their own."""

    text: str
    place: Place | None

    def moved(self, start: str) -> Line:
        """Give the line with something before it."""
        return Line(start + self.text, self.place)


def listing(target: Expanded, width: int) -> Iterator[Line]:
    """List the block in the manner of the file; what stands in one place and fits the width stays on one line."""
    for key, value in plain_block(target).items():
        yield from _lines(target, key, value, (key,), width)


def _lines(target: Expanded, label: str, value: Any, path: Path, width: int) -> Iterator[Line]:
    places = {place for _, place in leaves_below(target, value, path)}
    flow = f"{label}: {_flow(value)}".rstrip()
    if not isinstance(value, (dict, list)) or not value or (len(places) == 1 and len(flow) <= width):
        yield Line(flow, places.pop())
        return
    yield Line(f"{label}:", None)
    inner: Iterator[Line]
    if isinstance(value, dict):
        for key, item in value.items():
            inner = _lines(target, _scalar(key), item, (*path, key), width - 2)
            yield from (line.moved("  ") for line in inner)
        return
    for index, item in enumerate(value):
        yield from _item(target, item, (*path, index), width - 2)


def _item(target: Expanded, item: Any, path: Path, width: int) -> Iterator[Line]:
    """List one item of a list; a map begins on the line of the dash."""
    if not isinstance(item, dict):
        yield Line(f"- {_flow(item)}", target.origin(*path))
        return
    start = "- "
    for key, value in item.items():
        for line in _lines(target, _scalar(key), value, (*path, key), width):
            yield line.moved(start)
            start = "  "


def _flow(value: Any) -> str:
    """Write a value on one line; a map of words onto themselves is the list that it came from."""
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, dict):
        if not value:
            return ""
        if all(isinstance(item, (str, int, float)) and text_of(item) == key for key, item in value.items()):
            return _flow(list(value.values()))
        return "{" + ", ".join(f"{_scalar(key)}: {_flow(item)}".rstrip() for key, item in value.items()) + "}"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if not isinstance(value, str):
        return json.dumps(value)
    bare = _BARE.fullmatch(value) and ": " not in value and value_of(value) == value
    return value if bare else printable(json.dumps(value, ensure_ascii=False))
