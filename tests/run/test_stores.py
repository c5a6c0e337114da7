"""Stores: quotas, sweeping, restarts, and files that are there wholly or not at all."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from normalizer.run import LinkStore, LocalStore, MemoryStore, RunError, StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.anyio

KEYS = ["k" * 32]
HOUR = 3600


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 1_764_000_000.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Give a clock."""
    return Clock()


@pytest.fixture(params=["memory", "folder"])
def make(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Callable[..., LinkStore]:
    """Give a maker of stores of both kinds."""

    def made(**options: Any) -> LinkStore:
        options = {"keys": KEYS, "clock": clock, **options}
        return MemoryStore(**options) if request.param == "memory" else LocalStore(tmp_path / "media", **options)

    return made


def names_in(folder: Path) -> list[str]:
    """List the files of a folder."""
    return sorted(path.name for path in folder.iterdir())


async def read(store: LinkStore, link: str) -> bytes | None:
    """Read what a link leads to, as the route does."""
    name = store.signer.read(link.rpartition("/")[2])
    assert name is not None
    async with store.open(name) as opened:
        if opened is None:
            return None
        data = b"".join([piece async for piece in opened.pieces])
        assert len(data) == opened.length
        return data


async def test_what_was_put_is_read(make: Callable[..., LinkStore]) -> None:
    """Byte by byte, pieces of large ones included; the link stands under the base URL."""
    store = make(base_url="https://gateway.example/media/")
    for data in (b"", b"a picture", bytes(range(256)) * 5000):
        link = await store.put(data, "image/png")
        assert link.startswith("https://gateway.example/media/1764003600-")
        assert await read(store, link) == data


async def test_a_link_is_valid_for_sixty_minutes(make: Callable[..., LinkStore], clock: Clock) -> None:
    """Then it is swept, by the next to come or by the timer."""
    store = make()
    link = await store.put(b"data", "image/png")
    clock.now += HOUR - 1
    assert await store.sweep() == 0
    assert await read(store, link) == b"data"
    clock.now += 1
    assert await store.sweep() == 1
    assert await read(store, link) is None
    assert store.held == (0, 0)


@pytest.mark.parametrize("way", ["swept", "discarded"])
async def test_what_is_being_read_is_read_to_its_end(make: Callable[..., LinkStore], clock: Clock, way: str) -> None:
    """Although it is thrown away in the middle; whoever comes later finds nothing."""
    store, data = make(), bytes(range(256)) * 4096
    link = await store.put(data, "video/mp4")
    name = store.signer.read(link.rpartition("/")[2])
    assert name is not None
    async with store.open(name) as opened:
        assert opened is not None
        pieces = opened.pieces
        got = await anext(pieces)
        assert len(got) < len(data)
        if way == "swept":
            clock.now += HOUR
            assert await store.sweep() == 1
        else:
            await store.discard(link)
        assert got + b"".join([piece async for piece in pieces]) == data
    assert await read(store, link) is None


async def test_a_store_sweeps_by_itself(make: Callable[..., LinkStore], clock: Clock) -> None:
    """In the background, until cancelled."""
    store = make()
    await store.put(b"data", "image/png")
    clock.now += HOUR
    with anyio.fail_after(10):
        async with anyio.create_task_group() as group:
            group.start_soon(store.sweep_every, 0.01)
            while store.held != (0, 0):  # noqa: ASYNC110  what is waited for is the sweeping itself
                await anyio.sleep(0.01)
            group.cancel_scope.cancel()


@pytest.mark.parametrize(
    ("quota", "what"),
    [
        ({"max_objects": 2}, "objects"),
        ({"max_bytes": 20}, "bytes in all"),
        ({"max_object_bytes": 9}, "bytes in one object"),
    ],
)
async def test_a_full_store_refuses(make: Callable[..., LinkStore], clock: Clock, quota: Any, what: str) -> None:
    """It never throws away what is still valid; when that has expired there is room again."""
    store = make(**quota)
    size = 10 if "max_object_bytes" in quota else 9
    links = [await store.put(bytes(9), "image/png") for _ in range(2)]
    with pytest.raises(StoreError) as caught:
        await store.put(bytes(size), "image/png")
    assert (caught.value.code, caught.value.http_status) == ("store_full", 507)
    assert caught.value.expected.endswith(what)
    assert [await read(store, link) for link in links] == [bytes(9)] * 2
    clock.now += HOUR
    await store.put(bytes(9), "image/png")
    assert store.held == (1, 9)


async def test_a_restart_loses_nothing_that_is_valid(tmp_path: Path, clock: Clock) -> None:
    """Neither files nor the key that signs, and what has expired meanwhile is swept."""
    store = LocalStore(tmp_path / "media", clock=clock)
    old = await store.put(b"old", "image/png")
    clock.now += HOUR / 2
    new = await store.put(b"new", "video/mp4")
    clock.now += HOUR / 2
    again = LocalStore(tmp_path / "media", clock=clock)
    assert await read(again, new) == b"new"
    assert again.held == (1, 3)
    assert await read(again, old) is None


async def test_processes_may_share_a_folder(tmp_path: Path) -> None:
    """Each serves what the others have put."""
    one, other = LocalStore(tmp_path), LocalStore(tmp_path)
    assert await read(other, await one.put(b"data", "image/png")) == b"data"


def test_processes_that_begin_at_once_agree_on_a_key(tmp_path: Path) -> None:
    """One of them wins."""
    signs: set[str] = set()
    barrier = threading.Barrier(8)

    def begin() -> None:
        barrier.wait()
        signs.add(LocalStore(tmp_path).signer.sign("x"))

    threads = [threading.Thread(target=begin) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert len(signs) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["link-key"]


def test_a_key_is_made_where_files_cannot_be_linked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on some shared folders."""

    def fails(*_: Any) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(os, "link", fails)
    one, other = LocalStore(tmp_path), LocalStore(tmp_path)
    assert one.signer.sign("x") == other.signer.sign("x")
    assert names_in(tmp_path) == ["link-key"]


def test_a_folder_that_cannot_be_made_is_our_own_error(tmp_path: Path) -> None:
    """Such as one inside a file; and so is a key that protects nothing."""
    (tmp_path / "file").write_bytes(b"x")
    with pytest.raises(StoreError) as caught:
        LocalStore(tmp_path / "file" / "media")
    assert caught.value.code == "not_stored"
    (tmp_path / "link-key").write_bytes(b"short")
    with pytest.raises(RunError) as wrong:
        LocalStore(tmp_path)
    assert wrong.value.what == "keys"


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
async def test_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    """The key, too."""
    store = LocalStore(tmp_path / "media")
    await store.put(b"data", "image/png")
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "media").iterdir()}
    assert modes == {0o600}
    assert stat.S_IMODE((tmp_path / "media").stat().st_mode) == 0o700


@pytest.mark.skipif(not hasattr(os, "O_NOFOLLOW"), reason="links are followed on this system")
async def test_symbolic_links_are_not_followed(tmp_path: Path) -> None:
    """Somebody else may have put one into the folder."""
    store = LocalStore(tmp_path / "media")
    link = await store.put(b"data", "image/png")
    name = store.signer.read(link.rpartition("/")[2])
    (tmp_path / "secret").write_bytes(b"secret")
    assert name is not None
    place = tmp_path / "media" / name.text
    place.unlink()
    place.symlink_to(tmp_path / "secret")
    assert await read(store, link) is None


@pytest.mark.parametrize("broken", ["write", "fsync", "replace"])
async def test_a_file_is_there_wholly_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    """Whatever fails while it is written: no file, no half of one, no quota used."""
    store = LocalStore(tmp_path, keys=KEYS)

    def fails(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    if broken == "replace":
        monkeypatch.setattr(Path, "replace", fails)
    else:
        monkeypatch.setattr(os, "fsync", fails)
    if broken == "write":
        real = os.fdopen

        def opening(*arguments: Any) -> Any:
            file = real(*arguments)
            file.close()
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fdopen", opening)
    with pytest.raises(StoreError) as caught:
        await store.put(b"data", "image/png")
    assert (caught.value.code, names_in(tmp_path), store.held) == ("not_stored", [], (0, 0))


async def test_a_put_that_is_cancelled_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    """It is ended in its thread: then the file is whole."""
    store = LocalStore(tmp_path, keys=KEYS)
    with anyio.CancelScope() as scope:
        scope.cancel()
        await store.put(bytes(10**6), "image/png")
    assert [name.rpartition(".")[2] for name in names_in(tmp_path)] in ([], ["png"])
    assert store.held in {(0, 0), (1, 10**6)}


def test_what_a_process_left_unfinished_is_removed(tmp_path: Path) -> None:
    """When it is an hour old: until then it may still be written."""
    for name, age in (("old.part", 2 * HOUR), ("new.part", 0), ("other.txt", 2 * HOUR)):
        (tmp_path / name).write_bytes(b"x")
        now = (tmp_path / name).stat().st_mtime
        os.utime(tmp_path / name, (now - age, now - age))
    store = LocalStore(tmp_path, keys=KEYS)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new.part", "other.txt"]
    assert store.held == (0, 0)


async def test_many_at_once_stay_inside_the_quota(make: Callable[..., LinkStore]) -> None:
    """Threads do not share the last place."""
    store = make(max_objects=5)
    full: list[StoreError] = []

    async def put() -> None:
        try:
            await store.put(b"data", "image/png")
        except StoreError as error:
            full.append(error)

    async with anyio.create_task_group() as group:
        for _ in range(20):
            group.start_soon(put)
    assert (store.held, len(full)) == ((5, 20), 15)


class Stores(RuleBasedStateMachine):
    """Whatever is done with a store, it holds exactly what was put and has not expired."""

    def __init__(self) -> None:
        super().__init__()
        self.clock = Clock()
        self.store = MemoryStore(keys=KEYS, clock=self.clock, max_objects=4, max_bytes=100)
        self.there: dict[str, tuple[bytes, float]] = {}

    @rule(data=st.binary(max_size=60))
    def put(self, data: bytes) -> None:
        """Put something, which is refused exactly if there is no room."""
        self._forget()
        kept = [one for one, _ in self.there.values()]
        room = len(kept) < 4 and sum(map(len, kept)) + len(data) <= 100
        try:
            link = anyio.run(self.store.put, data, "image/png")
        except StoreError:
            assert not room
        else:
            assert room
            self.there[link] = (data, self.clock.now + HOUR)

    @rule(seconds=st.integers(0, 5000))
    def wait(self, seconds: int) -> None:
        """Let time go by."""
        self.clock.now += seconds

    @rule()
    def sweep(self) -> None:
        """Sweep."""
        anyio.run(self.store.sweep)
        self._forget()
        assert self.store.held == (len(self.there), sum(len(data) for data, _ in self.there.values()))

    @invariant()
    def everything_valid_is_there(self) -> None:
        """And reads as it was put."""
        for link, (data, until) in self.there.items():
            if self.clock.now < until:
                assert anyio.run(read, self.store, link) == data

    def _forget(self) -> None:
        self.there = {link: kept for link, kept in self.there.items() if kept[1] > self.clock.now}


Stores.TestCase.settings = settings(max_examples=10, stateful_step_count=20, deadline=None)
TestStores = Stores.TestCase
