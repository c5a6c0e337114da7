"""Draw targets for an audit: forty that a commit's hash chooses, so that nobody chooses them."""

from __future__ import annotations

import random
import subprocess
from typing import TYPE_CHECKING

from .cases import every_case

if TYPE_CHECKING:
    from .cases import Case

DRAWN = 40


def commit() -> str:
    """Give the hash of the present commit."""
    return subprocess.run(["git", "rev-parse", "HEAD"], check=True, capture_output=True, text=True).stdout.strip()


def drawn(seed: str, count: int = DRAWN) -> list[Case]:
    """Draw targets without repeats, in the order in which they are drawn."""
    every = sorted(every_case(), key=lambda case: case.name)
    return random.Random(seed).sample(every, min(count, len(every)))  # noqa: S311  not a secret
