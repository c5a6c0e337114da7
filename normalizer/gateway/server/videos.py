"""The routes of videos: begin one, look at it, read it, forget it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.gateway.server.answers import AnswerError, JsonAnswer, problem, told
from normalizer.gateway.server.images import is_dry
from normalizer.run.route import Stored

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from normalizer.gateway.server.jobs import Job, Jobs
    from normalizer.gateway.server.maker import Maker
    from normalizer.gateway.server.planning import Planner

USUAL_PAGE = 20
LONGEST_PAGE = 100


class Videos:
    """Makes videos while nobody waits."""

    def __init__(self, planner: Planner, maker: Maker, jobs: Jobs) -> None:
        self._planner = planner
        self._maker = maker
        self._jobs = jobs

    async def create(self, request: Request) -> Response:
        """Answer `POST /v1/videos`."""
        body = await self._planner.read(request)
        plan = await self._planner.plan(body, operation=body.get("operation"), media="video")
        if is_dry(request):
            return await told(request, plan, plan.to_dict)
        begun = self._jobs.begin(plan, body).to_dict()
        return await told(request, plan, lambda: begun)

    async def listed(self, request: Request) -> Response:
        """Answer `GET /v1/videos`."""
        asked = request.query_params
        limit, order = asked.get("limit", str(USUAL_PAGE)), asked.get("order", "desc")
        if not (limit.isascii() and limit.isdigit() and len(limit) <= 3 and 1 <= int(limit) <= LONGEST_PAGE):
            raise problem("limit", "out_of_range", f"a whole number from 1 to {LONGEST_PAGE}", "another")
        if order not in {"asc", "desc"}:
            raise problem("order", "not_a_word", "asc or desc", "another")
        page, has_more = self._jobs.listed(after=asked.get("after"), limit=int(limit), newest_first=order == "desc")
        rows = [job.to_dict() for job in page]
        ends = {"first_id": rows[0]["id"] if rows else None, "last_id": rows[-1]["id"] if rows else None}
        return JsonAnswer({"object": "list", "data": rows, **ends, "has_more": has_more})

    async def one(self, request: Request) -> Response:
        """Answer `GET /v1/videos/{id}`."""
        return JsonAnswer(self._job(request).to_dict())

    async def forget(self, request: Request) -> Response:
        """Answer `DELETE /v1/videos/{id}`: a video that is not finished is ended."""
        job = self._jobs.remove(request.path_params["video_id"])
        for media in job.media:
            await self._maker.discard(media)
        return JsonAnswer({"id": job.id, "object": "video.deleted", "deleted": True})

    async def content(self, request: Request) -> Stored:
        """Answer `GET /v1/videos/{id}/content`, or with a part of it."""
        job = self._job(request)
        variant = request.query_params.get("variant", "video")
        if variant != "video":
            raise problem("variant", "not_a_word", "video", "another")
        if job.status != "completed":
            raise AnswerError(409, "video_id: the video is not completed", code="video_not_ready", param="video_id")
        name = await self._maker.found(job.media[0])
        if name is None:
            raise AnswerError(410, "video_id: the video has expired", code="video_expired", param="video_id")
        return Stored(self._maker.store, name)

    def _job(self, request: Request) -> Job:
        return self._jobs.get(request.path_params["video_id"])
