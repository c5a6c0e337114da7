"""Fetching: what is refused before a connection, what while reading, and that the checked address is the one used."""

from __future__ import annotations

import time
import zlib
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest

from normalizer.run import Fetcher, FetchError, RunError
from run.doubles import LOOPBACK, Double, answer
from run.pictures import plain

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable

pytestmark = pytest.mark.anyio

SECRET = "X-Signature=a-very-secret-signature"  # noqa: S105  a stand-in for one


def fetcher(**options: Any) -> Fetcher:
    """Give a fetcher that may reach the double."""
    return Fetcher(**{"http": True, "trusted": LOOPBACK, "timeout": 10, **options})


def names(**known: Iterable[str]) -> Any:
    """Give a resolver that knows these names (`_` for a dot), and counts how often it was asked."""

    async def resolve(host: str, _: int) -> Iterable[str]:
        resolve.asked.append(host)  # type: ignore[attr-defined]  # a function that remembers
        found = known.get(host.replace(".", "_"))
        if found is None:
            raise OSError("unknown")
        return next(found) if hasattr(found, "__next__") else found

    resolve.asked = []  # type: ignore[attr-defined]  # a function that remembers
    return resolve


async def refused(link: Any, by: Fetcher | None = None) -> FetchError:
    """Fetch what must not be fetched."""
    with anyio.fail_after(20), pytest.raises(FetchError) as caught:
        await (by or fetcher())(link)
    for text in (str(caught.value), repr(caught.value), str(caught.value.as_openai())):
        assert "a-very-secret" not in text
    assert caught.value.__cause__ is None
    return caught.value


async def test_bytes_and_type_of_what_is_there(double: Double) -> None:
    """As the server sends them."""
    double.answers["/a.png"] = answer(plain(), headers={"content-type": "image/PNG; x=1"})
    got = await fetcher()(double.url(f"/a.png?{SECRET}"))
    assert (got.data, got.content_type) == (plain(), "image/png")
    (seen,) = double.seen
    assert seen.path == f"/a.png?{SECRET}"
    assert seen.headers["host"] == f"127.0.0.1:{double.port}"
    assert seen.headers["accept-encoding"] == "identity"
    assert "cookie" not in seen.headers
    assert "authorization" not in seen.headers


@pytest.mark.parametrize(
    ("link", "code"),
    [
        (f"http://example.com/a?{SECRET}", "refused_scheme"),
        ("ftp://example.com/a", "refused_scheme"),
        ("file:///etc/passwd", "refused_scheme"),
        ("data:image/png;base64,AAAA", "refused_scheme"),
        ("gs://bucket/a.png", "refused_scheme"),
        ("//example.com/a", "refused_scheme"),
        ("", "refused_scheme"),
        ("https://", "bad_link"),
        ("https:///a.png", "bad_link"),
        (f"https://user:a-very-secret-word@example.com/?{SECRET}", "bad_link"),
        ("https://example.com:99999/", "bad_link"),
        ("https://[::1", "bad_link"),
        (7, "bad_link"),
        (None, "bad_link"),
        (f"https://127.0.0.1/a?{SECRET}", "refused_address"),
        ("https://[::1]/", "refused_address"),
        ("https://[::ffff:8.8.8.8]/", "refused_address"),
        ("https://[64:ff9b::808:808]/", "refused_address"),
        ("https://169.254.169.254/latest/meta-data/", "refused_address"),
        ("https://100.64.1.1/", "refused_address"),
        ("https://2130706433/", "refused_address"),
        ("https://0x7f.1/", "refused_address"),
        ("https://localhost/", "refused_address"),
    ],
)
async def test_links_that_are_refused(link: Any, code: str) -> None:
    """Before any connection: other schemes, users in links, and addresses that are not public, however written."""
    assert (await refused(link, Fetcher(timeout=10))).code == code


@pytest.mark.parametrize("trusted", [["10.0.0.1/8"], ["localhost"], [None]])
def test_networks_that_are_none_are_an_error(trusted: Any) -> None:
    """When the fetcher is made."""
    with pytest.raises(RunError) as caught:
        Fetcher(trusted=trusted)
    assert caught.value.what == "trusted"


async def test_a_name_that_leads_inside_is_refused(double: Double) -> None:
    """The address decides, not the name; of several the public ones alone are used."""
    resolve = names(inner_example=["10.0.0.7", "::ffff:8.8.8.8"], none_example=[], odd_example=["nonsense"])
    by = Fetcher(resolve=resolve)
    for host in ("inner.example", "none.example", "odd.example"):
        assert (await refused(f"https://{host}/", by)).code == "refused_address"
    assert (await refused("https://unknown.example/", by)).code == "unknown_host"
    assert double.seen == []


async def test_the_checked_address_is_the_one_that_is_used(double: Double) -> None:
    """A resolver that gives another address the second time is asked once, and the connection goes to the first."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    resolve = names(media_example=answers)
    double.answers["/a"] = answer(b"body")
    got = await fetcher(resolve=resolve)(double.url("/a", "media.example"))
    assert (got.data, resolve.asked) == (b"body", ["media.example"])
    assert double.seen[0].headers["host"] == f"media.example:{double.port}"


async def test_tls_is_for_the_name_and_not_for_the_address(tls_double: Double, client_context: ssl.SSLContext) -> None:
    """The greeting carries the host's name, and the certificate has to be of that name."""
    tls_double.answers["/a"] = answer(b"body")
    resolve = names(media_example=["127.0.0.1"], other_example=["127.0.0.1"])
    by = Fetcher(trusted=LOOPBACK, resolve=resolve, ssl_context=client_context, timeout=10)
    assert (await by(tls_double.url("/a", "media.example"))).data == b"body"
    assert tls_double.seen[0].name == "media.example"
    assert (await refused(tls_double.url("/a", "other.example"), by)).code == "connection"
    assert (await refused(tls_double.url("/a", "127.0.0.1"), by)).code == "connection"
    unknown = Fetcher(trusted=LOOPBACK, resolve=resolve, timeout=10)  # believes public authorities alone
    assert (await refused(tls_double.url("/a", "media.example"), unknown)).code == "connection"
    assert len(tls_double.seen) == 1


async def test_another_address_is_tried_where_one_cannot_be_reached(double: Double) -> None:
    """All of them were checked."""
    double.answers["/a"] = answer(b"body")
    by = fetcher(resolve=names(media_example=["127.0.0.2", "127.0.0.1"]))
    assert (await by(double.url("/a", "media.example"))).data == b"body"


async def test_redirects_are_followed_and_each_is_judged(double: Double) -> None:
    """Relative ones too; one that leads inside is refused as if it had been asked for."""
    resolve = names(media_example=["127.0.0.1"], inner_example=["10.0.0.1"])
    by = fetcher(resolve=resolve)
    double.answers["/a"] = answer(status=302, headers={"location": "/b?x=1"})
    double.answers["/b"] = answer(status=307, headers={"location": double.url("/c", "media.example")})
    double.answers["/c"] = answer(b"body")
    assert (await by(double.url("/a", "media.example"))).data == b"body"
    assert [seen.path for seen in double.seen] == ["/a", "/b?x=1", "/c"]
    for target, code in (
        (f"http://inner.example/?{SECRET}", "refused_address"),
        ("http://10.0.0.1/", "refused_address"),
        ("http://[::ffff:127.0.0.1]/", "refused_address"),
        ("file:///etc/passwd", "refused_scheme"),
        ("http://user:a-very-secret-word@media.example/", "bad_link"),
    ):
        double.answers["/away"] = answer(status=301, headers={"location": target})
        assert (await refused(double.url("/away", "media.example"), by)).code == code


async def test_https_is_not_left_by_a_redirect(tls_double: Double, client_context: ssl.SSLContext) -> None:
    """Where http was not allowed."""
    by = Fetcher(trusted=LOOPBACK, resolve=names(media_example=["127.0.0.1"]), ssl_context=client_context, timeout=10)
    tls_double.answers["/a"] = answer(status=302, headers={"location": "http://media.example/"})
    assert (await refused(tls_double.url("/a", "media.example"), by)).code == "refused_scheme"


async def test_redirects_in_a_circle_end(double: Double) -> None:
    """After five."""
    double.answers["/a"] = answer(status=302, headers={"location": "/a"})
    assert (await refused(double.url("/a"))).code == "redirects"
    assert len(double.seen) == 6


@pytest.mark.parametrize("status", [204, 206, 304, 400, 403, 404, 500, 503])
async def test_other_answers_are_errors(double: Double, status: int) -> None:
    """Nothing but 200 is what was asked for."""
    double.answers["/a"] = answer(b"" if status in {204, 304} else b"no", status)
    error = await refused(double.url(f"/a?{SECRET}"))
    assert (error.code, error.got) == ("status", str(status))


async def test_too_many_bytes_are_not_read(double: Double) -> None:
    """By what the answer says of itself, and by counting where it says nothing."""
    by = fetcher(max_bytes=1000)
    double.answers["/said"] = answer(b"", length=10**12)
    double.answers["/unsaid"] = answer(bytes(5000), length=None)
    double.answers["/just"] = answer(bytes(1000), length=None)
    assert (await refused(double.url("/said"), by)).code == "too_large"
    assert (await refused(double.url("/unsaid"), by)).code == "too_large"
    assert len((await by(double.url("/just"))).data) == 1000


async def test_an_endless_body_ends(double: Double) -> None:
    """At the limit of bytes, however long the server goes on."""

    def endless(connection: Any) -> None:
        connection.sendall(answer(length=None))
        while not double.over.is_set():
            connection.sendall(bytes(65536))

    double.answers["/a"] = endless
    assert (await refused(double.url("/a"), fetcher(max_bytes=10**6))).code == "too_large"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "GZIP", "gzip, gzip"])
async def test_packed_bodies_are_not_unpacked(double: Double, coding: str) -> None:
    """A few bytes may unpack to anything: a gibibyte here."""
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(bytes(2**20)) for _ in range(64)) + packer.flush()
    double.answers["/a"] = answer(bomb, headers={"content-encoding": coding})
    assert (await refused(double.url("/a"))).code == "encoded"


async def test_huge_heads_are_not_read(double: Double) -> None:
    """One long header, and endlessly many."""

    def endless(connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n")
        while not double.over.is_set():
            connection.sendall(b"x-more: " + b"y" * 1000 + b"\r\n")

    double.answers["/long"] = answer(b"body", headers={"x-long": "y" * 10**7})
    double.answers["/many"] = endless
    for path in ("/long", "/many"):
        assert (await refused(double.url(path))).code == "connection"


async def test_what_stalls_ends_in_time(double: Double) -> None:
    """Before the head, inside it, and inside the body; a body that drips does not get more time by dripping."""

    def drips(connection: Any) -> None:
        connection.sendall(answer(length=100))
        while not double.over.wait(0.05):
            connection.sendall(b"x")

    def half(connection: Any) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\ncontent-")
        double.stall(connection)

    double.answers |= {"/silent": double.stall, "/half": half, "/drips": drips}
    for path in ("/silent", "/half", "/drips"):
        start = time.monotonic()
        assert (await refused(double.url(path), fetcher(timeout=0.5))).code == "timeout"
        assert time.monotonic() - start < 5


async def test_broken_answers_are_errors(double: Double) -> None:
    """A connection that is reset, closed, cut short, or speaks something else."""
    double.answers |= {
        "/reset": double.hang_up,
        "/closed": b"",
        "/short": answer(b"half", length=1000),
        "/other": b"SSH-2.0-OpenSSH\r\n\r\n",
        "/chunk": b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
        "/length": b"HTTP/1.1 200 OK\r\ncontent-length: -1\r\n\r\n",
    }
    for path in ("/reset", "/closed", "/short", "/other", "/chunk", "/length"):
        assert (await refused(double.url(f"{path}?{SECRET}"))).code == "connection"


async def test_no_proxy_and_no_password_of_the_environment_is_used(
    double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A proxy would resolve the name a second time."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    double.answers["/a"] = answer(b"body")
    assert (await fetcher()(double.url("/a"))).data == b"body"


async def test_nothing_is_left_open(double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every client that is made is closed, after errors too."""
    made: list[httpx.AsyncClient] = []
    real = httpx.AsyncClient

    def client(**options: Any) -> httpx.AsyncClient:
        made.append(real(**options))
        return made[-1]

    monkeypatch.setattr(httpx, "AsyncClient", client)
    double.answers["/a"] = answer(b"body")
    await fetcher()(double.url("/a"))
    await refused(double.url("/none"))
    await refused(double.url("/a"), fetcher(max_bytes=1))
    assert [one.is_closed for one in made] == [True] * 3
