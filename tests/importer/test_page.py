"""The page about importing: its document gives its draft."""

from __future__ import annotations

import re
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from typer.testing import CliRunner

from normalizer.cli.program import app

if TYPE_CHECKING:
    import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "import.md").read_text(encoding="utf-8")


def part(name: str) -> str:
    """Give the block between two markers of the page."""
    found = re.search(rf"<!-- {name} -->\n```\w+\n(.*?)```\n<!-- /{name} -->", PAGE, re.DOTALL)
    assert found is not None
    return found[1]


def test_the_command_of_the_page_prints_its_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Word for word, but for the day on which it runs."""
    (tmp_path / "schema.json").write_text(part("schema"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    program, *arguments = shlex.split(part("command").replace("\\\n", ""))
    result = CliRunner().invoke(app, arguments)
    today = datetime.now(UTC).date().isoformat()
    assert (program, result.exit_code) == ("normalizer", 0)
    assert result.stdout.replace(f"checked: {today}", "checked: 2026-11-28") == part("draft")
