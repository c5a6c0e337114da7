"""An expanded target as plain data: what is said about it, and the file and line of every single value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.layers import Expanded, Path, Place


def plain_block(target: Expanded) -> dict[str, Any]:
    """Give what is said about a target as plain data, under the keys of the files."""
    block: dict[str, Any] = target.block.model_dump(mode="json", by_alias=True, exclude_unset=True)
    return block


def leaves(target: Expanded) -> Iterator[tuple[Path, Place]]:
    """Give the place of every single value of the block."""
    return leaves_below(target, plain_block(target), ())


def leaves_below(target: Expanded, value: Any, path: Path) -> Iterator[tuple[Path, Place]]:
    """Give the place of every single value below a path, at which this value stands."""
    if not value or not isinstance(value, (dict, list)):
        yield path, target.origin(*path)
        return
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield from leaves_below(target, item, (*path, key))
