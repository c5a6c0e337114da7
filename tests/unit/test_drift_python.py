"""Python types as shapes: TypedDict, pydantic, dataclass and what they are made of; as SDKs write them."""

from __future__ import annotations

import collections.abc
import dataclasses
import enum
import os
import threading
import typing
from typing import (
    Annotated,
    Any,
    Generic,
    Literal,
    NotRequired,
    Optional,
    Protocol,
    Required,
    TypedDict,
    TypeVar,
    Union,
)

import pytest
from pydantic import BaseModel, ConfigDict, Field

from normalizer.drift.accept import refusals
from normalizer.drift.python_types import shape_of
from normalizer.drift.shape import Anything, ListOf, MapOf, OneOf, Plain, Record, Shape, Words

T_co = TypeVar("T_co", covariant=True)


class Sent:
    """What generated SDKs write beside a type."""

    def __init__(self, alias: str) -> None:
        self.alias = alias


class Loud(enum.Enum):
    HIGH = "high"
    LOW = "low"


class Sequence(Protocol, Generic[T_co]):
    """A list that is no text, as some SDKs define it."""

    def __iter__(self) -> collections.abc.Iterator[T_co]: ...


class Inner(TypedDict, total=False):
    uri: Required[str]
    tag: str


class Base(TypedDict, total=False):
    prompt_text: Required[Annotated[str, Sent("promptText")]]
    ratio: Annotated[Required[Literal["1:1", "16:9"]], Sent("aspect")]
    images: Annotated[collections.abc.Iterable[Inner], Sent("imageList")]
    seconds: Optional[Literal[4, 8]]  # noqa: UP045  as SDKs for older Pythons write it


class Streaming(Base):
    stream: Literal[True]
    again: NotRequired["Streaming"]  # noqa: UP037  both ways are read


class Piece(BaseModel):
    uri: str


class Model(BaseModel):
    model_config = ConfigDict(alias_generator=lambda name: name.title().replace("_", ""), populate_by_name=True)
    image_size: str | None = Field(default=None)
    loud: Loud
    many: list[Piece] | None = None


@dataclasses.dataclass
class Plainly:
    a: int
    b: str = "x"
    c: list[int] = dataclasses.field(default_factory=list)


@pytest.mark.parametrize(
    ("kind", "shape"),
    [
        (str, Plain("text")),
        (int, Plain("whole")),
        (float, Plain("number")),
        (bool, Plain("flag")),
        (bytes, Plain("file")),
        (None, Plain("nothing")),
        (Any, Anything()),
        (object, Anything()),
        (Literal["a", 1, True], Words(("a", 1, True))),
        (Loud, Words(("high", "low"))),
        (Literal[Loud.HIGH], Words(("high",))),
        (list[int], ListOf(Plain("whole"))),
        (tuple[int, ...], ListOf(Plain("whole"))),
        (collections.abc.Iterable[str], ListOf(Plain("text"))),
        (Sequence[str], ListOf(Plain("text"))),
        (list, ListOf(Anything())),
        (dict[str, int], MapOf(Plain("whole"))),
        (collections.abc.Mapping[str, bool], MapOf(Plain("flag"))),
        (Annotated[int, "remark"], Plain("whole")),
        (os.PathLike, Plain("file")),
        (typing.IO[bytes], Plain("file")),
        (typing.NewType("Name", str), Plain("text")),
        (type("Longer", (str,), {}), Plain("text")),
        (threading.Thread, Anything("Thread")),
        (T_co, Anything("T_co")),
    ],
)
def test_a_type_is_read_as_what_it_allows(kind: Any, shape: Shape) -> None:
    """Each form has one reading; what is none of them allows anything and has its name."""
    assert shape_of(kind) == shape


def test_choices_are_one_list_of_words_and_kinds() -> None:
    """Unions in unions are flat, in both ways of writing them; what is there twice is there once."""
    inner = Union[(str, None)]  # noqa: UP007  both ways are read
    nested = Union[Literal["a", "b"], inner]  # noqa: UP007  both ways are read
    assert shape_of(nested) == shape_of(Literal["a", "b"] | inner)
    assert shape_of(nested) == OneOf((Words(("a", "b")), Plain("text"), Plain("nothing")))


def record(kind: Any) -> Record:
    """Read an object type."""
    found = shape_of(kind)
    assert isinstance(found, Record)
    return found


def test_a_typed_dict_has_the_names_that_are_sent() -> None:
    """An alias beside the type is the field's name, on either side of Required; what is required is."""
    fields = record(Base).fields
    assert {name: member.required for name, member in fields.items()} == {
        "promptText": True,
        "aspect": True,
        "imageList": False,
        "seconds": False,
    }
    assert refusals(record(Base), {"promptText": "x", "aspect": "1:1", "seconds": None, "imageList": []}) == []


def test_what_a_base_leaves_out_may_be_left_out() -> None:
    """Whether fields have to be there is up to the class that names them, whatever inherits them."""
    required = {name for name, member in record(Streaming).fields.items() if member.required}
    assert required == {"promptText", "aspect", "stream"}
    inner = {"promptText": "x", "aspect": "1:1", "stream": True}
    assert refusals(record(Streaming), {**inner, "again": inner}) == []
    assert [one.path for one in refusals(record(Streaming), {**inner, "again": {**inner, "stream": False}})] == [
        ("again", "stream")
    ]


def test_nested_types_are_looked_into() -> None:
    """A list of objects is refused for what is inside."""
    wrong = {"promptText": "x", "aspect": "1:1", "imageList": [{"uri": "a"}, {"tag": "b", "zzz": 1}]}
    assert [(".".join(one.path), one.kind) for one in refusals(record(Base), wrong)] == [
        ("imageList.+.zzz", "unknown field"),
        ("imageList.+.uri", "missing"),
    ]


def test_a_pydantic_model_has_its_aliases() -> None:
    """The alias is what is sent; without a default a field has to be there."""
    assert {name: one.required for name, one in record(Model).fields.items()} == {
        "ImageSize": False,
        "Loud": True,
        "Many": False,
    }
    assert refusals(record(Model), {"Loud": "low", "Many": [{"uri": "x"}]}) == []
    assert [one.path for one in refusals(record(Model), {"Loud": "mid"})] == [("Loud",)]


def test_a_dataclass_has_its_fields() -> None:
    """A field with a default or a way to make one may be left out."""
    assert {name: one.required for name, one in record(Plainly).fields.items()} == {"a": True, "b": False, "c": False}


def test_a_type_whose_names_lead_nowhere_is_left_open() -> None:
    """Its annotations cannot be resolved: any field passes, and the type is named."""
    lost = record(TypedDict("Lost", {"a": "NoSuchType"}))  # noqa: F821  that is the point
    assert refusals(lost, {"b": 1}) == []
    assert lost.fields["*"].shape == Anything("Lost: NameError")


def test_one_reading_gives_one_record_for_one_type() -> None:
    """Two fields of the same type share what they list, so that what one offers is not lacking at the other."""

    class Two(TypedDict):
        one: Inner
        other: list[Inner]

    fields = record(Two).fields
    assert isinstance(fields["other"].shape, ListOf)
    assert fields["one"].shape is fields["other"].shape.item
