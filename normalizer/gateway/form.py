"""Read a multipart form piece by piece as it arrives: fields, files, repeated ones; nothing grows beyond its limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.errors import NormalizationError, Problem, escape, quote
from normalizer.extras import needed
from normalizer.gateway.limits import too_large
from normalizer.gateway.upload import Upload, accepted, takes_files
from normalizer.request import UNIFIED

if TYPE_CHECKING:
    from normalizer.gateway.limits import BodyLimits

_LONGEST_NAME = 200


class _Part:
    """One part of a form while it arrives."""

    __slots__ = ("data", "filename", "most", "name")

    def __init__(self, name: str, filename: str | None, most: int) -> None:
        self.name = name
        self.filename = filename
        self.most = most
        self.data = bytearray()


class FormReader:
    """Takes the pieces of a multipart body and gives the request: `feed` them, then `finish`.

    A field that stands once is a text, an input that stands several times or is called `image[]` a list, and
    `input_reference[image_url]` an object. Raises `NormalizationError` that names the field.
    """

    def __init__(self, content_type: str, limits: BodyLimits) -> None:
        multipart = needed("python_multipart.multipart")
        self._options = multipart.parse_options_header
        self._refused = needed("python_multipart.exceptions").FormParserError
        boundary = self._options(content_type)[1].get(b"boundary")
        if not boundary:
            raise _broken("a content-type with a boundary", "one without")
        self._limits = limits
        self._parts: list[_Part] = []
        self._head: list[tuple[str, str]] = []
        self._name, self._value = bytearray(), bytearray()
        self._ended = False
        callbacks = {
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._end_header,
            "on_headers_finished": self._begin_part,
            "on_part_data": self._take,
            "on_end": self._end,
        }
        try:
            self._parser = multipart.MultipartParser(boundary, callbacks)
        except self._refused:
            raise _broken("a boundary of a usual length", "a longer one") from None

    def feed(self, piece: bytes) -> None:
        """Take the next piece of the body."""
        try:
            self._parser.write(piece)
        except self._refused:
            raise _broken("a multipart form", "something else") from None

    def finish(self) -> dict[str, Any]:
        """Give the request, once the whole body is there."""
        if not self._ended:
            raise _broken("a multipart form with its end", "one that breaks off")
        found: dict[str, Any] = {}
        problems: list[Problem] = []
        for part in self._parts:
            try:
                _put(found, part)
            except NormalizationError as error:
                problems.extend(error.problems)
        if problems:
            raise NormalizationError(problems[:20])
        return found

    def _end_header(self) -> None:
        self._head.append((self._name.decode("latin-1").lower(), self._value.decode("latin-1")))
        self._name, self._value = bytearray(), bytearray()

    def _begin_part(self) -> None:
        said = next((value for name, value in self._head if name == "content-disposition"), "")
        self._head = []
        kind, options = self._options(said)
        if kind != b"form-data" or b"name" not in options:
            raise _broken("parts with a name", "one without")
        if len(self._parts) >= self._limits.parts:
            raise too_large("body", f"at most {self._limits.parts} fields and files", "more")
        name = _text("a field's name", options[b"name"])
        if not 0 < len(name) <= _LONGEST_NAME:
            raise _broken(f"names of at most {_LONGEST_NAME} characters", f"one of {len(name)}")
        filename = options.get(b"filename")
        is_file = filename is not None or takes_files(name.partition("[")[0])
        shown = None if filename is None else filename.decode("utf-8", "replace")
        self._parts.append(_Part(name, shown, self._limits.file_bytes if is_file else self._limits.text_bytes))

    def _take(self, data: bytes, start: int, end: int) -> None:
        part = self._parts[-1]
        if len(part.data) + end - start > part.most:
            raise too_large(part.name.partition("[")[0], f"at most {part.most} bytes", "more")
        part.data += data[start:end]

    def _end(self) -> None:
        self._ended = True


def _put(found: dict[str, Any], part: _Part) -> None:
    """Put a part where its name says: one value, the next of a list, or a key of an object."""
    if part.filename == "" and not part.data:
        return  # how a browser sends a file field that nobody filled in
    name, bracket, inner = part.name.partition("[")
    inner = inner.removesuffix("]")
    is_input = takes_files(name)
    if not bracket or not part.name.endswith("]") or (inner and not is_input):
        name, bracket = part.name, ""
    value = _value(name, part)
    if bracket and inner:
        entry = found.setdefault(name, {})
        if type(entry) is not dict or inner in entry:
            raise _twice(name)
        entry[inner] = value
    elif name not in found:
        found[name] = [value] if bracket else value
    elif not (is_input or bracket) or type(found[name]) is dict:
        raise _twice(name)
    else:
        before = found[name]
        found[name] = [*(before if type(before) is list else [before]), value]


def _value(name: str, part: _Part) -> str | Upload:
    if part.filename is None:
        return _text(name, part.data)
    if name in UNIFIED and not takes_files(name):
        raise NormalizationError([Problem(name, "wrong_type", "a text", "a file")])
    return accepted(name, bytes(part.data), part.filename)


def _text(name: str, data: bytes | bytearray) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise NormalizationError([Problem(name, "wrong_type", "a text in UTF-8", "other bytes")]) from None


def _twice(name: str) -> NormalizationError:
    return NormalizationError([Problem(name, "bad_request", "one value", "several", f"say {quote(name)} once")])


def _broken(expected: str, got: str) -> NormalizationError:
    return NormalizationError([Problem("body", "bad_request", expected, escape(got))])
