"""A provider that keeps what it is sent and answers every kind of client well enough; on loopback, on a free port."""

from __future__ import annotations

import json
import threading
from email.message import Message
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple, Self

TOKENS = "/token"
"""Where a client gets a token of the kind that Google's clients ask for; not kept."""

ANSWER = {
    "access_token": "t",
    "token_type": "Bearer",
    "expires_in": 3600,
    "id": "one",
    "name": "operations/one",
    "request_id": "one",
    "object": "video",
    "created": 1,
    "created_at": 1,
    "status": "queued",
    "model": "m",
    "polling_url": "https://api.bfl.ai/none",
    "image": "AAAA",
    "finish_reason": "SUCCESS",
    "data": [{"b64_json": "AAAA"}],
    "images": [{"url": "https://example.com/a.png"}],
    "predictions": [{"bytesBase64Encoded": "AAAA"}],
    "candidates": [{"content": {"parts": [{"inlineData": {"mimeType": "image/png", "data": "AAAA"}}]}}],
    "choices": [{"message": {"images": [{"image_url": {"url": "data:image/png;base64,AAAA"}}]}}],
}
"""What all of them look for in an answer, at once."""


class Seen(NamedTuple):
    """One request: its path, and its body as values; of a form the fields, each with all that came under its name."""

    path: str
    body: Any
    is_form: bool


class Upstream:
    """`with Upstream() as upstream:` listens; `upstream.seen` are the requests so far."""

    def __init__(self) -> None:
        seen: list[Seen] = []

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                data = self.rfile.read(int(self.headers.get("content-length", "0")))
                if self.path == TOKENS:
                    self.do_GET()
                    return
                kind = self.headers.get("content-type", "")
                is_form = kind.startswith("multipart/")
                seen.append(Seen(self.path, fields(kind, data) if is_form else json.loads(data), is_form))
                self.do_GET()

            def do_GET(self) -> None:
                answer = json.dumps(ANSWER).encode()
                self.send_response(200)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: Any) -> None:
                """Keep quiet."""

        self.seen = seen
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05})

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def fields(kind: str, data: bytes) -> dict[str, list[Any]]:
    """Read a form with the standard library's mail parser: another reader than the one that is tested."""
    message = BytesParser().parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + data)
    found: dict[str, list[Any]] = {}
    for part in message.get_payload():
        assert isinstance(part, Message)
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = part.get_param("name", header="content-disposition")
        found.setdefault(str(name), []).append(content if part.get_filename() else content.decode())
    return found
