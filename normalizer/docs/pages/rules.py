"""The rules with examples that the engine answers while the page is made, and the codes."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import normalizer
from normalizer.codes import CODES
from normalizer.conformance import answer, vectors
from normalizer.docs.content import Code, Folded, Heading, Page, Prose, Table
from normalizer.docs.pages.start import trail

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.conformance import Vector
    from normalizer.docs.content import Block, Line

_SECTION = re.compile(r"^## ", re.MULTILINE)

KINDS = ("adjustment", "note", "problem")


def rules_page() -> Page:
    """Give the rules."""
    head, *sections = _SECTION.split(_text())
    blocks: list[Block] = [Prose(head.partition("\n")[2])]
    for section in sections:
        title, _, text = section.partition("\n")
        blocks.append(Heading(2, title.strip(), _slug(title)))
        blocks.append(Prose(text))
        blocks += _examples(title.split()[0])
    return Page("rules", "The rules", "How a request becomes what a provider takes, rule by rule", blocks, trail())


def codes_page() -> Page:
    """Give the codes of adjustments, notes and problems."""
    blocks: list[Block] = []
    for kind in KINDS:
        rows: list[list[Line]] = [
            [[Code(name)], [code.title], [code.meaning]] for name, code in CODES.items() if code.kind == kind
        ]
        blocks += [
            Heading(2, f"{kind.capitalize()}s", f"{kind}s"),
            Table(f"Codes of {kind}s", ["code", "title", "meaning"], rows),
        ]
    return Page("codes", "The codes", "What the codes of adjustments, notes and problems mean", blocks, trail())


def _text() -> str:
    package = Path(normalizer.__file__).parent
    inside, beside = package / "rules.md", package.parent / "docs" / "rules.md"
    return (inside if inside.is_file() else beside).read_text(encoding="utf-8")


def _slug(title: str) -> str:
    """Name a section as the links of the text do.

    >>> _slug("R1 The request")
    'r1-the-request'
    """
    return re.sub(r"[^a-z0-9]+", "-", title.strip().lower()).strip("-")


def _examples(section: str) -> Iterator[Block]:
    # one for each rule: all of them are in the file of vectors
    by_rule = {vector.rule: vector for vector in reversed(vectors()) if vector.rule.partition(".")[0] == section}
    found = sorted(by_rule.values(), key=lambda vector: [int(step) for step in vector.rule[1:].split(".")])
    if found:
        head = ["rule", "says", "what the target offers", "asked", "sent"]
        caption = f"Requests that show {section}, answered by the engine"
        yield Folded(f"{len(found)} examples of {section}", [Table(caption, head, [_row(vector) for vector in found])])


def _row(vector: Vector) -> list[Line]:
    question = vector.question
    block = {key: value for key, value in question["block"].items() if key != "model"}
    asked = {**question["request"], **({"policy": question["policy"]} if question["policy"] else {})}
    return [[vector.rule], [vector.says], [_code(block)], [_code(asked)], _sent(answer(question))]


def _sent(got: dict[str, Any]) -> Line:
    if "problems" in got:
        return ["refused: ", ", ".join(f"{one['parameter']} {one['code']}" for one in got["problems"])]
    payloads = [call["payload"] for call in got["plan"]["calls"]]
    calls = f" and {len(payloads) - 1} more" if len(payloads) > 1 else ""
    changes = ", ".join(f"{one['parameter']} {one['code']}" for one in got["plan"]["adjustments"])
    return [_code(payloads[0]), calls, f"; {changes}" if changes else ""]


def _code(value: Any) -> Code:
    return Code(json.dumps(value, ensure_ascii=False))
