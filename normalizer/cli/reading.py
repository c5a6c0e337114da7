"""Read what was typed: KEY=VALUE pairs, a request file, a policy, a size. Knows no parameter, only how values look."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager, nullcontext
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalizer.cli.ending import UNREADABLE, USAGE, CommandError
from normalizer.errors import NormalizationError, escape, quote
from normalizer.strict_json import RepeatedKeyError, strict_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.policy import Policy

STDIN = "-"
_LISTS = frozenset({"reserved", "output_formats"})


def pairs(texts: Iterable[str], option: str, example: str = "size=1024x1024") -> dict[str, Any]:
    """Read KEY=VALUE texts; a key that stands twice is an error of usage.

    >>> pairs(["size=1024x1024", "seconds=7", "audio=true"], "-p")
    {'size': '1024x1024', 'seconds': 7, 'audio': True}
    """
    found: dict[str, Any] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not key or not equals:
            raise CommandError(f"{option}: expected KEY=VALUE, got {quote(text)}; such as {option} {example}")
        if key in found:
            raise CommandError(f"{option}: {quote(key)} is given twice; say it once")
        try:
            found[key] = value_of(value)
        except RepeatedKeyError as error:
            raise CommandError(f"{option} {escape(key)}: {error}") from None
    return found


def value_of(text: str) -> Any:
    """Read JSON where the text is a number, an object, a list, true, false or null; else it stays the text it is.

    >>> value_of("7"), value_of("1024x1024"), value_of("null"), value_of('["a"]'), value_of('"7"')
    (7, '1024x1024', None, ['a'], '"7"')
    """
    try:
        value = strict_json(text)
    except (ValueError, RecursionError):
        return text
    return text if isinstance(value, str) else value


def request_of(source: str) -> dict[str, Any]:
    """Read a request from a file, or from stdin for `-`: one JSON object."""
    name = _name(source)
    with _readable(name):
        return _one_object(name, (sys.stdin.buffer.read() if source == STDIN else Path(source).read_bytes()))


def requests_of(source: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Read requests from a file, or from stdin for `-`, one JSON object a line: each with the number of its line."""
    name = _name(source)
    with _readable(name), nullcontext(sys.stdin.buffer) if source == STDIN else Path(source).open("rb") as lines:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, _one_object(f"{name}:{number}", line)


def _name(source: str) -> str:
    return "stdin" if source == STDIN else escape(source, 100)


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CommandError(f"{name}: {escape((error.strerror or 'cannot be read').lower())}", UNREADABLE) from None


def _one_object(name: str, data: bytes) -> dict[str, Any]:
    """Read one JSON object."""
    try:
        value = strict_json(data.decode("utf-8-sig"))
    except RepeatedKeyError as error:
        raise CommandError(f"{name}: {error}; say it once", USAGE) from None
    except UnicodeDecodeError:
        raise CommandError(f"{name}: expected UTF-8 text", UNREADABLE) from None
    except json.JSONDecodeError as error:
        sentence = f"expected one JSON object, line {error.lineno} column {error.colno} is no JSON"
        raise CommandError(f"{name}: {sentence}", UNREADABLE) from None
    except (ValueError, RecursionError) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise CommandError(f"{name}: expected one JSON object, {reason}", UNREADABLE) from None
    if not isinstance(value, dict):
        raise CommandError(f"{name}: expected one JSON object, got {quote(value)}", UNREADABLE)
    return value


def policy_of(texts: Iterable[str]) -> Policy | None:
    """Read a policy from KEY=VALUE texts; nothing where there are none."""
    from normalizer.policy import Policy

    given = pairs(texts, "--policy", "scale=at_least")
    known = [field.name for field in fields(Policy)]
    for key, value in given.items():
        if key not in known:
            near = get_close_matches(key[:64], known, 1, 0.5)
            hint = f"did you mean {near[0]}" if near else "one of " + ", ".join(known)
            raise CommandError(f"--policy: no such rule {quote(key)}; {hint}")
        if key == "strict" and not isinstance(value, bool):
            raise CommandError(f"--policy strict: expected true or false, got {quote(value)}")
        if key in _LISTS:
            given[key] = _words(key, value)
    try:
        return Policy(**given) if given else None
    except NormalizationError as error:
        raise CommandError("; ".join(problem.message for problem in error.problems)) from None


def _words(key: str, value: Any) -> frozenset[str]:
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise CommandError(f"--policy {key}: expected words such as a,b, got {quote(value)}")
    return frozenset(word.strip() for word in words)


def size_of(text: str | None, option: str) -> tuple[int, int] | None:
    """Read WIDTHxHEIGHT in pixels."""
    if text is None:
        return None
    from normalizer.values import Size

    size = Size.read(text)
    if size is None:
        raise CommandError(f"{option}: expected WIDTHxHEIGHT such as 1200x800, got {quote(text)}")
    return size.width, size.height
