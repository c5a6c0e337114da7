"""The parameters: a list of them, and for each one who supports it and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.docs.content import Link, Page, Paragraph, Table
from normalizer.docs.facts.parameters import MODES
from normalizer.docs.facts.summary import targets_of
from normalizer.docs.pages.phrases import (
    between,
    code_of,
    fields,
    file_name,
    mode_badge,
    model_link,
    parameter_link,
    provider_link,
)
from normalizer.docs.pages.start import trail
from normalizer.docs.pages.target import values_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from normalizer.docs.content import Line
    from normalizer.docs.facts.parameters import ParameterFacts
    from normalizer.docs.facts.summary import Summary

Way = tuple[str, str, tuple[object, ...], tuple[object, ...], tuple[object, ...]]

_MEANS: Mapping[str, str] = {
    "passthrough": "sent as it is, under its own name",
    "renamed": "the same value in the field that the provider expects",
    "converted": "put into the provider's own terms",
    "emulated": "the provider cannot do it; the plan makes it happen around the call",
}


def parameter_names(models: Sequence[Summary]) -> list[str]:
    """List the names of all parameters, sorted."""
    return sorted({one.name for _, target in targets_of(models) for one in target.parameters})


def parameters_page(models: Sequence[Summary]) -> Page:
    """Give the list of all parameters: on how many targets each travels in which mode."""
    counts: dict[str, dict[str, int]] = {name: dict.fromkeys(MODES, 0) for name in parameter_names(models)}
    for _, target in targets_of(models):
        for one in target.parameters:
            counts[one.name][one.mode] += 1
    rows: list[list[Line]] = [
        [[parameter_link(name)], *([str(number)] for number in modes.values())] for name, modes in counts.items()
    ]
    modes = Table("What the modes mean", ["mode", "what happens"], [[[mode_badge(m)], [_MEANS[m]]] for m in MODES])
    table = Table("On how many targets a parameter travels in which mode", ["parameter", *MODES], rows, look="heat")
    note = (
        "What a target does not name travels unchanged where the provider takes unknown fields; inputs never do (R6.2)."
    )
    says = "All parameters, and on how many targets each is passed through, renamed, converted or emulated"
    return Page("parameters", "Parameters", says, [modes, table, Paragraph([note])], trail())


def parameter_page(name: str, models: Sequence[Summary]) -> Page:
    """Give a parameter's page: every way in which it travels, and the models of each."""
    ways: dict[Way, tuple[ParameterFacts, dict[str, str]]] = {}
    for model, target in targets_of(models):
        for one in target.parameters:
            if one.name == name:
                shown = tuple(fields(one.fields)), tuple(values_line(one)), (code_of(one.default),)
                ways.setdefault((target.provider, one.mode, *shown), (one, {}))[1][model.id] = model.name
    rows = [_row(way, one, there) for way, (one, there) in sorted(ways.items(), key=lambda item: item[0][:2])]
    head = ["provider", "mode", "the provider's field", "values", "default", "models"]
    says = f"Which models take {name}, and how each provider spells it"
    table = Table(f"Who supports {name}, and how", head, rows)
    return Page(f"parameters/{file_name(name)}", name, says, [table], (*trail(), Link("Parameters", "parameters")))


def _row(way: Way, one: ParameterFacts, models: Mapping[str, str]) -> list[Line]:
    links = between((model_link(model, name) for model, name in models.items()), ", ")
    default = ["not stated"] if one.default is None else [code_of(one.default)]
    return [
        [provider_link(way[0])],
        [mode_badge(one.mode)],
        fields(one.fields) or ["none"],
        values_line(one),
        default,
        links,
    ]
