"""Ask a program of any language: one JSON object on a line each way, all questions at once."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from normalizer.cli.ending import UNREADABLE, USAGE, CommandError
from normalizer.errors import escape, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATIENCE = 300
"""Seconds after which a program that has not ended is given up."""


def ask(command: str, questions: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Start a program, give it all questions, and read as many answers; its stderr stays the user's to see."""
    lines = "".join(json.dumps(question, ensure_ascii=False) + "\n" for question in questions)
    sys.stdout.flush()
    try:
        words = shlex.split(command, posix=sys.platform != "win32")
        done = subprocess.run(  # noqa: S603  running the user's own command is the point
            words, input=lines.encode(), stdout=subprocess.PIPE, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        raise CommandError(f"--command: no end after {PATIENCE} seconds", UNREADABLE) from None
    except OSError as error:
        reason = escape((error.strerror or "it cannot be started").lower())
        raise CommandError(f"--command: {quote(command)}: {reason}", USAGE) from None
    except (ValueError, IndexError):
        raise CommandError(f"--command: expected a program and its arguments, got {quote(command)}", USAGE) from None
    if done.returncode:
        raise CommandError(f"--command: the program ended with {done.returncode}", UNREADABLE)
    return _answers(done.stdout, len(questions))


def _answers(output: bytes, wanted: int) -> list[dict[str, Any]]:
    try:
        lines = [line for line in output.decode().split("\n") if line.strip()]
    except UnicodeDecodeError:
        raise CommandError("--command: expected answers in UTF-8", UNREADABLE) from None
    answers = [_answer(number, line) for number, line in enumerate(lines, 1)]
    if len(answers) != wanted:
        raise CommandError(f"--command: expected {wanted} answers, one a line, got {len(answers)}", UNREADABLE)
    return answers


def _answer(number: int, line: str) -> dict[str, Any]:
    try:
        answer = json.loads(line)
    except (ValueError, RecursionError):
        raise CommandError(f"--command: answer {number} is no JSON: {quote(line)}", UNREADABLE) from None
    if not isinstance(answer, dict) or not ({"plan", "problems"} & answer.keys()):
        expected = "an object with the key plan or the key problems"
        raise CommandError(f"--command: answer {number}: expected {expected}, got {quote(line)}", UNREADABLE)
    return answer
