"""A verdict says what the plan says, however it was remembered."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from batch.requests import CATALOG, TARGETS, requests
from normalizer import NormalizationError, Policy
from normalizer.batch.alike import Alike, KnownSizes
from normalizer.batch.judge import Judge
from normalizer.batch.verdict import Verdict, of_error, of_plan
from normalizer.engine import work_out
from normalizer.parameters.rules import names_of
from normalizer.quick.readers import readers_of


def by_plan(request: Any, policy: Policy | None = None) -> Verdict:
    """Judge by a plan that nobody remembered."""
    try:
        return of_plan(CATALOG.plan(request, policy=policy))
    except NormalizationError as error:
        return of_error(error, (None, None, None))


def said(verdict: Verdict) -> tuple[Any, ...]:
    """Give what both ways can tell: an error's target is known to the judge alone."""
    if verdict.status == "error":
        return verdict.status, verdict.codes
    return verdict._values()


ONE = Judge(CATALOG)
"""Shared by all examples, so that what one left in the memory is met by the others."""


@settings(max_examples=300)
@given(st.lists(requests(), min_size=1, max_size=8))
def test_a_verdict_is_what_the_plan_says(rows: list[dict[str, Any]]) -> None:
    """With a memory that other requests filled, every verdict is the plan's own."""
    for row in (*rows, *rows):
        assert said(ONE.verdict(row)) == said(by_plan(row)), row


@settings(max_examples=60)
@given(st.lists(requests(), min_size=1, max_size=5), st.sampled_from(["strict", "at_least", "capped", "drop", "exact"]))
def test_a_policy_is_kept(rows: list[dict[str, Any]], name: str) -> None:
    """The policy decides as it does in a plan."""
    policy = {
        "strict": Policy(strict=True),
        "at_least": Policy(scale="at_least", seconds="at_most"),
        "capped": Policy(max_n=2, max_pixels=1_000_000, max_seconds=5, output_formats=frozenset({"png"})),
        "drop": Policy(extras="drop", reserved=frozenset({"seed"})),
        "exact": Policy(exact_size="cover"),
    }[name]
    judge = Judge(CATALOG, policy)
    for row in (*rows, *rows):
        assert said(judge.verdict(row)) == said(by_plan(row, policy)), row


RULED = [target for target in CATALOG.targets() if target.rules and target not in TARGETS]


@pytest.mark.parametrize("target", [*TARGETS, *RULED[::4]], ids=repr)
def test_sizes_apart_from_the_rest(target: Any) -> None:
    """At each target, sizes and counts that never came together before are judged as their plans are."""
    judge, named = Judge(CATALOG), plainly(target)
    for size in ("1024x1024", "1000x1700", "640x480", "4000x500", "511x513"):
        for more in ({}, {"n": 2}, {"output_format": "webp"}, {"seed": 4, "n": 3}, {"seconds": 5}):
            row = {**named, "size": size, **more}
            assert said(judge.verdict(row)) == said(by_plan(row)), row


TEXTS = ("negative_prompt", "user", "style", "prompt", "own")
"""Parameters that are texts, and one that nobody knows."""
VALUES = {"seed": 4, "quality": "high", "fps": 24, "audio": True, **dict.fromkeys(TEXTS, "a hat")}


def alike(target: Any) -> Alike:
    """Give requests to a target with everything that might say nothing of a verdict, or be left out.

    Those with the provider's own fields are planned each by itself.
    """
    names = tuple(VALUES.keys() - target.native.keys())
    return Alike(target, names, readers_of(target), names_of(target.rules), KnownSizes())


def silent(target: Any) -> set[str]:
    """Name what is taken to say nothing of a verdict at a target."""
    one = alike(target)
    return {*one.names} - {*one.telling} - dict(one.lost).keys()


def plainly(target: Any) -> dict[str, Any]:
    """Make a request to a target with nothing but what it refuses to miss."""
    inputs = dict.fromkeys([name for name in target.required if name != "prompt"], "https://example.com/a.png")
    return {"model": f"{target.provider}/{target.model}", "operation": target.operation, "prompt": "a fox", **inputs}


@pytest.mark.parametrize("target", CATALOG.targets(), ids=repr)
def test_what_is_silent_says_nothing(target: Any) -> None:
    """Where a seed or a text is taken to say nothing of a verdict, plans with and without it are judged alike."""
    readers = readers_of(target)
    for name in silent(target):
        if name in readers:
            assert readers[name].read(VALUES[name]) is not None  # type: ignore[misc]  # it is read, or it would tell
        for more in ({}, {"size": "1000x1700", "n": 3}, {"n": 10, "output_format": "webp"}, {"seconds": 5}):
            row = {key: value for key, value in {**plainly(target), **more}.items() if key != name}
            assert said(by_plan({**row, name: VALUES[name]})) == said(by_plan(row)), (name, row)


@pytest.mark.parametrize("target", CATALOG.targets(), ids=repr)
def test_one_half_serves_every_size_and_all_that_is_lost(target: Any) -> None:
    """What is said beside sizes is learnt once: without a size, with one, and with what is left out or silent."""
    judge, lost = Judge(CATALOG), dict(alike(target).lost)
    free = {name: VALUES[name] for name in (*lost, *silent(target)) if name != "prompt"}
    first, *others = list(free)
    rows = [
        {**plainly(target), **size, **more, **some}
        for more in ({}, {"n": 2, "output_format": "webp"}, {"seconds": 5, "seed": 4})
        for size, some in (
            ({"size": "1000x1700"}, {first: free[first]}),
            ({}, {}),
            ({"aspect_ratio": "16:9"}, free),
            ({"size": "640x480"}, {}),
            ({}, dict.fromkeys([*others[::-1], first], "otherwise")),
        )
    ]
    for row in (*rows, *rows[::-1]):
        assert said(judge.verdict(row)) == said(by_plan(row)), row


def test_much_is_silent_and_much_is_lost_but_not_everything() -> None:
    """What a target refuses to miss, and what a condition names, is neither silent nor merely lost."""
    targets = CATALOG.targets()
    assert sum("seed" in silent(target) for target in targets) > 300
    assert sum("own" in silent(target) for target in targets) > 1000
    assert sum("user" in dict(alike(target).lost) for target in targets) > 200
    for target in targets:
        free = silent(target) | dict(alike(target).lost).keys()
        assert not free & ({*target.required} | names_of(target.rules))


def test_what_differs_in_what_is_lost_is_planned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Absent and unknown parameters multiply no plans, and neither does asking for no size."""
    plans = []
    monkeypatch.setattr(
        "normalizer.batch.judge.work_out", lambda *given, **how: plans.append(given) or work_out(*given, **how)
    )
    judge = Judge(CATALOG)
    rows: list[dict[str, Any]] = [
        {"model": "fal/flux-dev", "prompt": "a fox", **size, "n": 2, **more}
        for size in ({"size": "1000x1700"}, {})
        for more in ({}, {"user": "u"}, {"quality": "high"}, {"own": 1}, {"own": 2, "user": "u", "quality": "low"})
    ]
    verdicts = [judge.verdict(row) for row in rows]
    assert len(plans) == 1
    assert verdicts == [by_plan(row) for row in rows]
    assert verdicts[4].text.split() == sorted(verdicts[4].text.split())


LINK, OTHER = "https://x.y/a.png", "https://x.y/b.png"


@pytest.mark.parametrize(
    "row",
    [
        {"model": "fal/wan-2.5-image", "operation": "edit", "image": LINK, "image_url": LINK},
        {"model": "fal/wan-2.5-image", "operation": "edit", "image": LINK, "image_url": OTHER},
        {"model": "fal/hailuo-01-director", "operation": "image_to_video", "input_reference": LINK, "image_url": None},
        {"model": "veo-3.1", "seconds": 8, "duration": "8"},
        {"model": "veo-3.1", "seconds": 8, "duration": 4},
    ],
)
def test_other_names_beside_their_own(row: dict[str, Any]) -> None:
    """R1.4, R1.2: whether two names agree is told by their values, and null under another name asks nothing."""
    row = {"prompt": "a fox", **row}
    for _ in range(3):
        assert said(ONE.verdict(row)) == said(by_plan(row))


def test_no_text_of_a_caller_is_kept() -> None:
    """Verdicts with payloads hold stand-ins where prompts, links and unknown values were."""
    judge = Judge(CATALOG, payloads=True)
    row = {"model": "fal/flux-dev", "prompt": "SECRET-a", "user": "SECRET-b", "own": "SECRET-c", "size": "1024x1024"}
    verdict = judge.verdict(row)
    assert verdict.payload is not None
    judge.verdict({**row, "prompt": "SECRET-d" * 2000, "quality": "SECRET-e", "size": "SECRET-f"})
    kept = [
        repr((key, value.verdict._values())) for group in judge._groups.values() for key, value in group.tallies.items()
    ]
    assert kept
    assert not [text for text in kept if "SECRET-f" not in text and "SECRET" in text]
    assert "SECRET" not in verdict.payload
    assert '"prompt": "<prompt>"' in verdict.payload
    assert '"square_hd"' in verdict.payload


def test_the_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """When it is full everything is forgotten, and verdicts stay right."""
    monkeypatch.setattr("normalizer.batch.judge.MOST_VERDICTS", 10)
    judge = Judge(CATALOG)
    for width in range(500, 600):
        row = {"model": "bfl/flux-1.1-pro", "prompt": "a fox", "size": f"{width}x700"}
        assert judge.verdict(row) == by_plan(row)
        assert sum(len(group.tallies) for group in judge._groups.values()) <= 10


def test_a_seed_that_is_a_word_is_no_usual_seed() -> None:
    """What a provider's file calls random is never inside the range that is taken for one seed like another."""
    for target in CATALOG.targets():
        for name, reader in readers_of(target).items():
            parameter = target.parameters.get(name)
            if reader.read is not None and type(getattr(parameter, "auto", None)) is int:
                assert reader.read(parameter.auto) is None


@pytest.mark.parametrize("row", [None, 7, "text", [], {"model": ["a"]}, {"model": 7}, {"model": {}}, {}, {"size": 1}])
def test_what_is_no_request_is_an_error(row: Any) -> None:
    """Whatever stands in a row, there is a verdict."""
    assert Judge(CATALOG).verdict(row).status == "error"
