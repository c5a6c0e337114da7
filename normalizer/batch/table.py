"""Verdicts as columns: each stands once, and record batches are taken from them by place."""

from __future__ import annotations

from math import nan
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.verdict import Verdict

if TYPE_CHECKING:
    from normalizer.batch.verdict import Codes

TEXTS = ("status", "model", "provider", "operation", "codes", "payload")
"""Columns of few different texts: dictionary-encoded, unless plain ones are wanted."""

NUMBERS = {
    "shape_distance": "float64",
    "scale_distance": "float64",
    "expected_width": "int32",
    "expected_height": "int32",
    "loss": "float64",
    "calls": "int32",
}

KEPT = {"ok": "bool", **dict.fromkeys(TEXTS, "int32"), **NUMBERS}
"""How columns are kept: of texts the places among all that came."""

NOTHING = -1
"""Stands for null among whole numbers, as NaN does among the others."""


class Kept(NamedTuple):
    """A column to take from: the values, and which of them are there (nothing where all are).

    Where all say the same, or none says anything, `same` holds that, and a column of it once one was wanted.
    """

    values: Any
    there: Any
    same: list[Any] | None = None


class Verdicts:
    """Verdicts by place, as columns that grow."""

    def __init__(self, pa: Any, np: Any, *, plain: bool) -> None:
        self._pa, self._np = pa, np
        self._plain = plain
        self._kinds = {name: getattr(pa, "bool_" if kind == "bool" else kind)() for name, kind in KEPT.items()}
        text = pa.string() if plain else pa.dictionary(pa.int32(), pa.string())
        self.schema = pa.schema([(name, text if name in TEXTS else kind) for name, kind in self._kinds.items()])
        self.clear()

    def clear(self) -> None:
        """Forget all verdicts; places that were given mean nothing any more."""
        self._columns: dict[str, Any] = {name: self._np.empty(0, kind) for name, kind in KEPT.items()}
        self._parts: list[dict[str, Any]] = []
        self._kept: dict[str, Kept] = {}
        self._dictionaries: dict[str, Any] = {}
        self._count = 0
        self._texts: dict[str, dict[str, int]] = {name: {} for name in TEXTS}
        self._codes: dict[Codes, int] = {}
        self._written: list[str] = []
        self._waiting: list[Verdict] = []
        self._places: dict[Verdict, int] = {}
        self._made: dict[int, Verdict] = {}

    def __len__(self) -> int:
        return self._count

    def place(self, verdict: Verdict) -> int:
        """Give the place of a verdict."""
        place = self._places.get(verdict)
        if place is None:
            place = self._places[verdict] = self._count
            self._made[place] = verdict
            self._waiting.append(verdict)
            self._count += 1
        return place

    def text(self, name: str, value: str | None) -> int:
        """Give the number of a text of a column."""
        texts = self._texts[name]
        return NOTHING if value is None else texts.setdefault(value, len(texts))

    def codes(self, codes: Codes) -> int:
        """Give the number of some codes."""
        number = self._codes.get(codes)
        if number is None:
            number = self._codes[codes] = len(self._codes)
            # two that a caller's odd names make equal are still two
            self._written.append(" ".join(f"{parameter}:{code}" for parameter, code in codes))
        return number

    def extend(self, columns: dict[str, Any]) -> int:
        """Take in verdicts as columns, those of texts as numbers; gives the place of the first."""
        self._put_waiting()
        first = self._count
        self._parts.append(columns)
        self._count += len(columns["ok"])
        return first

    def verdict(self, place: int) -> Verdict:
        """Give the verdict at a place."""
        made = self._made.get(place)
        if made is None:
            self._grow()
            row = {name: column[place].item() for name, column in self._columns.items()}
            status: Any = list(self._texts["status"])[row["status"]]
            model, provider, operation = (list(self._texts[name])[row[name]] for name in TEXTS[1:4])
            wide, high = row["expected_width"], row["expected_height"]
            made = self._made[place] = Verdict(
                status,
                (model, provider, operation),
                list(self._codes)[row["codes"]],
                (row["shape_distance"], row["scale_distance"]),
                None if wide == NOTHING else (wide, high),
                row["loss"] or 0,  # nothing lost is a whole number in a plan
                row["calls"],
            )
        return made

    def numbers(self, name: str, places: Any) -> Any:
        """Give a column at places: of texts their numbers, `NOTHING` or NaN where nothing is."""
        self._grow()
        return self._columns[name][places]

    def words(self, name: str, places: Any) -> list[Any]:
        """Give a column of texts at places; codes as what they are."""
        known = dict(enumerate(self._codes if name == "codes" else self._texts[name]))
        return [known.get(number) for number in self.numbers(name, places).tolist()]

    def batch(self, places: Any) -> Any:
        """Give a record batch with a verdict in each row."""
        self._grow()
        bits: dict[int, Any] = {}
        columns = [self._column(name, places, bits) for name in KEPT]
        return self._pa.RecordBatch.from_arrays(columns, schema=self.schema)

    def _column(self, name: str, places: Any, bits: dict[int, Any]) -> Any:
        """Give one column of a batch; `bits` has what is there of others."""
        if name not in self._kept:
            self._kept[name] = self._keep(name)
        kept = self._kept[name]
        column = self._taken(name, kept, places, bits) if kept.same is None else self._repeated(kept.same, len(places))
        if name not in TEXTS:
            return column
        column = self._pa.DictionaryArray.from_arrays(column, self._dictionary(name), safe=False)  # our own numbers
        return column.cast(self._pa.string()) if self._plain else column

    def _keep(self, name: str) -> Kept:
        """Get a column ready to be taken from."""
        np, values = self._np, self._columns[name]
        there = ~np.isnan(values) if values.dtype.kind == "f" else values != NOTHING
        some = values[there]
        if not len(some) or (len(some) == len(values) and (values == values[0]).all()):
            return Kept(values, None, [self._pa.scalar(some[0] if len(some) else None, self._kinds[name])])
        if len(some) == len(values):
            return Kept(values, None)
        like = (kept.there for kept in self._kept.values() if kept.there is not None)
        there = next((one for one in like if np.array_equal(one, there)), there)
        return Kept(np.where(there, values, 0).astype(values.dtype), there)

    def _taken(self, name: str, kept: Kept, places: Any, bits: dict[int, Any]) -> Any:
        pa, np = self._pa, self._np
        if kept.there is not None and id(kept.there) not in bits:
            bits[id(kept.there)] = self._bits(kept.there, places)
        if name == "ok":
            taken = self._bits(kept.values, places)
        else:  # numpy takes in half the time of Arrow
            taken = pa.allocate_buffer(len(places) * kept.values.itemsize)
            np.take(kept.values, places, mode="clip", out=np.frombuffer(taken, kept.values.dtype))
        return pa.Array.from_buffers(self._kinds[name], len(places), [bits.get(id(kept.there)), taken])

    def _bits(self, flags: Any, places: Any) -> Any:
        np = self._np
        return self._pa.py_buffer(np.packbits(np.take(flags, places, mode="clip"), bitorder="little"))

    def _repeated(self, same: list[Any], rows: int) -> Any:
        """Give a column of one value; the last that was made has it, and longer ones are made anew."""
        if not isinstance(same[-1], self._pa.Array) or len(same[-1]) < rows:
            same[1:] = [self._pa.repeat(same[0], rows)]
        return same[-1][:rows]

    def _dictionary(self, name: str) -> Any:
        texts = self._written if name == "codes" else list(self._texts[name])
        known = self._dictionaries.get(name)
        if known is None or len(known) != len(texts):
            known = self._dictionaries[name] = self._pa.array(texts, self._pa.string())
        return known

    def _grow(self) -> None:
        """Put all that came into one array for each column."""
        self._put_waiting()
        if self._parts:
            np = self._np
            for name, column in self._columns.items():
                parts = [column, *(part[name] for part in self._parts)]
                self._columns[name] = np.concatenate(parts, dtype=column.dtype, casting="unsafe")
            self._parts = []
            self._kept = {}

    def _put_waiting(self) -> None:
        """Make columns of the verdicts that came one by one."""
        if not self._waiting:
            return
        new, self._waiting = self._waiting, []
        values: dict[str, Any] = {
            "ok": [verdict.status != "error" for verdict in new],
            "codes": [self.codes(verdict.codes) for verdict in new],
            **{name: [_number(verdict, name) for verdict in new] for name in NUMBERS},
        }
        values |= {
            name: [self.text(name, getattr(verdict, name)) for verdict in new] for name in TEXTS if name != "codes"
        }
        self._parts.append({name: self._np.array(values[name], kind) for name, kind in KEPT.items()})


def _number(verdict: Verdict, name: str) -> Any:
    nothing = NOTHING if NUMBERS[name] == "int32" else nan
    if name.startswith("expected"):
        return nothing if verdict.expected_size is None else verdict.expected_size[name == "expected_height"]
    return nothing if verdict.status == "error" else getattr(verdict, name)
