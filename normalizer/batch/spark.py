"""The kernel on a cluster: `mapInArrow` of PySpark, with the catalogue shipped to the workers once.

The files of the catalogue travel as text inside a broadcast variable and are written to a folder of each Python worker,
so that workers need the library and nothing else: no shared disk, no network.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.judge import Judge
from normalizer.batch.kernel import Kernel
from normalizer.catalog import Catalog
from normalizer.extras import needed
from normalizer.folders import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.policy import Policy


class Shipped(NamedTuple):
    """A catalogue as it travels: its version, and for each folder the paths of its files below it and their bytes."""

    version: str
    folders: tuple[tuple[tuple[str, bytes], ...], ...]


MOST_KERNELS = 8
"""So many ways of judging are remembered by a worker; each has a memory of its own."""

SCHEMA = (
    "ok boolean, status string, model string, provider string, operation string, codes string, payload string, "
    "shape_distance double, scale_distance double, expected_width int, expected_height int, loss double, calls int"
)
"""The columns that are added, in Spark's words."""


def validate_frame(
    frame: Any,
    catalog: Catalog | None = None,
    *,
    policy: Policy | None = None,
    against: str | None = None,
    payloads: bool = False,
    keep: tuple[str, ...] = (),
) -> Any:
    """Judge each row of a Spark data frame whose columns are parameters of a request; gives a data frame of verdicts.

    `keep` names columns that are handed on beside the verdict: an id to join by, which is then no parameter. All other
    columns are the request; null is a parameter that was not asked. Without a catalogue the bundled one. The result is
    lazy, as Spark's are. Raises `MissingExtraError` where PySpark is not installed.
    """
    needed("pyspark")
    shipped = frame.sparkSession.sparkContext.broadcast(shipped_files(catalog or Catalog.bundled()))
    judging = _Judging(shipped, policy, against, keep, payloads=payloads)
    types = needed("pyspark.sql.types")
    own = [frame.schema[name] for name in keep]
    schema = types.StructType([*own, *types.StructType.fromDDL(SCHEMA).fields])
    return frame.mapInArrow(judging, schema)


def shipped_files(catalog: Catalog) -> Shipped:
    """Read all files of a catalogue.

    >>> [files] = shipped_files(Catalog.bundled()).folders
    >>> "providers" in {path.partition("/")[0] for path, _ in files}
    True
    """
    folders = (
        tuple((path.relative_to(source.root).as_posix(), path.read_bytes()) for path in source.files())
        for source in catalog.sources
    )
    return Shipped(catalog.version, tuple(folders))


class _Judging:
    """What a worker runs on the batches of a partition."""

    def __init__(
        self, shipped: Any, policy: Policy | None, against: str | None, keep: tuple[str, ...], *, payloads: bool
    ) -> None:
        self._shipped = shipped
        self._policy = policy
        self._against = against
        self._keep = keep
        self._payloads = payloads

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        pa, kernel = needed("pyarrow"), self._kernel()
        for batch in batches:
            asked = batch.drop_columns(list(self._keep)) if self._keep else batch
            told = kernel(asked)
            own = [batch.column(name) for name in self._keep]
            yield pa.RecordBatch.from_arrays([*own, *told.columns], [*self._keep, *told.schema.names])

    def _kernel(self) -> Kernel:
        """Give the kernel of this worker: what one partition taught it serves the next."""
        shipped = self._shipped.value
        key = shipped.version, self._policy, self._against, self._payloads
        kernel = _kernels.get(key)
        if kernel is None:
            judge = Judge(unpacked(shipped), self._policy, against=self._against, payloads=self._payloads)
            if len(_kernels) >= MOST_KERNELS:
                _kernels.clear()
            kernel = _kernels[key] = Kernel(judge, plain=True)
        return kernel


_kernels: dict[tuple[Any, ...], Kernel] = {}
"""The kernels of this worker, by all that decides what they say."""

_catalogs: dict[str, Catalog] = {}
"""The catalogues of this worker by version: it judges many partitions, and unpacks once."""


def unpacked(shipped: Shipped) -> Catalog:
    """Open what was shipped, once in a process; its folder goes when the process ends."""
    known = _catalogs.get(shipped.version)
    if known is not None:
        return known
    root = Path(tempfile.mkdtemp(prefix="normalizer-"))
    atexit.register(shutil.rmtree, root, ignore_errors=True)
    sources = []
    for number, files in enumerate(shipped.folders):
        folder = root / str(number)
        folder.mkdir()
        for name, content in files:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        sources.append(Source(folder, str(number)))
    return _catalogs.setdefault(shipped.version, Catalog(tuple(sources)))
