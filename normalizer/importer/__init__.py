"""Draft a capability file from a provider's machine-readable schema: pure, from bytes to text.

What a schema does not tell is marked, so that `check` refuses the draft until somebody has looked; nothing is fetched
and nothing is written here.
"""

from __future__ import annotations

from normalizer.importer.file import Head, draft_file
from normalizer.importer.problem import ChoiceError, SchemaError

__all__ = ["ChoiceError", "Head", "SchemaError", "draft_file"]
