"""What a plan says about itself: every key once, every field with an origin, an adjustment for every difference."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

from normalizer import NormalizationError, Plan
from normalizer.codes import CODES
from normalizer.gateway.sandbox.values import PLAIN
from normalizer.request import UNIFIED

from .cases import GEOMETRY
from .reading import Path, body_of, leaves, located, other_found, parameter_found

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.capability import Block

    from .requests import Request

UNASKED = frozenset({"defaulted", "constant", "assumed"})
COMPANY = ("aspect_ratio", "default_shape")
"""The adjustment that names the shape which came with a scale: nothing about the shape was asked (R2.3)."""

FORCED = frozenset({"restricted", "policy_limit", "set_by_rule"})
"""What is sent although nobody asked, because the default is not allowed, is said (R6.5, R9.3)."""

REPORT_LIMIT = 4096


def unknown_fields(block: Block, plan: Plan, request: Request) -> Iterator[str]:
    """Name every field of a payload that neither the file nor the request knows."""
    unified = frozenset({*block.parameters, *_never_raw()})
    for call in plan.calls:
        body = body_of(block, call)
        found = other_found(block, body, request, unified)
        for name, facts in block.parameters.items():
            found += parameter_found(name, facts or PLAIN, body)
        known = {one.path for one in found} | _size_paths(block, body)
        for at, value in leaves(body) if body else ():
            if not any(at[: len(path)] == path for path in known):
                yield f"{'.'.join(map(str, at))}={value!r} is no field of the file"


def _never_raw() -> frozenset[str]:
    travel = {"quality", "style", "background", "user", "fps", "audio", "negative_prompt", "seed", "prompt"}
    return UNIFIED - travel - {"stream", "partial_images"}


def _size_paths(block: Block, body: dict[str, Any]) -> set[Path]:
    words = [
        path
        for form in block.dimensions
        for listed in (form.sizes, form.aspect_ratios, form.tiers)
        if isinstance(listed, dict)
        for wire in listed.values()
        if isinstance(wire, dict)
        for path in wire
    ]
    paths = [path for form in block.dimensions for path in form.write] + words + list(block.auto)
    return {at for path in paths for at, _ in located(body, path)}


def miscounted(plan: Plan, request: Request) -> Iterator[str]:
    """Name every key that is not reported exactly once, and every report that nobody asked for."""
    asked = [p for p in plan.parameters if p.mode not in UNASKED or p.asked is not None]
    names = Counter(parameter.name for parameter in asked)
    for key in request:
        if names[key] != 1:
            yield f"{key} is reported {names[key]} times"
    for name in names:
        if name not in request:
            yield f"{name} is reported as asked, but was not"


def unexplained(plan: Plan) -> Iterator[str]:
    """Name every difference without exactly one adjustment, and every adjustment without a difference (R6.6)."""
    codes: dict[str, list[str]] = {}
    for adjustment in plan.adjustments:
        codes.setdefault(adjustment.parameter, []).append(adjustment.code)
    for parameter in plan.parameters:
        if parameter.mode in UNASKED:
            if not parameter.exact:
                yield f"{parameter.name} was not asked for, but is not exact"
            continue
        said = codes.pop(parameter.name, [])
        if parameter.exact and said:
            yield f"{parameter.name} is exact, but has {' '.join(said)}"
        elif not parameter.exact and len(said) != 1:
            yield f"{parameter.name} is not exact, and has {' '.join(said) or 'no adjustment'}"
        if parameter.mode == "unsupported" and parameter.exact:
            yield f"{parameter.name} is unsupported, but exact"
    unasked_for = {change.parameter for change in plan.adjustments if change.asked is None and change.code in FORCED}
    for name, said in codes.items():
        for code in said:
            if (name, code) not in {COMPANY, ("model", "model_retired")} and name not in unasked_for:
                yield f"{name} has {code}, but was not asked for"


def unasked(block: Block, plan: Plan, request: Request) -> Iterator[str]:
    """Name every default that is sent although nothing makes it necessary (R1.6, R2.4, R6.5)."""
    required = {*block.required, *(GEOMETRY if "size" in block.required else ())}
    says_size = any(request.get(key) is not None for key in GEOMETRY)
    ruled = {name for rule in block.rules for name in (*rule.restrict, *rule.set_)}
    ruled |= {"resolution", *(GEOMETRY if "size" in ruled else ())} if not ruled.isdisjoint({"tier", "size"}) else set()
    for parameter in plan.parameters:
        if parameter.mode not in {"defaulted", "assumed"} or parameter.asked is not None:
            continue
        is_half = parameter.name in GEOMETRY and says_size
        if not is_half and parameter.name not in required | ruled:
            yield f"{parameter.name} is {parameter.mode}, though nothing asks for it"


def without_origin(block: Block, plan: Plan) -> Iterator[str]:
    """Name every written leaf that no report says it sent, and every field said to be sent that was not."""
    body = body_of(block, plan.calls[0])
    origins: list[tuple[str, str, Path]] = []
    added = _added(block)
    for parameter in plan.parameters:
        for full, value in parameter.sent.items():
            path = full.removeprefix(f"{block.under}.")
            held = _says if path in added else _holds
            places = [at for at, node in located(body, path) if held(node, value)]
            if path in body and _holds(body[path], value):  # a caller's key is never a path
                places = [(path,)]
            if not places:
                yield f"{parameter.name} says it sent {full}, which is not in the payload"
            origins += [(parameter.name, path, at) for at in places]
    for at, _ in leaves(body) if body else ():
        found = [(name, path) for name, path, place in origins if at[: len(place)] == place]
        if not found:
            yield f"{'.'.join(map(str, at))} has no origin"
        # equal items of one list cannot be told apart, and flags share one text
        elif len(found) > 1 and not (all("+" in path for _, path in found) or ".".join(map(str, at)) in added):
            yield f"{'.'.join(map(str, at))} has the origins {', '.join(sorted(name for name, _ in found))}"


def _says(node: Any, value: Any) -> bool:
    """Tell whether a flag, or the text so far, stands in a text that others went on to add to."""
    return isinstance(node, str) and isinstance(value, str) and value.strip() in node


def _added(block: Block) -> set[str]:
    """List the texts that flags are added to."""
    forms = {path for form in block.dimensions for path in form.append}
    return forms | {path for facts in block.parameters.values() if facts is not None for path in facts.append}


def _holds(node: Any, value: Any) -> bool:
    return node is value or (type(node) is type(value) and bool(node == value))


def miscalled(plan: Plan, request: Request) -> Iterator[str]:
    """Name what is wrong with the number of results."""
    asked = request.get("n")
    total = sum(call.count for call in plan.calls)
    if asked is not None and total != int(asked):
        yield f"{total} results are planned, {asked} were asked for"
    if plan.billed.results != total:
        yield f"{plan.billed.results} results are billed, {total} are planned"
    counts = [call.count for call in plan.calls]
    if counts != sorted(counts, reverse=True):
        yield f"the calls are not in order: {counts}"


def badly_saved(plan: Plan) -> Iterator[str]:
    """Name what a round trip through JSON or the report breaks."""
    saved = json.dumps(plan.to_dict(), allow_nan=False)
    try:
        # what JSON cannot carry is only named, also where it was asked for and not sent
        if Plan.from_dict(json.loads(saved)) != plan and '"$object"' not in saved:
            yield "the plan is another one after a round trip through JSON"
    except NormalizationError:
        if '"$object"' not in saved:
            yield "the plan cannot be read back from JSON"
    size = len(json.dumps(plan.report()).encode())
    if size > REPORT_LIMIT:
        yield f"the report has {size} bytes"


def badly_coded(plan: Plan) -> Iterator[str]:
    """Name every code that is not in the public table under its kind."""
    for kind, said in (("adjustment", plan.adjustments), ("note", plan.notes)):
        for one in said:
            if one.code not in CODES or CODES[one.code].kind != kind:
                yield f"{one.parameter} has the {kind} {one.code}, which the table does not have"
            if not one.rule.startswith("R") or len(str(one)) > 300 or "\n" in str(one):
                yield f"{one.parameter} has a bad sentence or rule: {one.rule}"
