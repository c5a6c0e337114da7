"""The Arrow kernel: a batch of requests in, a batch of verdicts out, each distinct combination judged once.

A column is a parameter, and null is a parameter that was not asked. It says exactly what the row path says of each row
as a dict. Knows nothing of files, engines and clusters: whatever gives Arrow batches may call it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.alike import needs_no_size
from normalizer.batch.arrow_rows import rows_of
from normalizer.batch.codes import Combiner
from normalizer.batch.distinct import distinct
from normalizer.batch.json_rows import Broken
from normalizer.batch.lookup import Lookup
from normalizer.batch.many_picks import NONE
from normalizer.batch.rows import BROKEN
from normalizer.batch.table import Verdicts
from normalizer.batch.texts import without_views
from normalizer.batch.together import Together
from normalizer.batch.written import Written
from normalizer.extras import needed

if TYPE_CHECKING:
    from collections.abc import Collection

    from normalizer.batch.column import SizeColumn
    from normalizer.batch.judge import Judge
    from normalizer.batch.together import Half
    from normalizer.batch.verdict import Verdict

MOST_VERDICTS = 1 << 17
"""So many combinations, and so many verdicts, are remembered."""

FEW = 16
"""So few new combinations are judged one by one."""


class Judged(NamedTuple):
    """For each row of a batch the place of its verdict (an Arrow array), and the table that has them."""

    table: Verdicts
    places: Any

    def verdict(self, place: int) -> Verdict:
        """Give the verdict at a place; good until the next batch is judged."""
        return self.table.verdict(place)

    def with_status(self, statuses: Collection[str], among: Any) -> list[int]:
        """List the rows among some that have one of the statuses."""
        np, places = needed("numpy"), self.places.to_numpy()[among]
        known, which = np.unique(places, return_inverse=True)
        wanted = np.array([word in statuses for word in self.table.words("status", known)], bool)
        rows: list[int] = among[wanted[which]].tolist()
        return rows


class Kernel:
    """Judges record batches. The memory is bounded: keep one kernel for a whole log, and give it a part at a time.

    Texts are taken for UTF-8, as Arrow demands; where a reader does not see to it, `batch.validate(full=True)` does.

    `plain` gives texts as such instead of dictionary-encoded ones, for readers that know no dictionaries.

    >>> import pyarrow
    >>> from normalizer import Catalog
    >>> from normalizer.batch.judge import Judge
    >>> kernel = Kernel(Judge(Catalog.bundled()))
    >>> log = {"model": ["fal/flux-dev"] * 2, "prompt": ["a fox", None], "size": ["1024x1024", "big"]}
    >>> kernel(pyarrow.RecordBatch.from_pydict(log)).select(["ok", "codes"]).to_pylist()
    [{'ok': True, 'codes': ''}, {'ok': False, 'codes': 'prompt:missing size:not_a_size'}]
    """

    def __init__(self, judge: Judge, *, plain: bool = False) -> None:
        self._judge = judge
        self._pa, self._pc, self._np = needed("pyarrow"), needed("pyarrow.compute"), needed("numpy")
        self._table = Verdicts(self._pa, self._np, plain=plain)
        self._together = Together(judge, self._table, self._pa, self._np)
        self._lookup = Lookup(self._pa, self._pc, self._np)
        self._written = Written(self._pa, self._np)
        self._combiner: Combiner | None = None
        self._columns: Any = None
        self.made = 0
        """How many rows were made of columns so far, to be judged by themselves."""
        self._forget()
        self._forget_rests()

    def _forget(self) -> None:
        """Forget which verdicts the combinations have."""
        self._lookup.clear()
        self._written.clear()
        self._some_alone = False

    def _forget_rests(self) -> None:
        """Forget what is known of combinations without their sizes."""
        self._halves: dict[int, Half | None] = {}

    @property
    def schema(self) -> Any:
        """The columns that come out."""
        return self._table.schema

    def __call__(self, batch: Any) -> Any:
        """Give a batch with a verdict in each row, in the order of the rows."""
        return self._table.batch(self._places(batch).to_numpy().astype(self._np.intp))

    def judged(self, batch: Any) -> Judged:
        """Judge a batch, and give the verdicts themselves; their places are good until the next batch."""
        return Judged(self._table, self._places(batch))

    def _places(self, batch: Any) -> Any:
        """Judge the rows of a batch, each distinct combination of what decides once."""
        pa, np = self._pa, self._np
        if max(len(self._table), len(self._lookup)) > MOST_VERDICTS:
            self._table.clear()
            self._forget()
        if len(self._halves) > MOST_VERDICTS:
            self._forget_rests()
        names = batch.schema.names
        if any(pa.types.is_nested(kind) for kind in batch.schema.types) or len(set(names)) < len(names):
            return self._one_by_one(batch)  # lists and structures are not compared; of two columns the later counts
        places = self._places_of(self._combiner_of(batch.schema), batch)
        if places is None:
            return self._one_by_one(batch)
        if self._some_alone and len(alone := np.flatnonzero(places == NONE)):
            # what is carried in these rows may decide
            plain = pa.RecordBatch.from_arrays([without_views(column, pa) for column in batch.columns], names)
            places[alone] = self._one_by_one(plain.take(pa.array(alone)))
        return pa.array(places)

    def _places_of(self, combiner: Combiner, batch: Any) -> Any:
        """Give the place of each row's verdict; nothing where values cannot be compared or told apart."""
        rests, written = combiner.rests(batch), self._written
        if rests is None:
            return None
        if combiner.rest_changed:
            self._forget_rests()
        if combiner.changed:
            self._forget()
        combiner.changed = combiner.rest_changed = False
        sizes = None if combiner.size is None else batch.column(combiner.size.name)
        keys = None if sizes is None else written.keys(rests, sizes)
        if keys is None:
            found = self._found(combiner, combiner.combined(rests, sizes))
            return None if found is None else found[0]
        places, other = written.find(keys)
        if len(other):
            some = without_views(sizes, self._pa).take(self._pa.array(other))
            numbers = combiner.combined(rests[other], some)
            found = self._found(combiner, numbers)
            if found is None:
                return None
            places[other], again = found
            # what comes but once need not be remembered
            written.learn(keys, other[again], numbers[again], places[other[again]])
        return places

    def _found(self, combiner: Combiner, numbers: Any) -> tuple[Any, Any] | None:
        """Give the places of combinations, and those rows whose combinations were known before."""
        if numbers is None:
            return None
        np, (places, new) = self._np, self._lookup.find(numbers)
        known = np.ones(len(numbers), bool)
        if len(new):
            others, _, which = distinct(numbers[new], self._pa, np)
            places[new] = self._learn(combiner, others)[which]
            known[new] = False
        return places, np.flatnonzero(known)

    def _combiner_of(self, schema: Any) -> Combiner:
        if self._combiner is None or self._columns != schema:
            self._combiner = Combiner(schema, self._pa, self._pc, self._np)
            self._columns = schema
        return self._combiner

    def _learn(self, combiner: Combiner, new: Any) -> Any:
        """Judge combinations that are new, and give the place of each."""
        places = self._many(combiner, new) if len(new) > FEW else self._np.full(len(new), NONE, self._np.int32)
        single = self._np.flatnonzero(places == NONE)
        told: dict[tuple[Half, int], int] = {}
        places[single] = [self._single(combiner, number, told) for number in new[single].tolist()]
        self._some_alone = self._some_alone or bool((places == NONE).any())
        self._lookup.add(new, places)
        return places

    def _many(self, combiner: Combiner, new: Any) -> Any:
        """Give the places of those verdicts that can be put together, `NONE` for the others."""
        np, size = self._np, combiner.size
        places = np.full(len(new), NONE, np.int32)
        if size is None:
            return places
        width, height = size.sides(new & ((1 << size.bits) - 1))
        plain = np.flatnonzero(width)
        rests, first, which = distinct(new[plain] >> size.bits, self._pa, np)
        halves = self._halves
        for rest, at in zip(rests.tolist(), plain[first].tolist(), strict=True):
            if rest not in halves:
                row = self._row(combiner, int(new[at]))
                halves[rest] = None if row is None else self._together.half(row)
        found = [halves[rest] for rest in rests.tolist()]
        places[plain] = self._together.places(found, which, width[plain], height[plain])
        return places

    def _single(self, combiner: Combiner, number: int, told: dict[tuple[Half, int], int]) -> int:
        """Judge one combination, and give the place of its verdict; `NONE` where its rows are judged one by one.

        `told` has the places of what was put together in this batch: many combinations say the same.
        """
        size = combiner.size
        rest, code = (number, None) if size is None else divmod(number, 1 << size.bits)
        half = self._halves.get(rest)
        if half is not None and size is not None and code is not None:
            if (half, code) in told:
                return told[half, code]
            verdict = _put_together(half, size, code)
            if verdict is not None:
                return told.setdefault((half, code), self._table.place(verdict))
        row = self._row(combiner, number)
        verdict = None if row is None else self._judge.verdict(row)
        return NONE if verdict is None else self._table.place(verdict)

    def _row(self, combiner: Combiner, number: int) -> dict[str, Any] | None:
        """Give the row that stands for a combination, if its verdict is that of all of them."""
        self.made += 1
        row, spans = combiner.row(number)
        group = self._judge.group(row) if spans else None
        if spans and (group is None or (group.always is None and not _are_only_carried(group.alike, spans))):
            return None
        return row

    def _one_by_one(self, batch: Any) -> Any:
        self.made += batch.num_rows
        verdicts = [BROKEN[row.code] if type(row) is Broken else self._judge.verdict(row) for row in rows_of(batch)]
        return self._pa.array([self._table.place(verdict) for verdict in verdicts], self._pa.int32())


def _put_together(half: Half, size: SizeColumn, code: int) -> Verdict | None:
    """Put a verdict together with one size, or none; nothing where only the way of single rows can tell."""
    apart, *other = half
    if not code:
        return apart.verdict((), *other) if needs_no_size(apart.sizes.target) else None
    pixels = size.pixels(code)
    return None if pixels is None else apart.verdict((pixels,), *other)


def _are_only_carried(alike: Any, spans: dict[str, tuple[Any, Any]]) -> bool:
    """Tell whether everything between the least and the most of these decides alike."""
    if alike.read is None:
        return False
    for name, span in spans.items():
        reader, parameter = alike.readers.get(name), alike.target.parameters.get(name)
        if reader is None or reader.read is None:
            continue
        auto = getattr(parameter, "auto", None)  # a number that is a word for something
        if None in map(reader.read, span) or (
            type(auto) is int and type(span[0]) is int and span[0] <= auto <= span[1]
        ):
            return False
    return True
