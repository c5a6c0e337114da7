"""The documentation that the server shows at `/`: made when it is first asked for, and nobody waits for it unasked."""

from __future__ import annotations

import shutil
import time
from typing import TYPE_CHECKING

import httpx

from normalizer.bundled import bundled_root

from .servers import PATIENCE, command

if TYPE_CHECKING:
    from pathlib import Path


def small(folder: Path) -> Path:
    """Make a catalogue of one model."""
    for name in ("providers/bfl.yaml", "black-forest-labs/flux-1.1-pro.yaml"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(bundled_root() / name, folder / name)
    for path in bundled_root().glob("providers/*.yaml"):
        shutil.copy(path, folder / "providers")
    return folder


def test_pages_are_made_when_asked_for(tmp_path: Path) -> None:
    """The first answer says that they are being made; then they are there, with the playground that asks this server."""
    with command("--catalog", str(small(tmp_path))) as address, httpx.Client(base_url=address) as client:
        first = client.get("/")
        assert (first.status_code, first.headers["retry-after"]) == (503, "3")
        assert client.get("/healthz").status_code == 200
        until = time.monotonic() + PATIENCE
        while (page := client.get("/")).status_code == 503:
            assert time.monotonic() < until
            time.sleep(0.2)
        assert page.status_code == 200
        assert "flux-1.1-pro" in client.get("/llms.txt").text
        assert "/v1" in client.get("/playground.html").text
        assert client.get("/no-such-page.html").json()["error"]["code"] == "not_found"


def test_what_is_no_page_stays_what_it_was(tmp_path: Path) -> None:
    """Unknown routes are JSON errors, and a wrong method is told, as without pages."""
    with command("--catalog", str(small(tmp_path))) as address, httpx.Client(base_url=address) as client:
        assert client.get("/v1/nothing").status_code == 404
        assert client.post("/").json()["error"]["code"] == "not_found"
        assert client.post("/v1/models").status_code == 405
