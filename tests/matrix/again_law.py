"""Idempotence: what was resolved, asked again, adjusts nothing and resolves the same (R12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .cases import GEOMETRY
from .rows import Row, row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.plan import Resolved

SIZE_KEYS = (*GEOMETRY, "seconds", "duration")


def moved(first: Row) -> Iterator[str]:
    """Name what another round changes: the size once by its pixels and once by shape and scale, and the length."""
    plan = first.plan
    if plan is None:
        return
    resolved = plan.resolved
    autos = {key for key in SIZE_KEYS if first.request.get(key) == "auto"}
    # what the provider decides is not asked again in other words
    moving = SIZE_KEYS[len(GEOMETRY) :] if autos & set(GEOMETRY) else SIZE_KEYS
    kept = {key: value for key, value in first.request.items() if key not in moving or key in autos}
    for wish in _wishes(resolved) if moving is SIZE_KEYS else [{}]:
        wanted = {**wish, "seconds": resolved.seconds}
        asked = {key: value for key, value in wanted.items() if value is not None and key not in autos}
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
        # what was not known may become known: a tier read off the table's cell, a shape that has to come with a tier
        elif any(was is not None and was != now for was, now in zip(resolved, again.plan.resolved, strict=True)):
            yield f"{text}: resolved {tuple(resolved)}, then {tuple(again.plan.resolved)}"


def _wishes(resolved: Resolved) -> list[dict[str, str | None]]:
    """Say the resolved size in pixels, and by shape and scale, as far as they are known."""
    wishes: list[dict[str, str | None]] = [{}] if resolved.size is None else [{"size": resolved.size}]
    if resolved.tier is not None:
        wishes.append({"aspect_ratio": resolved.ratio, "resolution": resolved.tier})
    elif resolved.ratio is not None and resolved.size is None:
        wishes.append({"aspect_ratio": resolved.ratio})
    return wishes if len(wishes) == 1 else [wish for wish in wishes if wish]
