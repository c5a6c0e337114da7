"""Write `docs/coverage.md`: what the catalogue holds, what of it is not known for certain, and what was left out."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from .cases import every_case
from .snapshot import UPDATE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .cases import Case

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
LEFT_OUT = Path(__file__).with_name("left_out.yaml")

_HEAD = """\
<!-- Written by `{update}` from the capability files and tests/matrix/left_out.yaml; changes made here are lost. -->

# What the catalogue covers

In November 2026 {rows} interfaces of image and video models were collected from SDKs, specifications and documentation
pages; sizes, ratios, tiers or lengths are known of {known}. All but {left} of these are targets of the catalogue. What
is left out stands [below](#left-out), with the reason.

Today the catalogue has {models} models at {providers} providers: {targets} targets, a target being one operation of one
model at one provider. Upscalers and tools without prompt or size are out of scope.

- [Whose word it is](#whose-word-it-is)
- [By maker](#by-maker)
- [What is not known](#what-is-not-known)
- [Left out](#left-out)
"""

_WORD = """\

## Whose word it is

`first-party` is the maker's own SDK, specification or page; `reseller` the provider's own word about somebody else's
model, which counts for that provider; `secondary` what another project or page says.

| confidence | targets |
|---|---:|"""

_UNKNOWN = """\

## What is not known

A file says `unknown` where a field exists whose values are not stated, and `open` where the list may be longer; what goes
there is sent as it was asked and reported as `unverified`. So many targets have:

| what | targets |
|---|---:|"""


def render() -> str:
    """Give the page."""
    return "\n".join((*_lines(), ""))


def _lines() -> Iterator[str]:
    every, survey = every_case(), yaml.safe_load(LEFT_OUT.read_text(encoding="utf-8"))
    left = survey["left_out"]
    yield _HEAD.format(
        update=UPDATE,
        **survey["survey"],
        left=sum(one["known"] for one in left),
        models=len({case.target.model for case in every}),
        providers=len({case.target.provider for case in every}),
        targets=len(every),
    )
    yield _WORD
    yield from _counted(case.block.confidence or "not said" for case in every)
    yield "\n## By maker\n\n| maker | models | providers | targets |\n|---|---:|---:|---:|"
    yield from _makers(every)
    yield _UNKNOWN
    yield from _counted(what for case in every for what in sorted(set(_doubts(case))))
    yield "\n## Left out\n\n| model | provider | sizes or lengths known | because |\n|---|---|---|---|"
    for one in left:
        known = "yes" if one["known"] else "no"
        yield f"| {one['model']} ({one['media']}) | {one['provider']} | {known} | {one['because']} |"


def _counted(things: Iterable[str]) -> Iterator[str]:
    return (
        f"| {thing} | {count} |" for thing, count in sorted(Counter(things).items(), key=lambda one: (-one[1], one))
    )


def _makers(every: Iterable[Case]) -> Iterator[str]:
    by_maker: dict[str, list[Case]] = {}
    for case in every:
        by_maker.setdefault(case.maker, []).append(case)
    for maker, those in sorted(by_maker.items(), key=lambda one: one[0].lower()):
        models, providers = {case.target.model for case in those}, {case.target.provider for case in those}
        yield f"| {maker} | {len(models)} | {len(providers)} | {len(those)} |"


def _doubts(case: Case) -> Iterator[str]:
    """Name what a target does not know of its sizes and parameters."""
    for form in case.block.dimensions:
        facts = form.model_dump()
        yield from (f"sizes: {key} unknown" for key, value in facts.items() if value == "unknown")
        if facts.get("open"):
            yield "sizes: the list is open"
    for name, parameter in case.block.parameters.items():
        facts = {} if parameter is None else parameter.model_dump()
        if any(_is_unknown(value) for value in facts.values()):
            yield f"{name}: bounds or values unknown"
        if facts.get("open"):
            yield f"{name}: the list is open"


def _is_unknown(value: Any) -> bool:
    return value == "unknown" or (isinstance(value, dict) and "unknown" in value.values())
