"""A server for tests: the files of a site, and the one answer that its playground asks for, given by the engine."""

from __future__ import annotations

import json
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any

from normalizer import Catalog, NormalizationError
from normalizer.search import rank

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CATALOG = Catalog.bundled()


class Handler(SimpleHTTPRequestHandler):
    """Serves files below a folder, and `POST /v1/rank` as the gateway's server does."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name of the base
        """Say nothing."""

    def do_POST(self) -> None:
        """Rank the targets of the asked model."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        try:
            status, told = 200, self._ranked(body)
        except NormalizationError as error:
            status, told = error.http_status, error.as_openai()
        data = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    @staticmethod
    def _ranked(body: dict[str, Any]) -> dict[str, Any]:
        targets = CATALOG.targets(body.pop("model"), provider=body.pop("provider", None), operation="generate")
        rows = [
            {
                "model": entry.target.model,
                "provider": entry.target.provider,
                "operation": entry.target.operation,
                "loss": None if entry.plan is None else entry.loss,
                "plan": None if entry.plan is None else entry.plan.to_dict(),
                "error": None if entry.error is None else entry.error.as_openai()["error"],
            }
            for entry in rank(body, targets)
        ]
        return {"object": "list", "data": rows}


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone, on a free port, as long as the block runs."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
