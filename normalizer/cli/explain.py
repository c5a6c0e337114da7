"""`normalizer explain`: what a code or a rule means."""

from __future__ import annotations

import re
from difflib import get_close_matches
from pathlib import Path
from textwrap import dedent
from typing import Annotated

import typer

import normalizer
from normalizer.cli import output
from normalizer.cli.catalogs import complete_code
from normalizer.cli.ending import FINE, CommandError
from normalizer.codes import CODES
from normalizer.errors import quote

_RULE = re.compile(r"[Rr](\d{1,2})(\.\d{1,2})?", re.ASCII)


def explain(
    code: Annotated[
        str | None,
        typer.Argument(
            metavar="[CODE]",
            help="A code such as closest_size, or a rule such as R4.2; all codes if there is none.",
            show_default=False,
            autocompletion=complete_code,
        ),
    ] = None,
) -> int:
    """Explain a code or a rule that a plan names."""
    if code is None:
        width = max(map(len, CODES))
        lines = [f"{name:<{width}}  {entry.kind:<10}  {entry.title}" for name, entry in CODES.items()]
        output.text_document("\n".join(lines) + "\n")
    elif code in CODES:
        entry = CODES[code]
        output.text_document(f"{code} ({entry.kind}): {entry.title}\n\n{entry.meaning}\n")
    elif _RULE.fullmatch(code):
        output.text_document(_rule(code.upper()) + "\n")
    else:
        near = get_close_matches(code[:64].lower(), CODES, 3, 0.5)
        hint = f"did you mean {', '.join(near)}" if near else "normalizer explain lists all"
        raise CommandError(f"no such code: {quote(code)}; {hint}")
    return FINE


def _rule(rule: str) -> str:
    """Give the text of a rule from the documentation where that is at hand, and the codes that cite the rule."""
    text = _documented(rule) or f"{rule} is a rule of normalization; docs/rules.md of the project has its text"
    cited = re.compile(rf"\b{re.escape(rule)}(?![.\d])")
    codes = [name for name, entry in CODES.items() if cited.search(entry.meaning)]
    return f"{text}\n\ncodes: {', '.join(codes)}" if codes else text


def _documented(rule: str) -> str | None:
    package = Path(normalizer.__file__).parent
    for path in (package / "rules.md", package.parent / "docs" / "rules.md"):
        if path.is_file():
            found = _section(path.read_text(encoding="utf-8"), rule)
            if found is None:
                raise CommandError(f"no such rule: {rule}; the rules are R1 to R12")
            return found
    return None


def _section(text: str, rule: str) -> str | None:
    """Cut a rule, or a whole section of rules, out of the document."""
    if "." in rule:
        begin, end = rf"^- \*\*{re.escape(rule)}\*\*", r"^(- \*\*R\d|## )"
    else:
        begin, end = rf"^## {rule}\b", "^## "
    start = re.search(begin, text, re.MULTILINE)
    if start is None:
        return None
    stop = re.compile(end, re.MULTILINE).search(text, start.end())
    found = text[start.start() : stop.start() if stop else len(text)].strip().replace("**", "")
    return found if "." not in rule else dedent("  " + found.removeprefix("- ")).strip()
