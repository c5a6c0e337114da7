"""From a wish and what a target offers to a choice (R2-R4). Knows pixels, ratios and tiers; no provider's field."""

from normalizer.resolve.choose import Geometry
from normalizer.resolve.wish import Answer, Default, Wish

__all__ = ["Answer", "Default", "Geometry", "Wish"]
