"""A recipe as one expression: the calls of a plan with holes for values, compiled once and then only evaluated.

Walking a description of the payload at each request cost more than all the rest of planning (`docs/performance.md`).
What is compiled is a tree made here, of constants and of places in two tuples, never of a text: no word of a file or
of a caller is ever read as code.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from normalizer.parts import Call

if TYPE_CHECKING:
    from types import CodeType

Build = Callable[[tuple[Any, ...], tuple[Any, ...]], tuple[Call, ...]]
"""Makes the calls of a plan of the values of a request and of those of a size."""

DEEPEST = 20
"""How deep a payload may nest to be compiled; the engine writes deeper ones itself."""

_VALUES, _SIZES, _NEW, _CALL = "values", "sizes", "new", "Call"
_LITERAL = frozenset({str, int, float, bool, type(None)})


class TooDeepError(Exception):
    """A payload nests deeper than is compiled."""


class Hole(NamedTuple):
    """Where a value of the request goes: its place among the values, what makes it, or what is added to it."""

    place: int
    fill: Callable[[Any], Any] | None = None
    add: int = 0


Parts = Sequence["Hole | Parts"]
"""What is read, as sequences in sequences."""


class SizeHole(NamedTuple):
    """Where a value of the size goes: its place among the values of the size, or what is made of all of them."""

    place: int
    fill: Callable[[Any], Any] | None = None


def builder(bodies: list[Any], counts: list[int], encoding: str, upstream: str | None) -> Build:
    """Compile the payloads of a plan, each a structure with holes, to a function that gives its calls.

    Containers are made anew at each call, so that every plan owns its payloads. Raises `TooDeepError` where
    one nests deeper than `DEEPEST`.

    >>> build = builder([{"prompt": Hole(0), "size": {"w": SizeHole(0)}, "n": 1}], [1], "json", "m")
    >>> build(("a fox",), (512, 256))
    (Call(payload={'prompt': 'a fox', 'size': {'w': 512}, 'n': 1}, count=1, encoding='json', upstream_model='m'),)
    """
    around: dict[str, Any] = {_NEW: tuple.__new__, _CALL: Call}
    calls = []
    for body, count in zip(bodies, counts, strict=True):
        told = [_expression(body, around, DEEPEST), *map(_constant, (count, encoding, upstream))]
        calls.append(_call(_NEW, _name(_CALL), _tuple(told)))
    build: Build = _evaluated(_compiled((_VALUES, _SIZES), _tuple(calls)), around)
    return build


def reader(whole: Parts) -> Any:
    """Compile what is read of the values of a request to a function that gives it as tuples, nested as told.

    >>> read = reader([[Hole(1, len)], [Hole(0), Hole(2)]])
    >>> read(("a", "four", "c"))
    ((4,), ('a', 'c'))
    """
    around: dict[str, Any] = {}
    shape = _blank(whole, around)
    return _evaluated(_reader(shape), around)


def _blank(part: Hole | Parts, around: dict[str, Any]) -> Any:
    """Take away the functions: of each its name alone is compiled, and many kinds of requests differ in them alone."""
    if not isinstance(part, Hole):
        return tuple(_blank(inner, around) for inner in part)
    if part.fill is None:
        return part
    _known(part.fill, around)
    return part._replace(fill=id)


@lru_cache(1024)
def _reader(shape: Any) -> CodeType:
    return _compiled((_VALUES,), _read_out(shape, {}))


def _read_out(shape: Any, around: dict[str, Any]) -> ast.expr:
    if isinstance(shape, Hole):
        return _filled(shape, around)
    return _tuple([_read_out(part, around) for part in shape])


def _compiled(names: tuple[str, ...], whole: ast.expr) -> CodeType:
    given = ast.arguments(posonlyargs=[], args=list(map(ast.arg, names)), kwonlyargs=[], kw_defaults=[], defaults=[])
    return compile(ast.fix_missing_locations(ast.Expression(ast.Lambda(given, whole))), "<payload>", "eval")


def _evaluated(code: CodeType, around: dict[str, Any]) -> Any:
    return eval(code, {"__builtins__": {}, **around})  # noqa: S307  a tree that was made here


def _expression(node: Any, around: dict[str, Any], depth: int) -> ast.expr:
    if depth == 0:
        raise TooDeepError
    kind = type(node)
    if kind is dict:
        inner = [_expression(value, around, depth - 1) for value in node.values()]
        return ast.Dict([_expression(key, around, depth) for key in node], inner)
    if kind is list:
        return ast.List([_expression(value, around, depth - 1) for value in node], ast.Load())
    if kind is Hole:
        return _filled(node, around)
    if kind is SizeHole:
        whole = _name(_SIZES)
        return _at(whole, node.place) if node.fill is None else _call(_known(node.fill, around), whole)
    return _constant(node) if kind in _LITERAL else _name(_known(node, around))


def _filled(hole: Hole, around: dict[str, Any]) -> ast.expr:
    value = _at(_name(_VALUES), hole.place)
    if hole.fill is not None:
        value = _call(_known(hole.fill, around), value)
    return ast.BinOp(value, ast.Add(), _constant(hole.add)) if hole.add else value


def _known(value: Any, around: dict[str, Any]) -> str:
    """Give a name to what is no literal."""
    name = f"known_{len(around)}"
    around[name] = value
    return name


def _name(name: str) -> ast.expr:
    return ast.Name(name, ast.Load())


def _constant(value: Any) -> ast.expr:
    return ast.Constant(value)


def _tuple(items: list[ast.expr]) -> ast.expr:
    return ast.Tuple(items, ast.Load())


def _at(whole: ast.expr, place: int) -> ast.expr:
    return ast.Subscript(whole, _constant(place), ast.Load())


def _call(name: str, *given: ast.expr) -> ast.expr:
    return ast.Call(_name(name), list(given), [])
