"""The contract of the sandbox: it accepts every payload of the grid, and makes of it what the plan expects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matrix.cases import wrote_natively
from matrix.grid import product, sample
from matrix.reading import payload_of
from matrix.rows import POLICY
from normalizer import NormalizationError, normalize
from normalizer.gateway.sandbox.order import order_of
from normalizer.gateway.sandbox.validator import refusals
from normalizer.write import path_of, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matrix.cases import Case
    from matrix.requests import Request
    from normalizer import Plan

FARTHEST = 250
"""Beyond this shape rounding to whole pixels bends by more than three percent."""


def requests(case: Case, *, whole: bool = False) -> Iterator[Request]:
    """Give the requests of the matrix and of the grid, those with a field of the provider's own aside."""
    yield from (request for name, request in case.requests() if name != "native")
    yield from product(case) if whole else sample(case)


def plans(case: Case, *, whole: bool = False) -> Iterator[Plan]:
    """Give the plans of a target that hold what the engine wrote, and nothing that a caller wrote in its place."""
    for request in requests(case, whole=whole):
        try:
            plan = normalize(request, case.target, policy=POLICY)
        except NormalizationError:
            continue
        if not wrote_natively(case, request):
            yield plan


def breaches(case: Case, plan: Plan) -> Iterator[str]:
    """Say where the sandbox refuses what the engine wrote, or would make something else than is expected."""
    for number, call in enumerate(plan.calls):
        payload = payload_of(plan, number)
        refused = refusals(case.block, payload, call.upstream_model)
        if refused:
            yield f"{case.name}: {'; '.join(map(str, refused))}: {payload}"
            continue
        order = order_of(case.block, case.media, payload, call.upstream_model, lambda _: None)
        width, height = order.size
        if max(width, height) <= FARTHEST * min(width, height) and not plan.verify(width, height):
            yield f"{case.name}: {order.size} is made, {plan.expected_size} {plan.resolved} expected: {payload}"
        if order.results != call.count:
            yield f"{case.name}: {order.results} are made, {call.count} expected: {payload}"
        length = plan.resolved.seconds
        # where a length travels as frames it is met to the whole frame
        if case.media == "video" and length is not None and abs(float(order.seconds) - length) > 1 / order.frame_rate:
            yield f"{case.name}: {float(order.seconds)} s are made, {length} expected: {payload}"


def put_at(body: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a place of a payload."""
    put(body, path_of(path), value)
