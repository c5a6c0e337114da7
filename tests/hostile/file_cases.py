"""Read the hostile capability files of `files/*.txt`; how they are written is told in `files/README.md`."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from textwrap import indent

FOLDER = Path(__file__).parent / "files"
SOURCED = "sources: [a book], checked: 2026-11-01, confidence: first-party"
SMALLEST = {
    "schema": "schema: 1",
    "name": "name: M",
    "maker": "maker: Y",
    "media": "media: image",
    "providers": f"providers: {{one: {{{SOURCED}, generate: {{model: x}}}}}}",
}
"""A model that says as little as a model may; with it every file is complete."""

ENTRY = "    sources: [a book]\n    checked: 2026-11-01\n    confidence: first-party\n    generate:\n"
HEAD = f"schema: 1\nname: M\nmaker: Y\nmedia: {{media}}\nproviders:\n  one:\n{ENTRY}"
MODEL = "      model: x\n"
PROVIDER = "schema: 1\nname: One\n"

LEVELS = {"!": "error", "?": "warning", ".": "note"}
MARKER = re.compile(r"#([!?.]) (.*)$", re.MULTILINE)
STATED = re.compile(r"^!! (\d+): (.*)\n", re.MULTILINE)


@dataclass(frozen=True)
class Wanted:
    """One problem that has to be found; `said` is the beginning of its sentence, or stands in it."""

    file: str
    line: int
    level: str
    said: str


@dataclass
class FileCase:
    """Files by name, those of the twin, and every problem of the first."""

    name: str
    marks: frozenset[str]
    files: dict[str, str] = field(default_factory=dict)
    repaired: dict[str, str] = field(default_factory=dict)
    wanted: list[Wanted] = field(default_factory=list)
    allowed: list[Wanted] = field(default_factory=list)

    def __repr__(self) -> str:
        return f"<{self.name}>"


def cases() -> list[FileCase]:
    """Read all cases of all files."""
    found: list[FileCase] = []
    for path in sorted(FOLDER.glob("*.txt")):
        for part in re.split(r"^==== ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
            title, _, text = part.partition("\n")
            found.append(_case(title, text))
    return found


def _case(title: str, text: str) -> FileCase:
    kinds = frozenset(re.findall(r"\(([a-z]+)\)", title))
    case = FileCase(re.sub(r" \([a-z]+\)", "", title), kinds)
    first = "providers/one.yaml" if "provider" in kinds else "m.yaml"
    pieces = re.split(r"^---- (.*)\n", text, flags=re.MULTILINE)
    stated = STATED.findall(pieces[0])
    named = [(first, STATED.sub("", pieces[0]), case.files, case.wanted)]
    for what, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        if what == "repaired":
            named.append((first, piece, case.repaired, case.allowed))
        else:
            named.append((what.removeprefix("file "), piece, case.files, case.wanted))
    for file, piece, files, wanted in named:
        kind = kinds if file == first and not (files is case.repaired and "alone" in kinds) else frozenset()
        files[file], above = _whole(piece.replace("DIGITS", "9" * 3000), kind)
        for number, line in enumerate(piece.splitlines(), 1):
            wanted += [
                Wanted(file, above + number, LEVELS[level], said.strip()) for level, said in MARKER.findall(line)
            ]
    for files in (case.files, case.repaired):
        files.setdefault("m.yaml", _whole("", frozenset())[0])
        files.setdefault("providers/one.yaml", PROVIDER)
    last = named[-2][0] if len(named) > 2 else first
    above = _whole("", kinds)[1]
    case.wanted += [Wanted(last, int(line) and int(line) + above, "error", said.strip()) for line, said in stated]
    return case


def _whole(text: str, kinds: frozenset[str]) -> tuple[str, int]:
    """Complete a file; give it with the number of lines that stand above the text."""
    if kinds & {"block", "video"}:
        has_model = any(line.startswith("model:") for line in text.splitlines())
        head = HEAD.format(media="video" if "video" in kinds else "image") + ("" if has_model else MODEL)
        return head + indent(text, "      "), head.count("\n")
    if kinds & {"provider", "alone"}:
        return text, 0
    keys = {line.partition(":")[0].strip("\"'") for line in text.splitlines() if line[:1] not in {" ", "#"}}
    return text + "".join(f"{line}\n" for key, line in SMALLEST.items() if key not in keys), 0
