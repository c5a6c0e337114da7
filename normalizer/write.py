"""Paths and templates: how a value gets into a payload. Decides nothing, and knows no parameter by name.

Templates and paths are split once, when a target is compiled; writing walks what was split.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from operator import itemgetter
from typing import Any, NamedTuple

from normalizer.errors import quote
from normalizer.honest import honest

APPEND = "+"
"""The path step that adds one more item to a list."""

LAST_PLACE = 63
"""The last item of a list that a path may name: all items before it are made too."""

LONGEST_PLACE = 2

_CONTAINERS = frozenset({dict, list})

PLACEHOLDERS = frozenset(
    [
        "width",
        "height",
        "size",
        "ratio",
        "ratio_width",
        "ratio_height",
        "tier",
        "megapixels",
        "value",
        "type",
        "subtype",
        "model",
    ],
)
SHAPE_HALF = frozenset({"ratio", "ratio_width", "ratio_height"})
SCALE_HALF = frozenset({"tier", "megapixels"})
BOTH_HALVES = frozenset({"width", "height", "size"})

ALONE = {name: frozenset((name,)) for name in PLACEHOLDERS}
"""The sets of one name, which most templates need: they stand once."""

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}", re.ASCII)

Path = tuple[str | int, ...]
Fill = Callable[[Mapping[str, Any]], Any]


class Template(NamedTuple):
    """A value with holes: `fill` makes the value, `names` are the placeholders it needs.

    `spells` says that what is filled in becomes a part of a text, so that it has to be a text or a number.
    """

    fill: Fill
    names: frozenset[str]
    spells: bool = False


class Field(NamedTuple):
    """One field of the provider: where it is, what goes in, and which placeholders that takes.

    `text` is the path as the file writes it; `adds` says that the text is added to what is already there.
    """

    path: Path
    text: str
    template: Template
    adds: bool = False

    @property
    def needs_shape(self) -> bool:
        """Tell whether the value says something about the shape."""
        return not self.template.names.isdisjoint(SHAPE_HALF | BOTH_HALVES)

    @property
    def needs_scale(self) -> bool:
        """Tell whether the value says something about the scale."""
        return not self.template.names.isdisjoint(SCALE_HALF | BOTH_HALVES)


class FieldWord(tuple[Field, ...]):
    """A word of the provider that is no value but fields of its own. What callers hand over never is one."""

    __slots__ = ()


def path_of(text: str) -> Path:
    """Split a path once: `a.b` nests, `a.0` is the first item of a list, `a.+` one more item.

    Raises `ValueError` with a sentence where a step is empty, or leads to a place that no list of ours has.

    >>> path_of("contents.0.parts.+")
    ('contents', 0, 'parts', '+')
    """
    steps = text.split(".")
    if "" in steps:
        raise ValueError(f"the path {quote(text)} has an empty step")
    far = [step for step in steps if _is_place(step) and (len(step) > LONGEST_PLACE or int(step) > LAST_PLACE)]
    if far:
        raise ValueError(f"the path {quote(text)} leads beyond item {LAST_PLACE} of a list")
    return tuple(int(step) if _is_place(step) else step for step in steps)


def _is_place(step: str) -> bool:
    return step.isascii() and step.isdigit()


def template_of(raw: Any) -> Template:
    """Compile a template: one placeholder alone keeps its type, none is a constant, containers are filled inside.

    >>> template_of("{width}:{height}").fill({"width": 16, "height": 9})
    '16:9'
    >>> template_of({"w": "{width}"}).fill({"width": 16})
    {'w': 16}
    """
    if isinstance(raw, str):
        return _text_template(raw)
    if isinstance(raw, Mapping):
        inner = {key: template_of(value) for key, value in raw.items()}
        return _whole(lambda values: {k: t.fill(values) for k, t in inner.items()}, inner.values())
    if isinstance(raw, (list, tuple)):
        items = [template_of(value) for value in raw]
        return _whole(lambda values: [t.fill(values) for t in items], items)
    return Template(lambda _: raw, frozenset())


def _whole(fill: Fill, parts: Iterable[Template]) -> Template:
    parts = tuple(parts)
    names: frozenset[str] = frozenset().union(*(part.names for part in parts))
    return Template(fill, names, any(part.spells for part in parts))


def _text_template(raw: str) -> Template:
    pieces = _PLACEHOLDER.split(raw)
    names = frozenset(pieces[1::2])
    names = ALONE.get(pieces[1], names) if len(pieces) == 3 else names
    if unknown := names - PLACEHOLDERS:
        raise ValueError(f"unknown placeholder {{{min(unknown)}}}")
    if not names:
        return Template(lambda _: raw, names)
    if len(pieces) == 3 and not pieces[0] and not pieces[2]:
        return Template(itemgetter(pieces[1]), names)
    parts = [(piece, index % 2 == 1) for index, piece in enumerate(pieces) if piece]
    return Template(lambda values: "".join(str(values[p]) if hole else p for p, hole in parts), names, spells=True)


def field_of(path: str, raw: Any, *, adds: bool = False) -> Field:
    """Compile one field of a `write` map."""
    return Field(path_of(path), path, template_of(raw), adds)


def place_of(root: dict[str, Any], field: Field) -> str:
    """Name where a field is about to be written: an item that is added gets its number."""
    if APPEND not in field.path:
        return field.text
    steps: list[str] = []
    for index, step in enumerate(field.path):
        there = get(root, tuple(int(s) if s.isdigit() else s for s in steps)) if step == APPEND else None
        steps.append(str(len(there) if isinstance(there, list) else 0) if step == APPEND else str(field.path[index]))
    return ".".join(steps)


def put(root: dict[str, Any], path: Path, value: Any) -> None:
    """Set a value at a path, making the objects and lists on the way.

    >>> body = {}
    >>> put(body, path_of("parts.+"), "a"); put(body, path_of("parts.+"), "b"); put(body, path_of("parts.0"), "c")
    >>> body
    {'parts': ['c', 'b']}
    """
    node: Any = root
    last = len(path) - 1
    for index, step in enumerate(path):
        final = index == last
        if isinstance(node, list):
            at = len(node) if step == APPEND else int(step)
            while len(node) <= at:
                node.append(None)
            if final:
                node[at] = value
            else:
                if type(node[at]) not in _CONTAINERS:
                    node[at] = _container(path[index + 1])
                node = node[at]
        elif final:
            node[step] = value
        else:
            if type(node.get(step)) not in _CONTAINERS:
                node[step] = _container(path[index + 1])
            node = node[step]


def _container(step: str | int) -> dict[str, Any] | list[Any]:
    return [] if isinstance(step, int) or step == APPEND else {}


def get(root: Any, path: Path) -> Any:
    """Read what stands at a path; nothing where there is nothing."""
    node = root
    for step in path:
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            node = node[step]
        else:
            return None
    return node


def add_text(root: dict[str, Any], path: Path, text: str) -> None:
    """Add text to a text that is already written; alone it stands without its leading space."""
    before = honest(get(root, path))
    put(root, path, before + text if isinstance(before, str) else text.lstrip())
