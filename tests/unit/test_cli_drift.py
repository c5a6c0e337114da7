"""`normalizer drift` as it is typed: text, JSON, exit codes, and whatever may be given instead of types."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from normalizer.cli.program import app
from unit import acme_sdk

ROOT = Path(__file__).parents[2]
BLOCK = acme_sdk.FAST.replace("1536x1024]", "1536x1024, 512x512]")
LINES = """\
acme: refused size: '512x512' (FastImage: '1024x1024', '1536x1024')
  acme/fast generate
"""


def drift(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a process in which the invented SDK is installed, in the folder of the catalogue."""
    environment = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{ROOT}", "NO_COLOR": "1"}
    command = [sys.executable, "-P", "-m", "normalizer", "drift", "--catalog", "catalogue", *arguments]
    return subprocess.run(command, cwd=site.parent, capture_output=True, encoding="utf-8", env=environment, check=False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Install the invented SDK, and write a catalogue that offers a size too many."""
    acme_sdk.install(tmp_path / "site")
    acme_sdk.write_catalogue(tmp_path / "catalogue", blocks={"fast": BLOCK})
    return tmp_path / "site"


def test_findings_are_lines_and_an_exit_code(site: Path) -> None:
    """Results go to stdout, the count to stderr, and 1 is the exit code."""
    done = drift(site)
    assert (done.returncode, done.stdout) == (1, LINES)
    told = done.stderr.splitlines()
    assert told[0].endswith(" payloads compared with acme-sdk 1.2.0")
    assert told[1] == "1 finding, 0 explained, 0 targets not compared"


def test_the_page_shows_what_is_printed() -> None:
    """The example of the page is the output of the test above, and the keys it quotes stand in the files."""
    page = (ROOT / "docs" / "drift.md").read_text(encoding="utf-8")
    assert f"$ normalizer drift\n{LINES}```" in page
    quoted = re.findall(r"from `(capabilities/[^`]+)`:\n\n```yaml\n(.*?)```", page, re.DOTALL | re.IGNORECASE)
    assert len(quoted) == 2
    for name, lines in quoted:
        file = [line.strip() for line in (ROOT / name).read_text(encoding="utf-8").splitlines()]
        assert [line for line in lines.splitlines() if line.strip() not in file] == []


def test_explained_findings_are_fine(site: Path) -> None:
    """They are shown with --all, with the sentence of the file, and the exit code is 0."""
    block = BLOCK + "      drift: {size: the guide has it}\n"
    folder = acme_sdk.write_catalogue(site.parent / "explained", blocks={"fast": block})
    done = drift(site, "--catalog", str(folder), "--all")
    assert (done.returncode, done.stdout) == (0, LINES.replace("acme: ", "acme: explained: ") + "  the guide has it\n")
    assert drift(site, "--catalog", str(folder)).stdout == ""


def test_json_is_one_document(site: Path) -> None:
    """It has everything: what was compared, found, explained, left out."""
    done = drift(site, "--format", "json")
    document = json.loads(done.stdout)
    assert (done.returncode, done.stderr) == (1, "")
    assert document["summary"].pop("payloads") > 30
    assert document == {
        "summary": {"targets": 3, "findings": 1, "explained": 0, "skipped": 0},
        "packages": {"acme-sdk": "1.2.0"},
        "compared": {"acme": 3},
        "findings": [
            {
                "kind": "refused",
                "provider": "acme",
                "path": "size",
                "type": "FastImage",
                "expected": "'1024x1024', '1536x1024'",
                "because": None,
                "targets": ["acme/fast generate"],
                "values": ["512x512"],
                "message": "refused size: '512x512' (FastImage: '1024x1024', '1536x1024')",
            }
        ],
        "skipped": [],
        "not_understood": [],
        "explains_nothing": [],
    }


def test_notes_go_aside(site: Path) -> None:
    """An explanation of what does not differ is a note with its place and changes no exit code."""
    block = acme_sdk.FAST + "      drift: {size: in vain}\n"
    folder = acme_sdk.write_catalogue(site.parent / "vain", blocks={"fast": block})
    done = drift(site, "--catalog", str(folder))
    line = (folder / "fast.yaml").read_text(encoding="utf-8").splitlines().index("      drift: {size: in vain}") + 1
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[0] == f"note: {folder}/fast.yaml:{line}: drift.size explains nothing that differs"


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, ["drift", *arguments])


TYPESCRIPT = """
schema: 1
name: acme
sdk: {package: "@acme/client", language: typescript, types: {type: Endpoints, within: ["{model}"]}}
write: {sizes: {size: "{size}"}, free: {size: "{width}x{height}"}, ratios: {aspect: "{ratio}"}}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a catalogue whose SDK is in TypeScript."""
    blocks = {"clip": acme_sdk.CLIP.replace("      constants: {model: none}\n", "")}
    return acme_sdk.write_catalogue(tmp_path / "catalogue", TYPESCRIPT, blocks)


@pytest.mark.parametrize(
    ("data", "code", "message"),
    [
        (None, 3, "error: {file}: no such file or directory"),
        (b"\xff\xfe\x00", 3, "error: {file}: expected UTF-8 text"),
        (b"", 3, "error: nothing could be compared: the file of types has no type 'Endpoints'"),
        (b"{}", 3, "error: nothing could be compared: the file of types has no type 'Endpoints'"),
        (b"type Endpoints = string;", 3, "error: nothing could be compared: the SDK has no clip-1; the SDK has no fast-1; the SDK has no large-1"),
        (b"type Endpoints = { 'fast-1': { prompt: string; size?: string; quality?: any; n?: number; seed?: number } };", 0, ""),
        (b"type Endpoints = { 'fast-1': { prompt: number } };", 1, ""),
        (b"type Endpoints = { 'fast-1': keyof X };", 0, "note: not understood, so that anything is allowed: keyof X"),
    ],
)  # fmt: skip
def test_whatever_the_file_of_types_holds(
    tmp_path: Path, folder: Path, data: bytes | None, code: int, message: str
) -> None:
    """What cannot be read is one line that says why; what can be read is compared."""
    file = tmp_path / "x.d.ts"
    if data is not None:
        file.write_bytes(data)
    result = run("--catalog", str(folder), "--types", str(file))
    first, *_ = result.stderr.splitlines()
    assert (result.exit_code, first if message else "") == (code, message.format(file=file))


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ((), 3, "error: nothing could be compared: give the file of @acme/client's types with --types"),
        (("--provider", "acm"), 2, "error: --provider: expected a provider whose file names an SDK, got 'acm'; did you mean acme"),
        (("--types", "/"), 3, "error: /: is a directory"),
        (("--catalog", "/nowhere"), 3, "error: /nowhere: no such folder"),
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_an_error(folder: Path, arguments: tuple[str, ...], code: int, message: str) -> None:
    """One line, with the way out."""
    result = run("--catalog", str(folder), *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", message + "\n")


def test_a_file_of_types_needs_a_provider_in_typescript(tmp_path: Path) -> None:
    """Where no provider's SDK is in TypeScript, a file of types is a mistake."""
    folder = acme_sdk.write_catalogue(tmp_path / "catalogue")
    result = run("--catalog", str(folder), "--types", "x.d.ts")
    assert result.exit_code == 2
    assert result.stderr == "error: --types: expected a provider whose SDK is in TypeScript by --provider, got None\n"


def test_a_huge_file_of_types_is_refused(tmp_path: Path, folder: Path) -> None:
    """It is not read further than its limit."""
    file = tmp_path / "huge.d.ts"
    with file.open("wb") as handle:
        handle.truncate(33 * 1024 * 1024)
    result = run("--catalog", str(folder), "--types", str(file))
    assert (result.exit_code, result.stderr) == (3, f"error: {file}: larger than 32 MiB\n")
