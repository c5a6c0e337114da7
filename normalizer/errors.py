"""The one family of errors, and how their messages are written (R11).

Every error carries its problems as data; the sentence is made from them by one helper, so that no
message is longer than a line, shows more than a little of the input, or lets control characters through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from normalizer.honest import honest, kind_name

if TYPE_CHECKING:
    from collections.abc import Callable

Given = TypeVar("Given")

MESSAGE_LIMIT = 300
QUOTE_LIMIT = 64


def quote(value: object) -> str:
    """Show a value of the caller's in a message: at most 64 characters, printable ASCII alone.

    A huge whole number is described by its length and never formatted; containers are named by their kind.

    >>> quote("16:9"), quote(7), quote(10**5000), quote({"a": 1})
    ("'16:9'", '7', 'a whole number of about 5000 digits', 'an object')
    """
    value = honest(value)
    if value is None or type(value) is bool or type(value) is float:
        return str(value)
    if isinstance(value, int):
        return str(value) if value.bit_length() < 64 else _huge(value)
    if isinstance(value, str):
        return "'" + escape(value, QUOTE_LIMIT) + "'"
    if isinstance(value, (bytes, bytearray, memoryview)):
        return "bytes"
    if isinstance(value, dict):
        return "an object"
    if isinstance(value, (list, tuple)):
        return "a list"
    return f"a value of type {escape(kind_name(value), 40)}"


def _huge(value: int) -> str:
    # log10(2) as a ratio of integers: formatting the number itself may raise or take quadratic time
    return f"a whole number of about {value.bit_length() * 30103 // 100000} digits"


SHOWN = frozenset(
    (
        *("model", "provider", "operation", "size", "aspect_ratio", "resolution", "n", "seconds", "duration", "fps"),
        *("response_format", "output_format", "output_compression", "seed", "quality", "style", "background", "audio"),
        *("stream", "partial_images", "input_size"),
    )
)
"""Parameters whose texts are short words and may be shown; of all others only the kind and the length are."""


def shown(parameter: str, value: object) -> str:
    """Show a value in a message about a parameter: never a prompt, an input, or what nobody declared (R11.2).

    >>> shown("size", "16x9"), shown("prompt", "a secret"), shown("guidance", 7.5)
    ("'16x9'", 'a text of 8 characters', '7.5')
    """
    value = honest(value)
    if isinstance(value, str) and parameter not in SHOWN:
        return f"a text of {len(value)} characters"
    return quote(value)


def escape(text: str, limit: int = QUOTE_LIMIT) -> str:
    r"""Make text safe for a line of a log or a terminal: at most `limit` characters come out.

    >>> escape("a\\x1b[2J\\n")
    'a\\\\x1b[2J\\\\n'
    """
    if type(text) is str and len(text) <= limit and text.isascii() and text.isprintable() and "\\" not in text:
        return text
    out: list[str] = []
    room = limit
    for character in str.__getitem__(text, slice(0, limit)):
        piece = ("\\\\" if character == "\\" else character) if " " <= character <= "~" else ascii(character)[1:-1]
        room -= len(piece)
        if room < 0:
            break
        out.append(piece)
    shown = "".join(out)
    return shown if len(text) <= limit and room >= 0 else shown[: limit - 3] + "..."


def one_line(sentence: str) -> str:
    r"""Make a finished sentence safe to print and short; what was quoted in it already stays as it is.

    >>> one_line("the path \u00e9")
    'the path \\xe9'
    """
    cut = sentence if len(sentence) <= MESSAGE_LIMIT else sentence[: MESSAGE_LIMIT - 3] + "..."
    if cut.isascii() and cut.isprintable():
        return cut
    safe = "".join(letter if " " <= letter <= "~" else ascii(letter)[1:-1] for letter in cut)
    return safe if len(safe) <= MESSAGE_LIMIT else safe[: MESSAGE_LIMIT - 3] + "..."


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a request: data first, the sentence is made from it.

    `parameter` is the request key, `code` is stable and public (`normalizer explain CODE`).
    """

    parameter: str
    code: str
    expected: str
    got: str
    suggestion: str | None = None

    @property
    def message(self) -> str:
        """One line, lower case, at most 300 characters: `size: expected ..., got ...; try ...`."""
        text = f"{escape(self.parameter, 40)}: expected {self.expected}, got {self.got}"
        if self.suggestion:
            text += f"; {self.suggestion}"
        return one_line(text)

    def __str__(self) -> str:
        return self.message

    def to_dict(self) -> dict[str, Any]:
        """Give the problem as JSON values, the sentence included."""
        return {
            "parameter": escape(self.parameter, 100),
            "code": self.code,
            "expected": self.expected,
            "got": self.got,
            "suggestion": self.suggestion,
            "message": self.message,
        }


class NormalizationError(ValueError):
    """The request cannot be normalized: the caller's fault. Holds every problem of the request at once."""

    http_status = 400

    def __init__(self, problems: tuple[Problem, ...] | list[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("; ".join(p.message for p in self.problems[:5]))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.problems,))

    def as_openai(self) -> dict[str, Any]:
        """Give the error object of the OpenAI API; `param` and `code` are the first problem's."""
        first = self.problems[0]
        return {
            "error": {
                "message": first.message,
                "type": "invalid_request_error",
                "param": escape(first.parameter, 100),
                "code": first.code,
                "details": [problem.to_dict() for problem in self.problems],
            }
        }


class UnknownModelError(NormalizationError):
    """No model of this name, or none with the wanted provider or operation."""

    http_status = 404


class UnknownProviderError(NormalizationError):
    """No provider of this name serves the model."""

    http_status = 404


@dataclass(frozen=True, slots=True)
class FileProblem:
    """One thing that is wrong in a capability file. `line` counts from 1; 0 where the file as a whole is meant.

    `key` is the path of the key in the file, joined by dots; `level` is `error`, `warning` or `note`.
    """

    file: str
    line: int
    key: str
    problem: str
    level: str = "error"

    def __post_init__(self) -> None:
        object.__setattr__(self, "problem", one_line(self.problem))

    def __str__(self) -> str:
        where = f"{escape(self.file, 200)}:{self.line}"
        return f"{where}: {escape(self.key, 100)}: {self.problem}" if self.key else f"{where}: {self.problem}"


class CapabilityError(Exception):
    """A capability file is wrong: the file's fault. Holds every problem of the file at once."""

    def __init__(self, problems: tuple[FileProblem, ...] | list[FileProblem]) -> None:
        self.problems: tuple[FileProblem, ...] = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems[:20]))

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (self.problems,))


def noted(problems: list[FileProblem], give: Callable[..., Given], *names: str) -> Given | None:
    """Give what is asked for; nothing, with its problems noted, where a file is wrong."""
    try:
        return give(*names)
    except CapabilityError as error:
        problems.extend(error.problems)
        return None
