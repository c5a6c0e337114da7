"""`normalizer import`: what goes where, what is refused, and the way from a draft to a plan."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from normalizer.cli.program import app

ROOT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["prompt"],
    "properties": {
        "prompt": {"type": "string", "description": "What the video shows", "maxLength": 500},
        "ratio": {"enum": ["1280:720", "720:1280"], "default": "1280:720"},
        "duration": {"enum": ["5s", "10s"], "default": "5s"},
        "mode": {"enum": ["std", "pro"]},
    },
}
SAID = ("--maker", "Northlight", "--provider", "northlight", "--model", "aurora-1", "--name", "Aurora 1")
SOURCE = ("--source", "northlight's schema of 2026-11-28", "--confidence", "first-party")


def run(*arguments: str, stdin: bytes | None = None) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(app, ["import", *arguments], input=stdin)


@pytest.fixture
def schema(tmp_path: Path) -> Path:
    """Write a schema into a file."""
    path = tmp_path / "schema.json"
    path.write_text(json.dumps(SCHEMA), encoding="utf-8")
    return path


def test_the_draft_goes_to_stdout_and_the_rest_to_stderr(schema: Path) -> None:
    """The file can be piped; what is left to do is told beside it."""
    result = run(str(schema), *SAID, *SOURCE)
    today = datetime.now(UTC).date().isoformat()
    assert result.exit_code == 0
    assert result.stdout == (
        "# yaml-language-server: $schema=../schema.json\n"
        "schema: 1\n"
        "name: Aurora 1\n"
        "maker: Northlight\n"
        "media: video\n"
        "\n"
        "providers:\n"
        "  northlight:\n"
        '    sources: ["northlight\'s schema of 2026-11-28"]\n'
        f"    checked: {today}\n"
        "    confidence: first-party\n"
        "    generate:\n"
        "      model: aurora-1\n"
        '      dimensions: {sizes: [1280x720, 720x1280], write: {ratio: "{width}:{height}"}}\n'
        "      default: 1280x720\n"
        "      required: [prompt]\n"
        "      parameters:\n"
        "        prompt: {max_length: 500}\n"
        '        seconds: {to: duration, values: [5, 10], write: "{value}s", default: 5}\n'
        '        mode: "TODO: std, pro: which of our parameters is it, if any"\n'
    )
    assert "the draft has 1 point still to do" in result.stderr
    assert "no file providers/northlight.yaml" in result.stderr


def test_stdin_is_read_for_a_dash(schema: Path) -> None:
    """A schema may come out of a pipe."""
    assert run("-", *SAID, stdin=schema.read_bytes()).stdout == run(str(schema), *SAID).stdout


def test_the_providers_spelling_is_left_out(schema: Path) -> None:
    """What the bundled file of the provider says is not said again."""
    text = run(str(schema), "--provider", "runway", "--model", "x").stdout
    assert "dimensions: {sizes: [1280x720, 720x1280]}\n" in text
    assert 'seconds: {values: [5, 10], write: "{value}s", default: 5}' in text


def test_a_file_is_written_once(schema: Path, tmp_path: Path) -> None:
    """With -o nothing goes to stdout; a second time nothing is touched."""
    target = tmp_path / "aurora-1.yaml"
    first = run(str(schema), *SAID, *SOURCE, "-o", str(target))
    assert (first.exit_code, first.stdout) == (0, "")
    assert target.read_text(encoding="utf-8") == run(str(schema), *SAID, *SOURCE).stdout
    target.write_text("mine", encoding="utf-8")
    second = run(str(schema), *SAID, "-o", str(target))
    assert (second.exit_code, second.stdout, target.read_text(encoding="utf-8")) == (2, "", "mine")
    assert "exists already; nothing is overwritten" in second.stderr


def test_a_link_to_nowhere_is_not_followed(schema: Path, tmp_path: Path) -> None:
    """A dangling link at the place of the draft is not written through."""
    target = tmp_path / "aurora-1.yaml"
    try:
        target.symlink_to(tmp_path / "elsewhere.yaml")
    except OSError:
        pytest.skip("needs a system with links")
    result = run(str(schema), *SAID, "-o", str(target))
    assert result.exit_code == 2
    assert not (tmp_path / "elsewhere.yaml").exists()


SEVERAL = {
    "paths": {
        f"/v1/{name}": {"post": {"requestBody": {"content": {"application/json": {"schema": SCHEMA}}}}}
        for name in ("one", "two")
    }
}
BAD = [
    (("SCHEMA", "-o", "DIR/Aurora 1.yaml"), 2, "-o: the file name is the model's id, lower-case letters"),
    (("SCHEMA", "-o", "DIR/aurora.json"), 2, "-o: the file name is the model's id"),
    (("SCHEMA", "-o", "DIR/none/aurora.yaml"), 3, "no such folder"),
    (("SCHEMA", "--provider", "North Light"), 2, "--provider: expected an id, lower-case letters"),
    (("SCHEMA", "--operation", "paint"), 2, "--operation: expected one such as generate"),
    (("SCHEMA", "--media", "sound"), 2, "'--media': 'sound' is not one of"),
    (("SCHEMA", "--catalog", "DIR/none"), 0, ""),
    (("SCHEMA", "--provider", "x", "--catalog", "DIR/none"), 3, "no such folder"),
    (("DIR/none.json",), 3, "none.json: no such file or directory"),
    (("DIR",), 3, "is a directory"),
    (("SEVERAL",), 2, "the file describes 2 requests; choose one with --pick: /v1/one, /v1/two"),
    (("SEVERAL", "--pick", "/v1/three"), 2, "no request is named '/v1/three'; choose one with --pick: /v1/one, /v1/two"),
    (("BROKEN",), 3, "broken.json: line 1 column 2 is no JSON"),
    (("REMOTE",), 3, "refers to 'https://example.com/x', outside this document; nothing is fetched"),
    ((), 2, "missing argument 'FILE'"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"), BAD, ids=lambda value: " ".join(value) if isinstance(value, tuple) else None
)
def test_bad_input_is_one_line(
    arguments: tuple[str, ...], code: int, sentence: str, schema: Path, tmp_path: Path
) -> None:
    """2 usage, 3 unreadable; nothing on stdout, nothing written."""
    files = {"SEVERAL": SEVERAL, "REMOTE": {"properties": {"size": {"$ref": "https://example.com/x"}}}}
    for name, content in files.items():
        (tmp_path / f"{name.lower()}.json").write_text(json.dumps(content), encoding="utf-8")
    (tmp_path / "broken.json").write_text("{,", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    known = {"SCHEMA": str(schema), **{name: str(tmp_path / f"{name.lower()}.json") for name in (*files, "BROKEN")}}
    result = run(*(known.get(word, word.replace("DIR", str(tmp_path))) for word in arguments))
    assert result.exit_code == code
    assert sentence in result.stderr
    if code:
        assert (result.stdout, result.stderr.count("\n")) == ("", 1)
        assert result.stderr.startswith("error: ")
    assert sorted(tmp_path.rglob("*")) == before


def process(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as people do."""
    return subprocess.run(
        [sys.executable, "-m", "normalizer", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"},
    )


def test_from_a_schema_to_a_plan(schema: Path, tmp_path: Path) -> None:
    """A draft is refused where it says so; with its one question answered it checks clean and plans."""
    folder = tmp_path / "models"
    folder.mkdir()
    draft = folder / "aurora-1.yaml"
    made = process("import", str(schema), *SAID, *SOURCE, "-o", "models/aurora-1.yaml", cwd=tmp_path)
    assert (made.returncode, made.stdout) == (0, "")
    refused = process("check", "models", cwd=tmp_path)
    line = (
        draft.read_text(encoding="utf-8")
        .splitlines()
        .index('        mode: "TODO: std, pro: which of our parameters is it, if any"')
    )
    assert refused.returncode == 4
    assert refused.stdout.startswith(
        f"models/aurora-1.yaml:{line + 1}: providers.northlight.generate.parameters.mode: still to do"
    )
    plan = (
        "plan",
        "aurora-1",
        "-p",
        "prompt=x",
        "-p",
        "size=720x1280",
        "-p",
        "seconds=7",
        "--format",
        "json",
        "--catalog",
        "models",
    )
    assert process(*plan, cwd=tmp_path).returncode == 4
    draft.write_text(re.sub(r"\n +mode: .*", "", draft.read_text(encoding="utf-8")), encoding="utf-8")
    assert process("check", "models", "--strict", cwd=tmp_path).returncode == 0
    (call,) = json.loads(process(*plan, cwd=tmp_path).stdout)["calls"]
    assert call["payload"] == {"ratio": "720:1280", "prompt": "x", "duration": "5s"}


def test_completion_names_providers() -> None:
    """The shell is offered the providers, as everywhere."""
    words = {
        "COMP_WORDS": "normalizer import --provider run",
        "COMP_CWORD": "3",
        "_NORMALIZER_COMPLETE": "complete_bash",
    }
    done = subprocess.run(
        [sys.executable, "-m", "normalizer"],
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), **words},
    )
    assert set(done.stdout.split()) >= {"runway", "runware"}
