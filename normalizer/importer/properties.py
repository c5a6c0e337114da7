"""What a schema says of one property, whatever way it was said: types, values, bounds, default, description.

Knows JSON Schema's words and no model's; what a property means is recognised elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MISSING = object()
"""Stands for a default that is not stated; `None` is one that is."""


@dataclass(frozen=True, slots=True, eq=False)
class Property:
    """One property of a request, with every alternative (`anyOf`, `$ref`, ...) put together.

    `path` has a dot before each inner name. `values` is empty where nothing is enumerated; `open` says that other
    values of the same type are taken as well. `members` are an object's properties (`closed` where it takes no
    others), `item` is what a list holds.
    """

    path: str
    required: bool = False
    types: frozenset[str] = frozenset()
    values: tuple[Any, ...] = ()
    open: bool = False
    minimum: float | None = None
    maximum: float | None = None
    multiple_of: float | None = None
    max_length: int | None = None
    max_items: int | None = None
    default: Any = MISSING
    format: str = ""
    description: str = ""
    members: Mapping[str, Property] = field(default_factory=dict)
    item: Property | None = None
    closed: bool = False

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition(".")[2]

    @property
    def words(self) -> frozenset[str]:
        """The words of the name in lower case, whatever way they are joined.

        >>> sorted(Property("input.numImages_v2").words)
        ['images', 'num', 'v2']
        """
        return frozenset(_words(self.name))

    @property
    def text(self) -> str:
        """The description in lower case."""
        return self.description.lower()

    @property
    def has_default(self) -> bool:
        """Whether a default other than null is stated."""
        return self.default is not MISSING and self.default is not None

    def is_a(self, *types: str) -> bool:
        """Tell whether the property takes one of these types."""
        return not self.types.isdisjoint(types)

    def only(self, *types: str) -> bool:
        """Tell whether the property takes these types and no other."""
        return bool(self.types) and self.types <= set(types)


def _words(name: str) -> Iterator[str]:
    """Split a name at what joins it: underscores, hyphens, and capitals after small letters."""
    word = ""
    for before, letter in zip(f" {name}", name, strict=False):
        if not letter.isalnum() or (letter.isupper() and not before.isupper()):
            if word:
                yield word
            word = letter.lower() if letter.isalnum() else ""
        else:
            word += letter.lower()
    if word:
        yield word


def together(parts: list[Property], *, alternatives: bool) -> Property:
    """Put together what several schemas say of one property; `alternatives` where one of them is enough.

    What all of several alternatives enumerate is enumerated; beside a free one of the same type it is `open`. Of
    conditions that all hold, the narrower bound counts.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    free = [p for p in parts if not p.values and not p.members and not p.is_a("array", "object", "null", "boolean")]
    listed = [p for p in parts if p.values]
    values = tuple(dict.fromkeys((type(v), v) for p in parts for v in p.values if _is_plain(v)))
    # a number beside words is another wording; of the same type it says that the list is not all
    is_open = alternatives and any(not f.types or f.types & t.types for f in free for t in listed)
    narrow, wide = (max, min) if alternatives else (min, max)
    return replace(
        first,
        required=any(p.required for p in parts),
        types=frozenset().union(*(p.types for p in parts)) - ({"null"} if alternatives else frozenset()),
        values=tuple(value for _, value in values),
        open=is_open or any(p.open for p in parts),
        minimum=_bound(wide, [p.minimum for p in parts]),
        maximum=_bound(narrow, [p.maximum for p in parts]),
        multiple_of=next((p.multiple_of for p in parts if p.multiple_of), None),
        max_length=next((p.max_length for p in parts if p.max_length), None),
        max_items=next((p.max_items for p in parts if p.max_items), None),
        default=next((p.default for p in parts if p.default is not MISSING), MISSING),
        format=next((p.format for p in parts if p.format), ""),
        description=next((p.description for p in parts if p.description), ""),
        members={name: member for p in reversed(parts) for name, member in p.members.items()},
        item=next((p.item for p in parts if p.item), None),
        closed=any(p.closed for p in parts if p.members),
    )


def _is_plain(value: Any) -> bool:
    return isinstance(value, (str, int, float))


def _bound(choose: Any, bounds: list[float | None]) -> float | None:
    said = [bound for bound in bounds if bound is not None]
    return choose(said) if said else None
