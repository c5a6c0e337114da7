"""What a provider refuses: the one error of running a plan that is the caller's business."""

from __future__ import annotations

from typing import Any

from normalizer.errors import escape, one_line
from normalizer.run.errors import SendError


class RefusedError(SendError):
    """The provider refused a call: that is the caller's business, with the provider's own words.

    `status` is what the provider answered, `problems` are the fields that it names.
    """

    def __init__(self, status: int, problems: list[tuple[str | None, str]]) -> None:
        self.status = status
        self.problems = problems
        super().__init__("send", "refused", "a call that the provider accepts", problems[0][1] if problems else "none")

    def __reduce__(self) -> tuple[Any, ...]:
        state = {"call": self.call, "result": self.result, "step": self.step}
        return type(self), (self.status, self.problems), state

    def as_openai(self) -> dict[str, Any]:
        """Give the error object; `param` is the first field that the provider names."""
        details = [{"parameter": escape(field or "", 100), "message": one_line(text)} for field, text in self.problems]
        first = self.problems[0] if self.problems else (None, "the provider refused the call")
        return {
            "error": {
                "message": one_line(first[1]),
                "type": "invalid_request_error",
                "param": None if first[0] is None else escape(first[0], 100),
                "code": "provider_refused",
                "details": details,
            }
        }
