"""Judge the blocks of a log with one memory: what is counted of their rows, and what is told of single ones."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.arrow_rows import is_utf8, rows_of
from normalizer.batch.json_rows import Broken, row_of
from normalizer.batch.judge import Judge
from normalizer.batch.layout import MARKS, Layout
from normalizer.batch.many_rows import counted
from normalizer.batch.questions import Ranker, Ranking, Switch
from normalizer.batch.rows import BROKEN
from normalizer.batch.summary import Summary
from normalizer.batch.tally import Tally
from normalizer.batch.turned import Turner
from normalizer.batch.verdict import STATUSES
from normalizer.errors import NormalizationError
from normalizer.extras import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from normalizer.batch.blocks import Block
    from normalizer.batch.kernel import Kernel
    from normalizer.batch.verdict import Verdict
    from normalizer.catalog import Catalog
    from normalizer.policy import Policy

WORTH_TURNING = 4 << 20
"""Blocks of fewer bytes are judged row by row: columns want many rows, and libraries that take a while to load."""

MOST_MADE = 0.25
"""Where more of the rows of a block are judged by themselves after all, later ones are not turned."""

MOST_SENTENCES = 5
"""So many sentences are said of a finding."""


class Finding(NamedTuple):
    """One row that is told: where it is, what is said of it, and why in sentences; the request if asked for."""

    file: str
    line: int
    verdict: Verdict
    says: tuple[str, ...]
    request: Any = None

    def to_dict(self) -> dict[str, Any]:
        """Give the finding as JSON values."""
        kept = {} if self.request is None else {"request": self.request}
        return {"file": self.file, "line": self.line, **self.verdict.to_dict(), "says": list(self.says), **kept}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is done with each row.

    `findings` is how many rows are told in all, -1 for all of them; told are those with a status among `bad`. `share`
    is how many rows of each file are looked at, evenly spread; `requests` keeps the requests of findings, prompts
    included.
    """

    layout: Layout = field(default_factory=Layout)
    policy: Policy | None = None
    against: str | None = None
    rank: bool = False
    findings: int = 0
    bad: tuple[str, ...] = STATUSES[1:]
    share: float = 1.0
    requests: bool = False


@dataclass(slots=True)
class Counts:
    """What the rows of a log come to together."""

    summary: Summary = field(default_factory=Summary)
    switch: Switch = field(default_factory=Switch)
    ranking: Ranking = field(default_factory=Ranking)

    def merge(self, other: Counts, order: Mapping[str, int]) -> None:
        """Take in the counts of other rows of the log; `order` numbers its files."""
        self.summary.merge(other.summary, order)
        self.switch.merge(other.switch)
        self.ranking.merge(other.ranking)


@dataclass(slots=True)
class Part:
    """What one block comes to, beside the counts."""

    rows: int = 0
    findings: list[Finding] = field(default_factory=list)
    size: int = 0
    failed: tuple[str, int, str] | None = None


class Stand(NamedTuple):
    """Where the rows of a batch stand in a file, and how to get one; `others`, between them, are judged one by one."""

    file: str
    numbers: Any
    request_of: Callable[[int], Any]
    others: list[tuple[int, Any]]


class Worker:
    """Judges blocks with one memory, and counts their rows."""

    def __init__(self, catalog: Catalog, wanted: Wanted, counts: Counts) -> None:
        self.counts = counts
        self._wanted = wanted
        self._left = wanted.findings
        """How many rows are still to be told; below 0 all of them."""
        self._judge = Judge(catalog, wanted.policy)
        self._other = None if wanted.against is None else Judge(catalog, wanted.policy, against=wanted.against)
        self._ranker = Ranker(catalog, wanted.policy) if wanted.rank else None
        self._broken = {code: Tally(verdict) for code, verdict in BROKEN.items()}
        self._kernel: Kernel | None = None
        # where a question is asked about each row, columns would only be taken apart again
        turns = wanted.layout.is_plain(()) and wanted.against is None and not wanted.rank
        self._turner = Turner() if turns and all(find_spec(name) for name in ("numpy", "pyarrow")) else None

    def judge(self, block: Block) -> Part:
        """Judge the rows of a block."""
        part = Part(size=block.size)
        plain = block.batch is not None and self._wanted.layout.is_plain(block.batch.schema.names)
        if plain and is_utf8(block.batch):
            batch = block.batch
            numbers = needed("numpy").arange(block.first, block.first + batch.num_rows)
            stand = Stand(block.file, numbers, lambda row: rows_of(batch.slice(row, 1))[0], [])
            self._by_kernel(batch, stand, part)
        else:
            self._by_rows(block, part)
        if block.failed is not None:
            part.failed = block.file, block.first, block.failed
        return part

    def _by_rows(self, block: Block, part: Part) -> None:
        """Judge rows as columns where they can be turned; else each by itself."""
        if self._turner is None or len(block.lines) < WORTH_TURNING:
            self._one_by_one(block.read(), block.file, part)
            return
        batch, numbers, others = self._turner.block(block.parts())
        if batch is None:
            self._one_by_one(others, block.file, part)
            return
        before = 0 if self._kernel is None else self._kernel.made
        lines = cache(lambda: block.lines.split(b"\n"))
        # rows are read again where they are looked at: to keep them all would cost more
        stand = Stand(block.file, numbers, lambda place: row_of(lines()[numbers[place] - block.first]), others)
        self._by_kernel(batch, stand, part)
        if self._kernel is not None and self._kernel.made - before > len(numbers) * MOST_MADE:
            self._turner = None  # too many rows say something of their own beside their sizes: columns do not pay

    def _one_by_one(self, rows: Iterable[tuple[int, Any]], file: str, part: Part) -> None:
        """Judge row by row."""
        wanted, tally_of, broken = self._wanted, self._judge.tally, self._broken
        share, told, begin = wanted.share, self._told, self.counts.summary.begin
        request_of, plain, (one, two, three) = wanted.layout.request, wanted.layout.is_plain(()), MARKS
        for number, row in rows:
            if share < 1 and not _is_looked_at(number, share):
                continue
            # most rows are requests themselves: looking costs a third of a call
            itself = plain and type(row) is dict and not (one in row or two in row or three in row)
            request = row if itself else request_of(row)
            tally = broken[request.code] if type(request) is Broken else tally_of(request)
            if not tally.count:
                begin(tally, file, number)
            tally.count += 1
            part.rows += 1
            if told and tally.verdict.status in told:
                self._look_closer(part, file, number, request, tally.verdict)

    def _by_kernel(self, batch: Any, stand: Stand, part: Part) -> None:
        """Judge a batch of columns, and the rows between that are none; single rows are looked at to be told."""
        if self._kernel is None:
            from normalizer.batch.kernel import Kernel

            self._kernel = Kernel(self._judge)
        file, numbers, request_of, others = stand
        judged, looked_at = self._kernel.judged(batch), _looked_at(numbers, self._wanted.share)
        part.rows += len(looked_at)
        self.counts.summary.add_many(counted(judged, file, numbers, looked_at))
        others = others[::-1]
        for row in judged.with_status(self._told, looked_at) if self._told else ():
            while others and others[-1][0] < numbers[row]:
                self._one_by_one([others.pop()], file, part)
            if not self._told:
                break  # as many as are wanted were told
            verdict = judged.verdict(judged.places[row].as_py())
            self._look_closer(part, file, int(numbers[row]), request_of(row), verdict)
        self._one_by_one(reversed(others), file, part)

    @property
    def _told(self) -> tuple[str, ...]:
        """The statuses of rows at which more is to be done than to count them."""
        if self._other is not None or self._ranker is not None:
            return STATUSES
        return self._wanted.bad if self._left else ()

    def _look_closer(self, part: Part, file: str, number: int, request: Any, verdict: Verdict) -> None:
        if self._left and verdict.status in self._wanted.bad:
            self._tell(part, file, number, verdict, request)
        self._ask(verdict, request)

    def _tell(self, part: Part, file: str, number: int, verdict: Verdict, request: Any) -> None:
        if self._left:
            self._left -= 1
            part.findings.append(self._finding(file, number, verdict, request))

    def _ask(self, verdict: Verdict, request: Any) -> None:
        if self._other is not None:
            same = verdict if type(request) is Broken else self._other.verdict(request)
            self.counts.switch.add(verdict, same)
        if self._ranker is not None:
            self._ranker.add(self.counts.ranking, request)

    def _finding(self, file: str, line: int, verdict: Verdict, request: Any) -> Finding:
        if type(request) is Broken:
            return Finding(file, line, verdict, (request.reason,))
        try:
            if type(request) is not dict:
                return Finding(file, line, verdict, ("expected an object",))
            says = tuple(map(str, self._judge.plan(request).adjustments[:MOST_SENTENCES]))
        except NormalizationError as error:
            says = tuple(problem.message for problem in error.problems[:MOST_SENTENCES])
        return Finding(file, line, verdict, says, _as_json(request) if self._wanted.requests else None)


def _is_looked_at(number: int, share: float) -> bool:
    """Tell whether a row belongs to a sample of this share."""
    return int(number * share) != int((number - 1) * share)


def _looked_at(numbers: Any, share: float) -> Any:
    """Give the places of those rows that belong to a sample of this share."""
    np = needed("numpy")
    if share == 1:
        return np.arange(len(numbers))
    return np.flatnonzero((numbers * share).astype(np.int64) != ((numbers - 1) * share).astype(np.int64))


def _as_json(request: Any) -> Any:
    """Give a request as JSON can hold it: what columns have beside that (times, bytes, NaN) becomes text."""
    return json.loads(json.dumps(request, default=str), parse_constant=str)
