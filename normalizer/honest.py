"""Values that cannot lie: what a caller hands over may be a subclass whose methods raise or tell something else.

Knows the plain types alone. Values that only travel are never made honest: they stay the caller's own objects.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_PLAIN = frozenset({str, int, float, bool, list, dict, tuple, type(None)})

# the methods of the plain type itself, which no subclass can replace
_MAKERS: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (str, str.__str__),
    (int, int.__int__),
    (float, float.__float__),
    (dict, lambda value: dict(dict.items(value))),
    (list, list.copy),
    (tuple, lambda value: tuple.__getitem__(value, slice(None))),
)
_NAME: Any = type.__dict__["__name__"]


class Stranger:
    """Stands for a value that does not tell its own class, and keeps it."""

    __slots__ = ("own",)

    def __init__(self, own: Any) -> None:
        self.own = own


def honest(value: Any) -> Any:
    """Give a value of a subclass as the plain one that it is; everything else as it came.

    What tells another class than its own, or none, becomes a `Stranger`: nothing about it can be believed.

    >>> class Big(int):
    ...     __int__ = __index__ = lambda self: 10**9
    >>> honest(Big(5)), honest(["a"]), honest(5j)
    (5, ['a'], 5j)
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    for plain, make in _MAKERS:
        if issubclass(kind, plain):
            return make(value)
    try:
        tells_the_truth = value.__class__ is kind
    except Exception:  # noqa: BLE001  a caller's own object may raise anything
        tells_the_truth = False
    return value if tells_the_truth else Stranger(value)


def kind_name(value: object) -> str:
    """Name the type of a value, whatever the type says of itself.

    >>> kind_name(5j)
    'complex'
    """
    name: str = _NAME.__get__(type(value))
    return name
