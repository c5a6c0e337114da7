"""The two kinds of capability file: a model's and a provider's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, PlainValidator

from normalizer.capability.base import (
    ID_PATTERN,
    NONE_WORD,
    Date,
    Facts,
    Fields,
    Flag,
    Offered,
    Text,
    Words,
    did_you_mean,
    wrong,
)
from normalizer.capability.block import (
    Block,
    Body,
    Confidence,
    ExtrasRule,
    Returns,
    Status,
)
from normalizer.capability.form import FormKind, TierRule  # noqa: TC001  pydantic reads annotations at run time
from normalizer.capability.litellm import LiteLLM  # noqa: TC001  pydantic reads annotations at run time
from normalizer.capability.operations import OPERATION_PATTERN, OPERATIONS, is_operation
from normalizer.capability.parameter import Parameters  # noqa: TC001  pydantic reads annotations at run time
from normalizer.capability.sdk import Explanations, Sdk  # noqa: TC001  pydantic reads annotations at run time
from normalizer.errors import quote

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

FORMAT_VERSION = 1


def _version(value: Any) -> Any:
    if type(value) is not int or value != FORMAT_VERSION:
        raise wrong(f"expected {FORMAT_VERSION}, the version of this format, got {quote(value)}")
    return value


def _or_none(value: Any) -> Any:
    if value is None:
        raise wrong("nothing stands here; write none to take it away")
    return None if value == NONE_WORD else value


def _operation(name: str) -> str:
    if not is_operation(name):
        raise wrong("unknown key" + did_you_mean(name, [*ProviderEntry.model_fields, *OPERATIONS]))
    return name


Operation = Annotated[str, AfterValidator(_operation)]
Version = Annotated[int, PlainValidator(_version, json_schema_input_type=Literal[1])]
ShortBlock = Annotated[Block | None, BeforeValidator(_or_none, json_schema_input_type=Block | Literal["none"])]


class ProviderEntry(Facts):
    """What one provider makes of the model: facts about the facts, and one block per operation."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[Operation, ShortBlock] = Field(init=False)

    sources: Words = ()
    """Where the facts come from, such as "npm @fal-ai/client 1.10.1"; for all blocks of this provider."""
    checked: Date | None = None
    """The day on which somebody last compared these facts with the source, such as 2026-11-22."""
    confidence: Confidence | None = None
    """Who says so: the maker of the provider's API (first-party), a reseller, or somebody else (secondary)."""
    notes: Words = ()
    """Remarks for people about this provider's way with the model, one sentence or a list of them."""

    @property
    def operations(self) -> dict[str, Block | None]:
        """The blocks by operation; None takes away what an earlier folder said."""
        return self.__pydantic_extra__

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Say that every other key is the name of an operation."""
        described = handler.resolve_ref_schema(handler(schema))
        described["patternProperties"] = {OPERATION_PATTERN: described.get("additionalProperties", True)}
        described["additionalProperties"] = False
        return described


ShortEntry = Annotated[
    ProviderEntry | None, BeforeValidator(_or_none, json_schema_input_type=ProviderEntry | Literal["none"])
]
Providers = dict[Annotated[str, Field(pattern=ID_PATTERN)], ShortEntry]


class _AnyModelFile(Facts):
    schema_: Version = Field(alias="schema")
    """The version of this format: 1."""
    aliases: Words = ()
    """Other names by which callers may ask for the model."""
    status: Status = "live"
    """live, deprecated (still answers, better not used) or retired (gone)."""
    deprecated_on: Date | None = None
    """The day since which its maker advises against it, such as 2026-05-01."""
    retired_on: Date | None = None
    """The day on which its maker takes or took it away, such as 2026-11-01."""
    replaced_by: Text | None = None
    """The id of the model to use instead."""
    notes: Words = ()
    """Remarks for people, one sentence or a list of them."""
    extend: Flag = False
    """In a folder of your own: true if this file only replaces or adds the operations that it names, instead of
    replacing the whole file of the same name."""


class ModelFile(_AnyModelFile):
    """What one model can do, at each provider that serves it. The file's name is the model's id."""

    name: Text
    """The name for people, such as Gemini 3 Pro Image."""
    maker: Text
    """Who made the model, such as Google."""
    media: Literal["image", "video"]
    """What comes out: image or video."""
    providers: Annotated[Providers, Field(min_length=1)]
    """The providers that serve the model, by the names of their files; the first one is the usual one. `none` takes
    one away that an earlier folder has."""


class ModelExtension(_AnyModelFile):
    """A file with `extend: true`: what it names replaces or joins what an earlier folder says of the same model."""

    name: Text | None = None
    """The name for people, if it changes."""
    maker: Text | None = None
    """Who made the model, if it changes."""
    media: Literal["image", "video"] | None = None
    """What comes out, if it changes."""
    providers: Providers = Field(default_factory=dict)
    """The providers of which something changes. `none` takes one away."""


class ProviderFile(Facts):
    """How one provider spells things. It offers nothing by itself: the models' files say what there is."""

    schema_: Version = Field(alias="schema")
    """The version of this format: 1."""
    name: Text
    """The name for people, such as Google."""
    returns: Returns | None = None
    """How results come when nothing is asked: {delivery: url, format: png}."""
    absent: Words = ()
    """Our names of what the provider is known not to have, such as [seed]; a block that names one has it."""
    extras_under: Text | None = None
    """The field below which unknown fields go where others do not, such as parameters."""
    extras: ExtrasRule | None = None
    """What happens to fields nobody described: pass (also what silence means), drop, or refuse."""
    body: Body | None = None
    """How requests are encoded: json (also what silence means) or multipart."""
    under: Text | None = None
    """The field below which all fields go, constants and extras too, such as input."""
    constants: Fields = Field(default_factory=dict)
    """Fields that are always sent, such as {model: "{model}"}."""
    sizes: Offered | None = None
    """The provider's words for sizes, such as {1024x1024: square_hd}; a model uses them with `sizes: provider`."""
    tier_rule: TierRule | None = None
    """What a tier such as 720p counts here: short_edge or area."""
    write: dict[FormKind, Fields] = Field(default_factory=dict)
    """How sizes are written, by form: sizes, table, ratios, tiers, free; such as
    {ratios: {aspect_ratio: "{ratio}", resolution: "{tier}"}}."""
    parameters: Parameters = Field(default_factory=dict)
    """How parameters are spelled here: our name, then the provider's field or the details."""
    sdk: Sdk | None = None
    """The provider's own SDK, with which `normalizer drift` compares what is sent."""
    drift: Explanations = Field(default_factory=dict)
    """Why what is sent to this provider differs from its SDK, by the field; for all models."""
    litellm: LiteLLM | None = None
    """How payloads reach this provider through a LiteLLM proxy with the hook of this library."""
    notes: Words = ()
    """Remarks for people, one sentence or a list of them."""
