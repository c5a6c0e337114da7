"""Find what a schema cannot: facts that contradict each other, or that nobody can use."""

from __future__ import annotations

from normalizer.check.paths import check_loaded, check_paths

__all__ = ["check_loaded", "check_paths"]
