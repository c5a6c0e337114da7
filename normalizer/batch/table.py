"""Verdicts as Arrow columns: each stands once, and batches are taken from them by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.batch.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator

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


class Verdicts:
    """Verdicts by place, as columns that grow."""

    def __init__(self, pa: Any, *, plain: bool) -> None:
        self._pa = pa
        self._plain = plain
        text = pa.string() if plain else pa.dictionary(pa.int32(), pa.string())
        self.schema = pa.schema(
            [("ok", pa.bool_()), *((name, text) for name in TEXTS)]
            + [(name, getattr(pa, kind)()) for name, kind in NUMBERS.items()]
        )
        # texts are kept by their places among `_texts`
        self._stored = {"ok": pa.bool_(), **dict.fromkeys(TEXTS, pa.int32())}
        self._stored |= {name: getattr(pa, kind)() for name, kind in NUMBERS.items()}
        self.clear()

    def clear(self) -> None:
        """Forget all verdicts; places that were given mean nothing any more."""
        self._arrays: dict[str, Any] = {name: self._pa.array([], kind) for name, kind in self._stored.items()}
        self._parts: list[dict[str, Any]] = []
        self._apart: dict[str, tuple[Any, Any]] = {}
        self._ones: dict[str, Any] = {}
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

    def text(self, name: str, value: str | None) -> int | None:
        """Give the number of a text of a column."""
        texts = self._texts[name]
        return None if value is None else texts.setdefault(value, len(texts))

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
            row = {name: array[place].as_py() for name, array in self._arrays.items()}
            status: Any = list(self._texts["status"])[row["status"]]
            model, provider, operation = (list(self._texts[name])[row[name]] for name in TEXTS[1:4])
            wide, high = row["expected_width"], row["expected_height"]
            made = self._made[place] = Verdict(
                status,
                (model, provider, operation),
                list(self._codes)[row["codes"]],
                (row["shape_distance"], row["scale_distance"]),
                None if wide is None else (wide, high),
                row["loss"] or 0,  # nothing lost is a whole number in a plan
                row["calls"],
            )
        return made

    def numbers(self, name: str, places: Any) -> Any:
        """Give a column at places as numpy has it: of texts their numbers, -1 or NaN for nothing."""
        self._grow()
        array = self._arrays[name].take(self._pa.array(places))
        nothing = float("nan") if self._pa.types.is_floating(array.type) else -1
        return array.fill_null(nothing).to_numpy(zero_copy_only=False)

    def words(self, name: str, places: Any) -> list[Any]:
        """Give a column of texts at places; codes as what they are."""
        known = dict(enumerate(self._codes if name == "codes" else self._texts[name]))
        return [known.get(number) for number in self.numbers(name, places).tolist()]

    def batch(self, places: Any) -> Any:
        """Give a record batch with a verdict in each row."""
        self._grow()
        return self._pa.RecordBatch.from_arrays(list(self._columns(places)), schema=self.schema)

    def _columns(self, places: Any) -> Iterator[Any]:
        pa, bits = self._pa, dict[int, Any]()
        for name, array in self._arrays.items():
            column = self._one(name, array, len(places))
            if column is None:
                column = array.take(places) if not array.null_count else self._taken(name, array, places, bits)
            if name in TEXTS:
                texts = pa.array(self._written if name == "codes" else list(self._texts[name]), pa.string())
                column = pa.DictionaryArray.from_arrays(column, texts, safe=False)  # our own numbers
                column = column.cast(pa.string()) if self._plain else column
            yield column

    def _one(self, name: str, array: Any, rows: int) -> Any:
        """Give a column of which all verdicts say the same, or none says anything; nothing where they differ."""
        if name not in self._ones:
            self._ones[name] = array[:0] if _is_one(array) else None
        known = self._ones[name]
        if known is not None and len(known) < rows:
            known = self._ones[name] = self._pa.repeat(array[0], rows)
        return None if known is None else known[:rows]

    def _taken(self, name: str, array: Any, places: Any, bits: dict[int, Any]) -> Any:
        """Take from an array with nulls, which is slow: values by themselves, and once what is there of them.

        `bits` has what is there of other columns of the batch.
        """
        pa = self._pa
        if name not in self._apart:
            # through numpy, since what Arrow fills keeps a bitmap, with which taking is three times as slow
            values, there = (
                pa.array(array.fill_null(0).to_numpy(zero_copy_only=False)),
                array.is_valid().cast(pa.uint8()),
            )
            self._apart[name] = values, next((one for _, one in self._apart.values() if one.equals(there)), there)
        values, there = self._apart[name]
        if id(there) not in bits:
            bits[id(there)] = there.take(places).cast(pa.bool_()).buffers()[1]
        return pa.Array.from_buffers(array.type, len(places), [bits[id(there)], values.take(places).buffers()[1]])

    def _grow(self) -> None:
        """Put all that came into one array for each column."""
        self._put_waiting()
        if self._parts:
            for name, array in self._arrays.items():
                new = [part[name].cast(array.type) for part in self._parts]
                self._arrays[name] = self._pa.concat_arrays([array, *new])
            self._parts = []
            self._apart, self._ones = {}, {}

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
        self._parts.append({name: self._pa.array(values[name], kind) for name, kind in self._stored.items()})


def _is_one(array: Any) -> bool:
    """Tell whether all say the same; the first and the last one mostly tell that they do not."""
    if array.null_count or not len(array):
        return bool(array.null_count == len(array))
    return array[0] == array[-1] and len(array.unique()) == 1


def _number(verdict: Verdict, name: str) -> Any:
    if name.startswith("expected"):
        return None if verdict.expected_size is None else verdict.expected_size[name == "expected_height"]
    if verdict.status == "error":
        return None
    return getattr(verdict, name)
