"""Which types of a provider's own SDK describe its requests, and which differences from them are explained."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, field_validator, model_validator

from normalizer.capability.base import Facts, Scalar, Text, Words, did_you_mean, shape_tag, wrong
from normalizer.capability.operations import OPERATIONS
from normalizer.errors import quote

_DOTTED = re.compile(r"[A-Za-z][A-Za-z0-9_]*(\.[A-Za-z][A-Za-z0-9_]*)*", re.ASCII)


def _listed(value: Any) -> Any:
    """Read one type as a list of one."""
    if isinstance(value, dict):
        return (value,)
    if isinstance(value, list) and not value:
        raise wrong("the list is empty; leave the key out, or write none where the SDK has no type")
    return tuple(value) if isinstance(value, list) else value


def _explained(value: Any) -> Any:
    """Read a sentence alone as one that explains every difference of its field."""
    return {"because": value} if isinstance(value, str) else value


def _as_list(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


class SdkType(Facts):
    """One type of an SDK, and which part of which requests it describes."""

    type: Text
    """The dotted name of the type, such as acme.types.image.ImageParams; in TypeScript its plain name."""
    within: Words = ()
    """The keys to follow inside the type, such as ["{model}", input]; {model} is the provider's id."""
    media: Literal["image", "video"] | None = None
    """Only for models that make this: image or video."""
    operations: Words = ()
    """Only for these operations, each with its second endpoints: edit means edit.remix too. Without it, for all."""
    at: Text | None = None
    """The field of the request below which the type lies, such as parameters; without it the type is the request."""
    names: dict[Text, Text] = Field(default_factory=dict)
    """Fields that the type calls otherwise: the path below `at`, then the type's own name; such as
    {outputOptions.mimeType: outputMimeType}."""

    @field_validator("operations")
    @classmethod
    def _known_operations(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for name in value:
            if name not in OPERATIONS:
                raise wrong(f"unknown operation {quote(name)}" + did_you_mean(name, OPERATIONS))
        return value


SdkTypes = Annotated[
    Annotated[
        tuple[SdkType, ...], BeforeValidator(_listed, json_schema_input_type=SdkType | list[SdkType]), Tag("(facts)")
    ]
    | Annotated[Literal["none"], Tag("(word)")],
    Discriminator(shape_tag),
]
"""The types of a block, or `none` where the SDK has none for it."""


class Sdk(Facts):
    """The provider's own SDK, with which `normalizer drift` compares what is sent."""

    package: Text
    """What is installed, by its name in the registry, such as acme-sdk or "@acme/client"."""
    module: Text | None = None
    """The name by which it is imported, where that is another: acme.sdk. No type outside of it is looked at."""
    language: Literal["python", "typescript"] = "python"
    """python (also what silence means): the installed package is imported. typescript: a file of types is given."""
    aliases: Literal["full", "names"] = "full"
    """In TypeScript: how far a type is trusted that merely stands for another one. full (also what silence means), or
    names: its fields and their kinds alone, where a generator shares types between requests with other words."""
    types: Annotated[
        tuple[SdkType, ...],
        BeforeValidator(_listed, json_schema_input_type=SdkType | list[SdkType]),
        Field(min_length=1),
    ]
    """The types of its requests. The first that fits a target counts, for each `at`."""

    @property
    def import_name(self) -> str:
        """The dotted name of the module that holds the types."""
        return self.module or self.package

    @model_validator(mode="after")
    def _names_fit(self) -> Sdk:
        if self.language == "python":
            if _DOTTED.fullmatch(self.import_name) is None:
                raise wrong(f"expected a dotted name such as acme.sdk, got {quote(self.import_name)}", "module")
            for one in self.types:
                complaint = outside(self, one.type)
                if complaint:
                    raise wrong(complaint, "types")
        return self


def outside(sdk: Sdk, name: str) -> str:
    """Say why a type is not looked for; nothing where its name lies inside the module.

    >>> acme = Sdk(package="acme", types=[{"type": "acme.types.Request"}])
    >>> outside(acme, "acme.types.Request"), outside(acme, "os.path.join")
    ('', "expected a dotted name below acme, got 'os.path.join'")
    """
    if sdk.language == "python" and not (
        name.startswith(f"{sdk.import_name}.") and _DOTTED.fullmatch(name) is not None
    ):
        return f"expected a dotted name below {sdk.import_name}, got {quote(name)}"
    return ""


class Explanation(Facts):
    """Why a difference from the SDK is right."""

    because: Text
    """The reason, a sentence with its source."""
    values: Annotated[tuple[Scalar, ...] | None, BeforeValidator(_as_list, json_schema_input_type=list[Scalar])] = None
    """The values that are meant; without it every difference of the field."""


Explanations = dict[
    Text, Annotated[Explanation, BeforeValidator(_explained, json_schema_input_type=Explanation | Text)]
]
"""By the field's path: why it differs from the SDK."""
