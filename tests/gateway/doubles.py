"""Providers for tests: they do with each call what a test says, and nothing of the sandbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.gateway.sandbox.pictures import picture

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

IMAGE = picture((64, 64), ("fox",), "png", "")
CLIP = b"\x00\x00\x00\x18ftypisom" + bytes(100)
"""Begins like a video, which is all that is looked at where nothing has to be done to it."""


class Double:
    """A provider that does the same with every call: `does` is given how many calls came before, and the store."""

    name: str | None = None

    def __init__(self, does: Callable[[int, Any], Awaitable[Any]], *, at_once: int | None = None) -> None:
        self.does = does
        self.at_once = at_once
        self.calls = 0
        self.plans = 0
        self.store: Any = None

    def exchange(self, plan: Any, media: str, store: Any) -> Double:
        """Begin the calls of a plan."""
        del plan, media
        self.plans += 1
        self.store = store
        return self

    async def send(self, call: Any) -> Any:
        """Make one call."""
        del call
        self.calls += 1
        return await self.does(self.calls - 1, self.store)

    async def fetch(self, url: str) -> bytes:
        """Nothing is behind a link."""
        raise AssertionError(url)

    async def close(self) -> None:
        """Nothing is open."""
