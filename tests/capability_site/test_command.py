"""The command, its page in the documentation, and what it says where its extra is missing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from normalizer import Catalog
from normalizer.cli.docs import docs
from normalizer.cli.program import app
from normalizer.docs import Site, build
from normalizer.docs.facts.requests import Verdict
from normalizer.extras import MissingExtraError

PAGE = (Path(__file__).parents[2] / "docs" / "site.md").read_text(encoding="utf-8")
MODEL = "sora-2"


def test_the_example_of_the_page_runs(capsys: pytest.CaptureFixture[str]) -> None:
    """The Python of docs/site.md is run, and prints what its comment says."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    exec(compile(code, "site.md", "exec"), {})  # noqa: S102  our own example
    (said,) = re.findall(r"# (.+)", code)
    assert capsys.readouterr().out.strip() == said


def test_the_page_names_every_option_and_every_word() -> None:
    """No option of the command and no verdict of a request is left out in docs/site.md."""
    hints = {name: hint for name, hint in docs.__annotations__.items() if name != "return"}
    assert len(hints) > 10
    command = app.registered_commands
    assert any(one.callback is docs for one in command)
    help_text = subprocess.run(
        [sys.executable, "-m", "normalizer", "docs", "--help"], capture_output=True, text=True, check=True
    ).stdout
    options = set(re.findall(r"(--[a-z-]+)", help_text)) - {"--help", "--output"}
    assert sorted(option for option in options if f"`{option}" not in PAGE) == []
    assert sorted(word for word in get_args(Verdict) if f"| {word} |" not in PAGE) == []


def test_the_command_writes_a_site_and_says_how_much(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing goes to stdout; how many pages there are stands on stderr."""
    code = app(["docs", "-o", str(tmp_path / "site"), "--model", MODEL], standalone_mode=False)
    told = capsys.readouterr()
    assert (code, told.out) == (0, "")
    written = len(list((tmp_path / "site").rglob("*.html")))
    assert told.err == f"note: {written} pages about 1 models in {tmp_path / 'site'}\n"


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["--model", "sora-22"], 2, "no such model: 'sora-22'; did you mean sora-2"),
        (["--api", "https://elsewhere.test"], 2, "api: expected a path of the same host"),
        (["--against", "nowhere"], 3, "nowhere: no such folder or wheel"),
        (["--catalog", "nowhere"], 3, "nowhere: no such folder"),
    ],
)
def test_what_is_wrong_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, says: str
) -> None:
    """Each mistake has its exit code and one line, and leaves nothing behind."""
    assert app(["docs", "-o", str(tmp_path / "site"), *words], standalone_mode=False) == code
    told = capsys.readouterr().err
    assert told.startswith(f"error: {says}")
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("missing", ["jinja2", "markdown_it"])
def test_a_missing_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, missing: str) -> None:
    """Without one of its libraries a site is refused with the name of the extra; Markdown needs none of them."""
    monkeypatch.setitem(sys.modules, missing, None)
    models = frozenset({MODEL})
    with pytest.raises(MissingExtraError, match=r"param-normalizer\[docs\]"):
        build(Catalog.bundled(), tmp_path / "site", site=Site(models=models))
    built = build(Catalog.bundled(), tmp_path / "wiki", site=Site(models=models, format="markdown"))
    assert (built.directory / f"models/{MODEL}.md").is_file()
