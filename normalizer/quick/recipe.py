"""A recipe: where everything of a request goes, worked out once by the engine for all requests that decide the same.

It holds no value that a caller only has carried: no prompt, no link, no seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.account import Said, said, told
from normalizer.draft import ASKED, Entry
from normalizer.parameters.base import mode_of
from normalizer.quick.carried import CONTAINERS, Carried, Path, put_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from normalizer.draft import Draft
    from normalizer.parts import Account, Adjustment, Call, Step
    from normalizer.plan import Plan
    from normalizer.quick.kind import Kind
    from normalizer.quick.outcome import Outcome

TRAVELLED = frozenset({"passthrough", "renamed", "converted"})
"""Modes that depend on how the caller spelled a value."""

Place = tuple[int, Any]
"""Where a value stands inside a payload: the number of the container, and the key or index in it."""


class Variant(NamedTuple):
    """One call: how many results, how many come before, the payload without what is a request's own.

    `copies` are its containers, parents first; `sizes`, `plain` and `filled` say where values go.
    """

    results: int
    before: int
    base: dict[str, Any]
    copies: tuple[Place, ...]
    sizes: tuple[Place, ...]
    plain: tuple[tuple[int, int, Any], ...]
    filled: tuple[tuple[int, int, Any, Carried], ...]

    def sized(self, values: list[Any]) -> Variant:
        """Fill in the fields of a size."""
        base = self.base.copy()
        nodes: list[Any] = [base]
        for number, step in self.copies:
            child = nodes[number][step] = nodes[number][step].copy()
            nodes.append(child)
        copies = list(self.copies)
        for (number, step), value in zip(self.sizes, values, strict=True):
            nodes[number][step] = value
            if type(value) in CONTAINERS:
                copies.append((number, step))
                first = len(copies)
                copies += [(first + inner, path[-1]) for path, inner in _containers(value)]
        return self._replace(base=base, copies=tuple(copies))


class Spec(NamedTuple):
    """What is said of a key: the mode, what was sent (`carried` instead where that is the request's), exactness."""

    mode: str
    sent: Mapping[str, Any]
    exact: bool
    carried: Carried | None


class Recipe:
    """Calls, steps and account for all requests that decide the same, made from a finished draft."""

    __slots__ = ("_prefix", "_rest", "_specs", "encoding", "flat", "places", "steps", "under", "variants", "ways")

    def __init__(self, draft: Draft, plan: Plan, outcome: Outcome, carried: tuple[Carried, ...], kind: Kind) -> None:
        rest = said(draft)
        ways = self.ways = {one.key: one for one in carried}
        self.steps: tuple[Step, ...] = plan.steps
        self.under = draft.target.under[::-1]
        self.encoding = draft.target.body
        self.places = {name: place for place, name in enumerate(kind.names)}
        self._prefix = "".join(f"{step}." for step in draft.target.under)
        self._rest = _stripped(rest, draft)
        self._specs = {
            key: Spec(mode, {} if key in ways else owned(sent), exact, ways.get(key))
            for key, mode, _, sent, exact in rest.entries
            if key not in draft.extras
        }
        before, variants = 0, []
        for call in plan.calls:
            variants.append(_variant(draft, call, before, outcome=outcome, carried=carried, kind=kind))
            before += call.count
        self.variants = tuple(variants)
        first = variants[0]
        plainest = len(variants) == 1 and not (self.under or first.copies or first.filled)
        # the plainest payloads: one call, nothing inside anything, all values as they came
        self.flat = first if plainest and all(number == 0 for number, _ in first.sizes) else None

    def account(self, request: dict[str, Any], outcome: Outcome) -> Account:
        """Say what became of a request; of one whose values all are `ASKED`, what is the same every time."""
        geometry, rest, specs = outcome.shown, self._rest, self._specs
        sizes = {entry[0]: entry for entry in geometry.entries}
        entries: list[Entry] = []
        for key, value in request.items():
            spec = specs.get(key)
            if spec is not None:
                sent = owned(spec.sent)
                if spec.carried is not None:
                    sent = {self.path_of(key): value if value is ASKED else spec.carried.shown(value)}
                entries.append((key, spec.mode, value, sent, spec.exact))
            elif key in sizes:
                _, mode, _, sent, exact = sizes[key]
                entries.append((key, self.travelled(key, mode, value, sent), value, owned(sent), exact))
            else:
                entries.append((key, "passthrough", value, {self._prefix + key: value}, True))
        unasked = [entry for entry in geometry.entries if entry[0] not in request] + rest.unasked
        entries += [(*entry[:3], owned(entry[3]), entry[4]) for entry in unasked]
        return told(
            geometry,
            rest,
            entries,
            [_of(request, one) for one in (*geometry.adjustments, *rest.adjustments)],
            [_of(request, one) for one in (*geometry.notes, *rest.notes)],
        )

    def path_of(self, name: str) -> str:
        """Give the whole path of a carried value, as reports say it."""
        return self._prefix + self.ways[name].text

    def travelled(self, name: str, mode: str, value: Any, sent: dict[str, Any]) -> str:
        """Give the mode of a size in the caller's own spelling."""
        if mode not in TRAVELLED:
            return mode
        prefix = self._prefix
        return mode_of(name, name, value, {path.removeprefix(prefix): said for path, said in sent.items()})


def _variant(
    draft: Draft, call: Call, before: int, *, outcome: Outcome, carried: tuple[Carried, ...], kind: Kind
) -> Variant:
    """Take a payload apart into what stays and what is a request's own."""
    body: Any = call.payload
    for step in draft.target.under:
        body = body[step]
    base: dict[str, Any] = _copied({key: value for key, value in body.items() if key not in draft.extras})
    for one in carried:
        put_at(base, one.written, one.base)
        put_at(base, one.path, None)
    for path in outcome.paths:
        put_at(base, path, None)
    base.update(dict.fromkeys(kind.handed))
    places: dict[Path, int] = {(): 0}
    copies: list[Place] = []
    for path, number in _containers(base):
        places[path] = len(places)
        copies.append((number, path[-1]))
    names = kind.names
    straight = [one for one in carried if one.fill is None and not (one.counts_up and before)]
    filled = [one for one in carried if one not in straight]
    return Variant(
        call.count,
        before,
        base,
        tuple(copies),
        tuple((places[path[:-1]], path[-1]) for path in outcome.paths),
        (
            *((names.index(one.key), places[one.path[:-1]], one.path[-1]) for one in straight),
            *((names.index(name), 0, name) for name in kind.handed),
        ),
        tuple((names.index(one.key), places[one.path[:-1]], one.path[-1], one) for one in carried if one in filled),
    )


def _containers(base: Any) -> Iterator[tuple[Path, int]]:
    """List the way to all that holds something inside a payload, parents first, each with the number of its parent."""
    nodes: list[tuple[Path, Any]] = [((), base)]
    for number, (path, node) in enumerate(nodes):
        for step, value in node.items() if type(node) is dict else enumerate(node):
            if type(value) in CONTAINERS:
                nodes.append(((*path, step), value))
                yield (*path, step), number


def _copied(node: Any) -> Any:
    if type(node) is dict:
        return {key: _copied(value) if type(value) in CONTAINERS else value for key, value in node.items()}
    return [_copied(value) if type(value) in CONTAINERS else value for value in node]


def owned(sent: Mapping[str, Any]) -> dict[str, Any]:
    """Copy what was sent for one plan: whoever alters it alters no other."""
    own = dict(sent)
    for path, value in sent.items():
        if type(value) in CONTAINERS:
            own[path] = _copied(value)
    return own


def _stripped(rest: Said, draft: Draft) -> Said:
    """Take the request's own values out of what is said again and again."""

    def marked(one: Adjustment) -> Adjustment:
        mine = one.asked is not None and one.asked is draft.request.get(one.parameter)
        return one._replace(asked=ASKED) if mine else one

    return rest._replace(
        unasked=[(*entry[:3], owned(entry[3]), entry[4]) for entry in rest.unasked],
        entries=[],
        adjustments=[marked(one) for one in rest.adjustments],
        notes=[marked(one) for one in rest.notes],
    )


def _of(request: dict[str, Any], one: Adjustment) -> Adjustment:
    return one._replace(asked=request.get(one.parameter, ASKED)) if one.asked is ASKED else one
