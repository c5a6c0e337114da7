"""What a log comes to: how many rows of each status, by model, parameter and code, and the worst of them.

Constant in size: verdicts are counted while they repeat, and folded into the counts when there are many.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.tally import Tally
from normalizer.batch.verdict import ROW, STATUSES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.batch.verdict import Codes, Status, Verdict

EDGES = (1.0, 1.01, 1.03, 1.1, 1.25, 1.5, 2.0)
"""Where the bars of the histogram of shape distances begin: the first is no distance at all."""

MOST_COUNTED = 65_536
MOST_NAMES = 1000
"""So many models and parameters are told apart; others are counted under `OTHERS`."""

DIGITS = 9
"""Digits of a mean loss: in which order parts of a log are added up must not be seen."""

OTHERS = "(others)"
NOWHERE = "(no model)"


class Place(NamedTuple):
    """Where a row is: the name of its file, and its line."""

    file: str
    line: int


class Worst(NamedTuple):
    """The largest distance there is, and the first row that has it."""

    distance: float
    model: str | None
    place: Place


NO_DISTANCE = Worst(1.0, None, Place("", 0))


@dataclass(slots=True)
class Counted:
    """Rows of one status and target with the same codes: how many, their losses together, and the first of them."""

    status: Status
    provider: str | None
    model: str | None
    codes: Codes
    count: int
    loss: float
    first: Place


class Many(NamedTuple):
    """What many rows come to that were counted as columns: `shapes` has a number for each of `EDGES`.

    `alike` stands in the order of the first rows.
    """

    alike: list[Counted]
    shapes: list[int]
    worst: dict[str, Worst]


class Summary:
    """Counts of a log. Add verdicts, then read; two summaries of parts of a log can be merged.

    >>> from normalizer.batch import validate_rows
    >>> summary = Summary()
    >>> for row in validate_rows([{"model": "recraft-v3", "prompt": "a fox", "size": "1000x600"}, {}]):
    ...     summary.add(row.verdict, "log", row.number)
    >>> summary.rows, summary.counts["adjusted"], summary.codes
    (2, 1, Counter({'closest_size': 1, 'missing': 1}))
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._broken = 0
        self._models: dict[str, Counter[str]] = {}
        self._losses: dict[str, float] = {}
        self._parameters: Counter[str] = Counter()
        self._codes: Counter[str] = Counter()
        self._examples: dict[str, Place] = {}
        self._shapes = [0] * len(EDGES)
        self._worst = {"scale": NO_DISTANCE, "shape": NO_DISTANCE}
        self._begun: list[Tally] = []
        self._tallies: dict[int, Tally] = {}

    def add(self, verdict: Verdict, file: str, line: int, count: int = 1) -> None:
        """Count a verdict on so many rows; named is the first of them."""
        tally = self._tallies.get(id(verdict))
        if tally is None:
            tally = self._tallies[id(verdict)] = Tally(verdict)
        if not tally.count:
            self.begin(tally, file, line)
        tally.count += count

    def add_many(self, many: Many) -> None:
        """Take in rows that were counted as columns."""
        self.fold()  # what came before stays before
        for one in many.alike:
            self._fold_alike(one)
        self._shapes = [here + more for here, more in zip(self._shapes, many.shapes, strict=True)]
        for name, worst in many.worst.items():
            self._take_worst(name, worst)

    def begin(self, tally: Tally, file: str, line: int) -> None:
        """Take part in what a tally will count from this row on; whoever has it raises its count."""
        if len(self._begun) >= MOST_COUNTED:
            self.fold()
        tally.file, tally.line = file, line
        self._begun.append(tally)

    def fold(self) -> None:
        """Take verdicts that were seen into the counts, as reading these does."""
        begun, self._begun = self._begun, []
        self._tallies.clear()
        alike: dict[Any, Counted] = {}
        for tally in begun:
            verdict, count, file, line = tally.verdict, tally.count, tally.file, tally.line
            tally.count = 0
            key = verdict.status, verdict.provider, verdict.model, verdict.codes
            one = alike.get(key)
            if one is None:
                one = alike[key] = Counted(*key, 0, 0.0, Place(file, line))
            one.count += count
            if verdict.loss is not None:
                one.loss += count * verdict.loss
                self._measure(verdict, count, file, line)
        for one in alike.values():
            self._fold_alike(one)

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each status."""
        self.fold()
        return {status: self._counts[status] for status in STATUSES}

    @property
    def rows(self) -> int:
        """How many rows there are, broken ones included."""
        return sum(self.counts.values())

    @property
    def broken(self) -> int:
        """How many of the errors are rows that hold no request."""
        self.fold()
        return self._broken

    @property
    def models(self) -> dict[str, dict[str, Any]]:
        """Counts of each status by `provider/model`, most rows first, and the mean loss of what has a plan."""
        self.fold()
        ordered = sorted(self._models.items(), key=lambda item: (-item[1].total(), item[0]))
        return {name: {**_statuses(counts), "mean_loss": self._mean_loss(name, counts)} for name, counts in ordered}

    @property
    def parameters(self) -> Counter[str]:
        """How many rows differ or are wrong in each parameter, most rows first."""
        self.fold()
        return _ordered(self._parameters)

    @property
    def codes(self) -> Counter[str]:
        """How many rows have each code, most rows first."""
        self.fold()
        return _ordered(self._codes)

    @property
    def shapes(self) -> list[int]:
        """How many plans have a shape distance from each of `EDGES` up to the next."""
        self.fold()
        return self._shapes

    @property
    def worst(self) -> dict[str, Worst]:
        """The worst distances, of `shape` and of `scale`, where there are any."""
        self.fold()
        return {name: worst for name, worst in self._worst.items() if worst.distance > 1}

    def merge(self, other: Summary, order: Mapping[str, int] | None = None) -> None:
        """Take in what another summary counted of other rows of the log.

        `order` numbers the files where the rows were dealt out; without it the others come later.
        """
        self.fold()
        other.fold()
        self._counts.update(other._counts)
        self._broken += other._broken
        for name, counts in other._models.items():
            self._models.setdefault(_bounded(name, self._models), Counter()).update(counts)
        for name, loss in other._losses.items():
            self._losses[name] = self._losses.get(name, 0.0) + loss
        for name, count in other._parameters.items():
            self._parameters[_bounded(name, self._parameters)] += count
        self._codes.update(other._codes)
        for code, place in other._examples.items():
            if code not in self._examples or _is_earlier(place, self._examples[code], order):
                self._examples[code] = place
        self._shapes = [one + two for one, two in zip(self._shapes, other._shapes, strict=True)]
        for name, worst in other._worst.items():
            here = self._worst[name]
            same = worst.distance == here.distance and _is_earlier(worst.place, here.place, order)
            if worst.distance > here.distance or same:
                self._worst[name] = worst

    def to_dict(self) -> dict[str, Any]:
        """Give all of it as JSON values."""
        counts = self.counts
        return {
            "rows": self.rows,
            "exact": counts["exact"],
            "adjusted": counts["adjusted"],
            "unmet": counts["unmet"],
            "errors": counts["error"],
            "broken": self._broken,
            "models": self.models,
            "parameters": dict(self.parameters),
            "codes": {
                code: {"rows": count, "example": self._examples[code]._asdict()} for code, count in self.codes.items()
            },
            "shape_distances": [{"from": edge, "rows": count} for edge, count in zip(EDGES, self._shapes, strict=True)],
            "worst": {
                name: {"distance": worst.distance, "model": worst.model, **worst.place._asdict()}
                for name, worst in self.worst.items()
            },
        }

    def _mean_loss(self, name: str, counts: Counter[str]) -> float | None:
        planned = counts.total() - counts["error"]
        return round(self._losses.get(name, 0.0) / planned, DIGITS) if planned else None

    def _measure(self, verdict: Verdict, count: int, file: str, line: int) -> None:
        shape, scale, worst = verdict.shape_distance, verdict.scale_distance, self._worst
        self._shapes[0 if shape == 1 else bisect_right(EDGES, shape) - 1] += count
        if shape > 1 and shape >= worst["shape"].distance:
            self._take_worst("shape", Worst(shape, verdict.model, Place(file, line)))
        if scale > 1 and scale >= worst["scale"].distance:
            self._take_worst("scale", Worst(scale, verdict.model, Place(file, line)))

    def _take_worst(self, name: str, worst: Worst) -> None:
        """Keep the larger distance, or its earlier row: rows of a block are not counted in their order."""
        here = self._worst[name]
        is_first = worst.place.file == here.place.file and worst.place.line < here.place.line
        if worst.distance > here.distance or (worst.distance == here.distance and is_first):
            self._worst[name] = worst

    def _fold_alike(self, one: Counted) -> None:
        status, codes = one.status, one.codes
        name = _bounded(f"{one.provider}/{one.model}" if one.model else NOWHERE, self._models)
        self._counts[status] += one.count
        self._broken += one.count * (codes[:1] != () and codes[0][0] == ROW)
        self._models.setdefault(name, Counter())[status] += one.count
        named: list[str] = []
        for parameter, _ in codes:
            shown = parameter if parameter in named else _bounded(parameter, self._parameters)
            if shown not in named:
                named.append(shown)
                self._parameters[shown] += one.count
        for code in dict.fromkeys(code for _, code in codes):
            self._codes[code] += one.count
            known = self._examples.setdefault(code, one.first)
            if known.file == one.first.file and one.first.line < known.line:
                self._examples[code] = one.first
        if status != "error":
            self._losses[name] = self._losses.get(name, 0.0) + one.loss


def _statuses(counts: Counter[str]) -> dict[str, int]:
    return {"rows": counts.total(), **{status: counts[status] for status in STATUSES}}


def _is_earlier(one: Place, two: Place, order: Mapping[str, int] | None) -> bool:
    if order is None:
        return False
    return (order.get(one.file, 0), one.line) < (order.get(two.file, 0), two.line)


def _ordered(counts: Counter[str]) -> Counter[str]:
    """Put most first, and what is as much by its name, whichever came first."""
    return Counter(dict(sorted(counts.items(), key=lambda item: (-item[1], item[0]))))


def _bounded(name: str, known: Any) -> str:
    return name if name in known or len(known) < MOST_NAMES else OTHERS
