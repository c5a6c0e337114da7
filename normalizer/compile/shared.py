"""Equal things of many targets, kept once: what a provider spells alike, hundreds of targets say alike."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from normalizer.write import Field, field_of

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

MOST = 4096
"""So many things of each kind are shared; then all are forgotten, and the next of their like stand once more."""

_kept: dict[Any, Any] = {}


def shared(key: Any, make: Callable[[], T]) -> T:
    """Give what was made for the same key, which says all that the thing is made of; it must never change.

    >>> shared("three", lambda: [3]) is shared("three", lambda: [3])
    True
    """
    found = _kept.get(key)
    if found is None:
        found = make()
        if len(_kept) >= MOST:
            _kept.clear()
        _kept[key] = found
    known: T = found
    return known


@lru_cache(MOST)
def one(names: frozenset[str]) -> frozenset[str]:
    """Give the first of all equal sets.

    >>> one(frozenset({"size"})) is one(frozenset({"size"}))
    True
    """
    return names


def shared_field(path: str, raw: Any, *, adds: bool = False) -> Field:
    """Compile a field as `field_of` does; one that puts a text in is shared.

    >>> shared_field("size", "{size}") is shared_field("size", "{size}")
    True
    """
    return _field(path, raw, adds) if type(raw) is str else field_of(path, raw, adds=adds)


@lru_cache(MOST)
def _field(path: str, raw: str, adds: bool) -> Field:  # noqa: FBT001  keys of a cache have no names
    return field_of(path, raw, adds=adds)
