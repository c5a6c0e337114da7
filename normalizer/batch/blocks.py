"""A log in blocks of whole rows, each with its place: what one process reads and another can judge.

No more than one block is held.
"""

from __future__ import annotations

import csv
import io
import os
import stat
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.arrow_rows import rows_of
from normalizer.batch.coder import CARRIED_TEXTS
from normalizer.batch.files import READING_ERRORS
from normalizer.batch.json_rows import Broken, fast_parser, row_of
from normalizer.batch.lines import LONGEST_ROW, PIECE, Place, lines_of
from normalizer.errors import escape
from normalizer.extras import needed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from normalizer.batch.files import LogFile
    from normalizer.batch.lines import Lines

ROWS_OF_A_BLOCK = 4096
ROWS_OF_A_BATCH = 65_536

TOO_LONG = Broken("not_json", f"longer than {LONGEST_ROW >> 20} MiB")


class Home(NamedTuple):
    """Where a plain file lies, and which one it is."""

    path: Path
    device: int
    number: int

    @classmethod
    def of(cls, path: Path, opened: IO[bytes]) -> Home | None:
        """Give the home of an open file; nothing for what cannot be read again, such as a pipe."""
        told = os.fstat(opened.fileno())
        path = path.resolve()  # /dev/fd/3 is another file to another process
        if not stat.S_ISREG(told.st_mode) or not path.is_file():
            return None
        return cls(path, told.st_dev, told.st_ino)


class Block(NamedTuple):
    """Some rows of one file: lines of JSON, rows that are read already, each with its number, or an Arrow batch.

    `size` is how many bytes of the file they took, as it lies there. Lines of a plain file stand at its `home` from
    `offset` on; `length` tells how many bytes of them are still to be read.
    """

    file: str
    first: int
    lines: bytes
    rows: tuple[tuple[int, Any], ...] = ()
    failed: str | None = None
    size: int = 0
    batch: Any = None
    home: Home | None = None
    offset: int = 0
    length: int = 0

    def without_lines(self) -> Block:
        """Give the block as another process is told of it, which reads plain files itself: that costs less."""
        return self if self.home is None else self._replace(lines=b"", length=len(self.lines))

    def with_lines(self) -> Block:
        """Give the block with the lines that were only told of."""
        if self.home is None or not self.length:
            return self
        lines = b""
        try:
            with self.home.path.open("rb") as file:
                if self.home == Home.of(self.home.path, file):  # else another file has its name by now
                    file.seek(self.offset)
                    lines = file.read(self.length)
        except OSError as error:
            return self._replace(failed=_reason(error))
        changed = None if len(lines) == self.length else "the file was changed while it was read"
        return self._replace(lines=lines, length=0, failed=self.failed or changed)

    def read(self) -> Iterator[tuple[int, Any]]:
        """Give number and value of each row; `Broken` where it cannot be read. Empty lines are no rows."""
        for numbers, rows in self.parts():
            yield from zip(numbers, rows, strict=True)

    def parts(self) -> Iterator[tuple[Sequence[int], Sequence[Any]]]:
        """Give the same as whole columns, some rows at a time."""
        if self.batch is not None:
            rows = rows_of(self.batch)
            yield range(self.first, self.first + len(rows)), rows
        if self.rows:
            yield [number for number, _ in self.rows], [row for _, row in self.rows]
        parse, first = fast_parser(), self.first
        for piece in _pieces(self.lines):
            lines = piece.split(b"\n")
            try:
                rows = list(map(parse, lines))
            except (ValueError, RecursionError):
                full = [(number, line) for number, line in enumerate(lines, first) if line.strip()]
                yield [number for number, _ in full], [row_of(line) for _, line in full]
            else:
                yield range(first, first + len(lines)), rows
            first += len(lines)


def _pieces(lines: bytes) -> Iterator[bytes]:
    """Cut lines into pieces of whole ones."""
    begin = 0
    while begin < len(lines):
        end = lines.find(b"\n", begin + PIECE)
        end = len(lines) if end < 0 else end
        yield lines[begin:end]
        begin = end + 1


def blocks_of(file: LogFile) -> Iterator[Block]:
    """Read a file in blocks; what cannot be read on is told by the last one."""
    if file.format == "parquet":
        yield from _of_parquet(file)
        return
    place = Place()
    try:
        with file.open() as (stream, told):
            if file.format == "csv":
                yield from map(_Sized(told), _of_csv(file.name, stream, place))
                return
            home = Home.of(file.path, stream) if file.path and not file.packed else None
            lines = lines_of(stream, place, anywhere=home is not None)
            yield from map(_Sized(told, home), _of_lines(file.name, lines))
    except READING_ERRORS as error:
        yield Block(file.name, place.line, b"", failed=_reason(error))


def _of_parquet(file: LogFile) -> Iterator[Block]:
    """Read Parquet in batches; texts that repeat come as dictionaries."""
    parquet, arrow = needed("pyarrow.parquet"), needed("pyarrow")
    if file.path is None or file.packed:
        yield Block(file.name, 1, b"", failed="a Parquet file has to lie unpacked on a disk")
        return
    first = 1
    try:
        with parquet.ParquetFile(file.path) as opened:
            texts = [
                column.name
                for column in opened.schema_arrow
                if arrow.types.is_string(column.type) and column.name not in CARRIED_TEXTS
            ]
        with parquet.ParquetFile(file.path, read_dictionary=texts) as opened:
            share = file.size // max(1, opened.metadata.num_rows)
            for groups in _groups(opened.metadata):
                for batch in opened.iter_batches(ROWS_OF_A_BATCH, row_groups=groups):
                    yield Block(file.name, first, b"", size=share * batch.num_rows, batch=batch)
                    first += batch.num_rows
    except (OSError, arrow.ArrowException) as problem:
        yield Block(file.name, first, b"", failed=_reason(problem))


def _groups(metadata: Any) -> Iterator[list[int]]:
    """Give the groups of rows that are read together: as few as fill a batch, since damage in one loses all of them."""
    groups: list[int] = []
    rows = 0
    for group in range(metadata.num_row_groups):
        groups.append(group)
        rows += metadata.row_group(group).num_rows
        if rows >= ROWS_OF_A_BATCH:
            yield groups
            groups, rows = [], 0
    if groups:
        yield groups


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "the file ends early"
    said = getattr(error, "strerror", None) or (str(error.args[-1]) if error.args else "")
    return escape(said.lower() or "cannot be read", 100)


def _of_lines(name: str, lines: Iterator[Lines]) -> Iterator[Block]:
    def block(some: Lines) -> Block:
        rows = ((some.first, TOO_LONG),) if some.too_long else ()
        return Block(name, some.first, some.lines, rows, offset=some.offset)

    return map(block, lines)


class _Sized:
    """Tells of each block how many bytes of the file it took, and where that lies."""

    def __init__(self, told: Callable[[], int], home: Home | None = None) -> None:
        self._told, self._home, self._before = told, home, 0

    def __call__(self, block: Block) -> Block:
        before, self._before = self._before, self._told()
        return block._replace(size=self._before - before, home=self._home)


def _of_csv(name: str, stream: IO[bytes], place: Place) -> Iterator[Block]:
    """Read CSV with a line of headers; an empty cell says nothing."""
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="surrogateescape", newline="")
    try:
        yield from _rows_of_csv(name, csv.reader(text), place)
    finally:
        text.detach()  # whoever opened the stream closes it


def _rows_of_csv(name: str, lines: Any, place: Place) -> Iterator[Block]:
    csv.field_size_limit(LONGEST_ROW)
    headers: list[str] = []
    rows: list[tuple[int, Any]] = []
    while True:
        place.line = lines.line_num + 1
        try:
            cells = next(lines, None)
        except csv.Error as error:
            rows.append((place.line, Broken("not_json", f"no CSV: {escape(str(error), 60)}")))
            continue
        if cells is None:
            break
        if not headers:
            headers = cells
            if not all(map(_is_text, headers)):
                yield Block(name, place.line, b"", failed="expected UTF-8 text")
                return
            continue
        if cells:
            rows.append((place.line, _row(headers, cells)))
        if len(rows) >= ROWS_OF_A_BLOCK:
            yield Block(name, rows[0][0], b"", tuple(rows))
            rows = []
    if rows:
        yield Block(name, rows[0][0], b"", tuple(rows))


def _row(headers: list[str], cells: list[str]) -> Any:
    if len(cells) > len(headers):
        return Broken("not_json", f"expected {len(headers)} cells, got {len(cells)}")
    if not all(cell.isascii() or cell.isprintable() or _is_text(cell) for cell in cells):
        return Broken("not_json", "expected UTF-8 text")
    return {header: cell for header, cell in zip(headers, cells, strict=False) if cell}


def _is_text(cell: str) -> bool:
    try:
        cell.encode()
    except UnicodeEncodeError:
        return False
    return True
