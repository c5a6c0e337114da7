"""What a request wants of something that never changes: all, a part, or nothing since it has it (RFC 9110, 13 and 14).

Knows no store and sends nothing. Of several ranges in one request none is heard, as the standard allows: all is sent.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_RANGE = re.compile(r"bytes=[ \t]*([0-9]{0,18})-([0-9]{0,18})[ \t]*", re.ASCII | re.IGNORECASE)


class Wanted(NamedTuple):
    """The status of the answer (200, 206, 304, 412 or 416), and the bytes from `start` up to `stop` that go with it."""

    status: int
    start: int = 0
    stop: int = 0


def wanted(method: str, headers: Iterable[tuple[bytes, bytes]], tag: str, length: int) -> Wanted:
    """Judge the conditions and the range of a request; `tag` is the entity tag, in its quotes.

    >>> wanted("GET", [(b"range", b"bytes=-500")], '"a"', 2000)
    Wanted(status=206, start=1500, stop=2000)
    """
    said: dict[str, str] = {}
    for name, value in headers:
        key = name.decode("latin-1").lower()
        said[key] = f"{said[key]}, {value.decode('latin-1')}" if key in said else value.decode("latin-1")
    if "if-match" in said and not _names(said["if-match"], tag):
        return Wanted(412)
    if "if-none-match" in said and _names(said["if-none-match"].replace("W/", ""), tag):
        return Wanted(304)
    # a date is none of ours, and a tag that is not the present one means that the client has another file
    is_asked = method == "GET" and "range" in said and said.get("if-range", tag).strip() == tag
    return (_part(said["range"], length) if is_asked else None) or Wanted(200, 0, length)


def _names(tags: str, tag: str) -> bool:
    return tags.strip() == "*" or tag in (one.strip() for one in tags.split(","))


def _part(said: str, length: int) -> Wanted | None:
    """Read a range; nothing where it is none that is heard here."""
    found = _RANGE.fullmatch(said.strip())
    if found is None or not any(found.groups()):
        return None
    first, last = found.groups()
    start = int(first) if first else max(0, length - int(last))
    stop = min(int(last) + 1, length) if first and last else length
    if first and last and int(last) < int(first):
        return None
    return Wanted(206, start, stop) if start < stop else Wanted(416)
