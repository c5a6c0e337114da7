"""The short way itself: read what decides, look up outcome and recipe, fill them in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.parameters import rules
from normalizer.plan import Plan, blank_plan, plan_of, set_made
from normalizer.quick.builder import TooDeepError
from normalizer.quick.carried import ways_of
from normalizer.quick.kind import Case, Kind, wish_of
from normalizer.quick.memo import CAME
from normalizer.quick.outcome import Outcome
from normalizer.quick.readers import readers_of
from normalizer.quick.ready import Filled, Offered, Ready
from normalizer.quick.recipe import Recipe
from normalizer.quick.sides import pixels
from normalizer.quick.written import Writer
from normalizer.request import INPUTS, OTHERS
from normalizer.resolve.wish import SCALE, SHAPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizer.draft import Draft
    from normalizer.parts import Call
    from normalizer.quick.kind import Tokens
    from normalizer.quick.memo import Memo
    from normalizer.target import Target
    from normalizer.values.measure import Fraction2

    Extras = dict[str, Any] | None
    Calls = tuple[Call, ...]

MOST_KEYS = 24
"""Requests with more keys are no everyday requests."""

SENSITIVE = frozenset((*INPUTS, "stream", "partial_images", "seed"))
"""What the engine looks at although the target does not declare it."""

_HALVES = frozenset({SHAPE, SCALE})


class QuickWay:
    """What one target remembers of the plans it made."""

    __slots__ = (
        *("_target", "_memo", "_fleeting", "_came", "_seen", "_signs", "_kinds", "_readers"),
        *("_outcomes", "_looks", "_refused", "_passes", "_handed", "_writer"),
    )

    def __init__(self, target: Target, memo: Memo) -> None:
        self._target = target
        self._memo = memo
        self._fleeting = memo.below
        self._came = memo.came
        self._seen: dict[Any, None] = {}
        self._signs: dict[Any, object] = {}
        self._kinds: dict[tuple[str, ...], Kind] = {}
        self._outcomes: dict[int, Outcome] = {}
        self._readers = readers_of(target)
        named = rules.names_of(target.rules)
        self._looks = tuple(sorted(named & rules.SIZES))
        # what nobody knows is handed on; of these names the engine wants to know
        self._refused = frozenset((*target.native, *SENSITIVE, *named)) - self._readers.keys()
        self._passes = target.extras == "pass" and not target.extras_under
        self._writer = Writer(target, looks=bool(self._looks))
        self._handed = frozenset(OTHERS) - self._readers.keys() - self._refused if self._passes else frozenset()

    @classmethod
    def begin(cls, target: Target) -> QuickWay:
        """Open the short way of a target; where it has none, every request takes the engine's."""
        way = cls(target, target.memo) if is_ordinary(target) else NoWay(target, target.memo)
        object.__setattr__(target, "way", way)
        return way

    def plan(self, request: dict[str, Any]) -> Plan | None:
        """Give the plan of a request whose like was planned before; nothing where the engine has to do it."""
        try:
            kind = self._kinds.get(tuple(request))
            if kind is None:
                return self._with_extras(request) if len(request) <= MOST_KEYS else None
            values = tuple(request.values())
            if None in values:
                return None
            key = kind.read(values)
        except Exception:  # noqa: BLE001  keys and values that lie may raise anything: the engine tells
            return None
        source = kind.ready.get(key)
        if source is None:
            return self._anew(kind, key, values, values)
        plan = blank_plan(Plan)
        set_made(plan, (source, source.build(values, source.sizes), values))
        return plan

    def _with_extras(self, request: dict[str, Any]) -> Plan | None:
        """Plan a request with parameters that nobody knows."""
        parted = self._parted(request)
        kind = None if parted is None else self._kinds.get(parted[0])
        if parted is None or kind is None:
            return None
        asked = request.copy()
        values = tuple([asked[name] for name in kind.names])
        key = kind.read(values)
        if None in values:
            return None
        ready = kind.ready.get(key)
        if ready is None:
            return self._anew(kind, key, values, asked, parted[1])
        return plan_of((ready, self._calls(ready, values, ready.sizes, parted[1]), asked))

    def _anew(
        self, kind: Kind, key: tuple[Tokens, ...], values: tuple[Any, ...], asked: Any, extras: Extras = None
    ) -> Plan | None:
        """Plan for a size that is not ready: its offer is picked the first time, and it is prepared for the second."""
        sizes, rest = key
        case = kind.cases.get(rest)
        if case is None:
            return None
        pick = kind.pick
        if pick is not None:
            [size] = sizes
            if size is None:
                return None
            width, height = size
            came, place = self._came, (7 * width + height + kind.number) % CAME
            if came[place] != size:
                came[place] = size
                picked = pick(size)
                if picked is not None:
                    offer, fitted = picked
                    source = case.sources.get(offer) or self._source(case, offer, fitted, size)
                    if source is None:
                        return None
                    written = fitted or source.sizes
                    calls = self._calls(source, values, written, extras) if extras else source.build(values, written)
                    plan = blank_plan(Plan)
                    set_made(plan, (source, calls, asked))
                    return plan
        return self._prepared(kind, case, key, values, asked, extras)

    def _prepared(  # noqa: PLR0917  one step of planning, on the way of a request
        self, kind: Kind, case: Case, key: tuple[Tokens, ...], values: tuple[Any, ...], asked: Any, extras: Extras
    ) -> Plan | None:
        """Plan for sizes that may come again: all that is told of them is prepared."""
        sizes, _ = key
        if None in sizes:
            return None
        outcome = self._work_out(sizes)
        recipe = case.recipes.get(outcome.sign)
        if recipe is None:
            return None
        ready = Ready(recipe, outcome)
        self._fleeting.put(kind.ready, key, ready)
        return plan_of((ready, self._calls(ready, values, ready.sizes, extras), asked))

    def _calls(self, source: Filled, values: tuple[Any, ...], sizes: tuple[Any, ...], extras: Extras) -> Calls:
        """Write the calls; what is handed on stands in the caller's order, among what nobody knows."""
        calls = source.build(values, sizes)
        if extras:
            for call in calls:
                body = call.payload
                for step in self._target.under:
                    body = body[step]
                for name in extras:
                    body.pop(name, None)
                body.update(extras)
        return calls

    def _source(self, case: Case, offer: int, fitted: Fraction2 | None, size: Fraction2) -> Offered | None:
        """Prepare for all sizes that an offer answers."""
        outcome = self._outcomes.get(offer)
        if outcome is None:
            outcome = self._work_out((size,))
            self._memo.put(self._outcomes, offer, outcome)
        recipe = case.recipes.get(outcome.sign)
        if recipe is None:
            return None
        makers = None if fitted is None else self._writer.makers[offer]
        build = recipe.build if makers is None else recipe.fitted(outcome, makers, self._target.under)
        source = Offered(recipe, outcome, self._work_out_text, build)
        self._memo.put(case.sources, offer, source)
        return source

    def learn(self, request: dict[str, Any], draft: Draft, plan: Plan) -> None:
        """Remember how the engine planned a request, once its like has come before."""
        # where a condition changed or left out the size, an outcome of the size alone would not say so
        changed = draft.restricted or not draft.omitted.isdisjoint(_HALVES)
        parted = None if changed else self._parted(request)
        if parted is None:
            return
        names, _ = parted
        kind = self._kinds.get(names)
        if kind is None:
            kind = Kind(names, self._readers, self._writer.pick, self._memo.number())
            self._memo.put(self._kinds, names, kind)
        values = tuple([request[name] for name in names])
        sizes, rest = kind.read(values)
        if None in sizes or None in rest or any(value is None for value in values):  # values may lie about being equal
            return
        if (names, rest) not in self._seen:
            self._memo.put(self._seen, (names, rest), None)
            return
        carried = ways_of(draft, kind.carried)
        if carried is None:
            return
        outcome = self._work_out(sizes)
        try:
            recipe = Recipe(draft, plan, outcome, carried, kind)
        except TooDeepError:
            return
        case = kind.cases.setdefault(rest, Case())
        self._memo.put(case.recipes, outcome.sign, recipe)

    def _parted(self, request: dict[str, Any]) -> tuple[tuple[str, ...], dict[str, Any] | None] | None:
        """Part the names that we know from what nobody knows."""
        if len(request) > MOST_KEYS or any(type(key) is not str for key in request):
            return None
        names = tuple([key for key in request if key in self._readers or key in self._handed])
        extras = {key: value for key, value in request.items() if key not in self._readers}
        if not self._refused.isdisjoint(extras) or (extras and not self._passes):
            return None
        if any(value is None for value in extras.values()):
            return None
        if "size" in names and not _HALVES.isdisjoint(names):
            return None
        return names, extras or None

    def _work_out_text(self, size: str) -> Outcome:
        return self._work_out((pixels(size),))

    def _work_out(self, sizes: Sequence[Any]) -> Outcome:
        return Outcome(self._target, wish_of(sizes), self._looks, self._signs)


class NoWay(QuickWay):
    """The way of a target whose requests are out of the ordinary: nothing is ever remembered."""

    __slots__ = ()

    def plan(self, request: dict[str, Any]) -> Plan | None:
        """Leave it to the engine."""
        del request
        return None

    def learn(self, request: dict[str, Any], draft: Draft, plan: Plan) -> None:
        """Remember nothing."""


def is_ordinary(target: Target) -> bool:
    """Tell whether requests fall into what decides and what is carried: the id is fixed, and no text is added to."""
    fields = [field for form in target.geometry.forms for field in form.fields]
    fields += [field for parameter in target.parameters.values() for field in parameter.paths]
    return target.upstream is not None and not any(field.adds for field in fields)
