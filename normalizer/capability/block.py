"""What a file says about one target: a provider's operation, called a block."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from normalizer.capability.base import Date, Facts, Fields, Text, Words
from normalizer.capability.form import Forms  # noqa: TC001  pydantic reads annotations at run time
from normalizer.capability.parameter import Parameters  # noqa: TC001  pydantic reads annotations at run time
from normalizer.capability.rule import Rules  # noqa: TC001  pydantic reads annotations at run time
from normalizer.capability.sdk import Explanations, SdkTypes  # noqa: TC001  pydantic reads annotations at run time

Status = Literal["live", "deprecated", "retired"]
Confidence = Literal["first-party", "reseller", "secondary"]
Body = Literal["json", "multipart"]
ExtrasRule = Literal["pass", "drop", "refuse"]


class Returns(Facts):
    """How results come when nothing is asked."""

    delivery: Literal["url", "b64_json", "data_url", "bytes", "bucket"] | None = None
    """How a result is handed over: a link (url), base64 text (b64_json), a data URL, the bytes themselves, or the
    caller's own bucket."""
    format: Text | None = None
    """The file type, such as png, jpeg or mp4."""


class Block(Facts):
    """One target: what this model takes at this provider for this operation."""

    model: Text | None = None
    """The id that goes to the provider; may hold {tier}. `caller` where it is the caller's own deployment."""
    also: Words = ()
    """Other ids of the provider with the very same parameters, such as dated versions."""
    like: Text | None = None
    """Start from another block of this file: generate, or another provider's such as google.generate."""
    dimensions: Forms = ()
    """The sizes that are offered: one form, or a list of forms of which the one that loses least is used."""
    default: Text | None = None
    """What comes out when nothing is asked: 1:1 1K, 1024x768, 2K, auto, or auto 720p. Leave it out if unknown."""
    auto: Fields = Field(default_factory=dict)
    """The provider's field with its word for "you decide" about the size, such as {aspect_ratio: auto}."""
    required: Words = ()
    """Our names of what the provider refuses to miss, such as [prompt, image]. A default is sent where there is one."""
    parameters: Parameters = Field(default_factory=dict)
    """What may be given besides the size, by our names; only what is named here is offered. `name: none` takes one
    away that `like` brought."""
    rules: Rules = ()
    """Which combinations are allowed; they run from top to bottom."""
    constants: Fields = Field(default_factory=dict)
    """Fields of the provider that are always sent, such as {model: "{model}"}."""
    under: Text | None = None
    """The field below which all fields go, constants and extras too, such as input."""
    body: Body | None = None
    """How the request is encoded: json (which is also what silence means) or multipart."""
    returns: Returns | None = None
    """How results come when nothing is asked: {delivery: url, format: png}."""
    extras: ExtrasRule | None = None
    """What happens to fields nobody described: pass (also what silence means), drop, or refuse."""
    absent: Words = ()
    """Our names of what the provider is known not to have, such as [seed]; they are reported and never sent."""
    extras_under: Text | None = None
    """The field below which unknown fields go where others do not, such as parameters; see `under` for all fields."""
    sources: Words = ()
    """Where the facts come from, such as "npm @runwayml/sdk 4.20.1"."""
    checked: Date | None = None
    """The day on which somebody last compared these facts with the source, such as 2026-11-22."""
    confidence: Confidence | None = None
    """Who says so: the maker of the provider's API (first-party), a reseller, or somebody else (secondary)."""
    status: Status | None = None
    """live, deprecated or retired, where this provider differs from the model as a whole."""
    deprecated_on: Date | None = None
    """The day since which the provider advises against it."""
    retired_on: Date | None = None
    """The day on which the provider takes or took it away."""
    replaced_by: Text | None = None
    """The model to use instead."""
    sdk: SdkTypes | None = None
    """The types of the provider's SDK that describe this block, where they are not those that its file names; none
    where the SDK has no type for it."""
    drift: Explanations = Field(default_factory=dict)
    """Why what is sent here differs from the SDK, by the field: {seconds: "the guide lists more lengths"}."""
    notes: Words = ()
    """Remarks for people, one sentence or a list of them."""
