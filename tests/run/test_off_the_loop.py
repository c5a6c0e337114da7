"""The event loop is never kept waiting: codecs, base64 and files run in worker threads, as many as there are processors."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING, Any

import anyio
import pytest

from normalizer.run import LocalStore, PictureSettings, arun, inputs, steps
from normalizer.run.work import in_thread
from run.pictures import plain
from run.plans import BASE64, BYTES, LINKS, plan

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.anyio


async def test_all_costly_work_is_done_elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Every function that touches pixels, base64 or files is seen, and none of them on the thread of the event loop."""
    seen: dict[str, set[bool]] = {}
    loop = threading.get_ident()

    def watched(name: str, function: Any) -> Any:
        def inner(*arguments: Any, **options: Any) -> Any:
            seen.setdefault(name, set()).add(threading.get_ident() == loop)
            return function(*arguments, **options)

        return inner

    for home, name in (
        (steps, "make"),
        (steps, "header_of"),
        (steps, "bytes_in"),
        (steps, "base64_of"),
        (inputs, "_packed"),
    ):
        monkeypatch.setattr(home, name, watched(name, getattr(home, name)))
    for name in ("fsync", "open", "read"):
        monkeypatch.setattr(os, name, watched(name, getattr(os, name)))
    store = LocalStore(tmp_path, keys=["k" * 32])
    seen.clear()
    for made in (
        plan(BYTES, output_format="webp", response_format="url"),
        plan(BASE64, "dimensions: {sizes: [64x48]}", size="30x30", policy={"exact_size": "cover"}),
        plan(LINKS, response_format="b64_json"),
        plan(BYTES, response_format="url"),
        plan(BYTES, "parameters: {image: {accepts: [base64]}}", image="https://media.example/a.png"),
    ):
        outcome = await arun(made, lambda _: plain(), store=store, fetch=lambda _: plain())
        url = str(outcome.media[0].url)
        if url.startswith("/media/"):
            name = store.signer.read(url.rpartition("/")[2])
            assert name is not None
            async with store.open(name) as opened:
                assert opened is not None
                assert [piece async for piece in opened.pieces]
    names = ("make", "header_of", "bytes_in", "base64_of", "_packed", "fsync", "open", "read")
    assert seen == {name: {False} for name in names}


async def test_the_loop_turns_while_pictures_are_made() -> None:
    """Something that takes seconds in all; the loop is never late by more than a busy machine explains."""
    picture = plain((1600, 1200))
    late: list[float] = []

    async def watch() -> None:
        while True:
            before = time.perf_counter()
            await anyio.sleep(0.005)
            late.append(time.perf_counter() - before - 0.005)

    async with anyio.create_task_group() as group:
        group.start_soon(watch)
        await arun(plan(BYTES, "{}", n=6, output_format="avif"), lambda _: picture)
        group.cancel_scope.cancel()
    assert len(late) > 10
    assert sorted(late)[len(late) // 2] < 0.05
    assert max(late) < 1.0


async def test_no_more_pictures_at_a_time_than_processors() -> None:
    """However many runs there are: all of them share the limit."""
    running, most, lock = 0, 0, threading.Lock()

    def slow() -> None:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        time.sleep(0.02)
        with lock:
            running -= 1

    async with anyio.create_task_group() as group:
        for _ in range(4 * (os.cpu_count() or 1)):
            group.start_soon(in_thread, slow)
    assert most == (os.cpu_count() or 1)


async def test_work_that_nobody_waits_for_ends_early(monkeypatch: pytest.MonkeyPatch) -> None:
    """A deadline strikes in the middle of an animation: the rest of its frames is not decoded."""
    from normalizer.run import picture
    from run.pictures import animation

    frames: list[int] = []
    real = picture._frame

    def slow(image: Any) -> Any:
        frames.append(1)
        time.sleep(0.02)
        return real(image)

    monkeypatch.setattr(picture, "_frame", slow)
    data = animation("gif", frames=200)
    outcome = await arun(
        plan(BYTES, output_format="webp"), lambda _: data, deadline=0.3, on_partial="return", pictures=PictureSettings()
    )
    assert [error.code for error in outcome.errors] == ["deadline"]
    assert 0 < len(frames) < 150
