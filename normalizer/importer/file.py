"""Put a draft together: the head, the provider, its blocks, as the text of a capability file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from normalizer.errors import CapabilityError
from normalizer.importer.blocks import Drafted, draft_blocks
from normalizer.importer.found import todo
from normalizer.importer.problem import SchemaError
from normalizer.importer.reading import read_document
from normalizer.importer.requests import choose
from normalizer.importer.spelling import Spelling
from normalizer.importer.yaml_text import lines
from normalizer.yaml_tree import parse_tree

if TYPE_CHECKING:
    from datetime import date

    from normalizer.capability import ProviderFile

MODELINE = "# yaml-language-server: $schema=../schema.json"
_LAYOUT = ("model", "like", "under", "constants", "dimensions", "default", "auto", "required", "parameters", "absent")


@dataclass(frozen=True, slots=True)
class Head:
    """What whoever imports a schema knows and the schema does not say; what is left out is marked in the draft.

    `model` is the provider's id, `name` the one for people, `checked` the day of the import.
    """

    checked: date
    name: str | None = None
    maker: str | None = None
    media: str | None = None
    provider: str | None = None
    model: str | None = None
    operation: str | None = None
    sources: tuple[str, ...] = ()
    confidence: str | None = None


def draft_file(data: bytes, head: Head, pick: str | None = None, provider: ProviderFile | None = None) -> str:
    """Draft the file of one request of a document.

    `pick` names the request where the document describes several, `provider` is the file of the provider, whose usual
    spellings are then left out. SchemaError where the bytes are no schema, ChoiceError where `pick` is needed or names
    nothing.

    >>> from datetime import date
    >>> schema = b'{"properties": {"prompt": {"type": "string"}, "ratio": {"enum": ["1:1", "16:9"]}}}'
    >>> print(draft_file(schema, Head(date(2026, 11, 28), maker="Northlight", provider="northlight", model="aurora-1")))
    # yaml-language-server: $schema=../schema.json
    schema: 1
    name: aurora-1
    maker: Northlight
    media: "TODO: image or video"
    <BLANKLINE>
    providers:
      northlight:
        sources: ["TODO: where the schema comes from: a package with its version, or a page with its day"]
        checked: 2026-11-28
        confidence: "TODO: first-party, reseller or secondary"
        generate:
          model: aurora-1
          dimensions: {aspect_ratios: [1:1, 16:9], write: {ratio: "{ratio}"}}
          parameters: {prompt}
    <BLANKLINE>
    """
    request = choose(read_document(data), pick)
    about = f"{request.about} {' '.join(request.names)} {request.model}"
    found = draft_blocks(request.read(), Spelling(provider), about=about, media=head.media, operation=head.operation)
    content = _content(found, head, head.model or _known(found.model) or request.model or found.model)
    text = "\n".join([MODELINE, *lines(_head(found, content, head)), "", *lines({"providers": content})]) + "\n"
    _read_back(text)
    return text


def _known(model: str | None) -> str | None:
    return None if model is None or model.startswith("TODO") else model


def _head(found: Drafted, content: dict[str, Any], head: Head) -> dict[str, Any]:
    (entry,) = content.values()
    block = next(value for value in entry.values() if isinstance(value, dict))
    model = str(block["model"])
    name = head.name or (todo("the name for people") if model.startswith("TODO") else model.rpartition("/")[2])
    media = found.media or todo("image or video")
    return {"schema": 1, "name": name, "maker": head.maker or todo("who made the model"), "media": media}


def _content(found: Drafted, head: Head, model: str | None) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "sources": list(head.sources)
        or [todo("where the schema comes from: a package with its version, or a page with its day")],
        "checked": head.checked.isoformat(),
        "confidence": head.confidence or todo("first-party, reseller or secondary"),
    }
    for index, (operation, block) in enumerate(found.blocks.items()):
        whole = {"model": model or todo("the provider's id of the model"), **block} if index == 0 else block
        placed = {key: whole[key] for key in _LAYOUT if whole.get(key) not in (None, {}, [])}
        entry[operation] = placed | {key: value for key, value in whole.items() if key not in _LAYOUT}
    return {head.provider or todo("the id of the provider"): entry}


def _read_back(text: str) -> None:
    """Make sure that the draft can be read: a schema may hold characters that no capability file may."""
    try:
        parse_tree(text.encode("utf-8", "surrogatepass"), "")
    except CapabilityError as error:
        first = error.problems[0]
        where = f": {text.splitlines()[first.line - 1].strip()}" if first.line else ""
        raise SchemaError(f"the schema holds what a capability file cannot: {first.problem}{where}") from None
