"""Threads and an event loop plan side by side while the catalogue is swapped under them, and memory stays flat.

`python benchmarks/soak.py [SECONDS]` runs four threads and one event loop over a catalogue that is replaced by a new
one every 100 ms. Each answer is compared with the one that a quiet catalogue gave before. It fails at the first error
or difference, or where memory grows by more than 5 MiB after the first quarter of the time.
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import threading
import time
import tracemalloc
from typing import Any

from normalizer import Catalog, NormalizationError, Plan

MODELS = ("fal/flux-dev", "google/gemini-3-pro-image", "openai/sora-2", "byteplus/seedream-4.0", "recraft/recraft-v3")
SIZES = ("1024x1024", "1920x1080", "640x360", "3000x100", "16:9", "big")
MOST_GROWTH = 5 * 1024 * 1024
THREADS = 4
SWAP = 0.1
"""Seconds between two catalogues."""


class Shared:
    """What everybody looks at: the catalogue of the moment, the answers that are right, and the first failure."""

    def __init__(self) -> None:
        self.catalog = Catalog.bundled()
        self.right = {key: answer(self.catalog, *key) for key in keys()}
        self.failure: str | None = None
        self.plans = 0
        self.stop = False

    def ask(self, chance: random.Random) -> None:
        """Ask for one plan and compare it; sizes that nobody asked before are planned too."""
        key = chance.choice(KEYS)
        got = answer(self.catalog, *key)
        if got != self.right[key]:
            self.failure = f"{key}: {got!r} instead of {self.right[key]!r}"
        self.catalog.plan(
            {"model": key[0], "prompt": "a fox", "size": f"{chance.randrange(65, 4000)}x{chance.randrange(65, 4000)}"}
        )
        self.plans += 2


def keys() -> list[tuple[str, str, int]]:
    """List the requests that are compared."""
    return [(model, size, turn) for model in MODELS for size in SIZES for turn in (1, 2)]


KEYS = keys()


def answer(catalog: Catalog, model: str, size: str, turn: int) -> Any:
    """Give what is said of a request, as plain data."""
    length = {"seconds": 4 * turn} if "sora" in model else {"n": turn}
    try:
        plan: Plan = catalog.plan({"model": model, "prompt": f"a fox {turn}", "size": size, **length})
    except NormalizationError as error:
        return error.as_openai()
    return [call.payload for call in plan.calls], plan.report()


def work(shared: Shared, seed: int) -> None:
    """Plan in a thread until it is over."""
    chance = random.Random(seed)  # noqa: S311  # requests, not secrets
    try:
        while not shared.stop and shared.failure is None:
            shared.ask(chance)
    except Exception as error:  # noqa: BLE001  whatever it is, it is told
        shared.failure = repr(error)


async def loop(shared: Shared) -> None:
    """Plan on an event loop until it is over."""
    chance = random.Random(99)  # noqa: S311  # requests, not secrets
    while not shared.stop and shared.failure is None:
        shared.ask(chance)
        await asyncio.sleep(0)


def main(seconds: float) -> int:
    """Run, and tell how it went."""
    shared = Shared()
    jobs = [threading.Thread(target=work, args=(shared, seed)) for seed in range(THREADS)]
    jobs.append(threading.Thread(target=lambda: asyncio.run(loop(shared))))
    tracemalloc.start()
    for job in jobs:
        job.start()
    begun, warm, swaps = time.monotonic(), 0, 0
    while (spent := time.monotonic() - begun) < seconds and shared.failure is None:
        time.sleep(SWAP)
        shared.catalog = Catalog.bundled()
        swaps += 1
        if not warm and spent > seconds / 4:
            gc.collect()
            warm = tracemalloc.get_traced_memory()[0]
    shared.stop = True
    for job in jobs:
        job.join()
    gc.collect()
    growth = tracemalloc.get_traced_memory()[0] - warm
    print(f"{shared.plans} plans, {swaps} catalogues, memory grew by {growth / 1024 / 1024:.2f} MiB after warming up")
    if shared.failure is not None:
        print(shared.failure[:2000], file=sys.stderr)
    return int(shared.failure is not None or growth > MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1]) if len(sys.argv) > 1 else 600))
