"""Findings as Parquet: one row each, written in groups as they come."""

from __future__ import annotations

import json
from typing import IO, TYPE_CHECKING, Any

from normalizer.extras import needed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizer.batch.worker import Finding

ROWS_OF_A_GROUP = 65_536


class FindingsFile:
    """A Parquet file that is being written; close it to have it whole."""

    def __init__(self, file: IO[bytes]) -> None:
        pa = self._pa = needed("pyarrow")
        text, number = pa.string(), pa.float64()
        self._schema = pa.schema(
            [
                *(("file", text), ("line", pa.int64()), ("status", text)),
                *(("model", text), ("provider", text), ("operation", text)),
                ("codes", text),
                *(("shape_distance", number), ("scale_distance", number)),
                *(("expected_width", pa.int32()), ("expected_height", pa.int32())),
                *(("loss", number), ("calls", pa.int32()), ("says", pa.list_(text)), ("request", text)),
            ]
        )
        self._writer = needed("pyarrow.parquet").ParquetWriter(file, self._schema)
        self._rows: list[dict[str, Any]] = []

    def write(self, findings: Sequence[Finding]) -> None:
        """Take some findings."""
        self._rows += map(_row, findings)
        if len(self._rows) >= ROWS_OF_A_GROUP:
            self._flush()

    def close(self) -> None:
        """Write what is left, and the end of the file."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        rows, self._rows = self._rows, []
        self._writer.write_table(self._pa.Table.from_pylist(rows, self._schema))


def _row(finding: Finding) -> dict[str, Any]:
    verdict = finding.verdict
    width, height = verdict.expected_size or (None, None)
    return {
        "file": finding.file,
        "line": finding.line,
        "status": verdict.status,
        "model": verdict.model,
        "provider": verdict.provider,
        "operation": verdict.operation,
        "codes": verdict.text,
        "shape_distance": verdict.shape_distance,
        "scale_distance": verdict.scale_distance,
        "expected_width": width,
        "expected_height": height,
        "loss": verdict.loss,
        "calls": verdict.calls,
        "says": list(finding.says),
        "request": None if finding.request is None else json.dumps(finding.request),
    }
