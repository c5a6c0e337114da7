"""What is handed to a gateway that maps once more: each field where the gateway takes it, or known to be lost."""

from __future__ import annotations

import asyncio
import copy
from io import BytesIO
from typing import Any

import pytest

from normalizer import Catalog, NormalizationError, Plan
from normalizer.capability import Relay
from normalizer.gateway.litellm_hook import ProxyHook, Told, litellm_hook
from normalizer.gateway.relay import carried
from unit import blocks

PNG = b"\x89PNG\r\n\x1a\n"
NESTED = """
model: up/m
constants: {model: "{model}", config.modes: [image], config.other: 1}
dimensions: {aspect_ratios: [1:1, 16:9], tiers: [1K, 2K], write: {config.image.ratio: "{ratio}", config.image.tier: "{tier}"}}
parameters: {prompt: {write: {input.0.text: "{value}"}}, n: {to: config.count, max: 4}, seed: seed, image: input.0.image}
"""
ASKED = {"prompt": "p", "aspect_ratio": "16:9", "resolution": "2K", "n": 3, "seed": 7, "own": object()}


def plan_of(asked: dict[str, Any]) -> Plan:
    """Plan at a provider that nests its fields."""
    return blocks.plan(NESTED, asked)


def test_plain_fields_stay_where_they_are() -> None:
    """Model, prompt, inputs and what nobody declared are not handed over."""
    plan = plan_of({**ASKED, "image": "https://example.com/a.png"})
    assert carried(plan, Relay()).fields == {
        "config": {"modes": ["image"], "other": 1, "image": {"ratio": "16:9", "tier": "2K"}, "count": 3},
        "seed": 7,
    }


def test_fields_are_lifted() -> None:
    """To a name, or into the request itself; what lies beside a lifted field has no way."""
    relay = Relay(lift={"config.image": "imageConfig", "config.count": "n"}, writes=("config.modes",))
    assert carried(plan_of(ASKED), relay) == (
        {"imageConfig": {"ratio": "16:9", "tier": "2K"}, "n": 3, "seed": 7},
        ("config.other",),
    )
    assert carried(plan_of(ASKED), Relay(lift={"config": "."})).fields == {
        "modes": ["image"],
        "other": 1,
        "image": {"ratio": "16:9", "tier": "2K"},
        "count": 3,
        "seed": 7,
    }


def test_values_go_by_the_words_that_lead_to_them() -> None:
    """Where the gateway has a table of its own; a value that none leads to is lost."""
    relay = Relay(
        lift={"config.image.ratio": "size"}, words={"config.image.ratio": {"16:9": "1792x1024"}}, keeps=("size",)
    )
    assert carried(plan_of(ASKED), relay).fields == {"size": "1792x1024"}
    fields, lost = carried(plan_of({**ASKED, "aspect_ratio": "1:1"}), relay)
    assert fields == {}
    assert "config.image.ratio" in lost


def test_what_is_not_let_through_is_lost() -> None:
    """By a list, by name, or because it would set something of the gateway's."""
    relay = Relay(lift={"config": "."}, keeps=("image", "count"), drops=("model", "config.count"))
    fields, lost = carried(plan_of(ASKED), relay, {"seed", "image"})
    assert fields == {}
    assert sorted(lost) == [
        "config.count",
        "config.image.ratio",
        "config.image.tier",
        "config.modes",
        "config.other",
        "model",
        "seed",
    ]


def test_the_first_call_counts() -> None:
    """Of several calls the values of the first are handed over."""
    plan = plan_of({**ASKED, "n": 6})
    assert [call.count for call in plan.calls] == [4, 2]
    assert carried(plan, Relay(lift={"config": "."})).fields["count"] == 4


def hook(**more: Any) -> ProxyHook:
    """Make the hook without LiteLLM: what it would take as settings is said here."""
    how = {"models": None, "policy": None, "several": "first", "settings": {"metadata", "api_base", "seed"}, **more}
    return ProxyHook(Catalog.bundled(), **how)


def hooked(data: dict[str, Any], call_type: str = "image_generation", **more: Any) -> dict[str, Any]:
    """Send a request of the proxy's through the hook."""
    sent = {"proxy_server_request": {"body": dict(data)}, "metadata": {"key": "k"}, **data}
    done = asyncio.run(hook(**more).async_pre_call_hook(None, None, sent, call_type))
    return {name: value for name, value in done.items() if name != "proxy_server_request"}


def test_the_request_is_rewritten() -> None:
    """Ours become the provider's, LiteLLM's own stay, the prompt and extras stay where they were."""
    data = {
        "model": "fal/flux-dev",
        "prompt": "p",
        "messages": [],
        "size": "1000x600",
        "n": 2,
        "cfg": 3,
        "quality": None,
    }
    done = hooked(data)
    told = done.pop("metadata")
    assert done == {
        "model": "fal/flux-dev",
        "prompt": "p",
        "messages": [],
        "cfg": 3,
        "image_size": {"width": 1000, "height": 600},
        "num_images": 2,
    }
    assert told["key"] == "k"
    assert told["x-normalized"].startswith('target="fal/flux-dev"')


def test_the_header_of_the_answer_comes_from_the_notes() -> None:
    """Of the request, wherever LiteLLM keeps them; without them there is none."""
    make = hook().async_post_call_response_headers_hook
    for name in ("metadata", "litellm_metadata"):
        notes = copy.deepcopy({"x-normalized": Told("a=1")})
        assert asyncio.run(make({name: notes}, None, response=None)) == {"x-normalized": "a=1"}
    callers = {"x-normalized": "a\r\nset-cookie: b"}
    for nothing in ({}, {"metadata": None}, {"metadata": {"x-normalized": 5}}, {"metadata": callers}, None):
        assert asyncio.run(make(nothing)) is None


def test_videos_go_into_the_extra_body() -> None:
    """Beside what the caller had there."""
    data = {"model": "openai/sora-2", "prompt": "p", "size": "1024x1024", "seconds": 7, "extra_body": {"x": 1}}
    done = hooked(data, "avideo_generation")
    assert done["extra_body"] == {"x": 1, "size": "720x1280", "seconds": "8"}
    assert not {"size", "seconds"} & done.keys()


def test_files_are_planned_and_left_alone() -> None:
    """The very object of the proxy's, unread."""
    file = BytesIO(PNG)
    done = hooked(
        {"model": "openai/gpt-image-1", "prompt": "p", "image": [file], "mask": None, "size": "3:2"}, "aimage_edit"
    )
    assert done["image"] == [file]
    assert file.tell() == 0
    assert done["size"] == "1536x1024"


@pytest.mark.parametrize(
    ("model", "call_type", "models"),
    [
        ("fal/flux-dev", "acompletion", None),
        ("not-ours", "image_generation", None),
        ("fal/flux-dev", "image_generation", {}),
        (5, "image_generation", None),
    ],
)
def test_what_is_not_ours_goes_through_untouched(model: Any, call_type: str, models: Any) -> None:
    """Chats, models nobody knows, and those that the host did not name."""
    data = {"model": model, "prompt": "p", "size": "big"}
    assert hooked(data, call_type, models=models) == {**data, "metadata": {"key": "k"}}


def test_what_is_wrong_carries_what_the_proxy_reads() -> None:
    """Status, type, parameter and code."""
    with pytest.raises(NormalizationError) as caught:
        hooked({"model": "fal/flux-dev", "prompt": "p", "size": "big"})
    error: Any = caught.value
    assert (error.status_code, error.type, error.param, error.code) == (
        400,
        "invalid_request_error",
        "size",
        "not_a_size",
    )
    assert error.message.startswith("size: expected")
    with pytest.raises(NormalizationError) as caught:
        hooked({"model": "fal/flux-dev", "prompt": "p"}, "avideo_generation", models={"fal/flux-dev": "fal/none"})
    error = caught.value
    assert (error.status_code, error.param) == (404, "model")


def test_several_calls_are_told_or_refused() -> None:
    """The hook can change one call: the rest is said to be unsent, or the request is refused before anything is sent."""
    data = {"model": "bfl/flux-1.1-pro", "prompt": "p", "n": 3}
    assert "calls=3, results=3, exact=?1, unsent=2" in hooked(data)["metadata"]["x-normalized"]
    with pytest.raises(NormalizationError) as caught:
        hooked(data, several="refuse")
    assert [(problem.parameter, problem.code) for problem in caught.value.problems] == [("n", "refused")]
    assert "n" not in hooked({**data, "n": 1}, several="refuse")


def test_settings_of_the_proxy_are_not_asked_for() -> None:
    """They are its own, and stay where they are; a unified parameter of the same name is ours."""
    done = hooked({"model": "bfl/flux-1.1-pro", "prompt": "p", "api_base": "http://x", "seed": 3})
    assert done["api_base"] == "http://x"
    assert "others" not in done["metadata"]["x-normalized"]


def test_the_caller_does_not_choose_the_target() -> None:
    """The host has chosen it; a provider may have fields of these names."""
    data = {"model": "fal/flux-dev", "prompt": "p", "provider": {"order": ["a"]}, "operation": "edit", "size": "1:1"}
    done = hooked(data)
    assert done["metadata"]["x-normalized"].startswith('target="fal/flux-dev", operation=generate')
    assert (done["provider"], done["operation"]) == ({"order": ["a"]}, "edit")
    assert done["image_size"] == "square_hd"


def test_an_input_that_the_target_lacks_does_not_travel() -> None:
    """As without a proxy (R6.2)."""
    done = hooked({"model": "fal/flux-dev", "prompt": "p", "last_frame": "https://example.com/a.png"})
    assert "last_frame" not in done
    assert "last_frame=unsupported;unsupported" in done["metadata"]["x-normalized"]


def test_without_litellm_there_is_one_friendly_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what brings it; the module itself needs nothing."""
    import sys

    monkeypatch.setitem(sys.modules, "litellm", None)
    with pytest.raises(ImportError, match=r"litellm is missing; pip install 'litellm\[proxy\]'"):
        litellm_hook(Catalog.bundled())
