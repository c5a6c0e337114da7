"""`normalizer check`: what is wrong in capability files, with file and line."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from normalizer.catalog import bundled_root
from normalizer.cli import output
from normalizer.cli.ending import BAD_DATA, FINDINGS, FINE, UNREADABLE, CommandError
from normalizer.cli.story import counted
from normalizer.errors import escape

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizer import FileProblem

LEVELS = ("error", "warning", "note")


def check(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[PATHS]...", help="Folders or files; the bundled folder if there are none."),
    ] = None,
    *,
    notes: Annotated[bool, typer.Option("--notes", help="Show notes, too.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with 1 where there are warnings.")] = False,
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", help="One line per finding, or one JSON document.")
    ] = "text",
) -> int:
    """Check capability files, and say where they are wrong.

    They must be readable, free of contradictions, and leave something to use. Exits with 4 where there are errors.
    """
    from normalizer.check import check_paths

    for path in paths or ():
        if not path.exists():
            raise CommandError(f"{escape(str(path), 200)}: no such file or folder", UNREADABLE)
    found = check_paths(paths or [_bundled()], datetime.now(UTC).date())
    shown = [problem for problem in found if notes or problem.level != "note"]
    counts = Counter(problem.level for problem in found)
    if format_ == "json":
        summary = {f"{level}s": counts[level] for level in LEVELS}
        output.document({"summary": summary, "findings": [_entry(problem) for problem in shown]})
    else:
        output.text_document("".join(f"{problem} ({problem.level})\n" for problem in shown))
        output.aside(_summary(found, hidden=len(found) - len(shown)) + "\n")
    if counts["error"]:
        return BAD_DATA
    return FINDINGS if strict and counts["warning"] else FINE


def _bundled() -> Path:
    root = bundled_root()
    here = Path.cwd()
    return root.relative_to(here) if root.is_relative_to(here) else root


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
