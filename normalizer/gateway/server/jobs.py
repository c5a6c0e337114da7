"""Videos are made beside the requests that ask for them: queued, in progress, completed or failed."""

from __future__ import annotations

import logging
import secrets
import time
from collections import Counter
from typing import TYPE_CHECKING, Any

import anyio

from normalizer.gateway.server.answers import AnswerError
from normalizer.run import RunError
from normalizer.run.errors import kind_of
from normalizer.run.store import LINK_MINUTES

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable

    from anyio.abc import TaskGroup

    from normalizer.gateway.server.metrics import Metrics, Sample
    from normalizer.gateway.server.settings import Limits
    from normalizer.plan import Plan
    from normalizer.run import Media

    Make = Callable[[Plan], Awaitable[tuple[Media, ...]]]

log = logging.getLogger(__name__)

FINISHED = frozenset({"completed", "failed"})

LONGEST_PROMPT = 32_000
"""Characters of a prompt that are kept: a thousand videos are known, and a body may be as large as any."""


class Job:
    """One video in the making. Times are seconds since 1970. The plan, which may hold uploads, is not kept."""

    def __init__(self, plan: Plan, asked: dict[str, Any]) -> None:
        self.id = f"video_{secrets.token_hex(16)}"
        self.model = str(asked.get("model"))
        self.prompt = asked["prompt"][:LONGEST_PROMPT] if isinstance(asked.get("prompt"), str) else None
        self.size = _size(plan)
        self.seconds = _seconds(plan)
        self.status = "queued"
        self.progress = 0
        self.created = int(time.time())
        self.completed: int | None = None
        self.error: dict[str, Any] | None = None
        self.media: tuple[Media, ...] = ()
        self.scope = anyio.CancelScope()

    def to_dict(self) -> dict[str, Any]:
        """Give the object of the OpenAI API; a finished one has the links to its videos too."""
        done = {
            "completed_at": self.completed,
            "expires_at": None if self.completed is None else self.completed + LINK_MINUTES * 60,
        }
        links = [media.url for media in self.media]
        made = self.media[0].size if self.media else None
        return {
            "id": self.id,
            "object": "video",
            "created_at": self.created,
            **done,
            "status": self.status,
            "progress": self.progress,
            "model": self.model,
            "prompt": self.prompt,
            "seconds": self.seconds,
            "size": self.size if made is None else f"{made[0]}x{made[1]}",
            "error": self.error,
            "remixed_from_video_id": None,
            "output": {"url": links[0], "urls": links} if links else None,
        }


class Jobs:
    """All videos of a server. `make` makes the media of a plan as links; `pace` is the least time of one in seconds."""

    def __init__(self, make: Make, limits: Limits, *, pace: float, metrics: Metrics) -> None:
        self._make = make
        self._pace = pace
        self._limits = limits
        self._jobs: dict[str, Job] = {}
        self._limiter = anyio.CapacityLimiter(limits.videos_at_work)
        self._group: TaskGroup | None = None
        metrics.watch(self._counted)

    def run_in(self, group: TaskGroup | None) -> None:
        """Make videos in a task group from now on; in none, where the server ends."""
        self._group = group

    def begin(self, plan: Plan, asked: dict[str, Any]) -> Job:
        """Queue a video; raises `AnswerError` where too many are queued already."""
        if self._group is None:
            raise AnswerError(503, "the server is about to end", code="shutting_down")
        finished = [job for job in self._jobs.values() if job.status in FINISHED]
        waiting = len(self._jobs) - len(finished)
        if waiting >= min(self._limits.videos_waiting, self._limits.videos):
            said = {"retry-after": "5"}
            raise AnswerError(429, "too many videos at a time; try again", code="too_many_videos", headers=said)
        if len(self._jobs) >= self._limits.videos:
            del self._jobs[finished[0].id]
        job = Job(plan, asked)
        self._jobs[job.id] = job
        self._group.start_soon(self._work, job, plan)
        return job

    def get(self, name: str) -> Job:
        """Find a video; raises `AnswerError` where there is none."""
        job = self._jobs.get(name)
        if job is None:
            raise AnswerError(404, "video_id: there is no such video", code="video_not_found", param="video_id")
        return job

    def remove(self, name: str) -> Job:
        """Forget a video; one that is not finished is ended."""
        job = self.get(name)
        del self._jobs[name]
        job.scope.cancel()
        return job

    def listed(self, *, after: str | None, limit: int, newest_first: bool) -> tuple[list[Job], bool]:
        """Give one page of the videos, and whether there are more; raises `AnswerError` where `after` is not there."""
        jobs = list(self._jobs.values())
        if newest_first:
            jobs.reverse()
        if after is not None and after not in self._jobs:
            raise AnswerError(404, "after: there is no such video", code="video_not_found", param="after")
        start = 0 if after is None else [job.id for job in jobs].index(after) + 1
        return jobs[start : start + limit], start + limit < len(jobs)

    async def _work(self, job: Job, plan: Plan) -> None:
        with job.scope:
            try:
                async with self._limiter:
                    job.status = "in_progress"
                    for tenths in range(1, 10):
                        job.progress = 10 * tenths
                        await anyio.sleep(self._pace / 10)
                    media = await self._make(plan)
                job.media, job.status, job.progress, job.completed = media, "completed", 100, int(time.time())
            except RunError as error:
                job.status, job.error = "failed", _told(error)
            except Exception as error:  # noqa: BLE001  one video that fails ends no other
                log.error("a video could not be made: %s", kind_of(error))  # noqa: TRY400  a traceback may show a prompt
                job.status, job.error = "failed", {"code": "server_error", "message": "the video could not be made"}

    def _counted(self) -> Iterable[Sample]:
        counts = Counter(job.status for job in self._jobs.values())
        return [
            ("normalizer_videos", (("status", status),), counts[status])
            for status in ("queued", "in_progress", "completed", "failed")
        ]


def _told(error: RunError) -> dict[str, Any]:
    said = error.as_openai()["error"]
    return {name: said[name] for name in ("code", "message", "param", "type")}


def _size(plan: Plan) -> str:
    if plan.expected_size is not None:
        return f"{plan.expected_size[0]}x{plan.expected_size[1]}"
    resolved = plan.resolved
    return resolved.size or " ".join(filter(None, (resolved.ratio, resolved.tier))) or "auto"


def _seconds(plan: Plan) -> str:
    length = plan.resolved.seconds
    return "auto" if length is None else f"{length:g}"
