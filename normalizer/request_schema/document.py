"""Put the schema of a target's requests together: its properties, what is required, what goes together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.parameters.base import MISSING
from normalizer.request import ACCOUNTED, GEOMETRY, NAMED
from normalizer.request_schema.beside import Sizes
from normalizer.request_schema.choice import Offered, any_of
from normalizer.request_schema.groups import Group, concerns_size, dimension, groups, is_of_sizes_alone
from normalizer.request_schema.judge import Judge
from normalizer.request_schema.shared import shared
from normalizer.request_schema.sizes import beside_free_size, free_parts
from normalizer.request_schema.values import offered

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.request_schema.choice import Choice, Schema
    from normalizer.target import Target

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SAID = (
    "What is listed here is met exactly; every property that accepts more than is met says so. Numbers may be written "
    "as text, words in any case, sizes and ratios with any of their marks. Of ratios equal to a listed one only those "
    "of small numbers are known."
)
_TOO_LARGE = " What of {names} goes together is not told."


def request_schema(target: Target) -> dict[str, Any]:
    """Give a JSON Schema (draft 2020-12) of the unified request: what it accepts in lists, the engine meets exactly.

    >>> from normalizer import Catalog
    >>> schema = request_schema(Catalog.bundled().target("sora-2", provider="openai"))
    >>> schema["properties"]["seconds"]["anyOf"][0]
    {'enum': [4, 8, 12, 16, 20, 'auto', None]}
    """
    return _Document(target).written()


class _Document:
    """A schema in the making."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.judge = Judge(target)
        self.also: list[Schema] = []
        self.said = SAID
        self.aliases = {
            name: tuple(key for key, meant in target.names.items() if meant == name and key != name)
            for name in target.names.values()
        }
        self.free = free_parts(target)
        own = frozenset(key for key, part in self.free.items() if part.free)
        self.sizes = Sizes(target, self.judge, own, by_rules=is_of_sizes_alone(target))
        known = {name: name for name in target.names.values() if name and name not in GEOMETRY}
        self.offers = {name: offered(target, name) for name in known}

    def written(self) -> dict[str, Any]:
        """Write the document."""
        self.also += self.sizes.conditions()
        self._groups()
        self._alone()
        required = [name for name in self._missing() if not self._ways(name)[1:]]
        for name in self._missing():
            if name not in required:
                self.also.append({"anyOf": [self._there(key) for key in self._ways(name)]})
        self.also += self._needed_size()
        self.also += self._agreeing_aliases()
        schema: dict[str, Any] = {
            "$schema": DIALECT,
            "title": f"{self.target.provider}/{self.target.model} {self.target.operation}",
            "description": self.said,
            "type": "object",
            "properties": dict(self._properties(required)),
            "required": required,
            "additionalProperties": self.target.extras == "pass",
        }
        natives = dict(self._natives())
        whole = {
            **schema,
            **({"dependentSchemas": natives} if natives else {}),
            **({"allOf": self.also} if self.also else {}),
        }
        return shared(whole)

    def _alone(self) -> None:
        """Leave of the names that depend on no other what the engine meets exactly."""
        together = {name for names in groups(self.target) for name in names}
        for name, offer in self.offers.items():
            if name in together:
                continue
            numbers = [choice for choice in offer.choices if type(choice.sample) in {int, float}]
            ends = {choice.sample: self._is_exact(name, choice) for choice in (*numbers[:1], *numbers[-1:])}
            # no rule tells the numbers between apart
            all_met = all(ends.values())
            met = [one for one in offer.choices if (all_met and one in numbers) or self._is_exact(name, one)]
            self.offers[name] = offer._replace(choices=tuple(met))

    def _is_exact(self, name: str, choice: Choice) -> bool:
        return self.judge.exact({name: choice.sample})

    def _groups(self) -> None:
        for names in groups(self.target):
            # the provider's own fields may stand in rules too: any value will do
            known = [name for name in sorted(names) if name in self.offers or name not in self.target.names]
            offers = {name: self.offers.get(name, Offered(free=({},), given="x")) for name in known}
            found = (dimension(self.target, name, offer, self._keys(name, offer)) for name, offer in offers.items())
            dimensions = [one for one in found if one is not None]
            group = Group(dimensions, self.judge)
            if group.is_too_large:
                self.said += _TOO_LARGE.format(names=", ".join(known))
                continue
            by_size = concerns_size(self.target, names)
            alone = group.beside({})
            met = set(alone)
            if not by_size:
                self._add(None, group, alone)
            else:
                met |= self._beside_sizes(group, alone)
            for place, one in enumerate(dimensions):
                if one.listed:
                    kept = [
                        choice
                        for index, kind in enumerate(one.kinds)
                        if any(m[place] == index for m in met)
                        for choice in kind.choices
                    ]
                    self.offers[one.name] = Offered(tuple(kept))

    def _beside_sizes(self, group: Group, alone: frozenset[tuple[int, ...]]) -> set[tuple[int, ...]]:
        """Write what goes together beside each size; give everything that is met beside any."""
        tables: dict[tuple[str | None, frozenset[tuple[int, ...]]], list[Choice]] = {(None, alone): []}
        for situation in self.sizes.situations():
            if situation.choice is not None:
                tables.setdefault((situation.key, group.beside(situation.request)), []).append(situation.choice)
        if len({met for _, met in tables}) == 1:
            self._add(None, group, alone)
        else:
            for (key, met), chosen in tables.items():
                silent: Schema = {"properties": {other: self.sizes.absent(other) for other in GEOMETRY}}
                self._add(silent if key is None else self.sizes.when(key, chosen), group, met)
        return {combination for _, met in tables for combination in met}

    def _add(self, when: Schema | None, group: Group, met: frozenset[tuple[int, ...]]) -> None:
        then = group.written(met)
        if then is not None:
            self.also.append(then if when is None else {"if": when, "then": then})

    def _keys(self, name: str, offer: Offered) -> tuple[str, ...]:
        """Give the request keys of a name; where any value will do, the provider's own fields too."""
        return (name, *self.aliases.get(name, ()), *(() if offer.is_listed else self._own_fields(name)))

    def _own_fields(self, name: str) -> list[str]:
        owner = "geometry" if name in GEOMETRY else name
        return [top for top, owners in self.target.native.items() if owner in owners and top not in self.target.names]

    def _missing(self) -> list[str]:
        """Name what a request has to say itself: nothing stands in for it (R1.6)."""
        return [name for name in self.target.required if name in self.judge.base and name not in GEOMETRY]

    def _ways(self, name: str) -> list[str]:
        return [name, *self.aliases.get(name, ()), *self._own_fields(name)]

    def _there(self, key: str) -> Schema:
        """Say that a key is there; null is a value like any other under a name that is not ours."""
        return _given(key) if key in self.target.names or key in NAMED else {"required": [key]}

    def _needed_size(self) -> Iterator[Schema]:
        if self.judge.base.keys().isdisjoint(GEOMETRY):
            return
        ways: list[Schema] = []
        for key in GEOMETRY:
            left_open = self.judge.exact({key: "auto"})
            nothing: Schema = {"type": "null"} if left_open else self.sizes.absent(key)
            ways.append({"required": [key], "properties": {key: {"not": nothing}}})
        ways += [self._there(key) for key in self._own_fields("size")]
        yield {"anyOf": ways}

    def _agreeing_aliases(self) -> Iterator[Schema]:
        """Say that two names of one parameter have to agree (R1.4)."""
        for name, aliases in self.aliases.items():
            offer = self.offers.get(name)
            if offer is None or not offer.is_listed or not offer.choices:
                continue
            for alias in aliases:
                same = [{"properties": dict.fromkeys((name, alias), any_of([choice]))} for choice in offer.choices]
                yield {"if": {"allOf": [_given(name), _given(alias)]}, "then": {"anyOf": same}}

    def _natives(self) -> Iterator[tuple[str, Schema]]:
        """Say that a provider's own field leaves no room for the parameters that would be written there (R7.3)."""
        for top, owners in self.target.native.items():
            names = [name for owner in sorted(owners) for name in (GEOMETRY if owner == "geometry" else [owner])]
            keys = [key for name in names for key in (name, *self.aliases.get(name, ())) if key in self.target.names]
            if not keys or top in self.target.names:
                continue
            then: Schema = {"properties": {key: {"type": "null"} for key in keys}}
            yield top, {"if": _given(top), "then": then} if top in NAMED else then

    def _properties(self, required: list[str]) -> Iterator[tuple[str, Schema]]:
        yield from ((key, {"type": ["string", "null"]}) for key in ACCOUNTED)
        for key in GEOMETRY:
            choices = [one.choice for one in self.sizes.choices[key]]
            part = self.free[key]
            if not part.free and self.free["size"].free:
                part = beside_free_size(key)
            part = part._replace(choices=(*choices, self.sizes.autos[key]))
            yield key, _property(part, None, null=True)
        for name, offer in self.offers.items():
            parameter = self.target.parameters.get(name)
            yield name, _property(offer, parameter, null=name not in required)
            yield from ((alias, {"$ref": f"#/properties/{name}"}) for alias in self.aliases.get(name, ()))
        unknown = [] if self.target.extras == "pass" else sorted(NAMED - self.target.names.keys())
        yield from ((name, {"type": "null"}) for name in unknown)
        if self.target.extras != "pass":
            yield from ((top, {}) for top in self.target.native if top not in self.target.names)


def _property(offer: Offered, parameter: Any, *, null: bool) -> Schema:
    schema = dict(any_of(offer.choices, free=offer.free, null=null))
    if not offer.choices and not offer.free:
        schema = {"type": "null"}
    if parameter is not None and parameter.default is not MISSING:
        schema["default"] = parameter.default
    if offer.more is not None:
        schema["description"] = offer.more
    if not null and schema.keys() <= {"default", "description"}:
        schema["not"] = {"type": "null"}
    return schema


def _given(key: str) -> Schema:
    return {"required": [key], "properties": {key: {"not": {"type": "null"}}}}
