"""From pixels to bytes: the five formats, each with what it can keep (animation, alpha, colour profile)."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageColor

from normalizer.run.errors import PictureError
from normalizer.run.picture import Frame, Picture, PictureSettings, pictures_only
from normalizer.run.work import stop_if_cancelled

if TYPE_CHECKING:
    from collections.abc import Callable

STILL = frozenset({"jpeg"})
"""Formats without animation: of an animation the first frame is kept."""

_LONGEST = {"jpeg": 65500, "webp": 16383, "gif": 65535, "png": 2**31 - 1}
_ICC_SPACE = slice(16, 20)


def encode(picture: Picture, form: str, quality: int | None, settings: PictureSettings) -> bytes:
    """Write a picture as `png`, `jpeg`, `gif`, `webp` or `avif`; `quality` 1 to 100 counts for the lossy ones.

    Raises `PictureError` where the format cannot hold it.
    """
    longest = settings.avif_longest_side if form == "avif" else _LONGEST[form]
    if max(picture.size) > longest:
        got = f"{picture.size[0]}x{picture.size[1]}"
        raise PictureError("picture", "too_large", f"at most {longest} pixels a side for {form}", got)
    with pictures_only():
        frames = picture.frames[:1] if form in STILL else picture.frames
        images = [_fitting(frame.image, form, settings, alone=len(frames) == 1) for frame in frames]
        options = _OPTIONS[form](quality or settings.quality, settings)
        profile = _profile(picture.icc, images[0])
        if profile is not None:
            options["icc_profile"] = profile
        if len(images) > 1:
            options |= _animation(frames, images, picture.plays, form)
        stop_if_cancelled()
        out = BytesIO()
        images[0].save(out, form.upper(), **options)
        return out.getvalue()


def _fitting(image: Image.Image, form: str, settings: PictureSettings, *, alone: bool) -> Image.Image:
    stop_if_cancelled()
    if image.mode.startswith("I") and not (form == "png" and alone):
        image = _eight_bits(image)
    if form == "jpeg" and image.mode == "RGBA":
        # converting alone would show the colours that were hidden under transparent pixels
        ground = Image.new("RGB", image.size, ImageColor.getrgb(settings.background)[:3])
        ground.paste(image, mask=image.getchannel("A"))
        return ground
    return image


def _eight_bits(image: Image.Image) -> Image.Image:
    # Pillow's own way to 8 bits cuts everything above 255 off
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _profile(icc: bytes | None, image: Image.Image) -> bytes | None:
    """Keep a colour profile where it speaks of the colours that are written."""
    if not isinstance(icc, bytes) or len(icc) < 128:
        return None
    space = b"GRAY" if image.mode in {"L", "I", "I;16"} else b"RGB "
    return icc if icc[_ICC_SPACE] == space else None


def _animation(frames: list[Frame], images: list[Image.Image], plays: int, form: str) -> dict[str, Any]:
    options: dict[str, Any] = {
        "save_all": True,
        "append_images": images[1:],
        "duration": [frame.duration for frame in frames],
    }
    if form == "gif":
        # frames are whole pictures: where they have holes the one before must go first
        options["disposal"] = 2 if any(image.mode == "RGBA" for image in images) else 1
        if plays != 1:
            options["loop"] = max(plays - 1, 0)
    elif form in {"webp", "png"}:
        options["loop"] = plays
    return options


_OPTIONS: dict[str, Callable[[int, PictureSettings], dict[str, Any]]] = {
    "png": lambda _, __: {},
    "gif": lambda _, __: {},
    "jpeg": lambda quality, _: {"quality": quality},
    "webp": lambda quality, _: {"quality": quality},
    "avif": lambda quality, settings: {"quality": quality, "speed": settings.avif_speed},
}
