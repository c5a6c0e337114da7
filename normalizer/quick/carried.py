"""Where a value goes that a request only carries: found in what the engine wrote, and tried on the present value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.parameters.count import SeedParameter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from normalizer.draft import Draft, Item

Path = tuple[str | int, ...]

CONTAINERS = frozenset({dict, list})
"""What holds something inside a payload."""


class Carried(NamedTuple):
    """One carried value: the request's key, the path of the field as reports say it, and where the value stands.

    `written` is where the field begins and `base` what it holds beside the value; `fill` makes the value where it is
    more than the caller's own; a seed counts up with the results before it.
    """

    key: str
    text: str
    path: Path
    written: Path
    base: Any
    fill: Callable[[Any], Any] | None
    counts_up: bool
    shown: Callable[[Any], Any]


def ways_of(draft: Draft, names: frozenset[str]) -> tuple[Carried, ...] | None:
    """Give the way of each of these values; nothing where one of them went another way than straight."""
    ways = []
    for name in sorted(names & draft.items.keys()):  # others are accounted for without being sent
        way = _way(draft, name, draft.items[name])
        if way is None:
            return None
        ways.append(way)
    return tuple(ways)


def _way(draft: Draft, key: str, item: Item) -> Carried | None:
    sent, parameter = draft.sent.get(key, {}), item.parameter
    if len(sent) != 1 or len(parameter.fields) != 1 or item.mode is not None:
        return None
    [(text, written)] = sent.items()
    path: Path = tuple(int(step) if step.isdigit() else step for step in text.split("."))
    counts_up = isinstance(parameter, SeedParameter)
    # a whole number is carried where it is the same number, whoever made it
    if written is item.asked or (counts_up and type(written) is type(item.asked) is int and written == item.asked):
        return Carried(key, text, path, path, None, None, counts_up, _itself)
    field, is_listed = parameter.fields[0], item.wire is not item.asked and not parameter.each

    def fill(value: Any) -> Any:
        return field.template.fill(parameter.filling([value] if is_listed else value))

    if counts_up or fill(item.asked) != written:
        return None
    marker = object()
    if field.template.names == {"value"}:
        base = fill(marker)
        inner = [way for way, value in leaves(base) if value is marker]
        if len(inner) == 1 and inner[0]:
            return Carried(key, text, (*path, *inner[0]), path, base, None, counts_up, fill)
    return Carried(key, text, path, path, None, fill, counts_up, fill)


def _itself(value: Any) -> Any:
    return value


def leaves(node: Any, at: Path = ()) -> Iterator[tuple[Path, Any]]:
    """List what stands in objects and lists, each with the way to it; an empty one stands for itself."""
    if type(node) in CONTAINERS and node:
        for step, value in node.items() if type(node) is dict else enumerate(node):
            yield from leaves(value, (*at, step))
    else:
        yield at, node


def put_at(body: Any, path: Path, value: Any) -> None:
    """Set what stands at the end of a path that is there."""
    for step in path[:-1]:
        body = body[step]
    body[path[-1]] = value
