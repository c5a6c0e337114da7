"""Read a Python type: TypedDict, pydantic model, dataclass, Literal, Enum, Union and what they are made of.

It reads what is imported already and imports nothing. What it does not understand allows anything, and says so.
"""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import os
import types
import typing
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from normalizer.drift.shape import OTHERS, Anything, ListOf, MapOf, Member, Plain, Record, Words, one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from normalizer.drift.shape import Shape

    _Fields = Callable[[], Iterator[tuple[str, tuple[Any, bool]]]]

_KINDS: dict[Any, Plain] = {
    str: Plain("text"),
    bool: Plain("flag"),
    int: Plain("whole"),
    float: Plain("number"),
    bytes: Plain("file"),
    None: Plain("nothing"),
    type(None): Plain("nothing"),
}
_UNIONS = (typing.Union, types.UnionType)
_WRAPPERS = (
    typing.Required,
    typing.NotRequired,
    typing.Final,
    typing.ClassVar,
    getattr(typing, "ReadOnly", typing.Final),
)


def shape_of(kind: Any) -> Shape:
    """Read a type.

    >>> from typing import Literal, Optional
    >>> shape_of(Optional[Literal["4", "8"]])
    OneOf(options=(Words(values=('4', '8')), Plain(kind='nothing')))
    """
    return _Reading().shape(kind)


class _Reading:
    """One reading of a type: what it meets twice is one record, so that two targets are known to share it."""

    def __init__(self) -> None:
        self._records: dict[Any, Record] = {}

    def shape(self, kind: Any) -> Shape:
        if isinstance(kind, typing.Hashable) and kind in _KINDS:
            return _KINDS[kind]
        if kind is Any or kind is object:
            return Anything()
        origin, inside = typing.get_origin(kind), typing.get_args(kind)
        if origin is typing.Literal:
            return one_of(_KINDS[None] if value is None else Words((value,)) for value in _literals(inside))
        if origin in _UNIONS:
            return one_of(map(self.shape, inside))
        if origin is typing.Annotated or origin in _WRAPPERS:
            return self.shape(inside[0])
        if hasattr(kind, "__value__"):  # `type Name = ...`
            return self.shape(kind.__value__)
        if isinstance(kind, typing.NewType):
            return self.shape(kind.__supertype__)
        return self._class(kind if origin is None else origin, inside)

    def _class(self, kind: Any, inside: tuple[Any, ...]) -> Shape:
        if not isinstance(kind, type):
            return Anything(_name(kind))
        if issubclass(kind, enum.Enum):
            return Words(tuple(member.value for member in kind))
        fields = _fields_of(kind)
        if fields is not None:
            record = Record(kind.__name__, lambda: self._members(kind.__name__, fields))
            return self._records.setdefault(kind, record)
        plain = next((plain for base, plain in _KINDS.items() if base is not None and issubclass(kind, base)), None)
        if plain is not None:
            return plain
        if issubclass(kind, (os.PathLike, typing.IO)):
            return Plain("file")
        if issubclass(kind, collections.abc.Mapping):
            return MapOf(self.shape(inside[1]) if len(inside) == 2 else Anything())
        if issubclass(kind, tuple) or (len(inside) <= 1 and hasattr(kind, "__iter__")):
            return ListOf(one_of(self.shape(one) for one in inside if one is not ...) if inside else Anything())
        return Anything(_name(kind))

    def _members(self, name: str, fields: _Fields) -> dict[str, Member]:
        try:
            return {key: Member(self.shape(kind), required) for key, (kind, required) in fields()}
        except Exception as error:  # noqa: BLE001  names in postponed annotations may lead anywhere
            return {OTHERS: Member(Anything(f"{name}: {type(error).__name__}"))}


def _literals(values: tuple[Any, ...]) -> Iterator[Any]:
    for value in values:
        yield value.value if isinstance(value, enum.Enum) else value


def _fields_of(kind: type) -> _Fields | None:
    """Give the way to list a record's fields, each with its type and whether it has to be there; nothing for others."""
    if _is_typed_dict(kind):
        return lambda: ((_sent_as(name, one[0]), one) for name, one in _typed_dict(kind).items())
    if issubclass(kind, BaseModel):
        return lambda: (
            (field.serialization_alias or field.alias or name, (field.annotation, field.is_required()))
            for name, field in kind.model_fields.items()
        )
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints
        missing = dataclasses.MISSING
        return lambda: (
            (one.name, (hints(kind, include_extras=True)[one.name], one.default is one.default_factory is missing))
            for one in dataclasses.fields(kind)
        )
    return None


def _typed_dict(kind: Any) -> Mapping[str, tuple[Any, bool]]:
    """List the fields of a TypedDict with what it inherits.

    Python itself knows from which class a field comes and whether that one is total, but where a module postpones its
    annotations it does not see `Required` in them: the resolved hints say that.
    """
    hints = typing.get_type_hints(kind, include_extras=True)
    return {name: (hint, _is_required(hint, otherwise=name in kind.__required_keys__)) for name, hint in hints.items()}


def _is_typed_dict(kind: Any) -> bool:
    # `typing` and its backport each know their own alone
    return isinstance(kind, type) and issubclass(kind, dict) and hasattr(kind, "__total__")


def _is_required(hint: Any, *, otherwise: bool) -> bool:
    origin = typing.get_origin(hint)
    if origin is typing.Required:
        return True
    if origin is typing.NotRequired:
        return False
    return _is_required(typing.get_args(hint)[0], otherwise=otherwise) if origin is typing.Annotated else otherwise


def _sent_as(name: str, hint: Any) -> str:
    """Give the name under which a field is sent: generated SDKs note it as an `alias` beside the type."""
    if typing.get_origin(hint) is typing.Annotated:
        inner, *notes = typing.get_args(hint)
        for note in notes:
            alias = getattr(note, "alias", None)
            if isinstance(alias, str):
                return alias
        return _sent_as(name, inner)
    return _sent_as(name, typing.get_args(hint)[0]) if typing.get_origin(hint) in _WRAPPERS else name


def _name(kind: Any) -> str:
    return str(getattr(kind, "__name__", None) or kind)
