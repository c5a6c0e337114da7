"""Pictures to run plans on: small, known to the pixel, and of every kind that matters."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO
from typing import Any

from PIL import Image

FORMATS = ("png", "jpeg", "gif", "webp", "avif")
ANIMATED = ("png", "gif", "webp", "avif")
COLOURS = ((220, 20, 20), (20, 200, 20), (20, 20, 220))


def file_of(image: Image.Image, form: str = "png", **options: Any) -> bytes:
    """Write a picture."""
    out = BytesIO()
    image.save(out, form.upper(), **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """Read a picture, as anybody would."""
    image = Image.open(BytesIO(data))
    image.load()
    return image


def plain(size: tuple[int, int] = (64, 48), form: str = "png", colour: Any = (220, 20, 20)) -> bytes:
    """Give a picture of one colour; four numbers make it transparent."""
    mode = "L" if isinstance(colour, int) else "RGBA" if len(colour) == 4 else "RGB"
    return file_of(Image.new(mode, size, colour), form, **({"quality": 95} if form in {"jpeg", "webp", "avif"} else {}))


def quarters(size: tuple[int, int] = (64, 48)) -> Image.Image:
    """Give a picture with a colour of its own in each corner: red, green, blue, white (from the left, from the top)."""
    image = Image.new("RGB", size, (255, 255, 255))
    half = (size[0] // 2, size[1] // 2)
    for at, colour in zip(((0, 0), (half[0], 0), (0, half[1])), COLOURS, strict=True):
        image.paste(colour, (*at, at[0] + half[0], at[1] + half[1]))
    return image


def animation(form: str = "gif", size: tuple[int, int] = (32, 24), frames: int = 3, **options: Any) -> bytes:
    """Give an animation of one colour a frame, 100 ms, 200 ms, ... long, that plays for ever."""
    images = [
        Image.new("RGB", size, tuple(channel - 3 * (at // 3) for channel in COLOURS[at % 3])) for at in range(frames)
    ]
    durations = [100 * (at % 3 + 1) for at in range(frames)]
    return file_of(
        images[0], form, **{"save_all": True, "append_images": images[1:], "duration": durations, "loop": 0, **options}
    )


def frames_of(data: bytes) -> list[tuple[tuple[int, ...], int]]:
    """Give the colour in the middle and the duration of every frame."""
    image = Image.open(BytesIO(data))
    found = []
    for at in range(getattr(image, "n_frames", 1)):
        image.seek(at)
        image.load()
        middle = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
        found.append((middle, int(image.info.get("duration", 0))))
    return found


def png_chunk(kind: bytes, body: bytes) -> bytes:
    """Write one chunk of a PNG."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def huge_png(width: int, height: int) -> bytes:
    """Give a PNG that says it is this large and is a few hundred bytes."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + png_chunk(b"IDAT", body) + png_chunk(b"IEND", b"")


def near(one: Any, other: Any, by: int = 24) -> bool:
    """Tell whether two colours are the same, but for what lossy files change."""
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))
