"""Draw what the sandbox gives back as an image: a plain colour with words on it, always the same for the same order."""

from __future__ import annotations

import hashlib
import io
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from normalizer.gateway.sandbox.sizes import Size

FORMATS = frozenset({"png", "jpeg", "gif", "webp", "avif"})
MOST_PIXELS = 64_000_000
LONGEST_SIDE = 16_383
"""What all file types can hold; AVIF and WebP end there."""

QUALITY = 90
_READABLE = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")


class TooLargeError(ValueError):
    """More pixels are ordered than are drawn."""


def hold(size: Size) -> None:
    """Raise `TooLargeError` where a size is beyond what is drawn."""
    width, height = size
    if max(size) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise TooLargeError(f"at most {LONGEST_SIDE} pixels a side and {MOST_PIXELS} in all are drawn here")


def picture(size: Size, words: tuple[str, ...], file_type: str, chance: str) -> bytes:
    """Draw an image of exactly this size as a file of this type; `chance` decides its colours."""
    if file_type == "svg":
        return _svg(size, words, chance)
    image = canvas(size, words, chance)
    made = io.BytesIO()
    # the picture is plain: more effort would cost time and save nothing
    effort: dict[str, dict[str, Any]] = {
        "png": {"compress_level": 1},
        "webp": {"method": 0, "quality": QUALITY},
        "avif": {"speed": 10, "quality": QUALITY},
        "jpeg": {"quality": QUALITY},
    }
    image.save(made, format=file_type.upper(), **effort.get(file_type, {}))
    return made.getvalue()


def canvas(size: Size, words: tuple[str, ...], chance: str) -> Image.Image:
    """Draw the image itself: a colour, and the words in the middle as large as they fit."""
    hold(size)
    paper, ink = _colours(chance)
    image = Image.new("RGB", size, paper)
    width, height = size
    longest = max(map(len, words), default=1)
    letter = min(2 * width // (longest + 2), height // (2 * len(words) + 1))
    if letter >= 4:
        draw = ImageDraw.Draw(image)
        font = ImageFont.load_default(min(letter, 120))
        draw.multiline_text((width / 2, height / 2), "\n".join(words), fill=ink, font=font, anchor="mm", align="center")
    return image


def _colours(chance: str) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    red, green, blue = hashlib.sha256(chance.encode()).digest()[:3]
    is_dark = red * 299 + green * 587 + blue * 114 < 128_000
    return (red, green, blue), (255, 255, 255) if is_dark else (0, 0, 0)


def _svg(size: Size, words: tuple[str, ...], chance: str) -> bytes:
    hold(size)
    (red, green, blue), ink = _colours(chance)
    lines = "".join(f'<tspan x="50%" dy="1.2em">{escape(word)}</tspan>' for word in words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size[0]}" height="{size[1]}">'
        f'<rect width="100%" height="100%" fill="rgb({red},{green},{blue})"/>'
        f'<text y="40%" text-anchor="middle" fill="rgb{ink}">{lines}</text></svg>'
    ).encode()


def measured(data: bytes) -> Size | None:
    """Tell the size of an image from its head; nothing where it is none of the five file types."""
    try:
        with Image.open(io.BytesIO(data), formats=_READABLE) as image:
            width, height = image.size
            return width, height
    except (OSError, ValueError, SyntaxError, RuntimeError, ArithmeticError, Image.DecompressionBombError):
        return None
