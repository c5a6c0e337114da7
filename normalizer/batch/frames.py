"""The kernel on frames of polars: whatever polars reads, one machine judges."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING, Any

from normalizer.batch.blocks import ROWS_OF_A_BATCH
from normalizer.batch.judge import Judge
from normalizer.batch.kernel import Kernel
from normalizer.catalog import Catalog
from normalizer.errors import escape
from normalizer.extras import needed

if TYPE_CHECKING:
    from normalizer.policy import Policy


def validate_frame(
    frame: Any,
    catalog: Catalog | None = None,
    *,
    policy: Policy | None = None,
    against: str | None = None,
    payloads: bool = False,
) -> Any:
    """Judge each row of a polars frame whose columns are parameters; gives a frame of verdicts in the same order.

    Null is a parameter that was not asked. Without a catalogue the bundled one. A `LazyFrame` gives a `LazyFrame`: its
    rows are judged as they are collected, part by part where polars streams. Raises `MissingExtraError` where polars or
    pyarrow are not installed, `TypeError` for what is no frame of polars, and for types that Arrow does not have.

    >>> import polars
    >>> log = polars.DataFrame({"model": ["fal/flux-dev"] * 2, "prompt": ["a", "b"], "size": ["1024x1024", "big"]})
    >>> validate_frame(log)["codes"].to_list()
    ['', 'size:not_a_size']
    >>> validate_frame(log.lazy()).filter(~polars.col("ok")).collect()["codes"].to_list()
    ['size:not_a_size']
    """
    polars, arrow, one_at_a_time = needed("polars"), needed("pyarrow"), Lock()
    kernel = Kernel(Judge(catalog or Catalog.bundled(), policy, against=against, payloads=payloads), plain=True)

    def judged(part: Any) -> Any:
        try:  # joining small pieces, since each costs something however few rows it has; texts are not copied
            table = part.rechunk().to_arrow(compat_level=polars.CompatLevel.newest())
        except arrow.ArrowException as error:
            raise TypeError(f"frame: a column of a type that Arrow does not have: {escape(str(error), 100)}") from None
        with one_at_a_time:  # polars may ask from several threads
            told = [kernel(batch) for batch in table.to_batches(max_chunksize=ROWS_OF_A_BATCH)]
        return polars.from_arrow(arrow.Table.from_batches(told, kernel.schema))

    if isinstance(frame, polars.LazyFrame):
        # what is asked of verdicts says nothing of requests, though columns of both have one name
        pushed = dict.fromkeys(("predicate_pushdown", "projection_pushdown", "slice_pushdown"), False)
        schema = polars.from_arrow(kernel.schema.empty_table()).schema
        return frame.map_batches(judged, schema=schema, streamable=True, **pushed)
    if not isinstance(frame, polars.DataFrame):
        raise TypeError(f"frame: a DataFrame or a LazyFrame of polars is wanted, not {type(frame).__name__}")
    return judged(frame)
