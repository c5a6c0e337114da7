"""Through the real LiteLLM proxy: what arrives upstream is what the plan says, whatever LiteLLM's own tables say."""

from __future__ import annotations

import base64
import importlib.util
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from e2e.litellm_cases import DEPLOYMENTS, EDITS, LENGTHS, SIZES, Deployment
from e2e.litellm_proxy import ROOT, proxy
from e2e.upstream import Seen, Upstream
from normalizer import Catalog, Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

NEEDED = ("litellm", "fastapi", "apscheduler", "google.auth", "requests")
"""The proxy, and what it needs to get a token for Vertex."""

PAGE = ROOT / "docs" / "embedding.md"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
CASES = [
    (deployment, request)
    for deployment in DEPLOYMENTS
    for request in (*(LENGTHS if deployment.route == "videos" else SIZES), *deployment.more)
]
WRITTEN = re.compile(r"^(contents|instances|messages|prompt$|promptText$|generationConfig\.responseModalities)")
"""What LiteLLM writes from the prompt in its own way, and Google's modalities, to which it adds the text."""

RESULT_IS_FETCHED = ("bfl/",)
"""LiteLLM fetches the result at an address of the provider's own, which is not there: the call itself is what counts."""


@pytest.fixture(scope="module")
def peer() -> str:
    """Name the Python that has LiteLLM's proxy; without one there is nothing to try."""
    python = os.environ.get("PEER_PYTHON", sys.executable)
    if python == sys.executable and importlib.util.find_spec("litellm") is None:
        pytest.skip("litellm is not installed, and PEER_PYTHON names no Python that has it")
    check = f"import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, {NEEDED})))"
    if subprocess.run([python, "-c", check], capture_output=True, check=False).returncode:
        pytest.skip(f"{python} lacks one of {', '.join(NEEDED)}; pip install 'litellm[proxy]' google-auth requests")
    return python


@pytest.fixture(scope="module")
def both(peer: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Upstream]]:
    """Start the proxy and what stands behind it."""
    with Upstream() as upstream, proxy(peer, tmp_path_factory.mktemp("proxy"), upstream.url) as client:
        yield client, upstream


def plan_of(deployment: Deployment, request: dict[str, Any]) -> Plan:
    """Plan a request as the hook does."""
    return Catalog.bundled().plan({"model": deployment.ours, "prompt": "a fox", **request})


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """List the leaves of a payload with their paths."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, f"{path}.{key}" if path else key)
    else:
        yield path, value


def arrived(body: Any, path: str, *, is_form: bool) -> Any:
    """Give what stands at a path of what arrived."""
    for step in path.split("."):
        # Google reads both spellings of a name
        snake = re.sub("[A-Z]", lambda letter: "_" + letter[0].lower(), step)
        body = body.get(step, body.get(snake)) if isinstance(body, dict) else None
    return body[0] if is_form and isinstance(body, list) and len(body) == 1 else body


def wrong(ours: str, lost: tuple[str, ...], payload: dict[str, Any], seen: Seen) -> list[str]:
    """List what of the plan's payload did not arrive as it is."""
    found = []
    for path, value in leaves(payload):
        if path in lost or WRITTEN.match(path):
            continue
        got = arrived(seen.body, path, is_form=seen.is_form)
        # in a form all values are texts; Google's lengths are texts in the guide and numbers in LiteLLM
        if got != value and not (str(got) == str(value) and (seen.is_form or path == "parameters.durationSeconds")):
            found.append(f"{ours} {path}: {value!r} became {got!r}")
    return found


def test_there_are_enough_cases() -> None:
    """At least 40 requests at 8 providers, each of which can be planned."""
    assert len(CASES) >= 40
    assert len({deployment.ours.partition("/")[0] for deployment, _ in CASES}) >= 8


def test_what_arrives_is_what_the_plan_says(both: tuple[httpx.Client, Upstream]) -> None:
    """For every provider and request; what does not arrive is exactly what is known, and the header counts it."""
    client, upstream = both
    complaints: list[str] = []
    lost: dict[str, set[str]] = {}
    for deployment, request in CASES:
        if deployment.ours == "runway/gen4.5" and "seconds" not in request:
            continue  # the provider refuses to miss it, and so do we
        plan = plan_of(deployment, request)
        before = len(upstream.seen)
        answer = client.post(f"/v1/{deployment.route}", json={"model": deployment.ours, "prompt": "a fox", **request})
        (seen,) = upstream.seen[before:]
        complaints += wrong(deployment.ours, deployment.lost, plan.calls[0].payload, seen)
        here = {path for path, _ in leaves(plan.calls[0].payload) if path in deployment.lost}
        complaints += [
            f"{deployment.ours} {path}: arrived" for path in here if arrived(seen.body, path, is_form=seen.is_form)
        ]
        lost.setdefault(deployment.ours, set()).update(here)
        if deployment.ours.startswith(RESULT_IS_FETCHED):
            continue
        told = answer.headers["x-normalized"]
        assert answer.status_code == 200
        assert f'target="{deployment.ours}"' in told
        complaints += [f"{deployment.ours} {told}: {len(here)} lost"] * (("lost=" in told) != bool(here))
        complaints += [f"{deployment.ours} {told}: unsent"] * (("unsent=" in told) != (len(plan.calls) > 1))
    assert complaints == []
    assert {ours: tuple(sorted(paths)) for ours, paths in lost.items() if paths} == {
        deployment.ours: tuple(sorted(deployment.lost)) for deployment in DEPLOYMENTS if deployment.lost
    }


def test_edits_arrive_with_their_files(both: tuple[httpx.Client, Upstream]) -> None:
    """A form in; out comes what the plan says, and the file untouched, as a file or as base64."""
    client, upstream = both
    for edit in EDITS:
        plan = Catalog.bundled().plan({"model": edit.ours, "prompt": "a hat", "image": [PNG], **edit.asked})
        form = {"model": edit.ours, "prompt": "a hat", **edit.asked}
        answer = client.post("/v1/images/edits", data=form, files={"image": ("fox.png", PNG, "image/png")})
        seen = upstream.seen[-1]
        payload = {name: value for name, value in plan.calls[0].payload.items() if name != "image"}
        assert wrong(edit.ours, edit.lost, payload, seen) == []
        assert any(file in repr(seen.body) for file in (repr(PNG), base64.b64encode(PNG).decode()))
        if not edit.ours.startswith(RESULT_IS_FETCHED):
            told = answer.headers["x-normalized"]
            assert "operation=edit" in told
            assert (f"lost={len(edit.lost)}" in told) == bool(edit.lost)


@pytest.mark.parametrize("model", ["openai/sora-2", "google/veo-3.1"])
def test_a_video_with_a_first_frame_arrives(both: tuple[httpx.Client, Upstream], model: str) -> None:
    """The frame as LiteLLM writes it, the rest as planned."""
    client, upstream = both
    asked = {"model": model, "prompt": "a fox", "size": "1080x1920", "seconds": "8"}
    plan = Catalog.bundled().plan({**asked, "input_reference": PNG})
    client.post("/v1/videos", data=asked, files={"input_reference": ("fox.png", PNG, "image/png")})
    seen = upstream.seen[-1]
    payload = {name: value for name, value in plan.calls[0].payload.items() if name != "input_reference"}
    assert plan.operation == "image_to_video"
    assert wrong(model, (), payload, seen) == []
    assert any(file in repr(seen.body) for file in (repr(PNG), base64.b64encode(PNG).decode()))


def test_without_the_hook_the_tables_decide(both: tuple[httpx.Client, Upstream]) -> None:
    """What the hook is for: LiteLLM alone turns this size into a square, or sends it where the model has no such size."""
    client, upstream = both
    client.post("/v1/images/generations", json={"model": "unhooked", "prompt": "a fox", "size": "1920x1080"})
    assert upstream.seen[-1].body["parameters"]["aspectRatio"] == "1:1"
    client.post("/v1/images/generations", json={"model": "vertex/imagen-4.0", "prompt": "a fox", "size": "1920x1080"})
    assert upstream.seen[-1].body["parameters"]["aspectRatio"] == "16:9"


def test_a_name_of_the_proxys_own_is_one_of_ours(both: tuple[httpx.Client, Upstream]) -> None:
    """`models` says which."""
    client, upstream = both
    client.post("/v1/images/generations", json={"model": "our-flux", "prompt": "a fox", "size": "1000x600", "cfg": 3})
    assert upstream.seen[-1].body == {"prompt": "a fox", "image_size": {"width": 1000, "height": 600}, "cfg": 3}


def test_models_of_others_are_left_alone(both: tuple[httpx.Client, Upstream]) -> None:
    """As LiteLLM alone would send them, without our header."""
    client, upstream = both
    asked = {
        "model": "somebody-elses",
        "prompt": "a fox",
        "size": "1000x600",
        "metadata": {"x-normalized": "a forgery"},
    }
    answer = client.post("/v1/images/generations", json=asked)
    assert upstream.seen[-1].body == {"model": "gpt-image-1", "prompt": "a fox", "size": "1000x600"}
    assert "x-normalized" not in answer.headers


@pytest.mark.parametrize("route", ["images/generations", "videos"])
def test_what_is_wrong_is_answered_as_the_api_does(both: tuple[httpx.Client, Upstream], route: str) -> None:
    """With the parameter, and nothing goes upstream."""
    client, upstream = both
    model = "openai/sora-2" if route == "videos" else "openai/gpt-image-1"
    before = len(upstream.seen)
    answer = client.post(f"/v1/{route}", json={"model": model, "prompt": "a fox", "size": "big"})
    error = answer.json()["error"]
    assert answer.status_code == 400
    assert (error["param"], error["type"]) == ("size", "invalid_request_error")
    assert error["message"].startswith("size: expected WIDTHxHEIGHT")
    assert len(upstream.seen) == before


def test_the_pages_hook_is_one(peer: str) -> None:
    """The block of `docs/embedding.md` makes what LiteLLM takes for a hook."""
    (block,) = re.findall(
        r"^<!-- hook -->\n```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    check = "from litellm.integrations.custom_logger import CustomLogger as Base\nassert isinstance(hook, Base)\n"
    check += "assert {'async_pre_call_hook', 'async_post_call_response_headers_hook'} <= vars(type(hook)).keys()\n"
    env = {**os.environ, "PYTHONPATH": str(ROOT), "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    done = subprocess.run([peer, "-c", block + check], env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]


def test_the_page_lists_what_is_lost() -> None:
    """Every path that is known not to arrive stands in `docs/embedding.md`."""
    page = PAGE.read_text(encoding="utf-8")
    assert [path for one in (*DEPLOYMENTS, *EDITS) for path in one.lost if f"`{path}`" not in page] == []
