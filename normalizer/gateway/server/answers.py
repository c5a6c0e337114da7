"""Answers in the shapes of the OpenAI API: objects, and errors of every kind that can come up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from normalizer.errors import NormalizationError, Problem, one_line
from normalizer.gateway.refused import RefusedError
from normalizer.gateway.report import HEADER, header_of, wants_report, with_report
from normalizer.run import RunError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

    from normalizer.plan import Plan

TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}


class JsonAnswer(Response):
    """JSON with ASCII letters alone; a value that JSON does not have is an error of ours."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Write the body."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


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


def told(request: Request, plan: Plan, body: Mapping[str, Any], more: Mapping[str, int] | None = None) -> JsonAnswer:
    """Answer with what became of the request in the header, and in the body where the request asks for it."""
    content = with_report(body, plan) if wants_report(request.headers) else body
    return JsonAnswer(content, headers={HEADER: header_of(plan, more)})


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
