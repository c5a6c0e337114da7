"""The plan: what to send, how often, what to do with the answers, and every way it differs from the request (R10).

Frozen. What a plan says about itself (parameters, adjustments, loss, ...) is made when it is first read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from normalizer import fingerprint, wire
from normalizer.parts import Adjustment, Billed, Call, ParameterReport, Resolved, Step, Verification
from normalizer.values import Ratio
from normalizer.values.measure import distance

__all__ = ["Adjustment", "Billed", "Call", "ParameterReport", "Plan", "Resolved", "Step", "Verification"]

VERIFY_TOLERANCE = 1.03
"""Published pixels drift this far from their nominal ratio; without known pixels only the shape is verified."""

_FACTS = ("model", "provider", "operation", "upstream_model", "catalog_version", "calls", "steps")
_ACCOUNT = ("parameters", "adjustments", "notes", "resolved", "expected_size", "billed", "loss", "loss_parts")
Account = Callable[[], Mapping[str, Any]]


class Plan:
    """What to send for one request to one target, and everything that differs. Compare with `==`; immutable.

    `loss` is 0 when all was met literally: the logarithm of the cost plus fixed amounts, by part in `loss_parts`.
    """

    __slots__ = (*_FACTS, *_ACCOUNT, "_account")

    model: str
    provider: str
    operation: str
    upstream_model: str | None
    catalog_version: str
    calls: tuple[Call, ...]
    steps: tuple[Step, ...]
    parameters: tuple[ParameterReport, ...]
    adjustments: tuple[Adjustment, ...]
    notes: tuple[Adjustment, ...]
    resolved: Resolved
    expected_size: tuple[int, int] | None
    billed: Billed
    loss: float
    loss_parts: Mapping[str, float]

    def __init__(self, account: Account, facts: tuple[Any, ...]) -> None:
        put = object.__setattr__
        put(self, "_account", account)
        for name, value in zip(_FACTS, facts, strict=True):
            put(self, name, value)

    def __getattr__(self, name: str) -> Any:
        # reached only while a slot is empty: the account is made once, as a whole
        if name not in _ACCOUNT:
            raise AttributeError(name)
        account = self._account()
        for key in _ACCOUNT:
            object.__setattr__(self, key, account[key])
        return account[name]

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
        as planned.
        """
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


def _restore(*values: Any) -> Plan:
    account = dict(zip(_ACCOUNT, values[len(_FACTS) :], strict=True))
    return Plan(lambda: account, values[: len(_FACTS)])
