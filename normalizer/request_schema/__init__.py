"""A JSON Schema of what one target meets exactly, made by asking the engine about every value on offer."""

from __future__ import annotations

from normalizer.request_schema.document import request_schema

__all__ = ["request_schema"]
