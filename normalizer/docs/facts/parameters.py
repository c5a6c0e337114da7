"""The parameters of a target in words and values: taken from what was compiled, as `describe` and `offer_of` say it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from normalizer.changes.offer import offer_of
from normalizer.describe import describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from normalizer.capability import Block
    from normalizer.target import Target

MODES = ("passthrough", "renamed", "converted", "emulated")

_EDGES = (("lowest", "from"), ("highest", "to"), ("step", "in steps of"))
_COUNTED = (
    ("at most", "at most {} a call"),
    ("items at most", "at most {} items"),
    ("characters at most", "at most {} characters"),
    ("allowed counts", "only {} a call"),
    ("frames per second", "counted in frames, {} a second"),
    ("frames multiple of", "a multiple of {} frames"),
    ("frames plus", "plus {} frames"),
    ("frames lowest", "at least {} frames"),
    ("frames highest", "at most {} frames"),
    ("frames allowed", "only {} frames"),
    ("fixed", "always {}"),
    ("accepts", "as {}"),
    ("packed", "sent {}"),
)
_HOLDS = (
    ("may return fewer", "may return fewer"),
    ("others pass", "other values pass with a note"),
    ("values unknown", "the values are not known"),
    ("range unknown", "the bounds are not known"),
    ("refuses others", "the provider refuses other values"),
)


@dataclass(frozen=True, slots=True)
class ParameterFacts:
    """One parameter: its usual mode, the provider's fields with their templates, what it takes, in words where needed.

    `values` maps our words to the provider's. `most` is the most results of one call, of `n` alone; `numbers` are the
    lowest and the highest number where there is a range.
    """

    name: str
    mode: str
    fields: Mapping[str, Any]
    values: Mapping[str, Any]
    takes: tuple[str, ...]
    required: bool
    default: Any
    auto: Any
    notes: tuple[str, ...]
    most: int | None = None
    numbers: tuple[float | None, float | None] | None = None


def parameter_facts(target: Target, block: Block) -> tuple[ParameterFacts, ...]:
    """Give the parameters of a target in the order in which it describes itself, the size aside."""
    offer = offer_of(target)
    found = []
    for name, row in describe(target)["parameters"].items():
        facts = {aspect: value for (part, aspect), value in offer.items() if part == name}
        if not facts and row["mode"] != "emulated":
            continue  # size, shape and scale have parts of their own
        declared = block.parameters.get(name)
        found.append(
            ParameterFacts(
                name=name,
                mode=row["mode"],
                fields=facts.get("written") or {},
                values=facts.get("values") or (dict.fromkeys(row["values"], None) if "values" in row else {}),
                takes=tuple(_takes(facts)) + _limits(declared),
                required=name in target.required,
                default=facts.get("default"),
                auto=facts.get("auto"),
                notes=declared.notes if declared is not None else (),
                most=facts["at most"] if isinstance(facts.get("at most"), int) else None,
                numbers=_numbers(facts),
            )
        )
    return tuple(found)


def _numbers(facts: Mapping[str, Any]) -> tuple[float | None, float | None] | None:
    edges = facts.get("lowest"), facts.get("highest")
    return None if edges == (None, None) else edges


def _takes(facts: Mapping[str, Any]) -> list[str]:
    edges = " ".join(f"{word} {facts[name]}" for name, word in _EDGES if facts.get(name) is not None)
    said = [edges] if edges else []
    for name, text in _COUNTED:
        value = facts.get(name)
        if value == "unknown":
            said.append("the most is not known")
        elif value not in (None, [], 0) and (name, value) != ("frames multiple of", 1):
            said.append(text.format(", ".join(map(str, value)) if isinstance(value, list) else value))
    return said + [text for name, text in _HOLDS if facts.get(name) is True]


def _limits(declared: Any) -> tuple[str, ...]:
    """Say how large an input may be."""
    limits = getattr(declared, "limits", None)
    if limits is None:
        return ()
    if isinstance(limits, str):
        return (f"size of the input: {limits}",)
    said = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in limits.model_dump(exclude_none=True).items())
    return (f"size of the input: {said}",)
