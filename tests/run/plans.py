"""Plans to run, out of small blocks: what the provider returns, how many results a call gives, what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from unit import blocks

if TYPE_CHECKING:
    from normalizer import Plan

BYTES = "{delivery: bytes, format: png}"
LINKS = "{delivery: url, format: png}"
BASE64 = "{delivery: b64_json, format: png}"


def plan(
    returns: str = BYTES, block: str = "parameters: {n: {to: n, max: 4}}", /, *, policy: Any = None, **asked: Any
) -> Plan:
    """Plan a request at a provider that returns results so."""
    target = blocks.target(block, spelling=blocks.SPELLING.replace(LINKS, returns))
    return blocks.plan(target, asked, **(policy or {}))
