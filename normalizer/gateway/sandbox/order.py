"""What an accepted payload orders: how many results, of which size, file type and length, handed over how.

It is read from the payload alone, as a provider would, so that what comes back does not simply agree with the plan.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.base64_text import bytes_of
from normalizer.gateway.sandbox import rules, sizes
from normalizer.gateway.sandbox.message import Message
from normalizer.gateway.sandbox.reading import number_of
from normalizer.values import Tier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from normalizer.capability import Block
    from normalizer.gateway.sandbox.sizes import Size

USUAL_PIXELS = {"image": 1024 * 1024, "video": 1280 * 720}
USUAL_SHAPE = {"image": Fraction(1), "video": Fraction(16, 9)}
USUAL_SECONDS = Fraction(5)
USUAL_RATE = Fraction(8)
"""Frames of a second where neither the payload nor the file says it: few, because they are all alike."""

SPELLINGS = {"jpg": "jpeg"}


class Order(NamedTuple):
    """What is to be made. `ratio` and `tier` are the file's words, where the payload or the default says them."""

    size: Size
    results: int
    format: str
    delivery: str
    seconds: Fraction
    frame_rate: Fraction
    ratio: str | None
    tier: str | None
    seed: str | None


def order_of(
    block: Block, media: str, payload: dict[str, Any], upstream: str | None, measure: Callable[[bytes], Size | None]
) -> Order:
    """Read what a payload orders; it has to be one that the provider accepts.

    `measure` gives the size of an input image, nothing where it cannot be told.
    """
    body: Any = payload
    for step in block.under.split(".") if block.under else ():
        body = body[step]
    message = Message(block, body, upstream)
    ratio, tier, size = message.geometry()
    returns = block.returns
    made = _word(message, "output_format") or (returns.format if returns else None)
    made = made or ("png" if media == "image" else "mp4")
    delivery = _word(message, "response_format") or (returns.delivery if returns else None) or "url"
    return Order(
        size or _size(message, media, ratio, tier, measure),
        message.count,
        SPELLINGS.get(made, made),
        delivery,
        _seconds(message),
        next((fps for fps in map(number_of, message.words("fps")) if fps), USUAL_RATE),
        ratio,
        tier,
        next((str(word) for word in message.words("seed")), None),
    )


def _word(message: Message, name: str) -> str | None:
    return next((str(word).lower() for word in message.words(name) if message.found.get(name)), None)


def _seconds(message: Message) -> Fraction:
    facts = message.facts("seconds")
    words = [number_of(str(word).removesuffix("s")) for word in message.words("seconds")]
    length = next((word for word in words if word is not None and word > 0), None)
    if length is None:
        return USUAL_SECONDS
    counts_frames = facts is not None and facts.frames is not None and message.found["seconds"]
    return length / rules.frames_per_second(message) if counts_frames else length


def _size(
    message: Message, media: str, ratio: str | None, tier: str | None, measure: Callable[[bytes], Size | None]
) -> Size:
    """Choose pixels where the file leaves them to the provider: its shape, and the pixels of its tier."""
    form = message.said.form if message.said is not None else None
    if form is not None and form.fixed is not None:
        return sizes.pair(form.fixed)
    follows = form is not None and (form.follows is not None or form.shape == "input")
    own = _input_size(message, measure) if follows or ratio is None else None
    offered = [] if follows or ratio is not None else list(_offered(message, tier))
    if offered:
        return _nearest(offered, Fraction(*own) if own else USUAL_SHAPE[media], USUAL_PIXELS[media])
    if own is not None and tier is None:
        return own
    stated = form.shape if form is not None else None
    shape = sizes.fraction(ratio) or (Fraction(*own) if own else None) or sizes.fraction(stated) or USUAL_SHAPE[media]
    named = tier or (form.pixels if form is not None else None)
    read = Tier.read(named) if named else None
    if read is None:
        return rectangle(shape, USUAL_PIXELS[media])
    short_edge = form is not None and form.tier_rule == "short_edge"
    pixels = read.pixels_at(shape.numerator, shape.denominator, short_edge=short_edge)
    return rectangle(shape, pixels[0] // pixels[1])


def _offered(message: Message, tier: str | None) -> Iterator[Size]:
    """Give the sizes among which the provider decides, those of a tier where one is said."""
    for form in message.block.dimensions:
        if isinstance(form.sizes, dict):
            yield from map(sizes.pair, form.sizes)
        yield from (cell for _, column, cell in sizes.cells(form) if tier in {None, column})


def _nearest(offered: list[Size], shape: Fraction, pixels: int) -> Size:
    """Choose the nearest shape, and of its sizes the one with about the usual pixels."""

    def far(size: Size) -> tuple[Fraction, Fraction]:
        own, area = Fraction(*size), size[0] * size[1]
        return max(own / shape, shape / own), max(Fraction(area, pixels), Fraction(pixels, area))

    return min(offered, key=far)


def rectangle(shape: Fraction, pixels: int) -> Size:
    """Give even sides of about a shape and a number of pixels.

    >>> rectangle(Fraction(16, 9), 921600)
    (1280, 720)
    """
    width = isqrt(pixels * shape.numerator // shape.denominator)
    height = isqrt(pixels * shape.denominator // shape.numerator)
    return max(2, (width + 1) // 2 * 2), max(2, (height + 1) // 2 * 2)


def _input_size(message: Message, measure: Callable[[bytes], Size | None]) -> Size | None:
    for name in ("image", "input_reference", "reference_images", "input_video"):
        for one in message.found.get(name, []):
            value = one.holes.get("value")
            data = _bytes(value[0] if isinstance(value, list) and value else value)
            size = None if data is None else measure(data)
            if size is not None:
                return size
    return None


def _bytes(item: Any) -> bytes | None:
    if isinstance(item, bytes):
        return item
    if not isinstance(item, str) or item.startswith(("http://", "https://")):
        return None
    text = item.partition(",")[2] if item[:5].lower() == "data:" else item
    try:
        return bytes_of(text)
    except ValueError:
        return None
