"""Say in plain sentences what is wrong with a file, and where: every complaint of pydantic becomes one problem."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError

from normalizer.capability.base import did_you_mean
from normalizer.capability.block import Block
from normalizer.capability.file import ProviderEntry
from normalizer.capability.operations import is_operation
from normalizer.errors import CapabilityError, FileProblem, quote

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic_core import ErrorDetails

    from normalizer.yaml_tree import Node

Facts = TypeVar("Facts", bound=BaseModel)
Step = str | int

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "bool_type": "true or false",
    "dict_type": "keys with values",
    "model_type": "keys with values",
    "model_attributes_type": "keys with values",
    "tuple_type": "a list",
    "list_type": "a list",
    "string_too_short": "a word",
}

_BESIDE_UNKNOWN = {
    "max": "a whole number",
    "multiple_of": "a whole number",
    "range": "two numbers, lowest and highest,",
    "limits": "keys with values",
}
"""What a key takes that may be a word instead, by the key."""


def validate(model: type[Facts], tree: Node, data: Mapping[str, Any] | None = None) -> Facts:
    """Make a model of a tree; CapabilityError with every problem, each at its line.

    The tree's own file is named in the problems, also where the tree was put together from several files. `data` is
    what to read of the tree, where some of it is known already.
    """
    try:
        return model.model_validate(tree.plain() if data is None else data)
    except ValidationError as error:
        found = [_problem(model, tree, details) for details in error.errors(include_url=False)]
        raise CapabilityError(list(dict.fromkeys(found))) from None


def locate(tree: Node, path: Iterable[Step]) -> tuple[tuple[Step, ...], str, int]:
    """Follow a path as far as the tree goes: the steps that exist, and the file and line of where they end.

    Steps that are not in the tree (the name of an alternative, the key of a list that was read as a map) are skipped.
    """
    node, file, line = tree, tree.file, tree.line
    taken: list[Step] = []
    for step in path:
        if isinstance(node.value, dict) and isinstance(step, str) and step in node.value:
            child = node.value[step]
            file, line = child.file, node.key_lines.get(step, child.line)
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            child = node.value[step]
            file, line = child.file, child.line
        else:
            continue
        node = child
        taken.append(step)
    return tuple(taken), file, line


def _problem(model: type[BaseModel], tree: Node, details: ErrorDetails) -> FileProblem:
    inner = details.get("ctx", {}).get("at", ())
    path, file, line = locate(tree, (*details["loc"], *inner))
    if details["type"] == "missing":
        path = (*path, details["loc"][-1])
    key = ".".join(str(step) for step in path)
    return FileProblem(file, line, key, _sentence(model, details))


def _sentence(model: type[BaseModel], details: ErrorDetails) -> str:
    kind, value, context = details["type"], details["input"], details.get("ctx", {})
    if kind == "capability":
        return str(context["sentence"])
    if kind == "missing":
        return "the key is missing"
    if kind == "extra_forbidden":
        inner = _model_at(model, details["loc"][:-1])
        return "unknown key" + did_you_mean(str(details["loc"][-1]), _keys(inner))
    if kind == "literal_error":
        words = str(context["expected"])
        beside = _BESIDE_UNKNOWN.get(str(details["loc"][-2])) if details["loc"][-1] == "(word)" else None
        return f"expected {f'{beside} or ' if beside else ''}{words}, got {quote(value)}" + _near_word(value, words)
    if kind in ("greater_than_equal", "greater_than"):
        return f"expected {context.get('ge', context.get('gt'))} or more, got {quote(value)}"
    if kind == "string_pattern_mismatch":
        return f"expected lower-case letters, digits, dots and hyphens, got {quote(value)}"
    if kind == "too_short":
        return "expected at least one, got none"
    if kind in _EXPECTED:
        return f"expected {_EXPECTED[kind]}, got {_got(value)}" + _hint(kind, value)
    return f"not allowed here: {quote(details['msg'])[1:-1]}"


def _got(value: Any) -> str:
    return "nothing" if value is None else quote(value)


def _hint(kind: str, value: Any) -> str:
    if kind == "string_type" and isinstance(value, (int, float, bool)):
        return "; put it in quotes"
    if kind == "int_type" and isinstance(value, str) and value[:1].isdigit():
        return "; write it as a plain decimal number without quotes"
    return ""


def _near_word(value: Any, words: str) -> str:
    known = [word for word in words.replace(" or ", ", ").replace("'", "").split(", ") if word]
    return did_you_mean(value, known) if isinstance(value, str) else ""


def _keys(model: type[BaseModel]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_at(model: type[BaseModel], path: tuple[Step, ...]) -> type[BaseModel]:
    """Find the model to which a path leads, by the annotations of the fields on the way."""
    skip = False
    for step in path:
        if skip:  # the name of an entry in a map of models
            skip = False
            continue
        if model is ProviderEntry and isinstance(step, str) and is_operation(step):
            model = Block
            continue
        fields: Mapping[str, Any] = {field.alias or name: field for name, field in model.model_fields.items()}
        if step in fields:
            found, skip = _inside(fields[str(step)].annotation)
            model = found or model
    return model


def _inside(annotation: Any) -> tuple[type[BaseModel] | None, bool]:
    """Find the model in an annotation, and whether it stands in a map."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation, False
    in_map = get_origin(annotation) is dict
    for part in get_args(annotation):
        found, deeper = _inside(part)
        if found is not None:
            return found, in_map or deeper
    return None, False
