"""A recipe: where everything of a request goes, worked out once by the engine for all requests that decide the same.

It holds no value that a caller only has carried: no prompt, no link, no seed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.account import Said, said, told
from normalizer.draft import ASKED, Entry
from normalizer.parameters.base import mode_of
from normalizer.quick.builder import Build, Hole, SizeHole, builder
from normalizer.quick.carried import CONTAINERS, Carried, put_at

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.draft import Draft
    from normalizer.parts import Account, Adjustment, Call, Step
    from normalizer.plan import Plan
    from normalizer.quick.kind import Kind
    from normalizer.quick.outcome import Outcome
    from normalizer.quick.written import Makers

TRAVELLED = frozenset({"passthrough", "renamed", "converted"})
"""Modes that depend on how the caller spelled a value."""


class Spec(NamedTuple):
    """What is said of a key: the mode, what was sent (`carried` instead where that is the request's), exactness."""

    mode: str
    sent: Mapping[str, Any]
    exact: bool
    carried: Carried | None


class Recipe:
    """Calls, steps and account for all requests that decide the same, made from a finished draft."""

    __slots__ = ("_bodies", "_counts", "_encoding", "_prefix", "_rest", "_specs", *("build", "places", "steps", "ways"))

    def __init__(self, draft: Draft, plan: Plan, outcome: Outcome, carried: tuple[Carried, ...], kind: Kind) -> None:
        rest = said(draft)
        ways = self.ways = {one.key: one for one in carried}
        self.steps: tuple[Step, ...] = plan.steps
        self.places = {name: place for place, name in enumerate(kind.names)}
        self._encoding = draft.target.body
        self._prefix = "".join(f"{step}." for step in draft.target.under)
        self._rest = _stripped(rest, draft)
        self._specs = {
            key: Spec(mode, {} if key in ways else owned(sent), exact, ways.get(key))
            for key, mode, _, sent, exact in rest.entries
            if key not in draft.extras
        }
        self._counts = [call.count for call in plan.calls]
        self._bodies = []
        before = 0
        for call in plan.calls:
            self._bodies.append(self._holed(draft, call, before, outcome=outcome, carried=carried, handed=kind.handed))
            before += call.count
        self.build = builder(self._bodies, self._counts, self._encoding, outcome.upstream)

    def _holed(
        self,
        draft: Draft,
        call: Call,
        before: int,
        *,
        outcome: Outcome,
        carried: tuple[Carried, ...],
        handed: tuple[str, ...],
    ) -> dict[str, Any]:
        """Take a payload apart into what stays and holes for what is a request's own."""
        body: Any = call.payload
        for step in draft.target.under:
            body = body[step]
        holed: dict[str, Any] = _copied({key: value for key, value in body.items() if key not in draft.extras})
        for one in carried:
            place = self.places[one.key]
            put_at(holed, one.written, _copied(one.base) if type(one.base) in CONTAINERS else one.base)
            put_at(holed, one.path, Hole(place, None, before) if one.counts_up else Hole(place, one.fill))
        for place, path in enumerate(outcome.paths):
            put_at(holed, path, SizeHole(place))
        holed.update((name, Hole(self.places[name])) for name in handed)
        for step in reversed(draft.target.under):
            holed = {step: holed}
        return holed

    def fitted(self, outcome: Outcome, makers: Makers, under: tuple[str, ...]) -> Build:
        """Give what makes the calls where the two sides of a size are given instead of what is written of it."""
        bodies = [_copied(body) for body in self._bodies]
        for body in bodies:
            for path, value in zip(outcome.paths, outcome.values, strict=True):
                put_at(body, (*under, *path), makers.get(path, value))
        return builder(bodies, self._counts, self._encoding, outcome.upstream)

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
