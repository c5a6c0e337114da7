"""The hook in `.pre-commit-hooks.yaml`, as another repository gets it: pre-commit clones, installs and runs it."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODEL = """
schema: 1
name: Aurora 1
maker: Northlight
media: image
providers:
  northlight:
    sources: their page
    checked: 2026-11-22
    confidence: first-party
    generate: {model: aurora-1, dimensions: {sizes: [64x64], write: {size: "{size}"}}, default: %s}
"""


def git(folder: Path, *arguments: str) -> None:
    """Run git as nobody in particular."""
    who = ("-c", "user.name=n", "-c", "user.email=n@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
@pytest.mark.skipif(importlib.util.find_spec("pre_commit") is None, reason="pre-commit is not installed")
def test_pre_commit_runs_the_hook_in_another_repository(tmp_path: Path) -> None:
    """A sound file passes, a wrong one fails with its line."""
    left = shutil.ignore_patterns(".git", ".venv*", "*cache*", ".hypothesis", "dist", "build", "tests", "benchmarks")
    ours = Path(shutil.copytree(ROOT, tmp_path / "ours", ignore=left))
    theirs = tmp_path / "theirs"
    (theirs / "models").mkdir(parents=True)
    for folder in (ours, theirs):
        git(folder, "init", "-q")
        git(folder, "add", "-A")
        git(folder, "commit", "-q", "--allow-empty", "-m", "begin")
    file = theirs / "models" / "aurora-1.yaml"
    for default, code, said in (("64x64", 0, "Passed"), ("1x1", 1, "models/aurora-1.yaml:11: ")):
        file.write_text(MODEL % default, encoding="utf-8")
        git(theirs, "add", "-A")
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "pre_commit",
                "try-repo",
                str(ours),
                "normalizer-check",
                "--ref",
                "HEAD",
                "--all-files",
            ],
            cwd=theirs,
            env={**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, said in done.stdout) == (code, True), done.stdout + done.stderr
