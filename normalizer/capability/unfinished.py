"""Find what somebody still has to fill in: a text that begins with `TODO`, as drafts of the importer have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.errors import FileProblem, escape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.yaml_tree import Node

MARK = "TODO"


def unfinished(tree: Node) -> Iterator[FileProblem]:
    """Find the marked keys and values of a file; a file with one is not used, so that no guess is ever sent."""
    if not _may_be_marked(tree):
        return  # so it is with nearly every file: the ways to its values need not be put together
    nodes: list[tuple[Node, tuple[str, ...]]] = [(tree, ())]
    while nodes:
        node, path = nodes.pop()
        value = node.value
        if isinstance(value, str):
            if value.startswith(MARK):
                yield _problem(value, node, path)
        elif isinstance(value, list):
            nodes += [(child, (*path, str(index))) for index, child in enumerate(value)][::-1]
        elif isinstance(value, dict):
            yield from (_problem(key, child, path) for key, child in value.items() if key.startswith(MARK))
            nodes += [(child, (*path, key)) for key, child in value.items()][::-1]


def _may_be_marked(tree: Node) -> bool:
    """Look for the marker anywhere in the texts of a file, all at once."""
    texts: list[str] = []
    values = [tree.value]
    for value in values:  # it grows as it is gone through
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, dict):
            texts += value
            values += [child.value for child in value.values()]
        elif isinstance(value, list):
            values += [child.value for child in value]
    return MARK in "\n".join(texts)


def _problem(text: str, node: Node, path: tuple[str, ...]) -> FileProblem:
    asked = text.removeprefix(MARK).lstrip(": ")
    said = f": {escape(asked, 160)}" if asked else ""
    sentence = f"still to do{said}; put what the source says in its place, or delete it"
    return FileProblem(node.file, node.line, ".".join(path), sentence)
