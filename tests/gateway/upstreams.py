"""A real upstream's double: it answers as the prompt says, also in all the ways in which servers fail."""

from __future__ import annotations

import base64
import gzip
import io
import json
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from PIL import Image

from normalizer.gateway.sandbox.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "the upstream's own key"
GOOD = picture((128, 128), ("fox",), "png", "")
"""Small, so that no time is lost with codecs."""
LONG = 20
"""Seconds after which a stalled answer goes on: nobody waits for it."""


def bomb(side: int) -> bytes:
    """Make a small file that is a large square."""
    made = io.BytesIO()
    Image.new("1", (side, side)).save(made, "PNG")
    return made.getvalue()


class Handler(BaseHTTPRequestHandler):
    """Answers one request."""

    protocol_version = "HTTP/1.1"
    seen: list[tuple[str, Any]]
    released: threading.Event

    def do_POST(self) -> None:
        """Do what the prompt says."""
        body = self.rfile.read(int(self.headers["content-length"]))
        self.seen.append((self.path, body))
        assert self.headers["authorization"] == f"Bearer {KEY}"
        asked = json.loads(body) if self.headers["content-type"] == "application/json" else {"prompt": "good"}
        getattr(self, asked["prompt"].split()[0])(asked)

    def good(self, asked: dict[str, Any]) -> None:
        """As many images as were asked for."""
        self._images([GOOD] * asked.get("n", 1))

    def fails(self, _: Any) -> None:
        """Fail in a way that tells too much."""
        self._answer(500, {"error": {"message": f"my key is {KEY}"}})

    def refuses(self, _: Any) -> None:
        """Refuse, and name a parameter."""
        self._answer(400, {"error": {"message": "no hats, please", "param": "prompt", "code": "hats"}})

    def limits(self, _: Any) -> None:
        """Too many requests."""
        self._answer(429, {"error": {"message": "slow down"}})

    def stalls(self, asked: dict[str, Any]) -> None:
        """Nothing for long."""
        self.released.wait(LONG)
        self.good(asked)

    def truncates(self, asked: dict[str, Any]) -> None:
        """Half of an image."""
        self._images([GOOD[: len(GOOD) // 2]] * asked["n"])

    def wrongs(self, asked: dict[str, Any]) -> None:
        """Give a page in place of an image."""
        self._images([b"<html>not found</html>"] * asked["n"])

    def bombs(self, asked: dict[str, Any]) -> None:
        """Give a small file with very many pixels."""
        self._images([bomb(9_000)] * asked["n"])

    def lacks(self, asked: dict[str, Any]) -> None:
        """One image too few."""
        self._images([GOOD] * (asked["n"] - 1))

    def babbles(self, _: Any) -> None:
        """No JSON at all."""
        self._raw(200, b"oops")

    def packs(self, _: Any) -> None:
        """Give a packed answer, which nobody asked for: a few kilobytes that unpack to a hundred megabytes."""
        self._raw(200, gzip.compress(b'{"data": [{"b64_json": "' + bytes(10**8)), packed=True)

    def redirects(self, _: Any) -> None:
        """To where the key must not go."""
        self.send_response(307)
        self.send_header("location", "http://127.0.0.1:9/")
        self.send_header("content-length", "0")
        self.end_headers()

    def closes(self, _: Any) -> None:
        """End the connection in the middle of the answer."""
        self.send_response(200)
        self.send_header("content-length", "1000000")
        self.end_headers()
        self.wfile.write(b'{"data": [')
        self.close_connection = True

    def _images(self, files: list[bytes]) -> None:
        self._answer(200, {"created": 0, "data": [{"b64_json": base64.b64encode(one).decode()} for one in files]})

    def _answer(self, status: int, body: Any) -> None:
        self._raw(status, json.dumps(body).encode())

    def _raw(self, status: int, body: bytes, *, packed: bool = False) -> None:
        self.send_response(status)
        if packed:
            self.send_header("content-encoding", "gzip")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def upstream() -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """Run the double; gives its base URL, and what it was sent."""
    seen: list[tuple[str, Any]] = []
    released = threading.Event()
    handler = type("Double", (Handler,), {"seen": seen, "released": released})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # whoever is asked has hung up: on purpose
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1", seen
    finally:
        released.set()
        time.sleep(0)
        server.shutdown()
        server.server_close()
        thread.join()
