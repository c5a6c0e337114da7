"""Read YAML strictly into a tree that knows its lines.

One pass over the parser's events, nothing is ever constructed from a tag. Text stays text unless it is plainly a
decimal number, `true`, `false` or `null`; keys are always text. What makes two readers disagree (anchors, tags, merge
keys, repeated keys, a second document) is refused with its line. For any bytes, only CapabilityError leaves.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from normalizer.errors import CapabilityError, FileProblem, escape, quote

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_PROBLEMS = 100
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_BEGINS_NUMBER = frozenset("-0123456789")
_MAX_DIGITS = 15
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
# control characters, what turns the direction of text, line breaks that editors do not show, halves of a character
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONTAINERS = frozenset({dict, list})

_NO_KEYS: dict[str, int] = {}
"""The lines of the keys of a scalar, which has none and gets none."""

Scalar = str | int | float | bool | None
_Key = tuple[str, int, bool]
"""A key, its line, and whether its value is kept."""


@dataclass(slots=True)
class Node:
    """One value of a file with the place where it begins.

    `value` is a scalar, a list of nodes, or a mapping from text to nodes; `key_lines` has the line of each key.
    """

    value: Scalar | list[Node] | dict[str, Node]
    file: str
    line: int
    key_lines: dict[str, int] = field(default_factory=dict)

    def get(self, key: str) -> Node | None:
        """Give the value of a key; nothing where this is no mapping or the key is missing."""
        return self.value.get(key) if isinstance(self.value, dict) else None

    def items(self) -> Collection[tuple[str, Node]]:
        """Give the keys and values of a mapping; nothing for other values."""
        return self.value.items() if isinstance(self.value, dict) else ()

    def put(self, key: str, child: Node, line: int) -> None:
        """Set a key of a mapping; `line` is the key's, in the file of the child."""
        if isinstance(self.value, dict):
            self.value[key] = child
            self.key_lines[key] = line

    def copy(self) -> Node:
        """Copy a mapping so far that keys may be put into it."""
        return Node(dict(self.items()), self.file, self.line, dict(self.key_lines))

    def plain(self) -> Any:
        """Give the value as plain Python data, without places."""
        value = self.value
        if isinstance(value, dict):  # most values are scalars, which are taken as they are
            return {k: c.plain() if type(c.value) in _CONTAINERS else c.value for k, c in value.items()}
        if isinstance(value, list):
            return [c.plain() if type(c.value) in _CONTAINERS else c.value for c in value]
        return value


def parse_tree(data: bytes, file: str) -> Node:
    """Read the bytes of one file; the top level is a mapping.

    >>> parse_tree(b"ratios: [16:9, 1]", "x.yaml").plain()
    {'ratios': ['16:9', 1]}
    """
    builder = _Builder(file)
    text = _decode(data, builder)
    if text is not None:
        _drive(builder, text)
    top = builder.finish()
    if top is None or builder.problems:
        raise CapabilityError(builder.problems)
    return top


def _decode(data: bytes, builder: _Builder) -> str | None:
    if len(data) > MAX_BYTES:
        builder.problem(0, "the file is larger than 1 MiB")
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        builder.problem(data.count(b"\n", 0, error.start) + 1, "the file is not UTF-8 text")
        return None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    for line, found in _hidden(text):
        builder.problem(line, f"the character {found} is not allowed here")
    return None if builder.problems else text


def _hidden(text: str) -> Iterator[tuple[int, str]]:
    for match in _HIDDEN.finditer(text):
        yield text.count("\n", 0, match.start()) + 1, f"U+{ord(match[0]):04X}"


def _drive(builder: _Builder, text: str) -> None:
    """Feed the parser's events to the builder; what the parser itself raises becomes a problem."""
    loader = None
    try:
        loader = _LOADER(text)
        builder.read(iter(loader.get_event, None))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = _reason(error)
        # the parser in C reads ahead of its events, and newer ones have a bound of their own
        deep = "maximum nesting depth" in reason
        said = TOO_DEEP if deep else f"not readable as YAML: {reason}"
        builder.problem(mark.line + 1 if mark else 0, said)
    except (yaml.YAMLError, ValueError, RecursionError, MemoryError, OverflowError):
        builder.problem(0, "not readable as YAML")
    finally:
        if loader is not None:
            loader.dispose()


def _reason(error: yaml.MarkedYAMLError) -> str:
    parts = [part for part in (error.context, error.problem) if part]
    return escape(", ".join(parts), 160)


class _Builder:
    """Builds the tree from events with a stack of its own, and collects every problem on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[FileProblem] = []
        self.root: Node | None = None
        self._open: Node | None = None  # the list or mapping that is being read
        self._key: _Key | None = None  # the key in it that waits for its value
        self._outside: list[tuple[Node, _Key | None]] = []  # what is open around it, and the keys there
        self._documents = 0

    def problem(self, line: int, sentence: str, key: str = "") -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(FileProblem(self.file, line, key, sentence))

    def read(self, events: Iterable[Any]) -> None:
        """Take the events, the most frequent kinds first; stop where going on would only repeat a problem."""
        for event in events:
            kind = type(event)
            if kind is ScalarEvent:
                self._scalar(event)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                if not self._begin(event, {} if kind is MappingStartEvent else []):
                    return
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                self._open = self._outside.pop()[0] if self._outside else None
                self._key = None
            elif kind is AliasEvent:
                self._refuse(event, f"aliases are not allowed, got *{quote(event.anchor)[1:-1]}; write the value again")
                # what follows is read as if a value stood there
                self._scalar(ScalarEvent(None, None, (True, False), "", event.start_mark, event.end_mark))
            elif kind is DocumentStartEvent and not self._document(event):
                return

    def finish(self) -> Node | None:
        """Give the top of the tree; a problem where there is none."""
        if self.problems:
            return None
        if self.root is None or self.root.value is None:
            self.problem(0, "the file is empty")
        elif not isinstance(self.root.value, dict):
            self.problem(self.root.line, "expected keys with values ('name: ...') at the top level")
        return self.root

    def _document(self, event: yaml.DocumentStartEvent) -> bool:
        self._documents += 1
        if self._documents > 1:
            self._refuse(event, "a second document begins here; one file holds one")
            return False
        if event.version or event.tags:
            self.problem(1, "directives (lines that begin with %) are not allowed")
        return True

    def _begin(self, event: yaml.CollectionStartEvent, value: list[Node] | dict[str, Node]) -> bool:
        """Open a list or a mapping; False where it cannot stand here."""
        self._check_marks(event)
        parent, key = self._open, self._key
        if key is None and parent is not None and type(parent.value) is dict:
            self._refuse(event, "a key is one word, not a list or a map")
            return False
        if parent is not None and len(self._outside) + 1 >= MAX_DEPTH:
            self._refuse(event, TOO_DEEP)
            return False
        node = Node(value, self.file, _line(event), {})
        self._hang(node)
        if parent is not None:
            self._outside.append((parent, key))
        self._open, self._key = node, None
        return True

    def _scalar(self, event: Any) -> None:
        if event.anchor is not None or event.tag is not None:
            self._check_marks(event)
        text = event.value
        # a look at what is plain ASCII costs less than the search
        if not (text.isascii() and text.isprintable()) and (found := _HIDDEN.search(text)) is not None:
            self._refuse(event, f"the character U+{ord(found[0]):04X} is not allowed here")
            text = ""
        line, style, parent, key = event.start_mark.line + 1, event.style, self._open, self._key
        if key is None and parent is not None and type(parent.value) is dict:
            known, merges = parent.key_lines, not style and text == "<<"
            fits = text not in known and text != "" and not merges
            if not fits:
                self._refuse_key(text, line, known, merges=merges)
            self._key = text, line, fits  # what is below a wrong key is not kept
        else:
            self._hang(Node(text if style else _typed(text), self.file, line, _NO_KEYS))

    def _check_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, f"anchors are not allowed, got &{quote(event.anchor)[1:-1]}")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
            self._refuse(event, f"tags are not allowed, got {quote(tag)}")

    def _hang(self, node: Node) -> None:
        """Hang a value below what is open."""
        parent, key = self._open, self._key
        if parent is None:
            self.root = node
            return
        inside: Any = parent.value  # a map where a key waits, else a list
        if key is None:
            inside.append(node)
            return
        name, line, fits = key
        self._key = None
        if fits:
            inside[name], parent.key_lines[name] = node, line

    def _refuse_key(self, name: str, line: int, known: dict[str, int], *, merges: bool) -> None:
        if merges:
            self.problem(line, "merge keys (<<) are not allowed; write the values again", self._path())
        elif name in known:
            self.problem(line, f"the key stands twice, on lines {known[name]} and {line}", self._path(name))
        else:
            self.problem(line, "a key is missing before the colon", self._path())

    def _refuse(self, event: yaml.Event, sentence: str) -> None:
        self.problem(_line(event), sentence, self._path())

    def _path(self, *more: str) -> str:
        """Name the way to the next value: keys, and places in lists; what is open around it has begun already."""
        steps = [
            str(len(node.value) - 1) if isinstance(node.value, list) else "" if key is None else key[0]
            for node, key in self._outside
        ]
        if self._key is not None:
            steps.append(self._key[0])
        elif self._open is not None and isinstance(self._open.value, list):
            steps.append(str(len(self._open.value)))
        return ".".join([*steps, *more])


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark else 0


def _typed(text: str) -> Scalar:
    """Type a plain scalar: what is not plainly a decimal number, true, false or null stays text."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] in _BEGINS_NUMBER and len(text) <= _MAX_DIGITS + 2 and _NUMBER.fullmatch(text):
        digits = len(text) - text.count("-") - text.count(".")
        if digits <= _MAX_DIGITS:
            return float(text) if "." in text else int(text)
    return text
