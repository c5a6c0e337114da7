"""One value on offer in all its spellings, and sets of them as JSON Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.request_schema.spelling import BLANKS, folded

if TYPE_CHECKING:
    from collections.abc import Iterable

Schema = dict[str, Any]


class Choice(NamedTuple):
    """One value: `sample` stands for it, `values` are written out, `patterns` match its spellings as a text.

    `sides` are width and height where it may be an object of these, `numbers` a schema of numbers that mean it.
    """

    sample: Any
    values: tuple[Any, ...] = ()
    patterns: tuple[str, ...] = ()
    sides: tuple[int, int] | None = None
    numbers: Schema | None = None


class Offered(NamedTuple):
    """What may stand under one name: listed choices, and `free` schemas of what a schema cannot tell apart.

    `more` says in what way a free schema accepts more than is met. `given` stands for any value that is not listed.
    """

    choices: tuple[Choice, ...] = ()
    free: tuple[Schema, ...] = ()
    more: str | None = None
    given: Any = None

    @property
    def is_listed(self) -> bool:
        """Tell whether every value that is accepted is one of the choices."""
        return not self.free


def auto_choice(*, trimmed: bool, words: Iterable[str] = ()) -> Choice:
    """Give the word by which a value is left to the provider, and the provider's own words for it (R1.5)."""
    own = [word for word in words if word != "auto"]
    patterns = [folded(word) for word in ("auto", *own)]
    return Choice("auto", ("auto", *own), tuple(f"{BLANKS}{p}{BLANKS}" if trimmed else p for p in patterns))


def any_of(choices: Iterable[Choice], *, free: Iterable[Schema] = (), null: bool = False) -> Schema:
    """Accept every spelling of some choices."""
    chosen = list(choices)
    values = [value for choice in chosen for value in choice.values] + ([None] if null else [])
    ways: list[Schema] = [{"enum": _distinct(values)}] if values else []
    ways += _texts([pattern for choice in chosen for pattern in choice.patterns])
    ways += [choice.numbers for choice in chosen if choice.numbers is not None]
    ways += _objects([choice.sides for choice in chosen if choice.sides is not None])
    ways += free
    if {} in ways:
        return {}
    return ways[0] if len(ways) == 1 else {"anyOf": ways} if ways else {"not": {}}


def each_of(choices: Iterable[Choice], *, or_else: Schema | None = None) -> Schema:
    """Accept the same as `any_of`, one schema for each choice: these repeat, so that they can be shared."""
    ways = [any_of([choice]) for choice in choices] + ([] if or_else is None else [or_else])
    return ways[0] if len(ways) == 1 else {"anyOf": ways}


def whole_text(pattern: str) -> str:
    """Match a text from end to end, a line break at its end included."""
    return f"^{pattern}$(?!\\n)"


def _texts(patterns: list[str]) -> list[Schema]:
    if not patterns:
        return []
    distinct = list(dict.fromkeys(patterns))
    if all(pattern.startswith(BLANKS) and pattern.endswith(BLANKS) for pattern in distinct):
        inner = [pattern.removeprefix(BLANKS).removesuffix(BLANKS) for pattern in distinct]
        return [{"type": "string", "pattern": whole_text(f"{BLANKS}(?:{'|'.join(inner)}){BLANKS}")}]
    return [{"type": "string", "pattern": whole_text(f"(?:{'|'.join(distinct)})")}]


def _objects(sizes: list[tuple[int, int]]) -> list[Schema]:
    """Accept sizes as objects of width and height, which may be texts of digits."""
    if not sizes:
        return []
    names = ("width", "height")
    one_of: list[Schema] = [
        {"properties": {name: {"enum": [side, str(side)]} for name, side in zip(names, size, strict=True)}}
        for size in sizes
    ]
    return [
        {
            "type": "object",
            "properties": {name: {} for name in names},
            "required": list(names),
            "additionalProperties": False,
            "anyOf": one_of,
        }
    ]


def _distinct(values: list[Any]) -> list[Any]:
    """Leave every value once; `true` and `1` are two, `1` and `1.0` are one."""
    found = {(type(value) is bool, value): value for value in values}
    return list(found.values())
