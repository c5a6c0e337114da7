"""Run plans for the routes: with the provider of the server, its store and its limits."""

from __future__ import annotations

import math
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio

from normalizer.run import Media, PictureSettings, RunError, arun
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
    from normalizer.run.links import LinkName


class Kept:
    """A store that remembers what one plan has put into it."""

    def __init__(self, store: LinkStore) -> None:
        self._store = store
        self._links: list[str] = []

    async def put(self, data: bytes, content_type: str) -> str:
        """Keep media, and give a link to them."""
        link = await self._store.put(data, content_type)
        self._links.append(link)
        return link

    async def discard(self) -> None:
        """Throw away all that was put here."""
        for link in self._links:
            await self._store.discard(link)


class Maker:
    """Makes the media of plans. Of a plan that fails or is given up nothing stays in the store."""

    def __init__(
        self, catalog: Catalog, provider: Provider, store: LinkStore, limits: Limits, metrics: Metrics
    ) -> None:
        self.store = store
        self._catalog = catalog
        self._provider = provider
        self._limits = limits
        self._metrics = metrics
        # plans that wait for a processor are begun in turn: begun all at once each would take as long as all
        self._places = anyio.CapacityLimiter(provider.at_once or math.inf)
        self._clips = PictureSettings(max_bytes=limits.video_bytes)

    async def make(self, plan: Plan) -> Outcome:
        """Give all media of a plan after its steps; raises `RunError`."""
        async with self._places, self._undoing() as kept:
            return (await self._made(plan, kept, self._limits.deadline))[0]

    async def make_linked(self, plan: Plan) -> tuple[Media, ...]:
        """Give the media of a plan as links of our own, so that nothing large is held while nobody reads it."""
        async with self._undoing() as kept:
            outcome, exchange = await self._made(plan, kept, self._limits.video_deadline)
            return tuple([await self._linked(media, exchange, kept) for media in outcome.media])

    @asynccontextmanager
    async def _undoing(self) -> AsyncIterator[Kept]:
        """Give a store, and throw away what was put there where an error or a cancellation ends the block."""
        kept = Kept(self.store)
        try:
            yield kept
        except BaseException:
            with anyio.CancelScope(shield=True):
                await kept.discard()
            raise

    async def _made(self, plan: Plan, kept: Kept, deadline: float) -> tuple[Outcome, Exchange]:
        media = self._catalog.capability(plan.model).media
        exchange = self._provider.exchange(plan, media, kept)
        try:
            outcome = await arun(
                plan,
                exchange.send,
                fetch=exchange.fetch,
                store=kept,
                parallel=self._limits.parallel_calls,
                deadline=deadline,
                pictures=self._clips if media == "video" else None,
            )
        except RunError as error:
            self._metrics.count("normalizer_run_errors_total", code=error.code)
            raise
        self._metrics.count("normalizer_results_total", len(outcome.media))
        self._metrics.count("normalizer_mismatches_total", len(outcome.mismatches))
        return outcome, exchange

    async def _linked(self, media: Media, exchange: Exchange, kept: Kept) -> Media:
        if self._is_own(media.url or ""):
            return media
        data = await in_thread(bytes_in, media, self._limits.video_bytes)
        if data is None:
            fetched = await exchange.fetch(media.url or "")
            data = fetched if isinstance(fetched, bytes) else fetched.data
        kind = type_of(data) or media.content_type or "application/octet-stream"
        link = await kept.put(data, kind)
        return replace(media, data=None, b64_json=None, url=link, content_type=kind)

    async def found(self, media: Media) -> LinkName | None:
        """Give the name of what is behind a link of our own; nothing where it has expired."""
        name = self.store.signer.read((media.url or "").rpartition("/")[2])
        if name is None or name.expires <= self.store.clock():
            return None
        async with self.store.open(name) as opened:
            return None if opened is None else name

    async def discard(self, media: Media) -> None:
        """Throw away what is behind a link of our own."""
        if self._is_own(media.url or ""):
            await self.store.discard(media.url or "")

    def _is_own(self, url: str) -> bool:
        return url.startswith(f"{self.store.base_url}/")
