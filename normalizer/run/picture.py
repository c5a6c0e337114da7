"""From bytes to pixels: the one place where a picture is opened, so that no limit can be walked around.

Only five formats are ever opened. Sides, pixels and frames are judged from the header, before anything is decoded.
"""

from __future__ import annotations

import struct
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image, ImageColor, ImageOps

from normalizer.errors import quote
from normalizer.run.errors import PictureError, RunError, kind_of
from normalizer.run.work import stop_if_cancelled

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")
_FOREVER = 0
_ONCE = 1
_LIMITS = ("max_bytes", "max_side", "max_pixels", "max_frames", "max_total_pixels", "avif_longest_side")


@dataclass(frozen=True, slots=True)
class PictureSettings:
    """How pictures are opened and written; limits are judged before decoding, and what is beyond one is an error.

    `background` is what transparency is laid on for JPEG and what `contain` pads with where a file has no alpha;
    `quality` (1 to 100) is taken where the plan names none; `avif_longest_side` is in pixels, `avif_speed` 0 (slow and
    small) to 10. Pillow itself refuses more than 178,956,970 pixels.
    """

    max_bytes: int = 64 * 1024 * 1024
    max_side: int = 16383
    max_pixels: int = 64 * 1024 * 1024
    max_frames: int = 256
    max_total_pixels: int = 64 * 1024 * 1024
    background: str = "#ffffff"
    quality: int = 90
    avif_longest_side: int = 8192
    avif_speed: int = 7

    def __post_init__(self) -> None:
        for name, low, high in (("quality", 1, 100), ("avif_speed", 0, 10), *((limit, 1, 2**62) for limit in _LIMITS)):
            value = getattr(self, name)
            if type(value) is not int or not low <= value <= high:
                raise RunError(name, "bad_option", f"a whole number from {low} to {high}", quote(value))
        try:
            ImageColor.getrgb(self.background)
        except (ValueError, TypeError, AttributeError):
            raise RunError("background", "bad_option", "a colour such as #ffffff", quote(self.background)) from None


class Frame(NamedTuple):
    """One picture of an animation, and how long it is shown, in milliseconds."""

    image: Image.Image
    duration: int


class Picture(NamedTuple):
    """Decoded and upright: its frames, how often they play (0: for ever), the colour profile, the format it came in."""

    frames: list[Frame]
    plays: int
    icc: bytes | None
    format: str

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return self.frames[0].image.size


class Header(NamedTuple):
    """What the first bytes tell: the format (`png`, `jpeg`, ...), and the size when it stands upright."""

    format: str
    size: tuple[int, int]


_CODECS_RAISE = (
    *(OSError, ValueError, RuntimeError, ArithmeticError, SyntaxError, LookupError, TypeError, EOFError, Warning),
    *(struct.error, zlib.error),
)
"""A file that is cut short is one of them in one format, and another in the next."""


@contextmanager
def pictures_only() -> Iterator[None]:
    """Turn whatever the codecs raise into one error: each format has its own kinds of it."""
    try:
        yield
    except PictureError:
        raise
    except MemoryError:
        raise PictureError("picture", "too_large", "a picture that fits into memory", "a larger one") from None
    except Image.DecompressionBombError:
        raise PictureError("picture", "too_large", "fewer pixels", "more than Pillow opens") from None
    except _CODECS_RAISE as error:
        raise PictureError("picture", "not_a_picture", "a whole picture in a known format", kind_of(error)) from None


def header_of(data: bytes) -> Header | None:
    """Tell format and size without decoding; nothing where it is no picture of the five formats."""
    try:
        with pictures_only(), Image.open(BytesIO(data), formats=FORMATS) as image:
            return Header(_format(image), image.size[::-1] if _orientation(image) in _TURNED else image.size)
    except PictureError:
        return None


_ORIENTATION = 0x0112
_UPRIGHT = 1
_TURNED = frozenset((5, 6, 7, 8))


def _orientation(image: Image.Image) -> int:
    try:
        orientation = image.getexif().get(_ORIENTATION, _UPRIGHT)
    except _CODECS_RAISE:
        return _UPRIGHT  # whatever is wrong with what is said about a picture, it is still one
    return orientation if type(orientation) is int else _UPRIGHT


def decode(data: bytes, settings: PictureSettings, *, animated: bool) -> Picture:
    """Open a picture within the limits: every frame upright, without EXIF; one frame unless `animated`.

    Raises `PictureError` where it is none, is cut short, or is beyond a limit.
    """
    if len(data) > settings.max_bytes:
        raise _beyond("bytes", settings.max_bytes, len(data))
    with pictures_only(), Image.open(BytesIO(data), formats=FORMATS) as image:
        form = _format(image)
        count = getattr(image, "n_frames", 1) if animated and form in {"webp", "avif", "png"} else 1
        judge(image.size, count, settings)
        icc = image.info.get("icc_profile")
        if form == "jpeg" or not animated:
            return Picture([_frame(image)], _ONCE, icc, form)
        frames = list(_frames(image, settings))
        if not frames:
            raise PictureError("picture", "not_a_picture", "an animation with a frame", "one without")
        return Picture(frames, _plays(image, form), icc, form)


def _format(image: Image.Image) -> str:
    # a JPEG that holds more pictures (stereo, depth) calls itself MPO; only the first is meant
    name = (image.format or "").lower()
    return "jpeg" if name == "mpo" else name


def _frames(image: Image.Image, settings: PictureSettings) -> Iterator[Frame]:
    # a GIF tells the number of its frames only to who walks through all, so that they are counted on the way
    apart = 1 if getattr(image, "default_image", False) else 0  # a still picture beside an animation
    for index in range(apart, settings.max_frames + apart + 1):
        stop_if_cancelled()
        try:
            image.seek(index)
        except EOFError:
            return
        judge(image.size, index - apart + 1, settings)  # a frame may enlarge a GIF
        yield _frame(image)


def judge(size: tuple[int, int], frames: int, settings: PictureSettings) -> None:
    """Raise `PictureError` where so many frames of this size are beyond a limit."""
    width, height = size
    if max(size) > settings.max_side:
        raise _beyond("pixels a side", settings.max_side, max(size))
    if width * height > settings.max_pixels:
        raise _beyond("pixels", settings.max_pixels, width * height)
    if frames > settings.max_frames:
        raise _beyond("frames", settings.max_frames, frames)
    if width * height * frames > settings.max_total_pixels:
        raise _beyond("pixels in all frames", settings.max_total_pixels, width * height * frames)


def _beyond(what: str, most: int, got: int) -> PictureError:
    return PictureError("picture", "too_large", f"at most {most} {what}", f"{got} or more")


def _frame(image: Image.Image) -> Frame:
    """Decode the present frame in a mode that every format here can be made of: L, RGB or RGBA (or 16 bit grey)."""
    image.load()
    duration = image.info.get("duration") or 0  # of some formats it is known only now
    mode = "RGBA" if image.has_transparency_data else "L" if image.mode in {"1", "L"} else "RGB"
    if image.mode.startswith("I"):
        upright = image.copy()
    else:
        upright = image.convert(mode) if image.mode != mode else image.copy()
    if _orientation(upright) != _UPRIGHT:
        # before the size is looked at by anyone: a turned picture has its sides exchanged
        ImageOps.exif_transpose(upright, in_place=True)
    upright.info = {}
    return Frame(upright, max(0, int(duration)))


def _plays(image: Image.Image, form: str) -> int:
    loop = image.info.get("loop")
    if form == "gif":
        # GIF counts repetitions: none noted is once, 0 is for ever
        return _ONCE if loop is None else _FOREVER if loop == 0 else int(loop) + 1
    return int(loop) if loop is not None else _FOREVER
