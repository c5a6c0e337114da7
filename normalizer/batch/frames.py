"""The kernel on frames of polars: whatever polars reads, one machine judges."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.batch.judge import Judge
from normalizer.batch.kernel import Kernel
from normalizer.catalog import Catalog
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
    """Judge each row of a polars data frame whose columns are parameters; gives a frame of verdicts in the same order.

    Null is a parameter that was not asked. Without a catalogue the bundled one. Raises `MissingExtraError` where polars
    or pyarrow are not installed.

    >>> import polars
    >>> log = polars.DataFrame({"model": ["fal/flux-dev"] * 2, "prompt": ["a", "b"], "size": ["1024x1024", "big"]})
    >>> validate_frame(log)["codes"].to_list()
    ['', 'size:not_a_size']
    """
    polars, arrow = needed("polars"), needed("pyarrow")
    kernel = Kernel(Judge(catalog or Catalog.bundled(), policy, against=against, payloads=payloads), plain=True)
    told = [kernel(batch) for batch in frame.to_arrow().to_batches()]
    return polars.from_arrow(arrow.Table.from_batches(told, kernel.schema))
