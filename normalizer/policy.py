"""What a gateway decides for its own callers (R9): a frozen value that is passed in, never global."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from normalizer.errors import NormalizationError, Problem, quote
from normalizer.honest import honest

MAX_N = {"image": 10, "video": 4}
"""The unified ceiling of `n` by medium (R1); a policy may raise or lower it."""

MOST = 10**15
"""No number of a policy is above this: what lies beyond says nothing, and is no number to count with."""

Bound = Literal["nearest", "at_least", "at_most"]

_WORDS: dict[str, tuple[str | None, ...]] = {
    "scale": ("nearest", "at_least", "at_most"),
    "seconds": ("nearest", "at_least", "at_most"),
    "exact_size": (None, "cover", "contain", "stretch"),
    "extras": (None, "pass", "drop", "refuse"),
    "over_cap": ("clamp", "error"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How far an answer may be from the wish, and what a gateway allows. The default coerces and reports.

    Distances are ratios of at least 1 (`1.1` is ten percent); pixels are width times height; seconds are seconds.

    >>> Policy(scale="at_least", max_pixels=2_000_000).over_cap
    'clamp'
    """

    scale: Bound = "nearest"
    """Which tier or size where the asked scale is not offered (R9.1)."""
    seconds: Bound = "nearest"
    """Which length where the asked one is not offered (R9.1)."""
    max_shape_distance: float | None = None
    """A shape further away than this is an error (R9.2)."""
    max_scale_distance: float | None = None
    """A scale further away than this is an error (R9.2)."""
    strict: bool = False
    """Anything inexact is an error (R9.2)."""
    exact_size: Literal["cover", "contain", "stretch"] | None = None
    """Give exactly the asked width and height, by a resize step where the target cannot (R8.6)."""
    extras: Literal["pass", "drop", "refuse"] | None = None
    """What happens to unknown parameters; `None` leaves it to the target (R7.1)."""
    reserved: frozenset[str] = frozenset()
    """The gateway's own request keys: accounted for, never sent (R1.10)."""
    max_n: int | None = None
    """The most results of one request; the unified ceiling where absent."""
    max_pixels: int | None = None
    """The most pixels of one result."""
    max_seconds: float | None = None
    """The longest video."""
    output_formats: frozenset[str] | None = None
    """The file types callers may ask for."""
    over_cap: Literal["clamp", "error"] = "clamp"
    """What happens above a cap (R9.3)."""

    def __post_init__(self) -> None:
        problems = [
            Problem(f"policy.{name}", "bad_policy", "one of " + ", ".join(map(str, words)), quote(getattr(self, name)))
            for name, words in _WORDS.items()
            if getattr(self, name) not in words
        ]
        for name, least in (("max_shape_distance", 1), ("max_scale_distance", 1), ("max_seconds", 0)):
            value = getattr(self, name)
            if value is not None and not (_is_number(value) and least <= value <= MOST):  # NaN fails here too
                problems.append(
                    Problem(f"policy.{name}", "bad_policy", f"a number from {least} to {MOST}", quote(value))
                )
        for name in ("max_n", "max_pixels"):
            value = getattr(self, name)
            if value is not None and not (type(value) is int and 1 <= value <= MOST):
                expected = f"a whole number from 1 to {MOST}"
                problems.append(Problem(f"policy.{name}", "bad_policy", expected, quote(value)))
        if not isinstance(self.strict, bool):
            problems.append(Problem("policy.strict", "bad_policy", "true or false", quote(self.strict)))
        for name in ("reserved", "output_formats"):
            value = getattr(self, name)
            if value is None and name == "output_formats":
                continue
            names = _names(value)
            if names is None:
                problems.append(Problem(f"policy.{name}", "bad_policy", "a set of names", quote(value)))
            else:
                object.__setattr__(self, name, names)
        if problems:
            raise NormalizationError(problems)

    def ceiling(self, media: str) -> int:
        """Give the largest `n` a request may say at all; a larger one is an error (R6.3)."""
        return max(MAX_N[media], self.max_n or 0)


def _names(value: Any) -> frozenset[str] | None:
    """Give names as a set; nothing where they are none."""
    if isinstance(value, str):
        return None
    try:
        names = [honest(name) for name in value]
    except Exception:  # noqa: BLE001  whatever cannot be walked is no set of names
        return None
    return frozenset(names) if all(type(name) is str for name in names) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


DEFAULT = Policy()
