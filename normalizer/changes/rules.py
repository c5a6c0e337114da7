"""A rule of a target in one sentence, from what was compiled: equal sentences are equal rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.changes.values import said, written
from normalizer.values.grammar import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.parameters.rules import Condition, Rule


def rule_text(rule: Rule) -> str:
    """Write a rule as a sentence: when it holds, and what then follows.

    >>> from normalizer.parameters.rules import Condition, Rule
    >>> rule_text(Rule((("tier", Condition.of(("1080p",), None, None)),), restrict=(("n", Condition.of(None, 1, 4)),)))
    'when tier is 1080p: n is from 1 to 4'
    """
    when = "; ".join(_when(rule))
    then = "; ".join(_then(rule))
    return f"when {when}: {then}" if when else then


def _when(rule: Rule) -> Iterator[str]:
    yield from (f"{name} is {_condition(condition)}" for name, condition in rule.when)
    if rule.given:
        yield f"{' or '.join(rule.given)} is given"
    if rule.missing:
        yield f"{' or '.join(rule.missing)} is missing"


def _then(rule: Rule) -> Iterator[str]:
    yield from (f"{name} is {_condition(condition)}" for name, condition in rule.restrict)
    if rule.omit:
        yield f"not sent: {', '.join(rule.omit)}"
    yield from (f"{name} becomes {said(value)}" for name, value in rule.set_)
    yield from (f"{path} is sent as {said(value)}" for path, value in written(rule.send).items())
    if rule.require:
        yield f"required: {', '.join(rule.require)}"
    if rule.refuse:
        yield "refused"
    if rule.summed:
        yield f"{' and '.join(rule.summed)} together at most {rule.most}"
    if rule.because:
        yield f"because {said(rule.because)}"


def _condition(condition: Condition) -> str:
    if condition.allowed.values is not None:
        return " or ".join(said(value) for value in condition.allowed.values)
    low, high = (None if bound is None else plain(bound) for bound in (condition.lowest, condition.highest))
    if low is not None and high is not None:
        return f"from {low} to {high}"
    return f"at most {high}" if low is None else f"at least {low}"
