"""Read types out of TypeScript declarations (`.d.ts`): aliases and interfaces of literals, lists, objects and choices.

It reads the few forms of which requests are made. What it does not understand allows anything and is named, so that
one strange declaration does not hide the others.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from normalizer.drift.finding import NotComparedError
from normalizer.drift.shape import OTHERS, Anything, ListOf, MapOf, Member, Plain, Record, Words, loosened, one_of
from normalizer.drift.typescript_tokens import starts, token_at, without_comments
from normalizer.errors import quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.drift.shape import Scalar, Shape
    from normalizer.drift.typescript_tokens import Start

DEEPEST = 50
"""How deep a type may nest."""

_NOTHING = Plain("nothing")
_KNOWN: dict[str, Shape] = {
    "string": Plain("text"),
    "number": Plain("number"),
    "boolean": Plain("flag"),
    "true": Words((True,)),
    "false": Words((False,)),
    **dict.fromkeys(("any", "unknown", "object"), Anything()),
    **dict.fromkeys(("null", "undefined", "void"), _NOTHING),
    **dict.fromkeys(("Blob", "File", "Buffer", "ArrayBuffer", "Uint8Array", "ReadableStream"), Plain("file")),
}
_STANDS_FOR = re.compile(r"\s*=\s*(?P<name>[^\W\d][\w$]*)\s*;")
_LISTS = ("Array", "ReadonlyArray", "Iterable", "Set")


class _NotUnderstoodError(Exception):
    """This part of a type is none of the forms that are read."""


class Declarations:
    """The types of one file, each read when it is first asked for.

    >>> Declarations('export type Size = "1:1" | "16:9" | null;').shape("Size")
    OneOf(options=(Words(values=('1:1', '16:9')), Plain(kind='nothing')))
    """

    def __init__(self, text: str, *, trust_aliases: bool = True) -> None:
        """Take the text of a file; without `trust_aliases` a type that merely stands for another is loosened."""
        self._trust_aliases = trust_aliases
        self._text = without_comments(text)
        self._starts = starts(self._text)
        self._shapes: dict[str, Shape] = {}

    def shape(self, name: str) -> Shape:
        """Read the type of this name; raises `NotComparedError` where the file has none."""
        if name not in self._starts:
            raise NotComparedError(f"the file of types has no type {quote(name)}")
        if name not in self._shapes:
            # met again while it is read: a type that holds itself other than as a field of an object
            self._shapes[name] = Anything(f"{name}, which holds itself")
            self._shapes[name] = self._read(name)
        return self._shapes[name]

    def known(self, name: str) -> Shape:
        """Give what a name means inside a type."""
        if name in self._starts:
            return self.shape(name)
        return _KNOWN.get(name) or Anything(name)

    def _read(self, name: str) -> Shape:
        first, *more = self._starts[name]
        if first.kind == "interface":
            # an interface is an object, so that what it holds can wait
            return Record(name, lambda: self._interface(name, (first, *more)))
        try:
            shape = _Parser(self, self._text, first.offset, name).alias()
            stands_for = _STANDS_FOR.match(self._text, first.offset)
            mere = stands_for is not None and stands_for["name"] in self._starts
            return loosened(shape) if mere and not self._trust_aliases else shape
        except _NotUnderstoodError as error:
            return Anything(f"{name}, line {first.line}: {error}")

    def _interface(self, name: str, places: tuple[Start, ...]) -> Mapping[str, Member]:
        fields: dict[str, Member] = {}
        for place in places:
            try:
                fields |= _Parser(self, self._text, place.offset, name).interface()
            except _NotUnderstoodError as error:
                fields[OTHERS] = Member(Anything(f"{name}, line {place.line}: {error}"))
        return fields


class _Parser:
    """The parser of one declaration."""

    def __init__(self, declarations: Declarations, text: str, offset: int, name: str) -> None:
        self._declarations = declarations
        self._text = text
        self._name = name
        self._token = token_at(text, offset)
        self._depth = 0

    def alias(self) -> Shape:
        self._skip_parameters()
        self._expect("=")
        shape = self._type()
        following = self._token
        if following.text != ";" and following.kind != "end" and not _begins_declaration(following.text):
            raise _NotUnderstoodError(f"{quote(following.text)} after a type")
        return shape

    def interface(self) -> dict[str, Member]:
        self._skip_parameters()
        fields: dict[str, Member] = {}
        if self._took("extends"):
            while True:
                fields |= _fields(self._type())
                if not self._took(","):
                    break
        return fields | self._members()

    def _next(self) -> str:
        text = self._token.text
        self._token = token_at(self._text, self._token.end)
        return text

    def _took(self, text: str) -> bool:
        return self._token.text == text and bool(self._next())

    def _expect(self, text: str) -> None:
        if not self._took(text):
            raise _NotUnderstoodError(f"expected {quote(text)}, got {quote(self._token.text)}")

    def _skip_parameters(self) -> None:
        if self._took("<"):
            raise _NotUnderstoodError("a type with parameters")

    def _type(self) -> Shape:
        self._depth += 1
        if self._depth > DEEPEST:
            raise _NotUnderstoodError(f"nested deeper than {DEEPEST} levels")
        self._took("|")
        options = [self._both()]
        while self._took("|"):
            options.append(self._both())
        self._depth -= 1
        return one_of(options)

    def _both(self) -> Shape:
        self._took("&")
        joined = [self._listed()]
        while self._took("&"):
            joined.append(self._listed())
        if len(joined) == 1:
            return joined[0]
        return Record(self._name, lambda: {key: one for part in joined for key, one in _fields(part).items()})

    def _listed(self) -> Shape:
        shape = self._single()
        while self._took("["):
            if self._took("]"):
                shape = ListOf(shape)
                continue
            key = self._type()
            self._expect("]")
            shape = _inside(shape, key)
        return shape

    def _single(self) -> Shape:
        token = self._token
        if token.kind == "text":
            self._next()
            return Plain("text") if token.text.startswith("`") else Words((_text(token.text),))
        if token.kind == "number" or token.text == "-":
            return Words((self._number(),))
        if token.kind == "name":
            return self._named()
        if token.text == "{":
            fields = self._members()
            return Record(self._name, lambda: fields)
        if self._took("("):
            shape = self._type()
            self._expect(")")
            return shape
        if self._took("["):
            items = [] if self._token.text == "]" else [self._type()]
            while self._took(","):
                items.append(self._type())
            self._expect("]")
            return ListOf(one_of(items) if items else Anything())
        raise _NotUnderstoodError(f"{quote(token.text)} in a type")

    def _named(self) -> Shape:
        name = self._next()
        if name == "readonly":
            return self._listed()
        if name in {"keyof", "typeof", "unique", "infer"}:
            return Anything(f"{name} {self._next()}")
        while self._took("."):
            name = self._next()
        arguments: list[Shape] = []
        if self._took("<"):
            arguments.append(self._type())
            while self._took(","):
                arguments.append(self._type())
            self._expect(">")
        if name in _LISTS and len(arguments) == 1:
            return ListOf(arguments[0])
        if name == "Record" and len(arguments) == 2:
            return MapOf(arguments[1])
        return Anything(f"{name}<...>") if arguments else self._declarations.known(name)

    def _number(self) -> Scalar:
        sign = -1 if self._took("-") else 1
        digits = self._next()
        if re.fullmatch(r"\d{1,15}(\.\d{1,15})?", digits, re.ASCII) is None:
            raise _NotUnderstoodError(f"the number {quote(digits)}")
        return sign * (float(digits) if "." in digits else int(digits))

    def _members(self) -> dict[str, Member]:
        self._expect("{")
        fields: dict[str, Member] = {}
        while not self._took("}"):
            name, member = self._one_member()
            fields[name] = member
            if not (self._took(";") or self._took(",")) and self._token.kind == "end":
                raise _NotUnderstoodError("the declaration has no end")
        return fields

    def _one_member(self) -> tuple[str, Member]:
        token = self._token
        self._next()
        if token.text == "readonly" and self._token.text not in {":", "?"}:
            token = self._token
            self._next()
        if token.text == "[":  # [key: string]: type
            self._next()
            self._expect(":")
            self._type()
            self._expect("]")
            self._expect(":")
            return OTHERS, Member(self._type())
        if token.kind not in {"name", "text", "number"}:
            raise _NotUnderstoodError(f"{quote(token.text)} as the name of a field")
        name = _text(token.text) if token.kind == "text" else token.text
        optional = self._took("?")
        self._expect(":")
        return name, Member(self._type(), required=not optional)


def _begins_declaration(word: str) -> bool:
    return word in {"export", "declare", "type", "interface", "const", "class", "function", "enum", "import", "}"}


def _text(literal: str) -> str:
    """Read a quoted text; escapes are those of JSON."""
    inner = literal[1:-1].replace("\\'", "'") if literal[0] == "'" else literal[1:-1].replace('\\"', '"')
    try:
        return str(json.loads('"' + inner.replace('"', '\\"') + '"'))
    except ValueError:
        raise _NotUnderstoodError(f"the text {quote(literal)}") from None


def _fields(shape: Shape) -> Mapping[str, Member]:
    """Give the fields of what is joined to others; what has none leaves the whole open."""
    if isinstance(shape, Record):
        return shape.fields
    reason = shape.unread if isinstance(shape, Anything) else ""
    return {OTHERS: Member(Anything(reason or "a joined type that is no object"))}


def _inside(shape: Shape, key: Shape) -> Shape:
    """Follow Type["key"]."""
    if isinstance(key, Words) and len(key.values) == 1 and isinstance(shape, Record):
        member = shape.fields.get(str(key.values[0]))
        if member is not None:
            return member.shape
    return Anything("a type looked up by a key")
