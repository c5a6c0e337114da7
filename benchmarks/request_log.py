"""Generate a request log: `python benchmarks/request_log.py new|repeating ROWS FILE`.

Every row is a JSON object with `model` and `prompt`; other keys come with the shares of `SHARES`. Prompts have 20 to
200 bytes of everyday words. A repeating log draws its rows from 20,000 distinct requests, of which one in a hundred
comes as often as all others together, as callers do; its sizes are everyday ones (nine of them, so at most 3.2 bits)
in half of those requests, and any from 256x256 to 2048x2048 in the others. In a new log no size comes twice. The seed
is fixed: the same arguments give the same bytes.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hot_path import CASES, EVERYDAY, WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

DISTINCT = 20_000
SHARES = {"size": 0.95, "n": 0.6, "seed": 0.4, "user": 0.3, "output_format": 0.2, "quality": 0.1}
MODELS = [case.model for case in CASES if not case.inputs]
SIDES = range(300, 3900)


def request(chance: random.Random, size: str) -> dict[str, Any]:
    """Make one request."""
    made: dict[str, Any] = {"model": chance.choice(MODELS), "prompt": prompt(chance)}
    values: dict[str, Any] = {
        "size": size,
        "n": chance.choice((1, 1, 1, 2, 4)),
        "seed": chance.randrange(1, 1_000_000),
        "user": f"u{chance.randrange(5000)}",
        "output_format": chance.choice(("png", "jpeg", "webp")),
        "quality": chance.choice(("high", "low")),
    }
    made.update((name, value) for name, value in values.items() if chance.random() < SHARES[name])
    return made


def prompt(chance: random.Random) -> str:
    """Make a prompt of 20 to 200 bytes."""
    return " ".join(chance.choices(WORDS, k=48))[: chance.randint(20, 200)]


def repeating(rows: int, chance: random.Random) -> Iterator[bytes]:
    """Draw rows from distinct requests, of which one in a hundred comes as often as all others together."""
    pool = []
    for _ in range(DISTINCT):
        size = f"{chance.randint(256, 2048)}x{chance.randint(256, 2048)}"
        everyday = chance.random() < 0.5
        pool.append(json.dumps(request(chance, chance.choice(EVERYDAY) if everyday else size)).encode() + b"\n")
    often = pool[::100]
    for _ in range(rows):
        yield chance.choice(often if chance.random() < 0.5 else pool)


def new(rows: int, chance: random.Random) -> Iterator[bytes]:
    """Make rows of which no two have the same size: a walk over all sides that returns to none of its places."""
    count = len(SIDES) ** 2
    for row in range(rows):
        width, height = divmod((row * 7_654_321 + 12_345) % count, len(SIDES))  # coprime to the count
        yield json.dumps(request(chance, f"{SIDES[width]}x{SIDES[height]}")).encode() + b"\n"


def write(kind: str, rows: int, path: Path) -> None:
    """Write a log."""
    chance = random.Random(7)  # noqa: S311  the same rows every time, not a secret
    with path.open("wb") as file:
        file.writelines((repeating if kind == "repeating" else new)(rows, chance))


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
