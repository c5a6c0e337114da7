"""What is offered beside what was asked (R9.2, R10): scales below and above, shapes taller and wider."""

from __future__ import annotations

import pytest

from normalizer.draft import Draft
from normalizer.engine import work_out
from normalizer.geometry import around, beside
from normalizer.policy import DEFAULT
from unit.blocks import target

RATIOS = "dimensions: {aspect_ratios: [2:1, 1:1, 16:9, 9:16, 1:2], tiers: [4K, 1K, 2K]}\ndefault: 1:1 1K"


def test_nothing_asked_has_nothing_beside_it() -> None:
    """Where no shape and no scale was asked, no neighbour is named."""
    draft = work_out({"aspect_ratio": "1:1"}, target(RATIOS))
    assert draft.answer is not None
    assert around(draft.answer) == (None, None)
    assert beside(Draft(target(RATIOS), DEFAULT)) == (None, None)


@pytest.mark.parametrize(
    ("shape", "scale", "shapes", "scales"),
    [
        ("3:2", "3MP", ("1:1", "16:9"), ("1K", "2K")),
        ("3:1", "8K", ("2:1", None), ("4K", None)),
        ("1:3", "0.5K", (None, "1:2"), (None, "1K")),
        ("1:1", "1K", ("9:16", "16:9"), (None, "2K")),
        ("15:8", "4MP", ("16:9", "2:1"), ("1K", "4K")),
    ],
)
def test_the_nearest_on_both_sides(
    shape: str, scale: str, shapes: tuple[str | None, str | None], scales: tuple[str | None, str | None]
) -> None:
    """Neighbours are the nearest on either side, in whatever order the file lists them; the asked one is none."""
    draft = work_out({"aspect_ratio": shape, "resolution": scale}, target(RATIOS))
    assert draft.answer is not None
    assert beside(draft) == shapes
    assert around(draft.answer) == scales
