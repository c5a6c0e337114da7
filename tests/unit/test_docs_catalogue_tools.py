"""`docs/catalogue-tools.md` says what is: its code runs, and every option it names is there."""

from __future__ import annotations

import doctest
import re
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from normalizer.cli.program import app

if TYPE_CHECKING:
    import pytest

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "catalogue-tools.md"


def test_the_examples_run(monkeypatch: pytest.MonkeyPatch) -> None:
    """As written, in a checkout."""
    monkeypatch.chdir(ROOT)
    text = "\n".join(re.findall(r"^```pycon\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(text, {}, PAGE.name, str(PAGE), 0)
    assert len(test.examples) > 5
    assert doctest.DocTestRunner().run(test).failed == 0


def test_every_option_is_there() -> None:
    """Of the three commands."""
    said = set(re.findall(r"--[a-z][a-z-]+", PAGE.read_text(encoding="utf-8"))) - {"--no-deps"}
    helps = "".join(CliRunner().invoke(app, [name, "--help"]).stdout for name in ("diff", "check", "show"))
    assert {option for option in said if option not in helps} == set()
