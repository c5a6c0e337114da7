"""From a body to a plan: the operation of the route, the provider of the server, and the policy of its host."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.errors import quote
from normalizer.gateway.server.answers import at_desk, problem
from normalizer.gateway.server.reading import read_request
from normalizer.gateway.server.transport import refuse_transport

if TYPE_CHECKING:
    from starlette.requests import Request

    from normalizer.catalog import Catalog
    from normalizer.gateway.body import BodyLimits
    from normalizer.gateway.server.metrics import Metrics
    from normalizer.gateway.server.provider import Provider
    from normalizer.plan import Plan
    from normalizer.policy import Policy

MEDIA = {"image": "/v1/images/generations", "video": "/v1/videos"}


class Planner:
    """Makes plans of bodies. Files are read and requests planned beside the event loop."""

    def __init__(
        self, catalog: Catalog, provider: Provider, *, policy: Policy, limits: BodyLimits, metrics: Metrics
    ) -> None:
        self.catalog = catalog
        self.policy = policy
        self._provider = provider
        self._limits = limits
        self._metrics = metrics

    async def read(self, request: Request) -> dict[str, Any]:
        """Give the body of a request; raises `NormalizationError`, which names the field, where it is none."""
        return await read_request(request, self._limits)

    async def plan(self, body: dict[str, Any], *, operation: str | None = None, media: str | None = None) -> Plan:
        """Plan a request; `media` is what the route makes. Raises `NormalizationError`."""
        return await at_desk(self._plan, body, operation, media)

    def asked(self, body: dict[str, Any]) -> dict[str, Any]:
        """Give the body as it is planned: settings of the transport refused, the provider of the server named."""
        refuse_transport(body)
        for name in ("model", "provider", "operation"):
            if not isinstance(body.get(name), (str, type(None))):
                raise problem(name, "wrong_type", "a text", quote(body[name]))
        own = self._provider.name
        if own is None:
            return body
        if body.get("provider") not in {None, own}:
            raise problem("provider", "unknown_provider", f"no other than {quote(own)}", quote(body["provider"]))
        return {**body, "provider": own}

    def _plan(self, body: dict[str, Any], operation: str | None, media: str | None) -> Plan:
        plan = self.catalog.plan(self.asked(body), policy=self.policy, operation=operation)
        makes = self.catalog.capability(plan.model).media
        if media not in {None, makes}:
            raise problem("model", "unknown_model", f"a model that makes {media}s", f"one for {MEDIA[makes]}")
        self._metrics.count("normalizer_plans_total", exact=str(plan.exact).lower())
        for change in plan.adjustments:
            self._metrics.count("normalizer_adjustments_total", code=change.code)
        return plan
