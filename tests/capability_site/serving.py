"""The real server for tests of the site: it shows a folder of pages, and answers what their playground asks."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from gateway.servers import threaded
from matrix.cases import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CATALOG = catalog()


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine alone, on a free port, as long as the block runs."""
    with threaded(site=folder) as address:
        yield f"{address}/"
