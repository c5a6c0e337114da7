"""Read a request (R1, R2): what is asked in unified words, what is the gateway's own, and what nobody knows.

Every key is looked at once. Values of parameters nobody declared are kept as they are, unwalked and uncopied.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer import hint
from normalizer.errors import NormalizationError, Problem, escape, quote
from normalizer.honest import honest, kind_name
from normalizer.resolve.wish import Wish
from normalizer.values import Ratio, Size, Tier
from normalizer.values.grammar import LONGEST, UNIT, plain, whole
from normalizer.values.number import number, seconds

if TYPE_CHECKING:
    from normalizer.draft import Draft
    from normalizer.target import Target
    from normalizer.values.measure import Fraction2

ALIASES = {
    "duration": "seconds",
    "image_url": "image",
    "video": "input_video",
    "video_url": "input_video",
    "audio_url": "input_audio",
}
"""Other names of unified parameters (R1.4)."""

INPUTS = (
    "image",
    "mask",
    "input_reference",
    "last_frame",
    "reference_images",
    "reference_videos",
    "reference_audios",
    "input_video",
    "input_audio",
)
"""Input media: never sent to a target that does not declare them (R6.2)."""

GEOMETRY = ("size", "aspect_ratio", "resolution")
NEVER_RAW = ("n", "response_format", "output_format", "output_compression", "seconds")
"""Together with the geometry: these never travel as they are (R6.2)."""

OTHERS = (
    "prompt",
    "negative_prompt",
    "seed",
    "quality",
    "style",
    "background",
    "user",
    "fps",
    "audio",
    "stream",
    "partial_images",
)
ACCOUNTED = ("model", "provider", "operation")
"""They chose the target (R1.8, R1.10)."""

TRIMMED = frozenset((*GEOMETRY, "seconds"))
"""Outer blanks are trimmed here and nowhere else (R1.1)."""

LONGEST_WORD = 64
"""Words of a target are looked up to this length."""

AUTO = "auto"
"""The word that lets the provider decide (R1.5)."""

LENGTH = "a positive number of seconds such as 8, 7.5 or '8s'"

UNIFIED = frozenset((*GEOMETRY, *NEVER_RAW, *INPUTS, *OTHERS))

NAMED = UNIFIED | ALIASES.keys()
"""Under these names null means that nothing is asked, whatever the target knows (R1.2)."""

SMALL_SIDE, LARGE_TERM = 64, 100
"""Sizes below and ratios above these are probably the other one (R1.9)."""


class Scale(NamedTuple):
    """A scale as it was read, and the caller's word for it where it was asked by a unit or a word."""

    tier: Tier | None
    word: str | None


Fact = Size | Ratio | Scale


def snapshot(request: Mapping[str, Any]) -> dict[str, Any]:
    """Copy the top level of a request; raises `NormalizationError` where it is no mapping from text."""
    if not isinstance(request, Mapping):
        raise NormalizationError([Problem("request", "bad_request", "an object", quote(request))])
    try:
        items = dict(request.items())
    except Exception as error:  # noqa: BLE001  a caller's own mapping may raise anything
        got = f"one that raises {escape(kind_name(error), 40)}"
        raise NormalizationError([Problem("request", "bad_request", "a readable object", got)]) from None
    wrong = [key for key in items if type(key) is not str]
    if wrong:
        problems = [Problem(f"<key {i}>", "bad_request", "keys of text", quote(k)) for i, k in enumerate(wrong[:20], 1)]
        raise NormalizationError(problems)
    return items


def sort_out(draft: Draft, request: dict[str, Any]) -> None:
    """Put every key of the request where it belongs."""
    reserved, names, native = draft.policy.reserved, draft.target.names, draft.target.native
    declared = draft.target.parameters
    aliased: list[tuple[str, str, Any]] = []
    for key, value in request.items():
        if key in reserved:
            draft.entries.append((key, "reserved", value, {}, True))
            continue
        name = names.get(key)
        if name is None and (value is not None or key not in NAMED):
            draft.extras[key] = value
            if key in native:
                draft.native.update(native[key])
        elif name is None or value is None:
            draft.entries.append((key, "absent", None, {}, True))
        elif name == "":
            draft.entries.append((key, "met", value, {}, True))
        else:
            parameter = declared.get(name)
            read = value if parameter is not None and parameter.carries else honest(value)
            if key == name:
                draft.asked[key] = (key, read)
            else:
                aliased.append((key, name, read))
    for key, name, value in aliased:
        _aliased(draft, key, name, value)


def _aliased(draft: Draft, key: str, name: str, value: Any) -> None:
    """Take a value under another name; beside the unified name it has to be well-formed and to agree (R1.4, R1.7)."""
    if name not in draft.asked:
        draft.asked[name] = (key, value)
        return
    if name == "seconds" and not _is_length(draft, value):
        draft.problem(key, "not_a_number", LENGTH, value, hint.of_length(value))
        return
    first = draft.asked[name][1]
    same = _agree(first, value, seconds if name == "seconds" else number)
    draft.entries.append((key, "overridden", value, {}, same))
    if not same:
        draft.change(key, "alias_conflict", value, first, "R1.4")


def _is_length(draft: Draft, value: Any) -> bool:
    if seconds(value) is not None or is_auto(value, "seconds"):
        return True
    parameter = draft.target.parameters.get("seconds")
    own = None if parameter is None else parameter.auto
    return type(own) in {int, float} and number(value) == number(own)


def _agree(one: Any, other: Any, read: Callable[[Any], int | None]) -> bool:
    if one is other:
        return True
    one, other = honest(one), honest(other)
    left, right = read(one), read(other)
    if left is not None or right is not None:
        return left == right
    try:
        return type(one) is type(other) and bool(one == other)
    except Exception:  # noqa: BLE001  comparing a caller's own objects may raise anything
        return False


def read_wish(draft: Draft) -> Wish:
    """Read size, aspect ratio and resolution, and settle which of them decides (R2)."""
    facts: dict[str, Fact] = {}
    for key in GEOMETRY:
        if key not in draft.asked:
            continue
        value = draft.asked[key][1]
        if _is_auto(draft, key, value):
            draft.autos.append(key)
            continue
        fact = _READERS[key](draft, value)
        if fact is not None:
            facts[key] = fact
    size = facts.get("size")
    if isinstance(size, Size):
        return Wish(tuple(size), tuple(size), Tier(size.pixels, 1), None, "size", "size")  # type: ignore[arg-type]  # a Size is a pair
    shape: tuple[str | None, Fraction2 | None] = None, None
    scale: tuple[str | None, Scale] = None, Scale(None, None)
    for key, fact in facts.items():
        if isinstance(fact, Ratio) and shape[0] is None:
            shape = key, fact
        elif isinstance(fact, Scale) and scale[0] is None:
            scale = key, fact
    return Wish(None, shape[1], scale[1].tier, scale[1].word, shape[0], scale[0])


def fact_of(target: Target, key: str, value: Any) -> Fact | None:
    """Read an aspect ratio or a resolution; nothing where the value is neither well-formed nor a word of the target."""
    text = _text(value) if isinstance(value, str) or key != "aspect_ratio" else None
    if text is None:
        return None
    known: Fact | None = target.words[key].get(text.lower())
    if known is not None:
        return Scale(known.tier, text) if isinstance(known, Scale) else known
    if key == "aspect_ratio":
        return Ratio.read(value)
    tier = Tier.read(value if isinstance(value, str) else text)
    return None if tier is None else Scale(tier, text)


def _is_auto(draft: Draft, key: str, value: Any) -> bool:
    text = _text(value) if isinstance(value, str) else None
    return is_auto(value, key) or (text is not None and text.lower() in draft.target.auto_words.get(key, ()))


def is_auto(value: Any, name: str) -> bool:
    """Tell whether a value is the word `auto` (R1.5); blanks around it are trimmed for some parameters only (R1.1).

    >>> is_auto("AUTO", "fps"), is_auto(" auto ", "fps"), is_auto(" auto ", "seconds")
    (True, False, True)
    """
    if type(value) is not str or len(value) > LONGEST or not value.isascii():
        return False
    return (value.strip(" ") if name in TRIMMED else value).lower() == AUTO


def _text(value: Any) -> str | None:
    """Give a text as it can be looked up; numbers as the provider's words may be numbers."""
    if isinstance(value, str):
        if len(value) > LONGEST_WORD or not value.isascii():
            return None
        return value.strip(" ") if len(value) <= LONGEST else value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        units = number(value)
        return None if units is None else str(plain(units))
    return None


def _read_size(draft: Draft, value: Any) -> Fact | None:
    words = draft.target.words
    text = _text(value)
    if isinstance(value, str) and text is not None:
        known: Fact | None = words["size"].get(text.lower())
        if known is not None:
            return known
    if type(value) is dict:
        return _read_sides(draft, value)
    if isinstance(value, str):
        size = Size.read(value)
        if size is not None:
            if size.width <= SMALL_SIDE and size.height <= SMALL_SIDE:
                other = f"taken as {size} pixels; the ratio is written {size.width}:{size.height}"
                draft.note("size", "ratio_or_size", value, "R1.9", other)
            return size
        ratio = Ratio.read(value) if ":" in value else None
        if ratio is not None:
            if ratio.width * ratio.height and _large(value):
                other = f"taken as the shape {ratio}; pixels are written {value.strip(' ').replace(':', 'x')}"
                draft.note("size", "ratio_or_size", value, "R1.9", other)
            return ratio
        tier = Tier.read(value)
        if tier is not None and value.strip(" ")[-1:] in "kKpP":
            return Scale(tier, value.strip(" "))
    draft.problem(
        "size", "not_a_size", "WIDTHxHEIGHT such as 1024x1536, W:H, a tier or auto", value, hint.of_size(value)
    )
    return None


def _large(text: str) -> bool:
    left, _, right = text.strip(" ").partition(":")
    return (whole(left) or 0) >= LARGE_TERM and (whole(right) or 0) >= LARGE_TERM


def _read_sides(draft: Draft, value: dict[str, Any]) -> Size | None:
    if set(value) == {"width", "height"}:
        sides = [number(honest(side)) for side in (value["width"], value["height"])]
        if all(side is not None and side % UNIT == 0 and 0 < side < 100_000 * UNIT for side in sides):
            return Size(*(side // UNIT for side in sides if side is not None))
    draft.problem("size", "not_a_size", "an object of width and height, whole numbers from 1 to 99999", value)
    return None


def _read_ratio(draft: Draft, value: Any) -> Fact | None:
    fact = fact_of(draft.target, "aspect_ratio", value)
    if fact is not None:
        return fact
    draft.problem("aspect_ratio", "not_a_ratio", "WIDTH:HEIGHT such as 16:9, or auto", value, hint.of_ratio(value))
    return None


def _read_resolution(draft: Draft, value: Any) -> Fact | None:
    fact = fact_of(draft.target, "resolution", value)
    if fact is not None:
        return fact
    expected = "a tier such as 2K, 0.25MP, 720p or 1024x1024"
    draft.problem("resolution", "not_a_resolution", expected, value, hint.of_resolution(value))
    return None


_READERS = {"size": _read_size, "aspect_ratio": _read_ratio, "resolution": _read_resolution}
