"""What the pages say is what a fresh call of the engine says."""

from __future__ import annotations

import ast
import inspect
import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any

import pytest
from openai import OpenAI

from normalizer import Catalog
from normalizer.docs.facts.requests import SCALES, SHAPES, TYPICAL
from normalizer.docs.pages.phrases import request_text
from normalizer.drift.stand_ins import filled
from normalizer.errors import NormalizationError
from normalizer.search import meets

from .reading import pages_of, read

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = Catalog.bundled()
SOME = CATALOG.models()[::12]


@cache
def told(site: Path, model: str) -> dict[str, Any]:
    """Read the document of a model."""
    document: dict[str, Any] = json.loads((site / f"models/{model}.json").read_text(encoding="utf-8"))
    return document


@pytest.mark.parametrize("model", SOME)
def test_typical_requests_are_answered_as_by_a_fresh_call(site: Path, model: str) -> None:
    """Pixels, lengths, calls, steps, loss and the sentences are those of a plan made now."""
    text = "\n".join(read(page).text for page in pages_of(site, model, "html"))
    for entry in told(site, model)["targets"]:
        target = CATALOG.target(model, entry["provider"], entry["operation"])
        assert [found["asked"] for found in entry["requests"]] == [*TYPICAL[target.media]]
        for found in entry["requests"]:
            assert request_text(found["asked"]) in text
            asked = {"model": model, "provider": target.provider, **filled(entry["stand_ins"], found["asked"])}
            if found["verdict"] == "refused":
                with pytest.raises(NormalizationError) as error:
                    CATALOG.plan(asked, operation=target.operation)
                assert found["says"] == [one.message for one in error.value.problems]
                continue
            plan = CATALOG.plan(asked, operation=target.operation)
            says = [str(one) for one in (*plan.adjustments, *plan.notes) if one.parameter != "model"]
            assert found["says"] == says
            assert all(sentence in text for sentence in says)
            assert found["size"] == (list(plan.expected_size) if plan.expected_size else None)
            assert found["calls"] == [call.count for call in plan.calls]
            assert found["steps"] == [step.kind for step in plan.steps]
            assert found["seconds"] == plan.resolved.seconds
            assert found["loss"] == pytest.approx(plan.loss, abs=1e-4)


@pytest.mark.parametrize("model", SOME)
def test_what_is_met_is_what_a_search_finds(site: Path, model: str) -> None:
    """Where `Catalog.find` takes a target for a shape or a scale, the pages do, and nowhere else."""
    listed = json.loads((site / "catalogue.json").read_text(encoding="utf-8"))["models"]
    media, shown = next((one["media"], one) for one in listed if one["id"] == model)
    for facet, wish, words in (("shapes", "aspect_ratio", SHAPES), ("scales", "resolution", SCALES[media])):
        met = set()
        for entry in told(site, model)["targets"]:
            target = CATALOG.target(model, entry["provider"], entry["operation"])
            said = {
                found["asked"][wish] for found in entry["requests"] if [*found["asked"]] == [wish] and found["is_met"]
            }
            met |= said
            if set(target.required) <= {"prompt"}:  # a search has no input to offer
                assert said == {word for word in words if meets(target, {wish: word})}, (target, facet)
        assert shown[facet] == [word for word in words if word in met]


@pytest.mark.parametrize("model", SOME)
def test_examples_run_and_give_the_payload_beside_them(site: Path, model: str) -> None:
    """The Python example of a model's page is run, and its first call sends what the page says."""
    text = (site / f"models/{model}.md").read_text(encoding="utf-8")
    python, payload = (text.split(f"```{word}\n", 1)[1].split("\n```", 1)[0] for word in ("python", "json"))
    space: dict[str, Any] = {}
    exec(compile(python.partition("print(")[0], "<example>", "exec"), space)  # noqa: S102  the page's own example
    assert space["plan"].calls[0].payload == json.loads(payload)


def test_examples_for_the_sdk_fit_its_functions(site: Path) -> None:
    """Every keyword that an example gives is one of the function that it calls."""
    calls = 0
    client = OpenAI(api_key="none")
    for model in CATALOG.models():
        text = (site / f"models/{model}.md").read_text(encoding="utf-8")
        for code in re.findall(r"```python\n(from openai.*?)\n```", text, re.DOTALL):
            call = ast.parse(code).body[-1].value  # type: ignore[attr-defined]  # the last line is an expression
            group, function = call.func.value.attr, call.func.attr
            taken = inspect.signature(getattr(getattr(client, group), function)).parameters
            assert {keyword.arg for keyword in call.keywords} <= taken.keys(), model
            calls += 1
    assert calls > 100


def test_whose_id_is_sent(site: Path) -> None:
    """The provider's id stands on the page, with a hole where a tier stands in it; the caller's own is called so."""
    seen = set()
    for model in CATALOG.models():
        for entry in told(site, model)["targets"]:
            target = CATALOG.target(model, entry["provider"], entry["operation"])
            if target.upstream is None:
                assert entry["upstream"] is None
            elif "{tier}" not in entry["upstream"]:
                assert entry["upstream"] == target.upstream_model
            seen.add(None if entry["upstream"] is None else "{tier}" in entry["upstream"])
    assert seen == {None, True, False}


def test_parameters_have_the_modes_that_targets_describe(site: Path) -> None:
    """Names, modes and fields of parameters are those of `describe`, for every target of the models looked at."""
    for model in SOME:
        for entry in told(site, model)["targets"]:
            target = CATALOG.target(model, entry["provider"], entry["operation"])
            described = target.describe()["parameters"]
            modes = {one["name"]: one["mode"] for one in entry["parameters"]}
            sizes = {"size", "aspect_ratio", "resolution"}
            assert modes == {name: row["mode"] for name, row in described.items() if name not in sizes}
