"""The same request gives the same plan in every process, thread and under every hash seed (R12)."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from normalizer import Catalog, NormalizationError

MODELS = ("fal/flux-dev", "google/gemini-3-pro-image", "openai/sora-2", "byteplus/seedream-4.0", "recraft/recraft-v3")
WISHES = (
    {"size": "1024x1024"}, {"size": "1920x1080", "n": 3}, {"aspect_ratio": "7:1"}, {"resolution": "2K", "seed": 7},
    {"size": "big"}, {"seconds": "7", "size": "9:16", "unknown": {"b": 1, "a": [2]}}, {"output_format": "avif", "n": 11},
)  # fmt: skip
REQUESTS = [{"model": model, "prompt": "a fox", **wish} for model in MODELS for wish in WISHES]

SCRIPT = "from property.test_same_everywhere import digest; print(digest())"


def said(catalog: Catalog, index: int) -> str:
    """Give everything that is known of one answer as a text."""
    try:
        return json.dumps(catalog.plan(REQUESTS[index]).to_dict())
    except NormalizationError as error:
        return json.dumps(error.as_openai())


def digest() -> str:
    """Give a hash of all answers."""
    catalog = Catalog.bundled()
    return hashlib.sha256("\n".join(said(catalog, i) for i in range(len(REQUESTS))).encode()).hexdigest()


def test_processes_and_hash_seeds() -> None:
    """Other processes with other hash seeds and locales say the same as this one."""
    mine = digest()
    for seed, place in (("0", "C"), ("1", "C.UTF-8"), ("4294967295", "POSIX")):
        env = {**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": place, "TZ": "Pacific/Kiritimati", "PYTHONPATH": "tests"}
        done = subprocess.run([sys.executable, "-c", SCRIPT], env=env, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == mine


def test_threads() -> None:
    """Threads that share a catalogue, all asking first at once, get what one thread alone gets."""
    alone = [said(Catalog.bundled(), index) for index in range(len(REQUESTS))]
    for _ in range(3):
        shared, start = Catalog.bundled(), Barrier(4)

        def work(turn: int, catalog: Catalog = shared, start: Barrier = start) -> list[str]:
            start.wait()
            order = [(index + turn * 9) % len(REQUESTS) for index in range(len(REQUESTS))]
            answers = {index: said(catalog, index) for index in order}
            return [answers[index] for index in range(len(REQUESTS))]

        with ThreadPoolExecutor(4) as pool:
            assert list(pool.map(work, range(4))) == [alone] * 4
