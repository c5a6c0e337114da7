"""What a condition of a target refuses (R6.5, R11): combinations, what is missing beside them, too many together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.errors import Problem, escape, shown
from normalizer.honest import honest
from normalizer.parameters.base import Allowed
from normalizer.parameters.count import CountParameter
from normalizer.values.grammar import UNIT

if TYPE_CHECKING:
    from normalizer.draft import Draft
    from normalizer.parameters.rules import Rule

GEOMETRY = frozenset({"tier", "resolution", "aspect_ratio", "size"})
PIXELS = frozenset({"width", "height", "pixels"})

LONGEST_SENTENCE = 120
MOST_NAMES = 4


def refuse(draft: Draft, rule: Rule, value: Any) -> None:
    """Refuse a combination: what was got is the first parameter's value, and what stands beside it.

    `value` is what would be sent where nobody asked.
    """
    names = names_in(rule)
    if not rule.when:  # any of them makes it hold
        names = [name for name in names if key_of(draft, name) in draft.request] or names
    key = key_of(draft, names[0]) if names else "request"
    value = draft.request.get(key, value) if names else None
    got = "nothing" if value is None else shown(key, value)
    if others := [name for name in names[1:] if key_of(draft, name) != key]:
        got += f" together with {_listed(others)}"
    near = sentence(rule) or (f"change {_listed(names)}" if names else None)
    draft.problems.append(Problem(key, "refused", "another combination", got, near))


def require(draft: Draft, rule: Rule) -> None:
    """Refuse to miss what a rule requires beside the others."""
    for name in rule.require:
        if not draft.has(name) and name not in draft.extras:
            others = _listed(names_in(rule))
            expected = f"a value together with {others}" if others else "a value"
            near = sentence(rule) or f"give {escape(name, 40)} too"
            draft.problems.append(Problem(name, "requires", expected, "nothing", near))


def hold_sum(draft: Draft, rule: Rule) -> None:
    """Hold a sum of inputs, and of results where `n` is named: then more calls make up for it."""
    inputs = 0
    for name in rule.summed:
        if name == "n":
            continue
        item = draft.items.get(name)
        if item is not None and type(item.value) is int:
            inputs += item.value
        elif isinstance(given := honest(draft.extras.get(name)), (list, tuple)):
            inputs += len(given)
    room = rule.most - inputs
    parameter = draft.target.parameters.get("n")
    if "n" in rule.summed and room >= 1 and isinstance(parameter, CountParameter):
        parameter.constrain(draft, draft.items.get("n"), Allowed(None, None, room * UNIT), rule.because)
    elif room < ("n" in rule.summed):
        _too_many(draft, rule, inputs)


def _too_many(draft: Draft, rule: Rule, inputs: int) -> None:
    """Refuse more inputs than there is room for; a call makes one result at least."""
    first = next(name for name in rule.summed if name != "n")
    expected, got, room = f"at most {rule.most} in all", f"{inputs} inputs", rule.most
    if "n" in rule.summed:
        expected, got, room = f"{expected}, results counted", f"{got} and at least 1 result (n)", rule.most - 1
    near = sentence(rule) or f"give at most {max(room, 0)} inputs"
    draft.problems.append(Problem(key_of(draft, first), "too_many", expected, got, near))


def names_in(rule: Rule) -> list[str]:
    """Give the names that a rule depends on."""
    return [name for name, _ in rule.when] or list(rule.given)


def key_of(draft: Draft, name: str) -> str:
    """Give the request key that a name of ours came under."""
    if name in {"tier", "resolution"}:
        return draft.wish.scale_by or "resolution"
    if name in GEOMETRY or name in PIXELS:
        return draft.wish.shape_by or "size"
    return draft.asked[name][0] if name in draft.asked else name


def sentence(rule: Rule) -> str | None:
    """Give the file's own words about a rule, as messages begin."""
    if not rule.because:
        return None
    said = escape(rule.because, LONGEST_SENTENCE)
    # a word of capitals stays one
    return said if said[1:2].isupper() else said[:1].lower() + said[1:]


def _listed(names: list[str]) -> str:
    return ", ".join(escape(name, 40) for name in names[:MOST_NAMES])
