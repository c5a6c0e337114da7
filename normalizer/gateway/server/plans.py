"""The routes that only plan: for gateways in other languages, and for whoever wants to see what would happen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.errors import NormalizationError
from normalizer.gateway.server.answers import JsonAnswer, at_desk, problem, told
from normalizer.operation import operation_of
from normalizer.search import rank

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from normalizer.gateway.server.planning import Planner

CHOICE = frozenset({"model", "provider", "operation"})


class Plans:
    """Answers with plans as JSON."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner

    async def plan(self, request: Request) -> Response:
        """Answer `POST /v1/plan` with all of the plan of the request in the body."""
        plan = await self._planner.plan(await self._planner.read(request))
        return await told(request, plan, plan.to_dict)

    async def validate(self, request: Request) -> Response:
        """Answer `POST /v1/validate`: whether the request can be planned, and everything that would differ."""
        body = await self._planner.read(request)
        try:
            plan = await self._planner.plan(body)
        except NormalizationError as error:
            return JsonAnswer({"valid": False, "exact": False, "problems": [one.to_dict() for one in error.problems]})
        report = plan.report()
        return JsonAnswer({"valid": True, "exact": plan.exact, "problems": [], "report": report})

    async def rank(self, request: Request) -> Response:
        """Answer `POST /v1/rank`: every target of a model for the request, the least loss first."""
        body = await self._planner.read(request)
        return JsonAnswer({"object": "list", "data": await at_desk(self._ranked, body)})

    def _ranked(self, body: dict[str, Any]) -> list[dict[str, Any]]:
        asked = self._planner.asked(body)
        model = asked.get("model")
        if not isinstance(model, str):
            raise problem("model", "missing", "the name of a model", "none")
        catalog = self._planner.catalog
        operation = asked.get("operation") or operation_of(asked)
        targets = [
            target
            for target in catalog.targets(model, provider=asked.get("provider"))
            if operation in {target.operation, target.operation.partition(".")[0]}
        ]
        if not targets:
            catalog.target(model, provider=asked.get("provider"), operation=operation)  # says what there is
        wishes = {name: value for name, value in asked.items() if name not in CHOICE}
        rows = []
        for entry in rank(wishes, targets, policy=self._planner.policy):
            target = entry.target
            row: dict[str, Any] = {
                "model": target.model,
                "provider": target.provider,
                "operation": target.operation,
                "loss": None if entry.plan is None else entry.loss,
                "plan": None if entry.plan is None else entry.plan.to_dict(),
            }
            row["error"] = None if entry.error is None else entry.error.as_openai()["error"]
            rows.append(row)
        return rows
