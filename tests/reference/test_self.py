"""Laws of the reference itself, so that it can be trusted where it and the engine differ (R12)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from reference import Answer, Malformed, Missing, answer

from .measures import Scale, area, distance, shape_of
from .strategies import KINDS, blocks, cases, malformed_requests
from .words import read_ratio, read_scale, read_size

PLAIN = (
    {"size": "1000x700"},
    {"size": "720x1280"},
    {"aspect_ratio": "1:1"},
    {"aspect_ratio": "3:2"},
    {"aspect_ratio": "9:16"},
)
LAWS = settings(max_examples=120, deadline=None)
Case = dict[str, Any]


def ask(case: Case, **changed: Any) -> Answer:
    """Answer a case, some of its arguments changed; a missing required parameter is another law."""
    arguments = case | changed
    try:
        return answer(**arguments)
    except Missing:
        reject()


def value(text: str | None) -> Fraction:
    """Read a ratio that an answer names."""
    ratio = read_ratio(text or "")
    if ratio is None:
        raise ValueError(text)
    return ratio


def pixels(text: str) -> Fraction:
    """Read a tier by its 16:9 frame."""
    scale = read_scale(text)
    if scale is None:
        raise ValueError(text)
    return scale.pixels(None, short_edge=False)


@LAWS
@given(cases(kinds=(*KINDS, "unknown")))
def test_total(case: Case) -> None:
    """Every well-formed request has an answer, and each of its parameters one verdict."""
    got = ask(case)
    asked = {name for name, said in case["request"].items() if said != "auto"}
    assert set(got.exact) == asked
    assert set(got.overridden) | set(got.unsupported) <= asked
    assert not any(got.exact[name] for name in got.unsupported)
    assert got.form is not None or (got.ratio, got.tier, got.size) == (None, None, None)


@LAWS
@given(st.data(), blocks())
def test_malformed(data: st.DataObject, block: dict[str, Any]) -> None:
    """R1.7: a malformed value is an error, whatever stands beside it."""
    request, parameter = data.draw(malformed_requests(block))
    with pytest.raises(Malformed) as caught:
        answer(block, "image", request)
    assert caught.value.parameter == parameter


@LAWS
@given(cases(kinds=("sizes",), most=1))
def test_least_cost_of_sizes(case: Case) -> None:
    """R4.3: nothing listed costs less than the answer."""
    case["policy"] = None
    got = ask(case)
    shape_asked, scale_asked = got.shape_distance is not None, got.scale_distance is not None
    assume(got.size and shape_asked and scale_asked and not case["block"]["dimensions"][0].get("open"))
    assume("own" not in str(case["request"]))
    cost = (got.shape_distance or 1) ** 16 * (got.scale_distance or 1)
    for listed in case["block"]["dimensions"][0]["sizes"]:
        other = ask(case, block={"dimensions": [{"sizes": {listed: listed}}]})
        assert (other.shape_distance or 1) ** 16 * (other.scale_distance or 1) >= cost


@LAWS
@given(cases(kinds=("ratios", "table"), most=1))
def test_nothing_closer(case: Case) -> None:
    """R4.2: no listed ratio is closer; of ratios without pixels no tier is nearer."""
    case["policy"] = None
    got = ask(case)
    form = case["block"]["dimensions"][0]
    size, shape = case["request"].get("size"), case["request"].get("aspect_ratio")
    asked = read_size(size) if isinstance(size, str) else None
    wish = shape_of(asked) if asked else read_ratio(shape or "") if not size else None
    assume(wish is not None and got.ratio is not None)
    listed = form.get("table") or form["aspect_ratios"]
    if wish is not None and set(listed) != {"min", "max"}:
        best = min(distance(value(ratio), wish) for ratio in listed)
        assert distance(value(got.ratio), wish) == best
    if asked and got.tier and "table" not in form and "tier_rule" not in form and got.scale_distance != 1:
        assert got.scale_distance == min(distance(pixels(tier), area(asked)) for tier in form["tiers"])


@LAWS
@given(cases(kinds=("sizes", "table", "free", "ratios", "tiers"), most=1))
def test_idempotent(case: Case) -> None:
    """R12: what was resolved resolves to itself, exactly."""
    got = ask(case)
    assume(got.form is not None)
    again: dict[str, Any] = {"aspect_ratio": got.ratio, "resolution": got.tier}
    if got.ratio is None and got.tier is None and got.size:
        again = {"size": f"{got.size[0]}x{got.size[1]}"}
    same = ask(case, request=again)
    assert (same.form, same.ratio, same.tier, same.size) == (got.form, got.ratio, got.tier, got.size)
    assert all(same.exact.values())


@LAWS
@given(cases())
def test_weaker_changes_nothing(case: Case) -> None:
    """R2.1: beside pixels, shape and scale change no part of the answer."""
    size = case["request"].get("size")
    assume(isinstance(size, dict) or (isinstance(size, str) and read_size(size)))
    alone, beside = ask(case, request={"size": size}), ask(case)
    assert replace(beside, exact={}, overridden=()) == replace(alone, exact={}, overridden=())


@LAWS
@given(cases(), st.randoms(use_true_random=False))
def test_order_of_lists(case: Case, random: Any) -> None:
    """R3.4: never list order."""
    shuffled = []
    for form in case["block"]["dimensions"]:
        other = dict(form)
        for key in {"sizes", "aspect_ratios", "table"} & set(form):
            items = list(form[key].items())
            random.shuffle(items)
            other[key] = dict(items)
        if "tiers" in form and "table" not in form:
            other["tiers"] = dict(reversed(form["tiers"].items()))
        shuffled.append(other)
    assert ask(case, block=case["block"] | {"dimensions": shuffled}) == ask(case)


@LAWS
@given(cases(), st.sampled_from((("1K", "1MP"), ("0.5K", "0.25"), ("2K", "4 MP"), ("1.5K", "2.25MP"), ("8k", "64"))))
def test_units(case: Case, units: tuple[str, str]) -> None:
    """R3.2: the unit does not matter."""
    first, second = ({"aspect_ratio": "3:2", "resolution": unit} for unit in units)
    assert ask(case, request=first) == ask(case, request=second)


@LAWS
@given(cases(kinds=("sizes", "table", "ratios", "tiers"), most=1), st.integers(1, 250000), st.integers(1, 250000))
def test_monotone(case: Case, less: int, more: int) -> None:
    """R12: asking for more scale never gives less."""
    less, more = sorted((less, more))
    shape = {"aspect_ratio": "3:2"}
    answers = [ask(case, request=shape | {"resolution": f"{part / 10000:.4f}MP"}) for part in (less, more)]
    small, large = ((area(got.size) if got.size else pixels(got.tier) if got.tier else 0) for got in answers)
    assert small <= large


@LAWS
@given(cases(kinds=("ratios", "table", "sizes", "tiers"), most=1), st.sampled_from(("at_least", "at_most")))
def test_bounds(case: Case, mode: str) -> None:
    """R9.1: an answer beyond the bound is the last one on offer in its shape."""
    request = {"aspect_ratio": "1:1", "resolution": "1.7MP"}
    got = ask(case, request=request, policy={"scale": mode})
    assume((got.size or got.tier) and "tier_rule" not in case["block"]["dimensions"][0])
    asked = Scale("MP", Fraction(17, 10), "").pixels(None, short_edge=False)
    used = area(got.size) if got.size else pixels(got.tier or "")
    if (used < asked) if mode == "at_least" else (used > asked):
        farther = {"resolution": "90K" if mode == "at_least" else "0.001MP"}
        last = ask(case, request=request | farther)
        assert (got.size, got.tier) == (last.size, last.tier) or "sizes" in case["block"]["dimensions"][0]


@LAWS
@given(st.data(), blocks(kinds=("sizes", "ratios"), most=1))
def test_removing_what_lost(data: st.DataObject, block: dict[str, Any]) -> None:
    """R12: an offer that was not chosen is not missed."""
    form = block["dimensions"][0]
    key = "sizes" if "sizes" in form else "aspect_ratios"
    assume(set(form[key]) != {"min", "max"})
    case = {"block": block, "media": "image", "request": data.draw(st.sampled_from(PLAIN))}
    got = ask(case)
    chosen = f"{got.size[0]}x{got.size[1]}" if key == "sizes" and got.size else got.ratio
    default = (block["default"] or "").split(" ")[0]
    for lost in form[key]:
        if lost not in (chosen, default):
            kept = form | {key: {text: wire for text, wire in form[key].items() if text != lost}}
            assert ask(case, block=block | {"dimensions": [kept]}) == got
