"""Links to stored media: a name that cannot be guessed, the time until which it is valid, and a signature over both.

Knows no store. Keys rotate: the last one signs, all of them are believed.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import NamedTuple

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode, want_bytes

from normalizer.run.errors import RunError

Clock = Callable[[], float]
"""Gives seconds since 1970."""

ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
    "image/svg+xml": "svg",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
}
"""Types that are served as what they are; anything else is bytes to be downloaded."""

_TYPES = {ending: media_type for media_type, ending in ENDINGS.items()}
_OTHER = "bin"
_BYTES = "application/octet-stream"
_NAME = re.compile(r"(\d{10,12})-[A-Za-z0-9_-]{22}\.([a-z0-9]{3,4})", re.ASCII)
_LONGEST_TOKEN = 200
_ID_BYTES = 16
_SALT = b"normalizer.run.links"


class LinkName(NamedTuple):
    """The name of a stored thing, which tells until when it is kept (seconds since 1970) and its media type."""

    text: str
    expires: int
    content_type: str


def new_name(content_type: str, expires: float) -> LinkName:
    """Make a name with 128 random bits."""
    ending = ENDINGS.get(content_type.partition(";")[0].strip().lower(), _OTHER)
    until = int(expires)
    text = f"{until:010d}-{secrets.token_urlsafe(_ID_BYTES)}.{ending}"
    return LinkName(text, until, _TYPES.get(ending, _BYTES))


def name_of(text: str) -> LinkName | None:
    """Read a name; nothing where it is none of ours, so that no other file of a folder is ever touched.

    >>> name_of("1764331234-AAAAAAAAAAAAAAAAAAAAAA.png").content_type, name_of("../secret")
    ('image/png', None)
    """
    found = _NAME.fullmatch(text)
    if found is None:
        return None
    return LinkName(text, int(found[1]), _TYPES.get(found[2], _BYTES))


class LinkSigner:
    """Makes a token of a name and reads it back. `keys` are secrets of at least 16 bytes, the newest last.

    >>> signer = LinkSigner([b"sixteen bytes or more"])
    >>> signer.read(signer.sign("1764331234-AAAAAAAAAAAAAAAAAAAAAA.png")).expires
    1764331234
    """

    def __init__(self, keys: Sequence[str | bytes]) -> None:
        if isinstance(keys, (str, bytes)) or not keys or any(len(key) < _ID_BYTES for key in keys):
            raise RunError("keys", "bad_option", f"a list of secrets of at least {_ID_BYTES} bytes", "something else")
        self._signer = Signer(
            [want_bytes(key) for key in keys], salt=_SALT, digest_method=sha256, key_derivation="hmac"
        )

    def sign(self, name: str) -> str:
        """Make the last part of a link."""
        return self._signer.sign(name).decode("ascii")

    def read(self, token: str) -> LinkName | None:
        """Give the name in a token; nothing where it is forged."""
        if len(token) > _LONGEST_TOKEN or not token.isascii():
            return None
        try:
            text = self._signer.unsign(token).decode("ascii")
            signature = token.rpartition(".")[2]
            # the last letter of base64 holds bits that say nothing: only one way of writing is ours
            if base64_encode(base64_decode(signature)).decode("ascii") != signature:
                return None
        except (BadSignature, ValueError):
            return None
        return name_of(text)
