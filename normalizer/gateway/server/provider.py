"""What a server needs of whoever makes the media: the sandbox, or a real upstream."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from normalizer.plan import Plan
    from normalizer.run import Fetched, Store


class Exchange(Protocol):
    """The calls of one plan."""

    async def send(self, call: Any) -> Any:
        """Make one call, and give its media."""

    async def fetch(self, url: str) -> Fetched | bytes:
        """Give what is behind a link, of an input or of a result."""


class Provider(Protocol):
    """Makes media."""

    name: str | None
    """The provider whose targets are meant; nothing where it stands in for all of them."""

    at_once: int | None
    """How many plans it is worth beginning at a time; nothing where they take no processor of this machine."""

    def exchange(self, plan: Plan, media: str, store: Store) -> Exchange:
        """Begin the calls of a plan, whose model makes `media`: image or video.

        What is put into `store` is thrown away again if the plan comes to nothing.
        """

    async def close(self) -> None:
        """End what is still open."""
