"""Plans as JSON: all of a plan, the short report for headers and logs, and back (R10.2)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from normalizer import parts
from normalizer.errors import SHOWN, NormalizationError, Problem, escape
from normalizer.fingerprint import is_json, is_json_scalar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.plan import Plan

REPORT_LIMIT = 4096
"""The most bytes of a report as JSON."""


def jsonable(value: Any, name: str) -> Any:
    """Give a value as JSON; what JSON cannot carry becomes `{"$object": name}`, as deep as needed."""
    if is_json_scalar(value) or is_json(value):
        return list(value) if isinstance(value, tuple) else value
    if type(value) is dict and value and all(type(key) is str for key in value) and "$object" not in value:
        return {key: item if is_json(item) else {"$object": escape(str.__str__(key))} for key, item in value.items()}
    return {"$object": escape(name)}


def to_dict(plan: Plan) -> dict[str, Any]:
    """Give all of a plan as JSON values."""
    return {
        "model": plan.model,
        "provider": plan.provider,
        "operation": plan.operation,
        "upstream_model": plan.upstream_model,
        "catalog_version": plan.catalog_version,
        "calls": [
            {
                "payload": jsonable(call.payload, "payload"),
                "count": call.count,
                "encoding": call.encoding,
                "upstream_model": call.upstream_model,
            }
            for call in plan.calls
        ],
        "steps": [{"kind": step.kind, **step.options} for step in plan.steps],
        "parameters": [_parameter(parameter) for parameter in plan.parameters],
        "adjustments": [_adjustment(adjustment) for adjustment in plan.adjustments],
        "notes": [_adjustment(note) for note in plan.notes],
        "resolved": plan.resolved._asdict(),
        "expected_size": None if plan.expected_size is None else list(plan.expected_size),
        "billed": plan.billed._asdict(),
        "loss": plan.loss,
        "loss_parts": dict(plan.loss_parts),
        "exact": plan.exact,
    }


def _parameter(parameter: parts.ParameterReport) -> dict[str, Any]:
    sent = {path: jsonable(value, parameter.name) for path, value in parameter.sent.items()}
    asked = jsonable(parameter.asked, parameter.name)
    return {"name": parameter.name, "mode": parameter.mode, "asked": asked, "sent": sent, "exact": parameter.exact}


def _adjustment(adjustment: parts.Adjustment) -> dict[str, Any]:
    data = adjustment.to_dict()
    for key in ("asked", "used"):
        data[key] = jsonable(data[key], adjustment.parameter)
    return data


def from_dict(data: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give a plan's values in order, from what `to_dict` made."""
    try:
        if not all(is_json(call["payload"]) for call in data["calls"]):
            problem = Problem(
                "plan", "not_json", "a plan whose payloads are JSON", "one with values that JSON cannot carry"
            )
            raise NormalizationError([problem])
        calls = tuple(parts.Call(**call) for call in data["calls"])
        steps = tuple(
            parts.Step(step["kind"], {k: v for k, v in step.items() if k != "kind"}) for step in data["steps"]
        )
        size = data["expected_size"]
        return (
            *(data[name] for name in ("model", "provider", "operation", "upstream_model", "catalog_version")),
            calls,
            steps,
            tuple(parts.ParameterReport(**parameter) for parameter in data["parameters"]),
            tuple(_read_adjustment(adjustment) for adjustment in data["adjustments"]),
            tuple(_read_adjustment(note) for note in data["notes"]),
            parts.Resolved(**data["resolved"]),
            None if size is None else (size[0], size[1]),
            parts.Billed(**data["billed"]),
            data["loss"],
            data["loss_parts"],
        )
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        if isinstance(error, NormalizationError):
            raise
        got = f"something else ({type(error).__name__})"
        raise NormalizationError([Problem("plan", "bad_request", "what to_dict() of a plan gives", got)]) from None


def _read_adjustment(data: Mapping[str, Any]) -> parts.Adjustment:
    values = {name: data[name] for name in parts.Adjustment._fields}
    return parts.Adjustment(**{**values, "alternatives": tuple(values["alternatives"])})


def report(plan: Plan) -> dict[str, Any]:
    """Give the short report: names, modes, codes and sizes; lists are cut where it would pass 4 KB."""
    data: dict[str, Any] = {
        "model": escape(plan.model),
        "provider": plan.provider,
        "operation": plan.operation,
        "upstream_model": None if plan.upstream_model is None else escape(plan.upstream_model),
        "catalog_version": plan.catalog_version,
        "calls": [call.count for call in plan.calls],
        "steps": [step.kind for step in plan.steps],
        "resolved": {name: value for name, value in plan.resolved._asdict().items() if value is not None},
        "expected_size": None if plan.expected_size is None else "x".join(map(str, plan.expected_size)),
        "billed": plan.billed._asdict(),
        "loss": round(plan.loss, 4),
        "exact": plan.exact,
        "adjustments": [_short(adjustment) for adjustment in plan.adjustments],
        "notes": [{"parameter": escape(note.parameter, 40), "code": note.code} for note in plan.notes],
        "parameters": {escape(parameter.name, 40): parameter.mode for parameter in plan.parameters[:100]},
    }
    if len(plan.parameters) > 100:
        data["more_parameters"] = len(plan.parameters) - 100
    for name in ("parameters", "notes", "adjustments", "steps", "calls"):
        while len(json.dumps(data)) > REPORT_LIMIT and data[name]:
            kept = len(data[name]) // 2
            rows = data[name]
            data[name] = dict(list(rows.items())[:kept]) if isinstance(rows, dict) else rows[:kept]
            data[f"more_{name}"] = data.get(f"more_{name}", 0) + len(rows) - kept
    return data


def _short(adjustment: parts.Adjustment) -> dict[str, Any]:
    data: dict[str, Any] = {
        "parameter": escape(adjustment.parameter, 40),
        "code": adjustment.code,
        "rule": adjustment.rule,
    }
    if adjustment.parameter in SHOWN:
        data["asked"] = escape(parts.show(adjustment.parameter, adjustment.asked))
        data["used"] = None if adjustment.used is None else escape(parts.show(adjustment.parameter, adjustment.used))
    for name, value in (("shape_distance", adjustment.shape_distance), ("scale_distance", adjustment.scale_distance)):
        if value is not None and value != 1:
            data[name] = round(value, 4)
    return data
