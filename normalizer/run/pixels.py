"""The steps `convert` and `resize` as one: a picture is decoded once, and encoded once."""

from __future__ import annotations

from typing import NamedTuple

from normalizer.run.picture import PictureSettings, decode, judge
from normalizer.run.scaling import resize
from normalizer.run.writing import STILL, encode


class PixelWork(NamedTuple):
    """What is to be done to the pixels; without a format a picture stays in its own."""

    format: str | None = None
    quality: int | None = None
    size: tuple[int, int] | None = None
    how: str = "cover"


class Made(NamedTuple):
    """A new file: its bytes, format, width and height."""

    data: bytes
    format: str
    size: tuple[int, int]


def make(data: bytes, work: PixelWork, settings: PictureSettings) -> Made:
    """Do the work. Costs a processor's time: run it in a worker thread. Raises `PictureError`."""
    picture = decode(data, settings, animated=work.format not in STILL)
    if work.size is not None:
        judge(work.size, len(picture.frames), settings)
        picture = resize(picture, work.size, work.how, settings.background)
    form = work.format or picture.format
    return Made(encode(picture, form, work.quality, settings), form, picture.size)
