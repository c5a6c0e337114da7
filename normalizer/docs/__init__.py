"""Documentation of what models can do, made from the capability files by asking the engine: it cannot drift.

`build(catalog, directory)` writes a site that needs no server, or Markdown for a wiki.
"""

from __future__ import annotations

from normalizer.docs.build import Built, build
from normalizer.docs.errors import SiteError
from normalizer.docs.site import Site

__all__ = ["Built", "Site", "SiteError", "build"]
