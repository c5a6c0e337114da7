"""The row path: a verdict on each row of anything that can be walked. Pure Python; nothing is kept but the memory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.json_rows import Broken
from normalizer.batch.judge import Judge
from normalizer.batch.layout import Layout
from normalizer.batch.verdict import ROW, Verdict, broken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.catalog import Catalog
    from normalizer.policy import Policy

BROKEN = {code: broken((ROW, code)) for code in ("not_json", "bad_request", "missing")}
"""What is said of a row that holds no request: one verdict for each reason's code."""


class Row(NamedTuple):
    """The verdict on one row; rows count from 1."""

    number: int
    verdict: Verdict


def verdict_on(judge: Judge, layout: Layout, row: Any) -> Verdict:
    """Judge one row."""
    request = layout.request(row)
    return BROKEN[request.code] if isinstance(request, Broken) else judge.verdict(request)


def validate_rows(
    rows: Iterable[Any],
    catalog: Catalog | None = None,
    *,
    policy: Policy | None = None,
    request_field: str | None = None,
    model_field: str | None = None,
    against: str | None = None,
    payloads: bool = False,
) -> Iterator[Row]:
    """Judge the request in each row, lazily and in constant memory; a row that holds none is an error like any other.

    The request is the row itself, or lies in `request_field`, or where known kinds of logs keep it (`layout`).
    `against` is a provider that would get the requests instead. Without a catalogue the bundled one.

    >>> from normalizer.batch import validate_rows
    >>> log = [{"model": "flux-dev", "prompt": "a fox", "size": "1280x720"}, {"model": "recraft-v3", "size": "big"}, 7]
    >>> [(row.number, row.verdict.status, row.verdict.text) for row in validate_rows(log)]
    [(1, 'exact', ''), (2, 'error', 'prompt:missing size:not_a_size'), (3, 'error', 'row:bad_request')]
    """
    if catalog is None:
        from normalizer.catalog import Catalog

        catalog = Catalog.bundled()
    judge = Judge(catalog, policy, against=against, payloads=payloads)
    layout = Layout(request_field, model_field)
    for number, row in enumerate(rows, 1):
        yield Row(number, verdict_on(judge, layout, row))
