"""With Starlette and with FastAPI: a body becomes a plan, or an error as the OpenAI API has them."""

from __future__ import annotations

import asyncio
import importlib
import io
import sys
from typing import Annotated, Any

import pytest
from fastapi import Depends, FastAPI
from fastapi import Request as FastRequest
from starlette.applications import Starlette
from starlette.requests import Request  # noqa: TC002  FastAPI reads it
from starlette.responses import Response  # noqa: TC002  FastAPI reads it at run time
from starlette.routing import Route
from starlette.testclient import TestClient

from normalizer import Catalog, NormalizationError, Plan, Policy
from normalizer.gateway.body import BodyLimits
from normalizer.gateway.dependency import answer, openai_error, plan_from

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 16
CATALOG = Catalog.bundled()
LIMITS = BodyLimits(body_bytes=3000, file_bytes=500)
READ = plan_from(CATALOG, limits=LIMITS)
STRICT = plan_from(CATALOG, policy=Policy(strict=True), operation="edit", limits=LIMITS)


def starlette_app() -> Starlette:
    """Make an application of plain Starlette."""

    async def generate(request: Request) -> Response:
        return answer(request, plan := await READ(request), {"payload": repr(plan.calls[0].payload)})

    async def edit(request: Request) -> Response:
        return answer(request, plan := await STRICT(request), {"payload": repr(plan.calls[0].payload)})

    routes = [Route("/generate", generate, methods=["POST"]), Route("/edit", edit, methods=["POST"])]
    return Starlette(routes=routes, exception_handlers={NormalizationError: openai_error})


def fastapi_app() -> FastAPI:
    """Make the same with FastAPI."""
    app = FastAPI()
    app.add_exception_handler(NormalizationError, openai_error)

    @app.post("/generate")
    async def generate(request: FastRequest, plan: Annotated[Plan, Depends(READ)]) -> Any:
        return answer(request, plan, {"payload": repr(plan.calls[0].payload)})

    @app.post("/edit")
    async def edit(request: FastRequest, plan: Annotated[Plan, Depends(STRICT)]) -> Any:
        return answer(request, plan, {"payload": repr(plan.calls[0].payload)})

    return app


@pytest.fixture(params=[starlette_app, fastapi_app], ids=["starlette", "fastapi"])
def client(request: pytest.FixtureRequest) -> TestClient:
    """Make an application and a client of it."""
    return TestClient(request.param())


def test_json_becomes_a_plan(client: TestClient) -> None:
    """With the header, and without the report where nobody asks for it."""
    body = {"model": "fal/flux-dev", "prompt": "a fox", "size": "1920x1080", "n": 6}
    got = client.post("/generate", json=body)
    assert got.status_code == 200
    assert got.json() == {"payload": repr(CATALOG.plan(body).calls[0].payload)}
    assert got.headers["x-normalized"].startswith('target="fal/flux-dev", operation=generate, calls=2, results=6')


def test_a_form_becomes_a_plan(client: TestClient) -> None:
    """Several images and texts for numbers, as `/images/edits` has them."""
    form = {"model": "openai/gpt-image-1", "prompt": "a hat", "n": "2", "size": "1536x1024"}
    files = [("image[]", ("a.png", PNG)), ("image[]", ("b.png", PNG)), ("mask", ("m.png", PNG))]
    got = client.post("/edit", data=form, files=files)
    assert got.status_code == 200
    assert got.json()["payload"].count("<Upload image/png, 24 bytes>") == 3
    assert "'n': 2" in got.json()["payload"]


def test_the_report_is_in_the_body_where_it_is_asked_for(client: TestClient) -> None:
    """Without the prompt."""
    body = {"model": "openai/sora-2", "prompt": "a secret fox", "size": "1024x1024"}
    got = client.post("/generate", json=body, headers={"x-normalized": "report"})
    assert got.json()["normalized"] == CATALOG.plan(body).report()
    assert "secret" not in str(got.json()["normalized"])


@pytest.mark.parametrize(
    ("route", "sent", "expected"),
    [
        ("/generate", {"json": {"model": "fal/flux-dev", "prompt": "p", "size": "big"}}, (400, "size", "not_a_size")),
        ("/generate", {"json": {"model": "none-such", "prompt": "p"}}, (404, "model", "unknown_model")),
        ("/generate", {"json": {"prompt": "p"}}, (400, "model", "missing")),
        ("/generate", {"content": b"{", "headers": {"content-type": "application/json"}}, (400, "body", "bad_request")),
        ("/generate", {"content": b"{}", "headers": {"content-type": "text/plain"}}, (415, "body", "media_type")),
        ("/generate", {"json": {"prompt": "x" * 4000}}, (413, "body", "too_large")),
        ("/edit", {"files": {"image": ("a.png", b"%PDF-1.7")}}, (400, "image", "media_type")),
        ("/edit", {"files": {"mask": ("a.png", PNG + b"\0" * 500)}}, (413, "mask", "too_large")),
        (
            "/edit",
            {"data": {"model": "openai/gpt-image-1", "prompt": "p", "size": "1000x600"}, "files": {"image": PNG}},
            (400, "size", "not_exact"),
        ),
    ],
)
def test_what_is_wrong_is_answered_as_the_api_does(
    client: TestClient, route: str, sent: dict[str, Any], expected: tuple[int, str, str]
) -> None:
    """Status and error object, the parameter named."""
    got = client.post(route, **sent)
    error = got.json()["error"]
    assert (got.status_code, error["param"], error["code"]) == expected
    assert error["type"] == "invalid_request_error"
    assert error["details"]


def test_a_body_without_a_length_is_cut_off_as_well(client: TestClient) -> None:
    """Nothing is believed about what comes in pieces."""
    pieces = iter([b'{"prompt": "', *[b"x" * 500] * 20, b'"}'])
    got = client.post("/generate", content=pieces, headers={"content-type": "application/json"})
    assert (got.status_code, got.json()["error"]["code"]) == (413, "too_large")


def test_a_file_object_is_read(client: TestClient) -> None:
    """As clients send uploads."""
    form = {"model": "openai/gpt-image-1", "prompt": "a hat"}
    got = client.post("/generate", data=form, files={"image": ("fox.png", io.BytesIO(PNG), "image/png")})
    assert "Upload image/png" in got.json()["payload"]


def test_without_starlette_there_is_one_friendly_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """It names the extra."""
    monkeypatch.delitem(sys.modules, "normalizer.gateway.dependency")
    monkeypatch.setitem(sys.modules, "starlette", None)
    with pytest.raises(ImportError, match=r"starlette is missing; pip install 'param-normalizer\[serve\]'"):
        importlib.import_module("normalizer.gateway.dependency")


def test_errors_of_others_stay_theirs() -> None:
    """The handler answers for this library alone."""
    with pytest.raises(KeyError):
        asyncio.run(openai_error(None, KeyError("x")))  # type: ignore[arg-type]  # wrong on purpose
