"""Where text goes: results to stdout, everything else to stderr. A reader that has gone away ends the program quietly.

Text for people is drawn at the width of the terminal; in a pipe it is plain and as wide as it needs to be.
"""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import typer

from normalizer.cli.ending import BROKEN_PIPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import Console, RenderableType

NO_WRAP = 100_000
"""The width of a pipe in columns: nothing is folded there."""


def document(value: Any) -> None:
    """Write a value to stdout as one JSON document."""
    text_document(json.dumps(value, indent=2, allow_nan=False) + "\n")


def text_document(text: str) -> None:
    """Write a text to stdout as it is, in UTF-8 on every system."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", newline="\n")
    _write(sys.stdout, text)


def console() -> Console:
    """Give a console for stdout: plain where NO_COLOR is set, never narrower than its text in a pipe."""
    from rich.console import Console

    # without a colour system rich leaves out bold and dim as well
    colour = None if os.environ.get("NO_COLOR") else "auto"
    width = None if sys.stdout.isatty() else NO_WRAP
    return Console(color_system=colour, width=width, highlight=False, markup=False, emoji=False)  # type: ignore[arg-type]  # one of rich's words


def show(screen: Console, parts: Iterable[RenderableType]) -> None:
    """Draw the parts below each other on stdout."""
    with screen.capture() as captured:
        for part in parts:
            screen.print(part, overflow="fold")
    text = captured.get()
    if not screen.is_terminal:
        text = "".join(f"{line.rstrip()}\n" for line in text.splitlines())
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    _write(sys.stdout, text)


def note(sentence: str) -> None:
    """Say something beside the result."""
    _write(sys.stderr, f"note: {sentence}\n")


def error(sentence: str) -> None:
    """Say why there is no result."""
    _write(sys.stderr, f"error: {sentence}\n")


def aside(text: str) -> None:
    """Write a text to stderr as it is."""
    _write(sys.stderr, text)


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # what is left in the buffer would be tried once more when the process ends
        with Path(os.devnull).open("wb") as nowhere:
            os.dup2(nowhere.fileno(), stream.fileno())
        if stream is sys.stdout:
            raise typer.Exit(BROKEN_PIPE) from None
