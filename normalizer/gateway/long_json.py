"""JSON with long texts in it, such as pictures in base64: read and written in pieces.

The parser and the writer of the standard library keep every other thread waiting while they are at one text, the event
loop's too. So long texts are taken out before and put back after; what is left of the document is short.
"""

from __future__ import annotations

import json
import secrets
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from normalizer.strict_json import RepeatedKeyError, strict_json

if TYPE_CHECKING:
    from collections.abc import Iterator

LONG = 128 * 1024
"""Bytes from which a text is long."""

_PIECE = 256 * 1024
_PLAIN = bytes(set(range(0x20, 0x7F)) - set(b'"\\'))
_AFTER_A_TEXT = b" ,:]}"


def read_json(data: bytes | bytearray) -> Any:
    """Read one JSON value as `strict_json` does, with its errors, and `UnicodeDecodeError` where it is no UTF-8.

    >>> read_json(b'{"image": "iVBORw0KGgo="}')
    {'image': 'iVBORw0KGgo='}
    """
    texts: dict[str, str] = {}
    mark, rest, end = secrets.token_hex(16), bytearray(), 0
    with memoryview(data) as view:
        for start, stop in _long_texts(data):
            name = f"{mark}{len(texts)}"
            texts[name] = str(view[start:stop], "ascii")
            rest += view[end:start]
            rest += name.encode("ascii")
            end = stop
        if texts:
            rest += view[end:]
    if not texts:
        return strict_json(data.decode("utf-8"))
    with suppress(ValueError, RecursionError, RepeatedKeyError):
        value = _restored(strict_json(rest.decode("utf-8")), texts)
        if not texts:
            return value
    # something is wrong, and only the whole document tells where; or a long text is the name of a field
    return strict_json(data.decode("utf-8"))


def _long_texts(data: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Give the places of long texts without anything in them that JSON has to escape."""
    step = LONG // 2
    before, probe = 0, step  # a long text that begins behind `before` has the next probe in it
    while (right := data.find(b'"', probe)) >= 0:
        left = data.rfind(b'"', before, probe)
        # behind the end of a text stands none of what a plain one begins with, so that this is not one between two
        if left >= 0 and right - left > LONG and data[left - 1 : left] != b"\\" and _is_plain(data, left + 1, right):
            yield left + 1, right
        before, probe = right, right + step


def _is_plain(data: bytes | bytearray, start: int, stop: int) -> bool:
    return data[start] not in _AFTER_A_TEXT and not any(
        data[at : min(at + _PIECE, stop)].translate(None, _PLAIN) for at in range(start, stop, _PIECE)
    )


def _restored(value: Any, texts: dict[str, str]) -> Any:
    """Put the texts back where their names stand; those that are found are taken out of `texts`."""
    if type(value) is dict:
        return {key: _restored(item, texts) for key, item in value.items()}
    if type(value) is list:
        return [_restored(item, texts) for item in value]
    return texts.pop(value, value) if type(value) is str else value


def json_pieces(value: Any) -> list[bytes]:
    """Write a value as JSON with ASCII letters alone, in pieces; raises `ValueError` for what JSON does not have.

    >>> json_pieces({"data": [{"url": "https://example.com/a.png"}]})
    [b'{"data":[{"url":"https://example.com/a.png"}]}']
    """
    texts: list[str] = []
    mark = secrets.token_hex(16)

    def shortened(item: Any) -> Any:
        if type(item) is str and len(item) > LONG:
            texts.append(item)
            return mark
        if type(item) is dict:
            return {key: shortened(inner) for key, inner in item.items()}
        return [shortened(inner) for inner in item] if type(item) in {list, tuple} else item

    text = json.dumps(shortened(value), allow_nan=False, separators=(",", ":"))
    first, *others = text.encode("ascii").split(mark.encode("ascii"))
    pieces = [first]
    for long_text, other in zip(texts, others, strict=True):
        pieces += [
            json.dumps(long_text[at : at + _PIECE])[1:-1].encode("ascii") for at in range(0, len(long_text), _PIECE)
        ]
        pieces.append(other)
    return pieces
