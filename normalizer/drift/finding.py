"""What a comparison gives: differences between what is sent and what an SDK allows, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from normalizer.errors import one_line, quote

if TYPE_CHECKING:
    from normalizer.drift.shape import Scalar


class NotComparedError(Exception):
    """A type cannot be looked at; the message says why, and what would help."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference, of all targets that share it.

    `kind` is `lacking` (the SDK allows it, no target of the type offers it), `refused` (it is sent, the SDK refuses
    it), `missing` (the SDK requires it, it is not sent) or `unknown field` (it is sent, the SDK has no such field).
    `path` is the field as it is sent, `+` for any item of a list; `values` are the values that are meant, none where
    it is the field as a whole. `because` is the file's explanation; nothing where there is none, and it counts.
    """

    kind: str
    provider: str
    targets: tuple[str, ...]
    path: str
    values: tuple[Scalar, ...]
    type: str
    expected: str
    because: str | None = None

    def __str__(self) -> str:
        shown = ", ".join(map(quote, self.values))
        text = f"{self.kind} {self.path}" + (f": {shown}" if shown else "")
        return one_line(f"{text} ({self.type}: {self.expected})")

    def to_dict(self) -> dict[str, Any]:
        """Give the finding as JSON values, the sentence included."""
        names = ("kind", "provider", "path", "type", "expected", "because")
        told = {name: getattr(self, name) for name in names}
        return {**told, "targets": list(self.targets), "values": list(self.values), "message": str(self)}


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that was found, and what could be compared at all.

    `compared` counts targets by provider, `versions` are those of the packages, `skipped` are the targets for which
    there is no type, each with the reason; `unread` are parts of types that were not understood and allow anything;
    `unused` are the explanations, as (file, line, path), that explain nothing.
    """

    findings: tuple[Finding, ...]
    compared: dict[str, int]
    payloads: int
    versions: dict[str, str]
    skipped: dict[str, tuple[str, ...]]
    unread: tuple[str, ...]
    unused: tuple[tuple[str, int, str], ...]

    @property
    def open(self) -> tuple[Finding, ...]:
        """The findings that no file explains."""
        return tuple(finding for finding in self.findings if finding.because is None)
