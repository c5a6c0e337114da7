"""Write the rows of a model as text: one line for each outcome, made to be read in a diff.

A target begins with `==` and what `nothing` sends; every other line gives only what differs from that:

    name, name: path=value -path #2 path=value | key mode | parameter:code | step | expected size

`-path` is not sent, `#2` is the second call where it differs from the first, `4+2` are the results of each call.
Notes stand in parentheses. A row without a plan has `error` and the codes of all its problems.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .cases import catalog
from .rows import Row, rows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer import Plan

FOLDER = Path(__file__).parent / "snapshots"
BASE = "nothing"
UPDATE = "python -m tests.matrix update"


def path_of(model: str) -> Path:
    """Give the place of a model's snapshot."""
    return FOLDER / f"{model}.txt"


def update() -> list[str]:
    """Write all snapshots anew, take away those of models that are gone, and name what changed."""
    FOLDER.mkdir(exist_ok=True)
    changed = []
    for stale in sorted(set(FOLDER.glob("*.txt")) - {path_of(model) for model in catalog().models()}):
        stale.unlink()
        changed.append(stale.stem)
    for model in catalog().models():
        path, text = path_of(model), render(model)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            changed.append(model)
    return changed


def render(model: str) -> str:
    """Give the snapshot of a model."""
    by_target: dict[str, list[Row]] = {}
    for row in rows(model):
        by_target.setdefault(row.case.name, []).append(row)
    return "\n".join("\n".join(_target(found)) + "\n" for found in by_target.values())


def _target(found: list[Row]) -> Iterator[str]:
    case = found[0].case
    target = case.target
    status = "" if target.status == "live" else f" ({target.status})"
    yield f"== {target.provider} {target.operation}: {case.block.model}{status}"
    base = next((row.plan for row in found if row.name == BASE), None)
    sent = {} if base is None else flat(base.calls[0].payload)
    usual = set() if base is None else {(p.name, p.mode) for p in base.parameters}
    if base is not None:
        yield "base: " + " ".join(f"{path}={_json(value)}" for path, value in sent.items())
    groups: dict[str, list[str]] = {}
    for row in found:
        groups.setdefault(_outcome(row, sent, usual), []).append(row.name)
    for outcome, names in groups.items():
        yield f"{', '.join(names)}: {outcome}"


def _outcome(row: Row, base: dict[str, Any], usual: set[tuple[str, str]]) -> str:
    plan = row.plan
    if plan is None:
        return "error " + " ".join(f"{problem.parameter}:{problem.code}" for problem in row.problems)
    modes = [f"{p.name} {p.mode}" for p in plan.parameters if (p.name, p.mode) not in usual]
    codes = [f"{a.parameter}:{a.code}" for a in plan.adjustments] + [f"({a.parameter}:{a.code})" for a in plan.notes]
    steps = [" ".join((step.kind, *(f"{k}={v}" for k, v in step.options.items()))) for step in plan.steps]
    size = "" if plan.expected_size is None else "x".join(map(str, plan.expected_size))
    parts = [_calls(plan, base), ", ".join(modes), " ".join(codes), ", ".join(steps), size]
    while parts and not parts[-1]:
        parts.pop()
    return " | ".join(parts) or "as base"


def _calls(plan: Plan, base: dict[str, Any]) -> str:
    """Give what is sent, as the difference from the base; later calls as the difference from the first."""
    first = flat(plan.calls[0].payload)
    words = _difference(base, first)
    if len(plan.calls) > 1:
        words.append("+".join(str(call.count) for call in plan.calls))
    for number, call in enumerate(plan.calls[1:], 2):
        more = _difference(first, flat(call.payload))
        words += [f"#{number}", *more] if more else []
    upstream = plan.calls[0].upstream_model
    if upstream is not None and upstream != plan.upstream_model:
        words.append(f"to {upstream}")
    return " ".join(words)


def _difference(old: dict[str, Any], new: dict[str, Any]) -> list[str]:
    words = [f"-{path}" for path in old if path not in new]
    return words + [f"{p}={_json(v)}" for p, v in new.items() if p not in old or _json(old[p]) != _json(v)]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=lambda one: f"<{type(one).__name__}>")


def flat(value: Any, path: str = "") -> dict[str, Any]:
    """Give the leaves of a payload by path; empty containers are leaves."""
    if isinstance(value, dict) and value:
        items: Any = value.items()
    elif isinstance(value, list) and any(isinstance(item, (dict, list)) for item in value):
        items = enumerate(value)
    else:
        return {path: value}
    leaves: dict[str, Any] = {}
    for key, item in items:
        leaves.update(flat(item, f"{path}.{key}" if path else str(key)))
    return leaves
