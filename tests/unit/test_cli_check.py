"""`normalizer check` for machines: annotations, one JSON document; and the hook by which other repositories run it."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner, Result

from normalizer import FileProblem
from normalizer.cli.check import annotation
from normalizer.cli.program import app

ROOT = Path(__file__).parents[2]
HEAD = "schema: 1\nname: X\nmaker: Y\nmedia: image\nproviders:\n  near:\n    sources: x\n    checked: 2026-11-22\n"
BLOCK = "    confidence: reseller\n    generate: {model: a, dimensions: {sizes: [64x64]}, default: %s}\n"
EXTENDS = (
    "schema: 1\nextend: true\nproviders:\n  fal:\n    sources: ours\n    checked: 2026-11-22\n"
    "    confidence: reseller\n    generate: {like: generate, parameters: {n: {max: %s}}}\n"
)


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, ["check", *arguments])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a folder of own models, one of them wrong, and stand beside it."""
    (tmp_path / "models" / "providers").mkdir(parents=True)
    (tmp_path / "models" / "providers" / "near.yaml").write_text(
        'schema: 1\nname: Near\nwrite: {sizes: {size: "{size}"}}\n', encoding="utf-8"
    )
    (tmp_path / "models" / "good.yaml").write_text(HEAD + BLOCK % "64x64", encoding="utf-8")
    old = (HEAD + BLOCK % "1x1").replace("2026", "2020")
    (tmp_path / "models" / "bad.yaml").write_text(old, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "models"


def test_each_finding_is_one_annotation(folder: Path) -> None:
    """File as it was given, line, key as title; the exit code is the one of the text."""
    result = run("models", "--format", "github", "--notes")
    lines = result.stdout.splitlines()
    said = "the default '1x1' is not offered"
    assert f"::error file=models/bad.yaml,line=10,title=providers.near.generate.default::{said}" in lines
    form = re.compile(r"::(error|warning|notice) file=models/\w+\.yaml,line=\d+(,title=[^:,]+)?::\S.*")
    assert all(form.fullmatch(line) for line in lines)
    assert (result.exit_code, len(lines)) == (4, len(run("models", "--notes").stdout.splitlines()))
    assert "1 error" in result.stderr
    (folder / "bad.yaml").unlink()
    assert (run("models", "--format", "github").exit_code, run("models", "--format", "github").stdout) == (0, "")


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (FileProblem("a.yaml", 0, "", "x", "note"), "::notice file=a.yaml::x"),
        (FileProblem("a,b:c%.yaml", 3, "k:1,2", "y::z, 5%", "warning"),
         "::warning file=a%2Cb%3Ac%25.yaml,line=3,title=k%3A1%2C2::y::z, 5%25"),
        (FileProblem("a\r\nb.yaml", 1, "k\n", "z"), "::error file=a%0D%0Ab.yaml,line=1,title=k\\n::z"),
    ],
)  # fmt: skip
def test_nothing_in_a_finding_ends_its_annotation(problem: FileProblem, line: str) -> None:
    """Line breaks, colons, commas and percent signs of a name stay inside what they belong to."""
    assert annotation(problem) == line


def test_json_is_one_document_with_counts(folder: Path) -> None:
    """All findings are counted, whether or not they are shown."""
    shown = json.loads(run("models", "--format", "json").stdout)
    everything = json.loads(run(str(folder), "--format", "json", "--notes").stdout)
    assert shown["summary"] == everything["summary"]
    assert shown["summary"]["errors"] == 1
    assert len(everything["findings"]) == sum(everything["summary"].values()) > len(shown["findings"]) == 1


def test_a_providers_file_is_checked_with_the_models_it_spells(folder: Path) -> None:
    """With `--touched`, errors that it brings to a model are found without naming the model."""
    file = folder / "providers" / "near.yaml"
    (folder / "bad.yaml").unlink()
    assert run(str(file), "--touched").exit_code == 0
    file.write_text("schema: 1\nname: Near\n", encoding="utf-8")
    assert run(str(file)).exit_code == 0
    result = run(str(file), "--touched")
    assert result.exit_code == 4
    assert "good.yaml:10: providers.near.generate" in result.stdout
    (folder / "providers" / "far.yaml").write_text("schema: 1\nname: Far\n", encoding="utf-8")
    assert run(str(folder / "providers" / "far.yaml"), "--touched").exit_code == 0


def test_files_may_extend_the_bundled_ones(tmp_path: Path) -> None:
    """With `--over-bundled` a file is read as `Catalog.with_directory` would; alone it has nothing to extend."""
    file = tmp_path / "flux-dev.yaml"
    file.write_text(EXTENDS % 1, encoding="utf-8")
    assert "could be extended" in run(str(file)).stdout
    assert run(str(file), "--over-bundled").exit_code == 0
    file.write_text(EXTENDS % "[]", encoding="utf-8")
    assert run(str(tmp_path), "--over-bundled").exit_code == 4


def hook() -> dict[str, Any]:
    """Give the hook that other repositories use."""
    (found,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize(("most", "code"), [("1", 0), ("[]", 4)])
def test_the_hook_checks_the_files_of_another_repository(tmp_path: Path, most: str, code: int) -> None:
    """Run as pre-commit runs it: the entry, its arguments, and the changed files that its pattern matches."""
    files = ["models/flux-dev.yaml", "models/readme.md"]
    (tmp_path / "models").mkdir()
    (tmp_path / files[0]).write_text(EXTENDS % most, encoding="utf-8")
    (tmp_path / files[1]).write_text("no capability file", encoding="utf-8")
    own = hook()
    command, *words = own["entry"].split()
    assert command == "normalizer"
    chosen = [name for name in files if re.search(own["files"], name)]
    done = subprocess.run(
        [sys.executable, "-m", command, *words, *own["args"], *chosen],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stderr
    assert done.stdout.startswith("models/flux-dev.yaml:8: " if code else "")
