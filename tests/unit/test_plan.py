"""The plan as a value (R10): frozen, comparable, verifiable, as JSON and back, with a short report and fingerprints."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
from math import inf, nan
from typing import Any

import pytest

from normalizer import Call, NormalizationError, Plan, Step
from normalizer.codes import CODES
from normalizer.fingerprint import DEEPEST, LARGEST, is_json, of
from normalizer.parts import Adjustment, Billed, ParameterReport, Resolved, Verification, show
from unit.blocks import plan, target

BLOCK = """
model: up/m
dimensions: {tiers: [1K, 2K], table: {1:1: [1024x1024, 2048x2048], 16:9: [1376x768, 2752x1536]}}
default: 1:1 1K
parameters: {prompt, n: {max: 2}, image: {max: 2}}
"""
REQUEST = {
    "prompt": "a secret fox",
    "size": "1500x1500",
    "n": 3,
    "image": "https://secret/picture.png",
    "mask": "data:secret",
    "user": "secret user",
    "guidance": {"secret": 7},
    "output_format": "webp",
}


def made() -> Plan:
    """Make the plan that most tests look at."""
    return plan(BLOCK, REQUEST)


# R10: what a plan holds


def test_r10_what_a_plan_holds() -> None:
    """Target, catalogue, calls, steps, reports, adjustments, resolved, expected, billed, loss."""
    found = made()
    assert (found.model, found.provider, found.operation, found.upstream_model) == ("m", "one", "generate", "up/m")
    assert found.catalog_version == "test"
    assert [call.count for call in found.calls] == [2, 1]
    assert [step.kind for step in found.steps] == ["fetch", "convert", "store"]
    assert found.resolved == Resolved("1:1", "2K", "2048x2048", None)
    assert found.expected_size == (2048, 2048)
    assert found.billed == Billed(4_194_304, "2K", 3, None)
    assert not found.exact
    assert set(found.loss_parts) == {"scale", "unsupported"}
    assert found.notes == ()


def test_r10_billed_and_resolved_of_the_default() -> None:
    """What prices go by where nothing is asked is the default."""
    found = plan(BLOCK, {})
    assert found.resolved == ("1:1", "1K", "1024x1024", None)
    assert (found.expected_size, found.billed) == ((1024, 1024), (1_048_576, "1K", 1, None))
    found = plan("dimensions: {sizes: [1024x1024, 512x512]}\ndefault: 512x512", {})
    assert (found.resolved, found.billed.pixels, found.billed.tier) == (("1:1", None, "512x512", None), 262_144, None)
    unknown = plan("dimensions: {sizes: [1024x1024, 512x512]}", {})
    assert (unknown.expected_size, unknown.billed.pixels) == (None, None)
    half = plan("dimensions: {sizes: [1024x1024, 512x512]}\ndefault: auto 1K", {})
    assert half.expected_size is None
    free = plan("dimensions: {limits: {multiple_of: 8}}\ndefault: 1024x768", {})
    assert (free.resolved.ratio, free.expected_size) == ("4:3", (1024, 768))
    assert plan("{}", {}).resolved == (None, None, None, None)
    assert plan("{}", {}).billed == (None, None, 1, None)


def test_r10_a_plan_is_frozen() -> None:
    """Nothing of it can be set, deleted or hashed; its parts are frozen too."""
    found = made()
    with pytest.raises(AttributeError, match="a plan is immutable: model"):
        found.model = "other"
    with pytest.raises(AttributeError, match="a plan is immutable: model"):
        del found.model
    with pytest.raises(AttributeError):
        found.other = 1  # type: ignore[attr-defined]  # wrong on purpose
    with pytest.raises(AttributeError, match="nothing"):
        found.nothing  # type: ignore[attr-defined]  # noqa: B018  wrong on purpose
    with pytest.raises(TypeError):
        hash(found)
    with pytest.raises(AttributeError):
        found.calls[0].count = 9  # type: ignore[misc]  # wrong on purpose
    with pytest.raises(AttributeError):
        found.steps[0].kind = "x"  # type: ignore[misc]  # wrong on purpose
    with pytest.raises(AttributeError):
        found.resolved.ratio = "x"  # type: ignore[misc]  # wrong on purpose


def test_r10_plans_compare_by_value() -> None:
    """The same request to the same target is the same plan."""
    assert made() == made()
    assert made() != plan(BLOCK, {**REQUEST, "n": 2})
    assert made() != plan(BLOCK, {**REQUEST, "prompt": "another"})
    assert made() != "a plan"
    assert made() != plan(BLOCK, {**REQUEST, "size": "1501x1501"})
    assert (made() == 7) is False


def test_r10_a_plan_survives_pickling_and_copying() -> None:
    """A plan may cross processes."""
    found = made()
    for again in (pickle.loads(pickle.dumps(found)), copy.copy(found), copy.deepcopy(found)):  # noqa: S301  our own bytes
        assert again == found
        assert again.adjustments == found.adjustments
        assert str(again) == str(found)
        assert again.fingerprint == found.fingerprint


def test_a_plan_is_short_in_a_terminal() -> None:
    """The target, the number of calls, and what differs."""
    assert repr(plan("{}", {})) == "<Plan one/m generate: 1 call(s), as asked>"
    assert repr(plan("{}", {"n": 2, "image": "a"})) == (
        "<Plan one/m generate: 2 call(s), image: asked a text of 1 characters: not supported (R6.2)>"
    )


# verify


@pytest.mark.parametrize(
    ("block", "request_", "got", "ok", "shape", "scale"),
    [
        pytest.param(BLOCK, {"size": "1024x1024"}, (1024, 1024), True, 1, 1, id="as expected"),
        pytest.param(BLOCK, {"size": "1024x1024"}, (1024, 1025), False, 1025 / 1024, 1025 / 1024, id="a pixel more"),
        pytest.param(BLOCK, {"size": "1024x1024"}, (512, 512), False, 1, 4, id="smaller"),
        pytest.param(BLOCK, {"size": "1024x1024"}, (2048, 1024), False, 2, 2, id="wider"),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1]}", {"aspect_ratio": "1:1"}, (1030, 1000), True, 1.03, None, id="in"
        ),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1]}", {"aspect_ratio": "1:1"}, (1031, 1000), False, 1.031, None, id="out"
        ),
        pytest.param(
            "dimensions: {aspect_ratios: [1:1]}", {"aspect_ratio": "1:1"}, (1000, 1031), False, 1.031, None, id="tall"
        ),
        pytest.param("{}", {}, (7, 9), True, None, None, id="nothing known"),
    ],
)
def test_r10_verify(
    block: str,
    request_: dict[str, Any],
    got: tuple[int, int],
    *,
    ok: bool,
    shape: float | None,
    scale: float | None,
) -> None:
    """Known pixels must be those; else the shape within three percent; else anything goes."""
    found = plan(block, request_).verify(*got)
    assert isinstance(found, Verification)
    assert (found.ok, bool(found), found.got) == (ok, ok, got)
    assert found.shape_distance == (None if shape is None else pytest.approx(shape))
    assert found.scale_distance == (None if scale is None else pytest.approx(scale))


# R10.2: JSON


def test_r10_2_to_dict_and_back() -> None:
    """A plan survives the way to JSON and back."""
    found = made()
    data = found.to_dict()
    again = Plan.from_dict(json.loads(json.dumps(data, allow_nan=False)))
    assert again == found
    assert again.to_dict() == data
    assert again.fingerprint == found.fingerprint
    assert data["calls"][1] == {
        "payload": {
            "ratio": "1:1",
            "tier": "2K",
            "prompt": "a secret fox",
            "image": REQUEST["image"],
            "user": "secret user",
            "guidance": {"secret": 7},
        },
        "count": 1,
        "encoding": "json",
        "upstream_model": "up/m",
    }
    assert data["steps"] == [{"kind": "fetch"}, {"kind": "convert", "format": "webp"}, {"kind": "store", "minutes": 60}]
    assert data["expected_size"] == [2048, 2048]
    assert data["billed"] == {"pixels": 4_194_304, "tier": "2K", "results": 3, "seconds": None}
    assert data["resolved"] == {"ratio": "1:1", "tier": "2K", "size": "2048x2048", "seconds": None}
    assert (data["loss"], data["loss_parts"], data["exact"]) == (found.loss, dict(found.loss_parts), False)
    assert data["parameters"][1] == {
        "name": "size",
        "mode": "converted",
        "asked": "1500x1500",
        "sent": {"ratio": "1:1", "tier": "2K"},
        "exact": False,
    }
    (change,) = (row for row in data["adjustments"] if row["parameter"] == "size")
    assert (change["code"], change["alternatives"], change["rule"]) == ("nearest_tier", ["1K", "2K"], "R4.2")
    assert change["message"] == str(next(a for a in found.adjustments if a.parameter == "size"))


def test_r10_2_a_plan_without_a_known_size_survives_too() -> None:
    """Absent pixels stay absent."""
    found = plan("{}", {})
    assert Plan.from_dict(found.to_dict()) == found
    assert found.to_dict()["expected_size"] is None


DEEP: Any = []
for _ in range(DEEPEST):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "value",
    [b"bytes", object(), nan, inf, -inf, 10**400, -(10**400), {1: 2}, [b"x"], DEEP, {"$object": "x"}],
    ids=[str(number) for number in range(11)],
)
def test_r10_2_what_json_cannot_carry(value: Any) -> None:
    """It becomes an object that names the parameter, and such a plan cannot be read back to be sent."""
    found = plan("{}", {"image_bytes": value, "prompt": "a"})
    data = found.to_dict()
    json.dumps(data, allow_nan=False)
    assert data["calls"][0]["payload"] == {"image_bytes": {"$object": "image_bytes"}, "prompt": "a"}
    assert data["parameters"][0]["asked"] == {"$object": "image_bytes"}
    assert data["parameters"][0]["sent"] == {"image_bytes": {"$object": "image_bytes"}}
    with pytest.raises(NormalizationError) as caught:
        Plan.from_dict(json.loads(json.dumps(data)))
    assert [problem.code for problem in caught.value.problems] == ["not_json"]
    assert (found.fingerprint, found.calls[0].fingerprint) == (None, None)


def test_r10_2_only_the_item_that_json_cannot_carry_is_replaced() -> None:
    """In an object with text keys the other items stay readable."""
    data = plan("{}", {"opts": {"a": {1}, "b": 2}}).to_dict()
    assert data["calls"][0]["payload"] == {"opts": {"$object": "opts"}}
    assert data["parameters"][0]["asked"] == {"a": {"$object": "a"}, "b": 2}


def test_r10_2_an_unread_value_that_is_not_sent_may_be_any_object() -> None:
    """What is not sent does not hinder sending the rest."""
    found = plan("{}", {"image": b"bytes", "prompt": "a"})
    again = Plan.from_dict(found.to_dict())
    assert again.calls == found.calls
    assert again.parameters[0].asked == {"$object": "image"}


@pytest.mark.parametrize(
    "data",
    [{}, {"calls": []}, {"calls": 7}, {"calls": [7]}, {"calls": [{"payload": {}}], "steps": [{}]}, [], "plan", None, 7],
)
def test_r10_2_r11_1_what_is_no_plan_is_refused(data: Any) -> None:
    """Only the library's own error leaves."""
    with pytest.raises(NormalizationError) as caught:
        Plan.from_dict(data)
    assert [problem.code for problem in caught.value.problems] == ["bad_request"]


@pytest.mark.parametrize(
    "missing", ["model", "calls", "steps", "parameters", "adjustments", "notes", "resolved", "billed", "loss"]
)
def test_r10_2_a_plan_with_a_hole_is_refused(missing: str) -> None:
    """Every part has to be there."""
    data = made().to_dict()
    del data[missing]
    with pytest.raises(NormalizationError):
        Plan.from_dict(data)


# R10.2: the report


def test_r10_2_the_report_shows_no_content() -> None:
    """Neither prompt nor media, values of extras or payloads."""
    report = made().report()
    text = json.dumps(report)
    assert "secret" not in text
    assert report["calls"] == [2, 1]
    assert report["steps"] == ["fetch", "convert", "store"]
    assert report["expected_size"] == "2048x2048"
    assert report["resolved"] == {"ratio": "1:1", "tier": "2K", "size": "2048x2048"}
    assert report["billed"] == {"pixels": 4_194_304, "tier": "2K", "results": 3, "seconds": None}
    assert report["loss"] == round(made().loss, 4)
    assert (report["model"], report["provider"], report["operation"], report["upstream_model"]) == (
        "m",
        "one",
        "generate",
        "up/m",
    )
    assert report["parameters"] == {
        "prompt": "passthrough",
        "size": "converted",
        "n": "emulated",
        "image": "passthrough",
        "mask": "unsupported",
        "user": "passthrough",
        "guidance": "passthrough",
        "output_format": "emulated",
    }
    by_name = {row["parameter"]: row for row in report["adjustments"]}
    assert by_name["mask"] == {"parameter": "mask", "code": "unsupported", "rule": "R6.2"}
    assert by_name["size"] == {
        "parameter": "size",
        "code": "nearest_tier",
        "rule": "R4.2",
        "asked": "1500x1500",
        "used": "1:1 2K",
        "scale_distance": round(4_194_304 / 2_250_000, 4),
    }
    plain = plan("{}", {})
    assert (plain.report()["upstream_model"], plain.report()["expected_size"]) == (None, None)
    assert plain.report()["exact"] is True
    assert plan("parameters: {n: {max: unknown}}", {"n": 2}).report()["notes"] == [
        {"parameter": "n", "code": "unknown_maximum"}
    ]


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param({f"extra_{index}": index for index in range(5000)}, id="many extras"),
        pytest.param({f"{'k' * 500}{index}": index for index in range(200)}, id="long names"),
        pytest.param({f"\u202e{index}": 1 for index in range(300)}, id="names to escape"),
        pytest.param({"\ud800": "\ud800", "prompt": "\ud800"}, id="lone surrogates"),
    ],
)
@pytest.mark.parametrize("extras", ["pass", "drop"])
def test_r10_2_the_report_has_at_most_4_kb(request_: dict[str, Any], extras: Any) -> None:
    """Lists are cut, and what was left out is counted."""
    found = plan("{}", request_, extras=extras)
    report = found.report()
    assert len(json.dumps(report)) <= 4096
    shown = len(report["parameters"]) + report.get("more_parameters", 0)
    assert shown == len(request_) or any(len(key) > 40 for key in request_)
    assert len(report["adjustments"]) + report.get("more_adjustments", 0) == len(found.adjustments)


def test_r10_2_reports_of_long_results() -> None:
    """Ten calls, many notes and adjustments: still one line of a log."""
    found = plan("extras: drop", {"n": 10, **{f"e{index}": "x" for index in range(90)}})
    assert len(json.dumps(found.report())) <= 4096
    assert found.report()["calls"] == [1] * 10


def test_r10_2_what_is_shared_is_told_as_often_as_it_stands() -> None:
    """One list in each of ten calls is JSON; a value whose text would be far larger than itself is none."""
    shared = list(range(10_000))
    assert is_json([{"guidance": shared} for _ in range(10)])
    assert plan("parameters: {n: {max: 1}}", {"n": 10, "guidance": shared}).fingerprint is not None
    doubled: list[Any] = []
    for _ in range(50):
        doubled = [doubled, doubled]
    assert not is_json(doubled)
    assert not is_json([shared] * 1000)


def test_r10_2_a_report_of_many_calls_and_steps_is_cut() -> None:
    """Calls and steps are cut like everything else, and counted."""
    found = plan("parameters: {n: {max: 1}}", {"n": 5000}, max_n=5000).report()
    assert len(json.dumps(found)) <= 4096
    assert len(found["calls"]) + found["more_calls"] == 5000


# R10.3: fingerprints


def test_r10_3_fingerprints_are_stable() -> None:
    """The same data gives the same text for ever, whatever the order of keys."""
    assert of({"b": 1, "a": [None, True, "ü"]}) == of({"a": [None, True, "ü"], "b": 1})
    # sha256 of the sorted, compact, ASCII text {"a":1}
    assert of({"a": 1}) == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
    assert of((1, 2)) == of([1, 2])
    assert of({"a": nan}) is None


def test_r10_3_what_a_fingerprint_covers() -> None:
    """Upstream id, payloads with prompt and extras, and for plans the steps."""
    base = plan(BLOCK, {"prompt": "a"})
    assert base.fingerprint == plan(BLOCK, {"prompt": "a", "n": 1}).fingerprint
    assert base.fingerprint != plan(BLOCK, {"prompt": "b"}).fingerprint
    assert base.fingerprint != plan(BLOCK, {"prompt": "a", "guidance": 1}).fingerprint
    assert base.fingerprint != plan(BLOCK, {"prompt": "a", "output_format": "webp"}).fingerprint
    assert base.calls[0].fingerprint == plan(BLOCK, {"prompt": "a", "output_format": "webp"}).calls[0].fingerprint
    assert base.fingerprint != plan(BLOCK.replace("up/m", "up/other"), {"prompt": "a"}).fingerprint
    assert base.fingerprint != base.calls[0].fingerprint
    assert Call({"a": 1}).fingerprint == Call({"a": 1}, 2, "multipart").fingerprint
    assert Call({"a": 1}).fingerprint != Call({"a": 1}, upstream_model="m").fingerprint


def test_r10_3_fingerprints_do_not_depend_on_the_process() -> None:
    """Another process with another hash seed makes the same one."""
    code = "from normalizer import Call; print(Call({'b': [1, {'x': 'ü'}], 'a': None}, upstream_model='m').fingerprint)"
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(sys.path)},
        ).stdout.strip()
        for seed in ("0", "1", "7")
    }
    assert found == {Call({"b": [1, {"x": "ü"}], "a": None}, upstream_model="m").fingerprint}


def nested(levels: int) -> Any:
    """Give lists in lists."""
    value: Any = 1
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "carries"),
    [
        ({"a": [1, None, "x", 1.5, True]}, True),
        ((1, (2,)), True),
        ([], True),
        ({}, True),
        (nan, False),
        (inf, False),
        (-inf, False),
        (LARGEST, True),
        (LARGEST + 1, False),
        (-LARGEST, True),
        (-LARGEST - 1, False),
        ({1: 2}, False),
        ({None: 2}, False),
        ({"$object": 1}, False),
        ([{"a": {"$object": 1}}], False),
        (b"x", False),
        ({1, 2}, False),
        (object(), False),
        (nested(DEEPEST - 1), True),
        (nested(DEEPEST), False),
    ],
    ids=[str(number) for number in range(20)],
)
def test_r10_2_what_counts_as_json(value: Any, *, carries: bool) -> None:
    """Text keys, finite numbers that a double can hold, not deeper than 64 levels."""
    assert is_json(value) is carries


def test_r10_2_texts_of_a_callers_own_class_are_no_json() -> None:
    """Subclasses may lie about themselves."""

    class Text(str):
        __slots__ = ()

    class Number(int):
        pass

    assert not is_json(Text("a"))
    assert not is_json(Number(1))
    assert not is_json({Text("a"): 1})


# parts


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            Adjustment("size", "closest_size", "7x9", "8x8", "R4.3", 1.25, 2.0, (None, "8x8")),
            "size: asked 7x9, used 8x8: the closest size offered (shape distance 1.25, scale distance 2, R4.3)",
        ),
        (
            Adjustment("size", "closest_size", "7x9", "8x8", "R4.3", 1, 1.0),
            "size: asked 7x9, used 8x8: the closest size offered (R4.3)",
        ),
        (Adjustment("a", "dropped", None, None, "R7.1"), f"a: {CODES['dropped'].title} (R7.1)"),
        (
            Adjustment("aspect_ratio", "default_shape", None, "1:1", "R2.3"),
            f"aspect_ratio, used 1:1: {CODES['default_shape'].title} (R2.3)",
        ),
        (Adjustment("n", "policy_limit", 6, 2, "R9.3", because="why"), "n: asked 6, used 2: why (R9.3)"),
    ],
)
def test_adjustments_are_sentences(change: Adjustment, sentence: str) -> None:
    """What was asked, what is used, why, how far it is, by which rule."""
    assert str(change) == sentence
    assert change.to_dict()["message"] == sentence


@pytest.mark.parametrize(
    ("parameter", "value", "text"),
    [
        ("size", "16x9", "16x9"),
        ("size", " 16x9 ", "16x9"),
        ("size", {"width": 16, "height": 9}, "16x9"),
        ("size", {"width": 16}, "an object"),
        ("size", "x" * 40, "x" * 40),
        ("size", "x" * 41, f"'{'x' * 41}'"),
        ("size", "ü", r"'\xfc'"),
        ("size", "\n", r"'\n'"),
        ("prompt", "a secret", "a text of 8 characters"),
        ("guidance", 7.5, "7.5"),
        ("image", ["a"], "a list"),
    ],
)
def test_values_in_sentences(parameter: str, value: Any, text: str) -> None:
    """Short words and sizes are shown bare, everything else quoted or only outlined."""
    assert show(parameter, value) == text


def test_parts_are_plain_data() -> None:
    """Steps and calls have defaults, reports are tuples with names."""
    assert Step("fetch", {}) == Step("fetch", {})
    assert (Call({}).count, Call({}).encoding, Call({}).upstream_model) == (1, "json", None)
    assert ParameterReport("a", "met", 1, {}, exact=True)._asdict() == {
        "name": "a",
        "mode": "met",
        "asked": 1,
        "sent": {},
        "exact": True,
    }
    assert target("{}").status == "live"
