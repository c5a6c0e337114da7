"""Many callers at once: the server answers each, loses nothing, stays responsive, and its memory stays flat.

`python benchmarks/serve_load.py [SECONDS] [--callers 200]` starts `normalizer serve`, and that many callers ask it for
four images each, again and again, which plans split into calls and convert. Each answer is looked at: four images of
the file type. It fails at the first wrong answer, where the memory of the server grows by more than a tenth in the
last third of the time, or where its event loop is later than 50 ms, as it tells in its metrics: without the time for
which the event loop's thread was ready to run and had no processor, where the system tells that (Linux). The callers
need a processor too, and on a machine that others keep busy that time is theirs and not the server's.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

MODELS = ("fal/flux-dev", "bfl/flux-1.1-pro", "replicate/sdxl-lightning", "fal/flux-krea-dev")
"""They make images of 256x256: what is tried is many callers, not how quickly a codec works."""

STARTS = {"webp": (8, b"WEBP"), "jpeg": (0, b"\xff\xd8\xff"), "gif": (0, b"GIF8")}
LATEST = 0.05
MOST_GROWTH = 1.1
DELAYS = ("normalizer_event_loop_delay_seconds", "normalizer_event_loop_own_delay_seconds")
"""Of the event loop: as it is, and what of it is the server's own."""


class Load:
    """What all callers count together."""

    def __init__(self, client: httpx.AsyncClient, until: float) -> None:
        self.client = client
        self.until = until
        self.answers = 0
        self.images = 0
        self.wrong: str | None = None
        self.seconds: list[float] = []

    async def call(self, number: int) -> None:
        """Ask again and again for four images, and look at each of them."""
        turn = number
        while time.monotonic() < self.until and self.wrong is None:
            turn += 1
            file_type = list(STARTS)[turn % len(STARTS)]
            began = time.monotonic()
            body = request(MODELS[turn % len(MODELS)], file_type)
            answer = await self.client.post("/v1/images/generations", json=body)
            self.seconds.append(time.monotonic() - began)
            self.wrong = self.wrong or wrong_with(answer, file_type)
            self.answers += 1
            self.images += 4


def request(model: str, file_type: str) -> dict[str, Any]:
    """Ask for four images as small as the model makes them, in a file type that it does not make."""
    more = {"output_format": file_type, "response_format": "b64_json", "output_compression": 80}
    return {"model": model, "prompt": "a fox", "n": 4, "size": "256x256", **more}


def wrong_with(answer: httpx.Response, file_type: str) -> str | None:
    """Say what is wrong with an answer."""
    if answer.status_code != 200:
        return f"{answer.status_code}: {answer.text[:300]}"
    images = answer.json()["data"]
    place, start = STARTS[file_type]
    files = [base64.b64decode(image["b64_json"]) for image in images]
    if len(files) != 4 or any(not file.startswith(start, place) for file in files):
        return f"{len(files)} images, not all of them {file_type}"
    return None


def memory_of(pid: int) -> int:
    """Give the memory of a process in bytes."""
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * 4096


async def watched(client: httpx.AsyncClient, pid: int, until: float) -> list[tuple[int, float, float]]:
    """Give the memory of the server in bytes and the delays of its event loop, second by second."""
    found = []
    while time.monotonic() < until:
        await asyncio.sleep(1)
        lines = (await client.get("/metrics")).text.splitlines()
        told = {line.partition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if line.startswith(DELAYS)}
        late = told[DELAYS[0]]
        found.append((memory_of(pid), late, told.get(DELAYS[1], late)))
    return found


async def load(address: str, pid: int, seconds: float, callers: int) -> int:
    """Let all callers call, and tell how it went."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=callers)
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=300, limits=limits) as client:
        for model in MODELS:  # each file is read once
            await client.post("/v1/plan", json=request(model, "webp"))
        until = time.monotonic() + seconds
        shared = Load(client, until)
        watching = asyncio.create_task(watched(client, pid, until))
        await asyncio.gather(*(shared.call(number) for number in range(callers)))
        seen = await watching
    warm = max(size for size, _, _ in seen[len(seen) // 3 : 2 * len(seen) // 3])
    end, latest, own = seen[-1][0], max(late for _, late, _ in seen), max(own for _, _, own in seen)
    times = sorted(shared.seconds)
    print(
        f"{callers} callers, {shared.answers} answers, {shared.images} images; "
        f"half within {times[len(times) // 2]:.2f} s, all within {times[-1]:.2f} s; "
        f"event loop at most {latest * 1000:.0f} ms late, {own * 1000:.0f} ms of its own doing; "
        f"memory {warm / 2**20:.0f} MiB in the middle, {end / 2**20:.0f} MiB at the end"
    )
    for sentence, holds in (
        (f"wrong: {shared.wrong}", shared.wrong is None),
        ("memory grows", end <= MOST_GROWTH * warm),
        (f"the event loop is later than {LATEST * 1000:.0f} ms", own <= LATEST),
    ):
        if not holds:
            print(sentence, file=sys.stderr)
    return int(shared.wrong is not None or end > MOST_GROWTH * warm or own > LATEST)


def main() -> int:
    """Start a server, load it, and end it."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("seconds", nargs="?", type=float, default=60)
    options.add_argument("--callers", type=int, default=200)
    asked = options.parse_args()
    command = [sys.executable, "-m", "normalizer", "serve", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = server.stdout.readline().strip() if server.stdout else ""
            return asyncio.run(load(address, server.pid, asked.seconds, asked.callers))
        finally:
            server.terminate()


if __name__ == "__main__":
    sys.exit(main())
