"""Read the body of a request as the request that it means, and judge uploaded images before a provider has to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.errors import Problem, quote
from normalizer.gateway.body import BodyLimits, BodyReader, MediaTypeError, Upload
from normalizer.gateway.server.answers import at_desk, problem
from normalizer.run.picture import PictureSettings, header_of

if TYPE_CHECKING:
    from starlette.requests import Request

PICTURES = PictureSettings()


async def read_request(request: Request, limits: BodyLimits) -> dict[str, Any]:
    """Give the body as a request; raises `NormalizationError`, which names the field, where it is none."""
    coding = request.headers.get("content-encoding", "identity").strip().lower()
    if coding not in {"identity", ""}:  # a few packed bytes may unpack to anything
        raise MediaTypeError([Problem("body", "media_type", "a body that is not packed", quote(coding))])
    reader = BodyReader(request.headers.get("content-type"), limits)
    async for piece in request.stream():
        reader.feed(piece)
    return await at_desk(_finished, reader)


def _finished(reader: BodyReader) -> dict[str, Any]:
    body = reader.finish()
    for name, value in body.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Upload) and item.media_type.startswith("image/"):
                _judge(name, item)
    return body


def _judge(name: str, data: Upload) -> None:
    """Hold an upload to be an image that can be opened, and not beyond what is opened anywhere here."""
    header = header_of(data)
    if header is None:
        raise problem(name, "media_type", "an image as png, jpeg, gif, webp or avif", "one that cannot be opened")
    width, height = header.size
    if max(header.size) > PICTURES.max_side or width * height > PICTURES.max_pixels:
        expected = f"at most {PICTURES.max_side} pixels a side and {PICTURES.max_pixels} in all"
        raise problem(name, "too_large", expected, f"{width}x{height}")
