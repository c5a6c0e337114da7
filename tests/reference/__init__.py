"""A slow, plain reading of the geometry rules, to compare the engine with. Imports nothing of it."""

from __future__ import annotations

from .choose import Answer, answer
from .wish import Malformed, Missing

__all__ = ["Answer", "Malformed", "Missing", "answer"]
