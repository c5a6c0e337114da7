"""From the readable source to the file of vectors: blocks by name, answers in short hand.

An answer says what is sent, and for each parameter its mode and the fields that carry it; the values stand in the
payload and are taken from there. What has no adjustment is exact (R6.6).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from normalizer.yaml_tree import parse_tree

FOLDER = Path(__file__).parent
OUTPUT = FOLDER.parents[1] / "normalizer" / "conformance.json"
UPDATE = "python -m tests.conformance update"

_KEYS = frozenset(
    [
        "id",
        "rule",
        "says",
        "on",
        "ask",
        "policy",
        "input",
        "send",
        "calls",
        "steps",
        "ratio",
        "tier",
        "size",
        "comes",
        "seconds",
        "report",
        "adjust",
        "notes",
        "problems",
    ]
)
_REPORTED = ("parameter", "code", "rule")


def read() -> list[dict[str, Any]]:
    """Make the vectors, file by file in the order of the rules."""
    blocks = {
        name: (media, block) for media, group in _plain(FOLDER / "blocks.yaml").items() for name, block in group.items()
    }
    return [
        _vector(entry, *blocks[entry["on"]])
        for path in sorted(FOLDER.glob("r*.yaml"))
        for entry in _plain(path)["vectors"]
    ]


def text() -> str:
    """Write the file of vectors, one vector on a line."""
    rows = ",\n".join(json.dumps(vector, ensure_ascii=False) for vector in read())
    return f'{{"schema": 1, "vectors": [\n{rows}\n]}}\n'


def _plain(path: Path) -> Any:
    return parse_tree(path.read_bytes(), path.name).plain()


def _vector(entry: dict[str, Any], media: str, block: dict[str, Any]) -> dict[str, Any]:
    unknown = entry.keys() - _KEYS
    if unknown:
        raise ValueError(f"{entry['id']}: unknown keys {sorted(unknown)}")
    made = {
        "id": entry["id"],
        "rule": entry["rule"],
        "says": entry["says"],
        "block": block,
        "media": media,
        "request": entry["ask"],
        "policy": entry.get("policy", {}),
        "input_size": _sides(entry.get("input")),
    }
    if "problems" in entry:
        found = [dict(zip(_REPORTED, said.split(" "), strict=False)) for said in entry["problems"]]
        return {**made, "problems": found}
    return {**made, "plan": _plan(entry, block)}


def _plan(entry: dict[str, Any], block: dict[str, Any]) -> dict[str, Any]:
    encoding = block.get("body", "json")
    calls = [
        {"payload": payload, "count": count, "encoding": encoding}
        for count, payload in entry.get("calls") or [[1, entry["send"]]]
    ]
    size = entry.get("size")
    adjusted = [dict(zip(_REPORTED, said.split(" "), strict=True)) for said in entry.get("adjust", ())]
    inexact = {change["parameter"] for change in adjusted}
    reports = [
        _report(entry["id"], name, said, calls[0]["payload"], exact=name not in inexact or name not in entry["ask"])
        for name, said in entry.get("report", {}).items()
    ]
    return {
        "calls": calls,
        "steps": entry.get("steps", []),
        "resolved": {
            "ratio": entry.get("ratio"),
            "tier": entry.get("tier"),
            "size": size,
            "seconds": entry.get("seconds"),
        },
        "expected_size": _sides(entry.get("comes", size)),
        "parameters": reports,
        "adjustments": adjusted,
        "notes": [dict(zip(_REPORTED, said.split(" "), strict=True)) for said in entry.get("notes", ())],
    }


def _report(vector: str, name: str, said: str, payload: Any, *, exact: bool) -> dict[str, Any]:
    mode, *paths = said.split(" ")
    try:
        sent = {path: _at(payload, path) for path in paths}
    except (KeyError, IndexError) as error:
        raise ValueError(f"{vector}: {name} is said to be sent where the payload has nothing: {error}") from None
    return {"name": name, "mode": mode, "exact": exact, "sent": sent}


def _at(payload: Any, path: str) -> Any:
    if path in payload:  # a caller's own name with a dot in it
        return payload[path]
    for step in path.split("."):
        payload = payload[int(step)] if isinstance(payload, list) else payload[step]
    return payload


def _sides(size: str | None) -> list[int] | None:
    return None if size is None else [int(side) for side in size.split("x")]
