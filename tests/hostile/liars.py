"""Values that lie: subclasses of plain types whose methods raise or tell something else, and objects that hide."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, IntEnum, StrEnum
from typing import Any, NoReturn


class Boom(Exception):  # noqa: N818  not an error of ours
    """What a lying method raises."""


def boom(*_: Any, **__: Any) -> NoReturn:
    """Raise whatever is asked."""
    raise Boom


def raising(kind: type, *names: str) -> type:
    """Make a subclass whose named methods raise."""
    methods = dict.fromkeys(names, boom)
    if "__eq__" in methods and "__hash__" not in methods and kind.__hash__ is not None:
        methods["__hash__"] = kind.__hash__
    return type(f"Raising{kind.__name__.title()}", (kind,), methods)


def telling(kind: type, **answers: Any) -> type:
    """Make a subclass whose named methods give a made-up answer."""
    methods = {f"__{name}__": (lambda *_, told=told: told) for name, told in answers.items()}
    return type(f"Telling{kind.__name__.title()}", (kind,), methods)


TEXTS: dict[str, type] = {
    "__len__ raises": raising(str, "__len__"),
    "__eq__ raises": raising(str, "__eq__", "__ne__"),
    "__hash__ raises": raising(str, "__hash__"),
    "__str__ raises": raising(str, "__str__", "__repr__", "__format__"),
    "lower raises": raising(str, "lower", "strip", "casefold", "upper"),
    "isascii raises": raising(str, "isascii", "isprintable", "isdigit"),
    "__getitem__ raises": raising(str, "__getitem__", "__iter__", "__contains__"),
    "startswith raises": raising(str, "startswith", "partition", "split", "encode", "replace", "removesuffix"),
    "__len__ says 0": telling(str, len=0),
    "__len__ says much": telling(str, len=10**15),
    "__eq__ says yes": telling(str, eq=True, hash=0),
    "__str__ says big": telling(str, str="big", repr="big"),
}
"""Texts by what is wrong with them; all hold the characters they were made of."""

WHOLES: dict[str, type] = {
    "__int__ raises": raising(int, "__int__", "__index__"),
    "__int__ says much": telling(int, int=10**9, index=10**9),
    "__le__ raises": raising(int, "__le__", "__ge__", "__lt__", "__gt__"),
    "__le__ says yes": telling(int, le=True, ge=True, lt=True, gt=True),
    "__eq__ raises": raising(int, "__eq__", "__ne__"),
    "__mul__ raises": raising(int, "__mul__", "__mod__", "__floordiv__", "__sub__"),
    "__repr__ raises": raising(int, "__repr__", "__str__", "__format__", "bit_length"),
    "__bool__ raises": raising(int, "__bool__"),
}
"""Whole numbers by what is wrong with them."""

FRACTIONS: dict[str, type] = {
    "__int__ raises": raising(float, "__int__", "is_integer"),
    "__le__ raises": raising(float, "__le__", "__ge__"),
    "__eq__ raises": raising(float, "__eq__", "__ne__"),
    "__mul__ raises": raising(float, "__mul__", "__round__"),
    "__repr__ raises": raising(float, "__repr__", "__str__", "__format__"),
}
"""Floats by what is wrong with them."""


class NoClass:
    """Raises when asked for its class, as an unbound proxy does."""

    __class__ = property(boom)


class NoName(metaclass=type("Meta", (type,), {"__name__": property(boom)})):  # type: ignore[misc]  # a liar
    """Raises when its type is asked for a name."""


class NoAnswers:
    """Raises whatever is asked of it."""

    __bool__ = __eq__ = __len__ = __str__ = __repr__ = __iter__ = __getattr__ = boom
    __hash__ = boom  # type: ignore[assignment]  # a liar


class Arrays:
    """Compares as arrays do: the answer has no truth."""

    def __eq__(self, _: object) -> Any:
        return NoAnswers()

    __hash__ = None  # type: ignore[assignment]  # a liar

    def __len__(self) -> int:
        return 3


ODD = type("\x1b[2J\r\n\u202e" + "x" * 100, (), {})
"""A type whose name is an attack on terminals."""


class Proxy(Mapping[str, Any]):
    """A mapping that is no dict and does what it should."""

    def __init__(self, data: Any = None, items: Any = None) -> None:
        self.data = data or {}
        self.told = items

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def __iter__(self) -> Any:
        return iter(self.data)

    def __len__(self) -> int:
        return len(self.data)

    def items(self) -> Any:
        """Tell the items, or something else."""
        return self.data.items() if self.told is None else self.told()


class Colour(Enum):
    """Words that are no text."""

    HIGH = "high"
    WIDE = "16:9"
    THREE = 3


class Word(StrEnum):
    """Words that are text."""

    HIGH = "high"
    WIDE = "16:9"
    PIXELS = "1024x1024"
    PNG = "png"
    FOUR = "4"


class Number(IntEnum):
    """Names that are numbers."""

    THREE = 3
    FOUR = 4
    ELEVEN = 11
