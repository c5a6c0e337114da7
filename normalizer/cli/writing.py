"""Where the findings of `validate` go: to stdout, or into a file that appears whole or not at all."""

from __future__ import annotations

import json
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from normalizer.cli import output
from normalizer.cli.ending import UNREADABLE, CommandError
from normalizer.errors import FileProblem, escape, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from normalizer.batch.worker import Finding

LEVELS = {"error": "error", "unmet": "warning", "adjusted": "note"}


class Sink:
    """Takes findings as they come, and the summary at the end. This one keeps them for one JSON document."""

    def __init__(self, file: IO[bytes] | None) -> None:
        self._file = file
        self._kept: list[Finding] = []

    def write(self, findings: Sequence[Finding]) -> None:
        """Take some findings."""
        self._kept += findings

    def finish(self, document: dict[str, Any]) -> None:
        """Write what is left."""
        findings = [finding.to_dict() for finding in self._kept]
        self._put(json.dumps({**document, "findings": findings}, indent=2, allow_nan=False) + "\n")

    def _put(self, text: str) -> None:
        if self._file is None:
            output.text_document(text)
        else:
            self._file.write(text.encode())

    @staticmethod
    def _summed_up(document: dict[str, Any]) -> str:
        from normalizer.cli import validate_text

        return validate_text.text(document, [])


class Table(Sink):
    """Text for people."""

    def finish(self, document: dict[str, Any]) -> None:
        """Write the summary, and then the findings."""
        from normalizer.cli import validate_text

        self._put(validate_text.text(document, self._kept))


class Lines(Sink):
    """One JSON object a line; the summary goes to stderr."""

    def write(self, findings: Sequence[Finding]) -> None:
        """Write some findings."""
        text = "".join(json.dumps(finding.to_dict(), allow_nan=False) + "\n" for finding in findings)
        if text:
            self._put(text)

    def finish(self, document: dict[str, Any]) -> None:
        """Say what all of it comes to."""
        output.aside(self._summed_up(document))


class Annotations(Lines):
    """Workflow commands of GitHub: each becomes an annotation beside its line."""

    def write(self, findings: Sequence[Finding]) -> None:
        """Write some findings."""
        from normalizer.cli.check import annotation

        for finding in findings:
            says = "; ".join(finding.says) or finding.verdict.text
            level = LEVELS[finding.verdict.status]
            self._put(annotation(FileProblem(finding.file, finding.line, "", one_line(says), level)) + "\n")


class Columns(Lines):
    """A Parquet file of findings."""

    def __init__(self, file: IO[bytes]) -> None:
        from normalizer.batch.findings_file import FindingsFile

        super().__init__(file)
        self._table = FindingsFile(file)

    def write(self, findings: Sequence[Finding]) -> None:
        """Write some findings."""
        self._table.write(findings)

    def finish(self, document: dict[str, Any]) -> None:
        """Write the end of the file, and say what all of it comes to."""
        self._table.close()
        super().finish(document)


_SINKS: dict[str, Any] = {"table": Table, "json": Sink, "jsonl": Lines, "github": Annotations, "parquet": Columns}


@contextmanager
def sink_for(kind: str, to: str | None) -> Iterator[Sink]:
    """Open the place where findings go; a file is put in its place when all went well."""
    if to is None:
        yield _SINKS[kind](None)
        return
    shown = escape(to, 100)
    target = Path(to)
    if target.is_dir():  # told before hours of work, not after
        raise CommandError(f"-o: {shown}: expected a file, got a folder" if to else "-o: expected a file, got nothing")
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise CommandError(f"-o: {shown}: {escape(str(error.strerror).lower())}") from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield _SINKS[kind](file)
        os.chmod(name, 0o666 & ~_umask())  # noqa: PTH101  as any other new file; those of tempfile are private
        Path(name).replace(target)
    except OSError as error:
        raise CommandError(f"-o: {shown}: {escape(str(error.strerror or error).lower())}", UNREADABLE) from None
    finally:
        with suppress(OSError):
            Path(name).unlink()


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
