"""What a host decides: name, logo, address, a part of the catalogue, files of its own, what changed since."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from normalizer import Catalog
from normalizer.bundled import bundled_root
from normalizer.changes import Edition
from normalizer.docs import Site, SiteError, build
from normalizer.folders import Source

from .reading import read

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = Catalog.bundled()
MODEL = "flux-dev"
OWN = """
schema: 1
extend: true
providers:
  fal:
    sources: our contract
    checked: 2026-11-22
    confidence: reseller
    generate: {like: generate, parameters: {n: {max: 3}}}
  replicate: none
"""


def test_name_logo_and_address(tmp_path: Path) -> None:
    """The host's name stands on every page, its logo is copied, addresses are where the site will stand."""
    logo = tmp_path / "ours.svg"
    logo.write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    site = Site(
        name="Acme <b> models", logo=logo, base_url="https://docs.acme.test/m", models=frozenset({MODEL}), api="/v1"
    )
    built = build(CATALOG, tmp_path / "site", site=site)
    assert (built.directory / "assets/logo.svg").read_bytes() == logo.read_bytes()
    page = read(built.directory / f"models/{MODEL}.html")
    assert "Acme <b> models" in page.text
    assert ("link", {"rel": "canonical", "href": f"https://docs.acme.test/m/models/{MODEL}.html"}) in page.tags
    assert ("img", {"src": "../assets/logo.svg", "alt": "", "height": "28"}) in page.tags
    assert ("body", {"data-root": "../", "data-api": "/v1"}) in page.tags
    assert f"(https://docs.acme.test/m/models/{MODEL}.md)" in (built.directory / "llms.txt").read_text("utf-8")


def test_a_part_of_the_catalogue(tmp_path: Path) -> None:
    """Only the named models and providers are shown, and nowhere is another one spoken of."""
    site = Site(models=frozenset({MODEL, "gpt-image-1"}), providers=frozenset({"fal"}))
    built = build(CATALOG, tmp_path / "site", site=site)
    listed = json.loads((built.directory / "catalogue.json").read_text(encoding="utf-8"))["models"]
    assert [(one["id"], one["providers"]) for one in listed] == [("flux-dev", ["fal"]), ("gpt-image-1", ["fal"])]
    assert [path.stem for path in (built.directory / "providers").glob("*.html")] == ["fal"]
    assert "replicate" not in read(built.directory / f"models/{MODEL}.html").text


def test_files_of_the_hosts_own(tmp_path: Path) -> None:
    """A folder laid over the bundled one changes what the pages say, with its own places."""
    own = tmp_path / "own"
    own.mkdir()
    (own / f"{MODEL}.yaml").write_text(OWN, encoding="utf-8")
    catalog = Catalog((Source(bundled_root(), "capabilities"), Source(own, "own")))
    built = build(catalog, tmp_path / "site", site=Site(models=frozenset({MODEL})))
    text = read(built.directory / f"models/{MODEL}.html").text
    assert "at most 3 a call" in text
    assert f"own/{MODEL}.yaml:9" in text
    assert "replicate" not in text


def test_what_changed_since(tmp_path: Path) -> None:
    """Against another catalogue there is a page that names what is new, gone and changed."""
    before = tmp_path / "before"
    shutil.copytree(bundled_root(), before)
    path = next(before.rglob(f"{MODEL}.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace("max: 4", "max: 3"), encoding="utf-8")
    site = Site(models=frozenset({MODEL}))
    built = build(CATALOG, tmp_path / "site", site=site, against=Edition("before", (Source(before),)))
    page = read(built.directory / "changes.html")
    assert "n: at most 3 -> 4" in page.text
    assert any(link.endswith(f"models/{MODEL}.html#fal-generate") for link in page.links)
    assert "changes.html" in " ".join(read(built.directory / "index.html").links)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_rebuild_gives_the_same_bytes(tmp_path: Path, site: Path, processes: int) -> None:
    """Whether in one process or in two, once or again: every file has the same bytes."""
    models = frozenset(CATALOG.models()[:30])
    one, other = (build(CATALOG, tmp_path / name, site=Site(models=models), processes=processes) for name in "ab")
    files = [
        {p.relative_to(b.directory): p.read_bytes() for p in b.directory.rglob("*") if p.is_file()}
        for b in (one, other)
    ]
    assert files[0] == files[1]
    for model in models:  # and those of the whole site, made by other processes
        assert (site / f"models/{model}.json").read_bytes() == (one.directory / f"models/{model}.json").read_bytes()


def test_markdown_alone_says_the_same(tmp_path: Path, site: Path) -> None:
    """The Markdown format has the pages that lie beside the HTML, and nothing else; long pages stay whole there."""
    built = build(CATALOG, tmp_path / "wiki", site=Site(format="markdown", models=frozenset({MODEL})))
    assert {path.suffix for path in built.directory.rglob("*") if path.is_file()} == {".md", ""}
    beside = site / f"models/{MODEL}.md"
    assert (built.directory / f"models/{MODEL}.md").read_text("utf-8") == beside.read_text("utf-8")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": " "}, "name: expected 1 to 100 characters, got ' '"),
        ({"base_url": "javascript:alert(1)"}, "base_url: expected an address"),
        ({"api": "//elsewhere.test/v1"}, "api: expected a path of the same host"),
        ({"api": "https://elsewhere.test"}, "api: expected a path of the same host"),
    ],
)
def test_what_cannot_be_is_refused(wrong: dict[str, str], says: str) -> None:
    """A value that no site can have is named, with what was expected."""
    with pytest.raises(SiteError) as error:
        Site(**wrong)  # type: ignore[arg-type]  # wrong on purpose
    assert str(error.value).startswith(says)


def test_a_logo_is_a_picture_that_is_there(tmp_path: Path) -> None:
    """A file of another kind and a missing one are refused."""
    for name in ("logo.html", "missing.svg"):
        with pytest.raises(SiteError, match="logo: expected"):
            Site(logo=tmp_path / name)


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ({"models": frozenset({"flux-devv"})}, "no such model: 'flux-devv'; did you mean flux-dev"),
        ({"models": frozenset({MODEL}), "providers": frozenset({"fall"})}, "no model to show at 'fall'"),
    ],
)
def test_a_part_that_is_not_there_is_refused(tmp_path: Path, part: dict[str, frozenset[str]], says: str) -> None:
    """An unknown model or provider is an error with the closest name, and nothing is written."""
    with pytest.raises(SiteError) as error:
        build(CATALOG, tmp_path / "site", site=Site(**part))  # type: ignore[arg-type]  # wrong on purpose
    assert says in str(error.value)
    assert list(tmp_path.iterdir()) == []
