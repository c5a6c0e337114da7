"""Lay what one layer says of a parameter over what an earlier one says, key by key, on trees of nodes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from normalizer.capability import NONE_WORD, Block, validate
from normalizer.capability.parameter import OFFERS, taken_away
from normalizer.yaml_tree import Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.capability import Parameter

_NO_KEYS: frozenset[str] = frozenset()


@dataclass(slots=True)
class Common:
    """Parameters that several targets of a model have, put together and read once. Nodes go by their identity."""

    laid: dict[tuple[int, int], tuple[Node, Node, Node]] = field(default_factory=dict)
    """By the two that were laid over each other: both, so that they live as long, and what came of them."""
    read: dict[int, Parameter] = field(default_factory=dict)

    def lay_over(self, earlier: Node, later: Node) -> Node:
        """Lay a parameter over an earlier one."""
        pair = id(earlier), id(later)
        if pair not in self.laid:
            self.laid[pair] = earlier, later, lay_over(in_full(earlier), in_full(later))
        return self.laid[pair][2]

    def block(self, tree: Node) -> Block:
        """Read a block that was laid together here; CapabilityError with every problem, each at its line."""
        entries = tree.get("parameters")
        if entries is None:
            return validate(Block, tree)
        nodes = entries.items()
        parameters = {name: self.read.get(id(node)) or node.plain() for name, node in nodes}
        block = validate(Block, tree, parameters=parameters)
        for name, node in nodes:
            made = block.parameters[name]
            if made is not None:
                self.read[id(node)] = made
        return block


def named_parameters(node: Node) -> Iterator[tuple[str, Node, int]]:
    """List the parameters of a block with their values and lines; a list names them and says nothing more."""
    if isinstance(node.value, list):  # names alone
        for item in node.value:
            yield str(item.value), Node(None, item.file, item.line), item.line
    for name, value in node.items():
        yield name, value, node.key_lines[name]


def in_full(node: Node) -> Node:
    """Write the short form of a parameter in full."""
    if isinstance(node.value, dict):
        return node
    full = Node({}, node.file, node.line)
    if node.value is not None:
        full.put("values" if isinstance(node.value, list) else "to", node, node.line)
    return full


def lay_over(earlier: Node, later: Node) -> Node:
    """Lay a parameter over an earlier one, key by key; what says the same thing in another way gives way."""
    taken = _taken_away(earlier, later)
    said = {key for key, _ in later.items()} - taken
    gone = said | taken
    if said & set(OFFERS):
        gone |= {*OFFERS, "step"}
    if "to" in said and _has_fields(earlier.get("write")):
        gone.add("write")
    if _has_fields(later.get("write")):
        gone.add("to")
    result = Node({}, later.file, later.line)
    for key, node in earlier.items():
        if key not in gone:
            result.put(key, node, earlier.key_lines[key])
    for key, node in later.items():
        if key in said:
            result.put(key, node, later.key_lines[key])
    return result


def _taken_away(earlier: Node, later: Node) -> frozenset[str]:
    said = {key: node.value for key, node in later.items()}
    if NONE_WORD not in said.values():
        return _NO_KEYS
    values = later.get("values") or earlier.get("values")
    return frozenset(taken_away({**said, "values": values.plain() if values else None}))


def _has_fields(node: Node | None) -> bool:
    return node is not None and isinstance(node.value, dict)
