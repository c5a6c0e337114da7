"""A server with much to do: pictures keep no plan waiting, and the event loop is free and says how late it is."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import anyio
import httpx
import pytest

from gateway.doubles import IMAGE, Double
from gateway.servers import threaded
from normalizer.gateway import body
from normalizer.gateway.sandbox import provider as sandbox
from normalizer.gateway.server import answers, garbage, images, lateness
from normalizer.gateway.server.garbage import Collector
from normalizer.gateway.server.lateness import PACE, Lateness
from normalizer.run import media

FOX = {"model": "fal/flux-dev", "prompt": "a fox", "size": "64x64"}


def post(address: str, path: str, **more: Any) -> httpx.Response:
    """Send JSON."""
    return httpx.post(address + path, json={**FOX, **more}, trust_env=False, timeout=60)


def test_a_flood_of_pictures_keeps_no_plan_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """While every worker that draws is held up, and many wait for one, plans, ranks and lists are answered."""
    drawing, released = threading.Semaphore(0), threading.Event()
    real = sandbox.picture

    def held_up(*arguments: Any) -> bytes:
        drawing.release()
        assert released.wait(60)
        return real(*arguments)

    monkeypatch.setattr(sandbox, "picture", held_up)
    with threaded() as address, ThreadPoolExecutor(20) as pool:
        pictures = [pool.submit(post, address, "/v1/images/generations", n=4) for _ in range(20)]
        try:
            assert drawing.acquire(timeout=30)
            for path in ("/v1/plan", "/v1/validate", "/v1/rank", "/v1/images/generations?dry_run=1"):
                assert post(address, path).status_code == 200
            assert httpx.get(f"{address}/v1/models/flux-dev", trust_env=False).status_code == 200
            assert not any(one.done() for one in pictures)
        finally:
            released.set()
        assert {one.result().status_code for one in pictures} == {200}


def test_texts_are_read_and_written_beside_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    """Bodies, plans and answers alike, and the base64 of results that came as bytes."""
    seen: dict[str, set[str]] = {}

    def watched(home: Any, name: str) -> None:
        real = getattr(home, name)

        def inner(*arguments: Any) -> Any:
            seen.setdefault(name, set()).add(threading.current_thread().name.partition("-")[0])
            return real(*arguments)

        monkeypatch.setattr(home, name, inner)

    for home, name in ((body, "read_json"), (answers, "json_pieces"), (images, "images_of"), (media, "base64_of")):
        watched(home, name)

    async def image(_: int, __: Any) -> bytes:
        return IMAGE

    with threaded(provider=Double(image)) as address:
        for path in ("/v1/images/generations", "/v1/plan"):
            assert post(address, path).status_code == 200
    assert seen == {key: {"AnyIO worker thread"} for key in ("read_json", "json_pieces", "images_of", "base64_of")}


def test_plans_that_wait_for_a_processor_are_begun_in_turn() -> None:
    """No more at a time than the provider says; all of them are made."""
    running, most, lock = 0, 0, threading.Lock()

    async def slow(_: int, __: Any) -> bytes:
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        await anyio.sleep(0.05)
        with lock:
            running -= 1
        return IMAGE

    with threaded(provider=Double(slow, at_once=2)) as address, ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(address, "/v1/images/generations").status_code, range(8)))
    assert answers == [200] * 8
    assert most == 2


@pytest.mark.anyio
async def test_the_event_loop_says_how_late_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where something blocks it, that is the server's doing; where its thread has no processor, it is the machine's."""
    told: dict[bool, dict[str, float]] = {}
    for is_busy in (False, True):
        waits = iter(range(1000))
        monkeypatch.setattr(lateness, "_waited", lambda _, busy=is_busy, waits=waits: next(waits) if busy else 0.0)
        one = Lateness()
        async with anyio.create_task_group() as group:
            group.start_soon(one.watch)
            await anyio.sleep(PACE / 2)
            time.sleep(PACE + 0.2)  # noqa: ASYNC251  that is what is looked for
            await anyio.sleep(2 * PACE)
            group.cancel_scope.cancel()
        told[is_busy] = {name: value for name, _, value in one.longest()}
    for delays in told.values():
        assert delays["normalizer_event_loop_delay_seconds"] > 0.15
    assert told[False]["normalizer_event_loop_own_delay_seconds"] > 0.15
    assert told[True]["normalizer_event_loop_own_delay_seconds"] == 0


def test_a_system_that_does_not_tell_is_not_guessed_at(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then there is no such number at all."""
    monkeypatch.setattr(lateness, "_waited", lambda _: None)
    one = Lateness()

    async def watch() -> None:
        with anyio.move_on_after(3 * PACE):
            await one.watch()

    anyio.run(watch)
    assert [name for name, _, _ in one.longest()] == ["normalizer_event_loop_delay_seconds"]


def test_the_collector_forgets_only_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    """Right before a full collection, and not a second time before something more was read."""
    frozen: list[int] = []
    count = 0
    monkeypatch.setattr(garbage.gc, "freeze", lambda: frozen.append(count))
    collector = Collector(lambda: count)
    for phase, generation, read in (
        *(("start", 2, 0), ("start", 0, 3), ("start", 1, 3), ("stop", 2, 3), ("start", 2, 3), ("start", 2, 3)),
        *(("stop", 2, 4), ("start", 2, 5)),
    ):
        count = read
        collector(phase, {"generation": generation})
    assert frozen == [3, 5]


CATALOGUE = """
import gc
from normalizer import Catalog
from normalizer.gateway.server.garbage import Collector
catalog = Catalog.bundled()
gc.callbacks.append(Collector(lambda: catalog.held))
catalog.preload()
gc.collect()
print(gc.get_freeze_count(), len(gc.get_objects()))
"""


def test_a_whole_catalogue_is_not_looked_through() -> None:
    """After all of it was read hardly anything is left to the collector."""
    run = subprocess.run([sys.executable, "-c", CATALOGUE], capture_output=True, text=True, check=True, timeout=60)
    out_of_sight, in_sight = map(int, run.stdout.split())
    assert out_of_sight > 50_000
    assert in_sight < out_of_sight / 10
