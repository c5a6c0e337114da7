"""Lay parameters and constants over those of an earlier layer, on trees of nodes, and read what came of it.

Most of a target is what another target of the same model, or of the same provider, says too: it is put together and
read once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from normalizer.capability import NONE_WORD, Block, Form, ModelFile, Parameter, validate
from normalizer.capability.parameter import OFFERS, taken_away
from normalizer.yaml_tree import Node

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from normalizer.capability.base import Facts

FACTS_ABOUT_FACTS = ("sources", "checked", "confidence")
_NO_KEYS: frozenset[str] = frozenset()
_OFFERS = frozenset(OFFERS)
_OFFERS_AND_STEP = _OFFERS | {"step"}

NOTHING = Node(None, "", 0)

_COMBINED = frozenset({"parameters", "constants", "dimensions"})
"""The keys of a block that are put together anew, or finished, for each target."""

_PARTS: Mapping[str, type[Facts]] = {"parameters": Parameter, "dimensions": Form}

Made = TypeVar("Made")


@dataclass(slots=True)
class Laid:
    """What came of laying one part of a block over another; `idle` are keys that take away what is not there."""

    node: Node
    idle: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Common:
    """What the targets of one model have in common, put together once and read once.

    Nodes go by their identity, and are kept here, so that no other node gets it.
    """

    alike: dict[tuple[type[Facts], str], Facts] = field(default_factory=dict)
    """Parts that were read, by their kind and all that they say; models may share it."""
    made: dict[tuple[Any, ...], tuple[tuple[Node, ...], Any]] = field(default_factory=dict)
    """What was made of nodes."""
    known: dict[int, tuple[Node, Any]] = field(default_factory=dict)
    """What was read from a node."""

    def once(self, make: Callable[..., Made], *nodes: Node) -> Made:
        """Make something of nodes, or give what was made of them before; nobody changes it any more."""
        key = make, *map(id, nodes)
        found = self.made.get(key)
        if found is None:
            found = self.made[key] = nodes, make(*nodes)
        made: Made = found[1]
        return made

    def keep_file(self, tree: Node, file: ModelFile) -> None:
        """Keep what was read of a model's file: the parts that layers take over as they stand are not read again."""
        for provider, node in (tree.get("providers") or NOTHING).items():
            entry = file.providers[provider]
            if entry is not None:
                self._keep(node, entry, [key for key in FACTS_ABOUT_FACTS if key in node.key_lines])
                for operation, block in entry.operations.items():
                    if block is not None:
                        self._keep_block(node.get(operation) or NOTHING, block)

    def _keep_block(self, node: Node, block: Block) -> None:
        self._keep(node, block, node.key_lines.keys() - _COMBINED)
        for name, part in (node.get("parameters") or NOTHING).items():
            if isinstance(part.value, dict):  # written in full, as layers have it too
                self.known[id(part)] = part, block.parameters[name]

    def _keep(self, node: Node, facts: Facts, keys: Iterable[str]) -> None:
        for key, child in node.items():
            if key in keys:
                self.known[id(child)] = child, getattr(facts, key)

    def block(self, tree: Node) -> Block:
        """Read a block that was laid together here; CapabilityError with every problem, each at its line."""
        known: dict[str, Any] = {}
        unread: dict[str, Node] = {}
        for key, node in tree.items():
            found = self.known.get(id(node))
            if found is None and key in _PARTS:
                found = self._parts(key, node)
            if found is None:
                unread[key] = node
            else:
                known[key] = found[1]
        block = validate(Block, tree, {key: node.plain() for key, node in unread.items()})
        for key, node in unread.items():
            self.known[id(node)] = node, getattr(block, key)
        return block.model_copy(update=known)

    def _parts(self, key: str, node: Node) -> tuple[Node, Any] | None:
        """Read a map or list of parts; nothing where one is wrong, which is told with the block."""
        kind, value = _PARTS[key], node.value
        parts: Any = None
        try:
            if isinstance(value, dict):
                parts = {name: self._part(kind, child) for name, child in value.items()}
            elif isinstance(value, list):
                parts = tuple([self._part(kind, child) for child in value])
        except ValidationError:
            return None
        found = self.known[id(node)] = node, parts
        return found

    def _part(self, kind: type[Facts], node: Node) -> Facts:
        """Read one part, or give an equal one; raises `ValidationError`."""
        found = self.known.get(id(node))
        if found is None:
            content = node.plain()
            key = kind, repr(content)
            made = self.alike.get(key)
            if made is None:
                made = self.alike[key] = kind.model_validate(content)
            found = self.known[id(node)] = node, made
        part: Facts = found[1]
        return part


def parameters_over(earlier: Node, later: Node, spellings: Node) -> Laid:
    """Lay the parameters of a block over those of an earlier layer, or over how the provider spells them."""
    laid, lines, idle = dict(earlier.items()), dict(earlier.key_lines), []
    for name, value, line in named_parameters(later):
        if takes_away(value):
            if laid.pop(name, None) is None:
                idle.append(name)
            continue
        below = laid.get(name) or spellings.get(name) or NOTHING
        laid[name] = lay_over(NOTHING if takes_away(below) else in_full(below), in_full(value))
        lines[name] = line
    return Laid(Node(laid, later.file, later.line, lines), idle)


def named_parameters(node: Node) -> Iterator[tuple[str, Node, int]]:
    """List the parameters of a block with their values and lines; a list names them and says nothing more."""
    if isinstance(node.value, list):  # names alone
        for item in node.value:
            yield str(item.value), Node(None, item.file, item.line), item.line
    for name, value in node.items():
        yield name, value, node.key_lines[name]


def in_full(node: Node) -> Node:
    """Write the short form of a parameter in full."""
    if isinstance(node.value, dict) or node is NOTHING:
        return node
    full = Node({}, node.file, node.line)
    if node.value is not None:
        full.put("values" if isinstance(node.value, list) else "to", node, node.line)
    return full


def constants_over(earlier: Node, later: Node) -> Laid:
    """Lay the constants of a block over those of an earlier layer."""
    laid, lines, idle = dict(earlier.items()), dict(earlier.key_lines), []
    for name, value in later.items():
        if not takes_away(value):
            laid[name], lines[name] = value, later.key_lines[name]
        elif laid.pop(name, None) is None:
            idle.append(name)
    return Laid(Node(laid, later.file, later.line, lines), idle)


def takes_away(node: Node) -> bool:
    """Tell whether a value takes away what an earlier layer says."""
    return node.value == NONE_WORD


def lay_over(earlier: Node, later: Node) -> Node:
    """Lay a parameter over an earlier one, both in full; what says the same thing in another way gives way."""
    taken = _taken_away(earlier, later)
    if not (earlier.key_lines or taken):
        return later
    said = later.key_lines.keys() - taken
    gone = said | taken
    if not _OFFERS.isdisjoint(said):
        gone |= _OFFERS_AND_STEP
    if "to" in said and _has_fields(earlier.get("write")):
        gone.add("write")
    if _has_fields(later.get("write")):
        gone.add("to")
    value = {key: node for key, node in earlier.items() if key not in gone}
    value |= {key: node for key, node in later.items() if key in said}
    lines = {**earlier.key_lines, **later.key_lines}
    return Node(value, later.file, later.line, {key: lines[key] for key in value})


def _taken_away(earlier: Node, later: Node) -> frozenset[str]:
    if not any(takes_away(node) for _, node in later.items()):
        return _NO_KEYS
    said = {key: node.value for key, node in later.items()}
    values = later.get("values") or earlier.get("values")
    return frozenset(taken_away({**said, "values": values.plain() if values else None}))


def _has_fields(node: Node | None) -> bool:
    return node is not None and isinstance(node.value, dict)
