"""For Starlette and FastAPI: the body of a request as a plan, errors and answers as the OpenAI API has them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.errors import NormalizationError
from normalizer.extras import needed
from normalizer.gateway.body import DEFAULT, BodyLimits, read_pieces
from normalizer.gateway.report import HEADER, header_of, wants_report, with_report
from normalizer.plan import Plan  # noqa: TC001  FastAPI reads annotations at run time

needed("starlette")

from starlette.requests import Request  # noqa: E402, TC002  only now is it known to be there; FastAPI reads it
from starlette.responses import JSONResponse  # noqa: E402  likewise

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from normalizer.catalog import Catalog
    from normalizer.policy import Policy


def plan_from(
    catalog: Catalog,
    *,
    policy: Policy | None = None,
    operation: str | None = None,
    limits: BodyLimits = DEFAULT,
) -> Callable[[Request], Awaitable[Plan]]:
    """Make the function that reads a request's body, JSON or a form, into a plan: `Depends(plan_from(catalog))`.

    With Starlette alone it is awaited: `plan = await read(request)`. It raises `NormalizationError`, which
    `openai_error` answers. `operation` is the route's, where the route and not the body says what is done.
    """

    async def plan_of(request: Request) -> Plan:
        body = await read_pieces(request.headers.get("content-type"), request.stream(), limits)
        return catalog.plan(body, policy=policy, operation=operation)

    return plan_of


async def openai_error(request: Request, error: Exception) -> JSONResponse:  # noqa: ARG001  handlers take both
    """Answer a `NormalizationError` with the OpenAI API's error object and its status.

    Register it: `app.add_exception_handler(NormalizationError, openai_error)`.
    """
    if not isinstance(error, NormalizationError):
        raise error
    return JSONResponse(error.as_openai(), error.http_status)


def answer(request: Request, plan: Plan, body: Mapping[str, Any], status: int = 200) -> JSONResponse:
    """Answer with a body and the header `x-normalized`; with the whole report in it where the request asks for it."""
    content = with_report(body, plan) if wants_report(request.headers) else dict(body)
    return JSONResponse(content, status, headers={HEADER: header_of(plan)})
