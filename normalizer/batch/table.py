"""Verdicts as Arrow columns: each distinct verdict stands once, and batches are taken from them by place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.batch.verdict import Verdict

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
    """Distinct verdicts by place, and their columns, which grow as verdicts come."""

    def __init__(self, pa: Any, *, plain: bool) -> None:
        self._pa = pa
        self._plain = plain
        text = pa.string() if plain else pa.dictionary(pa.int32(), pa.string())
        self.schema = pa.schema(
            [("ok", pa.bool_()), *((name, text) for name in TEXTS)]
            + [(name, getattr(pa, kind)()) for name, kind in NUMBERS.items()]
        )
        self.verdicts: list[Verdict] = []
        self._places: dict[Verdict, int] = {}
        self._arrays: dict[str, Any] = {}
        self._texts: dict[str, dict[str, int]] = {}
        self.clear()

    def clear(self) -> None:
        """Forget all verdicts; places that were given mean nothing any more."""
        pa = self._pa
        self.verdicts = []
        self._places = {}
        self._texts = {name: {} for name in TEXTS}
        self._arrays = {"ok": pa.array([], pa.bool_()), **{name: pa.array([], pa.int32()) for name in TEXTS}}
        self._arrays |= {name: pa.array([], getattr(pa, kind)()) for name, kind in NUMBERS.items()}

    def place(self, verdict: Verdict) -> int:
        """Give the place of a verdict."""
        place = self._places.get(verdict)
        if place is None:
            place = self._places[verdict] = len(self.verdicts)
            self.verdicts.append(verdict)
        return place

    def batch(self, places: Any) -> Any:
        """Give a record batch with a verdict in each row."""
        self._grow()
        return self._pa.RecordBatch.from_arrays(list(self._columns(places)), schema=self.schema)

    def _columns(self, places: Any) -> Iterator[Any]:
        pa = self._pa
        for name, array in self._arrays.items():
            column = array.take(places)
            if name in TEXTS:
                column = pa.DictionaryArray.from_arrays(column, pa.array(list(self._texts[name]), pa.string()))
                column = column.cast(pa.string()) if self._plain else column
            yield column

    def _grow(self) -> None:
        """Make columns of the verdicts that are new."""
        pa = self._pa
        new = self.verdicts[len(self._arrays["ok"]) :]
        if not new:
            return
        values: dict[str, list[Any]] = {"ok": [verdict.status != "error" for verdict in new]}
        for name in TEXTS:
            texts = self._texts[name]
            said = (verdict.text if name == "codes" else getattr(verdict, name) for verdict in new)
            values[name] = [None if text is None else texts.setdefault(text, len(texts)) for text in said]
        for name in NUMBERS:
            values[name] = [_number(verdict, name) for verdict in new]
        for name, array in self._arrays.items():
            self._arrays[name] = pa.concat_arrays([array, pa.array(values[name], array.type)])


def _number(verdict: Verdict, name: str) -> Any:
    if name.startswith("expected"):
        return None if verdict.expected_size is None else verdict.expected_size[name == "expected_height"]
    if verdict.status == "error":
        return None
    return getattr(verdict, name)
