"""The state of one request on its way to a plan. Mutable, and gone when the plan is made; decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.errors import Problem, shown
from normalizer.parts import Adjustment, Call, Step
from normalizer.resolve.wish import Answer, Wish

if TYPE_CHECKING:
    from normalizer.parameters.base import Parameter
    from normalizer.parameters.rules import Rule
    from normalizer.policy import Policy
    from normalizer.target import Target
    from normalizer.values.measure import Fraction2
    from normalizer.write import Field

Entry = tuple[str, str, Any, dict[str, Any], bool]
"""A finished report: name, mode, asked, sent, exact."""

ASKED = object()
"""Stands for what the caller wrote, where something is said once for many requests."""

Alternatives = Callable[[], tuple[str | None, str | None]]


class Change(NamedTuple):
    """An adjustment in the making: the alternatives are looked up when they are read."""

    parameter: str
    code: str
    asked: Any
    used: Any
    rule: str
    shape: Fraction2 | None = None
    scale: Fraction2 | None = None
    alternatives: Alternatives | None = None
    because: str | None = None

    @property
    def shape_distance(self) -> float | None:
        """The shape distance as callers see it."""
        return None if self.shape is None else self.shape[0] / self.shape[1]

    @property
    def scale_distance(self) -> float | None:
        """The scale distance as callers see it."""
        return None if self.scale is None else self.scale[0] / self.scale[1]

    def rendered(self) -> Adjustment:
        """Make the adjustment that callers see."""
        return Adjustment(
            self.parameter,
            self.code,
            self.asked,
            self.used,
            self.rule,
            self.shape_distance,
            self.scale_distance,
            () if self.alternatives is None else self.alternatives(),
            self.because,
        )


class Item:
    """One parameter that will be sent, or that somebody will be told about.

    `value` is in our terms (what rules compare), `wire` in the provider's; `mode` is `None` until it is clear.
    """

    __slots__ = ("asked", "exact", "key", "mode", "parameter", "value", "wire")

    def __init__(
        self,
        parameter: Parameter,
        key: str,
        asked: Any,
        value: Any,
        wire: Any,
        *,
        exact: bool = True,
        mode: str | None = None,
    ) -> None:
        self.parameter = parameter
        self.key = key
        self.asked = asked
        self.value = value
        self.wire = wire
        self.exact = exact
        self.mode = mode


class Draft:
    """What is known so far about one request.

    `asked` holds the unified parameters by name, with the key they came under; `extras` what nobody knows, in the
    caller's order; `entries` the finished reports as (name, mode, asked, sent, exact).
    """

    __slots__ = (
        "answer",
        "asked",
        "autos",
        "because",
        "calls",
        "carried",
        "changes",
        "counts",
        "enlarged",
        "entries",
        "extras",
        "fixed",
        "forced",
        "geometry",
        "held",
        "input_size",
        "items",
        "limited",
        "native",
        "notes",
        "offers",
        "omitted",
        "owners",
        "policy",
        "problems",
        "request",
        "resized",
        "restricted",
        "sends",
        "sent",
        "steps",
        "target",
        "total",
        "unverified",
        "want",
        "wish",
    )

    def __init__(self, target: Target, policy: Policy) -> None:
        self.target = target
        self.policy = policy
        self.asked: dict[str, tuple[str, Any]] = {}
        self.extras: dict[str, Any] = {}
        self.native: set[str] = set()
        self.items: dict[str, Item] = {}
        self.entries: list[Entry] = []
        self.changes: list[Change] = []
        self.notes: list[Change] = []
        self.problems: list[Problem] = []
        self.autos: list[str] = []
        self.request: dict[str, Any] = {}
        self.sends: list[Field] = []
        self.sent: dict[str, dict[str, Any]] = {}
        self.fixed: list[tuple[str, Any]] = []
        self.steps: list[Step] = []
        self.calls: tuple[Call, ...] = ()
        self.counts: tuple[int, ...] = (1,)
        self.total: int | None = None
        self.wish = Wish()
        self.want = self.wish
        self.answer: Answer | None = None
        self.geometry = target.geometry
        self.input_size: Fraction2 | None = None
        self.limited = False
        self.restricted = False
        self.because: str | None = None
        self.forced: set[str] = set()
        self.omitted: set[str] = set()
        self.carried: set[str] = set()
        self.offers: dict[str, Any] = {}
        self.held: list[Rule] = []
        self.owners: list[tuple[str, str, Any]] = []
        self.resized: Fraction2 | None = None
        self.enlarged = False
        self.unverified = 0

    def problem(self, parameter: str, code: str, expected: str, got: Any, suggestion: str | None = None) -> None:
        """Note one thing that is wrong; the value is quoted here and nowhere else."""
        self.problems.append(Problem(parameter, code, expected, shown(parameter, got), suggestion))

    def change(self, parameter: str, code: str, asked: Any, used: Any, rule: str, **more: Any) -> None:
        """Note one way in which the plan will differ."""
        self.changes.append(Change(parameter, code, asked, used, rule, **more))

    def give_way(self, name: str, used: Any, because: str | None) -> None:
        """Say what is sent although nobody asked, because the default is not allowed: by a condition, or the policy."""
        self.forget(name)
        if because is None and self.policy.max_seconds is not None and name == "seconds":
            self.change(name, "policy_limit", None, used, "R9.3")
        else:
            self.change(name, "restricted", None, used, "R6.5", because=because)

    def forget(self, key: str) -> None:
        """Take back what was said about a parameter: a later condition says it anew."""
        self.changes = [change for change in self.changes if change.parameter != key]

    def note(self, parameter: str, code: str, asked: Any, rule: str, because: str | None = None) -> None:
        """Note something worth knowing, with nothing changed."""
        self.notes.append(Change(parameter, code, asked, None, rule, because=because))

    def unsupport(self, key: str, asked: Any, code: str = "unsupported", rule: str = "R6", **more: Any) -> None:
        """Report a parameter that is consumed and not sent."""
        self.entries.append((key, "unsupported", asked, {}, False))
        self.change(key, code, asked, None, rule, **more)

    def has(self, name: str) -> bool:
        """Tell whether a unified parameter was given, or the provider's own field in its place."""
        return name in self.asked or name in self.native
