"""The plan: what to send, how often, what to do with the answers, and every way it differs from the request (R10).

Frozen. What a plan says about itself (parameters, adjustments, loss, ...) is made when it is first read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from normalizer import fingerprint, wire
from normalizer.errors import NormalizationError, Problem, quote
from normalizer.parts import Account, Adjustment, Billed, Call, ParameterReport, Resolved, Step, Verification
from normalizer.values import Ratio
from normalizer.values.measure import distance

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["Adjustment", "Billed", "Call", "ParameterReport", "Plan", "Resolved", "Step", "Verification"]

VERIFY_TOLERANCE = 1.03
"""Published pixels drift this far from their nominal ratio; without known pixels only the shape is verified."""

_HEAD = ("model", "provider", "operation", "upstream_model", "catalog_version")
_FACTS = (*_HEAD, "calls", "steps")
_ACCOUNT = Account._fields
Head = tuple[str, str, str, str | None, str]
"""Model, provider, operation, upstream model and catalogue version: the same for many plans."""


class Source(Protocol):
    """What many plans have in common: head, steps, and how an account is made of what was asked."""

    head: Head
    steps: tuple[Step, ...]

    def account(self, asked: Any) -> Account:
        """Say what became of a request."""


Made = tuple[Source, tuple[Call, ...], Any]
"""What a plan has from the beginning: its source, its calls, and what was asked."""


class Told:
    """The source of one plan alone."""

    __slots__ = ("account", "head", "steps")

    def __init__(self, head: Head, steps: tuple[Step, ...], account: Callable[[Any], Account]) -> None:
        self.head = head
        self.steps = steps
        self.account = account


class Plan:
    """What to send for one request to one target, and everything that differs. Compare with `==`; immutable.

    `loss` is 0 when all was met literally: the logarithm of the cost plus fixed amounts, by part in `loss_parts`.
    """

    __slots__ = (*_ACCOUNT, "_made")

    _made: Made
    parameters: tuple[ParameterReport, ...]
    adjustments: tuple[Adjustment, ...]
    notes: tuple[Adjustment, ...]
    resolved: Resolved
    expected_size: tuple[int, int] | None
    billed: Billed
    loss: float
    loss_parts: Mapping[str, float]

    @property
    def calls(self) -> tuple[Call, ...]:
        """What to send, in this order."""
        return self._made[1]

    @property
    def steps(self) -> tuple[Step, ...]:
        """What to do around the calls, in this order."""
        return self._made[0].steps

    @property
    def model(self) -> str:
        """The id of the model."""
        return self._made[0].head[0]

    @property
    def provider(self) -> str:
        """The provider's id."""
        return self._made[0].head[1]

    @property
    def operation(self) -> str:
        """What is done: `generate`, `edit`, `image_to_video`, ..."""
        return self._made[0].head[2]

    @property
    def upstream_model(self) -> str | None:
        """The provider's id of the model; nothing where the id is the caller's own deployment."""
        return self._made[0].head[3]

    @property
    def catalog_version(self) -> str:
        """The facts this plan was made with (`Catalog.version`)."""
        return self._made[0].head[4]

    def __getattr__(self, name: str) -> Any:
        # reached only while a slot is empty: the account is made once, as a whole
        if name not in _ACCOUNT:
            raise AttributeError(name)
        account = self._made[0].account(self._made[2])
        for fill, value in zip(_FILLS, account, strict=True):
            fill(self, value)
        return getattr(account, name)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"a plan is immutable: {name}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"a plan is immutable: {name}")

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in (*_FACTS, *_ACCOUNT))

    def __eq__(self, other: object) -> bool:
        return self._values() == other._values() if isinstance(other, Plan) else NotImplemented

    __hash__ = None  # type: ignore[assignment]  # payloads are plain dicts

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, self._values()

    def __repr__(self) -> str:
        changes = "; ".join(map(str, self.adjustments)) or "as asked"
        return f"<Plan {self.provider}/{self.model} {self.operation}: {len(self.calls)} call(s), {changes}>"

    @property
    def exact(self) -> bool:
        """Tell whether everything that was asked is met in value."""
        return all(parameter.exact for parameter in self.parameters)

    @property
    def fingerprint(self) -> str | None:
        """A stable hash of what is sent and done; nothing where a payload is not JSON (R10.3)."""
        calls = [{"model": call.upstream_model, "payload": call.payload} for call in self.calls]
        return fingerprint.of({"calls": calls, "steps": [[step.kind, dict(step.options)] for step in self.steps]})

    def verify(self, width: int, height: int) -> Verification:
        """Compare the pixels that came back with the planned ones; see `Verification`.

        Without known pixels the shape alone is compared, within three percent; where that is unknown too, anything is
        as planned. Raises `NormalizationError` where these are no sides in pixels.
        """
        for name, side in (("width", width), ("height", height)):
            if type(side) is not int or side < 1:
                raise NormalizationError([Problem(name, "wrong_type", "a side in whole pixels", quote(side))])
        got = (width, height)
        if self.expected_size is not None:
            shape = distance(*got, *self.expected_size)
            scale = distance(width * height, 1, self.expected_size[0] * self.expected_size[1], 1)
            same = got == self.expected_size
            return Verification(same, self.expected_size, got, shape[0] / shape[1], scale[0] / scale[1])
        ratio = Ratio.read(self.resolved.ratio) if self.resolved.ratio else None
        if ratio is None:
            return Verification(ok=True, expected=None, got=got, shape_distance=None, scale_distance=None)
        shape = distance(*got, *ratio)
        far = shape[0] / shape[1]
        return Verification(far <= VERIFY_TOLERANCE, None, got, far, None)

    def report(self) -> dict[str, Any]:
        """Give the plan without prompt, media, extras' values or payloads, at most 4 KB as JSON (R10.2)."""
        return wire.report(self)

    def to_dict(self) -> dict[str, Any]:
        """Give all of the plan as JSON values; what JSON cannot carry becomes `{"$object": kind}` (R10.2)."""
        return wire.to_dict(self)

    @staticmethod
    def from_dict(data: Mapping[str, Any]) -> Plan:
        """Read a plan that `to_dict` wrote; raises `NormalizationError` where it holds what cannot be sent."""
        return _restore(*wire.from_dict(data))


blank_plan: Callable[[type[Plan]], Plan] = object.__new__
set_made: Callable[[Plan, Made], None] = Plan.__dict__["_made"].__set__
"""A plan is made of a blank one by setting its slot: it refuses to be set, and a constructor costs as much again."""

_FILLS: tuple[Callable[[Plan, Any], None], ...] = tuple(Plan.__dict__[name].__set__ for name in _ACCOUNT)


def plan_of(made: Made) -> Plan:
    """Make a plan."""
    plan = blank_plan(Plan)
    set_made(plan, made)
    return plan


def _restore(*values: Any) -> Plan:
    head, (calls, steps) = values[: len(_HEAD)], values[len(_HEAD) : len(_FACTS)]
    account = Account(*values[len(_FACTS) :])
    return plan_of((Told(head, steps, lambda _: account), calls, None))
