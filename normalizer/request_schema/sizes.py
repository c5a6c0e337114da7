"""Sizes, aspect ratios and resolutions that a target meets exactly: every candidate is put to the engine."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import TYPE_CHECKING, Any

from normalizer.draft import Draft
from normalizer.policy import DEFAULT
from normalizer.request import GEOMETRY, Scale, read_wish
from normalizer.request_schema import spelling
from normalizer.request_schema.choice import Choice, Offered, auto_choice, whole_text
from normalizer.resolve.free import FreeForm
from normalizer.resolve.ratios import RatiosForm
from normalizer.resolve.sizes import FixedForm, SizesForm
from normalizer.resolve.tiers import FRAMES
from normalizer.resolve.wish import SCALE, SHAPE, Wish
from normalizer.values import Ratio, Size, Tier

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from normalizer.request_schema.choice import Schema
    from normalizer.resolve.forms import Form
    from normalizer.target import Target

SIZE = "size"
EVERYTHING = frozenset({SIZE, SHAPE, SCALE})
_SIDE: Schema = {
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": 99999},
        {"type": "string", "pattern": whole_text("[1-9][0-9]{0,4}")},
    ]
}
_ANY_OBJECT: Schema = {
    "type": "object",
    "properties": {"width": _SIDE, "height": _SIDE},
    "required": ["width", "height"],
    "additionalProperties": False,
}


@dataclass(frozen=True, slots=True, eq=False)
class Meant:
    """A choice, and what it means: a size, a ratio, or a scale with how the target's own words name it."""

    meaning: tuple[Any, ...]
    choice: Choice


def candidates(target: Target) -> dict[str, list[Meant]]:
    """List for each of the three parameters what may be met exactly: one choice for each thing that can be meant."""
    shapes, scales, sizes, words = _facts(target)
    found: dict[str, list[Meant]] = {}
    for key, texts in (
        (SIZE, [*words, *sizes, *(t for t in shapes if ":" in t), *(t for t in scales if t[-1:] in "kKpP")]),
        (SHAPE, [*_words(target, SHAPE), *shapes]),
        (SCALE, [*_words(target, SCALE), *scales]),
    ):
        grouped: dict[Any, list[str]] = {}
        for text in dict.fromkeys(texts):
            meaning = _meaning(target, key, text)
            if meaning is not None:
                grouped.setdefault(meaning, []).append(text)
        found[key] = [Meant(m, _choice(target, key, m, spelled)) for m, spelled in grouped.items()]
    return found


def free_parts(target: Target) -> dict[str, Offered]:
    """Give for each of the three parameters what a schema can only match as a text, and say so."""
    found = {}
    for key in GEOMETRY:
        free = [schema for form in target.geometry.forms for schema in _free(key, _open(form))]
        distinct = {str(schema): schema for schema in free}
        more = "more is accepted here than is met exactly: " + _limits(target) if free else None
        found[key] = Offered(free=tuple(distinct.values()), more=more)
    return found


def beside_free_size(key: str) -> Offered:
    """Give what may stand beside a size that no list has: only what says the same is met, which no schema can tell."""
    more = "beside a size that is not listed, only what says the same is met exactly"
    return Offered(free=tuple(_free(key, EVERYTHING)), more=more)


def autos(target: Target, key: str) -> Choice:
    """Give the words that leave a parameter to the provider."""
    return auto_choice(trimmed=True, words=sorted(target.auto_words.get(key, ())))


def _facts(target: Target) -> tuple[list[str], list[str], list[str], list[str]]:
    """Collect shapes, scales, sizes and words of the target's own, and what follows from one for another."""
    shapes: dict[str, None] = {}
    scales: dict[str, None] = {}
    sizes: dict[str, None] = {}
    for form in target.geometry.forms:
        for ratio, tier in _pairs(form):
            shapes.update(dict.fromkeys([ratio] if ratio else []))
            scales.update(dict.fromkeys([tier] if tier else []))
    for size in (size for form in target.geometry.forms for size in pixels_of(form, target)):
        sizes[str(Size(*size))] = None
    default = target.geometry.default
    if default.size is not None:
        sizes[str(Size(*default.size))] = None
    pixels = [Size.parse(text) for text in sizes]
    for one in pixels:
        shapes[str(one.ratio)] = None
        frame = FRAMES.get(one) or FRAMES.get(one.turned)
        scales.update(dict.fromkeys([*([frame.upper()] if frame else []), str(one)]))
    stated = [*_tiers(target), *([default.scale] if default.scale is not None else [])]
    counts = [Fraction(one.pixels) for one in pixels] + [Fraction(one.numerator, one.denominator) for one in stated]
    scales.update(dict.fromkeys(text for count in counts for text in spelling.units_of(count)))
    # a frame's name means more than the number in it (R3.7): the number is told apart
    frames = [text for text in scales if text.lower() in FRAMES.values()]
    scales.update(dict.fromkeys(other for text in frames if (other := spelling.otherwise(text)) is not None))
    return list(shapes), list(scales), list(sizes), _words(target, SIZE)


def _tiers(target: Target) -> Iterator[Tier]:
    for form in target.geometry.forms:
        if isinstance(form, RatiosForm) and form.tiers is not None:
            yield from form.tiers.tiers


def _pairs(form: Form) -> Iterator[tuple[str | None, str | None]]:
    """Give the names of ratios and tiers as the file lists them."""
    if not isinstance(form, RatiosForm):
        return
    if form.shapes is not None:
        yield from ((name, None) for name in form.shapes.names)
    elif form.shape is not None:
        yield str(Ratio.of(*form.shape)), None
    if form.tiers is not None:
        yield from ((None, name) for name in form.tiers.names)


def pixels_of(form: Form, target: Target) -> Iterator[tuple[int, int]]:
    """Give the pixels that a form may make: listed ones, and those of a shape and a scale that are whole."""
    if isinstance(form, SizesForm):
        yield from form.offered
    elif isinstance(form, FixedForm):
        yield form.size
    elif isinstance(form, RatiosForm):
        yield from form.back
        if form.tiers is not None and not {"4k", "8k"}.isdisjoint(form.tiers.meant):
            yield from (size for wide in FRAMES for size in (wide, wide[::-1]))
        shapes = [] if form.shapes is None else list(form.shapes.ratios)
        shapes += [Ratio.of(*form.shape)] if form.shape is not None else []
        scales = [
            *(form.tiers.tiers if form.tiers else ()),
            *(one for one in (form.pixels, target.geometry.default.scale) if one),
        ]
        for shape in shapes:
            for scale in scales:
                yield from _whole(shape, scale, short_edge=form.short_edge)


def _whole(shape: Ratio, scale: Tier, *, short_edge: bool) -> Iterator[tuple[int, int]]:
    """Give the rectangle of a shape and a scale where its sides are whole."""
    pixels = Fraction(*scale.pixels_at(*shape, short_edge=short_edge))
    square = pixels / (shape.width * shape.height)  # of the side of one part
    part = isqrt(int(square))
    if square.denominator == 1 and part * part == square and part * max(shape) < 10**5:
        yield part * shape.width, part * shape.height


def _words(target: Target, key: str) -> list[str]:
    """List the target's words for a parameter, as the file spells them."""
    spelled = {word.lower(): word for form in target.geometry.forms for word in _spelled(form, key)}
    return [spelled.get(word, word) for word in target.words[key] if word.isascii()]


def _spelled(form: Form, key: str) -> Iterator[str]:
    words: list[Any] = []
    if isinstance(form, RatiosForm):
        if form.tiers is not None and key != SHAPE:
            words += [*form.tiers.words, *form.tiers.names]
        if form.shapes is not None and key != SCALE:
            words += [*form.shapes.words, *form.shapes.names]
    elif isinstance(form, SizesForm) and key == SIZE:
        words += form.offered.values()
    yield from (word for word in words if isinstance(word, str))


def _meaning(target: Target, key: str, text: str) -> Any:
    """Tell what a text means under a key, as far as it decides anything: equal meanings are met alike."""
    draft = Draft(target, DEFAULT)
    draft.asked[key] = (key, text)
    wish = read_wish(draft)
    if draft.problems or draft.autos:
        return None
    if wish.size is not None:
        return Size(*wish.size), SIZE  # as tuples a size and a ratio may be equal
    if wish.shape is not None:
        return Ratio.of(*wish.shape), SHAPE
    fact = Scale(wish.scale, wish.word)
    named = tuple(_named(form, wish) for form in target.geometry.forms if isinstance(form, RatiosForm))
    return (fact.tier, named, Size.read(text) is not None, text.lower() in FRAMES.values())


def _named(form: RatiosForm, wish: Wish) -> tuple[int | None, int | None] | None:
    return None if form.tiers is None else (form.tiers.named(wish), form.tiers.named(wish, by_pixels=False))


def _choice(target: Target, key: str, meaning: Any, texts: list[str]) -> Choice:
    """Put all spellings of one meaning together; the first text stands for it."""
    fact = meaning[0]
    words = [spelling.BLANKS + spelling.folded(text) + spelling.BLANKS for text in texts]
    if isinstance(fact, Size):
        own = [word for word, text in zip(words, texts, strict=True) if Size.read(text) != fact]
        return Choice(
            str(fact), tuple(dict.fromkeys((str(fact), *texts))), (spelling.size(fact), *own), (fact.width, fact.height)
        )
    if isinstance(fact, Ratio):
        named = [text for text in texts if Ratio.read(text) == fact]
        ways = [spelling.ratio(fact, text, colon_only=key == SIZE) for text in named or [str(fact)]]
        own = [word for word, text in zip(words, texts, strict=True) if text not in named]
        return Choice(texts[0], tuple(texts), (*dict.fromkeys(ways), *own))
    bare = [float(text) if "." in text else int(text) for text in texts if _is_bare(text)] if key == SCALE else []
    # what only follows from other words is matched, not listed
    known = {word.lower() for form in target.geometry.forms for _, name in _pairs(form) for word in [name or ""]}
    known |= target.words[key].keys()
    shown = [text for text in texts if text.lower() in known]
    ways = []
    for text, word in zip(texts, words, strict=True):
        other = spelling.otherwise(text)
        ways.append(spelling.tier(text) if other is None or _meaning(target, key, other) == meaning else word)
    if not shown and key == SCALE:
        shown = [text for text in texts if "." not in text][:1]
    return Choice(texts[0], tuple(shown), tuple(ways), numbers={"enum": bare} if bare else None)


def _is_bare(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _free(key: str, untold: AbstractSet[str]) -> Iterable[Schema]:
    """Give what is taken under a key that no list can say: of shapes, scales and pixels, those that are `untold`."""
    known = {SIZE: spelling.ANY_SIZE, SHAPE: spelling.ANY_RATIO_IN_SIZE, SCALE: spelling.ANY_TIER_IN_SIZE}
    if key != SIZE:
        known = {SHAPE: spelling.ANY_RATIO} if key == SHAPE else {SCALE: spelling.ANY_TIER}
    for what, text in known.items():
        if what in untold:
            yield {"type": "string", "pattern": whole_text(text)}
    if key == SIZE and SIZE in untold:
        yield _ANY_OBJECT
    if key == SCALE and SCALE in untold:
        yield {"type": "number", "exclusiveMinimum": 0, "maximum": 64}


def _open(form: Form) -> AbstractSet[str]:
    """Tell of which of shapes, scales and pixels more is taken than any list has."""
    if isinstance(form, FreeForm):
        return EVERYTHING
    if isinstance(form, SizesForm):
        return {SIZE} if form.is_open or not form.is_known else frozenset()
    untold: set[str] = set()
    if isinstance(form, RatiosForm):
        shapes, tiers = form.shapes, form.tiers
        if shapes is not None and (shapes.is_open or not shapes.is_known or shapes.lowest is not None):
            untold |= {SHAPE, SIZE}
        if tiers is not None and (tiers.is_open or not tiers.is_known):
            untold |= {SCALE, SIZE}
    return untold


def _limits(target: Target) -> str:
    said = []
    for form in target.geometry.forms:
        if isinstance(form, FreeForm):
            step = form.limits.step
            said.append(f"multiples of {step} inside the limits are met as they are, others are fitted")
        elif isinstance(form, RatiosForm) and form.shapes is not None and form.shapes.lowest is not None:
            said.append(f"ratios from {form.shapes.lowest} to {form.shapes.highest} are met, others are moved there")
        elif _open(form):
            said.append("values that nobody could verify are sent as they are")
    return "; ".join(dict.fromkeys(said))
