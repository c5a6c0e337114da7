"""Check a provider's file by itself: its sizes, and the words in its templates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.capability.problems import locate
from normalizer.check.fields import unknown_placeholders
from normalizer.errors import FileProblem, quote
from normalizer.values import Size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.loader import ProviderDocument


def provider_file(document: ProviderDocument) -> Iterator[FileProblem]:
    """Find sizes that are none, and placeholders that nothing fills."""
    for text in document.file.sizes or ():
        if Size.read(text) is None:
            yield _at(document, f"expected WIDTHxHEIGHT such as 1024x768, got {quote(text)}", "sizes", text)
    parts: list[tuple[tuple[str, ...], Any]] = [(("constants",), document.file.constants)]
    parts += [(("write", form), fields) for form, fields in document.file.write.items()]
    parts += [
        (("parameters", name), {"write": parameter.write, "append": parameter.append})
        for name, parameter in document.file.parameters.items()
        if parameter is not None
    ]
    for path, part in parts:
        for sentence in unknown_placeholders(part):
            yield _at(document, sentence, *path)


def _at(document: ProviderDocument, sentence: str, *path: str) -> FileProblem:
    _, file, line = locate(document.tree, path)
    return FileProblem(file, line, ".".join(path), sentence)
