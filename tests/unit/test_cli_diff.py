"""`normalizer diff`: what is compared, what a provider's file touches, requests, and bad input."""

from __future__ import annotations

import json
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from normalizer import Catalog
from normalizer.cli.program import app

MODEL = """
schema: 1
name: {name}
maker: Acme
media: image
aliases: [{name}-old]
providers:
  near:
    sources: a page
    checked: 2026-11-22
    confidence: first-party
    generate:
      model: up-{name}
      dimensions: {{sizes: [1024x1024, 1536x1024]}}
      parameters: {{prompt, n: {{max: 4}}, seed}}
  own:
    sources: a page
    checked: 2026-11-22
    confidence: first-party
    generate: {{model: own-{name}, parameters: {{prompt, n: {{max: 4}}}}}}
"""
NEAR = 'schema: 1\nname: Near\nwrite: {sizes: {size: "{size}"}}\nparameters: {n: count}\n'


def run(*arguments: str, stdin: str | None = None) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(app, ["diff", *arguments], input=stdin)


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """Write a catalogue of two models twice."""
    for name in ("old", "new"):
        folder = tmp_path / name
        (folder / "providers").mkdir(parents=True)
        (folder / "providers" / "near.yaml").write_text(NEAR, encoding="utf-8")
        for model in ("fast", "slow"):
            (folder / f"{model}.yaml").write_text(MODEL.format(name=model), encoding="utf-8")
    return tmp_path / "old", tmp_path / "new"


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that is there."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def document(*arguments: str, stdin: str | None = None) -> dict[str, Any]:
    """Give what `--format json` says."""
    found: dict[str, Any] = json.loads(run(*arguments, "--format", "json", stdin=stdin).stdout)
    return found


def test_nothing_changed(folders: tuple[Path, Path]) -> None:
    """Exit code 0, also where a file says the same in other words; sources and days are no part of an offer."""
    old, new = map(str, folders)
    edit(folders[1] / "fast.yaml", "[1024x1024, 1536x1024]", "{1536x1024: 1536x1024, 1024x1024: 1024x1024}")
    edit(folders[1] / "slow.yaml", "n: {max: 4}, seed", "seed: seed, n: {to: count, range: [1, 4]}")
    edit(folders[1] / "slow.yaml", "sources: a page", "sources: another page")
    for arguments in ((old, old), (old, new), ("bundled", "bundled")):
        result = run(*arguments)
        assert (result.exit_code, result.stdout) == (0, "no target changed\n")
    assert document(old, new)["summary"] == {
        "models": 0,
        "new": 0,
        "gone": 0,
        "changed": 0,
        "touched_by_provider_files": 0,
    }


def test_targets_and_models_come_go_and_change(folders: tuple[Path, Path]) -> None:
    """Each under its heading, with exit code 1."""
    old, new = map(str, folders)
    shutil.copy(folders[1] / "fast.yaml", folders[1] / "third.yaml")
    edit(folders[1] / "third.yaml", "fast", "third")
    edit(folders[1] / "fast.yaml", "    generate: {model: own-fast", "    edit: {model: own-fast")
    edit(folders[1] / "fast.yaml", "[fast-old]", "[fast-older]")
    edit(folders[1] / "slow.yaml", "[1024x1024, 1536x1024]", "[1024x1024]")
    result = run(old, new)
    assert result.exit_code == 1
    assert result.stdout == (
        "3 targets new, 1 target gone, 1 target changed, 2 models new, gone or named otherwise\n"
        "\nNew models\n  third\n"
        "\nModels\n  fast\n    aliases: +fast-older, -fast-old\n"
        "\nNew targets\n  own/fast edit\n  near/third generate\n  own/third generate\n"
        "\nTargets that are gone\n  own/fast generate\n"
        "\nChanged targets\n  near/slow generate\n    sizes: -1536x1024\n"
    )
    assert run(new, old).stdout.count("sizes: +1536x1024") == 1


def test_a_providers_file_names_every_target_it_touches(folders: tuple[Path, Path]) -> None:
    """Those that it changes, and no other; what the model's own file changed is not counted to it."""
    old, new = map(str, folders)
    edit(folders[1] / "providers" / "near.yaml", "n: count", "n: number")
    edit(folders[1] / "slow.yaml", "n: {max: 4}, seed", "n: {to: count, max: 3}, seed")
    found = document(old, new)
    assert found["provider_files"] == [{"provider": "near", "touches": ["near/fast generate"]}]
    assert {(t["model"], t["by_provider_file"]): [c["says"] for c in t["changes"]] for t in found["targets"]} == {
        ("fast", True): ["n: written +number ({value}), -count ({value})"],
        ("slow", False): ["n: at most 4 -> 3"],
    }
    assert "  providers/near.yaml\n    touches 1 target\n    near/fast generate\n" in run(old, new).stdout
    (folders[1] / "providers" / "near.yaml").unlink()
    gone = document(old, new)
    assert gone["provider_files"] == [{"provider": "near", "touches": ["near/fast generate", "near/slow generate"]}]


def test_markdown_is_a_section_on_data(folders: tuple[Path, Path]) -> None:
    """What many targets share is said once, and no text of a file becomes markup."""
    old, new = map(str, folders)
    for model in ("fast", "slow"):
        edit(folders[1] / f"{model}.yaml", "1536x1024]", '1536x1024]}\n      constants: {"*a*": <b>')
    assert run(old, new, "--format", "markdown").stdout == (
        "### Data\n\n2 targets changed.\n\n#### Changed targets\n\n"
        "- `near/fast generate`, `near/slow generate`:\n  - constants: +\\*a\\* (\\<b\\>)\n"
    )


REQUESTS = (
    '{"model": "near/fast", "prompt": "a secret", "n": 3, "size": "1536x1024", "x_note": "private"}\n'
    '\n{"model": "own/fast", "prompt": "a secret", "n": 3}\n'
    '{"model": "fast-old", "prompt": "a secret"}\n'
    '{"model": "nothing"}\n'
)


def test_requests_that_would_be_sent_differently(folders: tuple[Path, Path]) -> None:
    """Counted by what becomes of them, with examples by line; no prompt and no unknown value is told."""
    old, new = map(str, folders)
    edit(folders[1] / "fast.yaml", "n: {max: 4}, seed", "n: {max: 2}, seed")
    edit(folders[1] / "fast.yaml", "[1024x1024, 1536x1024]", "[1024x1024, 1536x1152]")
    edit(folders[1] / "fast.yaml", "[fast-old]", "[]")
    result = run(old, new, "--requests", "-", "--format", "json", stdin=REQUESTS)
    assert "secret" not in result.stdout
    assert "private" not in result.stdout
    sent = json.loads(result.stdout)["requests"]
    assert {key: sent[key] for key in sent if key not in {"examples", "targets"}} == {
        "rows": 4, "differ": 2, "same": 1, "different": 1, "refused_now": 1, "accepted_now": 0, "refused": 1,
    }  # fmt: skip
    assert sent["targets"] == {"near/fast generate": 2}
    first, second = sent["examples"]
    assert (first["line"], first["old"], first["new"]) == (1, "near/fast generate", "near/fast generate")
    assert first["says"] == [
        "resolved.ratio: 3:2 -> 4:3", "resolved.size: 1536x1024 -> 1536x1152", "expected_size: 1536x1024 -> 1536x1152",
        "calls: [3] -> [2, 1]", "n: count: 3 -> count: 2", "size: size: 1536x1024 -> size: 1536x1152",
    ]  # fmt: skip
    assert (second["line"], second["outcome"], second["new"]) == (4, "refused_now", "refused")
    said = run(old, new, "--requests", "-", stdin=REQUESTS).stdout
    assert "\nRequests\n  2 of 4 requests would be sent differently\n    same: 1\n    different: 1\n" in said
    backwards = document(new, old, "--requests", "-", stdin=REQUESTS)["requests"]
    assert (backwards["accepted_now"], backwards["different"]) == (1, 1)


def test_requests_are_planned_under_a_policy(folders: tuple[Path, Path]) -> None:
    """A cap of the gateway can hide a change."""
    old, new = map(str, folders)
    edit(folders[1] / "fast.yaml", "n: {max: 4}, seed", "n: {max: 2}, seed")
    line = '{"model": "near/fast", "prompt": "a", "n": 4}'
    assert document(old, new, "--requests", "-", stdin=line)["requests"]["differ"] == 1
    capped = document(old, new, "--requests", "-", "--policy", "max_n=2", stdin=line)
    assert capped["requests"]["differ"] == 0


def wheel(folder: Path, path: Path) -> Path:
    """Pack a folder as a wheel does."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("normalizer/__init__.py", "raise SystemExit")
        archive.writestr("normalizer/capabilities/../../../outside.yaml", "x: 1")
        for file in folder.rglob("*.yaml"):
            archive.write(file, f"normalizer/capabilities/{file.relative_to(folder).as_posix()}")
    return path


def test_a_wheel_an_unpacked_one_and_a_checkout(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """Each is opened where it keeps its files; nothing else of a wheel is read, and nothing is written beside it."""
    packed = wheel(folders[0], tmp_path / "old.whl")
    before = sorted(tmp_path.rglob("*"))
    assert run(str(packed), str(folders[0])).exit_code == 0
    edit(folders[1] / "slow.yaml", "1536x1024", "1536x1152")
    assert document(str(packed), str(folders[1]))["summary"]["changed"] == 1
    assert sorted(tmp_path.rglob("*")) == before
    for inside in ("normalizer/capabilities", "capabilities"):
        home = tmp_path / inside.partition("/")[2] / "home"
        shutil.copytree(folders[0], home / inside)
        (home / inside / "CATALOGUE").touch()
        (home / "stray.yaml").write_text("no capability file", encoding="utf-8")
        assert run(str(packed), str(home)).exit_code == 0


def test_own_files_can_be_laid_over_both(folders: tuple[Path, Path], tmp_path: Path) -> None:
    """What they replace does not count."""
    (tmp_path / "over").mkdir()
    shutil.copy(folders[0] / "slow.yaml", tmp_path / "over")
    edit(folders[1] / "slow.yaml", "1536x1024", "1536x1152")
    assert run(*map(str, folders)).exit_code == 1
    assert run(*map(str, folders), "--with", str(tmp_path / "over")).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "stdin", "code", "sentence"),
    [
        (("NONE", "NEW"), None, 3, "no such folder or wheel; the library's own files are bundled"),
        (("TEXT", "NEW"), None, 3, "expected a folder or a wheel"),
        (("EMPTY", "NEW"), None, 3, "expected a wheel with files below normalizer/capabilities"),
        (("OLD", "BROKEN"), None, 4, "slow.yaml:"),
        (("OLD", "NEW", "--with", "NONE"), None, 3, "no such folder"),
        (("OLD", "NEW", "--requests", "NONE"), None, 3, "no such file or directory"),
        (("OLD", "NEW", "--requests", "-"), '{"model": "fast"}\n{"model"', 3, "stdin:2: expected one JSON object"),
        (("OLD", "NEW", "--requests", "-"), "[1]", 3, "stdin:1: expected one JSON object, got a list"),
        (("OLD", "NEW", "--requests", "-"), '{"a": 1, "a": 2}', 2, "stdin:1: the key 'a' stands twice in one object"),
        (("OLD", "NEW", "--requests", "-"), '{"a": NaN}', 3, "NaN is no JSON"),
        (("OLD", "NEW", "--requests", "-"), "[" * 5000, 3, "stdin:1: expected one JSON object"),
        (("OLD", "NEW", "--requests", "-", "--policy", "no=1"), "{}", 2, "--policy: no such rule"),
        (("OLD",), None, 2, "missing argument 'NEW'"),
    ],
)  # fmt: skip
def test_bad_input(
    folders: tuple[Path, Path],
    tmp_path: Path,
    *,
    arguments: tuple[str, ...],
    stdin: str | None,
    code: int,
    sentence: str,
) -> None:
    """One line that says what was expected, nothing on stdout."""
    (tmp_path / "text.whl").write_text("no wheel", encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "empty.whl", "w") as archive:
        archive.writestr("a.txt", "a")
    shutil.copytree(folders[0], tmp_path / "broken")
    edit(tmp_path / "broken" / "slow.yaml", "[1024x1024, 1536x1024]", "[big]")
    names = {
        "OLD": folders[0], "NEW": folders[1], "NONE": tmp_path / "none", "TEXT": tmp_path / "text.whl",
        "EMPTY": tmp_path / "empty.whl", "BROKEN": tmp_path / "broken",
    }  # fmt: skip
    result = run(*(str(names.get(argument, argument)) for argument in arguments), stdin=stdin)
    assert (result.exit_code, result.stdout) == (code, "")
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_a_model_of_another_edition_of_the_bundled_files(tmp_path: Path) -> None:
    """The real files with one fact changed differ in that fact alone."""
    root = Path(Catalog.bundled().sources[0].root)
    shutil.copytree(root, tmp_path / "caps")
    edit(tmp_path / "caps" / "openai" / "sora-2.yaml", "values: [4, 8, 12, 16, 20]", "values: [4, 8, 12]")
    found = document("bundled", str(tmp_path / "caps"))
    assert {change["says"] for target in found["targets"] for change in target["changes"]} == {
        "seconds: values -16, -20"
    }
    assert {target["model"] for target in found["targets"]} == {"sora-2"}
    assert found["old"]["version"] != found["new"]["version"]
