"""What must not make a difference (R12).

- A weaker parameter changes no payload.
- The unit and the spelling of a wish do not matter.
- The order inside a list does not matter.
- Removing an offer that was not chosen, and is not the default's partner, changes nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import assume, given
from hypothesis import strategies as st

from reference.measures import distance, shape_of
from reference.strategies import KINDS
from reference.words import read_ratio, read_size

from .reading import written
from .strategies import Block, Request, Sample, examples, own_words, sample, samples, wishes

if TYPE_CHECKING:
    import random

    from normalizer import Plan

LISTS = ("sizes", "ratios", "table", "tiers")
SIDES = st.integers(65, 9999)
SCALES = ("0.5K", "1K", "2K", "4K", "1.5K", "8K")
LINES = st.integers(64, 4400)


def payloads(plan: Plan) -> list[dict[str, Any]]:
    """Give what is sent."""
    return [call.payload for call in plan.calls]


def takes_anything(block: Block) -> bool:
    """Tell whether a form hands on what was asked in the caller's own spelling (R4.9)."""
    return any(form.get("open") or "unknown" in form.values() for form in block["dimensions"])


@examples(300)
@given(case=wishes((*KINDS, "unknown")), size=st.tuples(SIDES, SIDES))
def test_pixels_beat_the_rest(case: tuple[Sample, Request], size: tuple[int, int]) -> None:
    """Beside a size in pixels, aspect ratio and resolution change no payload (R2.1)."""
    drawn, request = case
    asked = {**request, "size": "{}x{}".format(*size)}
    assert payloads(drawn.plan(asked)) == payloads(drawn.plan({"size": asked["size"]}))


@examples(200)
@given(case=wishes((*KINDS, "unknown")), shape=st.sampled_from(("16:9", "1:1", "3:4", "7:1")))
def test_a_shape_in_size_beats_the_ratio(case: tuple[Sample, Request], shape: str) -> None:
    """Beside a ratio in `size`, the aspect ratio changes no payload, and the size is the aspect ratio (R2.2)."""
    drawn, request = case
    rest = {name: value for name, value in request.items() if name == "resolution"}
    alone = drawn.plan({**rest, "size": shape})
    assert payloads(drawn.plan({**request, "size": shape})) == payloads(alone)
    assert payloads(drawn.plan({**rest, "aspect_ratio": shape})) == payloads(alone)


@examples(200)
@given(case=wishes(KINDS), scale=st.sampled_from(SCALES))
def test_a_scale_in_size_beats_the_resolution(case: tuple[Sample, Request], scale: str) -> None:
    """Beside a tier in `size`, the resolution changes no payload, and the size is the resolution (R2.2)."""
    drawn, request = case
    rest = {name: value for name, value in request.items() if name == "aspect_ratio"}
    alone = drawn.plan({**rest, "size": scale})
    assert payloads(drawn.plan({**request, "size": scale})) == payloads(alone)
    assert payloads(drawn.plan({**rest, "resolution": scale})) == payloads(alone)


def spellings(text: str) -> list[Any]:
    """Give other ways to write the same wish (R1)."""
    size, ratio = read_size(text), read_ratio(text)
    if size is not None:
        width, height = size
        marks = [f"{width}{mark}{height}" for mark in "xX*\u00d7"]
        return [
            *marks,
            f"  {text} ",
            {"width": width, "height": height},
            {"height": str(height), "width": float(width)},
        ]
    if ratio is not None:
        left, right = text.split(":")
        return [f"{left}/{right}", f"{left}:{right}  ", f"{left}.0:{right}.00"]
    head, unit = text[:-1], text[-1]
    return [f"{head}{unit.lower()}", f"{head}{unit.upper()}", f"{head} {unit}", f" {text}"]


WISHES = st.one_of(
    st.tuples(SIDES, SIDES).map(lambda pair: ("size", "{}x{}".format(*pair))),
    st.tuples(st.integers(1, 40), st.integers(1, 40)).map(lambda pair: ("aspect_ratio", "{}:{}".format(*pair))),
    st.sampled_from(SCALES).map(lambda text: ("resolution", text)),
    LINES.map(lambda lines: ("resolution", f"{lines}p")),
)


@examples(400)
@given(drawn=samples(KINDS), wish=WISHES, data=st.data())
def test_spelling(drawn: Sample, wish: tuple[str, str], data: st.DataObject) -> None:
    """Every spelling of a wish gives the same payload."""
    name, text = wish
    assume(not takes_anything(drawn.block))
    assume(text.lower() not in own_words(drawn.block))
    other = data.draw(st.sampled_from(spellings(text)))
    assert payloads(drawn.plan({name: other})) == payloads(drawn.plan({name: text}))


@examples(300)
@given(drawn=samples(KINDS), scale=st.sampled_from(SCALES), shape=st.sampled_from((None, "16:9", "1:1", "2:3")))
def test_unit(drawn: Sample, scale: str, shape: str | None) -> None:
    """`1K` is `1MP` is 1, `2K` is `4MP`: a scale is a number of pixels whatever its unit (R3.2)."""
    area = float(scale[:-1]) ** 2
    megapixels = f"{area:g}MP"
    assume(not takes_anything(drawn.block))
    tiers = [form["tiers"] for form in drawn.block["dimensions"] if isinstance(form.get("tiers"), dict)]
    # two tiers that are the same scale under two names are told apart by these names
    assume(not any(scale in listed and megapixels in listed for listed in tiers))
    assume({scale.lower(), megapixels.lower(), f"{area:g}"}.isdisjoint(own_words(drawn.block) - names(drawn.block)))
    rest = {} if shape is None else {"aspect_ratio": shape}
    first = payloads(drawn.plan({**rest, "resolution": scale}))
    for other in (megapixels, f"{area:g} mp", *((f"{area:g}", area) if area <= 64 else ())):
        assert payloads(drawn.plan({**rest, "resolution": other})) == first


def names(block: Block) -> set[str]:
    """Give our own names of the tiers."""
    return {str(name).lower() for form in block["dimensions"] for name in form.get("tiers") or () if name != "unknown"}


def shuffled(form: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """Give a form with every list in another order."""

    def mixed(listing: dict[str, Any]) -> dict[str, Any]:
        items = list(listing.items())
        dice.shuffle(items)
        return dict(items)

    done = {
        key: mixed(value) if key in {"sizes", "aspect_ratios", "tiers", "table"} and isinstance(value, dict) else value
        for key, value in form.items()
    }
    if "table" in form:
        order = [list(form["tiers"]).index(tier) for tier in done["tiers"]]
        done["table"] = {ratio: [row[place] for place in order] for ratio, row in done["table"].items()}
    return done


@examples(300)
@given(case=wishes((*LISTS, "unknown")), dice=st.randoms(use_true_random=False))
def test_order(case: tuple[Sample, Request], dice: random.Random) -> None:
    """The order inside a list decides nothing: same payload, same account."""
    drawn, request = case
    forms = [shuffled(form, dice) for form in drawn.block["dimensions"]]
    assume(len({*map(str, forms)}) == len(forms))
    other = sample({**drawn.block, "dimensions": forms}, drawn.media)
    first, second = drawn.try_plan(request), other.try_plan(request)
    assert (first is None) is (second is None)
    if first is not None and second is not None:
        assert payloads(first) == payloads(second)
        assert first.adjustments == second.adjustments
        assert first.resolved == second.resolved


def without(block: Block, key: str, name: str) -> Block:
    """Give a block of one form with one offer less."""
    form = block["dimensions"][0]
    done = {**form, key: {word: wire for word, wire in form[key].items() if word != name}}
    if key == "tiers" and "table" in form:
        place = list(form["tiers"]).index(name)
        done["table"] = {ratio: row[:place] + row[place + 1 :] for ratio, row in form["table"].items()}
    return {**block, "dimensions": [done]}


def is_partner(block: Block, key: str, name: str) -> bool:
    """Tell whether an offer is the default's own, or stands beside it in its shape (R2.4)."""
    default = block.get("default") or ""
    if key == "tiers":
        return name in default
    shape = read_ratio(name) if key != "sizes" else None
    size = read_size(name) if key == "sizes" else None
    own = shape_of(size) if size else shape
    parts = default.split(" ")
    pixels = read_size(parts[0])
    stated = shape_of(pixels) if pixels else read_ratio(parts[0])
    return own is None or (stated is not None and distance(own, stated) <= 2)


@examples(400)
@given(case=wishes(LISTS, most=1), data=st.data())
def test_what_was_not_chosen(case: tuple[Sample, Request], data: st.DataObject) -> None:
    """An offer that was not chosen can go without changing anything."""
    drawn, request = case
    form = drawn.block["dimensions"][0]
    keys = [
        key
        for key in ("sizes", "aspect_ratios", "table", "tiers")
        if isinstance(form.get(key), dict) and len(form[key]) > 2 and set(form[key]) != {"min", "max"}
    ]
    assume(keys)
    key = data.draw(st.sampled_from(keys))
    name = data.draw(st.sampled_from(sorted(form[key])))
    plan = drawn.try_plan(request)
    assume(plan is not None)
    assert plan is not None
    said = written(drawn.block, plan)
    chosen = {
        said.ratio,
        said.tier,
        "{}x{}".format(*said.size) if said.size else None,
        plan.resolved.tier,
        plan.resolved.ratio,
    }
    assume(name not in chosen and not is_partner(drawn.block, key, name))
    assume(str(form[key][name]).lower() not in str(request).lower() and name.lower() not in str(request).lower())
    rest = without(drawn.block, key, name)
    if "table" in rest["dimensions"][0]:  # a row of holes alone is no row
        assume(all(any(row) for row in rest["dimensions"][0]["table"].values()))
    other = sample(rest, drawn.media).plan(request)
    assert payloads(other) == payloads(plan)
    assert other.loss == plan.loss
