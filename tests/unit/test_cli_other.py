"""`models`, `show`, `check`, `explain`, `schema`, and the help of all commands."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from normalizer import Catalog, __version__
from normalizer.cli.program import app
from normalizer.codes import CODES

ROOT = Path(__file__).parents[2]
COMMANDS = ("plan", "models", "show", "check", "diff", "explain", "schema", "conformance", "drift", "import")
GOOD = """
schema: 1
name: Fast
maker: Acme
media: image
providers:
  near:
    sources: ["a page: of theirs"]
    checked: 2026-11-22
    confidence: first-party
    generate:
      model: fast-1
      dimensions:
        - {sizes: [1024x1024, 1536x1024]}
        - tiers: [1K, 2K]
          table: {1:1: [1024x1024, 2048x2048], 16:9: [1376x768, none]}
      default: 1024x1024
      parameters:
        prompt:
        n: {max: 4}
        quality: {values: {low: 1, high: "2"}}
"""
NEAR = """
schema: 1
name: Near
write: {sizes: {size: "{size}"}, table: {size: "{tier}", shape: "{ratio}"}}
parameters: {n: count}
"""


def run(*arguments: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a catalogue of one model."""
    (tmp_path / "providers").mkdir()
    (tmp_path / "providers" / "near.yaml").write_text(NEAR, encoding="utf-8")
    (tmp_path / "fast.yaml").write_text(GOOD, encoding="utf-8")
    return tmp_path


def test_models_are_listed_with_what_they_do_where() -> None:
    """Every model once; the filters leave exactly what matches."""
    entries = json.loads(run("models", "--format", "json").stdout)
    assert [entry["id"] for entry in entries] == list(Catalog.bundled().models())
    chosen = json.loads(
        run("models", "--media", "video", "--operation", "extend", "--status", "live", "--format", "json").stdout
    )
    assert chosen
    for entry in chosen:
        assert (entry["media"], entry["status"], entry["operations"]) == ("video", "live", ["extend"])
    assert {entry["id"] for entry in chosen} < {entry["id"] for entry in entries}


def test_models_of_a_provider_are_listed_as_a_table(folder: Path) -> None:
    """Names, maker, status, providers and operations stand in one row; an unknown provider is an error of usage."""
    result = run("models", "--catalog", str(folder))
    assert re.search(r"^fast +Fast +Acme +image +live +near +generate$", result.stdout, re.MULTILINE)
    assert run("models", "--catalog", str(folder), "--status", "retired").stdout == ""
    wrong = run("models", "--catalog", str(folder), "--provider", "neer")
    assert (wrong.exit_code, wrong.stdout) == (2, "")
    assert "did you mean near" in wrong.stderr


def values(block: Any, path: str = "") -> dict[str, Any]:
    """Flatten a block: the path of every single value."""
    if not block or not isinstance(block, (dict, list)):
        return {path[1:]: block}
    items = block.items() if isinstance(block, dict) else enumerate(block)
    return {p: v for key, item in items for p, v in values(item, f"{path}.{key}").items()}


def test_show_gives_every_value_with_its_place(folder: Path) -> None:
    """The JSON has one origin per value of the block, and the line of the file holds it."""
    document = json.loads(run("show", "fast", "--catalog", str(folder), "--format", "json").stdout)
    (target,) = document["targets"]
    assert (document["model"], target["provider"], target["operation"]) == ("fast", "near", "generate")
    flat = values(target["block"])
    assert set(flat) == set(target["origins"])
    for path, place in target["origins"].items():
        file, line = place.rsplit(":", 1)
        text = Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert path.rsplit(".", 1)[-1] in text or str(flat[path]) in text or flat[path] is None, (path, text)


def test_show_lists_the_block_like_the_file(folder: Path) -> None:
    """One line per value that has its own place, and the place beside it."""
    result = run("show", "fast", "--catalog", str(folder))
    lines = [" ".join(line.split()) for line in result.stdout.splitlines()]
    file = f"{folder}/fast.yaml"
    assert "near / fast / generate / live / upstream fast-1" in lines
    assert f"model: fast-1 {file}:12" in lines
    assert f"- sizes: [1024x1024, 1536x1024] {file}:14" in lines
    assert f"16:9: [1376x768, null] {file}:16" in lines or "[1376x768, null]" in result.stdout
    assert f"to: count {folder}/providers/near.yaml:5" in lines
    assert f'quality: {{values: {{low: 1, high: "2"}}}} {file}:21' in lines
    assert f'sources: ["a page: of theirs"] {file}:8' in lines


def test_show_says_what_comes_out_unless_asked() -> None:
    """Size, shape and scale of the default, below the name of the target and in the JSON."""
    result = run("show", "kling-3.0", "--provider", "kling", "--operation", "generate")
    assert "unless asked: aspect_ratio 16:9, resolution 720p" in result.stdout.splitlines()
    document = json.loads(run("show", "sora-2", "--provider", "openai", "--format", "json").stdout)
    assert document["targets"][0]["unless_asked"] == {"size": "720x1280", "aspect_ratio": "9:16"}
    assert "unless asked" not in run("show", "flux-2-pro", "--provider", "bfl", "--operation", "generate").stdout


def test_show_names_the_other_targets() -> None:
    """Without a choice the first target is shown and all are named; with one, all that match are shown."""
    result = run("show", "sora-2")
    assert result.stdout.count("confidence: ") == 1
    assert all(f"\n{name} " in result.stdout for name in ("openai", "azure", "fal"))
    assert run("show", "sora-2", "--provider", "fal").stdout.count("confidence: ") > 1
    assert run("show", "sora-2", "--operation", "nothing").exit_code == 2


def test_check_says_what_is_wrong_where(folder: Path) -> None:
    """Errors end with 4, warnings with 1 under `--strict`; notes are shown on demand; the summary is on stderr."""
    assert run("check", str(folder)).exit_code == 0
    file = folder / "fast.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("1376x768", "1376x868"), encoding="utf-8")
    warned = run("check", str(folder), "--notes")
    assert warned.exit_code == 0
    assert f"{folder}/fast.yaml:16: providers.near.generate.dimensions" in warned.stdout
    assert "(warning)\n" in warned.stdout
    assert re.search(r"0 errors, 1 warning, \d+ note", warned.stderr)
    assert run("check", str(folder), "--strict").exit_code == 1
    file.write_text(text.replace("default: 1024x1024", "default: 10x10"), encoding="utf-8")
    wrong = run("check", str(file))
    assert wrong.exit_code == 4
    assert f"{folder}/fast.yaml:17: " in wrong.stdout
    document = json.loads(run("check", str(folder), "--format", "json").stdout)
    assert document["summary"]["errors"] == 1
    assert document["findings"][0]["level"] == "error"
    assert document["findings"][0]["line"] == 17


def test_check_without_paths_looks_at_the_bundled_files() -> None:
    """They are fine; a path that is not there is unreadable."""
    result = run("check", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["summary"]["errors"]) == (0, 0)
    missing = run("check", "no-such-folder")
    assert (missing.exit_code, missing.stdout) == (3, "")


def test_explain_knows_every_code_and_rule() -> None:
    """A code with its meaning, a rule with its text and codes, all codes; the nearest ones for a slip."""
    listed = run("explain").stdout
    assert [line.split()[0] for line in listed.splitlines()] == list(CODES)
    said = run("explain", "closest_size").stdout
    assert CODES["closest_size"].meaning in said
    rule = run("explain", "r4.3").stdout
    assert "least cost" in rule or "costs least" in rule
    assert "codes: closest_size" in rule
    assert run("explain", "R4").stdout.count("R4.") > 10
    slip = run("explain", "closest_sise")
    assert (slip.exit_code, slip.stdout) == (2, "")
    assert "did you mean closest_size" in slip.stderr
    assert run("explain", "R99.1").exit_code == 2


def test_schema_is_the_file_in_the_repository() -> None:
    """`normalizer schema > capabilities/schema.json` changes nothing."""
    assert run("schema").stdout_bytes == (ROOT / "capabilities" / "schema.json").read_bytes()


def test_the_version_and_the_help() -> None:
    """`--version` is one line; without a command the help goes to stderr and the code is 2."""
    assert run("--version").stdout == f"normalizer {__version__}\n"
    bare = run()
    assert (bare.exit_code, bare.stdout) == (2, "")
    assert "Examples:" in bare.stderr
    assert all(f"\n  {command} " in bare.stderr for command in COMMANDS)


@pytest.mark.parametrize("command", [(), *((name,) for name in COMMANDS)])
def test_examples_in_the_help_work(command: tuple[str, ...]) -> None:
    """Every example that needs no file of the reader's runs and is fine."""
    result = run(*command, "--help")
    assert result.exit_code == 0
    examples = re.findall(r"^ +normalizer (.+)$", result.stdout.partition("Examples:")[2], re.MULTILINE)
    assert examples
    for example in examples:
        if "my-models" not in example and "<" not in example:
            line = run(*shlex.split(example.partition(">")[0]))
            assert line.exit_code in {0, 1 if "--policy" in example else 0}, (example, line.stderr)


def test_names_complete_in_the_shell() -> None:
    """Models, providers, operations and codes complete without reading a capability file."""
    from normalizer.cli import catalogs

    assert catalogs.complete_model("sora") == [name for name in Catalog.bundled().models() if name.startswith("sora")]
    assert "replicate" in catalogs.complete_provider("rep")
    assert catalogs.complete_operation("image") == ["image_to_video"]
    assert catalogs.complete_code("closest") == ["closest_ratio", "closest_size"]
