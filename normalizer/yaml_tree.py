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

from normalizer.errors import CapabilityError, FileProblem, escape, quote

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_PROBLEMS = 100
TOO_DEEP = f"nested deeper than {MAX_DEPTH} levels"

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?", re.ASCII)
_MAX_DIGITS = 15
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "": None}
# control characters, what turns the direction of text, line breaks that editors do not show, halves of a character
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_CONTAINERS = frozenset({dict, list})

Scalar = str | int | float | bool | None


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

    def items(self) -> tuple[tuple[str, Node], ...]:
        """Give the keys and values of a mapping; nothing for other values."""
        return tuple(self.value.items()) if isinstance(self.value, dict) else ()

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
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if not builder.take(event):
                return
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = _reason(error)
        # the parser in C reads ahead of its events, and newer ones have a bound of their own
        deep = "maximum nesting depth" in reason
        said = TOO_DEEP if deep else f"not readable as YAML: {reason}"
        builder.problem(mark.line + 1 if mark else 0, said)
    except (yaml.YAMLError, ValueError, RecursionError, MemoryError, OverflowError):
        builder.problem(0, "not readable as YAML")


def _reason(error: yaml.MarkedYAMLError) -> str:
    parts = [part for part in (error.context, error.problem) if part]
    return escape(", ".join(parts), 160)


class _Builder:
    """Builds the tree from events with a stack of its own, and collects every problem on the way."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[FileProblem] = []
        self.root: Node | None = None
        self._stack: list[Node] = []
        self._keys: list[_Key | None] = []  # beside the stack: the key that waits for its value
        self._names: list[str] = []  # the way to the open container
        self._documents = 0

    def problem(self, line: int, sentence: str, key: str = "") -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(FileProblem(self.file, line, key, sentence))

    def take(self, event: yaml.Event) -> bool:
        """Take one event; False where going on would only repeat the problem."""
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event)
        if isinstance(event, yaml.CollectionStartEvent):
            return self._open(event)
        if isinstance(event, yaml.CollectionEndEvent):
            self._stack.pop()
            self._keys.pop()
            del self._names[max(len(self._stack) - 1, 0) :]
        elif isinstance(event, yaml.AliasEvent):
            self._refuse(event, f"aliases are not allowed, got *{quote(event.anchor)[1:-1]}; write the value again")
            self._place(Node(None, self.file, _line(event)), "")
        elif isinstance(event, yaml.DocumentStartEvent):
            return self._document(event)
        return True

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

    def _open(self, event: yaml.CollectionStartEvent) -> bool:
        self._check_marks(event)
        if self._key_is_next():
            self._refuse(event, "a key is one word, not a list or a map")
            return False
        if len(self._stack) >= MAX_DEPTH:
            self._refuse(event, TOO_DEEP)
            return False
        node = Node({} if isinstance(event, yaml.MappingStartEvent) else [], self.file, _line(event))
        if self._stack:
            self._names.append(self._step())
        self._place(node, None)
        self._stack.append(node)
        self._keys.append(None)
        return True

    def _scalar(self, event: yaml.ScalarEvent) -> bool:
        if event.anchor is not None or event.tag is not None:
            self._check_marks(event)
        text = event.value
        # a look at what is plain ASCII costs less than the search
        if not (text.isascii() and text.isprintable()) and (found := _HIDDEN.search(text)) is not None:
            self._refuse(event, f"the character U+{ord(found[0]):04X} is not allowed here")
            text = ""
        plain = not event.style
        value = _typed(text) if plain and not self._key_is_next() else text
        self._place(Node(value, self.file, _line(event)), "<<" if plain and text == "<<" else None)
        return True

    def _check_marks(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._refuse(event, f"anchors are not allowed, got &{quote(event.anchor)[1:-1]}")
        if event.tag is not None:
            tag = event.tag.replace("tag:yaml.org,2002:", "!!", 1)
            self._refuse(event, f"tags are not allowed, got {quote(tag)}")

    def _key_is_next(self) -> bool:
        return bool(self._stack) and isinstance(self._stack[-1].value, dict) and self._keys[-1] is None

    def _place(self, node: Node, special: str | None) -> None:
        """Hang a node below the open one, or remember it as the next key."""
        if not self._stack:
            self.root = node
            return
        parent = self._stack[-1]
        if isinstance(parent.value, list):
            parent.value.append(node)
        elif isinstance(parent.value, dict):
            key = self._keys[-1]
            if key is None:
                self._keys[-1] = self._key(parent, node, special)
            else:
                self._keys[-1] = None
                if key.kept:
                    parent.put(key.name, node, key.line)

    def _key(self, parent: Node, node: Node, special: str | None) -> _Key:
        name = node.value if isinstance(node.value, str) else ""
        kept = False
        if special == "<<":
            self.problem(node.line, "merge keys (<<) are not allowed; write the values again", self._path())
        elif name in parent.key_lines:
            first = parent.key_lines[name]
            self.problem(node.line, f"the key stands twice, on lines {first} and {node.line}", self._path(name))
        elif not name and special is None:
            self.problem(node.line, "a key is missing before the colon", self._path())
        else:
            kept = special is None
        return _Key(name, node.line, kept)

    def _refuse(self, event: yaml.Event, sentence: str) -> None:
        self.problem(_line(event), sentence, self._path())

    def _path(self, *more: str) -> str:
        here = self._step()
        return ".".join([*self._names, *([here] if here else ()), *more])

    def _step(self) -> str:
        """Name the place of the next value in the open container: its key, or its number in a list."""
        if not self._stack:
            return ""
        key = self._keys[-1]
        if isinstance(self._stack[-1].value, list):
            return str(len(self._stack[-1].value))
        return key.name if key is not None else ""


@dataclass(slots=True)
class _Key:
    name: str
    line: int
    kept: bool


def _line(event: yaml.Event) -> int:
    mark = event.start_mark
    return mark.line + 1 if mark else 0


def _typed(text: str) -> Scalar:
    """Type a plain scalar: what is not plainly a decimal number, true, false or null stays text."""
    if text in _WORDS:
        return _WORDS[text]
    if len(text) <= _MAX_DIGITS + 2 and _NUMBER.fullmatch(text):
        digits = len(text) - text.count("-") - text.count(".")
        if digits <= _MAX_DIGITS:
            return float(text) if "." in text else int(text)
    return text
