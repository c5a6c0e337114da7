"""What is answered (R12).

- The answer is on offer, or legal inside the limits.
- No offered size costs less, no offered ratio is closer, no offered tier is nearer: against brute force.
- What is offered is unchanged when it is asked.
- Idempotent: normalizing what was resolved resolves the same and adjusts nothing.
- Within one form and one unit, asking for more scale never gives less.

The grid of free forms is in `test_fit`, turning in `test_turning`.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from normalizer import Policy
from reference.fit import read_box
from reference.measures import area, cost, distance, shape_of
from reference.strategies import KINDS, SIDES
from reference.words import read_ratio, read_size

from .reading import pixels_out, ratio_of, scale_of, written
from .strategies import LISTED, Request, Sample, examples, samples, wishes

SHAPES = ("1:1", "16:9", "9:16", "3:2", "2.39:1", "1:4", "7:1", "99999:1")
COMPANY = {("aspect_ratio", "default_shape")}
"""The shape that comes with a scale stands among the adjustments while all is met (R2.3)."""


def sizes_of(form: dict[str, Any]) -> list[tuple[int, int]]:
    """Give the sizes that a list offers."""
    return [size for size in map(read_size, form["sizes"]) if size]


@examples(200)
@given(case=wishes((*KINDS, "unknown")))
def test_offered_or_legal(case: tuple[Sample, Request]) -> None:
    """Every word that is written is one that the form lists, and every rectangle is legal."""
    drawn, request = case
    plan = drawn.try_plan(request)
    assume(plan is not None)
    for name, value in plan.calls[0].payload.items():
        form = drawn.block["dimensions"][int(name[1 : name.index("_")])]
        listed = [form.get(key) for key in ("sizes", "aspect_ratios", "tiers")]
        words = {str(word) for listing in listed if isinstance(listing, dict) for word in listing.values()}
        cells = {cell for row in form.get("table", {}).values() for cell in row} | set(form.get("table", ()))
        is_range = isinstance(form.get("aspect_ratios"), dict) and set(form["aspect_ratios"]) == {"min", "max"}
        if "limits" in form and "sizes" not in form:
            pair = plan.calls[0].payload
            size = (
                next(pair[f"{name.split('_')[0]}_{side}"] for side in ("width",)),
                pair[f"{name.split('_')[0]}_height"],
            )
            assert form["limits"] == "unknown" or read_box(form["limits"]).holds(size)
        elif is_range and "at" not in str(value) and (ratio := read_ratio(str(value))):
            assert ratio_of(form["aspect_ratios"]["min"]) <= ratio <= ratio_of(form["aspect_ratios"]["max"])
        elif "unknown" not in listed and not form.get("open") and not is_range:
            assert str(value) in words | cells or all(part in words | cells for part in str(value).split(" at "))


@examples(200)
@given(drawn=samples(("sizes",), most=1), asked=st.tuples(SIDES, SIDES))
def test_no_size_costs_less(drawn: Sample, asked: tuple[int, int]) -> None:
    """Of a list of sizes none costs less than the answer (R4.3)."""
    form = drawn.block["dimensions"][0]
    assume(not form.get("open"))
    chosen = written(drawn.block, drawn.plan({"size": "{}x{}".format(*asked)})).size
    prices = {
        size: cost(distance(shape_of(size), shape_of(asked)), distance(area(size), area(asked)))
        for size in sizes_of(form)
    }
    assert chosen is not None
    assert prices[chosen] == min(prices.values())


@examples(200)
@given(
    drawn=samples(("ratios", "table"), most=1),
    shape=st.sampled_from(SHAPES) | st.tuples(st.integers(1, 60), st.integers(1, 60)).map("{0[0]}:{0[1]}".format),
)
def test_no_ratio_is_closer(drawn: Sample, shape: str) -> None:
    """Of a list of ratios none is closer than the answer (R3.1, R4.2)."""
    form = drawn.block["dimensions"][0]
    listed = form.get("table") or form["aspect_ratios"]
    assume(set(listed) != {"min", "max"})
    plan = drawn.plan({"aspect_ratio": shape})
    far = {ratio: distance(ratio_of(ratio), ratio_of(shape)) for ratio in listed}
    assert plan.resolved.ratio is not None
    assert far[plan.resolved.ratio] == min(far.values())


@examples(200)
@given(drawn=samples(("ratios", "table", "tiers"), most=1), shape=st.sampled_from(SHAPES), lines=st.integers(64, 4400))
def test_no_tier_is_nearer(drawn: Sample, shape: str, lines: int) -> None:
    """Of the tiers at the chosen shape none is nearer than the answer, unless it was asked by its value (R4.2)."""
    form = drawn.block["dimensions"][0]
    assume("tiers" in form and "tier_rule" not in form)
    asked = scale_of(f"{lines}p").pixels(None, short_edge=False)
    plan = drawn.plan({"aspect_ratio": shape, "resolution": f"{lines}p"})
    offered = {tier: scale_of(tier).pixels(None, short_edge=False) for tier in form["tiers"]}
    if any(pixels == asked for pixels in offered.values()):
        return
    if "table" in form:
        row = dict(zip(form["tiers"], form["table"][plan.resolved.ratio], strict=True))
        offered = {tier: area(size) for tier, cell in row.items() if cell and (size := read_size(cell))}
    far = {tier: distance(pixels, asked) for tier, pixels in offered.items()}
    assert plan.resolved.tier is not None
    assert far[plan.resolved.tier] == min(far.values())


@examples(200)
@given(drawn=samples((*LISTED, "free"), most=2), data=st.data())
def test_the_offered_is_unchanged(drawn: Sample, data: st.DataObject) -> None:
    """A listed size, ratio, tier or cell, and any legal rectangle, comes out as it was asked."""
    form = data.draw(st.sampled_from(drawn.block["dimensions"]))
    request: Request
    if "sizes" in form:
        request = {"size": data.draw(st.sampled_from(sorted(form["sizes"])))}
    elif "table" in form:
        cells = [cell for row in form["table"].values() for cell in row if cell]
        request = {"size": data.draw(st.sampled_from(cells))}
    elif "limits" in form:
        plan = drawn.plan({"size": "1000x700"})
        request = {"size": "{}x{}".format(*(plan.expected_size or (1024, 1024)))}
        assume(read_box(form["limits"]).holds(read_size(request["size"])))
    else:
        ratios = [ratio for ratio in form.get("aspect_ratios", ()) if ratio not in ("min", "max")]
        request = {"aspect_ratio": data.draw(st.sampled_from(ratios))} if ratios else {}
        if "tiers" in form:
            request["resolution"] = data.draw(st.sampled_from(sorted(form["tiers"])))
        assume(request)
    plan = drawn.plan(request)
    assert plan.exact
    assert {(change.parameter, change.code) for change in plan.adjustments} <= COMPANY
    if "size" in request:
        assert plan.expected_size == read_size(request["size"])


@examples(250)
@given(
    case=wishes((*LISTED, "free", "settled"), most=1),
    mode=st.sampled_from(("nearest", "nearest", "at_least", "at_most")),
)
def test_idempotent(case: tuple[Sample, Request], mode: Any) -> None:
    """What was resolved resolves to itself, and nothing is adjusted."""
    drawn, request = case
    policy = Policy(scale=mode)
    first = drawn.try_plan(request, policy=policy)
    assume(first is not None)
    found = first.resolved
    if found.size is not None:
        again: Request = {"size": found.size}
    else:
        again = {"aspect_ratio": found.ratio, "resolution": found.tier}
    assume(any(again.values()))
    # what was left to the provider is left again
    again |= {name: "auto" for name, value in request.items() if value == "auto" and not again.get(name)}
    second = drawn.plan(again, policy=policy)
    assert second.resolved == found
    assert second.exact
    assert {(change.parameter, change.code) for change in second.adjustments} <= COMPANY


@examples(120)
@given(case=wishes(KINDS, most=3))
def test_idempotent_in_pixels(case: tuple[Sample, Request]) -> None:
    """With several forms, too, the pixels that come out come out again."""
    drawn, request = case
    first = drawn.try_plan(request)
    assume(first is not None and first.expected_size is not None and written(drawn.block, first).form is not None)
    second = drawn.plan({"size": "{}x{}".format(*first.expected_size)})
    assert second.expected_size == first.expected_size
    assert second.exact


@examples(250)
@given(
    drawn=samples((*LISTED, "free", "settled"), most=1),
    unit=st.sampled_from(("K", "MP", "p")),
    mode=st.sampled_from(("nearest", "at_least", "at_most")),
    data=st.data(),
)
def test_more_is_not_less(drawn: Sample, unit: str, mode: Any, data: st.DataObject) -> None:
    """Within one form and one unit, asking for more scale never gives less."""
    if unit == "p":
        numbers = st.integers(16, 5000).map(str)
    else:
        numbers = st.integers(100, 90000).map(lambda parts: f"{parts / 10000:.4f}")
    low, high = sorted((data.draw(numbers), data.draw(numbers)), key=Fraction)
    shape = data.draw(st.sampled_from(({}, *({"aspect_ratio": shape} for shape in SHAPES))))
    policy = Policy(scale=mode)
    plans = [drawn.try_plan(shape | {"resolution": f"{number}{unit}"}, policy=policy) for number in (low, high)]
    assume(None not in plans)
    less, more = (pixels_out(plan) for plan in plans)
    assume(less is not None and more is not None)
    assert less <= more
