"""The site of the whole catalogue, built once a run."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import pytest

from normalizer import Catalog
from normalizer.docs import Built, build

if TYPE_CHECKING:
    from pathlib import Path


class Whole(NamedTuple):
    """The site of all bundled models, and the seconds of processors that it took."""

    built: Built
    seconds: float


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """Build the site of all bundled models in two processes."""
    before = sum(os.times()[:4])
    built = build(Catalog.bundled(), tmp_path_factory.mktemp("site") / "all", processes=2)
    return Whole(built, sum(os.times()[:4]) - before)


@pytest.fixture(scope="session")
def site(whole: Whole) -> Path:
    """Give the folder of that site."""
    return whole.built.directory
