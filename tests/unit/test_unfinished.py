"""Files in which somebody still has to fill something in: every marker is told, and nothing is used."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizer import Catalog
from normalizer.check import check_paths
from normalizer.errors import CapabilityError

HEAD = "schema: 1\nname: M\nmaker: N\nmedia: image\nproviders:\n  one:\n    sources: [a book]\n    checked: 2026-11-01\n    confidence: secondary\n"
SENTENCE = "still to do: {}; put what the source says in its place, or delete it"


@pytest.mark.parametrize(
    ("block", "key", "asked"),
    [
        ('model: "TODO: which"', "model", "which"),
        ('{model: x, dimensions: "TODO: what size takes"}', "dimensions", "what size takes"),
        ('{model: x, dimensions: {sizes: {1x1: a, "TODO: huge": b}}}', "dimensions.sizes", "huge"),
        ('{model: x, dimensions: {aspect_ratios: [1:1, "TODO: odd"]}}', "dimensions.aspect_ratios.1", "odd"),
        ('{model: x, parameters: {seconds: {frames: {fps: "TODO: rate"}}}}', "parameters.seconds.frames.fps", "rate"),
        ('{model: x, constants: {task: "TODO: x"}}', "constants.task", "x"),
        ('{model: x, notes: "TODO: ask them"}', "notes", "ask them"),
    ],
)
def test_every_marker_is_an_error_with_its_line(block: str, key: str, asked: str, tmp_path: Path) -> None:
    """It is told once, at its line, whatever else it makes wrong; a catalogue of the folder cannot be opened."""
    block = block if block.startswith("{") else f"{{{block}}}"
    (tmp_path / "m.yaml").write_text(f"{HEAD}    generate: {block}\n", encoding="utf-8")
    (problem,) = [found for found in check_paths([tmp_path]) if found.level == "error"]
    assert (problem.line, problem.key) == (10, f"providers.one.generate.{key}")
    assert problem.problem == SENTENCE.format(asked)
    with pytest.raises(CapabilityError, match="still to do"):
        Catalog.from_directory(tmp_path)


def test_a_marker_hides_no_other_error(tmp_path: Path) -> None:
    """What else is wrong in the file is told together with it."""
    text = f"{HEAD}    generate: {{model: x, sizez: 1}}\n".replace("maker: N", 'maker: "TODO"')
    (tmp_path / "m.yaml").write_text(text, encoding="utf-8")
    found = [(problem.line, problem.key, problem.problem[:11]) for problem in check_paths([tmp_path])]
    assert found == [(3, "maker", "still to do"), (10, "providers.one.generate.sizez", "unknown key")]


def test_a_providers_file_is_held_to_the_same(tmp_path: Path) -> None:
    """A marker there makes every target of the provider unusable."""
    (tmp_path / "providers").mkdir()
    (tmp_path / "providers" / "one.yaml").write_text('schema: 1\nname: "TODO: name"\n', encoding="utf-8")
    (tmp_path / "m.yaml").write_text(f"{HEAD}    generate: {{model: x}}\n", encoding="utf-8")
    problems = [str(problem) for problem in check_paths([tmp_path])]
    assert f"{tmp_path}/providers/one.yaml:2: name: {SENTENCE.format('name')}" in problems


def test_the_bundled_files_have_none() -> None:
    """The word itself is no marker inside a sentence; at its beginning it is one."""
    root = Path(__file__).parents[2] / "capabilities"
    assert [path.name for path in root.rglob("*.yaml") if "TODO" in path.read_text(encoding="utf-8")] == []
