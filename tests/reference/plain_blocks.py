"""Small blocks written in one line, for the examples in the tests."""

from __future__ import annotations

from typing import Any

FREE: dict[str, Any] = {"dimensions": [{"limits": {}}]}

TABLE: dict[str, Any] = {
    "dimensions": [
        {
            "tiers": {"1K": "1K", "2K": "2K", "4K": "4K"},
            "table": {
                "1:1": ["1024x1024", "2048x2048", "4096x4096"],
                "16:9": ["1376x768", "2752x1536", "5504x3072"],
                "9:16": ["768x1376", "1536x2752", None],
            },
        },
    ],
    "default": "1:1 1K",
}


def free(**limits: Any) -> dict[str, Any]:
    """Return a block of one free form."""
    return {"dimensions": [{"limits": limits}]}


def ratios(*listed: str, tiers: tuple[str, ...] = (), **rest: Any) -> dict[str, Any]:
    """Return a block of one ratios form."""
    form: dict[str, Any] = {"aspect_ratios": {ratio: ratio for ratio in listed}}
    if tiers:
        form["tiers"] = {tier: tier for tier in tiers}
    return {"dimensions": [form], **rest}


def sizes(*listed: str, **rest: Any) -> dict[str, Any]:
    """Return a block of one sizes form."""
    return {"dimensions": [{"sizes": {size: size for size in listed}}], **rest}
