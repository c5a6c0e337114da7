"""Fetch what is behind a link, without becoming a way into the host's own network.

Https only. A host is resolved once, and the connection goes to the very address that was checked, under the host's
name; each hop of a redirect is judged anew. Bytes and time have limits, and nothing is unpacked.
"""

from __future__ import annotations

import io
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from functools import cache
from ipaddress import ip_network
from typing import TYPE_CHECKING, NamedTuple

import anyio
import httpcore  # noqa: F401  or the first client that is made would import it, on the event loop
import httpx

from normalizer.errors import escape, quote
from normalizer.run.addresses import Network, address_of, may_connect
from normalizer.run.errors import FetchError, RunError, kind_of
from normalizer.run.work import in_thread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Resolve = Callable[[str, int], Awaitable[Iterable[str]]]
"""Gives the addresses of a host and a port."""

_HEADERS = {"accept": "image/*, video/*, */*;q=0.1", "accept-encoding": "identity", "user-agent": "normalizer"}
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_PORTS = {"https": 443, "http": 80}


@cache
def _public_authorities() -> ssl.SSLContext:
    # once for the process: reading them takes longer than most fetches
    return httpx.create_ssl_context()


class Fetched(NamedTuple):
    """What was behind a link: the bytes, and the media type as the server names it."""

    data: bytes
    content_type: str | None = None


async def resolve(host: str, port: int) -> list[str]:
    """Ask the system for the addresses of a host."""
    found = await anyio.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


class Fetcher:
    """Fetches links, call it with one: `await Fetcher()("https://...")`.

    `trusted` are networks of the host's own that may be reached although they are not public (`10.1.0.0/16`), and
    `http` allows unencrypted links. `timeout` is seconds for everything, redirects included. Raises `FetchError`.
    """

    def __init__(
        self,
        *,
        max_bytes: int = 64 * 1024 * 1024,
        timeout: float = 60,
        max_redirects: int = 5,
        http: bool = False,
        trusted: Iterable[str] = (),
        resolve: Resolve = resolve,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self.max_bytes = max_bytes
        self.timeout = timeout
        self.max_redirects = max_redirects
        self.schemes = frozenset(("https", "http")) if http else frozenset(("https",))
        try:
            self.trusted: tuple[Network, ...] = tuple(map(ip_network, trusted))
        except (ValueError, TypeError):
            raise RunError("trusted", "bad_option", "networks such as 10.1.0.0/16", "something else") from None
        self._resolve = resolve
        self._ssl_context = ssl_context

    async def __call__(self, url: str) -> Fetched:
        """Give what is behind a link."""
        try:
            with anyio.fail_after(self.timeout):
                return await self._follow(url)
        except TimeoutError:
            raise _failed("timeout", f"an answer within {self.timeout:g} seconds", "none") from None

    async def _follow(self, url: str) -> Fetched:
        link = self._judged(url)
        for _ in range(self.max_redirects + 1):
            async with self._answer(link) as response:
                if response.status_code not in _REDIRECTS:
                    return await self._read(response)
                target = response.headers.get("location", "")
            link = self._judged(target, link)
        raise _failed("redirects", f"at most {self.max_redirects} redirects", "more")

    def _judged(self, url: str, base: httpx.URL | None = None) -> httpx.URL:
        """Read a link, relative to the one that led to it, and judge all of it but the address."""
        try:
            link = httpx.URL(url) if base is None else base.join(url)
        except (httpx.InvalidURL, TypeError, ValueError):
            raise _failed("bad_link", "a link", "something else") from None
        if link.scheme not in self.schemes:
            wanted = " or ".join(sorted(self.schemes))
            raise _failed("refused_scheme", f"a link of {wanted}", quote(link.scheme))
        if not link.host or link.userinfo or not 0 < (link.port or _PORTS[link.scheme]) < 65536:
            raise _failed("bad_link", "a link with a host and no user", "another")
        return link

    @asynccontextmanager
    async def _answer(self, link: httpx.URL) -> AsyncIterator[httpx.Response]:
        """Connect to one of the checked addresses, and give the answer's head."""
        port = link.port or _PORTS[link.scheme]
        addresses = await self._addresses(link.raw_host.decode("ascii"), port)
        context = self._ssl_context
        if context is None:
            context = await in_thread(_public_authorities)
        # no proxies or passwords of the environment: a proxy would resolve the name a second time
        async with httpx.AsyncClient(verify=context, trust_env=False, timeout=None) as client:  # noqa: S113  one for all
            response = await self._first(client, link, addresses)
            try:
                yield response
            finally:
                await response.aclose()

    async def _first(self, client: httpx.AsyncClient, link: httpx.URL, addresses: list[str]) -> httpx.Response:
        host = link.raw_host.decode("ascii").strip("[]")
        headers = {**_HEADERS, "host": link.netloc.decode("ascii")}
        # the certificate is compared with this name, and not with the address that is connected to
        extensions = {} if address_of(host) else {"sni_hostname": host.rstrip(".")}
        problem: Exception | None = None
        for address in addresses:
            there = link.copy_with(host=address, fragment=None)
            request = httpx.Request("GET", there, headers=headers, extensions=extensions)
            try:
                return await client.send(request, stream=True, follow_redirects=False)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                problem = error
            except (httpx.HTTPError, ssl.SSLError, OSError, ValueError) as error:
                raise _failed("connection", "an answer", kind_of(error)) from None
        raise _failed("connection", f"a connection to {_origin(link)}", kind_of(problem or ConnectionError()))

    async def _addresses(self, host: str, port: int) -> list[str]:
        literal = address_of(host)
        try:
            found = [str(literal)] if literal else list(await self._resolve(host, port))
        except (OSError, ValueError) as error:
            raise _failed("unknown_host", f"an address of {escape(host)}", kind_of(error)) from None
        addresses = [(text, address_of(text)) for text in dict.fromkeys(found)]
        allowed = [text for text, address in addresses if address and may_connect(address, self.trusted)]
        if not allowed:
            raise _failed("refused_address", "a public address", f"another one for the host {quote(host)}")
        return allowed

    async def _read(self, response: httpx.Response) -> Fetched:
        """Read the body as it is sent, up to the limit."""
        if response.status_code != 200:
            raise _failed("status", "status 200", str(response.status_code))
        coding = response.headers.get("content-encoding", "identity")
        if coding.strip().lower() not in {"identity", ""}:
            # packed media gain nothing, and a few bytes may unpack to anything
            raise _failed("encoded", "a body that is not packed", quote(coding))
        length = response.headers.get("content-length", "")
        if length.isascii() and length.isdigit() and (len(length) > 18 or int(length) > self.max_bytes):
            raise _failed("too_large", f"at most {self.max_bytes} bytes", "more")
        body = io.BytesIO()  # gives its bytes without a copy
        try:
            async for chunk in response.aiter_raw():
                if body.tell() <= self.max_bytes:
                    body.write(chunk)
                if body.tell() > self.max_bytes:
                    # the next read fails, which ends the generators in here: left alone they would outlive the loop
                    await response.aclose()
        except (httpx.HTTPError, httpx.StreamError, ssl.SSLError, OSError, anyio.ClosedResourceError) as error:
            if body.tell() <= self.max_bytes:
                raise _failed("connection", "a whole body", kind_of(error)) from None
        if body.tell() > self.max_bytes:
            raise _failed("too_large", f"at most {self.max_bytes} bytes", "more")
        media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        return Fetched(body.getvalue(), media_type or None)


def _origin(link: httpx.URL) -> str:
    # never the path or the query: they may be a key
    return escape(f"{link.scheme}://{link.netloc.decode('ascii')}")


def _failed(code: str, expected: str, got: str) -> FetchError:
    return FetchError("fetch", code, expected, got)
