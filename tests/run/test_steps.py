"""The steps of a plan, one after the other, on what a provider gives: what the caller gets is what was planned."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from normalizer import Plan
from normalizer.parts import Step
from normalizer.run import (
    Fetched,
    FetchError,
    Media,
    MediaRoute,
    MemoryStore,
    PictureError,
    PictureSettings,
    RunError,
    StoreError,
    arun,
)
from normalizer.run.steps import work_of
from run.pictures import FORMATS, opened, plain
from run.plans import BASE64, BYTES, LINKS, plan

if TYPE_CHECKING:
    from normalizer.run import Outcome

pytestmark = pytest.mark.anyio

LINK = "https://provider.example/a.png?signature=secret"
PNG = plain()
TEXT = base64.b64encode(PNG).decode()


async def only(made: Any, given: Any, **options: Any) -> Media:
    """Run a plan of one call, and give its only result."""
    outcome: Outcome = await arun(made, lambda _: given, **options)
    (media,) = outcome.media
    return media


async def fetch(url: str) -> bytes:
    """Stand in for the network."""
    assert url == LINK
    return PNG


def unreachable(_: str) -> bytes:
    """Fail the test."""
    raise AssertionError


@pytest.mark.parametrize(
    "given",
    [PNG, bytearray(PNG), memoryview(PNG), TEXT, f"data:image/png;base64,{TEXT}", LINK, Media(PNG), Media(url=LINK)],
)
@pytest.mark.parametrize("returns", [BYTES, BASE64, LINKS])
async def test_base64_whatever_comes(given: Any, returns: str) -> None:
    """A provider may hand over otherwise than its file says."""
    made = plan(returns, response_format="b64_json", output_format="webp")
    media = await only(made, given, fetch=fetch)
    assert media.b64_json is not None
    image = opened(base64.b64decode(media.b64_json))
    assert (image.format, image.size, media.content_type, media.size) == ("WEBP", (64, 48), "image/webp", (64, 48))
    assert media.as_openai() == {"b64_json": media.b64_json}
    assert media.url is None


@pytest.mark.parametrize("form", FORMATS)
async def test_a_link_whatever_comes(form: str) -> None:
    """A link that leads to a file of the format that was asked for."""
    store = MemoryStore("/media")
    media = await only(plan(LINKS, response_format="url", output_format=form), LINK, fetch=fetch, store=store)
    if form == "png":  # the provider's own
        assert (media.url, store.held) == (LINK, (0, 0))
        return
    web = httpx.AsyncClient(transport=httpx.ASGITransport(app=MediaRoute(store)), base_url="https://gateway.example")
    async with web:
        got = await web.get(str(media.url))
    assert (got.status_code, got.headers["content-type"]) == (200, f"image/{form}")
    assert opened(got.content).format == form.upper()
    assert (media.data, media.b64_json, media.size) == (None, None, (64, 48))


async def test_exact_pixels() -> None:
    """R8.6: the caller gets W x H, and that is what the plan expected."""
    made = plan(BYTES, "dimensions: {sizes: [64x48]}", size="30x30", policy={"exact_size": "cover"})
    assert made.expected_size == (30, 30)
    outcome = await arun(made, lambda _: PNG)
    assert (outcome.media[0].size, outcome.mismatches) == ((30, 30), ())
    assert opened(outcome.media[0].data or b"").size == (30, 30)


async def test_a_data_url_is_given_back_where_the_provider_does_so() -> None:
    """R8.4: after a conversion, in the provider's own way."""
    media = await only(plan("{delivery: data_url, format: png}", output_format="gif"), f"data:image/png;base64,{TEXT}")
    head, _, body = str(media.url).partition(",")
    assert head == "data:image/gif;base64"
    assert opened(base64.b64decode(body)).format == "GIF"


async def test_nothing_to_do_is_nothing_done() -> None:
    """A link is not even fetched; metadata travel, and the size of a picture at hand is told."""
    media = await only(plan(LINKS), Media(url=LINK, metadata={"seed": 7}), fetch=unreachable)
    assert (media.url, media.data, media.metadata, media.size) == (LINK, None, {"seed": 7}, None)
    media = await only(plan(BYTES), PNG)
    assert (media.data, media.content_type, media.size) == (PNG, "image/png", (64, 48))
    media = await only(plan(BYTES), Media(b"a clip", content_type="video/mp4", width=8, height=4))
    assert (media.data, media.content_type, media.size) == (b"a clip", "video/mp4", (8, 4))
    media = await only(plan(BYTES), b"\x89PNG\r\n\x1a\nbroken")
    assert (media.data, media.size) == (b"\x89PNG\r\n\x1a\nbroken", None)


async def test_metadata_survive_the_steps() -> None:
    """They are the host's own."""
    own = {"revised_prompt": "a fox"}
    media = await only(plan(BYTES, output_format="webp"), Media(PNG, metadata=own))
    assert media.metadata is own


@pytest.mark.parametrize(
    ("head", "kind"),
    [(b"\0\0\0\x18ftypisom", "video/mp4"), (b"\x1aE\xdf\xa3", "video/webm"), (b"<svg xmlns=''/>", "image/svg+xml")],
)
async def test_clips_and_drawings_are_stored_as_they_are(head: bytes, kind: str) -> None:
    """They are never opened."""
    store = MemoryStore()
    media = await only(plan(BYTES, response_format="url"), head + bytes(50), store=store)
    assert (media.content_type, store.held) == (kind, (1, len(head) + 50))


async def test_another_type_is_what_the_host_says_it_is() -> None:
    """Unless it is one that the bytes would show: those are not believed."""
    made, store = plan(BYTES, response_format="url"), MemoryStore()
    media = await only(made, Media(b"RIFF of another kind", content_type="audio/wav"), store=store)
    assert media.content_type == "audio/wav"
    for known in ("image/png", "IMAGE/AVIF", "video/mp4"):
        with pytest.raises(PictureError):
            await only(made, Media(b"an error page", content_type=known), store=store)


async def test_a_store_may_be_a_plain_one() -> None:
    """It runs in a thread then; what it gives has to be a link."""
    kept = type("Plain", (), {"put": lambda _, data, kind: f"https://bucket.example/{kind}/{len(data)}"})()
    media = await only(plan(BYTES, response_format="url"), PNG, store=kept)
    assert media.url == f"https://bucket.example/image/png/{len(PNG)}"
    with pytest.raises(StoreError):
        await only(plan(BYTES, response_format="url"), PNG, store=type("Odd", (), {"put": lambda *_: None})())


async def test_a_plan_that_was_written_down_runs_the_same() -> None:
    """R10.2: read from its JSON."""
    made = plan(BASE64, "parameters: {image: {accepts: [base64]}}", image=LINK, output_format="gif")
    again = Plan.from_dict(json.loads(json.dumps(made.to_dict())))
    one, other = [await only(each, PNG, fetch=fetch) for each in (made, again)]
    assert one == other


@pytest.mark.parametrize("given", [b"<html>an error page</html>", b"", b"\x89PNG\r\n\x1a\nbroken", b'{"error": 1}'])
@pytest.mark.parametrize("wanted", ["url", "b64_json"])
async def test_what_is_no_media_is_handed_to_nobody(given: bytes, wanted: str) -> None:
    """A step that touches it says so."""
    store = MemoryStore()
    made = plan(LINKS if wanted == "b64_json" else BYTES, response_format=wanted)
    with pytest.raises(PictureError) as caught:
        await only(made, Media(given), store=store)
    assert (caught.value.code, caught.value.call, caught.value.result) == ("not_media", 0, 0)
    assert store.held == (0, 0)


async def test_each_error_names_its_step() -> None:
    """And call and result, counted from 0 as data and from 1 in the sentence."""

    async def no_store(*_: Any) -> str:
        raise OSError("secret")

    broken = type("Broken", (), {"put": no_store})()

    def no_fetch(_: str) -> bytes:
        raise OSError("secret")

    for made, given, options, kind, step in (
        (plan(LINKS, response_format="b64_json"), LINK, {"fetch": no_fetch}, FetchError, "fetch"),
        (plan(LINKS, response_format="b64_json"), LINK, {"fetch": lambda _: "text"}, FetchError, "fetch"),
        (plan(BYTES, output_format="webp"), b"junk", {}, PictureError, "convert"),
        (plan(BYTES, response_format="url"), PNG, {"store": broken}, StoreError, "store"),
    ):
        with pytest.raises(kind) as caught:
            await only(made, [given], **options)
        assert (caught.value.call, caught.value.result, caught.value.step) == (0, 0, step)
        assert str(caught.value).startswith(f"call 1, result 1, {step}: expected ")
        assert "secret" not in repr(caught.value) + str(caught.value)


async def test_a_host_may_tell_the_type_of_what_it_fetched() -> None:
    """The bytes decide all the same."""
    media = await only(plan(LINKS, response_format="b64_json"), LINK, fetch=lambda _: Fetched(PNG, "text/html"))
    assert media.content_type == "image/png"


async def test_what_is_too_long_is_not_decoded() -> None:
    """Bytes, base64, and what a host's own function has fetched."""
    small = PictureSettings(max_bytes=len(PNG) - 1)
    for given in (PNG, TEXT, f"data:image/png;base64,{TEXT}", LINK):
        with pytest.raises(RunError) as caught:
            await only(plan(LINKS, response_format="b64_json"), given, fetch=fetch, pictures=small)
        assert caught.value.code in {"too_long", "too_large"}
    just = PictureSettings(max_bytes=len(PNG))
    assert await only(plan(LINKS, response_format="b64_json"), TEXT, pictures=just)


@pytest.mark.parametrize(
    "given", ["not base64!", "data:image/png,abc", "data:image/png;base64", TEXT[:-1], f"{TEXT}\n "]
)
async def test_what_is_no_base64_is_an_error(given: str) -> None:
    """Nothing is skipped on the way."""
    with pytest.raises(RunError) as caught:
        await only(plan(BYTES, output_format="webp"), given)
    assert caught.value.code == "not_base64"


@pytest.mark.parametrize(
    "step",
    [
        Step("sharpen", {}),
        Step("convert", {}),
        Step("convert", {"format": "bmp"}),
        Step("convert", {"format": "webp", "quality": 0}),
        Step("convert", {"format": "webp", "quality": True}),
        Step("resize", {"size": "0x5", "how": "cover"}),
        Step("resize", {"size": "5x5", "how": "crop"}),
        Step("resize", {"size": "100000x5", "how": "cover"}),
        Step("encode", {"into": "hex"}),
    ],
)
def test_steps_that_no_plan_has_are_refused(step: Step) -> None:
    """A plan may have been read from somewhere."""
    with pytest.raises(RunError) as caught:
        work_of([step])
    assert caught.value.code == "unknown_step"
