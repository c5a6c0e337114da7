"""Answers in full (R2-R5): for each offer of `tests/data/answers.yaml` what its forms answer to a list of wishes.

`answers.py` says how an answer is written. Beside the choice stand its words, the scales that are offered beside it, and
the shapes that are just as close.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from unit.answers import told

if TYPE_CHECKING:
    from typing import Any

FILE = Path(__file__).parents[1] / "data" / "answers.yaml"
OFFERS: list[dict[str, Any]] = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CBaseLoader)  # noqa: S506  texts alone


@pytest.mark.parametrize("offer", [pytest.param(offer, id=offer["offer"]) for offer in OFFERS])
def test_every_form_has_its_answer(offer: dict[str, Any]) -> None:
    """Shape, scale, distances and all else that an answer holds are these."""
    assert told(offer["dimensions"], offer.get("default", "")) == offer["answers"].splitlines()
