"""Which type of which SDK describes a target, as the files say: the provider's, or the block's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.capability import outside
from normalizer.drift.finding import NotComparedError
from normalizer.drift.installed import type_named, version_of
from normalizer.drift.python_types import shape_of
from normalizer.drift.shape import Record
from normalizer.drift.typescript import Declarations
from normalizer.errors import quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from normalizer.capability import Sdk, SdkType
    from normalizer.drift.shape import Shape
    from normalizer.layers import Expanded


class Described(NamedTuple):
    """A part of a target's requests, the type it has, and where it lies."""

    shape: Shape
    at: tuple[str, ...]
    names: Mapping[str, str]
    name: str

    def part(self, payload: Mapping[str, Any]) -> dict[str, Any]:
        """Give the part of a payload that the type describes, its fields named as the SDK names them."""
        found: Any = payload
        for step in self.at:
            found = found.get(step, {}) if isinstance(found, dict) else {}
        part = found if isinstance(found, dict) else {}
        for sent, theirs in self.names.items():
            part, moved = _without(part, sent.split("."))
            if moved:
                part = {**part, theirs: moved[0]}
        return part

    def sent(self, path: Iterable[str]) -> str:
        """Give the field of the request that a field of the type is."""
        inside = ".".join(path)
        for sent, theirs in self.names.items():
            if inside == theirs or inside.startswith(f"{theirs}."):
                inside = sent + inside[len(theirs) :]
                break
        return ".".join((*self.at, inside))


class Types:
    """The types of one provider's SDK, each read once."""

    def __init__(self, sdk: Sdk, text: str | None) -> None:
        self.sdk = sdk
        self._declarations = None
        if text is not None:
            self._declarations = Declarations(text, trust_aliases=sdk.aliases == "full")
        self._shapes: dict[str, Shape | NotComparedError] = {}
        if sdk.language == "typescript" and text is None:
            raise NotComparedError(f"give the file of {sdk.package}'s types with --types")
        self.version = "as given" if sdk.language == "typescript" else version_of(sdk)

    def of(self, target: Expanded, upstream: str | None) -> list[Described]:
        """Give the types of a target, one for each place; raises `NotComparedError` where there is none.

        `upstream` is the id that is called, where a type belongs to an id.
        """
        own = target.block.sdk
        if own == "none":
            raise NotComparedError("the file says that the SDK has no type for it")
        chosen: dict[str, SdkType] = {}
        for one in self.sdk.types if own is None else own:
            if _fits(one, target):
                chosen.setdefault(one.at or "", one)
        if not chosen:
            raise NotComparedError("the provider's file names no type for this operation")
        return [self._described(one, upstream or "") for one in chosen.values()]

    def _described(self, one: SdkType, upstream: str) -> Described:
        complaint = outside(self.sdk, one.type)
        if complaint:
            raise NotComparedError(complaint)
        shape = self._shape(one.type)
        name = one.type.rpartition(".")[2]
        for step in one.within:
            key = step.replace("{model}", upstream)
            member = shape.fields.get(key) if isinstance(shape, Record) else None
            if member is None:
                raise NotComparedError(f"the SDK has no {quote(key)[1:-1]}")
            shape = member.shape
        return Described(shape, tuple(one.at.split(".")) if one.at else (), one.names, name)

    def _shape(self, name: str) -> Shape:
        if name not in self._shapes:
            try:
                declared = self._declarations
                self._shapes[name] = declared.shape(name) if declared else shape_of(type_named(self.sdk, name))
            except NotComparedError as error:
                self._shapes[name] = error  # a package that cannot be imported is not tried for every request
        found = self._shapes[name]
        if isinstance(found, NotComparedError):
            raise NotComparedError(str(found))
        return found


def _fits(one: SdkType, target: Expanded) -> bool:
    operations = (target.operation, target.operation.partition(".")[0])
    meant = not one.operations or not set(operations).isdisjoint(one.operations)
    return meant and one.media in {None, target.model.media}


def _without(value: dict[str, Any], path: list[str]) -> tuple[dict[str, Any], list[Any]]:
    """Take a field out of a copy; what was there comes as a list, empty where there was nothing."""
    key, *deeper = path
    if key not in value or (deeper and not isinstance(value[key], dict)):
        return value, []
    rest = {name: one for name, one in value.items() if name != key}
    if not deeper:
        return rest, [value[key]]
    inside, found = _without(value[key], deeper)
    return ({**rest, key: inside} if inside else rest), found
