"""How much of a body is read, and the errors that say it was too much or of another kind."""

from __future__ import annotations

from dataclasses import dataclass

from normalizer.errors import NormalizationError, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyLimits:
    """What one body may hold: bytes as a whole, of one file, of one text field, parts of a form, values of JSON."""

    body_bytes: int = 64 * 1024 * 1024
    file_bytes: int = 50 * 1024 * 1024
    text_bytes: int = 1024 * 1024
    parts: int = 200
    values: int = 200_000
    """Short values take many times their bytes in memory; a picture in base64 is one value."""


class TooLargeError(NormalizationError):
    """The body, or a part of it, has more bytes than the gateway reads."""

    http_status = 413


class MediaTypeError(NormalizationError):
    """The body is neither JSON nor a multipart form."""

    http_status = 415


def too_large(parameter: str, expected: str, got: str) -> TooLargeError:
    """Say which part of a body was too large."""
    return TooLargeError([Problem(parameter, "too_large", expected, got)])
