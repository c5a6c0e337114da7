"""The route: what browsers and clients get for a link, mounted as hosts mount it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from normalizer.run import LocalStore, MediaRoute, MemoryStore
from run.test_stores import HOUR, KEYS, Clock

if TYPE_CHECKING:
    from normalizer.run import LinkStore

pytestmark = pytest.mark.anyio


def client(store: LinkStore, *, mount: str = "/media") -> httpx.AsyncClient:
    """Give a client of a host that mounts the route the way of ASGI: the path is whole, `root_path` says where."""
    route = MediaRoute(store)

    async def host(scope: Any, receive: Any, send: Any) -> None:
        await route({**scope, "root_path": mount}, receive, send)

    return httpx.AsyncClient(transport=httpx.ASGITransport(app=host), base_url="https://gateway.example")


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> LinkStore:
    """Give a store of each kind."""
    clock = Clock()
    return (
        MemoryStore(keys=KEYS, clock=clock)
        if request.param == "memory"
        else LocalStore(tmp_path, keys=KEYS, clock=clock)
    )


@pytest.mark.parametrize(
    ("given", "served", "shown"),
    [
        ("image/png", "image/png", "inline"),
        ("image/avif", "image/avif", "inline"),
        ("video/mp4", "video/mp4", "inline"),
        ("image/svg+xml", "image/svg+xml", "inline"),
        ("text/html", "application/octet-stream", "attachment"),
        ("application/javascript", "application/octet-stream", "attachment"),
    ],
)
async def test_media_are_served_as_what_they_are(store: LinkStore, given: str, served: str, shown: str) -> None:
    """Nobody guesses another type, and nothing in them runs."""
    link = await store.put(b"the bytes", given)
    async with client(store) as web:
        got = await web.get(link)
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, b"the bytes", served)
    assert got.headers["content-length"] == "9"
    assert got.headers["x-content-type-options"] == "nosniff"
    assert got.headers["content-security-policy"].endswith("sandbox")
    assert got.headers["content-disposition"].startswith(f"{shown}; filename=")
    assert got.headers["cache-control"] == "private, max-age=3600, immutable"


async def test_only_the_head_where_only_that_is_asked_for(store: LinkStore) -> None:
    """With the length of all."""
    link = await store.put(bytes(10**6), "image/png")
    async with client(store) as web:
        got = await web.head(link)
        whole = await web.get(link)
    assert (got.status_code, got.content, got.headers["content-length"]) == (200, b"", "1000000")
    assert whole.content == bytes(10**6)


async def test_expired_forged_and_unknown_links(store: LinkStore) -> None:
    """410, 403 and 404; each as JSON that no cache keeps. Expired ones are so before and after they are swept."""
    clock: Any = store.clock
    link = await store.put(b"data", "image/png")
    forged = link[:-1] + ("A" if link[-1] != "A" else "B")
    gone = "/media/" + store.signer.sign(f"{int(clock.now) + 60}-{'A' * 22}.png")
    async with client(store) as web:
        answers = [await web.get(forged), await web.get(gone), await web.get("/media/"), await web.get("/media/x")]
        clock.now += HOUR
        answers.append(await web.get(link))
        await store.sweep()
        answers.append(await web.get(link))
    assert [got.status_code for got in answers] == [403, 404, 404, 403, 410, 410]
    for got in answers:
        assert got.json()["error"]["message"]
        assert (got.headers["cache-control"], got.headers["x-content-type-options"]) == ("no-store", "nosniff")


@pytest.mark.parametrize(
    "path", ["/media/..%2f..%2fetc%2fpasswd", "/media/link-key", "/media/%00", "/media/" + "a" * 5000]
)
async def test_nothing_else_is_served(store: LinkStore, path: str) -> None:
    """The signature is looked at before the store."""
    async with client(store) as web:
        assert (await web.get(path)).status_code == 403


async def test_other_methods_are_refused(store: LinkStore) -> None:
    """Links are for reading."""
    link = await store.put(b"data", "image/png")
    async with client(store) as web:
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            got = await web.request(method, link)
            assert (got.status_code, got.headers["allow"]) == (405, "GET, HEAD")
        assert (await web.get(link)).status_code == 200


async def test_other_kinds_of_connections_are_left_alone(store: LinkStore) -> None:
    """A lifespan is the host's own business."""

    async def never(*_: Any) -> Any:
        raise AssertionError

    await MediaRoute(store)({"type": "lifespan"}, never, never)


def open_files() -> int:
    """Count what this process has open, where the system tells."""
    told = Path("/proc/self/fd")
    return len(list(told.iterdir())) if told.is_dir() else 0


async def test_a_file_is_closed_where_the_client_goes_away(tmp_path: Path) -> None:
    """In the middle of it."""
    store = LocalStore(tmp_path, keys=KEYS)
    link = await store.put(bytes(10**6), "image/png")

    async def gone(message: Any) -> None:
        if message["type"] == "http.response.body":
            raise OSError("the client went away")

    before = open_files()
    for _ in range(5):
        with pytest.raises(OSError, match="went away"):
            await MediaRoute(store)({"type": "http", "method": "GET", "path": link}, gone, gone)
    assert open_files() <= before
