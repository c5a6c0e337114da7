"""Which requests get the same verdict: those of one target that say the same keys, and the same of what decides.

What decides is read as the short way of the engine reads it (`normalizer.quick`). Whatever is out of the ordinary has
no key and is planned by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.parameters import rules
from normalizer.parameters.inputs import InputParameter
from normalizer.quick.kind import Kind
from normalizer.quick.way import MOST_KEYS, SENSITIVE
from normalizer.request import GEOMETRY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.quick.kind import Tokens
    from normalizer.quick.readers import Reader
    from normalizer.target import Target

Key = tuple["Tokens", "Tokens"]
"""What is said of the size, and what else decides."""

SIZES = frozenset(GEOMETRY)
LONGEST_SPELLING = 64
_SCALARS = frozenset({str, int, float, bool})
_STAND_INS = ("<{}>", "https://example.com/{}", "data:image/png;base64,AAAA")


class Alike:
    """Requests to one target with the same keys in the same order.

    `kind` is `None` where only the engine can tell. `separable` says that the size and the rest can be remembered each
    by itself; `bound` that a condition looks at what is sent of the size.
    """

    __slots__ = ("bound", "carried", "kind", "names", "readers", "separable", "target")

    def __init__(self, target: Target, names: tuple[str, ...], readers: Mapping[str, Reader]) -> None:
        self.target = target
        self.names = names
        self.readers = readers
        self.kind = Kind(names, readers, None, 0) if _is_ordinary(target, names, readers) else None
        self.carried = frozenset(name for name in names if name not in readers or readers[name].carries)
        mixed = "size" in names and not SIZES.isdisjoint(set(names) - {"size"})
        self.bound = not rules.names_of(target.rules).isdisjoint(rules.SIZES)
        self.separable = not mixed and not SIZES.isdisjoint(names)

    def spelled(self, values: tuple[Any, ...]) -> Key | None:
        """Give a key by the very spelling of what decides; nothing where something carried is out of the ordinary."""
        tokens = []
        for name, value in zip(self.names, values, strict=True):
            reader = self.readers.get(name)
            if reader is None or reader.read is None or reader.carries:
                if value is None or (reader is not None and reader.read is not None and reader.read(value) is None):
                    return None
                continue
            kind = type(value)
            if kind not in _SCALARS and value is not None:
                return None
            if kind is str and len(value) > LONGEST_SPELLING:
                return None
            tokens.append((kind, value))
        return ("spelled",), tuple(tokens)

    def stand_in(self, request: Mapping[str, Any]) -> dict[str, Any] | None:
        """Give a request of the same key that holds nothing carried; nothing where there is none."""
        made = {}
        for name, value in request.items():
            if name not in self.carried:
                made[name] = value
                continue
            reader = self.readers.get(name)
            read = None if reader is None else reader.read
            candidates = (*(text.format(name) for text in _STAND_INS), 1)
            if name in {"model", "provider", "operation"}:
                candidates = (value,)
            same = [one for one in candidates if read is None or read(one) == read(value)]
            if not same:
                return None
            made[name] = same[0]
        return made


def _is_ordinary(target: Target, names: tuple[str, ...], readers: Mapping[str, Reader]) -> bool:
    named = rules.names_of(target.rules)
    # what nobody knows is passed, dropped or refused, whatever its value
    unknown = {name for name in names if name not in readers}
    if len(names) > MOST_KEYS or not unknown.isdisjoint({*target.native, *SENSITIVE, *named}):
        return False
    # a condition looks at whether an input is there, but might look at any other value
    free = {name for name in named & set(names) & readers.keys() if readers[name].carries}
    return all(isinstance(target.parameters.get(name), InputParameter) for name in free)
