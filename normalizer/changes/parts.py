"""What a comparison of two catalogues consists of: frozen data, in words as well as in values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from normalizer.folders import Source

Kind = Literal["new", "gone", "changed"]
KINDS: tuple[Kind, ...] = ("new", "gone", "changed")
Name = tuple[str, str, str]
"""A target: model, provider, operation."""


@dataclass(frozen=True, slots=True)
class Edition:
    """A catalogue to be compared: the name it is called by, and its folders, later over earlier."""

    name: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs: its part and aspect, both values as JSON, and the difference in words.

    `says` is such as `aspect_ratios: +21:9, -4:5` or `n: at most 4 -> 10`.
    """

    part: str
    aspect: str
    old: Any
    new: Any
    says: str

    def to_dict(self) -> dict[str, Any]:
        """Give the change as JSON values."""
        return {"part": self.part, "aspect": self.aspect, "old": self.old, "new": self.new, "says": self.says}


@dataclass(frozen=True, slots=True)
class TargetChange:
    """One target that is new, gone or changed; `by_provider` tells that the provider's file is a reason."""

    name: Name
    kind: Kind
    changes: tuple[Change, ...] = ()
    by_provider: bool = False

    @property
    def title(self) -> str:
        """The target as people name it: `provider/model operation`."""
        return title(self.name)

    def to_dict(self) -> dict[str, Any]:
        """Give the change as JSON values."""
        model, provider, operation = self.name
        return {
            "model": model,
            "provider": provider,
            "operation": operation,
            "kind": self.kind,
            "by_provider_file": self.by_provider,
            "changes": [change.to_dict() for change in self.changes],
        }


@dataclass(frozen=True, slots=True)
class ModelChange:
    """One model that is new, gone, or found or described otherwise (`changes`), whatever its targets do."""

    model: str
    kind: Kind
    changes: tuple[Change, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Give the change as JSON values."""
        return {"model": self.model, "kind": self.kind, "changes": [change.to_dict() for change in self.changes]}


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that differs between two catalogues. `providers` maps a provider whose file changed to what it touches."""

    models: tuple[ModelChange, ...]
    targets: tuple[TargetChange, ...]
    providers: dict[str, tuple[Name, ...]]

    def __bool__(self) -> bool:
        return bool(self.models or self.targets)

    def of_kind(self, kind: Kind) -> list[TargetChange]:
        """List the targets that are new, gone or changed."""
        return [target for target in self.targets if target.kind == kind]

    def to_dict(self) -> dict[str, Any]:
        """Give the comparison as JSON values."""
        return {
            "models": [model.to_dict() for model in self.models],
            "targets": [target.to_dict() for target in self.targets],
            "provider_files": [
                {"provider": provider, "touches": [title(name) for name in names]}
                for provider, names in self.providers.items()
            ],
        }


def title(name: Name) -> str:
    """Name a target for people.

    >>> title(("flux-dev", "fal", "edit"))
    'fal/flux-dev edit'
    """
    model, provider, operation = name
    return f"{provider}/{model} {operation}"
