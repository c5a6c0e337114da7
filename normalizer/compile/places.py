"""Find fields that could not be written: below a plain value, a list here and a map there, or filled by nothing."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.compile.shared import MOST
from normalizer.errors import escape
from normalizer.parameters.inputs import InputParameter
from normalizer.parameters.kinds import NumberParameter, WordsParameter
from normalizer.parameters.seconds import SecondsParameter
from normalizer.write import APPEND, BOTH_HALVES, SCALE_HALF, SHAPE_HALF, Field, FieldWord, Path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from normalizer.compile.located import Findings, Place
    from normalizer.parameters.base import Parameter
    from normalizer.parameters.rules import Rule
    from normalizer.resolve.forms import Form

OF_THE_MODEL = frozenset({"model"})
OF_A_VALUE = frozenset({"value"})
OF_AN_INPUT = frozenset({"value", "type", "subtype"})
OF_A_SIZE = SHAPE_HALF | SCALE_HALF | BOTH_HALVES
OF_NOTHING: frozenset[str] = frozenset()

_HAVE_WORDS = (WordsParameter, NumberParameter, SecondsParameter)


class Placed(NamedTuple):
    """One field with the place in the file that says it, and the placeholders that are filled there."""

    field: Field
    place: Place
    filled: frozenset[str]


class Written(NamedTuple):
    """All that may be written for one target."""

    forms: tuple[Form, ...]
    parameters: Mapping[str, Parameter]
    rules: tuple[Rule, ...]
    constants: tuple[Field, ...]
    autos: tuple[tuple[Field, frozenset[str]], ...]
    upstream: Field | None
    extras_under: Path


def check_fields(findings: Findings, written: Written) -> None:
    """Refuse what no request could be written with. Forms and words are alternatives: each is tried by itself."""
    common = [*_constants(written), *_sent(written), *_of_parameters(written)]
    choices = [*_of_forms(written), *_of_words(written)]
    alone = [Placed(field, ("auto", field.text), OF_NOTHING) for field, _ in written.autos]
    if written.upstream is not None:
        alone.append(Placed(written.upstream, ("model",), frozenset({"tier"})))
    for field, place, filled in (*common, *alone, *(one for choice in choices for one in choice)):
        if not field.template.names <= filled:
            for name in sorted(field.template.names - filled):
                findings.add(place, f"nothing fills {{{name}}} here")
    holders: list[tuple[Path, Place]] = [(written.extras_under, ("extras_under",))] if written.extras_under else []
    for choice in choices or [()]:
        clashes(findings, [*common, *choice], holders)


def _constants(written: Written) -> Iterator[Placed]:
    return (Placed(field, ("constants", field.text), OF_THE_MODEL) for field in written.constants)


def _sent(written: Written) -> Iterator[Placed]:
    for index, rule in enumerate(written.rules):
        for field in rule.send:
            yield Placed(field, ("rules", index, "send", field.text), OF_THE_MODEL)


def _of_parameters(written: Written) -> Iterator[Placed]:
    for name, parameter in written.parameters.items():
        yield from _of_parameter(name, parameter)


@lru_cache(MOST)
def _of_parameter(name: str, parameter: Parameter) -> tuple[Placed, ...]:
    filled = OF_AN_INPUT if isinstance(parameter, InputParameter) else OF_A_VALUE
    return tuple(Placed(field, ("parameters", name), filled) for field in parameter.paths)


def _of_forms(written: Written) -> Iterator[tuple[Placed, ...]]:
    for index, form in enumerate(written.forms):
        yield from _of_form(index, form)


@lru_cache(MOST)
def _of_form(index: int, form: Form) -> tuple[tuple[Placed, ...], ...]:
    """Give the choices of one form: its fields, with those of each word that brings fields of its own."""
    return tuple(
        tuple(Placed(field, ("dimensions", index), OF_A_SIZE) for field in (*form.fields, *word))
        for word in form.field_words() or [()]
    )


def _of_words(written: Written) -> Iterator[tuple[Placed, ...]]:
    for name, parameter in written.parameters.items():
        if isinstance(parameter, _HAVE_WORDS):
            yield from _of_word(name, parameter)


@lru_cache(MOST)
def _of_word(
    name: str, parameter: WordsParameter | NumberParameter | SecondsParameter
) -> tuple[tuple[Placed, ...], ...]:
    words: Mapping[Any, Any] = parameter.words if isinstance(parameter, WordsParameter) else parameter.wires
    return tuple(
        tuple(Placed(field, ("parameters", name), OF_NOTHING) for field in wire)
        for wire in words.values()
        if type(wire) is FieldWord
    )


def clashes(findings: Findings, fields: Sequence[Placed], holders: Sequence[tuple[Path, Place]]) -> None:
    """Refuse fields of which one could not be written beside another; `holders` are paths that others go below."""
    places = [*(place for _, place, _ in fields), *(place for _, place in holders)]
    for index, sentence in _clashes(tuple([one.field.path for one in fields]), tuple([path for path, _ in holders])):
        findings.add(places[index], sentence)


@lru_cache(MOST)
def _clashes(paths: tuple[Path, ...], holders: tuple[Path, ...]) -> tuple[tuple[int, str], ...]:
    """List which paths could not be written beside the others, and why: most targets write as others do."""
    plain = set(paths)
    # what others go below is never plain itself
    ways = [*paths, *((*path, "") for path in holders)]
    first: dict[Path, bool] = {}
    found: list[tuple[int, str]] = []
    for index, path in enumerate(ways):
        for end in range(1, len(path)):
            head, is_list = path[:end], isinstance(path[end], int) or path[end] == APPEND
            if head in plain:
                found.append((index, f"{_shown(path)} lies below a field that is written too"))
                break
            if first.setdefault(head, is_list) is not is_list:
                found.append((index, f"{_shown(head)} is a list here and a map elsewhere"))
                break
    return tuple(found)


def _shown(path: Path) -> str:
    return escape(".".join(str(step) for step in path if step != ""))
