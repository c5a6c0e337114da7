"""Run a plan: `outcome = await arun(plan, send)`. The extra `run` brings what this needs.

`send` is the host's own function that talks to the provider; this library never holds a key.
"""

from __future__ import annotations

from importlib.util import find_spec

from normalizer.run.errors import (
    CallError,
    DeadlineError,
    FetchError,
    InputError,
    MissingExtraError,
    PictureError,
    ResultError,
    RunError,
    SendError,
    StoreError,
)

_missing = [name for name in ("PIL", "anyio", "httpx", "itsdangerous") if find_spec(name) is None]
if _missing:
    raise MissingExtraError(
        "normalizer.run", "missing_extra", "the extra run; pip install 'param-normalizer[run]'", f"no {_missing[0]}"
    )

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
