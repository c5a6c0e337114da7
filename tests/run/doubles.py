"""A provider double on loopback: it answers with the very bytes it was told, stalls, or hangs up."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Any, NamedTuple, Self

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Mapping

LOOPBACK = ("127.0.0.0/8",)


class Seen(NamedTuple):
    """One request that arrived: the path, the headers, and the name in the TLS greeting."""

    path: str
    headers: dict[str, str]
    name: str | None


def answer(
    body: bytes = b"", status: int = 200, headers: Mapping[str, str] | None = None, *, length: int | None = -1
) -> bytes:
    """Write an answer; `length` is what it says of its own length, `None` for nothing (it ends with the connection)."""
    said = {"content-type": "image/png", **(headers or {})}
    if length is not None:
        said["content-length"] = str(len(body) if length < 0 else length)
    lines = "".join(f"{name}: {value}\r\n" for name, value in said.items())
    return f"HTTP/1.1 {status} X\r\nconnection: close\r\n{lines}\r\n".encode() + body


class Double:
    """`answers` maps paths to bytes, or to functions that get the socket. Ends with the `with` block, stalls too."""

    def __init__(self, context: ssl.SSLContext | None = None) -> None:
        self.answers: dict[str, bytes | Callable[[Any], None]] = {}
        self.seen: list[Seen] = []
        self.over = threading.Event()
        self._context = context
        self._names: dict[int, str | None] = {}
        double = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                with suppress(OSError):
                    double._handle(self.request)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        self._server = Server(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._server.server_address[1])

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """Give a link to a path."""
        return f"{'https' if self._context else 'http'}://{host}:{self.port}{path}"

    def stall(self, _: Any) -> None:
        """Say nothing until the end."""
        self.over.wait(30)

    def hang_up(self, connection: Any) -> None:
        """Reset the connection."""
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        connection.close()

    def _handle(self, connection: socket.socket) -> None:
        connection.settimeout(30)
        name: list[str | None] = [None]
        if self._context is not None:
            self._context.sni_callback = lambda _, asked, __: name.__setitem__(0, asked)
            connection = self._context.wrap_socket(connection, server_side=True)
        with connection:
            head = b""
            while b"\r\n\r\n" not in head:
                piece = connection.recv(65536)
                if not piece:
                    return
                head += piece
            lines = head.decode("latin-1").split("\r\n")
            path = lines[0].split(" ")[1]
            pairs = (line.split(": ", 1) for line in lines[1:] if ": " in line)
            self.seen.append(Seen(path, {key.lower(): value for key, value in pairs}, name[0]))
            told = self.answers.get(path.partition("?")[0], answer(status=404))
            if callable(told):
                told(connection)
            else:
                connection.sendall(told)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)
