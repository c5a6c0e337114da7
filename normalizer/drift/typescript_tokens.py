"""Cut TypeScript declarations into tokens, and find where each declaration begins. Comments are left out."""

from __future__ import annotations

import re
from typing import NamedTuple

_STRING = r""""(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`"""
_COMMENT = re.compile(rf"(?P<keep>{_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TOKEN = re.compile(
    rf"\s*(?:(?P<text>{_STRING})|(?P<name>[^\W\d][\w$]*|\$[\w$]*)|(?P<number>\d[\w.]*)|(?P<mark>=>|\.\.\.|\S))"
)
_START = re.compile(
    r"^[ \t]*(?:export[ \t]+)?(?:declare[ \t]+)?(?P<kind>type|interface)[ \t]+(?P<name>[^\W\d][\w$]*)\s*"
    r"(?=[=<{]|extends\b)",
    re.MULTILINE,
)


class Token(NamedTuple):
    """One token: its kind (text, name, number, mark, or end), its text, and where the next one may begin."""

    kind: str
    text: str
    end: int


class Start(NamedTuple):
    """Where a declaration begins, just behind its name."""

    kind: str
    offset: int
    line: int


def without_comments(text: str) -> str:
    r"""Leave out comments, and keep the lines where they are.

    >>> without_comments('a: "//x"; /* y\n */ b')
    'a: "//x"; \n b'
    """
    return _COMMENT.sub(lambda found: found["keep"] or "\n" * found[0].count("\n"), text)


def starts(text: str) -> dict[str, list[Start]]:
    r"""Find the declarations of types by name; an interface may be declared in several places.

    >>> starts("export type A = 1;\ninterface B {}")
    {'A': [Start(kind='type', offset=14, line=1)], 'B': [Start(kind='interface', offset=31, line=2)]}
    """
    found: dict[str, list[Start]] = {}
    line, at = 1, 0
    for match in _START.finditer(text):
        line, at = line + text.count("\n", at, match.start("name")), match.start("name")
        found.setdefault(match["name"], []).append(Start(match["kind"], match.end(), line))
    return found


def token_at(text: str, offset: int) -> Token:
    """Give the token that begins here, or after blanks."""
    match = _TOKEN.match(text, offset)
    if match is None:
        return Token("end", "", len(text))
    kind = str(match.lastgroup)
    return Token(kind, match[kind], match.end())
