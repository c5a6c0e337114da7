"""Broken files, foreign folders, hostile names: told, refused, harmless; never half a site."""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizer import CapabilityError, Catalog
from normalizer.cli.program import app
from normalizer.docs import Site, SiteError, build
from normalizer.docs.folder import MARKER
from normalizer.folders import Source

from .browser import chromium, watched
from .reading import read

GOOD = """
schema: 1
name: %s
maker: Northlight
media: image
providers:
  northlight:
    sources: their page
    checked: 2026-11-22
    confidence: first-party
    generate:
      model: aurora-1
      dimensions: {sizes: [64x64, 128x64], write: {size: "{size}"}}
      parameters: {prompt}
"""
HOSTILE = "<script>pwned=1</script><img src=x onerror=pwned=1>`|*_[a](javascript:pwned=1)"
EVIL = """
schema: 1
name: '%(text)s'
maker: '%(text)s'
media: image
aliases: ['%(text)s']
notes: '%(text)s'
providers:
  northlight:
    sources: '%(text)s'
    notes: '%(text)s'
    generate:
      model: '%(text)s'
      dimensions: {sizes: {64x64: '%(text)s', 128x64: b}, write: {'%(text)s': "{size}"}, notes: '%(text)s'}
      parameters:
        prompt: {notes: '%(text)s'}
        '../../%(text)s': {to: other, values: ['%(text)s'], default: '%(text)s'}
        style: ['%(text)s']
      rules:
        - {when: {style: '%(text)s'}, omit: [prompt], because: '%(text)s'}
      constants: {own: '%(text)s'}
"""


def folder_of(tmp_path: Path, **files: str) -> Path:
    """Write capability files."""
    folder = tmp_path / "files"
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def catalog_of(folder: Path) -> Catalog:
    """Open a folder without checking it."""
    return Catalog((Source(folder, "files"),))


def run(*words: str | Path) -> int:
    """Run the command, and give its exit code."""
    code: int = app(["docs", *map(str, words)], standalone_mode=False)
    return code


def test_a_broken_file_is_told_and_the_others_are_built(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command names file, line and reason, builds the rest, and ends with 4."""
    broken = (GOOD % "Broken").replace("media: image", "media: smell")
    folder = folder_of(tmp_path, sound=GOOD % "Sound", broken=broken, torn="schema: [")
    out = tmp_path / "site"
    assert run("-o", out, "--catalog", folder) == 4
    told = capsys.readouterr().err
    assert "broken.yaml:5: media:" in told
    assert "torn.yaml:2:" in told
    assert (out / "models/sound.html").is_file()
    assert not (out / "models/broken.html").exists()


def test_a_broken_provider_takes_its_models_with_it(tmp_path: Path) -> None:
    """A provider's file that is wrong is told once; models of other providers are built."""
    other = (GOOD % "Other").replace("northlight:", "southlight:")
    folder = folder_of(tmp_path, one=GOOD % "One", other=other, providers__northlight="schema: 2\nname: x\n")
    built = build(catalog_of(folder), tmp_path / "site")
    assert built.models == 1
    assert [problem.file for problem in built.problems] == ["files/providers/northlight.yaml"]


def test_nothing_to_show_is_an_error_and_writes_nothing(tmp_path: Path) -> None:
    """Where every file is wrong there is no site, and what was there stays."""
    folder, out = folder_of(tmp_path, torn="schema: ["), tmp_path / "site"
    with pytest.raises(CapabilityError, match="torn"):
        build(catalog_of(folder), out)
    assert run("-o", out, "--catalog", folder) == 4
    assert [path.name for path in tmp_path.iterdir()] == ["files"]


def test_a_foreign_folder_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What somebody else keeps there is not touched without --force; a site of ours is replaced."""
    folder, out = folder_of(tmp_path, sound=GOOD % "Sound"), tmp_path / "site"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    assert run("-o", out, "--catalog", folder) == 2
    assert "--force" in capsys.readouterr().err
    assert [path.name for path in out.iterdir()] == ["thesis.txt"]
    assert run("-o", out, "--catalog", folder, "--force") == 0
    assert not (out / "thesis.txt").exists()
    (out / "models/old.html").write_text("of a model that is gone", encoding="utf-8")
    assert run("-o", out, "--catalog", folder) == 0
    assert not (out / "models/old.html").exists()
    assert (out / MARKER).is_file()


def test_an_empty_folder_and_a_new_one_are_fine(tmp_path: Path) -> None:
    """An empty folder is used, missing ones are made, and nothing is left beside them."""
    folder = folder_of(tmp_path, sound=GOOD % "Sound")
    (tmp_path / "empty").mkdir()
    for out in (tmp_path / "empty", tmp_path / "new" / "deep" / "site"):
        build(catalog_of(folder), out)
        assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("place", ["a file", "its own files", "above them"])
def test_no_place_for_a_site(tmp_path: Path, place: str) -> None:
    """A file, the folder that is read, and one that holds it are refused even with force."""
    folder = folder_of(tmp_path / "inner", sound=GOOD % "Sound")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    out = {"a file": tmp_path / "file", "its own files": folder, "above them": tmp_path / "inner"}[place]
    with pytest.raises(SiteError, match=r"expected a folder|is not replaced"):
        build(catalog_of(folder), out, force=True)
    assert (folder / "sound.yaml").is_file()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Below a file there is no folder to make: one line, and no trace."""
    folder = folder_of(tmp_path, sound=GOOD % "Sound")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(SiteError, match="choose a folder that can be written"):
        build(catalog_of(folder), tmp_path / "file" / "site")


def test_a_build_that_fails_leaves_the_old_site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk fails in the middle, the old site stays whole and nothing is left beside it."""
    folder, out = folder_of(tmp_path, sound=GOOD % "Sound"), tmp_path / "site"
    build(catalog_of(folder), out)
    before = {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    real, count = Path.write_bytes, iter(range(1000))

    def failing(self: Path, data: bytes) -> int:
        if next(count) == 9:
            raise OSError(28, "No space left on device")
        return real(self, data)

    monkeypatch.setattr(Path, "write_bytes", failing)
    with pytest.raises(SiteError, match="no space left on device"):
        build(catalog_of(folder), out)
    assert {path: path.read_bytes() for path in out.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["files", "site"]


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build a site of a file whose every text is hostile."""
    place = tmp_path_factory.mktemp("evil")
    folder = folder_of(place, evil=EVIL % {"text": HOSTILE})
    site = Site(name=f"Ours {HOSTILE}"[:100])
    return build(catalog_of(folder), place / "site", site=site).directory


def test_hostile_texts_stay_text(evil: Path) -> None:
    """No tag, no script and no address comes of a text of a file; every text stands there as it was written."""
    for path in evil.rglob("*.html"):
        page = read(path)
        assert [given for tag, given in page.tags if tag == "script" and "src" not in given] == []
        images = [given for tag, given in page.tags if tag == "img"]
        assert images == []
        assert [link for link in page.links if "pwned" in link or link.startswith("/")] == []
    assert HOSTILE in read(evil / "models/evil.html").text
    assert {path.resolve().is_relative_to(evil.resolve()) for path in evil.rglob("*")} == {True}


def test_hostile_texts_stay_text_in_markdown(evil: Path) -> None:
    """Rendered with raw HTML allowed, the Markdown has no tag and no link of a file's making."""
    from markdown_it import MarkdownIt

    from .reading import PageRead

    for path in evil.rglob("*.md"):
        page = PageRead()
        page.feed(MarkdownIt("commonmark", {"html": True}).enable("table").render(path.read_text(encoding="utf-8")))
        assert [tag for tag, _ in page.tags if tag in {"script", "img"}] == [], path
        assert [link for link in page.links if "pwned" in link] == [], path


def test_hostile_texts_run_nowhere(evil: Path) -> None:
    """In a browser nothing of it runs: not on the start page, not on the model's, not in the playground."""
    with chromium() as browser, watched(browser) as page:
        for name in ("index", "models/evil", "playground", "providers/northlight", "parameters", "shape-map"):
            page.goto((evil / f"{name}.html").as_uri())
            assert page.evaluate("typeof window.pwned") == "undefined"
            assert HOSTILE[:20] in page.locator("body").inner_text() or name in {"parameters", "providers/northlight"}
