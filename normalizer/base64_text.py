"""Base64 in pieces: in one piece a picture of megabytes would keep every other thread waiting, an event loop's too."""

from __future__ import annotations

import base64
import binascii

_BYTES = 3 * 64 * 1024
_LETTERS = _BYTES // 3 * 4


def base64_of(data: bytes | bytearray | memoryview) -> str:
    """Write bytes as base64. Takes a processor's time where they are many.

    >>> base64_of(b"fox")
    'Zm94'
    """
    with memoryview(data) as view:
        pieces = [base64.b64encode(view[at : at + _BYTES]).decode("ascii") for at in range(0, len(view), _BYTES)]
    return "".join(pieces)


def bytes_of(text: str) -> bytes:
    """Read base64 as it is defined, without blanks; raises `ValueError` where it is none.

    >>> bytes_of("Zm94")
    b'fox'
    """
    pieces = []
    for at in range(0, len(text), _LETTERS):
        piece = text[at : at + _LETTERS]
        if piece.endswith("=") and at + _LETTERS < len(text):
            raise binascii.Error("more follows the end")
        pieces.append(base64.b64decode(piece, validate=True))
    return b"".join(pieces)
