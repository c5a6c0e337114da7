"""A recipe with the fields of a size filled in: all that is left to put in is what a request carries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.draft import ASKED
from normalizer.parts import Account, Adjustment, Kept, ParameterReport
from normalizer.quick.carried import CONTAINERS
from normalizer.quick.recipe import owned
from normalizer.resolve.wish import SCALE, SHAPE

if TYPE_CHECKING:
    from collections.abc import Callable

    from normalizer.parts import Step
    from normalizer.plan import Head
    from normalizer.quick.builder import Build
    from normalizer.quick.carried import Carried
    from normalizer.quick.outcome import Outcome
    from normalizer.quick.recipe import Recipe

    WorkOut = Callable[[str], Outcome]

Values = tuple[Any, ...]

HALVES = frozenset({SHAPE, SCALE})
"""The modes of these depend on how they are spelled."""

_new = tuple.__new__


class Report(NamedTuple):
    """What is said of one key: where its value stands, and what of the report is the same every time.

    `holds` says that what was sent holds something inside, which is copied for each plan.
    """

    place: int
    name: str
    mode: str
    sent: dict[str, Any]
    exact: bool
    path: str | None
    way: Carried | None
    holds: bool


class Prepared(NamedTuple):
    """An account without a request's own values: `reports` in the order of the keys, `whole` with all the rest."""

    reports: tuple[Report, ...]
    unasked: tuple[ParameterReport, ...]
    whole: Account


class Filled:
    """A recipe with the fields of one offer filled in: `build` makes the calls of a request's values and of `sizes`."""

    __slots__ = ("_outcome", "_recipe", "build", "head", "sizes", "steps")

    head: Head
    steps: tuple[Step, ...]

    def __init__(self, recipe: Recipe, outcome: Outcome) -> None:
        self.head = outcome.head
        self.steps = recipe.steps
        self.build = recipe.build
        self.sizes = outcome.values
        self._recipe = recipe
        self._outcome = outcome


class Offered(Filled):
    """What is told of every size that one offer answers: how far each of them is off is found out when asked.

    The offer of a free form is all pixels it takes: its `build` takes the two sides.
    """

    __slots__ = ("_work_out",)

    def __init__(self, recipe: Recipe, outcome: Outcome, work_out: WorkOut, build: Build) -> None:
        super().__init__(recipe, outcome)
        self._work_out = work_out
        self.build = build

    def account(self, asked: Values | dict[str, Any]) -> Account:
        """Say what became of a request."""
        recipe = self._recipe
        request = asked if isinstance(asked, dict) else dict(zip(recipe.places, asked, strict=True))
        return recipe.account(request, self._work_out(request["size"]))


class Ready(Filled):
    """What is told of one size at once. Reading it from several threads is safe: what is made late is made alike."""

    __slots__ = ("_prepared",)

    def __init__(self, recipe: Recipe, outcome: Outcome) -> None:
        super().__init__(recipe, outcome)
        self._prepared: Prepared | None = None

    def account(self, asked: Values | dict[str, Any]) -> Account:
        """Say what became of a request: its values in our order, or all of it where there are unknown parameters."""
        if isinstance(asked, dict):
            return self._recipe.account(asked, self._outcome)
        prepared = self._prepared
        if prepared is None:
            prepared = self._prepared = self._taken_apart(asked)
        reports, unasked, (_, adjustments, notes, resolved, expected, billed, loss, parts) = prepared
        made = []
        for place, name, mode, sent, exact, path, way, holds in reports:
            value = asked[place]
            if path is None:
                said: dict[str, Any] = owned(sent) if holds else sent.copy()
                if name in HALVES:
                    mode = self._recipe.travelled(name, mode, value, sent)  # noqa: PLW2901  that of this spelling
            else:
                said = {path: value if way is None else way.shown(value)}
            made.append(_new(ParameterReport, (name, mode, value, said, exact)))
        made += [_new(ParameterReport, (*one[:3], owned(one[3]), one[4])) for one in unasked]
        adjustments, notes = self._addressed(adjustments, asked), self._addressed(notes, asked)
        return _new(Account, (tuple(made), adjustments, notes, resolved, expected, billed, loss, dict(parts)))

    def _addressed(self, said: tuple[Adjustment, ...], asked: Values) -> tuple[Adjustment, ...]:
        """Put in what was asked."""
        if not said:
            return said
        places = self._recipe.places
        return tuple(
            [
                one if one[2] is not ASKED else _new(Adjustment, (one[0], one[1], asked[places[one[0]]], *one[3:]))
                for one in said
            ]
        )

    def _taken_apart(self, asked: Values) -> Prepared:
        """Make the account of nobody's request in particular, and take it apart."""
        places, ways = self._recipe.places, self._recipe.ways
        # pixels have one spelling here, on which the mode depends; all other values stay out of what is kept
        request = {name: asked[place] if name == "size" else ASKED for name, place in places.items()}
        whole = self._recipe.account(request, self._outcome)
        reports = []
        for name, mode, _, sent, exact in whole.parameters[: len(places)]:
            is_handed = len(sent) == 1 and next(iter(sent.values())) is ASKED
            path = self._recipe.path_of(name) if name in ways else next(iter(sent)) if is_handed else None
            kept = {} if path else sent
            holds = any(type(value) in CONTAINERS for value in kept.values())
            reports.append(Report(places[name], name, mode, dict(kept), exact, path, ways.get(name), holds))
        kept_whole = whole._replace(adjustments=_kept(whole.adjustments), notes=_kept(whole.notes))
        return Prepared(tuple(reports), whole.parameters[len(places) :], kept_whole)


def _kept(said: tuple[Adjustment, ...]) -> tuple[Adjustment, ...]:
    """Let what says the same every time keep its sentence."""
    return tuple(one if one.asked is ASKED else Kept(*one) for one in said)
