"""The sandbox as a provider: judges each call by the target's file, and makes what it orders; no keys, no network."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from normalizer.base64_text import base64_of
from normalizer.fingerprint import is_json
from normalizer.gateway.refused import RefusedError
from normalizer.gateway.sandbox.clips import clip
from normalizer.gateway.sandbox.order import order_of
from normalizer.gateway.sandbox.pictures import TooLargeError, hold, measured, picture
from normalizer.gateway.sandbox.validator import refusals
from normalizer.run import Fetcher, Media
from normalizer.run.work import in_thread, stop_if_cancelled

if TYPE_CHECKING:
    from normalizer.capability import Block
    from normalizer.catalog import Catalog
    from normalizer.gateway.sandbox.order import Order
    from normalizer.parts import Call
    from normalizer.plan import Plan
    from normalizer.run import Fetched, LinkStore, Store

ANSWERED = "https://sandbox.invalid/"
"""Where results lie that the plan fetches at once: no such host exists (RFC 2606)."""

BEHIND_LINK = frozenset({"url", "bucket"})

EACH_PROCESSOR = 4
"""Plans begun for each: so many that none ever idles, and no more, since those that wait only take memory."""


class Sandbox:
    """Stands in for every provider. Links into `store` are read without a way over the network."""

    name: str | None = None
    at_once: int | None = EACH_PROCESSOR * (os.cpu_count() or 1)

    def __init__(self, catalog: Catalog, store: LinkStore) -> None:
        self._catalog = catalog
        self.store = store
        self._fetch_input = Fetcher()

    def exchange(self, plan: Plan, media: str, store: Store) -> SandboxExchange:
        """Begin the calls of a plan; what the provider hands out as links lies in `store`."""
        expanded = self._catalog.expanded(plan.model, plan.provider, plan.operation)
        fetches = any(step.kind == "fetch" and "parameter" not in step.options for step in plan.steps)
        return SandboxExchange(self, expanded.block, media, plan.model, None if fetches else store)

    async def fetch_input(self, url: str) -> Fetched | bytes:
        """Give what is behind a link: of media of our own without a way over the network."""
        if url.startswith(f"{self.store.base_url}/"):
            name = self.store.signer.read(url.rpartition("/")[2])
            if name is not None and name.expires > self.store.clock():
                async with self.store.open(name) as opened:
                    if opened is not None:
                        return await opened.whole()
        return await self._fetch_input(url)

    async def close(self) -> None:
        """Nothing is open."""


class SandboxExchange:
    """The calls of one plan at the sandbox. What is fetched at once is kept here and nowhere else."""

    def __init__(self, sandbox: Sandbox, block: Block, media: str, model: str, store: Store | None) -> None:
        self._sandbox = sandbox
        self._block = block
        self._media = media
        self._model = model
        self._store = store  # none where the plan fetches the results at once
        self._answered: dict[str, bytes] = {}

    async def send(self, call: Call) -> list[Media]:
        """Make one call; raises `RefusedError` where the file of the target does not allow it."""
        files, order = await in_thread(self._made, call)
        return [await self._handed_over(file, order) for file in files]

    async def fetch(self, url: str) -> Fetched | bytes:
        """Give what is behind a link of an answer, once, or of an input."""
        if url.startswith(ANSWERED):
            return self._answered.pop(url)
        return await self._sandbox.fetch_input(url)

    def _made(self, call: Call) -> tuple[list[bytes], Order]:
        wrong = refusals(self._block, call.payload, call.upstream_model)
        if wrong:
            raise RefusedError(400, [(one.field, str(one)) for one in wrong])
        order = order_of(self._block, self._media, call.payload, call.upstream_model, measured)
        try:
            hold(order.size)
            return [self._file(order, call, number) for number in range(order.results)], order
        except TooLargeError as error:
            raise RefusedError(400, [("size", str(error))]) from None

    def _file(self, order: Order, call: Call, number: int) -> bytes:
        stop_if_cancelled()
        words = (self._model, " ".join(filter(None, (order.ratio, order.tier))), f"{order.size[0]}x{order.size[1]}")
        shown = tuple(filter(None, words))
        # the same for the same seed, however often it is asked for; without one the same for the same payload
        chance = f"{order.seed or _text(call)} {number}"
        if self._media == "video":
            return clip(order.size, order.seconds, order.frame_rate, shown, chance)
        return picture(order.size, shown, order.format, chance)

    async def _handed_over(self, file: bytes, order: Order) -> Media:
        kind = "video/mp4" if self._media == "video" else _media_type(order.format)
        told = Media(file, content_type=kind, width=order.size[0], height=order.size[1])
        if order.delivery == "bytes":
            return told
        if order.delivery in BEHIND_LINK:
            return replace(told, data=None, url=await self._link(file, kind))
        text = await in_thread(base64_of, file)
        if order.delivery == "data_url":
            return replace(told, data=None, url=f"data:{kind};base64,{text}")
        return replace(told, data=None, b64_json=text)

    async def _link(self, file: bytes, kind: str) -> str:
        if self._store is not None:
            return await self._store.put(file, kind)
        link = ANSWERED + secrets.token_urlsafe(16)
        self._answered[link] = file
        return link


def _media_type(file_type: str) -> str:
    return "image/svg+xml" if file_type == "svg" else f"image/{file_type}"


def _text(call: Call) -> str:
    return json.dumps(call.payload, sort_keys=True) if is_json(call.payload) else str(call.upstream_model)
