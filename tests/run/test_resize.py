"""Exact pixels: the caller gets the very width and height, by cropping, padding or distorting."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.run import PictureError, PictureSettings
from normalizer.run.pixels import PixelWork, make
from run.pictures import COLOURS, FORMATS, animation, file_of, frames_of, near, opened, plain, quarters

SIDES = st.integers(1, 60)


def resized(data: bytes, size: tuple[int, int], how: str, form: str | None = None, **settings: Any) -> Any:
    """Resize a picture, and open what comes."""
    made = make(data, PixelWork(form, None, size, how), PictureSettings(**settings))
    assert made.size == size
    return opened(made.data)


@given(SIDES, SIDES, SIDES, SIDES, st.sampled_from(("cover", "contain", "stretch")))
def test_exactly_this_width_and_height_come_out(width: int, height: int, wide: int, high: int, how: str) -> None:
    """Whatever comes in."""
    assert resized(plain((width, height)), (wide, high), how).size == (wide, high)


@pytest.mark.parametrize("form", FORMATS)
def test_a_picture_stays_in_its_format(form: str) -> None:
    """Where no other was asked for."""
    assert resized(file_of(quarters(), form), (32, 32), "cover").format == form.upper()


@pytest.mark.parametrize(
    ("data", "size", "settings"),
    [
        pytest.param(plain((8, 8)), (20_000, 20_000), {}, id="sides"),
        pytest.param(plain((8, 8)), (200, 200), {"max_pixels": 30_000}, id="pixels"),
        pytest.param(animation("gif"), (200, 200), {"max_total_pixels": 60_000}, id="all frames"),
    ],
)
def test_what_comes_out_is_held_to_the_limits_too(data: bytes, size: tuple[int, int], settings: dict[str, Any]) -> None:
    """A small picture does not become a huge one, and a small animation not many large ones."""
    with pytest.raises(PictureError) as caught:
        make(data, PixelWork(None, None, size, "cover"), PictureSettings(**settings))
    assert caught.value.code == "too_large"


def test_cover_crops_the_middle_out() -> None:
    """Of a wide picture the left and right go, of a high one the top and bottom; nothing is distorted."""
    wide = quarters((120, 40))
    wide.paste((0, 0, 0), (0, 0, 40, 40))
    wide.paste((0, 0, 0), (80, 0, 120, 40))
    image = resized(file_of(wide), (20, 20), "cover")
    assert [near(image.getpixel(at), colour) for at, colour in (((4, 4), COLOURS[0]), ((15, 4), COLOURS[1]))] == [
        True
    ] * 2
    high = quarters((40, 120))
    high.paste((0, 0, 0), (0, 0, 40, 40))
    high.paste((0, 0, 0), (0, 80, 40, 120))
    image = resized(file_of(high), (20, 20), "cover")
    assert [near(image.getpixel(at), colour) for at, colour in (((4, 4), COLOURS[0]), ((4, 15), COLOURS[2]))] == [
        True
    ] * 2


def test_contain_pads_with_the_chosen_colour() -> None:
    """All of the picture is there, in the middle."""
    image = resized(file_of(quarters((40, 20))), (40, 40), "contain", background="#010203")
    assert [image.getpixel((20, y)) for y in (0, 9, 30, 39)] == [(1, 2, 3)] * 4
    assert near(image.getpixel((5, 12)), COLOURS[0])
    assert near(image.getpixel((35, 12)), COLOURS[1])
    image = resized(file_of(quarters((20, 40))), (40, 40), "contain")
    assert [image.getpixel((x, 20)) for x in (0, 9, 30, 39)] == [(255, 255, 255)] * 4


def test_contain_pads_with_nothing_where_there_is_transparency() -> None:
    """And a JPEG of it with the chosen colour."""
    data = plain((40, 20), colour=(255, 0, 0, 128))
    assert resized(data, (40, 40), "contain").getpixel((20, 2)) == (0, 0, 0, 0)
    assert near(resized(data, (40, 40), "contain", "jpeg", background="#102030").getpixel((20, 2)), (16, 32, 48))


def test_contain_pads_grey() -> None:
    """In eight and in sixteen bits."""
    assert resized(plain((40, 20), colour=9), (40, 40), "contain").getpixel((20, 2)) == 255
    assert resized(plain((40, 20), colour=9), (40, 40), "contain", background="#808080").getpixel((20, 2)) == 128


def test_stretch_distorts() -> None:
    """Every corner is still in its corner."""
    image = resized(file_of(quarters((80, 20))), (20, 80), "stretch")
    corners = ((4, 10), COLOURS[0]), ((15, 10), COLOURS[1]), ((4, 70), COLOURS[2]), ((15, 70), (255, 255, 255))
    assert all(near(image.getpixel(at), colour) for at, colour in corners)


@pytest.mark.parametrize("how", ["cover", "contain", "stretch"])
def test_every_frame_of_an_animation_is_resized(how: str) -> None:
    """And shown as long as before."""
    made = make(animation("webp"), PixelWork(None, None, (48, 48), how), PictureSettings())
    assert opened(made.data).size == (48, 48)
    found = frames_of(made.data)
    assert [duration for _, duration in found] == [100, 200, 300]
    assert all(near(colour, wanted, 40) for (colour, _), wanted in zip(found, COLOURS, strict=True))


def test_convert_and_resize_encode_once() -> None:
    """The same file as that of the resized pixels: nothing is compressed twice."""
    noise = file_of(quarters((64, 64)))
    both = make(noise, PixelWork("jpeg", 30, (32, 32), "cover"), PictureSettings()).data
    first = make(noise, PixelWork("png", None, (32, 32), "cover"), PictureSettings()).data
    assert both == make(first, PixelWork("jpeg", 30), PictureSettings()).data


def test_sixteen_bits_are_kept() -> None:
    """Of a grey PNG that stays one."""
    from PIL import Image

    image = resized(file_of(Image.new("I;16", (20, 20), 40000)), (10, 20), "cover")
    assert (image.mode, image.getpixel((5, 5))) == ("I;16", 40000)
    image = resized(file_of(Image.new("I;16", (20, 20), 40000)), (40, 20), "contain")
    assert (image.getpixel((20, 5)), image.getpixel((1, 5))) == (40000, 65535)
