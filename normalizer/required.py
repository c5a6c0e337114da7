"""What the provider refuses to miss (R1.6): the default is sent, and without one its absence is an error."""

from __future__ import annotations

from typing import TYPE_CHECKING

from normalizer.errors import Problem
from normalizer.geometry import autos_of
from normalizer.parameters import delivery
from normalizer.parameters.base import MISSING, Parameter
from normalizer.parameters.count import CountParameter
from normalizer.parameters.kinds import FixedParameter
from normalizer.request import GEOMETRY
from normalizer.resolve.wish import SCALE, SHAPE

if TYPE_CHECKING:
    from normalizer.draft import Draft


def settle(draft: Draft) -> None:
    """Send the default of what the provider refuses to miss; without one its absence is an error (R1.6)."""
    target = draft.target
    for name in target.required:
        if name in GEOMETRY:
            _require_geometry(draft, name)
            continue
        if name in draft.items or name in draft.native or name in draft.extras or _is_met(draft, name):
            continue
        parameter = target.parameters.get(name)
        if isinstance(parameter, FixedParameter) or _is_written(draft, parameter):
            continue  # there is no field to miss, or what another parameter needs fills it
        if parameter is None or parameter.default is MISSING:
            if isinstance(parameter, CountParameter):
                parameter.send_default(draft)
            elif not _is_refused(draft, name):
                _missing(draft, name)
        else:
            _send_default(draft, name, parameter)


def _is_written(draft: Draft, parameter: Parameter | None) -> bool:
    """Tell whether a field is written on behalf of another parameter, such as a file type for a conversion."""
    return any(item.parameter is parameter and item.wire is not None for item in draft.items.values())


def _is_refused(draft: Draft, name: str) -> bool:
    """Tell whether a parameter was given and something is said about it already; leaving it open says nothing."""
    if name not in draft.asked:
        return False
    key = draft.asked[name][0]
    return not any(entry[0] == key and entry[1] == "met" for entry in draft.entries)


def _missing(draft: Draft, name: str) -> None:
    draft.problems.append(Problem(name, "missing", "a value, which the provider refuses to miss", "nothing"))


def _send_default(draft: Draft, name: str, parameter: Parameter) -> None:
    parameter.send_default(draft)
    item = draft.items[name]
    item.mode = "defaulted"
    if name in draft.asked:  # it was left to the provider, who refuses to decide
        item.key, item.asked = draft.asked[name]
        draft.entries = [entry for entry in draft.entries if entry[0] != item.key]


def _is_met(draft: Draft, name: str) -> bool:
    """Tell whether a parameter is met unsent; one left to the provider is not, where it is required."""
    key = draft.asked[name][0] if name in draft.asked else name
    return name in delivery.NAMES and any(entry[0] == key and entry[1] == "met" for entry in draft.entries)


def _require_geometry(draft: Draft, name: str) -> None:
    """Take as a required half the asked one, the default's, or the provider's word for "you decide"."""
    target, want = draft.target, draft.want
    default, left_open = target.geometry.default, target.autos and any(key in draft.asked for key in draft.autos)
    if want.shape is not None or want.scale is not None or left_open or "geometry" in draft.native:
        return  # a missing half is the default's, or assumed (R2.4)
    have = {"size": default.shape or default.scale, SHAPE: default.shape, SCALE: default.scale}[name]
    if have is not None:
        return
    open_halves = {half for _, halves in autos_of(draft, name) for half in halves} & target.left_open
    if open_halves and (name == "size" or name in open_halves):
        draft.autos.append(name)  # the stated default is the provider's word for it
    else:
        problem_before = any(problem.parameter in GEOMETRY for problem in draft.problems)
        if not problem_before and target.geometry.forms:
            _missing(draft, name)
