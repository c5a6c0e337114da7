"""Go through a whole log: its blocks are read here, and judged here and by other processes.

Order is kept: the first rows come first, whoever judged them.
"""

from __future__ import annotations

from collections import deque
from concurrent.futures import Future
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from normalizer.batch.blocks import blocks_of
from normalizer.batch.worker import Counts, Part, Worker

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import ProcessPoolExecutor

    from normalizer.batch.blocks import Block
    from normalizer.batch.files import LogFile
    from normalizer.batch.worker import Wanted
    from normalizer.catalog import Catalog

BLOCKS_OF_A_HELPER = 2
"""So many blocks a process is given at once: one to judge, and one that is there when that is done."""

MOST_WAITING = 32
"""So many blocks may be judged before their turn; then the first of all is waited for."""

Judged = Part | Future[Part]


def parts_of(
    files: Iterable[LogFile], catalog: Catalog, wanted: Wanted, counts: Counts, *, jobs: int = 1
) -> Iterator[Part]:
    """Judge all files, and give what their blocks come to, in order; reading is lazy.

    All rows are counted in `counts`, which are whole when every part was given.
    """
    files = list(files)
    blocks = (block for file in files for block in blocks_of(file))
    worker = Worker(catalog, wanted, counts)
    if jobs == 1:
        yield from map(worker.judge, blocks)
        return
    order = {file.name: number for number, file in reversed(list(enumerate(files)))}
    with ExitStack() as started:
        helpers = [Helper(started, catalog, wanted) for _ in range(jobs - 1)]
        yield from _shared_out(blocks, worker, helpers)
        for helper in helpers:
            counts.merge(helper.counts(), order)


class Helper:
    """A process of its own that judges blocks in the order in which they are given, with one memory."""

    def __init__(self, started: ExitStack, catalog: Catalog, wanted: Wanted) -> None:
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        # one pool for each: its counts are asked for in the end, and a pool of several would not say whose they are
        pool = ProcessPoolExecutor(1, get_context("spawn"), _begin, (catalog, wanted))
        self._pool: ProcessPoolExecutor = pool
        self._given = deque[Future[Any]]()
        started.callback(pool.shutdown, cancel_futures=True)

    def has_room(self) -> bool:
        """Tell whether another block would not have to wait for long."""
        while self._given and self._given[0].done():
            self._given.popleft()
        return len(self._given) < BLOCKS_OF_A_HELPER

    def give(self, block: Block) -> Future[Part]:
        """Let a block be judged."""
        self._given.append(self._pool.submit(_judged, block.without_lines()))
        return self._given[-1]

    def counts(self) -> Counts:
        """Give what all rows come to that this process judged."""
        return self._pool.submit(_counted).result()


def _shared_out(blocks: Iterator[Block], worker: Worker, helpers: list[Helper]) -> Iterator[Part]:
    """Let helpers judge, and judge here what comes while all of them have enough to do."""
    waiting = deque[Judged]()
    for block in blocks:
        helper = next((one for one in helpers if one.has_room()), None)
        waiting.append(worker.judge(block) if helper is None else helper.give(block))
        del block  # the next one gets its memory
        while waiting and (_is_done(waiting[0]) or len(waiting) > MOST_WAITING):
            yield _result(waiting.popleft())
    yield from map(_result, waiting)


def _is_done(judged: Judged) -> bool:
    return isinstance(judged, Part) or judged.done()


def _result(judged: Judged) -> Part:
    return judged if isinstance(judged, Part) else judged.result()


_worker: list[Worker] = []
"""The one worker of a process that was started to judge."""


def _begin(catalog: Catalog, wanted: Wanted) -> None:
    _worker[:] = [Worker(catalog, wanted, Counts())]


def _judged(block: Block) -> Part:
    return _worker[0].judge(block.with_lines())


def _counted() -> Counts:
    counts = _worker[0].counts
    counts.summary.fold()  # which is much less to be sent
    return counts


def requests_of(files: Iterable[LogFile], wanted: Wanted) -> Iterator[tuple[int, Any]]:
    """Give the requests of all files that are objects, each with its line; rows that hold none are left out."""
    for file in files:
        for block in blocks_of(file):
            for number, row in block.read():
                request = wanted.layout.request(row)
                if type(request) is dict:
                    yield number, request
