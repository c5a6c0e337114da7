"""Parts and conditions: what RFC 9110 says of `Range`, `If-Range`, `If-Match` and `If-None-Match`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizer.run import LocalStore, MemoryStore
from normalizer.run.ranges import Wanted, wanted
from normalizer.run.store import PIECE
from run.test_route import client
from run.test_stores import KEYS

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from normalizer.run import LinkStore

TAG = '"1764331234-a.mp4"'
ALL = Wanted(200, 0, 10)

RANGES = [
    ("bytes=0-0", Wanted(206, 0, 1)),
    ("bytes=2-5", Wanted(206, 2, 6)),
    ("bytes=9-", Wanted(206, 9, 10)),
    ("bytes=0-", Wanted(206, 0, 10)),
    ("bytes=5-999999999999999999", Wanted(206, 5, 10)),
    ("bytes=-3", Wanted(206, 7, 10)),
    ("bytes=-99", Wanted(206, 0, 10)),
    ("BYTES= 2-5 ", Wanted(206, 2, 6)),
    ("bytes=10-", Wanted(416)),
    ("bytes=10-20", Wanted(416)),
    ("bytes=-0", Wanted(416)),
    ("bytes=5-2", ALL),
    ("bytes=-", ALL),
    ("bytes=", ALL),
    ("bytes=a-b", ALL),
    ("bytes=0-1,4-5", ALL),
    ("bytes=1-2-3", ALL),
    ("bytes=٣-", ALL),
    ("bytes=0-" + "9" * 5000, ALL),
    ("items=0-1", ALL),
    ("", ALL),
]


@pytest.mark.parametrize(("said", "meant"), RANGES, ids=range(len(RANGES)))
def test_ranges(said: str, meant: Wanted) -> None:
    """One range is heard where it is well formed; what is not is no reason to send less."""
    assert wanted("GET", [(b"range", said.encode("utf-8"))], TAG, 10) == meant


@given(st.integers(0, 50), st.integers(0, 60), st.integers(0, 60))
def test_a_part_is_what_its_numbers_say(length: int, first: int, last: int) -> None:
    """Of any file: the bytes from the first to the last, both with it, as far as there are any."""
    data = bytes(range(length))
    for text, part in (
        (f"{first}-{last}", data[first : last + 1]),
        (f"{first}-", data[first:]),
        (f"-{last}", data[-last:] if last else b""),
    ):
        status, start, stop = wanted("GET", [(b"range", f"bytes={text}".encode())], TAG, length)
        if text == f"{first}-{last}" and last < first:
            assert (status, start, stop) == (200, 0, length)
        else:
            assert (status, data[start:stop]) == (206 if part else 416, part)


CONDITIONS: list[tuple[dict[str, str], int]] = [
    ({"if-none-match": TAG}, 304),
    ({"if-none-match": f'"other", W/{TAG}'}, 304),
    ({"if-none-match": "*"}, 304),
    ({"if-none-match": '"other"'}, 200),
    ({"if-none-match": TAG, "range": "bytes=0-1"}, 304),
    ({"if-match": TAG}, 200),
    ({"if-match": "*", "range": "bytes=0-1"}, 206),
    ({"if-match": '"other"'}, 412),
    ({"if-match": f"W/{TAG}"}, 412),
    ({"if-match": '"other"', "if-none-match": TAG}, 412),
    ({"range": "bytes=0-1", "if-range": TAG}, 206),
    ({"range": "bytes=0-1", "if-range": f"W/{TAG}"}, 200),
    ({"range": "bytes=0-1", "if-range": '"other"'}, 200),
    ({"range": "bytes=0-1", "if-range": "Sat, 28 Nov 2026 12:00:00 GMT"}, 200),
    ({"if-modified-since": "Sat, 28 Nov 2026 12:00:00 GMT"}, 200),
]


@pytest.mark.parametrize(("headers", "status"), CONDITIONS, ids=range(len(CONDITIONS)))
def test_conditions(headers: dict[str, str], status: int) -> None:
    """In the order in which the standard judges them."""
    assert wanted("GET", [(k.encode(), v.encode()) for k, v in headers.items()], TAG, 10).status == status


def test_headers_may_stand_twice() -> None:
    """Then they are one list."""
    assert wanted("GET", [(b"if-none-match", b'"a"'), (b"if-none-match", TAG.encode())], TAG, 10).status == 304


@pytest.fixture(params=["memory", "folder"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> LinkStore:
    """Give a store of each kind."""
    return MemoryStore(keys=KEYS) if request.param == "memory" else LocalStore(tmp_path, keys=KEYS)


@pytest.mark.anyio
async def test_parts_are_served(store: LinkStore) -> None:
    """With their place, over the ends of the pieces in which files are read; the head of all for HEAD."""
    data = bytes(i % 251 for i in range(2 * PIECE + 1000))
    link = await store.put(data, "video/mp4")
    async with client(store) as web:

        async def get(method: str = "GET", **headers: str) -> httpx.Response:
            return await web.request(method, link, headers={k.replace("_", "-"): v for k, v in headers.items()})

        whole, head = await get(), await get("HEAD", range="bytes=0-9")
        parts: Any = [
            await get(range=f"bytes={first}-{last}")
            for first, last in ((0, 0), (PIECE - 1, PIECE), (PIECE, 2 * PIECE), (2 * PIECE + 990, 10**9))
        ]
        beyond, known = await get(range=f"bytes={len(data)}-"), await get(if_none_match=whole.headers["etag"])
    assert (whole.status_code, whole.content, whole.headers["accept-ranges"]) == (200, data, "bytes")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(data)))
    for part in parts:
        place, _, length = part.headers["content-range"].removeprefix("bytes ").partition("/")
        first, last = map(int, place.split("-"))
        assert (part.status_code, length, part.content) == (206, str(len(data)), data[first : last + 1])
        assert part.headers["content-length"] == str(len(part.content))
        assert (part.headers["content-type"], part.headers["x-content-type-options"]) == ("video/mp4", "nosniff")
    assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{len(data)}")
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["etag"] == whole.headers["etag"]
    assert "content-length" not in known.headers
