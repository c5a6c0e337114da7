"""Converting: five formats both ways, and what a file keeps and loses on the way."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageSequence

from normalizer.run import PictureError, PictureSettings, RunError
from normalizer.run.picture import header_of
from normalizer.run.pixels import PixelWork, make
from run.pictures import (
    ANIMATED,
    COLOURS,
    FORMATS,
    animation,
    file_of,
    frames_of,
    huge_png,
    near,
    opened,
    plain,
    png_chunk,
    quarters,
)

SETTINGS = PictureSettings()


def converted(data: bytes, form: str, quality: int | None = None, **settings: Any) -> bytes:
    """Convert a picture."""
    made = make(data, PixelWork(form, quality), PictureSettings(**settings))
    assert made.format == form
    assert opened(made.data).format == form.upper()
    assert opened(made.data).size == made.size
    return made.data


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("before", FORMATS)
def test_every_format_becomes_every_other(before: str, form: str) -> None:
    """Size and colours stay; the file is of the format that was asked for."""
    image = opened(converted(file_of(quarters(), before, **({"quality": 95} if before != "png" else {})), form))
    assert image.size == (64, 48)
    for at, colour in (((8, 8), COLOURS[0]), ((56, 8), COLOURS[1]), ((8, 40), COLOURS[2]), ((56, 40), (255, 255, 255))):
        assert near(image.convert("RGB").getpixel(at), colour)


@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from(("L", "RGB", "RGBA")), st.sampled_from(("png", "webp")))
def test_a_lossless_way_keeps_every_pixel(width: int, height: int, mode: str, before: str) -> None:
    """To PNG: the same pixels."""
    image = Image.frombytes(mode, (width, height), bytes(range(256)) * (width * height * 4 // 256 + 1))
    data = file_of(image, before, **({"lossless": True, "exact": True} if before == "webp" else {}))
    again = opened(make(data, PixelWork("png"), SETTINGS).data)
    assert again.convert("RGBA").tobytes() == opened(data).convert("RGBA").tobytes()


@pytest.mark.parametrize("form", ["jpeg", "webp", "avif"])
def test_more_quality_is_more_bytes(form: str) -> None:
    """From 1 to 100, on a picture with much in it."""
    noise = file_of(Image.effect_noise((96, 96), 80).convert("RGB"))
    lengths = [len(converted(noise, form, quality)) for quality in (1, 25, 50, 75, 100)]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1] / 2


@pytest.mark.parametrize("form", ["png", "gif"])
def test_lossless_formats_know_no_quality(form: str) -> None:
    """The same file whatever is said."""
    assert converted(plain(), form, 1) == converted(plain(), form, 100)


@pytest.mark.parametrize("before", ["png", "webp", "avif", "gif"])
def test_transparency_becomes_the_chosen_colour_in_a_jpeg(before: str) -> None:
    """And never the colour that was hidden under it."""
    data = plain(form=before, colour=(255, 0, 0, 0))
    assert near(opened(converted(data, "jpeg")).getpixel((5, 5)), (255, 255, 255))
    assert near(opened(converted(data, "jpeg", background="#102030")).getpixel((5, 5)), (16, 32, 48))


def test_half_transparency_is_mixed() -> None:
    """Half of red on white."""
    assert near(opened(converted(plain(colour=(255, 0, 0, 128)), "jpeg")).getpixel((5, 5)), (255, 127, 127))


@pytest.mark.parametrize("form", ["png", "webp", "avif"])
def test_transparency_is_kept_where_the_format_has_it(form: str) -> None:
    """To its degree."""
    alpha = opened(converted(plain(colour=(255, 0, 0, 128)), form)).getchannel("A").getpixel((5, 5))
    assert abs(alpha - 128) < 6


def test_gif_keeps_holes() -> None:
    """It has no other degree of transparency."""
    image = Image.new("RGBA", (20, 20), (255, 0, 0, 255))
    image.paste((0, 0, 0, 0), (0, 0, 10, 20))
    kept = opened(converted(file_of(image), "gif")).convert("RGBA")
    assert (kept.getpixel((2, 2))[3], kept.getpixel((15, 15))[3]) == (0, 255)


@pytest.mark.parametrize("form", ANIMATED)
@pytest.mark.parametrize("before", ANIMATED)
def test_animations_stay_animations(before: str, form: str) -> None:
    """Frames, their colours, and how long each is shown."""
    data = converted(animation(before), form)
    found = frames_of(data)
    assert len(found) == 3
    for (colour, duration), wanted, length in zip(found, COLOURS, (100, 200, 300), strict=True):
        assert near(colour, wanted, 40)
        assert abs(duration - length) <= 1
    loop = Image.open(BytesIO(data)).info.get("loop")
    assert loop == (None if form == "avif" else 0)


@pytest.mark.parametrize("before", ANIMATED)
def test_a_still_format_keeps_the_first_frame(before: str) -> None:
    """JPEG knows no other."""
    assert near(opened(converted(animation(before), "jpeg")).getpixel((5, 5)), COLOURS[0], 40)


@pytest.mark.parametrize(("plays", "gif"), [(1, None), (2, 1), (5, 4), (0, 0)])
def test_how_often_an_animation_plays_is_kept(plays: int, gif: int | None) -> None:
    """GIF counts repetitions, the others count how often it is shown."""
    for form in ("webp", "png"):
        data = animation(form, loop=plays)
        there = converted(data, "gif")
        assert Image.open(BytesIO(there)).info.get("loop") == gif
        back = converted(there, form)
        assert Image.open(BytesIO(back)).info["loop"] == plays


def test_transparent_frames_do_not_show_the_frame_before() -> None:
    """A moving square leaves no trail."""
    frames = []
    for at in range(3):
        image = Image.new("RGBA", (30, 10), (0, 0, 0, 0))
        # not wholly opaque: of such squares WebP forgets that they stand on nothing
        image.paste((255, 0, 0, 200), (at * 10, 0, at * 10 + 10, 10))
        frames.append(image)
    data = file_of(frames[0], "webp", save_all=True, append_images=frames[1:], duration=100, lossless=True)
    for form in ("gif", "png", "webp"):
        found = [
            frame.convert("RGBA").copy() for frame in ImageSequence.Iterator(Image.open(BytesIO(converted(data, form))))
        ]
        alphas = [[frame.getpixel((at, 5))[3] > 128 for at in (5, 15, 25)] for frame in found]
        assert alphas == [[True, False, False], [False, True, False], [False, False, True]]


def test_a_still_picture_beside_an_animation_is_no_frame_of_it() -> None:
    """An APNG may show another picture to those that know no animation."""
    images = [Image.new("RGB", (8, 8), colour) for colour in ((9, 9, 9), *COLOURS)]
    data = file_of(images[0], "png", save_all=True, append_images=images[1:], default_image=True, duration=100)
    assert [
        near(colour, wanted, 40)
        for (colour, _), wanted in zip(frames_of(converted(data, "webp")), COLOURS, strict=True)
    ] == [True] * 3


def with_exif(orientation: int, form: str = "jpeg") -> bytes:
    """Give a picture that was taken in another direction, and tells where."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "a camera"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    return file_of(quarters(), form, exif=exif, **({"quality": 95} if form != "png" else {}))


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("before", ["jpeg", "png", "webp"])
def test_a_picture_stands_upright_without_being_told(before: str, orientation: int) -> None:
    """The orientation goes into the pixels, and all EXIF is gone: the place where it was taken, too."""
    data = with_exif(orientation, before)
    for form in ("png", "jpeg", "webp"):
        image = opened(converted(data, form))
        assert (not image.getexif(), "exif" in image.info) == (True, False)
        assert b"a camera" not in converted(data, form)
        assert image.size == ((48, 64) if orientation > 4 else (64, 48))
        corners = [(8, 8), (image.width - 9, 8), (8, image.height - 9), (image.width - 9, image.height - 9)]
        colours = [image.convert("RGB").getpixel(at) for at in corners]
        wanted = [*COLOURS, (255, 255, 255)]
        turned = {
            1: [0, 1, 2, 3], 2: [1, 0, 3, 2], 3: [3, 2, 1, 0], 4: [2, 3, 0, 1],
            5: [0, 2, 1, 3], 6: [2, 0, 3, 1], 7: [3, 1, 2, 0], 8: [1, 3, 0, 2],
        }[orientation]  # fmt: skip
        assert all(near(colour, wanted[at], 40) for colour, at in zip(colours, turned, strict=True))
    header = header_of(data)
    assert header is not None
    assert header.size == ((48, 64) if orientation > 4 else (64, 48))


@pytest.mark.parametrize(
    "exif",
    [
        b"Exif\0\0",
        b"Exif\0\0nonsense",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\x01\0\0\0six\0",
        b"Exif\0\0MM\0*\xff\xff\xff\xff",
    ],
)
@pytest.mark.parametrize("before", ["jpeg", "webp", "png"])
@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # it says so, and goes on
def test_broken_exif_makes_no_broken_picture(before: str, exif: bytes) -> None:
    """What is said about a picture does not matter to its pixels."""
    data = file_of(quarters(), before, exif=exif)
    assert opened(converted(data, "png")).size == (64, 48)
    header = header_of(data)
    assert header is not None
    assert header.size == (64, 48)


def test_an_animation_of_which_only_the_still_picture_is_there_is_an_error() -> None:
    """It promises frames and has none."""
    images = [Image.new("RGB", (8, 8), colour) for colour in COLOURS]
    data = file_of(images[0], "png", save_all=True, append_images=images[1:], default_image=True)
    cut = data[: data.index(b"fcTL") - 4] + png_chunk(b"IEND", b"")
    with pytest.raises(PictureError) as caught:
        make(cut, PixelWork("webp"), SETTINGS)
    assert caught.value.code == "not_a_picture"


def test_texts_beside_the_pixels_are_gone() -> None:
    """A prompt in a PNG, for one."""
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("prompt", "a secret fox")
    info.add_itxt("XML:com.adobe.xmp", "a secret place")
    for form in FORMATS:
        assert b"secret" not in converted(file_of(quarters(), pnginfo=info), form)


PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "avif"])
@pytest.mark.parametrize("before", ["png", "jpeg", "webp", "avif"])
def test_the_colour_profile_is_kept(before: str, form: str) -> None:
    """Without it the colours are others."""
    data = file_of(quarters(), before, icc_profile=PROFILE)
    assert opened(data).info["icc_profile"] == PROFILE
    assert opened(converted(data, form)).info["icc_profile"] == PROFILE


def test_a_profile_of_other_colours_is_not_kept() -> None:
    """One for grey or for print says nothing about red, green and blue."""
    lies = PROFILE[:16] + b"GRAY" + PROFILE[20:]
    assert "icc_profile" not in opened(converted(file_of(quarters(), icc_profile=lies), "jpeg")).info
    cmyk = file_of(quarters().convert("CMYK"), "jpeg", icc_profile=PROFILE[:16] + b"CMYK" + PROFILE[20:])
    image = opened(converted(cmyk, "png"))
    assert (image.mode, "icc_profile" in image.info) == ("RGB", False)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "PA", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_mode_of_pixels_is_written(mode: str, form: str) -> None:
    """Bright stays bright in 16 bits, too."""
    if mode == "I;16":
        data = file_of(Image.new("I;16", (16, 16), 200 * 256))
    elif mode == "PA":
        data = file_of(Image.new("RGBA", (16, 16), (200, 200, 200, 255)).quantize())
    else:
        data = file_of(Image.new("L", (16, 16), 255 if mode == "1" else 200).convert(mode))
    value = 255 if mode == "1" else 200
    made = opened(converted(data, form))
    if made.mode.startswith("I"):
        assert made.getpixel((3, 3)) == 200 * 256
    else:
        assert near(made.convert("RGB").getpixel((3, 3)), (value,) * 3, 4)


@pytest.mark.parametrize("before", FORMATS)
@pytest.mark.parametrize("form", ["png", "jpeg"])
def test_what_is_cut_short_is_an_error(before: str, form: str) -> None:
    """At every tenth, whichever exception the codec has for it."""
    noise = Image.effect_noise((64, 64), 80).convert("RGB")
    data = file_of(noise, before)
    for tenth in range(10):
        with pytest.raises(PictureError) as caught:
            make(data[: len(data) * tenth // 10], PixelWork(form), SETTINGS)
        assert caught.value.code == "not_a_picture"


@pytest.mark.parametrize("name", ["BMP", "TIFF", "ICO", "PPM", "PDF", "TGA", "EPS", "PCX", "DDS", "ICNS", "JPEG2000"])
def test_other_formats_are_never_opened(name: str) -> None:
    """Five decoders may be attacked, and no more."""
    data = file_of(quarters(), name)
    with pytest.raises(PictureError):
        make(data, PixelWork("png"), SETTINGS)
    assert header_of(data) is None


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"<svg/>", b"<html></html>", bytes(1000)])
def test_what_is_no_picture_is_an_error(data: bytes) -> None:
    """With one code."""
    with pytest.raises(PictureError) as caught:
        make(data, PixelWork("png"), SETTINGS)
    assert caught.value.code == "not_a_picture"


@given(st.sampled_from(FORMATS), st.data())
def test_damaged_files_give_a_picture_or_our_error(before: str, data: Any) -> None:
    """Whatever happened to some of their bytes."""
    body = bytearray(animation(before) if before in ANIMATED and data.draw(st.booleans()) else plain(form=before))
    for _ in range(data.draw(st.integers(1, 8))):
        body[data.draw(st.integers(0, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        made = make(bytes(body), PixelWork(data.draw(st.sampled_from(FORMATS))), PictureSettings(max_pixels=10**6))
    except PictureError as error:
        code = error.code
    else:
        code, size = "", opened(made.data).size
        assert size == made.size
    assert code in {"", "not_a_picture", "too_large"}


@pytest.mark.parametrize(
    ("data", "limit", "most"),
    [
        (huge_png(20000, 10), "max_side", "16383"),
        (huge_png(9000, 9000), "max_pixels", "67108864"),
        (huge_png(30000, 30000), "max_side", "16383"),
    ],
)
def test_a_picture_that_says_it_is_huge_is_not_decoded(data: bytes, limit: str, most: str) -> None:
    """Its head is enough to know."""
    with pytest.raises(PictureError) as caught:
        make(data, PixelWork("png"), SETTINGS)
    assert (caught.value.code, getattr(SETTINGS, limit)) == ("too_large", int(most))
    assert caught.value.expected.startswith((f"at most {most} ", "fewer pixels"))


@pytest.mark.parametrize("before", ANIMATED)
def test_animations_have_limits_of_their_own(before: str) -> None:
    """In frames, and in pixels of all frames."""
    data = animation(before, size=(10, 10), frames=12)
    assert len(frames_of(converted(data, "webp", max_frames=12, max_total_pixels=1200))) == 12
    for limits in ({"max_frames": 11}, {"max_total_pixels": 1199}):
        with pytest.raises(PictureError) as caught:
            converted(data, "webp", **limits)
        assert caught.value.code == "too_large"


def test_a_gif_that_grows_on_the_way_is_judged_again() -> None:
    """A frame may be larger than the head of the file says."""
    data = bytearray(animation("gif", size=(10, 10)))
    at = data.rindex(b"\x2c\x00\x00\x00\x00\x0a\x00\x0a\x00")
    data[at + 5 : at + 9] = b"\xff\x3f\xff\x3f"  # 16383x16383
    with pytest.raises(PictureError) as caught:
        make(bytes(data), PixelWork("webp"), SETTINGS)
    assert caught.value.code == "too_large"


def test_formats_have_limits_of_their_own() -> None:
    """WebP and AVIF are smaller than PNG; the longest side of AVIF is a setting."""
    wide = plain((300, 2))
    with pytest.raises(PictureError) as caught:
        converted(wide, "avif", avif_longest_side=299)
    assert (caught.value.code, caught.value.expected) == ("too_large", "at most 299 pixels a side for avif")
    assert opened(converted(wide, "avif", avif_longest_side=300)).size == (300, 2)
    with pytest.raises(PictureError):
        converted(plain((16384, 1)), "webp", max_side=20000)


def test_texts_that_unpack_to_much_are_errors() -> None:
    """Compressed text and profiles inside a PNG."""
    import zlib

    head, end = plain()[:33], plain()[33:]
    packed = zlib.compress(bytes(100 * 2**20))
    for kind, body in ((b"zTXt", b"a\0\0" + packed), (b"iTXt", b"a\0\1\0\0\0" + packed), (b"iCCP", b"a\0\0" + packed)):
        with pytest.raises(PictureError):
            make(head + png_chunk(kind, body) + end, PixelWork("png"), SETTINGS)


def test_of_several_pictures_in_a_jpeg_the_first_is_meant() -> None:
    """Cameras put a second one beside it, for depth or for the other eye."""
    both = file_of(quarters(), "mpo", save_all=True, append_images=[Image.new("RGB", (64, 48))])
    assert opened(both).format == "MPO"
    for form in ("webp", "png"):
        data = converted(both, form)
        assert len(frames_of(data)) == 1
        assert near(opened(data).convert("RGB").getpixel((8, 8)), COLOURS[0], 40)
    header = header_of(both)
    assert header is not None
    assert (header.format, header.size) == ("jpeg", (64, 48))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("quality", 0),
        ("quality", 101),
        ("quality", True),
        ("avif_speed", 11),
        ("max_pixels", 0),
        ("max_frames", "many"),
        ("background", "a nice one"),
        ("background", None),
    ],
)
def test_settings_that_say_nothing_are_an_error(name: str, value: Any) -> None:
    """When they are made, and not when a picture comes."""
    with pytest.raises(RunError) as caught:
        PictureSettings(**{name: value})
    assert (caught.value.what, caught.value.code) == (name, "bad_option")


def test_pillow_is_not_told_to_accept_what_is_cut_short() -> None:
    """A switch for the whole process, which nobody here may turn."""
    from PIL import ImageFile

    assert not ImageFile.LOAD_TRUNCATED_IMAGES
