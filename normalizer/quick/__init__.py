"""The short way of everyday requests: what was worked out once is told again with other values.

A request falls into what decides (sizes, counts, lengths, words), what is only carried (prompt, seed, links) and what
nobody knows. A recipe, keyed by what decides, says where everything goes; the engine makes it, and this package never
decides anything itself. Whatever is out of the ordinary takes the engine's own way.
"""

from normalizer.quick.memo import Memo
from normalizer.quick.way import QuickWay

__all__ = ["Memo", "QuickWay"]
