"""Which requests get the same verdict: those of one target that say the same keys, and the same of what decides.

What decides is read as the short way of the engine reads it (`normalizer.quick`). Whatever is out of the ordinary has
no key and is planned by itself.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.batch.verdict import MOST_OF_NAME
from normalizer.errors import escape
from normalizer.parameters import rules
from normalizer.parameters.count import SeedParameter
from normalizer.parameters.inputs import InputParameter
from normalizer.parameters.kinds import TextParameter
from normalizer.quick.builder import Hole, reader
from normalizer.quick.readers import ANYTHING
from normalizer.quick.sides import pixels
from normalizer.quick.way import MOST_KEYS, SENSITIVE
from normalizer.request import ALIASES, GEOMETRY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.batch.verdict import Codes
    from normalizer.quick.kind import Tokens
    from normalizer.quick.readers import Reader
    from normalizer.target import Target

Key = tuple[Any, ...]
"""What is said of the size, and then what else decides."""

SIZES = frozenset(GEOMETRY)
LONGEST_SPELLING = 64
# what is handed on as it is, if it was read
_HANDED_ON = frozenset({SeedParameter, TextParameter})
MOST_SIZES = 1 << 14
"""So many sizes are remembered as texts."""

_SCALARS = frozenset({str, int, float, bool})
_STAND_INS = ("<{}>", "https://example.com/{}", "data:image/png;base64,AAAA")


class Alike:
    """Requests to one target with the same keys in the same order.

    `read` gives the key of a request's values, as one tuple, with `None` in it where only the engine can tell; it is
    absent where it always is so. `separable` says that the size and the rest can be remembered each by itself; `bound`
    that a condition looks at what is sent of the size. `telling` are the names, the size's aside, whose values say
    anything of a verdict; `lost` is what is said of those that are left out whatever their values.
    """

    __slots__ = (
        *("_of_size", "_told", "bound", "carried", "lost"),
        *("names", "read", "readers", "separable", "target", "telling"),
    )

    def __init__(
        self,
        target: Target,
        names: tuple[str, ...],
        readers: Mapping[str, Reader],
        ruled: frozenset[str],
        known: KnownSizes,
    ) -> None:
        self.target = target
        self.names = names
        self.readers = readers
        holes = {name: Hole(place, readers[name].read) for place, name in enumerate(names) if _is_read(readers, name)}
        if "size" in holes and holes["size"].fill is pixels:
            holes["size"] = holes["size"]._replace(fill=known.read)
        of_size = [hole for name, hole in holes.items() if name in SIZES]
        rest = {name: hole for name, hole in holes.items() if name not in SIZES}
        free = [name for name in names if name not in ruled and name not in target.required]
        silent = {name for name in free if _is_silent(target, name, readers.get(name))}
        lost = {name: code for name in free if (code := _code_of_lost(target, name, readers.get(name))) is not None}
        self.read = reader([*of_size, *rest.values()]) if _is_ordinary(target, names, readers, ruled) else None
        self.lost: Codes = tuple(lost.items())
        self.telling = tuple(name for name in names if name not in silent and name not in lost and name not in SIZES)
        self._of_size = len(of_size)
        self._told = tuple(len(of_size) + place for place, name in enumerate(rest) if name not in silent)
        self.carried = frozenset(name for name in names if name not in readers or readers[name].carries)
        sizes = SIZES.intersection(names)
        self.bound = not ruled.isdisjoint(rules.SIZES)
        self.separable = ("size" not in sizes or len(sizes) == 1) and (bool(sizes) or needs_no_size(target))

    def parted(self, key: Key) -> tuple[Tokens, Tokens]:
        """Give what a key says of the size, and what it says of everything else that tells."""
        return key[: self._of_size], tuple([key[place] for place in self._told])

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
        return ("spelled",), *tokens

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


def needs_no_size(target: Target) -> bool:
    """Tell whether requests without a size say of everything else what others do; else it is missing."""
    return SIZES.isdisjoint(target.required)


def _is_read(readers: Mapping[str, Reader], name: str) -> bool:
    return name in readers and readers[name].read is not None


class KnownSizes:
    """Reads a size as `pixels` does; most of a log's were read before, so that looking them up is quicker."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[str, tuple[int, int]] = {}

    def read(self, value: Any) -> tuple[int, int] | None:
        """Give width and height, or nothing."""
        if type(value) is not str:
            return None
        size = self._known.get(value)
        if size is None and (size := pixels(value)) is not None:
            if len(self._known) >= MOST_SIZES:
                self._known.clear()
            self._known[value] = size
        return size


def _is_silent(target: Target, name: str, reader: Reader | None) -> bool:
    """Tell whether a verdict is the same without a parameter: it is handed on as it is, and nothing looks at it."""
    if reader is None:
        return target.extras == "pass"
    return reader.carries and type(target.parameters.get(name)) in _HANDED_ON


def _code_of_lost(target: Target, name: str, reader: Reader | None) -> str | None:
    """Say what becomes of a parameter that is left out whatever its value (R6.2, R7.1); nothing of any other."""
    if name in SENSITIVE or escape(name, MOST_OF_NAME) != name:
        return None
    if reader is None:
        return "dropped" if target.extras == "drop" else None
    is_lost = reader is ANYTHING and target.names[name] == name and name not in target.parameters
    return "unsupported" if is_lost else None


def _is_ordinary(target: Target, names: tuple[str, ...], readers: Mapping[str, Reader], ruled: frozenset[str]) -> bool:
    if any(ALIASES.get(name) in names for name in names):
        return False  # whether the two agree, their very values tell
    # what nobody knows is passed, dropped or refused, whatever its value
    unknown = {name for name in names if name not in readers}
    if len(names) > MOST_KEYS or not unknown.isdisjoint({*target.native, *SENSITIVE, *ruled}):
        return False
    # a condition looks at whether an input is there, but might look at any other value
    free = {name for name in ruled & set(names) & readers.keys() if readers[name].carries}
    return all(isinstance(target.parameters.get(name), InputParameter) for name in free)
