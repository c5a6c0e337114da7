"""The server of `normalizer serve`. The extra `serve` brings what it needs; this is the one place that says so."""

from __future__ import annotations

from normalizer.extras import needed

for _name in ("starlette", "uvicorn", "python_multipart", "av", "PIL"):
    needed(_name)
