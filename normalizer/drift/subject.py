"""One target that is compared: what it sends, what its file says, and the types that its SDK has."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from normalizer.drift.belongs import Described, Types
    from normalizer.layers import Expanded
    from normalizer.target import Target


class Subject(NamedTuple):
    """A compared target."""

    target: Target
    expanded: Expanded
    types: Types
    callers: frozenset[str]
    """Fields whose values only a caller knows."""

    def described(self, upstream: str | None) -> list[Described]:
        """Give the types of a call of this upstream id."""
        return self.types.of(self.expanded, upstream)

    @property
    def name(self) -> str:
        """The target as people name it."""
        return name_of(self.target)


def name_of(target: Target) -> str:
    """Name a target as people do: provider/model operation."""
    return f"{target.provider}/{target.model} {target.operation}"
