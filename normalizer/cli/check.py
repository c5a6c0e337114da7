"""`normalizer check`: what is wrong in capability files, with file and line."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from normalizer.bundled import bundled_root
from normalizer.cli import output
from normalizer.cli.catalogs import BUNDLED
from normalizer.cli.ending import BAD_DATA, FINDINGS, FINE, UNREADABLE, CommandError
from normalizer.cli.story import counted
from normalizer.errors import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizer import FileProblem

LEVELS = ("error", "warning", "note")
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}
"""What GitHub calls them."""


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATHS]...", help="Folders or files; the bundled folder if there are none."),
    ] = None,
    *,
    notes: Annotated[bool, typer.Option("--notes", help="Show notes, too.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 where there are warnings.")] = False,
    over_bundled: Annotated[
        bool,
        typer.Option("--over-bundled", help="Read the files as laid over the bundled ones: they may extend those."),
    ] = False,
    touched: Annotated[
        bool, typer.Option("--touched", help="Check a provider's file together with the models that it spells.")
    ] = False,
    format_: Annotated[
        Literal["text", "json", "github"],
        typer.Option("--format", help="A line per finding, one JSON document, or annotations for workflows of GitHub."),
    ] = "text",
) -> int:
    """Check capability files, and say where they are wrong.

    They must be readable, free of contradictions, and leave something to use. Exits with 4 where there are errors.
    """
    from normalizer.check import check_paths
    from normalizer.folders import Source

    for path in paths or ():
        if not path.exists():
            raise CommandError(f"{escape(str(path), 200)}: no such file or folder", UNREADABLE)
    below = [Source(bundled_root(), BUNDLED)] if over_bundled else []
    found = check_paths(paths or [_bundled()], datetime.now(UTC).date(), below, touched=touched)
    shown = [problem for problem in found if notes or problem.level != "note"]
    counts = Counter(problem.level for problem in found)
    if format_ == "json":
        summary = {f"{level}s": counts[level] for level in LEVELS}
        output.document({"summary": summary, "findings": [_entry(problem) for problem in shown]})
    else:
        line = annotation if format_ == "github" else _line
        output.text_document("".join(f"{line(problem)}\n" for problem in shown))
        output.aside(_summary(found, hidden=len(found) - len(shown)) + "\n")
    if counts["error"]:
        return BAD_DATA
    return FINDINGS if strict and counts["warning"] else FINE


def _bundled() -> Path:
    root = bundled_root()
    here = Path.cwd()
    return root.relative_to(here) if root.is_relative_to(here) else root


def _line(problem: FileProblem) -> str:
    return f"{problem} ({problem.level})"


def annotation(problem: FileProblem) -> str:
    """Write a finding as a workflow command, which becomes an annotation beside the line of the file.

    >>> from normalizer import FileProblem
    >>> annotation(FileProblem("a,b.yaml", 3, "name", "100% wrong"))
    '::error file=a%2Cb.yaml,line=3,title=name::100%25 wrong'
    """
    place = f"file={_property(problem.file)}" + (f",line={problem.line}" if problem.line else "")
    title = f",title={_property(escape(problem.key, 100))}" if problem.key else ""
    return f"::{_COMMANDS[problem.level]} {place}{title}::{_data(problem.problem)}"


def _data(text: str) -> str:
    """Escape a message: a line break or a percent sign would end or change the command."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _entry(problem: FileProblem) -> dict[str, object]:
    return {
        "file": problem.file,
        "line": problem.line,
        "key": problem.key,
        "problem": problem.problem,
        "level": problem.level,
    }


def _summary(found: Sequence[FileProblem], hidden: int) -> str:
    counts = Counter(problem.level for problem in found)
    said = ", ".join(counted(counts[level], level) for level in LEVELS)
    return f"{said} (--notes shows the notes)" if hidden else said
