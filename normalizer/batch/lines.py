"""Lines of JSON in blocks of whole ones, from any stream; where one can be read anywhere, at less cost."""

from __future__ import annotations

from importlib.util import find_spec
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from normalizer.batch.files import READING_ERRORS
from normalizer.extras import needed

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = 8 << 20
"""Bytes that are read at a time."""

PIECE = 1 << 18
"""Bytes that are worked on at a time: of more the last would be far from the processor when its turn comes."""

LONGEST_ROW = 16 << 20
"""Longer rows are not read, and never held with more than a block beside them."""


class Lines(NamedTuple):
    """Lines without the end of the last one: the number of the first, and where in the stream it begins.

    `too_long` stands for one line that is not held.
    """

    first: int
    lines: bytes
    offset: int
    too_long: bool = False


class Place:
    """How far reading came: the number of the next line, where it begins, and whether all was read."""

    line = 1
    offset = 0
    ended = False


def lines_of(stream: IO[bytes], place: Place, *, anywhere: bool) -> Iterator[Lines]:
    """Read a stream in blocks; `anywhere` says that it can be read from any place on.

    >>> import io
    >>> log = io.BytesIO(bytes([65, 10, 66, 10]))
    >>> [(block.first, block.lines.split(), block.offset) for block in lines_of(log, Place(), anywhere=True)]
    [(1, [b'A', b'B'], 0)]
    """
    if anywhere:
        yield from _at_once(stream, place)
        if place.ended:
            return  # what was written since belongs to lines that were begun before
        stream.seek(place.offset)
    yield from _in_pieces(stream, place)


def _at_once(stream: IO[bytes], place: Place) -> Iterator[Lines]:
    """Read each block at once, up to the first line that is long: to join pieces would copy all of them."""
    read: list[Lines] = []
    while not place.ended and _read(stream, place, read):
        yield read.pop()  # what is held while the next is read would cost new memory


def _read(stream: IO[bytes], place: Place, read: list[Lines]) -> bool:
    """Read a block and the rest of its last line; nothing, and false, at the end and before a line that is long."""
    begin = place.offset
    stream.seek(begin + BLOCK)
    end = stream.readline(BLOCK)
    if len(end) == BLOCK:
        return False
    stream.seek(begin)
    lines = stream.read(BLOCK + len(end.removesuffix(b"\n")))
    place.ended = not end.endswith(b"\n")
    if not lines:
        return False
    place.offset = begin + len(lines) + end.endswith(b"\n")
    if not end:  # then the last byte may be the end of a line, as it is not where more was read to find one
        lines = lines.removesuffix(b"\n")
    read.append(Lines(_counted(place, lines), lines, begin))
    return True


def _in_pieces(stream: IO[bytes], place: Place) -> Iterator[Lines]:
    rest = b""
    skipping = False
    for read in _chunks(stream):
        chunk = read
        place.offset += len(read)
        if skipping:
            _, newline, chunk = read.partition(b"\n")
            if not newline:
                continue
            yield _too_long(place)
            skipping = False
        if rest and len(rest) + chunk.find(b"\n") > LONGEST_ROW:
            rest, chunk = b"", chunk[chunk.find(b"\n") + 1 :]
            yield _too_long(place)
        cut = chunk.rfind(b"\n")
        if cut >= 0:
            lines = b"".join((rest, memoryview(chunk)[:cut]))
            rest = chunk[cut + 1 :]
            yield Lines(_counted(place, lines), lines, place.offset - len(rest) - 1 - len(lines))
        else:
            rest += chunk
            if len(rest) > LONGEST_ROW:
                rest, skipping = b"", True
    if skipping:
        yield _too_long(place)
    elif rest:
        yield Lines(place.line, rest, place.offset - len(rest))


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    """Read chunk by chunk; where a packed file is damaged, all that was unpacked before comes first."""
    read: Any = getattr(stream, "read1", stream.read)
    pieces: list[bytes] = []
    size = 0
    try:
        while piece := read(BLOCK):
            pieces.append(piece)
            size += len(piece)
            if size >= BLOCK:
                yield b"".join(pieces)
                pieces, size = [], 0
    except READING_ERRORS:
        yield b"".join(pieces)
        raise
    if pieces:
        yield b"".join(pieces)


def _counted(place: Place, lines: bytes) -> int:
    """Give the number of the first of some lines, and go on to what comes after them."""
    first = place.line
    place.line += 1 + (_ends(lines) if len(lines) >= BLOCK and find_spec("numpy") else lines.count(b"\n"))
    return first


def _ends(lines: bytes) -> int:
    """Count the ends of lines in a fifth of the time."""
    np = needed("numpy")
    every, room = np.frombuffer(lines, np.uint8), np.empty(PIECE, bool)
    pieces = (every[begin : begin + PIECE] for begin in range(0, len(every), PIECE))
    return sum(int(np.count_nonzero(np.equal(piece, ord("\n"), out=room[: len(piece)]))) for piece in pieces)


def _too_long(place: Place) -> Lines:
    place.line += 1
    return Lines(place.line - 1, b"", place.offset, too_long=True)
