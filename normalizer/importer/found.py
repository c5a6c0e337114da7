"""What was recognised: our names with what is said about them, and the sizes; frozen data without any YAML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalizer.importer.properties import Property

TODO = "TODO: "
"""How a text begins that says what could not be told; such a file is refused until somebody has looked."""


def todo(question: str) -> str:
    """Write the marker for what could not be told.

    >>> todo("frames per second of the result")
    'TODO: frames per second of the result'
    """
    return TODO + " ".join(question.split())[:200]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One of our parameters: the property it was found in, and what is said of it under the keys of the files.

    `several` says that the field holds a list.
    """

    name: str
    source: Property
    facts: dict[str, Any] = field(default_factory=dict)
    several: bool = False


@dataclass(slots=True)
class Geometry:
    """The sizes on offer: forms under the keys of the files, with the fields they are written to.

    `taken` are the paths of the properties that were read, `required` which halves the provider refuses to miss.
    """

    forms: list[dict[str, Any]] = field(default_factory=list)
    default: str | None = None
    auto: dict[str, Any] = field(default_factory=dict)
    required: list[str] = field(default_factory=list)
    taken: list[Property] = field(default_factory=list)
    unclear: str | None = None
