"""The application: which route is answered by whom, and what lives as long as the server does."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import anyio
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route

from normalizer.errors import NormalizationError
from normalizer.gateway.body import BodyLimits
from normalizer.gateway.sandbox.provider import Sandbox
from normalizer.gateway.server.answers import AnswerError, JsonAnswer, at_desk, failed
from normalizer.gateway.server.guard import Guard
from normalizer.gateway.server.images import Images
from normalizer.gateway.server.jobs import Jobs
from normalizer.gateway.server.lateness import Lateness
from normalizer.gateway.server.maker import Maker
from normalizer.gateway.server.metrics import Metrics
from normalizer.gateway.server.pages import Pages
from normalizer.gateway.server.planning import Planner
from normalizer.gateway.server.plans import Plans
from normalizer.gateway.server.upstream import OpenAiUpstream
from normalizer.gateway.server.videos import Videos
from normalizer.run import LocalStore, MediaRoute, MemoryStore, PictureSettings, RunError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from starlette.requests import Request
    from starlette.responses import Response

    from normalizer.capability import ModelFile
    from normalizer.catalog import Catalog
    from normalizer.gateway.server.metrics import Sample
    from normalizer.gateway.server.provider import Provider
    from normalizer.gateway.server.settings import Settings
    from normalizer.run import LinkStore

SWEEP_SECONDS = 60


def application(catalog: Catalog, settings: Settings, *, provider: Provider | None = None) -> Guard:
    """Make the ASGI application; `provider` takes the place of the sandbox or the upstream that the settings name.

    Raises `SettingsError` where a server may not be started like this.
    """
    settings.checked()
    version = catalog.version  # every file is read for it: before anybody waits
    metrics, lateness, store = Metrics(), Lateness(), _store(settings)
    metrics.watch(lateness.longest)
    metrics.watch(lambda: _kept(store))
    provider = provider or _provider(catalog, settings, store)
    bodies = BodyLimits(body_bytes=settings.limits.body_bytes)
    planner = Planner(catalog, provider, policy=settings.policy, limits=bodies, metrics=metrics)
    maker = Maker(catalog, provider, store, settings.limits, metrics)
    pace = 0 if settings.upstream is not None else settings.video_seconds
    limits = settings.limits
    jobs = Jobs(maker.make_linked, limits, pace=pace, metrics=metrics)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with anyio.create_task_group() as group:
            jobs.run_in(group)
            group.start_soon(store.sweep_every, SWEEP_SECONDS)
            group.start_soon(lateness.watch)
            group.start_soon(pages.make)
            yield
            jobs.run_in(None)
            group.cancel_scope.cancel()
        await provider.close()

    async def healthy(_: Request) -> Response:
        return JsonAnswer({"status": "ok", "catalog_version": version})

    async def counted(_: Request) -> Response:
        return PlainTextResponse(metrics.text(), media_type="text/plain; version=0.0.4")

    models = Models(catalog, provider.name)
    images, videos, plans = Images(planner, maker), Videos(planner, maker, jobs), Plans(planner)
    routes = [
        Route("/v1/images/generations", images.generations, methods=["POST"]),
        Route("/v1/images/edits", images.edits, methods=["POST"]),
        Route("/v1/models", models.listed),
        Route("/v1/models/{model:path}", models.one),
        Route("/v1/videos", videos.create, methods=["POST"]),
        Route("/v1/videos", videos.listed),
        Route("/v1/videos/{video_id}", videos.one),
        Route("/v1/videos/{video_id}", videos.forget, methods=["DELETE"]),
        Route("/v1/videos/{video_id}/content", videos.content),
        Route("/v1/plan", plans.plan, methods=["POST"]),
        Route("/v1/rank", plans.rank, methods=["POST"]),
        Route("/v1/validate", plans.validate, methods=["POST"]),
        Route("/healthz", healthy),
        Route("/metrics", counted),
        Mount("/media", MediaRoute(store)),
    ]
    pages = Pages(catalog.sources, settings.site)
    handlers: Any = dict.fromkeys((AnswerError, NormalizationError, RunError, HTTPException, Exception), _on_error)
    app = Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)
    app.router.default = pages  # what is no route, so that a wrong method is still told
    return Guard(app, settings, metrics)


class Models:
    """The list of models, those first of which a name is enough."""

    def __init__(self, catalog: Catalog, provider: str | None) -> None:
        self._catalog = catalog
        self._provider = provider

    async def listed(self, _: Request) -> Response:
        """Answer `GET /v1/models`."""
        return JsonAnswer({"object": "list", "data": await at_desk(self._rows)})

    async def one(self, request: Request) -> Response:
        """Answer `GET /v1/models/{id}`."""
        return JsonAnswer(await at_desk(self._found, request.path_params["model"]))

    def _rows(self) -> list[dict[str, Any]]:
        files = [(model, self._catalog.capability(model)) for model in self._catalog.models()]
        return [
            _row(model, file) for model, file in files if self._provider is None or self._provider in file.providers
        ]

    def _found(self, name: str) -> dict[str, Any]:
        model = self._catalog.target(name, provider=self._provider).model
        return _row(model, self._catalog.capability(model))


def _row(model: str, file: ModelFile) -> dict[str, Any]:
    return {"id": model, "object": "model", "created": 0, "owned_by": file.maker}


def _store(settings: Settings) -> LinkStore:
    link = f"{settings.public_url.rstrip('/')}/media"
    limits = settings.limits
    most, room, largest = limits.media_objects, limits.media_bytes, max(limits.video_bytes, PictureSettings().max_bytes)
    if settings.media is not None:
        return LocalStore(settings.media, link, max_objects=most, max_bytes=room, max_object_bytes=largest)
    return MemoryStore(link, max_objects=most, max_bytes=room, max_object_bytes=largest)


def _provider(catalog: Catalog, settings: Settings, store: LinkStore) -> Provider:
    if settings.upstream is None:
        return Sandbox(catalog, store)
    return OpenAiUpstream(settings.upstream, timeout=settings.limits.deadline, video_bytes=settings.limits.video_bytes)


def _kept(store: LinkStore) -> Iterable[Sample]:
    objects, size = store.held
    return [("normalizer_media_objects", (), objects), ("normalizer_media_bytes", (), size)]


async def _on_error(_: Request, error: Exception) -> Response:
    if isinstance(error, HTTPException):
        code = "not_found" if error.status_code == 404 else "bad_request"
        return failed(AnswerError(error.status_code, str(error.detail).lower(), code=code))
    if isinstance(error, (AnswerError, NormalizationError, RunError)):
        return failed(error)
    return failed(AnswerError(500, "something went wrong in the server", code="server_error"))
