"""The list of shapes in which models take sizes, lengths, counts and inputs, as `shapes.yaml` has it."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from normalizer.yaml_tree import parse_tree

if TYPE_CHECKING:
    from .requests import Request

SOURCE = Path(__file__).with_name("shapes.yaml")


@dataclass(frozen=True, slots=True)
class Shape:
    """One shape, and what shows it; the head of `shapes.yaml` says what each key means."""

    kind: str
    shape: str
    met: int | None = None
    seen: str | None = None
    at: str | None = None
    ask: Request = field(default_factory=dict)
    sends: dict[str, str] = field(default_factory=dict)
    lacks: list[str] = field(default_factory=list)
    calls: list[int] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    says: list[str] = field(default_factory=list)
    error: list[str] = field(default_factory=list)
    modes: dict[str, str] = field(default_factory=dict)
    gives: str | None = None
    to: str | None = None
    comes: str | None = None

    @property
    def target(self) -> tuple[str, str, str]:
        """Provider, model and operation."""
        where, _, operation = (self.at or "").partition(" ")
        provider, _, model = where.partition("/")
        return provider, model, operation

    @property
    def claims(self) -> bool:
        """Tell whether the row says how its shape shows."""
        silent = {"kind", "shape", "met", "seen", "at", "ask"}
        return any(getattr(self, one.name) for one in fields(self) if one.name not in silent)


@cache
def shapes() -> tuple[Shape, ...]:
    """Give all shapes in their order."""
    data: dict[str, list[dict[str, Any]]] = parse_tree(SOURCE.read_bytes(), SOURCE.name).plain()
    return tuple(Shape(kind=kind, **row) for kind, rows in data.items() for row in rows)
