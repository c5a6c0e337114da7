"""Lay the parts of a target over each other: the provider's file, what `like` names, the block itself; later wins.

This is done on trees of nodes, so that every value of the result still knows its file and line. It knows which keys
combine and which replace, not what they mean.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from normalizer.capability import Block, ModelFile, form_kind, is_operation
from normalizer.capability.base import did_you_mean, text_of
from normalizer.errors import CapabilityError, FileProblem, quote
from normalizer.overlay import (
    FACTS_ABOUT_FACTS,
    NOTHING,
    Common,
    Laid,
    constants_over,
    named_parameters,
    parameters_over,
    takes_away,
)
from normalizer.yaml_tree import Node

MAX_LIKE_STEPS = 2
_FROM_PROVIDER = ("returns", "extras", "extras_under", "absent", "body", "under", "constants")
_FALLBACK = {"table": "ratios", "sizes": "free"}

Path = tuple[str | int, ...]
Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Expanded:
    """One target with all layers applied, and where each of its values comes from."""

    model_id: str
    model: ModelFile
    provider: str
    operation: str
    block: Block
    tree: Node

    def origin(self, *path: str | int) -> Place:
        """Give the file and line of the value at this path, or of the nearest one above it.

        Items of a list are found by their place and by their text, as if the list were a map.
        """
        node, place = self.tree, (self.tree.file, self.tree.line)
        for step in path:
            below = _below(node, step)
            if below is None:
                break
            node, place = below, (below.file, node.key_lines.get(str(step), below.line))
        return place


@dataclass(frozen=True, slots=True)
class Layer:
    """One model file as a tree, over what an earlier folder says of the same model (if this one has `extend: true`)."""

    tree: Node
    below: Layer | None = None

    def entry(self, provider: str) -> Node:
        """Give what this very file says of a provider; an empty node where it says nothing."""
        return (self.tree.get("providers") or NOTHING).get(provider) or NOTHING

    def line(self, provider: str) -> int:
        """Give the line on which this very file begins to speak of a provider; 0 where it does not."""
        return (self.tree.get("providers") or NOTHING).key_lines.get(provider, 0)

    def block(self, provider: str, operation: str) -> tuple[Node, Layer] | None:
        """Find a block and the file it stands in; nothing where it was taken away or never was."""
        entry = self.entry(provider)
        own = entry.get(operation)
        if takes_away(entry) or (own is not None and takes_away(own)):
            return None
        if own is not None:
            return own, self
        return self.below.block(provider, operation) if self.below else None

    def names(self) -> list[tuple[str, str]]:
        """List the providers' operations in the order of the files, those of the earlier folder first."""
        names = dict.fromkeys(self.below.names() if self.below else ())
        for provider, entry in (self.tree.get("providers") or NOTHING).items():
            names.update(dict.fromkeys((provider, key) for key, _ in entry.items() if is_operation(key)))
        return [name for name in names if self.block(*name) is not None]


@dataclass(slots=True)
class _Merge:
    """One target in the making: `spelling` is the provider's file."""

    provider: str
    operation: str
    spelling: Node
    merged: Node
    common: Common
    problems: list[FileProblem] = field(default_factory=list)

    def complain(self, file: str, line: int, key: str, sentence: str, level: str = "error") -> None:
        path = f"providers.{self.provider}.{self.operation}.{key}"
        self.problems.append(FileProblem(file, line, path, sentence, level))


def expand(
    model_id: str,
    model: ModelFile,
    layer: Layer,
    name: tuple[str, str],
    spelling: Node | None,
    *,
    common: Common | None = None,
) -> tuple[Expanded | None, list[FileProblem]]:
    """Put one target together; `name` is the provider and the operation, `spelling` the tree of the provider's file.

    `common` may be shared by the targets of a model, so that what they have in common is put together once.
    Nothing and at least one problem of level error come back where the parts do not fit together.
    """
    merge = _Merge(*name, spelling or NOTHING, Node({}, "", 0), common or Common())
    chain = _chain(layer, merge)
    if chain:
        _lay_all(merge, chain)
    if not any(problem.level == "error" for problem in merge.problems):
        try:
            block = merge.common.block(merge.merged)
            return Expanded(model_id, model, *name, block, merge.merged), merge.problems
        except CapabilityError as error:
            prefix = ".".join(("providers", *name, ""))
            merge.problems += [replace(p, key=f"{prefix}{p.key}".rstrip(".")) for p in error.problems]
    return None, merge.problems


def like_names(provider: str, name: str) -> list[tuple[str, str]]:
    """List what `like` may name: an operation of the same provider, else `provider.operation`.

    >>> like_names("here", "edit.inpaint"), like_names("here", "there.edit.inpaint")
    ([('here', 'edit.inpaint')], [('there', 'edit.inpaint')])
    """
    cuts = [cut for cut, character in enumerate(name) if character == "."]
    names = [(provider, name), *((name[:cut], name[cut + 1 :]) for cut in cuts)]
    return [found for found in names if is_operation(found[1])]


def _chain(layer: Layer, merge: _Merge) -> list[tuple[Node, Layer]]:
    """Follow `like` from the block: what lies lowest comes first. Empty where it leads nowhere."""
    at = (merge.provider, merge.operation)
    found = layer.block(*at)
    chain: list[tuple[Node, Layer]] = []
    while found is not None:
        chain.insert(0, found)
        block, home = found
        like = block.get("like")
        if like is None or not isinstance(like.value, str):
            return chain
        next_at, found = _liked(home, at, like.value)
        sentence = ""
        if len(chain) > MAX_LIKE_STEPS:
            sentence = f"more than {MAX_LIKE_STEPS} steps of like; name the last block directly"
        elif found is None:
            known = [o for p, o in layer.names() if p == at[0]] + [".".join(n) for n in layer.names()]
            sentence = f"no such block: {quote(like.value)}" + did_you_mean(like.value, known)
        elif any(found[0] is node for node, _ in chain):
            sentence = "like leads back to the block itself"
        if sentence:
            if len(chain) > MAX_LIKE_STEPS:
                block = chain[-1][0]  # the steps before the last are right where they stand
            merge.complain(block.file, block.key_lines["like"], "like", sentence)
            return []
        at = next_at
    return chain


def _liked(home: Layer, at: tuple[str, str], name: str) -> tuple[tuple[str, str], tuple[Node, Layer] | None]:
    """Find the block that `like` names, and its provider and operation."""
    for candidate in like_names(at[0], name):
        # a block of an own folder may start from the one that it replaces
        start = home.below if candidate == at and home.below else home
        found = start.block(*candidate)
        if found is not None:
            return candidate, found
    return at, None


def _lay_all(merge: _Merge, chain: list[tuple[Node, Layer]]) -> None:
    block, home = chain[-1]
    merge.merged = merge.common.once(_from_provider, merge.spelling).copy()
    merge.merged.file, merge.merged.line = block.file, block.line
    for part, _ in chain[:-1]:
        _lay(merge, part, skip=("like", *FACTS_ABOUT_FACTS))
    entry = home.entry(merge.provider)
    for key in FACTS_ABOUT_FACTS:
        _take(merge.merged, entry, key)
    _lay(merge, block, skip=("like",))
    _finish_forms(merge)


def _from_provider(spelling: Node) -> Node:
    """Begin with what a provider's file says for all its blocks."""
    result = Node({}, spelling.file, spelling.line)
    for key in _FROM_PROVIDER:
        _take(result, spelling, key)
    return result


def _lay(merge: _Merge, block: Node, skip: tuple[str, ...]) -> None:
    """Lay one block over what is there."""
    common, merged = merge.common, merge.merged
    for key, node in block.items():
        line = block.key_lines[key]
        if key == "parameters":
            earlier, spellings = merged.get(key) or NOTHING, merge.spelling.get(key) or NOTHING
            _put(merge, key, common.once(parameters_over, earlier, node, spellings), node, line)
        elif key == "constants":
            _put(merge, key, common.once(constants_over, merged.get(key) or NOTHING, node), node, line)
        elif key not in skip:
            merged.put(key, node, line)


def _put(merge: _Merge, key: str, laid: Laid, later: Node, line: int) -> None:
    """Set a key that combines, and tell this target too what was found when it was put together."""
    merge.merged.put(key, laid.node, line)
    lines = {name: at for name, _, at in named_parameters(later)} if laid.idle else {}
    for name in laid.idle:
        merge.complain(later.file, lines[name], f"{key}.{name}", "none takes nothing away here", "warning")


def _finish_forms(merge: _Merge) -> None:
    """Make the dimensions a list of forms, and give each what the provider's file says of its kind."""
    dimensions = merge.merged.get("dimensions")
    if dimensions is None:
        return
    done, without_sizes = merge.common.once(_finished_forms, dimensions, merge.spelling)
    merge.merged.put("dimensions", done, merge.merged.key_lines["dimensions"])
    for form in without_sizes:
        sentence = f"the file of provider {quote(merge.provider)} has no sizes"
        merge.complain(form.file, form.key_lines["sizes"], "dimensions.sizes", sentence)


def _finished_forms(dimensions: Node, spelling: Node) -> tuple[Node, list[Node]]:
    """Give the list of forms, and those that refer to sizes which the provider's file does not have."""
    without_sizes: list[Node] = []
    forms = dimensions.value if isinstance(dimensions.value, list) else [dimensions]
    done = [_finished_form(form, spelling, without_sizes) for form in forms]
    return Node(done, dimensions.file, dimensions.line), without_sizes


def _finished_form(form: Node, spelling: Node, without_sizes: list[Node]) -> Node:
    if not isinstance(form.value, dict):
        return form
    result = form.copy()
    by_form = spelling.get("write") or NOTHING
    kind = form_kind(form.value) or ""
    own_or_fallback = kind if by_form.get(kind) else _FALLBACK.get(kind, kind)
    template = by_form.get(own_or_fallback)
    if template is not None and "write" not in form.value and "append" not in form.value:
        result.put("write", template, by_form.key_lines[own_or_fallback])
    if "tiers" in form.value and "tier_rule" not in form.value:
        _take(result, spelling, "tier_rule")
    sizes = form.get("sizes")
    if sizes is not None and sizes.value == "provider" and not _take(result, spelling, "sizes"):
        without_sizes.append(form)
    return result


def _take(target: Node, source: Node, key: str) -> bool:
    node = source.get(key)
    if node is not None:
        target.put(key, node, source.key_lines[key])
    return node is not None


def _below(node: Node, step: str | int) -> Node | None:
    if not isinstance(node.value, list):
        return node.get(str(step))
    if isinstance(step, int):
        return node.value[step] if step < len(node.value) else None
    items = (child for child in node.value if isinstance(child.value, (str, int, float)))
    return next((child for child in items if text_of(child.value) == step), None)
