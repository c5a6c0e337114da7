"""Check what is written where: every choice has a field, every field one writer, every template known words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from normalizer.capability.base import did_you_mean
from normalizer.check.report import ERROR, NOTE, WARNING, finding
from normalizer.errors import FileProblem, escape, quote
from normalizer.request import INPUTS
from normalizer.write import BOTH_HALVES, PLACEHOLDERS, SHAPE_HALF

if TYPE_CHECKING:
    from collections.abc import Iterator

    from normalizer.capability import Form, Parameter
    from normalizer.layers import Expanded

GEOMETRY = frozenset({"size", "aspect_ratio", "resolution"})
_HOLE = re.compile(r"\{([a-z_]+)\}", re.ASCII)
_PATH = re.compile(r"[^.]+(\.[^.]+)*")


def form_fields(target: Expanded) -> Iterator[FileProblem]:
    """Find forms whose choice reaches no field, or whose templates ask for what the form does not know."""
    for index, form in enumerate(target.block.dimensions):
        path = ("dimensions", index)
        holes = _holes([form.write, form.append]) | _holes(target.block.model)
        if form.kind in ("fixed", "follows"):
            continue
        if not form.write and not form.append and not _fields_alone(form) and not holes:
            sentence = f"no write: neither here nor under write.{form.kind} in the provider's file"
            yield finding(target, path, sentence)
            continue
        for hole in sorted(holes & _unknown_to(form)):
            yield finding(target, (*path, "write"), f"a form of kind {form.kind} cannot fill {{{hole}}}")
        if _has_choice(form.tiers) and not holes & {"tier", "megapixels", *BOTH_HALVES} and not _fields_alone(form):
            yield finding(target, (*path, "write"), "tiers are offered, but no template writes {tier}")
        if _has_choice(form.aspect_ratios) and not holes & (SHAPE_HALF | BOTH_HALVES) and not _fields_alone(form):
            yield finding(target, (*path, "write"), "aspect ratios are offered, but no template writes {ratio}")


def _has_choice(offered: object) -> bool:
    return offered is not None and not (isinstance(offered, dict) and len(offered) == 1)


def _fields_alone(form: Form) -> bool:
    """Tell whether the provider's words are fields themselves, which need no template."""
    offered = [part for part in (form.sizes, form.aspect_ratios, form.tiers) if isinstance(part, dict)]
    return any(isinstance(word, dict) for part in offered for word in part.values())


def _unknown_to(form: Form) -> frozenset[str]:
    if form.kind == "ratios":
        return BOTH_HALVES
    if form.kind == "tiers":
        return SHAPE_HALF | BOTH_HALVES
    return frozenset() if form.kind == "table" else frozenset({"tier"})


def templates(target: Expanded) -> Iterator[FileProblem]:
    """Find placeholders that nothing fills."""
    block = target.block
    parts: list[tuple[tuple[str | int, ...], Any]] = [
        *(
            (("dimensions", index, key), getattr(form, key))
            for index, form in enumerate(block.dimensions)
            for key in ("write", "append")
        ),
        *(
            (("parameters", name, key), getattr(parameter, key))
            for name, parameter in block.parameters.items()
            if parameter
            for key in ("write", "append")
        ),
        (("constants",), block.constants),
        (("model",), block.model),
    ]
    for path, part in parts:
        for sentence in unknown_placeholders(part):
            yield finding(target, path, sentence)


def unknown_placeholders(part: Any) -> Iterator[str]:
    """Say which placeholders of a template nothing fills."""
    for hole in sorted(_holes(part) - PLACEHOLDERS):
        yield f"unknown placeholder {{{quote(hole)[1:-1]}}}" + did_you_mean(hole, PLACEHOLDERS)


def _holes(part: Any) -> frozenset[str]:
    if isinstance(part, str):
        return frozenset(_HOLE.findall(part))
    if isinstance(part, dict):
        return frozenset().union(*map(_holes, part.values()))
    return frozenset().union(*map(_holes, part)) if isinstance(part, list | tuple) else frozenset()


def fields_of(name: str, parameter: Parameter) -> tuple[str, ...]:
    """List the provider's fields that a parameter writes."""
    if parameter.fixed is not None:
        return ()
    if isinstance(parameter.write, dict):
        return tuple(parameter.write)
    if parameter.append:
        return ()
    if parameter.to is None:
        return (name,)
    return parameter.to if isinstance(parameter.to, tuple) else (parameter.to,)


def one_writer(target: Expanded) -> Iterator[FileProblem]:
    """Find fields that two parameters write, or a parameter and a form; forms are alternatives and may share."""
    writers: dict[str, str] = {}
    for form in target.block.dimensions:
        writers.update(dict.fromkeys(form.write, "the size"))
    for name, parameter in target.block.parameters.items():
        if parameter is None:
            continue
        for field in fields_of(name, parameter):
            other = next((w for f, w in writers.items() if _overlap(f, field) and w != quote(name)), None)
            if other is not None:
                yield finding(target, ("parameters", name), f"writes the field {quote(field)}, as {other} does")
            writers.setdefault(field, quote(name))


def _overlap(one: str, other: str) -> bool:
    """Tell whether two paths are one field, or one lies inside the other; items added to a list are apart."""
    first, second = one.split("."), other.split(".")
    for a, b in zip(first, second, strict=False):
        if "+" in (a, b) or (a.isdigit() != b.isdigit()):
            return False
        if a != b:
            return False
    return len(first) == len(second) or "+" not in (first + second)


def parameters(target: Expanded) -> Iterator[FileProblem]:
    """Find parameters that are said in the wrong place or in words that mean something else."""
    offered = {*target.block.parameters, *(GEOMETRY if target.block.dimensions else ())}
    for name, parameter in target.block.parameters.items():
        path = ("parameters", name)
        if name in GEOMETRY:
            yield finding(target, path, f"{name} is no parameter of its own: say under dimensions what is offered")
        if parameter is not None and parameter.to == "unknown":
            sentence = "unknown is taken for the name of a field; write {values: unknown} or {range: unknown}"
            yield finding(target, path, sentence, WARNING)
    absent_file, _ = target.origin("absent")
    for name in target.block.absent:
        # what a provider lacks in general, a block may have all the same
        if name in target.block.parameters and absent_file == target.origin()[0]:
            yield finding(target, ("absent", name), f"{escape(name, 40)} is absent and among the parameters")
    for name in target.block.required:
        if name not in offered:
            yield finding(target, ("required", name), f"required, but not among the parameters: {quote(name)}", ERROR)


def single_inputs(target: Expanded) -> Iterator[FileProblem]:
    """Find inputs that take one item because nothing else is said, though their name speaks of several."""
    for name, parameter in target.block.parameters.items():
        if name not in INPUTS or parameter is None or parameter.max is not None or parameter.as_ == "list":
            continue
        if isinstance(parameter.to, tuple) or isinstance(parameter.write, dict):
            continue
        field = (parameter.to or name).rpartition(".")[2]
        if any(word.endswith("s") and not word.endswith("ss") for word in (name, field)):
            sentence = f"takes a single item: write as: list where {quote(field)} is a list, else max: 1"
            yield finding(target, ("parameters", name), sentence, NOTE)
