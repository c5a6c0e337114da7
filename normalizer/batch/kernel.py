"""The Arrow kernel: a batch of requests in, a batch of verdicts out, each distinct combination judged once.

A column is a parameter, and null is a parameter that was not asked. It says exactly what the row path says of each row
as a dict. Knows nothing of files, engines and clusters: whatever gives Arrow batches may call it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.blocks import without_nulls
from normalizer.batch.codes import Combiner
from normalizer.batch.table import Verdicts
from normalizer.extras import needed

if TYPE_CHECKING:
    from normalizer.batch.codes import Batch
    from normalizer.batch.judge import Judge
    from normalizer.batch.verdict import Verdict

MOST_VERDICTS = 1 << 17
"""So many combinations, and so many verdicts, are remembered."""

ALONE = -1
"""Stands for a combination whose rows are judged one by one: what is carried in them may decide."""


class Judged(NamedTuple):
    """Verdicts, and for each row of a batch which of them it has (an Arrow array of their places)."""

    verdicts: list[Verdict]
    places: Any


class Kernel:
    """Judges record batches. The memory is bounded: keep one kernel for a whole log.

    `plain` gives texts as such instead of dictionary-encoded ones, for readers that know no dictionaries.

    >>> import pyarrow
    >>> from normalizer import Catalog
    >>> from normalizer.batch.judge import Judge
    >>> kernel = Kernel(Judge(Catalog.bundled()))
    >>> log = {"model": ["fal/flux-dev"] * 2, "prompt": ["a fox", None], "size": ["1024x1024", "big"]}
    >>> kernel(pyarrow.RecordBatch.from_pydict(log)).select(["ok", "codes"]).to_pylist()
    [{'ok': True, 'codes': ''}, {'ok': False, 'codes': 'size:not_a_size prompt:missing'}]
    """

    def __init__(self, judge: Judge, *, plain: bool = False) -> None:
        self._judge = judge
        self._pa = needed("pyarrow")
        self._pc = needed("pyarrow.compute")
        self._table = Verdicts(self._pa, plain=plain)
        self._combiner: Combiner | None = None
        self._columns: Any = None
        self._known: dict[int, int] = {}

    @property
    def schema(self) -> Any:
        """The columns that come out."""
        return self._table.schema

    def __call__(self, batch: Any) -> Any:
        """Give a batch with a verdict in each row, in the order of the rows."""
        return self._table.batch(self._places(batch))

    def judged(self, batch: Any) -> Judged:
        """Judge a batch, and give the verdicts themselves; their places are good until the next batch."""
        places = self._places(batch)
        return Judged(self._table.verdicts, places)

    def _places(self, batch: Any) -> Any:
        """Judge the rows of a batch, each distinct combination of what decides once."""
        if len(self._table.verdicts) > MOST_VERDICTS or len(self._known) > MOST_VERDICTS:
            self._table.clear()
            self._known.clear()
        if any(self._pa.types.is_nested(kind) for kind in batch.schema.types):
            return self._one_by_one(batch)  # lists and structures are not compared
        found = self._combined(batch)
        if found is None:
            return self._one_by_one(batch)
        known = self._known
        for number in found.numbers:
            if number not in known:
                known[number] = self._shared(number)
        places = [known[number] for number in found.numbers]
        spread = self._pa.array(places, self._pa.int32()).take(found.places)
        return self._some_alone(batch, spread) if ALONE in places else spread

    def _combined(self, batch: Any) -> Batch | None:
        if self._combiner is None or self._columns != batch.schema:
            self._combiner = Combiner(batch.schema, self._pa, self._pc)
            self._columns = batch.schema
        found = self._combiner.combine(batch)
        if self._combiner.changed:
            self._combiner.changed = False
            self._known.clear()
        return found

    def _shared(self, number: int) -> int:
        """Judge one combination, and give the place of its verdict."""
        combiner, judge = self._combiner, self._judge
        if combiner is None:
            return ALONE
        row = combiner.row(number)
        carried = [name for name in combiner.spans if name in row]
        group = judge.group(row) if carried else None
        if carried and (group is None or (group.always is None and not self._is_only_carried(group, carried))):
            return ALONE
        return self._table.place(judge.verdict(row))

    def _is_only_carried(self, group: Any, carried: list[str]) -> bool:
        """Tell whether everything between the least and the most of these decides alike."""
        alike = group.alike
        if alike.kind is None or self._combiner is None:
            return False
        readers = [(alike.readers.get(name), self._combiner.spans[name]) for name in carried]
        return all(
            reader is None or reader.read is None or None not in map(reader.read, span) for reader, span in readers
        )

    def _some_alone(self, batch: Any, places: Any) -> Any:
        """Judge those rows by themselves whose combination has no verdict."""
        mask = self._pc.equal(places, ALONE)
        return self._pc.replace_with_mask(places, mask, self._one_by_one(batch.filter(mask)))

    def _one_by_one(self, batch: Any) -> Any:
        rows = map(without_nulls, batch.to_pylist())
        return self._pa.array([self._table.place(self._judge.verdict(row)) for row in rows], self._pa.int32())
