"""Every plan of the matrix is legal by its own file and honest about itself."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from normalizer import Plan

from .cases import cases, catalog
from .lint import breaches
from .rows import Row, rows


@pytest.mark.parametrize("model", catalog().models())
def test_no_law_is_broken(model: str) -> None:
    """One line for each breach: the target, the request in brackets, the law, and what was found."""
    found = [f"{row.where} {said}" for row in rows(model) for said in breaches(row)]
    assert not found, "\n".join(found)


def test_every_target_is_in_the_matrix() -> None:
    """No target is left out, and every one of them has at least one plan."""
    for model in catalog().models():
        with_plan = {row.case.name for row in rows(model) if row.plan is not None}
        assert {case.name for case in cases(model)} == with_plan


Damage = Callable[[dict[str, Any]], None]


def _send(path: str, value: Any) -> Damage:
    def damage(plan: dict[str, Any]) -> None:
        plan["calls"][0]["payload"][path] = value

    return damage


def _report(which: str, **values: Any) -> Damage:
    def damage(plan: dict[str, Any]) -> None:
        for parameter in plan["parameters"]:
            if parameter["name"] == which:
                parameter.update(values)

    return damage


def _drop(part: str) -> Damage:
    def damage(plan: dict[str, Any]) -> None:
        plan[part].pop()

    return damage


def _count(plan: dict[str, Any]) -> None:
    plan["calls"][0]["count"] += 1


DAMAGES: list[tuple[str, str, str, Damage, str]] = [
    ("kling-3.0", "kling", "ratio_tier", _send("mode", "8k"), "what is written is offered and allowed"),
    ("kling-3.0", "kling", "ratio_tier", _send("aspect_ratio", "5:4"), "what is written is offered and allowed"),
    ("kling-3.0", "kling", "seconds_5", _send("duration", 5), "what is written is offered and allowed"),
    ("kling-3.0", "kling", "seconds_5", _send("duration", "16"), "what is written is offered and allowed"),
    ("kling-3.0", "kling", "seconds_5", _send("length", "5"), "no unknown field"),
    ("kling-3.0", "kling", "seconds_5", _report("seconds", sent={}), "every field has one origin"),
    ("kling-3.0", "kling", "seconds_long", _drop("adjustments"), "an adjustment if and only if not exact"),
    ("kling-3.0", "kling", "seconds_5", _report("seconds", exact=False), "an adjustment if and only if not exact"),
    ("kling-3.0", "kling", "seconds_5", _report("seconds", name="prompt"), "every key is reported once"),
    ("kling-3.0", "kling", "n_3_seed", _drop("calls"), "the calls add up"),
    ("flux-2-pro", "bfl", "size_near", _send("width", 1921), "what is written is offered and allowed"),
    ("flux-2-pro", "bfl", "size_near", _send("height", None), "what is written is offered and allowed"),
    ("ltx-2.5-fast", "ltx", "fps_high", _send("duration", 20), "conditions are kept"),
    ("ltx-2.5-fast", "ltx", "size_hit", _send("resolution", "1920x1080"), "the plan says what is so"),
    ("gpt-image-1", "openai", "n_3_seed", _count, "what is written is offered and allowed"),
]


@pytest.mark.parametrize(("model", "provider", "name", "damage", "law"), DAMAGES)
def test_the_lint_sees_damage(model: str, provider: str, name: str, damage: Damage, law: str) -> None:
    """A lint that finds nothing is only worth something if it would have found this."""
    row = _row(model, provider, name)
    if row.plan is None:
        pytest.fail(f"{row.where} has no plan")
    saved = copy.deepcopy(row.plan.to_dict())
    damage(saved)
    hurt = replace(row, plan=Plan.from_dict(saved))
    before, after = set(breaches(row)), set(breaches(hurt))
    assert any(said.startswith(law) for said in after - before), sorted(after)


def _row(model: str, provider: str, name: str) -> Row:
    return next(
        row
        for row in rows(model)
        if row.case.target.provider == provider and row.case.target.operation == "generate" and row.name == name
    )
