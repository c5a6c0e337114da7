"""Every plan of the matrix is the one that was looked at last."""

from __future__ import annotations

import pytest

from .cases import catalog
from .snapshot import FOLDER, UPDATE, path_of, render


@pytest.mark.parametrize("model", catalog().models())
def test_the_plans_are_as_they_were(model: str) -> None:
    """What a target sends changes with somebody's eyes on it: update, and read the diff."""
    path = path_of(model)
    assert path.exists(), f"no snapshot of {model}; run `{UPDATE}`"
    assert path.read_text(encoding="utf-8") == render(model), f"run `{UPDATE}` and read the diff"


def test_no_snapshot_is_left_over() -> None:
    """A model that is gone takes its snapshot along."""
    assert {path.stem for path in FOLDER.glob("*.txt")} <= set(catalog().models())


def test_the_snapshots_stay_small() -> None:
    """A matrix nobody can read is none: on average below five kilobytes for each target."""
    assert sum(path.stat().st_size for path in FOLDER.glob("*.txt")) < 5_000 * len(catalog().targets())
