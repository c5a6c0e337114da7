"""Conditions of a target as tables: the names that decide about one another, and which of their values go together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.parameters.base import MISSING
from normalizer.parameters.refused import GEOMETRY as SIZE_NAMES
from normalizer.parameters.refused import PIXELS
from normalizer.parameters.rules import names_of
from normalizer.request_schema.together import Dimension, Kind, conditions, grouped, table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.parameters.rules import Condition
    from normalizer.request_schema.choice import Choice, Offered, Schema
    from normalizer.request_schema.judge import Judge, Request
    from normalizer.target import Target

MOST_COMBINATIONS = 4000
"""A group with more combinations is left out, which the schema says."""

SIZES = SIZE_NAMES | PIXELS
_FILES = frozenset({"output_format", "output_compression"})
_STREAMED = frozenset({"stream", "partial_images"})
_ALL_APART = frozenset({"n", "output_compression", "output_format"})
"""Names whose values are never taken for one another."""


def groups(target: Target) -> list[frozenset[str]]:
    """Give the sets of names of which none can be judged without the others, sizes aside."""
    linked = [names_of((rule,)) - SIZES for rule in target.rules]
    if target.media == "image":
        linked.append(_FILES)
        linked += [frozenset({name, "n", "output_format"}) for name in sorted(_STREAMED & target.parameters.keys())]
    return sorted(grouped([names for names in linked if names]), key=sorted)


def concerns_size(target: Target, names: Iterable[str]) -> bool:
    """Tell whether a rule connects any of these names with a size."""
    rules = [names_of((rule,)) for rule in target.rules]
    return any(SIZES & named and not named.isdisjoint(names) for named in rules)


def is_of_sizes_alone(target: Target) -> bool:
    """Tell whether a rule speaks of sizes and of nothing else."""
    return any(names_of((rule,)) and names_of((rule,)) <= SIZES for rule in target.rules)


def dimension(target: Target, name: str, offered: Offered, keys: tuple[str, ...]) -> Dimension | None:
    """Give a name with its kinds of values; nothing where it has values that only the engine can tell apart."""
    if offered.is_listed:
        return Dimension(name, keys, tuple(_kinds(target, name, offered)))
    if offered.given is None:
        return None
    return Dimension(name, keys, (Kind({}), Kind({name: offered.given})), listed=False)


def _kinds(target: Target, name: str, offered: Offered) -> Iterator[Kind]:
    """Sort the choices of a name by what its conditions say of them: those of which all say the same are one kind."""
    tests = [condition for rule in target.rules for at, condition in (*rule.when, *rule.restrict) if at == name]
    parameter = target.parameters.get(name)
    single = [value for rule in target.rules for at, value in rule.set_ if at == name]
    single.append(MISSING if parameter is None else parameter.default)
    kinds: dict[Any, list[Choice]] = {}
    for choice in offered.choices:
        kinds.setdefault(_signature(name, choice, tests, single), []).append(choice)
    yield Kind({})
    yield from (Kind({name: chosen[0].sample}, tuple(chosen)) for chosen in kinds.values())


def _signature(name: str, choice: Choice, tests: list[Condition], single: list[Any]) -> Any:
    if name in _ALL_APART or choice.sample == "auto":
        return choice.sample
    return (
        tuple(test.holds(choice.sample) for test in tests),
        tuple(str(value) == str(choice.sample) for value in single),
    )


class Group:
    """Names that decide about one another, with what of them is met exactly beside a size or without one."""

    def __init__(self, dimensions: list[Dimension], judge: Judge) -> None:
        self.dimensions = dimensions
        self._judge = judge
        self._names = frozenset(dimension.name for dimension in dimensions)

    @property
    def is_too_large(self) -> bool:
        """Tell whether there are more combinations than are tried."""
        count = 1
        for one in self.dimensions:
            count *= len(one.kinds)
        return count > MOST_COMBINATIONS

    def beside(self, size: Request) -> frozenset[tuple[int, ...]]:
        """Put every combination to the engine, with what is said about the size."""
        return table(self.dimensions, lambda request: self._judge.exact({**size, **request}, without=self._names))

    def written(self, met: frozenset[tuple[int, ...]]) -> Schema | None:
        """Write a table as a condition; nothing where everything goes with everything."""
        return conditions(self.dimensions, met)
