"""Run plans for the routes: with the provider of the server, its store and its limits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from normalizer.run import Media, RunError, arun
from normalizer.run.media import bytes_in, type_of
from normalizer.run.work import in_thread

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from normalizer.catalog import Catalog
    from normalizer.gateway.server.metrics import Metrics
    from normalizer.gateway.server.provider import Exchange, Provider
    from normalizer.gateway.server.settings import Limits
    from normalizer.plan import Plan
    from normalizer.run import LinkStore, Outcome

_PIECE = 256 * 1024


class Maker:
    """Makes the media of plans."""

    def __init__(
        self, catalog: Catalog, provider: Provider, store: LinkStore, limits: Limits, metrics: Metrics
    ) -> None:
        self.store = store
        self._catalog = catalog
        self._provider = provider
        self._limits = limits
        self._metrics = metrics

    async def make(self, plan: Plan) -> Outcome:
        """Give all media of a plan after its steps; raises `RunError`."""
        return (await self._made(plan))[0]

    async def make_linked(self, plan: Plan) -> tuple[Media, ...]:
        """Give the media of a plan as links of our own, so that nothing large is held while nobody reads it."""
        outcome, exchange = await self._made(plan)
        return tuple([await self._linked(media, exchange) for media in outcome.media])

    async def _made(self, plan: Plan) -> tuple[Outcome, Exchange]:
        exchange = self._provider.exchange(plan, self._catalog.capability(plan.model).media)
        try:
            outcome = await arun(
                plan,
                exchange.send,
                fetch=exchange.fetch,
                store=self.store,
                parallel=self._limits.parallel_calls,
                deadline=self._limits.deadline,
            )
        except RunError as error:
            self._metrics.count("normalizer_run_errors_total", code=error.code)
            raise
        self._metrics.count("normalizer_results_total", len(outcome.media))
        self._metrics.count("normalizer_mismatches_total", len(outcome.mismatches))
        return outcome, exchange

    async def _linked(self, media: Media, exchange: Exchange) -> Media:
        if self._is_own(media.url or ""):
            return media
        data = await in_thread(bytes_in, media, self.store.max_object_bytes)
        if data is None:
            fetched = await exchange.fetch(media.url or "")
            data = fetched if isinstance(fetched, bytes) else fetched.data
        kind = type_of(data) or media.content_type or "application/octet-stream"
        link = await self.store.put(data, kind)
        return replace(media, data=None, b64_json=None, url=link, content_type=kind)

    async def open(self, media: Media) -> tuple[int, AsyncIterator[bytes]] | None:
        """Give the length of what is behind a link of our own, and its bytes; nothing where it has expired."""
        name = self.store.signer.read((media.url or "").rpartition("/")[2])
        if name is None or name.expires <= self.store.clock():
            return None
        async with self.store.open(name) as opened:
            if opened is None:
                return None
            # the file is closed at the end of this block: a clip is small enough to be read before
            data = b"".join([piece async for piece in opened.pieces])
        return len(data), _pieces(data)

    async def discard(self, media: Media) -> None:
        """Throw away what is behind a link of our own."""
        if self._is_own(media.url or ""):
            await self.store.discard(media.url or "")

    def _is_own(self, url: str) -> bool:
        return url.startswith(f"{self.store.base_url}/")


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), _PIECE):
        yield data[start : start + _PIECE]
