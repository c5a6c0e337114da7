"""The errors of running a plan: one family, each with what was expected and what was got.

No message and no attribute holds a secret or a picture: of a link only its origin is told, of an error of the host's
own function only its type. `cause` keeps that error for the host; it is not shown, logged or pickled.
"""

from __future__ import annotations

from typing import Any, ClassVar

from normalizer.errors import escape, one_line


class RunError(Exception):
    """Something went wrong when a plan was run. `code` is stable; `http_status` is what a gateway may answer.

    >>> error = RunError("store", "no_store", "a store, since the plan hands out links", "none")
    >>> str(error), error.code, error.http_status
    ('store: expected a store, since the plan hands out links, got none', 'no_store', 500)
    """

    http_status: ClassVar[int] = 500

    def __init__(self, what: str, code: str, expected: str, got: str, *, cause: BaseException | None = None) -> None:
        self.what = what
        self.code = code
        self.expected = expected
        self.got = got
        self.cause = cause
        super().__init__(what, code, expected, got)

    @property
    def message(self) -> str:
        """One line of at most 300 characters: `fetch: expected ..., got ...`."""
        return one_line(f"{self.what}: expected {self.expected}, got {self.got}")

    def __str__(self) -> str:
        return self.message

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.what, self.code, self.expected, self.got)

    def as_openai(self) -> dict[str, Any]:
        """Give the error object of the OpenAI API; a failure to run is nobody's parameter."""
        return {"error": {"message": self.message, "type": "upstream_error", "param": None, "code": self.code}}


class InputError(RunError):
    """An input could not be prepared for the provider, so that no call was made. `parameter` names it."""

    http_status: ClassVar[int] = 400

    @property
    def parameter(self) -> str:
        """The unified name of the input."""
        return self.what

    def as_openai(self) -> dict[str, Any]:
        """Give the error object of the OpenAI API, with the parameter."""
        body = super().as_openai()
        body["error"].update(type="invalid_request_error", param=self.parameter)
        return body


class CallError(RunError):
    """One call, or one result of it, failed. `call` counts from 0, and so does `result` (`None`: the call as a whole).

    `step` is the step that failed, `None` where the call itself did.
    """

    http_status: ClassVar[int] = 502
    call: int = 0
    result: int | None = None
    step: str | None = None

    def at(self, call: int, result: int | None = None, step: str | None = None) -> CallError:
        """Say where it happened; what is told already stays."""
        self.call = call
        self.result = result if self.result is None else self.result
        self.step = step if self.step is None else self.step
        where = f"call {call + 1}"
        if self.result is not None:
            where += f", result {self.result + 1}"
        if self.step is not None:
            where += f", {self.step}"
        self.what = where
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        state = {"call": self.call, "result": self.result, "step": self.step}
        return type(self), (self.what, self.code, self.expected, self.got), state


class SendError(CallError):
    """The host's own function failed; its error is `cause`."""


class ResultError(CallError):
    """What the host's function gave back is no media, or not as many results as the call was to give."""


class DeadlineError(CallError):
    """The time for the whole plan was over before this call was done."""

    http_status: ClassVar[int] = 504


class FetchError(CallError):
    """What is behind a link could not be fetched, or must not be."""


class PictureError(CallError):
    """The bytes are no picture that may be opened, or cannot be made into what was wanted."""


class StoreError(CallError):
    """A store did not take the media: it is full, or its place cannot be written."""

    http_status: ClassVar[int] = 507


def kind_of(error: BaseException) -> str:
    """Name an error by its type alone: messages of others may hold keys, links and prompts."""
    return f"an error of type {escape(type(error).__name__, 40)}"
