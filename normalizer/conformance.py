"""Conformance vectors: requests with the plans that the rules give, for implementations in any language.

A vector holds all that goes in (a block of a capability file, medium, request, policy, size of the input) and what has
to come out. Here they are read, answered by this library, and compared with any answer.
"""

from __future__ import annotations

import json
from importlib.resources import files
from math import isclose
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.capability import ModelFile, validate
from normalizer.compile import compile_target
from normalizer.engine import normalize
from normalizer.errors import NormalizationError
from normalizer.layers import Layer, expand
from normalizer.policy import Policy
from normalizer.yaml_tree import parse_tree

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from normalizer.target import Target

QUESTION = ("block", "media", "request", "policy", "input_size")
"""What an implementation is given of a vector."""

_SHOWN = 80
_PROVIDER, _OPERATION = "provider", "generate"
# what names an entry of a list without order, and what of it is compared
_ENTRIES = {
    "parameters": (("name",), ("mode", "exact", "sent")),
    "adjustments": (("parameter", "code"), ("rule",)),
    "notes": (("parameter", "code"), ("rule",)),
    "problems": (("parameter", "code"), ()),
}
_CALL = ("payload", "count", "encoding")


class Vector(NamedTuple):
    """One request and what has to come out: `expected` has either the key `plan` or the key `problems`."""

    id: str
    rule: str
    says: str
    question: Mapping[str, Any]
    expected: Mapping[str, Any]


def text() -> str:
    """Give the file of vectors as it is in the package."""
    return files("normalizer").joinpath("conformance.json").read_text(encoding="utf-8")


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the file of vectors."""
    read: dict[str, Any] = json.loads(files("normalizer").joinpath("conformance.schema.json").read_text("utf-8"))
    return read


def vectors() -> tuple[Vector, ...]:
    """Read all vectors, in the order of the rules."""
    return tuple(map(_vector, json.loads(text())["vectors"]))


def _vector(data: Mapping[str, Any]) -> Vector:
    expected = {key: data[key] for key in ("plan", "problems") if key in data}
    question = {key: data[key] for key in QUESTION}
    return Vector(data["id"], data["rule"], data["says"], question, expected)


def answer(question: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a question with this library: `{"plan": ...}` as `Plan.to_dict` gives it, or `{"problems": [...]}`.

    >>> answer({"block": {"model": "m"}, "media": "image", "request": {"n": 0}, "policy": {}, "input_size": None})
    {'problems': [{'parameter': 'n', 'code': 'out_of_range'}]}
    """
    size = question["input_size"]
    try:
        plan = normalize(
            question["request"],
            target_of(question["block"], question["media"]),
            policy=Policy(**question["policy"]) if question["policy"] else None,
            input_size=None if size is None else (size[0], size[1]),
        )
    except NormalizationError as error:
        found = [{"parameter": problem.parameter, "code": problem.code} for problem in error.problems]
        return {"problems": found}
    return {"plan": plan.to_dict()}


def target_of(block: Mapping[str, Any], media: str) -> Target:
    """Compile a block that stands alone; raises `CapabilityError` with everything that is wrong with it."""
    providers = {_PROVIDER: {_OPERATION: block}}
    file = {"schema": 1, "name": "Model", "maker": "Maker", "media": media, "providers": providers}
    # JSON in UTF-8 is YAML, so that a block is read just as a file would be
    tree = parse_tree(json.dumps(file, ensure_ascii=False).encode(), "model.yaml")
    read = validate(ModelFile, tree)
    expanded, problems = expand("model", read, Layer(tree), (_PROVIDER, _OPERATION), None)
    if expanded is None:
        from normalizer.errors import CapabilityError

        raise CapabilityError(problems)
    return compile_target(expanded, "conformance")


def differences(expected: Mapping[str, Any], got: Mapping[str, Any]) -> list[str]:
    """Say where an answer differs from the expected one; nothing where it is right.

    The order of reports is of no account, and neither is what an answer says beyond what a vector states; payloads are
    compared whole.

    >>> differences({"problems": [{"parameter": "n", "code": "out_of_range"}]}, {"problems": []})
    ['problems: n out_of_range is missing']
    """
    if "problems" in expected:
        if "problems" not in got:
            return ["expected problems, got a plan"]
        return list(_entries("problems", expected["problems"], got["problems"]))
    plan = got.get("plan")
    if not isinstance(plan, dict):
        return [f"expected a plan, got {_said(got.get('problems'))}"]
    return [said for key, value in expected["plan"].items() for said in _part(key, value, plan.get(key))]


def _part(key: str, expected: Any, got: Any) -> Iterator[str]:
    if key in _ENTRIES:
        yield from _entries(key, expected, got)
    elif key == "calls":
        calls = [_only(call, _CALL) for call in got] if isinstance(got, list) else got
        yield from _values(key, expected, calls)
    elif key == "resolved":
        yield from _values(key, expected, _only(got, expected))
    else:
        yield from _values(key, expected, got)


def _only(value: Any, keys: Sequence[str] | Mapping[str, Any]) -> Any:
    return {key: value[key] for key in keys if key in value} if isinstance(value, dict) else value


def _entries(key: str, expected: Sequence[Mapping[str, Any]], got: Any) -> Iterator[str]:
    """Compare two lists without order, entry by entry."""
    if not isinstance(got, list) or not all(isinstance(entry, dict) for entry in got):
        yield f"{key}: expected a list of objects, got {_said(got)}"
        return
    names, parts = _ENTRIES[key]
    found: dict[str, Any] = {}
    for entry in got:
        name = " ".join(str(entry.get(part)) for part in names)
        if name in found:
            yield f"{key}: {_said(name)} stands twice"
        found[name] = entry
    for entry in expected:
        name = " ".join(entry[part] for part in names)
        if name not in found:
            yield f"{key}: {name} is missing"
            continue
        other = found.pop(name)
        for part in parts:
            yield from _values(f"{key}: {name}: {part}", entry[part], other.get(part))
    for name in found:
        yield f"{key}: {_said(name)} was not expected"


def _values(place: str, expected: Any, got: Any) -> Iterator[str]:
    """Compare JSON values; a whole number is equal to the same number with a point, a boolean to no number."""
    if isinstance(expected, dict) and isinstance(got, dict):
        for key in dict.fromkeys((*expected, *got)):
            if key not in got:
                yield f"{place}.{key} is missing"
            elif key not in expected:
                yield f"{place}.{key} was not expected: {_said(got[key])}"
            else:
                yield from _values(f"{place}.{key}", expected[key], got[key])
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for index, (one, other) in enumerate(zip(expected, got, strict=True)):
            yield from _values(f"{place}.{index}", one, other)
    elif not _equal(expected, got):
        yield f"{place}: expected {_said(expected)}, got {_said(got)}"


def _equal(expected: Any, got: Any) -> bool:
    if _is_number(expected) and _is_number(got):
        return isclose(expected, got, rel_tol=1e-9)
    return type(expected) is type(got) and bool(expected == got)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _said(value: Any) -> str:
    said = json.dumps(value, default=repr)
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}..."
