"""Which kind of file something is, by its first bytes or its name. Nothing is decoded."""

from __future__ import annotations

import base64
import binascii

UNKNOWN = "application/octet-stream"

_STARTS: tuple[tuple[bytes, int, str], ...] = (
    (b"\x89PNG", 0, "image/png"),
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"GIF8", 0, "image/gif"),
    (b"WEBP", 8, "image/webp"),
    (b"ftypavif", 4, "image/avif"),
    (b"ftypavis", 4, "image/avif"),
    (b"ftyphei", 4, "image/heic"),
    (b"ftypmif1", 4, "image/heif"),
    (b"ftypqt", 4, "video/quicktime"),
    (b"ftypM4A", 4, "audio/mp4"),
    (b"ftyp", 4, "video/mp4"),
    (b"\x1aE\xdf\xa3", 0, "video/webm"),
    (b"WAVE", 8, "audio/wav"),
    (b"ID3", 0, "audio/mpeg"),
    (b"\xff\xfb", 0, "audio/mpeg"),
    (b"OggS", 0, "audio/ogg"),
    (b"fLaC", 0, "audio/flac"),
)
"""First bytes, where they stand, and what they say; the more particular first."""

_ENDINGS = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
    ".gif": "image/gif",
    ".avif": "image/avif",
    ".mp4": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
}

_HEAD = 32
"""So many characters of base64 hold all first bytes."""


def media_type_of_bytes(data: bytes) -> str | None:
    """Tell the media type from the first bytes; nothing where they are of no type that is known here.

    >>> media_type_of_bytes(b"RIFF....WEBPVP8 "), media_type_of_bytes(b"%PDF-1.7")
    ('image/webp', None)
    """
    for start, place, media_type in _STARTS:
        if data.startswith(start, place):
            return media_type
    return None


def media_type_of_base64(text: str) -> str | None:
    """Tell the media type of what is written as base64.

    >>> media_type_of_base64("iVBORw0KGgoAAAAN"), media_type_of_base64("not base64")
    ('image/png', None)
    """
    head = text[:_HEAD].partition("=")[0]  # a file so short that it ends here tells its type too
    try:
        return media_type_of_bytes(base64.b64decode(head[: len(head) // 4 * 4], validate=True))
    except (binascii.Error, ValueError):
        return None


def media_type_of_name(name: str) -> str | None:
    """Tell the media type from the ending of a name or a link.

    >>> media_type_of_name("https://example.com/fox.PNG?x=1"), media_type_of_name("fox")
    ('image/png', None)
    """
    path = name[:2048].partition("?")[0].lower()
    return next((kind for ending, kind in _ENDINGS.items() if path.endswith(ending)), None)
