"""The sizes on the pages: every cell of a table comes out, every drawn border is the border of what is legal."""

from __future__ import annotations

from pathlib import Path

import pytest

import normalizer.docs
from normalizer import Catalog
from normalizer.docs.facts.sizes import size_facts
from normalizer.drift.stand_ins import filled, stand_ins
from normalizer.engine import normalize
from normalizer.fit import Limits
from normalizer.loader import load_model
from normalizer.resolve.free import FreeForm

CATALOG = Catalog.bundled()
TARGETS = CATALOG.targets()
ROOT = Path(normalizer.docs.__file__).parent


def test_every_cell_of_a_table_comes_out_when_it_is_asked_for() -> None:
    """Where no condition speaks, asking for the pixels of a cell gives these very pixels."""
    cells = 0
    for target in TARGETS:
        tables = [form.table for form in size_facts(target.geometry.forms) if form.table]
        if not tables or target.rules:
            continue
        block = load_model(CATALOG.sources, target.model).targets[target.provider, target.operation].block
        needed = stand_ins(block, target.operation)
        for size in {size for table in tables for row in table.values() for size in row.values() if size}:
            plan = normalize(filled(needed, {"size": f"{size[0]}x{size[1]}"}), target)
            assert plan.expected_size == size, target
            cells += 1
    assert cells > 500


def test_what_is_drawn_of_limits_is_their_border() -> None:
    """Each end of each span is legal and the next pixel beyond is not, the grid aside."""
    regions = 0
    for target in TARGETS:
        for form, facts in zip(target.geometry.forms, size_facts(target.geometry.forms), strict=True):
            if not isinstance(form, FreeForm) or not form.is_known:
                continue
            regions += 1
            assert facts.spans, target
            legal = _without_grid(form.limits)
            for width, low, high in facts.spans:
                assert legal.admits(width, low), (target, width, low)
                assert legal.admits(width, high), (target, width, high)
                assert not legal.admits(width, low - 1)
                assert high == facts.edge or not legal.admits(width, high + 1)
    assert regions > 100


def _without_grid(limits: Limits) -> Limits:
    return Limits.of(
        width=(limits.min_width, limits.max_width),
        height=(limits.min_height, limits.max_height),
        pixels=(limits.min_pixels, limits.max_pixels),
        ratio=(limits.min_ratio, limits.max_ratio),
    )


def test_a_region_reaches_the_largest_legal_side() -> None:
    """The longest side that is drawn is one that a legal rectangle has, and no legal one is longer."""
    limits = Limits.of(width=(100, 4000), height=(100, 3000), pixels=(None, 2_000_000), ratio=((1, 4), (4, 1)))
    (facts,) = size_facts([FreeForm(limits, (), short_edge=False, is_even=False, is_known=True)])
    assert facts.edge == 2828  # at 4:1, 2,000,000 pixels are 2828x707
    assert limits.admits(2828, 707)
    assert not limits.admits(2829, 707)


@pytest.mark.parametrize("path", sorted((ROOT / "templates").iterdir()) + sorted((ROOT / "assets").iterdir()))
def test_no_model_or_provider_has_a_name_in_the_looks(path: Path) -> None:
    """Templates, style and script know no model, like the code."""
    text = path.read_text(encoding="utf-8").lower()
    names = {*CATALOG.models(), *CATALOG.providers()}
    assert [name for name in names if len(name) > 4 and name in text] == []


def test_limits_that_nobody_knows_are_called_so(site: Path) -> None:
    """A free form without known limits says that they are not known, and names no bound."""
    target = next(one for one in TARGETS if any(isinstance(f, FreeForm) and not f.is_known for f in one.geometry.forms))
    text = (site / f"models/{target.model}.md").read_text(encoding="utf-8")
    assert "any size, limits not known" in text
    assert "smallest width 1" not in text
