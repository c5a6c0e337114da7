"""How a command ends: the exit codes, and an error of the library as lines for people."""

from __future__ import annotations

from normalizer.errors import (
    MESSAGE_LIMIT,
    CapabilityError,
    NormalizationError,
    UnknownModelError,
    UnknownProviderError,
    escape,
)
from normalizer.extras import MissingExtraError

FINE = 0
FINDINGS = 1
"""The command worked, and what it looked at is not fine: a request that cannot be normalized, a finding."""
USAGE = 2
UNREADABLE = 3
BAD_DATA = 4
INTERRUPTED = 130
BROKEN_PIPE = 141
"""What a shell reports of a program that wrote into a closed pipe."""


class CommandError(Exception):
    """A command cannot go on: one line for people, and the exit code."""

    def __init__(self, message: str, code: int = USAGE) -> None:
        self.message = message
        self.code = code
        super().__init__(message)


Failure = CommandError | MissingExtraError | NormalizationError | CapabilityError
FAILURES = (CommandError, MissingExtraError, NormalizationError, CapabilityError)
"""What a command may raise; all else is a fault of ours."""


def failure_lines(error: Failure) -> tuple[int, list[str]]:
    """Give the exit code of an error, and its problems one by one."""
    if isinstance(error, CommandError):
        return error.code, [error.message]
    if isinstance(error, MissingExtraError):
        return USAGE, [str(error)]
    if isinstance(error, CapabilityError):
        return BAD_DATA, [str(problem) for problem in error.problems]
    code = USAGE if isinstance(error, (UnknownModelError, UnknownProviderError)) else FINDINGS
    return code, [problem.message for problem in error.problems]


def usage_line(message: str, command: str) -> str:
    """Write what the argument parser says as one line of ours, with the way out.

    >>> usage_line("No such command 'pln'. Did you mean 'plan'?", "normalizer")
    "no such command 'pln'; did you mean 'plan'; see normalizer --help"
    """
    text = " ".join(message.replace("Value error, ", "").split()).rstrip(".?")
    for theirs, ours in ((". Did", "; did"), (" (Possible", " (possible")):
        text = text.replace(theirs, ours)
    # the slip of every newcomer: a parameter without its -p
    forgotten = "unexpected extra argument" in text and "=" in text
    way_out = "write -p before each KEY=VALUE" if forgotten else f"see {command} --help"
    return escape(f"{text[:1].lower()}{text[1:]}; {way_out}", MESSAGE_LIMIT)
