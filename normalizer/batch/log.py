"""Go through a whole log: blocks are read here and judged here or by several processes, and their counts come together.

Order is kept: the first rows come first, whoever judged them.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.blocks import Block, blocks_of, without_nulls
from normalizer.batch.json_rows import Broken
from normalizer.batch.judge import Judge
from normalizer.batch.layout import Layout
from normalizer.batch.questions import Ranker, Ranking, Switch
from normalizer.batch.rows import BROKEN
from normalizer.batch.summary import Summary
from normalizer.batch.verdict import STATUSES
from normalizer.errors import NormalizationError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.batch.files import LogFile
    from normalizer.batch.kernel import Kernel
    from normalizer.batch.verdict import Verdict
    from normalizer.catalog import Catalog
    from normalizer.policy import Policy

MOST_SENTENCES = 5
BLOCKS_OF_A_TASK = 8
"""So many blocks go to a process at once: their counts are folded, and travel, together."""


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
class Part:
    """What some blocks come to. Where one process judges all, the counts come with the last part, and not before."""

    rows: int = 0
    summary: Summary = field(default_factory=Summary)
    findings: list[Finding] = field(default_factory=list)
    switch: Switch = field(default_factory=Switch)
    ranking: Ranking = field(default_factory=Ranking)
    size: int = 0
    failed: tuple[str, int, str] | None = None

    def merge(self, other: Part) -> None:
        """Take in the counts of a later part; findings are not kept."""
        self.summary.merge(other.summary)
        self.switch.merge(other.switch)
        self.ranking.merge(other.ranking)


class Worker:
    """Judges blocks with one memory."""

    def __init__(self, catalog: Catalog, wanted: Wanted) -> None:
        self._wanted = wanted
        self._judge = Judge(catalog, wanted.policy)
        self._other = None if wanted.against is None else Judge(catalog, wanted.policy, against=wanted.against)
        self._ranker = Ranker(catalog, wanted.policy) if wanted.rank else None
        self._kernel: Kernel | None = None

    def judge(self, block: Block, part: Part) -> None:
        """Judge the rows of a block."""
        if block.batch is not None and self._wanted.layout.is_plain(block.batch.schema.names):
            self._by_kernel(block, part)
        else:
            self._by_rows(block, part)
        part.size += block.size
        if block.failed is not None:
            part.failed = block.file, block.first, block.failed

    def _by_rows(self, block: Block, part: Part) -> None:
        """Judge row by row. All of it is in one loop, which is where the time of a log goes."""
        wanted, verdict_on, request_of = self._wanted, self._judge.verdict, self._wanted.layout.request
        share, told, summary = wanted.share, self._told, part.summary
        for number, row in block.read():
            if share < 1 and not _is_looked_at(number, share):
                continue
            request = request_of(row)
            verdict = BROKEN[request.code] if type(request) is Broken else verdict_on(request)
            seen = summary.seen.get(id(verdict)) or summary.begin(verdict, block.file, number)
            seen[0] += 1
            part.rows += 1
            if verdict.status in told:
                self._look_closer(part, block.file, number, request, verdict)

    def _by_kernel(self, block: Block, part: Part) -> None:
        """Judge a batch of columns; a row is made of them only where it is told or asked about."""
        if self._kernel is None:
            from normalizer.batch.kernel import Kernel

            self._kernel = Kernel(self._judge)
        judged, share, told = self._kernel.judged(block.batch), self._wanted.share, self._told
        for number, place in enumerate(judged.places.to_pylist(), block.first):
            if share < 1 and not _is_looked_at(number, share):
                continue
            verdict = judged.verdict(place)
            part.summary.add(verdict, block.file, number)
            part.rows += 1
            if verdict.status in told:
                row = block.batch.slice(number - block.first, 1).to_pylist()[0]
                self._look_closer(part, block.file, number, without_nulls(row), verdict)

    @property
    def _told(self) -> tuple[str, ...]:
        """The statuses of rows at which more is to be done than to count them."""
        if self._other is not None or self._ranker is not None:
            return STATUSES
        return self._wanted.bad if self._wanted.findings else ()

    def _look_closer(self, part: Part, file: str, number: int, request: Any, verdict: Verdict) -> None:
        if self._wanted.findings and verdict.status in self._wanted.bad:
            self._tell(part, file, number, verdict, request)
        self._ask(part, verdict, request)

    def _tell(self, part: Part, file: str, number: int, verdict: Verdict, request: Any) -> None:
        if self._wanted.findings < 0 or len(part.findings) < self._wanted.findings:
            part.findings.append(self._finding(file, number, verdict, request))

    def _ask(self, part: Part, verdict: Verdict, request: Any) -> None:
        if self._other is not None:
            same = verdict if type(request) is Broken else self._other.verdict(request)
            part.switch.add(verdict, same)
        if self._ranker is not None:
            self._ranker.add(part.ranking, request)

    def _finding(self, file: str, line: int, verdict: Verdict, request: Any) -> Finding:
        if type(request) is Broken:
            return Finding(file, line, verdict, (request.reason,))
        try:
            if type(request) is not dict:
                return Finding(file, line, verdict, ("expected an object",))
            says = tuple(map(str, self._judge.plan(request).adjustments[:MOST_SENTENCES]))
        except NormalizationError as error:
            says = tuple(problem.message for problem in error.problems[:MOST_SENTENCES])
        return Finding(file, line, verdict, says, request if self._wanted.requests else None)


def parts_of(files: Iterable[LogFile], catalog: Catalog, wanted: Wanted, *, jobs: int = 1) -> Iterator[Part]:
    """Judge all files, and give what their blocks come to, in order; reading is lazy."""
    blocks = (block for file in files for block in blocks_of(file))
    if jobs > 1:
        yield from _by_processes(blocks, catalog, wanted, jobs)
        return
    worker, whole = Worker(catalog, wanted), Part()
    for block in blocks:
        # folding counts costs as much as judging, so that it is done once
        part = Part(summary=whole.summary, switch=whole.switch, ranking=whole.ranking)
        worker.judge(block, part)
        yield Part(rows=part.rows, findings=part.findings, size=part.size, failed=part.failed)
    yield whole


def _is_looked_at(number: int, share: float) -> bool:
    """Tell whether a row belongs to a sample of this share."""
    return int(number * share) != int((number - 1) * share)


_worker: list[Worker] = []
"""The one worker of a process that was started to judge."""


def _begin(catalog: Catalog, wanted: Wanted) -> None:
    _worker[:] = [Worker(catalog, wanted)]


def _judged(blocks: list[Block]) -> list[Part]:
    """Judge some blocks; the last part has the counts of all."""
    counted = Part()
    parts = []
    for block in blocks:
        part = Part(summary=counted.summary, switch=counted.switch, ranking=counted.ranking)
        _worker[0].judge(block, part)
        parts.append(Part(rows=part.rows, findings=part.findings, size=part.size, failed=part.failed))
    return [*parts, counted]


def _by_processes(blocks: Iterator[Block], catalog: Catalog, wanted: Wanted, jobs: int) -> Iterator[Part]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    with ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (catalog, wanted)) as pool:
        waiting = deque[Any]()
        try:
            while some := list(islice(blocks, BLOCKS_OF_A_TASK)):
                waiting.append(pool.submit(_judged, some))
                if len(waiting) > 2 * jobs:  # no more is read than can be judged soon
                    yield from waiting.popleft().result()
            while waiting:
                yield from waiting.popleft().result()
        finally:
            for one in waiting:
                one.cancel()


def requests_of(files: Iterable[LogFile], wanted: Wanted) -> Iterator[tuple[int, Any]]:
    """Give the requests of all files that are objects, each with its line; rows that hold none are left out."""
    for file in files:
        for block in blocks_of(file):
            for number, row in block.read():
                request = wanted.layout.request(row)
                if type(request) is dict:
                    yield number, request
