"""Find what somebody still has to fill in: a text that begins with `TODO`, as drafts of the importer have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.errors import FileProblem, escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.yaml_tree import Node

MARK = "TODO"


def unfinished(tree: Node, path: tuple[str, ...] = ()) -> Iterator[FileProblem]:
    """Find the marked keys and values of a file; a file with one is not used, so that no guess is ever sent."""
    if isinstance(tree.value, str):
        if tree.value.startswith(MARK):
            yield _problem(tree.value, tree, path)
        return
    for index, child in enumerate(tree.value if isinstance(tree.value, list) else ()):
        yield from unfinished(child, (*path, str(index)))
    for key, child in tree.items():
        if key.startswith(MARK):
            yield _problem(key, child, path)
        yield from unfinished(child, (*path, key))


def _problem(text: str, node: Node, path: tuple[str, ...]) -> FileProblem:
    asked = text.removeprefix(MARK).lstrip(": ")
    said = f": {escape(asked, 160)}" if asked else ""
    sentence = f"still to do{said}; put what the source says in its place, or delete it"
    return FileProblem(node.file, node.line, ".".join(path), sentence)
