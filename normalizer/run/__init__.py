"""Run a plan: `outcome = await arun(plan, send)`. The extra `run` brings what this needs.

`send` is the host's own function that talks to the provider; this library never holds a key.
"""

from __future__ import annotations

from normalizer.extras import MissingExtraError, needed
from normalizer.run.errors import (
    CallError,
    DeadlineError,
    FetchError,
    InputError,
    PictureError,
    ResultError,
    RunError,
    SendError,
    StoreError,
)

for _name in ("PIL", "anyio", "httpx", "itsdangerous"):
    needed(_name)

from normalizer.run.fetch import Fetched, Fetcher  # noqa: E402  only now is it known that they can be imported
from normalizer.run.local_store import LocalStore  # noqa: E402  likewise
from normalizer.run.media import Media  # noqa: E402  likewise
from normalizer.run.outcome import Again, Mismatch, Missing, Note, Outcome  # noqa: E402  likewise
from normalizer.run.picture import PictureSettings  # noqa: E402  likewise
from normalizer.run.route import MediaRoute  # noqa: E402  likewise
from normalizer.run.runner import arun, run  # noqa: E402  likewise
from normalizer.run.store import LinkStore, MemoryStore, Store  # noqa: E402  likewise

__all__ = [
    "Again",
    "CallError",
    "DeadlineError",
    "FetchError",
    "Fetched",
    "Fetcher",
    "InputError",
    "LinkStore",
    "LocalStore",
    "Media",
    "MediaRoute",
    "MemoryStore",
    "Mismatch",
    "Missing",
    "MissingExtraError",
    "Note",
    "Outcome",
    "PictureError",
    "PictureSettings",
    "ResultError",
    "RunError",
    "SendError",
    "Store",
    "StoreError",
    "arun",
    "run",
]
