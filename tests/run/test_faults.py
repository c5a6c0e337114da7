"""A provider that fails, stalls, cuts short or lies: the documented error, other calls unharmed, nothing left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

from normalizer.run import (
    CallError,
    Fetcher,
    FetchError,
    LocalStore,
    PictureError,
    PictureSettings,
    RunError,
    SendError,
    StoreError,
    arun,
)
from run.doubles import LOOPBACK, Double, answer
from run.pictures import animation, huge_png, opened, plain
from run.plans import LINKS, plan

if TYPE_CHECKING:
    from pathlib import Path

    from normalizer import Call, Plan

pytestmark = pytest.mark.anyio

SECRET = "signature=a-very-secret-signature"  # noqa: S105  a stand-in for one
PNG = plain()


def stored() -> Plan:
    """Plan four results, each fetched, converted and stored: four calls."""
    made = plan(LINKS, "{}", n=4, output_format="webp", response_format="url")
    assert [step.kind for step in made.steps] == ["fetch", "convert", "store"]
    return made


async def by_http(double: Double, made: Plan, store: Any, **options: Any) -> Any:
    """Run a plan at the double: call `k` is a request for `/call/k`, which answers with the link of its result."""

    async def send(call: Call) -> str:
        place = next(at for at, known in enumerate(made.calls) if known is call)
        async with httpx.AsyncClient(timeout=1) as client:
            got = await client.get(double.url(f"/call/{place}?{SECRET}"))
            got.raise_for_status()
            return got.text

    fetch = Fetcher(http=True, trusted=LOOPBACK, timeout=1)
    with anyio.fail_after(30):
        return await arun(made, send, store=store, fetch=fetch, **options)


def works(double: Double) -> None:
    """Let everything be as it should."""
    for place in range(4):
        double.answers[f"/call/{place}"] = answer(double.url(f"/media/{place}?{SECRET}").encode())
        double.answers[f"/media/{place}"] = answer(PNG)


def faults(double: Double) -> dict[str, tuple[str, Any, type[CallError], str, str | None]]:
    """Name what may go wrong: where, how the provider answers, and which error that has to be."""

    def drips(connection: Any) -> None:
        connection.sendall(answer(length=len(PNG)))
        for byte in PNG:
            if double.over.wait(0.2):
                return
            connection.sendall(bytes((byte,)))

    return {
        "the call fails": ("/call/1", answer(b"no", 500), SendError, "send_failed", None),
        "the call stalls": ("/call/1", double.stall, SendError, "send_failed", None),
        "the call is hung up": ("/call/1", double.hang_up, SendError, "send_failed", None),
        "the call gives junk": ("/call/1", answer(b"\x00junk"), CallError, "not_base64", None),
        "no such media": ("/media/1", answer(b"no", 404), FetchError, "status", "fetch"),
        "media stall": ("/media/1", double.stall, FetchError, "timeout", "fetch"),
        "media drip": ("/media/1", drips, FetchError, "timeout", "fetch"),
        "media are hung up": ("/media/1", double.hang_up, FetchError, "connection", "fetch"),
        "media end early": ("/media/1", answer(PNG[:50], length=len(PNG)), FetchError, "connection", "fetch"),
        "media lead inside": (
            "/media/1", answer(status=302, headers={"location": f"http://10.0.0.1/?{SECRET}"}), FetchError,
            "refused_address", "fetch",
        ),
        "a picture is cut": ("/media/1", answer(PNG[:-30]), PictureError, "not_a_picture", "convert"),
        "no picture": ("/media/1", answer(b"<html>", headers={"content-type": "image/png"}), PictureError, "not_a_picture", "convert"),
        "nothing": ("/media/1", answer(b""), PictureError, "not_a_picture", "convert"),
        "a bomb": ("/media/1", answer(huge_png(16000, 16000)), PictureError, "too_large", "convert"),
    }  # fmt: skip


NAMES = [
    "the call fails", "the call stalls", "the call is hung up", "the call gives junk", "no such media", "media stall",
    "media drip", "media are hung up", "media end early", "media lead inside", "a picture is cut", "no picture",
    "nothing", "a bomb",
]  # fmt: skip


def test_every_fault_is_tried(double: Double) -> None:
    """None is forgotten in the list."""
    assert sorted(faults(double)) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
async def test_a_fault_harms_nobody_else(double: Double, tmp_path: Path, name: str) -> None:
    """Three of four results come, the fourth has its error, and the folder holds three whole files."""
    works(double)
    path, answers, kind, code, step = faults(double)[name]
    double.answers[path] = answers
    store = LocalStore(tmp_path / "media", keys=["k" * 32])
    outcome = await by_http(double, stored(), store, on_partial="return")
    (error,) = outcome.errors
    assert isinstance(error, kind)
    assert (error.code, error.call, error.step) == (code, 1, step)
    for text in (str(error), repr(error), str(error.as_openai()), str(error.__cause__)):
        assert "very-secret" not in text
    assert len(outcome.media) == 3
    files = list((tmp_path / "media").iterdir())
    assert len(files) == 3
    assert all(opened(file.read_bytes()).format == "WEBP" for file in files)


async def test_the_same_faults_are_raised_and_nothing_is_half_written(double: Double, tmp_path: Path) -> None:
    """Under `raise`, other calls may or may not have been done: what is in the folder is whole."""
    works(double)
    double.answers["/media/2"] = answer(PNG[:-30])
    with pytest.raises(PictureError):
        await by_http(double, stored(), LocalStore(tmp_path / "media", keys=["k" * 32]))
    assert all(opened(file.read_bytes()).format == "WEBP" for file in (tmp_path / "media").iterdir())


async def test_an_error_that_is_kept_holds_no_picture() -> None:
    """The frames of its traceback would: those of an animation that was too long."""
    outcome = await arun(
        plan(output_format="webp"),
        lambda _: animation("gif", frames=5),
        on_partial="return",
        pictures=PictureSettings(max_frames=4),
    )
    (error,) = outcome.errors
    assert (error.code, error.__traceback__, error.__context__, error.__cause__) == ("too_large", None, None, None)


async def test_a_full_store_is_an_error_of_some_results(double: Double, tmp_path: Path) -> None:
    """As many as there was no room for."""
    works(double)
    store = LocalStore(tmp_path / "media", keys=["k" * 32], max_objects=3)
    outcome = await by_http(double, stored(), store, on_partial="return")
    (error,) = outcome.errors
    assert (type(error), error.code, error.step, len(outcome.media)) == (StoreError, "store_full", "store", 3)


async def test_what_failed_is_made_again(double: Double, tmp_path: Path) -> None:
    """A fault that goes away leaves no trace but in `mended`."""
    works(double)
    once = iter([answer(b"no", 503)])
    double.answers["/call/2"] = lambda connection: connection.sendall(
        next(once, answer(double.url(f"/media/2?{SECRET}").encode()))
    )
    outcome = await by_http(double, stored(), LocalStore(tmp_path / "media"), replan=lambda missing: missing.again())
    assert (len(outcome.media), outcome.errors, [error.call for error in outcome.mended]) == (4, (), [2])


@pytest.mark.parametrize("deadline", [0.05, 0.3])
async def test_a_deadline_leaves_no_half_of_anything(double: Double, tmp_path: Path, deadline: float) -> None:
    """Wherever it strikes: every result is there or has an error, and every file is whole."""
    works(double)
    double.answers["/call/0"] = double.stall
    double.answers["/media/1"] = double.stall
    outcome = await by_http(double, stored(), LocalStore(tmp_path / "media"), deadline=deadline, on_partial="return")
    assert len(outcome.media) + len(outcome.errors) == 4
    assert {0, 1} <= {error.call for error in outcome.errors}
    for file in (tmp_path / "media").iterdir():
        assert file.name == "link-key" or opened(file.read_bytes()).format == "WEBP"


async def test_nothing_but_our_own_errors_leaves() -> None:
    """Whatever a host's function raises, but for what is meant to end the program."""
    for error in (
        ValueError,
        MemoryError,
        StopIteration,
        StopAsyncIteration,
        RecursionError,
        ExceptionGroup("x", [ValueError()]),
    ):

        async def send(_: Call, error: Any = error) -> bytes:
            raise error

        with pytest.raises(RunError) as caught:
            await arun(plan(), send)
        assert isinstance(caught.value.cause, Exception)
