"""Servers for tests: the command itself in a process of its own, or an application of ours in a thread."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from matrix.cases import catalog
from normalizer.gateway.server.app import application
from normalizer.gateway.server.listening import link_of, listener
from normalizer.gateway.server.settings import Limits, Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE = 60

# a thread's stack counts too, and needs little
LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_STACK, (2**20, 2**20))
resource.setrlimit(resource.RLIMIT_DATA, (int(sys.argv[1]),) * 2)
os.execv(sys.executable, [sys.executable, "-m", "normalizer", *sys.argv[2:]])
"""
"""Begins the command with so many bytes of memory for data."""


@contextmanager
def command(*options: str, memory: int | None = None, **environment: str) -> Iterator[str]:
    """Run `normalizer serve` on a free port; gives its address, and ends it as a terminal would.

    `memory` are the bytes it may have for data.
    """
    given = {key: value for key, value in os.environ.items() if not key.startswith("NORMALIZER_")} | environment
    start = ["-m", "normalizer"] if memory is None else ["-c", LIMITED, str(memory)]
    run = subprocess.Popen(
        [sys.executable, *start, "serve", "--port", "0", *options],
        env=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert run.stdout is not None
        assert run.stderr is not None
        address = run.stdout.readline().strip()
        assert address.startswith("http://"), run.stderr.read()
        yield address
    finally:
        run.terminate()
        _, said = run.communicate(timeout=PATIENCE)
    assert run.returncode == -signal.SIGTERM, said
    assert said == ""


@contextmanager
def threaded(*, provider: Any = None, limits: Limits | None = None, **settings: Any) -> Iterator[str]:
    """Run an application in a thread of this process; `provider` takes the place of the sandbox."""
    socket = listener("127.0.0.1", 0)
    address = link_of("127.0.0.1", socket.getsockname()[1])
    made = Settings(public_url=address, limits=limits or Limits(), **{"video_seconds": 0.2, **settings})
    app = application(catalog(), made, provider=provider)
    config = uvicorn.Config(app, log_level="critical", access_log=False, timeout_graceful_shutdown=2)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [socket]}, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + PATIENCE
        while not server.started:
            assert thread.is_alive()
            assert time.monotonic() < until
            time.sleep(0.01)
        yield address
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        socket.close()
    assert not thread.is_alive()
