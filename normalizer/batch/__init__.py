"""Request logs, offline: which requests are malformed, which would be changed and how much, who serves them badly.

Reads rows, plans each request as the engine does, and remembers what many rows say alike. Never keeps a prompt. Names
are imported when first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from normalizer.batch.rows import Row, validate_rows
    from normalizer.batch.summary import Summary
    from normalizer.batch.verdict import Verdict

__all__ = ["Row", "Summary", "Verdict", "validate_rows"]

_HOMES = {"Row": "rows", "Summary": "summary", "Verdict": "verdict", "validate_rows": "rows"}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
