"""Answers in the shapes of the OpenAI API: objects, and errors of every kind that can come up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from normalizer.errors import NormalizationError, Problem, one_line
from normalizer.gateway.long_json import json_pieces
from normalizer.gateway.refused import RefusedError
from normalizer.gateway.report import HEADER, header_of, wants_report, with_report
from normalizer.run import RunError
from normalizer.run.work import Workers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from starlette.requests import Request
    from starlette.types import Receive, Scope, Send

    from normalizer.plan import Plan

TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}

at_desk = Workers("desk")
"""For bodies, plans and answers: what takes little never waits behind pictures and clips."""


class JsonAnswer(Response):
    """JSON with ASCII letters alone; a value that JSON does not have is an error of ours."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Write the body."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


class LongAnswer(Response):
    """JSON that was written before, in pieces; each waits until the client has taken those before it."""

    media_type = "application/json"

    def __init__(self, pieces: list[bytes], headers: Mapping[str, str]) -> None:
        super().__init__(headers={**headers, "content-length": str(sum(map(len, pieces)))})
        self._pieces = pieces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002  as ASGI has it
        """Send the head and the pieces."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        for piece in self._pieces:
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


class AnswerError(Exception):
    """A request is answered with an error: its status, and what is wrong in which parameter."""

    def __init__(
        self,
        status: int,
        message: str,
        *,
        code: str,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.message = one_line(message)
        self.code = code
        self.param = param
        self.headers = dict(headers or {})
        super().__init__(self.message)

    def body(self) -> dict[str, Any]:
        """Give the error object."""
        kind = TYPES.get(self.status, "invalid_request_error" if self.status < 500 else "server_error")
        return {"error": {"message": self.message, "type": kind, "param": self.param, "code": self.code}}


async def told(
    request: Request, plan: Plan, body: Callable[[], Mapping[str, Any]], more: Mapping[str, int] | None = None
) -> LongAnswer:
    """Answer with what became of the request in the header, and in the body where the request asks for it.

    `body` is called where the answer is written, beside the event loop.
    """

    def written() -> list[bytes]:
        return json_pieces(with_report(body(), plan) if wants_report(request.headers) else body())

    return LongAnswer(await at_desk(written), {HEADER: header_of(plan, more)})


def failed(error: Exception) -> JsonAnswer:
    """Answer with an error of ours; anything else is raised again."""
    if isinstance(error, AnswerError):
        return JsonAnswer(error.body(), error.status, headers=error.headers)
    if isinstance(error, NormalizationError):
        return JsonAnswer(error.as_openai(), error.http_status)
    if isinstance(error, RefusedError):
        return JsonAnswer(error.as_openai(), error.status)
    if isinstance(error, RunError):
        return JsonAnswer(error.as_openai(), error.http_status)
    raise error


def problem(name: str, code: str, expected: str, got: str) -> NormalizationError:
    """Make an error about one parameter."""
    return NormalizationError([Problem(name, code, expected, got)])
