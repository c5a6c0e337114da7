"""What changed between two catalogues, by what their targets mean; and which requests would be sent differently."""

from __future__ import annotations

from normalizer.changes.compare import compare
from normalizer.changes.parts import Comparison, Edition
from normalizer.changes.sent import compare_requests

__all__ = ["Comparison", "Edition", "compare", "compare_requests"]
