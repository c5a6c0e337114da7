"""What a target offers, as facts under names: equal for two targets exactly where they mean the same.

A fact has a part (`aspect_ratios`, `n`, `rules`) and an aspect of it (`at most`, `default`; nothing for the main one).
Everything is taken from what was compiled, so that it does not matter how or in which file it was written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from normalizer.changes.forms import form_facts
from normalizer.changes.rules import rule_text
from normalizer.changes.values import outlined, wire_value, written
from normalizer.parameters.base import MISSING, Parameter
from normalizer.parameters.count import CountParameter, SeedParameter
from normalizer.parameters.inputs import InputParameter
from normalizer.parameters.kinds import FixedParameter, NumberParameter, TextParameter, WordsParameter
from normalizer.parameters.offer import Offer
from normalizer.parameters.seconds import SecondsParameter
from normalizer.request import GEOMETRY, INPUTS, NEVER_RAW
from normalizer.values import Ratio
from normalizer.values.grammar import plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from normalizer.resolve.wish import Default
    from normalizer.target import Target

Facts = dict[tuple[str, str], Any]
"""Values are texts, numbers, flags, lists whose order says nothing, maps, or `None` for what is not stated."""

TARGET = "target"
RULES = "rules"


def offer_of(target: Target, also: Iterable[str] = ()) -> Facts:
    """Give everything that a target offers; `also` are other ids of its provider.

    >>> from normalizer import Catalog
    >>> facts = offer_of(Catalog.bundled().target("sora-2", provider="openai"))
    >>> sorted(facts["sizes", ""]), facts["seconds", "default"]
    (['1280x720', '720x1280'], 4)
    """
    found: Facts = {
        (TARGET, "status"): target.status,
        (TARGET, "replaced by"): target.replaced_by,
        (TARGET, "upstream id"): "caller" if target.upstream is None else outlined(target.upstream.template),
        (TARGET, "other upstream ids"): sorted(also),
        (TARGET, "makes"): target.media,
        (TARGET, "results come as"): target.returns.delivery,
        (TARGET, "file type"): target.returns.format,
        (TARGET, "encoding"): target.body,
        (TARGET, "everything below"): ".".join(target.under) or None,
        (TARGET, "unknown parameters"): target.extras,
        (TARGET, "unknown parameters below"): ".".join(target.extras_under) or None,
        ("required", ""): sorted(target.required),
        ("absent", ""): sorted(_absent(target)),
        ("constants", ""): written(target.constants),
        ("default size", ""): _default(target.geometry.default, target.left_open),
        ("auto size", ""): written(field for field, _ in target.autos),
        (RULES, ""): [rule_text(rule) for rule in target.rules],
    }
    found.update(form_facts(target.geometry.forms))
    for name, parameter in {**target.parameters, "n": target.count}.items():
        found.update({(name, aspect): value for aspect, value in _parameter(parameter)})
    return found


def _absent(target: Target) -> set[str]:
    """Name what is known not to exist: names of ours that travel nowhere and would otherwise pass."""
    declared = {*target.parameters, *GEOMETRY, *INPUTS, *NEVER_RAW}
    return {name for key, name in target.names.items() if key == name and name and name not in declared}


def _default(default: Default, left_open: frozenset[str]) -> str | None:
    """Name what comes out when nothing is asked, `auto` for a half that the file leaves to the provider."""
    if default.size is not None:
        return f"{default.size[0]}x{default.size[1]}"
    scale = default.word
    words = [str(Ratio.of(*default.shape))] if default.shape is not None else []
    return " ".join([*words, *([scale] if scale else []), *(["auto"] if left_open else [])]) or None


def _parameter(parameter: Parameter) -> Iterator[tuple[str, Any]]:
    yield "", True
    yield "written", written(parameter.paths)
    yield "packed", _packing(parameter)
    yield "default", None if parameter.default is MISSING else wire_value(parameter.default)
    yield "auto", None if parameter.auto is MISSING else wire_value(parameter.auto)
    yield "values unknown", parameter.is_unverified
    yield "refuses others", parameter.refuses
    yield from _kind(parameter)


def _packing(parameter: Parameter) -> str | None:
    one_each = isinstance(parameter, SeedParameter) and parameter.one_per_result
    flags = {
        "as text": parameter.as_text,
        "as a list": parameter.as_list,
        "item by item": parameter.each,
        "one field an item": bool(parameter.spread),
        "one for each result": one_each,
    }
    return ", ".join(said for said, holds in flags.items() if holds) or None


def _kind(parameter: Parameter) -> Iterator[tuple[str, Any]]:
    if isinstance(parameter, CountParameter):
        yield "at most", parameter.most if parameter.most is not None else "unknown"
        yield "allowed counts", list(parameter.allowed)
        yield "may return fewer", parameter.may_return_fewer
    elif isinstance(parameter, WordsParameter):
        yield "values", {word: wire_value(wire) for word, wire in parameter.words.items()}
        yield "others pass", parameter.is_open
    elif isinstance(parameter, FixedParameter):
        yield "fixed", plain(parameter.only)
    elif isinstance(parameter, NumberParameter):
        yield from _numbers(parameter.offer, parameter.wires)
    elif isinstance(parameter, SecondsParameter):
        yield from _numbers(parameter.offer or Offer(), parameter.wires)
        yield "others pass", parameter.is_open
        yield "range unknown", parameter.is_range_unknown or (parameter.offer is None and parameter.frames is None)
        yield from _frames(parameter)
    elif isinstance(parameter, TextParameter):
        yield "characters at most", parameter.longest
    elif isinstance(parameter, InputParameter):
        yield "items at most", "unknown" if parameter.is_most_unknown else parameter.most
        yield "accepts", sorted(parameter.accepts)


def _numbers(offer: Offer, wires: dict[int, Any]) -> Iterator[tuple[str, Any]]:
    yield "values", {str(plain(units)): wire_value(wires.get(units, plain(units))) for units in offer.values}
    bounds = (("lowest", offer.lowest), ("highest", offer.highest), ("step", offer.step or None))
    for name, bound in bounds:
        yield name, None if bound is None else plain(bound)


def _frames(parameter: SecondsParameter) -> Iterator[tuple[str, Any]]:
    grid = parameter.frames
    if grid is None:
        return
    yield "frames per second", plain(grid.fps)
    yield "frames multiple of", grid.multiple_of
    yield "frames plus", grid.plus
    yield "frames lowest", grid.lowest
    yield "frames highest", grid.highest
    yield "frames allowed", list(grid.values)
