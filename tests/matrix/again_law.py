"""Idempotence: what was resolved, asked again, adjusts nothing and resolves the same (R12)."""

from __future__ import annotations

from collections.abc import Iterator

from .cases import GEOMETRY
from .rows import Row, row

SIZE_KEYS = (*GEOMETRY, "seconds", "duration")


def moved(first: Row) -> Iterator[str]:
    """Name what another round changes: the size once by its pixels and once by shape and scale, and the length."""
    plan = first.plan
    if plan is None:
        return
    resolved = plan.resolved
    wishes = []
    if resolved.size is not None:
        wishes.append({"size": resolved.size})
    if resolved.tier is not None:
        wishes.append({"aspect_ratio": resolved.ratio, "resolution": resolved.tier})
    elif resolved.ratio is not None and resolved.size is None:
        wishes.append({"aspect_ratio": resolved.ratio})
    kept = {key: value for key, value in first.request.items() if key not in SIZE_KEYS}
    for wish in wishes or [{}]:
        asked = {key: value for key, value in {**wish, "seconds": resolved.seconds}.items() if value is not None}
        if not asked:
            continue
        again = row(first.case, first.name, {**kept, **asked})
        text = " ".join(f"{key}={value}" for key, value in asked.items())
        if again.plan is None:
            yield f"{text}: {' '.join(f'{problem.parameter}:{problem.code}' for problem in again.problems)}"
            continue
        changed = [f"{a.parameter}:{a.code}" for a in again.plan.adjustments if a.parameter in asked]
        if changed:
            yield f"{text}: {' '.join(changed)}"
        elif again.plan.resolved != resolved:
            yield f"{text}: resolved {tuple(resolved)}, then {tuple(again.plan.resolved)}"
