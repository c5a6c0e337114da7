"""`CONTRIBUTING.md` adds a model: its file is without a finding, its mistakes are told as shown, its example prints that."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from normalizer.bundled import bundled_root
from normalizer.cli.program import app

PAGE = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
STEPS = PAGE[PAGE.index("## Add a model in ten minutes") : PAGE.index("## Change the code")]
FILE = "capabilities/northlight/aurora-1.yaml"


def blocks(kind: str) -> list[str]:
    """Give the blocks of a kind, in the order of the page."""
    return re.findall(rf"^```{kind}\n(.*?)^```", STEPS, re.MULTILINE | re.DOTALL)


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Lay a catalogue with the provider's file alone, and give the text of the model."""
    monkeypatch.chdir(tmp_path)
    Path(FILE).parent.mkdir(parents=True)
    Path("capabilities/providers").mkdir()
    shutil.copy(bundled_root() / "providers" / "fal.yaml", "capabilities/providers")
    head, text = blocks("yaml")
    assert text.startswith(head)
    return text


def checked(text: str) -> str:
    """Check a text under the name of the model, and give what is printed."""
    Path(FILE).write_text(text, encoding="utf-8")
    result = CliRunner().invoke(app, ["check", FILE])
    return f"$ normalizer check {FILE}\n{result.stdout}{result.stderr}"


def test_the_file_is_without_a_finding(model: str) -> None:
    """What the page shows may be copied."""
    assert checked(model).endswith("\n0 errors, 0 warnings, 0 notes\n")


def test_mistakes_are_told_as_the_page_says(model: str) -> None:
    """A misspelled key, and a default that is not in its list."""
    key, default, _ = blocks("text")
    assert checked(model.replace("max_length", "max_lenght")) == key
    assert checked(model.replace("default: 1:1 1K", "default: 4:3 1K")) == default


def test_the_example_prints_what_stands_below_it(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The plan that the page shows."""
    Path(FILE).write_text(model, encoding="utf-8")
    (code,) = blocks("python")
    exec(compile(code, "CONTRIBUTING.md", "exec"), {})  # noqa: S102  # our own example
    assert capsys.readouterr().out == blocks("text")[2]
