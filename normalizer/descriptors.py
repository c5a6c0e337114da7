"""What targets take, as the capability descriptors by which image gateways tell each other: enum, range, boolean.

The shape is that of `CapabilityDescriptor` in the npm package @openrouter/sdk 1.3.19, as its image endpoints carry it:
`{"type": "enum", "values": [texts]}`, `{"type": "range", "min", "max"}`, `{"type": "boolean"}`. A `step` stands beside
a range where not every number in it is taken; readers made from that package leave it out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from normalizer.target import Target


def endpoints(model: str, targets: Iterable[Target]) -> dict[str, Any]:
    """Give a model with its endpoints, one for each target.

    >>> from normalizer import Catalog
    >>> target = Catalog.bundled().target("sora-2", provider="openai")
    >>> endpoints("sora-2", [target])["endpoints"][0]["supported_parameters"]["seconds"]
    {'type': 'enum', 'values': ['4', '8', '12', '16', '20']}
    """
    return {"id": model, "endpoints": [_endpoint(target) for target in targets]}


def _endpoint(target: Target) -> dict[str, Any]:
    described = target.describe()
    rows = described["parameters"].items()
    supported = {name: found for name, row in rows if (found := descriptor(row)) is not None}
    return {
        "provider_slug": target.provider,
        "operation": target.operation,
        "upstream_model": target.upstream_model,
        "status": target.status,
        "supported_parameters": supported,
        "allowed_passthrough_parameters": [name for name, row in rows if row["kind"] == "free"],
        "supports_streaming": "stream" in target.parameters,
    }


def descriptor(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Describe one parameter; nothing where its values are neither listed nor between two numbers.

    >>> descriptor({"kind": "range", "min": 0, "max": 10, "step": 0.5}), descriptor({"kind": "range", "min": 1})
    ({'type': 'range', 'min': 0, 'max': 10, 'step': 0.5}, None)
    """
    if row["kind"] == "enum":
        return {"type": "enum", "values": [str(value) for value in row["values"]]}
    if row["kind"] == "boolean":
        return {"type": "boolean"}
    bounds = [row.get("min"), row.get("max")]
    if row["kind"] != "range" or not all(isinstance(bound, (int, float)) for bound in bounds):
        return None
    step = {"step": row["step"]} if "step" in row else {}
    return {"type": "range", "min": bounds[0], "max": bounds[1], **step}
