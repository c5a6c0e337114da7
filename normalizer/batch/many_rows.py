"""Count the rows of judged batches as whole columns: where sizes are new, nearly every row has a verdict of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.batch.distinct import distinct
from normalizer.batch.summary import EDGES, Counted, Many, Place, Worst
from normalizer.extras import needed

if TYPE_CHECKING:
    from normalizer.batch.kernel import Judged
    from normalizer.batch.table import Verdicts

_SAME = ("status", "provider", "model", "codes")
"""Rows that agree in these are counted together."""


def counted(judged: Judged, file: str, lines: Any, among: Any) -> Many:
    """Count those rows of a batch that are `among` these places; `lines` has the line of each row in the file."""
    np = needed("numpy")
    found, at, which = distinct(judged.places.to_numpy()[among], needed("pyarrow"), np)
    first, counts = lines[among[at]], np.bincount(which, minlength=len(found))  # what comes first is the example
    table = judged.table
    loss, shape, scale = (table.numbers(name, found) for name in ("loss", "shape_distance", "scale_distance"))
    planned = np.flatnonzero(~np.isnan(loss))
    bars = np.where(shape == 1, 0, np.searchsorted(EDGES, shape, "right") - 1)[planned]
    worst = {}
    for name, column in (("shape", shape), ("scale", scale)):
        if len(planned):
            most = planned[column[planned].argmax()]
            model = table.words("model", found[most : most + 1])[0]
            worst[name] = Worst(float(column[most]), model, Place(file, int(first[most])))
    return Many(
        _alike(table, found, loss=np.nan_to_num(loss), counts=counts, file=file, first=first),
        np.bincount(bars, counts[planned], len(EDGES)).astype(int).tolist(),
        worst,
    )


def _alike(table: Verdicts, found: Any, *, loss: Any, counts: Any, file: str, first: Any) -> list[Counted]:
    """Count together what agrees, in the order of the first of each."""
    np = needed("numpy")
    key = np.zeros(len(found), np.int64)
    for name in _SAME:  # there are four statuses, and of each other at most as many as verdicts: the product fits
        numbers = table.numbers(name, found)
        key = key * (int(numbers.max(initial=0)) + 2) + numbers + 1
    _, begins, which = distinct(key, needed("pyarrow"), np)
    rows = np.bincount(which, counts).astype(int).tolist()
    losses = np.bincount(which, counts * loss).tolist()
    places = [Place(file, line) for line in first[begins].tolist()]
    said = (table.words(name, found[begins]) for name in _SAME)
    return list(map(Counted, *said, rows, losses, places))
