"""Turn the body of an HTTP request into a request for a plan: JSON, or a form with files. Knows no framework.

Nothing is believed about a body before it is counted: it is read piece by piece, and the first byte too many ends it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from normalizer.errors import NormalizationError, Problem, one_line, quote
from normalizer.gateway.limits import BodyLimits, MediaTypeError, TooLargeError, too_large
from normalizer.gateway.long_json import read_json
from normalizer.gateway.upload import Upload
from normalizer.strict_json import RepeatedKeyError

if TYPE_CHECKING:
    from collections.abc import AsyncIterable

__all__ = ["BodyLimits", "BodyReader", "MediaTypeError", "TooLargeError", "Upload", "read_body", "read_pieces"]

DEFAULT = BodyLimits()


def read_body(content_type: str | None, body: bytes, limits: BodyLimits = DEFAULT) -> dict[str, Any]:
    """Read a whole body into a request; `content_type` is the header's value.

    Files become `Upload`, a `bytes` with a name and a media type; all other values of a form are texts (R1.2). Raises
    `NormalizationError` that names the field: its `http_status` is 400, 413 (too large) or 415 (another type of body),
    its `as_openai()` the error object to answer with.

    >>> read_body("application/json", b'{"model": "sora-2", "size": "1024x1024"}')
    {'model': 'sora-2', 'size': '1024x1024'}
    """
    reader = BodyReader(content_type, limits)
    reader.feed(body)
    return reader.finish()


async def read_pieces(
    content_type: str | None, pieces: AsyncIterable[bytes], limits: BodyLimits = DEFAULT
) -> dict[str, Any]:
    """Read a body that arrives in pieces, such as `request.stream()` of Starlette; otherwise as `read_body`."""
    reader = BodyReader(content_type, limits)
    async for piece in pieces:
        reader.feed(piece)
    return reader.finish()


class BodyReader:
    """Takes the pieces of one body as they come and gives the request at the end; for frameworks of other kinds."""

    def __init__(self, content_type: str | None, limits: BodyLimits = DEFAULT) -> None:
        self._limits = limits
        self._seen = 0
        kind = (content_type or "").partition(";")[0].strip().lower()
        self._reader: Any
        if kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json")):
            self._reader = _JsonReader(limits)
        elif kind == "multipart/form-data":
            from normalizer.gateway.form import FormReader

            self._reader = FormReader(content_type or "", limits)
        else:
            expected = "content-type application/json or multipart/form-data"
            raise MediaTypeError([Problem("body", "media_type", expected, quote(kind) if kind else "none")])

    def feed(self, piece: bytes) -> None:
        """Take the next piece; raises `TooLargeError` as soon as there are too many bytes."""
        self._seen += len(piece)
        if self._seen > self._limits.body_bytes:
            raise too_large("body", f"at most {self._limits.body_bytes} bytes", "more")
        self._reader.feed(piece)

    def finish(self) -> dict[str, Any]:
        """Give the request, once the whole body is there."""
        request: dict[str, Any] = self._reader.finish()
        return request


class _JsonReader:
    def __init__(self, limits: BodyLimits) -> None:
        self._data = bytearray()
        self._left = limits.values
        self._most = limits.values

    def feed(self, piece: bytes) -> None:
        self._left -= piece.count(b",")  # no more values than commas, but for the nesting that is bounded elsewhere
        if self._left <= 0:
            raise too_large("body", f"at most {self._most} values", "more")
        self._data += piece

    def finish(self) -> dict[str, Any]:
        value = _parsed(self._data)
        if not isinstance(value, dict):
            raise _no_json(quote(value))
        return value


def _parsed(data: bytearray) -> Any:
    try:
        return read_json(data)
    except UnicodeDecodeError:
        raise _no_json("bytes that are no UTF-8") from None
    except json.JSONDecodeError as error:
        raise _no_json(f"something else at line {error.lineno} column {error.colno}") from None
    except RecursionError:
        raise _no_json("one nested too deeply") from None
    except (RepeatedKeyError, ValueError) as error:
        raise _no_json(one_line(str(error))) from None


def _no_json(got: str) -> NormalizationError:
    return NormalizationError([Problem("body", "bad_request", "a JSON object", got)])
