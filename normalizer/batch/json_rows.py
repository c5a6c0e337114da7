"""Read rows of JSON quickly: with orjson where it is installed, and as `json` reads them where it refuses.

A key that stands twice counts as its last, as in every quick reader; NaN is no JSON. Whole numbers beyond 64 bits are
floating point to orjson.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Broken(NamedTuple):
    """A row that cannot be read: a code, and the reason in a few words."""

    code: str
    reason: str


def parsed(text: bytes) -> Any:
    r"""Read one JSON value; `Broken` where it is none.

    >>> parsed(b'{"n": 1}'), parsed(b"{").reason, parsed(b'"\xff"').reason, parsed(b"NaN").reason
    ({'n': 1}, 'no JSON from column 2 on', 'expected UTF-8 text', 'NaN is no JSON')
    """
    try:
        return json.loads(text.decode("utf-8-sig"), parse_constant=_no_constant)
    except UnicodeDecodeError:
        return Broken("not_json", "expected UTF-8 text")
    except json.JSONDecodeError as error:
        return Broken("not_json", f"no JSON from column {error.colno} on")
    except RecursionError:
        return Broken("not_json", "nested too deeply")
    except ValueError as error:
        return Broken("not_json", str(error) if str(error).endswith("JSON") else "a number is too long")


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is no JSON")


def fast_parser() -> Callable[[bytes], Any]:
    """Give the quickest parser there is; what it refuses raises `ValueError` and is left to `parsed`."""
    try:
        from orjson import loads
    except ImportError:
        return _strictly
    return loads


def row_of(text: bytes) -> Any:
    r"""Read one row as it is read among all others.

    >>> row_of(b'{"n": 1}'), row_of(b"\xef\xbb\xbf7")
    ({'n': 1}, 7)
    """
    try:
        return fast_parser()(text)
    except (ValueError, RecursionError):
        return parsed(text)


def _strictly(text: bytes) -> Any:
    return json.loads(text, parse_constant=_no_constant)
