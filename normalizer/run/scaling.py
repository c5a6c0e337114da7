"""Exact pixels (R8.6): `cover` scales and crops, `contain` scales and pads, `stretch` distorts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageColor

from normalizer.run.picture import Picture, pictures_only
from normalizer.run.work import stop_if_cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

Size = tuple[int, int]


def resize(picture: Picture, size: Size, how: str, background: str) -> Picture:
    """Bring every frame to exactly this width and height; what `contain` leaves free is transparent or `background`."""
    if picture.size == size:
        return picture
    with pictures_only():
        frames = [frame._replace(image=_WAYS[how](frame.image, size, background)) for frame in picture.frames]
    return picture._replace(frames=frames)


def _scaled(image: Image.Image, size: Size, box: tuple[float, float, float, float] | None = None) -> Image.Image:
    stop_if_cancelled()
    return image.resize(size, Image.Resampling.LANCZOS, box=box)


def _cover(image: Image.Image, size: Size, _: str) -> Image.Image:
    width, height = image.size
    if width * size[1] > height * size[0]:  # wider than wanted: the sides go
        kept = height * size[0] / size[1]
        return _scaled(image, size, ((width - kept) / 2, 0, (width + kept) / 2, height))
    kept = width * size[1] / size[0]
    return _scaled(image, size, (0, (height - kept) / 2, width, (height + kept) / 2))


def _contain(image: Image.Image, size: Size, background: str) -> Image.Image:
    width, height = image.size
    if width * size[1] > height * size[0]:
        inner = (size[0], max(1, round(height * size[0] / width)))
    else:
        inner = (max(1, round(width * size[1] / height)), size[1])
    paper: float | tuple[int, ...]
    if image.mode == "RGBA":
        paper = (0, 0, 0, 0)
    elif image.mode == "RGB":
        paper = ImageColor.getrgb(background)[:3]
    else:
        grey = ImageColor.getcolor(background, "L")
        paper = (grey if isinstance(grey, int) else grey[0]) * (257 if image.mode.startswith("I") else 1)
    ground = Image.new(image.mode, size, paper)
    ground.paste(_scaled(image, inner), ((size[0] - inner[0]) // 2, (size[1] - inner[1]) // 2))
    return ground


def _stretch(image: Image.Image, size: Size, _: str) -> Image.Image:
    return _scaled(image, size)


_WAYS: dict[str, Callable[[Image.Image, Size, str], Image.Image]] = {
    "cover": _cover,
    "contain": _contain,
    "stretch": _stretch,
}
WAYS = frozenset(_WAYS)
