"""`normalizer validate`: request logs, offline: what is malformed, what would be changed and how much."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalizer.cli import output, reading
from normalizer.cli.catalogs import open_catalog
from normalizer.cli.ending import FINDINGS, FINE, UNREADABLE, CommandError
from normalizer.cli.options import CatalogFolder, OverFolder  # noqa: TC001  typer reads annotations at run time
from normalizer.cli.validate_options import (  # noqa: TC001  typer reads them too
    Against,
    AgainstCatalogue,
    FailOn,
    Files,
    Format,
    Jobs,
    MaxErrors,
    ModelField,
    Output,
    Rank,
    RequestField,
    Rules,
    Sample,
    WithPrompts,
)
from normalizer.errors import escape, quote

if TYPE_CHECKING:
    from normalizer import Catalog
    from normalizer.batch.files import LogFile
    from normalizer.batch.worker import Part, Wanted
    from normalizer.cli.catalogs import Opened
    from normalizer.cli.writing import Sink

MOST = {"table": 20, "json": 100, "github": 50, "jsonl": -1, "parquet": -1}
"""How many findings are told unless another number is given; -1 is all of them."""

PAYS = 64 << 20
"""From so many bytes on several processes are started unless a number is given."""

MOST_JOBS = 8


def validate(
    files: Files,
    *,
    request_field: RequestField = None,
    model_field: ModelField = None,
    policy: Rules = None,
    fail_on: FailOn = "error",
    max_errors: MaxErrors = None,
    sample: Sample = 1.0,
    against: Against = None,
    against_catalogue: AgainstCatalogue = None,
    rank: Rank = False,
    with_prompts: WithPrompts = False,
    jobs: Jobs = None,
    to: Output = None,
    format_: Format = "table",
    catalog: CatalogFolder = None,
    over: OverFolder = None,
) -> int:
    """Check the requests of a log: which are malformed, which would be changed, and how much.

    Rows that cannot be read are counted and located, and never stop the run. A finding is a row that is not met
    exactly; the table and GitHub show those that fail. Prompts are neither shown nor kept. Exits with 1 where a row
    fails or a file cannot be read, with 3 where nothing can be read.
    """
    from normalizer.batch.layout import Layout
    from normalizer.batch.verdict import STATUSES
    from normalizer.batch.worker import Wanted

    if not 0 < sample <= 1:
        raise CommandError("--sample: expected a share above 0 and up to 1, such as 0.01")
    if format_ == "parquet" and to is None:
        raise CommandError("--format parquet: name a file with -o")
    failing = STATUSES[STATUSES.index(fail_on) :]
    wanted = Wanted(
        layout=Layout(request_field, model_field),
        policy=reading.policy_of(policy or ()),
        against=against,
        rank=rank,
        findings=MOST[format_] if max_errors is None else max_errors,
        bad=failing if format_ in {"table", "github"} else STATUSES[1:],
        share=sample,
        requests=with_prompts,
    )
    opened = open_catalog(catalog, over)
    if against is not None:
        _check_provider(against, opened)
    run = Run(opened.catalog, wanted, files)
    run.go(format_, to, jobs, against_catalogue)
    counts = run.counts.summary.counts
    return FINDINGS if any(counts[status] for status in failing) or run.lost or run.failures else FINE


class Run:
    """One run over all files: what their parts come to, and what could not be read, or not to its end."""

    def __init__(self, catalog: Catalog, wanted: Wanted, names: list[str]) -> None:
        from normalizer.batch.files import files_of, why_lost
        from normalizer.batch.worker import Counts

        self.catalog = catalog
        self.wanted = wanted
        self.files, lost = files_of(names)
        self.lost = {name: why_lost(name) for name in lost}
        self.counts = Counts()
        self.failures: list[tuple[str, int, str]] = []
        self._left = wanted.findings

    def go(self, kind: str, to: str | None, jobs: int | None, other: str | None) -> None:
        """Read, judge and write."""
        from normalizer.cli.writing import sink_for

        with sink_for(kind, to) as sink:
            for name, why in self.lost.items():
                output.error(f"{escape(name, 200)}: {why}")
            self._judge(jobs or _jobs(self.files), sink)
            self._refuse_nothing()
            document = {"summary": self._summary()}
            if other is not None:
                document["catalogue"] = self._compared(other)
            sink.finish(document)

    def _judge(self, jobs: int, sink: Sink) -> None:
        from normalizer.batch.log import parts_of
        from normalizer.cli.progress import Progress

        with Progress(sum(file.size for file in self.files)) as progress:
            for part in parts_of(self.files, self.catalog, self.wanted, self.counts, jobs=jobs):
                self._tell(part, sink)
                if part.failed is not None:
                    self.failures.append(part.failed)
                progress.advance(part.size, part.rows)

    def _tell(self, part: Part, sink: Sink) -> None:
        told = part.findings if self._left < 0 else part.findings[: self._left]
        if self._left > 0:
            self._left -= len(told)
        sink.write(told)

    def _refuse_nothing(self) -> None:
        for name, line, reason in self.failures:
            output.error(f"{name}:{line}: {reason}")
        if not self.counts.summary.rows and (self.lost or self.failures or not self.files):
            raise CommandError("nothing could be read", UNREADABLE)

    def _summary(self) -> dict[str, Any]:
        counts, wanted = self.counts, self.wanted
        failures = [{"file": name, "line": line, "reason": reason} for name, line, reason in self.failures]
        failures += [{"file": escape(name, 200), "line": 0, "reason": why} for name, why in self.lost.items()]
        summary = {**counts.summary.to_dict(), "unreadable": failures, "catalog_version": self.catalog.version}
        if wanted.against is not None:
            summary["against"] = {"provider": wanted.against, **counts.switch.to_dict()}
        if wanted.rank:
            summary["ranking"] = counts.ranking.to_dict()
        return summary

    def _compared(self, folder: str) -> dict[str, Any]:
        """Tell which requests another catalogue sends differently, as `diff --requests` does."""
        from normalizer.batch.log import requests_of
        from normalizer.changes import compare_requests

        if any(file.path is None for file in self.files):
            raise CommandError("--against-catalogue: stdin can be read once only; name files")
        new = open_catalog(Path(folder), None).catalog
        rows = requests_of(self.files, self.wanted)
        sent = compare_requests(rows, self.catalog, new, policy=self.wanted.policy)
        return {"version": new.version, **sent.to_dict()}


def _check_provider(name: str, opened: Opened) -> None:
    """Refuse a provider that there is not; files are listed first, which is quick."""
    if any(name in source.provider_ids() for source in opened.sources) or name in opened.catalog.providers():
        return
    raise CommandError(f"--against: no such provider {quote(name)}; normalizer models lists them")


def _jobs(files: list[LogFile]) -> int:
    """Start several processes where there is enough to do."""
    return min(os.cpu_count() or 1, MOST_JOBS) if sum(file.size for file in files) >= PAYS else 1
