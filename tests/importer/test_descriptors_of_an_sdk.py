"""The shape of capability descriptors, by the SDK whose registry publishes them; the descriptors are in no package."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import TypeAdapter

from normalizer.descriptors import endpoints
from normalizer.importer import draft_file

from .by_hand import bundled, text_of
from .drafting import head, plain

components = pytest.importorskip("openrouter.components", reason="needs openrouter, for its types")


def test_the_request_for_pictures_gives_what_the_file_says() -> None:
    """The ratios and the words of the file; questions where a number is no scale by itself, and of what is no picture."""
    request = components.ImageGenerationRequest.model_json_schema()
    text = text_of(request, "openrouter", media="image")
    (entry,) = plain(text)["providers"].values()
    ratios, tiers = (entry["generate"]["dimensions"][0][key] for key in ("aspect_ratios", "tiers"))
    (hand,) = bundled().targets("openrouter-images", operation="generate")
    told = hand.describe()["parameters"]
    assert sorted(ratios) == sorted(told["aspect_ratio"]["values"])
    unread = ["TODO: what 512 of resolution means", "TODO: what 768 of resolution means"]
    assert sorted(tiers) == sorted([*(set(told["resolution"]["values"]) - {"0.5K", "0.75K"}), *unread])
    drafted = entry["generate"]["parameters"]
    assert [drafted[name].get("values") for name in ("quality", "background")] == [
        ["auto", "low", "medium", "high", "xhigh", "max"],
        ["auto", "transparent", "opaque"],
    ]
    assert drafted["seed"] is None
    assert "TODO: what svg of output_format means" in drafted["output_format"]["values"]


def test_descriptors_of_all_targets_have_that_shape_and_are_read_back() -> None:
    """The SDK knows every descriptor that we write; a draft of them offers the ratios that are offered."""
    shape: TypeAdapter[dict[str, Any]] = TypeAdapter(dict[str, components.CapabilityDescriptor])
    strange, lost, read, compared = [], [], 0, 0
    for target in bundled().targets():
        (described,) = endpoints(target.model, [target])["endpoints"]
        parsed = shape.validate_python(described["supported_parameters"])
        strange += [f"{target}: {name}" for name, one in parsed.items() if one.type == "UNKNOWN"]
        if not parsed:
            continue
        record = {"supported_parameters": shape.dump_python(parsed, mode="json")}
        read += 1
        text = draft_file(json.dumps({"id": target.model, "endpoints": [record]}).encode(), head(model=None))
        (entry,) = plain(text)["providers"].values()
        offered = described["supported_parameters"].get("aspect_ratio", {}).get("values")
        forms = entry[next(name for name in entry if isinstance(entry[name], dict))].get("dimensions", [])
        forms = forms if isinstance(forms, list) else [forms]
        drafted = next((form["aspect_ratios"] for form in forms if "aspect_ratios" in form), ())
        if offered is None or len(offered) < 2:
            continue
        compared += 1
        if list(offered) != list(drafted):
            lost.append(f"{target.provider}/{target.model}: {offered}, {drafted}")
    assert strange == []
    assert lost == []
    assert read >= 1000
    assert compared >= 400
