"""Compare what the catalogue sends with the types of the providers' own SDKs: what they allow, what they refuse."""

from __future__ import annotations

from normalizer.drift.compare import compare
from normalizer.drift.finding import Comparison, Finding

__all__ = ["Comparison", "Finding", "compare"]
