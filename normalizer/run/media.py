"""One result: bytes or a link, with what is known of it; and how what a host's function gives back becomes one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from types import MappingProxyType
from typing import Any

from normalizer.base64_text import base64_of, bytes_of
from normalizer.errors import quote
from normalizer.media_type import media_type_of_bytes
from normalizer.run.errors import ResultError

_LINKS = ("https://", "http://", "gs://", "s3://")
_NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Media:
    """One picture or clip: its bytes (`data`), a link to it (`url`), or its base64 text (`b64_json`).

    `width` and `height` are pixels, `None` where nobody has told them. `metadata` is the host's own and travels
    through untouched (a revised prompt, a seed, an id).

    >>> Media(b"...", content_type="image/png", width=8, height=4)
    <Media image/png 8x4, 3 bytes>
    """

    data: bytes | None = None
    url: str | None = None
    _: KW_ONLY
    b64_json: str | None = None
    content_type: str | None = None
    width: int | None = None
    height: int | None = None
    metadata: Mapping[str, Any] = field(default_factory=lambda: _NOTHING)

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels; nothing where one of them is not known."""
        width, height = self.width, self.height
        return (width, height) if type(width) is int and type(height) is int and min(width, height) > 0 else None

    def as_openai(self) -> dict[str, Any]:
        """Give one entry of `data` of the OpenAI API: base64 if it was made, else the link, else the bytes as base64.

        >>> Media(b"abc").as_openai(), Media(url="https://example.com/a.png").as_openai()
        ({'b64_json': 'YWJj'}, {'url': 'https://example.com/a.png'})
        """
        if self.b64_json is not None:
            return {"b64_json": self.b64_json}
        if self.url is not None:
            return {"url": self.url}
        return {"b64_json": base64_of(self.data or b"")}

    def __repr__(self) -> str:
        # neither picture nor link, whose query may be a key
        size = "" if self.size is None else f" {self.width}x{self.height}"
        length = None if self.data is None else f"{len(self.data)} bytes"
        held = ", ".join(filter(None, (length, self.b64_json and "base64", self.url and "a link")))
        return f"<Media {self.content_type or 'of unknown type'}{size}, {held or 'nothing'}>"


def media_of(given: Any) -> tuple[Media, ...]:
    """Read what a host's function gave back: one or several of `Media`, bytes, data URL, link or base64.

    Raises `ResultError` where it is something else.
    """
    if isinstance(given, (Media, bytes, bytearray, memoryview, str)):
        return (_one(given),)
    if isinstance(given, Iterable) and not isinstance(given, Mapping):
        return tuple(_one(item) for item in given)
    raise _no_media(given)


def _one(given: Any) -> Media:
    if isinstance(given, Media):
        if given.data is None and given.url is None and given.b64_json is None:
            raise ResultError("result", "not_media", "media with bytes, a link or base64", "media with none of them")
        return given
    if isinstance(given, (bytes, bytearray, memoryview)):
        return Media(bytes(given))
    if not isinstance(given, str):
        raise _no_media(given)
    head = given[:16].lower()
    if head.startswith(_LINKS):
        return Media(url=given)
    if head.startswith("data:"):
        return Media(url=given, content_type=_type_in(given))
    return Media(b64_json=given)


def _no_media(given: Any) -> ResultError:
    got = "nothing" if given is None else quote(given) if not isinstance(given, str) else "a text"
    return ResultError("result", "not_media", "media, bytes, a data URL, a link or base64", got)


def _type_in(data_url: str) -> str | None:
    return data_url[5:100].partition(",")[0].partition(";")[0].lower() or None


def is_data_url(url: str | None) -> bool:
    """Tell whether a link is a data URL, which holds its bytes itself."""
    return url is not None and url[:5].lower() == "data:"


def bytes_in(media: Media, most: int) -> bytes | None:
    """Give the bytes that media holds in one form or another; nothing where only a link can tell.

    Raises `ResultError` where they are longer than `most`, or no base64.
    """
    text = media.b64_json
    if media.data is None and text is None and is_data_url(media.url):
        head, comma, text = (media.url or "").partition(",")
        if not comma or ";base64" not in head.lower():
            raise ResultError("result", "not_base64", "a data URL in base64", "another data URL")
    if media.data is None and text is not None:
        # judged before it is decoded: four letters are three bytes
        length = len(text) // 4 * 3 - text[-2:].count("=")
        if length > most:
            raise _too_long(most, length)
        try:
            return bytes_of(text)
        except ValueError:
            raise ResultError("result", "not_base64", "base64", f"a text of {len(text)} characters") from None
    if media.data is not None and len(media.data) > most:
        raise _too_long(most, len(media.data))
    return media.data


def _too_long(most: int, got: int) -> ResultError:
    return ResultError("result", "too_long", f"at most {most} bytes", str(got))


def type_of(data: bytes) -> str | None:
    """Tell the media type from the first bytes; nothing where they are of no type that is known here.

    >>> type_of(b"GIF89a..."), type_of(b"<html>")
    ('image/gif', None)
    """
    known = media_type_of_bytes(data)
    if known is not None:
        return known
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")
    return "image/svg+xml" if head.startswith((b"<svg", b"<?xml")) and b"<svg" in head else None
