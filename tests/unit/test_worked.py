"""The worked table: requests whose payload was found by hand, from the rules and the capability files.

`tests/data/README.md` explains the columns. A row that fails is a wrong engine, a file that changed, or a wrong row: its
`reason` says how its answer was found.
"""

from __future__ import annotations

import csv
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from normalizer import Catalog, NormalizationError, Plan, Policy, normalize
from normalizer.bundled import bundled_root
from normalizer.loader import Providers, Source, load_model
from reference import Malformed, Missing, answer

if TYPE_CHECKING:
    from normalizer.capability.block import Block

FILE = Path(__file__).parents[1] / "data" / "worked.csv"
GEOMETRY = ("size", "aspect_ratio", "resolution")
INPUTS = (
    "image", "mask", "input_reference", "last_frame", "reference_images", "reference_videos", "reference_audios",
    "input_video", "input_audio",
)  # fmt: skip
PROMPT = "worked prompt"
PIXEL = "iVBORw0KGgo="
ADDED = {PROMPT, "https://example.com/added", "added-id", f"data:image/png;base64,{PIXEL}", PIXEL, "!bytes:8"}
"""What the test adds by itself, in every form in which an input travels."""
BY_KIND = {"url": "https://example.com/added", "id": "added-id"}

CATALOG = Catalog.bundled()
SOURCES = (Source(bundled_root(), "capabilities"),)
PROVIDERS = Providers(SOURCES)

Row = dict[str, str]


def rows() -> list[Row]:
    """Read the table."""
    with FILE.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


ROWS = rows()
SPLIT = [row for row in ROWS if row["later"]]
CHOSEN = [row for row in ROWS if row["kind"] == "geometry" and not set(json.loads(row["policy"] or "{}")) - {"scale"}]


@cache
def block_of(model: str, provider: str, operation: str) -> tuple[Block, str]:
    """Give a target's facts as the files state them, and the medium."""
    loaded = load_model(SOURCES, model, PROVIDERS)
    return loaded.targets[provider, operation].block, loaded.file.media


def target_of(row: Row) -> tuple[str, str, str]:
    """Give model, provider and operation of a row."""
    return row["model"], row["provider"], row["operation"]


def request_of(row: Row) -> dict[str, Any]:
    """Add what a row leaves out: the prompt, and the inputs that the target requires."""
    block, _ = block_of(*target_of(row))
    request: dict[str, Any] = json.loads(row["request"])
    needed = [name for name in block.required if name in INPUTS and name not in request]
    if "image" in needed and "image_url" in request:
        needed.remove("image")
    for name in needed:
        parameter = block.parameters[name]
        kind = parameter.accepts[0] if parameter and parameter.accepts else "url"
        request[name] = BY_KIND.get(kind, f"data:image/png;base64,{PIXEL}")
    return {"prompt": PROMPT, **request} if "prompt" in block.parameters else request


def plan_of(row: Row) -> Plan:
    """Normalize the request of a row."""
    policy = Policy(**json.loads(row["policy"])) if row["policy"] else None
    size = pair(row["input_size"]) if row["input_size"] else None
    return normalize(request_of(row), CATALOG.target(*target_of(row)), policy=policy, input_size=size)


def pair(text: str) -> tuple[int, int]:
    """Read `1200x800`."""
    width, _, height = text.partition("x")
    return int(width), int(height)


def said_by(row: Row, payload: dict[str, Any]) -> Any:
    """Leave of a payload what the request of the row itself has put there."""
    block, _ = block_of(*target_of(row))
    left = readable(payload)
    below = block.under.split(".") if block.under else []
    for path in block.constants:
        take_away(left, [*below, *path.split(".")])
    left, _ = without(left, texts(json.loads(row["request"])))
    return {} if left is None else left


def readable(value: Any) -> Any:
    """Copy a payload; bytes become a text that says how many they are."""
    if isinstance(value, dict):
        return {key: readable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [readable(item) for item in value]
    return f"!bytes:{len(value)}" if isinstance(value, bytes) else value


def texts(value: Any) -> set[str]:
    """Collect the texts in a value; with a data URL also the forms in which it may travel."""
    if isinstance(value, (dict, list)):
        items = value.values() if isinstance(value, dict) else value
        return {text for item in items for text in texts(item)}
    if not isinstance(value, str):
        return set()
    return {value, PIXEL, "!bytes:8"} if value.endswith(PIXEL) else {value}


def take_away(tree: Any, path: list[str]) -> None:
    """Remove one constant."""
    for step in path[:-1]:
        if isinstance(tree, list):
            tree = tree[int(step)] if step.isdecimal() and int(step) < len(tree) else None
        else:
            tree = tree.get(step) if isinstance(tree, dict) else None
    if isinstance(tree, dict):
        tree.pop(path[-1], None)


def without(value: Any, own: set[str]) -> tuple[Any, bool]:
    """Remove what the test added, and what is then empty; an item of a list that only carried it goes as a whole.

    `own` are the texts of the row itself. Tells, too, whether something was removed here, lists aside.
    """
    if isinstance(value, dict):
        pruned = {key: without(item, own) for key, item in value.items()}
        left = {key: item for key, (item, _) in pruned.items() if item is not None}
        return left or None, any(hit for _, hit in pruned.values())
    if isinstance(value, list):
        pairs = [without(item, own) for item in value]
        items = [item for item, hit in pairs if item is not None and not (hit and own.isdisjoint(texts(item)))]
        return items or None, False
    if isinstance(value, str) and value in ADDED - own:
        return None, True
    if isinstance(value, str) and value.startswith(PROMPT):
        return value.removeprefix(PROMPT), False
    return (KEPT if value is None else value), False


KEPT = "!null"
"""Stands for a null that is sent."""


def merged(base: Any, change: Any) -> Any:
    """Lay a later call's differences over the first payload; null removes."""
    if not isinstance(base, dict) or not isinstance(change, dict):
        return change
    result = {**base, **{key: merged(base.get(key), value) for key, value in change.items()}}
    return {key: value for key, value in result.items() if value is not None}


def expected(row: Row) -> Any:
    """Read the payload column; a null in it is one that is sent."""
    return without(json.loads(row["payload"]), ADDED)[0] or {}


def known_as(row: Row) -> str:
    """Name a row in a failure."""
    return f"{row['id']}-{row['model']}-{row['provider']}"


@pytest.mark.parametrize("row", ROWS, ids=known_as)
def test_row(row: Row) -> None:
    """The payload, the calls, the steps, the pixels and the model's id are those worked out by hand."""
    if row["payload"].startswith("!"):
        with pytest.raises(NormalizationError) as caught:
            plan_of(row)
        assert {problem.parameter for problem in caught.value.problems} == set(row["payload"][1:].split())
        return
    plan = plan_of(row)
    assert said_by(row, plan.calls[0].payload) == expected(row), row["reason"]
    assert "+".join(str(call.count) for call in plan.calls) == row["calls"], row["reason"]
    assert " ".join(step.kind for step in plan.steps) == row["steps"], row["reason"]
    assert plan.expected_size == (pair(row["expected_size"]) if row["expected_size"] else None), row["reason"]
    assert row["upstream"] in {"", plan.upstream_model}, row["reason"]


@pytest.mark.parametrize("row", SPLIT, ids=known_as)
def test_later_calls(row: Row) -> None:
    """The payloads of the later calls differ from the first as the row says, and in nothing else."""
    first, *others = (said_by(row, call.payload) for call in plan_of(row).calls)
    assert others == [merged(first, change) for change in json.loads(row["later"])], row["reason"]


@pytest.mark.parametrize("row", CHOSEN, ids=known_as)
def test_the_reference_agrees(row: Row) -> None:
    """The slow, plain reading of the rules gives the same ratio, tier and pixels."""
    block, media = block_of(*target_of(row))
    facts = block.model_dump(by_alias=True, exclude_none=True)
    facts = {
        "dimensions": [plain_form(form) for form in facts["dimensions"]],
        "default": facts.get("default"),
        "required": list(block.required),
    }
    request = {key: value for key, value in json.loads(row["request"]).items() if key in GEOMETRY}
    size = pair(row["input_size"]) if row["input_size"] else None
    policy = json.loads(row["policy"] or "{}")
    if row["payload"].startswith("!"):
        with pytest.raises((Malformed, Missing)) as caught:
            answer(facts, media, request, policy=policy, input_size=size)
        assert str(caught.value).partition(":")[0] in row["payload"][1:].split()
        return
    found = answer(facts, media, request, policy=policy, input_size=size)
    resolved = plan_of(row).resolved
    assert found.ratio in {None, resolved.ratio}, row["reason"]
    assert found.tier in {None, resolved.tier}, row["reason"]
    assert found.expected_size == (pair(row["expected_size"]) if row["expected_size"] else None), row["reason"]


def plain_form(form: dict[str, Any]) -> dict[str, Any]:
    """Drop what a form does not say, so that its keys tell its kind."""
    plain = {key: value for key, value in form.items() if value not in ({}, (), False)}
    if "limits" in form:
        plain["limits"] = form["limits"]
    return plain


def test_the_table_is_broad() -> None:
    """Every row has an id of its own and a reason; enough rows, targets, kinds and sources are there."""
    assert len({row["id"] for row in ROWS}) == len(ROWS) >= 300
    assert len({target_of(row) for row in ROWS}) >= 60
    assert sum(bool(row["source"]) for row in ROWS) >= 100
    kinds = {"geometry", "seconds", "n", "format", "delivery", "words", "condition", "input", "extras"}
    assert {row["kind"] for row in ROWS} == kinds
    assert all(row["reason"] and row["rule"].startswith("R") and row["calls"] for row in ROWS)
