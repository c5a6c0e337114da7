"""The table of codes: complete, used, and on its page as it is today."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from normalizer.codes import CODES

from .page import PAGE, UPDATE, render, rules_of

ROOT = Path(__file__).parents[2]
SOURCES = sorted(path for path in (ROOT / "normalizer").rglob("*.py") if path.name != "codes.py")


def _texts() -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES)
    nodes = (node for tree in trees for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_the_page_is_fresh() -> None:
    """`docs/codes.md` is what the table says today."""
    assert PAGE.read_text(encoding="utf-8") == render(), f"run `{UPDATE}`"


def test_every_code_is_used() -> None:
    """A code that nothing says is a promise nobody keeps."""
    assert sorted(CODES.keys() - _texts()) == []


@pytest.mark.parametrize("name", CODES)
def test_a_code_reads_well(name: str) -> None:
    """Lower case, one line, no full stop, no bar that would end a cell; the rules it cites are there."""
    code = CODES[name]
    rules = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    for text in (code.title, code.meaning):
        assert text == text.strip()
        assert text[0] == text[0].lower()
        assert text[-1] != "."
        assert not {"\n", "|"} & set(text)
    assert [rule for rule in rules_of(code) if f"**{rule}**" not in rules and f"## {rule} " not in rules] == []
