"""Compile what a file says about combinations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.capability import PRESENCE
from normalizer.capability import Condition as ConditionFacts
from normalizer.compile.forms import fields_of
from normalizer.parameters.rules import Condition, Rule
from normalizer.values.grammar import UNIT
from normalizer.values.number import number, whole_number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.capability import Rule as RuleFacts
    from normalizer.compile.located import Findings, Place


def rules_of(findings: Findings) -> Iterator[Rule]:
    """Compile all rules; what makes no sense is a problem of its line."""
    for index, facts in enumerate(findings.expanded.block.rules):
        place: Place = ("rules", index)
        with findings.at(*place):
            yield _rule(findings, facts, place)


def _rule(findings: Findings, facts: RuleFacts, place: Place) -> Rule:
    when: dict[str, ConditionFacts] = {}
    presence: dict[str, tuple[str, ...]] = {}
    for name, condition in facts.when.items():
        if name in PRESENCE:
            presence[name] = tuple(str(word) for word in condition)
        elif isinstance(condition, ConditionFacts):
            when[name] = condition
    restrict = tuple(_conditions(findings, facts.restrict, (*place, "restrict")))
    for name, limit in restrict:
        if name == "n":
            _leaves_one(findings, limit, (*place, "restrict", "n"))
    return Rule(
        when=tuple(_conditions(findings, when, (*place, "when"))),
        given=presence.get("given", ()),
        missing=presence.get("missing", ()),
        restrict=restrict,
        omit=facts.omit,
        set_=tuple(facts.set_.items()),
        send=fields_of(facts.send),
        require=facts.require,
        refuse=facts.refuse,
        summed=facts.count,
        most=facts.max or 0,
        because=facts.because,
    )


def _conditions(findings: Findings, facts: dict[str, ConditionFacts], place: Place) -> Iterator[tuple[str, Condition]]:
    for name, one in facts.items():
        for bound in (one.min, one.max):
            if bound is not None and number(bound) is None:
                findings.add((*place, name), "a bound has at most four decimals")
        yield name, Condition.of(one.values, one.min, one.max)


def _leaves_one(findings: Findings, condition: Condition, place: Place) -> None:
    """Refuse a restriction of `n` by which not every number of results could be made up."""
    if condition.highest is not None and condition.highest < UNIT:
        findings.add(place, "n: no result would be left of a call")
    if condition.allowed.values is not None and 1 not in map(whole_number, condition.allowed.values):
        findings.add(place, "n: the allowed counts need 1; other numbers could not be made up")
