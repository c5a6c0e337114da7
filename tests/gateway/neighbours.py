"""Payloads that stand right beside a legal one, and that the file of their target does not allow."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from matrix.cases import wrote_natively
from matrix.reading import payload_of
from matrix.rows import POLICY
from normalizer import NormalizationError, normalize
from normalizer.capability import Parameter, RatioRange
from normalizer.drift.stand_ins import item_of
from normalizer.request import INPUTS

from .contract import put_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matrix.cases import Case
    from normalizer import Plan
    from normalizer.capability import Form

GEOMETRY = ("size", "aspect_ratio", "resolution")
STRANGE: tuple[Any, ...] = ({"no": "object"}, [["no list"]], "no such word", 12345.75)
"""Nothing that a list of words, a range or a table has."""

Neighbour = tuple[str, Any, str | None]
"""What is wrong with it, the payload, and the id it goes to."""


def neighbours(case: Case) -> list[Neighbour]:
    """Give as many as there are, each once."""
    found: dict[str, Neighbour] = {}
    for plan in plans_beside(case):
        for what, payload, upstream in _beside(case, plan):
            found.setdefault(what, (what, payload, upstream))
    return list(found.values())


def plans_beside(case: Case) -> Iterator[Plan]:
    """Give plans in which, one after the other, everything that a file bounds is written."""
    asked: list[dict[str, Any]] = [{}, {"size": "1920x1080"}, {"aspect_ratio": "16:9"}, {"resolution": "720p"}]
    asked += [
        {"aspect_ratio": "1:1", "resolution": "1K"},
        {"n": 2},
        {"output_format": "png"},
        {"output_format": "jpeg"},
    ]
    for name, facts in case.block.parameters.items():
        if name != "n" and facts is not None:
            asked.append({name: item_of(name, facts)})
    for request in asked:
        try:
            plan = normalize(case.filled(request), case.target, policy=POLICY)
        except NormalizationError:
            continue
        if not wrote_natively(case, request):
            yield plan


def _beside(case: Case, plan: Plan) -> Iterator[Neighbour]:
    payload, upstream = payload_of(plan, 0), plan.calls[0].upstream_model
    yield from _whole(case, payload, upstream)
    at = tuple(case.block.under.split(".")) if case.block.under else ()
    for path in case.block.constants:
        if "+" not in path:
            yield f"{path} is missing", _without(payload, at, path), upstream
            if case.block.model != "caller" or "{model}" not in str(case.block.constants[path]):
                yield f"{path} is another", _with(payload, at, path, "no such constant"), upstream
    shared = _shared_paths(plan)
    for report in plan.parameters:
        for path, value in report.sent.items():
            if path in shared:
                continue
            for wrong in _wrong_values(case, report.name, value):
                yield f"{path} is {_named(wrong)}", _with(payload, (), path, wrong), upstream
            if report.name in case.block.required and not case.block.rules and not path[-1].isdigit():
                yield f"{path} is missing", _without(payload, (), path), upstream
    for name in case.block.absent:
        if name not in case.block.parameters and not any(name in (one.name, *one.sent) for one in plan.parameters):
            yield f"{name} is absent", _with(payload, at, _below(case, name), 5), upstream


def _whole(case: Case, payload: dict[str, Any], upstream: str | None) -> Iterator[Neighbour]:
    yield from ((f"the body is {kind}", body, upstream) for kind, body in (("null", None), ("a list", [payload])))
    yield from ((f"the body is {body!r}", body, upstream) for body in ("a text", 5, True))
    if case.block.model not in {None, "caller"}:
        yield from (
            (f"the model is {other!r}", payload, other) for other in ("no-such-model", f"{upstream} ", None, "")
        )
        if upstream is not None and upstream.swapcase() != upstream:
            yield "the model in another case", payload, upstream.swapcase()
    if case.block.under:
        yield "a field beside", {**payload, "beside": 1}, upstream
        yield "nothing below", dict.fromkeys(payload), upstream
    if case.block.extras in {"drop", "refuse"}:
        yield "an unknown field", {**payload, "no_such_field": 1}, upstream


def _below(case: Case, name: str) -> str:
    return f"{case.block.extras_under}.{name}" if case.block.extras_under else name


def _shared_paths(plan: Plan) -> set[str]:
    """Name the places where a text holds more than one value: what is wrong there is not wrong as a whole."""
    places = [path for report in plan.parameters for path in report.sent]
    return {path for path in places if places.count(path) > 1}


def _wrong_values(case: Case, name: str, value: Any) -> Iterator[Any]:
    if name in GEOMETRY:
        yield from _wrong_sizes(case, value)
        return
    facts = case.block.parameters.get(name) or Parameter()
    if isinstance(value, dict) and isinstance(facts.write, dict):
        yield from (None, "a text", 5, [value], {**value, "strange": 1}, dict(list(value.items())[1:]))
    if name not in case.block.parameters or facts.append or isinstance(value, (dict, list)):
        return
    if name in INPUTS or facts.accepts:
        yield from (5, None, True, 0.5, "")
        yield from ([value, value], [5]) if not (facts.max or facts.as_) and isinstance(facts.write, str | None) else ()
    elif name == "n":
        yield from _wrong_counts(facts)
    elif isinstance(facts.values, dict):
        words = [word for word in facts.values.values() if not isinstance(word, dict)]
        others = [*STRANGE, _other_case(value), _other_type(value)]
        yield from (one for one in others if not facts.open and one is not None and one not in (*words, facts.default))
    elif facts.frames is not None or isinstance(facts.range, tuple):
        yield from _wrong_numbers(facts, value)
    elif name in {"prompt", "negative_prompt"} or facts.max_length is not None:
        yield from (5, True, None, ["a list"], {"an": "object"})
        if facts.max_length is not None and isinstance(value, str):
            yield "x" * (facts.max_length + len(str(facts.write or "")) + 1)


def _wrong_counts(facts: Parameter) -> Iterator[Any]:
    yield from (0, -1, 1.5, True, None, [], "two", 10**9 if isinstance(facts.max, int) else 2.5)
    yield 2 if facts.as_ == "text" else "2"
    if isinstance(facts.max, int):
        yield facts.max + 1


def _wrong_numbers(facts: Parameter, value: Any) -> Iterator[Any]:
    yield from (one for one in STRANGE if one != facts.auto and not isinstance(one, float))
    bounds = facts.frames.range if facts.frames is not None else facts.range
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        yield str(value)
        if isinstance(bounds, tuple):
            special = (facts.auto, facts.default)
            outer = [None if bounds[0] is None else bounds[0] - 1, None if bounds[1] is None else bounds[1] + 1]
            yield from (one for one in outer if one is not None and one not in special)
        if facts.step and isinstance(facts.range, tuple):
            yield value + facts.step / 2


def _wrong_sizes(case: Case, value: Any) -> Iterator[Any]:
    """Give values that no form of the block takes in this place."""
    forms = case.block.dimensions
    if isinstance(value, dict):
        for side in value:
            if isinstance(value[side], int):
                yield from ({**value, side: str(value[side])}, {**value, side: -8}, {**value, side: 0})
                yield {key: one for key, one in value.items() if key != side}
        return
    if any(_takes_anything(form) for form in forms):
        return
    autos = list(case.block.auto.values())
    words = {str(word) for form in forms for word in _words(form)} | set(map(str, autos))
    wrong = [{"no": "object"}, ["no list"], True, 0.123, "no such word", "7:1013", "", _other_case(value)]
    wrong += [_other_type(value), f" {value}", f"{value} ", f"{value}0"]
    yield from (one for one in wrong if one is not None and str(one) not in words and not _is_legal(forms, one))


def _takes_anything(form: Form) -> bool:
    return form.open or "unknown" in (form.sizes, form.tiers, form.aspect_ratios, form.limits)


def _words(form: Form) -> Iterator[Any]:
    for listed in (form.sizes, form.tiers, form.aspect_ratios, form.table):
        yield from listed if isinstance(listed, dict) else ()
    for mapped in (form.sizes, form.tiers, form.aspect_ratios):
        yield from mapped.values() if isinstance(mapped, dict) else ()


def _is_legal(forms: tuple[Form, ...], value: Any) -> bool:
    """Tell whether a form may take the value after all: any side in limits, any ratio between two."""
    free = [form for form in forms if form.limits is not None or isinstance(form.aspect_ratios, RatioRange)]
    return bool(free) and any(character.isdigit() for character in str(value))


def _other_case(value: Any) -> Any:
    return value.swapcase() if isinstance(value, str) and value.swapcase() != value else None


def _other_type(value: Any) -> Any:
    if isinstance(value, str):
        return int(value) if value.isdigit() else None
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def _named(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 60 else f"{text[:40]}... of {len(text)}"


def _with(payload: dict[str, Any], at: tuple[str, ...], path: str, value: Any) -> dict[str, Any]:
    changed = deepcopy(payload)
    put_at(_body(changed, at), path, value)
    return changed


def _without(payload: dict[str, Any], at: tuple[str, ...], path: str) -> dict[str, Any]:
    changed = deepcopy(payload)
    *before, last = path.split(".")
    node: Any = _body(changed, at)
    for step in before:
        node = node[int(step) if isinstance(node, list) else step]
    del node[int(last) if isinstance(node, list) else last]
    return changed


def _body(payload: dict[str, Any], at: tuple[str, ...]) -> dict[str, Any]:
    for step in at:
        payload = payload[step]
    return payload
