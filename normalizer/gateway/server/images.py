"""The routes that make images."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

from normalizer.gateway.server.answers import told

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from normalizer.gateway.server.maker import Maker
    from normalizer.gateway.server.planning import Planner
    from normalizer.run import Outcome


class Images:
    """Makes images while the request waits."""

    def __init__(self, planner: Planner, maker: Maker) -> None:
        self._planner = planner
        self._maker = maker

    async def generations(self, request: Request) -> Response:
        """Answer `POST /v1/images/generations`."""
        return await self._answer(request, None)

    async def edits(self, request: Request) -> Response:
        """Answer `POST /v1/images/edits`."""
        return await self._answer(request, "edit")

    async def _answer(self, request: Request, operation: str | None) -> Response:
        body = await self._planner.read(request)
        plan = await self._planner.plan(body, operation=body.get("operation") or operation, media="image")
        if is_dry(request):
            return await told(request, plan, plan.to_dict)
        outcome = await self._maker.make(plan)
        mismatches = len(outcome.mismatches)
        more = {"mismatches": mismatches} if mismatches else None
        return await told(request, plan, partial(images_of, outcome), more)


def is_dry(request: Request) -> bool:
    """Tell whether only the plan is wanted."""
    return request.query_params.get("dry_run", "").lower() in {"1", "true", "yes"}


def images_of(outcome: Outcome) -> dict[str, Any]:
    """Give the object of the OpenAI API; size and file type where all images have the same."""
    answer: dict[str, Any] = {"created": int(time.time()), "data": [media.as_openai() for media in outcome.media]}
    for entry, media in zip(answer["data"], outcome.media, strict=True):
        entry.update({name: media.metadata[name] for name in ("revised_prompt",) if name in media.metadata})
    sizes = {media.size for media in outcome.media}
    types = {media.content_type for media in outcome.media}
    if len(sizes) == 1 and (size := sizes.pop()) is not None:
        answer["size"] = f"{size[0]}x{size[1]}"
    if len(types) == 1 and (kind := types.pop()) is not None and kind.startswith("image/"):
        answer["output_format"] = kind.removeprefix("image/").removesuffix("+xml")
    return answer
