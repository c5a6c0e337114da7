"""Which values go together: tables of what the engine meets exactly, written as conditions of a schema.

Names that decide about one another form a group: those of one rule of the target, and file type with compression. Of a
group every combination is put to the engine; values that no rule tells apart stand for one another.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.request_schema.choice import any_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from normalizer.request_schema.choice import Choice, Schema

Combination = tuple[int, ...]


class Kind(NamedTuple):
    """Values of one dimension that stand for one another; `says` gives what to ask, nothing where nothing is said."""

    says: dict[str, Any]
    choices: tuple[Choice, ...] = ()

    @property
    def is_absent(self) -> bool:
        """Tell whether this is the kind of saying nothing."""
        return not self.says


class Dimension(NamedTuple):
    """A name with the kinds of its values, the first of which is to say nothing.

    `keys` are the request keys of the name. Where it is not `listed`, its second kind is any value at all.
    """

    name: str
    keys: tuple[str, ...]
    kinds: tuple[Kind, ...]
    listed: bool = True


def table(dimensions: Sequence[Dimension], exact: Callable[[dict[str, Any]], bool]) -> frozenset[Combination]:
    """Put every combination to the engine; give those that are met exactly."""
    kinds = [range(len(dimension.kinds)) for dimension in dimensions]
    met = set()
    for combination in product(*kinds):
        request: dict[str, Any] = {}
        for dimension, index in zip(dimensions, combination, strict=True):
            request.update(dimension.kinds[index].says)
        if exact(request):
            met.add(combination)
    return frozenset(met)


def conditions(dimensions: Sequence[Dimension], met: frozenset[Combination]) -> Schema | None:
    """Write a table as a schema; nothing where everything goes with everything."""
    written = _written(dimensions, met)
    return None if written == {} else written


def _written(dimensions: Sequence[Dimension], met: frozenset[Combination]) -> Schema:
    if not dimensions:
        return {} if met else {"not": {}}
    first, rest = dimensions[0], dimensions[1:]
    below: dict[frozenset[Combination], list[int]] = {}
    for index in range(len(first.kinds)):
        tail = frozenset(combination[1:] for combination in met if combination[0] == index)
        below.setdefault(tail, []).append(index)
    parts = []
    for tail, indexes in below.items():
        if not tail:
            continue
        inner = _written(rest, tail)
        outer = _among(first, indexes)
        parts.append(_both(outer, inner))
    if not parts:
        return {"not": {}}
    return parts[0] if len(parts) == 1 else {"anyOf": parts}


def _among(dimension: Dimension, indexes: Sequence[int]) -> Schema:
    """Say that a name is absent or of some kinds."""
    if len(indexes) == len(dimension.kinds):
        return {}
    kinds = [dimension.kinds[index] for index in indexes]
    may_be_absent = any(kind.is_absent for kind in kinds)
    if not dimension.listed:
        if may_be_absent:
            return {"properties": {key: {"type": "null"} for key in dimension.keys}}
        return _said(dimension.keys, {"not": {"type": "null"}})
    choices = [choice for kind in kinds for choice in kind.choices]
    schema = any_of(choices, null=may_be_absent)
    if may_be_absent:
        return {"properties": dict.fromkeys(dimension.keys, schema)}
    if len(dimension.keys) == 1:
        return _said(dimension.keys, schema)
    all_of_them = any_of(choices, null=True)
    return _both({"properties": dict.fromkeys(dimension.keys, all_of_them)}, _said(dimension.keys, schema))


def _said(keys: Sequence[str], schema: Schema) -> Schema:
    """Say that one of several keys is there with such a value."""
    ways: list[Schema] = [{"required": [key], "properties": {key: schema}} for key in keys]
    return ways[0] if len(ways) == 1 else {"anyOf": ways}


def _both(one: Schema, other: Schema) -> Schema:
    if not one or not other:
        return one or other
    return {"allOf": [one, other]}


def grouped(names: Sequence[frozenset[str]]) -> Iterator[frozenset[str]]:
    """Join sets that share a name, until no two do."""
    groups: list[set[str]] = []
    for name in names:
        touching = [group for group in groups if group & name]
        groups = [group for group in groups if not group & name]
        groups.append(set(name).union(*touching))
    return map(frozenset, groups)
