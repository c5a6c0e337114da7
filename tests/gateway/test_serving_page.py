"""`docs/serving.md` says what is: its Python runs against a server, and every option and code it names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.servers import threaded
from normalizer.cli.program import app
from normalizer.codes import CODES

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "serving.md").read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore:The Sora API:DeprecationWarning")
def test_the_python_runs(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As written, with nothing but the address changed."""
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 3
    with threaded() as address:
        exec("\n".join(blocks).replace("http://127.0.0.1:8080", address), {})  # noqa: S102  our own page
    assert len(capsys.readouterr().out.split()) == 6
    assert (tmp_path / "fox.mp4").stat().st_size > 1000


def test_every_option_is_there() -> None:
    """Of the command, and in the table all of them."""
    told = set(re.findall(r"`(--[a-z][a-z-]+)", TEXT)) - {"--whole"}
    shown = CliRunner().invoke(app, ["serve", "--help"]).stdout
    assert told == set(re.findall(r"--[a-z][a-z-]+", shown)) - {"--help"}


def test_every_code_of_a_problem_is_public() -> None:
    """What bodies are refused for stands in the table of codes; the server's own codes stand on this page."""
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", TEXT))
    sources = (ROOT / "normalizer" / "gateway" / "server").glob("*.py")
    code = "\n".join(path.read_text(encoding="utf-8") for path in sources)
    raised = set(re.findall(r'code="([a-z_]+)"', code)) - {"server_error", "shutting_down", "bad_request"}
    assert raised <= named | CODES.keys()
    problems = set(re.findall(r'(?:problem|Problem)\([^,]+, "([a-z_]+)"', code))
    assert problems
    assert problems <= CODES.keys()
