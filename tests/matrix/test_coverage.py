"""The page of what is covered says what the catalogue holds today."""

from __future__ import annotations

from normalizer.bundled import bundled_root

from .cases import every_case
from .coverage_page import PAGE, render
from .draw import DRAWN, drawn
from .snapshot import UPDATE


def test_the_page_is_fresh() -> None:
    """`docs/coverage.md` is what the capability files and the list of what was left out say today."""
    assert PAGE.read_text(encoding="utf-8") == render(), f"run `{UPDATE}` and read the diff"


def test_everything_has_a_source_and_a_day() -> None:
    """Facts without a source do not go in."""
    bare = [
        case.name
        for case in every_case()
        if not case.block.sources or case.block.checked is None or case.block.confidence is None
    ]
    assert bare == []


def test_a_folder_has_one_maker() -> None:
    """The same maker is spelled alike everywhere."""
    folders: dict[str, set[str]] = {}
    for path in sorted(bundled_root().glob("*/*.yaml")):
        if path.parent.name != "providers":
            folders.setdefault(path.parent.name, set()).update(
                line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("maker:")
            )
    assert {folder: makers for folder, makers in folders.items() if len(makers) > 1} == {}


def test_the_same_seed_draws_the_same_targets() -> None:
    """An audit can be drawn again."""
    assert [case.name for case in drawn("seed")] == [case.name for case in drawn("seed")]
    assert len({case.name for case in drawn("seed")}) == DRAWN
