"""Ratio, size and tier as small immutable values, and the exact measures between them (R1.1, R3)."""

from normalizer.values.ratio import Ratio
from normalizer.values.size import Size
from normalizer.values.tier import Tier

__all__ = ["Ratio", "Size", "Tier"]
