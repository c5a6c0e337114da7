"""Sizes, ratios, tiers, counts, file types and lengths on every target: no crash, legal, and asked again the same."""

from __future__ import annotations

from typing import Any

import pytest

from normalizer import Plan, normalize

from . import grid, grid_law, grid_run
from .cases import Case, cases, catalog
from .grid import SIZES, axes, pairs, product, sample, whole


@pytest.mark.parametrize("model", catalog().models())
def test_the_grid_holds(model: str) -> None:
    """One line for each breach: the target, the request, and what was found."""
    found = [
        f"{case.name} {request}: {said}"
        for case in cases(model)
        for request in sample(case)
        for said in grid_law.breaches(case, request)
    ]
    assert not found, "\n".join(found)


def _case(model: str, provider: str, operation: str = "generate") -> Case:
    return next(c for c in cases(model) if (c.target.provider, c.target.operation) == (provider, operation))


IMAGE, VIDEO = ("flux-2-pro", "bfl"), ("kling-3.0", "kling")


@pytest.mark.parametrize("name", [IMAGE, VIDEO])
def test_every_value_occurs(name: tuple[str, str]) -> None:
    """Every size, every other value too, and of ratios and tiers all where no size overrides them."""
    case = _case(*name)
    requests = list(sample(case))
    assert len(set(SIZES)) == len(SIZES) == 60
    for axis, values in axes(case).items():
        deciding = [one for one in requests if axis not in {"aspect_ratio", "resolution"} or "size" not in one]
        assert {str(value) for value in values} == {str(one.get(axis)) for one in deciding}, axis


def test_targets_are_tried_with_different_requests() -> None:
    """What meets on one target does not meet on the next."""
    assert list(sample(_case(*IMAGE))) != list(sample(_case("flux-dev", "fal")))
    assert list(sample(_case(*IMAGE))) == list(sample(_case(*IMAGE)))


def test_the_product_has_every_combination() -> None:
    """What is deciding is combined with everything; the sample is a part of it but for what is overridden."""
    case = _case(*VIDEO)
    requests = [tuple(sorted((key, str(value)) for key, value in one.items())) for one in product(case)]
    values = axes(case)
    rest = len(values["n"]) * len(values["output_format"]) * len(values["seconds"])
    assert len(requests) == (len(SIZES) + len(values["aspect_ratio"]) * len(values["resolution"])) * rest
    assert len(set(requests)) == len(requests)


@pytest.mark.parametrize("name", [IMAGE, VIDEO])
def test_the_pairs(name: tuple[str, str]) -> None:
    """Every geometry of the product with every value of every other axis, and every combination of those axes."""
    case = _case(*name)
    others = ("n", "output_format", "seconds")

    def told(requests: Any) -> tuple[set[Any], set[Any]]:
        rests, beside = set(), set()
        for one in requests:
            geometry = tuple(one.get(axis) for axis in ("size", "aspect_ratio", "resolution"))
            rests.add(tuple(str(one.get(axis)) for axis in others))
            beside |= {(geometry, axis, str(one.get(axis))) for axis in others}
        return rests, beside

    assert told(pairs(case)) == told(product(case))


def test_what_rules_may_bind_is_combined_whole() -> None:
    """Pairs are enough only where nothing binds one axis to another."""
    bound = next(case for case in map(_case_of, catalog().targets()) if case.block.rules)
    free = next(case for case in map(_case_of, catalog().targets()) if not case.block.rules)
    assert list(whole(bound)) == list(product(bound))
    assert list(whole(free)) == list(pairs(free))


def _case_of(target: Any) -> Case:
    return _case(target.model, target.provider, target.operation)


REQUEST = {"prompt": "<prompt>", "aspect_ratio": "16:9", "resolution": "1080p", "seconds": 5}


def _damaged(monkeypatch: pytest.MonkeyPatch, damage: Any) -> list[str]:
    """Plan with the real engine, hurt what comes out, and give what the law says of it."""

    def hurt(request: Any, target: Any, **more: Any) -> Plan:
        return damage(request, normalize(request, target, **more))

    monkeypatch.setattr(grid_law, "normalize", hurt)
    return list(grid_law.breaches(_case(*VIDEO), REQUEST))


def _with(plan: Plan, **fields: Any) -> Plan:
    saved = plan.to_dict()
    saved["calls"][0]["payload"].update(fields)
    return Plan.from_dict(saved)


def test_the_law_sees_nothing_in_a_good_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """The request that is hurt below is fine by itself."""
    assert _damaged(monkeypatch, lambda _, plan: plan) == []


def test_the_law_sees_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any exception is a breach, the library's own ones too: nothing of the grid is malformed."""

    def crash(*_: Any) -> Plan:
        raise KeyError("tier")

    assert _damaged(monkeypatch, crash) == ["KeyError: 'tier'"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("mode", "8k", "resolution is none of the tiers on offer"),
        ("aspect_ratio", "5:4", "aspect_ratio is none of the ratios on offer"),
        ("duration", "99", "seconds is not between 3 and 15"),
        ("length", "5", "length='5' is no field of the file"),
    ],
)
def test_the_law_sees_an_illegal_payload(monkeypatch: pytest.MonkeyPatch, field: str, value: str, said: str) -> None:
    """A value that the file does not have, and a field that it does not have."""
    assert said in _damaged(monkeypatch, lambda _, plan: _with(plan, **{field: value}))


def test_the_law_sees_what_moves(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another length when the resolved one is asked again."""

    def move(request: Any, plan: Plan) -> Plan:
        return plan if request is REQUEST else _with(plan, duration="6")

    assert _damaged(monkeypatch, move) == ["0 duration was '5', asked again it is '6'"]


def test_the_law_sees_what_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolved size that does not lead back."""

    def forget(request: Any, plan: Plan) -> Plan:
        if request is not REQUEST:
            return plan
        saved = plan.to_dict()
        saved["resolved"]["ratio"] = "9:16"
        return Plan.from_dict(saved)

    assert "0 aspect_ratio was '16:9', asked again it is '9:16'" in _damaged(monkeypatch, forget)


def test_the_command(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Breaches on stdout, figures on stderr; 1 where a law is broken, 2 for a name that is none."""
    monkeypatch.setattr(grid, "SIZES", SIZES[:1])
    monkeypatch.setattr(grid, "RATIOS", ("16:9",))
    monkeypatch.setattr(grid, "TIERS", ("720p", None))
    assert grid_run.run(["mochi-1"]) == 0
    out, err = capsys.readouterr()
    assert not out
    assert err.startswith("mochi-1: ")
    assert err.endswith(" requests, 0 breaches\n")
    assert grid_run.run(["mochi-1", "no-model"]) == 2
    assert capsys.readouterr().err == "no such model: no-model\n"
