"""The same for machines: one document with all models, one for each, and the list that language models read first."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

from normalizer.docs.markdown import escaped

DRAWN = frozenset({"shapes", "spans", "edge", "is_bounded"})
"""What of the facts only serves a drawing."""

if TYPE_CHECKING:
    from collections.abc import Sequence

    from normalizer.docs.facts.summary import Summary
    from normalizer.docs.site import Site


def document(value: Any) -> str:
    """Write a value as JSON; of facts all that does not only serve a drawing."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_plain) + "\n"


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if not is_dataclass(value):
        return str(value)
    return {field.name: getattr(value, field.name) for field in fields(value) if field.name not in DRAWN}


def script(value: Any) -> str:
    """Write a value as a script, because pages on a disk may not fetch; plain ASCII, and no tag can stand in it."""
    text = json.dumps(value, separators=(",", ":"), allow_nan=False)
    return f"window.CATALOGUE={text.replace('<', chr(92) + 'u003c')};\n"


def catalogue(site: Site, models: Sequence[Summary], version: str) -> dict[str, Any]:
    """List all models with where their pages are."""
    entries = [
        {
            "id": model.id,
            "name": model.name,
            "maker": model.maker,
            "media": model.media,
            "status": model.status,
            "aliases": model.aliases,
            "providers": model.providers,
            "operations": model.operations,
            "shapes": model.met("shapes"),
            "scales": model.met("scales"),
            **{kind: site.address(f"models/{model.id}.{kind}") for kind in ("html", "json", "md")},
        }
        for model in models
    ]
    return {"catalog_version": version, "models": entries}


def for_language_models(site: Site, models: Sequence[Summary], version: str) -> str:
    """Write `llms.txt`: what there is, in Markdown, with links to Markdown."""
    lines = [
        f"# {escaped(site.name)}",
        "",
        f"> What {len(models)} image and video models take at each provider: sizes, parameters, limits, and what",
        f"> happens to requests that do not fit. Made from capability files, version {version}.",
        "",
        "## Pages",
        "",
    ]
    pages = ("shape-map", "parameters", "providers", "rules", "codes")
    lines += [f"- [{page}]({site.address(f'{page}.md')})" for page in pages]
    lines += [f"- [all models as JSON]({site.address('catalogue.json')})", "", "## Models", ""]
    for model in models:
        providers = ", ".join(model.providers)
        address = site.address(f"models/{model.id}.md")
        lines.append(f"- [{escaped(model.name)}]({address}): {escaped(model.maker)}, {model.media}, at {providers}")
    return "\n".join(lines) + "\n"
