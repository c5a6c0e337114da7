"""Inputs that a provider takes as bytes only: fetched before the calls, and written where the link stood."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest

from normalizer import Catalog, Plan
from normalizer.run import FetchError, InputError, SendError, arun
from run.doubles import Double, answer
from run.pictures import plain
from unit.blocks import SPELLING, normalize, target

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer import Call

pytestmark = pytest.mark.anyio

LINK, OTHER = "https://media.example/a.png?signature=secret", "https://media.example/b"
PNG, WEBP = plain(), plain((8, 8), "webp")
PNG_TEXT, WEBP_TEXT = base64.b64encode(PNG).decode(), base64.b64encode(WEBP).decode()


def made(facts: str, **asked: Any) -> Plan:
    """Plan an edit with an input, at a provider that gives bytes."""
    spelling = SPELLING.replace("{delivery: url, format: png}", "{delivery: bytes, format: png}")
    block = target(f"parameters: {{n: {{to: n, max: 1}}, {facts}}}", spelling=spelling, operation="edit")
    return normalize({"prompt": LINK, **asked}, block)


async def sent(plan: Plan, fetch: Any = None) -> list[dict[str, Any]]:
    """Run a plan, and give what would have gone to the provider."""
    payloads: list[dict[str, Any]] = []

    def send(call: Call) -> bytes:
        payloads.append(call.payload)
        return PNG

    await arun(plan, send, fetch=fetch or (lambda url: {LINK: PNG, OTHER: WEBP}[url]))
    return payloads


@pytest.mark.parametrize(
    ("facts", "asked", "payload"),
    [
        ("image: {accepts: [file]}", LINK, PNG),
        ("image: {accepts: [base64]}", LINK, PNG_TEXT),
        ("image: {accepts: [data_url]}", LINK, f"data:image/png;base64,{PNG_TEXT}"),
        ("image: {accepts: [data_url]}", OTHER, f"data:image/webp;base64,{WEBP_TEXT}"),
        ("image: {accepts: [base64], max: 3}", [OTHER, "A" * 300, LINK], [WEBP_TEXT, "A" * 300, PNG_TEXT]),
        ("image: {accepts: [base64]}", {"url": LINK}, PNG_TEXT),
    ],
)
async def test_the_bytes_stand_where_the_link_stood(facts: str, asked: Any, payload: Any) -> None:
    """In the form the provider takes; a prompt that is the same text stays a prompt."""
    plan = made(facts, image=asked)
    before = plan.to_dict()
    (body,) = await sent(plan)
    assert body == {"prompt": LINK, "image": payload}
    assert plan.to_dict() == before


async def test_the_media_type_beside_it_is_the_true_one() -> None:
    """A link without an ending tells none, and one with an ending may lie."""
    facts = """image: {accepts: [base64], max: 2,
      write: {parts.+: {data: "{value}", kind: "{type}", short: "{subtype}", whole: "data:{type};base64,{value}"}}}"""
    plan = made(facts.replace("\n     ", ""), image=[OTHER, LINK])
    (body,) = await sent(plan)
    assert body["parts"] == [
        {"data": text, "kind": f"image/{kind}", "short": kind, "whole": f"data:image/{kind};base64,{text}"}
        for text, kind in ((WEBP_TEXT, "webp"), (PNG_TEXT, "png"))
    ]


async def test_each_call_gets_the_input_and_it_is_fetched_once() -> None:
    """However many calls there are."""
    fetched: list[str] = []

    def fetch(url: str) -> bytes:
        fetched.append(url)
        return PNG

    bodies = await sent(made("image: {accepts: [base64]}", image=LINK, n=3), fetch)
    assert ([body["image"] for body in bodies], fetched) == ([PNG_TEXT] * 3, [LINK])


async def test_what_the_caller_added_is_the_same_object() -> None:
    """Only what lies on the way to the input is new."""
    own: Mapping[str, Any] = {"anything": [1, 2]}
    (body,) = await sent(made("image: {accepts: [base64]}", image=LINK, own=own))
    assert body["own"] is own


async def test_an_input_that_cannot_be_fetched_is_an_error_before_any_call() -> None:
    """It names the parameter, and is the caller's to mend."""

    def fetch(_: str) -> bytes:
        raise FetchError("fetch", "status", "status 200", "404")

    plan = made("image: {accepts: [base64]}", image=LINK)
    for options in ({}, {"on_partial": "return"}):
        with pytest.raises(InputError) as caught:
            await arun(plan, lambda _: pytest.fail("a call was made"), fetch=fetch, **options)
        error = caught.value
        assert (error.parameter, error.code, error.http_status) == ("image", "status", 400)
        assert error.as_openai()["error"]["param"] == "image"
        assert "secret" not in str(error) + repr(error)


async def test_in_another_attempt_it_is_one_more_failure() -> None:
    """What succeeded before is not lost by it."""
    first, second = made("image: {accepts: [url]}", image=LINK, n=2), made("image: {accepts: [base64]}", image=LINK)
    calls: list[Any] = []

    def send(call: Call) -> bytes:
        calls.append(call)
        if len(calls) == 1:
            raise ValueError
        return PNG

    def fetch(_: str) -> bytes:
        raise ValueError

    outcome = await arun(
        first,
        send,
        fetch=fetch,
        parallel=1,
        replan=lambda _: second if not len(calls) > 2 else None,
        on_partial="return",
    )
    assert len(outcome.media) == 1
    assert {(type(error), error.code) for error in outcome.errors} == {(SendError, "fetch_failed")}


async def test_a_store_that_is_missing_in_another_attempt_loses_nothing_either() -> None:
    """The first target gave links of its own, the second one does not, and there is nowhere to put its bytes."""
    links = target("parameters: {n: {to: n, max: 1}}")
    first = normalize({"n": 2, "response_format": "url"}, links)
    second = made("image: {accepts: [url]}", response_format="url")
    answers = iter([LINK, b""])
    outcome = await arun(
        first,
        lambda _: next(answers) or [],
        parallel=1,
        replan=lambda missing: second if missing.attempt == 1 else None,
        on_partial="return",
    )
    assert [media.url for media in outcome.media] == [LINK]
    assert [(type(error), error.code) for error in outcome.errors] == [(SendError, "no_store")]


async def test_an_inner_address_is_no_input(double: Double) -> None:
    """Links in requests are the caller's: they are judged like any other."""
    double.answers["/a.png"] = answer(plain())
    plan = made("image: {accepts: [base64]}", image=double.url("/a.png").replace("http:", "https:"))
    with pytest.raises(InputError) as caught:
        await arun(plan, lambda _: PNG)
    assert (caught.value.code, double.seen) == ("refused_address", [])


async def test_every_bundled_target_gets_its_inputs() -> None:
    """Wherever its file says they go: no link is left in any payload, and the type is that of the bytes."""
    names = ("image", "mask", "input_reference", "last_frame")
    tried = 0
    for one in Catalog.bundled().targets():
        inputs = {name: OTHER for name in names if name in one.parameters}
        plan = None
        try:
            plan = normalize({**dict.fromkeys(one.required, "x"), "prompt": "a fox", **inputs}, one)
        except ValueError:
            continue
        if not any("parameter" in step.options for step in plan.steps):
            continue
        tried += 1
        bodies: list[Any] = []
        await arun(plan, lambda call, into=bodies: into.append(call.payload), fetch=lambda _: WEBP, on_partial="return")
        assert bodies
        for body in bodies:
            assert OTHER not in str(body)
            assert "octet-stream" not in str(body)
    assert tried > 20
