"""How a payload reaches a provider through a LiteLLM proxy, which maps requests once more with tables of its own."""

from __future__ import annotations

from pydantic import Field

from normalizer.capability.base import Facts, Text, Words


class Relay(Facts):
    """What one kind of call makes of the fields that it is handed."""

    lift: dict[Text, Text] = Field(default_factory=dict)
    """Fields that LiteLLM takes elsewhere: a path of the payload, then the name in LiteLLM's request; with . the fields
    below the path stand in the request itself, such as {parameters: ., generationConfig.imageConfig: imageConfig}."""
    words: dict[Text, dict[Text, str]] = Field(default_factory=dict)
    """For a field that LiteLLM makes with a table of its own: its path, then which word of LiteLLM's becomes which
    value, such as {config.ratio: {"16:9": 1792x1024}}. Other values are lost."""
    writes: Words = ()
    """Paths that LiteLLM writes by itself, such as [messages.0.role]; model, prompt and inputs always."""
    drops: Words = ()
    """Paths that do not arrive though LiteLLM could have written them, such as [model]."""
    keeps: Words | None = None
    """The only names that LiteLLM lets through, where it has a list; without it all of them."""


class LiteLLM(Facts):
    """LiteLLM's way to a provider, by kind of call; a kind that is not named takes all fields under their own names."""

    version: Text
    """The version of LiteLLM in which this was read and tried, such as 1.106.2."""
    images: Relay = Relay()
    """Calls of /images/generations."""
    edits: Relay = Relay()
    """Calls of /images/edits."""
    videos: Relay = Relay()
    """Calls of /videos."""
